"""A database made by an earlier version of this program: it is upgraded, and keeps what it holds."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from assessment import storage
from assessment.rounds import Controller, Country, Description, NewDepartment
from assessment.storage import DatabaseError, NotReady, connection
from assessment.storage.schema import APPLICATION_ID, migrations
from tests.given import everything
from tests.worlds import World, filled, rows

NAMES = [one.name for one in migrations._migrations]


def made_by(path: Path, count: int) -> None:
    """A database as the version made it that knew only so many migrations."""
    with closing(connection.connect(path, mode="rwc").conn) as opened:
        opened.execute("PRAGMA journal_mode=WAL")
        opened.execute("BEGIN IMMEDIATE")
        db = connection.Database(opened, execute_plugins=False)
        migrations.apply(db, stop_before=NAMES[count:])
        opened.execute(f"PRAGMA application_id={APPLICATION_ID}")
        opened.execute(f"PRAGMA user_version={count}")
        opened.execute("INSERT INTO facts (name, value) VALUES ('demo', '0')")
        opened.execute("COMMIT")


def schema(path: Path) -> list[tuple[str, ...]]:
    return sorted(rows(path, "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL"))


def content(path: Path) -> dict[str, list[tuple[object, ...]]]:
    with closing(connection.connect(path).conn) as opened:
        tables = [row[0] for row in opened.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: list(opened.execute(f"SELECT * FROM {name}")) for name in tables}


@pytest.fixture
def first(tmp_path: Path) -> Iterator[Path]:
    """What the first version kept: an answer, a note and a submission. Written as text: its code is gone."""
    path = tmp_path / "in-touch.db"
    made_by(path, 1)
    statements = (Path(__file__).parent / "first_database.sql").read_text().split(";\n")
    for statement in statements:
        rows(path, statement)
    return path


def test_a_database_of_the_first_version_keeps_its_answers(first: Path) -> None:
    storage.prepare(first).close()

    world = World(first)
    assert world.operator.answers(1)["PI1.1"].value == 3
    assert world.operator.answers(1)["PI1.1"].author == "Alba"
    assert world.operator.note(1, "PI1.1").value == "page 2"
    assert world.operator.region("north").name == "North"
    assert world.operator.controller("north") == Controller()
    stated = Controller(name="North", country=Country.ITALY)
    assert (
        world.operator.change_controller("north", stated, Controller()) == world.operator.controller("north") == stated
    )


@pytest.mark.parametrize("count", range(1, len(NAMES) + 1))
def test_every_earlier_version_is_upgraded_to_the_tables_of_a_new_database(tmp_path: Path, count: int) -> None:
    made_by(tmp_path / "old.db", count)

    storage.prepare(tmp_path / "old.db").close()
    storage.prepare(tmp_path / "new.db").close()

    assert schema(tmp_path / "old.db") == schema(tmp_path / "new.db")


def test_a_second_start_changes_nothing(tmp_path: Path) -> None:
    world = World(tmp_path / "in-touch.db")
    with filled(world):
        world.submit()
    before, tables = content(world.path), schema(world.path)

    for _ in range(2):
        storage.prepare(world.path).close()

    assert (content(world.path), schema(world.path)) == (before, tables)
    assert world.operator.submissions("alba")[0].answers == everything(2)


def test_a_database_of_a_newer_version_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "in-touch.db"
    storage.prepare(path).close()
    with closing(connection.connect(path).conn) as opened:
        opened.execute(f"PRAGMA user_version={len(NAMES) + 1}")
    before = path.read_bytes()

    with pytest.raises(DatabaseError, match="newer version"):
        storage.prepare(path)

    assert path.read_bytes() == before


def test_a_database_whose_tables_are_gone_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "in-touch.db"
    storage.prepare(path).close()
    rows(path, "DELETE FROM _sqlite_migrations")

    with pytest.raises(DatabaseError, match="damaged"):
        storage.prepare(path)


def test_a_demo_taken_for_a_real_database_is_not_even_upgraded(tmp_path: Path) -> None:
    path = tmp_path / "demo.db"
    storage.prepare(path, demo=True).close()
    before = path.read_bytes()

    with pytest.raises(DatabaseError, match="ASSESSMENT_DEMO"):
        storage.prepare(path)

    assert path.read_bytes() == before


def test_an_upgrade_that_fails_leaves_the_database_as_it_was(first: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    later = type(migrations)(migrations.name)
    later._migrations = list(migrations._migrations)

    @later()
    def m999_half_way(db: connection.Database) -> None:
        db.conn.execute("ALTER TABLE departments ADD COLUMN colour TEXT")
        db.conn.execute("ALTER TABLE nothing ADD COLUMN colour TEXT")

    monkeypatch.setattr(connection, "migrations", later)
    with pytest.raises(DatabaseError, match="left as it is"):
        storage.prepare(first)
    monkeypatch.undo()

    assert "colour" not in str(schema(first))
    storage.prepare(first).close()


def test_departments_that_were_entered_twice_stay_two_and_no_third_is_added(tmp_path: Path) -> None:
    path = tmp_path / "in-touch.db"
    made_by(path, 2)
    with closing(connection.connect(path).conn) as opened:
        opened.execute("INSERT INTO regions (id, name, zone) VALUES ('north', 'North', 'Europe/Rome')")
        for one, name in (("a", "Forlì"), ("b", "FORLI'"), ("c", "L'Aquila"), ("d", "L’Aquila"), ("e", "L' Aquila")):
            values = (one, "north", name, "it", "2027-03-01")
            opened.execute(
                "INSERT INTO departments (id, region_id, name, language, joined_on) VALUES (?, ?, ?, ?, ?)", values
            )

    storage.prepare(path).close()

    store = World(path).operator
    assert [one.id for one in store.departments("north")] == ["b", "a", "e", "c", "d"]
    store.change_department("b", Description("FORLI'", "it", 12))
    assert store.department("b").staff == 12
    with pytest.raises(NotReady):
        store.add_departments("north", [NewDepartment("forli’", "it")])
    store.change_department("a", Description("Forlì vecchia", "it"))
    store.change_department("b", Description("Forlì", "it"))
