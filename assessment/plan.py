"""What to do next: a few steps from the answers, the most urgent first, and what waits for a place among them.

All that could be done next stands in one order: unmet essentials, practices below their minimum, then the largest gain
for the weakest pillar. In that order each takes the first horizon, not earlier than its own action's, that has room. So
nothing takes a place that something more urgent, left waiting, could have had.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any, Literal

from assessment.answers import Answers, NotApplicable, known_level
from assessment.questionnaire import POINTS, Question, Questionnaire, RecommendedAction
from assessment.questionnaire.model import Horizon
from assessment.scoring import Scorecard, score

Why = Literal["essential", "minimum", "gain"]

MOST: Mapping[Horizon, int] = {
    "within_6_months": 3,
    "within_18_months": 3,
    "after_18_months": 2,
}  # steps; nearest first
_NEAREST: Mapping[Horizon, int] = {horizon: place for place, horizon in enumerate(MOST)}


@dataclass(frozen=True)
class Step:
    """One thing to do: the action that leads one question to its next level."""

    question_id: str
    level: int | None  # now; None where it is not known, and the action is that from level 0
    action: RecommendedAction
    why: Why
    gain: float | None  # of the overall score, unrounded; None where the level or the overall score is not known
    dimension_before: float | None  # unrounded; None where the dimension has no score
    dimension_after: float | None  # with the next level; None where the level is not known
    horizon: Horizon | None = None  # the place it was given, at the earliest its action's own; None while it waits


@dataclass(frozen=True)
class Plan:
    """The next steps, nearest horizon first; within one, the most urgent first."""

    steps: tuple[Step, ...]
    waiting: tuple[Step, ...] = ()  # essentials and practices below their minimum that found no room; most urgent first

    def within(self, horizon: Horizon) -> tuple[Step, ...]:
        """The steps of one horizon."""
        return tuple(step for step in self.steps if step.horizon == horizon)

    def place_of(self, question_id: str) -> Horizon | None:
        """The horizon that a question was given; None where it has no step, or waits."""
        return next((step.horizon for step in self.steps if step.question_id == question_id), None)


def plan(questionnaire: Questionnaire, answers: Answers, scorecard: Scorecard | None = None) -> Plan:
    """Choose the next steps.

    A question that does not apply or is at the highest level has none. "Do not know" and blank count as level 0 for
    choosing the action. The weakest pillar is the one with the lowest score; where the overall score is not shown,
    the one with the lowest start of its range. In it the largest gain comes first and what has no gain last; then
    follows the next weakest. Ties stay in questionnaire order.

    Args:
        questionnaire: the version the answers were given to.
        answers: by question id.
        scorecard: what these answers mean, where that is known already; else they are scored here.

    Returns:
        At most three steps within six months, three within eighteen and two after, and what waits.

    Raises:
        AnswersError: as `score` does.
    """
    scored = score(questionnaire, answers) if scorecard is None else scorecard
    weakest = _from_the_weakest(scored)

    def urgency(step: Step) -> tuple[float, ...]:
        nearest = _NEAREST[step.action.horizon]
        helps = (weakest[questionnaire.pillar_of(step.question_id).id], -(step.gain or 0.0))
        if step.why == "essential":
            return (0, nearest)
        return (1, nearest, *helps) if step.why == "minimum" else (2, *helps)

    steps = [_step(questionnaire, scored, answers, question) for question in questionnaire.questions()]
    return _placed(sorted((step for step in steps if step is not None), key=urgency))


def as_json(plan: Plan) -> dict[str, Any]:
    """A plan as plain values: gains unrounded, null where they are not known."""
    return {
        "steps": [{**_plain(step), "horizon": step.horizon, "gain": step.gain} for step in plan.steps],
        "waiting": [_plain(step) for step in plan.waiting],
    }


def _placed(in_order: Iterable[Step]) -> Plan:
    """Give each, in this order, the first place it can take."""
    places: dict[Horizon, list[Step]] = {horizon: [] for horizon in MOST}
    waiting = []
    for step in in_order:
        own = _NEAREST[step.action.horizon]
        room = [horizon for horizon in MOST if _NEAREST[horizon] >= own and len(places[horizon]) < MOST[horizon]]
        if room:
            places[room[0]].append(replace(step, horizon=room[0]))
        elif step.why != "gain":
            waiting.append(step)
    return Plan(tuple(chain.from_iterable(places.values())), tuple(waiting))


def _step(questionnaire: Questionnaire, scorecard: Scorecard, answers: Answers, question: Question) -> Step | None:
    """What a question asks for next; None where it does not apply or is at the highest level."""
    level = known_level(answers, question.id)
    action = question.actions.from_level(level or 0)
    if action is None or isinstance(answers.get(question.id), NotApplicable):
        return None
    dimension = scorecard.dimensions[questionnaire.dimension_of(question.id).id]
    before = dimension.score
    return Step(
        question_id=question.id,
        level=level,
        action=action,
        why=_why(scorecard, question.id),
        gain=None if level is None else _gain(questionnaire, scorecard, question.id),
        dimension_before=before,
        dimension_after=None if level is None or before is None else before + POINTS / dimension.known,
    )


def _why(scorecard: Scorecard, question_id: str) -> Why:
    if not scorecard.essentials.get(question_id, True):
        return "essential"
    return "gain" if scorecard.minimums[question_id] else "minimum"


def _gain(questionnaire: Questionnaire, scorecard: Scorecard, question_id: str) -> float | None:
    """What one level more adds to the overall score: its share of a mean of means of means, so that ties are exact."""
    if scorecard.overall.score is None:
        return None
    scored = [
        dimension
        for dimension in questionnaire.pillar_of(question_id).dimensions
        if dimension.id in scorecard.dimensions and scorecard.dimensions[dimension.id].known
    ]
    known = scorecard.dimensions[questionnaire.dimension_of(question_id).id].known
    return POINTS / (known * len(scored) * len(scorecard.pillars))


def _from_the_weakest(scorecard: Scorecard) -> dict[str, int]:
    """The place of each pillar, the weakest first."""
    shown = scorecard.overall.score is not None
    strength = {pillar_id: (part.score if shown else part.low) or 0.0 for pillar_id, part in scorecard.pillars.items()}
    return {pillar_id: place for place, pillar_id in enumerate(sorted(strength, key=strength.__getitem__))}


def _plain(step: Step) -> dict[str, Any]:
    return {"question": step.question_id, "level": step.level, "why": step.why}
