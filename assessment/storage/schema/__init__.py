"""The tables, as a list of migrations; old ones are never edited."""

from __future__ import annotations

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from assessment import names
from assessment.storage.schema import held, posts
from assessment.storage.schema.friend import FRIEND
from assessment.storage.schema.library import LIBRARY
from assessment.storage.schema.mail import MAIL
from assessment.storage.schema.plan import PLAN
from assessment.storage.schema.split import SPLIT
from assessment.storage.schema.voices import VOICES

APPLICATION_ID = 0x494E5443  # tells the file from those of other programs
migrations = Migrations("in-touch")


def _execute(db: Database, statements: str) -> None:
    for statement in statements.split(";;"):
        if statement.strip():
            db.conn.execute(statement)


@migrations()
def m001_foundation(db: Database) -> None:
    """Regions, departments, people and sessions; rounds, drafts, submissions and publications; what happened."""
    _execute(db, _REGISTER)
    _execute(db, _ROUNDS)
    _execute(db, _DRAFTS)
    _execute(db, _SEALED)


@migrations()
def m002_controllers(db: Database) -> None:
    """Who answers by law for a region's data and pages, as the region states it."""
    _execute(db, _CONTROLLERS)


@migrations()
def m003_undecided(db: Database) -> None:
    """What somebody chose on an answer that had changed meanwhile, until they say which of the two holds."""
    _execute(db, _UNDECIDED)


@migrations()
def m004_lists(db: Database) -> None:
    """What lists of departments say besides, and names that are the same however they are written.

    Departments that have been entered twice stay two: the key of a later one is made its own until it is renamed.
    """
    _execute(db, _LISTS)
    taken: set[tuple[str, str]] = set()
    rows = list(db.conn.execute("SELECT id, region_id, name FROM departments ORDER BY joined_on, rowid"))
    for department_id, region_id, name in rows:
        key = names.same(name)
        if (region_id, key) in taken:
            key = f"{key}\n{department_id}"
        taken.add((region_id, key))
        db.conn.execute("UPDATE departments SET name_key = ? WHERE id = ?", [key, department_id])
    db.conn.execute("CREATE UNIQUE INDEX one_of_a_name ON departments (region_id, name_key)")


@migrations()
def m005_introduced(db: Database) -> None:
    """Who accepted an introduction and is named to the other, and what departments wish to be introduced for.

    Where only one had accepted, it is asked again: that was for its department's name, and nothing was shown yet.
    """
    _execute(db, _INTRODUCED)


@migrations()
def m006_posts(db: Database) -> None:
    """Posts in place of one role a person; who wrote what by their id; the log by ids, each event tied to the last."""
    posts.carry_over(db)


@migrations()
def m007_held(db: Database) -> None:
    """Every version of an answer and a note, and every publication with those it counts, is held by a hash."""
    held.hold(db)


@migrations()
def m008_mail(db: Database) -> None:
    """An outbox, the texts of a region's letters, one's own device, and who is known to another site's sign-in."""
    _execute(db, MAIL)


@migrations()
def m009_saves(db: Database) -> None:
    """How often somebody has saved lately, without reading all that they ever saved."""
    db.conn.execute("CREATE INDEX answers_of_author ON answer_versions (author_id, saved_at)")
    db.conn.execute("CREATE INDEX notes_of_author ON note_versions (author_id, saved_at)")


@migrations()
def m010_split(db: Database) -> None:
    """Who takes which pillar of a department's questionnaire."""
    _execute(db, SPLIT)


@migrations()
def m011_training_plan(db: Database) -> None:
    """Which practices a region trains its departments in, after a round."""
    db.conn.execute(_TRAINING)


@migrations()
def m012_plans(db: Database) -> None:
    """What departments decide about steps, every version of it, who may read it, and who wants to be reminded."""
    _execute(db, PLAN)


@migrations()
def m013_library(db: Database) -> None:
    """The documents that regions put up beside practices."""
    _execute(db, LIBRARY)


@migrations()
def m014_opening(db: Database) -> None:
    """Which departments let their coordinator know that they are getting ready for a first account."""
    db.conn.execute(_OPENING)


@migrations()
def m015_friends(db: Database) -> None:
    """Who would like a critical friend or be one, their visits, and every version of what the two said."""
    _execute(db, FRIEND)


@migrations()
def m016_voices(db: Database) -> None:
    """What a department typed in of polls, posts and sheets of its staff, and second opinions."""
    _execute(db, VOICES)


