"""The tables of departments' own plans: what was decided about a step, and every version of how that stands."""

PLAN = """
CREATE TABLE commitments (
    id INTEGER PRIMARY KEY, department_id TEXT NOT NULL REFERENCES departments (id),
    round_id INTEGER NOT NULL REFERENCES rounds (id), question_id TEXT NOT NULL,
    questionnaire_sha256 TEXT NOT NULL REFERENCES questionnaires (sha256),
    leads_to INTEGER NOT NULL CHECK (leads_to BETWEEN 1 AND 4), own INTEGER NOT NULL, made_at TEXT NOT NULL
) STRICT;;
CREATE INDEX commitments_of_department ON commitments (department_id);;
CREATE TABLE commitment_versions (
    commitment_id INTEGER NOT NULL REFERENCES commitments (id), version INTEGER NOT NULL CHECK (version > 0),
    status TEXT NOT NULL, action TEXT NOT NULL, who TEXT NOT NULL, month TEXT, effort TEXT NOT NULL,
    note TEXT NOT NULL, because TEXT NOT NULL, author_id INTEGER REFERENCES people (id), saved_at TEXT NOT NULL,
    erased_at TEXT, sha256 TEXT NOT NULL, PRIMARY KEY (commitment_id, version)
) STRICT, WITHOUT ROWID;;
CREATE INDEX commitments_of_author ON commitment_versions (author_id, saved_at);;
CREATE TABLE shared_plans (
    department_id TEXT PRIMARY KEY REFERENCES departments (id), shared_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;;
CREATE TABLE plan_letters (
    department_id TEXT NOT NULL REFERENCES departments (id), person_id INTEGER NOT NULL REFERENCES people (id),
    PRIMARY KEY (department_id, person_id)
) STRICT, WITHOUT ROWID
"""
