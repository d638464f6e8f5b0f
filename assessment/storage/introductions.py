"""Introductions: proposed by the coordinator, and accepted by both before either is named to the other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from assessment.people import Action
from assessment.storage.access import Base, Unit
from assessment.storage.errors import NotAllowed, NotReady, TooLate
from assessment.storage.kept import kept_questionnaires
from assessment.storage.wishes import answer


@dataclass(frozen=True)
class Reached:
    """Who accepted for a department, and how to write to them."""

    name: str
    email: str


@dataclass(frozen=True)
class Introduction:
    """Two departments that could help each other, on one practice."""

    id: int
    question_id: str
    asking_id: str | None  # None where whoever reads may not know the other's name yet
    asking_name: str | None
    helping_id: str | None
    helping_name: str | None
    proposed_at: datetime
    asking_accepted: bool
    helping_accepted: bool
    declined_at: datetime | None = None
    declined_by: str | None = None  # to a department its own id or nothing
    left_at: datetime | None = None  # when one of the two left the network
    asking_person: Reached | None = None  # to a department its own, and the other's once both have accepted;
    helping_person: Reached | None = None  # None too where their access ended, and where nobody was noted

    @property
    def declined(self) -> bool:
        """Whether one of the two declined."""
        return self.declined_at is not None

    @property
    def agreed(self) -> bool:
        """Whether both accepted: from then on each knows the other."""
        return self.asking_accepted and self.helping_accepted and not self.declined

    @property
    def ended_at(self) -> datetime | None:
        """When it came to nothing, if it did."""
        return self.declined_at or self.left_at


class Introductions(Base):
    """The part of the store that brings departments together."""

    def propose(self, question_id: str, asking_id: str, helping_id: str) -> int:
        """Propose that one department helps another; only one that agreed to be asked can be proposed as the helper.

        An open wish of the one that asks is answered with it.

        Raises:
            NotReady: names "left" where one has left the network, "proposed" where the same is proposed already, and
                "consent" where the helper has not agreed to be asked in what it submitted last, or both are the same.
        """
        with self._writing() as unit:
            unit.must(Action.MANAGE_DEPARTMENTS, department=asking_id)
            unit.must(Action.MANAGE_DEPARTMENTS, department=helping_id)
            region_id = unit.region_of(asking_id)
            if region_id != unit.region_of(helping_id):
                raise NotAllowed("introductions are made within a region")
            if all(one.find(question_id) is None for one in kept_questionnaires(unit)):
                raise NotAllowed("there is no such question here")
            facts = {"question": question_id, "asking": asking_id, "helping": helping_id}
            if lacking := _lacking(unit, facts):
                raise NotReady([lacking])
            unit.record("introduction_proposed", region=region_id, details={"question": question_id})
            made = unit.write(
                """
                INSERT INTO introductions (region_id, question_id, asking_id, helping_id, proposed_at)
                VALUES (:region, :question, :asking, :helping, :at)
                """,
                region=region_id,
                at=unit.stamp,
                **facts,
            )
            answer(unit, asking_id, question_id, made)
            return made

    def reply(self, introduction_id: int, department_id: str, *, accept: bool) -> None:
        """Accept or decline for one's own department; who accepts first is named to the other once both have.

        An acceptance can be changed into a refusal until the other has accepted too. Where who accepted has no access
        any more, somebody else can accept, and is named instead.

        Raises:
            TooLate: it was declined, one of the two has left the network, or both have accepted.
        """
        with self._writing() as unit:
            unit.must(Action.SUBMIT, department=department_id)
            row = unit.one(
                f"{_INTRODUCTION} WHERE introductions.id = :id AND :department IN (asking_id, helping_id)",
                id=introduction_id,
                department=department_id,
            )
            one = _as_introduction(row, department_id)
            side = "asking" if row["asking_id"] == department_id else "helping"
            is_named = row[f"{side}_accepted_at"] is not None and row[f"{side}_person"] is not None
            if one.ended_at is not None or (one.agreed and (is_named or not accept)):
                raise TooLate("this introduction is settled")
            if accept and is_named:
                return  # a colleague was first
            if accept:
                person = None if unit.person is None else unit.person.id
                unit.write(_ACCEPTS[side], at=unit.stamp, person=person, id=introduction_id)
            else:
                unit.write(_DECLINES, at=unit.stamp, department=department_id, id=introduction_id)
            kind = "introduction_accepted" if accept else "introduction_declined"
            unit.record(kind, department=department_id, details={"question": row["question_id"]})

    def introductions(self, region_id: str) -> list[Introduction]:
        """Those of a region with the departments' names and nobody's address, newest first; for its coordinator."""
        with self._reading() as unit:
            unit.must(Action.MANAGE_DEPARTMENTS, region=region_id)
            rows = unit.all(
                f"{_INTRODUCTION} WHERE introductions.region_id = :region ORDER BY introductions.id DESC",
                region=region_id,
            )
            return [_as_introduction(row, None) for row in rows]

    def introductions_of(self, department_id: str) -> list[Introduction]:
        """Those proposed to a department, newest first; the other is named only once both have accepted."""
        with self._reading() as unit:
            unit.must(Action.READ_OWN, department=department_id)
            rows = unit.all(
                f"{_INTRODUCTION} WHERE :department IN (asking_id, helping_id) ORDER BY introductions.id DESC",
                department=department_id,
            )
            return [_as_introduction(row, department_id) for row in rows]


# A person is known as long as they may sign in for the department that they accepted for.
_INTRODUCTION = """
    SELECT introductions.*, asking.name AS asking_name, helping.name AS helping_name,
           coalesce(asking.left_on, helping.left_on) AS left_on,
           asker.name AS asking_person, asker.email AS asking_email,
           helper.name AS helping_person, helper.email AS helping_email
      FROM introductions
      JOIN departments AS asking ON asking.id = introductions.asking_id
      JOIN departments AS helping ON helping.id = introductions.helping_id
      LEFT JOIN people AS asker ON asker.id = introductions.asking_person_id AND EXISTS (
           SELECT 1 FROM posts WHERE person_id = asker.id AND department_id = asking_id AND ended_at IS NULL)
      LEFT JOIN people AS helper ON helper.id = introductions.helping_person_id AND EXISTS (
           SELECT 1 FROM posts WHERE person_id = helper.id AND department_id = helping_id AND ended_at IS NULL)