@migrations()
def m017_one_of_many(db: Database) -> None:
    """Find the rounds and drafts of one department, the sessions of a post and the posts of a person without a scan."""
    db.conn.execute("CREATE INDEX rounds_of_department ON round_departments (department_id)")
    db.conn.execute("CREATE INDEX drafts_of_department ON drafts (department_id, round_id)")
    db.conn.execute("CREATE INDEX sessions_of_post ON sessions (post_id)")
    db.conn.execute("CREATE INDEX posts_of_person ON posts (person_id)")


_OPENING = """
CREATE TABLE opening_told (
    department_id TEXT PRIMARY KEY REFERENCES departments (id), told_at TEXT NOT NULL
) STRICT, WITHOUT ROWID
"""

_REGISTER = """
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;;
CREATE TABLE regions (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, zone TEXT NOT NULL,
    departments_in_all INTEGER CHECK (departments_in_all >= 0)
) STRICT;;
CREATE TABLE departments (
    id TEXT PRIMARY KEY, region_id TEXT NOT NULL REFERENCES regions (id), name TEXT NOT NULL CHECK (name <> ''),
    language TEXT NOT NULL, staff INTEGER CHECK (staff >= 0), form TEXT, main_territory TEXT,
    joined_on TEXT NOT NULL, left_on TEXT, merged_into TEXT REFERENCES departments (id), UNIQUE (region_id, name)
) STRICT;;
CREATE TABLE people (
    id INTEGER PRIMARY KEY, email TEXT NOT NULL UNIQUE COLLATE NOCASE, name TEXT NOT NULL, language TEXT NOT NULL,
    disabled_at TEXT
) STRICT;;
CREATE TABLE roles (
    person_id INTEGER PRIMARY KEY REFERENCES people (id),
    role TEXT NOT NULL CHECK (role IN ('chief', 'member', 'coordinator', 'administrator')),
    department_id TEXT REFERENCES departments (id), region_id TEXT REFERENCES regions (id),
    CHECK ((role IN ('chief', 'member')) = (department_id IS NOT NULL)),
    CHECK ((role = 'coordinator') = (region_id IS NOT NULL))
) STRICT;;
CREATE TABLE links (
    digest TEXT PRIMARY KEY, person_id INTEGER NOT NULL REFERENCES people (id),
    created_at TEXT NOT NULL, expires_at TEXT NOT NULL, used_at TEXT
) STRICT;;
CREATE TABLE sessions (
    digest TEXT PRIMARY KEY, person_id INTEGER NOT NULL REFERENCES people (id),
    created_at TEXT NOT NULL, seen_at TEXT NOT NULL, ended_at TEXT
) STRICT
"""

_ROUNDS = """
CREATE TABLE questionnaires (
    sha256 TEXT PRIMARY KEY, id TEXT NOT NULL, version TEXT NOT NULL, text BLOB NOT NULL, kept_at TEXT NOT NULL
) STRICT;;
CREATE TABLE rounds (
    id INTEGER PRIMARY KEY, region_id TEXT NOT NULL REFERENCES regions (id), title TEXT NOT NULL CHECK (title <> ''),
    questionnaire_sha256 TEXT NOT NULL REFERENCES questionnaires (sha256),
    opens_on TEXT NOT NULL, closes_on TEXT NOT NULL, closed_early_at TEXT, opened_at TEXT NOT NULL,
    departments_in_all INTEGER, CHECK (opens_on <= closes_on)
) STRICT;;
CREATE TABLE round_departments (
    round_id INTEGER NOT NULL REFERENCES rounds (id), department_id TEXT NOT NULL REFERENCES departments (id),
    name TEXT NOT NULL, staff INTEGER, form TEXT, main_territory TEXT, invited_at TEXT NOT NULL, extended_to TEXT,
    PRIMARY KEY (round_id, department_id)
) STRICT, WITHOUT ROWID
"""

