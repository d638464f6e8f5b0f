"""The page of the eight steps, in each language: of a draft, of what was handed in, and what the coordinator sees."""

from __future__ import annotations

from html import escape

import pytest
from conftest import OpenPage, visit_to, words
from given import LANGUAGES, QUESTIONNAIRE, everything
from pdf_checks import squeezed, text
from worlds import World

from assessment import report, templates
from assessment.answers import Answer
from assessment.findings.opening import LAUNCH, opening
from assessment.language import moment_day
from assessment.library import Described
from assessment.opening import OpeningStep, asked_first
from assessment.people import Role
from assessment.reading.department import gather
from assessment.screens.chief import comparison, history, home, results, review
from assessment.screens.coordinator import department, departments, overview
from assessment.screens.parts.markdown import plain
from assessment.storage import Store
from assessment.wording import Say

IT = Say("it")
SOME: dict[str, Answer] = {"PI1.1": 2, "PI4.1": 2, "DC1.1": 2, "PI2.2": 0, "DC2.1": 1}


def begun(world: World, answers: dict[str, Answer]) -> Store:
    """The store of a chief whose draft says that there is no account."""
    store, draft = world.of("alba"), world.begin()
    store.save_profile(draft, staff=12, official_account=False)
    store.save_answers(draft, answers)
    return store


def handed_in(world: World, answers: dict[str, Answer]) -> Store:
    store = begun(world, everything(0) | answers)
    store.submit(world.begin())
    return store


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_draft_without_an_account_has_its_steps_in_the_place_of_a_result(
    world: World, open_page: OpenPage, language: str
) -> None:
    page, say = open_page(results.show, visit_to(begun(world, SOME), language)), Say(language)
    told = opening(QUESTIONNAIRE, SOME, say)

    assert page.title[0].value == told.headline == say("opening.title.some", 2, of=say.count(8))
    assert [one.label.rpartition(" · ")[2] for one in page.expander] == [step.word for step in told.steps]
    said = words(page)
    for step in told.steps:
        assert all(plain(one.practice) in said and one.what in said for one in step.missing)
    assert say("opening.waits") in said
    assert all(say(f"opening.launch.{name}") in said for name in LAUNCH)
    assert not page.metric
    assert say("opening.ordinary") not in said  # there is none yet


def test_the_sheets_for_a_step_stand_in_it_as_both_kinds_of_file(world: World, open_page: OpenPage) -> None:
    page = open_page(results.show, visit_to(begun(world, SOME), "it"))
    links = "".join(part.proto.body for part in page.get("html"))
    for question in asked_first(QUESTIONNAIRE):
        for one in templates.helping_with(question.id):
            assert all(f"/files/template/{one.id}.{ending}?language=it" in links for ending in ("pdf", "docx"))
            assert f'aria-label="{escape(one.title["it"])} (Word)"' in links


def test_what_the_region_has_put_up_for_a_step_stands_in_it(world: World, open_page: OpenPage) -> None:
    act = Described("PI1.1", "Delibera <tipo>", "Da adattare", "act", "it", "", "https://example.org/delibera")
    own = Described("DC5.1", "Avviso", "Per la bacheca", "other", "it", text="Da lunedì.")
    other = Described("FI1.1", "Altro", "Di altro", "other", "it", text="Così.")
    world.of("north").add_documents("north", [act, own, other])
    for store in (begun(world, SOME), handed_in(world, SOME)):
        page = open_page(results.show, visit_to(store, "it"))
        links = "".join(part.proto.body for part in page.get("html"))
        assert 'href="https://example.org/delibera"' in links and "Delibera &lt;tipo&gt;" in links
        assert "/documents?practice=DC5.1" in links and "Altro" not in links


def test_nothing_said_is_told_without_a_figure(world: World, open_page: OpenPage) -> None:
    page = open_page(results.show, visit_to(begun(world, {}), "it"))
    assert page.title[0].value == IT("opening.title.none")
    assert {one.label.rpartition(" · ")[2] for one in page.expander} == {IT("opening.state.unsaid")}


