"""What `verify` and a backup find: a single bit that is other than it was written, wherever work is recorded."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]

from assessment import storage
from assessment.friendship import Reply, ReplyKind
from assessment.letters import Purpose, Wording
from assessment.library import Described
from assessment.people import Role
from assessment.rounds import NewDepartment
from assessment.storage import DatabaseError, Device, DoorStore, MailStore, connection, digest, verify
from assessment.storage.chain import rewriting
from assessment.storage.verifying import problems
from tests.given import POLL, everything
from tests.test_migrations import NAMES, made_by
from tests.worlds import World, filled

# Where another value is as good as the one that was written: what people change from day to day, and what says nothing
# of anybody's work. Everything else is held, column by column.
NOT_HELD = {
    "regions": {"name", "zone", "departments_in_all", "closed_at"},
    "departments": {
        *("region_id", "name", "name_key", "language", "staff", "form", "main_territory", "contact", "second_contact"),
        *("second_email", "area", "code", "joined_on", "left_on", "merged_into"),
    },
    "people": {"email", "name", "language", "left_at", "erased_at"},
    "posts": {"person_id", "role", "department_id", "region_id", "submission_id", "since", "until", "ended_at"},
    "links": {
        "digest",
        "person_id",
        "post_id",
        "made_by",
        "outbox_id",
        "alone",
        "created_at",
        "expires_at",
        "used_at",
        "by_oneself",
    },
    "sessions": {
        "digest",
        "person_id",
        "post_id",
        "alone",
        "created_at",
        "seen_at",
        "ended_at",
        "own_device",
        "issuer",
        "browser",
    },
    "facts": {"name", "value"},
    "controllers": {
        *("region_id", "name", "contact", "dpo", "basis", "act", "retention", "accessibility_contact", "country")
    },
    "questionnaires": {"id", "version", "kept_at"},
    "rounds": {
        *("region_id", "title", "opens_on", "closes_on", "closed_early_at", "opened_at", "departments_in_all"),
        *("questionnaire_sha256", "reminds"),
    },
    "round_departments": {"name", "staff", "form", "main_territory", "invited_at", "extended_to"},
    "drafts": {  # of one that was submitted the sealed document says them
        *("round_id", "department_id", "begun_at", "worked_at", "profile", "profile_version", "shares_notes"),
        *("may_be_asked", "reopened_because"),
    },
    "undecided": {"draft_id", "question_id", "person_id", "value", "base"},
    "split": {"department_id", "pillar_id", "person_id"},
    "introductions": {
        *("id", "region_id", "question_id", "asking_id", "helping_id", "proposed_at", "asking_accepted_at"),
        *("helping_accepted_at", "declined_at", "asking_person_id", "helping_person_id", "declined_by"),
    },
    "wishes": {"id", "department_id", "question_id", "wished_at", "taken_back_at", "unmet_at", "introduction_id"},
    "training": {"round_id", "question_id", "person_id", "ticked_at"},
    "documents": {
        *("id", "region_id", "question_id", "version", "title", "about", "kind", "language", "audience", "address"),
        *("text", "author_id", "saved_at", "broken_at"),
    },
    "event_words": {"event_id", "words"},  # they can be erased
    "told": {"event_id", "at", "person_id"},
    "commitments": {
        *("id", "department_id", "round_id", "question_id", "questionnaire_sha256", "leads_to", "own", "made_at")
    },
    "commitment_versions": {"erased_at"},
    "shared_plans": {"department_id", "shared_at"},
    "plan_letters": {"department_id", "person_id"},
    "opening_told": {"department_id", "told_at"},
    "friend_wishes": {"department_id", "wish", "wished_at"},
    "friendships": {
        *("id", "round_id", "visited_id", "helping_id", "proposed_at", "offered_at", "person_id", "accepted_at"),
        *("post_id", "confided_at", "until", "handed_in_at", "closed_at", "ended_at", "ending", "on_paper"),
    },
    "friend_entries": {"erased_at"},
    "heard": {  # counts are changed in place, and no stamped paper is made of them
        *("id", "department_id", "what", "month", "version", "value", "author_id", "saved_at")
    },
    "opinions": {
        *("id", "department_id", "round_id", "digest", "label", "language", "made_by", "made_at", "until", "ended_at"),
        *("answers", "answered_at"),
    },
    "letters": {"id", "region_id", "purpose", "language", "subject", "text", "author_id", "written_at"},
    "outbox": {  # it comes and goes
        *("id", "purpose", "once", "message_id", "post_id", "address", "department_id", "round_id", "event_id"),
        *("letter_id", "link_until", "queued_by", "queued_at", "due_at", "tries", "lease", "leased_until", "sent_at"),
        *("by_hand", "refused_at", "reason"),
    },
    "asked_for": {"id", "digest", "at"},
    "handshakes": {"digest", "begun_at", "used_at"},
    "identities": {"issuer", "subject", "person_id", "bound_at"},
    "_sqlite_migrations": {"id", "migration_set", "name", "applied_at"},
}
SITE = "https://example.org/"
HELD_TO_THE_LAST_BIT = (
    *("submissions", "submission_notes", "publications", "publication_submissions", "events"),
    *("answers", "answer_versions", "notes", "note_versions", "commitment_versions", "friend_entries"),
)


@pytest.fixture(scope="module")
def region(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Departments that answered, changed their minds, submitted twice, and were published twice."""
    made = World(tmp_path_factory.mktemp("region") / "in-touch.db")
    with filled(made):
        made.operator.add_departments("north", [NewDepartment("Dosso", "it", 9, id="dosso")])
        for who, level in (("alba", 2), ("bruma", 3)):
            store = made.of(who)
            draft = store.begin(made.round_id, who).id
            store.save_profile(draft, staff=12, official_account=True)
            store.save_consent(draft, may_be_asked=True)
            store.save_answers(draft, everything(1))
            made.clock.at += timedelta(hours=1)
            store.save_answers(draft, everything(level))
            store.save_note(draft, "PI1.1", "first words", 0)
            store.save_note(draft, "PI1.1", "other words", 1)
            store.save_note(draft, "PI1.1", "https://example.org/a", 0, "links")
            store.submit(draft)
        made.of("north").close(made.round_id)
        made.of("north").publish(made.round_id)
        again = made.of("north").reopen(made.round_id, "alba", "Misread", date(2027, 6, 10))
        made.of("alba").save_answer(again.id, "PI2.1", 4, 1)
        made.of("alba").submit(again.id)
        made.of("north").publish(made.round_id)
        made.operator.propose("PI1.1", "bruma", "alba")
        alba = made.of("alba")
        alba.take_step(made.round_id, "alba", "PI1.1", 3)
        alba.change_commitment(alba.commitments("alba")[0], who="Rosa", month=date(2027, 3, 1))
        alba.share_plan("alba", on=True)
        alba.tell_opening("alba", on=True)
        alba.want_plan_letters("alba", on=True)
        made.of("north").add_documents("north", [Described("PI1.1", "Guida", "Che cosa", "act", "it", text="Così")])
        made.of("north").add_documents("north", [Described("PI1.1", "Sito", "Che cosa", "act", "it", address=SITE)])
        made.of("alba").report_broken(2)
        friendship = made.visit()
        alba.friend_on_paper(friendship, on=True)
        (differs,) = (about for about, one in alba.said_in(friendship).remarks.items() if not one.value.agrees)
        alba.save_reply(friendship, differs, Reply(ReplyKind.KEEPS, "C’è un atto"), 0)
        alba.keep_poll("alba", POLL, 0)
        alba.ask_opinion(made.round_id, "alba", "Pattuglia", "it")
        _mailed(made)
        assert verify(made.path).problems == ()
        return made


