"""What a department typed in of others: polls, tallies of posts and sheets of its staff, one of each for a month.

All of it is the department's own. Of a region its coordinator learns only which kinds of content several departments
serve too little, and of the climate nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from assessment.people import Action
from assessment.sizes import MOST_STAFF
from assessment.storage import bounds
from assessment.storage.access import OPERATOR, Base, Unit
from assessment.storage.errors import HeardMeanwhile, NotReady
from assessment.storage.kept import takes_part
from assessment.voices import climate
from assessment.voices.climate import Sheets
from assessment.voices.content import voices
from assessment.voices.expectations import (
    INDEX_FROM,
    CountWrong,
    Poll,
    Served,
    Tally,
    compared,
    is_of_one_time,
    needed_together,
    now_and_before,
    poll_problems,
    tally_problems,
)

MOST_WHERE = 120  # characters, of where people were asked
MOST_MONTHS = 60  # of each kind of counts
_ASKS_ONLY = (
    CountWrong.FEW_POSTS,
    CountWrong.PERCENT,
    CountWrong.OTHER_TIME,
)  # may be true all the same: pages ask, nothing refuses
_T = TypeVar("_T")


@dataclass(frozen=True)
class Heard(Generic[_T]):
    """Counts as they are kept: which version, typed in by whom and when."""

    id: int
    value: _T
    version: int
    author: str
    saved_at: datetime


class Hearing(Base):
    """The part of the store that keeps what a department typed in of others."""

    def polls(self, department_id: str) -> list[Heard[Poll]]:
        """What people were asked, newest month first; for the department's own people."""
        return self._heard(department_id, "poll", _as_poll)

    def tallies(self, department_id: str) -> list[Heard[Tally]]:
        """What was posted, newest month first; for the department's own people."""
        return self._heard(department_id, "tally", _as_tally)

    def climates(self, department_id: str) -> list[Heard[Sheets]]:
        """What staff said, newest month first; for the department's own people."""
        return self._heard(department_id, "climate", as_sheets)

    def keep_poll(self, department_id: str, poll: Poll, base: int) -> int:
        """Keep a poll in the place of that of its month; returns its version.

        Args:
            department_id: one's own.
            poll: as it was counted.
            base: the version that the save stands on; 0 for none.

        Raises:
            NotReady: names what cannot be, a `Wrong` each.
            Unfit: a text is too long, or there are too many months.
            HeardMeanwhile: somebody else has saved since; nothing was changed.
            HasLeft: the department takes part no more.
        """
        _refuse(one.wrong for one in poll_problems(poll, _kinds()) if one.wrong not in _ASKS_ONLY)
        where = bounds.line("where", poll.where, MOST_WHERE) or ""
        value = {"asked": poll.asked, "wanted": dict(poll.wanted), "where": where}
        return self._keep(department_id, "poll", poll.month, value, base)

    def keep_tally(self, department_id: str, tally: Tally, base: int) -> int:
        """Keep a tally in the place of that of its month, finished or not; the rest is as with `keep_poll`."""
        _refuse(one.wrong for one in tally_problems(tally, _kinds()) if one.wrong not in _ASKS_ONLY)
        value = {"posts": dict(tally.posts), "counted": tally.counted}
        return self._keep(department_id, "tally", tally.month, value, base)

    def keep_climate(self, department_id: str, sheets: Sheets, base: int) -> int:
        """Keep sheets of staff in the place of those of their month; the rest is as with `keep_poll`."""
        statements = [one.id for one in voices().statements]
        bounds.number("staff", sheets.staff, MOST_STAFF)
        bounds.number("sheets", sheets.returned, MOST_STAFF)
        _refuse(one.wrong for one in climate.problems(sheets, statements))
        counts = {statement: list(of) for statement, of in sheets.counts.items()}
        value = {"returned": sheets.returned, "staff": sheets.staff, "counts": counts}
        return self._keep(department_id, "climate", sheets.month, value, base)

    def remove_heard(self, heard_id: int) -> None:
        """Take counts out again; for the department's chief.

        Their version stays and goes on, so that nobody saves over what was typed in after them unseen.
        """
        with self._writing() as unit:
            row = unit.one("SELECT department_id FROM heard WHERE id = :id", id=heard_id)
            unit.must(Action.SUBMIT, department=row["department_id"])
            unit.write(_TAKES_OUT, by=unit.actor_id, at=unit.stamp, id=heard_id)

    def needed_together(self, region_id: str) -> dict[str, int]:
        """Which kinds of content several departments of a region serve too little, to the nearest five of them.

        Of each its newest poll and tally that can be set side by side, of those in the network; for its coordinator,
        and nothing below five.
        """
        with self._reading() as unit:
            unit.must(Action.READ_REGION, region=region_id)
            polls: dict[str, list[Poll]] = {}
            tallies: dict[str, list[Tally]] = {}
            for row in unit.all(_OF_REGION, region=region_id):
                if row["what"] == "poll":
                    polls.setdefault(row["department_id"], []).append(_as_poll(row))
                else:
                    tallies.setdefault(row["department_id"], []).append(_as_tally(row))
        return needed_together([_under_served(polls[one], tallies[one]) for one in polls.keys() & tallies.keys()])

    def _heard(self, department_id: str, what: str, read: Callable[[dict[str, Any]], _T]) -> list[Heard[_T]]:
        with self._reading() as unit:
            unit.must(Action.READ_OWN, department=department_id)
            return [
                Heard(
                    row["id"],
                    read(row),
                    row["version"],
                    row["name"] or OPERATOR.name,
                    datetime.fromisoformat(row["saved_at"]),
                )
                for row in unit.all(_HEARD, department=department_id, what=what)
            ]

    def _keep(self, department_id: str, what: str, month: date, value: object, base: int) -> int:
        with self._writing() as unit:
            unit.must(Action.ANSWER, department=department_id)
            takes_part(unit, department_id)
            facts = {"department": department_id, "what": what, "month": _month(unit, month).isoformat()}
            row = unit.maybe(_STANDING, **facts)
            is_there = row is not None and bool(row["is_there"])
            if base != (row["version"] if row is not None and is_there else 0):
                raise HeardMeanwhile("something else was saved meanwhile")
            count = unit.one(_COUNT, department=department_id, what=what)["n"]
            if not is_there and count >= MOST_MONTHS:
                raise NotReady(["months"])
            version = 1 if row is None else int(row["version"]) + 1
            text = json.dumps(value, ensure_ascii=False, sort_keys=True)
            unit.write(_WRITES, value=text, version=version, author=unit.actor_id, at=unit.stamp, **facts)
            return version


