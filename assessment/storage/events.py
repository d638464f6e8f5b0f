"""What happened: every step of a department and its coordinator, by whom and when. It is only added to."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from assessment.people import Action
from assessment.storage.access import OPERATOR, Base
from assessment.storage.posts import apart_in_region


@dataclass(frozen=True)
class Event:
    """Something that was done, by whom and when."""

    id: int
    at: datetime
    actor: str  # the operator's name where it was the operator
    actor_id: int | None
    kind: str  # a key of the wording: events.<kind>
    department_id: str | None
    round_id: int | None
    round_title: str  # as it is now, or was when the round was removed; empty where it is about no round
    details: Mapping[str, Any]  # ids, kinds, numbers and days; and the words beside them that were not erased
    person: str = ""  # whom it is about, as they are called now


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
                SELECT events.*, coalesce(rounds.title, removed_rounds.title, '') AS round_title,
                       event_words.words, actors.name AS actor, concerned.name AS person
                  FROM events
                  LEFT JOIN rounds ON rounds.id = events.round_id
                  LEFT JOIN (SELECT round_id, json_extract(words, '$.title') AS title
                               FROM events JOIN event_words ON event_id = id
                              WHERE kind = 'round_removed') AS removed_rounds
                         ON removed_rounds.round_id = events.round_id
                  LEFT JOIN event_words ON event_words.event_id = events.id
                  LEFT JOIN people AS actors ON actors.id = events.actor_id
                  LEFT JOIN people AS concerned ON concerned.id = events.person_id
                 WHERE events.region_id = :region
                   AND (:department IS NULL OR department_id = :department)
                   AND (:round IS NULL OR events.round_id = :round)
                 ORDER BY events.id DESC LIMIT :most
                """,
                region=region_id,
                department=department_id,
                round=round_id,
                most=most,
            )
            called = apart_in_region(unit, region_id)
            return [_as_event(row, called) for row in rows]


def _as_event(row: Mapping[str, Any], called: Mapping[int, str]) -> Event:
    words = json.loads(row["words"] or "{}")
    return Event(
        id=row["id"],
        at=datetime.fromisoformat(row["at"]),
        actor=called.get(row["actor_id"]) or row["actor"] or words.pop("actor", OPERATOR.name),
        actor_id=row["actor_id"],
        kind=row["kind"],
        department_id=row["department_id"],
        round_id=row["round_id"],
        round_title=row["round_title"],
        details=json.loads(row["details"]) | words,
        person=called.get(row["person_id"]) or row["person"] or "",
    )
