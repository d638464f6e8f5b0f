"""Who could be a critical friend of whom: ticked, of about one size, strong where the other is weak."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from regions import network
from worlds import World

from assessment.answers import known_level
from assessment.friendship import FriendWish
from assessment.reading import region as reading
from assessment.region.friends import OFFERED, ProposedBefore, WouldLike, friends, proposed
from assessment.region.introductions import HELPS_FROM, MOST_AT_ONCE, MOST_BANDS_APART
from assessment.region.members import Results

BOTH = frozenset(FriendWish)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Twelve departments, a practice in every second of them lower than in the others."""
    with network(tmp_path_factory.mktemp("region"), 12) as world:
        yield world


@pytest.fixture(scope="module")
def region(made: World) -> Results:
    store = made.of("north")
    of = reading.read(store, "north")
    assert of.at_hand is not None
    return reading.scored(store, of, of.at_hand)


def everybody(region: Results) -> dict[str, frozenset[FriendWish]]:
    return {one.member.id: BOTH for one in region.assessed}


def of(found: list[WouldLike], visited: str) -> WouldLike:
    return next(one for one in found if one.visited.id == visited)


def test_nobody_is_proposed_who_did_not_tick(region: Results) -> None:
    assert friends(region, {}) == []
    assert [one.pairs for one in friends(region, {"d00": {FriendWish.WANTS}})] == [()]
    assert friends(region, {"d00": {FriendWish.OFFERS}, "d04": {FriendWish.OFFERS}}) == []


def test_a_friend_is_strong_where_the_other_is_weak_and_of_about_its_size(region: Results) -> None:
    by_id = {one.member.id: one for one in region.assessed}
    found = friends(region, everybody(region))

    assert {one.visited.id for one in found} == set(by_id)
    assert [one.visited for one in found] == [one.member for one in region.assessed]
    assert any(one.pairs for one in found)
    for looking in found:
        assert len(looking.pairs) <= OFFERED
        for pair in looking.pairs:
            assert pair.helping != pair.visited == looking.visited
            assert pair.bands_apart is not None
            assert pair.bands_apart <= MOST_BANDS_APART
            for about in pair.strong_in:
                level = known_level(by_id[pair.helping.id].submission.answers, about)
                assert level is not None
                assert level >= HELPS_FROM
                assert not by_id[pair.visited.id].scorecard.minimums[about] or level > 0


def test_the_nearest_size_comes_first_then_whoever_is_strong_in_most(region: Results) -> None:
    for looking in friends(region, everybody(region)):
        order = [(pair.bands_apart, not pair.same_territory, -len(pair.strong_in)) for pair in looking.pairs]
        assert order == sorted(order)


def test_who_lacks_nothing_finds_a_friend_too(region: Results) -> None:
    strongest = next(one for one in region.assessed if known_level(one.submission.answers, "PI1.1") == 4)
    same_size = [one for one in region.assessed if one.member.staff_band == strongest.member.staff_band]

    pairs = of(friends(region, everybody(region)), strongest.member.id).pairs

    assert len(same_size) > 1
    assert pairs
    assert {pair.strong_in for pair in pairs} == {()}


def test_no_pair_is_proposed_twice_and_nobody_too_often(region: Results) -> None:
    wishes = everybody(region)
    first = next(one for one in friends(region, wishes) if one.pairs)
    pair = first.pairs[0]
    again = ProposedBefore(made={(pair.visited.id, pair.helping.id)})
    assert pair.helping not in [one.helping for one in of(friends(region, wishes, again), first.visited.id).pairs]

    busy = ProposedBefore(helping={pair.helping.id: MOST_AT_ONCE})
    assert all(pair.helping not in [one.helping for one in of_it.pairs] for of_it in friends(region, wishes, busy))
    nearly = ProposedBefore(helping={pair.helping.id: MOST_AT_ONCE - 1})
    assert any(pair.helping in [one.helping for one in of_it.pairs] for of_it in friends(region, wishes, nearly))


def test_who_is_visited_or_proposed_to_waits(region: Results) -> None:
    found = friends(region, everybody(region), ProposedBefore(visited={"d03"}))
    assert "d03" not in {one.visited.id for one in found}


def test_who_has_left_neither_visits_nor_is_visited(region: Results) -> None:
    gone = replace(
        region,
        assessed=tuple(
            replace(one, member=replace(one.member, left=True)) if one.member.id == "d03" else one
            for one in region.assessed
        ),
    )
    found = friends(gone, everybody(region))
    assert "d03" not in {one.visited.id for one in found}
    assert "d03" not in {pair.helping.id for one in found for pair in one.pairs}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    ticked=st.dictionaries(st.sampled_from([f"d{n:02}" for n in range(12)]), st.sets(st.sampled_from(list(FriendWish))))
)
def test_whatever_was_ticked_only_those_who_ticked_are_named(
    region: Results, ticked: dict[str, set[FriendWish]]
) -> None:
    found = friends(region, ticked)

    assert {one.visited.id for one in found} == {one for one, wishes in ticked.items() if FriendWish.WANTS in wishes}
    for looking in found:
        assert all(FriendWish.OFFERS in ticked[pair.helping.id] for pair in looking.pairs)


def test_what_was_proposed_is_known_from_the_regions_friendships(made: World) -> None:
    for who, wish in (("d00", FriendWish.WANTS), ("d04", FriendWish.OFFERS), ("d08", FriendWish.OFFERS)):
        made.of(who).wish_friend(who, wish, on=True)
    store = made.of("north")
    declined = store.propose_friend(made.round_id, "d00", "d04")
    made.of("d04").decline_friend(declined, "d04")
    is_open = store.propose_friend(made.round_id, "d00", "d08")

    before = proposed(store.friendships("north"), {is_open})

    assert before.made == {("d00", "d04"), ("d00", "d08")}
    assert before.visited == {"d00"}
    assert before.helping == {"d08": 1}
