"""Answers with the questionnaire they answer, and what they mean: worked out once, when it is asked for."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from assessment import plan as planning
from assessment import scoring
from assessment.answers import Answers
from assessment.plan import Plan, plan
from assessment.questionnaire import Questionnaire, common_questions, with_only
from assessment.scoring import Scorecard, comparable, score

Reduced = MutableMapping[frozenset[str], Questionnaire]  # a questionnaire with some of its questions, by their ids


@dataclass(frozen=True)
class Assessed:
    """A set of answers and what it means."""

    questionnaire: Questionnaire  # the one that was answered
    answers: Answers

    @cached_property
    def scorecard(self) -> Scorecard:
        """What the answers mean."""
        return score(self.questionnaire, self.answers)

    @cached_property
    def plan(self) -> Plan:
        """What to do next."""
        return plan(self.questionnaire, self.answers, self.scorecard)

    def as_json(self) -> dict[str, Any]:
        """The scorecard as plain values, and the plan with it."""
        return {**scoring.as_json(self.scorecard), "plan": planning.as_json(self.plan)}


def lost_essentials(before: Assessed, now: Assessed) -> frozenset[str]:
    """The essentials that were met before, over the questions that both ask, and are not met now."""
    both = over_common(before, now)
    then = {} if both is None else both[0].scorecard.essentials
    return frozenset(one for one, met in then.items() if met and not now.scorecard.essentials[one])


def over_common(
    before: Assessed, now: Assessed, common: Mapping[str, str] | None = None, reduced: Reduced | None = None
) -> tuple[Assessed, Assessed] | None:
    """Two assessments over the questions that they can be compared over, in the words of the later questionnaire.

    Args:
        before: the earlier one.
        now: the later one.
        common: the questions that both ask, as `common_questions` gives them; for whoever knows them already.
        reduced: kept from one pair of the same two questionnaires to the next, by whoever compares many.

    Returns:
        None where nothing is common.
    """
    asked = common_questions(now.questionnaire, before.questionnaire) if common is None else common
    pairs = comparable(asked, now.questionnaire, before.answers)
    if not pairs:
        return None
    smaller, kept = {} if reduced is None else reduced, frozenset(pairs)
    if kept not in smaller:
        smaller[kept] = with_only(now.questionnaire, kept)
    then = {question_id: before.answers[old_id] for question_id, old_id in pairs.items() if old_id in before.answers}
    today = {question_id: now.answers[question_id] for question_id in pairs if question_id in now.answers}
    return Assessed(smaller[kept], then), Assessed(smaller[kept], today)
