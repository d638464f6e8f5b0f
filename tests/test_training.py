"""The training list and the plan that is made from it: kept, on the page, on paper and as tables."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pdf_checks
import pytest
from conftest import OpenPage, as_read, press, tables, words
from given import IDS, LANGUAGES, QUESTIONNAIRE, everything, practice
from openpyxl import load_workbook
from regions import coordinator, hand_in, network, next_round, row_opened
from streamlit.testing.v1 import AppTest
from test_handover import Office, own_office  # noqa: F401 - a fixture
from test_region import many
from worlds import Clock, World, filled

from assessment.findings import region as found_words
from assessment.language import enumeration
from assessment.people import Role
from assessment.reading.files import gather
from assessment.region import Only, gaps, invited, needs_of
from assessment.report.region import Files
from assessment.screens.coordinator import training
from assessment.storage import NotAllowed, NotSaved, Store
from assessment.wording import Say

IT = Say("it")
PLAN = {"part": "plan"}
TICKED = ("PI1.1", "DC5.2")


@pytest.fixture
def world(world: World) -> World:
    """Alba lacks a practice that Bruma has; both have submitted, and the round is open."""
    hand_in(world, "alba", {**everything(4), "PI1.1": 0})
    hand_in(world, "bruma", everything(4))
    return world


@pytest.fixture(scope="module")
def twelve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Twelve departments at levels 0 to 4 in turn, with two practices in the plan."""
    with network(tmp_path_factory.mktemp("twelve"), 12) as made:
        for one in TICKED:
            made.of("north").plan_training(made.round_id, one, on=True)
        yield made


def in_plan(world: World, who: str = "north") -> set[str]:
    return {one.question_id for one in world.of(who).training(world.round_id)}


def second_coordinator(world: World) -> Store:
    world.sign_in("other", Role.COORDINATOR, region_id="north")
    return world.of("other")


def box(page: AppTest, question_id: str, language: str = "it"):  # type: ignore[no-untyped-def]  # a checkbox
    return next(one for one in page.checkbox if one.label.split(" :blue")[0] == practice(question_id, language))


def files(world: World, *, others: bool = False) -> Files:
    gathered = gather(world.of("north"), "north", world.round_id, for_others=others)
    assert gathered is not None
    return Files(gathered)


# --- what is kept


def test_a_tick_is_kept_with_who_and_when_and_both_coordinators_see_it(world: World) -> None:
    world.of("north").plan_training(world.round_id, "PI1.1", on=True)

    [kept] = second_coordinator(world).training(world.round_id)
    assert (kept.question_id, kept.by, kept.at) == ("PI1.1", "North", world.clock.at)


def test_two_who_tick_the_same_have_ticked_it_once_and_either_takes_it_out(world: World) -> None:
    other = second_coordinator(world)
    for store in (world.of("north"), other):
        store.plan_training(world.round_id, "PI1.1", on=True)
    assert [one.by for one in other.training(world.round_id)] == ["North"]

    other.plan_training(world.round_id, "PI1.1", on=False)
    other.plan_training(world.round_id, "PI1.1", on=False)
    assert in_plan(world) == set()
    happened = [one.kind for one in world.operator.events("north") if one.kind.startswith("training")]
    assert happened == ["training_unplanned", "training_planned"]


def test_a_practice_that_the_round_does_not_ask_is_refused(world: World) -> None:
    for unknown in ("PI9.9", "", "PI1.1 "):
        with pytest.raises(NotAllowed):
            world.of("north").plan_training(world.round_id, unknown, on=True)
    assert in_plan(world) == set()


def test_a_plan_is_of_its_round_and_of_its_region(world: World) -> None:
    later = next_round(world).id
    world.of("north").plan_training(world.round_id, "PI1.1", on=True)

    assert world.of("north").training(later) == []
    for call in (
        lambda store: store.training(world.round_id),
        lambda store: store.plan_training(world.round_id, "PI1.1", on=False),
    ):
        for who in ("south", "alba", "admin"):
            with pytest.raises(NotAllowed):
                call(world.of(who))
    assert in_plan(world) == {"PI1.1"}


def test_a_round_that_is_removed_takes_its_plan_along(world: World) -> None:
    sha256 = world.operator.questionnaires()[0].sha256
    planned = world.operator.set_up_round("north", "2029", sha256, date(2029, 1, 1), date(2029, 2, 1)).id
    world.of("north").plan_training(planned, "PI1.1", on=True)

    world.operator.remove_round(planned)

    assert [one.id for one in world.of("north").rounds("north")] == [world.round_id]


# --- whom to invite


