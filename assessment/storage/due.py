"""Letters about a plan: in the month before steps of it are due, one to each of its people who wants it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from assessment.letters import Purpose
from assessment.storage.access import Unit
from assessment.storage.outbox import queue

AWAKE = 8  # o'clock in the region: nobody is reminded of anything before


def remind_of_steps(unit: Unit) -> int:
    """Put letters about the steps that are due next month into the outbox, each once; how many."""
    queued = 0
    for row in unit.all(_WANTING, at=unit.stamp):
        if unit.at.astimezone(ZoneInfo(row["zone"])).hour < AWAKE:
            continue
        month = month_after(unit.at, row["zone"])
        if steps_due(unit, row["department_id"], month):
            once = f"plan {row['department_id']} {row['post_id']} {month:%Y-%m}"
            department = row["department_id"]
            queued += bool(queue(unit, Purpose.STEPS, once=once, post_id=row["post_id"], department=department))
    return queued


def month_after(instant: datetime, zone: str) -> date:
    """The first day of the month after that of an instant."""
    today = instant.astimezone(ZoneInfo(zone)).date()
    return date(today.year + today.month // 12, today.month % 12 + 1, 1)


def steps_due(unit: Unit, department_id: str, month: date) -> int:
    """How many open steps of a plan are due in a month."""
    return int(unit.one(_DUE, department=department_id, month=month.isoformat())["n"])


def is_wanted(unit: Unit, letter: dict[str, Any]) -> bool:
    """Whether a letter about a plan is still wanted, and still about something."""
    row = unit.maybe(f"{_WANTING} HAVING max(posts.id) = :post", at=unit.stamp, post=letter["post_id"])
    if row is None:
        return False
    queued_at = datetime.fromisoformat(letter["queued_at"])
    return steps_due(unit, row["department_id"], month_after(queued_at, row["zone"])) > 0


# Each in their newest post there; who left the network is written to no more.
_WANTING = """
    SELECT plan_letters.department_id, regions.zone, max(posts.id) AS post_id
      FROM plan_letters
      JOIN people ON people.id = plan_letters.person_id
      JOIN departments ON departments.id = plan_letters.department_id
      JOIN regions ON regions.id = departments.region_id
      JOIN posts ON posts.person_id = people.id AND posts.department_id = departments.id
     WHERE people.email IS NOT NULL AND departments.left_on IS NULL AND regions.closed_at IS NULL
       AND posts.ended_at IS NULL AND (posts.until IS NULL OR posts.until > :at)
     GROUP BY plan_letters.department_id, people.id
"""
_DUE = """
    SELECT count(*) AS n
      FROM commitments
      JOIN commitment_versions AS newest ON newest.commitment_id = commitments.id
     WHERE department_id = :department AND month = :month AND status IN ('planned', 'under_way')
       AND version = (SELECT max(version) FROM commitment_versions WHERE commitment_id = commitments.id)
"""
