"""Invitations and reminders to be sent by hand: one table for mail merge, and a draft of each for a mail program.

What people typed is text, and no cell of it is worked out. A draft names no sender: the mail program knows its own.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.message import EmailMessage
from email.utils import quote

from assessment.language import clean, moment, own_name
from assessment.letters import Letter, Purpose, sign_in_at
from assessment.letters.written import Written, header, last_minute, written
from assessment.report.region.cells import Column, TableSheet
from assessment.report.region.table import table
from assessment.report.region.workbook import alone
from assessment.report.reported import slug_of
from assessment.wording import Say

ENDINGS = ("xlsx", "csv", "zip")
_PACKED = (1980, 1, 1, 0, 0, 0)  # the time of every part of the file
_WIDTHS = {
    "department": 28,
    "name": 20,
    "address": 30,
    "language": 10,
    "link": 36,
    "until": 20,
    "subject": 34,
    "text": 80,
}
_OF_LINKS = ("link", "until")


@dataclass(frozen=True)
class Letters:
    """Letters of one purpose and round, as they are taken along."""

    purpose: Purpose
    letters: tuple[Letter, ...]
    public_url: str
    made_at: datetime

    def file(self, ending: str, language: str) -> bytes:
        """One of the files, its heads in a language; each letter is in its reader's own."""
        if ending == "zip":
            return self._drafts()
        sheet = self._sheet(Say(language))
        return table(sheet, language) if ending == "csv" else alone([sheet], sheet.title, self.made_at)

    def name(self, ending: str, language: str) -> str:
        """A name in plain letters: the region, what it is, and the round."""
        one, say = self.letters[0], Say(language)
        parts = (one.region, say(f"invitations.files.name.{self.purpose}"), one.round)
        return f"{'-'.join(slug for slug in map(slug_of, parts) if slug)}.{ending}"

    def _sheet(self, say: Say) -> TableSheet:
        title = say(f"invitations.files.name.{self.purpose}")
        has_links = any(one.token for one in self.letters)
        names = [name for name in _WIDTHS if has_links or name not in _OF_LINKS]
        columns = [Column(say(f"invitations.files.head.{name}"), wide=_WIDTHS[name]) for name in names]
        rows = []
        for one in self.letters:
            cells = self._cells(one, say)
            rows.append(tuple(cells[name] for name in names))
        return TableSheet("letters", title, title, tuple(columns), tuple(rows))

    def _cells(self, one: Letter, say: Say) -> Mapping[str, str]:
        made = written(one, self.public_url)
        return {
            "department": one.department,
            "name": one.name,
            "address": one.address,
            "language": own_name(one.language),
            "link": sign_in_at(self.public_url, one.token) if one.token else "",
            "until": ""
            if one.link_until is None
            else moment(last_minute(one.link_until, one.zone), say.language, one.zone),
            "subject": made.subject,
            "text": made.text,
        }

    def _drafts(self) -> bytes:
        """A zip with a draft for each letter; numbered, because two departments may go by the same plain letters."""
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
            for number, one in enumerate(self.letters, 1):
                entry = zipfile.ZipInfo(f"{number:04}-{slug_of(one.department) or 'x'}.eml", _PACKED)
                entry.compress_type = zipfile.ZIP_DEFLATED
                packed.writestr(entry, draft(one, written(one, self.public_url)))
        return target.getvalue()


def draft(one: Letter, made: Written) -> bytes:
    """A letter as an unsent message, which a mail program opens to be sent."""
    message = EmailMessage(policy.SMTP if one.address.isascii() else policy.SMTPUTF8)
    name = header(one.name)
    message["To"] = f'"{quote(name)}" <{one.address}>' if name else one.address
    message["Subject"] = header(made.subject)
    message["X-Unsent"] = "1"
    message.set_content(clean(made.text, None))
    message["Content-Language"] = one.language
    return message.as_bytes()
