"""How the database is opened: its settings, its checks, and one unit of work at a time.

WAL with synchronous=EXTRA: what a call says is saved survives a killed process and a power cut. SQLite versions from
3.7.0 to 3.51.2 can damage a database in WAL mode, so with one of those the journal is DELETE, which is safe and slower.
"""

from __future__ import annotations

import fcntl
import json
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from sqlite_utils import Database
from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]  # the one it has chosen; not in its __all__

from assessment import owner
from assessment.storage import keeper
from assessment.storage.errors import DatabaseError, NotAllowed, NotSaved
from assessment.storage.keeper import WRITING, Keeper
from assessment.storage.schema import APPLICATION_ID, migrations

_PATIENCE = 10.0  # seconds that a write waits for another's
BRIEFLY = 0.2  # the patience of a write that may as well be left out


def _checks_json() -> bool:
    """Whether this SQLite checks JSON as the tables ask, without trusting them: 3.40 does not, and 3.51 does."""
    with closing(sqlite3.connect(":memory:")) as probe:
        probe.execute("PRAGMA trusted_schema=OFF")
        try:
            probe.execute("CREATE TABLE probe (value TEXT CHECK (json_valid(value)))")
            probe.execute("INSERT INTO probe VALUES (NULL)")
        except sqlite3.Error:
            return False
    return True


_CHECKS_JSON = _checks_json()
_PRAGMAS = (
    "foreign_keys=ON",
    "synchronous=EXTRA",  # FULL, and with the journal DELETE its folder too: else a power cut undoes what was saved
    "secure_delete=ON",
    f"trusted_schema={'OFF' if _CHECKS_JSON else 'ON'}",
    "cell_size_check=ON",
    "temp_store=MEMORY",
    "recursive_triggers=ON",
)
_SAFE_WITH_WAL = ((3, 51, 3),)
_SAFE_BACKPORTS = ((3, 44, 6), (3, 50, 7))
_DAMAGE = (sqlite3.Error, UnicodeDecodeError)  # the second where a damaged schema cannot even be told
_ADVICE = {  # by what SQLite says; of anything else a backup is the way out
    sqlite3.SQLITE_BUSY: "another program is writing to it: end that program, then start again",
    sqlite3.SQLITE_CANTOPEN: "check the folder and its permissions",
    sqlite3.SQLITE_IOERR: "the disk reports an error: check it before anything else",
    sqlite3.SQLITE_FULL: "the disk is full: make room on it, then start again",
    sqlite3.SQLITE_READONLY: "let the user of this program write to it and to its folder, then start again",
}
_RESTORE = "restore a backup with the command restore, or set ASSESSMENT_DATABASE to another file"


def journal_mode(version: tuple[int, ...] = tuple(sqlite3.sqlite_version_info)) -> str:
    """WAL where this SQLite is free of the fault that damages it, else DELETE."""
    if version >= _SAFE_WITH_WAL[0] or any(version[:2] == safe[:2] and version >= safe for safe in _SAFE_BACKPORTS):
        return "WAL"
    return "DELETE"


def connect(path: Path, *, mode: str = "rw", for_any_thread: bool = False) -> Database:
    """Open a connection with this project's settings.

    Args:
        path: the file.
        mode: "ro", "rw", or "rwc" to create it.
        for_any_thread: for one at a time; else it belongs to the calling thread.
    """
    connection = sqlite3.connect(
        f"{path.resolve().as_uri()}?mode={mode}",
        uri=True,
        isolation_level=None,
        timeout=_PATIENCE,
        check_same_thread=not for_any_thread,
    )
    try:
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        if not _CHECKS_JSON:
            connection.create_function("json_valid", 1, _is_json, deterministic=True)
    except BaseException:
        connection.close()
        raise
    return Database(connection, execute_plugins=False)


def _is_json(value: object) -> bool | None:
    """What `json_valid` says since it knows that nothing is neither."""
    if value is None:
        return None
    try:
        json.loads(str(value), parse_constant=_refuse_constant)
    except ValueError:
        return False
    return True


def _refuse_constant(name: str) -> None:
    raise ValueError(name)


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(connect(path).conn) as own:
        yield own


Through = Callable[[Path], AbstractContextManager[sqlite3.Connection]]


@contextmanager
def reading(path: Path, through: Through = _opened) -> Iterator[Database]:
    """A unit of work that only reads, and sees one state of the database throughout.

    Args:
        path: the file.
        through: gives the connection; if nothing else does, one is opened for this unit.

    Raises:
        DatabaseError: the database could not be read.
        NotAllowed: it was asked for something by a number or text that SQLite cannot hold.
    """
    try:
        with through(path) as connection:
            connection.execute("BEGIN")
            try:
                with _of_what_can_be_kept():
                    yield Database(connection, execute_plugins=False, recursive_triggers=False)
            finally:
                with suppress(sqlite3.Error):
                    connection.execute("ROLLBACK")
    except _DAMAGE as error:
        if isinstance(error, sqlite3.ProgrammingError) or _kind(error) == sqlite3.SQLITE_ERROR:
            raise  # a fault of ours
        raise DatabaseError(f"{path}: cannot be read ({error}); {_advice(error)}") from error


