"""What is made for one session to take away: files in a folder of this process that is gone when the process ends.

Who may take one is in its name: the hash of the session that asked for it and a token that only that page knows.
"""

from __future__ import annotations

import hashlib
import secrets
import tempfile
import time
from functools import cache
from pathlib import Path

from assessment import owner

LASTS = 3600  # seconds that a file can be taken


def lay(session: str, content: bytes) -> tuple[str, Path]:
    """Lay a file down for whoever has a session; what is older than it may be is taken away first.

    Returns:
        The token that it is taken with, and where it is.
    """
    for old in _folder().iterdir():
        if time.time() - old.stat().st_mtime > LASTS:
            old.unlink(missing_ok=True)
    token = secrets.token_urlsafe(16)
    path = _path(session, token)
    owner.lay(path, content)
    return token, path


def found(session: str, token: str) -> Path | None:
    """The file that a session has a token of; None where there is none, or it is too old."""
    path = _path(session, token)
    if not path.is_file() or time.time() - path.stat().st_mtime > LASTS:
        return None
    return path


def _path(session: str, token: str) -> Path:
    return _folder() / hashlib.sha256(f"{session} {token}".encode()).hexdigest()


@cache
def _folder() -> Path:
    return Path(_kept().name)


@cache
def _kept() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="in-touch-")  # for its owner alone; removed when the process ends
