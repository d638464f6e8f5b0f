"""What happened: every step of a department and its coordinator, by whom and when. It is only added to."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from assessment.people import Action, Role
from assessment.storage.access import OPERATOR, Base
from assessment.storage.kept import record
from assessment.storage.posts import apart_everywhere, apart_in_region


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
    actor_role: Role | None = None  # whoever did it from outside the department: coordinator or administrator
    into: str = ""  # name of the department that it became part of
    region_id: str | None = None


class Events(Base):
    """The part of the store that tells what happened."""

    def events(
        self,
        region_id: str,
        department_id: str | None = None,
        most: int = 500,
        *,
        round_id: int | None = None,
        without: str = "",
    ) -> list[Event]:
        """What happened in a region, with one department or in one round, newest first; one kind may be left out."""
        with self._reading() as unit:
            if department_id is not None and unit.person is not None and unit.person.department_id == department_id:
                unit.must(Action.READ_OWN, department=department_id)
            else:
                unit.must(Action.MANAGE_DEPARTMENTS, region=region_id)
            values = {"region": region_id, "department": department_id, "round": round_id, "without": without}
            query = _EVENTS.format(which=_OF_REGION if department_id is None else _OF_DEPARTMENT)
            rows = unit.all(query, **values, most=most)
            called = apart_in_region(unit, region_id)
            return [_as_event(row, called) for row in rows]

    def happened(self, kinds: Collection[str] | None = None, most: int = 500) -> list[Event]:
        """What happened everywhere, newest first, or what of some kinds; for the administrator."""
        with self._reading() as unit:
            unit.must(Action.ADMINISTER)
            listed = None if kinds is None else json.dumps(list(kinds))
            called = apart_everywhere(unit)
            return [
                _as_event(row, called) for row in unit.all(_EVENTS.format(which=_OF_KINDS), kinds=listed, most=most)
            ]

    def kinds(self) -> list[str]:
        """Of which kinds something happened; for the administrator."""
        with self._reading() as unit:
            unit.must(Action.ADMINISTER)
            return [row["kind"] for row in unit.all("SELECT DISTINCT kind FROM events ORDER BY kind")]


# Of the lines that are told, and no others, it is looked up who did them: of `posts` and `events` there are as many as
# a region is large, and no index leads from a person to their posts of once. What sorts them has names:
# older versions of SQLite find no column of another table in the order of a query within one.
_EVENTS = """
    WITH told AS MATERIALIZED (SELECT * FROM events {which} ORDER BY events.id DESC LIMIT :most),
         held AS MATERIALIZED (
             SELECT posts.person_id, posts.role, posts.region_id, posts.since, posts.ended_at,
                    posts.department_id IS NOT NULL AS of_department,
                    coalesce(posts.department_id, submissions.department_id) AS at_department
               FROM posts LEFT JOIN submissions ON submissions.id = posts.submission_id
              WHERE posts.person_id IN (SELECT actor_id FROM told)),
         removed_rounds AS MATERIALIZED (
             SELECT round_id, json_extract(words, '$.title') AS title
               FROM event_words CROSS JOIN events ON event_id = id
              WHERE kind = 'round_removed')
    SELECT told.*, coalesce(rounds.title, removed_rounds.title, '') AS round_title,
           event_words.words, actors.name AS actor, concerned.name AS person, merged.name AS into_name,
           (SELECT iif(of_department, NULL, role)
              FROM (SELECT held.of_department, held.role, held.region_id IS told.region_id AS near,
                           coalesce(held.at_department = told.department_id, 0) AS there
                      FROM held
                     WHERE held.person_id = told.actor_id AND held.since <= told.at
                       AND (held.ended_at IS NULL OR held.ended_at >= told.at))
             ORDER BY there DESC, near DESC, role = 'friend', role = 'administrator' DESC LIMIT 1) AS actor_role
      FROM told
      LEFT JOIN rounds ON rounds.id = told.round_id
      LEFT JOIN removed_rounds ON removed_rounds.round_id = told.round_id
      LEFT JOIN event_words ON event_words.event_id = told.id
      LEFT JOIN people AS actors ON actors.id = told.actor_id
      LEFT JOIN people AS concerned ON concerned.id = told.person_id
      LEFT JOIN departments AS merged ON merged.id = json_extract(told.details, '$.into')
     ORDER BY told.id DESC
    """


# A department's lines are those about it and those about rounds that it takes part in. Who signed in or out, on which
# device, and who looked at which result, is told department by department alone. That a backup was restored concerns
# everybody.
_OF_REGION = """
     WHERE (events.region_id = :region OR events.kind = 'restored')
       AND (:round IS NULL OR events.round_id = :round) AND events.kind != :without
       AND events.kind NOT IN ('signed_in', 'signed_out', 'session_ended', 'device_link_made', 'looked_at',
                               'friend_read')
    """
_OF_DEPARTMENT = """
     WHERE events.id IN (SELECT id FROM events WHERE department_id = :department
                          UNION ALL
                         SELECT id FROM events
                          WHERE department_id IS NULL
                            AND (kind = 'restored'
                                 OR round_id IN (SELECT round_id FROM round_departments
                                                  WHERE department_id = :department)))
       AND (events.region_id = :region OR events.kind = 'restored')
       AND (:round IS NULL OR events.round_id = :round) AND events.kind != :without
    """

_OF_KINDS = """
     WHERE :kinds IS NULL OR events.kind IN (SELECT value FROM json_each(:kinds))
    """


def _as_event(row: Mapping[str, Any], called: Mapping[int, str]) -> Event:
    """A line of the log, with the names that belong to its ids, as the record."""
    words = json.loads(row["words"] or "{}")
    return record(
        Event,
        row,
        actor=called.get(row["actor_id"]) or row["actor"] or words.pop("actor", OPERATOR.name),
        details=json.loads(row["details"]) | words,
        person=called.get(row["person_id"]) or row["person"] or "",
        into=row["into_name"] or "",
    )
