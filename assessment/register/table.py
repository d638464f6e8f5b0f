"""From the bytes of a file to its tables: CSV or Excel, with limits to how much is read, each cell as it was typed.

What the cells mean is left to whoever asks. Nothing is guessed: a file in another encoding or with a broken
quotation mark is refused with its place, because a guess would change names; a number stays a number.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time
from itertools import islice

from assessment import upload
from assessment.language import clean
from assessment.upload import Cell

MOST_ROWS = 5_000  # with anything in them
MOST_COLUMNS = 40  # cells to the right of it are not looked at
MOST_OF_CELL = 500  # characters that are looked at; of what is asked for nothing has more than 254

_DELIMITERS = (";", ",", "\t")
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_SPREADSHEETS = (".xlsx", ".xlsm", ".xls", ".ods", ".numbers")


class TableError(ValueError):
    """A file that cannot be read as a table; `kind` says why, `row` where that is known."""

    def __init__(self, kind: str, row: int | None = None) -> None:
        super().__init__(kind if row is None else f"{kind} in row {row}")
        self.kind = kind
        self.row = row


@dataclass(frozen=True)
class ListRow:
    """A row with something in it, numbered as a spreadsheet shows it."""

    number: int
    cells: tuple[Cell, ...]  # without the blank ones at the end
    is_hidden: bool = False

    def cell(self, place: int | None) -> Cell:
        """The cell in a place; a blank one where the row does not reach so far."""
        return self.cells[place] if place is not None and place < len(self.cells) else _BLANK

    def texts(self) -> list[str]:
        """What stands in its cells."""
        return [text_of(cell) for cell in self.cells]


@dataclass(frozen=True)
class ListTable:
    """A sheet, or the whole of a CSV file."""

    title: str  # of the sheet; empty where the file has none
    rows: tuple[ListRow, ...]
    hidden_columns: frozenset[int] = frozenset()  # places, from 0
    cut_at: int | None = None  # the row with which it has more than are read


def tables(data: bytes, file_name: str) -> list[ListTable]:
    """Read a CSV file, or the visible sheets of an Excel file that have something in them.

    Args:
        data: the file. What it is, is told from its first bytes.
        file_name: a name that promises a spreadsheet is held against them.

    Raises:
        TableError: it is too large, unreadable, or something else; or there is nothing in it.
    """
    if not data.strip():
        raise TableError("empty_file")
    if len(data) > upload.MOST_BYTES:
        raise TableError("too_large")
    if data.startswith(_OLD_EXCEL):
        raise TableError("old_excel")
    if data.startswith(upload.ZIP):
        found = _sheets(data)
    elif file_name.lower().endswith(_SPREADSHEETS):
        raise TableError("file_kind")
    else:
        found = [_table("", list(islice(_csv_rows(data), MOST_ROWS + 1)))]
    filled = [one for one in found if one.rows]
    if not filled:
        raise TableError("empty_file")
    return filled


def text_of(cell: Cell) -> str:
    """A cell's value as somebody would have typed it, on one line and without marks that cannot be seen.

    Of a long one only the beginning: what it means is worked out again and again, and for thousands of cells.
    """
    value = cell.value
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, date | time):
        value = value.isoformat()
    return "" if value is None else line(str(value)[:MOST_OF_CELL])


def line(text: str) -> str:
    """A text on one line, without marks that cannot be seen: two names that look the same are the same."""
    seen = text if text.isascii() else "".join(letter for letter in text if unicodedata.category(letter) != "Cf")
    return " ".join(seen.split())


def _sheets(data: bytes) -> list[ListTable]:
    from assessment import unpacked  # here, because most processes read no workbook

    found = []
    try:
        for sheet in unpacked.sheets(data):
            if sheet.is_visible:
                content = sheet.content(MOST_ROWS + 1, MOST_COLUMNS)
                rows = [ListRow(one.number, _filled(one.cells), one.is_hidden) for one in content.lines]
                found.append(_table(line(sheet.title), rows, content.hidden_columns))
    except upload.UploadError as error:
        raise TableError(error.kind) from error
    return found


def _table(title: str, rows: list[ListRow], hidden_columns: frozenset[int] = frozenset()) -> ListTable:
    cut_at = rows[MOST_ROWS].number if len(rows) > MOST_ROWS else None
    return ListTable(title, tuple(rows[:MOST_ROWS]), hidden_columns, cut_at)


def _csv_rows(data: bytes) -> Iterator[ListRow]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise TableError("encoding", data.count(b"\n", 0, error.start) + 1) from error
    lines = io.StringIO(text, newline="")
    number = 0
    delimiter = _announced(text)
    if delimiter:
        lines.readline()
        number = 1
    reader = csv.reader(lines, delimiter=delimiter or _delimiter(text), strict=True)
    try:
        for record in reader:
            number += 1
            if not any(record):  # a file can be nothing but half a million of these
                continue
            cells = _filled([Cell(clean(one, upload.MOST_CHARACTERS).strip()) for one in record[:MOST_COLUMNS]])
            if cells:
                yield ListRow(number, cells)
    except csv.Error as error:
        raise TableError("quotes", number + 1) from error


def _announced(text: str) -> str:
    """The delimiter where the first line is Excel's own hint, such as `sep=;`."""
    first = text.partition("\n")[0].strip("\r ")
    return first[4] if len(first) == 5 and first.lower().startswith("sep=") else ""


def _delimiter(text: str) -> str:
    """The delimiter that is used most in the first line that uses any, quoted text left out."""
    for written in islice(text.splitlines(), 50):
        unquoted = "".join(written.split('"')[::2])
        used = max(_DELIMITERS, key=unquoted.count)
        if used in unquoted:
            return used
    return _DELIMITERS[0]


def _filled(cells: tuple[Cell, ...] | list[Cell]) -> tuple[Cell, ...]:
    """The cells without the blank ones at the end."""
    last = len(cells)
    while last and cells[last - 1].is_blank:
        last -= 1
    return tuple(cells[:last])


_BLANK = Cell()
