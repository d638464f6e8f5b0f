"""From the bytes of a file to rows of text: CSV or Excel, with limits that a hostile file meets first.

What the cells mean is left to whoever asks. Nothing is guessed: a file in another encoding or with a broken
quotation mark is refused with its place, because a guess would change names.
"""

from __future__ import annotations

import csv
import io
import stat
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time
from itertools import islice

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from assessment.language import clean

MOST_BYTES = 1_000_000  # of the file
MOST_UNPACKED = 10_000_000  # bytes of an Excel file's parts together, as its directory states them
MOST_RATIO = 100  # how many times larger unpacked than packed
MOST_PARTS = 1_000
MOST_ROWS = 5_000  # with anything in them
LAST_ROW = 20_000  # a sheet's rows are looked at up to here, empty ones included
MOST_COLUMNS = 40  # cells to the right of it are not looked at
MOST_CHARACTERS = 1_000  # of a cell; longer than anything a column may hold

_DELIMITERS = (";", ",", "\t")
_EXCEL = b"PK\x03\x04"
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_SPREADSHEETS = (".xlsx", ".xlsm", ".xls", ".ods", ".numbers")
# no part of an Excel file may declare entities; one that does wants to grow while it is read
_DECLARATIONS = tuple(
    word.encode(encoding) for word in ("<!DOCTYPE", "<!ENTITY") for encoding in ("utf-8", "utf-16-le", "utf-16-be")
)
# what openpyxl raises over damaged parts; it has no error of its own that covers them
_UNREADABLE = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    InvalidFileException,
    LookupError,
    OSError,
    RuntimeError,
    SyntaxError,  # of the XML in it
    TypeError,
    ValueError,
    zipfile.BadZipFile,
    zlib.error,
)


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
    if len(data) > MOST_BYTES:
        raise TableError("too_large")
    if data.startswith(_OLD_EXCEL):
        raise TableError("old_excel")
    if data.startswith(_EXCEL):
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
        _refuse_bombs(data)
        workbook = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        sheets = [sheet for sheet in workbook.worksheets if isinstance(sheet, ReadOnlyWorksheet)]
        sheet = next((sheet for sheet in sheets if sheet.sheet_state == "visible"), None)
        if sheet is None:
            raise TableError("empty_file")
        # the size that the sheet claims is not believed: it may claim every cell there is
        sheet.reset_dimensions()
        values = sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True)
        for number, cells in enumerate(islice(values, LAST_ROW + 1), start=1):
            yield number, _cells([_text(value) for value in cells]) if any(cells) else ()
    except TableError:
        raise
    except _UNREADABLE as error:
        raise TableError("unreadable") from error


def _refuse_bombs(data: bytes) -> None:
    """Refuse an archive that would unpack to far more than it is, before anything in it is unpacked."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
        if "[Content_Types].xml" not in archive.namelist():
            raise TableError("file_kind")
        unpacked = sum(part.file_size for part in parts)
        if len(parts) > MOST_PARTS or unpacked > min(MOST_UNPACKED, MOST_RATIO * len(data)):
            raise TableError("too_large")
        for part in parts:
            if stat.S_ISLNK(part.external_attr >> 16) or part.flag_bits & 0x1:  # a link, or encrypted
                raise TableError("unreadable")
            content = archive.read(part)  # whatever it is called: a relation can make any part be read as XML
            if any(word in content for word in _DECLARATIONS):
                raise TableError("unreadable")


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
    cells = [clean(text, MOST_CHARACTERS).strip() for text in texts]
    while cells and not cells[-1]:
        cells.pop()
    return tuple(cells)
