"""The page of a critical friend: what it shows and when, what is saved, and that nothing is overruled unsaid."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import OpenPage, press, visit_to, words
from given import LANGUAGES, QUESTIONNAIRE
from streamlit.testing.v1 import AppTest

from assessment.answers import DONT_KNOW, NotApplicable
from assessment.friendship import QUESTION, Remark, Wish
from assessment.people import Role
from assessment.screens import friend, open_to
from assessment.storage import DoorStore, Store, digest
from assessment.wording import Say
from tests.given import everything
from tests.worlds import World, filled

SAY = Say("it")
ESSENTIALS = [one.id for one in QUESTIONNAIRE.essentials()]
FIRST = ESSENTIALS[0]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with filled(World(tmp_path / "in-touch.db")) as one:
        yield one


@pytest.fixture
def visiting(world: World) -> World:
    """Bruma's chief is the friend of Alba, which has submitted with everything at level 2."""
    world.submit()
    befriend(world)
    return world


def befriend(world: World) -> int:
    """Arrange a visit; the friend is signed in as "friend"."""
    world.of("alba").wish_friend("alba", Wish.WANTS, on=True)
    world.of("bruma").wish_friend("bruma", Wish.OFFERS, on=True)
    made = world.of("north").propose_friend(world.round_id, "alba", "bruma")
    world.of("bruma").offer_friend(made, "bruma", world.of("bruma").person().id)
    world.of("alba").accept_friend(made, "alba")
    post = world.of("alba").friendships_of("alba")[0].post_id
    assert post is not None
    session = DoorStore(world.path, world.clock).sign_in(digest(world.operator.new_link(post)))
    assert session is not None
    world.sessions["friend"] = digest(session)
    return made


def store(world: World) -> Store:
    return world.of("friend")


def begun(world: World) -> int:
    made = store(world).own_friendship().id
    store(world).confide(made)
    return made


def opened(open_page: OpenPage, world: World, language: str = "it", **named: str) -> AppTest:
    return open_page(friend.show, visit_to(store(world), language), **named)


def said(world: World) -> dict[str, Remark]:
    one = store(world)
    return {about: found.value for about, found in one.said_in(one.own_friendship().id).remarks.items()}


def choose(page: AppTest, choice: str, nth: int = 0) -> None:
    """How the friend sees a question of the page."""
    [one for one in page.radio if one.label == SAY("friend.choice.label")][nth].set_value(choice).run()
    assert not page.exception, page.exception[0].value


def choose_level(page: AppTest, level: int) -> None:
    next(one for one in page.radio if one.label == SAY("friend.level")).set_value(level).run()
    assert not page.exception, page.exception[0].value


def write(page: AppTest, label: str, text: str) -> None:
    next(one for one in page.text_area if one.label == label).set_value(text).run()
    assert not page.exception, page.exception[0].value


def test_only_a_friend_opens_it() -> None:
    assert {role for role in Role if "friend" in open_to(role)} == {Role.FRIEND}


@pytest.mark.parametrize("language", LANGUAGES)
def test_before_it_begins_it_says_what_it_is_and_shows_nothing(
    visiting: World, open_page: OpenPage, language: str
) -> None:
    say = Say(language)
    page = opened(open_page, visiting, language)

    shown = words(page)
    for part in ("sees", "sees_not", "becomes", "confidence"):
        assert say(f"friend.before.{part}.title") in shown
    assert "Alba" in shown and "Bruma" in shown
    assert not page.radio
    assert [one.label for one in page.button] == [say("friend.before.agree")]
    press(page, say("friend.before.agree"))
    assert len(page.radio) == len(ESSENTIALS)
    assert store(visiting).own_friendship().confided_at is not None


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_chosen_by_itself(visiting: World, open_page: OpenPage, language: str) -> None:
    begun(visiting)
    page = opened(open_page, visiting, language)

    assert [one.value for one in page.radio] == [None] * len(ESSENTIALS)
    assert words(page).count(Say(language)("friend.not_looked_at")) == len(ESSENTIALS)
    assert said(visiting) == {}
    of = {"n": "0", "of": str(len(ESSENTIALS))}
    assert Say(language)("friend.looked_at", None, **of) in words(page)


def test_each_is_saved_by_itself_and_counted(visiting: World, open_page: OpenPage) -> None:
    begun(visiting)
    page = opened(open_page, visiting)

    choose(page, "same")
    assert said(visiting) == {FIRST: Remark(None)}
    assert SAY("friend.looked_at", None, n="1", of=str(len(ESSENTIALS))) in words(page)
    choose(page, "other")
    assert said(visiting) == {FIRST: Remark(None)}  # which level, is not said
    assert SAY("friend.no_level") in words(page)
    choose_level(page, 1)
    assert said(visiting) == {FIRST: Remark(1)}
    assert SAY("friend.saved_without_reason", time="10:00") in words(page)
    assert SAY("friend.looked_at", None, n="0", of=str(len(ESSENTIALS))) in words(page)
    write(page, SAY("friend.reason.other"), "Non ci sono prove")
    assert said(visiting) == {FIRST: Remark(1, "Non ci sono prove")}
    assert SAY("friend.looked_at", None, n="1", of=str(len(ESSENTIALS))) in words(page)


def test_the_departments_own_level_is_none_of_the_others(visiting: World, open_page: OpenPage) -> None:
    begun(visiting)
    page = opened(open_page, visiting)
    choose(page, "other")

    levels = next(one for one in page.radio if one.label == SAY("friend.level"))
    assert len(levels.options) == 4
    assert levels.value is None
