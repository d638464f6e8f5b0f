"""The power goes at any moment: what was said to be saved is there, and the database is whole.

That the playing back shows such faults at all is shown by settings that are known to be unsafe: they must fail here.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assessment import storage
from assessment.storage import DatabaseError
from tests.given import everything
from tests.power_cut import Disk, moments, recorded, trace
from tests.test_faults import copied, draft_of, is_sound, rows, template  # noqa: F401  # a fixture
from tests.worlds import World

pytestmark = pytest.mark.proof

CUTS = 200
OFTEN = {"wal_autocheckpoint": "40"}  # the log is written back every few saves
IN_A_JOURNAL = {"journal": "DELETE"}  # what is used where this SQLite has the fault that damages a log
ways = pytest.mark.parametrize("settings", [{}, OFTEN, IN_A_JOURNAL], ids=["log", "log written back", "journal"])

Lost = Callable[[Path, list[Any]], bool]


def outcomes(
    world: World, into: Path, lost: Lost, work: str, *given: Any, cuts: int = CUTS, **settings: str
) -> Counter[str]:
    """Record some work, cut the power at so many moments, and count what came of it."""
    chance, found = random.Random(CUTS), Counter[str]()
    folder, record = world.path.parent, into / "record.txt"
    for number, disk in enumerate(moments(recorded(folder, record, work, *given, **settings), record, CUTS, chance)):
        left = into / str(number)
        disk.cut(chance, left)
        found[_outcome(left / "in-touch.db", disk, lost)] += 1
    return found


def _outcome(path: Path, disk: Disk, lost: Lost) -> str:
    try:
        storage.prepare(path).close()
        is_sound(path)
    except (DatabaseError, AssertionError):
        return "damaged"
    return "lost" if lost(path, disk.told) else "whole"


def answers_are_lost(path: Path, told: list[Any]) -> bool:
    kept = {
        (question_id, version, json.loads(value))
        for question_id, version, value in rows(path, "SELECT question_id, version, value FROM answer_versions")
    } | set(rows(path, "SELECT question_id, version, value FROM note_versions"))
    return any(tuple(word[1:]) not in kept for word in told if isinstance(word, list))


def submissions_are_lost(path: Path, told: list[Any]) -> bool:
    world = World(path)
    for number, level in (word for word in told if isinstance(word, list)):
        found = world.operator.submission_numbered(number)
        if found is None or found.answers != everything(level):
            return True
    return False


def copies_are_lost(path: Path, told: list[Any]) -> bool:
    copies = path.parent / "copies"
    there = {one.name for one in copies.glob("*.db") if not one.name.startswith(".")}
    for name in there:
        is_sound(copies / name)
    return not {word for word in told if word.endswith(".db")} <= there


def nothing_is_lost(path: Path, told: list[Any]) -> bool:
    return rows(path, "SELECT count(*) FROM facts") != [(1,)]


@pytest.fixture
def world(template: World, tmp_path: Path) -> World:  # noqa: F811
    (tmp_path / "before").mkdir()
    return copied(template, tmp_path / "before")


@pytest.fixture
def into(tmp_path: Path) -> Path:
    (tmp_path / "after").mkdir()
    return tmp_path / "after"


@ways
def test_a_power_cut_while_saving_loses_nothing(world: World, into: Path, settings: dict[str, str]) -> None:
    given = (world.sessions["alba"], draft_of(world), 1)

    assert outcomes(world, into, answers_are_lost, "save", *given, times="300", **settings) == {"whole": CUTS}


@ways
def test_a_power_cut_while_submitting_loses_nothing(world: World, into: Path, settings: dict[str, str]) -> None:
    given = (world.sessions["alba"], world.sessions["north"], world.round_id)

    assert outcomes(world, into, submissions_are_lost, "submit", *given, times="30", **settings) == {"whole": CUTS}


@ways
def test_a_power_cut_at_the_first_start_is_no_damage(tmp_path: Path, into: Path, settings: dict[str, str]) -> None:
    (tmp_path / "empty").mkdir()
    empty = World(tmp_path / "empty" / "in-touch.db")

    assert outcomes(empty, into, nothing_is_lost, "prepare", times="1", **settings) == {"whole": CUTS}


def test_a_power_cut_while_backing_up_leaves_no_half_copy(world: World, into: Path) -> None:
    (world.path.parent / "copies").mkdir()

    found = outcomes(world, into, copies_are_lost, "back_up", str(world.path.parent / "copies"), times="4")

    assert found == {"whole": CUTS}


@pytest.mark.parametrize(
    ("settings", "shows"),
    [
        ({"synchronous": "OFF", **OFTEN}, "damaged"),
        ({"synchronous": "NORMAL"}, "lost"),
        ({"synchronous": "FULL", **IN_A_JOURNAL}, "lost"),  # its folder is not synced
    ],
)
def test_unsafe_settings_are_shown_to_be_unsafe(world: World, into: Path, settings: dict[str, str], shows: str) -> None:
    given = (world.sessions["alba"], draft_of(world), 1)

    found = outcomes(world, into, answers_are_lost, "save", *given, times="300", **settings)

    assert found[shows] > 0, found


@pytest.mark.parametrize("failure", ["fsync:error=EIO", "pwrite64:error=EIO", "pwrite64:error=ENOSPC"])
@pytest.mark.parametrize("first", [1, 6, 30, 80])
def test_what_a_failing_disk_refused_is_never_told_as_saved(world: World, failure: str, first: int) -> None:
    options = ["-o", "/dev/null", "-e", f"inject={failure}:when={first}..{first + 9}", "-e", "trace=fsync,pwrite64"]

    told = [
        json.loads(line)
        for line in trace(
            world.path.parent, options, "persevere", world.sessions["alba"], draft_of(world), "times=120"
        ).splitlines()
    ]

    assert "not saved" in told or "refused" in told
    assert not answers_are_lost(world.path, told)
    storage.prepare(world.path).close()
    is_sound(world.path)
