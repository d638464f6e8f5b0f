"""A stranger's workbook, opened: measured before it is unpacked and read without being believed.

What is in the cells is left to whoever asks; nothing is computed, followed or loaded. The work goes by what is in it:
its elements are counted before any is read, since a small file can hold a million. Three rules keep to what was
counted, whatever a file says of itself: no part is read for two sheets, no text is cleaned twice, and of a sheet only
columns and rows are read. Imported where a workbook is read: openpyxl takes more memory than all of our own.
"""

from __future__ import annotations

import io
import re
import stat
import struct
import warnings
import zipfile
import zlib
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock
from typing import IO, Any

from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet._read_only import ReadOnlyWorksheet
from openpyxl.worksheet._reader import COL_TAG, DATA_TAG, FORMULA_TAG, ROW_TAG, WorkSheetParser
from openpyxl.xml.constants import ARC_STYLE, SHARED_STRINGS, SHEET_MAIN_NS
from openpyxl.xml.functions import fromstring, iterparse

from assessment import upload
from assessment.language import clean
from assessment.upload import ZIP, Cell, Content, Line, UploadError

# No part of a workbook declares entities; one that does wants to grow while it is read, or to read something else.
_DECLARATION = re.compile(rb"<!(DOCTYPE|ENTITY)")
# The standard knows UTF-8 and UTF-16 only. In UTF-7 and the like a declaration would not be seen.
_ENCODING = re.compile(rb"""[^<]{0,8}<\?xml[^>]*\sencoding\s*=\s*["']([^"'>]*)""")
_ENCODINGS = (b"utf-8", b"utf-16", b"us-ascii")
_EBCDIC = "<?xml".encode("cp037")
_LONG = re.compile(rb"<[^<]{%d}" % upload.MOST_OF_TAG)
_IN_SHEETS = f"{{{SHEET_MAIN_NS}}}"
_SHARED_TAG, _RUN_TAG, _TEXT_TAG = (f"{_IN_SHEETS}{name}" for name in ("si", "r", "t"))
# Python unpacks the others whole, however small they claim to be.
_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)

# What openpyxl and the libraries under it raise over damaged parts; it has no error of its own that covers them.
_UNREADABLE = (
    *(ArithmeticError, AssertionError, AttributeError, EOFError, InvalidFileException, LookupError, OSError),
    *(RuntimeError, SyntaxError, TypeError, ValueError, struct.error, zipfile.BadZipFile, zlib.error),
)

_ONE_AT_A_TIME = Lock()  # what is warned about is set for all threads at once


@dataclass(frozen=True)
class UploadedSheet:
    """A sheet of a workbook, read when it is asked."""

    title: str
    is_visible: bool
    _sheet: Any = field(repr=False)  # the types of openpyxl do not know that this one can be read

    def content(self, most: int, columns: int) -> Content:
        """The first rows that have something in them; those that are only formatted do not count.

        Args:
            most: how many rows.
            columns: how many of each row; what is to the right of them is not looked at.

        Raises:
            UploadError: the sheet is damaged.
        """
        texts: dict[str, str] = {}  # thousands of cells may stand for one long text
        found: list[Line] = []
        with _careful(), self._sheet._get_source() as source:
            parser = _parser(self._sheet, source)
            for number, row in parser.parse():
                shape = parser.row_dimensions.pop(str(number), {})
                if not row:
                    continue
                cells = [_EMPTY] * columns
                for cell in row:
                    if 1 <= cell["column"] <= columns:
                        cells[cell["column"] - 1] = _cell(cell, texts)
                if not all(cell.is_blank for cell in cells):
                    found.append(Line(number, tuple(cells), shape.get("hidden") in _YES))
                if len(found) == most:
                    break
            return Content(tuple(found), _hidden(parser, columns))


def sheets(data: bytes) -> list[UploadedSheet]:
    """Open a workbook.

    Raises:
        UploadError: it is too large, or unpacks to too much; there is too much in it; it is something else; or it is
            damaged or means harm.
    """
    if len(data) > upload.MOST_BYTES:
        raise UploadError("too_large")
    if not data.startswith(ZIP):
        raise UploadError("file_kind")
    with _careful():
        reader = _Reader(_unpacked(data))
        reader.read()
        found = [sheet for sheet in reader.wb.worksheets if isinstance(sheet, ReadOnlyWorksheet)]
        return [UploadedSheet(sheet.title, sheet.sheet_state == "visible", sheet) for sheet in found]


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
    if len(parts) > upload.MOST_PARTS or unpacked > min(upload.MOST_UNPACKED, upload.MOST_RATIO * size):
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


class _Counted(zipfile.ZipFile):
    """An archive that hands out parts as long as there is not too much in them together."""

    def __init__(self, data: io.BytesIO) -> None:
        super().__init__(data)
        self._tags = self._beside = 0

    def open(self, *named: Any, **how: Any) -> IO[bytes]:
        """A part, its tags counted each time that it is read."""
        with super().open(*named, **how) as part:
            content = part.read()
        self._tags += content.count(b"<")
        if self._tags > upload.MOST_TAGS or _LONG.search(content):
            raise UploadError("too_much")
        return io.BytesIO(content)

    def read(self, *named: Any, **how: Any) -> bytes:
        """A part that is read whole, as all are but the sheets and their texts."""
        content = super().read(*named, **how)
        self._beside += content.count(b"<")
        if self._beside > upload.MOST_TAGS_BESIDE:
            raise UploadError("too_much")
        return content


