"""The training plan of a round: the practices that the region's coordinators take into it, kept as they tick them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from assessment.people import Action
from assessment.storage.access import OPERATOR, Base
from assessment.storage.errors import NotAllowed
from assessment.storage.kept import kept_questionnaire, round_of


@dataclass(frozen=True)
class Ticked:
    """A practice that is in a training plan."""

    question_id: str
    by: str  # whose name it is today; the operator's where it was the operator
    at: datetime


class Training(Base):
    """The part of the store that keeps what a region trains its departments in."""

    def plan_training(self, round_id: int, question_id: str, *, on: bool) -> None:
        """Take a practice into the plan that stands on a round, or out of it; for the region's coordinators.

        Two who do the same at once have done it once: whoever was first is named.

        Raises:
            NotAllowed: the round does not ask it, or is not of one's own region.
        """
        with self._writing() as unit:
            asked = round_of(unit, round_id)
            unit.must(Action.READ_REGION, region=asked.region_id)
            if kept_questionnaire(unit, asked.questionnaire_sha256).find(question_id) is None:
                raise NotAllowed("there is no such question in this round")
            facts = {"round": round_id, "question": question_id}
            if (unit.maybe(_TICKED, **facts) is not None) == on:
                return
            if on:
                unit.write(_TAKES_IN, person=unit.actor_id, at=unit.stamp, **facts)
            else:
                unit.write("DELETE FROM training WHERE round_id = :round AND question_id = :question", **facts)
            unit.record(
                "training_planned" if on else "training_unplanned",
                region=asked.region_id,
                round_id=round_id,
                details={"question": question_id},
            )

    def training(self, round_id: int) -> list[Ticked]:
        """What is in the plan that stands on a round, in no order; for the region's coordinators."""
        with self._reading() as unit:
            unit.must(Action.READ_REGION, region=round_of(unit, round_id).region_id)
            rows = unit.all(
                """
                SELECT question_id, people.name AS name, ticked_at
                  FROM training LEFT JOIN people ON people.id = training.person_id
                 WHERE round_id = :round
                """,
                round=round_id,
            )
            return [
                Ticked(row["question_id"], row["name"] or OPERATOR.name, datetime.fromisoformat(row["ticked_at"]))
                for row in rows
            ]


_TICKED = "SELECT 1 FROM training WHERE round_id = :round AND question_id = :question"
_TAKES_IN = """
    INSERT INTO training (round_id, question_id, person_id, ticked_at) VALUES (:round, :question, :person, :at)
"""
