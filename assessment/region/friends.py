"""Who could be a critical friend of whom: departments that ticked so, of about the same size, strong where it is weak.

A proposal is only that, and is never made twice. The order says how well two fit; it ranks nobody.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from assessment.answers import known_level
from assessment.friendship import Friendship, FriendWish
from assessment.region.introductions import HELPS_FROM, MOST_AT_ONCE, Kind, bands_apart, fit, kind, lacks, places
from assessment.region.members import NOT_SAID, Member, Results, Submitted

OFFERED = 3  # pairs that one department is shown with: of more, nobody would choose better


@dataclass(frozen=True)
class Pair:
    """A department that would like a friend, one that somebody could come from, and why they fit."""

    visited: Member
    helping: Member
    strong_in: tuple[str, ...]  # question ids: weak in the one, regular in the other; in the questionnaire's order
    bands_apart: int | None  # 0 = of the same size; None where a size is not known
    same_territory: bool


@dataclass(frozen=True)
class WouldLike:
    """A department that would like a friend, and who could come: the best fit first."""

    visited: Member
    pairs: tuple[Pair, ...]


@dataclass(frozen=True)
class ProposedBefore:
    """What was proposed before, whatever became of it."""

    made: Collection[tuple[str, str]] = ()  # ids of who is visited and who helps; none is proposed again
    visited: Collection[str] = ()  # ids of those that somebody is proposed to, or visits, now
    helping: Mapping[str, int] | None = None  # in how many of those that are not over somebody of a department helps


def proposed(friendships: Collection[Friendship], is_open: Collection[int]) -> ProposedBefore:
    """What is known of a region's friendships.

    Args:
        friendships: of the region.
        is_open: ids of those that something is still to come of.
    """
    now = [one for one in friendships if one.id in is_open]
    return ProposedBefore(
        frozenset((one.visited_id or "", one.helping_id or "") for one in friendships),
        frozenset(one.visited_id or "" for one in now),
        Counter(one.helping_id or "" for one in now),
    )


def friends(
    region: Results, wishes: Mapping[str, Collection[FriendWish]], before: ProposedBefore | None = None
) -> list[WouldLike]:
    """Find who could visit whom, in the order in which departments are always listed.

    One that lacks no practice is strong everywhere: for it, whoever is of about its size fits.

    Args:
        region: the round that would be read.
        wishes: what departments ticked, by id.
        before: what was proposed already.
    """
    known = ProposedBefore() if before is None else before
    present = [one for one in region.assessed if not one.member.left]
    would_like = [one for one in present if FriendWish.WANTS in wishes.get(one.member.id, ())]
    would_come = [one for one in present if FriendWish.OFFERS in wishes.get(one.member.id, ())]
    at, helping = places(region), Counter(known.helping or {})
    free = [one for one in would_come if helping[one.member.id] < MOST_AT_ONCE]
    kinds = {one.member.id: kind(at, one.member) for one in present}
    return [
        WouldLike(one.member, _best(region, one, free, kinds, (known, helping)))
        for one in would_like
        if one.member.id not in known.visited
    ]


def _best(
    region: Results,
    visited: Submitted,
    free: Collection[Submitted],
    kinds: Mapping[str, Kind],
    before: tuple[ProposedBefore, Counter[str]],
) -> tuple[Pair, ...]:
    """Who fits one department: the nearest size, then strong in most, then proposed least, then as they are listed."""
    known, helping = before
    weak = [one.id for one in region.questionnaire.questions() if lacks(visited, one.id)]
    found: list[tuple[tuple[int, bool], int, int, int, Pair]] = []
    for place, one in enumerate(free):
        near = fit(kinds[visited.member.id], kinds[one.member.id])
        again = (visited.member.id, one.member.id) in known.made
        if near is None or again or one.member.id == visited.member.id:
            continue
        strong_in = tuple(about for about in weak if (known_level(one.submission.answers, about) or 0) >= HELPS_FROM)
        if strong_in or not weak:
            pair = _pair(visited.member, one.member, strong_in, kinds)
            found.append((near, -len(strong_in), helping[one.member.id], place, pair))
    found.sort(key=lambda one: one[:4])
    return tuple(pair for *_, pair in found[:OFFERED])


def _pair(visited: Member, helping: Member, strong_in: tuple[str, ...], kinds: Mapping[str, Kind]) -> Pair:
    return Pair(
        visited,
        helping,
        strong_in,
        bands_apart(kinds[visited.id], kinds[helping.id]),
        visited.territory == helping.territory != NOT_SAID,
    )
