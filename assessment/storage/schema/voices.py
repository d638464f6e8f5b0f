"""The tables of what others say: counts that a department typed in, and second opinions of its colleagues."""

VOICES = """
CREATE TABLE heard (
    id INTEGER PRIMARY KEY, department_id TEXT NOT NULL REFERENCES departments (id),
    what TEXT NOT NULL CHECK (what IN ('poll', 'tally', 'climate')), month TEXT NOT NULL,
    version INTEGER NOT NULL CHECK (version > 0), value TEXT NOT NULL CHECK (json_valid(value)),
    author_id INTEGER REFERENCES people (id), saved_at TEXT NOT NULL, UNIQUE (department_id, what, month)
) STRICT;;
CREATE TABLE opinions (
    id INTEGER PRIMARY KEY, department_id TEXT NOT NULL REFERENCES departments (id),
    round_id INTEGER NOT NULL REFERENCES rounds (id), digest TEXT NOT NULL UNIQUE, label TEXT NOT NULL,
    language TEXT NOT NULL, made_by INTEGER REFERENCES people (id), made_at TEXT NOT NULL, until TEXT NOT NULL,
    ended_at TEXT, answers TEXT CHECK (json_valid(answers)), answered_at TEXT
) STRICT;;
CREATE INDEX opinions_of_department ON opinions (department_id)
"""
