"""What changed since the round before: the same departments, and only the questions that both rounds asked.

Nobody is called up or down over what may be chance. The measure of chance: were one answer in five a level too high
or too low, a score over n questions would be off by √(125 / n) points (the standard deviation), and the difference of
two such scores stays within 31 / √n points in 95 of 100 cases. That is 5 points over all 38 questions, 10 over ten.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt

from assessment.answers import known_level
from assessment.assessed import Assessed, over_common
from assessment.language import whole
from assessment.questionnaire import IN_USE_FROM, Questionnaire
from assessment.region.members import Member, Results, Submitted

NOISE = 31.0  # points over one question; see above
Pair = tuple[Assessed, Assessed]  # before and now, over the same questions

FEWEST_QUESTIONS = 10  # known in both rounds, before a department's change is told


class Direction(StrEnum):
    """Which way a department moved."""

    UP = "up"
    DOWN = "down"
    ABOUT_THE_SAME = "about_the_same"


@dataclass(frozen=True)
class DepartmentMoved:
    """How one department moved. Both scores are over the common questions alone, 0 to 100, unrounded."""

    member: Member  # as it is in the later round
    before: float
    now: float
    questions: int  # common ones known in both rounds: what it rests on
    direction: Direction


@dataclass(frozen=True)
class PracticeMoved:
    """How the answers to one question moved, among the departments that knew it in both rounds."""

    question_id: str  # of the later round
    n: int
    up: int  # departments at a higher level
    down: int
    in_use_before: int
    in_use_now: int


@dataclass(frozen=True)
class Movement:
    """What changed from one round to the next."""

    before: int  # id of the round
    now: int
    questions: int  # common to both
    asked: int  # in the later round
    departments: int  # that submitted in both
    moved: tuple[DepartmentMoved, ...]  # by staff band, then by name
    too_few_known: tuple[Member, ...]  # no score in one of the rounds, or too few questions known in both: not compared
    practices: tuple[PracticeMoved, ...]  # in questionnaire order, common questions only
    with_essentials: tuple[int, int] | None  # departments of both that meet every essential, before and now;
    # None where the two rounds do not ask for the same essentials
    joined: tuple[Member, ...]  # submitted now and not before
    not_again: tuple[Member, ...]  # submitted before and not now

    def count(self, direction: Direction) -> int:
        """How many departments moved that way."""
        return sum(one.direction is direction for one in self.moved)


def noise(questions: int) -> float:
    """Up to how many points the difference of two scores over so many questions may be chance."""
    return NOISE / sqrt(questions)


def movement(before: Results, now: Results, common: Mapping[str, str]) -> Movement:
    """Compare two rounds.

    Args:
        before: the earlier one.
        now: the later one.
        common: the id in the earlier questionnaire by the id in the later one, for questions that can be compared.
    """
    then = {one.member.id: one for one in before.assessed}
    both = [(then[one.member.id], one) for one in now.assessed if one.member.id in then]
    again = {one.member.id for one in now.assessed}
    over = _comparable(before.questionnaire, now.questionnaire, common, both)
    compared = [_moved(old, new, common, of_both) for (old, new), of_both in zip(both, over, strict=True)]
    moved = tuple(one for one in compared if one is not None)
    return Movement(
        before=before.asked.id,
        now=now.asked.id,
        questions=len(common),
        asked=sum(1 for _ in now.questionnaire.questions()),
        departments=len(both),
        moved=moved,
        too_few_known=tuple(new.member for (_, new), one in zip(both, compared, strict=True) if one is None),
        practices=tuple(
            _practice_moved(question.id, common[question.id], both)
            for question in now.questionnaire.questions()
            if question.id in common
        ),
        with_essentials=_with_essentials(before, now, common, both),
        joined=tuple(one.member for one in now.assessed if one.member.id not in then),
        not_again=tuple(one.member for one in before.assessed if one.member.id not in again),
    )


def _moved(old: Submitted, new: Submitted, common: Mapping[str, str], compared: Pair | None) -> DepartmentMoved | None:
    """How a department moved; None where too little is known for that."""
    before, now = (None, None) if compared is None else (one.scorecard.overall.score for one in compared)
    known = sum(_levels(old, old_id, new, question_id) is not None for question_id, old_id in common.items())
    if before is None or now is None or known < FEWEST_QUESTIONS:
        return None
    direction = Direction.ABOUT_THE_SAME
    if abs(whole(now) - whole(before)) > noise(known):  # as they are shown, or one difference would have two names
        direction = Direction.UP if now > before else Direction.DOWN
    return DepartmentMoved(new.member, before, now, known, direction)


def _comparable(
    before: Questionnaire, now: Questionnaire, common: Mapping[str, str], both: Sequence[tuple[Submitted, Submitted]]
) -> Iterator[Pair | None]:
    """Two assessments a department, over the common questions alone; as they are where both rounds asked the same."""
    if before.sha256 == now.sha256 and len(common) == sum(1 for _ in now.questions()):
        yield from ((old.assessed, new.assessed) for old, new in both)
        return
    reduced: dict[frozenset[str], Questionnaire] = {}
    yield from (over_common(old.assessed, new.assessed, common, reduced) for old, new in both)


def _levels(old: Submitted, old_id: str, new: Submitted, new_id: str) -> tuple[int, int] | None:
    before, now = known_level(old.submission.answers, old_id), known_level(new.submission.answers, new_id)
    return None if before is None or now is None else (before, now)


def _practice_moved(question_id: str, old_id: str, both: Sequence[tuple[Submitted, Submitted]]) -> PracticeMoved:
    found = (_levels(old, old_id, new, question_id) for old, new in both)
    known = [levels for levels in found if levels is not None]
    return PracticeMoved(
        question_id=question_id,
        n=len(known),
        up=sum(now > before for before, now in known),
        down=sum(now < before for before, now in known),
        in_use_before=sum(before >= IN_USE_FROM for before, _ in known),
        in_use_now=sum(now >= IN_USE_FROM for _, now in known),
    )


def _with_essentials(
    before: Results, now: Results, common: Mapping[str, str], both: Sequence[tuple[Submitted, Submitted]]
) -> tuple[int, int] | None:
    then = {question.id: question.minimum_level for question in before.questionnaire.essentials()}
    today = {common.get(question.id): question.minimum_level for question in now.questionnaire.essentials()}
    if then != today:
        return None
    return (
        sum(all(old.scorecard.essentials.values()) for old, _ in both),
        sum(all(new.scorecard.essentials.values()) for _, new in both),
    )
