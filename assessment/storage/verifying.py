"""Whether a database is still what was written: the file, its rows, its seals, its history and its log."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlite_utils import Database
from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]  # the one it has chosen; not in its __all__

from assessment.storage import connection
from assessment.storage.access import Unit, now, rows
from assessment.storage.chain import START, frozen, link, teach
from assessment.storage.errors import DatabaseError
from assessment.storage.sealing import seals_in

_RESTORE = "restore a backup"
_MOST = 20  # problems of one kind that are told one by one
_DAMAGE = (sqlite3.Error, ValueError, TypeError, KeyError, AttributeError)  # what was a text may be none any more


@dataclass(frozen=True)
class Discrepancy:
    """Something that is not as it was written, and what an operator does about it."""

    what: str
    wrong: str
    do: str = _RESTORE

    def __str__(self) -> str:
        return f"{self.what}: {self.wrong}; {self.do}"


@dataclass(frozen=True)
class Verified:
    """What was looked through, and what was wrong."""

    problems: tuple[Discrepancy, ...]
    counted: Mapping[str, int]  # how many of what, where nothing was


def verify(database: Path) -> Verified:
    """Look through a database; nothing is written to it."""
    try:
        with connection.reading(database) as db:
            found = tuple(problems(db))
            return Verified(found, {} if found else _counted(db))
    except DatabaseError as error:
        return Verified((Discrepancy(str(database), "cannot be read", str(error).rpartition("; ")[2]),), {})


def problems(db: Database) -> Iterator[Discrepancy]:
    """What is not as it was written; of what another version of this program wrote, only what SQLite finds."""
    if connection.is_foreign(db):
        yield Discrepancy("the file", "is no database of this program", "check the path")
        return
    yield from file_problems(db)
    of_version = tuple(_told(db, "the database", _version))
    yield from of_version or content_problems(db)


def file_problems(db: Database) -> Iterator[Discrepancy]:
    """What SQLite finds in the file, whichever version wrote it."""
    yield from _told(db, "the file", _file)


def content_problems(db: Database) -> Iterator[Discrepancy]:
    """What this program finds in its own tables."""
    teach(db)
    for what, look in _LOOKS.items():
        yield from _told(db, what, look)


def _told(db: Database, what: str, look: Callable[[Database], Iterator[Discrepancy]]) -> Iterator[Discrepancy]:
    """The first problems of a kind and how many more there are; that it cannot even be read is one too."""
    told = 0
    try:
        for problem in look(db):
            told += 1
            if told <= _MOST:
                yield problem
    except _DAMAGE as error:
        yield Discrepancy(what, f"cannot be read ({error})")
    if told > _MOST:
        yield Discrepancy(what, f"{told - _MOST} more like these")


def _file(db: Database) -> Iterator[Discrepancy]:
    for (line,) in db.conn.execute("PRAGMA integrity_check").fetchall():
        if line != "ok":
            yield Discrepancy("the file", f"is damaged ({line.splitlines()[0]})")
    broken = {(row[0], row[2]) for row in db.conn.execute("PRAGMA foreign_key_check").fetchall()}
    for table, other in sorted(broken):
        yield Discrepancy(f"table {table}", f"has rows that refer to nothing in {other}")


def _version(db: Database) -> Iterator[Discrepancy]:
    found = connection.versions(db)
    if found.stated > found.known:
        yield Discrepancy(
            "the database", "was written by a newer version of this program", "verify it with that version"
        )
    elif found.stated != found.made:
        yield Discrepancy("the database", "its version is not that of its tables")
    elif found.made < found.known:
        do = "start the application once, then verify again"
        yield Discrepancy("the database", "was written by an older version of this program", do)


def _questionnaires(db: Database) -> Iterator[Discrepancy]:
    for text, sha256 in db.conn.execute("SELECT text, sha256 FROM questionnaires"):
        if hashlib.sha256(text).hexdigest() != sha256:
            yield Discrepancy(f"questionnaire {sha256[:8]}", "is not what was kept")


def _submissions(db: Database) -> Iterator[Discrepancy]:
    for seal in seals_in(Unit(db, None, now())):
        if not seal.holds:
            yield Discrepancy(f"submission {seal.number}", "is not what was sealed")


def _publications(db: Database) -> Iterator[Discrepancy]:
    counted: dict[int, list[str]] = {}
    query = "SELECT publication_id, department_id, submission_id FROM publication_submissions ORDER BY 1, 2"
    for publication_id, department_id, submission_id in db.conn.execute(query):
        counted.setdefault(publication_id, []).append(f"{department_id} {submission_id}")
    query = "SELECT id, region_id, round_id, published_at, sha256, sheets, frozen_sha256 FROM publications"
    for *facts, sheets, frozen_sha256 in db.conn.execute(query):
        of_sheets = hashlib.sha256(sheets.encode()).hexdigest()
        if of_sheets != facts[-1] or frozen(facts, counted.get(facts[0], [])) != frozen_sha256:
            yield Discrepancy(f"publication {facts[0]}", "is not what was published")


def _versions(db: Database) -> Iterator[Discrepancy]:
    for what, draft_id, question_id, version in db.conn.execute(_CHANGED):
        yield Discrepancy(f"{what} {question_id} of draft {draft_id}", f"version {version} is not what was saved")


_CHANGED = """
    SELECT 'answer', draft_id, question_id, version FROM answer_versions
     WHERE sha256 <> held(draft_id, question_id, version, value, confirmed, author_id, author, saved_at)
     UNION ALL
    SELECT part, draft_id, question_id, version FROM note_versions
     WHERE sha256 <> held(draft_id, question_id, part, version, value, author_id, author, saved_at)
