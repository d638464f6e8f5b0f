"""Tables of what anybody may know: the comparison, practices in use, and steps that are planned."""

from __future__ import annotations

from assessment.findings import region as words
from assessment.reading.files import Gathered
from assessment.report.region.cells import Cell, TableSheet, column, noted
from assessment.wording import Say


def comparison(gathered: Gathered, say: Say) -> TableSheet:
    """The comparison as anybody may see it; every figure is the finished word or whole number that may be told."""
    told = words.for_others(gathered.benchmark, gathered.questionnaire, gathered.turnout.submitted, say, gathered.zone)
    columns = [column("part", say, wide=34), column("median_share", say, wide=18), column("middle", say, wide=34)]
    rows: list[tuple[Cell, ...]] = [(told.note, None, None)]  # why there is nothing, where there is nothing
    if told.pillars is not None:
        rows = [(*line,) for line in told.pillars.table.rows]
    return noted("comparison", columns, rows, told.note, say)


def in_use(gathered: Gathered, say: Say) -> TableSheet:
    """How many departments have each practice, as anybody may know it."""
    told = words.for_others(gathered.benchmark, gathered.questionnaire, gathered.turnout.submitted, say, gathered.zone)
    columns = [column("practice", say, wide=34), column("in_use_about", say, wide=44)]
    rows = [(*line,) for line in told.practices.rows] if told.practices is not None else []
    return noted("in_use", columns, rows, told.practices_note, say)


def steps(gathered: Gathered, say: Say) -> TableSheet:
    """What departments have planned together, as anybody may know it: a number is to the nearest five."""
    assert gathered.planned is not None, "it is listed only where it is told"
    found = words.steps(gathered.planned, say, gathered.zone)
    names = ("step_planned", "step_begun", "step_done")
    columns = [column("practice", say, wide=34), *(column(name, say, "number") for name in names)]
    rows = [
        (one.practice, *(words.few(say) if count is None else count for count in one.counts)) for one in found.lines
    ]
    return noted("steps", columns, rows, found.about, say)
