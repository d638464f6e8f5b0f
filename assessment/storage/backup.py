"""Backups: a copy through SQLite's own way, checked before it gets its name."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]  # the one it has chosen; not in its __all__

from assessment import owner
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
    owner.make_folder(copy.parent)
    _remove(unfinished)  # of a backup that was killed
    try:
        _copy(database, unfinished)
        if problem := next(_problems(unfinished), None):
            raise DatabaseError(f"{database}: {problem}; nothing was copied, keep the backups that you have")
        with unfinished.open("rb") as file:
            os.fsync(file.fileno())
        unfinished.replace(copy)
        _sync_folder(copy.parent)
    except (sqlite3.Error, ValueError) as error:  # a text that is no longer UTF-8 or JSON is damage too
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
    owner.lay(unfinished)
    with closing(connection.connect(database).conn) as source, closing(connection.connect(unfinished).conn) as target:
        source.backup(target)
        target.execute("PRAGMA journal_mode=DELETE")


_DIFFERS = """
    SELECT 1 FROM answers LEFT JOIN answer_versions AS kept USING (draft_id, question_id, version)
     WHERE kept.draft_id IS NULL OR kept.value IS NOT answers.value
     UNION ALL
    SELECT 1 FROM notes LEFT JOIN note_versions AS kept USING (draft_id, question_id, part, version)
     WHERE kept.draft_id IS NULL OR kept.value <> notes.value
"""


def _problems(database: Path) -> Iterator[str]:
    """What is not as it was written; SQLite's own check does not look inside a text."""
    with connection.reading(database) as db:
        found = db.conn.execute("PRAGMA integrity_check(1)").fetchone()[0]
        if found != "ok":
            yield f"is damaged ({found.splitlines()[0]})"
        if db.conn.execute("PRAGMA foreign_key_check").fetchone() is not None:
            yield "has rows that refer to nothing"
        for text, sha256 in db.conn.execute("SELECT text, sha256 FROM questionnaires"):
            if hashlib.sha256(text).hexdigest() != sha256:
                yield f"questionnaire {sha256[:8]} is not what was kept"
        for number, text, sha256 in db.conn.execute("SELECT id, sheets, sha256 FROM publications"):
            if hashlib.sha256(text.encode()).hexdigest() != sha256:
                yield f"publication {number} is not what was published"
        if db.conn.execute(_DIFFERS).fetchone() is not None:
            yield "an answer or a note is not what its history says"
    for seal in Submissions(database, OPERATOR).seals():
        if not seal.holds:
            yield f"submission {seal.number} is not what was sealed"


def _remove(database: Path) -> None:
    for file in connection.files_of(database):
        file.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
