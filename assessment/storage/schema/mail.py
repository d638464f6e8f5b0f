"""The tables of getting in: what is mailed, who asked for a link, one's own device, and who is known elsewhere."""

from __future__ import annotations

MAIL = """
CREATE TABLE letters (
    id INTEGER PRIMARY KEY, region_id TEXT NOT NULL REFERENCES regions (id),
    purpose TEXT NOT NULL CHECK (purpose IN ('invitation', 'reminder')), language TEXT NOT NULL,
    subject TEXT NOT NULL, text TEXT NOT NULL, -- both empty where it goes back to our words
    author_id INTEGER REFERENCES people (id), written_at TEXT NOT NULL, CHECK ((subject = '') = (text = ''))
) STRICT;;
CREATE TABLE outbox (
    id INTEGER PRIMARY KEY, purpose TEXT NOT NULL, once TEXT UNIQUE, message_id TEXT NOT NULL UNIQUE,
    post_id INTEGER REFERENCES posts (id), address TEXT COLLATE NOCASE CHECK (address <> ''),
    department_id TEXT REFERENCES departments (id), round_id INTEGER, event_id INTEGER REFERENCES events (id),
    letter_id INTEGER REFERENCES letters (id), link_until TEXT,
    queued_by INTEGER REFERENCES people (id), queued_at TEXT NOT NULL,
    due_at TEXT NOT NULL, tries INTEGER NOT NULL DEFAULT 0, lease TEXT, leased_until TEXT,
    sent_at TEXT, by_hand INTEGER NOT NULL DEFAULT 0, refused_at TEXT, reason TEXT,
    CHECK ((post_id IS NULL) <> (address IS NULL)), CHECK (sent_at IS NULL OR refused_at IS NULL)
) STRICT;;
CREATE INDEX outbox_due ON outbox (due_at) WHERE sent_at IS NULL AND refused_at IS NULL;;
CREATE INDEX outbox_of_round ON outbox (round_id, department_id);;
CREATE TABLE asked_for (id INTEGER PRIMARY KEY, digest TEXT NOT NULL, at TEXT NOT NULL) STRICT;;
CREATE INDEX asked_for_lately ON asked_for (digest, at);;
CREATE TABLE handshakes (digest TEXT PRIMARY KEY, begun_at TEXT NOT NULL, used_at TEXT) STRICT;;
CREATE TABLE identities (
    issuer TEXT NOT NULL, subject TEXT NOT NULL, person_id INTEGER NOT NULL REFERENCES people (id),
    bound_at TEXT NOT NULL, PRIMARY KEY (issuer, subject)
) STRICT, WITHOUT ROWID;;
ALTER TABLE rounds ADD COLUMN reminds INTEGER NOT NULL DEFAULT 0;;
ALTER TABLE links ADD COLUMN outbox_id INTEGER REFERENCES outbox (id) ON DELETE SET NULL;;
ALTER TABLE links ADD COLUMN by_oneself INTEGER NOT NULL DEFAULT 0;;
ALTER TABLE sessions ADD COLUMN own_device INTEGER NOT NULL DEFAULT 0;;
ALTER TABLE sessions ADD COLUMN browser TEXT NOT NULL DEFAULT '';;
ALTER TABLE sessions ADD COLUMN issuer TEXT
"""
