"""How values spread: the median, the middle half and the mean, and when they may be told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from assessment.benchmark.figures import quantile

QUARTILES_FROM = 10  # departments; the middle half of fewer says nothing about a region


@dataclass(frozen=True)
class Spread:
    """How some values spread, on their own scale, unrounded. None where there are too few."""

    n: int
    median: float | None = None
    q1: float | None = None
    q3: float | None = None
    mean: float | None = None

    @property
    def width(self) -> float | None:
        """How wide the middle half is."""
        return None if self.q1 is None or self.q3 is None else self.q3 - self.q1


def spread(values: Iterable[float]) -> Spread:
    """Describe values: quartiles of type 8 from ten on, which do not lean to either side in small groups."""
    ordered = sorted(values)
    n = len(ordered)
    if not ordered:
        return Spread(0)
    enough = n >= QUARTILES_FROM
    return Spread(
        n=n,
        median=quantile(ordered, 1, 2),
        q1=quantile(ordered, 1, 4) if enough else None,
        q3=quantile(ordered, 3, 4) if enough else None,
        mean=sum(ordered) / n,
    )
