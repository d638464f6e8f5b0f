"""Second opinions in a real database: a link opens one sheet, once, for two weeks, and nothing else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from given import ESSENTIALS, everything
from worlds import World, rows

from assessment.answers import DONT_KNOW, Answer, NotApplicable
from assessment.storage import (
    OPINION_LASTS,
    HasLeft,
    NotAllowed,
    NotReady,
    OpinionStore,
    SessionEnded,
    Store,
    TooLate,
    Unfit,
    digest,
)
from assessment.storage.opinions import MOST_LABEL, MOST_OPEN

GIVEN: dict[str, Answer] = {**dict.fromkeys(ESSENTIALS, 1), ESSENTIALS[0]: DONT_KNOW}


@pytest.fixture
def token(world: World) -> str:
    return ask(world)


def ask(world: World, label: str = "Pattuglia") -> str:
    return world.of("alba").ask_opinion(world.round_id, "alba", label, "it")


def at_the_door(world: World) -> OpinionStore:
    return OpinionStore(world.path, world.clock)


def is_open(world: World, token: str) -> bool:
    found = at_the_door(world).asked(token)
    return found is not None and found.is_open


def test_a_link_opens_one_sheet_and_is_good_once(world: World, token: str) -> None:
    asked = at_the_door(world).asked(token)
    assert asked is not None and asked.is_open
    assert (asked.department, asked.language) == ("Alba", "it")

    at_the_door(world).give(token, GIVEN)

    (one,) = world.of("alba").opinions("alba")
    assert (one.answers, one.label, one.answered_at) == (GIVEN, "Pattuglia", world.clock.at)
    assert not is_open(world, token)
    with pytest.raises(TooLate):
        at_the_door(world).give(token, GIVEN)
    for opened in (Store(world.path, digest(token), world.clock), Store(world.path, token, world.clock)):
        with pytest.raises(SessionEnded):  # it is no session
            opened.opinions("alba")


def test_a_link_is_over_after_two_weeks(world: World, token: str) -> None:
    world.clock.at += OPINION_LASTS - timedelta(seconds=1)
    assert is_open(world, token)
    world.clock.at += timedelta(seconds=1)
    assert not is_open(world, token)
    with pytest.raises(TooLate):
        at_the_door(world).give(token, GIVEN)


def test_a_link_that_is_taken_back_is_over(world: World, token: str) -> None:
    store = world.of("alba")
    with pytest.raises(NotAllowed):
        world.of("helper").end_opinion(store.opinions("alba")[0].id)
    store.end_opinion(store.opinions("alba")[0].id)

    assert not is_open(world, token)
    with pytest.raises(TooLate):
        at_the_door(world).give(token, GIVEN)


def test_what_came_of_a_link_is_taken_out_by_the_chief(world: World, token: str) -> None:
    at_the_door(world).give(token, GIVEN)
    store = world.of("alba")
    store.end_opinion(store.opinions("alba")[0].id)

    (one,) = store.opinions("alba")
    assert (one.answers, one.answered_at, one.is_open(world.clock.at)) == ({}, None, False)
    with pytest.raises(TooLate):
        at_the_door(world).give(token, GIVEN)


def test_as_many_are_open_at_once_as_are_told_and_who_answers_makes_room(world: World) -> None:
    tokens = [ask(world) for _ in range(MOST_OPEN)]
    with pytest.raises(NotReady, match="open"):
        ask(world)
    at_the_door(world).give(tokens[0], GIVEN)

    assert ask(world)
    assert world.operator.ask_opinion(world.round_id, "bruma", "Pattuglia", "it")  # of others it is no matter


@pytest.mark.parametrize("token", ["", "x", "0" * 43])
def test_a_link_that_never_was_opens_nothing(world: World, token: str) -> None:
    ask(world)

    assert at_the_door(world).asked(token) is None
    with pytest.raises(TooLate):
        at_the_door(world).give(token, GIVEN)


def test_a_link_of_a_department_that_has_left_opens_nothing(world: World, token: str) -> None:
    world.operator.leave("alba")

    assert at_the_door(world).asked(token) is None
    with pytest.raises(TooLate):
        at_the_door(world).give(token, GIVEN)
    with pytest.raises(HasLeft):
        world.operator.ask_opinion(world.round_id, "alba", "Pattuglia", "it")


def test_what_lacks_an_essential_is_kept_as_nothing_and_says_which(world: World, token: str) -> None:
    first, *rest = ESSENTIALS
    with pytest.raises(NotReady, match=first):
        at_the_door(world).give(token, dict.fromkeys(rest, 1))
    assert is_open(world, token)


@pytest.mark.parametrize(
    "more",
    [{"PI1.1": 2}, {"XX9.9": 2}, {ESSENTIALS[0]: 5}, {ESSENTIALS[0]: NotApplicable("no")}, {ESSENTIALS[0]: True}],
)
def test_an_answer_to_anything_else_or_that_is_none_is_refused(
    world: World, token: str, more: dict[str, Answer]
) -> None:
    with pytest.raises(Unfit):
        at_the_door(world).give(token, GIVEN | more)
    assert is_open(world, token) and world.of("alba").opinions("alba")[0].answers == {}


def test_a_link_is_kept_as_a_digest_alone(world: World, token: str) -> None:
    content = world.path.read_bytes() + world.path.with_name(f"{world.path.name}-wal").read_bytes()
    assert token.encode() not in content
    assert rows(world.path, "SELECT digest FROM opinions") == [(digest(token),)]


@pytest.mark.parametrize(("label", "named"), [("", "label"), ("\u200b", "label")])
def test_whom_it_is_for_is_said(world: World, label: str, named: str) -> None:
    with pytest.raises(NotReady, match=named):
        ask(world, label)
    with pytest.raises(Unfit, match="label"):
        ask(world, "x" * (MOST_LABEL + 1))
    with pytest.raises(NotReady, match="language"):
        world.of("alba").ask_opinion(world.round_id, "alba", "Pattuglia", "xx")


def test_the_own_answers_stay_what_they_are(world: World, token: str) -> None:
    store = world.of("alba")
    draft = store.begin(world.round_id, "alba").id
    store.save_answers(draft, everything(3))
    before = store.answers(draft)
    at_the_door(world).give(token, GIVEN)

    assert store.answers(draft) == before


def test_that_it_was_asked_and_given_is_recorded_and_nothing_of_what_was_said(world: World, token: str) -> None:
    at_the_door(world).give(token, GIVEN)

    told = [one for one in world.operator.events("north", "alba") if one.kind.startswith("opinion_")]
    assert [(one.kind, one.details) for one in told] == [("opinion_given", {}), ("opinion_asked", {})]