def _mailed(made: World) -> None:
    """Letters on their way, sent and refused, a region's own words, and ways in elsewhere."""
    north, door = made.of("north"), DoorStore(made.path, made.clock)
    north.keep_wording("north", Purpose.INVITATION, "it", Wording("Invito", "Gentile [department]"))
    sha256 = made.operator.questionnaires()[0].sha256
    later = north.set_up_round("north", "Summer", sha256, date(2027, 3, 1), date(2027, 7, 31), ["bruma", "dosso"]).id
    north.appoint("dosso@example.org", Role.CHIEF, department_id="dosso")
    north.mail_link(made.of("alba").person().post_id)
    assert north.send(later, Purpose.INVITATION, ["bruma", "dosso"], date(2027, 4, 1)) == 2
    mail = MailStore(made.path, made.clock)
    first, other = mail.take(), mail.take()
    assert first is not None and other is not None
    mail.sent(first)
    mail.refused(other, "550 no such mailbox")
    assert door.ask_for_link("alba@example.org", "192.0.2.1") and mail.take() is not None
    assert door.ask_for_link("dosso@example.org", "192.0.2.1")
    assert door.end_handshake(digest(door.begin_handshake()))
    assert door.sign_in_from("https://id.example", "7", "bruma@example.org", Device(browser="Firefox")) is not None


@pytest.fixture
def opened(region: World, tmp_path: Path) -> Iterator[connection.Database]:
    """A copy of its file without triggers, open to any change."""
    storage.backup(region.path, tmp_path / "copy.db")
    with closing(connection.connect(tmp_path / "copy.db").conn) as outside:
        for (name,) in outside.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            outside.execute(f"DROP TRIGGER {name}")
        outside.execute("PRAGMA foreign_keys=OFF")
        outside.execute("PRAGMA ignore_check_constraints=ON")
        yield connection.Database(outside, execute_plugins=False)


