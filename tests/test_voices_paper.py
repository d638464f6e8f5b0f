"""What others say, on paper and in files: for the department alone, and nothing by which anybody can be told."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from conftest import OpenPage, as_read, tables, visit_to, words
from docx import Document as Word
from given import ESSENTIALS, POLL, SHEETS, TALLY, everything
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from pdf_checks import pages, problems, squeezed, text
from regions import coordinator
from test_handover import Office, _opened
from test_typesetting import HOSTILE
from worlds import World

from assessment import report
from assessment.findings import climate as told_of
from assessment.findings import region
from assessment.reading import department, voices
from assessment.reading.voices import ColleagueOpinion, WhatOthersSay
from assessment.report import voices_paper
from assessment.report.provenance import provenance
from assessment.rounds import NewDepartment
from assessment.screens.chief import report as report_page
from assessment.screens.coordinator import training
from assessment.storage import NotAllowed, OpinionStore, verify
from assessment.voices.climate import Sheets
from assessment.voices.content import voices as content
from assessment.voices.expectations import PollAndTally, now_and_before
from assessment.voices.opinion import Beside
from assessment.wording import LANGUAGES, Say

pytestmark = pytest.mark.papers

AT = datetime(2027, 3, 1, 9, tzinfo=UTC)
KINDS = [one.id for one in content().kinds]
STATEMENTS = [one.id for one in content().statements]
SPLIT = (1, 1, 2, 3, 2, 1)
FULL = WhatOthersSay(
    "Polizia locale di Borgo Alto",
    "Europe/Rome",
    PollAndTally(replace(POLL, wanted=dict.fromkeys(KINDS, 9) | dict(POLL.wanted)), TALLY),
    replace(SHEETS, counts=dict.fromkeys(STATEMENTS, SPLIT)),
    tuple(
        ColleagueOpinion(
            f"Pattuglia {number}", AT, tuple(Beside(one, 2, (number + at) % 5) for at, one in enumerate(ESSENTIALS))
        )
        for number in range(5)
    ),
    AT,
)


def said(heard: WhatOthersSay, language: str = "en") -> str:
    return squeezed(text(voices_paper.paper(heard, language)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_of_it_is_one_page_that_can_be_read_by_everybody(language: str) -> None:
    made = voices_paper.paper(FULL, language)

    assert problems(made) == []
    assert pages(made) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_says_of_itself_that_nothing_proves_it_and_is_taken_for_no_report(language: str) -> None:
    made = voices_paper.paper(FULL, language)

    assert squeezed(Say(language)("voices_paper.no_stamp")) in squeezed(text(made))
    assert provenance(made) is None


def test_the_same_counts_give_the_same_bytes() -> None:
    assert voices_paper.paper(FULL, "it") == voices_paper.paper(FULL, "it")


def test_the_largest_gap_stands_with_its_interval_and_what_it_says() -> None:
    found = said(replace(FULL, both=PollAndTally(POLL, TALLY)))

    assert squeezed("What police work looks like") in found
    assert squeezed(Say("en")("gaps.served.over")) in found
    assert re.search(r"−\d+\(from−\d+to−\d+\)", found)
    assert squeezed(Say("en")("gaps.left_out", 10)) in found  # job adverts, which nobody was asked about


def test_of_fewer_than_thirty_people_no_index_is_told() -> None:
    few = replace(POLL, asked=29, wanted={"traffic": 20, "weather": 10})

    assert squeezed(Say("en")("gaps.match.few", None, least="30", asked="29")) in said(
        replace(FULL, both=PollAndTally(few, TALLY))
    )


@pytest.mark.parametrize("typed", [*HOSTILE[:6], "#[x] *y* $z$ `w` <b>"])
def test_what_was_typed_stays_text(typed: str) -> None:
    opinion = replace(FULL.opinions[0], label=typed[:60])
    made = voices_paper.paper(
        replace(FULL, both=PollAndTally(replace(POLL, where=typed[:60]), TALLY), opinions=(opinion,)), "en"
    )

    assert pages(made) == 1 and problems(made) == []


# Small numbers: nothing of the climate below its rules, wherever it might be looked for.

COUNTS = st.tuples(*[st.integers(0, 7)] * 6)


@st.composite
def sheets(draw: st.DrawFn) -> Sheets:
    """Sheets of one statement each that add up, of any department."""
    counts = draw(COUNTS)
    staff = draw(st.integers(max(5, sum(counts)), 60))
    return Sheets(sum(counts), staff, date(2027, 2, 1), {"C01": counts})


@given(sheets(), st.sampled_from(LANGUAGES))
@settings(max_examples=60)
def test_a_row_of_the_climate_is_of_five_or_more_who_do_not_all_say_the_same(told: Sheets, language: str) -> None:
    rows = told_of.told(told, None, Say(language)).table.rows
    said_something = told.counts["C01"][:5]

    if sum(said_something) < 5 or told.returned < 0.3 * told.staff or max(said_something) == sum(said_something):
        assert rows == ()
    else:
        assert len(rows) == 1 and len(rows[0]) == 3  # statement, share and mean: no lowest, no highest, no counts


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with _opened(tmp_path / "in-touch.db") as made:
        yield made


SMALL = {  # each below a rule of its own, and of a month that nothing else is of
    "few": Sheets(4, 12, date(2026, 5, 1), {"C01": (1, 1, 1, 1, 0, 0)}),
    "share": Sheets(6, 40, date(2026, 5, 1), {"C01": (1, 2, 1, 1, 1, 0)}),
    "alike": Sheets(9, 12, date(2026, 5, 1), {"C01": (0, 0, 0, 9, 0, 0)}),
    "silent": Sheets(9, 12, date(2026, 5, 1), {"C01": (0, 1, 1, 1, 1, 5)}),
}


@pytest.mark.parametrize("small", SMALL)
def test_what_is_below_a_rule_stands_in_no_output(office: Office, open_page: OpenPage, small: str) -> None:
    world, statement = office.world, content().statements[0].text
    files = ("/files/voices.pdf", "/files/report/alba/{round}/full.pdf", "/files/report/alba/{round}/full.docx")
    asked = [one.format(round=world.round_id) for one in files]
    before = [office.get("alba", f"{one}?language=it") for one in asked]
    world.of("alba").keep_climate("alba", SMALL[small], 0)
    after = [office.get("alba", f"{one}?language=it") for one in asked]

    assert [one.status for one in before] == [one.status for one in after] == [404, 200, 200]
    assert before[1].body == after[1].body
    page = open_page(report_page.show, visit_to(world.of("alba"), "it"))
    for shown in (text(after[1].body), words(page), *(one.text for one in Word(io.BytesIO(after[2].body)).paragraphs)):
        assert statement["it"] not in shown

    packed = office.get("alba", "/files/everything.zip?language=it")
    with zipfile.ZipFile(io.BytesIO(packed.body)) as opened:
        data = json.loads(next(opened.read(one) for one in opened.namelist() if one.endswith(".json")))
        assert [one["value"]["returned"] for one in data["heard"]] == [SMALL[small].returned]
        assert [one["value"]["shown"] for one in data["heard"]] == [{}]
        assert "counts" not in json.dumps(data["heard"])
        assert all(statement["it"] not in text(opened.read(one)) for one in opened.namelist() if one.endswith(".pdf"))


def test_nothing_of_it_reaches_the_coordinator(office: Office, open_page: OpenPage) -> None:
    """Page, paper, workbook and tables of a region are the same before and after, to the byte or the cell."""
    world, files = (
        office.world,
        [
            f"/files/region/{one}?language=it&for={whom}&round={office.world.round_id}"
            for one in ("workbook.xlsx", "report.pdf", "tables/rounds.csv", "tables/departments.csv")
            for whom in ("others", "coordinator")
        ],
    )
    before = [office.get("north", one) for one in files]
    page = words(open_page(training.show, coordinator(world)))
    fill(world, "alba")

    after = [office.get("north", one) for one in files]
    assert [one.status for one in before] == [one.status for one in after]
    for one, other in zip(before, after, strict=True):
        assert read(one.body) == read(other.body)
    assert words(open_page(training.show, coordinator(world))) == page
    for address in ("/files/voices.pdf", "/files/everything.zip"):
        assert office.get("north", address).status == 403
    with pytest.raises(NotAllowed):
        voices.gather(world.of("north"), "alba", "Europe/Rome")


def fill(world: World, who: str) -> None:
    store = world.operator
    store.keep_poll(who, POLL, 0)
    store.keep_tally(who, TALLY, 0)
    store.keep_climate(who, SHEETS, 0)
    token = store.ask_opinion(world.round_id, who, "Pattuglia notturna", "it")
    OpinionStore(world.path, world.clock).give(token, dict.fromkeys(ESSENTIALS, 1))


def read(body: bytes) -> object:
    if body.startswith(b"PK"):
        book = load_workbook(io.BytesIO(body))
        return [[[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book]
    return text(body) if body.startswith(b"%PDF") else body


# What the department takes along.


@pytest.fixture
def world(world: World) -> World:
    world.submit("alba")
    return world


def test_a_report_stays_provable_whatever_is_typed_in_of_others(world: World) -> None:
    reported = department.gather(world.of("alba"), "alba", world.round_id, compared=True)
    assert reported is not None
    made = report.full(reported, "it")
    fill(world, "alba")
    world.of("alba").remove_heard(world.of("alba").polls("alba")[0].id)

    again = department.gather(world.of("alba"), "alba", world.round_id, compared=True)
    assert again is not None and report.verify(made, again).matches
    assert verify(world.path).problems == ()


def test_what_is_there_is_gathered_with_the_departments_own_levels_beside_a_colleagues(world: World) -> None:
    assert not voices.gather(world.of("alba"), "alba", "Europe/Rome")
    fill(world, "alba")

    found = voices.gather(world.of("helper"), "alba", "Europe/Rome")
    assert (found.department, found.both, found.sheets, found.as_of) == (
        "Alba",
        PollAndTally(POLL, TALLY),
        SHEETS,
        world.clock.at,
    )
    assert [(one.own, one.theirs) for one in found.opinions[0].found] == [(2, 1)] * len(ESSENTIALS)
    assert squeezed(Say("en")("opinion.sees.less", 10, of="ten")) in said(found)


def test_the_paper_is_of_the_same_poll_and_posts_as_the_page_and_warns_of_another_time_too(world: World) -> None:
    store = world.of("alba")
    store.keep_poll("alba", POLL, 0)
    store.keep_tally("alba", replace(TALLY, month=date(POLL.month.year - 2, POLL.month.month, 1)), 0)

    found, say = voices.gather(store, "alba", "Europe/Rome"), Say("en")
    page, _ = now_and_before([one.value for one in store.polls("alba")], [one.value for one in store.tallies("alba")])
    assert page is not None and found.both == page
    assert squeezed(say("gaps.other_time", None, most="12")) in said(found)


def test_beside_a_draft_too(world: World) -> None:
    world.of("bruma").begin(world.round_id, "bruma")
    draft = world.of("bruma").draft(world.round_id, "bruma")
    assert draft is not None
    world.of("bruma").save_answers(draft.id, everything(0))
    fill(world, "bruma")

    found = voices.gather(world.of("bruma"), "bruma", "Europe/Rome")
    assert {(one.own, one.theirs) for one in found.opinions[0].found} == {(0, 1)}


def test_the_page_of_the_report_offers_it_where_there_is_something(world: World, open_page: OpenPage) -> None:
    say = Say("it")
    before = open_page(report_page.show, visit_to(world.of("alba"), "it"))
    fill(world, "alba")
    after = open_page(report_page.show, visit_to(world.of("alba"), "it"))

    for page, there in ((before, False), (after, True)):
        offered = {one.proto.label for one in page.get("link_button")}
        assert (say("voices_paper.download") in offered) is there


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_each_platform_is_for_stands_in_the_full_report_where_it_was_said(world: World, language: str) -> None:
    say, draft = Say(language), world.of("bruma").begin(world.round_id, "bruma").id
    world.of("bruma").save_answers(draft, everything(2))
    world.of("bruma").save_profile(draft, staff=12, official_account=True, platforms={"facebook": 9, "x": None})
    world.of("bruma").save_profile(draft, purposes={"facebook": "Avvisi, per chi viaggia"})
    world.of("bruma").submit(draft)
    with_them = department.gather(world.of("bruma"), "bruma", world.round_id, compared=True)
    without = department.gather(world.of("alba"), "alba", world.round_id, compared=True)
    assert with_them is not None and without is not None

    made = report.full(with_them, language)
    assert problems(made) == [] and report.verify(made, with_them).matches
    found = squeezed(text(made))
    for words_of in ("Avvisi, per chi viaggia", say("report.platforms.unsaid"), say("report.platforms.title")):
        assert squeezed(words_of) in found
    assert squeezed(say("report.platforms.title")) not in squeezed(text(report.full(without, language)))
    assert "Avvisi" not in text(report.brief(with_them, language))


# What the region needs.


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_common_need_is_told_in_fives_with_what_to_do(language: str) -> None:
    say = Say(language)
    found = region.wanted({"weather": 5, "traffic": 10}, say)

    assert found is not None
    labels = {one.id: one.label[language] for one in content().kinds}
    assert found.table.rows == tuple(
        (labels[kind], say("training.steps.nearly", None, number=count))
        for kind, count in (("traffic", "10"), ("weather", "5"))
    )
    assert labels["traffic"] in found.to_do
    assert region.wanted({}, say) is None


def test_the_page_on_training_tells_it_from_five_departments_on_and_names_none(
    world: World, open_page: OpenPage
) -> None:
    say, names = Say("it"), [f"Dosso {number}" for number in range(5)]
    for number, name in enumerate(names[:4]):
        world.operator.add_departments("north", [NewDepartment(name, "it", 12, id=f"dosso-{number}")])
        fill_counts(world, f"dosso-{number}")
    assert say("training.wanted.about") not in words(open_page(training.show, coordinator(world)))

    world.operator.add_departments("north", [NewDepartment(names[4], "it", 12, id="dosso-4")])
    fill_counts(world, "dosso-4")
    page = open_page(training.show, coordinator(world))

    assert say("training.wanted.about") in words(page)
    (table,) = [one for one in tables(page) if say("training.wanted.departments") in one.columns]
    assert {as_read(cell) for cell in table.to_numpy()[:, 1]} == {as_read(say("training.steps.nearly", number="5"))}
    assert not [name for name in names if name in words(page)]


def fill_counts(world: World, who: str) -> None:
    world.operator.keep_poll(who, POLL, 0)
    world.operator.keep_tally(who, TALLY, 0)
