"""A region's tables as a workbook: typed cells, filters, frozen headings, and first a sheet that explains the others.

What people typed is written as text and never as a formula, a link or a number, whatever it begins with.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import date, datetime

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from assessment.language import clean, moment_day
from assessment.reading.files import Gathered
from assessment.report.regional.cells import Cell, Column, Sheet
from assessment.wording import Say

MOST_CHARACTERS = 32_767  # of a cell; a workbook takes no more
_HEAD = {"bold": True, "text_wrap": True, "valign": "top", "font_color": "#FFFFFF", "bg_color": "#0B5163"}
_FORMATS: Mapping[str, Mapping[str, object]] = {
    "head": _HEAD,
    "title": {"bold": True, "font_size": 14},
    "wrapped": {"text_wrap": True, "valign": "top"},
    "text": {},
    "number": {"num_format": "0"},
    "level": {"num_format": "0.0"},
    "share": {"num_format": "0%"},
    "day": {"num_format": 14, "align": "left"},  # as the reader's own country writes a day
}


def workbook(sheets: Sequence[Sheet], gathered: Gathered, say: Say) -> bytes:
    """Write the tables; the same tables give the same bytes.

    Args:
        sheets: in their order.
        gathered: whose, and of which round and day.
        say: the language of every word.
    """
    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(target, options) as book:
        formats = {name: book.add_format(dict(values)) for name, values in _FORMATS.items()}
        made_at = gathered.as_of.replace(tzinfo=None, microsecond=0)
        book.set_properties({"title": say("regional.title", region=gathered.region_name), "created": made_at})
        _explain(book.add_worksheet(say("regional.sheet.explanation.title")), sheets, gathered, formats, say)
        for sheet in sheets:
            _write(book.add_worksheet(sheet.title), sheet, formats)
    return target.getvalue()


def _explain(
    target: Worksheet, sheets: Sequence[Sheet], gathered: Gathered, formats: Mapping[str, Format], say: Say
) -> None:
    """Write what the workbook is, whose eyes it is for, and what each sheet holds."""
    day = moment_day(gathered.as_of, say.language, gathered.zone)
    lines = [
        ("region", gathered.region_name),
        ("round", gathered.asked.title),
        ("as_of", day),
        ("questionnaire", f"{gathered.questionnaire.version} · {gathered.questionnaire.sha256[:12]}"),
        ("for_whom", say(f"regional.for_whom.{'others' if gathered.for_others else 'coordinator'}")),
    ]
    target.set_column(0, 0, 30)
    target.set_column(1, 1, 100)
    target.write_string(0, 0, _text(say("regional.title", region=gathered.region_name)), formats["title"])
    row = 2
    for name, value in lines:
        target.write_string(row, 0, say(f"regional.head.{name}"), formats["wrapped"])
        target.write_string(row, 1, _text(value), formats["wrapped"])
        row += 1
    row += 1
    target.write_string(row, 0, say("regional.head.sheet"), formats["head"])
    target.write_string(row, 1, say("regional.head.holds"), formats["head"])
    for sheet in sheets:
        row += 1
        target.write_string(row, 0, _text(sheet.title), formats["wrapped"])
        target.write_string(row, 1, _text(sheet.about), formats["wrapped"])
    row += 1
    for name in ("in_use",) if gathered.for_others else ("score", "levels", "in_use", "order"):
        row += 1
        target.write_string(row, 1, say(f"regional.means.{name}"), formats["wrapped"])


def _write(target: Worksheet, sheet: Sheet, formats: Mapping[str, Format]) -> None:
    for place, column in enumerate(sheet.columns):
        target.set_column(place, place, column.wide)
        target.write_string(0, place, _text(column.head), formats["head"])
    for row, cells in enumerate(sheet.rows, 1):
        for place, (column, cell) in enumerate(zip(sheet.columns, cells, strict=True)):
            _cell(target, row, place, column, cell, formats)
    target.freeze_panes(1, 1)
    target.autofilter(0, 0, max(len(sheet.rows), 1), len(sheet.columns) - 1)
    target.set_landscape()
    target.set_paper(9)  # A4
    target.fit_to_pages(1, 0)
    target.repeat_rows(0)


def _cell(target: Worksheet, row: int, place: int, column: Column, cell: Cell, formats: Mapping[str, Format]) -> None:
    """Write a value by its own type: a level is a number, and what was said instead of one is text."""
    if cell is None:
        return
    if isinstance(cell, str):
        target.write_string(row, place, _text(cell), formats["text"])
    elif isinstance(cell, date):
        target.write_datetime(row, place, datetime(cell.year, cell.month, cell.day), formats["day"])
    else:
        target.write_number(row, place, cell, formats[column.kind])


def _text(words: str) -> str:
    """A text that a cell can hold; a longer one ends in a mark that says so, never in silence."""
    kept = clean(words, MOST_CHARACTERS + 1)
    return kept if len(kept) <= MOST_CHARACTERS else f"{kept[: MOST_CHARACTERS - 3]}[…]"
