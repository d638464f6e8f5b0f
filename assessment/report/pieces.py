"""What a document is made of: a few kinds of pieces, in finished words, in the order they are read.

The template draws each kind on paper, and the editable copy writes each kind with Word's own means. Figures take the
rows that the screen's figures take.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from assessment.findings.overall import Fact
from assessment.findings.parts import Essential
from assessment.findings.rows import Boxes, Key, PracticeRow, Row, ScoreLine, Table
from assessment.scoring import Met

Tone = Literal["plain", "lead", "note", "quiet", "strong"]


@dataclass(frozen=True)
class Heading:
    """A heading; levels follow each other without a gap. The contents leave out what is not `listed`.

    `beside` stands quietly at the end of its line.
    """

    level: int
    text: str
    listed: bool = True
    beside: str = ""


@dataclass(frozen=True)
class Paragraph:
    """Running text; each line break begins a new line."""

    text: str
    tone: Tone = "plain"


@dataclass(frozen=True)
class Facts:
    """Values side by side, three at most."""

    items: tuple[Fact, ...]


@dataclass(frozen=True)
class Scale:
    """The overall score on its scale."""

    line: ScoreLine
    alt: str


@dataclass(frozen=True)
class DotRows:
    """A dot chart; `unit` stands after the numbers of the axis. The editable copy has the table in its place."""

    rows: tuple[Row, ...]
    alt: str
    table: Table
    key: Key | None = None
    unit: str = ""


@dataclass(frozen=True)
class BoxRows:
    """Practices as boxes, the middle of the others beneath. The editable copy has the table in its place."""

    rows: tuple[Boxes, ...]
    alt: str
    table: Table


@dataclass(frozen=True)
class InUseRows:
    """Practices by topic: our state in words, the others' count as a slim bar. `key` says what is not plain.

    The editable copy has the table in its place, where nothing is to be explained.
    """

    topics: tuple[tuple[str, tuple[PracticeRow, ...]], ...]
    alt: str
    table: Table
    key: str = ""


@dataclass(frozen=True)
class Sign:
    """Whether something is met, as sign and word."""

    met: Met
    word: str


@dataclass(frozen=True)
class Essentials:
    """The essentials in two columns."""

    items: tuple[Essential, ...]


@dataclass(frozen=True)
class PairItem:
    """A name and what it stands for; `muted` for what only says that there is nothing."""

    name: str
    value: str
    muted: bool = False
    bold: bool = False


@dataclass(frozen=True)
class StepItem:
    """One action, and under it what it brings and to which level it leads.

    On the page for those who decide, also why it matters, and room to fill in by hand, by its labels. Of one that the
    department has decided on, what it said: in short in a line, and at length each in its own.
    """

    action: str
    why: str
    leads: str = ""
    matters: str = ""
    room: tuple[str, ...] = ()
    facts: tuple[PairItem, ...] = ()
    notes: tuple[PairItem, ...] = ()


@dataclass(frozen=True)
class Steps:
    """Numbered actions; `first` is the number of the first."""

    items: tuple[StepItem, ...]
    first: int = 1


@dataclass(frozen=True)
class Box:
    """What the reader is asked to decide: the only box of a page."""

    title: str
    text: str


@dataclass(frozen=True)
class Pairs:
    """Names and their values, as a table with two columns."""

    heads: tuple[str, str]
    items: tuple[PairItem, ...]


@dataclass(frozen=True)
class Answered:
    """One question as it was answered: its level on the strip, in words, and what goes with it."""

    question: str
    level: int | None  # None: not known, or does not apply
    minimum: int
    answer: str  # "3 · Regular and checked", or what was said instead of a level
    minimum_words: str
    sign: Sign | None  # None where nothing is asked of it
    sentences: tuple[str, ...]  # the level chosen in full, or the reason why it does not apply
    notes: tuple[PairItem, ...]


@dataclass(frozen=True)
class Tick:
    """One thing to tick."""

    text: str
    label: str = ""


@dataclass(frozen=True)
class Asked:
    """One question still to be answered, with its choices and room to write."""

    question: str
    about: str  # that it is essential and why; empty where it is not
    choices: tuple[Tick, ...]
    notes: tuple[PairItem, ...]
    room: str = ""  # what the empty lines are for


@dataclass(frozen=True)
class Blank:
    """Something to fill in: its name, unless a heading says it, and either choices or a line to write on."""

    name: str
    choices: tuple[str, ...] = ()
    counted: bool = False  # whether a number is written after each choice


@dataclass(frozen=True)
class Blanks:
    """Things to fill in, one under the other."""

    items: tuple[Blank, ...]


@dataclass(frozen=True)
class Grid:
    """A table; `wide` gives the widths of its columns as shares, `right` those that are set to the right.

    With `by_hand` its rows have room for somebody who ticks them.
    """

    table: Table
    wide: tuple[float, ...]
    right: tuple[int, ...] = ()
    by_hand: bool = False


@dataclass(frozen=True)
class FillIn:
    """A table to write in, with lines around every cell; what is empty stays, and no row is less than `tall`.

    Of a text with several lines the first is its name.
    """

    table: Table
    wide: tuple[int, ...]  # shares
    tall: int  # millimetres


@dataclass(frozen=True)
class Listing:
    """Items, each with a dash."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class Contents:
    """The contents, with links and page numbers, under a heading of their own; `depth` says of how many levels."""

    title: str
    level: int = 1
    note: str = ""
    depth: int = 2


@dataclass(frozen=True)
class NewPage:
    """What follows, a heading, begins on a page of its own; in the editable copy too if `everywhere`."""

    everywhere: bool = False


@dataclass(frozen=True)
class NewPart:
    """What follows is a part of its own: it begins on this page where that has room for a good beginning."""


@dataclass(frozen=True)
class OnePage:
    """Pieces that stay on one page, set tighter where they must; `last` stands at its foot.

    `shorter` says the same with less, each with less than the one before: the first that fits is set.
    """

    pieces: tuple[Piece, ...]
    last: tuple[Piece, ...] = ()
    shorter: tuple[tuple[Piece, ...], ...] = ()


Piece = (
    Heading
    | Paragraph
    | Facts
    | Scale
    | DotRows
    | InUseRows
    | BoxRows
    | Essentials
    | Steps
    | Box
    | Pairs
    | Answered
    | Asked
    | Blanks
    | Grid
    | FillIn
    | Listing
    | Contents
    | NewPage
    | NewPart
    | OnePage
)


@dataclass(frozen=True)
class Document:
    """A whole document: what it is, what stands on every page, and its pieces."""

    language: str
    title: str
    author: str
    about: str
    keywords: tuple[str, ...]
    made_at: datetime | None  # of the submission, never today
    running: str  # at the top of every page
    chapters: bool  # whether the top of a page names its chapter instead
    foot: str
    page_of: str  # with {page} and {pages}
    pieces: tuple[Piece, ...]
