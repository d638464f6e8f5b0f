"""The commands `backup` and `restore`: copies that are rotated, and a way back that is tried before it is needed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from operating import done, refusal, refused, run, shell, world
from worlds import World, rows

from assessment import storage
from assessment.storage import connection

__all__ = ["shell", "world"]


@pytest.fixture
def instants(shell: pytest.MonkeyPatch) -> None:
    """A clock that is an hour further at each look."""
    looks: Iterator[datetime] = (datetime(2027, 3, 1, 9, tzinfo=UTC) + timedelta(hours=one) for one in range(99))
    shell.setattr("assessment.command.backup.now", lambda: next(looks))


def names(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir())


def test_copies_in_a_folder_are_named_after_their_instant_and_the_newest_stay(
    world: World, tmp_path: Path, instants: None
) -> None:
    folder = tmp_path / "copies"
    for _ in range(3):
        done(run("backup", "--into", folder))
    told = done(run("backup", "--into", folder, "--keep", 2)).splitlines()

    assert names(folder) == ["in-touch-20270301T110000Z.db", "in-touch-20270301T120000Z.db"]
    assert told[1:] == [
        f"{folder / 'in-touch-20270301T100000Z.db'}: removed, 2 newer ones are kept",
        f"{folder / 'in-touch-20270301T090000Z.db'}: removed, 2 newer ones are kept",
    ]
    assert storage.verify(folder / "in-touch-20270301T120000Z.db").problems == ()


def test_nothing_but_copies_of_the_same_database_is_removed(world: World, tmp_path: Path, instants: None) -> None:
    folder = tmp_path / "copies"
    folder.mkdir()
    others = [
        "other-20270101T000000Z.db",
        "in-touch-20270101T000000Z.db.gpg",
        "in-touch-20270101.db",
        "in-touch-before-20270101T000000Z.db",
        "in-touch.db",
        "20270101T000000Z.db",
    ]
    for one in others:
        (folder / one).write_text("mine")
    (folder / "in-touch-20270102T000000Z.db").mkdir()
    (folder / "in-touch-20270103T000000Z.db").symlink_to(folder / others[0])
    before = names(folder)
    for _ in range(2):
        done(run("backup", "--into", folder, "--keep", 1))

    assert names(folder) == sorted([*before, "in-touch-20270301T100000Z.db"])


def test_a_backup_that_fails_removes_nothing(world: World, tmp_path: Path, instants: None) -> None:
    folder = tmp_path / "copies"
    for _ in range(2):
        done(run("backup", "--into", folder))
    before = names(folder)
    world.path.write_bytes(b"no database at all " * 500)

    assert refused(run("backup", "--into", folder, "--keep", 1)).startswith(f"{world.path}: cannot be copied to ")
    assert names(folder) == before


def test_the_copy_just_made_stays_where_the_clock_went_back(world: World, tmp_path: Path, instants: None) -> None:
    folder = tmp_path / "copies"
    folder.mkdir()
    (folder / "in-touch-20990101T000000Z.db").write_text("from the future")
    done(run("backup", "--into", folder, "--keep", 1))

    assert names(folder) == ["in-touch-20270301T090000Z.db"]


def test_a_folder_that_cannot_be_written_to_is_named(world: World, tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("x")

    told = f"{in_the_way}: cannot be written to (Not a directory); name another folder, or let this user write to it"
    assert refused(run("backup", in_the_way / "copy.db")) == told
    assert refused(run("restore", "--database", in_the_way / "new.db", world.path)) == told
    assert refused(run("backup", "--into", in_the_way), 2).startswith("Invalid value for '--into'")


def test_where_a_copy_goes_is_said_once(world: World, tmp_path: Path) -> None:
    assert refused(run("backup"), 2) == "where to? give the COPY to write, or --into FOLDER"
    assert refused(run("backup", tmp_path / "copy.db", "--into", tmp_path), 2).startswith("where to?")
    assert refused(run("backup", tmp_path / "copy.db", "--keep", 2), 2).endswith("add --into FOLDER")


def test_another_programs_database_is_no_backup(tmp_path: Path) -> None:
    foreign = tmp_path / "foreign.db"
    with closing(connection.connect(foreign, mode="rwc").conn) as opened:
        opened.execute("CREATE TABLE notes (text)")

    told = f"{foreign}: is no database of this program; check the path"
    assert refused(run("backup", "--database", foreign, tmp_path / "copy.db")) == told
    assert refused(run("restore", "--database", tmp_path / "new.db", foreign)) == told
    assert names(tmp_path) == ["foreign.db"]


# the drill


def test_a_drill_says_what_a_copy_holds_and_leaves_everything_as_it_is(
    world: World, tmp_path: Path, shell: pytest.MonkeyPatch
) -> None:
    world.submit()
    copy, elsewhere = tmp_path / "copy.db", tmp_path / "elsewhere"
    done(run("backup", copy))
    elsewhere.mkdir()
    shell.setattr("tempfile.tempdir", str(elsewhere))
    before = copy.read_bytes()

    assert done(run("restore", "--drill", copy)).splitlines() == [
        f"{copy}: can be restored, and everything in it is as it was written",
        f"{copy}: 2 regions, 3 departments, 6 people, 1 round, 1 submission, 0 publications, "
        "38 answers, 0 notes, 26 events",
        f"{copy}: the last entry of its log is of 2027-03-01 09:00 UTC",
    ]
    assert (copy.read_bytes(), names(elsewhere)) == (before, [])


def test_a_drill_finds_a_copy_that_is_not_what_was_written(world: World, tmp_path: Path) -> None:
    world.submit()
    copy = tmp_path / "copy.db"
    done(run("backup", copy))
    rows(copy, "UPDATE answer_versions SET author_id = NULL WHERE question_id = 'PI1.1'")

    told = refused(run("restore", "--drill", copy))
    assert told.startswith(f"{copy}: answer PI1.1 of draft 1: version 1 is not what was saved")


@pytest.mark.parametrize(
    ("content", "says"),
    [(b"", "is empty, so there is nothing to restore"), (b"no database at all " * 500, "cannot be copied to ")],
)
def test_a_drill_finds_a_copy_that_is_none(tmp_path: Path, content: bytes, says: str) -> None:
    copy = tmp_path / "copy.db"
    copy.write_bytes(content)

    assert refusal(run("restore", "--drill", copy))[0].startswith(f"{copy}: {says}")


def test_a_copy_of_a_newer_version_is_not_restored(world: World, tmp_path: Path) -> None:
    copy, new = tmp_path / "copy.db", tmp_path / "new.db"
    done(run("backup", copy))
    with closing(connection.connect(copy).conn) as opened:
        opened.execute("PRAGMA user_version=99")

    told = f"{copy}: was written by a newer version of this program; install that version"
    assert refused(run("restore", "--database", new, copy)) == told
    assert refused(run("restore", "--drill", copy)) == told
    assert not new.exists()