@contextmanager
def writing(path: Path, patience: float | None = None) -> Iterator[Database]:
    """A unit of work that writes all or nothing; it has committed when the block is left.

    Raises:
        NotSaved: the database could not be written; nothing was changed.
        NotAllowed: it is about a number or text that SQLite cannot hold.
    """
    patience = _PATIENCE if patience is None else patience
    deadline = time.monotonic() + patience
    if not WRITING.acquire(timeout=patience):
        raise NotSaved("others are writing")
    try:
        with _transaction(path, max(0.0, deadline - time.monotonic())) as db, _of_what_can_be_kept():
            yield db
    except sqlite3.IntegrityError:
        raise  # a rule of the schema was broken: a fault of ours, never to be told as a full disk
    except _DAMAGE as error:
        raise NotSaved(str(error)) from error
    finally:
        WRITING.release()


@contextmanager
def _of_what_can_be_kept() -> Iterator[None]:
    """There is nothing under a number of more than 64 bits, nor under a text that is no Unicode."""
    try:
        yield
    except (OverflowError, UnicodeEncodeError) as error:
        raise NotAllowed("there is nothing like that here") from error


@contextmanager
def _transaction(path: Path, patience: float) -> Iterator[Database]:
    with keeper.to_write(path, lambda: connect(path).conn) as writer:
        milliseconds = round(patience * 1000)
        writer.execute(f"PRAGMA busy_timeout={milliseconds}")
        try:
            writer.execute("BEGIN IMMEDIATE")
            yield Database(writer, execute_plugins=False, recursive_triggers=False)
            writer.execute("COMMIT")
        finally:
            # also for the exceptions by which Streamlit stops a run, which are no Exception
            if writer.in_transaction:
                with suppress(sqlite3.Error):
                    writer.execute("ROLLBACK")


def compact(path: Path) -> None:
    """Write the database anew, so that no byte of what was erased is left in the file or its log.

    Raises:
        NotSaved: somebody still reads what was there before, or there is no room; everything is kept, and so are the
            bytes.
    """
    with WRITING, closing(connect(path).conn) as connection:
        try:
            connection.execute("VACUUM")
            is_busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        except sqlite3.Error as error:
            raise NotSaved(f"{path}: what was erased is still in the file ({error}); erase once more") from error
    if is_busy:
        raise NotSaved(f"{path}: what was erased is still in the log, for somebody reads it; erase once more")


def prepare(path: Path, *, demo: bool = False) -> Keeper:
    """Create or upgrade the database, check it, and keep it open.

    Raises:
        DatabaseError: it is damaged, another program's, newer than this program, or a demo where none is meant.
    """
    try:
        owner.make_folder(path.parent)
        with lock_of(path).open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # two processes that start together upgrade one after the other
            owner.give(lock_of(path), path)
            refuse_remains(path)
            new = _is_new(path) or not _checked(path, demo)
            _close_to_others(path)
            return _prepared(path, demo, new)
    except _DAMAGE as error:
        raise DatabaseError(f"{path}: cannot be used ({error}); it was left as it is: {_advice(error)}") from error
    except OSError as error:
        raise DatabaseError(
            f"{path}: cannot be opened ({error.strerror}); check the folder and its permissions"
        ) from error


def files_of(path: Path) -> tuple[Path, ...]:
    """A database's file, and those that SQLite lays beside it with the same permissions."""
    return tuple(Path(f"{path}{end}") for end in ("", "-wal", "-shm", "-journal"))


def lock_of(path: Path) -> Path:
    """The file that keeps two processes from upgrading a database at once."""
    return path.with_name(f".{path.name}.lock")


def _close_to_others(path: Path) -> None:
    """Leave a database to its owner alone, a new one from its first byte, and one of an older version from now on."""
    real = path.resolve()
    if not real.exists():
        owner.lay(real)
    owner.close([*files_of(real), lock_of(path)])
    owner.close_folder(path.parent, [*files_of(path), lock_of(path)])


def refuse_remains(path: Path) -> None:
    """Refuse to put a database where the log of another one lies: SQLite would write that log into it.

    Raises:
        DatabaseError: the file is missing or empty, and its log is not.
    """
    if not _is_new(path):
        return
    for log in (Path(f"{path}-wal"), Path(f"{path}-journal")):
        if log.exists() and log.stat().st_size > 0 and not (path.exists() and log.name.endswith("-journal")):
            raise DatabaseError(
                f"{log}: belongs to a database that is no longer there, and holds what was saved last; "
                "bring that database back, or move this file to where it went"
            )


