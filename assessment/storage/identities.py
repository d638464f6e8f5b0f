"""Whom another site's sign-in vouches for: found by a verified address once, and by what it calls them ever after."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlite_utils import Database

from assessment.storage.access import rows


def vouched_for(db: Database, issuer: str, subject: str, address: str | None, at: datetime) -> dict[str, Any] | None:
    """The post in which somebody comes in, as `_begin` of the door takes it; None where nobody is meant.

    Who is found by the address is bound to issuer and subject from then on, so it needs a unit of work that writes.
    """
    known = rows(db, _BOUND, {"issuer": issuer, "subject": subject})
    person_id = known[0]["person_id"] if known else None
    if person_id is None and address is not None and address.isascii() == address.lower().isascii():
        # else it is with a sign for kelvin, say, which is a "k" in small letters, and somebody else's
        for row in rows(db, _TO_BIND, {"issuer": issuer, "subject": subject, "address": address.lower()}):
            person_id = row["id"]
            sql = "INSERT INTO identities (issuer, subject, person_id, bound_at) VALUES (?, ?, ?, ?)"
            db.conn.execute(sql, [issuer, subject, person_id, at.isoformat()])
    return next(iter(rows(db, _LAST_POST, {"person": person_id, "at": at.isoformat()})), None)


# Who has left is bound no longer: whoever comes after them at the same address is somebody else.
_BOUND = """
    SELECT person_id FROM identities JOIN people ON people.id = person_id
     WHERE issuer = :issuer AND subject = :subject AND left_at IS NULL
"""
_TO_BIND = """
    SELECT id FROM people
     WHERE email = :address AND left_at IS NULL
       AND id NOT IN (SELECT person_id FROM identities WHERE issuer = :issuer)
       AND NOT EXISTS (SELECT 1 FROM identities WHERE issuer = :issuer AND subject = :subject)
"""
_LAST_POST = """
    SELECT posts.person_id, posts.id AS post_id, 0 AS alone FROM posts
     WHERE person_id = :person AND ended_at IS NULL AND (until IS NULL OR until > :at)
     ORDER BY (SELECT max(seen_at) FROM sessions WHERE sessions.post_id = posts.id) DESC NULLS LAST,
              role = 'friend', posts.id DESC
     LIMIT 1
"""
