"""What happened: every step of a department and its coordinator, by whom and when. It is only added to."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from assessment.people import Action
from assessment.storage.access import Base


@dataclass(frozen=True)
class Event:
    """Something that was done, by whom and when."""

    at: datetime
    actor: str
    kind: str  # a key of the wording: events.<kind>
    department_id: str | None
    round_id: int | None
    round_title: str  # as it is now, or was when the round was removed; empty where it is about no round
    details: Mapping[str, Any]


class Events(Base):
    """The part of the store that tells what happened."""

    def events(
        self, region_id: str, department_id: str | None = None, most: int = 200, *, round_id: int | None = None
    ) -> list[Event]:
        """What happened in a region, with one department or in one round, newest first."""
        with self._reading() as unit:
            if department_id is not None and unit.person is not None and unit.person.department_id == department_id:
                unit.must(Action.READ_OWN, department=department_id)
            else:
                unit.must(Action.MANAGE_DEPARTMENTS, region=region_id)
            rows = unit.all(
                """
                SELECT events.*,
                       coalesce(rounds.title,
                                (SELECT json_extract(removed.details, '$.title') FROM events AS removed
                                  WHERE removed.kind = 'round_removed' AND removed.round_id = events.round_id),
                                '') AS round_title
                  FROM events
                  LEFT JOIN rounds ON rounds.id = events.round_id
                 WHERE events.region_id = :region
                   AND (:department IS NULL OR department_id = :department)
                   AND (:round IS NULL OR round_id = :round)
                 ORDER BY events.id DESC LIMIT :most
                """,
                region=region_id,
                department=department_id,
                round=round_id,
                most=most,
            )
            return [_as_event(row) for row in rows]


def _as_event(row: Mapping[str, Any]) -> Event:
    return Event(
        at=datetime.fromisoformat(row["at"]),
        actor=row["actor"],
        kind=row["kind"],
        department_id=row["department_id"],
        round_id=row["round_id"],
        round_title=row["round_title"],
        details=json.loads(row["details"]),
    )
