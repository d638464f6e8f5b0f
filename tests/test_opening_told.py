"""Who is known to be getting ready for a first account: by a chief's word, or by what was handed in last."""

from __future__ import annotations

from datetime import timedelta

import pytest
from given import everything
from worlds import World

from assessment.people import Role
from assessment.storage import HasLeft, Store


def hand_in(world: World, *, account: bool) -> Store:
    """What Alba hands in, an hour after whatever was before."""
    world.clock.at += timedelta(hours=1)
    store = world.of("alba")
    draft = store.begin(world.round_id, "alba").id
    store.save_profile(draft, staff=12, official_account=account)
    store.save_answers(draft, everything(0))
    store.submit(draft)
    return store


def on_the_way(world: World) -> dict[str, bool]:
    """By department, whether its chief said so."""
    return {one: found.told for one, found in world.of("north").on_the_way("north").items()}


def test_nobody_is_on_the_way_who_has_not_said_so(world: World) -> None:
    assert on_the_way(world) == {}
    assert world.of("alba").tells_opening("alba") is None


def test_the_coordinator_knows_from_when_a_chief_says_so_and_no_longer_than_that(world: World) -> None:
    alba, since = world.of("alba"), world.clock.at
    alba.tell_opening("alba", on=True)
    world.clock.at += timedelta(hours=1)
    alba.tell_opening("alba", on=True)  # once more changes nothing
    (found,) = world.of("north").on_the_way("north").values()
    assert (found.department_id, found.since, found.told) == ("alba", since, True)
    assert alba.tells_opening("alba") == since

    alba.tell_opening("alba", on=False)
    assert on_the_way(world) == {}
    assert alba.tells_opening("alba") is None


def test_a_draft_without_an_account_is_not_known_and_a_submission_is(world: World) -> None:
    alba = world.of("alba")
    alba.save_profile(alba.begin(world.round_id, "alba").id, official_account=False)
    assert on_the_way(world) == {}
    hand_in(world, account=False)
    assert on_the_way(world) == {"alba": False}


def test_who_hands_in_with_an_account_later_is_on_the_way_no_more(world: World) -> None:
    world.of("alba").tell_opening("alba", on=True)
    hand_in(world, account=False)
    assert on_the_way(world) == {"alba": True}
    world.operator.reopen(world.round_id, "alba", "Now there is an account")
    hand_in(world, account=True)
    assert on_the_way(world) == {}
    world.clock.at += timedelta(hours=1)
    world.of("alba").tell_opening("alba", on=False)
    world.of("alba").tell_opening("alba", on=True)  # it was closed, and they begin anew
    assert on_the_way(world) == {"alba": True}


def test_who_left_is_not_on_the_way_and_says_so_anew_when_it_is_back(world: World) -> None:
    world.of("alba").tell_opening("alba", on=True)
    world.of("north").leave("alba")
    assert on_the_way(world) == {}
    with pytest.raises(HasLeft):
        world.of("alba").tell_opening("alba", on=True)
    world.of("north").rejoin("alba")
    assert on_the_way(world) == {}


def test_the_coordinator_sees_the_fact_and_since_when_and_no_answer(world: World) -> None:
    world.sign_in("member", Role.MEMBER, department_id="alba")
    hand_in(world, account=False)
    (found,) = world.of("north").on_the_way("north").values()
    assert set(vars(found)) == {"department_id", "since", "told"}
