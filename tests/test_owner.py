"""What is kept and handed over is readable by its owner alone, whatever the umask, new or from before."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner
from given import QUESTIONS

from assessment import owner, shelf, storage
from assessment.command import commands
from assessment.storage import OPERATOR, DatabaseError, Store, files_of, lock_of, prepare


@pytest.fixture(params=[0o000, 0o022, 0o077], ids=["open", "usual", "strict"])
def umask(request: pytest.FixtureRequest) -> Iterator[None]:
    before = os.umask(request.param)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def open_to_others(folder: Path) -> set[str]:
    """What below a folder somebody else could open or enter."""
    return {one.name for one in folder.rglob("*") if mode(one) != (0o700 if one.is_dir() else 0o600)}


def write(database: Path) -> None:
    Store(database, OPERATOR).add_region("north", "North", "Europe/Rome")


def test_a_new_database_its_log_and_its_folders_are_their_owners_alone(tmp_path: Path, umask: None) -> None:
    database = tmp_path / "srv" / "deep" / "in-touch.db"
    with closing(prepare(database)):
        write(database)

        assert {file for file in files_of(database) if file.exists()} > {database}  # its log too
        assert lock_of(database).exists()
        assert open_to_others(tmp_path) == set()


def test_the_journal_of_a_database_is_its_owners_alone(tmp_path: Path, umask: None) -> None:
    database = tmp_path / "in-touch.db"
    prepare(database).close()
    storage.settle(database)
    with closing(storage.connection.connect(database).conn) as opened:
        opened.execute("BEGIN IMMEDIATE")
        opened.execute("INSERT INTO facts (name, value) VALUES ('a', 'b')")

        assert mode(Path(f"{database}-journal")) == 0o600
        opened.execute("ROLLBACK")


def test_what_an_older_version_left_open_is_closed_when_it_is_opened(tmp_path: Path) -> None:
    database = tmp_path / "data" / "in-touch.db"
    with closing(prepare(database)):
        write(database)
        for one in (database.parent, *database.parent.iterdir()):
            one.chmod(0o755 if one.is_dir() else 0o644)
        with closing(prepare(database)):
            assert open_to_others(tmp_path) == set()
            assert len(list(database.parent.iterdir())) >= 3


@pytest.mark.parametrize("shared", [0o755, 0o1777, 0o2775])
def test_a_folder_that_is_not_ours_alone_is_left_as_it_is(tmp_path: Path, shared: int) -> None:
    folder = tmp_path / "shared"
    folder.mkdir()
    folder.chmod(shared)
    if shared == 0o755:
        (folder / "another").touch(0o644)
        (folder / "another").chmod(0o644)
    prepare(folder / "in-touch.db").close()

    assert mode(folder) == shared
    assert open_to_others(folder) == ({"another"} if shared == 0o755 else set())


def test_a_file_of_another_program_is_left_as_it_is(tmp_path: Path) -> None:
    stranger = tmp_path / "stranger.db"
    with closing(storage.connection.connect(stranger, mode="rwc").conn) as opened:
        opened.execute("CREATE TABLE theirs (id INTEGER)")
    stranger.chmod(0o664)
    with pytest.raises(DatabaseError, match="no database of this program"):
        prepare(stranger)

    assert mode(stranger) == 0o664


def test_a_database_behind_a_link_is_closed_where_it_lies(tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    link = tmp_path / "in-touch.db"
    link.symlink_to(tmp_path / "disk" / "kept.db")
    with closing(prepare(link)):
        write(link)

        assert {mode(one) for one in (tmp_path / "disk").iterdir()} == {0o600}
        assert len(list((tmp_path / "disk").iterdir())) == 3


def test_a_backup_and_what_is_restored_are_their_owners_alone(tmp_path: Path, umask: None) -> None:
    database, copy, restored = (tmp_path / name / "in-touch.db" for name in ("one", "two/deep", "three"))
    with closing(prepare(database)):
        storage.backup(database, copy)
    storage.backup(copy, restored)

    assert open_to_others(tmp_path) == set()


def test_the_demo_is_built_for_its_owner_alone(tmp_path: Path, umask: None) -> None:
    database = tmp_path / "data" / "demo.db"
    words = ["demo", "--database", str(database), "--departments", "2", "--rounds", "0"]
    ended = CliRunner(env={"ASSESSMENT_QUESTIONS": str(QUESTIONS)}).invoke(commands, words)

    assert ended.exit_code == 0, ended.output
    assert open_to_others(tmp_path) == set()


def test_what_lies_on_the_shelf_is_its_owners_alone(umask: None) -> None:
    _, path = shelf.lay("session", "reports", b"reports")

    assert (mode(path.parent), mode(path)) == (0o700, 0o600)
    assert path.read_bytes() == b"reports"


def test_a_file_system_without_modes_stops_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "chmod", refused)
    before = os.umask(0)  # so that everything is found more open than it should be
    try:
        database = tmp_path / "stick" / "in-touch.db"
        database.parent.mkdir()
        with closing(prepare(database)):
            write(database)
            storage.backup(database, tmp_path / "copies" / "in-touch.db")
    finally:
        os.umask(before)

    assert (tmp_path / "copies" / "in-touch.db").is_file()


def test_a_file_that_is_there_is_never_laid_again(tmp_path: Path) -> None:
    (tmp_path / "kept").write_bytes(b"kept")
    with pytest.raises(FileExistsError):
        owner.lay(tmp_path / "kept", b"other")

    assert (tmp_path / "kept").read_bytes() == b"kept"


def test_a_folder_that_cannot_be_made_is_told_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(DatabaseError, match="check the folder"):
        prepare(tmp_path / "file" / "below" / "in-touch.db")
