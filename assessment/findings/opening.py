"""The steps before a first account in finished words: how far each is, what is missing and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from assessment.answers import Answers
from assessment.language import enumeration
from assessment.opening import LackingQuestion, OpeningStep, StepStanding, StepState, next_step, ready, standings
from assessment.questionnaire import Question, Questionnaire
from assessment.wording import Say

LAUNCH = ("accounts", "profile", "policy", "staff", "mayor", "posts", "answers", "cases", "day", "month")


@dataclass(frozen=True)
class ToPrepare:
    """A practice that is not ready, and what to do."""

    question_id: str
    practice: str
    what: str
    waits: str = ""  # that it only waits for an account, where the answer says no more


@dataclass(frozen=True)
class StepTold:
    """A step, how far it is, and what that is made of."""

    step: OpeningStep
    title: str
    means: str
    state: StepState | None
    word: str  # how far it is; empty where nothing is asked about it
    asked: tuple[str, ...]  # ids of its questions
    ready: str  # which practices are, and which do not apply; empty without any
    missing: tuple[ToPrepare, ...]
    unsaid: tuple[ToPrepare, ...]  # without anything to do, as nothing is known


@dataclass(frozen=True)
class Opening:
    """The whole of it."""

    headline: str
    short: str  # the same where it is not the page's own title
    next: str
    next_step: OpeningStep | None
    steps: tuple[StepTold, ...]
    launch: tuple[str, ...]  # to tick on paper


def opening(questionnaire: Questionnaire, answers: Answers, say: Say) -> Opening:
    """Put the steps of a department without an account in words.

    Args:
        questionnaire: the version the answers were given to.
        answers: those that count.
        say: the reader's language.
    """
    found = standings(questionnaire, answers)
    known = [one for one in found if one.state is not None]
    following = next_step(found)
    return Opening(
        headline=_so_far("title", ready(found), len(known), say),
        short=_so_far("short", ready(found), len(known), say),
        next=_next(following, known, say),
        next_step=None if following is None else following.step,
        steps=tuple(_told(one, say) for one in found),
        launch=tuple(say(f"opening.launch.{name}") for name in LAUNCH),
    )


def _so_far(where: str, count: int, of: int, say: Say) -> str:
    """How many steps are ready; where none is, no figure."""
    if not count:
        return say(f"opening.{where}.none")
    return say(f"opening.{where}.all") if count == of else say(f"opening.{where}.some", count, of=say.count(of))


def _next(following: StepStanding | None, known: list[StepStanding], say: Say) -> str:
    if following is not None:
        return say("opening.next", step=say(f"opening.step.{following.step}.title"))
    return say("opening.next_all") if known else ""


def _told(one: StepStanding, say: Say) -> StepTold:
    said = (("ready_of", one.met), ("apart", one.apart))
    return StepTold(
        step=one.step,
        title=say(f"opening.step.{one.step}.title"),
        means=say(f"opening.step.{one.step}.means"),
        state=one.state,
        word="" if one.state is None else say(f"opening.state.{one.state}"),
        asked=one.asked,
        ready=" · ".join(say(f"opening.{key}", names=_names(those, say)) for key, those in said if those),
        missing=tuple(_to_prepare(each, say) for each in one.lacking),
        unsaid=tuple(ToPrepare(each.id, each.name[say.language], "") for each in one.unsaid),
    )


def _names(questions: Iterable[Question], say: Say) -> str:
    return enumeration([one.name[say.language] for one in questions], say.language)


def _to_prepare(one: LackingQuestion, say: Say) -> ToPrepare:
    # without an account, what leads on from the lowest level is often work on one; what leads to the minimum is not
    level = max(one.level, one.question.minimum_level - 1) if one.waits else one.level
    action = one.question.actions.from_level(level)
    what = "" if action is None else action.action[say.language]
    waits = say("opening.waits") if one.waits else ""
    return ToPrepare(one.question.id, one.question.name[say.language], what, waits)
