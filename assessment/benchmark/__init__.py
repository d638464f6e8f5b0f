"""Where we stand among others: sheets in, only what may be disclosed out.

A sheet says which practices a department has in use, and nothing finer: no level, score, note or name comes in
here, so none can come out. `drawings` decides which groups are drawn, `benchmark` tells what one viewer sees.
"""

from assessment.benchmark.comparison import Benchmark, Group, benchmark
from assessment.benchmark.drawing import Decision, Drawings, drawings, joined_bands
from assessment.benchmark.figures import FEW, Figure, Position, PracticeCount, Share, Told, about
from assessment.benchmark.sheets import BenchmarkError, Edition, Moves, Sheet, band_ids, group_name, moves, staff_range

__all__ = [
    "FEW",
    "Benchmark",
    "BenchmarkError",
    "Decision",
    "Drawings",
    "Edition",
    "Figure",
    "Group",
    "Moves",
    "Position",
    "PracticeCount",
    "Share",
    "Sheet",
    "Told",
    "about",
    "band_ids",
    "benchmark",
    "drawings",
    "group_name",
    "joined_bands",
    "moves",
    "staff_range",
]
