"""Departments in rows: which essentials each meets, and how far each is on every dimension.

A map of some departments is drawn from `Results.only(...)`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assessment.answers import known_level
from assessment.questionnaire import POINTS
from assessment.region.members import Cell, MapRow, Part, Results, Submitted, parts
from assessment.region.quartiles import Spread, spread
from assessment.scoring import Met


@dataclass(frozen=True)
class EssentialColumn:
    """One essential, and with how many departments it is met."""

    question_id: str
    met: int
    not_yet: int
    unknown: int

    @property
    def missing(self) -> int:
        """Departments that cannot show it."""
        return self.not_yet + self.unknown


@dataclass(frozen=True)
class EssentialsMatrix:
    """Departments by essentials."""

    n: int
    columns: tuple[EssentialColumn, ...]  # what is missing most first, ties in questionnaire order
    parts: tuple[Part[Met], ...]


@dataclass(frozen=True)
class DimensionColumn:
    """One dimension, and how the departments' mean levels spread on it."""

    dimension_id: str
    levels: Spread  # 0 to 4


@dataclass(frozen=True)
class HeatMap:
    """Departments by dimensions: mean levels from 0 to 4, None where nothing is known or applies."""

    n: int
    pillars: tuple[tuple[str, int], ...]  # id, and over how many columns it stands
    columns: tuple[DimensionColumn, ...]  # in questionnaire order
    parts: tuple[Part[float | None], ...]


def essentials_matrix(region: Results) -> EssentialsMatrix:
    """Lay out who meets which essential."""
    essentials = [question.id for question in region.questionnaire.essentials()]
    met = [[_met(one, question_id) for question_id in essentials] for one in region.assessed]
    columns = [
        _essential_column(question_id, [line[place] for line in met]) for place, question_id in enumerate(essentials)
    ]
    order = sorted(range(len(columns)), key=lambda place: -columns[place].missing)
    return EssentialsMatrix(
        n=len(region.assessed),
        columns=tuple(columns[place] for place in order),
        parts=parts(_lines(region, [tuple(line[place] for place in order) for line in met])),
    )


def heat_map(region: Results) -> HeatMap:
    """Lay out how far each department is on every dimension."""
    source = region.questionnaire
    ids = [dimension.id for dimension in source.dimensions()]
    levels = [tuple(mean_level(one, dimension_id) for dimension_id in ids) for one in region.assessed]
    return HeatMap(
        n=len(region.assessed),
        pillars=tuple((pillar.id, len(pillar.dimensions)) for pillar in source.pillars),
        columns=tuple(
            DimensionColumn(dimension_id, spread(level for line in levels if (level := line[place]) is not None))
            for place, dimension_id in enumerate(ids)
        ),
        parts=parts(_lines(region, levels)),
    )


def mean_level(one: Submitted, dimension_id: str) -> float | None:
    """The mean level of a department's known questions of a dimension, 0 to 4."""
    part = one.scorecard.dimensions.get(dimension_id)
    return None if part is None or part.score is None else part.score / POINTS


def _met(one: Submitted, question_id: str) -> Met:
    if one.scorecard.essentials[question_id]:
        return Met.MET
    return Met.UNKNOWN if known_level(one.submission.answers, question_id) is None else Met.MISSING


def _essential_column(question_id: str, met: Sequence[Met]) -> EssentialColumn:
    return EssentialColumn(question_id, met.count(Met.MET), met.count(Met.MISSING), met.count(Met.UNKNOWN))


def _lines(region: Results, cells: Sequence[tuple[Cell, ...]]) -> list[MapRow[Cell]]:
    return [MapRow(one.member, one.submission.id, of_one) for one, of_one in zip(region.assessed, cells, strict=True)]
