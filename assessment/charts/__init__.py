"""How it looks: plotly figures from finished labels.

A figure says one thing. Its finding is the heading above it, written by the page; its numbers are
the table below it. Rows and their words come from `findings.rows`, which the paper draws too.
"""

from assessment.charts.boxes import box_rows
from assessment.charts.drawing import CONFIG, INSET
from assessment.charts.lines import LOW_ROW, dot_rows, in_use_rows, score_line, shares
from assessment.charts.maps import essentials_map, heat_map
from assessment.charts.rounds import band_rows, over_rounds
from assessment.charts.strips import heat_strip

__all__ = [
    "CONFIG",
    "INSET",
    "LOW_ROW",
    "band_rows",
    "box_rows",
    "dot_rows",
    "essentials_map",
    "heat_map",
    "heat_strip",
    "in_use_rows",
    "over_rounds",
    "score_line",
    "shares",
]