"""


def _plans(db: Database) -> Iterator[Discrepancy]:
    for commitment_id, version in db.conn.execute(_CHANGED_PLANS):
        yield Discrepancy(f"step {commitment_id} of a plan", f"version {version} is not what was saved")


_CHANGED_PLANS = """
    SELECT commitment_id, version FROM commitment_versions
     WHERE sha256 <> held(commitment_id, version, status, action, who, month, effort, note, because,
                          author_id, saved_at)
"""


def _friends(db: Database) -> Iterator[Discrepancy]:
    for friendship_id, side, about, version in db.conn.execute(_CHANGED_FRIENDS):
        yield Discrepancy(f"{side} {about} of visit {friendship_id}", f"version {version} is not what was saved")


_CHANGED_FRIENDS = """
    SELECT friendship_id, side, about, version FROM friend_entries
     WHERE sha256 <> held(friendship_id, side, about, version, value, submission_id, author_id, saved_at)
"""


def _current(db: Database) -> Iterator[Discrepancy]:
    """What is shown is the newest version, in every column."""
    for what, draft_id, question_id in db.conn.execute(_DIFFERS):
        yield Discrepancy(f"{what} {question_id} of draft {draft_id}", "is not what its history says")


_DIFFERS = """
    SELECT 'answer', draft_id, question_id
      FROM answers LEFT JOIN answer_versions AS kept USING (draft_id, question_id, version)
     WHERE kept.draft_id IS NULL
        OR (answers.value, answers.confirmed, answers.author_id, answers.author, answers.saved_at)
           IS NOT (kept.value, kept.confirmed, kept.author_id, kept.author, kept.saved_at)
     UNION
    SELECT 'answer', draft_id, question_id
      FROM answer_versions AS kept LEFT JOIN answers USING (draft_id, question_id)
     WHERE answers.version IS NULL OR kept.version > answers.version
     UNION
    SELECT part, draft_id, question_id
      FROM notes LEFT JOIN note_versions AS kept USING (draft_id, question_id, part, version)
     WHERE kept.draft_id IS NULL
        OR (notes.value, notes.author_id, notes.author, notes.saved_at)
           IS NOT (kept.value, kept.author_id, kept.author, kept.saved_at)
     UNION
    SELECT part, draft_id, question_id
      FROM note_versions AS kept LEFT JOIN notes USING (draft_id, question_id, part)
     WHERE notes.version IS NULL OR kept.version > notes.version
"""


def _events(db: Database) -> Iterator[Discrepancy]:
    before = START
    for event in rows(db, "SELECT * FROM events ORDER BY id", {}):
        if event["sha256"] != link(before, event):
            yield Discrepancy(f"event {event['id']}", "is not what was recorded, or the one before it is gone")
        before = event["sha256"]
    for (event_id,) in db.conn.execute(_GONE):
        yield Discrepancy(f"event {event_id}", "tells of something that is not there")


# Nothing at all is also not in an empty table, so it is asked for by itself.
_GONE = """
    SELECT id FROM events
     WHERE department_id IS NOT NULL AND department_id NOT IN (SELECT id FROM departments)
        OR region_id IS NOT NULL AND region_id NOT IN (SELECT id FROM regions)
     UNION
    SELECT id FROM events
     WHERE kind = 'submitted' AND json_extract(details, '$.sha256') NOT IN (SELECT sha256 FROM submissions)
        OR kind = 'published' AND json_extract(details, '$.sha256') NOT IN (
           SELECT frozen_sha256 FROM publications UNION SELECT sha256 FROM publications)
"""
_LOOKS: dict[str, Callable[[Database], Iterator[Discrepancy]]] = {
    "questionnaires": _questionnaires,
    "submissions": _submissions,
    "publications": _publications,
    "history of answers and notes": _versions,
    "answers and notes": _current,
    "plans": _plans,
    "visits of friends": _friends,
    "log": _events,
}


def _counted(db: Database) -> dict[str, int]:
    (found,) = rows(db, _COUNTED, {})
    return found


_COUNTED = """
    SELECT (SELECT count(*) FROM submissions) AS submission, (SELECT count(*) FROM publications) AS publication,
           (SELECT count(*) FROM answer_versions) AS answer, (SELECT count(*) FROM note_versions) AS note,
           (SELECT count(*) FROM events) AS event
"""
