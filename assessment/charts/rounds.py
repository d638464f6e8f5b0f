"""The rounds of a region one after the other: the median along time, and the bands as one bar a round."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import plotly.graph_objects as go

from assessment.charts.drawing import FINE, INK, LEVELS, SMALL, SPREAD, SPREAD_EDGE, TRACK, Drawing, Json, font, text
from assessment.findings.rows import Bands, Moment

TALL = 100  # px: of the scale from 0 to 100
ABOVE, BELOW = 20, 24  # px: for the number over the highest mark, and the name under the scale
STACK = 35  # px: the name of a round over its bar
FROM = 6.0  # units of the width: the numbers of the scale stand before it
HALF = 4.0  # units of the width: half as wide as the middle half of a round
LETTER = 3.4  # units of the width that a figure of a number takes in a narrow bar


def over_rounds(moments: Sequence[Moment]) -> go.Figure:
    """Draw the median of each round with its middle half, from the first round on the left to the last on the right.

    Rounds that ask something else are joined by no line. One that is still open has a hollow mark.
    """
    drawing = Drawing()
    step = (100 - FROM) / len(moments)
    places = [FROM + step * (number + 0.5) for number in range(len(moments))]
    for level in (0, 100):
        drawing.line(FROM, 100, _height(level), _height(level))
        drawing.words(str(level), _height(level), size=FINE)
    for (left, before), (right, now) in pairwise(zip(places, moments, strict=True)):
        if now.continues and before.median is not None and now.median is not None:
            drawing.line(left, right, _height(before.median), _height(now.median), INK, dashed=now.is_open)
    for x, one in zip(places, moments, strict=True):
        _moment(drawing, one, x)
    return drawing.framed(ABOVE + TALL + BELOW)


def band_rows(rows: Sequence[Bands]) -> go.Figure:
    """Draw one bar a round: how many departments are in each band, the lowest at the left.

    A round that is still open is drawn in outline: what it has so far is not what it will have.
    """
    drawing = Drawing()
    for place, row in enumerate(rows):
        y = place * STACK
        drawing.words(row.label, y + 8, size=SMALL, indent=0)
        drawing.words(row.rests_on, y + 8, right=True, size=FINE, indent=0)
        _stack(drawing, row, y + 26)
    return drawing.framed(len(rows) * STACK, left=1, right=1)


def _height(score: float) -> float:
    return ABOVE + TALL * (1 - score / 100)


def _moment(drawing: Drawing, one: Moment, x: float) -> None:
    drawing.label(x, ABOVE + TALL + 12, one.label)
    if one.median is None:
        return
    top = _height(one.median)
    if one.q1 is not None and one.q3 is not None:
        low, high = _height(one.q1), _height(one.q3)
        drawing.bar(x - HALF, x + HALF, (low + high) / 2, low - high, SPREAD, SPREAD_EDGE)
        top = high
    drawing.dot(x, _height(one.median), hollow=one.is_open, ink=True)
    drawing.label(x, min(top, _height(one.median) - 8) - 10, one.number, bold=True)


def _stack(drawing: Drawing, row: Bands, y: float) -> None:
    total, last = sum(row.counts), max(len(row.counts) - 1, 1)
    start = 0.0
    for place, (count, number) in enumerate(zip(row.counts, row.numbers, strict=True)):
        colour = LEVELS[place * (len(LEVELS) - 1) // last]
        width = 100 * count / total if total else 0
        if width:
            drawing.traces.append(_part(start, width, y, TRACK if row.is_open else colour, number))
        start += width


def _part(start: float, width: float, y: float, colour: str, number: str) -> Json:
    """A part of a bar; its number takes the colour that contrasts, and is left to the table where it does not fit."""
    return {
        "type": "bar",
        **{"x": [width], "y": [y], "base": [start], "width": [17], "orientation": "h"},
        "marker": {"color": colour, "line": {"width": 1, "color": SPREAD_EDGE}},
        "text": [text(number) if width > LETTER * (len(number) + 1) else ""],
        **{"textposition": "inside", "insidetextanchor": "middle", "textangle": 0, "constraintext": "none"},
        "textfont": {"size": FINE} if colour != TRACK else font(FINE),
        "hoverinfo": "skip",
    }
