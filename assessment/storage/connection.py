"""How the database is opened: its settings, its checks, and one unit of work at a time.

WAL with synchronous=FULL: what a call says is saved survives a killed process and a power cut. SQLite versions from
3.7.0 to 3.51.2 can damage a database in WAL mode, so with one of those the journal is DELETE, which is safe and slower.
"""

from __future__ import annotations

import fcntl
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from sqlite_utils import Database
from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]  # the one it has chosen; not in its __all__

from assessment.storage.errors import DatabaseError, NotSaved
from assessment.storage.schema import APPLICATION_ID, migrations

_PATIENCE = 10  # seconds that a statement waits for another's write
_PRAGMAS = (
    f"busy_timeout={_PATIENCE * 1000}",
    "foreign_keys=ON",
    "synchronous=FULL",
    "secure_delete=ON",
    "trusted_schema=OFF",
    "cell_size_check=ON",
    "temp_store=MEMORY",
    "recursive_triggers=ON",
)
_SAFE_WITH_WAL = ((3, 51, 3),)
_SAFE_BACKPORTS = ((3, 44, 6), (3, 50, 7))

# For latency alone: SQLite's own waiting is unfair among many threads. Between processes BEGIN IMMEDIATE decides.
_WRITING = threading.Lock()


def journal_mode(version: tuple[int, ...] = tuple(sqlite3.sqlite_version_info)) -> str:
    """WAL where this SQLite is free of the fault that damages it, else DELETE."""
    if version >= _SAFE_WITH_WAL[0] or any(version[:2] == safe[:2] and version >= safe for safe in _SAFE_BACKPORTS):
        return "WAL"
    return "DELETE"


def connect(path: Path, *, create: bool = False) -> Database:
    """Open a connection with this project's settings; it belongs to the calling thread."""
    mode = "rwc" if create else "rw"
    connection = sqlite3.connect(
        f"{path.resolve().as_uri()}?mode={mode}", uri=True, isolation_level=None, timeout=_PATIENCE
    )
    try:
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
    except BaseException:
        connection.close()
        raise
    return Database(connection, execute_plugins=False)


@contextmanager
def reading(path: Path) -> Iterator[Database]:
    """A unit of work that only reads, and sees one state of the database throughout."""
    try:
        db = connect(path)
    except sqlite3.Error as error:
        raise DatabaseError(f"{path}: cannot be opened ({error}); check that it is there and readable") from error
    with closing(db.conn):
        db.conn.execute("BEGIN")
        try:
            yield db
        finally:
            with suppress(sqlite3.Error):
                db.conn.execute("ROLLBACK")


@contextmanager
def writing(path: Path) -> Iterator[Database]:
    """A unit of work that writes all or nothing; it has committed when the block is left.

    Raises:
        NotSaved: the database could not be written; nothing was changed.
    """
    with _WRITING:
        try:
            db = connect(path)
        except sqlite3.Error as error:
            raise NotSaved(str(error)) from error
        try:
            db.conn.execute("BEGIN IMMEDIATE")
            yield db
            db.conn.execute("COMMIT")
        except sqlite3.IntegrityError:
            raise  # a rule of the schema was broken: a fault of ours, never to be told as a full disk
        except sqlite3.Error as error:
            raise NotSaved(str(error)) from error
        finally:
            # also for the exceptions by which Streamlit stops a run, which are no Exception
            if db.conn.in_transaction:
                with suppress(sqlite3.Error):
                    db.conn.execute("ROLLBACK")
            db.conn.close()


def prepare(path: Path, *, demo: bool = False) -> sqlite3.Connection:
    """Create or upgrade the database, check it, and return a keeper.

    The keeper is a connection that stays open: without one, each last close would write the whole log back.

    Raises:
        DatabaseError: it is damaged, another program's, newer than this program, or a demo where none is meant.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with (path.parent / f".{path.name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # two processes that start together upgrade one after the other
            return _prepared(path, demo)
    except sqlite3.Error as error:
        raise DatabaseError(
            f"{path}: cannot be used ({error}); it was left as it is: restore a backup with "
            "`python -m assessment restore`, or set ASSESSMENT_DATABASE to another file"
        ) from error
    except OSError as error:
        raise DatabaseError(
            f"{path}: cannot be opened ({error.strerror}); check the folder and its permissions"
        ) from error


def _prepared(path: Path, demo: bool) -> sqlite3.Connection:
    new = not path.exists() or path.stat().st_size == 0
    db = connect(path, create=True)
    try:
        if not new:
            _check(db, path)
        db.conn.execute(f"PRAGMA journal_mode={journal_mode()}")
        db.conn.execute("BEGIN IMMEDIATE")
        db.conn.execute(f"PRAGMA application_id={APPLICATION_ID}")
        migrations.apply(db)
        db.conn.execute(f"PRAGMA user_version={len(migrations.applied(db))}")
        if new:
            db.conn.execute("INSERT INTO facts (name, value) VALUES ('demo', ?)", [str(int(demo))])
        db.conn.execute("COMMIT")
        if is_demo(db) != demo:
            what, do = ("no demo", "unset ASSESSMENT_DEMO") if demo else ("a demo", "set ASSESSMENT_DEMO=1")
            raise DatabaseError(f"{path}: this database is {what}; {do}, or set ASSESSMENT_DATABASE to another file")
    except BaseException:
        if db.conn.in_transaction:
            db.conn.execute("ROLLBACK")
        db.conn.close()
        raise
    keeper: sqlite3.Connection = db.conn
    return keeper


def is_demo(db: Database) -> bool:
    """Whether the database holds an invented region."""
    row = db.conn.execute("SELECT value FROM facts WHERE name = 'demo'").fetchone()
    return row is not None and row[0] == "1"


def _check(db: Database, path: Path) -> None:
    application = db.conn.execute("PRAGMA application_id").fetchone()[0]
    if application != APPLICATION_ID:
        raise DatabaseError(f"{path}: this is no database of this program; set ASSESSMENT_DATABASE to another file")
    version = db.conn.execute("PRAGMA user_version").fetchone()[0]
    known = len(migrations.pending(db)) + len(migrations.applied(db))
    if version > known:
        raise DatabaseError(f"{path}: was written by a newer version of this program; install that version")
    problems = [row[0] for row in db.conn.execute("PRAGMA integrity_check(5)")]
    if problems != ["ok"]:
        raise DatabaseError(
            f"{path}: is damaged ({problems[0].splitlines()[0]}); it was left as it is: restore a backup with "
            "`python -m assessment restore`, or set ASSESSMENT_DATABASE to another file"
        )
