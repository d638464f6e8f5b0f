"""Every command, typed wrong in every way that is known: one line that names what was wrong, and no traceback.

Exit 2 where the line itself is written wrong, else 1.
"""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from sqlite3 import Connection

import click
import pytest
from operating import refused, run, shell, world
from test_migrations import made_by
from worlds import World, filled

from assessment import storage
from assessment.command import commands
from assessment.settings import settings
from assessment.storage import connection

__all__ = ["shell", "world"]

# A line of each command that works on the world: what its database is to be needs no more.
LINES = {
    "backup": "copy.db",
    "benchmark": "--department alba",
    "controller": "--region north",
    "departments list": "",
    "erase": "2",
    "export": "--region north --output made.xlsx",
    "import": "list.csv --region north",
    "invite": "x@example.org --role chief --department alba",
    "job": "",
    "link": "alba@example.org",
    "people list": "",
    "people correct": "2 --name Elena",
    "people end": "2",
    "people hand-over": "2 --name Nora",
    "people sign-out": "2",
    "region": "west West",
    "regions list": "",
    "regions add": "west West",
    "regions close": "south",
    "regions rename": "north Norden",
    "regions reopen": "south",
    "report": "--department alba --language en --output made.pdf",
    "rounds list": "",
    "rounds add": "2028 --region south --opens 2027-06-01 --closes 2027-06-30",
    "rounds close": "1",
    "rounds extend": "1 2027-06-10",
    "rounds move": "1 --closes 2027-06-10",
    "rounds remove": "1",
    "rounds rename": "1 Spring",
    "score": "--department alba",
    "verify": "",
}
OTHERS = {  # work on no database that is there
    "check": "",
    "demo": "--departments 2",
    "init": "--region north --name North --administrator a@example.org",
    "mail-test": "x@example.org",
    "restore": "list.csv",
    "serve": "",
}
NEED_NOTHING = {*(name for name, line in (LINES | OTHERS).items() if not line), "demo"}

UNKNOWN = [  # what is asked for, and how the refusal begins
    *[
        (f"{line} x", "x: there is no such region; the command regions lists their ids")
        for line in (
            *("controller --region", "departments --region", "people --region", "rounds --region"),
            *("export --output made.xlsx --region", "import list.csv --region", "regions close", "regions reopen"),
            "invite x@example.org --role coordinator --region",
            "rounds add 2028 --opens 2027-06-01 --closes 2027-06-30 --region",
        )
    ],
    ("regions rename x X", "x: there is no such region; the command regions lists their ids"),
    *[
        (f"{line} x", "x: there is no such department; the command departments lists their ids")
        for line in (
            *("benchmark --department", "score --department", "people --department"),
            "report --language en --output made.pdf --department",
            "invite x@example.org --role chief --department",
            "rounds extend 1 2027-06-10 --department",
            "rounds add 2028 --region north --opens 2027-06-01 --closes 2027-06-30 --department",
        )
    ],
    *[
        (f"{line} {number}", f"{number}: there is no such person; the command people lists their ids")
        for line in ("erase", "people correct --name X", "people hand-over --name X", "people sign-out")
        for number in (99, 10**30)
    ],
    *[
        (f"{line.format(number)}", f"round {number}: there is none; the command rounds lists their ids")
        for line in (
            *("rounds close {}", "rounds remove {}", "rounds rename {} X"),
            *("rounds extend {} 2027-06-10", "rounds move {} --closes 2027-06-10"),
        )
        for number in (99, 10**30)
    ],
    ("people end 99", "post 99: there is none, or it has ended"),
    ("link x@example.org", "x@example.org: nobody has this address"),
    ("link alba@example.org --post 99", "alba@example.org: has no such post"),
    ("invite x --role chief --department alba", "x: is no e-mail address"),
    ("people correct 2 --email x", "2: this is no e-mail address"),
    ("export --region north --round 99 --output made.xlsx", "north: has no round 99; the command rounds"),
    ("export --region south --output made.xlsx", "south: no round has opened yet"),
    ("benchmark --department alba --round 99", "alba: nothing is submitted in round 99"),
    ("score --department bruma", "bruma: nothing is submitted yet"),
    ("controller --region north --contact " + "x" * 700, "--contact: is longer than 600 characters"),
    ("regions add west West --departments-in-all 0", "departments-in-all: is not from 1 to 100000"),
    ("regions add west West --zone Nowhere", "Nowhere: no such time zone"),
    ("regions add north North", "north: is taken already, or no id"),
    ("verify list.csv", "list.csv: is no report of this program"),
    ("score --answers nowhere.json", "nowhere.json: No such file or directory"),
    ("check nowhere.yaml", "nowhere.yaml:1: file: cannot be read"),
    ("mail-test x@example.org", "no mail is set; set ASSESSMENT_MAIL_HOST"),
    ("report --department alba --language en --output nowhere/made.pdf", "nowhere: cannot be written to"),
    ("export --region north --output nowhere/made.xlsx", "nowhere: cannot be written to"),
    ("backup list.csv/copy.db", "list.csv: cannot be written to (Not a directory)"),
    ("backup list.csv", "list.csv: is there already"),
    ("restore list.csv", "in-touch.db: is there"),
    ("init --region west --name West --administrator a@example.org", "in-touch.db: is there already"),
    ("demo", "in-touch.db: is there already"),
]
WRITTEN_WRONG = [
    ("nothing", "No such command 'nothing'."),
    ("people nothing", "No such command 'nothing'."),
    ("--nothing", "No such option '--nothing'."),
    ("serve --port 0", "Invalid value for '--port': 0 is not in the range"),
    ("serve --port x", "Invalid value for '--port': 'x' is not a valid whole number."),
    ("erase x", "Invalid value for 'ID': 'x' is not a valid integer."),
    ("people end x", "Invalid value for 'POST': 'x' is not a valid integer."),
    ("rounds close x", "Invalid value for 'ROUND': 'x' is not a valid integer."),
    ("rounds extend 1 tomorrow", "Invalid value for 'DAY': 'tomorrow' is no day; write it like 2027-03-31."),
    ("invite x@example.org --role boss", "Invalid value for '--role': 'boss' is not one of 'chief'"),
    ("import nowhere.csv --region north", "Invalid value for 'FILE': File 'nowhere.csv' does not exist."),
    ("restore nowhere.db", "Invalid value for 'COPY': File 'nowhere.db' does not exist."),
    ("verify nowhere.pdf", "Invalid value for '[FILE]': File 'nowhere.pdf' does not exist."),
    ("report --department alba --language de --output x", "Invalid value for '--language': 'de' is not one of"),
    ("backup --into copies --keep 0", "Invalid value for '--keep': 0 is not in the range"),
    ("people correct 2", "nothing to correct; add --name or --email"),
    ("people sign-out", "whom to sign out? give the ID of a person, or --everybody"),
    ("score --answers a.json --department alba", "--answers reads a file and --department what was submitted"),
]


