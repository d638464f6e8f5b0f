"""The server's log: one form for every line of the process, and what is told of a refusal or a fault.

A line says when, of what kind, where, and by which way through the code; never what anybody wrote. What an exception
says quotes what it was given (SQLite a whole note), so of an exception its type, its code and its places are told. The
visitor reads the same reference that stands in the line.
"""

from __future__ import annotations

import errno
import logging
import re
import secrets
import sys
import threading
from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from traceback import walk_tb
from types import FrameType

from assessment.wording import Say

_LOG = logging.getLogger(__name__)
_HOUSE = Path(__file__).parent
_TOLD = "told_as"  # the attribute of an exception that the log has: whoever meets it next tells it no more
_MOST_PLACES, _MOST_CAUSES = 12, 4  # of one line; a recursion without end has a thousand places
_REFERENCE = re.compile(r"[0-9A-F]{4}-[0-9A-F]{4}")
_SESSION = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")  # as Streamlit names one
_CONNECTION = '"WebSocket %s"'  # so uvicorn begins to say which address somebody connects to


class LogKind(StrEnum):
    """What a line is about."""

    REFUSED = "refused"
    FAULT = "fault"
    NOT_SAVED = "not saved"
    MAIL_WAITS = "mail waits"  # for a server that takes nothing now; nobody has to mend this program for that


def tell(kind: LogKind, where: str, error: BaseException | None = None) -> str | None:
    """Write what happened into the log; of an exception that was told before, only say its reference.

    Args:
        kind: what it was.
        where: a screen or the pattern of an address, never an address as it was asked for.
        error: what was raised, where something was.

    Returns:
        The reference for the visitor; None where it could not be written.
    """
    known = getattr(error, _TOLD, None)
    if known is not None:
        return str(known)
    reference = f"{secrets.token_hex(2)}-{secrets.token_hex(2)}".upper()
    line = f"{kind} {reference} at {where or 'no screen'}" + (f": {_of(error)}" if error is not None else "")
    try:
        _LOG.log(logging.ERROR if kind in (LogKind.FAULT, LogKind.NOT_SAVED) else logging.WARNING, "%s", line)
    except (OSError, ValueError):  # no room, or nobody reads on
        return None
    if error is not None:
        setattr(error, _TOLD, reference)
    return reference


def reference(given: str) -> str | None:
    """What was handed on as the reference of a line; None where it cannot be one."""
    return given if _REFERENCE.fullmatch(given) else None


def words(say: Say, reference: str | None) -> str:
    """What a visitor is told of it: the reference, or that nothing was recorded."""
    return say("errors.not_recorded") if reference is None else say("errors.recorded", reference=reference)


def set_up() -> None:
    """Write every line of the process in one form, to standard error; once, at start."""
    root = logging.getLogger()
    if not any(isinstance(one, _Lines) for one in root.handlers):
        root.addHandler(_Lines())
    for one in list(root.manager.loggerDict.values()):
        if isinstance(one, logging.Logger):
            join(one)
    logging.captureWarnings(True)


def join(logger: logging.Logger) -> None:
    """Take a logger's own way of writing away: what it has to say goes the way of all."""
    logger.handlers.clear()
    logger.propagate = True


def thread_ended(how: threading.ExceptHookArgs) -> None:
    """Tell of a thread that ended by an exception; Python itself would write the exception out."""
    tell(LogKind.FAULT, "a thread", how.exc_value)


class _Lines(logging.Handler):
    """Writes lines to standard error. Only who tells of a refusal or a fault learns that one could not be written."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(_OneLine())
        self.addFilter(_belongs)

    def emit(self, record: logging.LogRecord) -> None:
        try:
            sys.stderr.write(self.format(record) + "\n")
            sys.stderr.flush()
        except Exception:
            self.handleError(record)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  # so it is called
        if record.name == _LOG.name:
            raise  # inside the `except` above


class _OneLine(logging.Formatter):
    """One line a record: when, how grave, who says it, and what; of an exception what `tell` says of one."""

    def format(self, record: logging.LogRecord) -> str:
        when = datetime.fromtimestamp(record.created).astimezone().isoformat(timespec="milliseconds")
        says = _says(record).strip().split("\n")[0]  # what follows is what asyncio knows of a task, or lines of code
        if record.exc_info and record.exc_info[1] is not None:
            says = f"{says}: {_of(record.exc_info[1])}"
        said = " ".join(f"{when} {record.levelname} {record.name}: {_SESSION.sub('(a session)', says)}".split())
        return "".join(sign if sign.isprintable() else "?" for sign in said)  # or a terminal would obey it


def _says(record: logging.LogRecord) -> str:
    """What a record says, but for what an exception in it says."""
    if isinstance(record.msg, BaseException):
        return type(record.msg).__name__
    if isinstance(record.args, tuple):
        args = (type(one).__name__ if isinstance(one, BaseException) else one for one in record.args)
        return str(record.msg) % tuple(args) if record.args else str(record.msg)
    return record.getMessage()


def _belongs(record: logging.LogRecord) -> bool:
    """Leave out what was told already, and addresses as they were asked for."""
    told = record.exc_info is not None and hasattr(record.exc_info[1], _TOLD)
    return not told and record.name != "uvicorn.access" and _CONNECTION not in str(record.msg)


def _of(error: BaseException) -> str:
    """An exception and what it came from: types, codes and places."""
    return " from ".join(f"{type(one).__name__}{_code(one)} in {_places(one)}" for one in _causes(error))


def _causes(error: BaseException) -> Iterator[BaseException]:
    one: BaseException | None = error
    for _ in range(_MOST_CAUSES):
        if one is None:
            return
        yield one
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)


def _code(error: BaseException) -> str:
    """What the system or SQLite calls it; a word of theirs, which quotes nothing."""
    name = errno.errorcode.get(error.errno or 0) if isinstance(error, OSError) else None
    name = name or getattr(error, "sqlite_errorname", None)
    return f" {name}" if isinstance(name, str) else ""


def _places(error: BaseException) -> str:
    """The way through our code, and where in somebody else's it ended."""
    frames = list(walk_tb(error.__traceback__))
    places = [_place(frame, line) for frame, line in frames if _is_ours(frame)]
    if frames and not _is_ours(frames[-1][0]):
        places.append(_place(*frames[-1]))
    return " > ".join(places[-_MOST_PLACES:]) or "no code"


def _is_ours(frame: FrameType) -> bool:
    file = Path(frame.f_code.co_filename)
    return file.is_relative_to(_HOUSE)


def _place(frame: FrameType, line: int) -> str:
    file = Path(frame.f_code.co_filename)
    shown = file.relative_to(_HOUSE.parent) if _is_ours(frame) else Path(*file.parts[-2:])
    return f"{shown.as_posix()}:{line} {frame.f_code.co_name}"
