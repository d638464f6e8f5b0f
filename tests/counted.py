"""What the application asks of its database, counted: connections that are opened, queries, and rows that come back."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from sqlite_utils import Database

from assessment.storage import connection

CONNECTED = "CONNECT"
_QUERIES = {"SELECT", "WITH", "INSERT", "UPDATE", "DELETE"}
_connect = connection.connect


def telling(tell: Callable[[str], None]) -> Callable[..., Database]:
    """What takes the place of `connection.connect`, and tells of each connection and statement."""

    def connect(path: Path, *, mode: str = "rw", for_any_thread: bool = False) -> Database:
        opened = _connect(path, mode=mode, for_any_thread=for_any_thread)
        tell(CONNECTED)
        opened.conn.set_trace_callback(tell)
        return opened

    return connect


def fetching(tell: Callable[[object], None]) -> Callable[..., Database]:
    """The same, which tells of each row that is taken from the database."""

    def connect(path: Path, *, mode: str = "rw", for_any_thread: bool = False) -> Database:
        def row(_: object, values: tuple[object, ...]) -> tuple[object, ...]:
            tell(values)
            return values

        opened = _connect(path, mode=mode, for_any_thread=for_any_thread)
        opened.conn.row_factory = row
        return opened

    return connect


def cost(told: Iterable[str]) -> tuple[int, int]:
    """How many connections and how many queries."""
    first = [one.split(maxsplit=1)[0] for one in told]
    return first.count(CONNECTED), sum(one in _QUERIES for one in first)
