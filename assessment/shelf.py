"""What is made for one session to take away: files in a folder of this process that is gone when the process ends.

Who may take one is in its name: the session that asked for it and the hash of a token that only that page knows. A
session has one of each kind, for an hour at most, and all of them together only so much room.
"""

from __future__ import annotations

import hashlib
import secrets
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from errno import ENOSPC
from functools import cache
from pathlib import Path

from assessment import owner

LASTS = 3600  # seconds that a file can be taken
MOST = 50  # files at once, of all sessions
MOST_BYTES = 1_000_000_000  # of all of them together


class NoRoomError(Exception):
    """So much lies here already that nothing can be added."""


def lay(session: str, kind: str, content: bytes) -> tuple[str, Path]:
    """Lay a file down for whoever has a session, in place of the one of its kind that the session had.

    Returns:
        The token that it is taken with, and where it is.

    Raises:
        NoRoomError: too much lies here, or the disk is full.
    """
    clear(lambda _: False)
    for old in _folder().iterdir():
        if old.name.startswith(f"{session}.{kind}."):
            old.unlink(missing_ok=True)
    if len(list(_folder().iterdir())) >= MOST:
        raise NoRoomError
    token = secrets.token_urlsafe(16)
    path = _path(session, kind, token)
    with whole(path):
        owner.lay(path, content)
    return token, path


@contextmanager
def whole(path: Path) -> Iterator[None]:
    """Write into a file that lies here; what cannot be written to its end is taken away.

    Raises:
        NoRoomError: too much lies here already, or the disk is full.
    """
    try:
        if sum(_told(one)[0] for one in _folder().iterdir()) >= MOST_BYTES:
            raise NoRoomError
        yield
    except (NoRoomError, OSError) as error:
        path.unlink(missing_ok=True)
        if isinstance(error, OSError) and error.errno == ENOSPC:
            raise NoRoomError from error
        raise


def found(session: str, kind: str, token: str) -> Path | None:
    """The file that a session has a token of; None where there is none, or it is too old."""
    path = _path(session, kind, token)
    size, since = _told(path)
    return path if size and time.time() - since <= LASTS else None


def taken(session: str, kind: str, token: str) -> Path | None:
    """The same, for whoever hands it out: nobody finds it any more, and what is left is to take it away afterwards."""
    path = found(session, kind, token)
    if path is None:
        return None
    try:
        return path.rename(_path(session, "taken", token))
    except FileNotFoundError:  # of two who ask at once, one gets it
        return None


def clear(is_over: Callable[[str], bool]) -> None:
    """Take away what is too old, and what lies for a session that is over."""
    for path in _folder().iterdir():
        if time.time() - _told(path)[1] > LASTS or is_over(path.name.partition(".")[0]):
            path.unlink(missing_ok=True)


def _told(path: Path) -> tuple[int, float]:
    """How many bytes a file has, and since when; nothing where it is gone meanwhile."""
    try:
        facts = path.stat()
    except FileNotFoundError:
        return 0, 0.0
    return facts.st_size, facts.st_mtime


def _path(session: str, kind: str, token: str) -> Path:
    return _folder() / f"{session}.{kind}.{hashlib.sha256(token.encode()).hexdigest()}"


@cache
def _folder() -> Path:
    return Path(_kept().name)


@cache
def _kept() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="in-touch-")  # for its owner alone; removed when the process ends