_DRAFTS = """
CREATE TABLE drafts (
    id INTEGER PRIMARY KEY, round_id INTEGER NOT NULL, department_id TEXT NOT NULL,
    begun_at TEXT NOT NULL, worked_at TEXT NOT NULL, profile TEXT NOT NULL CHECK (json_valid(profile)),
    profile_version INTEGER NOT NULL DEFAULT 0,
    shares_notes INTEGER NOT NULL DEFAULT 0, may_be_asked INTEGER NOT NULL DEFAULT 0,
    reopened_because TEXT NOT NULL DEFAULT '', submitted_at TEXT,
    FOREIGN KEY (round_id, department_id) REFERENCES round_departments (round_id, department_id)
) STRICT;;
CREATE UNIQUE INDEX one_open_draft ON drafts (round_id, department_id) WHERE submitted_at IS NULL;;
CREATE TABLE answers (
    draft_id INTEGER NOT NULL REFERENCES drafts (id), question_id TEXT NOT NULL,
    version INTEGER NOT NULL CHECK (version > 0), value TEXT CHECK (json_valid(value)),
    confirmed INTEGER NOT NULL, author TEXT NOT NULL, saved_at TEXT NOT NULL, PRIMARY KEY (draft_id, question_id)
) STRICT, WITHOUT ROWID;;
CREATE TABLE answer_versions (
    draft_id INTEGER NOT NULL REFERENCES drafts (id), question_id TEXT NOT NULL, version INTEGER NOT NULL,
    value TEXT, confirmed INTEGER NOT NULL, author TEXT NOT NULL, saved_at TEXT NOT NULL,
    PRIMARY KEY (draft_id, question_id, version)
) STRICT, WITHOUT ROWID;;
CREATE TABLE notes (
    draft_id INTEGER NOT NULL REFERENCES drafts (id), question_id TEXT NOT NULL,
    part TEXT NOT NULL CHECK (part IN ('note', 'links')), version INTEGER NOT NULL CHECK (version > 0),
    value TEXT NOT NULL CHECK (length(CAST(value AS BLOB)) <= 16000), author TEXT NOT NULL, saved_at TEXT NOT NULL,
    PRIMARY KEY (draft_id, question_id, part)
) STRICT;;
CREATE TABLE note_versions (
    draft_id INTEGER NOT NULL REFERENCES drafts (id), question_id TEXT NOT NULL, part TEXT NOT NULL,
    version INTEGER NOT NULL, value TEXT NOT NULL, author TEXT NOT NULL, saved_at TEXT NOT NULL,
    PRIMARY KEY (draft_id, question_id, part, version)
) STRICT
"""

_SEALED = """
CREATE TABLE submissions (
    id INTEGER PRIMARY KEY, number TEXT NOT NULL UNIQUE, draft_id INTEGER NOT NULL UNIQUE REFERENCES drafts (id),
    round_id INTEGER NOT NULL REFERENCES rounds (id), department_id TEXT NOT NULL REFERENCES departments (id),
    document TEXT NOT NULL CHECK (json_valid(document)), sha256 TEXT NOT NULL, submitted_at TEXT NOT NULL
) STRICT;;
CREATE INDEX submissions_of_department ON submissions (department_id, round_id);;
CREATE INDEX submissions_of_round ON submissions (round_id);;
CREATE TABLE submission_notes (
    submission_id INTEGER NOT NULL REFERENCES submissions (id), question_id TEXT NOT NULL,
    note TEXT NOT NULL, links TEXT NOT NULL, PRIMARY KEY (submission_id, question_id)
) STRICT;;
CREATE TRIGGER a_submission_is_sealed BEFORE UPDATE ON submissions
BEGIN SELECT RAISE(ABORT, 'a submission is sealed'); END;;
CREATE TRIGGER a_submission_stays BEFORE DELETE ON submissions
BEGIN SELECT RAISE(ABORT, 'a submission stays'); END;;
CREATE TABLE publications (
    id INTEGER PRIMARY KEY, region_id TEXT NOT NULL REFERENCES regions (id),
    round_id INTEGER NOT NULL REFERENCES rounds (id), published_at TEXT NOT NULL,
    sheets TEXT NOT NULL CHECK (json_valid(sheets)), sha256 TEXT NOT NULL
) STRICT;;
CREATE INDEX publications_of_region ON publications (region_id);;
CREATE TABLE publication_submissions (
    publication_id INTEGER NOT NULL REFERENCES publications (id),
    department_id TEXT NOT NULL REFERENCES departments (id),
    submission_id INTEGER NOT NULL REFERENCES submissions (id), PRIMARY KEY (publication_id, department_id)
) STRICT, WITHOUT ROWID;;
CREATE TRIGGER a_publication_is_frozen BEFORE UPDATE ON publications
BEGIN SELECT RAISE(ABORT, 'a publication is frozen'); END;;
CREATE TRIGGER a_publication_stays BEFORE DELETE ON publications
BEGIN SELECT RAISE(ABORT, 'a publication stays'); END;;
CREATE TABLE introductions (
    id INTEGER PRIMARY KEY, region_id TEXT NOT NULL REFERENCES regions (id), question_id TEXT NOT NULL,
    asking_id TEXT NOT NULL REFERENCES departments (id), helping_id TEXT NOT NULL REFERENCES departments (id),
    proposed_at TEXT NOT NULL, asking_accepted_at TEXT, helping_accepted_at TEXT, declined_at TEXT,
    CHECK (asking_id <> helping_id)
) STRICT;;
CREATE TABLE events (
    id INTEGER PRIMARY KEY, at TEXT NOT NULL, actor TEXT NOT NULL, kind TEXT NOT NULL,
    region_id TEXT, department_id TEXT, round_id INTEGER, details TEXT NOT NULL CHECK (json_valid(details))
) STRICT;;
CREATE INDEX events_of_department ON events (department_id);;
CREATE TRIGGER an_event_is_kept BEFORE UPDATE ON events
BEGIN SELECT RAISE(ABORT, 'events are only added'); END;;
CREATE TRIGGER an_event_stays BEFORE DELETE ON events
BEGIN SELECT RAISE(ABORT, 'events are only added'); END
"""

