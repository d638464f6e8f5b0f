"""What a region states by law: kept by the store, read on two pages, filled in by its coordinator."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, fields, replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from conftest import OpenPage, as_read, tables, unfold, visit_of, visit_to, words
from regions import coordinator
from streamlit.testing.v1 import AppTest
from worlds import World

from assessment import STATED_ON, __version__
from assessment.command import commands
from assessment.findings import promises
from assessment.language import day, enumeration
from assessment.rounds import Basis, Controller, Country
from assessment.screens.coordinator import departments
from assessment.screens.everybody import accessibility, privacy
from assessment.screens.parts.markdown import plain
from assessment.storage import NotReady
from assessment.wording import LANGUAGES, Say, entries

STATED = Controller(
    name="Unione dei Borghi",
    contact="Via Prova 1, Borgo; protocollo@borghi.example",
    dpo="dpo@borghi.example",
    basis=Basis.PUBLIC_TASK,
    act="Legge regionale 1/2020",
    retention="Due anni dopo la pubblicazione.",
    accessibility_contact="accessibile@borghi.example",
    country=Country.ITALY,
)
LONG = ("contact", "act", "retention")  # fields of several lines
NAMES = [one.name for one in fields(Controller)]
ON_PRIVACY = [["name", "contact", "dpo"], ["basis", "act"], ["retention"], ["country"]]
ON_ACCESSIBILITY = [["name"], ["accessibility_contact"], ["country"]]
PAGES = {"privacy": (privacy, ON_PRIVACY), "accessibility": (accessibility, ON_ACCESSIBILITY)}


def state(world: World, **values: object) -> None:
    """Let the coordinator of the north state something, or all of it."""
    to_be = replace(Controller(), **values) if values else STATED
    world.of("north").change_controller("north", to_be, Controller())


def gaps(page: AppTest) -> list[str]:
    return [one.value for one in page.warning]


def gap(say: Say, names: list[str], key: str = "controller.gap") -> str:
    what = enumeration([say(f"controller.field.{name}") for name in names], say.language)
    return say(key, what=what, form=say("controller.form.title"))


# --- the store


def test_nothing_is_stated_by_default(world: World) -> None:
    assert world.of("alba").controller("north") == Controller()


def test_what_is_stated_is_read_by_everybody_of_the_region_and_told(world: World) -> None:
    state(world)

    assert world.of("alba").controller("north") == STATED
    event = world.of("north").events("north")[0]
    assert (event.kind, event.actor, event.details["fields"]) == ("controller_changed", "North", NAMES)


def test_the_same_again_is_no_change(world: World) -> None:
    state(world)
    before = len(world.of("north").events("north"))

    world.of("north").change_controller("north", STATED, STATED)

    assert len(world.of("north").events("north")) == before


def test_texts_are_kept_in_one_line_and_blank_ones_are_none(world: World) -> None:
    state(world, name="  Unione\ndei\x00  Borghi ", dpo=" \n ")

    kept = world.of("alba").controller("north")
    assert (kept.name, kept.dpo) == ("Unione dei Borghi", None)


def test_what_somebody_else_stated_meanwhile_stays(world: World) -> None:
    state(world, dpo="dpo@borghi.example")

    world.operator.change_controller("north", Controller(name="Unione dei Borghi"), Controller())

    assert world.of("alba").controller("north") == Controller(name="Unione dei Borghi", dpo="dpo@borghi.example")


@pytest.mark.parametrize("text", ["dpo@borghi", "Scrivete a dpo@borghi.", "dpo@.example, via Prova 1", "a@b@c.example"])
def test_an_address_that_is_cut_short_is_refused_and_nothing_changes(world: World, text: str) -> None:
    state(world)

    with pytest.raises(NotReady) as refused:
        world.of("north").change_controller("north", replace(STATED, name="Altro", dpo=text), STATED)

    assert refused.value.missing == ["dpo"]
    assert world.of("north").controller("north") == STATED


@pytest.mark.parametrize(
    "text",
    ["(dpo@borghi.example).", "Telegram @borghi", "Via Prova 1", "a.b+c@x.y.example", "PEC:a@b.example;c@d.example"],
)
def test_other_ways_to_reach_somebody_are_taken(world: World, text: str) -> None:
    state(world, dpo=text)

    assert world.of("alba").controller("north").dpo == text


# --- the pages


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PAGES)
def test_what_is_not_stated_is_a_gap_at_its_place(world: World, open_page: OpenPage, name: str, language: str) -> None:
    screen, places = PAGES[name]
    page = open_page(screen.show, visit_to(world.of("alba"), language))

    assert gaps(page) == [gap(Say(language), names) for names in places]


@pytest.mark.parametrize("name", PAGES)
def test_the_coordinator_is_told_where_to_state_it(world: World, open_page: OpenPage, name: str) -> None:
    screen, places = PAGES[name]
    page = open_page(screen.show, coordinator(world))

    assert gaps(page) == [gap(Say("it"), names, "controller.gap_to_fill") for names in places]


@pytest.mark.parametrize("name", PAGES)
def test_what_is_stated_is_told_and_only_the_rest_is_a_gap(world: World, open_page: OpenPage, name: str) -> None:
    screen, places = PAGES[name]
    state(world, name="Unione dei Borghi", country=Country.SPAIN)
    page = open_page(screen.show, visit_to(world.of("alba"), "it"))

    left = [[one for one in names if one not in ("name", "country")] for names in places]
    assert "Unione dei Borghi" in words(page)
    assert gaps(page) == [gap(Say("it"), names) for names in left if names]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_privacy_page_names_them_all(world: World, open_page: OpenPage, language: str) -> None:
    say = Say(language)
    state(world)
    page = open_page(privacy.show, visit_to(world.of("alba"), language))

    basis = say("controller.basis.public_task", regulation=say("controller.regulation.eu"))
    for value in (STATED.name, STATED.contact, STATED.dpo, STATED.act, STATED.retention, basis):
        assert str(value) in words(page)
    assert say("privacy.authority.in_it") in words(page)
    assert not gaps(page)
    for number, promise in enumerate(promises(say), 1):
        assert f"{number}. {promise}" in words(page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_accessibility_page_has_the_parts_of_the_model(world: World, open_page: OpenPage, language: str) -> None:
    say = Say(language)
    state(world)
    page = open_page(accessibility.show, visit_to(world.of("alba"), language))

    said = words(page)
    assert say("accessibility.checked.text", day=day(STATED_ON, language), version=__version__) in said
    for part in ("status.text", "limits.text", "reason", "feedback.text", "enforcement.in_it", "declaration.in_it"):
        assert say(f"accessibility.{part}").replace("\\", "") in said
    assert str(STATED.accessibility_contact) in said and str(STATED.name) in said
    assert not gaps(page)


@pytest.mark.parametrize("country", Country)
def test_each_country_has_its_own_authorities_and_procedure(
    world: World, open_page: OpenPage, country: Country
) -> None:
    state(world, basis=Basis.LEGAL_OBLIGATION, country=country)
    say, visit = Say("it"), visit_to(world.of("alba"), "it")
    union, kingdom = (say("controller.regulation." + where) for where in ("eu", "uk"))
    named = kingdom if country is Country.UNITED_KINGDOM else union

    said = words(open_page(privacy.show, visit))
    assert say(f"privacy.authority.in_{country}") in said
    assert say("controller.basis.legal_obligation", regulation=named) in said
    assert say("privacy.rights.text", regulation=named) in said
    said = words(open_page(accessibility.show, visit))
    assert say(f"accessibility.enforcement.in_{country}") in said
    assert say(f"accessibility.declaration.in_{country}") in said


@pytest.mark.parametrize("name", PAGES)
def test_every_section_that_is_written_is_drawn(world: World, open_page: OpenPage, name: str) -> None:
    state(world)
    page = open_page(PAGES[name][0].show, visit_to(world.of("alba"), "it"))

    titles = {Say("it")(key) for key in entries() if re.fullmatch(rf"{name}\.[a-z_]+\.title", key)}
    texts = {key for key in entries() if re.fullmatch(rf"{name}\.[a-z_]+\.text", key)}
    assert {one.value for one in page.header} == titles
    assert all(Say("it")(key).split("{")[0].replace("\\", "") in words(page) for key in texts)


@pytest.mark.parametrize("name", PAGES)
def test_another_region_never_sees_it(world: World, open_page: OpenPage, name: str) -> None:
    state(world)
    page = open_page(PAGES[name][0].show, coordinator(world, who="south"))

    said = words(page)
    assert not any(str(value) in said for value in asdict(STATED).values() if len(str(value)) > 2)
    assert len(gaps(page)) == len(PAGES[name][1])


@pytest.mark.parametrize("name", PAGES)
def test_who_belongs_to_no_region_reads_that_each_region_states_it(
    world: World, open_page: OpenPage, name: str
) -> None:
    state(world)
    page = open_page(PAGES[name][0].show, visit_to(world.of("admin"), "it"))

    said = words(page)
    assert Say("it")("controller.by_region") in said
    assert "Unione dei Borghi" not in said and not gaps(page)


def test_nothing_that_was_typed_is_read_as_markdown(world: World, open_page: OpenPage) -> None:
    typed = "**Unione** [x](https://evil.example) <b>![y](https://evil.example/y.png)"
    state(world, name=typed)
    page = open_page(privacy.show, visit_to(world.of("alba"), "it"))

    drawn = next(one.value for one in page.markdown if "Unione" in one.value)
    assert plain(typed) in drawn and typed in as_read(drawn)


def test_the_demo_states_all_of_it_and_all_of_it_is_invented(demo_region: Path, open_page: OpenPage) -> None:
    visit = visit_of(demo_region, "seasoned_chief", "it")
    stated = visit.store.controller(visit.person.region_id or "")

    assert all(value is not None for value in asdict(stated).values())
    assert all(one.endswith(".example") for one in re.findall(r"@([\w.]+)", str(stated)))
    assert not gaps(open_page(privacy.show, visit)) and not gaps(open_page(accessibility.show, visit))


# --- the coordinator's form


def test_the_coordinator_fills_in_the_form(world: World, open_page: OpenPage) -> None:
    page = open_page(departments.show, coordinator(world))
    for name in NAMES:
        if name in ("basis", "country"):
            page.radio(key=f"controller-{name}-it").set_value(getattr(STATED, name).value)
        elif name in LONG:
            page.text_area(key=f"controller-{name}").set_value(getattr(STATED, name))
        else:
            page.text_input(key=f"controller-{name}").set_value(getattr(STATED, name))
    save(page)

    assert world.of("alba").controller("north") == STATED
    assert not page.error
    assert page.radio(key="controller-country-it").value == "it"


def test_the_form_shows_what_is_stated_and_takes_it_back(world: World, open_page: OpenPage) -> None:
    state(world)
    page = open_page(departments.show, coordinator(world))
    assert page.text_area(key="controller-retention").value == STATED.retention
    page.text_area(key="controller-retention").set_value(" ")
    page.radio(key="controller-basis-it").set_value("")
    save(page)

    assert world.of("alba").controller("north") == replace(STATED, retention=None, basis=None)


def test_the_form_says_what_is_wrong_and_keeps_what_was_typed(world: World, open_page: OpenPage) -> None:
    say = Say("it")
    page = open_page(departments.show, coordinator(world))
    page.text_input(key="controller-dpo").set_value("dpo@borghi")
    save(page)

    assert [one.value for one in page.error] == [say("controller.form.email", what=say("controller.field.dpo"))]
    assert page.text_input(key="controller-dpo").value == "dpo@borghi"
    assert world.of("alba").controller("north") == Controller()


def test_what_happened_is_told_on_the_page(world: World, open_page: OpenPage) -> None:
    say = Say("it")
    state(world, name="Unione dei Borghi", dpo="dpo@borghi.example")
    page = unfold(open_page(departments.show, coordinator(world)))

    changed = enumeration([say("controller.field.name"), say("controller.field.dpo")], "it")
    shown = [str(one.to_dict()).replace("\\", "") for one in tables(page)]
    assert any(say("events.controller_changed", fields=changed) in one for one in shown)


def save(page: AppTest) -> None:
    """Press the button of the form."""
    next(one for one in page.button if one.key and "controller" in one.key).click().run()
    assert not page.exception, page.exception[0].value


# --- the operator's command


def run(world: World, *words_: str, region: str = "north") -> Result:
    return CliRunner().invoke(
        commands, ["controller", "--database", str(world.path), "--region", region, *words_], prog_name="x"
    )


def test_the_operator_states_it_a_part_at_a_time_and_reads_it(world: World) -> None:
    assert run(world, "--name", "Unione dei Borghi", "--country", "it").exit_code == 0
    printed = json.loads(run(world, "--basis", "public_task", "--name", "Unione").stdout)

    stated = Controller(name="Unione", basis=Basis.PUBLIC_TASK, country=Country.ITALY)
    assert world.of("alba").controller("north") == stated
    assert printed == asdict(stated)
    assert json.loads(run(world, "--name", "").stdout)["name"] is None


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (["--dpo", "dpo@borghi"], "--dpo: an e-mail address is not complete; write it whole"),
        (["--retention", "x" * 601], "--retention: is longer than 600 characters; shorten it"),
    ],
)
def test_the_operator_is_told_what_is_wrong(world: World, given: list[str], says: str) -> None:
    result = run(world, *given)

    assert (result.exit_code, result.stderr) == (1, says + "\n")
    assert world.of("alba").controller("north") == Controller()


def test_a_region_that_is_not_there_is_named(world: World) -> None:
    result = run(world, "--name", "Unione", region="west")

    assert (result.exit_code, result.stderr) == (
        1,
        "west: there is no such region; the command regions lists their ids\n",
    )


def test_reading_it_writes_nothing(world: World) -> None:
    assert run(world).exit_code == 0
    assert all(one.kind != "controller_changed" for one in world.operator.events("north"))
