"""What to do next, in sentences: the action, what it brings, and by when."""

from __future__ import annotations

from dataclasses import dataclass

from assessment.findings.words import points, quoted
from assessment.language import number
from assessment.plan import Plan
from assessment.plan import Step as PlannedStep
from assessment.questionnaire import Questionnaire
from assessment.wording import Say

FIRST = 3  # steps that a result shows at once; the plan has up to eight


@dataclass(frozen=True)
class Step:
    """One recommended action in finished words."""

    question_id: str
    action: str
    why: str  # "Gives you the essential “A plan for emergencies”"
    horizon: str  # "within six months"
    sentence: str  # both
    essential: bool


@dataclass(frozen=True)
class Steps:
    """The plan: the first steps under their headline, and all of them."""

    headline: str
    first: tuple[Step, ...]
    all: tuple[Step, ...]


def steps(questionnaire: Questionnaire, plan: Plan, say: Say) -> Steps:
    """The plan in words, in its order."""
    written = tuple(_step(questionnaire, step, say) for step in plan.steps)
    first = written[:FIRST]
    headline = say("findings.result.steps.headline", len(first)) if first else say("findings.result.steps.none")
    return Steps(headline, first, written)


def _step(questionnaire: Questionnaire, step: PlannedStep, say: Say) -> Step:
    why = _why(questionnaire, step, say)
    horizon = say(f"findings.horizon.{step.horizon}")
    return Step(
        question_id=step.question_id,
        action=step.action.action[say.language],
        why=why,
        horizon=horizon,
        sentence=say("findings.result.steps.sentence", why=why, horizon=horizon),
        essential=questionnaire.question(step.question_id).essential,
    )


def _why(questionnaire: Questionnaire, step: PlannedStep, say: Say) -> str:
    """What the step brings. An action leads one level up, which may still be below the minimum."""
    question = questionnaire.question(step.question_id)
    name = quoted(question.name[say.language], say)
    reaches = (step.level or 0) + 1 >= question.minimum_level
    if step.why in ("essential", "minimum"):
        key = step.why if reaches else f"to_{step.why}"
        return say(f"findings.result.steps.{key}", name=name)
    topic = quoted(questionnaire.dimension_of(step.question_id).title[say.language], say)
    low, high = (
        None if value is None else points(questionnaire, value)
        for value in (step.dimension_before, step.dimension_after)
    )
    if low is None or high is None or low == high:
        return say("findings.result.steps.no_gain", topic=topic)
    return say(
        "findings.result.steps.gain", topic=topic, low=number(low, say.language), high=number(high, say.language)
    )