class _Reader(ExcelReader):
    """The one of openpyxl, without what a small file can have it read again and again."""

    def __init__(self, data: io.BytesIO) -> None:
        super().__init__(data, read_only=True, data_only=True, keep_links=False)
        self.archive = _Counted(data)

    def read(self) -> None:
        """Read what cells mean, and nothing else: what is printed of a sheet can take hours to be understood."""
        self.read_manifest()
        self.read_strings()
        self.read_workbook()
        self._read_formats()
        self.read_worksheets()

    def _read_formats(self) -> None:
        """Read which formats make a day, or a span of time, of a number."""
        if ARC_STYLE not in self.valid_files:
            return
        formats, styles = dict(BUILTIN_FORMATS), fromstring(self.archive.read(ARC_STYLE))
        for one in styles.iterfind(f"{_IN_SHEETS}numFmts/{_IN_SHEETS}numFmt"):
            formats[int(one.attrib["numFmtId"])] = one.attrib["formatCode"]
        formats = {number: code for number, code in formats.items() if len(code) <= upload.MOST_OF_FORMAT}
        days = {number for number, code in formats.items() if is_date_format(code)}
        spans = {number for number, code in formats.items() if is_timedelta_format(code)}
        used = [int(one.get("numFmtId", 0)) for one in styles.iterfind(f"{_IN_SHEETS}cellXfs/{_IN_SHEETS}xf")]
        book: Any = self.wb
        book._date_formats = {place for place, number in enumerate(used) if number in days}
        book._timedelta_formats = {place for place, number in enumerate(used) if number in spans}

    def read_strings(self) -> None:
        """Read the texts that cells share."""
        part = self.package.find(SHARED_STRINGS)  # type: ignore[no-untyped-call]  # openpyxl's own
        if part is None:
            return
        with self.archive.open(part.PartName[1:]) as source:
            for _, element in iterparse(source):
                if element.tag == _SHARED_TAG:
                    # so is escaped what looks like an escape
                    self.shared_strings.append(_text(element).replace("x005F_", ""))
                    element.clear()

    def read_worksheets(self) -> None:
        """Find the sheets, each in a part of its own; those that are a chart hold no cells."""
        found = list(self.parser.find_sheets())
        if len(found) > len({rel.target for _, rel in found}):
            raise ValueError("two sheets are one part")
        book: Any = self.wb
        for sheet, rel in found:
            if rel.target in self.valid_files and "chartsheet" not in rel.Type:
                made: Any = _Sheet(book, sheet.name, rel.target, self.shared_strings)
                made.sheet_state = sheet.state
                book._sheets.append(made)


class _Sheet(ReadOnlyWorksheet):
    """The one of openpyxl, which is not read to learn how large it is."""

    def _get_size(self) -> None:
        """Nobody asks."""


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


class _Parser(WorkSheetParser):
    """The one of openpyxl, which also tells what is a formula while it gives what that came to."""

    def parse(self) -> Generator[Any]:
        """The rows, and the columns before them; what stands behind them nobody asks for."""
        for _, element in iterparse(self.source):
            if element.tag == ROW_TAG:
                if len(element) > upload.MOST_CELLS:
                    raise UploadError("too_much")
                yield self.parse_row(element)
                element.clear()
            elif element.tag == COL_TAG:
                self.parse_column_dimensions(element)
                element.clear()
            elif element.tag == DATA_TAG:
                return

    def parse_cell(self, element: Any) -> Any:
        """A cell, as a dictionary."""
        cell = super().parse_cell(element)
        cell["is_formula"] = element.find(FORMULA_TAG) is not None
        return cell


def _parser(sheet: Any, source: Any) -> Any:
    """What reads the rows of a sheet as they are written, whatever size the sheet claims to have."""
    book = sheet.parent
    return _Parser(
        source,
        sheet._shared_strings,
        data_only=True,
        epoch=book.epoch,
        date_formats=book._date_formats,
        timedelta_formats=book._timedelta_formats,
    )


def _hidden(parser: Any, columns: int) -> frozenset[int]:
    """The columns that are hidden, among the first ones."""
    return frozenset(
        place
        for shape in parser.column_dimensions.values()
        if shape.get("hidden") in _YES
        for place in range(int(shape["min"]) - 1, min(int(shape.get("max", shape["min"])), columns))
    )


def _cell(cell: Any, texts: dict[str, str]) -> Cell:
    value = cell["value"]
    if isinstance(value, str):
        if value not in texts:
            texts[value] = clean(value, upload.MOST_CHARACTERS)
        value = texts[value]
    return _EMPTY if value is None and not cell["is_formula"] else Cell(value, cell["is_formula"])


def _text(element: Any) -> str:
    """What a text says, without its format and how it is pronounced."""
    said = (*element.findall(_TEXT_TAG), *element.findall(f"{_RUN_TAG}/{_TEXT_TAG}"))
    return "".join(one.text or "" for one in said)


_EMPTY = Cell()
_YES = ("1", "true")
