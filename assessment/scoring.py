"""What the answers mean: from levels chosen to scores shown.

Pure functions. The method is a plain mean per dimension, per pillar and overall; see "How the score is computed" in
README.md.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from typing import Any

from assessment.answers import LEVELS, Answers, NotApplicable, check, known_level
from assessment.questionnaire import IN_USE_FROM, POINTS, Band, Question, Questionnaire

SHOWN_FROM = 80  # percent of a pillar's applicable questions that must be known
ELIGIBLE_FROM = 90  # percent of all applicable questions that must be known to be counted in a benchmark


class Met(StrEnum):
    """Whether what a question asks is met: its minimum level, an essential, a practice in use."""

    MET = "met"
    MISSING = "missing"
    UNKNOWN = "unknown"  # the level is not known; by the method that is not met
    NOT_ASKED = "not_asked"  # the question does not apply


_MOST_ALIKE = 10_000  # scores: there are few for so many departments, and each is worked out and held once


@dataclass(frozen=True)
class Score:
    """One score on the scale from 0 to 100, unrounded, with the range it may lie in."""

    score: float | None  # None where too much is unknown for one figure
    low: float | None  # every unknown counted as 0; None where nothing is applicable
    high: float | None  # every unknown counted as 100
    known: int  # questions with a level
    applicable: int  # questions that apply


@dataclass(frozen=True)
class Scorecard:
    """What a set of answers means."""

    questionnaire: tuple[str, str, str]  # id, version, sha256
    overall: Score
    band: str | None  # id; None where the overall score is not shown
    pillars: Mapping[str, Score]
    dimensions: Mapping[str, Score]
    essentials: Mapping[str, bool]
    minimums: Mapping[str, bool]  # applicable questions only
    in_use: Mapping[str, bool]  # applicable questions only
    benchmark_eligible: bool


@dataclass(frozen=True)
class NextBand:
    """The band after the one reached, and what is still missing for it."""

    band: Band
    essentials: tuple[str, ...]  # missed ones; empty where the band does not need them
    points: float  # by how much the overall score is too low, unrounded; 0 where it is high enough
    pillars: tuple[str, ...]  # those below what the band asks of every pillar, weakest first


def comparable(common: Mapping[str, str], now: Questionnaire, answers_before: Answers) -> dict[str, str]:
    """The questions that two assessments may be compared over: those that both ask, but for one.

    What did not apply to the department then, and always applies now, cannot be compared for it.

    Args:
        common: id in the later questionnaire -> id in the earlier one, as `common_questions` gives them.
        now: the later questionnaire.
        answers_before: those to the earlier one.
    """
    return {
        question_id: old_id
        for question_id, old_id in common.items()
        if now.question(question_id).not_applicable or not isinstance(answers_before.get(old_id), NotApplicable)
    }


def score(questionnaire: Questionnaire, answers: Answers) -> Scorecard:
    """Score a set of answers.

    Args:
        questionnaire: the version the answers were given to.
        answers: by question id. One left out counts as not known, like "do not know"; one that does not
            apply leaves its weight to the others.

    Returns:
        Scores from 0 to 100, unrounded. A dimension or pillar where nothing applies is left out.

    Raises:
        AnswersError: an answer names a question that is not asked, or its question does not allow it.
    """
    for question_id, answer in answers.items():
        check(questionnaire, question_id, answer)
    applicable = {
        question.id: question
        for question in questionnaire.questions()
        if not isinstance(answers.get(question.id), NotApplicable)
    }
    levels = {question_id: known_level(answers, question_id) for question_id in applicable}
    dimensions = _dimensions(questionnaire, levels)
    pillars = _pillars(questionnaire, dimensions)
    overall = _overall(pillars.values())
    essentials = {question.id: _reaches_minimum(question, levels) for question in questionnaire.essentials()}
    shown = {pillar_id: _shown(part) for pillar_id, part in pillars.items()}
    return Scorecard(
        questionnaire=(questionnaire.id, questionnaire.version, questionnaire.sha256),
        overall=_shown(overall),
        band=_band(questionnaire, _shown(overall), shown, essentials),
        pillars=shown,
        dimensions={dimension_id: _shown(part) for dimension_id, part in dimensions.items()},
        essentials=essentials,
        minimums={question.id: _reaches_minimum(question, levels) for question in applicable.values()},
        in_use={question_id: level is not None and level >= IN_USE_FROM for question_id, level in levels.items()},
        benchmark_eligible=overall.score is not None and overall.is_known_to(ELIGIBLE_FROM),
    )


def as_json(scorecard: Scorecard) -> dict[str, Any]:
    """A scorecard as plain values: unrounded, null where a figure is not shown."""
    identity = dict(zip(("id", "version", "sha256"), scorecard.questionnaire, strict=True))
    return {
        "questionnaire": identity,
        "overall": _plain(scorecard.overall) | {"band": scorecard.band},
        "pillars": {pillar_id: _plain(part) for pillar_id, part in scorecard.pillars.items()},
        "dimensions": {dimension_id: _plain(part) for dimension_id, part in scorecard.dimensions.items()},
        "essentials": dict(scorecard.essentials),
        "minimums": dict(scorecard.minimums),
        "in_use": dict(scorecard.in_use),
        "benchmark_eligible": scorecard.benchmark_eligible,
    }


def band_by_score(questionnaire: Questionnaire, scorecard: Scorecard) -> str | None:
    """The band that the overall score alone would reach, whatever the essentials and the pillars say."""
    overall = scorecard.overall.score
    if overall is None:
        return None
    return _last([band.id for band in questionnaire.bands if overall >= band.min_score])


def at_the_minimum(questionnaire: Questionnaire, scorecard: Scorecard) -> float | None:
    """The overall score of every question that applies at exactly its minimum level: 41.4 where all apply."""
    asked = [question for question in questionnaire.questions() if question.id in scorecard.minimums]
    levels = {question.id: question.minimum_level for question in asked}
    return _float(_overall(_pillars(questionnaire, _dimensions(questionnaire, levels)).values()).score)


def next_band(questionnaire: Questionnaire, scorecard: Scorecard) -> NextBand | None:
    """The band after the one reached and what is missing; None at the top, or where no band is known."""
    ids = [band.id for band in questionnaire.bands]
    overall = scorecard.overall.score
    if overall is None or scorecard.band is None or scorecard.band == ids[-1]:
        return None
    band = questionnaire.bands[ids.index(scorecard.band) + 1]
    scores = {pillar_id: part.score or 0.0 for pillar_id, part in scorecard.pillars.items()}
    missed = [question_id for question_id, met in scorecard.essentials.items() if not met]
    return NextBand(
        band=band,
        essentials=tuple(missed) if band.needs_essentials else (),
        points=max(band.min_score - overall, 0.0),
        pillars=tuple(sorted((one for one in scores if scores[one] < band.min_pillar), key=scores.__getitem__)),
    )


def strongest(scorecard: Scorecard, most: int = 3) -> list[str]:
    """The dimensions with the highest scores, ties in questionnaire order; never one with the lowest score of all.

    So where every dimension is alike none stands out, and none is named. One of which something is not known may be
    weaker than its score, and is none of them.
    """
    scores = _dimension_scores(scorecard)
    outstanding = [
        one
        for one, part in scorecard.dimensions.items()
        if part.known == part.applicable > 0 and scores[one] > min(scores.values())
    ]
    return sorted(outstanding, key=lambda one: -scores[one])[:most]


def weakest(scorecard: Scorecard, most: int = 3) -> list[str]:
    """The dimensions with the lowest scores, ties in questionnaire order; never one of the strongest.

    So where every dimension is alike none stands out, and none is named.
    """
    scores = _dimension_scores(scorecard)
    strong = strongest(scorecard)
    lagging = [one for one in scores if scores[one] < max(scores.values()) and one not in strong]
    return sorted(lagging, key=scores.__getitem__)[:most]


@dataclass(frozen=True)
class _Part:
    """A score in exact numbers: no figure depends on the order in which it was added up, or just misses a threshold."""

    score: Fraction | None
    low: Fraction | None
    high: Fraction | None
    known: int
    applicable: int

    def is_known_to(self, percent: int) -> bool:
        return self.applicable > 0 and 100 * self.known >= percent * self.applicable


def _dimensions(questionnaire: Questionnaire, levels: Mapping[str, int | None]) -> dict[str, _Part]:
    """Every dimension with something applicable; `levels` holds the applicable questions."""
    found = {}
    for dimension in questionnaire.dimensions():
        of_dimension = tuple(levels[question.id] for question in dimension.questions if question.id in levels)
        if of_dimension:
            found[dimension.id] = _dimension(of_dimension)
    return found


@lru_cache(maxsize=_MOST_ALIKE)
def _dimension(levels: tuple[int | None, ...]) -> _Part:
    known = [level for level in levels if level is not None]
    unknown = len(levels) - len(known)
    score = Fraction(POINTS * sum(known), len(known)) if known else None
    if not unknown:
        return _certain(score, len(levels))
    return _Part(
        score=score,
        low=Fraction(POINTS * sum(known), len(levels)),
        high=Fraction(POINTS * (sum(known) + max(LEVELS) * unknown), len(levels)),
        known=len(known),
        applicable=len(levels),
    )


def _pillars(questionnaire: Questionnaire, dimensions: Mapping[str, _Part]) -> dict[str, _Part]:
    """Every pillar with something applicable."""
    found = {}
    for pillar in questionnaire.pillars:
        parts = [dimensions[dimension.id] for dimension in pillar.dimensions if dimension.id in dimensions]
        if parts:
            together = _together(parts, _mean([part.score for part in parts if part.score is not None]))
            found[pillar.id] = together if together.is_known_to(SHOWN_FROM) else replace(together, score=None)
    return found


def _overall(pillars: Collection[_Part]) -> _Part:
    scores = [part.score for part in pillars if part.score is not None]
    return _together(pillars, _mean(scores) if len(scores) == len(pillars) else None)


def _together(parts: Collection[_Part], score: Fraction | None) -> _Part:
    known, applicable = sum(part.known for part in parts), sum(part.applicable for part in parts)
    if known == applicable:
        return _certain(score, known)
    return _Part(
        score=score,
        low=_mean([part.low for part in parts if part.low is not None]),
        high=_mean([part.high for part in parts if part.high is not None]),
        known=known,
        applicable=applicable,
    )


def _certain(score: Fraction | None, questions: int) -> _Part:
    """A part of which nothing is unknown: its range is its score; exact numbers take long to add up three times."""
    return _Part(score=score, low=score, high=score, known=questions, applicable=questions)


def _mean(values: Collection[Fraction]) -> Fraction | None:
    return sum(values, Fraction(0)) / len(values) if values else None


@lru_cache(maxsize=_MOST_ALIKE)
def _shown(part: _Part) -> Score:
    """The nearest floats; they keep the order of the exact numbers, so that `low <= score <= high` still holds."""
    return Score(
        score=_float(part.score),
        low=_float(part.low),
        high=_float(part.high),
        known=part.known,
        applicable=part.applicable,
    )


def _float(value: Fraction | None) -> float | None:
    return None if value is None else float(value)


def _reaches_minimum(question: Question, levels: Mapping[str, int | None]) -> bool:
    level = levels.get(question.id)
    return level is not None and level >= question.minimum_level


def _band(
    questionnaire: Questionnaire, overall: Score, pillars: Mapping[str, Score], essentials: Mapping[str, bool]
) -> str | None:
    """The highest band whose three conditions all hold; in the file they ascend."""
    scores = [part.score for part in pillars.values() if part.score is not None]
    if overall.score is None:
        return None
    reached = [
        band.id
        for band in questionnaire.bands
        if overall.score >= band.min_score
        and min(scores) >= band.min_pillar
        and (not band.needs_essentials or all(essentials.values()))
    ]
    return _last(reached)


def _last(ids: list[str]) -> str | None:
    return ids[-1] if ids else None


def _dimension_scores(scorecard: Scorecard) -> dict[str, float]:
    return {one: part.score for one, part in scorecard.dimensions.items() if part.score is not None}


def _plain(part: Score) -> dict[str, Any]:
    return {"score": part.score, "low": part.low, "high": part.high, "known": part.known, "applicable": part.applicable}
