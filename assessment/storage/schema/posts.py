"""The tables change from one role a person to posts, and to a log that holds ids; what was kept comes along."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from sqlite_utils import Database

from assessment.storage.chain import START, link

# Words that details of events held until now. They move beside the log, where they can be erased.
_WORDS = ("because", "before", "now", "title")


def carry_over(db: Database) -> None:
    """Rebuild people, their roles and the log, and tie old names to people where only one can be meant."""
    db.conn.execute("PRAGMA defer_foreign_keys=ON")  # until the commit: people are taken out and put back
    db.conn.execute("CREATE TEMP TABLE people_before AS SELECT * FROM people")
    db.conn.execute("DROP TABLE people")
    for statement in _POSTS.split(";;"):
        db.conn.execute(statement)
    db.conn.execute("DROP TABLE people_before")
    for statement in _AUTHORS.split(";;"):
        db.conn.execute(statement)
    _carry_log(db, dict(_unique_names(db)))


_POSTS = """
CREATE TABLE people (
    id INTEGER PRIMARY KEY, email TEXT COLLATE NOCASE CHECK (email <> ''), name TEXT NOT NULL, language TEXT NOT NULL,
    left_at TEXT, erased_at TEXT, CHECK (email IS NOT NULL OR erased_at IS NOT NULL)
) STRICT;;
INSERT INTO people (id, email, name, language, left_at)
SELECT id, email, name, language, disabled_at FROM people_before;;
CREATE UNIQUE INDEX one_of_an_address ON people (email) WHERE left_at IS NULL;;
CREATE TABLE posts (
    id INTEGER PRIMARY KEY, person_id INTEGER NOT NULL REFERENCES people (id),
    role TEXT NOT NULL CHECK (role IN ('chief', 'member', 'coordinator', 'administrator', 'friend')),
    department_id TEXT REFERENCES departments (id), region_id TEXT REFERENCES regions (id),
    submission_id INTEGER REFERENCES submissions (id),
    since TEXT NOT NULL, until TEXT, ended_at TEXT,
    CHECK ((role IN ('chief', 'member')) = (department_id IS NOT NULL)),
    CHECK ((role = 'coordinator') = (region_id IS NOT NULL)),
    CHECK ((role = 'friend') = (submission_id IS NOT NULL))
) STRICT;;
INSERT INTO posts (person_id, role, department_id, region_id, since, ended_at)
SELECT roles.person_id, roles.role, roles.department_id, roles.region_id,
       coalesce((SELECT min(created_at) FROM links WHERE links.person_id = roles.person_id),
                (SELECT joined_on || 'T00:00:00+00:00' FROM departments WHERE departments.id = roles.department_id),
                (SELECT min(at) FROM events), '1970-01-01T00:00:00+00:00'),
       people.left_at
  FROM roles JOIN people ON people.id = roles.person_id
 ORDER BY roles.person_id;;
CREATE UNIQUE INDEX one_post_of_a_kind
    ON posts (person_id, role, coalesce(department_id, region_id, submission_id, '')) WHERE ended_at IS NULL;;
CREATE INDEX posts_of_department ON posts (department_id);;
DROP TABLE roles;;
ALTER TABLE links ADD COLUMN post_id INTEGER REFERENCES posts (id);;
ALTER TABLE links ADD COLUMN made_by INTEGER REFERENCES people (id);;
ALTER TABLE links ADD COLUMN alone INTEGER NOT NULL DEFAULT 0;;
ALTER TABLE sessions ADD COLUMN post_id INTEGER REFERENCES posts (id);;
ALTER TABLE sessions ADD COLUMN alone INTEGER NOT NULL DEFAULT 0;;
UPDATE links SET post_id = (SELECT id FROM posts WHERE posts.person_id = links.person_id);;
UPDATE sessions SET post_id = (SELECT id FROM posts WHERE posts.person_id = sessions.person_id);;
UPDATE facts SET value = (SELECT CAST(posts.id AS TEXT) FROM posts JOIN people ON people.id = posts.person_id
                           WHERE people.email = facts.value)
 WHERE name LIKE 'persona.%';;
ALTER TABLE regions ADD COLUMN closed_at TEXT;;
ALTER TABLE submissions ADD COLUMN author_id INTEGER REFERENCES people (id);;
ALTER TABLE answers ADD COLUMN author_id INTEGER REFERENCES people (id);;
ALTER TABLE answer_versions ADD COLUMN author_id INTEGER REFERENCES people (id);;
ALTER TABLE notes ADD COLUMN author_id INTEGER REFERENCES people (id);;
ALTER TABLE note_versions ADD COLUMN author_id INTEGER REFERENCES people (id)
"""

# Who is meant by the name beside what a department wrote, where only one of it was ever called so.
_AUTHORS = """
CREATE TEMP TABLE meant AS
SELECT posts.department_id, people.name, min(people.id) AS person_id
  FROM people JOIN posts ON posts.person_id = people.id
 WHERE posts.department_id IS NOT NULL GROUP BY posts.department_id, people.name HAVING count(*) = 1;;