def refuse_missing(path: Path) -> None:
    """Refuse to go on without a database: nothing but its making makes one, so a path that is mistyped is told.

    Raises:
        DatabaseError: there is none.
    """
    if path.is_dir():
        raise DatabaseError(f"{path}: is a folder; name the database in it, such as {path / 'in-touch.db'}")
    if not path.is_file():
        raise DatabaseError(f"{path}: there is no such file; check the path, or make it with the command init")
    if path.stat().st_size == 0:
        raise DatabaseError(f"{path}: is empty; remove it, then make it with the command init, or restore a backup")


def _is_new(path: Path) -> bool:
    return not path.exists() or path.stat().st_size == 0


def _checked(path: Path, demo: bool) -> bool:
    """Check a file before anything is written; False where a start that was cut short left it without any content.

    Read only, so that closing it does not write the log of a damaged database back; an unfinished journal has to be.
    """
    mode = "rw" if Path(f"{path}-journal").exists() else "ro"
    with closing(connect(path, mode=mode).conn) as connection:
        db = Database(connection, execute_plugins=False)
        if (
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0
            and _pragma(db, "application_id") == 0
        ):
            return False
        _check(db, path)
        _check_kind(db, path, demo)
        return True


def _prepared(path: Path, demo: bool, new: bool) -> Keeper:
    db = connect(path)
    try:
        db.conn.execute(f"PRAGMA journal_mode={journal_mode()}")
        db.conn.execute("BEGIN IMMEDIATE")
        db.conn.execute(f"PRAGMA application_id={APPLICATION_ID}")
        migrations.apply(db)
        db.conn.execute(f"PRAGMA user_version={len(migrations.applied(db))}")
        if new:
            db.conn.execute("INSERT INTO facts (name, value) VALUES ('demo', ?)", [str(int(demo))])
        db.conn.execute("COMMIT")
    except BaseException:
        if db.conn.in_transaction:
            db.conn.execute("ROLLBACK")
        db.conn.close()
        raise
    return Keeper(path, db.conn, lambda: connect(path, for_any_thread=True).conn)


def is_demo(db: Database) -> bool:
    """Whether the database holds an invented region."""
    row = db.conn.execute("SELECT value FROM facts WHERE name = 'demo'").fetchone()
    return row is not None and row[0] == "1"


def is_foreign(db: Database) -> bool:
    """Whether it is another program's database, or none yet."""
    return _pragma(db, "application_id") != APPLICATION_ID


@dataclass(frozen=True)
class Versions:
    """Three counts of steps that agree in a database of this version."""

    stated: int  # in the file
    made: int  # of its tables
    known: int  # to this program

    @property
    def agree(self) -> bool:
        """Whether it is of this version."""
        return self.stated == self.made == self.known


def versions(db: Database) -> Versions:
    """Which version wrote a database of this program."""
    made = len(migrations.applied(db))
    return Versions(_pragma(db, "user_version"), made, made + len(migrations.pending(db)))


def _check_kind(db: Database, path: Path, demo: bool) -> None:
    if is_demo(db) != demo:
        what, do = ("no demo", "unset ASSESSMENT_DEMO") if demo else ("a demo", "set ASSESSMENT_DEMO=1")
        raise DatabaseError(f"{path}: this database is {what}; {do}, or set ASSESSMENT_DATABASE to another file")


def _check(db: Database, path: Path) -> None:
    if is_foreign(db):
        raise DatabaseError(f"{path}: this is no database of this program; set ASSESSMENT_DATABASE to another file")
    found = versions(db)
    if found.stated > found.known:
        raise DatabaseError(f"{path}: was written by a newer version of this program; install that version")
    problems = [row[0] for row in db.conn.execute("PRAGMA integrity_check(5)")]
    if problems == ["ok"] and found.stated != found.made:
        problems = ["its version is not that of its tables"]
    if problems == ["ok"] and db.conn.execute("PRAGMA foreign_key_check").fetchone() is not None:
        problems = ["some rows refer to nothing"]
    if problems != ["ok"]:
        raise DatabaseError(f"{path}: is damaged ({problems[0].splitlines()[0]}); it was left as it is: {_RESTORE}")


def _pragma(db: Database, name: str) -> int:
    return int(db.conn.execute(f"PRAGMA {name}").fetchone()[0])


def _advice(error: Exception) -> str:
    return _ADVICE.get(_kind(error), _RESTORE)


def _kind(error: Exception) -> int:
    """What SQLite says is the matter, without its finer reason; 0 where it says nothing."""
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF
