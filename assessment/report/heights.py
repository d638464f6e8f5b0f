"""How a sheet stands on paper, and how tall its rows must be: programs do not grow a row to fit what is in it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from assessment.findings.lines import lines

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

FONT = "Arial"  # or one as wide: every office program has one, so that a line holds as much everywhere
TALLEST = 409.0  # points; no program takes more
_LINE = 12.8  # points, of letters of ten
_ROOM = 3.0  # points above the first line and under the last
_UNIT = 0.5  # of a column's width, as a part of how tall letters are; a little less, for bold ones


def written(**options: object) -> dict[str, object]:
    """How a workbook is written, for XlsxWriter: what people typed is text and nothing else.

    Its own letters are those of the cells, because columns are measured in them; a program that lacks them would make
    the columns wider. Each workbook has options of its own: XlsxWriter writes into them.
    """
    return {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_format_properties": {"font_name": FONT, "font_size": 10},
        **options,
    }


def height(cells: Iterable[tuple[str, float]]) -> float:
    """How many points a row of texts of ten points needs; of each cell its text and how wide its column is."""
    most = max((_lines(text, width * _UNIT) for text, width in cells), default=1)
    return min(TALLEST, round(most * _LINE + _ROOM, 1))


def printed(sheet: Worksheet) -> None:
    """Set a sheet on A4, one page wide."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.set_footer("&C&P / &N")
    sheet.fit_to_pages(1, 0)


def _lines(text: str, room: float) -> int:
    return sum(lines(line, room) for line in text.split("\n"))
