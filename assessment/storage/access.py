"""Who the store is opened for, and what a unit of work lets them do.

Every public method of the store opens a unit, says what it is about to do with whose department or region, and only
then reads or writes. What is not allowed in one place is allowed nowhere.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, closing, contextmanager
from copy import copy
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Self

from sqlite_utils import Database

from assessment.people import Action, Person, Role
from assessment.storage import connection
from assessment.storage.chain import START, link
from assessment.storage.errors import NotAllowed, PostChanged, SessionEnded
from assessment.storage.held import Held

IDLE = timedelta(hours=12)  # a session that nobody used for so long is over
LASTING = timedelta(days=30)  # and after so long in any case
OWN_DEVICE_LASTS = {  # on one's own device unused time does not count
    Role.CHIEF: LASTING,
    Role.MEMBER: LASTING,
    Role.FRIEND: LASTING,
    Role.COORDINATOR: timedelta(days=7),
    Role.ADMINISTRATOR: timedelta(days=7),
}
_SEEN_AGAIN_AFTER = timedelta(minutes=1)  # how exactly "last used" is kept


@dataclass(frozen=True)
class Operator:
    """Who runs the commands on the server itself; may do everything."""

    name: str = "operator"


OPERATOR = Operator()
Clock = Callable[[], datetime]


def now() -> datetime:
    """The present instant, in UTC."""
    return datetime.now(UTC)


def digest(token: str) -> str:
    """What is kept of a token: SHA-256, in hexadecimal. The token itself is only ever at the visitor's."""
    return hashlib.sha256(token.encode()).hexdigest()


@dataclass(frozen=True)
class Unit:
    """One unit of work: a connection in a transaction, the person it is for (None = operator) and its instant."""

    db: Database
    person: Person | None
    at: datetime

    def must(self, action: Action, *, department: str | None = None, region: str | None = None) -> None:
        """Refuse unless this somebody may do it with this department or region.

        Raises:
            NotAllowed: otherwise.
        """
        if self.person is None:
            return
        if not self.person.role.may(action) or not self._is_within(department, region):
            raise NotAllowed(f"{self.person.role} may not {action} here")

    def _is_within(self, department: str | None, region: str | None) -> bool:
        person = self.person
        assert person is not None
        if person.role is Role.ADMINISTRATOR:
            return True
        if department is not None and person.role.is_of_department:
            return person.department_id == department
        if department is not None:
            region = self.region_of(department)
        return region is not None and person.region_id == region

    def region_of(self, department_id: str) -> str:
        """The region of a department.

        Raises:
            NotAllowed: there is no such department; who asks is not told apart from who may not.
        """
        return str(self.one("SELECT region_id FROM departments WHERE id = :id", id=department_id)["region_id"])

    def all(self, sql: str, **values: object) -> list[dict[str, Any]]:
        """Every row of a query."""
        return rows(self.db, sql, values)

    def each(self, sql: str, **values: object) -> Iterator[dict[str, Any]]:
        """Every row of a query, one after the other: for many that are large, of which no more than one is held."""
        with closing(self.db.conn.execute(sql, values)) as cursor:
            names = [column[0] for column in cursor.description]
            for row in cursor:
                yield dict(zip(names, row, strict=True))

    def one(self, sql: str, **values: object) -> dict[str, Any]:
        """The one row of a query.

        Raises:
            NotAllowed: there is none.
        """
        row = self.maybe(sql, **values)
        if row is None:
            raise NotAllowed("there is nothing like that here")
        return row

    def maybe(self, sql: str, **values: object) -> dict[str, Any] | None:
        """The first row of a query, if any."""
        return next(iter(self.all(sql, **values)), None)

    def write(self, sql: str, **values: object) -> int:
        """Write, and return the id of an inserted row, or the number of rows changed where none was."""
        cursor = self.db.conn.execute(sql, values)
        return int(cursor.lastrowid or cursor.rowcount) if sql.lstrip().startswith("INSERT") else int(cursor.rowcount)

    @property
    def actor(self) -> str:
        """Whose name stands beside what is written."""
        return OPERATOR.name if self.person is None else self.person.name

    @property
    def actor_id(self) -> int | None:
        """Whose id is kept with what is written; None for the operator."""
        return None if self.person is None else self.person.id

    @property
    def stamp(self) -> str:
        """The instant as it is kept."""
        return self.at.isoformat()

    def record(
        self,
        kind: str,
        *,
        region: str | None = None,
        department: str | None = None,
        round_id: int | None = None,
        person: int | None = None,
        details: Mapping[str, Any] | None = None,
        words: Mapping[str, str] | None = None,
    ) -> None:
        """Add a line to what happened.

        Args:
            kind: a key of the wording: events.<kind>.
            region: whose it is; that of the department where only that is given.
            department: that it is about.
            round_id: that it is about.
            person: that it is about.
            details: ids, kinds, numbers, days and hashes; never names or free text, for a line stays for ever.
            words: names and free text, kept beside the line, where they can be erased.
        """
        write_event(
            self.db,
            {
                "at": self.stamp,
                "actor_id": self.actor_id,
                "kind": kind,
                "region_id": region or (self.region_of(department) if department else None),
                "department_id": department,
                "round_id": round_id,
                "person_id": person,
                "details": json.dumps(details or {}, ensure_ascii=False),
            },
            words,
        )


