"""How what was written is held by hashes, so that none of it can be changed unseen.

A version of an answer or a note and a publication hold themselves; an event also holds on to the one before it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from sqlite_utils import Database

START = ""  # what the first event holds on to
_HELD = ("id", "at", "actor_id", "kind", "region_id", "department_id", "round_id", "person_id", "details")


def held(*facts: object) -> str:
    """The SHA-256 of some facts in their order, in hexadecimal."""
    return hashlib.sha256(json.dumps(facts, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def link(before: str, event: Mapping[str, object]) -> str:
    """The hash of an event's columns and of the hash of the event before it."""
    return held(before, *(event[name] for name in _HELD))


def frozen(publication: Sequence[object], counted: Iterable[str]) -> str:
    """The hash of a publication and of whom it counts.

    Args:
        publication: its id, region, round and instant, and the hash of its sheets.
        counted: "department submission" each, by department.
    """
    return held(*publication, " ".join(counted))


def teach(db: Database) -> None:
    """Let the SQL of a connection ask for `held(…)`."""
    db.conn.create_function("held", -1, held, deterministic=True)


@contextmanager
def rewriting(db: Database) -> Iterator[None]:
    """Let values and authors of versions be written over, in this block alone: what is changed is held as it is then.

    For erasing: a hash of what was erased stays nowhere, for a short text can be guessed from it.
    """
    teach(db)
    for statement in _REWRITTEN.split(";;"):
        db.conn.execute(statement)
    try:
        yield
    finally:
        db.conn.execute("DROP TRIGGER an_answer_is_rewritten")
        db.conn.execute("DROP TRIGGER a_note_is_rewritten")
        db.conn.execute("DROP TRIGGER a_commitment_is_rewritten")
        db.conn.execute("DROP TRIGGER an_entry_of_a_friend_is_rewritten")


_REWRITTEN = """
CREATE TEMP TRIGGER an_answer_is_rewritten AFTER UPDATE OF value, author, author_id ON main.answer_versions
BEGIN
UPDATE answer_versions
   SET sha256 = held(draft_id, question_id, version, value, confirmed, author_id, author, saved_at)
 WHERE draft_id = NEW.draft_id AND question_id = NEW.question_id AND version = NEW.version;
END;;
CREATE TEMP TRIGGER a_note_is_rewritten AFTER UPDATE OF value, author, author_id ON main.note_versions
BEGIN
UPDATE note_versions
   SET sha256 = held(draft_id, question_id, part, version, value, author_id, author, saved_at)
 WHERE draft_id = NEW.draft_id AND question_id = NEW.question_id AND part = NEW.part AND version = NEW.version;
END;;
CREATE TEMP TRIGGER a_commitment_is_rewritten AFTER UPDATE OF erased_at ON main.commitment_versions
BEGIN
UPDATE commitment_versions
   SET sha256 = held(commitment_id, version, status, action, who, month, effort, note, because, author_id, saved_at)
 WHERE commitment_id = NEW.commitment_id AND version = NEW.version;
END;;
CREATE TEMP TRIGGER an_entry_of_a_friend_is_rewritten AFTER UPDATE OF erased_at ON main.friend_entries
BEGIN
UPDATE friend_entries
   SET sha256 = held(friendship_id, side, about, version, value, submission_id, author_id, saved_at)
 WHERE friendship_id = NEW.friendship_id AND side = NEW.side AND about = NEW.about AND version = NEW.version;
END
"""