def test_what_was_handed_in_keeps_its_result_behind_a_link_that_says_why_it_is_low(
    world: World, open_page: OpenPage
) -> None:
    visit = visit_to(handed_in(world, SOME), "it")
    page = open_page(results.show, visit)
    assert IT("opening.ordinary") in words(page) and not page.metric
    assert page.expander[list(OpeningStep).index(OpeningStep.TEAM)].label.endswith(IT("opening.state.ready"))

    ordinary = open_page(results.show, visit, anyway="yes", round=str(world.round_id))
    assert ordinary.metric and IT("opening.low") in words(ordinary)


def test_with_an_account_there_is_the_result_as_ever(world: World, open_page: OpenPage) -> None:
    page = open_page(results.show, visit_to(world.submit("alba"), "it"))
    assert page.metric
    assert IT("opening.low") not in words(page)


@pytest.mark.parametrize("show", [home.show, review.show, comparison.show, history.show])
def test_other_pages_lead_to_the_steps_and_name_no_result(world: World, open_page: OpenPage, show) -> None:  # type: ignore[no-untyped-def]
    page = open_page(show, visit_to(handed_in(world, SOME), "it"))
    led = words(page).splitlines() + [one.label for one in page.button]
    assert IT("opening.see") in led
    assert IT("home.see_result") not in led and not page.metric


def test_the_comparison_can_be_looked_at_anyway(world: World, open_page: OpenPage) -> None:
    page = open_page(comparison.show, visit_to(handed_in(world, SOME), "it"), anyway="yes")
    assert IT("opening.instead") not in words(page)


def test_the_chief_lets_the_coordinator_know_and_takes_it_back(world: World, open_page: OpenPage) -> None:
    alba = begun(world, SOME)
    page = open_page(results.show, visit_to(alba, "it"))
    (box,) = page.checkbox
    assert (box.label, box.value) == (IT("opening.tell.tick"), False)  # nothing is agreed to by default
    box.check().run()
    assert alba.tells_opening("alba") is not None
    day = moment_day(world.clock.at, "it", "Europe/Rome")
    assert IT("opening.tell.is_on", day=day) in words(page)
    page.checkbox[0].uncheck().run()
    assert alba.tells_opening("alba") is None


def test_the_brief_says_how_many_steps_are_ready_and_no_score(world: World) -> None:
    handed_in(world, SOME)
    reported = gather(world.of("alba"), "alba")
    assert reported is not None
    told, brief = opening(QUESTIONNAIRE, everything(0) | SOME, IT), squeezed(text(report.brief(reported, "it")))
    assert squeezed(told.headline) in brief and squeezed(told.next) in brief
    assert squeezed(IT("findings.of_100", points="")) not in brief


def test_a_member_reads_whether_the_coordinator_knows(world: World, open_page: OpenPage) -> None:
    begun(world, SOME)
    world.sign_in("helper", Role.MEMBER, department_id="alba")
    page = open_page(results.show, visit_to(world.of("helper"), "it"))
    assert not page.checkbox and IT("opening.tell.is_off") in words(page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_coordinator_counts_finds_and_reads_who_is_on_the_way(
    world: World, open_page: OpenPage, language: str
) -> None:
    say, north = Say(language), world.of("north")
    before = words(open_page(overview.show, visit_to(north, language)))
    counted = say("region.overview.getting_ready", 1)
    assert counted not in before  # none is said in no words
    begun(world, SOME).tell_opening("alba", on=True)

    assert counted in words(open_page(overview.show, visit_to(north, language)))
    found = open_page(departments.show, visit_to(north, language), state="getting_ready")
    said = words(found)
    assert "Alba" in said and "Bruma" not in said
    day = moment_day(world.clock.at, language, "Europe/Rome")
    one = words(open_page(department.show, visit_to(north, language), department="alba"))
    assert say("departments.getting_ready.told", day=day) in one
    other = words(open_page(department.show, visit_to(north, language), department="bruma"))
    assert say("departments.getting_ready.told", day=day) not in other


def test_the_first_route_begins_where_something_is_open(world: World, open_page: OpenPage) -> None:
    page = open_page(home.show, visit_to(begun(world, SOME), "it"))
    heads = [one.value for one in page.header]
    assert heads.index(IT("opening.first.title")) < heads.index(IT("home.to_do"))  # a phone shows little below
    assert IT("opening.first.link") in [one.label for one in page.button]
