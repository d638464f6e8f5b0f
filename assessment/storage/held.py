"""A connection for as long as a page is drawn: opening one costs forty times what most units of work do with it.

What it costs is SQLite's reading of all that the tables are made of, once a connection.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]  # the one of the store

from assessment.storage import connection


class Held:
    """A connection that one thread keeps while it draws a page.

    For units of work one after another; each still begins and ends by itself, and sees what was written before it.
    """

    def __init__(self) -> None:
        self._kept: sqlite3.Connection | None = None
        self._thread = 0  # that keeps it; 0 = none

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Keep what is opened from now on by this thread, to the end of the block; nothing where it is kept already."""
        if self._thread:
            yield
            return
        self._thread = threading.get_ident()
        try:
            yield
        finally:
            self._thread = 0
            if self._kept is not None:
                self._kept.close()
                self._kept = None

    @contextmanager
    def lent(self, path: Path) -> Iterator[sqlite3.Connection]:
        """What this thread keeps; where it keeps none, one for this block alone."""
        if self._thread != threading.get_ident():
            with closing(connection.connect(path).conn) as own:
                yield own
            return
        if self._kept is None:
            self._kept = connection.connect(path).conn
        yield self._kept