def test_departments_are_by_name_and_none_that_has_left_is_invited(tmp_path: Path) -> None:
    with network(tmp_path, 6, lambda _: everything(0)) as world:
        world.operator.leave("d03")
        world.of("north").plan_training(world.round_id, "PI1.1", on=True)
        kept = files(world)._gathered.inside
        assert kept is not None
        needs = needs_of(kept.now).among(in_plan(world))

        assert [one.member.id for one in invited(needs)] == ["d00", "d01", "d02", "d04", "d05"]
        plan = found_words.plan(needs_of(kept.now), TICKED, kept.now.questionnaire, 2028, IT)
        assert plan.several.startswith("Borgo d00 (2), Borgo d01 (2), Borgo d02 (2), Borgo d04 (2)")


def test_practices_are_those_of_most_departments_first_and_those_of_none_last() -> None:
    found = needs_of(many(40))
    counts = [len(one.departments) for one in found.among(IDS)]

    assert len(counts) == len(IDS)
    assert counts == sorted(counts, reverse=True)
    assert [one.question_id for one in found.among(["FI4.2", "PI1.1"]) if one.departments] == [
        one.question_id for one in found.needs if one.question_id in ("FI4.2", "PI1.1")
    ]


def test_a_gap_of_some_departments_keeps_whoever_could_help_them() -> None:
    now = many(40)
    sizes = {one.member.staff_band for one in now.assessed}
    for gap in gaps(now, frequent_from=0.0):
        parts = [gap.of(Only(staff_band=size)) for size in sizes]

        assert {one.helpers for one in parts} == {gap.helpers}
        assert sum(len(one.askers) for one in parts) == len(gap.askers)
        assert sum(len(one.introductions) for one in parts) == len(gap.introductions)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("n", [1, 9, 40])
def test_every_headline_fits_two_lines_of_a_page(n: int, language: str) -> None:
    now, say = many(n), Say(language)
    listed = found_words.training(needs_of(now), gaps(now, frequent_from=0.0), QUESTIONNAIRE, say)
    planned = [found_words.plan(needs_of(now), IDS[:count], QUESTIONNAIRE, 2028, say) for count in (0, 1, 2, 38)]

    for headline in (listed.headline, *(one.headline for one in planned)):
        assert 0 < len(headline) <= 90 and "{" not in headline
    assert len(listed.practices) == len(IDS)


# --- the list


def test_all_practices_are_one_list_on_one_page(twelve: World, open_page: OpenPage) -> None:
    page = open_page(training.show, coordinator(twelve))

    assert {one.label.split(" :blue")[0] for one in page.checkbox} == {practice(one) for one in IDS}
    assert {one.label.split(" :blue")[0] for one in page.checkbox if one.value} == {practice(one) for one in TICKED}
    essentials = [one.id for one in QUESTIONNAIRE.questions() if one.essential]
    assert {one.label.split(" :blue")[0] for one in page.checkbox if ":blue-badge" in one.label} == {
        practice(one) for one in essentials
    }
    assert len(page.get("pagination")) == 0
    counts = [int(one.label.split("**")[1]) for one in page.expander if one.label.startswith("**")]
    assert len(counts) == len(IDS)
    assert counts == sorted(counts, reverse=True)


def test_a_tick_is_saved_at_once_and_said(world: World, open_page: OpenPage) -> None:
    page = open_page(training.show, coordinator(world))
    box(page, "PI1.1").check().run()

    assert in_plan(world) == {"PI1.1"}
    assert IT("training.in", practice=practice("PI1.1")) in words(page)
    assert IT("training.plan.to", 1, year="2028") in [one.label for one in page.button]

    box(page, "PI1.1").uncheck().run()
    assert in_plan(world) == set()
    assert IT("training.out", practice=practice("PI1.1")) in words(page)


def test_what_another_coordinator_ticks_is_drawn_with_the_next_run(world: World, open_page: OpenPage) -> None:
    page = open_page(training.show, coordinator(world))
    second_coordinator(world).plan_training(world.round_id, "DC5.2", on=True)
    box(page, "PI1.1").check().run()

    assert box(page, "DC5.2").value
    assert in_plan(world) == {"PI1.1", "DC5.2"}
    row_opened(page, world, "DC5.2")
    assert IT("training.ticked", name="Other", time="10:00") in words(page)


def test_a_tick_that_is_not_saved_is_taken_back_and_said(
    world: World, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object, **__: object) -> None:
        raise NotSaved("disk full")

    page = open_page(training.show, coordinator(world))
    with monkeypatch.context() as full:
        full.setattr(Store, "plan_training", refused)
        box(page, "PI1.1").check().run()
    assert not box(page, "PI1.1").value
    assert [one.value for one in page.error if one.value.startswith(IT("errors.not_saved.here"))]

    box(page, "PI1.1").check().run()
    assert not page.error
    assert in_plan(world) == {"PI1.1"}


