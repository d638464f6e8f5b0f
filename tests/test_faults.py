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
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from assessment import storage
from assessment.answers import NotApplicable
from assessment.people import Role
from assessment.storage import (
    OPERATOR,
    DatabaseError,
    DoorStore,
    NotReady,
    NotSaved,
    SessionEnded,
    Store,
    TooLate,
    connection,
    digest,
)
from tests import victim
from tests.given import IDS, MAY_NOT_APPLY, everything
from tests.worlds import START, World, filled, rows

pytestmark = pytest.mark.thorough

NOTED = IDS[:4]
AFTER_CLOSING = datetime(2027, 6, 7, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> World:
    """The region of these tests, built once; each test gets a copy of its file."""
    made = World(tmp_path_factory.mktemp("template") / "in-touch.db")
    with filled(made):
        made.of("bruma").save_note(made.of("bruma").begin(made.round_id, "bruma").id, "PI1.1", "page 2", 0)
        made.submit("bruma")
        made.of("alba").save_profile(made.begin(), staff=12, official_account=True)
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


def draft_of(world: World) -> int:
    draft = world.of("alba").draft(world.round_id, "alba")
    assert draft is not None
    return draft.id


def is_sound(path: Path) -> None:
    """The file is whole, and every answer and note is what its history says last."""
    assert rows(path, "PRAGMA integrity_check") == [("ok",)]
    assert not rows(path, "PRAGMA foreign_key_check")
    for table in ("answer", "note"):
        part = "" if table == "answer" else ", part"
        assert not rows(
            path,
            f"""
            SELECT 1 FROM {table}s
              JOIN (SELECT draft_id, question_id{part}, count(*) AS saved, max(version) AS last
                      FROM {table}_versions GROUP BY draft_id, question_id{part})
             USING (draft_id, question_id{part})
             WHERE saved <> version OR last <> version
            """,
        )
        assert not rows(
            path,
            f"""
            SELECT * FROM {table}s
              LEFT JOIN {table}_versions AS kept USING (draft_id, question_id{part}, version)
             WHERE kept.value IS NOT {table}s.value
            """,
        )
    assert all(seal.holds for seal in Store(path, OPERATOR).seals())


def what_counts(path: Path) -> list[tuple[Any, ...]]:
    """Answers, notes and everything sealed, published or kept by its hash."""
    return (
        rows(path, "SELECT draft_id, question_id, version, value FROM answers")
        + rows(path, "SELECT draft_id, question_id, part, version, value FROM notes")
        + rows(path, "SELECT document, sha256 FROM submissions")
        + rows(path, "SELECT submission_id, question_id, note, links FROM submission_notes")
        + rows(path, "SELECT sheets, sha256 FROM publications")
        + rows(path, "SELECT sha256, text FROM questionnaires")
    )


# Processes killed


def kills(quick: int, proof: int) -> pytest.MarkDecorator:
    """How often a process is killed: a few times in every run, and often in the long suite."""
    return pytest.mark.parametrize("times", [quick, pytest.param(proof, marks=pytest.mark.proof)])


@kills(4, 400)
def test_no_save_that_returned_is_lost_when_the_process_is_killed(world: World, times: int) -> None:
    chance, draft_id, saved = random.Random(times), draft_of(world), {}
    for turn in range(times):
        told = victim.killed(chance.uniform(0, 0.15), victim.save, world.path, world.sessions["alba"], draft_id, turn)
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
            chance.uniform(0, 0.15),
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
        assert not rows(
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
                   (SELECT count(*) FROM submission_notes)
            """,
        )[0]
        assert submissions == events == notes  # each has one note
    assert sealed


@kills(3, 100)
def test_a_publication_is_whole_or_not_there_when_the_process_is_killed(world: World, times: int) -> None:
    chance, published = random.Random(times), {}
    world.submit("alba")
    for _ in range(times):
        published.update(
            victim.killed(chance.uniform(0, 0.1), victim.publish, world.path, world.round_id, AFTER_CLOSING)
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
        told += victim.killed(chance.uniform(0, 0.1), victim.back_up, world.path, copies)

        there = [path for path in copies.glob("*.db") if not path.name.startswith(".")]
        assert {path.name for path in there} >= set(told)
        for path in there:
            storage.prepare(path).close()
            is_sound(path)
            path.unlink()
        told.clear()
    storage.backup(world.path, copies / "last.db")
    is_sound(copies / "last.db")


@kills(1, 25)
def test_a_demo_that_was_killed_in_the_making_is_not_there_and_can_be_made_again(tmp_path: Path, times: int) -> None:
    chance, path = random.Random(times), tmp_path / "demo.db"
    for _ in range(times):
        told = victim.killed(chance.uniform(0.01, 0.4), victim.build_demo, path)

        assert path.exists() or told == ["ready"]
        if path.exists():
            storage.prepare(path, demo=True).close()
            path.unlink()
    assert victim.finished(victim.build_demo, path) == ["ready", "built"]
    assert len(DoorStore(path).personas()) == 3
    assert {one.name for one in tmp_path.iterdir()} <= {"demo.db", ".demo.db.lock"}


@kills(6, 300)
def test_a_first_start_that_was_killed_is_no_damage(tmp_path: Path, times: int) -> None:
    chance = random.Random(times)
    for turn in range(times):
        path = tmp_path / f"{turn}.db"
        victim.killed(chance.uniform(0, 0.02), victim.prepare, path, heard=0)

        storage.prepare(path).close()
        is_sound(path)
        assert rows(path, "SELECT name, value FROM facts") == [("demo", "0")]


def test_a_start_that_was_cut_short_before_the_first_table_is_no_damage(tmp_path: Path) -> None:
    path = tmp_path / "in-touch.db"
    with closing(connection.connect(path, mode="rwc").conn) as opened:
        opened.execute("PRAGMA journal_mode=WAL")
    assert path.stat().st_size > 0

    storage.prepare(path, demo=True).close()
    is_sound(path)
    assert rows(path, "SELECT name, value FROM facts") == [("demo", "1")]


# Disks full, failing or read-only


def test_a_disk_that_is_full_at_any_page_leaves_everything_or_nothing(
    template: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refusals: list[list[str]] = []
    while not refusals or refusals[-1]:
        folder = tmp_path / str(len(refusals))
        folder.mkdir()
        world = copied(template, folder)
        with closing(storage.prepare(world.path)):
            full = rows(world.path, "PRAGMA page_count")[0][0] + len(refusals)
            with monkeypatch.context() as patched:
                patched.setattr(connection, "_PRAGMAS", (*connection._PRAGMAS, f"max_page_count={full}"))
                refusals.append(_filled_in(world))
            is_sound(world.path)
            _tells_the_truth(world, refusals[-1])

            if "answers" in refusals[-1] or "submit" in refusals[-1]:
                assert _filled_in(world) == []  # there is room again
                _tells_the_truth(world, [])
    assert len(refusals) > 10 and {one for refused in refusals for one in refused} == {*NOTED[1:], "answers", "submit"}


def _filled_in(world: World) -> list[str]:
    """Fill a draft in and submit it; returns what of it was refused because it could not be saved."""
    store, draft_id, refused = world.of("alba"), draft_of(world), []
    steps: dict[str, Callable[[], object]] = {
        question_id: partial(store.save_note, draft_id, question_id, question_id * 700, 0) for question_id in NOTED
    } | {
        "answers": lambda: store.save_answers(
            draft_id, everything(3) | dict.fromkeys(MAY_NOT_APPLY, NotApplicable("x" * 490))
        ),
        "submit": lambda: store.submit(draft_id),
    }
    for name, step in steps.items():
        try:
            step()
        except NotSaved:
            refused.append(name)
        except NotReady:
            assert "answers" in refused
    return refused


def _tells_the_truth(world: World, refused: list[str]) -> None:
    store, draft_id = world.of("alba"), draft_of(world)
    assert store.evidence(draft_id).keys() == set(NOTED) - set(refused)
    assert len(store.answers(draft_id)) == (0 if "answers" in refused else 38)
    submitted = store.submissions("alba")
    assert len(submitted) == ("submit" not in refused and "answers" not in refused)
    assert all(one.evidence.keys() == set(NOTED) - set(refused) for one in submitted)
    assert len([one for one in store.events("north", "alba") if one.kind == "submitted"]) == len(submitted)


def test_a_disk_that_reports_an_error_loses_nothing_that_was_saved(world: World) -> None:
    draft_id = draft_of(world)
    size = max(Path(f"{world.path}{end}").stat().st_size for end in ("", "-wal"))

    *saved, stopped = victim.finished(victim.save_within, world.path, world.sessions["alba"], draft_id, size + 50_000)

    assert stopped.startswith("not saved") and saved
    assert world.of("alba").note(draft_id, "PI1.2").version == saved[-1]
    is_sound(world.path)
    assert world.of("alba").save_note(draft_id, "PI1.2", "the disk is well again", saved[-1]).version == saved[-1] + 1


@pytest.mark.parametrize("part", [0, 0.1, 0.5, 0.99])
def test_a_backup_for_which_there_is_no_room_leaves_the_one_before_and_nothing_half(
    world: World, tmp_path: Path, part: float
) -> None:
    copy = tmp_path / "copies" / "daily.db"
    storage.backup(world.path, copy)
    before, size = copy.read_bytes(), copy.stat().st_size

    (said,) = victim.finished(victim.back_up_within, world.path, copy, int(size * part))

    assert said.startswith(f"{world.path}:") and "nothing was changed" in said
    assert copy.read_bytes() == before and list(copy.parent.iterdir()) == [copy]
    is_sound(world.path)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "_PATIENCE", 0.1)


def test_another_process_that_holds_the_database_costs_a_not_saved_and_nothing_else(
    world: World, impatient: None
) -> None:
    draft_id, store = draft_of(world), world.of("alba")
    with victim.at_work(victim.hold, world.path) as told:
        assert told.recv() == "held"

        with pytest.raises(NotSaved, match="locked"):
            store.save_answer(draft_id, "PI1.1", 2, 0)
        with pytest.raises(DatabaseError, match="end that program"):
            storage.prepare(world.path)
        assert store.answers(draft_id) == {}

    assert store.save_answer(draft_id, "PI1.1", 2, 0).version == 1  # the lock died with its holder


def test_nobody_waits_longer_than_the_patience_however_many_wait(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "_PATIENCE", 0.3)
    draft_id, store = draft_of(world), world.of("alba")

    def try_to_save(question_id: str) -> float:
        begun = time.monotonic()
        with pytest.raises(NotSaved):
            store.save_answer(draft_id, question_id, 2, 0)
        return time.monotonic() - begun

    with victim.at_work(victim.hold, world.path) as told, ThreadPoolExecutor(8) as threads:
        assert told.recv() == "held"
        begun = time.monotonic()
        waited = list(threads.map(try_to_save, IDS[:8]))
        in_all = time.monotonic() - begun

    assert in_all < sum(waited) / 2  # one after the other they would wait as long as all of them together


def test_a_read_only_file_says_not_saved_and_reads_on(template: World) -> None:
    with tempfile.TemporaryDirectory() as folder:  # not of pytest's, which only its owner may enter
        world = copied(template, Path(folder))
        with closing(storage.prepare(world.path)):
            draft_id = draft_of(world)
            world.of("alba").save_answer(draft_id, "PI1.1", 2, 0)
            for path in (Path(folder), *Path(folder).iterdir()):
                path.chmod(0o555 if path.is_dir() else 0o444)
                if os.getuid() == 0:
                    os.chown(path, 65534, 65534)

            told = victim.finished(victim.save_as_nobody, world.path, world.sessions["alba"], draft_id)

            assert told == ["not saved: attempt to write a readonly database", {"PI1.1": 2}]
            Path(folder).chmod(0o755)


def test_a_visitor_comes_in_where_it_cannot_be_noted(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "_PATIENCE", 3600.0)  # a door as patient as a write would never open
    world.clock.at += timedelta(hours=2)
    door = DoorStore(world.path, world.clock)
    with victim.at_work(victim.hold, world.path) as told:
        assert told.recv() == "held"

        found = door.visitor(world.sessions["alba"])  # while another process holds the database for writing

        assert found is not None and found.name == "Alba"
        assert door.visitor("0" * 64) is None
    assert rows(world.path, "SELECT count(*) FROM sessions WHERE seen_at > ?", START.isoformat()) == [(0,)]
    door.visitor(world.sessions["alba"])
    assert rows(world.path, "SELECT count(*) FROM sessions WHERE seen_at > ?", START.isoformat()) == [(1,)]


def test_signing_out_holds_where_nothing_can_be_written(world: World, impatient: None) -> None:
    door, session = DoorStore(world.path, world.clock), world.sessions["alba"]
    with victim.at_work(victim.hold, world.path) as told:
        assert told.recv() == "held"

        assert door.end_session(session) is None

        assert door.visitor(session) is None
        with pytest.raises(SessionEnded):
            world.of("alba").person()
    ended = "SELECT count(*) FROM sessions WHERE digest = ? AND ended_at IS NOT NULL"
    assert rows(world.path, ended, session) == [(0,)]
    assert door.visitor(session) is None
    assert rows(world.path, ended, session) == [(1,)]  # written as soon as that can be


def test_health_is_refused_where_nothing_can_be_written(world: World, impatient: None) -> None:
    door = DoorStore(world.path, world.clock)
    door.works()
    with victim.at_work(victim.hold, world.path) as told:
        assert told.recv() == "held"
        with pytest.raises(NotSaved):
            door.works()


# Files damaged


def test_what_is_refused_is_left_as_it_is_with_its_log(template: World, tmp_path: Path) -> None:
    world = copied(template, tmp_path)
    with closing(storage.prepare(world.path)):
        world.of("alba").save_answer(draft_of(world), "PI1.1", 2, 0)
        files = {end: Path(f"{world.path}{end}").read_bytes() for end in ("", "-wal")}
    damaged = bytearray(files[""])
    damaged[4096 * 3 : 4096 * 9] = b"\xa5" * 4096 * 6
    world.path.write_bytes(damaged)
    Path(f"{world.path}-wal").write_bytes(files["-wal"])

    with pytest.raises(DatabaseError, match="restore"):
        storage.prepare(world.path)

    assert world.path.read_bytes() == bytes(damaged)
    assert Path(f"{world.path}-wal").read_bytes() == files["-wal"]


@pytest.mark.parametrize("share", [0.02, 0.2, 0.5, 0.9, 0.99])
def test_a_database_cut_short_is_refused(template: World, tmp_path: Path, share: float) -> None:
    world = copied(template, tmp_path)
    content = world.path.read_bytes()
    world.path.write_bytes(content[: int(len(content) * share)])

    with pytest.raises(DatabaseError, match=r"left as it is.*restore"):
        storage.prepare(world.path)

    assert world.path.read_bytes() == content[: int(len(content) * share)]


@pytest.mark.parametrize("flips", [80, pytest.param(1000, marks=pytest.mark.proof)])
def test_a_flipped_bit_is_refused_or_found_by_the_backup_or_changes_nothing_that_counts(
    template: World, tmp_path: Path, flips: int
) -> None:
    chance, outcomes = random.Random(flips), Counter[str]()
    content = template.path.with_name("copy.db").read_bytes()
    counts = what_counts(template.path.with_name("copy.db"))
    for turn in range(flips):
        folder = tmp_path / str(turn)
        folder.mkdir()
        world = copied(template, folder)
        damaged = bytearray(content)
        damaged[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        world.path.write_bytes(damaged)
        try:
            storage.prepare(world.path).close()
        except DatabaseError:
            assert world.path.read_bytes() == bytes(damaged)
            outcomes["refused"] += 1
            continue
        try:
            storage.backup(world.path, folder / "copy.db")
        except DatabaseError:
            outcomes["found by the backup"] += 1
            continue
        assert what_counts(folder / "copy.db") == counts
        outcomes["as it was"] += 1
        shutil.rmtree(folder)
    assert min(outcomes[name] for name in ("refused", "found by the backup", "as it was")) > 0, outcomes


@pytest.mark.parametrize("saves", [1, 20, 70])
def test_the_log_of_another_database_is_refused_or_makes_a_whole_one(
    template: World, tmp_path: Path, saves: int
) -> None:
    (tmp_path / "other").mkdir()
    world, stranger = copied(template, tmp_path), copied(template, tmp_path / "other")
    with closing(storage.prepare(stranger.path)):
        for turn in range(saves):
            stranger.clock.at += timedelta(minutes=1)  # nobody may save all of it in one
            stranger.of("alba").save_answers(draft_of(stranger), everything(turn % 5))
            stranger.of("alba").save_note(draft_of(stranger), "PI1.1", f"{turn} " + "x" * 3000, turn)
        log = Path(f"{stranger.path}-wal").read_bytes()
    with closing(storage.prepare(world.path)):
        world.of("alba").save_note(draft_of(world), "PI1.2", "x" * 3000, 0)
    Path(f"{world.path}-wal").write_bytes(log)
    before = world.path.read_bytes()

    try:
        storage.prepare(world.path).close()
    except DatabaseError:
        assert (world.path.read_bytes(), Path(f"{world.path}-wal").read_bytes()) == (before, log)
        return
    with suppress(DatabaseError):
        storage.backup(world.path, tmp_path / "copy.db")
        is_sound(tmp_path / "copy.db")


def test_a_log_that_was_deleted_leaves_an_earlier_whole_state(template: World, tmp_path: Path) -> None:
    world = copied(template, tmp_path)
    with closing(storage.prepare(world.path)):
        draft_id = draft_of(world)
        for version in range(8):
            world.of("alba").save_answer(draft_id, "PI1.1", version % 5, version)
            if version == 4:
                with closing(connection.connect(world.path).conn) as opened:
                    opened.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        alone = world.path.read_bytes()
    for end in ("-wal", "-shm"):
        Path(f"{world.path}{end}").unlink(missing_ok=True)
    world.path.write_bytes(alone)

    with closing(storage.prepare(world.path)):
        assert world.of("alba").answers(draft_id)["PI1.1"].version == 5
        is_sound(world.path)


def test_no_database_is_put_where_the_log_of_another_lies(template: World, tmp_path: Path) -> None:
    world = copied(template, tmp_path)
    with closing(storage.prepare(world.path)):
        world.of("alba").save_answer(draft_of(world), "PI1.1", 2, 0)
        log = Path(f"{world.path}-wal").read_bytes()
    world.path.rename(tmp_path / "moved away.db")
    Path(f"{world.path}-wal").write_bytes(log)

    for put in (
        lambda: storage.prepare(world.path),
        lambda: storage.backup(tmp_path / "moved away.db", world.path),
        lambda: world.path.touch() or storage.prepare(world.path),
    ):
        with pytest.raises(DatabaseError, match="bring that database back"):
            put()

    assert Path(f"{world.path}-wal").read_bytes() == log


# Many at once


def test_twenty_threads_that_save_at_once_all_save(world: World) -> None:
    draft_id = draft_of(world)

    def save(question_id: str) -> None:
        store = world.of("alba")
        for version in range(5):
            store.save_answer(draft_id, question_id, version % 5, version)

    with ThreadPoolExecutor(20) as threads:
        list(threads.map(save, IDS[:20]))

    assert {(one.version, one.value) for one in world.of("alba").answers(draft_id).values()} == {(5, 4)}
    is_sound(world.path)


def test_processes_that_save_at_once_all_save(world: World) -> None:
    save = partial(victim.finished, victim.save_own, world.path, world.sessions["alba"], draft_of(world))

    with ThreadPoolExecutor(3) as saving:
        told = list(saving.map(save, IDS[:3]))

    assert told == [list(range(1, 41))] * 3
    is_sound(world.path)


def test_processes_that_start_together_make_one_database(tmp_path: Path) -> None:
    for turn in range(4):
        path = tmp_path / f"{turn}.db"
        with ThreadPoolExecutor(3) as starting:
            told = list(starting.map(partial(victim.finished, victim.prepare), [path] * 3))

        assert told == [["ready"]] * 3
        assert rows(path, "SELECT count(*) FROM facts") == [(1,)]
        is_sound(path)


def test_a_link_that_twenty_threads_use_at_once_lets_one_in(world: World) -> None:
    link = digest(world.operator.invite("alba@example.org", Role.CHIEF, department_id="alba"))
    before = rows(world.path, "SELECT count(*) FROM sessions")[0][0]
    together = threading.Barrier(20)

    def sign_in(_: int) -> str | None:
        together.wait()
        return DoorStore(world.path, world.clock).sign_in(link)

    with ThreadPoolExecutor(20) as threads:
        tokens = [token for token in threads.map(sign_in, range(20)) if token is not None]

    assert len(tokens) == 1
    assert world.of("alba").person() == Store(world.path, digest(tokens[0]), world.clock).person()
    assert rows(world.path, "SELECT count(*) FROM sessions") == [(before + 1,)]


def test_a_draft_that_two_threads_submit_at_once_is_submitted_once(world: World) -> None:
    draft_id, store = draft_of(world), world.of("alba")
    store.save_answers(draft_id, everything(2))
    together = threading.Barrier(2)

    def submit(_: int) -> str:
        together.wait()
        try:
            return store.submit(draft_id).number
        except TooLate:
            return "too late"

    with ThreadPoolExecutor(2) as threads:
        told = sorted(threads.map(submit, range(2)))

    assert told == ["2027-00002", "too late"]
    assert [one.kind for one in store.events("north", "alba")].count("submitted") == 1


def test_what_is_sealed_while_others_save_is_what_was_saved_before(world: World) -> None:
    draft_id = draft_of(world)
    for turn in range(5):
        world.of("alba").save_answers(draft_id, everything(2))
        together, saved = threading.Barrier(2), dict[str, int]()

        def save(saved: dict[str, int], together: threading.Barrier, draft_id: int) -> None:
            store = world.of("helper")
            versions = store.answers(draft_id)
            together.wait()
            with suppress(TooLate):
                for question_id in IDS:
                    store.save_answer(draft_id, question_id, 4, versions[question_id].version)
                    saved[question_id] = 4

        with ThreadPoolExecutor(1) as threads:
            saving = threads.submit(save, saved, together, draft_id)
            together.wait()
            time.sleep(0.004 * turn)
            sealed = world.of("alba").submit(draft_id)
            saving.result()

        assert sealed.answers == everything(2) | saved
        assert all(seal.holds for seal in world.operator.seals())
        draft_id = world.of("north").reopen(world.round_id, "alba", "Misread").id


# Clocks set back


def test_what_was_saved_last_counts_whatever_the_clock_says(world: World) -> None:
    draft_id, store = draft_of(world), world.of("alba")
    for turn, level in enumerate((1, 2, 3)):
        world.clock.at = START - timedelta(minutes=turn)
        store.save_answer(draft_id, "PI1.1", level, turn)
        store.save_note(draft_id, "PI1.1", ("the same", "another", "the same")[turn], turn)

    assert store.answers(draft_id)["PI1.1"].value == 3
    found = store.note_as(draft_id, "PI1.1", "the same")
    assert found is not None and found.version == 3
    store.save_answers(draft_id, everything(3))
    store.submit(draft_id)
    world.clock.at -= timedelta(minutes=10)
    again = world.of("north").reopen(world.round_id, "alba", "Misread")
    store.save_answer(again.id, "PI1.1", 4, 1)
    store.submit(again.id)
    assert store.submissions("alba")[0].answers["PI1.1"] == 4
    assert [one.kind for one in store.events("north", "alba")][:3] == ["submitted", "reopened", "submitted"]


def test_a_session_that_is_over_stays_over_when_the_clock_is_set_back(world: World) -> None:
    door = DoorStore(world.path, world.clock)
    door.end_session(world.sessions["helper"])
    world.clock.at = START + timedelta(hours=13)
    assert door.visitor(world.sessions["alba"]) is None

    world.clock.at = START

    for who in ("alba", "helper"):
        assert door.visitor(world.sessions[who]) is None
        with pytest.raises(SessionEnded):
            world.of(who).person()
    assert door.visitor(world.sessions["bruma"]) is not None  # nobody has told that it was ever over


def test_a_clock_set_back_does_not_make_a_used_link_good(world: World) -> None:
    link = digest(world.operator.invite("alba@example.org", Role.CHIEF, department_id="alba"))
    door = DoorStore(world.path, world.clock)
    assert door.sign_in(link) is not None

    world.clock.at = START - timedelta(hours=1)

    assert not door.link(link).is_good and door.sign_in(link) is None
