"""What ends the visit of a friend by itself: that somebody leaves. Its post ends with it, and no other post does."""

from __future__ import annotations

from assessment.friendship import Ending
from assessment.people import Post
from assessment.storage.access import Unit

_OPEN = "closed_at IS NULL AND ended_at IS NULL AND (until IS NULL OR until > :at)"
_VISITS = f"SELECT id, post_id, handed_in_at FROM friendships WHERE {_OPEN}"
_HAS_A_POST = """
    SELECT 1 FROM posts WHERE person_id = friendships.person_id AND department_id = helping_id AND ended_at IS NULL
"""


def end_visits_with(unit: Unit, department_id: str) -> None:
    """End every visit to a department that leaves, and each by somebody of it."""
    query = f"{_VISITS} AND :department IN (visited_id, helping_id)"
    for row in unit.all(query, department=department_id, at=unit.stamp):
        end_visit(unit, row["id"], Ending.LEFT)


def end_visits_of(unit: Unit, post: Post) -> None:
    """End the visits of a friend whose post has ended: the one in the department they come from, or that of the friend.

    What they have handed in is replied to all the same.
    """
    query = f"{_VISITS} AND person_id = :person AND (post_id = :post OR NOT EXISTS ({_HAS_A_POST}))"
    for row in unit.all(query, person=post.person_id, post=post.id, at=unit.stamp):
        if row["handed_in_at"] is None:
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


_POST_ENDS = (
    "UPDATE posts SET ended_at = :at WHERE id = :id AND ended_at IS NULL",
    "UPDATE sessions SET ended_at = :at WHERE post_id = :id AND ended_at IS NULL",
    "UPDATE links SET used_at = :at WHERE post_id = :id AND used_at IS NULL",
)
