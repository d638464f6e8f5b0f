"""What somebody brings, before it is opened: how large it may be, how it must begin, and what is in a cell of it."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from typing import Literal

MOST_BYTES = 1_000_000  # of the file
MOST_UNPACKED = 10_000_000  # bytes of its parts together, as its directory states them
MOST_RATIO = 100  # how many times larger unpacked than packed
MOST_PARTS = 1_000
# Tags, closing ones too, in all that is read: 5,000 rows with forty columns that are framed and six that are filled in.
MOST_TAGS = 300_000
MOST_TAGS_BESIDE = 50_000  # of those outside sheets and their texts: formats above all, which take longest
MOST_CELLS = 16_384  # of a row, as in Excel
MOST_OF_TAG = 200_000  # bytes of a tag and the text behind it; a cell of Excel holds 32,767 characters
MOST_OF_FORMAT = 255  # characters, as in Excel; how openpyxl looks at one takes the square of its length
MOST_CHARACTERS = 5_000  # of a cell; longer than anything that is asked for, a note of 4,000 among it

ZIP = b"PK\x03\x04"  # how a workbook begins, as other archives do
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_LOCKED = "EncryptedPackage".encode("utf-16-le")  # what a workbook with a password holds, in the container of old ones
_OPEN_DOCUMENT = b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet"  # its first part, which is never packed
_FIRST_PART = 30  # where the name of an archive's first part begins
_NO_TABLE = (b"%PDF", b"{\\rtf", b"<", b"\x89PNG", b"\xff\xd8\xff")  # how files begin that are no table as text

Kind = Literal["empty_file", "too_large", "too_much", "old_excel", "locked", "open_document", "file_kind", "unreadable"]


class UploadError(Exception):
    """A file that is not read; `kind` says why."""

    def __init__(self, kind: Kind) -> None:
        super().__init__(kind)
        self.kind = kind


@dataclass(frozen=True)
class Cell:
    """What is in a cell."""

    value: object = None  # a text that was cleaned, a number, a day, a time, True or False; None where it is empty
    is_formula: bool = False  # then the value is what it came to when the file was saved; None where nothing was kept

    @property
    def is_blank(self) -> bool:
        """Whether nothing is in it: at most a format, or a text of blanks."""
        return not self.is_formula and (self.value is None or (isinstance(self.value, str) and not self.value.strip()))


@dataclass(frozen=True)
class Line:
    """A row of a sheet with something in it."""

    number: int  # as a spreadsheet shows it
    cells: tuple[Cell, ...]
    is_hidden: bool  # by hand or by a filter


@dataclass(frozen=True)
class Content:
    """What is in a sheet."""

    lines: tuple[Line, ...]
    hidden_columns: frozenset[int]  # places, from 0


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