def test_a_row_that_is_opened_says_who_needs_it_what_leads_on_and_who_could_help(
    twelve: World, open_page: OpenPage
) -> None:
    page = open_page(training.show, coordinator(twelve))
    assert "Borgo d00" not in words(page)
    row_opened(page, twelve, "PI1.1")
    said = words(page)

    levels = [IT("region.needs.at_level", 3, level=level) for level in (0, 1)]  # levels 0 to 4 in turn
    assert IT("region.needs.below_minimum", 6, of=12, parts=enumeration(levels, "it")) in said
    for level in (0, 1):
        action = QUESTIONNAIRE.question("PI1.1").actions.from_level(level)
        assert action is not None
        assert IT("region.needs.from_level", None, level=level, action=action.action["it"]) in said
    assert "Borgo d00" in said
    assert IT("region.introductions.helper", name="Borgo d03", level=3) in said
    assert IT("region.introductions.helpers", 4) in said


def test_a_helper_is_named_only_with_its_consent_and_proposed_once(tmp_path: Path, open_page: OpenPage) -> None:
    with filled(World(tmp_path / "in-touch.db")) as world:
        hand_in(world, "alba", {**everything(4), "PI1.1": 0})
        hand_in(world, "bruma", everything(4), asked=False)
        page = row_opened(open_page(training.show, coordinator(world)), world, "PI1.1")
        assert "Bruma" not in words(page)

        world.operator.reopen(world.round_id, "bruma", "Ask again")
        draft = world.of("bruma").draft(world.round_id, "bruma")
        assert draft is not None
        world.of("bruma").save_consent(draft.id, may_be_asked=True)
        world.of("bruma").submit(draft.id)
        page = row_opened(open_page(training.show, coordinator(world)), world, "PI1.1")
        pair = IT("region.introductions.pair", asking="Alba", helping="Bruma")
        assert pair in words(page)
        press(page, IT("region.introductions.propose"))

        made = world.operator.introductions("north")
        assert [(one.question_id, one.asking_id, one.helping_id) for one in made] == [("PI1.1", "alba", "bruma")]
        assert pair not in words(page)
        assert IT("region.introductions.status.waiting_both") in str(tables(page)[0])


def test_the_list_counts_the_departments_that_are_chosen(twelve: World, open_page: OpenPage) -> None:
    page = open_page(training.show, coordinator(twelve), staff="100+")

    assert IT("training.below", 1, of=3) in next(one.label for one in page.expander if one.label.startswith("**"))
    row_opened(page, twelve, "PI1.1")
    assert "Borgo d00" not in words(page)


def test_numbers_of_an_open_round_are_called_unfinished(world: World, open_page: OpenPage) -> None:
    told = IT("training.open")
    for view in ({}, PLAN):
        world.of("north").plan_training(world.round_id, "PI1.1", on=True)
        assert told in words(open_page(training.show, coordinator(world), **view))
    made = files(world).training_plan("it")
    assert made is not None
    facts = {"round": "2027", "day": "31\u00a0maggio 2027", "submitted": "2 su 2"}
    unfinished = IT("training.unfinished", None, **facts)
    assert pdf_checks.squeezed(unfinished) in pdf_checks.squeezed(pdf_checks.text(made))

    world.operator.close(world.round_id)
    for view in ({}, PLAN):
        assert told not in words(open_page(training.show, coordinator(world), **view))


# --- the plan


def test_the_plan_names_whom_to_invite_for_each_practice_by_size(twelve: World, open_page: OpenPage) -> None:
    page = open_page(training.show, coordinator(twelve), **PLAN)
    said = words(page)

    departments = IT("training.plan.departments", 6)
    assert page.title[0].value == IT("training.plan.headline", 2, year="2028", departments=departments)
    assert {one.value.split(" :blue")[0] for one in page.subheader} == {practice(one) for one in TICKED}
    for name in ("d00", "d01", "d05", "d06", "d10", "d11"):  # at level 0 or 1
        assert said.count(f"Borgo {name}") == 3  # for each practice, and among those that come up for both
    assert "Borgo d02" not in said
    assert IT("training.plan.several", 6) in said


def test_the_list_leads_to_the_plan_and_back(twelve: World, open_page: OpenPage) -> None:
    page = open_page(training.show, coordinator(twelve))
    press(page, IT("training.plan.to", 2, year="2028"))
    assert "plan" in page.query_params["part"]
    assert page.title[0].value.startswith(IT("training.plan.title", year="2028"))

    press(page, IT("training.plan.back"))
    assert "part" not in page.query_params
    assert len(page.checkbox) == len(IDS)


