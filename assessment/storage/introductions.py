"""Introductions: proposed by the coordinator, and accepted by both before names are shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from assessment.people import Action
from assessment.storage.access import Base, Unit
from assessment.storage.errors import NotAllowed, NotReady


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
    declined: bool

    @property
    def agreed(self) -> bool:
        """Whether both accepted: from then on each knows the other."""
        return self.asking_accepted and self.helping_accepted and not self.declined


class Introductions(Base):
    """The part of the store that brings departments together."""

    def propose(self, question_id: str, asking_id: str, helping_id: str) -> int:
        """Propose that one department helps another; only one that agreed to be asked can be proposed as the helper.

        Raises:
            NotReady: the helper has not agreed to be asked in what it submitted last, or both are the same.
        """
        with self._writing() as unit:
            unit.must(Action.MANAGE_DEPARTMENTS, department=asking_id)
            unit.must(Action.MANAGE_DEPARTMENTS, department=helping_id)
            if asking_id == helping_id or not _agreed_to_be_asked(unit, helping_id):
                raise NotReady(["consent"])
            region_id = unit.region_of(asking_id)
            if region_id != unit.region_of(helping_id):
                raise NotAllowed("introductions are made within a region")
            unit.record("introduction_proposed", region=region_id, details={"question": question_id})
            return unit.write(
                """
                INSERT INTO introductions (region_id, question_id, asking_id, helping_id, proposed_at)
                VALUES (:region, :question, :asking, :helping, :at)
                """,
                region=region_id,
                question=question_id,
                asking=asking_id,
                helping=helping_id,
                at=unit.stamp,
            )

    def reply(self, introduction_id: int, department_id: str, *, accept: bool) -> None:
        """Accept or decline for one's own department."""
        with self._writing() as unit:
            unit.must(Action.SUBMIT, department=department_id)
            row = unit.one(
                "SELECT * FROM introductions WHERE id = :id AND :department IN (asking_id, helping_id)",
                id=introduction_id,
                department=department_id,
            )
            if not accept:
                unit.write(
                    "UPDATE introductions SET declined_at = :at WHERE id = :id", at=unit.stamp, id=introduction_id
                )
            elif row["asking_id"] == department_id:
                unit.write(
                    "UPDATE introductions SET asking_accepted_at = :at WHERE id = :id",
                    at=unit.stamp,
                    id=introduction_id,
                )
            else:
                unit.write(
                    "UPDATE introductions SET helping_accepted_at = :at WHERE id = :id",
                    at=unit.stamp,
                    id=introduction_id,
                )
            kind = "introduction_accepted" if accept else "introduction_declined"
            unit.record(kind, department=department_id, details={"question": row["question_id"]})

    def introductions(self, region_id: str) -> list[Introduction]:
        """Those of a region with their names, newest first; for its coordinator."""
        with self._reading() as unit:
            unit.must(Action.MANAGE_DEPARTMENTS, region=region_id)
            return [_as_introduction(row, None) for row in _rows(unit, "region_id", region_id)]

    def introductions_of(self, department_id: str) -> list[Introduction]:
        """Those proposed to a department; the other's name only once both have accepted."""
        with self._reading() as unit:
            unit.must(Action.READ_OWN, department=department_id)
            rows = _rows(unit, "asking_id", department_id) + _rows(unit, "helping_id", department_id)
            return [_as_introduction(row, department_id) for row in sorted(rows, key=lambda row: -int(row["id"]))]


_BY = {
    "region_id": "introductions.region_id = :value",
    "asking_id": "introductions.asking_id = :value",
    "helping_id": "introductions.helping_id = :value",
}


def _rows(unit: Unit, by: str, value: str) -> list[dict[str, Any]]:
    return unit.all(
        """
        SELECT introductions.*, asking.name AS asking_name, helping.name AS helping_name
          FROM introductions
          JOIN departments AS asking ON asking.id = introductions.asking_id
          JOIN departments AS helping ON helping.id = introductions.helping_id
         WHERE """
        + _BY[by]
        + " ORDER BY introductions.id DESC",
        value=value,
    )


def _as_introduction(row: Mapping[str, Any], viewer: str | None) -> Introduction:
    agreed = row["asking_accepted_at"] and row["helping_accepted_at"] and not row["declined_at"]

    def known(side: str) -> bool:
        return viewer is None or bool(agreed) or row[f"{side}_id"] == viewer

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
        declined=row["declined_at"] is not None,
    )


def _agreed_to_be_asked(unit: Unit, department_id: str) -> bool:
    row = unit.maybe(
        """
        SELECT json_extract(document, '$.may_be_asked') AS agreed
          FROM submissions WHERE department_id = :department ORDER BY id DESC LIMIT 1
        """,
        department=department_id,
    )
    return bool(row and row["agreed"])
