"""The tables of critical friends: who wishes what, who visits whom, and every version of what they said."""

FRIEND = """
CREATE TABLE friend_wishes (
    department_id TEXT NOT NULL REFERENCES departments (id), wish TEXT NOT NULL CHECK (wish IN ('wants', 'offers')),
    wished_at TEXT NOT NULL, PRIMARY KEY (department_id, wish)
) STRICT, WITHOUT ROWID;;
CREATE TABLE friendships (
    id INTEGER PRIMARY KEY, round_id INTEGER NOT NULL REFERENCES rounds (id),
    visited_id TEXT NOT NULL REFERENCES departments (id), helping_id TEXT NOT NULL REFERENCES departments (id),
    proposed_at TEXT NOT NULL, offered_at TEXT, person_id INTEGER REFERENCES people (id), accepted_at TEXT,
    post_id INTEGER REFERENCES posts (id), confided_at TEXT, until TEXT, handed_in_at TEXT, closed_at TEXT,
    ended_at TEXT, ending TEXT CHECK (ending IN ('visited', 'friend', 'left')),
    on_paper INTEGER, CHECK (visited_id <> helping_id)
) STRICT;;
CREATE INDEX friendships_of_visited ON friendships (visited_id);;
CREATE INDEX friendships_of_helping ON friendships (helping_id);;
CREATE TABLE friend_entries (
    friendship_id INTEGER NOT NULL REFERENCES friendships (id),
    side TEXT NOT NULL CHECK (side IN ('remark', 'words', 'reply')), about TEXT NOT NULL,
    version INTEGER NOT NULL CHECK (version > 0), value TEXT NOT NULL CHECK (json_valid(value)),
    submission_id INTEGER NOT NULL REFERENCES submissions (id), author_id INTEGER REFERENCES people (id),
    saved_at TEXT NOT NULL, erased_at TEXT, sha256 TEXT NOT NULL,
    PRIMARY KEY (friendship_id, side, about, version)
) STRICT, WITHOUT ROWID;;
CREATE INDEX friend_entries_of_author ON friend_entries (author_id, saved_at)
"""
