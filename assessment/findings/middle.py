"""A median and the middle half around it: as marks of a figure and in words, made here for every page and paper."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from assessment.benchmark import Figure, Told
from assessment.findings.rows import Row
from assessment.findings.words import points
from assessment.language import UNKNOWN, number, percent
from assessment.questionnaire import POINTS, Questionnaire
from assessment.region import Spread
from assessment.wording import Say

_Value = TypeVar("_Value")


@dataclass(frozen=True)
class Middle:
    """Where the middle stands on the scale from 0 to 100, and how it is written."""

    median: float | None  # None where it is not known, or told in words
    q1: float | None
    q3: float | None
    words: str  # of the median
    spread: str  # "39 to 67", for under a heading that says what it is; empty where it is not told
    half: str  # "middle half 39 to 67"; empty likewise

    @property
    def whole(self) -> str:
        """The median, and the middle half where it is told."""
        return ", ".join(filter(None, (self.words, self.half)))

    def row(self, label: str, *, count: str = "", bold: bool = False) -> Row:
        """A line of a dot chart, with a second line of words under it where there is a `count`."""
        return Row(
            label,
            median=self.median,
            q1=self.q1,
            q3=self.q3,
            number=self.words,
            count=count,
            verdict=self.half,
            bold=bold,
        )


def of_scores(found: Spread, questionnaire: Questionnaire, say: Say) -> Middle:
    """The middle of scores from 0 to 100."""

    def written(value: float) -> str:
        return number(points(questionnaire, value), say.language)

    return _middle(found.median, _ends(found), float, written, say)


def of_topics(found: Spread, questionnaire: Questionnaire, say: Say) -> Middle:
    """The middle of mean levels from 0 to 4, written as the points that they are worth."""

    def written(value: float) -> str:
        return number(points(questionnaire, value * POINTS), say.language)

    return _middle(found.median, _ends(found), _on_the_scale, written, say)


def of_levels(found: Spread, say: Say) -> Middle:
    """The middle of levels from 0 to 4, written as levels."""
    return _middle(found.median, _ends(found), _on_the_scale, lambda value: level(value, say), say)


def of_shares(figure: Figure, say: Say) -> Middle:
    """The middle of shares in percent, as far as it may be told."""

    def place(value: Told) -> float | None:
        return value if isinstance(value, int) else None

    return _middle(figure.median, figure.quartiles, place, lambda value: told(value, say), say)


def told(value: Told, say: Say) -> str:
    """A share as it may be told: in percent, or in words at the ends."""
    return say(f"benchmark.figure.{value}") if isinstance(value, str) else percent(value, say.language)


def level(value: float, say: Say) -> str:
    """A mean or median level: whole where it is whole, else with one decimal."""
    return number(value, say.language, 0 if float(value).is_integer() else 1)


def _middle(
    median: _Value | None,
    ends: tuple[_Value, _Value] | None,
    place: Callable[[_Value], float | None],
    write: Callable[[_Value], str],
    say: Say,
) -> Middle:
    if median is None:
        return Middle(None, None, None, UNKNOWN, "", "")
    if ends is None:
        return Middle(place(median), None, None, write(median), "", "")
    spread = say("findings.middle.spread", low=write(ends[0]), high=write(ends[1]))
    half = say("findings.middle.half", spread=spread)
    return Middle(place(median), place(ends[0]), place(ends[1]), write(median), spread, half)


def _ends(found: Spread) -> tuple[float, float] | None:
    return None if found.q1 is None or found.q3 is None else (found.q1, found.q3)


def _on_the_scale(value: float) -> float:
    return value * POINTS