_CONTROLLERS = """
CREATE TABLE controllers (
    region_id TEXT PRIMARY KEY REFERENCES regions (id), name TEXT CHECK (name <> ''),
    contact TEXT CHECK (contact <> ''), dpo TEXT CHECK (dpo <> ''),
    basis TEXT CHECK (basis IN ('public_task', 'legal_obligation')), act TEXT CHECK (act <> ''),
    retention TEXT CHECK (retention <> ''), accessibility_contact TEXT CHECK (accessibility_contact <> ''),
    country TEXT CHECK (country IN ('it', 'es', 'gb'))
) STRICT
"""

_UNDECIDED = """
CREATE TABLE undecided (
    draft_id INTEGER NOT NULL REFERENCES drafts (id), question_id TEXT NOT NULL,
    person_id INTEGER NOT NULL REFERENCES people (id), value TEXT NOT NULL CHECK (json_valid(value)),
    base INTEGER NOT NULL, PRIMARY KEY (draft_id, question_id, person_id)
) STRICT, WITHOUT ROWID
"""

_LISTS = """
ALTER TABLE departments ADD COLUMN name_key TEXT NOT NULL DEFAULT '';;
ALTER TABLE departments ADD COLUMN contact TEXT CHECK (contact <> '');;
ALTER TABLE departments ADD COLUMN second_contact TEXT CHECK (second_contact <> '');;
ALTER TABLE departments ADD COLUMN second_email TEXT CHECK (second_email <> '');;
ALTER TABLE departments ADD COLUMN area TEXT CHECK (area <> '');;
ALTER TABLE departments ADD COLUMN code TEXT CHECK (code <> '');;
CREATE UNIQUE INDEX one_of_a_code ON departments (region_id, code) WHERE code IS NOT NULL
"""

_INTRODUCED = """
ALTER TABLE introductions ADD COLUMN asking_person_id INTEGER REFERENCES people (id);;
ALTER TABLE introductions ADD COLUMN helping_person_id INTEGER REFERENCES people (id);;
ALTER TABLE introductions ADD COLUMN declined_by TEXT REFERENCES departments (id);;
UPDATE introductions SET asking_accepted_at = NULL, helping_accepted_at = NULL
 WHERE declined_at IS NULL AND (asking_accepted_at IS NULL OR helping_accepted_at IS NULL);;
CREATE TABLE wishes (
    id INTEGER PRIMARY KEY, department_id TEXT NOT NULL REFERENCES departments (id), question_id TEXT NOT NULL,
    wished_at TEXT NOT NULL, taken_back_at TEXT, unmet_at TEXT, introduction_id INTEGER REFERENCES introductions (id)
) STRICT;;
CREATE UNIQUE INDEX one_open_wish ON wishes (department_id, question_id)
 WHERE taken_back_at IS NULL AND unmet_at IS NULL AND introduction_id IS NULL
"""

_TRAINING = """
CREATE TABLE training (
    round_id INTEGER NOT NULL REFERENCES rounds (id), question_id TEXT NOT NULL,
    person_id INTEGER REFERENCES people (id), ticked_at TEXT NOT NULL, PRIMARY KEY (round_id, question_id)
) STRICT, WITHOUT ROWID
"""
