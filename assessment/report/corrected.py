"""A list of departments as it was read, with what is wrong beside each row, to be put right and brought again."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from assessment.findings import incoming
from assessment.questionnaire import Questionnaire
from assessment.register import COLUMNS, Import
from assessment.register.table import ListRow
from assessment.report.heights import FONT, height, printed, written
from assessment.upload import Cell
from assessment.wording import Say

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

_NARROWEST, _WIDEST, _OF_WORDS = 9, 22, 70  # columns, in characters
_CELL = {"font_name": FONT, "font_size": 10, "text_wrap": True, "valign": "top"}
_WRONG = {**_CELL, "bg_color": "#FFE8A3"}


def corrected(found: Import, questionnaire: Questionnaire, say: Say) -> bytes:
    """Write the workbook: headings as they were understood, every row with its cells, the wrong ones marked.

    Rows that the coordinator leaves out are left out.
    """
    assert found.reading is not None, "there is a table"
    import xlsxwriter  # here, because a start does not wait for it

    target = io.BytesIO()
    with xlsxwriter.Workbook(target, written(in_memory=True)) as book:
        sheet = book.add_worksheet(say("register.corrected.sheet"))
        formats = {
            "head": book.add_format({**_CELL, "bold": True, "bottom": 1}),
            "cell": book.add_format(_CELL),
            "wrong": book.add_format(_WRONG),
        }
        _write(sheet, found, incoming.by_row(found.problems, questionnaire, say), formats, say)
    return target.getvalue()


def _write(sheet: Worksheet, found: Import, said: dict[int, str], formats: dict[str, Format], say: Say) -> None:
    reading = found.reading
    assert reading is not None
    wide = max([len(found.columns), *(len(row.cells) for row in reading.rows)])
    places = {one.meaning: one.place for one in found.columns if one.meaning}
    wrong = {(one.row, places.get(one.column)) for one in found.problems if one.column}
    kept = [row for row in reading.rows if row.number not in found.looked.left_out]
    heads = {
        one.place: incoming.column(one.meaning, say) if one.meaning in COLUMNS else one.heading for one in found.columns
    }
    heads[wide] = say("register.corrected.heading")
    lines = [heads, *(_words(row, said.get(row.number, ""), wide) for row in kept)]
    widths = [*(_width(line.get(place, "") for line in lines) for place in range(wide)), _OF_WORDS]
    for place, heading in heads.items():
        sheet.write_string(0, place, heading, formats["head"])
    for at, row in enumerate(kept, 1):
        for place, cell in enumerate(row.cells):
            _cell(sheet, at, place, cell, formats["wrong" if (row.number, place) in wrong else "cell"])
        if row.number in said:
            sheet.write_string(at, wide, said[row.number], formats["wrong"])
    for place, width in enumerate(widths):
        sheet.set_column(place, place, width)
    for at, line in enumerate(lines):
        sheet.set_row(at, height((text, widths[place]) for place, text in line.items()))
    sheet.freeze_panes(1, 0)
    printed(sheet)
    sheet.repeat_rows(0)


def _words(row: ListRow, said: str, wide: int) -> dict[int, str]:
    """What stands in a row, by its place."""
    cells = {place: str(cell.value) for place, cell in enumerate(row.cells) if cell.value is not None}
    return {**cells, wide: said}


def _width(texts: Iterable[str]) -> int:
    """As wide as the longest needs, within limits."""
    return min(_WIDEST, max(_NARROWEST, *(len(text) + 2 for text in texts)))


def _cell(sheet: Worksheet, row: int, place: int, cell: Cell, mark: Format) -> None:
    value = cell.value
    if value is None:
        sheet.write_blank(row, place, None, mark)
    elif isinstance(value, bool):
        sheet.write_boolean(row, place, value, mark)
    elif isinstance(value, int | float) and abs(value) < float("inf"):
        sheet.write_number(row, place, value, mark)
    elif isinstance(value, datetime | date | time):
        sheet.write_string(row, place, value.isoformat(), mark)
    else:
        sheet.write_string(row, place, str(value), mark)