"""
_ACCEPTS = {
    "asking": "UPDATE introductions SET asking_accepted_at = :at, asking_person_id = :person WHERE id = :id",
    "helping": "UPDATE introductions SET helping_accepted_at = :at, helping_person_id = :person WHERE id = :id",
}
_DECLINES = "UPDATE introductions SET declined_at = :at, declined_by = :department WHERE id = :id"


def _as_introduction(row: Mapping[str, Any], viewer: str | None) -> Introduction:
    """A row as its record: for one of the two departments, or for the coordinator."""
    agreed = bool(row["asking_accepted_at"] and row["helping_accepted_at"] and not row["declined_at"])

    def known(side: str) -> bool:
        return viewer is None or agreed or row[f"{side}_id"] == viewer

    def person(side: str) -> Reached | None:
        if viewer is None or not known(side) or row["left_on"] or row[f"{side}_person"] is None:
            return None
        return Reached(row[f"{side}_person"], row[f"{side}_email"])

    return Introduction(
        id=row["id"],
        question_id=row["question_id"],
        asking_id=row["asking_id"] if known("asking") else None,
        asking_name=row["asking_name"] if known("asking") else None,
        helping_id=row["helping_id"] if known("helping") else None,
        helping_name=row["helping_name"] if known("helping") else None,
        proposed_at=datetime.fromisoformat(row["proposed_at"]),
        asking_accepted=row["asking_accepted_at"] is not None,
        helping_accepted=row["helping_accepted_at"] is not None,
        declined_at=_moment(row["declined_at"]),
        declined_by=row["declined_by"] if viewer in (None, row["declined_by"]) else None,
        left_at=_moment(row["left_on"]),
        asking_person=person("asking"),
        helping_person=person("helping"),
    )


def _moment(value: str | None) -> datetime | None:
    """An instant, or the beginning of a day, as it is kept."""
    return None if value is None else datetime.fromisoformat(value).replace(tzinfo=UTC)


def _lacking(unit: Unit, facts: Mapping[str, str]) -> str | None:
    """What stands in the way of a proposal; None where nothing does."""
    asking, helping = facts["asking"], facts["helping"]
    gone = "SELECT 1 FROM departments WHERE id IN (:asking, :helping) AND left_on IS NOT NULL"
    if unit.maybe(gone, asking=asking, helping=helping):
        return "left"
    made = """
        SELECT 1 FROM introductions
         WHERE question_id = :question AND asking_id = :asking AND helping_id = :helping AND declined_at IS NULL
        """
    if unit.maybe(made, **facts):
        return "proposed"
    return "consent" if asking == helping or not _agreed_to_be_asked(unit, helping) else None


def _agreed_to_be_asked(unit: Unit, department_id: str) -> bool:
    row = unit.maybe(
        """
        SELECT json_extract(document, '$.may_be_asked') AS agreed
          FROM submissions WHERE department_id = :department ORDER BY id DESC LIMIT 1
        """,
        department=department_id,
    )
    return bool(row and row["agreed"])
