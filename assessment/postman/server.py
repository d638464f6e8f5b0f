"""The server that takes our mail: how one speaks to it, and what its answers mean for a letter."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from assessment.language import line
from assessment.letters import Letter, written
from assessment.postman.message import envelope, message
from assessment.settings import Settings

ADDRESS = ":address"  # the reason, ours, where an address is none that this server can send to
_ANSWERS, _TAKES = 15.0, 60.0  # seconds until it answers, and until it has taken what a letter says
_MOST_REASON = 300  # characters
_MOST_LETTERS = 50  # on one connection: some servers hang up after a hundred
_PERMANENT, _TEMPORARY = range(500, 600), range(422, 500)  # 421 ends the connection
_NOT_OF_THE_LETTER = (502, 503, 530, 534, 535, 538)  # it wants another sign-in or another order, from every letter


class Refused(Exception):
    """The server will never take this letter; `args[0]` is the reason."""


class Later(Exception):
    """It did not take this letter now, and may later; `args[0]` is the reason. The connection is closed."""


class Deferred(Later):
    """It puts off this letter, and may take the next."""


@dataclass(frozen=True)
class Server:
    """Where mail is handed in, as the operator has set it."""

    host: str
    port: int
    tls: str
    user: str
    password_file: Path | None
    sender: str
    public_url: str
    trusts: Callable[[], ssl.SSLContext] = ssl.create_default_context


def server_of(settings: Settings) -> Server:
    """The server that is set; there must be one."""
    return Server(
        host=settings.mail_host,
        port=settings.mail_port,
        tls=settings.mail_tls,
        user=settings.mail_user,
        password_file=settings.mail_password_file,
        sender=settings.mail_sender,
        public_url=settings.public_url,
    )


class ServerLine:
    """A connection to the server, which opens when it is needed and serves several letters."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._smtp: _Smtp | None = None
        self._served = 0

    def send(self, letter: Letter, at: datetime) -> str:
        """Hand in a letter; returns what the server said when it took it.

        Raises:
            Refused: it will never take it.
            Later: it did not take it, or did not say so.
        """
        try:
            to, sent_by = envelope(letter.address), envelope(parseaddr(self._server.sender)[1])
            made = message(letter, written(letter, self._server.public_url, is_mailed=True), self._server.sender, at)
        except ValueError as error:
            raise Refused(ADDRESS) from error
        try:
            smtp = self._opened()
        except (OSError, ValueError, smtplib.SMTPException) as error:  # a password in other letters than ASCII
            raise self._later(error) from error
        try:
            _hand_in(smtp, made, sent_by, to)
        except smtplib.SMTPRecipientsRefused as error:
            raise self._judged(letter, *error.recipients[to]) from error
        except smtplib.SMTPDataError as error:
            raise self._judged(letter, error.smtp_code, error.smtp_error) from error
        except smtplib.SMTPNotSupportedError as error:  # which only some servers can take
            raise Refused(ADDRESS) from error
        except (OSError, smtplib.SMTPException) as error:
            raise self._later(error) from error
        return smtp.answered

    def close(self) -> None:
        """End the connection, politely where it still stands."""
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            with suppress(OSError, smtplib.SMTPException):
                smtp.quit()
            smtp.close()

    def _opened(self) -> _Smtp:
        if self._smtp is not None and (self._served >= _MOST_LETTERS or not _answers(self._smtp)):
            self.close()
        if self._smtp is None:
            self._smtp, self._served = _connected(self._server), 0
        self._served += 1
        return self._smtp

    def _judged(self, letter: Letter, code: int, words: bytes | str) -> Refused | Later:
        reason = said(code, letter.without_token(_text(words)))  # before it is cut: half a token is one still
        if code in _PERMANENT and code not in _NOT_OF_THE_LETTER:
            return Refused(reason)
        self.close()
        return Deferred(reason) if code in _TEMPORARY else Later(reason)

    def _later(self, error: Exception) -> Later:
        self.close()
        return Later(_reason(error))


def _hand_in(smtp: _Smtp, made: EmailMessage, sent_by: str, to: str) -> None:
    """Hand in a message; `send_message` of the library would write >From where a line of it begins with that word."""
    if sent_by.isascii() and to.isascii():
        smtp.sendmail(sent_by, [to], made.as_bytes(policy=SMTP))
        return
    smtp.ehlo_or_helo_if_needed()
    if not smtp.has_extn("smtputf8"):
        raise smtplib.SMTPNotSupportedError("SMTPUTF8")
    smtp.sendmail(sent_by, [to], made.as_bytes(policy=SMTPUTF8), ["SMTPUTF8", "BODY=8BITMIME"])


def said(code: int, words: bytes | str) -> str:
    """An answer of the server, on one line that can be shown."""
    return line(f"{code} {_text(words)}")[:_MOST_REASON]


def _text(words: bytes | str) -> str:
    return words.decode("utf-8", "replace") if isinstance(words, bytes) else words


def _reason(error: Exception) -> str:
    """Why a connection did not stand, in the words of whoever ended it."""
    if isinstance(error, smtplib.SMTPResponseException):
        return said(error.smtp_code, error.smtp_error)
    if isinstance(error, ssl.SSLCertVerificationError):
        return line(f"{error.reason}: {error.verify_message}")[:_MOST_REASON]
    if isinstance(error, ValueError):
        return type(error).__name__  # what it says may quote the password
    words = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return line(words or type(error).__name__)[:_MOST_REASON].lstrip(":")  # which begins reasons of ours


class _Smtp(smtplib.SMTP):
    """A connection that waits longer where the server has to store something, and remembers what it said then."""

    answered = ""

    def data(self, msg: Any) -> tuple[int, bytes]:
        """Hand in what a letter says."""
        assert self.sock is not None
        self.sock.settimeout(_TAKES)
        code, words = super().data(msg)
        self.answered = said(code, words)
        self.sock.settimeout(_ANSWERS)
        return code, words


class _SmtpTls(_Smtp, smtplib.SMTP_SSL):
    """The same, encrypted from the first byte on."""


def _connected(server: Server) -> _Smtp:
    """Connect, encrypt and sign in."""
    called = urlsplit(server.public_url).hostname or "localhost"
    called = f"[{called}]" if called.replace(".", "").isdigit() else called
    if server.tls == "tls":
        smtp: _Smtp = _SmtpTls(server.host, server.port, called, timeout=_ANSWERS, context=server.trusts())
    else:
        smtp = _Smtp(server.host, server.port, called, timeout=_ANSWERS)
    try:
        if server.tls == "starttls":
            smtp.starttls(context=server.trusts())
        if server.user and server.password_file is not None:
            smtp.login(server.user, server.password_file.read_text("utf-8").rstrip("\r\n"))
    except BaseException:
        smtp.close()
        raise
    return smtp


def _answers(smtp: _Smtp) -> bool:
    """Whether a connection that was used before still stands."""
    try:
        return smtp.noop()[0] == 250
    except (OSError, smtplib.SMTPException):
        return False