def cells(db: connection.Database) -> dict[tuple[str, str], list[tuple[object, ...]]]:
    """The keys of the rows of every column that hold something there."""
    found: dict[tuple[str, str], list[tuple[object, ...]]] = defaultdict(list)
    for (table,) in db.conn.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
        for column in columns_of(db, table):
            key = ", ".join(keys_of(db, table))
            rows = db.conn.execute(f"SELECT {key} FROM {table} WHERE length({column}) > 0 ORDER BY {key}").fetchall()
            if rows:
                found[table, column] = rows
    return found


def columns_of(db: connection.Database, table: str) -> list[str]:
    return [row[1] for row in db.conn.execute(f"PRAGMA table_info({table})")]


def keys_of(db: connection.Database, table: str) -> list[str]:
    return [row[1] for row in db.conn.execute(f"PRAGMA table_info({table})") if row[5]]


def flip(db: connection.Database, chance: random.Random, table: str, column: str, row: tuple[object, ...]) -> bool:
    """Flip one bit of what a cell holds; False where SQLite itself refuses that."""
    where = " AND ".join(f"{name} = ?" for name in keys_of(db, table))
    value = f"CASE typeof({column}) WHEN 'integer' THEN {column} ELSE CAST({column} AS BLOB) END"
    query = f"SELECT typeof({column}), {value} FROM {table} WHERE {where}"
    kind, value = db.conn.execute(query, row).fetchone()
    if kind == "integer":
        changed: object = value ^ 1 << chance.randrange(8)
    else:
        damaged = bytearray(value)
        damaged[chance.randrange(len(damaged))] ^= 1 << chance.randrange(8)
        changed = bytes(damaged)
    put = "?" if kind == "integer" else f"CAST(? AS {kind.upper()})"
    try:
        db.conn.execute(f"UPDATE {table} SET {column} = {put} WHERE {where}", (changed, *row))
    except sqlite3.IntegrityError:
        return False
    return True


def is_found(db: connection.Database, chance: random.Random, table: str, column: str, row: tuple[object, ...]) -> bool:
    """Whether one flipped bit is found; it is put back."""
    db.conn.execute("BEGIN")
    while not flip(db, chance, table, column, row):
        pass
    found = next(problems(db), None) is not None
    db.conn.execute("ROLLBACK")
    return found


@pytest.mark.parametrize("flips", [600])
def test_no_flipped_bit_is_silent_where_somebodys_work_is_recorded(opened: connection.Database, flips: int) -> None:
    chance = random.Random(flips)
    known = cells(opened)
    chosen = [(place, chance.choice(rows)) for place, rows in known.items()]  # each column once,
    held = [place for place in known if place[0] in HELD_TO_THE_LAST_BIT]
    while len(chosen) < flips:  # and mostly those that count
        place = chance.choice(held if chance.random() < 0.8 else list(known))
        chosen.append((place, chance.choice(known[place])))

    silent = Counter(place for place, row in chosen if not is_found(opened, chance, *place, row))

    assert not {table for table, _ in silent} & set(HELD_TO_THE_LAST_BIT)
    assert [place for place in silent if place[1] not in NOT_HELD.get(place[0], set())] == []


def test_the_list_of_what_is_not_held_names_columns_that_there_are(opened: connection.Database) -> None:
    for table, columns in NOT_HELD.items():
        assert columns <= set(columns_of(opened, table)), table


