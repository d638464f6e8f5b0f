"""What survives when something goes wrong: processes killed, disks full, files damaged, many at once, clocks set back.

What a call has returned as saved is there afterwards; what it has not is there whole or not at all; and a database that
cannot be trusted is refused in words and left as it is.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from assessment import storage
from assessment.people import Role
from assessment.storage import (
    OPERATOR,
    DatabaseError,
    DoorStore,
    NotSaved,
    SessionEnded,
    Store,
    TooLate,
    connection,
    digest,
)
from tests import victim
from tests.given import IDS, everything
from tests.worlds import START, World, filled

AFTER_CLOSING = datetime(2027, 6, 7, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> World:
    """The region of these tests, built once; each test gets a copy of its file."""
    made = World(tmp_path_factory.mktemp("template") / "in-touch.db")
    with filled(made):
        made.submit("bruma")
        made.begin()
        storage.backup(made.path, made.path.with_name("copy.db"))
    return made


@pytest.fixture
def world(template: World, tmp_path: Path) -> Iterator[World]:
    made = copied(template, tmp_path)
    with closing(storage.prepare(made.path)):
        yield made


def copied(template: World, folder: Path) -> World:
    shutil.copy(template.path.with_name("copy.db"), folder / "in-touch.db")
    return World(folder / "in-touch.db", round_id=template.round_id, sessions=template.sessions)


def rows(path: Path, sql: str, *values: object) -> list[tuple[Any, ...]]:
    with closing(connection.connect(path).conn) as opened:
        return list(opened.execute(sql, values))


def draft_of(world: World) -> int:
    draft = world.of("alba").draft(world.round_id, "alba")
    assert draft is not None
    return draft.id


def is_sound(path: Path) -> None:
    """The file is whole, and every answer and note is what its history says last."""
    assert rows(path, "PRAGMA integrity_check") == [("ok",)]
    assert rows(path, "PRAGMA foreign_key_check") == []
    for table in ("answer", "note"):
        part = "" if table == "answer" else ", part"
        assert [] == rows(
            path,
            f"""
            SELECT 1 FROM {table}s
              JOIN (SELECT draft_id, question_id{part}, count(*) AS saved, max(version) AS last
                      FROM {table}_versions GROUP BY draft_id, question_id{part})
             USING (draft_id, question_id{part})
             WHERE saved <> version OR last <> version
            """,
        )
        assert [] == rows(
            path,
            f"""
            SELECT * FROM {table}s
              LEFT JOIN {table}_versions AS kept USING (draft_id, question_id{part}, version)
             WHERE kept.value IS NOT {table}s.value
            """,
        )
    assert all(seal.holds for seal in Store(path, OPERATOR).seals())


# Processes killed


def kills(quick: int, proof: int) -> pytest.MarkDecorator:
    """How often a process is killed: a few times in every run, and often in the long suite."""
    return pytest.mark.parametrize("times", [quick, pytest.param(proof, marks=pytest.mark.proof)])


@kills(4, 400)
def test_no_save_that_returned_is_lost_when_the_process_is_killed(world: World, times: int) -> None:
    chance, draft_id, saved = random.Random(times), draft_of(world), {}
    for turn in range(times):
        told = victim.killed(
            chance.uniform(0.03, 0.2), victim.save, world.path, world.sessions["alba"], draft_id, turn
        )
        for kind, question_id, version, value in told:
            saved[kind, question_id, version] = value

        is_sound(world.path)
        kept = {
            ("answer", question_id, version): json.loads(value)
            for question_id, version, value in rows(
                world.path, "SELECT question_id, version, value FROM answer_versions WHERE draft_id = ?", draft_id
            )
        } | {
            ("note", question_id, version): value
            for question_id, version, value in rows(
                world.path, "SELECT question_id, version, value FROM note_versions WHERE draft_id = ?", draft_id
            )
        }
        assert kept | saved == kept
        assert len(kept) - len(saved) <= turn + 1  # of each killed process, at most the one that it was at
        saved = kept
    assert len(saved) > times


@kills(3, 200)
def test_a_submission_is_whole_or_not_there_when_the_process_is_killed(world: World, times: int) -> None:
    chance, sealed = random.Random(times), {}
    for _ in range(times):
        told = victim.killed(
            chance.uniform(0.02, 0.15),
            victim.submit,
            world.path,
            world.sessions["alba"],
            world.sessions["north"],
            world.round_id,
        )
        sealed.update(told)

        is_sound(world.path)
        for number, level in sealed.items():
            found = world.operator.submission_numbered(number)
            assert found is not None and found.answers == everything(level)
        assert [] == rows(
            world.path,
            """
            SELECT drafts.id FROM drafts LEFT JOIN submissions ON submissions.draft_id = drafts.id
             WHERE (drafts.submitted_at IS NULL) <> (submissions.id IS NULL)
            """,
        )
        submissions, events, notes = rows(
            world.path,
            """
            SELECT (SELECT count(*) FROM submissions), (SELECT count(*) FROM events WHERE kind = 'submitted'),
                   (SELECT count(*) FROM submission_notes) + 1
            """,
        )[0]
        assert submissions == events == notes  # but for Bruma's, each has one note
    assert sealed


@kills(3, 100)
def test_a_publication_is_whole_or_not_there_when_the_process_is_killed(world: World, times: int) -> None:
    chance, published = random.Random(times), {}
    world.submit("alba")
    for _ in range(times):
        published.update(
            victim.killed(chance.uniform(0.01, 0.1), victim.publish, world.path, world.round_id, AFTER_CLOSING)
        )

        is_sound(world.path)
        kept = rows(world.path, "SELECT id, sha256, sheets FROM publications")
        assert published.items() <= {(number, sha256) for number, sha256, _ in kept}
        for number, sha256, sheets in kept:
            counted = rows(
                world.path, "SELECT department_id FROM publication_submissions WHERE publication_id = ?", number
            )
            assert {name for (name,) in counted} == set(json.loads(sheets)) == {"alba", "bruma"}
            assert hashlib.sha256(sheets.encode()).hexdigest() == sha256
        assert [(len(kept),)] == rows(world.path, "SELECT count(*) FROM events WHERE kind = 'published'")
    assert published


@kills(3, 100)
def test_a_backup_has_its_name_only_when_it_is_whole(world: World, tmp_path: Path, times: int) -> None:
    chance, copies, told = random.Random(times), tmp_path / "copies", []
    for _ in range(times):
        told += victim.killed(chance.uniform(0.02, 0.15), victim.back_up, world.path, copies)

        there = [path for path in copies.glob("*.db") if not path.name.startswith(".")]
        assert {path.name for path in there} >= set(told)
        for path in there:
            storage.prepare(path).close()
            is_sound(path)
            path.unlink()
        told.clear()
    storage.backup(world.path, copies / "last.db")
    is_sound(copies / "last.db")


@kills(3, 60)
def test_a_demo_that_was_killed_in_the_making_is_not_there_and_can_be_made_again(tmp_path: Path, times: int) -> None:
    chance, path = random.Random(times), tmp_path / "demo.db"
    for _ in range(times):
        told = victim.killed(chance.uniform(0.01, 0.4), victim.build_demo, path)

        assert path.exists() or not told
        if path.exists():
            storage.prepare(path, demo=True).close()
            path.unlink()
    assert victim.finished(victim.build_demo, path) == ["built"]
    assert len(DoorStore(path).personas()) == 3
    assert {one.name for one in tmp_path.iterdir()} == {"demo.db"}


@kills(6, 300)
def test_a_first_start_that_was_killed_is_no_damage(tmp_path: Path, times: int) -> None:
    chance = random.Random(times)
    for turn in range(times):
        path = tmp_path / f"{turn}.db"
        victim.killed(chance.uniform(0, 0.02), victim.prepare, path)

        storage.prepare(path).close()
        is_sound(path)


def test_a_start_that_was_cut_short_before_the_first_table_is_no_damage(tmp_path: Path) -> None:
    path = tmp_path / "in-touch.db"
    with closing(connection.connect(path, mode="rwc").conn) as opened:
        opened.execute("PRAGMA journal_mode=WAL")
    assert path.stat().st_size > 0

    storage.prepare(path).close()
    is_sound(path)


# Disks full, failing or read-only


def test_a_disk_that_is_full_at_any_page_leaves_everything_or_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft_id, store, pragmas = draft_of(world), world.of("alba"), connection._PRAGMAS
    pages = rows(world.path, "PRAGMA page_count")[0][0]
    refused = Counter[str]()
    answers: dict[str, int] = {}
    submitted = False
    for room in range(60):
        monkeypatch.setattr(connection, "_PRAGMAS", (*pragmas, f"max_page_count={pages + room}"))
        for question_id in IDS[room % 38 :: 38]:
            try:
                store.save_answer(draft_id, question_id, 3, 0)
                store.save_note(draft_id, question_id, question_id + "x" * 1500, 0)
                answers[question_id] = 3
            except NotSaved:
                refused["save"] += 1
                with suppress(NotSaved):
                    store.save_answer(draft_id, question_id, None, 1)
        monkeypatch.setattr(connection, "_PRAGMAS", pragmas)
        is_sound(world.path)
    del submitted
    assert refused and answers


def test_a_disk_that_reports_an_error_loses_nothing_that_was_saved(world: World) -> None:
    draft_id = draft_of(world)
    size = max(Path(f"{world.path}{end}").stat().st_size for end in ("", "-wal"))

    *saved, stopped = victim.finished(
        victim.save_within, world.path, world.sessions["alba"], draft_id, size + 50_000
    )

    assert stopped.startswith("not saved") and saved
    assert world.of("alba").note(draft_id, "PI1.2").version == saved[-1]
    is_sound(world.path)
    assert world.of("alba").save_note(draft_id, "PI1.2", "the disk is well again", saved[-1]).version == saved[-1] + 1
