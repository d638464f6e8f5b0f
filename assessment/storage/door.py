"""What the door may know: sessions and sign-in links, and in a demo whom a visitor may choose to be."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from assessment.language import line
from assessment.letters import Purpose
from assessment.people import Person, Role
from assessment.storage import access, connection
from assessment.storage.access import Clock, Unit, digest, now
from assessment.storage.contacts import Contact, as_contact
from assessment.storage.errors import NotAllowed, NotSaved
from assessment.storage.identities import vouched_for
from assessment.storage.inviting import MOST_SESSIONS, asking_of, end_beyond, end_older
from assessment.storage.outbox import queue
from assessment.storage.posts import checked_email

MOST_ASKED = 5  # links that can be asked for, by one address
MOST_ASKED_BY_SOURCE = 10 * MOST_ASKED  # an office has one address for all of its computers
ASKED_WITHIN = timedelta(hours=1)
_MOST_BROWSER = 60  # characters
HANDSHAKE_LASTS = timedelta(minutes=10)


@dataclass(frozen=True)
class Persona:
    """Somebody whom a visitor of the demo may choose to be."""

    key: str  # fresh_chief, seasoned_chief, coordinator
    role: Role
    place: str  # name of the department or region


@dataclass(frozen=True)
class Device:
    """In what somebody signs in, and by whose word."""

    is_own: bool = False  # nobody else uses it, so they stay signed in there
    browser: str = ""  # as it calls itself, in few words
    issuer: str | None = None  # another site's sign-in; None for a link


ELSEWHERE = Device()


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
            with suppress(NotSaved):
                with connection.writing(self._database, connection.BRIEFLY) as db:
                    note(db, session, at)
                access.ended_here.discard(session)
        return found

    def goes_on(self, session: str) -> bool:
        """Whether somebody is signed in by a session; that it was asked is not noted as a use of it."""
        with connection.reading(self._database) as db:
            return access.visitor(db, session, self._clock()) is not None

    def works(self) -> None:
        """Write something and read it again.

        Raises:
            NotSaved, DatabaseError: it cannot be done, and neither can anything else.
        """
        with connection.writing(self._database) as db:
            db.conn.execute(
                "INSERT INTO facts (name, value) VALUES ('worked', :at) ON CONFLICT DO UPDATE SET value = :at",
                {"at": self._clock().isoformat()},
            )
        with connection.reading(self._database) as db:
            db.conn.execute("SELECT value FROM facts WHERE name = 'worked'").fetchone()

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
                  JOIN posts ON posts.id = links.post_id
                  LEFT JOIN departments ON departments.id = posts.department_id
                 WHERE links.digest = :link AND posts.ended_at IS NULL
                """,
                {"link": link},
            )
            if not found:
                return None
            is_good = _good(db, link, self._clock()) is not None
            return Link(is_good, found[0]["language"], _coordinators(db, found[0]["region_id"]))

    def sign_in(self, link: str, how: Device = ELSEWHERE) -> str | None:
        """Use up a sign-in link and begin a session; returns its raw token, or None where the link is not good.

        Older links to the same post end with it: who has come in needs none of them.
        """
        at = self._clock()
        with connection.writing(self._database) as db:
            found = _good(db, link, at)
            if found is None:
                return None
            end_older(Unit(db, None, at), found["post_id"])
            return _begin(db, found, at, how)

    def ask_for_link(self, address: str, source: str) -> bool:
        """Put a letter with a sign-in link into the outbox, for whoever has an address; whether that is not too often.

        Nothing is looked up here: for a known address and for an unknown one the same is done and said.

        Args:
            address: as it was typed.
            source: the network address that asks.

        Raises:
            NotReady: names "email": it is none.
            Unfit: it is too long.
        """
        address, at = checked_email(address), self._clock()
        with connection.writing(self._database) as db:
            lately = (at - ASKED_WITHIN).isoformat()
            # what is of a time to come was asked when the clock was ahead
            db.conn.execute("DELETE FROM asked_for WHERE at <= ? OR at > ?", [lately, at.isoformat()])
            by_address, by_source = asking_of(address), digest(f"source {source}")
            for who, most in ((by_address, MOST_ASKED), (by_source, MOST_ASKED_BY_SOURCE)):
                asked = db.conn.execute("SELECT count(*) FROM asked_for WHERE digest = ?", [who]).fetchone()[0]
                if asked >= most:
                    return False
            for who in (by_address, by_source):
                db.conn.execute("INSERT INTO asked_for (digest, at) VALUES (?, ?)", [who, at.isoformat()])
            queue(Unit(db, None, at), Purpose.ASKED, address=address)
            return True

    def begin_handshake(self) -> str:
        """Begin to sign in elsewhere; returns the raw token that the browser keeps until it comes back."""
        at, token = self._clock(), secrets.token_urlsafe(32)
        with connection.writing(self._database) as db:
            db.conn.execute("DELETE FROM handshakes WHERE begun_at <= ?", [(at - HANDSHAKE_LASTS).isoformat()])
            sql = "INSERT INTO handshakes (digest, begun_at) VALUES (?, ?)"
            db.conn.execute(sql, [digest(token), at.isoformat()])
        return token

    def end_handshake(self, handshake: str) -> bool:
        """Use up a handshake by its token's digest; whether it was one that nobody had used, and not too old."""
        at = self._clock()
        with connection.writing(self._database) as db:
            sql = "UPDATE handshakes SET used_at = ? WHERE digest = ? AND used_at IS NULL AND begun_at > ?"
            values = [at.isoformat(), handshake, (at - HANDSHAKE_LASTS).isoformat()]
            return db.conn.execute(sql, values).rowcount == 1

    def sign_in_from(self, issuer: str, subject: str, address: str | None, how: Device = ELSEWHERE) -> str | None:
        """Begin a session for whom another site's sign-in vouches for; returns its raw token, None where nobody is.

        Who comes for the first time is found by the address, and from then on by issuer and subject alone. Somebody who
        is bound to one subject is not found by another with the same address.

        Args:
            issuer: whose word it is.
            subject: what the person is called there, for ever.
            address: that the issuer has verified; None where it has not.
            how: about the browser.
        """
        at = self._clock()
        with connection.writing(self._database) as db:
            found = vouched_for(db, issuer, subject, address, at)
            return _begin(db, found, at, replace(how, issuer=issuer)) if found else None

    def end_session(self, session: str) -> str | None:
        """End a session; at once, in every tab, also where the disk takes nothing.

        Returns:
            Whose word it began with, where it was another site's.
        """
        at = self._clock()
        query = "SELECT person_id, post_id, issuer FROM sessions WHERE digest = :session AND ended_at IS NULL"
        with connection.reading(self._database) as db:
            issuer = next((found["issuer"] for found in access.rows(db, query, {"session": session})), None)
        try:
            with connection.writing(self._database) as db:
                for found in access.rows(db, query, {"session": session}):
                    _end(db, session, at)
                    _record(db, "signed_out", found["person_id"], found["post_id"], at)
        except NotSaved:
            access.ended_here.add(session)
        return issuer

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
                SELECT substr(facts.name, 9) AS key, posts.role, coalesce(departments.name, regions.name) AS place
                  FROM facts
                  JOIN posts ON posts.id = CAST(facts.value AS INTEGER)
                  LEFT JOIN departments ON departments.id = posts.department_id
                  LEFT JOIN regions ON regions.id = posts.region_id
                 WHERE facts.name LIKE 'persona.%'
                 ORDER BY facts.rowid
                """
            )
            return [Persona(row["key"], Role(row["role"]), row["place"]) for row in list(rows)]

    def sign_in_as(self, key: str, how: Device | None = None) -> str | None:
        """Begin a session as somebody of the demo; returns its raw token.

        Raises:
            NotAllowed: this is not the database of a demo.
        """
        at = self._clock()
        with connection.writing(self._database) as db:
            if not connection.is_demo(db):
                raise NotAllowed("only a demo lets its visitors choose whom to be")
            found = access.rows(
                db,
                """
                SELECT posts.person_id, posts.id AS post_id, 0 AS alone FROM facts
                  JOIN posts ON posts.id = CAST(facts.value AS INTEGER)
                 WHERE facts.name = :name AND posts.ended_at IS NULL
                """,
                {"name": f"persona.{key}"},
            )
            return _begin(db, found[0], at, how or ELSEWHERE) if found else None

    def change_post(self, session: str, post_id: int) -> bool:
        """Use another post of the same person from now on; whether that may be.

        Only a post that the person had when they signed in. Whoever made the link they came by may have known of no
        other one: such a session stays with the post that its link was for.
        """
        at = self._clock()
        with connection.writing(self._database) as db:
            before = access.visitor(db, session, at)
            if before is None:
                return False
            changed = db.conn.execute(
                """
                UPDATE sessions SET post_id = :post
                 WHERE digest = :session AND alone = 0
                   AND EXISTS (SELECT 1 FROM posts
                                WHERE posts.id = :post AND posts.person_id = sessions.person_id
                                  AND posts.ended_at IS NULL AND (posts.until IS NULL OR posts.until > :at)
                                  AND posts.since <= sessions.created_at)
                """,
                {"post": post_id, "session": session, "at": at.isoformat()},
            )
            if changed.rowcount == 1 and before.post_id != post_id:
                _record(db, "signed_in", before.id, post_id, at)  # where this post belongs, nobody knows of them yet
            return changed.rowcount == 1


def _begin(db: Database, found: Mapping[str, Any], at: datetime, how: Device) -> str:
    """Begin a session in a post; from a link's or a persona's row."""
    token = secrets.token_urlsafe(32)
    db.conn.execute(
        """
        INSERT INTO sessions (digest, person_id, post_id, alone, created_at, seen_at, own_device, browser, issuer)
        VALUES (:session, :person_id, :post_id, :alone, :at, :at, :own, :browser, :issuer)
        """,
        {
            **found,
            "session": digest(token),
            "at": at.isoformat(),
            "own": int(how.is_own),
            "browser": line(how.browser)[:_MOST_BROWSER].rstrip(),
            "issuer": how.issuer,
        },
    )
    if not connection.is_demo(db):  # there everybody is one of a few
        end_beyond(Unit(db, None, at), found["person_id"], MOST_SESSIONS, new=digest(token))
    _record(db, "signed_in", found["person_id"], found["post_id"], at)
    return token


def _record(db: Database, kind: str, person_id: int, post_id: int, at: datetime) -> None:
    """Add to the log what the door saw of somebody, for where their post belongs."""
    where = access.rows(
        db,
        """
        SELECT posts.department_id, coalesce(posts.region_id, departments.region_id) AS region_id FROM posts
          LEFT JOIN departments ON departments.id = posts.department_id WHERE posts.id = :post
        """,
        {"post": post_id},
    )[0]
    who = {"actor_id": person_id, "person_id": None, "round_id": None}
    access.write_event(db, {"at": at.isoformat(), "kind": kind, "details": "{}", **who, **where})


def _end(db: Database, session: str, at: datetime) -> None:
    db.conn.execute("UPDATE sessions SET ended_at = ? WHERE digest = ? AND ended_at IS NULL", [at.isoformat(), session])


def _is_open(db: Database, session: str) -> bool:
    sql = "SELECT 1 FROM sessions WHERE digest = ? AND ended_at IS NULL"
    return db.conn.execute(sql, [session]).fetchone() is not None


def _good(db: Database, link: str, at: datetime) -> dict[str, Any] | None:
    """The person and the post that a link signs in; None where it is used or expired, or the post has ended.

    It leads to that post alone where its person has got another one since, unless it was mailed to them: whoever else
    had it made knew of none.
    """
    found = access.rows(
        db,
        """
        SELECT links.person_id, links.post_id,
               links.alone OR (outbox_id IS NULL AND EXISTS (
                   SELECT 1 FROM posts AS others
                    WHERE others.person_id = links.person_id AND others.ended_at IS NULL
                      AND others.since > links.created_at)) AS alone
          FROM links
          JOIN posts ON posts.id = links.post_id
         WHERE links.digest = :link AND links.used_at IS NULL AND links.expires_at > :at
           AND posts.ended_at IS NULL AND (posts.until IS NULL OR posts.until > :at)
        """,
        {"link": link, "at": at.isoformat()},
    )
    return found[0] if found else None


def _coordinators(db: Database, region_id: str | None) -> tuple[Contact, ...]:
    found = access.rows(
        db,
        """
        SELECT people.email, people.name, posts.role, posts.id AS post_id, people.id AS person_id, posts.since,
               NULL AS seen_at
          FROM posts
          JOIN people ON people.id = posts.person_id
         WHERE posts.role = 'coordinator' AND posts.region_id = :region AND posts.ended_at IS NULL
         ORDER BY people.name, people.email
        """,
        {"region": region_id},
    )
    return tuple(as_contact(row) for row in found)


def _is_stale(db: Database, session: str, at: datetime) -> bool:
    row = db.conn.execute("SELECT seen_at FROM sessions WHERE digest = ?", [session]).fetchone()
    return row is not None and (at - datetime.fromisoformat(row[0])).total_seconds() > 60
