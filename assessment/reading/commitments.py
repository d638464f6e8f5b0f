"""What a department has decided about steps, with what that is told in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from assessment.commitments import Commitment
from assessment.questionnaire import Question, Questionnaire
from assessment.storage import Store


@dataclass(frozen=True)
class Decided:
    """What a department has decided, in the order it did, and the words that it did it in."""

    all: tuple[Commitment, ...] = ()
    questionnaires: Mapping[str, Questionnaire] = field(default_factory=dict)  # of all of them, by hash
    rounds: Mapping[int, str] = field(default_factory=dict)  # titles of those that they were taken from, by id

    @property
    def taken(self) -> tuple[Commitment, ...]:
        """What stands in the plan, whatever has become of it."""
        return tuple(one for one in self.all if one.status.is_taken)

    @property
    def open(self) -> tuple[Commitment, ...]:
        """What somebody still has to do."""
        return tuple(one for one in self.all if one.status.is_open)

    @property
    def as_of(self) -> datetime | None:
        """When something of it was changed last: as it stood then it can be read back; None where nothing stands."""
        return max((one.saved_at for one in self.all), default=None)

    def overdue(self, today: date) -> tuple[Commitment, ...]:
        """Of which the month is over, and nobody has said that they are done."""
        return tuple(one for one in self.all if one.is_overdue(today))

    def question(self, one: Commitment) -> Question:
        """What a step is about, in the words of the questionnaire that it was taken from."""
        return self.questionnaires[one.questionnaire_sha256].question(one.question_id)


def gather(store: Store, department_id: str, as_of: datetime | None = None) -> Decided:
    """What a department has decided, as it stands or stood; for its own people."""
    return among(store, store.commitments(department_id, as_of))


def history(store: Store, decided: Decided) -> tuple[Commitment, ...]:
    """Every version of everything that a department has decided, oldest first."""
    versions = (version for one in decided.all for version in store.history_of_commitment(one.id))
    return tuple(sorted(versions, key=lambda one: (one.saved_at, one.id, one.version)))


def among(store: Store, commitments: Sequence[Commitment]) -> Decided:
    """The same of some commitments that were read already."""
    return Decided(
        tuple(commitments),
        store.questionnaires_of(one.questionnaire_sha256 for one in commitments),
        store.titles({one.round_id for one in commitments}),
    )
