"""What the door may know: sessions and sign-in links, and in a demo whom a visitor may choose to be."""

from __future__ import annotations

import secrets
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlite_utils import Database

from assessment.people import Person, Role
from assessment.storage import access, connection
from assessment.storage.access import Clock, digest, now
from assessment.storage.contacts import Contact
from assessment.storage.errors import NotAllowed, NotSaved


@dataclass(frozen=True)
class Persona:
    """Somebody whom a visitor of the demo may choose to be."""

    key: str  # fresh_chief, seasoned_chief, coordinator
    role: Role
    place: str  # name of the department or region


@dataclass(frozen=True)
class Link:
    """A sign-in link that was once handed out, as whoever has it may know it."""

    is_good: bool  # neither used nor expired
    language: str  # of whom it is for
    coordinators: tuple[Contact, ...]  # who makes a new one; nobody where the person is of no department


class DoorStore:
    """The store as the door opens it: it knows sessions and sign-in links, and nothing else."""

    def __init__(self, database: Path, clock: Clock = now) -> None:
        self._database = database
        self._clock = clock

    def visitor(self, session: str) -> Person | None:
        """Who a session belongs to; None where it is over or unknown.

        That it was used is noted, and so is that it ran out, so that a clock set back does not bring it to life again.
        Where the database cannot be written, the visitor comes in all the same: reading goes on.
        """
        at = self._clock()
        with connection.reading(self._database) as db:
            found = access.visitor(db, session, at)
            over = found is None and _is_open(db, session)
            stale = found is not None and _is_stale(db, session, at)
        if over or stale:
            note = _end if over else access.seen
            with suppress(NotSaved), connection.writing(self._database, connection.BRIEFLY) as db:
                note(db, session, at)
        return found

    def language(self, session: str) -> str | None:
        """The language of whom a session belongs to, or belonged to; None where there never was such a session."""
        with connection.reading(self._database) as db:
            found = access.rows(
                db,
                "SELECT language FROM sessions JOIN people ON people.id = person_id WHERE digest = :session",
                {"session": session},
            )
            return found[0]["language"] if found else None

    def link(self, link: str) -> Link | None:
        """A sign-in link by its token's digest; None where there never was one, or its person's access has ended.

        Only who has the token learns who coordinates the region: half of one is as unknown as an invented one.
        """
        with connection.reading(self._database) as db:
            found = access.rows(
                db,
                """
                SELECT people.language, departments.region_id
                  FROM links
                  JOIN people ON people.id = links.person_id
                  JOIN roles ON roles.person_id = people.id
                  LEFT JOIN departments ON departments.id = roles.department_id
                 WHERE links.digest = :link AND people.disabled_at IS NULL
                """,
                {"link": link},
            )
            if not found:
                return None
            is_good = _person_of_link(db, link, self._clock()) is not None
            return Link(is_good, found[0]["language"], _coordinators(db, found[0]["region_id"]))

    def sign_in(self, link: str) -> str | None:
        """Use up a sign-in link and begin a session; returns its raw token, or None where the link is not good."""
        at = self._clock()
        with connection.writing(self._database) as db:
            person_id = _person_of_link(db, link, at)
            if person_id is None:
                return None
            db.conn.execute("UPDATE links SET used_at = ? WHERE digest = ?", [at.isoformat(), link])
            return _begin(db, person_id, at)

    def end_session(self, session: str) -> None:
        """End a session; at once, in every tab."""
        with connection.writing(self._database) as db:
            _end(db, session, self._clock())

    def set_language(self, session: str, language: str) -> None:
        """Keep the language that the visitor of a session reads."""
        with connection.writing(self._database) as db:
            db.conn.execute(
                "UPDATE people SET language = ? WHERE id = (SELECT person_id FROM sessions WHERE digest = ?)",
                [language, session],
            )

    def personas(self) -> list[Persona]:
        """Whom a visitor may choose to be; nobody unless this is the database of a demo."""
        with connection.reading(self._database) as db:
            if not connection.is_demo(db):
                return []
            rows = db.query(
                """
                SELECT substr(facts.name, 9) AS key, roles.role, coalesce(departments.name, regions.name) AS place
                  FROM facts
                  JOIN people ON people.email = facts.value
                  JOIN roles ON roles.person_id = people.id
                  LEFT JOIN departments ON departments.id = roles.department_id
                  LEFT JOIN regions ON regions.id = roles.region_id
                 WHERE facts.name LIKE 'persona.%'
                 ORDER BY facts.rowid
                """
            )
            return [Persona(row["key"], Role(row["role"]), row["place"]) for row in list(rows)]

    def sign_in_as(self, key: str) -> str | None:
        """Begin a session as somebody of the demo; returns its raw token.

        Raises:
            NotAllowed: this is not the database of a demo.
        """
        at = self._clock()
        with connection.writing(self._database) as db:
            if not connection.is_demo(db):
                raise NotAllowed("only a demo lets its visitors choose whom to be")
            with closing(
                db.conn.execute(
                    "SELECT people.id FROM facts JOIN people ON people.email = facts.value WHERE facts.name = ?",
                    [f"persona.{key}"],
                )
            ) as cursor:
                row = cursor.fetchone()
            return None if row is None else _begin(db, row[0], at)


def _begin(db: Database, person_id: int, at: datetime) -> str:
    token = secrets.token_urlsafe(32)
    db.conn.execute(
        "INSERT INTO sessions (digest, person_id, created_at, seen_at) VALUES (?, ?, ?, ?)",
        [digest(token), person_id, at.isoformat(), at.isoformat()],
    )
    return token


def _end(db: Database, session: str, at: datetime) -> None:
    db.conn.execute("UPDATE sessions SET ended_at = ? WHERE digest = ? AND ended_at IS NULL", [at.isoformat(), session])


def _is_open(db: Database, session: str) -> bool:
    sql = "SELECT 1 FROM sessions WHERE digest = ? AND ended_at IS NULL"
    return db.conn.execute(sql, [session]).fetchone() is not None


def _person_of_link(db: Database, link: str, at: datetime) -> int | None:
    row = db.conn.execute(
        """
        SELECT links.person_id
          FROM links
          JOIN people ON people.id = links.person_id
         WHERE links.digest = ? AND links.used_at IS NULL AND links.expires_at > ? AND people.disabled_at IS NULL
        """,
        [link, at.isoformat()],
    ).fetchone()
    return None if row is None else int(row[0])


def _coordinators(db: Database, region_id: str | None) -> tuple[Contact, ...]:
    found = access.rows(
        db,
        """
        SELECT people.email, people.name, roles.role
          FROM roles
          JOIN people ON people.id = roles.person_id
         WHERE roles.role = 'coordinator' AND roles.region_id = :region AND people.disabled_at IS NULL
         ORDER BY people.name, people.email
        """,
        {"region": region_id},
    )
    return tuple(Contact(row["email"], row["name"], Role(row["role"])) for row in found)


def _is_stale(db: Database, session: str, at: datetime) -> bool:
    row = db.conn.execute("SELECT seen_at FROM sessions WHERE digest = ?", [session]).fetchone()
    return row is not None and (at - datetime.fromisoformat(row[0])).total_seconds() > 60
