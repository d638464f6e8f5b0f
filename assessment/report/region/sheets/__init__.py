"""The tables of a region's workbook, as columns and rows of plain values; workbook and CSV are written from them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from assessment.reading.files import Gathered, Inside
from assessment.report.region.cells import TableSheet
from assessment.report.region.sheets import departments, for_others, practices, turnout
from assessment.wording import Say


def ids(gathered: Gathered) -> tuple[str, ...]:
    """Which tables there are, in their order."""
    kept = gathered.inside
    inside: tuple[str, ...] = ()
    if kept is not None:
        inside = tuple(name for name in _INSIDE if name != "change" or len(kept.rounds) > 1)
    counted = gathered.benchmark is not None and gathered.benchmark.region.questions
    return (
        "rounds",
        "stages" if gathered.for_others else "participation",
        *inside,
        "comparison",
        *(("in_use",) if counted else ()),
        *(("steps",) if gathered.planned is not None else ()),
    )


def sheet(name: str, gathered: Gathered, say: Say) -> TableSheet:
    """One table that there is."""
    if name in _INSIDE:
        assert gathered.inside is not None, "it is listed only where something is submitted"
        return _INSIDE[name](gathered.inside, say)
    return _OUTSIDE[name](gathered, say)


_OUTSIDE: Mapping[str, Callable[[Gathered, Say], TableSheet]] = {
    "rounds": turnout.rounds,
    "stages": turnout.stages,
    "participation": turnout.participation,
    "comparison": for_others.comparison,
    "in_use": for_others.in_use,
    "steps": for_others.steps,
}
_INSIDE: Mapping[str, Callable[[Inside, Say], TableSheet]] = {
    "scores": departments.scores,
    "levels": departments.levels,
    "topics": departments.topics,
    "essentials": departments.essentials,
    "practices": practices.practices,
    "needs": practices.needs,
    "who_needs": practices.who_needs,
    "change": departments.change,
    "helping": practices.helping,
    "platforms": departments.platforms,
    "questionnaire": practices.questionnaire,
}
