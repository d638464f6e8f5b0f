"""All reports of a round in one zip, made a few at a time, so that whoever waits sees how far it is and can stop.

It grows in a folder of this process that is gone when the process ends. Who may take it is in its name: the hash of
the session that asked for it and a token that only that page knows.
"""

from __future__ import annotations

import hashlib
import secrets
import tempfile
import time
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

LASTS = 3600  # seconds that a finished one can be taken
_WHEN = (1980, 1, 1, 0, 0, 0)  # of every part: the same reports give the same bytes


@dataclass(frozen=True)
class Bundle:
    """A zip that is being made, and how far it is."""

    token: str
    path: Path
    departments: tuple[str, ...]  # ids, in the order of the list
    done: int = 0
    left_out: tuple[str, ...] = ()  # names of those whose report could not be set

    @property
    def is_whole(self) -> bool:
        """Whether every report is in it."""
        return self.done == len(self.departments)

    def go_on(self, make: Callable[[str], tuple[str, bytes | None]], seconds: float) -> Bundle:
        """Add reports for about so many seconds, one at least; returns how far it is then.

        Args:
            make: from the id of a department to the name of its file, and the file; None where it cannot be set.
            seconds: after which no further one is begun.
        """
        until = time.monotonic() + seconds
        done, left_out = self.done, list(self.left_out)
        with zipfile.ZipFile(self.path, "a", zipfile.ZIP_STORED) as target:  # a PDF is packed already
            while done < len(self.departments):
                name, content = make(self.departments[done])
                if content is None:
                    left_out.append(name)
                else:
                    target.writestr(zipfile.ZipInfo(name, _WHEN), content)
                done += 1
                if time.monotonic() >= until:
                    break
        return replace(self, done=done, left_out=tuple(left_out))


def begin(session: str, departments: Sequence[str]) -> Bundle:
    """Begin a zip for whoever has a session; what is older than it may be is taken away first."""
    for old in _folder().iterdir():
        if time.time() - old.stat().st_mtime > LASTS:
            old.unlink(missing_ok=True)
    token = secrets.token_urlsafe(16)
    path = _path(session, token)
    with zipfile.ZipFile(path, "w"):
        pass  # empty, so that it is one also where nothing is added
    path.chmod(0o600)
    return Bundle(token, path, tuple(departments))


def found(session: str, token: str) -> Path | None:
    """The zip that a session has a token of; None where there is none, or it is too old."""
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