def test_a_plan_with_nothing_in_it_says_what_will_be_there_and_the_one_thing_to_do(
    world: World, open_page: OpenPage
) -> None:
    page = open_page(training.show, coordinator(world), **PLAN)

    assert IT("training.plan.empty") in words(page)
    assert not page.get("link_button")
    press(page, IT("training.plan.choose"))
    assert len(page.checkbox) == len(IDS)


def test_a_practice_that_nobody_needs_any_more_stays_in_the_plan(world: World, open_page: OpenPage) -> None:
    world.of("north").plan_training(world.round_id, "FI4.2", on=True)

    said = words(open_page(training.show, coordinator(world), **PLAN))
    assert practice("FI4.2") in said
    assert IT("training.nobody_below") in said


def test_an_earlier_round_has_its_own_plan(twelve: World, tmp_path: Path, open_page: OpenPage) -> None:
    with network(tmp_path, 2) as world:
        first = world.round_id
        world.of("north").plan_training(first, "PI1.1", on=True)
        later = next_round(world)
        hand_in(world, "d00", everything(0), round_id=later.id)

        for asked, count in ((first, 1), (later.id, 0)):
            page = open_page(training.show, coordinator(world), round=str(asked))
            assert IT("training.plan.to", count, year="2028") in [one.label for one in page.button]


# --- what is taken along


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_plan_on_paper_can_be_read_by_everybody_and_says_what_the_page_says(
    twelve: World, language: str, open_page: OpenPage
) -> None:
    made = files(twelve).training_plan(language)
    assert made is not None
    said = pdf_checks.squeezed(pdf_checks.text(made))
    page = open_page(training.show, coordinator(twelve, language), **PLAN)

    assert pdf_checks.problems(made) == []
    for one in (page.title[0].value, page.header[1].value):
        assert pdf_checks.squeezed(as_read(one)) in said
    for one in TICKED:
        assert pdf_checks.squeezed(practice(one, language)) in said
    assert said.count(pdf_checks.squeezed("Borgo d00")) == 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_plan_as_tables_has_a_row_each_practice_invitation_and_department(twelve: World, language: str) -> None:
    say, made = Say(language), files(twelve).training_workbook(language)
    assert made is not None
    book = load_workbook(io.BytesIO(made))
    practices, rows, departments = (
        list(book[say(f"files.sheet.{name}.title")].iter_rows(min_row=2, values_only=True))
        for name in ("training", "training_invited", "training_departments")
    )

    assert [row[1] for row in practices] == [6, 6]
    assert len(rows) == 12 and {row[6] for row in rows} == {0, 1}
    assert [row[0] for row in departments] == [f"Borgo d{one}" for one in ("00", "01", "05", "06", "10", "11")]
    assert {row[5] for row in departments} == {2}


def test_there_is_no_file_of_a_plan_for_others_or_with_nothing_in_it(world: World, twelve: World) -> None:
    for of in (files(world), files(twelve, others=True)):
        assert of.training_plan("it") is None
        assert of.training_workbook("it") is None


def test_the_plan_is_as_of_its_last_tick(world: World) -> None:
    world.clock.at += timedelta(days=3)
    world.operator.plan_training(world.round_id, "PI1.1", on=True)
    gathered = gather(world.operator, "north", world.round_id, for_others=False)
    assert gathered is not None
    made = Files(gathered).training_plan("it")
    assert made is not None

    assert "4\u00a0marzo 2027" in pdf_checks.text(made)


def test_the_plan_is_handed_over_once_something_is_in_it(own_office: Office) -> None:  # noqa: F811 - the fixture
    world = replace(own_office.world, clock=Clock(datetime(2020, 2, 1, tzinfo=UTC)))
    sha256 = world.operator.questionnaires()[0].sha256
    past = world.operator.set_up_round("north", "2020", sha256, date(2020, 1, 1), date(2020, 6, 30))
    hand_in(world, "bruma", everything(1), round_id=past.id)
    address = f"/files/region/training.{{}}?for=coordinator&round={past.id}"
    assert own_office.get("north", address.format("pdf")).status == 404
    world.operator.plan_training(past.id, "PI1.1", on=True)

    for ending, begins in (("pdf", b"%PDF"), ("xlsx", b"PK")):
        assert own_office.get("north", address.format(ending)).body.startswith(begins)
        assert own_office.get("north", address.format(ending).replace("coordinator", "others")).status == 404
        for who in ("alba", "south"):
            assert own_office.get(who, address.format(ending)).status in (403, 404)
    taken = [one.details["what"] for one in world.operator.events("north") if one.kind == "exported"]
    assert taken == ["training", "training"]
