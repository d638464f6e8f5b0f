"""What the departments of a region have planned, begun and done, by practice: in fives, and from five on."""

from __future__ import annotations

from dataclasses import dataclass

from assessment.commitments import Together
from assessment.findings.rows import Table
from assessment.language import moment_day, number
from assessment.questionnaire import Question
from assessment.reading.region import Planned
from assessment.wording import Say


@dataclass(frozen=True)
class StepLine:
    """A practice that five departments or more have in their plans."""

    practice: str
    counts: tuple[int | None, int | None, int | None]  # planned, begun, done; None for fewer than five


@dataclass(frozen=True)
class RegionSteps:
    """A region's steps of the year in finished words."""

    headline: str
    about: str  # what it is made of, and what is not told
    lines: tuple[StepLine, ...]  # in the order of the questionnaire
    table: Table


def steps(planned: Planned, say: Say, zone: str) -> RegionSteps:
    """Put in words what departments have planned together.

    A practice that fewer than five have planned is not listed: whether anybody has is nobody's to know. One that the
    round at hand asks no more follows those it asks, as it was asked last.
    """
    found = tuple(
        StepLine(question.name[say.language], (counted.planned, counted.begun, counted.done))
        for question, counted in _in_order(planned)
        if counted.planned is not None
    )
    facts = {"day": moment_day(planned.at, say.language, zone)}
    heads = (say("files.head.practice"), *(say(f"training.steps.head.{name}") for name in ("planned", "of_these")))
    return RegionSteps(
        headline=say("training.steps.headline", len(found)),
        about=say("training.steps.about" if found else "training.steps.none", None, **facts),
        lines=found,
        table=Table(heads, tuple((one.practice, _told(one.counts[0], say), _of_these(one, say)) for one in found)),
    )


def few(say: Say) -> str:
    """What is said of fewer than five."""
    return say("training.steps.few")


def _of_these(one: StepLine, say: Say) -> str:
    """How many have begun and are done; where too few have begun, no more are done."""
    _, begun, done = one.counts
    if begun is None:
        return say("training.steps.begun", None, begun=few(say))
    return say("training.steps.of_these", None, begun=_told(begun, say), done=_told(done, say))


def _told(count: int | None, say: Say) -> str:
    return few(say) if count is None else say("training.steps.nearly", None, number=number(count, say.language))


def _in_order(planned: Planned) -> list[tuple[Question, Together]]:
    """Questions in the order of the newest questionnaire that asks them, newest first, with what is counted."""
    asked: dict[str, Question] = {}
    for questionnaire in planned.questionnaires:
        for question in questionnaire.questions():
            asked.setdefault(question.id, question)
    return [(asked[one], planned.by_question[one]) for one in asked if one in planned.by_question]
