"""Scores as a strip of cells, shaded by level, each with its number in it and its words beside it."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

import plotly.graph_objects as go

from assessment.charts.drawing import INK, LEVELS, LINE, SMALL, SPREAD_EDGE, TRACK, Drawing
from assessment.findings.rows import ScoreCell

ROW = 48  # px: a name over its words
WIDE = 54  # px: a cell; the words stand beside it
WIDEST = 29  # characters of a name that fit beside a cell at 320 px; what is longer gets two lines, at every width
DARK_FROM = 3  # the level from which a cell is so deep that its number is light


def heat_strip(cells: Sequence[ScoreCell]) -> go.Figure:
    """Draw scores one under the other, in the order of the questionnaire."""
    drawing = Drawing()
    y = 0.0
    for cell in cells:
        names = textwrap.wrap(cell.label, WIDEST)
        high = ROW + LINE * (len(names) - 1)
        _cell(drawing, cell, y, high)
        for line, name in enumerate(names):
            drawing.words(name, y + 14 + LINE * line, indent=-WIDE - 12)
        drawing.words(cell.word, y + 14 + LINE * len(names), size=SMALL, indent=-WIDE - 12)
        y += high
    return drawing.framed(y, left=0, right=0)


def _cell(drawing: Drawing, cell: ScoreCell, y: float, high: float) -> None:
    dark = cell.level is not None and cell.level >= DARK_FROM
    drawing.box(WIDE, y, y + high, TRACK if cell.level is None else LEVELS[cell.level], SPREAD_EDGE)
    drawing.inside(cell.number, WIDE, y + high / 2, TRACK if dark else INK)
