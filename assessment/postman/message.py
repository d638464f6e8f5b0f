"""A letter as a message: its headers and its text, in which nothing that somebody wrote becomes a header."""

from __future__ import annotations

import re
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parseaddr

from assessment.letters import Letter, Written, header

_SPECIAL = re.compile(r'[()<>@,:;"\\\[\]\s]+')  # what addresses are written with: no name needs it


def message(letter: Letter, written: Written, sender: str, at: datetime) -> EmailMessage:
    """Make the message of a letter.

    Args:
        letter: for the addresses, the language and the Message-ID, which is the same at every try.
        written: what it says.
        sender: an address, or a name and an address.
        at: when it goes out.

    Raises:
        ValueError: the reader's address cannot stand in a message.
    """
    made = EmailMessage(policy=SMTP)
    called, address = parseaddr(sender)
    made["Message-ID"] = f"<{letter.message_id}@{_ascii(address.rpartition('@')[2])}>"
    made["Date"] = at
    made["From"] = _place(called, address)
    made["To"] = _place(letter.name, letter.address)
    if letter.reply_to:
        made["Reply-To"] = _place(letter.by, letter.reply_to)
    made["Subject"] = header(written.subject)
    made["Auto-Submitted"] = "auto-generated"  # so no absence note answers it
    made.set_content(written.text, cte="quoted-printable")  # of which every server takes every letter
    made["Content-Language"] = letter.language  # after the content, which comes with headers of its own
    return made


def envelope(address: str) -> str:
    """An address as it is said to the server: a name of a host in letters of every country becomes one of ASCII.

    Raises:
        ValueError: it is none.
    """
    person, _, host = address.rpartition("@")
    if not person or not host or not address.isprintable() or re.search(r"[\s<>]", address):
        raise ValueError("no address")
    if parseaddr(address)[1] != address:  # it would go to somebody else: of "a,b@example.org" to a
        raise ValueError("no address")
    return f"{person}@{_ascii(host)}"


def _place(name: str, address: str) -> Address:
    person, _, host = envelope(address).rpartition("@")
    return Address(" ".join(_SPECIAL.sub(" ", header(name)).split()), person, host)


def _ascii(host: str) -> str:
    return host.encode("idna").decode("ascii")  # UnicodeError is a ValueError