class Base:
    """What every part of the store stands on: whom it is opened for, and its units of work."""

    def __init__(
        self,
        database: Path,
        who: str | Operator,
        clock: Clock = now,
        *,
        post: int | None = None,
        shows_links: bool = True,
    ) -> None:
        """Open for somebody; nothing is read before a method is called.

        Args:
            database: a file that `prepare` has made ready.
            who: the digest of a visitor's session, looked up again at each call, or the operator.
            clock: tells the present instant, in UTC.
            post: that a page was drawn for; once its visitor has changed to another, nothing is read or saved for it.
            shows_links: whether a visitor may see a link that is made for somebody of a department.
        """
        self._database = database
        self._who = who
        self._clock = clock
        self._post = post
        self._shows_links = shows_links
        self._held = Held()

    @property
    def now(self) -> datetime:
        """The present instant, as the clock of this store tells it: pages and files go by the same one."""
        return self._clock()

    def held(self) -> AbstractContextManager[None]:
        """Read over one connection as long as the block lasts, in this thread.

        Each call is a unit of its own as before: it looks up its visitor, and sees what was saved until then.
        """
        return self._held.kept()

    def drawn_for(self, post: int) -> Self:
        """The same for a page that is drawn for a post, over the same connection where one is held."""
        same = copy(self)
        same._post = post
        return same

    @contextmanager
    def _reading(self) -> Iterator[Unit]:
        with connection.reading(self._database, self._held.lent) as db:
            yield self._unit(db)

    @contextmanager
    def _writing(self) -> Iterator[Unit]:
        with connection.writing(self._database) as db:
            unit = self._unit(db)
            if isinstance(self._who, str):
                seen(db, self._who, unit.at)
            yield unit

    def _unit(self, db: Database) -> Unit:
        at = self._clock()
        if isinstance(self._who, Operator):
            return Unit(db, None, at)
        found = visitor(db, self._who, at)
        if found is None:
            raise SessionEnded("the session is over")
        if self._post is not None and found.post_id != self._post:
            raise PostChanged("the page was drawn for another post")
        return Unit(db, found, at)


def rows(db: Database, sql: str, values: Mapping[str, object]) -> list[dict[str, Any]]:
    """Every row of a query, by the names of its columns.

    Not through `Database.query`, which puts each query into a savepoint of its own: three statements instead of one.
    """
    with closing(db.conn.execute(sql, values)) as cursor:
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor]


def write_event(db: Database, event: Mapping[str, Any], words: Mapping[str, str] | None = None) -> None:
    """Add a line to the log, tied to the one before it."""
    last = db.conn.execute("SELECT id, sha256 FROM events ORDER BY id DESC LIMIT 1").fetchone() or (0, START)
    event = {**event, "id": last[0] + 1}
    db.conn.execute(
        """
        INSERT INTO events (id, at, actor_id, kind, region_id, department_id, round_id, person_id, details, sha256)
        VALUES (:id, :at, :actor_id, :kind, :region_id, :department_id, :round_id, :person_id, :details, :sha256)
        """,
        event | {"sha256": link(last[1], event)},
    )
    if words:
        sql = "INSERT INTO event_words (event_id, words) VALUES (?, ?)"
        db.conn.execute(sql, [event["id"], json.dumps(words, ensure_ascii=False)])


# Sessions that somebody ended when the disk took nothing, by their digest: over at once all the same, for as long as
# the program runs. Their browser has forgotten the token by then.
ended_here: set[str] = set()


def visitor(db: Database, session: str, at: datetime) -> Person | None:
    """Who a session belongs to, in the post that it uses; None where it is over or unknown, or the post has ended."""
    if session in ended_here:
        return None
    found = rows(
        db,
        """
        SELECT people.id, people.email, people.name, people.language, posts.role, posts.department_id,
               posts.id AS post_id, coalesce(posts.region_id, places.region_id) AS region_id, regions.zone,
               sessions.created_at, sessions.seen_at, sessions.own_device
          FROM sessions
          JOIN posts ON posts.id = sessions.post_id
          JOIN people ON people.id = posts.person_id
          LEFT JOIN submissions ON submissions.id = posts.submission_id
          LEFT JOIN departments AS places ON places.id = coalesce(posts.department_id, submissions.department_id)
          LEFT JOIN regions ON regions.id = coalesce(posts.region_id, places.region_id)
         WHERE sessions.digest = :session
           AND sessions.ended_at IS NULL
           AND posts.ended_at IS NULL
           AND (posts.until IS NULL OR posts.until > :at)
        """,
        {"session": session, "at": at.isoformat()},
    )
    if not found:
        return None
    row = found[0]
    created, last = (datetime.fromisoformat(row["created_at"]), datetime.fromisoformat(row["seen_at"]))
    if row["own_device"]:
        is_over = at - created >= OWN_DEVICE_LASTS[Role(row["role"])]
    else:
        is_over = at - created >= LASTING or at - last >= IDLE
    if is_over:
        return None
    return Person(
        id=row["id"],
        email=row["email"],
        name=row["name"],
        language=row["language"],
        role=Role(row["role"]),
        department_id=row["department_id"],
        region_id=row["region_id"],
        zone=row["zone"] or "UTC",
        post_id=row["post_id"],
    )


def seen(db: Database, session: str, at: datetime) -> None:
    """Note that a session was used, at most once a minute. Never earlier than before: a clock may run backwards."""
    db.conn.execute(
        "UPDATE sessions SET seen_at = :at WHERE digest = :session AND seen_at < :before",
        {"at": at.isoformat(), "session": session, "before": (at - _SEEN_AGAIN_AFTER).isoformat()},
    )
