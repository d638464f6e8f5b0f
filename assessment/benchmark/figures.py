"""How a figure is told: whole points and fives where that is safe, words where it is not."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from assessment.language import whole_points

Words = Literal["hardly_any", "nearly_all"]
Told = int | Words  # whole percent, or departments in fives; or only words
Position = Literal["above", "about_the_same", "below"]

QUARTILES_FROM = 10  # others
FEW = 5  # departments: fewer are told in words
STEP = 5  # departments


@dataclass(frozen=True)
class Margin:
    """Within what nothing is told apart."""

    end: int  # points from 0 and from 100: a figure there is told in words
    same: int  # practices around the median: a count there is about the same


IN_ALL = Margin(end=6, same=2)  # 6 points are two practices of 38
IN_PILLAR = Margin(end=13, same=1)  # 13 points are one practice of eight


@dataclass(frozen=True)
class Rules:
    """What guards a figure. Nothing but the proofs changes this: they show what each rule is worth."""

    words: bool = True  # the ends are told in words
    fives: bool = True  # practices are counted to the nearest five
    region_only: bool = True  # practices are counted for the region only


RULES = Rules()


@dataclass(frozen=True)
class Share:
    """A department's practices in use among those that apply to it."""

    used: int
    asked: int

    @property
    def percent(self) -> float:
        """Unrounded."""
        return 100 * self.used / self.asked


@dataclass(frozen=True)
class Figure:
    """One share of the others, and where the viewer's own lies."""

    median: Told
    position: Position | None  # None with nobody as viewer
    quartiles: tuple[Told, Told] | None  # the ends of the middle half; None below ten others


@dataclass(frozen=True)
class PracticeCount:
    """How many departments have one practice in use, the viewer's own included."""

    n: int
    in_use: Told


def figure(others: Sequence[float], own: Share | None, margin: Margin, rules: Rules) -> Figure:
    """Tell the middle of the others' shares.

    Args:
        others: shares in percent, ascending, without the viewer's.
        own: the viewer's newest share; None with nobody as viewer.
        margin: within what nothing is told apart.
        rules: what guards it.
    """
    median = _told(quantile(others, 1, 2), margin, rules)
    quartiles = None
    if len(others) >= QUARTILES_FROM:
        quartiles = tuple(_told(quantile(others, part, 4), margin, rules) for part in (1, 3))
    return Figure(
        median=median,
        position=None if own is None else _position(own, median, margin),
        quartiles=None if quartiles is None else (quartiles[0], quartiles[1]),
    )


def about(share: int, asked: int) -> int:
    """A share in whole percent as a count of `asked` practices, half up: what "about 21 of 38" is made of."""
    return (2 * share * asked + 100) // 200


def practice(having: int, n: int, rules: Rules) -> PracticeCount:
    """Tell how many of n departments have a practice in use."""
    if rules.words and having < FEW:
        return PracticeCount(n, "hardly_any")
    if rules.words and n - having < FEW:
        return PracticeCount(n, "nearly_all")
    return PracticeCount(n, (having + STEP // 2) // STEP * STEP if rules.fives else having)


def quantile(ascending: Sequence[float], part: int, of: int) -> float:
    """The quantile part/of by definition 8 of Hyndman and Fan; 1, 2 is the usual median."""
    # h = (n + 1/3) p + 1/3, in whole numbers so that no rounding decides between two departments
    place, over = divmod((3 * len(ascending) + 1) * part + of, 3 * of)
    low = ascending[min(max(place, 1), len(ascending)) - 1]
    high = ascending[min(max(place + 1, 1), len(ascending)) - 1]
    return low + (high - low) * over / (3 * of)


def without(ascending: Sequence[float], share: float) -> list[float]:
    """The shares with one such share taken out."""
    place = bisect_left(ascending, share)
    return [*ascending[:place], *ascending[place + 1 :]]


def _told(share: float, margin: Margin, rules: Rules) -> Told:
    points = whole_points(share, ())
    if rules.words and points <= margin.end:
        return "hardly_any"
    if rules.words and points >= 100 - margin.end:
        return "nearly_all"
    return points


def _position(own: Share, median: Told, margin: Margin) -> Position:
    """Compare what is shown, and nothing finer: a count with a count, words with words, which give no number away."""
    if isinstance(median, int):
        apart = own.used - about(median, own.asked)
        return "about_the_same" if abs(apart) <= margin.same else "above" if apart > 0 else "below"
    points = whole_points(own.percent, ())
    if median == "hardly_any":
        return "about_the_same" if points <= margin.end else "above"
    return "about_the_same" if points >= 100 - margin.end else "below"
