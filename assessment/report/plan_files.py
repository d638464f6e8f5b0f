"""A department's plan to work on with other programs: all of it as a workbook, and its months as a calendar.

For its own people alone: names that were typed stand in both.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from assessment.commitments import Commitment, nearest
from assessment.findings.commitments import CommitmentInWords, all_told
from assessment.findings.words import marked
from assessment.language import clean
from assessment.reading.commitments import Decided
from assessment.report.region.cells import Cell, Column, Kind, TableSheet, day
from assessment.report.region.workbook import alone
from assessment.report.reported import slug_of
from assessment.wording import Say

if TYPE_CHECKING:
    from icalendar import Event

_EMPTY = datetime(1980, 1, 1, tzinfo=UTC)  # the day of a workbook in which nothing is decided
_FIRST = 1901  # year whose days every program reads alike in a workbook
_WIDE = {  # characters of each column
    **{"practice": 28, "what": 40, "leads": 20, "sentence": 36, "who": 18, "when": 15, "effort": 15, "status": 13},
    **{"since": 13, "because": 20, "note": 28, "origin": 14, "saved": 13, "author": 20, "erased": 14},
}
_KINDS: dict[str, Kind] = {"when": "month", "since": "day", "saved": "day"}
_SHEETS = {
    "plan": (
        *("practice", "what", "leads", "sentence", "who", "when", "effort", "status", "since", "because", "note"),
        "origin",
    ),
    "otherwise": ("practice", "what", "leads", "sentence", "status", "since", "because", "origin"),
    "history": (
        *("saved", "author", "practice", "what", "leads", "status", "who", "when", "effort", "because", "note"),
        "erased",
    ),
}  # their columns


@dataclass(frozen=True)
class PlanFile:
    """What a department has decided, and how it is called."""

    department: str
    decided: Decided
    zone: str  # in which days are told

    def name(self, ending: str, language: str) -> str:
        """The name of a file of it, in plain letters."""
        parts = (self.department, Say(language)("plan_files.file"), language)
        return f"{'-'.join(slug for slug in map(slug_of, parts) if slug)}.{ending}"


def workbook(plan: PlanFile, history: Iterable[Commitment], language: str) -> bytes:
    """Write everything that was decided: the plan, what is not in it, and every change with who made it and when."""
    say = Say(language)
    rows = {
        "plan": sorted(plan.decided.taken, key=nearest),
        "otherwise": [one for one in plan.decided.all if not one.status.is_taken],
        "history": list(history),
    }
    sheets = [_sheet(name, rows[name], plan, say) for name in _SHEETS]
    title = say("plan_files.title", department=plan.department)
    return alone(sheets, title, plan.decided.as_of or _EMPTY)


def _sheet(name: str, rows: Iterable[Commitment], plan: PlanFile, say: Say) -> TableSheet:
    names = _SHEETS[name]
    columns = tuple(Column(say(f"plan_files.head.{one}"), _KINDS.get(one, "text"), _WIDE[one]) for one in names)
    cells = (_cells(told, plan, say) for told in all_told(rows, plan.decided, say, plan.zone))
    filled = tuple(tuple(one[column] for column in names) for one in cells)
    return TableSheet(name, say(f"plan_files.sheet.{name}"), "", columns, filled)


def _cells(told: CommitmentInWords, plan: PlanFile, say: Say) -> dict[str, Cell]:
    """One step, or one version of it, in every column that a sheet may have."""
    one = told.of
    return {
        "practice": marked(plan.decided.question(one), say),
        "what": told.what,
        "leads": told.leads,
        "sentence": told.sentence,
        "who": one.who or None,
        "when": told.when if one.month is not None and one.month.year < _FIRST else one.month,
        "effort": one.effort or None,
        "status": say(f"commitments.status.{one.status}"),
        "since": day(one.since, plan.zone),
        "because": (one.because or None) if one.status.says_why else None,
        "note": one.note or None,
        "origin": told.origin,
        "saved": day(one.saved_at, plan.zone),
        "author": one.author,
        "erased": say("commitments.erased") if one.was_erased_in else None,
    }


def calendar(plan: PlanFile, language: str) -> bytes | None:
    """Write the last day of the month of each step that is to be done; None where none has a month.

    The same plan gives the same bytes, and a step keeps its id, so that a calendar that takes the file again changes
    what it has.
    """
    say = Say(language)
    dated = sorted((one for one in plan.decided.open if one.month is not None), key=nearest)
    if not dated:
        return None
    from icalendar import Calendar  # here, because few ask for a calendar and a start does not wait for it

    made = Calendar()
    made.add("prodid", f"-//In Touch//{say('menu.product')}//{language.upper()}")
    made.add("version", "2.0")
    made.add("x-wr-calname", clean(say("plan_files.title", department=plan.department), None))
    for told in all_told(dated, plan.decided, say, plan.zone):
        made.add_component(_event(told, say))
    return bytes(made.to_ical())


def _event(told: CommitmentInWords, say: Say) -> Event:
    from icalendar import Event

    one, event = told.of, Event()
    assert one.month is not None, "only what has a month is an event"
    last = _last_day(one.month)
    about = (
        told.what,
        say("plan_files.event.who", name=one.who) if one.who else "",
        say("plan_files.event.effort", effort=one.effort) if one.effort else "",
        say("report.decided.leads", level=told.leads, sentence=told.sentence),
    )
    made_at = one.made_at.astimezone(UTC).strftime("%Y%m%dT%H%M%S%f")
    event.add("uid", f"{made_at}-{one.id}@{slug_of(one.department_id)}")  # whatever else is changed, it stays
    event.add("dtstamp", one.saved_at.astimezone(UTC))
    event.add("sequence", one.version)
    event.add("dtstart", last)  # all of that day
    event.add("transp", "TRANSPARENT")  # nobody is busy for it
    event.add("summary", clean(told.practice, None))
    event.add("description", clean("\n".join(filter(None, about)), None))
    return event


def _last_day(month: date) -> date:
    return month.replace(day=monthrange(month.year, month.month)[1])
