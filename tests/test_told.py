"""Who opens the door of a department from outside is named to it, until one of its own has read so."""

from __future__ import annotations

from datetime import timedelta

import pytest
from conftest import OpenPage, press, visit_to, words
from streamlit.testing.v1 import AppTest
from worlds import World

from assessment.language import moment_day
from assessment.people import Role
from assessment.rounds import NewDepartment
from assessment.screens.chief import home
from assessment.storage import DoorStore, NotAllowed, Told, digest
from assessment.wording import LANGUAGES, Say


@pytest.fixture
def world(world: World) -> World:
    """The region a day after everybody in it was invited, which everybody has read."""
    world.clock.at += timedelta(hours=1)
    for who in ("alba", "bruma"):
        read(world, who)
    world.clock.at += timedelta(hours=1)
    return world


def read(world: World, who: str) -> None:
    store = world.of(who)
    store.read_told([event for one in store.told_of(who) for event in one.event_ids])


def told(world: World, who: str = "alba") -> list[Told]:
    return world.of(who).told_of("alba")


def kinds(world: World, who: str = "alba") -> list[tuple[str, str, str]]:
    return [(one.kind, one.actor, one.person) for one in told(world, who)]


def ids(some: list[Told]) -> list[int]:
    return [event for one in some for event in one.event_ids]


def said(page: AppTest, key: str, language: str, by: str, **facts: str) -> bool:
    """Whether a page says the sentence of a key, done at the beginning of the world by the coordinator or operator."""
    say = Say(language)
    actor = say(f"told.by.{by}", None, name="North", place="North")
    return say(key, None, actor=actor, **facts) in words(page)


def test_who_makes_a_link_is_named_until_read(world: World, open_page: OpenPage) -> None:
    world.of("north").invite("helper@example.org", Role.MEMBER, department_id="alba")
    today = moment_day(world.clock.at, "en", "Europe/Rome")
    facts = {"day": today, "person": "Helper"}

    page = open_page(home.show, visit_to(world.of("alba"), "en"))
    assert said(page, "told.invited", "en", "coordinator", **facts)
    member = open_page(home.show, visit_to(world.of("helper"), "en"))
    assert said(member, "told.invited_you", "en", "coordinator", **facts)
    assert not [one for one in member.button if one.label == Say("en")("told.read")]

    press(page, Say("en")("told.read"))
    assert not said(page, "told.invited", "en", "coordinator", **facts)
    assert told(world) == told(world, "helper") == []
    log = world.of("alba").events("north", "alba")
    assert ("invited", "North", "Helper") in [(one.kind, one.actor, one.person) for one in log]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("who", ["north", "admin", "operator"])
def test_everybody_of_elsewhere_is_named_for_what_they_are(
    world: World, open_page: OpenPage, who: str, language: str
) -> None:
    store = world.operator if who == "operator" else world.of(who)
    store.invite("helper@example.org", Role.MEMBER, department_id="alba")

    page = open_page(home.show, visit_to(world.of("alba"), language))
    say = Say(language)
    by = {"north": "coordinator", "admin": "administrator", "operator": "operator"}[who]
    actor = say(f"told.by.{by}", None, name=who.title(), place="North")
    day = moment_day(world.clock.at, language, "Europe/Rome")
    assert say("told.invited", None, day=day, actor=actor, person="Helper") in words(page)


def test_a_mailed_link_lets_nobody_in_but_its_person_and_is_not_told(world: World) -> None:
    helper = next(one.post_id for one in world.operator.contacts("alba") if one.email == "helper@example.org")
    for who in ("north", "admin"):
        world.of(who).mail_link(helper)
    assert told(world) == []

    north = world.of("north")
    north.mail_link(north.appoint("nora@example.org", Role.MEMBER, department_id="alba", name="Nora"))
    assert kinds(world) == [("post_given", "North", "Nora")]
    log = [(one.kind, one.actor, one.person) for one in world.of("alba").events("north", "alba")]
    assert log.count(("mailed", "North", "Helper")) == 1


def test_what_its_own_chief_does_is_no_news_to_a_department(world: World) -> None:
    world.of("alba").invite("nora@example.org", Role.MEMBER, department_id="alba")
    world.of("north").invite("carla@example.org", Role.CHIEF, department_id="bruma")

    assert told(world) == []


def test_a_chief_who_coordinates_too_is_named(world: World) -> None:
    world.operator.invite("alba@example.org", Role.COORDINATOR, region_id="north")
    world.clock.at += timedelta(minutes=1)
    world.of("alba").invite("helper@example.org", Role.MEMBER, department_id="alba")

    assert kinds(world) == [("invited", "Alba", "Helper")]
    assert not told(world)[0].may_be_read  # not by who did it
    assert not told(world, "helper")[0].may_be_read


