"""The figures on the scale from 0 to 100: words above, marks below, so that each fits a phone."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

import plotly.graph_objects as go

from assessment.charts.drawing import (
    BODY,
    HEADING,
    INK,
    INSET,
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
from assessment.findings.rows import Key, PracticeRow, Row, ScoreLine
from assessment.scoring import Met

ROW, LOW_ROW = 58, 52  # px: a line of words over a line of marks, and where room is scarce
CLOSE = 35  # px: the same without a second line of words, where many figures stand beside each other
PRACTICE, TOPIC = 48, 36  # px: a practice, words over its slim bar; a topic over its practices
WIDEST = 40  # characters of a row that fit 320 px; what is longer gets two lines, at every width
LETTER = 2.8  # units of the scale that a character of a small label takes at 320 px
SIGN_WIDE = 10  # units of the scale that a mark takes before its name at 320 px
BAR_END = 66  # where a slim bar ends on the scale; its number stands to the right of it
EDGE = 33  # so near an end a range in words would run out of the figure
_PARTS = ((LEVELS[4], TRACK), (LEVELS[2], INK), (LEVELS[0], INK))  # of a whole: the colour of each, and its number's
SIGN = 22  # px: a sign and the air after it, to the left of a name


def dot_rows(
    rows: Sequence[Row],
    key: Key | None = None,
    unit: str | None = "",
    ticks: Sequence[str] = tuple(map(str, TICKS)),
    *,
    high: int = ROW,
    close: bool = False,
) -> go.Figure:
    """Draw where we stand, one row a pillar or topic.

    Behind: the middle half of the departments and its median. In front: our score, how far it
    could move, and as a hollow dot where it was in the round before.

    Args:
        rows: in the order they are read, never by score.
        key: the names of the marks, over the rows; once a page.
        unit: what stands after the numbers of the axis, such as " %"; None draws no axis.
        ticks: what stands at 0, 25, 50, 75 and 100, where it is not these numbers: the five levels.
        high: px of a row, where few are to be seen at once.
        close: whether many figures stand beside each other: then rows are lower still, and have no second line.
    """
    drawing = Drawing()
    if close:
        for place, row in enumerate(rows):
            _close_row(drawing, row, place * CLOSE)
        return drawing.framed(len(rows) * CLOSE, unit=unit, ticks=ticks)
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
        _marks(drawing, row, y + high - 20)
        y += high
    return drawing.framed(y, unit=unit, ticks=ticks)


def score_line(line: ScoreLine) -> go.Figure:
    """Draw one score on the whole scale, with the bands, ours framed; under it the number of the yardstick at its mark.

    The names of the bands are the page's to write below: as text they stand in one row at every width.
    """
    drawing = Drawing()
    for band, end in zip(line.bands, [*(band.start for band in line.bands[1:]), 100], strict=True):
        colour, edge = (SPREAD, SPREAD_EDGE) if band.name == line.band else (TRACK, None)
        drawing.bar(band.start + 0.3, end - 0.3, 38, 14, colour, edge)
    if line.high > line.low:
        drawing.bar(line.low, line.high, 38, 10, UNCERTAIN)
    if line.score is not None:
        drawing.dot(line.score, 38)
    x, anchor = _over(line)
    drawing.label(x, 12, line.number, size=BODY + 2, bold=True, anchor=anchor)
    y = 52.0
    if line.yardstick is not None:
        drawing.bar(line.yardstick - 0.2, line.yardstick + 0.2, 38, 26, MEDIAN)
        drawing.label(line.yardstick, 60, line.yardstick_number)
        y += 18
    if line.range_words:
        drawing.example("possible", 0, y + 12)
        drawing.named(line.range_words, 0, y + 12)
        y += 24
    return drawing.framed(y)


def in_use_rows(topics: Sequence[tuple[str, Sequence[PracticeRow]]]) -> go.Figure:
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


def shares(parts: Sequence[tuple[str, int, str]], *, named: bool = True) -> go.Figure:
    """Draw the parts of a whole in their order, darkest first.

    A part too narrow for its number has it after its name; a name that would run into another
    goes one line lower. A number is drawn after its name, because it is read aloud in that order.

    Args:
        parts: at most three; name, count, and the count as it is written.
        named: whether the names stand below; otherwise the page says them in this order.
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
        words = (name if fits else f"{name}: {number}") if named else ""
        length = LETTER * len(words)
        to_right = start + length > 100
        begin = start + width - length if to_right else start
        if named:
            line = _free_line(taken, begin, begin + length + LETTER)
            x, anchor = (start + width, "right") if to_right else (start, "left")
            drawing.label(x, 50 + 18 * line, words, anchor=anchor)
        if fits:
            drawing.label(start + width / 2, 20, number, size=BODY, bold=True, colour=ink)
        start += width
    side = INSET if named else 1
    return drawing.framed((48 if named else 38) + 18 * len(taken), left=side, right=side)


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


def _marks(drawing: Drawing, row: Row, y: float, *, low: bool = False) -> None:
    drawing.bar(0, 100, y, 8 if low else 10, TRACK)
    if row.q1 is not None or row.q3 is not None:
        drawing.half(row.q1, row.q3, y, 12 if low else 16)
    if row.median is not None:
        wide = 0.7 if low else 0.35
        drawing.bar(row.median - wide, row.median + wide, y, 16 if low else 24, MEDIAN)
    if row.low is not None and row.high is not None and row.high > row.low:
        drawing.bar(row.low, row.high, y, 6, INK if row.theirs else UNCERTAIN)
    if row.before is not None:
        drawing.dot(row.before, y, hollow=True, ink=row.theirs)
    if row.score is not None:
        drawing.dot(row.score, y, ink=row.theirs)


def _close_row(drawing: Drawing, row: Row, y: float) -> None:
    """Draw a row without a second line of words."""
    drawing.words(row.label, y + 9, size=SMALL, bold=row.bold)
    drawing.marked(text(row.number, bold=True), y + 9, True, font(SMALL))
    _marks(drawing, row, y + 26, low=True)


def _practice(drawing: Drawing, practice: PracticeRow, y: float) -> float:
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
