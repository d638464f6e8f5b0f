"""Before a department has an official account: the eight steps to one, and how far its answers say that each is.

Pure functions. The steps are those by which Regione Emilia-Romagna led its departments; the questions that tell of a
step, and no more of them than those, are asked first of a department without an account.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from assessment.answers import Answers, NotApplicable, Profile, known_level
from assessment.questionnaire import Question, Questionnaire


class OpeningStep(StrEnum):
    """What is to be ready, in this order."""

    ACTS = "acts"
    POLICIES = "policies"
    TEAM = "team"
    TRAINING = "training"
    STRATEGY = "strategy"
    PILLARS = "pillars"  # what is published, how, and for whom
    INFORMING = "informing"  # the department's own staff
    LAUNCH = "launch"


class StepState(StrEnum):
    """How far a step is."""

    READY = "ready"
    BEGUN = "begun"
    MISSING = "missing"
    UNSAID = "unsaid"  # nothing is known of it


# By step, the questions that tell of it: each is ready at its own minimum level.
TOLD_BY: dict[OpeningStep, tuple[str, ...]] = {
    OpeningStep.ACTS: ("PI1.1",),
    OpeningStep.POLICIES: ("PI2.1", "PI2.2", "DC4.1", "DC4.2"),
    OpeningStep.TEAM: ("PI4.1", "DC1.1"),
    OpeningStep.TRAINING: ("DC2.1", "DC2.2"),
    OpeningStep.STRATEGY: ("MI1.1", "FI2.1"),
    OpeningStep.PILLARS: ("DC3.1", "DC3.2"),
    OpeningStep.INFORMING: ("DC5.1",),
    OpeningStep.LAUNCH: ("PI5.1", "PI3.1", "PI5.2"),
}


@dataclass(frozen=True)
class LackingQuestion:
    """A question whose level is below its minimum."""

    question: Question
    level: int

    @property
    def waits(self) -> bool:
        """Whether it says no more than that there is no account yet."""
        return self.level == 0 and self.question.presupposes_account


@dataclass(frozen=True)
class StepStanding:
    """A step, and what is known of it."""

    step: OpeningStep
    state: StepState | None  # None where the questionnaire asks nothing about it
    met: tuple[Question, ...] = ()
    lacking: tuple[LackingQuestion, ...] = ()
    unsaid: tuple[Question, ...] = ()  # unanswered, or answered with "we do not know"
    apart: tuple[Question, ...] = ()  # do not apply

    @property
    def asked(self) -> tuple[str, ...]:
        """The ids of its questions."""
        every = (*self.met, *(one.question for one in self.lacking), *self.unsaid, *self.apart)
        return tuple(question.id for question in every)


def comes_before(profile: Profile) -> bool:
    """Whether a department says that it has no account: then these steps stand in the place of a result."""
    return profile.official_account is False


def asked(questionnaire: Questionnaire, step: OpeningStep) -> tuple[Question, ...]:
    """The questions of a step, as far as a questionnaire asks them."""
    found = (questionnaire.find(question_id) for question_id in TOLD_BY[step])
    return tuple(question for question in found if question is not None)


def asked_first(questionnaire: Questionnaire) -> tuple[Question, ...]:
    """The questions of all steps, in the order of these."""
    return tuple(question for step in OpeningStep for question in asked(questionnaire, step))


def standings(questionnaire: Questionnaire, answers: Answers) -> tuple[StepStanding, ...]:
    """How far each step is.

    Args:
        questionnaire: the version the answers were given to.
        answers: those that count; one carried over from an earlier round counts once it is confirmed.
    """
    return tuple(_standing(step, asked(questionnaire, step), answers) for step in OpeningStep)


def ready(found: tuple[StepStanding, ...]) -> int:
    """How many steps are ready."""
    return sum(one.state is StepState.READY for one in found)


def next_step(found: tuple[StepStanding, ...]) -> StepStanding | None:
    """The first step that is known not to be ready, else the first of which nothing is known; None when all are."""
    left = [one for one in found if one.state not in (None, StepState.READY)]
    return next((one for one in left if one.lacking), left[0] if left else None)


def _standing(step: OpeningStep, questions: tuple[Question, ...], answers: Answers) -> StepStanding:
    apart = tuple(one for one in questions if isinstance(answers.get(one.id), NotApplicable))
    levels = {one.id: known_level(answers, one.id) for one in questions}
    met = tuple(one for one in questions if _reaches(one, levels[one.id]))
    lacking = tuple(_lacking(questions, met, levels))
    known = {one.id for one in (*apart, *met, *(each.question for each in lacking))}
    unsaid = tuple(one for one in questions if one.id not in known)
    state = _state(questions, met, lacking, unsaid)
    return StepStanding(step, state, met, lacking, unsaid, apart)


def _reaches(question: Question, level: int | None) -> bool:
    return level is not None and level >= question.minimum_level


def _lacking(
    questions: tuple[Question, ...], met: tuple[Question, ...], levels: dict[str, int | None]
) -> Iterator[LackingQuestion]:
    for question in questions:
        level = levels[question.id]
        if level is not None and question not in met:
            yield LackingQuestion(question, level)


def _state(
    questions: tuple[Question, ...],
    met: tuple[Question, ...],
    lacking: tuple[LackingQuestion, ...],
    unsaid: tuple[Question, ...],
) -> StepState | None:
    if not questions:
        return None
    if not lacking and not unsaid:
        return StepState.READY
    if met or any(one.level for one in lacking):
        return StepState.BEGUN
    return StepState.MISSING if lacking else StepState.UNSAID
