"""A region of the last release before posts is upgraded whole, whatever happens meanwhile.

`fifth_database.db.xz` was made by that release with `python -m assessment demo`, and holds what it knew five migrations
for: 143 departments, four published rounds and an open one. `fifth_database.json` is what it said of them as
comparisons. Neither can be made again: that code is gone.
"""

from __future__ import annotations

import itertools
import json
import lzma
import random
import shutil
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from worlds import rows

from assessment import storage
from assessment.storage import OPERATOR, DoorStore, Store, connection
from assessment.storage.chain import START, link
from tests import victim
from tests.test_migrations import NAMES, made_by

HERE = Path(__file__).parent
REGION = "val-serrana"
COMPARED = json.loads((HERE / "fifth_database.json").read_text())
AUTHORED = ("answers", "answer_versions", "notes", "note_versions")
# What the tables hold that no upgrade may change; what people wrote is tied to them by who wrote it, told apart below.
KEPT = {
    "answers": "draft_id, question_id, version, value, confirmed, saved_at",
    "answer_versions": "draft_id, question_id, version, value, confirmed, saved_at",
    "notes": "draft_id, question_id, part, version, value, saved_at",
    "note_versions": "draft_id, question_id, part, version, value, saved_at",
    "drafts": "id, round_id, department_id, begun_at, worked_at, profile, profile_version, shares_notes, may_be_asked,"
    " reopened_because, submitted_at",
    "submissions": "id, number, draft_id, round_id, department_id, document, sha256, submitted_at",
    "submission_notes": "submission_id, question_id, note, links",
    "publications": "id, region_id, round_id, published_at, sheets, sha256",
    "publication_submissions": "publication_id, department_id, submission_id",
    "questionnaires": "sha256, id, version, text, kept_at",
    "rounds": "id, region_id, title, questionnaire_sha256, opens_on, closes_on, closed_early_at, opened_at",
    "round_departments": "round_id, department_id, name, staff, invited_at, extended_to",
    "departments": "id, region_id, name, language, staff, joined_on, left_on",
    "regions": "id, name, zone, departments_in_all",
    "people": "id, email, name, language",
    "links": "digest, person_id, created_at, expires_at, used_at",
    "sessions": "digest, person_id, created_at, seen_at, ended_at",
    "controllers": "*",
}


