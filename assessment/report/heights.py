"""How a sheet stands on paper, and how tall its rows must be: programs do not grow a row to fit what is in it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable

from xlsxwriter.worksheet import Worksheet

FONT = "Arial"  # or one as wide: every office program has one, so that a line holds as much everywhere
TALLEST = 409.0  # points; no program takes more
_LINE = 12.8  # points, of letters of ten
_ROOM = 5.0  # points above the first line and under the last
_LETTERS = 1.05  # that a line surely holds for each unit of its column's width, bold ones too


def height(cells: Iterable[tuple[str, float]]) -> float:
    """How many points a row of texts of ten points needs; of each cell its text and how wide its column is."""
    most = max((_lines(text, width * _LETTERS) for text, width in cells), default=1)
    return min(TALLEST, round(most * _LINE + _ROOM, 1))


def printed(sheet: Worksheet) -> None:
    """Set a sheet on A4, one page wide."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.set_footer("&C&P / &N")
    sheet.fit_to_pages(1, 0)


def _lines(text: str, letters: float) -> int:
    return sum(max(1, len(textwrap.wrap(line, max(1, int(letters))))) for line in text.split("\n"))
