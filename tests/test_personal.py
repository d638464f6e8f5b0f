"""Every column that can hold words is classed by what it holds of a person, and what is said of its class is so."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest
from test_erasing import EMAIL, NAME, NUMBER, named_in_plans_and_voices, person_id, world
from worlds import World, befriend

from assessment import storage
from assessment.library import Described
from assessment.rounds import Description
from assessment.storage import connection

__all__ = ["world"]  # a fixture

# Where a name, an address or another site's number for somebody stands, and is taken out of: the rest of a row stays.
NAMED = {
    "people": {"name", "email"},
    "departments": {"contact", "second_contact", "second_email"},
    "drafts": {"reopened_because"},
    "event_words": {"words"},
    "commitment_versions": {"action", "who", "effort", "note", "because"},
    "friend_entries": {"value"},
    "documents": {"title", "about", "audience", "address", "text"},
    "heard": {"value"},
    "opinions": {"label"},
    "letters": {"subject", "text"},
    "answers": {"author"},  # of before people had numbers
    "answer_versions": {"author"},
    "notes": {"author"},
    "note_versions": {"author"},
}
# What is somebody's alone goes with its row.
GOES = {
    "sessions": {"digest", "browser", "issuer"},
    "links": {"digest"},
    "identities": {"issuer", "subject"},
    "undecided": {"question_id", "value"},
    "split": {"pillar_id"},
    "plan_letters": set[str](),
    "outbox": {"purpose", "once", "message_id", "address", "lease", "reason", "link_until", "leased_until"},
    "asked_for": {"digest"},
}
# What somebody wrote beside answers: the department's, and it goes where the department agrees.
AGREED = {
    "answers": {"value"},
    "answer_versions": {"value"},
    "notes": {"value"},
    "note_versions": {"value"},
    "submission_notes": {"note", "links"},
}
# Where a name stays, as the page on privacy says: sealed with it in older days, or of who answers for the data.
STAYS = {
    "submissions": {"document"},
    "controllers": {"name", "contact", "dpo", "act", "retention", "accessibility_contact"},
}
# What nobody types, or of no person: places, what was chosen from a list, digests of what was made here, days.
OF_NOBODY = {
    "people": {"language"},
    "departments": {
        *("id", "name", "name_key", "language", "form", "main_territory", "area", "code", "joined_on", "left_on")
    },
    "regions": {"id", "name", "zone"},
    "rounds": {"title", "opens_on", "closes_on"},
    "round_departments": {"name", "form", "main_territory", "extended_to"},
    "questionnaires": {"id", "version", "text"},
    "controllers": {"basis", "country"},
    "posts": {"role", "since", "until"},
    "drafts": {"profile"},
    "answers": {"question_id"},
    "answer_versions": {"question_id"},
    "notes": {"question_id", "part"},
    "note_versions": {"question_id", "part"},
    "submissions": {"number"},
    "submission_notes": {"question_id"},
    "publications": {"sheets", "frozen_sha256"},
    "events": {"at", "kind", "region_id", "department_id", "details"},
    "told": {"at"},
    "facts": {"name", "value"},
    "commitments": {"question_id"},
    "commitment_versions": {"status", "month"},
    "friend_wishes": {"wish"},
    "friendships": {"until", "ending"},
    "friend_entries": {"side", "about"},
    "heard": {"what", "month"},
    "opinions": {"digest", "language", "until", "answers"},
    "documents": {"question_id", "kind", "language"},
    "training": {"question_id"},
    "introductions": {"question_id"},
    "wishes": {"question_id"},
    "letters": {"purpose", "language"},
    "asked_for": {"at"},
    "handshakes": {"digest"},
}
CLASSES = (NAMED, GOES, AGREED, STAYS, OF_NOBODY)


@pytest.fixture
def opened(world: World) -> Iterator[connection.sqlite3.Connection]:
    """The file of a region in which a chief is named wherever people are, but in what is sealed or others' own."""
    _named_everywhere(world)
    with closing(connection.connect(world.path).conn) as outside:
        yield outside


def tables(db: connection.sqlite3.Connection) -> list[str]:
    asked = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_%' ESCAPE '\\'"
    return [row[0] for row in db.execute(asked)]