def kept(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    return {table: rows(path, f"SELECT {columns} FROM {table} ORDER BY 1, 2, 3") for table, columns in KEPT.items()}


def everything(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """All that a database holds, but for when it was upgraded."""
    tables = [name for (name,) in rows(path, "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY 1")]
    held = {name: rows(path, f"SELECT * FROM {name} ORDER BY 1, 2") for name in tables if name != "_sqlite_migrations"}
    held["migrations"] = rows(path, "SELECT name FROM _sqlite_migrations ORDER BY id")
    held["version"] = rows(path, "PRAGMA user_version")
    return held


def is_sound(path: Path) -> None:
    """The file is whole, its rows refer to something, its seals hold, and each event holds on to the one before."""
    assert rows(path, "PRAGMA integrity_check") == [("ok",)]
    assert rows(path, "PRAGMA foreign_key_check") == []
    assert all(seal.holds for seal in Store(path, OPERATOR).seals())
    with closing(connection.connect(path).conn) as opened:
        last = START
        cursor = opened.execute("SELECT * FROM events ORDER BY id")
        names = [column[0] for column in cursor.description]
        for row in cursor:
            event = dict(zip(names, row, strict=True))
            last = link(last, event)
            assert event["sha256"] == last, event["id"]


@pytest.fixture(scope="session")
def old(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database of the last release; not to be changed."""
    path = tmp_path_factory.mktemp("fifth") / "old.db"
    path.write_bytes(lzma.decompress((HERE / "fifth_database.db.xz").read_bytes()))
    return path


@pytest.fixture(scope="session")
def new(old: Path) -> Path:
    """The same, upgraded; not to be changed."""
    return upgraded(old, old.with_name("new.db"))


def upgraded(old: Path, path: Path, *, demo: bool = True) -> Path:
    shutil.copy(old, path)
    storage.prepare(path, demo=demo).close()
    return path


def test_a_region_of_the_last_release_is_upgraded_whole(old: Path, new: Path) -> None:
    before, after = kept(old), kept(new)

    assert {table: len(found) for table, found in before.items()} == {table: len(after[table]) for table in before}
    assert len(before["departments"]) == 143
    assert len(before["submissions"]) == 516
    for table, found in before.items():
        assert after[table] == found, table
    is_sound(new)


@pytest.mark.parametrize("asked", COMPARED, ids=lambda asked: f"{asked['department']}-{asked['round']}")
def test_a_comparison_says_what_it_said(new: Path, asked: dict[str, Any]) -> None:
    store = Store(new, OPERATOR)

    if asked["department"] is None:
        found = store.comparison_for_others(REGION, asked["round"])
    else:
        found = store.comparison(asked["department"], asked["round"])
    assert found is not None
    assert json.loads(json.dumps(found.as_json())) == asked["comparison"]


@pytest.mark.parametrize("table", AUTHORED)
def test_whatever_was_written_is_tied_to_who_wrote_it(old: Path, new: Path, table: str) -> None:
    key = "draft_id, question_id, version" + (", part" if table.startswith("note") else "")
    named = rows(old, f"SELECT {key}, author FROM {table} ORDER BY {key}")
    tied = rows(new, f"SELECT {key}, name FROM {table} JOIN people ON people.id = author_id ORDER BY {key}")

    assert tied == named
    apart = f"""
        SELECT 1 FROM {table} JOIN drafts ON drafts.id = draft_id
         WHERE author_id NOT IN (SELECT person_id FROM posts WHERE posts.department_id = drafts.department_id)
        """
    assert rows(new, apart) == []  # nobody of another department who is called the same


def test_an_answer_is_shown_under_the_name_that_it_had(old: Path, new: Path) -> None:
    store = Store(new, OPERATOR)

    for (draft_id,) in rows(old, "SELECT id FROM drafts WHERE department_id IN ('d0001', 'd0002', 'd0100')"):
        named = dict(rows(old, "SELECT question_id, author FROM answers WHERE draft_id = ?", draft_id))
        assert {name: one.author for name, one in store.answers(draft_id).items()} == named
        assert {one.author_id for one in store.answers(draft_id).values()} != {None}


def test_everybody_has_the_post_of_their_role_and_stays_signed_in(old: Path, new: Path) -> None:
    role = "role, department_id, region_id"
    had = rows(old, f"SELECT person_id, {role} FROM roles ORDER BY 1")

    assert rows(new, f"SELECT person_id, {role} FROM posts WHERE ended_at IS NULL ORDER BY 1") == had
    for table in ("links", "sessions"):
        assert (
            rows(new, f"SELECT person_id FROM {table} JOIN posts USING (person_id) WHERE post_id IS NOT posts.id") == []
        )
    assert [one.key for one in DoorStore(new).personas()] == ["fresh_chief", "seasoned_chief", "coordinator"]


def test_the_log_says_what_it_said(old: Path, new: Path) -> None:
    said = rows(old, "SELECT id, at, kind, region_id, department_id, round_id, details FROM events ORDER BY id")
    assert rows(new, "SELECT id, at, kind, region_id, department_id, round_id, details FROM events ORDER BY id") == said
    named = rows(old, "SELECT id, actor FROM events ORDER BY id")
    shown = {one.id: one.actor for one in Store(new, OPERATOR).events(REGION, most=10**6)}
    bare = {number: actor.partition(" (")[0] for number, actor in shown.items()}  # two of one name are told apart now
    assert sorted(bare.items()) == named


def test_what_a_log_of_before_says_in_words_is_kept_beside_it(old: Path, tmp_path: Path) -> None:
    path = shutil.copy(old, tmp_path / "old.db")
    with closing(connection.connect(path).conn) as opened:
        details = {"because": "Letto male", "fields": ["name"]}
        opened.execute(
            """
            INSERT INTO events (at, actor, kind, region_id, department_id, round_id, details)
            VALUES ('2026-11-01T09:00:00+00:00', 'Vera Landi', 'reopened', 'val-serrana', 'd0002', 5, ?)
            """,
            [json.dumps(details)],
        )
    storage.prepare(path, demo=True).close()

    (event,) = (one for one in Store(path, OPERATOR).events(REGION, most=10**6) if one.kind == "reopened")
    assert (event.actor, event.details) == ("Vera Landi", details)
    assert "Letto male" not in str(rows(path, "SELECT * FROM events WHERE kind = 'reopened'"))
    is_sound(path)


def test_a_name_that_two_people_of_a_department_share_stays_a_name(old: Path, tmp_path: Path) -> None:
    path = shutil.copy(old, tmp_path / "old.db")
    ((name, actions),) = rows(
        path,
        """
        SELECT name, (SELECT count(*) FROM events WHERE actor = name AND department_id = 'd0002') FROM people
          JOIN roles ON roles.person_id = people.id WHERE department_id = 'd0002'
        """,
    )
    with closing(connection.connect(path).conn) as opened:
        opened.execute("INSERT INTO people (id, email, name, language) VALUES (999, 'x@example.org', ?, 'it')", [name])
        opened.execute("INSERT INTO roles (person_id, role, department_id) VALUES (999, 'member', 'd0002')")
    storage.prepare(path, demo=True).close()

    for table in AUTHORED:
        of = f"FROM {table} JOIN drafts ON drafts.id = draft_id WHERE department_id"
        assert rows(path, f"SELECT DISTINCT author_id, author {of} = 'd0002'") == [(None, name)]
        assert rows(path, f"SELECT count(*) {of} <> 'd0002' AND author_id IS NULL") == [(0,)]
    log = [one for one in Store(path, OPERATOR).events(REGION, "d0002") if one.actor == name]
    assert [one.actor_id for one in log] == [None] * actions
    assert actions > 0
    is_sound(path)


# Killed meanwhile


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database of the first version in which everything was done once; not to be changed."""
    path = tmp_path_factory.mktemp("first") / "old.db"
    made_by(path, 1)
    for statement in (HERE / "first_database.sql").read_text().split(";\n"):
        rows(path, statement)
    return path


@pytest.mark.thorough
@pytest.mark.parametrize("step", [11, pytest.param(1, marks=pytest.mark.proof)])
def test_an_upgrade_that_dies_before_any_statement_is_whole_or_not_there(
    small: Path, tmp_path: Path, step: int
) -> None:
    before, after = everything(small), everything(upgraded(small, tmp_path / "after.db", demo=False))
    assert after["version"] == [(len(NAMES),)]

    for statements in itertools.count(0, step):
        path = Path(shutil.copy(small, tmp_path / f"{statements}.db"))
        told = victim.finished(victim.upgrade_up_to, path, statements)
        found = everything(path)
        assert found == after or (found == before and not told), statements
        storage.prepare(path).close()
        assert everything(path) == after, statements
        if told:
            break
    assert statements > 50
    is_sound(path)


@pytest.mark.thorough
@pytest.mark.parametrize("times", [3, pytest.param(60, marks=pytest.mark.proof)])
def test_the_upgrade_of_a_region_that_is_killed_is_whole_or_not_there(
    old: Path, new: Path, tmp_path: Path, times: int
) -> None:
    chance, ends = random.Random(times), set()
    before, after = everything(old), everything(new)
    for turn in range(times):
        path = Path(shutil.copy(old, tmp_path / f"{turn}.db"))
        victim.killed(chance.uniform(0, 0.6), victim.upgrade, path, True)

        found = everything(path)
        assert found in (before, after)
        ends.add(found == after)
        storage.prepare(path, demo=True).close()
        assert everything(path) == after
        is_sound(path)
        path.unlink()
    assert ends
