"""What staff say of their department: twelve statements on paper, anonymous, typed in as counts.

Shown only where nobody can be told from it: from five sheets and three of ten staff on, nothing where all said the
same, no lowest or highest answer, and not offered at all below five staff. Nothing of it goes to the coordinator.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import sqrt

STEPS = (1, 2, 3, 4, 5)  # from "strongly disagree" to "strongly agree"; a sixth count is of those who cannot say
FROM_SHEETS, FROM_SHARE, FROM_STAFF = 5, 0.3, 5
_SPREAD = 0.6  # of a mean over several statements, from one person to another
_SURE = 1.96 + 0.84  # five percent of false alarms, and four of five true differences found

Counts = tuple[int, int, int, int, int, int]


@dataclass(frozen=True)
class Sheets:
    """What was handed back: how many sheets, and what they say on each statement."""

    returned: int
    staff: int
    month: date  # its first day
    counts: Mapping[str, Counts]  # by statement


class ClimateWrong(StrEnum):
    """What cannot be with counts; the words say what to do."""

    FEW_STAFF = "few_staff"
    MORE_THAN_STAFF = "more_than_staff"
    NEGATIVE = "negative"
    ADDS_UP = "adds_up"  # a statement has more, or fewer, answers than there are sheets
    UNKNOWN_STATEMENT = "unknown_statement"


@dataclass(frozen=True)
class ClimateProblem:
    """Something that cannot be, and where."""

    wrong: ClimateWrong
    statement: str = ""
    given: int = 0
    bound: int = 0


def problems(sheets: Sheets, known: Collection[str]) -> Iterator[ClimateProblem]:
    """What cannot be with what was typed in."""
    if sheets.staff < FROM_STAFF:
        yield ClimateProblem(ClimateWrong.FEW_STAFF, given=sheets.staff, bound=FROM_STAFF)
    if sheets.returned > sheets.staff:
        yield ClimateProblem(ClimateWrong.MORE_THAN_STAFF, given=sheets.returned, bound=sheets.staff)
    for statement, counts in sheets.counts.items():
        if statement not in known:
            yield ClimateProblem(ClimateWrong.UNKNOWN_STATEMENT, statement)
        if min(counts) < 0:
            yield ClimateProblem(ClimateWrong.NEGATIVE, statement, min(counts))
        if sum(counts) != sheets.returned:
            yield ClimateProblem(ClimateWrong.ADDS_UP, statement, sum(counts), sheets.returned)


def are_enough(sheets: Sheets) -> bool:
    """Whether anything of them may be shown."""
    return (
        sheets.staff >= FROM_STAFF and sheets.returned >= FROM_SHEETS and sheets.returned >= FROM_SHARE * sheets.staff
    )


@dataclass(frozen=True)
class Agreed:
    """What they say on one statement."""

    statement: str
    said: int  # how many said something
    agree: float  # percent of them that chose 4 or 5
    mean: float  # 1 to 5


def agreed(sheets: Sheets, statement: str) -> Agreed | None:
    """What may be shown of a statement; None where too few said something, or all the same."""
    counts = sheets.counts.get(statement)
    if counts is None or not are_enough(sheets):
        return None
    said = counts[:5]
    total = sum(said)
    if total < FROM_SHEETS or max(said) == total:
        return None
    mean = sum(step * count for step, count in zip(STEPS, said, strict=True)) / total
    return Agreed(statement, total, 100 * (said[3] + said[4]) / total, mean)


def shown(sheets: Sheets) -> dict[str, Agreed]:
    """All that may be shown of sheets, by statement; of the others nothing."""
    found = ((statement, agreed(sheets, statement)) for statement in sheets.counts)
    return {statement: one for statement, one in found if one is not None}


@dataclass(frozen=True)
class StatementScale:
    """The mean of statements that go together, of those that may be shown."""

    scale: str
    mean: float
    statements: int
    sheets: int


def scales(sheets: Sheets, of: Mapping[str, str]) -> tuple[StatementScale, ...]:
    """The means of the scales, in the order in which they first come.

    Args:
        sheets: that are enough; else there are none.
        of: the scale by statement.
    """
    found: dict[str, list[float]] = {}
    for statement, scale in of.items():
        shown = agreed(sheets, statement)
        if shown is not None:
            found.setdefault(scale, []).append(shown.mean)
    return tuple(
        StatementScale(scale, sum(means) / len(means), len(means), sheets.returned)
        for scale, means in found.items()
        if len(means) > 1  # of one statement the scale says nothing more
    )


class ClimateMoved(StrEnum):
    """What two times say."""

    UP = "up"
    DOWN = "down"
    NOT_CLEAR = "not_clear"


def moved(before: StatementScale, now: StatementScale) -> ClimateMoved:
    """Whether a difference is larger than groups of this size can show by chance.

    Two means of eight sheets each are told apart from 0.84 points on, of fifteen from 0.61, of thirty from 0.43.
    """
    needed = _SURE * _SPREAD * sqrt(1 / before.sheets + 1 / now.sheets)
    if before.statements != now.statements or abs(now.mean - before.mean) < needed:
        return ClimateMoved.NOT_CLEAR
    return ClimateMoved.UP if now.mean > before.mean else ClimateMoved.DOWN
