"""What the coordinator sees of plans: one department's where it shares it, and of all together counts in fives."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

import pdf_checks
import pytest
from conftest import OpenPage, as_read, tables, words
from given import IDS, LANGUAGES, QUESTIONNAIRE, everything, practice
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from regions import coordinator, hand_in, next_round
from worlds import World, filled

from assessment.commitments import Commitment, Status, Together, together
from assessment.findings.region import RegionSteps, few, steps
from assessment.findings.words import level_words
from assessment.questionnaire import Questionnaire
from assessment.reading.files import Gathered, gather
from assessment.reading.region import Planned
from assessment.report.pieces import Document, Grid, Heading, Piece
from assessment.report.region import Files
from assessment.report.region.paper import paper
from assessment.report.region.sheets import sheet
from assessment.rounds import NewDepartment
from assessment.screens.coordinator import department, training
from assessment.storage import NotAllowed
from assessment.wording import Say

EN, IT = Say("en"), Say("it")
FEW = EN("training.steps.few")
AT = datetime(2027, 3, 1, 9, tzinfo=UTC)
ROME = "Europe/Rome"
STANDING = st.dictionaries(
    st.sampled_from([*IDS[:6], "GONE"]),
    st.dictionaries(
        st.sampled_from([f"d{number}" for number in range(17)]),
        st.frozensets(st.sampled_from(list(Status))),
        max_size=17,
    ),
)


@pytest.fixture
def seven(world: World) -> World:
    """Seven departments of the north have planned PI1.2, six of them begun, one has done it; four have PI1.1."""
    names = [f"d{number}" for number in range(7)]
    world.operator.add_departments("north", [NewDepartment(f"Borgo {one}", "it", 9, id=one) for one in names])
    world.operator.invite_to(world.round_id, *names)
    for place, name in enumerate(names):
        step = planned(world, name, "PI1.2")
        if place:
            world.operator.change_commitment(step, status=Status.DONE if place == 1 else Status.UNDER_WAY)
        if place < 4:
            planned(world, name, "PI1.1")
    return world


def planned(world: World, name: str, question_id: str, leads_to: int = 3) -> Commitment:
    made = world.operator.take_step(world.round_id, name, question_id, leads_to)
    return next(one for one in world.operator.commitments(name) if one.id == made)


def about(count: int) -> str:
    return EN("training.steps.nearly", number=count)


def of_these(begun: str, done: str) -> str:
    return EN("training.steps.of_these", begun=begun, done=done)


def of_region(counted: dict[str, Together], language: str = "en") -> RegionSteps:
    return steps(Planned(counted, (QUESTIONNAIRE,), AT), Say(language), ROME)


# In words.


def test_practices_stand_in_the_order_of_the_questionnaire_whatever_their_counts() -> None:
    found = of_region({"PI2.1": Together(20, 5, None), "PI1.1": Together(5, None, None), "PI1.2": Together(10, 10, 5)})

    assert [one.practice for one in found.lines] == [practice(one, "en") for one in ("PI1.1", "PI1.2", "PI2.1")]
    assert found.table.rows[0][1:] == (about(5), EN("training.steps.begun", begun=FEW))
    assert found.table.rows[1][1:] == (about(10), of_these(about(10), about(5)))
    assert found.table.rows[2][1:] == (about(20), of_these(about(5), FEW))
    assert found.headline == EN("training.steps.headline", 3)
    assert "1\u00a0March 2027" in found.about


@pytest.mark.parametrize("language", LANGUAGES)
def test_nobody_and_four_departments_are_told_alike(language: str) -> None:
    nobody, four = of_region({}, language), of_region({"PI1.1": Together(None, None, None)}, language)

    assert nobody == four
    assert not four.lines
    assert "2027" in four.about


def test_a_practice_that_is_asked_no_more_follows_as_it_was_asked_last() -> None:
    pillar, *others = QUESTIONNAIRE.pillars
    fewer = pillar.model_copy(update={"dimensions": pillar.dimensions[1:]})
    fields = {name: getattr(QUESTIONNAIRE, name) for name in Questionnaire.model_fields}
    newer = Questionnaire.model_construct(**fields | {"pillars": (fewer, *others)})
    counted = {"PI1.1": Together(5, 5, 5), "PI4.1": Together(10, 5, 5)}

    found = steps(Planned(counted, (newer, QUESTIONNAIRE), AT), Say("en"), ROME)

    assert newer.find("PI1.1") is None
    assert [one.practice for one in found.lines] == [practice(one, "en") for one in ("PI4.1", "PI1.1")]


# Never fewer than five, and never more exactly than to five.


@pytest.fixture(scope="module")
def told_of(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[Planned], Gathered]]:
    """What the files for others are made of, with what is planned in the place of what is."""
    with filled(World(tmp_path_factory.mktemp("empty") / "in-touch.db")) as made:
        gathered = told_to_others(made)
        yield lambda planned: replace(gathered, planned=planned)


@given(STANDING, st.sampled_from(LANGUAGES))
@settings(max_examples=40)
def test_no_standing_shows_or_prints_fewer_than_five_or_anything_but_fives(
    told_of: Callable[[Planned], Gathered], standing: dict[str, dict[str, frozenset[Status]]], language: str
) -> None:
    counted = {question_id: together(of) for question_id, of in standing.items()}
    say, found = Say(language), of_region(counted, language)
    gathered = told_of(Planned(counted, (QUESTIONNAIRE,), AT))
    book = load_workbook(io.BytesIO(Files(gathered).workbook(language)))
    tabled = [[cell.value for cell in row] for row in book[say("files.sheet.steps.title")].iter_rows(min_row=2)]
    (printed,) = [one.table.rows for one in steps_on(paper(gathered, language)) if isinstance(one, Grid)] or [()]

    assert printed == found.table.rows
    for (name, *in_words), (_, *in_cells) in zip(printed, tabled, strict=True):
        (question_id,) = [one for one in standing if one in IDS and practice(one, language) == name]
        exact = true_counts(standing[question_id])
        for count, cell in zip(exact, in_cells, strict=True):
            assert cell == few(say) if count < 5 else cell % 5 == 0 and abs(cell - count) <= 2
        told = [int(one) for one in re.findall(r"\d+", " ".join(in_words))]
        assert told == [5 if cell == few(say) else cell for cell in in_cells][: len(told)]
        assert " ".join(in_words).count(few(say)) == (exact[1] < 5 or exact[2] < 5)

    enough = {one for one in standing if one in IDS and true_counts(standing[one])[0] >= 5}
    assert {one.practice for one in found.lines} == {practice(one, language) for one in enough}
    assert found == of_region({one: counted[one] for one in enough}, language)  # the others leave no trace


def true_counts(of: dict[str, frozenset[Status]]) -> tuple[int, int, int]:
    begun, finished = {Status.UNDER_WAY, Status.DONE}, {Status.DONE}
    return tuple(sum(bool(one & some) for one in of.values()) for some in (begun | {Status.PLANNED}, begun, finished))  # type: ignore[return-value]


def steps_on(document: Document) -> list[Piece]:
    """What stands under the heading of the section, up to the next of its level."""
    pieces, at = document.pieces, [place for place, one in enumerate(document.pieces) if is_of_steps(one, document)]
    (begins,) = at
    after = (
        place for place, one in enumerate(pieces) if place > begins and isinstance(one, Heading) and one.level == 1
    )
    return list(pieces[begins : next(after)])


def is_of_steps(piece: Piece, document: Document) -> bool:
    start = Say(document.language)("training.steps.headline", 0)
    return isinstance(piece, Heading) and piece.text.startswith(start)


# On the page, and in files.


def test_beside_the_practices_stand_the_steps_of_the_year(seven: World, open_page: OpenPage) -> None:
    page = open_page(training.show, coordinator(seven, "en"))
    (table,) = [one for one in tables(page) if EN("training.steps.head.planned") in one.columns]

    assert table.to_numpy().tolist() == [[practice("PI1.2", "en"), about(5), of_these(about(5), FEW)]]
    assert EN("training.steps.headline", 1) in words(page)
    assert EN("training.steps.about", day="1\u00a0March 2027") in words(page)


def test_where_too_few_have_planned_a_sentence_says_so(world: World, open_page: OpenPage) -> None:
    before = words(open_page(training.show, coordinator(world)))
    planned(world, "alba", "PI1.1")

    assert IT("training.steps.none", day="1º\u00a0marzo 2027") in before
    assert words(open_page(training.show, coordinator(world))) == before


@pytest.mark.parametrize("others", [True, False])
def test_both_reports_tell_them_and_name_nobody(seven: World, others: bool) -> None:
    for name in [f"d{number}" for number in range(6)]:
        hand_in(seven, name, everything(1))
    gathered = gather(seven.of("north"), "north", for_others=others)
    assert gathered is not None
    section = steps_on(paper(gathered, "en"))
    (grid,) = [one for one in section if isinstance(one, Grid)]
    table = sheet("steps", gathered, Say("en"))

    assert grid.table.rows == ((practice("PI1.2", "en"), about(5), of_these(about(5), FEW)),)
    assert table.rows == ((practice("PI1.2", "en"), 5, 5, FEW),)
    assert EN("training.steps.about", day="1\u00a0March 2027") in table.about
    assert "Borgo" not in repr((section, table))
    assert (gathered.inside is None) is others


def test_the_files_hold_the_section_as_it_is_printed(seven: World) -> None:
    files = Files(told_to_others(seven))
    said = pdf_checks.squeezed(pdf_checks.text(files.report("it")))
    csv = files.table("steps", "it")

    assert pdf_checks.squeezed(IT("training.steps.headline", 1)) in said
    assert csv is not None and practice("PI1.2") in csv.decode()
    assert files.report("it") == Files(told_to_others(seven)).report("it")


def test_beside_an_earlier_round_nothing_of_today_is_told(seven: World) -> None:
    next_round(seven)
    gathered = gather(seven.of("north"), "north", seven.round_id, for_others=True)

    assert gathered is not None
    assert gathered.planned is None
    assert "steps" not in Files(gathered).ids()
    assert "steps" in Files(told_to_others(seven)).ids()


def told_to_others(world: World) -> Gathered:
    gathered = gather(world.of("north"), "north", for_others=True)
    assert gathered is not None
    return gathered


def test_of_another_region_nothing_is_told(seven: World, open_page: OpenPage) -> None:
    with pytest.raises(NotAllowed):
        seven.of("south").planned_together("north")
    with pytest.raises(NotAllowed):
        seven.of("south").shared_plan("d0")

    assert seven.of("south").planned_together("south") == {}
    page = open_page(department.show, coordinator(seven, who="south"), department="d0")
    assert page.title[0].value == IT("departments.unknown")


# One department.


def test_a_plan_is_read_where_it_is_shared_and_nobody_in_it(world: World, open_page: OpenPage) -> None:
    step = planned(world, "alba", "PI1.2")
    world.of("alba").change_commitment(
        step, action="Write *the* plan", who="Rosa Verdi", note="Rosa", effort="3 h", month=date(2027, 1, 1)
    )
    world.of("alba").change_commitment(planned(world, "alba", "PI1.1"), status=Status.DONE)
    unshared = open_page(department.show, coordinator(world, "en"), department="alba")
    world.of("alba").share_plan("alba", on=True)
    page = open_page(department.show, coordinator(world, "en"), department="alba")
    said = words(page)

    assert EN("departments.plan.not_shared") in words(unshared)
    assert practice("PI1.2", "en") not in words(unshared)
    assert EN("departments.plan.title", 2) in said
    assert said.index(practice("PI1.2", "en")) < said.index(practice("PI1.1", "en"))  # what is still to be done first
    assert "Write *the* plan" in said
    assert EN("commitments.by", month="January 2027") in said
    assert EN("commitments.standing.done", month="March 2027") in said
    assert EN("departments.plan.leads", level=level_words(QUESTIONNAIRE, 3, EN)) in said
    assert not [one for one in ("Rosa", "3 h", "overdue") if one in said]
    assert not page.warning and not page.error


def test_whether_there_is_a_plan_is_not_said_where_it_is_not_shared(world: World, open_page: OpenPage) -> None:
    before = words(open_page(department.show, coordinator(world), department="alba"))
    planned(world, "alba", "PI1.1")

    assert words(open_page(department.show, coordinator(world), department="alba")) == before


def test_a_plan_that_is_shared_and_empty_says_so(world: World, open_page: OpenPage) -> None:
    world.of("alba").share_plan("alba", on=True)

    assert IT("departments.plan.title", 0) in words(open_page(department.show, coordinator(world), department="alba"))


def test_the_plan_of_a_department_that_left_is_shown_no_longer(world: World, open_page: OpenPage) -> None:
    planned(world, "alba", "PI1.1")
    world.of("alba").share_plan("alba", on=True)
    world.operator.leave("alba", "bruma")
    said = words(open_page(department.show, coordinator(world), department="alba"))

    assert world.of("north").shared_plan("alba") is None
    assert IT("departments.plan.left") in said
    assert practice("PI1.1") not in said

    world.operator.rejoin("alba")
    assert world.of("north").shared_plan("alba") is None  # its chief decides anew


def test_a_long_plan_is_shown_a_page_at_a_time(world: World, open_page: OpenPage) -> None:
    for _ in range(45):
        world.operator.take_step(world.round_id, "alba", "PI1.1", 3, own=True)
    world.of("alba").share_plan("alba", on=True)
    page = open_page(department.show, coordinator(world), department="alba")

    assert len([one for one in page.subheader if practice("PI1.1") in as_read(one.value)]) == 20
