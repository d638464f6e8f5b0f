"""A department's plan for other programs: what stands in the workbook and in the calendar, and who gets them."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import icalendar
import pytest
from given import LANGUAGES, QUESTIONNAIRE
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from papers import DECIDED, PLANNED, step, with_plan
from test_handover import Office, office, own_office  # noqa: F401 - fixtures

from assessment.commitments import Commitment, Status
from assessment.language import clean
from assessment.report.plan_files import PlanFile, calendar, workbook
from assessment.wording import Say


def plan(*steps: Commitment) -> PlanFile:
    """What Alba decided; without steps, what stands on the papers of other tests."""
    decided = (with_plan(PLANNED, *steps) if steps else PLANNED).decided
    assert decided is not None
    return PlanFile("Alba", decided, "Europe/Rome")


def opened(of: PlanFile, language: str = "en", history: tuple[Commitment, ...] = ()) -> Workbook:
    return load_workbook(io.BytesIO(workbook(of, history, language)))


def rows(book: Workbook, sheet: int) -> list[dict[str, Any]]:
    """The rows of a sheet, each by the heads of its columns."""
    heads, *others = book.worksheets[sheet].iter_rows(values_only=True)
    return [dict(zip(map(str, heads), one, strict=True)) for one in others]


def head(name: str, language: str = "en") -> str:
    return Say(language)(f"plan_files.head.{name}")


# The workbook.


def test_a_sheet_holds_what_was_taken_one_what_was_decided_otherwise_and_one_every_change() -> None:
    first = step(1, "PI2.2", 2)
    renamed = replace(first, version=2, who="Rosa Verdi", saved_at=DECIDED + timedelta(days=3), author="Helper")
    book = opened(plan(renamed, step(6, "PI4.1", 2, Status.NOT_PLANNED, because="No money")), "en", (first, renamed))

    taken, otherwise, history = (rows(book, sheet) for sheet in range(3))
    assert [(one[head("who")], one[head("status")]) for one in taken] == [("Rosa Verdi", "planned")]
    assert [(one[head("status")], one[head("because")]) for one in otherwise] == [("not planned", "No money")]
    assert [(one[head("saved")].date(), one[head("author")], one[head("who")]) for one in history] == [
        (date(2027, 11, 29), "Chief", None),
        (date(2027, 12, 2), "Helper", "Rosa Verdi"),
    ]


def test_months_and_days_are_dates_and_what_is_not_known_is_empty() -> None:
    (book,) = [opened(plan(step(1, "PI2.2", 2, month=date(2028, 3, 1)), step(2, "PI1.1", 2)))]

    with_month, without = rows(book, 0)
    assert (with_month[head("when")], without[head("when")], without[head("who")]) == (datetime(2028, 3, 1), None, None)
    assert with_month[head("since")] == datetime(2027, 11, 29)
    heads = [cell.value for cell in book.worksheets[0][1]]
    assert book.worksheets[0].cell(2, heads.index(head("when")) + 1).number_format == "mmmm yyyy"


@pytest.mark.parametrize("month", [date(1, 1, 1), date(1899, 12, 1), date(1900, 1, 1), date(9999, 12, 1)], ids=str)
def test_a_month_of_any_year_stands_in_both_files(month: date) -> None:
    of = plan(step(1, "PI2.2", 2, month=month))

    (row,) = rows(opened(of), 0)
    assert str(month.year) in str(row[head("when")])
    assert (calendar(of, "en") or b"").count(b"DTSTART;VALUE=DATE:") == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sheet_is_written_in_its_language_and_keeps_its_head_in_sight(language: str) -> None:
    book, say = opened(plan(), language), Say(language)

    assert book.sheetnames == [say(f"plan_files.sheet.{name}") for name in ("plan", "otherwise", "history")]
    assert book.properties.title == say("plan_files.title", department="Alba")
    for sheet in book.worksheets:
        assert sheet.freeze_panes == "B2"
        assert sheet.auto_filter.ref


@pytest.mark.parametrize(
    "typed", ["=cmd()|' /C calc'!A0", "+1", "-1", "@SUM(1)", "=1+1", "https://example.org", "\t=1"]
)
def test_what_was_typed_is_text_and_nothing_else(typed: str) -> None:
    of = plan(step(1, "PI2.2", 2, action=typed, who=typed, effort=typed, note=typed))

    book = opened(of, "en", of.decided.all)
    for sheet in (0, 2):
        for cell in book.worksheets[sheet][2]:
            assert cell.data_type in ("s", "n", "d")
            assert cell.hyperlink is None
        (row,) = rows(book, sheet)
        for column in map(head, ("what", "who", "effort", "note")):
            assert str(row[column]).strip() == typed.strip()


def test_the_same_plan_gives_the_same_bytes() -> None:
    of = plan()

    assert workbook(of, of.decided.all, "it") == workbook(of, of.decided.all, "it")
    assert calendar(of, "it") == calendar(of, "it")


# The calendar. Its text is read here by the rules of RFC 5545, and by the package that wrote it.


def unfolded(made: bytes) -> list[str]:
    return made.decode().replace("\r\n ", "").split("\r\n")


def unescaped(value: str) -> str:
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], value)


def valued(made: bytes, name: str) -> list[str]:
    return [line.partition(":")[2] for line in unfolded(made) if line.partition(":")[0].partition(";")[0] == name]


def named(name: str) -> str:
    return Say("en")("plan_files.event.who", name=name)


LEADS = Say("en")("report.decided.leads", level="2 ", sentence="").partition("2")[0]


def made_of(of: PlanFile, language: str = "en") -> bytes:
    made = calendar(of, language)
    assert made is not None
    return made


def test_an_event_stands_on_the_last_day_of_each_month_by_which_a_step_is_to_be_done() -> None:
    say, made = Say("en"), made_of(plan())

    assert valued(made, "DTSTART") == ["20280131", "20280331"]
    first, second = icalendar.Calendar.from_ical(made).walk("VEVENT")
    assert str(first["summary"]) == QUESTIONNAIRE.question("MI1.1").name["en"]
    assert str(first["description"]).startswith(f"Ask the mayor for one more post\n{LEADS}")
    assert f"{named('Rosa Verdi')}\n{say('plan_files.event.effort', effort='6 h')}\n{LEADS}" in str(
        second["description"]
    )
    assert first["dtstamp"].dt == DECIDED.replace(microsecond=0)
    assert "RosaVerdi" not in str(first)


def test_a_step_keeps_its_id_through_its_versions_and_no_two_have_the_same() -> None:
    one = step(1, "PI2.2", 2, month=date(2028, 3, 1))
    moved = replace(one, version=2, month=date(2028, 5, 1), saved_at=DECIDED + timedelta(days=1))
    elsewhere = replace(one, department_id="bruma")
    ids = {name: valued(made_of(plan(of)), "UID") for name, of in (("one", one), ("moved", moved), ("x", elsewhere))}

    assert ids["one"] == ids["moved"] != ids["x"]
    assert valued(made_of(plan(moved)), "SEQUENCE") == ["2"]
    assert len(set(valued(made_of(plan(one, replace(one, id=2))), "UID"))) == 2


def test_where_no_step_has_a_month_there_is_no_calendar() -> None:
    over = step(1, "PI2.2", 2, Status.DONE, month=date(2028, 3, 1))

    assert calendar(plan(over, step(2, "PI1.1", 2)), "en") is None


# What writes the calendar takes a typed "\\N" for the end of a line.
TYPED = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=300).filter(
    lambda one: r"\N" not in one
)


@given(TYPED, TYPED)
@settings(max_examples=150, deadline=None)
def test_whatever_is_typed_comes_back_and_no_line_is_too_long(action: str, who: str) -> None:
    made = made_of(plan(step(1, "PI2.2", 2, action=action, who=who, month=date(2028, 3, 1))))

    assert all(len(line) <= 75 for line in made.split(b"\r\n"))
    assert b"\n" not in made.replace(b"\r\n", b"") and b"\r" not in made.replace(b"\r\n", b"")
    (told,) = valued(made, "DESCRIPTION")
    assert unescaped(told).startswith(clean(f"{action}\n{named(who)}\n{LEADS}", None))
    assert [line for line in unfolded(made) if line.startswith("BEGIN:")] == ["BEGIN:VCALENDAR", "BEGIN:VEVENT"]


# Who gets them.


def taken(at: Office) -> None:
    store = at.world.operator
    store.take_step(at.world.round_id, "alba", "PI2.2", 2)
    (made,) = store.commitments("alba")
    store.change_commitment(made, who="Rosa Verdi", month=date(2028, 3, 1))


@pytest.mark.parametrize("who", ["alba", "helper"])
def test_the_people_of_a_department_get_its_plan(own_office: Office, who: str) -> None:  # noqa: F811
    taken(own_office)

    book = own_office.get(who, "/files/plan.xlsx?language=it")
    assert (book.status, book.name) == (200, "alba-piano-it.xlsx")
    assert rows(load_workbook(io.BytesIO(book.body)), 0)[0][head("who", "it")] == "Rosa Verdi"
    assert len(rows(load_workbook(io.BytesIO(book.body)), 2)) == 2
    dates = own_office.get(who, "/files/plan.ics?language=es")
    assert (dates.status, dates.name) == (200, "alba-plan-es.ics")
    assert dates.headers["content-type"] == "text/calendar; charset=utf-8"
    assert dates.headers["cache-control"] == "no-store"
    assert valued(dates.body, "DTSTART") == ["20280331"]


def test_another_department_gets_its_own_and_a_coordinator_nothing(own_office: Office) -> None:  # noqa: F811
    taken(own_office)

    theirs = own_office.get("bruma", "/files/plan.xlsx?language=it")
    assert (theirs.status, rows(load_workbook(io.BytesIO(theirs.body)), 0)) == (200, [])
    for ending in ("xlsx", "ics"):
        assert own_office.get("north", f"/files/plan.{ending}").status == 403
        assert own_office.get("nobody", f"/files/plan.{ending}").status == 303


@pytest.mark.parametrize("path", ["plan.pdf", "plan.exe", "plan.xlsx?language=xx", "plan.ics?language=xx", "plan.ics"])
def test_what_is_not_made_is_not_there(office: Office, path: str) -> None:  # noqa: F811
    assert office.get("alba", f"/files/{path}").status == 404
