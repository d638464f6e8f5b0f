"""One submission of a department, with what it is set beside and what came before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

from assessment.answers import Submission
from assessment.assessed import Assessed
from assessment.benchmark import Benchmark
from assessment.commitments import Commitment, nearest
from assessment.questionnaire import Questionnaire
from assessment.reading import commitments, opinion
from assessment.reading.commitments import Decided
from assessment.reading.opinion import FriendOpinion
from assessment.rounds import Round, sheet
from assessment.storage import Store
from assessment.wording import Say


@dataclass(frozen=True)
class Past:
    """A round that a department submitted in: what it handed in, what that means, and what it was set beside then."""

    round_title: str
    questionnaire: Questionnaire  # the one that it answered
    submission: Submission
    benchmark: Benchmark | None = None  # as it was published; None where it is not, or is not asked for
    counted: Submission | None = None  # the submission that it counts, which may be an earlier one of the same round

    @cached_property
    def assessed(self) -> Assessed:
        """Its answers and what they mean."""
        return Assessed(self.questionnaire, self.submission.answers)


class NotCompared(StrEnum):
    """Why a submission is not set beside others."""

    UNPUBLISHED = "unpublished"
    NOT_TO_COUNT = "not_to_count"  # not published yet, and as it stands it would not be counted
    TOO_MUCH_UNKNOWN = "too_much_unknown"
    LATER = "later"  # submitted after it was published
    OTHER_ANSWERS = "other_answers"  # the publication counts what the department submitted before
    LEFT = "left"  # the department left before a publication counted it
    NOT_YOURS = "not_yours"  # a comparison is its department's own; this is somebody else's copy

    def reason(self, say: Say) -> str:
        """The reason in one line, for who has no more room."""
        return say(f"report.lacking.{self}")

    def sentence(self, say: Say) -> str:
        """The reason, and what it takes to be set beside others."""
        needed = _NEEDED.get(self)
        return f"{self.reason(say)} {say(f'report.lacking.needed.{needed}')}" if needed else self.reason(say)


_NEEDED = {
    NotCompared.UNPUBLISHED: "departments",
    NotCompared.NOT_TO_COUNT: "known",
    NotCompared.TOO_MUCH_UNKNOWN: "known",
    NotCompared.LATER: "again",
    NotCompared.OTHER_ANSWERS: "again",
}


@dataclass(frozen=True)
class Reported:
    """All that the papers about one submission say something of."""

    questionnaire: Questionnaire  # the one that it answered
    submission: Submission
    round_title: str
    region_name: str
    zone: str  # the region's time zone, in which days are written
    benchmark: Benchmark | NotCompared = NotCompared.UNPUBLISHED  # of the publication that counts this very submission
    earlier: tuple[Past, ...] = ()  # oldest first
    decided: Decided | None = None  # what its department has decided; None with an older round, and in others' copies
    opinion: FriendOpinion | None = None  # what a critical friend has handed in; None in others' copies

    @cached_property
    def assessed(self) -> Assessed:
        """Its answers and what they mean."""
        return Assessed(self.questionnaire, self.submission.answers)

    @cached_property
    def planned(self) -> tuple[Commitment, ...]:
        """What of the plan belongs on its papers: first what is to be done, the nearest month first.

        That is all that is open, all that was taken from this round's result, and what is over since these answers.
        """
        taken = () if self.decided is None else self.decided.taken
        return tuple(sorted(filter(self._is_told, taken), key=nearest))

    def _is_told(self, one: Commitment) -> bool:
        of_this = one.round_id == self.submission.round_id or one.since > self.submission.submitted_at
        return one.status.is_open or of_this

    @property
    def on_paper(self) -> FriendOpinion | None:
        """What a friend sees, where the department wants that on its papers."""
        return self.opinion if self.opinion is not None and self.opinion.friendship.on_paper else None

    @property
    def before(self) -> Assessed | None:
        """The same of the round before; None where this is the first."""
        return self.earlier[-1].assessed if self.earlier else None


def gather(store: Store, department_id: str, round_id: int | None = None, *, compared: bool = True) -> Reported | None:
    """Gather one submission of a department with what belongs to it.

    Args:
        store: opened for whoever asks; what they may not see it refuses.
        department_id: whose.
        round_id: of which round; None for the latest that the department submitted in.
        compared: whether the comparison, the plan and what a friend sees go with it; they are the department's own.

    Returns:
        None where nothing is submitted.
    """
    region = store.region(store.department(department_id).region_id)
    submitted = _submitted(store, department_id, region.id, round_id)
    if not submitted:
        return None
    past = _past(store, submitted)
    (*earlier, _), (asked, submission) = past.values(), submitted[-1]
    questionnaire = past[asked].questionnaire
    return Reported(
        questionnaire=questionnaire,
        submission=submission,
        round_title=asked.title,
        region_name=region.name,
        zone=region.zone,
        benchmark=_benchmark(store, submission, questionnaire) if compared else NotCompared.NOT_YOURS,
        earlier=tuple(earlier),
        decided=_decided(store, department_id, asked) if compared else None,
        opinion=opinion.gather(store, submission) if compared else None,
    )


def history(store: Store, department_id: str) -> dict[Round, Past]:
    """Every round that a department submitted in, oldest first, each beside the region as it was shown then."""
    region_id = store.department(department_id).region_id
    compared, counted = store.comparison_by_round(department_id), store.counted_by_round(department_id)
    return {
        asked: replace(one, benchmark=compared.get(asked.id), counted=counted.get(asked.id))
        for asked, one in _past(store, _submitted(store, department_id, region_id)).items()
    }


def _past(store: Store, submitted: Sequence[tuple[Round, Submission]]) -> dict[Round, Past]:
    kept = store.questionnaires_of(one.questionnaire_sha256 for _, one in submitted)
    return {asked: Past(asked.title, kept[one.questionnaire_sha256], one) for asked, one in submitted}


def _submitted(
    store: Store, department_id: str, region_id: str, last: int | None = None
) -> list[tuple[Round, Submission]]:
    """The rounds that a department submitted in, oldest first, with what it submitted; up to one of them or all.

    What came later is not read: whoever looks at a department's result is named to it with the round.
    """
    rounds = _rounds(store, department_id, region_id)
    if last is not None:
        rounds = rounds[: 1 + next((place for place, one in enumerate(rounds) if one.id == last), -1)]
    submissions = {one.round_id: one for one in store.submissions(department_id, [one.id for one in rounds])}
    return [(one, submissions[one.id]) for one in rounds]


def _rounds(store: Store, department_id: str, region_id: str) -> list[Round]:
    known = store.submitted_in(department_id)
    return [one for one in store.rounds(region_id) if one.id in known]


def _decided(store: Store, department_id: str, asked: Round) -> Decided | None:
    """The plan as it stands, beside the latest result alone: it is today's, and says nothing of an older one."""
    if asked.id != _rounds(store, department_id, asked.region_id)[-1].id:
        return None
    found = commitments.gather(store, department_id)
    return found if found.taken else None


_MAY_COME = (NotCompared.UNPUBLISHED, NotCompared.NOT_TO_COUNT, NotCompared.LATER, NotCompared.OTHER_ANSWERS)


def _benchmark(store: Store, submission: Submission, questionnaire: Questionnaire) -> Benchmark | NotCompared:
    """The comparison of the submission's round, where it counts this very submission and no earlier one."""
    found = _as_published(store, submission, questionnaire)
    may_come = isinstance(found, NotCompared) and found in _MAY_COME
    has_left = may_come and store.department(submission.department_id).left_on is not None
    return NotCompared.LEFT if has_left else found


def _as_published(store: Store, submission: Submission, questionnaire: Questionnaire) -> Benchmark | NotCompared:
    benchmark = store.comparison(submission.department_id, submission.round_id)
    is_known = sheet(questionnaire, submission.answers, submission.profile) is not None
    if benchmark is None:
        return NotCompared.UNPUBLISHED if is_known else NotCompared.NOT_TO_COUNT
    counted = store.counted(submission.department_id, submission.round_id)
    if counted is None:
        return NotCompared.LATER if is_known else NotCompared.TOO_MUCH_UNKNOWN
    return benchmark if counted.id == submission.id else NotCompared.OTHER_ANSWERS
