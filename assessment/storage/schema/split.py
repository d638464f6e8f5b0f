"""The table of who takes which pillar of a department's questionnaire; a row goes when whoever it names leaves."""

SPLIT = """
CREATE TABLE split (
    department_id TEXT NOT NULL REFERENCES departments (id), pillar_id TEXT NOT NULL,
    person_id INTEGER NOT NULL REFERENCES people (id), PRIMARY KEY (department_id, pillar_id)
) STRICT, WITHOUT ROWID
"""
