"""The coordinator's page on critical friends: who ticked, who fits, how far visits are, and nothing of what is said."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from conftest import OpenPage, press, tables, words
from given import LANGUAGES, QUESTIONNAIRE, everything, practice
from hypothesis import given
from hypothesis import strategies as st
from regions import coordinator, hand_in, next_round

from assessment.findings.region.friends import how_near
from assessment.friendship import LASTS, FriendshipState, FriendWish, Nearness, Remark, Reply, ReplyKind
from assessment.language import number
from assessment.people import Role
from assessment.screens import SCREENS, open_to
from assessment.screens.coordinator import friends, training
from assessment.storage import DoorStore, NotReady, Store, digest
from assessment.wording import Say
from tests.worlds import World, filled

SAY = Say("it")
ESSENTIALS = [one.id for one in QUESTIONNAIRE.questions() if one.essential]
SECRET = "Di pomeriggio non risponde nessuno"


@pytest.fixture
def world(world: World) -> World:
    """Alba would like a friend and is weak in a practice; somebody of Bruma, which is strong, would be one."""
    hand_in(world, "alba", {**everything(4), "PI1.1": 0})
    hand_in(world, "bruma", everything(4))
    world.of("alba").wish_friend("alba", FriendWish.WANTS, on=True)
    world.of("bruma").wish_friend("bruma", FriendWish.OFFERS, on=True)
    return world


def offered(world: World) -> int:
    made = world.of("north").propose_friend(world.round_id, "alba", "bruma")
    world.of("bruma").offer_friend(made, "bruma", world.of("bruma").person().id)
    return made


def visiting(world: World) -> int:
    made = offered(world)
    world.of("alba").accept_friend(made, "alba", world.of("bruma").person().id)
    return made


def handed_in(world: World) -> int:
    made = visiting(world)
    token = world.operator.new_link(world.of("alba").friendships_of("alba")[0].post_id or 0)
    session = DoorStore(world.path, world.clock).sign_in(digest(token))
    assert session is not None
    friend = Store(world.path, digest(session), world.clock)
    friend.confide(made)
    for one in ESSENTIALS:
        friend.save_remark(made, one, Remark(3, SECRET), 0)
    friend.hand_in(made)
    return made


def closed(world: World) -> int:
    made = handed_in(world)
    for one in world.of("alba").said_in(made).remarks:
        world.of("alba").save_reply(made, one, Reply(ReplyKind.ACCEPTS, SECRET), 0)
    world.of("alba").close_friendship(made)
    return made


def ended(world: World) -> int:
    made = visiting(world)
    world.of("bruma").end_friendship(made)
    return made


def declined(world: World) -> int:
    made = offered(world)
    world.of("alba").decline_friend(made, "alba")
    return made


def over(world: World) -> int:
    made = visiting(world)
    world.clock.at += LASTS
    world.sign_in("north", Role.COORDINATOR, region_id="north")
    return made


STATES = {
    FriendshipState.OFFERED: offered,
    FriendshipState.VISITING: visiting,
    FriendshipState.HANDED_IN: handed_in,
    FriendshipState.CLOSED: closed,
    FriendshipState.ENDED: ended,
    FriendshipState.DECLINED: declined,
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_ticked_is_named_and_a_pair_that_fits_is_proposed(world: World, open_page: OpenPage, language: str) -> None:
    say = Say(language)
    page = open_page(friends.show, coordinator(world, language))

    said = words(page)
    assert page.title[0].value == say("friends.title", 1)
    for wish, name in ((FriendWish.WANTS, "Alba"), (FriendWish.OFFERS, "Bruma")):
        assert f"**{say(f'friends.ticked.{wish}', None, n='1')}** · {name}" in said
    assert practice("PI1.1", language) in said
    press(page, say("friends.pairs.propose"))

    [one] = world.of("north").friendships("north")
    assert (one.visited_id, one.helping_id, one.state(world.clock.at)) == ("alba", "bruma", FriendshipState.PROPOSED)
    assert not page.button
    assert say("friends.pairs.nobody") in words(page)
    told_of = say("friends.made.title", None, n="1")
    assert told_of in words(page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_where_nobody_ticked_it_says_so(tmp_path: Path, open_page: OpenPage, language: str) -> None:
    say = Say(language)
    with filled(World(tmp_path / "in-touch.db")) as world:
        page = open_page(friends.show, coordinator(world, language))

    assert page.title[0].value == say("friends.title", 0)
    assert words(page).count(say("friends.ticked.nobody")) == 2
    assert say("friends.near.too_few") in words(page)
    assert not page.button


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("state", STATES, ids=str)
def test_how_far_a_visit_is_stands_there_and_not_a_word_of_it(
    world: World, open_page: OpenPage, state: FriendshipState, language: str
) -> None:
    STATES[state](world)
    page = open_page(friends.show, coordinator(world, language))

    say, cells = Say(language), tables(page)[0].astype(str).to_numpy().flatten()
    stands = say(f"friends.made.state.{state}", None, helping="Bruma", visited="Alba", day="…").split("…")[0]
    assert any(stands in cell for cell in cells)
    everything_said = words(page) + " ".join(cells)
    assert SECRET not in everything_said
    assert not page.text


def test_a_visit_whose_time_is_over_ended(world: World, open_page: OpenPage) -> None:
    over(world)
    page = open_page(friends.show, coordinator(world))

    cells = tables(page)[0].astype(str).to_numpy().flatten()
    assert any(SAY("friends.made.state.ended", day="…").split("…")[1] in cell for cell in cells)


def test_who_has_nothing_to_be_read_waits(world: World, open_page: OpenPage) -> None:
    world.round_id = next_round(world).id
    page = open_page(friends.show, coordinator(world))

    assert SAY("friends.pairs.not_yet", None, round="2028", names="Alba") in words(page)
    assert SAY("friends.pairs.propose") not in [one.label for one in page.button]


def test_where_nobody_fits_it_says_so(world: World, open_page: OpenPage) -> None:
    world.of("bruma").wish_friend("bruma", FriendWish.OFFERS, on=False)
    page = open_page(friends.show, coordinator(world))

    assert SAY("friends.pairs.none", None, visited="Alba") in words(page)


@pytest.mark.parametrize("lacking", ["wants", "offers", "left", "submission", "friend"])
def test_what_is_in_the_way_of_a_proposal_is_said(
    world: World, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch, lacking: str
) -> None:
    def refuses(*_: object) -> int:
        raise NotReady([lacking])

    page = open_page(friends.show, coordinator(world))
    monkeypatch.setattr(Store, "propose_friend", refuses)
    press(page, SAY("friends.pairs.propose"))

    assert [one.value for one in page.error] == [SAY(f"friends.problem.{lacking}")]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("direction", "key"), [(0.31, "higher"), (-0.31, "lower"), (0.04, "even")])
def test_from_five_visits_on_it_says_how_near_all_of_them_were(
    world: World, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch, direction: float, key: str, language: str
) -> None:
    found = Nearness(visits=5, questions=60, exact=75.0, within_one=95.0, direction=direction)
    monkeypatch.setattr(Store, "nearness", lambda *_: found)
    say = Say(language)
    said = words(open_page(friends.show, coordinator(world, language)))

    assert say("friends.near.too_few") not in said
    assert say(f"friends.near.{key}", None, levels=number(0.3, language, 1)) in said
    assert say("friends.near.made_of", None, visits="5", questions="60") in said


@given(direction=st.floats(-4, 4), exact=st.floats(0, 100))
def test_what_is_written_as_a_difference_is_never_written_as_none(direction: float, exact: float) -> None:
    sentence, _ = how_near(Nearness(5, 10, exact, max(exact, 50), direction), SAY)

    assert number(0.0, "it", 1) not in sentence
    assert (SAY("friends.near.even") in sentence) == (abs(direction) < 0.05)


def test_it_is_the_coordinators_alone_and_training_leads_to_it(world: World, open_page: OpenPage) -> None:
    assert not SCREENS["friends"].in_menu
    assert {role for role in Role if "friends" in open_to(role)} == {Role.COORDINATOR}
    assert SAY("friends.open") in words(open_page(training.show, coordinator(world)))


def test_another_region_is_told_nothing(world: World, open_page: OpenPage) -> None:
    offered(world)
    world.clock.at += timedelta(minutes=1)
    said = words(open_page(friends.show, coordinator(world, who="south")))

    assert "Alba" not in said
    assert "Bruma" not in said
