"""Files that are no workbook, or too large for one, as offices bring them."""

from __future__ import annotations

import io
import zipfile

from assessment import upload

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_CONTAINER = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1_000)  # of what Office wrote before 2007, and of passwords


def open_document() -> bytes:
    """A sheet as LibreOffice saves it by itself."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        archive.writestr("content.xml", "<office:document-content/>")
    return made.getvalue()


# A name, what is in the file, and what is said of it.
NO_WORKBOOKS: dict[str, tuple[str, bytes, upload.Kind]] = {
    "LibreOffice": ("comandi.ods", open_document(), "open_document"),
    "LibreOffice, renamed": ("comandi.xlsx", open_document(), "open_document"),
    "LibreOffice, large": ("comandi.ods", open_document() + bytes(1_100_000), "open_document"),
    "old Excel": ("comandi.xls", _CONTAINER, "old_excel"),
    "old Excel, renamed": ("comandi.xlsx", _CONTAINER, "old_excel"),
    "a password": ("comandi.xlsx", _CONTAINER + "EncryptedPackage".encode("utf-16-le"), "locked"),
    "large": ("comandi.xlsx", b"PK\x03\x04" + bytes(1_100_000), "too_large"),
    "empty": ("comandi.xlsx", b"", "empty_file"),
    "blank": ("comandi.csv", b"\xef\xbb\xbf \r\n", "empty_file"),
    "HTML called XLS": ("comandi.xls", b"\r\n<html><table><tr><td>Alba</td></tr></table></html>", "file_kind"),
    "PDF": ("comandi.pdf", b"%PDF-1.7\n" + bytes(64), "file_kind"),
    "PDF, renamed": ("comandi.xlsx", b"%PDF-1.7\n" + bytes(64), "file_kind"),
    "a picture": ("comandi.png", b"\x89PNG\r\n\x1a\n" + bytes(64), "file_kind"),
}