def test_a_chief_of_old_who_now_coordinates_did_nothing_from_outside(world: World) -> None:
    world.of("alba").invite("nora@example.org", Role.MEMBER, department_id="alba")
    world.clock.at += timedelta(minutes=1)
    world.operator.invite("alba@example.org", Role.COORDINATOR, region_id="north")

    assert told(world) == []


@pytest.mark.parametrize("role", [Role.CHIEF, Role.MEMBER])
def test_who_lets_themselves_in_stands_out_and_cannot_take_it_away(
    world: World, open_page: OpenPage, role: Role
) -> None:
    token = world.of("north").invite("north@example.org", role, department_id="alba")
    session = DoorStore(world.path, world.clock).sign_in(digest(token))
    assert session is not None
    world.sessions["intruder"] = digest(session)

    for language in LANGUAGES:
        day = moment_day(world.clock.at, language, "Europe/Rome")
        page = open_page(home.show, visit_to(world.of("alba"), language))
        assert said(page, "told.own", language, "coordinator", day=day, person="North")
        assert len(page.warning) == 1  # a line of its own, in another colour
    intruder = world.of("intruder")
    assert [one.is_own for one in intruder.told_of("alba")] == [True]
    page = open_page(home.show, visit_to(intruder, "en"))
    assert Say("en")("told.own_you", None, day=moment_day(world.clock.at, "en", "Europe/Rome")) in words(page)
    assert not [one for one in page.button if one.label == Say("en")("told.read")]
    with pytest.raises(NotAllowed):
        intruder.read_told(ids(told(world)))
    assert told(world)[0].may_be_read

    world.of("alba").read_told(ids(told(world)))
    assert told(world) == []


def test_who_was_let_in_does_not_say_for_the_others_that_they_know(world: World) -> None:
    world.of("north").invite("puppet@example.org", Role.CHIEF, department_id="alba", name="Puppet")
    world.sign_in("puppet", Role.CHIEF, department_id="alba")
    puppet = world.of("puppet")

    assert [one.may_be_read for one in puppet.told_of("alba")] == [False] * len(puppet.told_of("alba"))
    with pytest.raises(NotAllowed):
        puppet.read_told(ids(puppet.told_of("alba")))
    assert all(one.may_be_read for one in told(world))


def test_a_new_department_reads_who_invited_it(world: World, open_page: OpenPage) -> None:
    world.of("north").add_departments("north", [NewDepartment("Dorsa", "it", id="dorsa", email="dorsa@example.org")])
    world.clock.at += timedelta(hours=1)
    invited = moment_day(world.clock.at, "it", "Europe/Rome")
    world.sign_in("dorsa", Role.CHIEF, department_id="dorsa")

    page = open_page(home.show, visit_to(world.of("dorsa"), "it"))
    assert said(page, "told.post_given_you", "it", "coordinator", day=invited, person="Dorsa")
    read(world, "dorsa")
    assert world.of("dorsa").told_of("dorsa") == []


def test_an_address_that_others_change_or_pass_on_is_told(world: World) -> None:
    north, helper = world.of("north"), world.of("helper").person().id
    north.correct_person(helper, name="Helper", email="other@example.org")
    world.clock.at += timedelta(minutes=1)
    north.correct_person(helper, name="Helga", email="other@example.org")
    world.clock.at += timedelta(minutes=1)
    north.hand_over(helper, "Nora")

    assert [one.kind for one in told(world)] == ["post_given", "handed_over", "name_corrected", "email_corrected"]
    assert [one.person for one in told(world)] == ["Nora", "Helga", "Helga", "Helga"]


def test_access_that_is_given_with_a_link_is_one_case(world: World) -> None:
    world.of("north").invite("nora@example.org", Role.MEMBER, department_id="alba", name="Nora")

    assert kinds(world) == [("post_given", "North", "Nora")]
    assert len(told(world)[0].event_ids) == 2


def test_many_are_gathered_and_none_of_them_is_lost(world: World, open_page: OpenPage) -> None:
    for number in range(6):
        world.clock.at += timedelta(minutes=1)
        world.of("north").invite(f"n{number}@example.org", Role.MEMBER, department_id="alba", name=f"Nora {number}")

    page = open_page(home.show, visit_to(world.of("alba"), "it"))
    (more,) = (one for one in page.expander if one.label == Say("it")("told.more", 3))
    assert [f"Nora {number}" in "".join(line.value for line in more.markdown) for number in range(6)] == [
        *[True] * 3,
        *[False] * 3,
    ]
    press(page, Say("it")("told.read"))
    assert told(world) == []


def test_what_is_read_is_read_once_and_nobody_reads_for_another_department(world: World) -> None:
    world.of("north").invite("helper@example.org", Role.MEMBER, department_id="alba")
    events = ids(told(world))

    for who in ("bruma", "helper", "north"):
        with pytest.raises(NotAllowed):
            world.of(who).read_told(events)
    world.of("alba").read_told(events)
    world.of("alba").read_told(events)  # in another window
    assert told(world) == []
    with pytest.raises(NotAllowed):
        world.of("alba").read_told([10**6])
