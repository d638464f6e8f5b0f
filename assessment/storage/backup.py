"""Backups: a copy through SQLite's own way, checked before it gets its name."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlite_utils import Database
from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]  # the one it has chosen; not in its __all__

from assessment import owner
from assessment.storage import connection
from assessment.storage.access import OPERATOR
from assessment.storage.errors import DatabaseError
from assessment.storage.looking import Looking
from assessment.storage.verifying import Discrepancy, content_problems, file_problems


def backup(database: Path, copy: Path) -> str:
    """Copy a database, also one that is in use; the copy has its name only when it is whole and checked.

    Returns:
        The SHA-256 of the copy.

    Raises:
        DatabaseError: the database is missing, another program's or damaged, something in it is not what was written,
            or where the copy would be lies the log of another database.
    """
    with _unfinished(database, copy) as unfinished:
        return _sha256(unfinished)


def restore(copy: Path, database: Path) -> None:
    """Put a copy where a database is to be; its log says so, and of which copy.

    Raises:
        DatabaseError: as with `backup`, or the copy is of a newer version.
    """
    with _unfinished(copy, database) as unfinished:
        with connection.reading(unfinished) as db:
            found = connection.versions(db)
        if found.stated > found.known:
            raise DatabaseError(f"{copy}: was written by a newer version of this program; install that version")
        with closing(connection.prepare(unfinished, demo=holds_demo(unfinished))):
            Looking(unfinished, OPERATOR).note_restored(_sha256(copy))
        settle(unfinished)


@contextmanager
def _unfinished(database: Path, copy: Path) -> Iterator[Path]:
    """A checked copy under another name, which it loses for its own when the block is left."""
    connection.refuse_missing(database)
    connection.refuse_remains(copy)
    unfinished = copy.with_name(f".{copy.name}.unfinished")
    owner.make_folder(copy.parent)
    _remove(unfinished)  # of a backup that was killed
    try:
        _copy(database, unfinished)
        if problem := next(_problems(unfinished), None):
            said = f"{problem.what}: {problem.wrong}"
            raise DatabaseError(f"{database}: {said}; nothing was copied, keep the backups that you have")
        yield unfinished
        with unfinished.open("rb") as file:
            os.fsync(file.fileno())
        unfinished.replace(copy)
        _sync_folder(copy.parent)
    except (sqlite3.Error, ValueError) as error:  # a text that is no longer UTF-8 or JSON is damage too
        raise DatabaseError(
            f"{database}: cannot be copied to {copy} ({error}); nothing was changed, keep the backups that you have"
        ) from error
    finally:
        _remove(unfinished)


def _problems(copy: Path) -> Iterator[Discrepancy]:
    """What is wrong with a copy; of what another version of this program wrote, only what SQLite finds."""
    with connection.reading(copy) as db:
        yield from file_problems(db)
        if connection.versions(db).agree:
            yield from content_problems(db)


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
    owner.lay(unfinished)
    with closing(connection.connect(database).conn) as source, closing(connection.connect(unfinished).conn) as target:
        if connection.is_foreign(Database(source, execute_plugins=False)):
            raise DatabaseError(f"{database}: is no database of this program; check the path")
        source.backup(target)
        target.execute("PRAGMA journal_mode=DELETE")


def _remove(database: Path) -> None:
    for file in (connection.lock_of(database), *connection.files_of(database)):
        file.unlink(missing_ok=True)


def _sha256(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
