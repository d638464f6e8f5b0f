"""The tables hold every version of an answer and a note, and who was counted when, by hashes."""

from __future__ import annotations

from sqlite_utils import Database

from assessment.storage.chain import frozen, teach


def hold(db: Database) -> None:
    """Add the hashes, those of what is there already too."""
    teach(db)
    for statement in _HELD.split(";;"):
        db.conn.execute(statement)
    for row in db.conn.execute("SELECT id, region_id, round_id, published_at, sha256 FROM publications").fetchall():
        counted = db.conn.execute(_COUNTED, [row[0]])
        frozen_sha256 = frozen(row, [f"{department} {submission}" for department, submission in counted])
        db.conn.execute("UPDATE publications SET frozen_sha256 = ? WHERE id = ?", [frozen_sha256, row[0]])
    db.conn.execute(
        """
        CREATE TRIGGER a_publication_is_frozen BEFORE UPDATE ON publications
        BEGIN SELECT RAISE(ABORT, 'a publication is frozen'); END
        """
    )


_HELD = """
ALTER TABLE answer_versions ADD COLUMN sha256 TEXT NOT NULL DEFAULT '';;
UPDATE answer_versions
   SET sha256 = held(draft_id, question_id, version, value, confirmed, author_id, author, saved_at);;
ALTER TABLE note_versions ADD COLUMN sha256 TEXT NOT NULL DEFAULT '';;
UPDATE note_versions
   SET sha256 = held(draft_id, question_id, part, version, value, author_id, author, saved_at);;
ALTER TABLE publications ADD COLUMN frozen_sha256 TEXT NOT NULL DEFAULT '';;
DROP TRIGGER a_publication_is_frozen
"""
_COUNTED = """
    SELECT department_id, submission_id FROM publication_submissions WHERE publication_id = ? ORDER BY department_id
"""
