"""Practices as boxes: how many are in use with us, and the middle of the others beneath; no scale from 0 to 100."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from assessment.charts.drawing import BODY, HEADING, LINE, MEDIAN, SMALL, SPREAD_EDGE, TRACK, US, Drawing
from assessment.findings.rows import Boxes

ROW = 54  # px: a line of words over a line of boxes
BENEATH = 14  # px: the marks of the others under the boxes
WIDEST = 38  # characters of the words under a row that share a line at 320 px; longer ones get one each
GAP = 0.25  # units of the width on each side of a box


def box_rows(rows: Sequence[Boxes]) -> go.Figure:
    """Draw one row a measure: a box for each practice that applies, those in use filled and first.

    A row is as wide as the figure whatever it holds; what is in it is counted, not measured.
    """
    drawing = Drawing()
    y = 0.0
    for row in rows:
        if row.heading:
            drawing.words(row.label, y + 22, size=BODY, bold=True)
            drawing.rule(y + 37)
            y += HEADING
        else:
            y = _row(drawing, row, y)
    return drawing.framed(y)


def _row(drawing: Drawing, row: Boxes, y: float) -> float:
    """Draw one row; return where the next begins."""
    drawing.words(row.label, y + 14, bold=row.bold)
    drawing.words(row.count, y + 14, right=True, bold=True)
    _boxes(drawing, row, y + 35)
    beside = _beneath(drawing, row, y + 51)
    words = y + ROW + (BENEATH if beside else 0)
    drawing.words(row.others, words, size=SMALL)
    if row.others and row.verdict and len(row.others + row.verdict) > WIDEST:
        words += LINE
    drawing.words(row.verdict, words, right=True, size=SMALL)
    return words + (20 if row.others or row.verdict else 0)


def _boxes(drawing: Drawing, row: Boxes, y: float) -> None:
    for place in range(row.asked):
        start, end = (100 * edge / row.asked for edge in (place, place + 1))
        fill, edge = (US, US) if place < row.used else (TRACK, SPREAD_EDGE)
        drawing.bar(start + GAP, end - GAP, y, 16, fill, edge)


def _beneath(drawing: Drawing, row: Boxes, y: float) -> bool:
    """Draw the middle half of the others and their median, each after as many boxes; say whether there is any."""
    q1, median, q3 = (None if end is None else 100 * end / row.asked for end in (row.q1, row.median, row.q3))
    if q1 is not None or q3 is not None:
        drawing.half(q1, q3, y, 8)
    if median is not None:
        drawing.bar(median - 0.35, median + 0.35, y, 14, MEDIAN)
    return (q1, median, q3) != (None, None, None)
