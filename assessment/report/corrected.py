"""A list of departments as it was read, with what is wrong beside each row, to be put right and brought again."""

from __future__ import annotations

import io
from datetime import date, datetime, time

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from assessment.findings import incoming
from assessment.questionnaire import Questionnaire
from assessment.register import COLUMNS, Import
from assessment.upload import Cell
from assessment.wording import Say

_WIDTH, _WIDTH_OF_WORDS = 22, 70  # characters
_NOT_BELIEVED = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def corrected(found: Import, questionnaire: Questionnaire, say: Say) -> bytes:
    """Write the workbook: headings as they were understood, every row with its cells, the wrong ones marked.

    Rows that the coordinator leaves out are left out.
    """
    assert found.reading is not None, "there is a table"
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True, **_NOT_BELIEVED}) as book:
        sheet = book.add_worksheet()
        formats = {
            "head": book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1}),
            "wrong": book.add_format({"bg_color": "#FFE8A3"}),
            "words": book.add_format({"text_wrap": True, "valign": "top", "bg_color": "#FFE8A3"}),
        }
        _write(sheet, found, incoming.by_row(found.problems, questionnaire, say), formats, say)
    return target.getvalue()


def _write(sheet: Worksheet, found: Import, said: dict[int, str], formats: dict[str, Format], say: Say) -> None:
    reading = found.reading
    assert reading is not None
    wide = max([len(found.columns), *(len(row.cells) for row in reading.rows)])
    places = {one.meaning: one.place for one in found.columns if one.meaning}
    wrong = {(one.row, places.get(one.column)) for one in found.problems if one.column}
    for one in found.columns:
        heading = incoming.column(one.meaning, say) if one.meaning in COLUMNS else one.heading
        sheet.write_string(0, one.place, heading, formats["head"])
    sheet.write_string(0, wide, say("register.corrected.heading"), formats["head"])
    kept = [row for row in reading.rows if row.number not in found.looked.left_out]
    for at, row in enumerate(kept, 1):
        for place, cell in enumerate(row.cells):
            _cell(sheet, at, place, cell, formats["wrong"] if (row.number, place) in wrong else None)
        if row.number in said:
            sheet.write_string(at, wide, said[row.number], formats["words"])
    sheet.set_column(0, max(wide - 1, 0), _WIDTH)
    sheet.set_column(wide, wide, _WIDTH_OF_WORDS)
    sheet.freeze_panes(1, 0)


def _cell(sheet: Worksheet, row: int, place: int, cell: Cell, mark: Format | None) -> None:
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
