"""Backups: a copy through SQLite's own way, checked before it gets its name."""

from __future__ import annotations

import os
from pathlib import Path

from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]  # the one it has chosen; not in its __all__

from assessment.storage import connection
from assessment.storage.access import OPERATOR
from assessment.storage.errors import DatabaseError
from assessment.storage.submissions import Submissions


def backup(database: Path, copy: Path) -> None:
    """Copy a database, also one that is in use; the copy has its name only when it is whole and checked.

    Raises:
        DatabaseError: the database is damaged, a submission in it is not what was sealed, or where the copy would be
            lies the log of another database.
    """
    connection.refuse_remains(copy)
    unfinished = copy.with_name(f".{copy.name}.unfinished")
    copy.parent.mkdir(parents=True, exist_ok=True)
    _remove(unfinished)  # of a backup that was killed
    try:
        _copy(database, unfinished)
        broken = [seal.number for seal in Submissions(unfinished, OPERATOR).seals() if not seal.holds]
        if broken:
            raise DatabaseError(f"{database}: submission {broken[0]} is not what was sealed; nothing was copied")
        with unfinished.open("rb") as file:
            os.fsync(file.fileno())
        unfinished.replace(copy)
        _sync_folder(copy.parent)
    except sqlite3.Error as error:
        raise DatabaseError(f"{database}: cannot be copied ({error}); nothing was changed") from error
    finally:
        _remove(unfinished)


def settle(database: Path) -> None:
    """Write the log back into the file, so that the file alone is the whole database."""
    db = connection.connect(database)
    try:
        db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        db.conn.execute("PRAGMA journal_mode=DELETE")
    finally:
        db.conn.close()


def holds_demo(database: Path) -> bool:
    """Whether a file is the database of a demo; False where it is none of ours, which `prepare` then explains."""
    if not database.is_file():
        return False
    try:
        db = connection.connect(database)
    except sqlite3.Error:
        return False
    try:
        return connection.is_demo(db)
    except sqlite3.Error:
        return False
    finally:
        db.conn.close()


def _copy(database: Path, unfinished: Path) -> None:
    source = connection.connect(database)
    try:
        target = connection.connect(unfinished, mode="rwc")
        try:
            source.conn.backup(target.conn)
            if (found := target.conn.execute("PRAGMA integrity_check(1)").fetchone()[0]) != "ok":
                raise DatabaseError(f"{database}: is damaged ({found.splitlines()[0]}); nothing was copied")
            if target.conn.execute("PRAGMA foreign_key_check").fetchone() is not None:
                raise DatabaseError(f"{database}: has rows that refer to nothing; nothing was copied")
            target.conn.execute("PRAGMA journal_mode=DELETE")
        finally:
            target.conn.close()
    finally:
        source.conn.close()


def _remove(database: Path) -> None:
    for end in ("", "-wal", "-shm", "-journal"):
        Path(f"{database}{end}").unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
