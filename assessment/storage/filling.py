"""What comes into the outbox without anybody putting it there: letters about what happened, and reminders."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from assessment.letters import REMIND_AT, Purpose
from assessment.region.approach import Approach
from assessment.rounds import Round, day_of
from assessment.storage.access import Unit
from assessment.storage.approaches import approaches
from assessment.storage.due import AWAKE
from assessment.storage.kept import round_of
from assessment.storage.outbox import queue, queue_for

_LATE = 2  # days that a reminder may be late, where nothing ran in between
_QUIET = timedelta(days=2)  # after a letter, until a round reminds by itself


def tell(unit: Unit, cursor: int, oldest: datetime) -> int:
    """Put letters about what happened into the outbox; how many.

    Args:
        unit: of work.
        cursor: the last line of the log that was looked at.
        oldest: what happened before is no news.
    """
    return sum(_tell(unit, row) for row in unit.all(_HAPPENED, cursor=cursor, oldest=oldest.isoformat()))


_HAPPENED = """
    SELECT events.*, iif(kind = 'invited', 'shown', kind) AS purpose FROM events
     WHERE id > :cursor AND at >= :oldest AND kind IN ('reopened', 'published', 'invited') ORDER BY id
"""
# Who left the network is written to no more, and who cannot sign in has nothing to read.
_CHIEFS = """
    SELECT posts.id FROM posts
      JOIN people ON people.id = posts.person_id
      JOIN departments ON departments.id = posts.department_id
     WHERE posts.department_id = :department AND posts.role = 'chief' AND posts.ended_at IS NULL
       AND (posts.until IS NULL OR posts.until > :at) AND people.email IS NOT NULL AND departments.left_on IS NULL
"""
_SUBMITTED = "SELECT DISTINCT department_id FROM submissions WHERE round_id = :round"
# Whoever is told of it is in the post that the link was made for: their last one there.
_CONCERNED = """
    SELECT max(posts.id) AS id FROM posts JOIN people ON people.id = posts.person_id
     WHERE person_id = :person AND department_id IS :department AND region_id IS :region AND ended_at IS NULL
       AND (until IS NULL OR until > :at) AND people.email IS NOT NULL
"""


def _tell(unit: Unit, event: dict[str, Any]) -> int:
    """Put letters about one thing that happened into the outbox; how many."""
    queued = 0
    for department, post in _concerned(unit, event):
        queued += bool(
            queue(
                unit,
                Purpose(event["purpose"]),
                once=f"event {event['id']} {post}",
                post_id=post,
                department=department,
                round=event["round_id"],
                event=event["id"],
            )
        )
    return queued


def _concerned(unit: Unit, event: dict[str, Any]) -> Iterator[tuple[str | None, int]]:
    """The posts that are written to about something that happened, each with its department."""
    if event["kind"] == "invited":
        row = unit.one(
            _CONCERNED,
            person=event["person_id"],
            department=event["department_id"],
            region=None if event["department_id"] else event["region_id"],
            at=unit.stamp,
        )
        if row["id"] is not None and event["actor_id"] != event["person_id"]:
            yield event["department_id"], row["id"]
        return
    if event["kind"] == "reopened":
        departments = [event["department_id"]]
    else:
        departments = [row["department_id"] for row in unit.all(_SUBMITTED, round=event["round_id"])]
    for department in departments:
        yield from ((department, post) for post in _chiefs(unit, department))


def _chiefs(unit: Unit, department: str) -> list[int]:
    return [row["id"] for row in unit.all(_CHIEFS, department=department, at=unit.stamp)]


def tell_introductions(unit: Unit, since: datetime) -> int:
    """Put letters about introductions since an instant into the outbox, each once; how many.

    Of a proposal those are told who have not answered it, and of an agreement both.
    """
    queued = 0
    for row in unit.all(_INTRODUCTIONS, since=since.isoformat()):
        purpose = Purpose.INTRODUCED if row["agreed"] else Purpose.PROPOSED
        for side in ("asking", "helping"):
            if not row["agreed"] and row[f"{side}_accepted_at"] is not None:
                continue
            for post in _chiefs(unit, row[f"{side}_id"]):
                once = f"introduction {row['id']} {purpose} {post}"
                queued += bool(queue(unit, purpose, once=once, post_id=post, department=row[f"{side}_id"]))
    return queued


_INTRODUCTIONS = """
    SELECT * FROM (
        SELECT introductions.*, asking_accepted_at IS NOT NULL AND helping_accepted_at IS NOT NULL AS agreed
          FROM introductions
          JOIN departments AS asking ON asking.id = asking_id
          JOIN departments AS helping ON helping.id = helping_id
         WHERE declined_at IS NULL AND asking.left_on IS NULL AND helping.left_on IS NULL)
     WHERE iif(agreed, max(asking_accepted_at, helping_accepted_at), proposed_at) >= :since
     ORDER BY id
"""


def remind(unit: Unit) -> int:
    """Put the reminders that rounds send by themselves into the outbox, each once; how many."""
    yesterday = (unit.at - timedelta(days=1)).date().isoformat()  # over everywhere on earth
    queued = 0
    for row in unit.all(_REMINDING, yesterday=yesterday):
        asked = round_of(unit, row["id"])
        if unit.at.astimezone(ZoneInfo(asked.zone)).hour < AWAKE:
            continue
        for one in approaches(unit, asked):
            due = _due(unit, asked, one)
            if due is not None:
                last_day = one.progress.participation.last_day(asked)  # who got more time is reminded anew
                once = f"reminder {asked.id} {one.department_id} {last_day} {due}"
                queued += bool(queue_for(unit, asked, one, Purpose.REMINDER, None, once))
    return queued


_REMINDING = """
    SELECT id FROM rounds
     WHERE reminds AND (closes_on >= :yesterday OR EXISTS (
           SELECT 1 FROM round_departments WHERE round_id = rounds.id AND extended_to >= :yesterday))
     ORDER BY id
"""


def _due(unit: Unit, asked: Round, one: Approach) -> int | None:
    """How many days before the end the reminder is for that a department gets today; None where it gets none."""
    if not one.can_get(Purpose.REMINDER):
        return None
    written = [letter.at or letter.queued_at for letter in one.letters]
    if written and max(written) > unit.at - _QUIET:
        return None
    left = (one.progress.participation.last_day(asked) - day_of(unit.at, asked.zone)).days
    return next((days for days in REMIND_AT if days - _LATE <= left <= days), None)
