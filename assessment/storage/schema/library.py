"""The table of the documents that a region puts up beside practices; nothing in it is of a department or a round."""

LIBRARY = """
CREATE TABLE documents (
    id INTEGER PRIMARY KEY, region_id TEXT NOT NULL REFERENCES regions (id), question_id TEXT NOT NULL,
    version INTEGER NOT NULL CHECK (version > 0), title TEXT NOT NULL CHECK (title <> ''), about TEXT NOT NULL,
    kind TEXT NOT NULL, language TEXT NOT NULL, audience TEXT NOT NULL, address TEXT NOT NULL, text TEXT NOT NULL,
    author_id INTEGER REFERENCES people (id), saved_at TEXT NOT NULL, broken_at TEXT,
    CHECK ((address = '') <> (text = ''))
) STRICT;;
CREATE INDEX documents_of_region ON documents (region_id)
"""
