"""What a figure and its table show: the screen draws it with plotly, the paper with Typst.

Values run from 0 to 100 and only place a mark; what is read is always a string, already rounded
and in the reader's language. None is what is not shown.
"""

from __future__ import annotations

from dataclasses import dataclass

from assessment.scoring import Met


@dataclass(frozen=True)
class Row:
    """One line of a dot chart, or with `heading` the name over the lines that follow.

    `count` ("Basic · 8 of 10 essentials") opens a second line of words, with the verdict at its right. A quartile that
    is told in words only is None, and leaves its end of the box open.
    """

    label: str
    score: float | None = None
    low: float | None = None
    high: float | None = None
    median: float | None = None
    q1: float | None = None
    q3: float | None = None
    before: float | None = None
    number: str = ""
    count: str = ""
    verdict: str = ""
    heading: bool = False
    bold: bool = False  # the label: the row that sums up the others
    theirs: bool = False  # the score is not the reader's own: drawn in ink


@dataclass(frozen=True)
class Boxes:
    """Practices as boxes, one for each that applies, those in use first; with `heading` a name over what follows.

    The middle of the others is marked beneath, in boxes of ours. What is told in words only is None: a median has no
    mark then, and a quartile leaves its end of the middle half open.
    """

    label: str
    used: int = 0
    asked: int = 0
    median: int | None = None
    q1: int | None = None
    q3: int | None = None
    count: str = ""  # "22 of 38"
    others: str = ""  # "the others: about 21 of 38"
    verdict: str = ""  # "≈ about the same"
    heading: bool = False
    bold: bool = False  # the label: the row that sums up the others


@dataclass(frozen=True)
class Moment:
    """A round among rounds, the earliest first: its median and middle half."""

    label: str
    median: float | None
    q1: float | None
    q3: float | None
    number: str  # of the median, as it is written
    is_open: bool  # more will come
    continues: bool  # asks what the round before asked, so that a line may join them


@dataclass(frozen=True)
class Bands:
    """A round among rounds: how many departments are in each band, the lowest first."""

    label: str
    counts: tuple[int, ...]
    numbers: tuple[str, ...]  # the same as they are written
    rests_on: str  # how many that is
    is_open: bool


@dataclass(frozen=True)
class Key:
    """The words of the first row, which explains the marks by example; without one no mark."""

    median: str = ""
    middle: str = ""
    you: str = ""
    possible: str = ""
    before: str = ""


@dataclass(frozen=True)
class PracticeRow:
    """A practice: its name, whether we have it in use and in which words, and how many departments have it.

    An essential is called one: in `name` by a word, and in `label`, as it is drawn, by a sign that is explained.
    `share` (0 to 100) is what the rounded number is of all departments. It is None where `known`
    says only "fewer than five": then there is no bar either, because its length would be the
    number that is not told.
    """

    question_id: str
    name: str
    label: str
    met: Met
    word: str
    known: str = ""  # empty where nothing is told of the others
    share: float | None = None


@dataclass(frozen=True)
class ScoreCell:
    """One score as a cell of a strip: the number in it, coloured by the whole level it reaches, and that in words."""

    label: str
    number: str
    level: int | None  # from 0 to 4; None where there is no one figure
    word: str


@dataclass(frozen=True)
class Stretch:
    """A band on the scale: where it starts, its name, and "40–59" as it is written."""

    start: float
    name: str
    span: str


@dataclass(frozen=True)
class ScoreLine:
    """One score on the whole scale, and the bands with the name of ours.

    Where one figure is not shown, `number` is the range in words, and `range_words` say that no band can be told. The
    yardstick is nobody's score: where every question that applies would stand at its minimum level.
    """

    score: float | None
    low: float
    high: float
    number: str
    bands: tuple[Stretch, ...]
    band: str = ""
    yardstick: float | None = None
    yardstick_number: str = ""
    yardstick_words: str = ""
    range_words: str = ""


@dataclass(frozen=True)
class Table:
    """The same as a figure, for reading: three columns at most."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def worded(self) -> Table:
        """The same without the columns that have no words in any row."""
        full = [place for place, words in enumerate(zip(*self.rows, strict=True)) if any(words)]
        heads, *rows = (tuple(line[place] for place in full) for line in (self.heads, *self.rows))
        return Table(heads, tuple(rows))


@dataclass(frozen=True)
class Picture:
    """A dot chart with all that goes with it: the finding, the words read aloud, the table."""

    headline: str
    rows: tuple[Row, ...]
    alt: str
    table: Table
    key: Key
    unit: str = ""  # what stands after the numbers of the axis


@dataclass(frozen=True)
class Cells:
    """The cells of one strip, under the name that gathers them, and the words read aloud."""

    name: str
    cells: tuple[ScoreCell, ...]
    alt: str


@dataclass(frozen=True)
class Strip:
    """Strips of cells with all that goes with them; the caption says what a shade means."""

    headline: str
    groups: tuple[Cells, ...]
    caption: str
    table: Table


@dataclass(frozen=True)
class BoxPicture:
    """Rows of boxes with all that goes with them; the caption says what a box and the marks beneath stand for."""

    headline: str
    rows: tuple[Boxes, ...]
    alt: str
    table: Table
    caption: str