def wordy(db: connection.sqlite3.Connection, table: str) -> set[str]:
    """The columns that can hold words: no number, nothing that another row must have, no stamp and no hash."""
    pointing = {row[3] for row in db.execute(f"PRAGMA foreign_key_list({table})")}
    columns = [(row[1], row[2]) for row in db.execute(f"PRAGMA table_info({table})")]
    plain = {name for name, kind in columns if kind == "INTEGER" or name.endswith("_at") or name == "sha256"}
    return {name for name, _ in columns} - plain - pointing


def holding(db: connection.sqlite3.Connection, *texts: str) -> set[tuple[str, str]]:
    """The columns in which one of the texts stands."""
    return {
        (table, column)
        for table in tables(db)
        for column in wordy(db, table)
        for (value,) in db.execute(f"SELECT {column} FROM {table} WHERE {column} IS NOT NULL")
        if any(text.lower() in str(value).lower() for text in texts)
    }


def listed(classed: dict[str, set[str]]) -> set[tuple[str, str]]:
    return {(table, column) for table, columns in classed.items() for column in columns}


def _named_everywhere(world: World) -> None:
    named_in_plans_and_voices(world)
    second = Description("Alba", "it", 12, contact=NAME, second_contact=NAME, second_email=EMAIL)
    world.operator.change_department("alba", second)
    theirs, place = person_id(world), f"{NAME} ({EMAIL})"
    address = f"https://example.org/{EMAIL}"
    texts = {"title": place, "about": place, "audience": place}
    world.of("north").add_documents("north", [Described("PI1.1", **texts, kind="act", language="it", text=place)])
    world.of("north").add_documents("north", [Described("PI1.2", **texts, kind="act", language="it", address=address)])
    world.submit("bruma")
    friendship = befriend(world, "bruma", "alba")
    world.of("friend").confide(friendship)
    world.of("friend").visited_submission(friendship)
    world.of("friend").save_words(friendship, "strength_1", f"Come da {NAME}", 0)
    with closing(connection.connect(world.path).conn) as outside:
        outside.execute("PRAGMA foreign_keys=OFF")
        for table in ("answers", "answer_versions", "notes", "note_versions"):
            outside.execute(f"UPDATE {table} SET author_id = NULL, author = ? WHERE author_id = ?", [NAME, theirs])


def test_every_column_that_can_hold_words_is_classed_once(opened: connection.sqlite3.Connection) -> None:
    there = {(table, column) for table in tables(opened) for column in wordy(opened, table)}
    classed = [one for each in CLASSES for one in listed(each)]

    assert there - set(classed) == set()  # a new one: what of a person can it hold, and what takes it out?
    assert sorted(set(classed) - there) == []
    assert len(classed) == len(set(classed))


def test_who_is_numbered_is_a_person_that_there_is(opened: connection.sqlite3.Connection) -> None:
    """A number of somebody says nothing once their name is gone, and the database knows each for what it is."""
    for table in tables(opened):
        pointing = {row[3] for row in opened.execute(f"PRAGMA foreign_key_list({table})") if row[2] == "people"}
        columns = {row[1] for row in opened.execute(f"PRAGMA table_info({table})")}
        assert {one for one in columns if one.endswith("person_id") or one in ("author_id", "made_by")} <= pointing


def test_a_name_stands_where_it_is_looked_for_and_nowhere_else(opened: connection.sqlite3.Connection) -> None:
    found = holding(opened, NAME, EMAIL, NUMBER)

    assert listed(NAMED) - found == set()  # else nothing is shown of it below
    assert found - listed(NAMED) - listed(GOES) == set()


def test_of_a_name_nothing_is_left_and_what_is_theirs_alone_is_gone(
    world: World, opened: connection.sqlite3.Connection
) -> None:
    erased = person_id(world)
    world.operator.erase(erased)

    assert holding(opened, NAME, EMAIL, NUMBER) == set()
    for table in GOES:
        for row in opened.execute(f"PRAGMA foreign_key_list({table})").fetchall():
            if row[2] == "people" and row[3] == "person_id":
                assert opened.execute(f"SELECT 1 FROM {table} WHERE person_id = ?", [erased]).fetchall() == []
    assert all(seal.holds for seal in world.operator.seals())
    assert storage.verify(world.path).problems == ()
