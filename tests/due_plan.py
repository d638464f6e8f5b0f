"""Which plan an assessment must have, worked out anew from what `score` prints of it as JSON.

Of the program only the questionnaire is used.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from given import QUESTIONNAIRE

from assessment.questionnaire import Dimension, Question

PILLARS = list(QUESTIONNAIRE.pillars)
TOPICS = [topic for pillar in PILLARS for topic in pillar.dimensions]
QUESTIONS = [question for pillar in PILLARS for question in pillar.questions()]
ROOM = {"within_6_months": 3, "within_18_months": 3, "after_18_months": 2}
ESSENTIAL, BELOW, GAIN = range(3)  # what is most urgent first
WHY = ("essential", "minimum", "gain")  # as the command calls them


@dataclass(frozen=True, eq=False)
class Candidate:
    """What could be done next for one question."""

    question: Question
    kind: int
    own: str  # horizon of its action


@dataclass(frozen=True)
class Planned:
    """The plan."""

    places: Mapping[str, list[Candidate]]  # by horizon
    waiting: list[Candidate]

    @property
    def steps(self) -> list[Candidate]:
        return [one for held in self.places.values() for one in held]


def topic_of(question: Question) -> Dimension:
    return next(topic for topic in TOPICS if question in topic.questions)


def planned(card: Mapping[str, Any], answers: Mapping[str, object]) -> Planned:
    """Fill the places with what is most urgent first."""
    places: dict[str, list[Candidate]] = {horizon: [] for horizon in ROOM}
    waiting = []
    for one in sorted(_candidates(card, answers), key=lambda one: _place(one, card, answers)):
        possible = list(ROOM)[list(ROOM).index(one.own) :]
        free = [horizon for horizon in possible if len(places[horizon]) < ROOM[horizon]]
        if free:
            places[free[0]].append(one)
        elif one.kind != GAIN:
            waiting.append(one)
    return Planned(places, waiting)


def _candidates(card: Mapping[str, Any], answers: Mapping[str, object]) -> Iterator[Candidate]:
    for question in QUESTIONS:
        answer = answers[question.id]
        action = None if isinstance(answer, dict) else question.actions.from_level(_level(answer) or 0)
        if action is not None:
            kind = GAIN if card["minimums"][question.id] else ESSENTIAL if question.essential else BELOW
            yield Candidate(question, kind, action.horizon)


def _place(one: Candidate, card: Mapping[str, Any], answers: Mapping[str, object]) -> tuple[float, ...]:
    """Where a candidate stands in the order; equal ones stay in that of the questionnaire."""
    figure = "low" if card["overall"]["score"] is None else "score"
    weakest = sorted(PILLARS, key=lambda pillar: float(card["pillars"][pillar.id][figure]))
    strength = [one.question in pillar.questions() for pillar in weakest].index(True)
    nearest = list(ROOM).index(one.own)
    helps = (strength, -_gain(one.question, card, answers))
    return {ESSENTIAL: (0, nearest), BELOW: (1, nearest, *helps), GAIN: (2, *helps)}[one.kind]


def _gain(question: Question, card: Mapping[str, Any], answers: Mapping[str, object]) -> float:
    """What one level more adds to the overall score, where both are known: a share of a mean of means of means."""
    if card["overall"]["score"] is None or _level(answers[question.id]) is None:
        return 0
    pillar = next(one for one in PILLARS if question in one.questions())
    scored = [one for one in pillar.dimensions if card["dimensions"].get(one.id, {}).get("score") is not None]
    return 25 / (card["dimensions"][topic_of(question).id]["known"] * len(scored) * len(card["pillars"]))


def _level(answer: object) -> int | None:
    return answer if isinstance(answer, int) else None