@pytest.fixture(scope="module")
def bad(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Databases that cannot be worked on, by what is the matter with them."""
    folder = tmp_path_factory.mktemp("bad")
    found = {what: folder / f"{what}.db" for what in BAD}
    with filled(World(folder / "good.db")):
        pass
    storage.backup(folder / "good.db", found["newer"])
    with closing(_plain(found["newer"])) as opened:
        opened.execute("PRAGMA user_version=99")
    with closing(_plain(found["foreign"], mode="rwc")) as opened:
        opened.execute("CREATE TABLE notes (text)")
    found["damaged"].write_bytes(b"no database at all " * 500)
    found["torn"].write_bytes((folder / "good.db").read_bytes()[:40_960])
    found["empty"].write_bytes(b"")
    found["folder"].mkdir()
    return found


BAD = {
    "missing": "there is no such file",
    "damaged": "",
    "torn": "",
    "empty": "is empty",
    "foreign": "no database of this program",
    "newer": "was written by a newer version",
    "folder": "is a folder",
}


def _plain(path: Path, mode: str = "rw") -> Connection:
    opened: Connection = connection.connect(path, mode=mode).conn
    return opened


@pytest.fixture
def here(tmp_path: Path, shell: pytest.MonkeyPatch) -> Path:
    """A folder to work in, with a list of departments."""
    (tmp_path / "list.csv").write_text("Name,Staff\nAlba,14\n", "utf-8")
    shell.chdir(tmp_path)
    return tmp_path


def every_command() -> Iterator[str]:
    for name, one in commands.commands.items():
        if isinstance(one, click.Group):
            yield from (f"{name} {each}" for each in one.commands)
        else:
            yield name


def typed(line: str) -> list[str]:
    return line.split(" ")


def test_every_command_is_tried() -> None:
    assert sorted(every_command()) == sorted(LINES | OTHERS)


@pytest.mark.parametrize("name", sorted({*LINES, *OTHERS} - NEED_NOTHING))
def test_what_is_missing_from_a_line_is_named(here: Path, name: str) -> None:
    told = refused(run(*typed(name)), 2)

    assert told.startswith(("Missing ", "where to?", "whom to sign out?"))


@pytest.mark.parametrize(("line", "says"), WRITTEN_WRONG, ids=lambda one: one[:60])
def test_a_line_that_is_written_wrong_is_told(world: World, here: Path, line: str, says: str) -> None:
    assert refused(run(*typed(line)), 2).startswith(says)


@pytest.mark.parametrize(("line", "says"), UNKNOWN, ids=lambda one: one[:60])
def test_what_is_not_there_is_named_with_what_to_do(world: World, here: Path, line: str, says: str) -> None:
    world.submit()
    before = sorted(one.name for one in here.iterdir())

    assert refused(run(*typed(line))).removeprefix(f"{here}/").startswith(says)
    assert sorted(one.name for one in here.iterdir()) == before


# A newer one is copied all the same, so that the newer version has it.
@pytest.mark.parametrize(
    ("name", "what"), [pair for pair in itertools.product(LINES, BAD) if pair != ("backup", "newer")]
)
def test_a_database_that_cannot_be_worked_on_is_named_and_left_as_it_is(
    here: Path, bad: dict[str, Path], shell: pytest.MonkeyPatch, name: str, what: str
) -> None:
    path = here / bad[what].name
    if bad[what].is_file():
        shutil.copy(bad[what], path)
    elif bad[what].is_dir():
        path.mkdir()
    before = path.read_bytes() if path.is_file() else None
    shell.setenv("ASSESSMENT_DATABASE", str(path))
    settings.cache_clear()

    told = refused(run(*typed(f"{name} {LINES[name]}".strip())))

    assert told.startswith((f"{path}: ", "the file: ", "the database: ")) and BAD[what] in told
    assert (path.read_bytes() if path.is_file() else None) == before
    assert set(here.iterdir()) <= {*storage.files_of(path), storage.lock_of(path), here / "list.csv"}


def test_an_older_database_is_copied_as_it_is_and_can_be_restored(here: Path, shell: pytest.MonkeyPatch) -> None:
    made_by(here / "older.db", 5)
    assert run("backup", "--database", "older.db", "copy.db").exit_code == 0

    assert run("restore", "--drill", "copy.db").exit_code == 0
    assert run("restore", "--database", "new.db", "copy.db").exit_code == 0
    assert storage.verify(here / "new.db").problems == ()


@pytest.mark.parametrize("name", ["people correct", "regions rename", "rounds rename", "invite", "import", "job"])
def test_a_database_that_is_locked_meanwhile_is_named(
    world: World, here: Path, shell: pytest.MonkeyPatch, name: str
) -> None:
    held: list[Connection] = []
    prepared = storage.prepare

    def then_locked(path: Path, *, demo: bool = False) -> object:
        keeper = prepared(path, demo=demo)
        held.append(_plain(path))
        held[0].execute("BEGIN IMMEDIATE")
        return keeper

    shell.setattr(connection, "_PATIENCE", 0.05)
    shell.setattr(storage, "prepare", then_locked)
    yes = " --yes" if name == "import" else ""
    told = refused(run(*typed(f"{name} {LINES[name]}{yes}".strip())))
    held[0].close()

    assert told.startswith(f"{world.path}: nothing was saved (database is locked)")


@pytest.mark.parametrize("name", ["init", "demo", "restore"])
def test_what_cannot_be_made_leaves_nothing(here: Path, shell: pytest.MonkeyPatch, name: str) -> None:
    made_by(here / "copy.db", len(connection.migrations._migrations))
    before = sorted(one.name for one in here.iterdir())
    line = f"{name} {'copy.db' if name == 'restore' else OTHERS[name]} --database list.csv/new.db"

    assert refused(run(*typed(line))).startswith("list.csv: cannot be written to (Not a directory)")
    assert sorted(one.name for one in here.iterdir()) == before


@pytest.mark.parametrize("name", ["init", "demo"])
def test_on_a_full_disk_nothing_is_made_and_that_is_why(here: Path, shell: pytest.MonkeyPatch, name: str) -> None:
    shell.setattr(connection, "_PRAGMAS", (*connection._PRAGMAS, "max_page_count=20"))
    before = sorted(one.name for one in here.iterdir())

    told = refused(run(*typed(f"{name} {OTHERS[name]} --database new.db")))
    assert told == "new.db: could not be made (database or disk is full); nothing is left of it"
    assert sorted(one.name for one in here.iterdir()) == before
