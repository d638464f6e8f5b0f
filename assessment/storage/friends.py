"""Friendships within a unit of work: as records, and how a visit ends, by itself too. No other post ends with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from assessment.friendship import Ending, Friendship
from assessment.people import Post
from assessment.storage.access import Unit
from assessment.storage.kept import record

_FRIENDSHIP = """
    SELECT friendships.*, visited.name AS visited_name, helping.name AS helping_name, people.name AS person
      FROM friendships
      JOIN departments AS visited ON visited.id = friendships.visited_id
      JOIN departments AS helping ON helping.id = friendships.helping_id
      LEFT JOIN people ON people.id = friendships.person_id
"""
_VISITS = """
    SELECT id, visited_id, post_id, handed_in_at, closed_at IS NULL AND (until IS NULL OR until > :at) AS is_open
      FROM friendships WHERE ended_at IS NULL
"""
_HAS_A_POST = """
    SELECT 1 FROM posts WHERE person_id = friendships.person_id AND department_id = helping_id AND ended_at IS NULL
"""


def end_visits_with(unit: Unit, department_id: str) -> None:
    """End every visit to a department that leaves, and each by somebody of it; of one that is over, the reading.

    What somebody of it has handed in is replied to all the same.
    """
    query = f"{_VISITS} AND :department IN (visited_id, helping_id)"
    for row in unit.all(query, department=department_id, at=unit.stamp):
        if row["is_open"] and (row["handed_in_at"] is None or row["visited_id"] == department_id):
            end_visit(unit, row["id"], Ending.LEFT)
        else:
            end_post_of(unit, row["post_id"])


def end_visits_of(unit: Unit, post: Post) -> None:
    """End the visits of a friend whose post has ended: the one in the department they come from, or that of the friend.

    What they have handed in is replied to all the same, and what is closed they read no longer.
    """
    query = f"{_VISITS} AND person_id = :person AND (post_id = :post OR NOT EXISTS ({_HAS_A_POST}))"
    _end(unit, unit.all(query, person=post.person_id, post=post.id, at=unit.stamp))


def end_visits_to(unit: Unit, department_id: str, person_id: int) -> None:
    """End the visits of a friend to a department that they work in from now on: nobody visits themselves."""
    query = f"{_VISITS} AND person_id = :person AND visited_id = :department AND post_id IS NOT NULL"
    _end(unit, unit.all(query, person=person_id, department=department_id, at=unit.stamp))


def _end(unit: Unit, visits: Iterable[Mapping[str, Any]]) -> None:
    """End visits of a friend who has moved, as `_VISITS` reads them; of what is handed in, the reading alone."""
    for row in visits:
        if row["is_open"] and row["handed_in_at"] is None:
            end_visit(unit, row["id"], Ending.LEFT)
        else:
            end_post_of(unit, row["post_id"])


def end_visit(unit: Unit, friendship_id: int, ending: Ending) -> None:
    """End one visit, with the post of its friend and the sessions in it; what was written stays."""
    row = unit.one("SELECT visited_id, round_id, post_id FROM friendships WHERE id = :id", id=friendship_id)
    unit.write(
        "UPDATE friendships SET ended_at = :at, ending = :ending WHERE id = :id",
        at=unit.stamp,
        ending=str(ending),
        id=friendship_id,
    )
    end_post_of(unit, row["post_id"])
    details = {"friendship": friendship_id, "why": str(ending)}
    unit.record("friend_ended", department=row["visited_id"], round_id=row["round_id"], details=details)


def end_post_of(unit: Unit, post_id: int | None) -> None:
    """End the post of a friend, with the sessions in it and the links to it."""
    for statement in _POST_ENDS:
        unit.write(statement, at=unit.stamp, id=post_id)


def end_posts_with(unit: Unit, department_id: str, person_id: int) -> None:
    """End the posts that a friend still has from earlier visits to a department."""
    for row in unit.all(_EARLIER, department=department_id, person=person_id):
        end_post_of(unit, row["post_id"])


_EARLIER = """
    SELECT post_id FROM friendships WHERE visited_id = :department AND person_id = :person AND post_id IS NOT NULL
"""
_POST_ENDS = (
    "UPDATE posts SET ended_at = :at WHERE id = :id AND ended_at IS NULL",
    "UPDATE sessions SET ended_at = :at WHERE post_id = :id AND ended_at IS NULL",
    "UPDATE links SET used_at = :at WHERE post_id = :id AND used_at IS NULL",
)


def friendship_of(unit: Unit, friendship_id: int) -> Friendship:
    """A friendship by its id, with both names."""
    return _as_friendship(unit.one(f"{_FRIENDSHIP} WHERE friendships.id = :id", id=friendship_id))


def friendship_in(unit: Unit, post_id: int) -> Friendship:
    """The one that a post was given for."""
    return _as_friendship(unit.one(f"{_FRIENDSHIP} WHERE post_id = :post", post=post_id))


def friendships_with(unit: Unit, department_id: str) -> list[Friendship]:
    """Those that a department is part of, newest first."""
    query = f"{_FRIENDSHIP} WHERE :department IN (visited_id, helping_id) ORDER BY friendships.id DESC"
    return [_as_friendship(row) for row in unit.all(query, department=department_id)]


def friendships_within(unit: Unit, region_id: str) -> list[Friendship]:
    """Those of a region, newest first."""
    query = f"{_FRIENDSHIP} WHERE visited.region_id = :region ORDER BY friendships.id DESC"
    return [_as_friendship(row) for row in unit.all(query, region=region_id)]


def note(unit: Unit, kind: str, one: Friendship) -> None:
    """Note what happened where the department that is visited reads it; of others no more than the number."""
    unit.record(kind, department=one.visited_id, round_id=one.round_id, details={"friendship": one.id})


def _as_friendship(row: Mapping[str, Any]) -> Friendship:
    return record(Friendship, row, person=row["person"] or "", read_at=())
