"""How far the departments of a round are from their invitation to their submission, as it is kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from assessment.letters import Mailed, Sent
from assessment.region.approach import Approach
from assessment.rounds import Progress, Round, day_of
from assessment.storage.access import Unit
from assessment.storage.kept import invited, progress_of, progress_through, record
from assessment.storage.posts import own_name
from assessment.storage.records import Records, joined, records
from assessment.wording import LANGUAGES

_MAILED = """
    SELECT outbox.*, coalesce(outbox.address, people.email, '') AS to_address
      FROM outbox
      LEFT JOIN posts ON posts.id = outbox.post_id
      LEFT JOIN people ON people.id = posts.person_id
"""


def as_mailed(row: dict[str, Any]) -> Mailed:
    """A row of the outbox, with the address, as the record."""
    at = row["sent_at"] or row["refused_at"]
    state = Sent.SENT if row["sent_at"] else Sent.REFUSED if row["refused_at"] else Sent.WAITING
    return record(
        Mailed,
        row,
        address=row["to_address"],
        state=state,
        at=None if at is None else datetime.fromisoformat(at),
        reason=row["reason"] or "",
    )


def mailed_row(unit: Unit, letter_id: int) -> dict[str, Any]:
    """The row of a letter, with its address."""
    return unit.one(f"{_MAILED} WHERE outbox.id = :id", id=letter_id)


def not_sent(unit: Unit, most: int) -> list[Mailed]:
    """Letters that wait or were refused, newest first."""
    rows = unit.all(f"{_MAILED} WHERE sent_at IS NULL ORDER BY outbox.id DESC LIMIT :most", most=most)
    return [as_mailed(row) for row in rows]


def approaches(unit: Unit, asked: Round, progress: Records[Progress] | None = None) -> Records[Approach]:
    """Every department of a round, by name, with whom is written to and how far that has led."""
    progress = progress_of(unit, asked.id) if progress is None else progress
    written_to = records(unit, dict, _WRITTEN_TO.format(which=""), round=asked.id, at=unit.stamp)
    letters = records(unit, as_mailed, _LETTERS.format(which=""), round=asked.id)
    registered = records(unit, dict, _REGISTERED.format(which=""), round=asked.id)
    parts = (progress, written_to, letters, registered)
    # who may still answer changes with the state of the round and with the day, and not in between
    by = ("approaches", asked, asked.state(unit.at), day_of(unit.at, asked.zone))
    return joined(partial(_approaches, asked, unit.at), parts, *by)


def approach(unit: Unit, asked: Round, department_id: str) -> Approach:
    """The same of one department, of which alone is read.

    Raises:
        NotAllowed: it is not in the round.
    """
    facts = {"round": asked.id, "department": invited(unit, asked.id, department_id).department_id}
    progress = progress_through(unit, department_id)[asked.id]
    written_to = unit.all(_WRITTEN_TO.format(which=_OF_ONE), **facts, at=unit.stamp)
    letters = [
        as_mailed(row) for row in unit.all(_LETTERS.format(which="AND outbox.department_id = :department"), **facts)
    ]
    registered = unit.all(_REGISTERED.format(which=_OF_ONE), **facts)
    (found,) = _approaches(asked, unit.at, (progress,), written_to, letters, registered)
    return found


def _approaches(
    asked: Round,
    at: datetime,
    progress: Sequence[Progress],
    written_to: Sequence[dict[str, Any]],
    letters: Sequence[Mailed],
    registered: Sequence[dict[str, Any]],
) -> Iterator[Approach]:
    people: dict[str, dict[str, Any]] = {}
    for row in written_to:
        people.setdefault(row["department_id"], row)  # a chief, who comes first
    sent: dict[str, list[Mailed]] = {}
    for one in letters:
        sent.setdefault(str(one.department_id), []).append(one)
    known = {row["id"]: row for row in registered}
    for each in progress:
        id_ = each.participation.department_id
        person, department = people.get(id_), known[id_]
        language = department["language"] if person is None else person["language"]
        yield Approach(
            progress=each,
            language=language if language in LANGUAGES else LANGUAGES[0],
            left=department["left_on"] is not None,
            may_answer=each.participation.is_open(asked, at),
            letters=tuple(sent.get(id_, ())),
            signed_in=bool(department["signed_in"]),
            **{} if person is None else _reader(person),
        )


def _reader(person: dict[str, Any]) -> dict[str, Any]:
    """Who reads what a department is written, and where."""
    name = own_name(person["name"], person["address"])
    return {"post_id": person["post_id"], "name": name, "address": person["address"]}


_LETTERS = f"""
    {_MAILED}
     WHERE round_id = :round AND purpose IN ('invitation', 'reminder') {{which}}
     ORDER BY outbox.id
"""
_OF_ONE = "AND round_departments.department_id = :department"

# Of the people of departments in a round, chiefs first and whoever has been there longest.
_WRITTEN_TO = """
    SELECT posts.department_id, posts.id AS post_id, people.name, people.email AS address, people.language
      FROM posts
      JOIN people ON people.id = posts.person_id
      JOIN round_departments ON round_departments.department_id = posts.department_id
     WHERE round_departments.round_id = :round AND posts.ended_at IS NULL AND people.email IS NOT NULL
       AND (posts.until IS NULL OR posts.until > :at) {which}
     ORDER BY posts.role = 'chief' DESC, posts.id
"""
_REGISTERED = """
    SELECT departments.id, departments.language, departments.left_on,
           EXISTS (SELECT 1 FROM sessions JOIN posts ON posts.id = sessions.post_id
                                   WHERE posts.department_id = departments.id
                                     AND sessions.created_at >= round_departments.invited_at) AS signed_in
      FROM departments
      JOIN round_departments ON round_departments.department_id = departments.id
     WHERE round_departments.round_id = :round {which}
"""
