"""How tall a row of a spreadsheet must be: programs do not grow a row that was written to fit what is in it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable

FONT = "Arial"  # or one as wide: every office program has one, so that a line holds as much everywhere
TALLEST = 409.0  # points; no program takes more
_LINE = 12.8  # points, of letters of ten
_ROOM = 5.0  # points above the first line and under the last
_LETTERS = 1.05  # that a line surely holds for each unit of its column's width, bold ones too


def height(cells: Iterable[tuple[str, float]]) -> float:
    """How many points a row of texts of ten points needs; of each cell its text and how wide its column is."""
    most = max((_lines(text, width * _LETTERS) for text, width in cells), default=1)
    return min(TALLEST, round(most * _LINE + _ROOM, 1))


def _lines(text: str, letters: float) -> int:
    return sum(max(1, len(textwrap.wrap(line, max(1, int(letters))))) for line in text.split("\n"))
