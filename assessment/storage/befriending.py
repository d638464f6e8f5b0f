"""Critical friends: who wishes one, who is proposed, how both accept, and how a visit ends or is extended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from assessment.friendship import LASTS, Ending, Friendship, FriendshipState, FriendWish
from assessment.people import Action, Role
from assessment.storage.access import Base, Unit
from assessment.storage.errors import HasLeft, NotAllowed, NotReady, TooLate
from assessment.storage.friends import (
    end_posts_with,
    end_visit,
    friendship_of,
    friendships_with,
    friendships_within,
    note,
)
from assessment.storage.kept import department_of, open_region, round_of, takes_part


class Befriending(Base):
    """The part of the store that brings a critical friend to a department."""

    def friend_wishes(self, department_id: str) -> set[FriendWish]:
        """What a department has ticked; for its own people."""
        with self._reading() as unit:
            unit.must(Action.READ_OWN, department=department_id)
            rows = unit.all("SELECT wish FROM friend_wishes WHERE department_id = :id", id=department_id)
            return {FriendWish(row["wish"]) for row in rows}

    def wish_friend(self, department_id: str, wish: FriendWish, *, on: bool) -> None:
        """Tick that one's department would like a friend, or would be one, or take that back; for its chief.

        Raises:
            NotReady: names "wish" where that is none.
            HasLeft: the department takes part no more.
        """
        with self._writing() as unit:
            unit.must(Action.SUBMIT, department=department_id)
            takes_part(unit, department_id)
            if wish not in list(FriendWish):
                raise NotReady(["wish"])
            facts = {"department": department_id, "wish": str(wish)}
            known = unit.maybe(
                "SELECT 1 FROM friend_wishes WHERE department_id = :department AND wish = :wish", **facts
            )
            if (known is not None) == on:
                return
            if on:
                unit.write(_WISHES, at=unit.stamp, **facts)
            else:
                unit.write("DELETE FROM friend_wishes WHERE department_id = :department AND wish = :wish", **facts)
            kind = "friend_wished" if on else "friend_unwished"
            unit.record(kind, department=department_id, details={"wish": str(wish)})

    def friends_wished(self, region_id: str) -> dict[str, set[FriendWish]]:
        """What the departments of a region have ticked, of those that are in the network; for its coordinator."""
        with self._reading() as unit:
            unit.must(Action.READ_REGION, region=region_id)
            rows = unit.all(
                """
                SELECT department_id, wish FROM friend_wishes JOIN departments ON departments.id = department_id
                 WHERE region_id = :region AND left_on IS NULL ORDER BY department_id
                """,
                region=region_id,
            )
            found: dict[str, set[FriendWish]] = {}
            for row in rows:
                found.setdefault(row["department_id"], set()).add(FriendWish(row["wish"]))
            return found

    def propose_friend(self, round_id: int, visited_id: str, helping_id: str) -> int:
        """Propose that somebody of one department visits what another has submitted; for the region's coordinator.

        Raises:
            NotReady: names "wants" or "offers" where that is not ticked, "left" where one has left, "submission" where
                nothing was submitted in the round, and "friend" where somebody is proposed or visits already.
            NotAllowed: the two are one department, or of two regions.
            RegionClosed: nothing new begins in it.
        """
        with self._writing() as unit:
            for department_id in (visited_id, helping_id):
                unit.must(Action.READ_REGION, department=department_id)
            region_id = unit.region_of(visited_id)
            if visited_id == helping_id or region_id != unit.region_of(helping_id):
                raise NotAllowed("a friend comes from another department of the region")
            open_region(unit, region_id)
            facts = {"round": round_of(unit, round_id).id, "visited": visited_id, "helping": helping_id}
            if lacking := _lacking(unit, facts):
                raise NotReady([lacking])
            made = unit.write(
                """
                INSERT INTO friendships (round_id, visited_id, helping_id, proposed_at)
                VALUES (:round, :visited, :helping, :at)
                """,
                at=unit.stamp,
                **facts,
            )
            # of no round: who takes part in one reads what is noted of it
            unit.record("friend_proposed", region=region_id, details={"friendship": made})
            return made

    def friendships(self, region_id: str) -> list[Friendship]:
        """Those of a region, newest first: who visits whom and how far it is, and nothing of what is said; for its
        coordinator.
        """  # noqa: D205 - one sentence
        with self._reading() as unit:
            unit.must(Action.READ_REGION, region=region_id)
            return friendships_within(unit, region_id)

    def friendships_of(self, department_id: str) -> list[Friendship]:
        """Those that a department is part of, newest first; for its own people.

        Whoever might come is not told to whom before they have said that somebody would; and whoever is to be visited
        not by whom. From then on both know, and the department that is to be visited decides.
        """
        with self._reading() as unit:
            unit.must(Action.READ_OWN, department=department_id)
            return [_told(unit, one, department_id) for one in friendships_with(unit, department_id)]

    def offer_friend(self, friendship_id: int, department_id: str, person_id: int) -> None:
        """Say for one's department that somebody of it would come, and who; for its chief.

        Raises:
            NotReady: names "person" where that is nobody of the department, and "same" where they belong to the
                department that is to be visited too.
            TooLate: it is settled already.
            HasLeft: the department takes part no more.
        """
        with self._writing() as unit:
            one = _side(unit, friendship_id, department_id, "helping_id")
            if one.state(unit.at) not in (FriendshipState.PROPOSED, FriendshipState.OFFERED):
                raise TooLate("this is settled")
            if not _works_in(unit, person_id, department_id):
                raise NotReady(["person"])
            if _works_in(unit, person_id, one.visited_id):
                raise NotReady(["same"])
            unit.write(_OFFERS, at=unit.stamp, person=person_id, id=friendship_id)
            note(unit, "friend_offered", one)

    def accept_friend(self, friendship_id: int, department_id: str, person_id: int | None) -> None:
        """Let the friend who is named read what one's department has submitted; for its chief.

        Args:
            friendship_id: of a visit to the department.
            department_id: one's own.
            person_id: who was named when it was decided: nobody else is let in by it.

        Raises:
            TooLate: nobody is named, or it is settled already.
            NotReady: names "another" where somebody else is named by now, "same" where whoever accepts is the friend,
                and "person" where the friend is gone.
            HasLeft: the department takes part no more.
        """
        with self._writing() as unit:
            one = _side(unit, friendship_id, department_id, "visited_id")
            if one.state(unit.at) is not FriendshipState.OFFERED or one.person_id is None:
                raise TooLate("nobody is named, or this is settled")
            if one.person_id != person_id:
                raise NotReady(["another"])
            if one.person_id == unit.actor_id or _works_in(unit, one.person_id, department_id):
                raise NotReady(["same"])
            if not _works_in(unit, one.person_id, one.helping_id):
                raise NotReady(["person"])
            end_posts_with(unit, department_id, one.person_id)  # of an earlier visit
            until = (unit.at + LASTS).isoformat()
            post = unit.write(
                """
                INSERT INTO posts (person_id, role, submission_id, since, until)
                VALUES (:person, :role, (SELECT max(id) FROM submissions
                                          WHERE round_id = :round AND department_id = :department), :at, :until)
                """,
                person=one.person_id,
                role=str(Role.FRIEND),
                round=one.round_id,
                department=department_id,
                at=unit.stamp,
                until=until,
            )
            unit.write(_ACCEPTS, at=unit.stamp, until=until, post=post, id=friendship_id)
            note(unit, "friend_accepted", one)

    def decline_friend(self, friendship_id: int, department_id: str) -> None:
        """Say for one's department that nothing comes of it; for the chief of either. No reason is asked.

        Raises:
            TooLate: the visit has begun, or it is settled already.
        """
        with self._writing() as unit:
            one = _side(unit, friendship_id, department_id)
            if one.state(unit.at) not in (FriendshipState.PROPOSED, FriendshipState.OFFERED):
                raise TooLate("this is settled")
            ending = Ending.VISITED if one.visited_id == department_id else Ending.FRIEND
            unit.write(_DECLINES, at=unit.stamp, ending=str(ending), id=friendship_id)
            # where they are themselves: the other department may not know their names
            unit.record("friend_declined", department=department_id, details={"friendship": one.id})

    def end_friendship(self, friendship_id: int) -> None:
        """End a visit before its time: the friend themself, or the chief of either department. What was written stays.

        What is handed in only the department that is visited ends: nobody else cuts its replies off.

        Raises:
            TooLate: it has not begun, or is over already.
        """
        with self._writing() as unit:
            one = friendship_of(unit, friendship_id)
            is_friend = unit.person is not None and unit.person.post_id == one.post_id
            is_visited = unit.person is not None and unit.person.department_id == one.visited_id
            if not is_friend:
                unit.must(Action.SUBMIT, department=one.visited_id if is_visited else one.helping_id)
            if one.state(unit.at) not in (
                FriendshipState.VISITING,
                *([FriendshipState.HANDED_IN] if is_visited else []),
            ):
                raise TooLate("there is no visit to end")
            end_visit(unit, friendship_id, Ending.VISITED if is_visited else Ending.FRIEND)

    def extend_friendship(self, friendship_id: int, department_id: str) -> None:
        """Give a visit to one's department its whole time anew, from now; for its chief.

        Raises:
            TooLate: there is no visit under way.
            HasLeft: the department takes part no more.
        """
        with self._writing() as unit:
            one = _side(unit, friendship_id, department_id, "visited_id")
            if one.state(unit.at) is not FriendshipState.VISITING:
                raise TooLate("there is no visit under way")
            until = (unit.at + LASTS).isoformat()
            unit.write("UPDATE friendships SET until = :until WHERE id = :id", until=until, id=friendship_id)
            unit.write(
                "UPDATE posts SET until = :until WHERE id = (SELECT post_id FROM friendships WHERE id = :id)",
                until=until,
                id=friendship_id,
            )
            note(unit, "friend_extended", one)


_WISHES = "INSERT INTO friend_wishes (department_id, wish, wished_at) VALUES (:department, :wish, :at)"
_OFFERS = "UPDATE friendships SET offered_at = :at, person_id = :person WHERE id = :id"
_ACCEPTS = "UPDATE friendships SET accepted_at = :at, until = :until, post_id = :post WHERE id = :id"
_DECLINES = "UPDATE friendships SET ended_at = :at, ending = :ending WHERE id = :id"
_READS = """
    SELECT at FROM events
     WHERE kind = 'friend_read' AND department_id = :visited AND json_extract(details, '$.friendship') = :id
     ORDER BY events.id