# What was taken out again holds null.
_HEARD = """
    SELECT heard.*, people.name FROM heard LEFT JOIN people ON people.id = author_id
     WHERE department_id = :department AND what = :what AND value <> 'null' ORDER BY month DESC
"""
_STANDING = """
    SELECT version, value <> 'null' AS is_there FROM heard
     WHERE department_id = :department AND what = :what AND month = :month
"""
_COUNT = "SELECT count(*) AS n FROM heard WHERE department_id = :department AND what = :what AND value <> 'null'"
_WRITES = """
    INSERT INTO heard (department_id, what, month, version, value, author_id, saved_at)
    VALUES (:department, :what, :month, :version, :value, :author, :at)
    ON CONFLICT (department_id, what, month) DO UPDATE
       SET version = excluded.version, value = excluded.value, author_id = excluded.author_id,
           saved_at = excluded.saved_at
"""
_TAKES_OUT = """
    UPDATE heard SET value = 'null', version = version + 1, author_id = :by, saved_at = :at WHERE id = :id
"""
_OF_REGION = """
    SELECT heard.* FROM heard JOIN departments ON departments.id = department_id
     WHERE region_id = :region AND left_on IS NULL AND what IN ('poll', 'tally') AND value <> 'null'
     ORDER BY month DESC
"""


def _kinds() -> list[str]:
    return [one.id for one in voices().kinds]


def _refuse(wrong: Iterable[str]) -> None:
    if found := [str(one) for one in wrong]:
        raise NotReady(found)


def _month(unit: Unit, month: date) -> date:
    """The first day of a month that is not to come, nor before there were accounts.

    Raises:
        NotReady: names "month".
    """
    first = month.replace(day=1)
    if not date(2004, 1, 1) <= first <= unit.at.date():
        raise NotReady(["month"])
    return first


def _as_poll(row: dict[str, Any]) -> Poll:
    value = json.loads(row["value"])
    return Poll(value["asked"], value["wanted"], date.fromisoformat(row["month"]), value["where"])


def _as_tally(row: dict[str, Any]) -> Tally:
    value = json.loads(row["value"])
    return Tally(value["posts"], date.fromisoformat(row["month"]), value["counted"])


def as_sheets(row: dict[str, Any]) -> Sheets:
    """Sheets of staff as they are kept."""
    value = json.loads(row["value"])
    counts = {name: (of[0], of[1], of[2], of[3], of[4], of[5]) for name, of in value["counts"].items()}
    return Sheets(value["returned"], value["staff"], date.fromisoformat(row["month"]), counts)


def _under_served(polls: list[Poll], tallies: list[Tally]) -> list[str]:
    now, _ = now_and_before(polls, tallies)
    if now is None or not is_of_one_time(now) or any(poll_problems(now.poll, _kinds())):
        return []  # what its own page shows with a warning tells a region nothing
    if now.poll.asked < INDEX_FROM:
        return []  # of so few people a gap can look surer than it is
    found = compared(now.poll, now.tally)
    return [] if found is None else [one.kind for one in found.gaps if one.served is Served.UNDER]
