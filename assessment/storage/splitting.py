"""Who takes which pillar of a department's questionnaire: a hint to its own people, which locks nothing."""

from __future__ import annotations

from assessment.people import Action
from assessment.storage.access import Base, Unit
from assessment.storage.errors import NotReady
from assessment.storage.kept import kept_questionnaires


class Splitting(Base):
    """The part of the store that keeps how the people of a department have split the questions."""

    def split(self, department_id: str) -> dict[str, int]:
        """Who takes a pillar, by its id, for the department's own people: the id of somebody who has access now."""
        with self._reading() as unit:
            unit.must(Action.ANSWER, department=department_id)
            rows = unit.all(
                f"SELECT pillar_id, person_id FROM split WHERE department_id = :department AND {_IS_HERE}",
                department=department_id,
                at=unit.stamp,
            )
            return {row["pillar_id"]: row["person_id"] for row in rows}

    def take_pillar(self, department_id: str, pillar_id: str, person_id: int | None) -> None:
        """Note who takes a pillar, or that nobody does in particular; for the chief.

        Raises:
            NotReady: names "pillar" where no questionnaire has it, or "person" where they have no access here.
        """
        with self._writing() as unit:
            unit.must(Action.SUBMIT, department=department_id)
            facts = {"department": department_id, "pillar": pillar_id}
            if person_id is None:
                unit.write("DELETE FROM split WHERE department_id = :department AND pillar_id = :pillar", **facts)
                return
            _must_be_fit(unit, department_id, pillar_id, person_id)
            unit.write(
                """
                INSERT INTO split (department_id, pillar_id, person_id) VALUES (:department, :pillar, :person)
                ON CONFLICT DO UPDATE SET person_id = :person
                """,
                person=person_id,
                **facts,
            )


_IS_HERE = """
    EXISTS (SELECT 1 FROM posts
             WHERE posts.person_id = split.person_id AND posts.department_id = split.department_id
               AND ended_at IS NULL AND (until IS NULL OR until > :at))
"""


def _must_be_fit(unit: Unit, department_id: str, pillar_id: str, person_id: int) -> None:
    if not any(pillar_id == one.id for asked in kept_questionnaires(unit) for one in asked.pillars):
        raise NotReady(["pillar"])
    has_access = unit.maybe(
        """
        SELECT 1 FROM posts
         WHERE person_id = :person AND department_id = :department
           AND ended_at IS NULL AND (until IS NULL OR until > :at)
        """,
        person=person_id,
        department=department_id,
        at=unit.stamp,
    )
    if has_access is None:
        raise NotReady(["person"])