"""


def _told(unit: Unit, one: Friendship, department_id: str) -> Friendship:
    """A friendship as one of the two may know it: before somebody is named, nobody learns of the other."""
    if one.visited_id == department_id:
        rows = unit.all(_READS, visited=department_id, id=one.id)
        one = replace(one, read_at=tuple(datetime.fromisoformat(row["at"]) for row in rows))
        return one if one.offered_at is not None else replace(one, helping_id=None, helping_name=None)
    return one if one.offered_at is not None else replace(one, visited_id=None, visited_name=None)


def _lacking(unit: Unit, facts: Mapping[str, Any]) -> str | None:
    """What stands in the way of a proposal; None where nothing does."""
    if unit.maybe("SELECT 1 FROM departments WHERE id IN (:visited, :helping) AND left_on IS NOT NULL", **facts):
        return "left"
    for wish, side in ((FriendWish.WANTS, "visited"), (FriendWish.OFFERS, "helping")):
        query = "SELECT 1 FROM friend_wishes WHERE department_id = :id AND wish = :wish"
        if unit.maybe(query, id=facts[side], wish=str(wish)) is None:
            return str(wish)
    query = "SELECT 1 FROM submissions WHERE round_id = :round AND department_id = :visited"
    if unit.maybe(query, **facts) is None:
        return "submission"
    visits = (one for one in friendships_with(unit, facts["visited"]) if one.visited_id == facts["visited"])
    return "friend" if any(one.state(unit.at).is_open for one in visits) else None


def _works_in(unit: Unit, person_id: int, department_id: str | None) -> bool:
    query = """
        SELECT 1 FROM posts
         WHERE person_id = :person AND department_id = :department
           AND ended_at IS NULL AND (until IS NULL OR until > :at)
    """
    return unit.maybe(query, person=person_id, department=department_id, at=unit.stamp) is not None


def _side(unit: Unit, friendship_id: int, department_id: str, side: str | None = None) -> Friendship:
    """A friendship that one's own department is part of, on the one side or on either.

    Raises:
        NotAllowed: it is not, or who asks does not speak for it.
        HasLeft: the department takes part no more.
    """
    unit.must(Action.SUBMIT, department=department_id)
    one = friendship_of(unit, friendship_id)
    if department_id not in ((one.visited_id, one.helping_id) if side is None else (getattr(one, side),)):
        raise NotAllowed("this is not of this department")
    if department_of(unit, department_id).left_on is not None:
        raise HasLeft("this department has left the network")
    return one
