"""What keeps a database open for as long as a program serves it, and the one connection that it is written with.

Whoever opens a connection reads all that the tables are made of, and opens the log anew, so that its first commit waits
for the disk twice: for the log, and for the folder that it lies in. Through one that stays open an answer waits once.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]  # the one of the store

Opens = Callable[[], sqlite3.Connection]

# One thread writes at a time: whoever is lent a connection to write with holds this. It is fairer among many threads
# than SQLite's own waiting, too; between processes BEGIN IMMEDIATE decides.
WRITING = threading.Lock()


class Keeper:
    """A database that is served: while one stays open, no close of another writes the whole log back."""

    def __init__(self, path: Path, own: sqlite3.Connection, opens: Opens) -> None:
        """Begin to keep it.

        Args:
            path: the file, as it is named when it is written to.
            own: a connection that stays open.
            opens: opens one that any thread may write with.
        """
        self.path, self._own, self._opens = path, own, opens
        self._writer: sqlite3.Connection | None = None
        self._of: tuple[int, int, int] | None = None  # the process and the file that it is of
        _kept.append(self)

    def close(self) -> None:
        """Let go of it; whoever still writes has a connection of their own from now on."""
        with WRITING:
            if self in _kept:
                _kept.remove(self)
            self._let_go()
        self._own.close()

    @contextmanager
    def lent(self) -> Iterator[sqlite3.Connection]:
        """The connection to write with, for one at a time; another file put in this one's place is noticed."""
        if self._writer is None or self._of != self._now():
            self._let_go()
            self._writer, self._of = self._opens(), self._now()
        writer, is_whole = self._writer, False
        try:
            yield writer
            is_whole = True
        finally:
            if writer.in_transaction or not is_whole:
                self._let_go()

    def _now(self) -> tuple[int, int, int] | None:
        try:
            of = self.path.stat()
        except OSError:
            return None
        return os.getpid(), of.st_dev, of.st_ino

    def _let_go(self) -> None:
        writer, self._writer = self._writer, None
        if writer is not None and self._of is not None and self._of[0] == os.getpid():
            writer.close()
        elif writer is not None:
            _inherited.append(writer)  # a copy of another process's: to close it would write into what that one does


_kept: list[Keeper] = []
_inherited: list[sqlite3.Connection] = []


@contextmanager
def to_write(path: Path, opens: Opens) -> Iterator[sqlite3.Connection]:
    """What a database is written with, for one at a time: kept where it is served, else opened for this block.

    Args:
        path: the file.
        opens: opens one for the calling thread.
    """
    keeper = next((one for one in reversed(_kept) if one.path == path), None)
    if keeper is None:
        with closing(opens()) as own:
            yield own
    else:
        with keeper.lent() as writer:
            yield writer