UPDATE answers SET author_id = meant.person_id, author = ''
  FROM meant JOIN drafts ON drafts.department_id = meant.department_id
 WHERE drafts.id = answers.draft_id AND answers.author = meant.name;;
UPDATE answer_versions SET author_id = meant.person_id, author = ''
  FROM meant JOIN drafts ON drafts.department_id = meant.department_id
 WHERE drafts.id = answer_versions.draft_id AND answer_versions.author = meant.name;;
UPDATE notes SET author_id = meant.person_id, author = ''
  FROM meant JOIN drafts ON drafts.department_id = meant.department_id
 WHERE drafts.id = notes.draft_id AND notes.author = meant.name;;
UPDATE note_versions SET author_id = meant.person_id, author = ''
  FROM meant JOIN drafts ON drafts.department_id = meant.department_id
 WHERE drafts.id = note_versions.draft_id AND note_versions.author = meant.name;;
DROP TABLE meant
"""

_LOG = """
DROP TABLE events;;
CREATE TABLE events (
    id INTEGER PRIMARY KEY, at TEXT NOT NULL, actor_id INTEGER REFERENCES people (id), kind TEXT NOT NULL,
    region_id TEXT, department_id TEXT, round_id INTEGER, person_id INTEGER REFERENCES people (id),
    details TEXT NOT NULL CHECK (json_valid(details)), sha256 TEXT NOT NULL
) STRICT;;
CREATE INDEX events_of_department ON events (department_id);;
CREATE TABLE event_words (
    event_id INTEGER PRIMARY KEY REFERENCES events (id), words TEXT NOT NULL CHECK (json_valid(words))
) STRICT;;
CREATE TABLE told (
    event_id INTEGER PRIMARY KEY REFERENCES events (id), at TEXT NOT NULL,
    person_id INTEGER NOT NULL REFERENCES people (id)
) STRICT
"""

_LOG_IS_CLOSED = """
CREATE TRIGGER an_event_is_kept BEFORE UPDATE ON events
BEGIN SELECT RAISE(ABORT, 'events are only added'); END;;
CREATE TRIGGER an_event_stays BEFORE DELETE ON events
BEGIN SELECT RAISE(ABORT, 'events are only added'); END
"""


def _unique_names(db: Database) -> Iterator[tuple[tuple[str, str], int]]:
    """Who is meant by a name in a department, or in a region by (region, name), where only one can be.

    A department's log names its own people and those who coordinate its region.
    """
    own = """
        SELECT departments.id, people.name, min(people.id), count(*) FROM people
          JOIN posts ON posts.person_id = people.id
          JOIN departments ON departments.id = posts.department_id
         GROUP BY departments.id, people.name
        """
    coordinating = """
        SELECT regions.id, people.name, min(people.id), count(*) FROM people
          JOIN posts ON posts.person_id = people.id
          JOIN regions ON regions.id = posts.region_id OR posts.role = 'administrator'
         GROUP BY regions.id, people.name
        """
    for place, query in (("department", own), ("region", coordinating)):
        for where, name, person_id, count in db.conn.execute(query).fetchall():
            if count == 1:
                yield (f"{place} {where}", name), person_id


def _carry_log(db: Database, meant: dict[tuple[str, str], int]) -> None:
    columns = ("id", "at", "actor", "kind", "region_id", "department_id", "round_id", "details")
    query = "SELECT id, at, actor, kind, region_id, department_id, round_id, details FROM events ORDER BY id"
    before = [dict(zip(columns, row, strict=True)) for row in db.conn.execute(query).fetchall()]
    for statement in _LOG.split(";;"):
        db.conn.execute(statement)
    last = START
    for row in before:
        actor_id, words = _actor(row, meant)
        details = json.loads(row["details"])
        words |= {name: details.pop(name) for name in _WORDS if name in details}
        event = row | {"actor_id": actor_id, "person_id": None, "details": json.dumps(details, ensure_ascii=False)}
        last = link(last, event)
        db.conn.execute(
            """
            INSERT INTO events (id, at, actor_id, kind, region_id, department_id, round_id, details, sha256)
            VALUES (:id, :at, :actor_id, :kind, :region_id, :department_id, :round_id, :details, :sha256)
            """,
            event | {"sha256": last},
        )
        if words:
            written = json.dumps(words, ensure_ascii=False)
            db.conn.execute("INSERT INTO event_words (event_id, words) VALUES (?, ?)", [row["id"], written])
    for statement in _LOG_IS_CLOSED.split(";;"):
        db.conn.execute(statement)


def _actor(row: dict[str, Any], meant: dict[tuple[str, str], int]) -> tuple[int | None, dict[str, str]]:
    """Who is meant by the name of an event: an id; else the name itself, or nobody where it was the operator."""
    name = row["actor"]
    if name == "operator":
        return None, {}
    own, coordinating = (
        meant.get((f"department {row['department_id']}", name)),
        meant.get((f"region {row['region_id']}", name)),
    )
    found = [one for one in (own, coordinating) if one is not None]
    return (found[0], {}) if len(found) == 1 else (None, {"actor": name})
