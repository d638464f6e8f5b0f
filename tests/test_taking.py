"""Everything kept about a department: every column that has to do with one is in it, or left out with a reason."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from given import ESSENTIALS, POLL, SHEETS, TALLY, everything
from test_handover import Office, _opened
from worlds import World, propose_friend

from assessment.friendship import FriendWish, Reply, ReplyKind
from assessment.people import Role
from assessment.report import everything as along
from assessment.rounds import NewDepartment
from assessment.storage import LEFT_OUT, NotAllowed, OpinionStore, Taken, connection
from assessment.storage.taking import _AS_JSON
from assessment.voices.climate import Sheets
from assessment.wording import LANGUAGES, entries


@pytest.fixture
def world(world: World) -> World:
    """Two departments that both did everything that leaves a row, in one region."""
    world.sign_in("left", Role.MEMBER, department_id="alba")
    world.sign_in("else", Role.MEMBER, department_id="bruma")
    world.operator.add_departments("north", [NewDepartment("Dosso", "it", id="dosso")])
    world.sign_in("dosso", Role.CHIEF, department_id="dosso")
    for who in ("alba", "bruma"):
        store = world.of(who)
        draft = store.begin(world.round_id, who).id
        store.wish_friend(who, FriendWish.OFFERS, on=True)
        store.save_profile(draft, staff=12, official_account=True)
        store.save_consent(draft, may_be_asked=True)
        store.save_answer(draft, "PI1.1", 1, 0)
        store.save_answers(draft, everything(2))
        store.save_note(draft, "PI1.1", f"Nota di {who}", 0)
        store.save_note(draft, "PI1.1", f"https://example.org/{who}", 0, "links")
        store.submit(draft)
        world.operator.reopen(world.round_id, who, f"Motivo di {who}")
        store.wish("PI1.2", who)
        store.take_pillar(who, "PI", store.person().id)
        store.take_step(world.round_id, who, "PI1.1", 3)
        store.change_commitment(store.commitments(who)[0], who=f"Chi di {who}", note=f"Piano di {who}")
        store.share_plan(who, on=True)
        store.tell_opening(who, on=True)
        store.want_plan_letters(who, on=True)
        store.keep_poll(who, replace(POLL, where=f"Mercato di {who}"), 0)
        store.keep_tally(who, TALLY, 0)
        store.keep_climate(who, SHEETS, 0)
        token = store.ask_opinion(world.round_id, who, f"Pattuglia di {who}", "it")
        OpinionStore(world.path, world.clock).give(token, dict.fromkeys(ESSENTIALS, 1))
        world.operator.mail_link(store.person().post_id)
        friendship = world.visit(who, "dosso")
        (differs,) = (k for k, one in store.said_in(friendship).remarks.items() if not one.value.agrees)
        store.save_reply(friendship, differs, Reply(ReplyKind.ACCEPTS), 0)
        store.close_friendship(friendship)
    for who, other in (("alba", "bruma"), ("bruma", "alba")):
        propose_friend(world, who, other)
    with closing(connection.connect(world.path).conn) as opened:
        people = dict(opened.execute("SELECT department_id, person_id FROM posts WHERE role = 'chief'"))
        for department, person in people.items():
            sql = "INSERT INTO undecided SELECT max(id), 'PI1.1', ?, '3', 1 FROM drafts WHERE department_id = ?"
            opened.execute(sql, [person, department]) if department in ("alba", "bruma") else None
            sql = "INSERT INTO told SELECT max(id), at, ? FROM events WHERE department_id = ?"
            opened.execute(sql, [person, department]) if department in ("alba", "bruma") else None
    world.operator.propose("PI1.1", "bruma", "alba")
    world.operator.propose("PI2.1", "alba", "bruma")
    world.operator.close(world.round_id)
    world.of("north").publish(world.round_id)
    left = world.of("left").person()
    world.operator.correct_person(left.id, name="Chi Era Qui", email="altrove@example.org")
    world.operator.end_post(left.post_id)
    return world


def columns(world: World) -> dict[str, list[str]]:
    with closing(connection.connect(world.path).conn) as opened:
        tables = [row[0] for row in opened.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {
            table: [row[1] for row in opened.execute(f"PRAGMA table_info({table})")]
            for table in tables
            if not table.startswith(("_", "sqlite_"))
        }


def test_every_column_is_in_it_or_left_out_with_a_reason(world: World) -> None:
    taken = world.of("alba").everything("alba")

    assert [table for table, rows in taken.items() if not rows] == []
    inside = {f"{table}.{column}" for table, rows in taken.items() for column in rows[0]}
    kept = {f"{table}.{column}" for table, names in columns(world).items() for column in names}
    without = {one for one in kept if one in LEFT_OUT or one.partition(".")[0] in LEFT_OUT}
    assert inside | without == kept and not inside & without
    assert {one for one in LEFT_OUT if one not in kept} <= set(columns(world))


def test_it_is_what_the_tables_hold(world: World) -> None:
    taken = world.of("alba").everything("alba")

    with closing(connection.connect(world.path).conn) as opened:
        for table, name in (("drafts", "id"), ("notes", "draft_id"), ("note_versions", "draft_id"), ("wishes", "id")):
            chosen = list(taken[table][0])
            rows = opened.execute(
                f"""
                SELECT {", ".join(chosen)} FROM {table}
                 WHERE {name} IN (SELECT id FROM {"wishes" if table == "wishes" else "drafts"}
                                   WHERE department_id = 'alba')
                """
            ).fetchall()
            parsed = _AS_JSON.get(table, ())
            kept = [
                {key: json.loads(one) if key in parsed else one for key, one in zip(chosen, row, strict=True)}
                for row in rows
            ]
            assert sorted(map(str, taken[table])) == sorted(map(str, kept)), table
    assert {one["value"] for one in taken["notes"]} == {"Nota di alba", "https://example.org/alba"}
    for one in taken["submissions"]:
        assert hashlib.sha256(one["document"].encode()).hexdigest() == one["sha256"]


def test_what_was_typed_in_of_others_is_in_it_as_it_was_and_no_way_in(world: World) -> None:
    taken = world.of("alba").everything("alba")

    assert [(one["what"], one["value"]["where"]) for one in taken["heard"] if one["what"] == "poll"] == [
        ("poll", "Mercato di alba")
    ]
    assert taken["opinions"][0]["answers"] == dict.fromkeys(ESSENTIALS, 1)
    assert "digest" not in taken["opinions"][0]


def test_of_the_climate_it_has_what_pages_show_and_no_count_of_anybody(world: World) -> None:
    """Whoever counted the sheets need not be the chief, whom the climate is about and who takes this along."""
    world.of("alba").keep_climate("alba", Sheets(4, 12, date(2026, 5, 1), {"C01": (1, 1, 1, 1, 0, 0)}), 0)
    told = [one["value"] for one in world.of("alba").everything("alba")["heard"] if one["what"] == "climate"]

    assert told == [
        {"returned": 10, "staff": 12, "shown": {"C01": {"agree": 56, "mean": 3.4}}},  # all said the same on the other
        {"returned": 4, "staff": 12, "shown": {}},
    ]


def test_nothing_of_others_is_in_it(world: World) -> None:
    text = json.dumps(world.of("alba").everything("alba"), ensure_ascii=False)

    for other in ("bruma", "Bruma", "else@example.org", "altrove@example.org", "north@example.org", "corvo"):
        assert other not in text, other
    assert "Chi Era Qui" in text  # the name stays, as beside what they wrote


def test_the_other_department_is_named_once_both_have_accepted(world: World) -> None:
    (first, _) = world.operator.introductions_of("alba")
    for who in ("alba", "bruma"):
        world.of(who).reply(first.id, who, accept=True)

    taken = {one["id"]: one for one in world.of("alba").everything("alba")["introductions"]}

    assert {taken[first.id]["asking_id"], taken[first.id]["helping_id"]} == {"alba", "bruma"}
    others = [one for one in taken.values() if one["id"] != first.id]
    assert all(None in (one["asking_id"], one["helping_id"]) for one in others)


def test_of_a_visit_it_is_taken_along_what_may_be_read_and_of_ones_own_to_another_that_it_was(world: World) -> None:
    taken, others = world.of("alba").everything("alba"), world.of("dosso").everything("dosso")

    (first, proposed, offered) = sorted(taken["friendships"], key=lambda one: int(one["id"]))
    assert (first["visited_id"], first["helping_id"], first["post_id"] is None) == ("alba", "dosso", False)
    assert (proposed["visited_id"], proposed["helping_id"]) == ("alba", None)
    assert (offered["visited_id"], offered["helping_id"]) == (None, "alba")
    assert {one["friendship_id"] for one in taken["friend_entries"]} == {first["id"]}
    assert [one["value"] for one in taken["friend_entries"] if one["side"] == "words"] == ["Bene ad alba"]
    assert others["friend_entries"] == []
    assert [one["visited_id"] for one in others["friendships"]] == ["alba", "bruma"]
    assert all(one[key] is None for one in others["friendships"] for key in ("post_id", "confided_at", "on_paper"))


def test_what_is_not_handed_in_is_not_taken_along(world: World) -> None:
    with closing(connection.connect(world.path).conn) as opened:
        opened.execute("UPDATE friendships SET handed_in_at = NULL")

    assert world.of("alba").everything("alba")["friend_entries"] == []


def test_it_is_the_chiefs_alone_and_recorded(world: World) -> None:
    for who in ("helper", "bruma", "north", "admin"):
        with pytest.raises(NotAllowed):
            world.of(who).everything("alba")

    world.of("alba").everything("alba")

    assert world.operator.events("north", "alba")[0].kind == "everything_taken"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_key_is_explained(world: World, language: str) -> None:
    taken = world.of("alba").everything("alba")

    lines = explained(along.packed(taken, LEFT_OUT, [], language, "Europe/Rome"))

    for table, rows in taken.items():
        assert any(line.startswith(f"{table}: ") for line in lines), table
        assert all(any(line.startswith(f"  {column}: ") for line in lines) for column in rows[0]), table
    assert all(any(line.startswith(f"  {one}: ") for line in lines) for one in LEFT_OUT)
    said = {key.rpartition(".")[2] for key in entries() if key.startswith("taken.column.")}
    assert said == {column for rows in taken.values() for column in rows[0]}


def explained(content: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        (name,) = [one for one in opened.namelist() if one.endswith(".txt")]
        return opened.read(name).decode().splitlines()


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with _opened(tmp_path / "in-touch.db") as made:
        yield made


def test_a_chief_downloads_it_with_the_reports(office: Office) -> None:
    answer = office.get("alba", "/files/everything.zip?language=it")

    assert (answer.status, answer.headers["content-type"]) == (200, "application/zip")
    assert answer.name == along.name("Alba", "it")
    with zipfile.ZipFile(io.BytesIO(answer.body)) as opened:
        assert opened.testzip() is None
        taken: Taken = json.loads(opened.read(along.DATA))
        assert taken["departments"][0]["name"] == "Alba"
        reports = [one for one in opened.namelist() if one.endswith(".pdf")]
        assert len(reports) == len(taken["submissions"]) == 1
        assert opened.read(reports[0]).startswith(b"%PDF")


@pytest.mark.parametrize("who", ["helper", "north", "south"])
def test_nobody_else_downloads_it(office: Office, who: str) -> None:
    assert office.get(who, "/files/everything.zip").status == 403


def test_a_language_that_is_not_there_is_not_recorded_as_taken(office: Office) -> None:
    assert office.get("alba", "/files/everything.zip?language=xx").status == 404
    assert "everything_taken" not in {one.kind for one in office.world.operator.events("north", "alba")}
