"""Where somebody is signed in: their own sessions, how those of anybody end, and the link to another device."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from assessment.letters import DEVICE_LASTS
from assessment.people import Action, Role
from assessment.storage.access import IDLE, LASTING, OWN_DEVICE_LASTS, Base
from assessment.storage.errors import NotAllowed
from assessment.storage.inviting import end_older, new_link
from assessment.storage.posts import note_change, open_post, open_posts

_ID = 16  # hexadecimal digits of the session's digest


@dataclass(frozen=True)
class Session:
    """A browser in which somebody is signed in."""

    id: str
    browser: str  # as it calls itself, in few words; empty where it said nothing
    created_at: datetime
    seen_at: datetime
    ends_at: datetime  # by itself, where it is not used before
    own_device: bool
    is_this: bool  # the one that asks


class Visits(Base):
    """The part of the store that knows where somebody is signed in."""

    def own_sessions(self) -> list[Session]:
        """The sessions of the visitor that are not over: this one first, then the last used."""
        with self._reading() as unit:
            if unit.person is None:
                return []
            rows = unit.all(
                """
                SELECT sessions.*, posts.role, digest IS :who AS is_this FROM sessions
                  JOIN posts ON posts.id = sessions.post_id
                 WHERE sessions.person_id = :person AND sessions.ended_at IS NULL AND posts.ended_at IS NULL
                 ORDER BY is_this DESC, seen_at DESC
                """,
                who=self._who,
                person=unit.person.id,
            )
            found = [_as_session(row) for row in rows]
            return [one for one in found if one.ends_at > unit.at]

    def end_own_session(self, session_id: str) -> None:
        """End one of the visitor's sessions, at once, and the links that it may have made for another device.

        Raises:
            NotAllowed: it is none of theirs, or is over.
        """
        with self._writing() as unit:
            if unit.person is None:
                raise NotAllowed("the operator has no sessions")
            changed = unit.write(
                """
                UPDATE sessions SET ended_at = :at
                 WHERE person_id = :person AND ended_at IS NULL AND substr(digest, 1, :length) = :id
                """,
                at=unit.stamp,
                person=unit.person.id,
                length=_ID,
                id=session_id,
            )
            if not changed:
                raise NotAllowed("no session of theirs")
            unit.write(_END_DEVICE_LINKS, at=unit.stamp, person=unit.person.id)
            note_change(unit, "session_ended", open_post(unit, unit.person.post_id), {})

    def sign_out(self, person_id: int | None) -> None:
        """End every session of a person at once, or of everybody, with the links that they made for other devices.

        Their access stays, and so do links that others made or that were mailed.

        Raises:
            NotAllowed: they have no access.
        """
        with self._writing() as unit:
            unit.must(Action.ADMINISTER)
            posts = [] if person_id is None else open_posts(unit, person_id)
            if person_id is not None and not posts:
                raise NotAllowed("this person has no access")
            unit.write(_END_SESSIONS, at=unit.stamp, person=person_id)
            unit.write(_END_DEVICE_LINKS, at=unit.stamp, person=person_id)
            if not posts:
                unit.record("sessions_ended")
            for post in posts[:1]:
                note_change(unit, "sessions_ended", post, {})

    def own_link(self) -> str:
        """Make a link with which the visitor goes on on another device; returns its token.

        It leads to the same post, and no further than the session that makes it.
        """
        with self._writing() as unit:
            if unit.person is None:
                raise NotAllowed("the operator has no device")
            post = open_post(unit, unit.person.post_id)
            alone = unit.one(_ALONE, who=self._who)["alone"]
            end_older(unit, post.id, by_oneself=True)
            note_change(unit, "device_link_made", post, {})
            return new_link(unit, post, unit.at + DEVICE_LASTS, alone=bool(alone), by_oneself=True)


_END_SESSIONS = """
    UPDATE sessions SET ended_at = :at WHERE ended_at IS NULL AND (:person IS NULL OR person_id = :person)
"""
_END_DEVICE_LINKS = """
    UPDATE links SET used_at = :at
     WHERE (:person IS NULL OR person_id = :person) AND used_at IS NULL AND by_oneself AND outbox_id IS NULL
"""
# Not to a post, either, that its person got since the session began.
_ALONE = """
    SELECT alone OR EXISTS (SELECT 1 FROM posts WHERE posts.person_id = sessions.person_id AND ended_at IS NULL
                               AND since > created_at) AS alone
      FROM sessions WHERE digest = :who
"""


def _as_session(row: dict[str, object]) -> Session:
    created, seen = (datetime.fromisoformat(str(row[name])) for name in ("created_at", "seen_at"))
    own_device = bool(row["own_device"])
    ends_at = created + OWN_DEVICE_LASTS[Role(str(row["role"]))] if own_device else min(created + LASTING, seen + IDLE)
    return Session(
        id=str(row["digest"])[:_ID],
        browser=str(row["browser"]),
        created_at=created,
        seen_at=seen,
        ends_at=ends_at,
        own_device=own_device,
        is_this=bool(row["is_this"]),
    )
