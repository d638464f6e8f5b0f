"""The figures on the scale from 0 to 100: words above, marks below, so that each fits a phone."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

import plotly.graph_objects as go

from assessment.charts.drawing import (
    BODY,
    HEADING,
    INK,
    LEVELS,
    LINE,
    MEDIAN,
    SIGNS,
    SMALL,
    SPREAD,
    SPREAD_EDGE,
    TEXT,
    TICKS,
    TRACK,
    UNCERTAIN,
    US,
    WIDEST_SMALL,
    Drawing,
    font,
    text,
)
from assessment.findings.rows import Key, Practice, Row, ScoreLine
from assessment.scoring import Met

ROW = 58  # px: a line of words over a line of marks
PRACTICE, TOPIC = 48, 36  # px: a practice, words over its slim bar; a topic over its practices
WIDEST = 40  # characters of a row that fit 320 px; what is longer gets two lines, at every width
LETTER = 2.8  # units of the scale that a character of a small label takes at 320 px
SIGN_WIDE = 10  # units of the scale that a mark takes before its name at 320 px
BAR_END = 66  # where a slim bar ends on the scale; its number stands to the right of it
EDGE = 33  # so near an end a range in words would run out of the figure
_PARTS = ((LEVELS[4], TRACK), (LEVELS[2], INK), (LEVELS[0], INK))  # of a whole: the colour of each, and its number's
SIGN = 22  # px: a sign and the air after it, to the left of a name


def dot_rows(
    rows: Sequence[Row], key: Key | None = None, unit: str = "", ticks: Sequence[str] = tuple(map(str, TICKS))
) -> go.Figure:
    """Draw where we stand, one row a pillar or topic.

    Behind: the middle half of the departments and its median. In front: our score, how far it
    could move, and as a hollow dot where it was in the round before.

    Args:
        rows: in the order they are read, never by score.
        key: the names of the marks, over the rows; once a page.
        unit: what stands after the numbers of the axis, such as " %".
        ticks: what stands at 0, 25, 50, 75 and 100, where it is not these numbers: the five levels.
    """
    drawing = Drawing()
    y = _key(drawing, key) if key else 0.0
    folded = any(_is_long(row) for row in rows)
    for place, row in enumerate(rows):
        if place and not rows[place - 1].heading:
            drawing.cuts.append(y)
        if row.heading:
            drawing.words(row.label, y + 22, size=BODY, bold=True)
            drawing.rule(y + 37)
            y += HEADING
            continue
        y = _row_words(drawing, row, y, folded)
        _marks(drawing, row, y + 38)
        y += ROW
    return drawing.framed(y, unit=unit, ticks=ticks)


def score_line(line: ScoreLine) -> go.Figure:
    """Draw one score on the whole scale, under it each band with where it begins and ends; ours is bold and framed.

    The number of the yardstick stands at its mark, and what it means is said below.
    """
    drawing = Drawing()
    last = len(line.bands) - 1
    ends = [band.start for band in line.bands[1:]] + [100]
    top = 64.0 if line.yardstick is None else 80.0
    for index, (band, end) in enumerate(zip(line.bands, ends, strict=True)):
        start, ours = band.start, band.name == line.band
        colour, edge = (SPREAD, SPREAD_EDGE) if ours else (TRACK, None)
        drawing.bar(start + 0.3, end - 0.3, 38, 14, colour, edge)
        # Every second name lower: five names fit 320 px in every language.
        x, anchor = (start + end) / 2, "center"
        if index in (0, last):
            x, anchor = (0, "left") if index == 0 else (100, "right")
        y = top + 34 * (index % 2)
        drawing.label(x, y, band.name, anchor=anchor, bold=ours)
        drawing.label(x, y + 15, band.span, anchor=anchor, bold=ours)
    if line.high > line.low:
        drawing.bar(line.low, line.high, 38, 10, UNCERTAIN)
    if line.score is not None:
        drawing.dot(line.score, 38)
    x, anchor = _over(line)
    drawing.label(x, 12, line.number, size=BODY + 2, bold=True, anchor=anchor)
    y = top + 74.0
    if line.range_words:
        drawing.example("possible", 0, y)
        drawing.named(line.range_words, 0, y)
        y += 22
    if line.yardstick is not None:
        drawing.bar(line.yardstick - 0.2, line.yardstick + 0.2, 38, 26, MEDIAN)
        drawing.label(line.yardstick, 60, line.yardstick_number)
        drawing.example("median", 0, y)
        drawing.named(line.yardstick_words, 0, y)
        y += 22
    return drawing.framed(y - 10)


def in_use_rows(topics: Sequence[tuple[str, Sequence[Practice]]]) -> go.Figure:
    """Draw what is in use with us and with how many departments, in questionnaire order.

    Our side is sign and words, theirs the bar: so nothing is said twice. A whole bar is all the
    departments.
    """
    drawing = Drawing()
    y = 0.0
    for place, (topic, practices) in enumerate(topics):
        if place:
            drawing.cuts.append(y)
        drawing.words(topic, y + 22, size=SMALL, bold=True, indent=SIGN)
        y += TOPIC
        for practice in practices:
            y = _practice(drawing, practice, y)
    return drawing.framed(y, left=SIGN, right=0)


def shares(parts: Sequence[tuple[str, int, str]]) -> go.Figure:
    """Draw the parts of a whole in their order, darkest first.

    A part too narrow for its number has it after its name; a name that would run into another
    goes one line lower. A number is drawn after its name, because it is read aloud in that order.

    Args:
        parts: at most three; name, count, and the count as it is written.
    """
    drawing = Drawing()
    total = sum(count for _, count, _ in parts)
    start = 0.0
    taken: list[list[tuple[float, float]]] = []  # per line of names, the stretches in use
    for (name, count, number), (colour, ink) in zip(parts, _PARTS, strict=False):
        width = 100 * count / total if total else 0
        fits = width > LETTER * (len(number) + 2)
        if width:
            _part(drawing, start, width, colour)
        words = name if fits else f"{name}: {number}"
        length = LETTER * len(words)
        to_right = start + length > 100
        begin = start + width - length if to_right else start
        line = _free_line(taken, begin, begin + length + LETTER)
        x, anchor = (start + width, "right") if to_right else (start, "left")
        drawing.label(x, 50 + 18 * line, words, anchor=anchor)
        if fits:
            drawing.label(start + width / 2, 20, number, size=BODY, bold=True, colour=ink)
        start += width
    return drawing.framed(48 + 18 * len(taken))


def _over(line: ScoreLine) -> tuple[float, str]:
    """Where the number stands: at the score, or where the range is all there is, over its middle."""
    if line.score is not None:
        return line.score, "center"
    middle = (line.low + line.high) / 2
    if middle < EDGE:
        return 0, "left"
    return (100, "right") if middle > 100 - EDGE else (middle, "center")


def _is_long(row: Row) -> bool:
    """Whether name, number and verdict of a row are too long for one line on a phone."""
    if row.heading or row.count or not row.number or not row.verdict:
        return False
    return len(f"{row.label}  {row.number} {row.verdict}") > WIDEST


def _row_words(drawing: Drawing, row: Row, y: float, folded: bool) -> float:
    """Write what stands above the marks of a row; return where its last line of words begins."""
    number, verdict = text(row.number, bold=True), text(row.verdict)
    below = bool(row.count or (folded and row.number and row.verdict))
    beside = number if below else f"{number}  {verdict}".strip()
    taken = len(row.number if below else f"{row.number} {row.verdict}")
    first = y + 14
    for index, line in enumerate(textwrap.wrap(row.label, WIDEST - taken)):
        y += LINE if index else 0
        drawing.words(line, y + 14, bold=row.bold)
    drawing.marked(beside, first, True, font(TEXT))  # read aloud in this order: of what it is, then the number
    if below:
        y += LINE
        drawing.words(row.count, y + 14, size=SMALL)
        if row.count and row.verdict and len(row.count + row.verdict) > WIDEST_SMALL:
            y += LINE
        drawing.words(row.verdict, y + 14, right=True, size=SMALL)
    return y


def _key(drawing: Drawing, key: Key) -> float:
    """Draw each mark with its name, apart from the scale so that none is read as data; return where the rows begin."""
    x, y = 0.0, 12.0
    for mark in ("you", "possible", "before", "median", "middle"):
        words = getattr(key, mark)
        if not words:
            continue
        wide = SIGN_WIDE + LETTER * len(words)
        if x and x + wide > 100:
            x, y = 0.0, y + 24
        drawing.example(mark, x, y)
        drawing.named(words, x, y)
        x += wide
    drawing.rule(y + 18)
    return y + 24


def _marks(drawing: Drawing, row: Row, y: float) -> None:
    drawing.bar(0, 100, y, 10, TRACK)
    if row.q1 is not None or row.q3 is not None:
        drawing.half(row.q1, row.q3, y, 16)
    if row.median is not None:
        drawing.bar(row.median - 0.35, row.median + 0.35, y, 24, MEDIAN)
    if row.low is not None and row.high is not None and row.high > row.low:
        drawing.bar(row.low, row.high, y, 6, UNCERTAIN)
    if row.before is not None:
        drawing.dot(row.before, y, hollow=True)
    if row.score is not None:
        drawing.dot(row.score, y)


def _practice(drawing: Drawing, practice: Practice, y: float) -> float:
    """Draw one practice; return where the next begins."""
    drawing.words(SIGNS[practice.met], y + 11, size=BODY, colour=US, indent=SIGN)
    state = text(practice.word, bold=practice.met in (Met.MISSING, Met.UNKNOWN))
    if len(f"{practice.label}: {practice.word}") > WIDEST:
        drawing.words(f"{practice.label}:", y + 11, size=SMALL, indent=0)
        y += LINE
        drawing.marked(state, y + 11, False, font(SMALL), indent=0)
    else:
        drawing.marked(f"{text(practice.label)}: {state}", y + 11, False, font(SMALL), indent=0)
    counted = practice.share is not None
    if practice.share is not None:
        drawing.bar(0, BAR_END, y + 30, 8, TRACK)
        drawing.bar(0, BAR_END * practice.share / 100, y + 30, 8, SPREAD, edge=SPREAD_EDGE)
    drawing.words(practice.known, y + 30, right=counted, size=SMALL, indent=0)
    return y + PRACTICE


def _part(drawing: Drawing, start: float, width: float, colour: str) -> None:
    """Draw a part of a whole."""
    drawing.traces.append(
        {
            "type": "bar",
            **{"x": [width], "y": [20], "base": [start], "width": [34], "orientation": "h"},
            "marker": {"color": colour, "line": {"width": 1, "color": SPREAD_EDGE}},
        }
    )


def _free_line(taken: list[list[tuple[float, float]]], begin: float, end: float) -> int:
    """Take the first line of names on which a stretch is free; return its place."""
    for place, stretches in enumerate(taken):
        if all(end <= start or begin >= stop for start, stop in stretches):
            stretches.append((begin, end))
            return place
    taken.append([(begin, end)])
    return len(taken) - 1
