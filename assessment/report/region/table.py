"""One of a region's tables as CSV, for other programs: what people typed can be no formula in any of them."""

from __future__ import annotations

import csv
import io
import unicodedata
from datetime import date

from assessment.language import clean, list_separator, plain_number
from assessment.report.region.cells import Cell, Short, TableSheet

_DANGEROUS = "=+-@\t\r\n\0"  # how a cell begins that a spreadsheet would work out


def table(sheet: TableSheet, language: str) -> bytes:
    """Write a table as spreadsheets of the language's country open it: UTF-8 with its mark, every cell in quotes."""
    target = io.StringIO()
    writer = csv.writer(target, delimiter=list_separator(language), quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([harmless(column.head) for column in sheet.columns])
    for row in sheet.rows:
        writer.writerow([_written(cell, language) for cell in row])
    return b"\xef\xbb\xbf" + target.getvalue().encode()


def harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula: an apostrophe before one that begins like it.

    The full-width signs count too, and what stands behind spaces or a mark that cannot be seen.
    """
    kept = clean(text)
    seen = unicodedata.normalize("NFKC", kept).lstrip(" \u00a0\ufeff\u200b")
    return f"'{kept}" if seen[:1] and seen[0] in _DANGEROUS else kept


def _written(cell: Cell, language: str) -> str:
    """A value as text: a number with the decimal sign of the language, because Excel takes 2.5 for a day in Italy.

    Of decimals there are at most four, which of a share is a hundredth of a percent.

    Days are written as 2027-05-31, which every program reads alike.
    """
    if cell is None:
        return ""
    if isinstance(cell, str | Short):
        return harmless(cell.whole if isinstance(cell, Short) else cell)
    if isinstance(cell, date):
        return cell.isoformat()
    return plain_number(round(cell, 4), language)
