"""What somebody brings: the workbook of a stranger, measured before it is unpacked and read without being believed.

What is in the cells is left to whoever asks; nothing is computed, followed or loaded. Two rules keep the work within
the size that was measured, whatever a file says of itself: no part is read for two sheets, no text is cleaned twice.
"""

from __future__ import annotations

import codecs
import io
import re
import stat
import struct
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from threading import Lock
from typing import Any, Literal

from openpyxl.reader.excel import ExcelReader
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from assessment.language import clean

MOST_BYTES = 1_000_000  # of the file
MOST_UNPACKED = 10_000_000  # bytes of its parts together, as its directory states them
MOST_RATIO = 100  # how many times larger unpacked than packed
MOST_PARTS = 1_000
MOST_CHARACTERS = 5_000  # of a cell; longer than anything that is asked for, a note of 4,000 among it

ZIP = b"PK\x03\x04"  # how a workbook begins, as other archives do
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_LOCKED = "EncryptedPackage".encode("utf-16-le")  # what a workbook with a password holds, in the container of old ones
_OPEN_DOCUMENT = b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet"  # its first part, which is never packed
_FIRST_PART = 30  # where the name of an archive's first part begins
_NO_TABLE = (b"%PDF", b"{\\rtf", b"<", b"\x89PNG", b"\xff\xd8\xff")  # how files begin that are no table as text

Kind = Literal["empty_file", "too_large", "old_excel", "locked", "open_document", "file_kind", "unreadable"]

# No part of a workbook declares entities; one that does wants to grow while it is read, or to read something else.
_DECLARATION = re.compile(rb"<!(DOCTYPE|ENTITY)")
# The standard knows UTF-8 and UTF-16 only. In UTF-7 and the like a declaration would not be seen.
_ENCODING = re.compile(rb"""[^<]{0,8}<\?xml[^>]*\sencoding\s*=\s*["']([^"'>]*)""")
_ENCODINGS = (b"utf-8", b"utf-16", b"us-ascii")
_EBCDIC = "<?xml".encode("cp037")
_PACKINGS = (
    zipfile.ZIP_STORED,
    zipfile.ZIP_DEFLATED,
)  # Python unpacks the others whole, however small they claim to be

# What openpyxl and the libraries under it raise over damaged parts; it has no error of its own that covers them.
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
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
)

_ONE_AT_A_TIME = Lock()  # what is warned about is set for all threads at once


class UploadError(ValueError):
    """A file that is not read; `kind` says why."""

    def __init__(self, kind: Kind) -> None:
        super().__init__(kind)
        self.kind = kind


@dataclass(frozen=True)
class Cell:
    """What is in a cell."""

    value: object = None  # a text that was cleaned, a number, a day, a time, True or False; None where it is empty
    is_formula: bool = False


@dataclass(frozen=True)
class Sheet:
    """A sheet of a workbook, read when it is asked."""

    is_visible: bool
    _sheet: Any = field(repr=False)  # the types of openpyxl do not know that this one can be read

    def rows(self, last: int, columns: int) -> list[tuple[Cell, ...]]:
        """The rows from the first to the last that has something in it, or the one numbered `last`.

        Args:
            last: what is below it is not looked at.
            columns: how many of each row; what is to the right of them is not looked at.

        Raises:
            UploadError: the sheet is damaged.
        """
        texts: dict[str, str] = {}  # thousands of cells may stand for one long text
        with _careful():
            # the size that the sheet claims is not believed: it may claim every cell there is
            self._sheet.reset_dimensions()
            found = islice(self._sheet.iter_rows(max_col=columns), last)
            return [tuple(_cell(cell, texts) for cell in row) for row in found]


def check(data: bytes, *, text: bool = False) -> None:
    """Refuse what cannot be what was asked for, by its size and how it begins; nothing of it is opened.

    Args:
        data: the file, whatever it is, and whatever its name promises.
        text: whether a table as text is taken beside a workbook.

    Raises:
        UploadError: it is something else. What it is comes before how large it is, as that is to be changed first.
    """
    begins = data.removeprefix(codecs.BOM_UTF8).lstrip()[:_FIRST_PART]
    if not begins:
        raise UploadError("empty_file")
    if data.startswith(_OLD_OFFICE):
        raise UploadError("locked" if _LOCKED in data else "old_excel")
    if data.startswith(ZIP):
        if data.startswith(_OPEN_DOCUMENT, _FIRST_PART):
            raise UploadError("open_document")
    elif not text or begins.startswith(_NO_TABLE):
        raise UploadError("file_kind")
    if len(data) > MOST_BYTES:
        raise UploadError("too_large")


