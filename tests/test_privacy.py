"""What the page on privacy says: each of its sentences, and the test that shows it to be so."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest
import yaml
from conftest import OpenPage, visit_to, words
from worlds import World, rows

from assessment import storage
from assessment.letters import HANDED_LASTS, INVITED_LASTS
from assessment.people import Role
from assessment.screens.everybody import privacy
from assessment.storage import DRAFTS_LAST, IDLE, LASTING, OWN_DEVICE_LASTS, VISITS_LAST, NotAllowed, connection
from assessment.wording import LANGUAGES, Say, entries

HERE = Path(__file__).parent
HOUSE = HERE.parent / "assessment"
NAME, EMAIL = "Ginevra Malaspina", "ginevra@example.org"
HEADS = re.compile(r"privacy\.([a-z_]+\.)?(title|button)")
END = re.compile(r"(?<=\.) (?=[A-ZÈÉ])")  # of a sentence

SHOWN_BY: dict[str, list[str | list[str]]] = yaml.safe_load((HERE / "privacy.yaml").read_text("utf-8"))
# Where the page tells of what a table holds. A new table finds its line before it is kept.
TOLD_IN = {
    "people": "person",
    "posts": "person",
    "sessions": "visits",
    "links": "visits",
    "departments": "contacts",
    "drafts": "department",
    "answers": "department",
    "answer_versions": "department",
    "undecided": "department",
    "split": "department",
    "commitments": "plan",
    "commitment_versions": "plan",
    "shared_plans": "plan",
    "plan_letters": "plan",
    "opening_told": "department",
    "friend_wishes": "friends",
    "friendships": "friends",
    "friend_entries": "friends",
    "heard": "voices",
    "opinions": "voices",
    "notes": "department",
    "note_versions": "department",
    "round_departments": "region",
    "regions": "region",
    "rounds": "region",
    "questionnaires": "region",
    "controllers": "region",
    "training": "region",
    "documents": "region",
    "publications": "region",
    "publication_submissions": "region",
    "submissions": "submitted",
    "submission_notes": "submitted",
    "introductions": "introductions",
    "wishes": "introductions",
    "letters": "letters",
    "outbox": "letters",
    "asked_for": "signing_in",
    "handshakes": "signing_in",
    "identities": "signing_in",
    "events": "log",
    "event_words": "log",
    "told": "log",
}
OF_NOBODY = {"facts"}  # whether this is a demo, and its people


@pytest.fixture
def world(world: World) -> World:
    world.sign_in("ginevra", Role.CHIEF, department_id="alba")
    world.operator.correct_person(world.of("ginevra").person().id, name=NAME, email=EMAIL)
    return world


def on_the_page() -> Iterator[str]:
    """The keys of all that the page says, but headings."""
    for key in entries():
        is_promise = key.startswith("benchmark.trust.") and entries()[key]["en"]["other"].endswith(".")
        if is_promise or (key.startswith("privacy.") and not HEADS.fullmatch(key)):
            yield key


def sentences(key: str, language: str = "en") -> list[str]:
    return END.split(entries()[key][language]["other"])


@cache
def functions_of(file: str) -> set[str]:
    tree = ast.parse((HERE.parent / file).read_text("utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


def tables(world: World) -> dict[str, list[str]]:
    found = [str(row[0]) for row in rows(world.path, "SELECT name FROM sqlite_master WHERE type = 'table'")]
    return {
        one: [str(row[1]) for row in rows(world.path, f"PRAGMA table_info({one})")]
        for one in found
        if not one.startswith(("_", "sqlite_"))
    }


def trees() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(HOUSE.rglob("*.py")):
        yield path.relative_to(HOUSE).as_posix(), ast.parse(path.read_text("utf-8"))


# --- the table


def test_every_sentence_names_a_test_that_shows_it() -> None:
    said = {key: len(sentences(key)) for key in on_the_page()}

    assert {key: len(named) for key, named in SHOWN_BY.items()} == said


def test_every_test_that_is_named_is_there() -> None:
    shown = [one for several in SHOWN_BY.values() for one in several]
    named = {one for several in shown for one in ([several] if isinstance(several, str) else several)}
    lost = [one for one in sorted(named) if one.split("::")[1] not in functions_of(one.split("::")[0])]

    assert lost == []


def test_every_language_says_as_many_sentences() -> None:
    own = [key for key in on_the_page() if key.startswith("privacy.")]
    counts = {key: {len(sentences(key, language)) for language in LANGUAGES} for key in own}

    assert [key for key, found in counts.items() if len(found) > 1] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_drawn(world: World, open_page: OpenPage, language: str) -> None:
    said = words(open_page(privacy.show, visit_to(world.of("alba"), language)))

    for key in on_the_page():
        if key.startswith("privacy.authority"):
            continue  # by the country, which this region does not state
        for one in sentences(key, language):
            pattern = r"[\w.]+".join(map(re.escape, re.split(r"\{\w+\}", one.replace("\\", ""))))
            assert key.endswith("rights.text") or re.search(pattern, said), one


# --- what is kept


def test_every_table_is_told_of(world: World) -> None:
    assert set(tables(world)) == set(TOLD_IN) | OF_NOBODY
    assert {f"privacy.kept.{line}" for line in TOLD_IN.values()} | {"privacy.kept.names", "privacy.kept.title"} == {
        key for key in entries() if key.startswith("privacy.kept.")
    }


def test_there_is_no_password(world: World) -> None:
    assert [one for names in tables(world).values() for one in names if "pass" in one or "secret" in one] == []


def test_a_sealed_document_holds_a_number_and_no_name(world: World) -> None:
    draft = world.submit("alba").draft(world.round_id, "alba")
    assert draft is not None
    world.operator.reopen(world.round_id, "alba", "Di nuovo")
    again = world.of("ginevra").draft(world.round_id, "alba")
    assert again is not None
    world.of("ginevra").submit(again.id)

    _, (document, author) = rows(world.path, "SELECT document, author_id FROM submissions ORDER BY id")
    assert json.loads(str(document))["author_id"] == author
    assert author == world.of("ginevra").person().id
    assert "author" not in json.loads(str(document)) and NAME not in str(document)


def test_a_line_of_the_log_holds_no_name_and_no_words(world: World) -> None:
    world.submit("alba")
    world.of("north").reopen(world.round_id, "alba", f"Chiesto da {NAME}")

    lines = rows(world.path, "SELECT * FROM events")
    known = {one.name for one in world.operator.people()} | {one.email for one in world.operator.people()}
    assert len(lines) > 10
    assert [one for one in lines for value in one for name in known if str(value) == name or NAME in str(value)] == []
    assert NAME in str(rows(world.path, "SELECT words FROM event_words"))


def test_nothing_in_the_log_can_be_changed(world: World) -> None:
    for statement in ("UPDATE events SET kind = 'x'", "DELETE FROM events"):
        with pytest.raises(connection.sqlite3.IntegrityError):
            rows(world.path, statement)


# --- how long


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_times_are_those_of_the_store(world: World, open_page: OpenPage, language: str) -> None:
    say = Say(language)
    said = words(open_page(privacy.show, visit_to(world.of("alba"), language)))
    hours = {"hours": IDLE, "link": HANDED_LASTS}

    assert say("privacy.retention.drafts", drafts=str(DRAFTS_LAST.days)) in said
    times = {name: str(value // timedelta(hours=1)) for name, value in hours.items()}
    times |= {"lasting": str(LASTING.days), "visits": str(VISITS_LAST.days)}
    times |= {"invited": str(INVITED_LASTS.days), "short": str(OWN_DEVICE_LASTS[Role.ADMINISTRATOR].days)}
    assert say("privacy.retention.visits", None, **times) in said


def test_what_was_submitted_and_who_was_here_stays_for_years(world: World) -> None:
    world.submit("alba")
    world.operator.close(world.round_id)
    world.of("north").publish(world.round_id)
    world.operator.end_post(world.of("ginevra").person().post_id)
    kept = "SELECT document FROM submissions UNION ALL SELECT sheets FROM publications"
    before, lines = rows(world.path, kept), rows(world.path, "SELECT count(*) FROM events")

    world.clock.at += timedelta(days=3650)
    world.operator.end_what_is_over()

    assert rows(world.path, kept) == before
    assert rows(world.path, "SELECT count(*) FROM events") >= lines
    assert rows(world.path, "SELECT email FROM people WHERE name = ?", NAME) == [(EMAIL,)]


def test_a_backup_holds_what_was_there_whatever_is_erased_or_ended_since(world: World, tmp_path: Path) -> None:
    copy = tmp_path / "copies" / "copy.db"
    storage.backup(world.path, copy)
    before = copy.read_bytes()

    world.operator.erase(world.of("ginevra").person().id)
    world.clock.at += timedelta(days=3650)
    world.operator.end_what_is_over()

    assert copy.read_bytes() == before and NAME.encode() in before


# --- who sees it, and what it is for


def test_the_log_is_read_by_those_who_are_named(world: World) -> None:
    for who in ("alba", "helper", "north", "admin"):
        assert "signed_in" in {one.kind for one in world.of(who).events("north", "alba")}, who
    for who in ("bruma", "south"):
        with pytest.raises(NotAllowed):
            world.of(who).events("north", "alba")


def test_who_makes_a_link_for_a_department_is_named_in_its_log(world: World) -> None:
    world.of("north").invite(EMAIL, Role.CHIEF, department_id="alba")

    told = next(one for one in world.of("alba").events("north", "alba") if one.kind == "invited")
    assert (told.actor, told.person) == (world.of("north").person().name, NAME)


def test_nothing_is_worked_out_about_a_person() -> None:
    """What answers mean is worked out from the answers alone: no author comes in."""
    rooms = ("scoring", "plan", "benchmark", "region", "charts")
    authors = [
        name
        for name, tree in trees()
        if name.partition("/")[0].removesuffix(".py") in rooms
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in ("author", "author_id")
    ]

    assert authors == []


def test_nothing_is_sent_anywhere() -> None:
    """No module can reach another computer, but those that ask the site at which people sign in, and that mail.

    One only looks whether its own port is free.
    """
    reaching = {"socket", "http", "smtplib", "ftplib", "ssl", "requests", "httpx", "aiohttp", "openai", "anthropic"}
    found = []
    for name, tree in trees():
        for node in ast.walk(tree):
            names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            found += [f"{name} {one}" for one in names if one.split(".")[0] in reaching or one == "urllib.request"]

    assert sorted(found) == [
        "command/serve.py socket",
        *("postman/server.py smtplib", "postman/server.py ssl", "signin/provider.py httpx"),
    ]


def test_one_module_sets_a_cookie_and_nothing_of_appearance_is_kept(world: World) -> None:
    setting = {
        name
        for name, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr == "set_cookie"
    }

    assert setting == {"signin/cookie.py"}
    assert [one for names in tables(world).values() for one in names if re.search("theme|dark|appearance", one)] == []


# --- everything to take along


@pytest.mark.parametrize(("who", "offered"), [("alba", True), ("helper", False), ("north", False), ("admin", False)])
def test_a_chief_alone_is_offered_everything(world: World, open_page: OpenPage, who: str, offered: bool) -> None:
    page = open_page(privacy.show, visit_to(world.of(who), "es"))

    links = [one.proto.url for one in page.get("link_button")]
    assert (links == ["/files/everything.zip?language=es"]) is offered
