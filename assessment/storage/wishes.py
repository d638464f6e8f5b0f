"""Wishes to be introduced: made by a department for a practice, seen by itself and by its coordinator alone."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from assessment.people import Action
from assessment.storage.access import Base, Unit
from assessment.storage.errors import NotReady, TooLate
from assessment.storage.kept import record


@dataclass(frozen=True)
class Wish:
    """A department would like to be introduced to one that has a practice."""

    id: int
    department_id: str
    department_name: str
    department_left: bool  # the network, since it asked
    question_id: str
    wished_at: datetime
    unmet_at: datetime | None = None  # when the coordinator said that nobody fits

    @property
    def is_open(self) -> bool:
        """Whether it waits for the coordinator."""
        return self.unmet_at is None


class Wishes(Base):
    """The part of the store that keeps what departments wish to be introduced for."""

    def wish(self, question_id: str, department_id: str) -> int:
        """Ask for an introduction; where the department has asked already, that wish goes on.

        Raises:
            NotReady: names "left" where the department has left the network, "question" where it never submitted an
                answer to that, or "introduction" where one is proposed or made.
        """
        with self._writing() as unit:
            unit.must(Action.SUBMIT, department=department_id)
            facts = {"department": department_id, "question": question_id}
            if lacking := _lacking(unit, department_id, question_id):
                raise NotReady([lacking])
            known = unit.maybe(
                f"{_WISH} WHERE {_OPEN} AND department_id = :department AND question_id = :question", **facts
            )
            if known is not None:
                return int(known["id"])
            unit.record("introduction_wished", department=department_id, details={"question": question_id})
            return unit.write(
                "INSERT INTO wishes (department_id, question_id, wished_at) VALUES (:department, :question, :at)",
                at=unit.stamp,
                **facts,
            )

    def take_back(self, wish_id: int) -> None:
        """Take a wish of one's own department back.

        Raises:
            TooLate: the coordinator has answered it, or a colleague has taken it back.
        """
        with self._writing() as unit:
            row = unit.one("SELECT * FROM wishes WHERE id = :id", id=wish_id)
            unit.must(Action.SUBMIT, department=row["department_id"])
            _end(unit, row, _TAKES_BACK, "introduction_wish_taken_back")

    def nobody_fits(self, wish_id: int) -> None:
        """Tell a department that nobody fits its wish; for its coordinator.

        Raises:
            TooLate: it was answered or taken back meanwhile.
        """
        with self._writing() as unit:
            row = unit.one("SELECT * FROM wishes WHERE id = :id", id=wish_id)
            unit.must(Action.MANAGE_DEPARTMENTS, department=row["department_id"])
            _end(unit, row, _SAYS_UNMET, "introduction_wish_unmet")

    def wishes(self, region_id: str) -> list[Wish]:
        """The open ones of a region, oldest first; for its coordinator."""
        with self._reading() as unit:
            unit.must(Action.READ_REGION, region=region_id)
            rows = unit.all(f"{_WISH} WHERE {_OPEN} AND region_id = :region ORDER BY wishes.id", region=region_id)
            return [_as_wish(row) for row in rows]

    def wishes_of(self, department_id: str) -> list[Wish]:
        """A department's own: the open ones and those that nobody fitted; of each practice the newest, newest first.

        Where the department has left none is open: nobody would be proposed to it.
        """
        with self._reading() as unit:
            unit.must(Action.READ_OWN, department=department_id)
            rows = unit.all(
                f"""
                {_WISH}
                 WHERE department_id = :department AND taken_back_at IS NULL AND introduction_id IS NULL
                   AND (left_on IS NULL OR unmet_at IS NOT NULL)
                   AND wishes.id IN (SELECT max(id) FROM wishes WHERE department_id = :department GROUP BY question_id)
                 ORDER BY wishes.id DESC
                """,
                department=department_id,
            )
            return [_as_wish(row) for row in rows]


def answer(unit: Unit, department_id: str, question_id: str, introduction_id: int) -> None:
    """Note that an introduction was proposed for what a department wished, if it did."""
    unit.write(
        f"""
        UPDATE wishes SET introduction_id = :introduction
         WHERE department_id = :department AND question_id = :question AND {_OPEN}
        """,
        introduction=introduction_id,
        department=department_id,
        question=question_id,
    )


_WISH = """
    SELECT wishes.*, departments.name AS department_name, departments.left_on
      FROM wishes JOIN departments ON departments.id = wishes.department_id
"""
_OPEN = "taken_back_at IS NULL AND unmet_at IS NULL AND introduction_id IS NULL"
_TAKES_BACK = f"UPDATE wishes SET taken_back_at = :at WHERE id = :id AND {_OPEN}"
_SAYS_UNMET = f"UPDATE wishes SET unmet_at = :at WHERE id = :id AND {_OPEN}"


def _end(unit: Unit, row: Mapping[str, Any], statement: str, kind: str) -> None:
    if not unit.write(statement, at=unit.stamp, id=row["id"]):
        raise TooLate("this wish is answered or taken back")
    unit.record(kind, department=row["department_id"], details={"question": row["question_id"]})


def _lacking(unit: Unit, department_id: str, question_id: str) -> str | None:
    """What stands in the way of a wish; None where nothing does."""
    facts = {"department": department_id, "question": question_id}
    if unit.one("SELECT left_on FROM departments WHERE id = :department", department=department_id)["left_on"]:
        return "left"
    answered = (
        "SELECT json_extract(document, '$.answers') AS answers FROM submissions WHERE department_id = :department"
    )
    if not any(question_id in json.loads(row["answers"]) for row in unit.all(answered, department=department_id)):
        return "question"
    under_way = unit.maybe(
        """
        SELECT 1 FROM introductions JOIN departments ON departments.id = helping_id
         WHERE asking_id = :department AND question_id = :question AND declined_at IS NULL AND left_on IS NULL
        """,
        **facts,
    )
    return "introduction" if under_way else None


def _as_wish(row: Mapping[str, Any]) -> Wish:
    return record(Wish, row, department_left=row["left_on"] is not None)