def sheets(data: bytes, *, formulas: bool = False) -> list[Sheet]:
    """Open a workbook.

    Args:
        data: the file, whatever it is.
        formulas: give those instead of what they came to when the file was saved.

    Raises:
        UploadError: it is too large, or unpacks to too much; it is something else; or it is damaged or means harm.
    """
    if len(data) > MOST_BYTES:
        raise UploadError("too_large")
    if not data.startswith(ZIP):
        raise UploadError("file_kind")
    with _careful():
        reader = _Reader(_unpacked(data), read_only=True, data_only=not formulas, keep_links=False)
        reader.read()
        found = [sheet for sheet in reader.wb.worksheets if isinstance(sheet, ReadOnlyWorksheet)]
        return [Sheet(sheet.sheet_state == "visible", sheet) for sheet in found]


def _unpacked(data: bytes) -> io.BytesIO:
    """The same archive, not packed: its parts as far as they were measured, and nothing that hides behind them.

    Whoever opens a part of the archive as it was brought would unpack it to its end, whatever size it states.
    """
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(made, "w") as opened:
        _measure(archive, len(data))
        for part in archive.infolist():
            with archive.open(part) as packed:
                content = packed.read(part.file_size + 1)  # what does not fit its checksum is refused
            if _declares(content):  # whatever it is called: a relation can make any part be read as XML
                raise UploadError("unreadable")
            opened.writestr(part.filename, content)
    return made


def _measure(archive: zipfile.ZipFile, size: int) -> None:
    """Refuse what would unpack to far more than it is, before anything in it is unpacked."""
    parts, names = archive.infolist(), archive.namelist()
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MOST_PARTS or unpacked > min(MOST_UNPACKED, MOST_RATIO * size):
        raise UploadError("too_large")
    if "[Content_Types].xml" not in names:
        raise UploadError("file_kind")
    for part in parts:
        if stat.S_ISLNK(part.external_attr >> 16) or part.flag_bits & 0x1 or part.compress_type not in _PACKINGS:
            raise UploadError("unreadable")  # a link, encrypted, or not to be measured
    if len(names) > len(set(names)):
        raise UploadError("unreadable")


def _declares(content: bytes) -> bool:
    """Whether a part declares something, or is written so that it cannot be seen."""
    if content.startswith(_EBCDIC):
        return True
    letters = content.replace(b"\0", b"")  # so UTF-16 and UTF-32 read like UTF-8, in either order of their bytes
    named = _ENCODING.match(letters)
    if named is not None and not named[1].lower().startswith(_ENCODINGS):
        return True
    return _DECLARATION.search(letters) is not None


class _Reader(ExcelReader):
    """The one of openpyxl, without what a small file can have it read again and again."""

    def read_chartsheet(self, sheet: Any, rel: Any) -> None:
        """Leave out sheets that are a chart: they hold no cells."""

    def read_worksheets(self) -> None:
        """Read the sheets, each from a part of its own."""
        targets = [rel.target for _, rel in self.parser.find_sheets()]
        if len(targets) > len(set(targets)):
            raise ValueError("two sheets are one part")
        super().read_worksheets()


@contextmanager
def _careful() -> Iterator[None]:
    """Tell whatever openpyxl says about a file in one way, and say nothing of what it leaves out."""
    with _ONE_AT_A_TIME, warnings.catch_warnings():
        warnings.filterwarnings("ignore", module=r"openpyxl\.")
        try:
            yield
        except UploadError:
            raise
        except _UNREADABLE as error:
            raise UploadError("unreadable") from error


def _cell(cell: Any, texts: dict[str, str]) -> Cell:
    value, is_formula = cell.value, cell.data_type == "f"
    if isinstance(value, str):
        if value not in texts:
            texts[value] = clean(value, MOST_CHARACTERS)
        value = texts[value]
    return _EMPTY if value is None and not is_formula else Cell(value, is_formula)


_EMPTY = Cell()
