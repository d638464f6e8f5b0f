"""What a department is told of who opened its door: links made and access given by others than its own people.

Whoever makes somebody a sign-in link can use it themselves, and read the drafts of that department. Nothing prevents
it, for somebody has to make the first one; so it is told to the department until one of its own has read it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from assessment.people import Action, Role
from assessment.storage.access import Base, Unit
from assessment.storage.errors import NotAllowed


@dataclass(frozen=True)
class Told:
    """Something that somebody of elsewhere did about who signs in for a department, as long as it was not read."""

    event_ids: tuple[int, ...]
    at: datetime
    kind: str  # a key of the wording: told.<kind>
    actor_id: int | None  # None for the operator, who has no name either
    actor: str
    actor_role: Role | None  # in the post that lets them do it, with its place
    actor_place: str
    person_id: int
    person: str
    may_be_read: bool  # by whoever asks

    @property
    def is_own(self) -> bool:
        """Whether somebody of elsewhere let themselves in."""
        return self.actor_id == self.person_id


class Telling(Base):
    """The part of the store that names to a department who opened its door."""

    def told_of(self, department_id: str) -> list[Told]:
        """What a department has not read yet, newest first; for everybody of it."""
        with self._reading() as unit:
            unit.must(Action.READ_OWN, department=department_id)
            return _unread(unit, department_id)

    def read_told(self, event_ids: Sequence[int]) -> None:
        """Note that the visitor has read it, for the department; what was read before stays as it is.

        Raises:
            NotAllowed: it is not about the visitor's department, or another of its chiefs is to read it.
        """
        with self._writing() as unit:
            department_id = None if unit.person is None else unit.person.department_id
            if department_id is None:
                raise NotAllowed("only departments are told")
            unit.must(Action.SUBMIT, department=department_id)
            unread = {event: one for one in _unread(unit, department_id) for event in one.event_ids}
            for event_id in event_ids:
                if event_id not in unread:
                    query = "SELECT 1 FROM told JOIN events ON id = event_id WHERE id = :id AND department_id = :own"
                    unit.one(query, id=event_id, own=department_id)
                    continue
                if not unread[event_id].may_be_read:
                    raise NotAllowed("somebody else is to read it")
                sql = "INSERT INTO told (event_id, at, person_id) VALUES (:event, :at, :person)"
                unit.write(sql, event=event_id, at=unit.stamp, person=unit.actor_id)


# Who manages people may have a post in the department besides: what they do is told all the same. Events of before
# posts name nobody whom they are about, and are not told.
_UNREAD = """
    SELECT events.*, coalesce(actors.name, '') AS actor, concerned.name AS person,
           managing.role AS actor_role, coalesce(regions.name, '') AS actor_place
      FROM events
      JOIN people AS concerned ON concerned.id = events.person_id
      LEFT JOIN people AS actors ON actors.id = events.actor_id
      LEFT JOIN posts AS managing ON managing.id = (
           SELECT max(id) FROM posts
            WHERE person_id = events.actor_id AND role IN ('coordinator', 'administrator')
              AND since <= events.at AND (ended_at IS NULL OR ended_at >= events.at))
      LEFT JOIN regions ON regions.id = managing.region_id
     WHERE events.department_id = :department
       AND events.kind IN ('invited', 'post_given', 'handed_over', 'person_corrected')
       AND (managing.id IS NOT NULL OR NOT EXISTS (
           SELECT 1 FROM posts
            WHERE person_id = events.actor_id AND role = 'chief' AND department_id = :department
              AND since <= events.at AND (ended_at IS NULL OR ended_at >= events.at)))
       AND events.id NOT IN (SELECT event_id FROM told)
     ORDER BY events.id
    """


def _unread(unit: Unit, department_id: str) -> list[Told]:
    rows = unit.all(_UNREAD, department=department_id)
    chiefs = unit.all(
        "SELECT person_id, since FROM posts WHERE department_id = :own AND role = 'chief' AND ended_at IS NULL",
        own=department_id,
    )
    return [
        _told(list(those), unit.actor_id in _readers(chiefs, at, actor_id, person_id))
        for (at, actor_id, person_id), those in groupby(rows, key=_case)
    ][::-1]


def _case(row: Mapping[str, Any]) -> tuple[str, int | None, int]:
    """What makes several events one case: access that is given with a link is told once."""
    return row["at"], row["actor_id"], row["person_id"]


def _readers(chiefs: Sequence[Mapping[str, Any]], at: str, actor_id: int | None, person_id: int) -> set[int]:
    """The chiefs who may say that they have read it: never who did it, nor whom it lets in while another was there."""
    others = {one["person_id"] for one in chiefs} - {actor_id}
    before = {one["person_id"] for one in chiefs if one["since"] < at}
    return (others & before) - {person_id} or others


def _told(rows: Sequence[Mapping[str, Any]], may_be_read: bool) -> Told:
    first = rows[0]
    return Told(
        event_ids=tuple(row["id"] for row in rows),
        at=datetime.fromisoformat(first["at"]),
        kind=next(_kinds(rows)),
        actor_id=first["actor_id"],
        actor=first["actor"],
        actor_role=None if first["actor_role"] is None else Role(first["actor_role"]),
        actor_place=first["actor_place"],
        person_id=first["person_id"],
        person=first["person"],
        may_be_read=may_be_read,
    )


def _kinds(rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """What a case may be told as, what says most first."""
    kinds = {row["kind"] for row in rows}
    yield from (kind for kind in ("handed_over", "post_given") if kind in kinds)
    if "person_corrected" in kinds:
        yield "email_corrected" if any("email" in row["details"] for row in rows) else "name_corrected"
    yield "invited"