def test_a_bit_that_is_flipped_anywhere_in_the_file_is_told_or_changes_nothing_that_is_held(
    region: World, tmp_path: Path
) -> None:
    storage.backup(region.path, tmp_path / "copy.db")
    content, before = (tmp_path / "copy.db").read_bytes(), held_in(tmp_path / "copy.db")
    chance, told = random.Random(60), 0
    for turn in range(60):
        damaged = bytearray(content)
        damaged[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        path = tmp_path / f"{turn}.db"
        path.write_bytes(damaged)
        if verify(path).problems:
            told += 1
        else:
            assert held_in(path) == before
        assert path.read_bytes() == bytes(damaged)  # nothing is written to what is looked at
    assert told > 10


def held_in(path: Path) -> dict[str, list[tuple[object, ...]]]:
    with closing(connection.connect(path).conn) as outside:
        return {table: list(outside.execute(f"SELECT * FROM {table}")) for table in HELD_TO_THE_LAST_BIT}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("UPDATE answer_versions SET author_id = 2 WHERE version = 1 AND question_id = 'PI1.1' AND draft_id = 1",
         "answer PI1.1 of draft 1: version 1 is not what was saved; restore a backup"),
        ("UPDATE note_versions SET saved_at = '2027-01-01' WHERE part = 'note' AND version = 1 AND draft_id = 1",
         "note PI1.1 of draft 1: version 1 is not what was saved; restore a backup"),
        ("UPDATE answers SET confirmed = 0 WHERE question_id = 'PI1.1' AND draft_id = 1",
         "answer PI1.1 of draft 1: is not what its history says; restore a backup"),
        ("DELETE FROM answers WHERE question_id = 'PI1.1' AND draft_id = 1",
         "answer PI1.1 of draft 1: is not what its history says; restore a backup"),
        ("DELETE FROM publication_submissions WHERE publication_id = 2 AND department_id = 'alba'",
         "publication 2: is not what was published; restore a backup"),
        ("UPDATE publications SET published_at = '2026-01-01' WHERE id = 1",
         "publication 1: is not what was published; restore a backup"),
        ("UPDATE submissions SET author_id = 2 WHERE id = 1",
         "submission 2027-00001: is not what was sealed; restore a backup"),
        ("UPDATE events SET at = '2026-01-01' WHERE id = 5",
         "event 5: is not what was recorded, or the one before it is gone; restore a backup"),
        ("DELETE FROM events WHERE id = 5",
         "event 6: is not what was recorded, or the one before it is gone; restore a backup"),
        ("UPDATE drafts SET department_id = 'nowhere' WHERE id = 2",
         "table drafts: has rows that refer to nothing in round_departments; restore a backup"),
        ("PRAGMA user_version=3",
         "the database: its version is not that of its tables; restore a backup"),
        ("PRAGMA application_id=7", "the file: is no database of this program; check the path"),
    ],
    ids=range(12),
)  # fmt: skip
def test_each_problem_is_a_line_that_names_it_and_what_to_do(
    opened: connection.Database, change: str, said: str
) -> None:
    opened.conn.execute(change)

    assert said in [str(one) for one in problems(opened)]


def test_a_submission_that_is_gone_is_missed_by_the_log(opened: connection.Database) -> None:
    for change in ("DELETE FROM submission_notes WHERE submission_id = 3", "DELETE FROM submissions WHERE id = 3"):
        opened.conn.execute(change)

    assert any(one.wrong == "tells of something that is not there" for one in problems(opened))


def test_a_database_of_an_older_version_is_copied_and_is_to_be_brought_up_to_date_first(tmp_path: Path) -> None:
    made_by(tmp_path / "old.db", len(NAMES) - 2)

    storage.backup(tmp_path / "old.db", tmp_path / "copy.db")

    (problem,) = verify(tmp_path / "copy.db").problems
    assert "older version" in problem.wrong and "start the application" in problem.do


def test_what_is_no_database_is_told_in_a_line(tmp_path: Path) -> None:
    (tmp_path / "text.db").write_text("no database" * 100)
    (tmp_path / "empty.db").touch()

    for name in ("text.db", "empty.db"):
        assert len(verify(tmp_path / name).problems) == 1


def test_a_text_and_a_name_can_be_erased_and_everything_holds(opened: connection.Database) -> None:
    with rewriting(opened):
        for table in ("notes", "note_versions"):
            opened.conn.execute(f"UPDATE {table} SET value = '' WHERE draft_id = 1")
        for table in ("answers", "answer_versions"):
            opened.conn.execute(f"UPDATE {table} SET author = '#1', author_id = NULL WHERE draft_id = 1")
        opened.conn.execute("DELETE FROM event_words")
    assert list(problems(opened)) == []

    opened.conn.execute("UPDATE note_versions SET value = 'back' WHERE draft_id = 1")
    assert list(problems(opened)) != []


def test_a_backup_is_refused_with_what_is_wrong(region: World, tmp_path: Path) -> None:
    storage.backup(region.path, tmp_path / "copy.db")
    with closing(connection.connect(tmp_path / "copy.db").conn) as outside:
        outside.execute("UPDATE answer_versions SET saved_at = '2026-01-01' WHERE version = 1")

    with pytest.raises(DatabaseError, match="version 1 is not what was saved; nothing was copied"):
        storage.backup(tmp_path / "copy.db", tmp_path / "second.db")


def test_what_an_earlier_version_kept_is_held_from_then_on(tmp_path: Path) -> None:
    path = tmp_path / "in-touch.db"
    made_by(path, 1)
    statements = (Path(__file__).parent / "first_database.sql").read_text().split(";\n")
    with closing(connection.connect(path).conn) as outside:
        for statement in statements:
            outside.execute(statement)

    storage.prepare(path).close()

    with closing(connection.connect(path).conn) as outside:
        db = connection.Database(outside, execute_plugins=False)
        before = [str(one) for one in problems(db)]
        outside.execute("UPDATE note_versions SET author = 'Bruma'")
        after = [str(one) for one in problems(db)]
    assert [one for one in after if one not in before] == [
        "note PI1.1 of draft 1: version 1 is not what was saved; restore a backup",
        "note PI1.1 of draft 1: is not what its history says; restore a backup",
    ]
