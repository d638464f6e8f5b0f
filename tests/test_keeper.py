"""The connection that a served database is written with: one for all saves, and none where it would be wrong."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from assessment.storage import connection, prepare
from assessment.storage.errors import NotSaved


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "in-touch.db"
    with closing(prepare(path)):
        yield path


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The files that connections were opened to, one after the other."""
    real, found = connection.connect, list[Path]()

    def connect(path: Path, **how: object) -> object:
        found.append(path)
        return real(path, **how)  # type: ignore[arg-type]

    monkeypatch.setattr(connection, "connect", connect)
    return found


def note(path: Path, name: str) -> None:
    with connection.writing(path) as db:
        db.conn.execute("INSERT INTO facts (name, value) VALUES (?, '')", [name])


def names(path: Path) -> set[str]:
    with connection.reading(path) as db:
        return {row[0] for row in db.conn.execute("SELECT name FROM facts")} - {"demo"}


def test_saves_of_any_thread_go_through_one_connection(database: Path, opened: list[Path]) -> None:
    note(database, "one")
    other = threading.Thread(target=note, args=(database, "two"))
    other.start()
    other.join()

    assert len(opened) == 1
    assert names(database) == {"one", "two"}


def test_where_nothing_is_served_each_save_opens_its_own(tmp_path: Path, opened: list[Path]) -> None:
    path = tmp_path / "in-touch.db"
    prepare(path).close()
    opened.clear()
    note(path, "one")
    note(path, "two")

    assert len(opened) == 2
    assert not Path(f"{path}-wal").exists()  # nothing keeps it open


def test_another_file_in_its_place_is_written_to(database: Path, tmp_path: Path) -> None:
    note(database, "before")
    other = tmp_path / "other" / "other.db"
    prepare(other).close()
    for one in (f"{database}-wal", f"{database}-shm"):
        Path(one).unlink()
    shutil.move(other, database)
    note(database, "after")

    assert names(database) == {"after"}


def test_what_fails_leaves_nothing_behind_for_the_next(database: Path) -> None:
    with pytest.raises(KeyboardInterrupt), connection.writing(database) as db:
        db.conn.execute("INSERT INTO facts (name, value) VALUES ('half', '')")
        raise KeyboardInterrupt
    with pytest.raises(NotSaved), connection.writing(database) as db:
        db.conn.execute("SELECT * FROM nowhere")
    note(database, "whole")

    assert names(database) == {"whole"}


def test_a_copy_of_the_process_opens_its_own_and_leaves_this_one_alone(database: Path) -> None:
    note(database, "before")
    child = os.fork()
    if not child:
        note(database, "in the copy")
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
    note(database, "after")

    assert names(database) == {"before", "in the copy", "after"}
