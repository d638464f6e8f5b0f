"""Links and sessions within a unit of work: how a link is made, and which older ones it ends."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from assessment.letters import Purpose
from assessment.people import Post
from assessment.storage.access import IDLE, Unit, digest
from assessment.storage.errors import TooManyLetters

MOST_SESSIONS = 8  # browsers in which somebody is signed in at once; each has its share of tabs, uploads and reports
MOST_TO_ONE, MOST_HANDED = 5, 60  # letters with a link that somebody sends by hand: to one post, and to all
_COUNTED = timedelta(hours=1)  # over which they are counted


def asking_of(address: str) -> str:
    """What is kept of an address for an hour after somebody asked for a link with it."""
    return digest(f"address {address.lower()}")


def new_link(
    unit: Unit,
    post: Post,
    until: datetime,
    *,
    alone: bool,
    outbox_id: int | None = None,
    by_oneself: bool = False,
    made_by: int | None = None,
) -> str:
    """Make a one-time link to a post; returns its token, of which only the digest is kept.

    Args:
        unit: whose person makes it.
        post: that it signs in to.
        until: when it expires.
        alone: it leads to no other post of its person.
        outbox_id: of the letter that brings it.
        by_oneself: asked for by its person, or by somebody who says so.
        made_by: who had it made, where that is not the unit's person.
    """
    token = secrets.token_urlsafe(32)
    unit.write(
        """
        INSERT INTO links (digest, person_id, post_id, made_by, alone, created_at, expires_at, outbox_id, by_oneself)
        VALUES (:digest, :person, :post, :by, :alone, :at, :until, :outbox, :by_oneself)
        """,
        digest=digest(token),
        person=post.person_id,
        post=post.id,
        by=unit.actor_id or made_by,
        alone=int(alone),
        at=unit.stamp,
        until=until.isoformat(),
        outbox=outbox_id,
        by_oneself=int(by_oneself),
    )
    return token


def end_older(unit: Unit, post_id: int, *, but: str | None = None, by_oneself: bool = False) -> None:
    """End the unused links to a post.

    Args:
        unit: of work.
        post_id: of the post.
        but: digest of the link that stays, with all that the same letter brought: the first may have arrived after all.
        by_oneself: only those that were asked for by oneself. Anybody can ask in somebody's name, and an invitation
            is not to end by that.
    """
    unit.write(
        """
        UPDATE links SET used_at = :at
         WHERE post_id = :post AND used_at IS NULL AND digest IS NOT :but AND (by_oneself OR NOT :only)
           AND (outbox_id IS NULL OR outbox_id IS NOT (SELECT outbox_id FROM links WHERE digest = :but))
        """,
        at=unit.stamp,
        post=post_id,
        but=but,
        only=int(by_oneself),
    )


def end_beyond(unit: Unit, person_id: int, most: int, *, new: str) -> None:
    """End what a person has more of than so many sessions: those that were not used for longest.

    Before them what ran out by itself: where a browser forgot its token, nobody has noted that.

    Args:
        unit: of work.
        person_id: whose they are.
        most: that stay.
        new: digest of the one that has just begun; it stays, whatever the clock says.
    """
    unit.write(
        """
        UPDATE sessions SET ended_at = :at
         WHERE person_id = :person AND ended_at IS NULL AND digest NOT IN (
               SELECT digest FROM sessions WHERE person_id = :person AND ended_at IS NULL
                ORDER BY digest = :new DESC, (own_device OR seen_at > :idle) DESC, seen_at DESC, created_at DESC
                LIMIT :most)
        """,
        at=unit.stamp,
        person=person_id,
        idle=(unit.at - IDLE).isoformat(),
        most=most,
        new=new,
    )


def not_too_many(unit: Unit, post_id: int) -> None:
    """Refuse a link by letter that would be one too many within an hour: nobody's mailbox is to be filled with them."""
    if unit.person is None:
        return
    sent = unit.one(
        """
        SELECT count(*) AS in_all, count(*) FILTER (WHERE post_id = :post) AS to_it
          FROM outbox WHERE purpose = :handed AND queued_by = :person AND queued_at > :since
        """,
        handed=Purpose.HANDED,
        post=post_id,
        person=unit.person.id,
        since=(unit.at - _COUNTED).isoformat(),
    )
    for count, most in ((sent["to_it"], MOST_TO_ONE), (sent["in_all"], MOST_HANDED)):
        if count >= most:
            raise TooManyLetters(most)
