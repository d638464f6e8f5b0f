"""From the bytes of a file to rows of text: CSV or Excel, with limits to how many are read.

What the cells mean is left to whoever asks. Nothing is guessed: a file in another encoding or with a broken
quotation mark is refused with its place, because a guess would change names.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time

from assessment import upload
from assessment.language import clean

MOST_ROWS = 5_000  # with anything in them
LAST_ROW = 20_000  # a sheet's rows are looked at up to here, empty ones included
MOST_COLUMNS = 40  # cells to the right of it are not looked at

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
class Row:
    """A row with something in it, numbered as a spreadsheet shows it."""

    number: int
    cells: tuple[str, ...]  # without the empty ones at the end


def rows(data: bytes, file_name: str) -> list[Row]:
    """Read the rows of a CSV file, or of the first visible sheet of an Excel file.

    Args:
        data: the file. What it is, is told from its first bytes.
        file_name: a name that promises a spreadsheet is held against them.

    Raises:
        TableError: it is too large, unreadable, or something else.
    """
    if not data.strip():
        raise TableError("empty_file")
    if len(data) > upload.MOST_BYTES:
        raise TableError("too_large")
    if data.startswith(_OLD_EXCEL):
        raise TableError("old_excel")
    if data.startswith(upload.ZIP):
        return _filled(_excel_rows(data))
    if file_name.lower().endswith(_SPREADSHEETS):
        raise TableError("file_kind")
    return _filled(_csv_rows(data))


def _filled(numbered: Iterator[tuple[int, tuple[str, ...]]]) -> list[Row]:
    found: list[Row] = []
    for number, cells in numbered:
        if any(cells):
            found.append(Row(number, cells))
        if len(found) > MOST_ROWS or number > LAST_ROW:
            raise TableError("too_many_rows", number)
    return found


def _csv_rows(data: bytes) -> Iterator[tuple[int, tuple[str, ...]]]:
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
            yield number, _cells(record[:MOST_COLUMNS])
    except csv.Error as error:
        raise TableError("quotes", number + 1) from error


def _announced(text: str) -> str:
    """The delimiter where the first line is Excel's own hint, such as `sep=;`."""
    first = text.partition("\n")[0].strip("\r ")
    return first[4] if len(first) == 5 and first.lower().startswith("sep=") else ""


def _delimiter(text: str) -> str:
    """The delimiter that the first written line uses most, quoted text left out."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    unquoted = "".join(first.split('"')[::2])
    return max(_DELIMITERS, key=unquoted.count)


def _excel_rows(data: bytes) -> Iterator[tuple[int, tuple[str, ...]]]:
    try:
        sheet = next((sheet for sheet in upload.sheets(data) if sheet.is_visible), None)
        if sheet is None:
            raise TableError("empty_file")
        found = sheet.rows(LAST_ROW + 1, MOST_COLUMNS)
    except upload.UploadError as error:
        raise TableError(error.kind) from error
    for number, cells in enumerate(found, start=1):
        values = [cell.value for cell in cells]
        yield number, _cells([_text(value) for value in values]) if any(values) else ()


def _text(value: object) -> str:
    """A cell's value as somebody would have typed it."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)


def _cells(texts: list[str]) -> tuple[str, ...]:
    cells = [clean(text, upload.MOST_CHARACTERS).strip() for text in texts]
    while cells and not cells[-1]:
        cells.pop()
    return tuple(cells)
