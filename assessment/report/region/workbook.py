"""A region's tables as a workbook: typed cells, filters, frozen headings, and first a sheet that explains the others.

What people typed is written as text and never as a formula, a link or a number, whatever it begins with. A row that is
written lies in a file for its owner alone until the workbook is put together: so it takes no memory, of however many
departments it tells.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from functools import partial
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from assessment.language import clean, moment_day
from assessment.reading.files import Gathered
from assessment.report.heights import FONT, height, printed, written
from assessment.report.region.cells import Cell, Column, Short, TableSheet
from assessment.wording import Say

if TYPE_CHECKING:
    import xlsxwriter
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

MOST_CHARACTERS = 32_767  # of a cell; a workbook takes no more
_CELL = {"font_name": FONT, "font_size": 10, "valign": "top"}
_HEAD = {**_CELL, "bold": True, "text_wrap": True, "font_color": "#FFFFFF", "bg_color": "#0B5163"}
_LEFT = {"align": "left", "indent": 1}  # apart from the column before; without a side, programs forget the indent
_RIGHT = {"align": "right", "indent": 1}
_INDENT = 1.5  # characters of a column's width
_FORMATS: Mapping[str, Mapping[str, object]] = {
    "head": {**_HEAD, **_LEFT},
    "head_of_numbers": {**_HEAD, **_RIGHT},
    "upright": {**_HEAD, "rotation": 90, "align": "center", "valign": "bottom"},
    "title": {**_CELL, **_LEFT, "bold": True, "font_size": 14},
    "text": {**_CELL, **_LEFT, "text_wrap": True},
    "among_numbers": {**_CELL, **_RIGHT, "text_wrap": True},  # what is said in the place of one
    "number": {**_CELL, **_RIGHT, "num_format": "#,##0"},  # parted as in the reader's own country
    "level": {**_CELL, **_RIGHT, "num_format": "0.0"},
    "share": {**_CELL, **_RIGHT, "num_format": "0%"},
    "day": {**_CELL, **_LEFT, "num_format": 14},  # as the reader's own country writes a day
    "month": {**_CELL, **_LEFT, "num_format": "mmmm yyyy"},
}
_NUMBERS = ("number", "level", "share")
_WIDEST = 260  # of a sheet whose heads lie; on one with more columns they stand upright, and numbers are narrow
_UPRIGHT, _UPRIGHT_HEIGHT = 6, 150  # how wide a column with an upright head is, and how tall the head is, in points


def workbook(
    sheets: Iterable[TableSheet], gathered: Gathered, say: Say, title: str = "", means: Sequence[str] = ()
) -> bytes:
    """Write the tables; the same tables give the same bytes.

    Args:
        sheets: in their order; each is written before the next is made, where they are made one by one.
        gathered: whose, and of which round and day.
        say: the language of every word.
        title: what it is, where it is not all that is known of a round.
        means: what of the method holds for it, where not all does.
    """
    title = title or say("files.title", region=gathered.region_name)
    means = means or (("in_use",) if gathered.for_others else ("score", "levels", "in_use", "order"))
    target = io.BytesIO()
    with _opened(target, title, gathered.as_of) as book:
        formats = _formats(book)
        explained = book.add_worksheet(say("files.sheet.explanation.title"))
        holds = tuple(map(partial(_write, book, formats), sheets))
        explained.write_string(0, 0, _text(title), formats["title"])
        _explain(explained, holds, gathered, means, formats, say)
    return target.getvalue()


def alone(sheets: Iterable[TableSheet], title: str, made_at: datetime) -> bytes:
    """Write tables without a sheet that explains them."""
    target = io.BytesIO()
    with _opened(target, title, made_at) as book:
        formats = _formats(book)
        for sheet in sheets:
            _write(book, formats, sheet)
    return target.getvalue()


@contextmanager
def _opened(target: io.BytesIO, title: str, made_at: datetime) -> Iterator[xlsxwriter.Workbook]:
    """A workbook that is put together at the end, from what lies in a folder until then; rows come in their order."""
    import xlsxwriter  # here, because a start does not wait for it

    with (
        TemporaryDirectory(prefix="in-touch-") as folder,
        xlsxwriter.Workbook(target, written(constant_memory=True, tmpdir=folder)) as book,
    ):
        book.set_properties({"title": title, "created": made_at.replace(tzinfo=None, microsecond=0)})
        yield book


def _formats(book: xlsxwriter.Workbook) -> Mapping[str, Format]:
    return {name: book.add_format(dict(values)) for name, values in _FORMATS.items()}


def _explain(
    target: Worksheet,
    holds: Sequence[tuple[str, str]],
    gathered: Gathered,
    means: Sequence[str],
    formats: Mapping[str, Format],
    say: Say,
) -> None:
    """Write what the workbook is, whose eyes it is for, and what each sheet holds."""
    day = moment_day(gathered.as_of, say.language, gathered.zone)
    lines = [
        ("region", gathered.region_name),
        ("round", gathered.asked.title),
        ("as_of", day),
        ("questionnaire", f"{gathered.questionnaire.version} · {gathered.questionnaire.sha256[:12]}"),
        ("for_whom", say(f"files.for_whom.{'others' if gathered.for_others else 'coordinator'}")),
    ]
    widths = (30, 100)
    for place, width in enumerate(widths):
        target.set_column(place, place, width)
    printed(target)
    target.set_row(0, 22)
    rows = [("text", say(f"files.head.{name}"), value) for name, value in lines]
    rows += [("", "", ""), ("head", say("files.head.sheet"), say("files.head.holds"))]
    rows += [("text", *one) for one in holds]
    rows += [("", "", "")]
    rows += [("text", "", say(f"files.means.{name}")) for name in means]
    for row, (form, *cells) in enumerate(rows, 2):
        for place, cell in enumerate(cells):
            if cell:
                target.write_string(row, place, _text(cell), formats[form])
        target.set_row(row, height((cell, width - _INDENT) for cell, width in zip(cells, widths, strict=True)))


def _write(book: xlsxwriter.Workbook, formats: Mapping[str, Format], sheet: TableSheet) -> tuple[str, str]:
    """Write a table, row by row; its title, and what is said about it."""
    target = book.add_worksheet(sheet.title)
    upright = sum(column.wide for column in sheet.columns) > _WIDEST
    widths = []
    for place, column in enumerate(sheet.columns):
        stands = upright and column.kind != "text"
        widths.append(_UPRIGHT if stands else column.wide)
        target.set_column(place, place, widths[-1])
        lies = "head_of_numbers" if column.kind in _NUMBERS else "head"
        target.write_string(0, place, _text(column.head), formats["upright" if stands else lies])
    heads = [
        (column.head, width - _INDENT) for column, width in zip(sheet.columns, widths, strict=True) if width != _UPRIGHT
    ]
    target.set_row(0, _UPRIGHT_HEIGHT if upright else height(heads))
    for row, cells in enumerate(sheet.rows, 1):
        for place, (column, cell) in enumerate(zip(sheet.columns, cells, strict=True)):
            _cell(target, row, place, column, cell, formats)
        said = ((_shown(cell), width - _INDENT) for cell, width in zip(cells, widths, strict=True))
        target.set_row(row, height(said))
    target.freeze_panes(1, 1)
    target.autofilter(0, 0, max(len(sheet.rows), 1), len(sheet.columns) - 1)
    printed(target)
    target.repeat_rows(0)
    return sheet.title, sheet.about


def _cell(target: Worksheet, row: int, place: int, column: Column, cell: Cell, formats: Mapping[str, Format]) -> None:
    """Write a value by its own type: a level is a number, and what was said instead of one is text."""
    if cell is None:
        return
    if isinstance(cell, str | Short):
        stands = formats["among_numbers" if column.kind in _NUMBERS else "text"]
        target.write_string(row, place, _text(_shown(cell)), stands)
        if isinstance(cell, Short):
            target.write_comment(row, place, _text(cell.whole), {"author": ""})
    elif isinstance(cell, date):
        form = formats["month" if column.kind == "month" else "day"]
        target.write_datetime(row, place, datetime(cell.year, cell.month, cell.day), form)
    else:
        target.write_number(row, place, cell, formats[column.kind])


def _shown(cell: Cell) -> str:
    """The words that stand in a cell."""
    if isinstance(cell, Short):
        return cell.short
    return cell if isinstance(cell, str) else ""


def _text(words: str) -> str:
    """A text that a cell can hold; a longer one ends in a mark that says so, never in silence."""
    kept = clean(words, MOST_CHARACTERS + 1)
    return kept if len(kept) <= MOST_CHARACTERS else f"{kept[: MOST_CHARACTERS - 3]}[…]"
