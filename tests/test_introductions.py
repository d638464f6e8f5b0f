"""Introductions and the wishes for them, from the store to the pages of both departments and their coordinator."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from given import everything
from regions import hand_in
from test_migrations import made_by
from worlds import World, filled

from assessment import storage
from assessment.people import Role
from assessment.storage import NotAllowed, NotReady, Reached, TooLate, connection
from assessment.wording import Say

IT = Say("it")
ALBA, BRUMA = Reached("Alba", "alba@example.org"), Reached("Bruma", "bruma@example.org")
LACKS = {**everything(4), "PI1.1": 0}


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """Alba lacks a practice that Bruma has; both have submitted."""
    with filled(World(tmp_path / "in-touch.db")) as made:
        hand_in(made, "alba", LACKS)
        hand_in(made, "bruma", everything(4))
        yield made


def introduced(world: World) -> int:
    """Both have accepted."""
    made = world.of("north").propose("PI1.1", "alba", "bruma")
    world.of("bruma").reply(made, "bruma", accept=True)
    world.of("alba").reply(made, "alba", accept=True)
    return made


def kinds(world: World, department: str = "alba") -> list[str]:
    """What happened with a department about introductions, oldest first."""
    events = world.operator.events("north", department)
    return [one.kind for one in reversed(events) if one.kind.startswith("introduction")]


# --- what the store keeps of an introduction


def test_each_gets_the_person_and_the_address_of_who_accepted_for_the_other_and_nothing_before(world: World) -> None:
    made = world.of("north").propose("PI1.1", "alba", "bruma")
    world.of("bruma").reply(made, "bruma", accept=True)

    [waiting] = world.of("alba").introductions_of("alba")
    assert (waiting.helping_id, waiting.helping_name, waiting.helping_person) == (None, None, None)
    [own] = world.of("bruma").introductions_of("bruma")
    assert (own.helping_person, own.asking_name, own.asking_person) == (BRUMA, None, None)

    world.of("alba").reply(made, "alba", accept=True)
    for who in ("alba", "bruma", "helper"):
        [agreed] = world.of(who).introductions_of("bruma" if who == "bruma" else "alba")
        assert (agreed.asking_person, agreed.helping_person) == (ALBA, BRUMA)
        assert (agreed.asking_name, agreed.helping_name) == ("Alba", "Bruma")
    [seen] = world.of("north").introductions("north")
    assert seen.agreed
    assert (seen.asking_person, seen.helping_person) == (None, None)


def test_who_accepts_first_is_who_is_named(world: World) -> None:
    world.sign_in("second", Role.CHIEF, department_id="alba")
    made = world.of("north").propose("PI1.1", "alba", "bruma")

    world.of("alba").reply(made, "alba", accept=True)
    world.of("second").reply(made, "alba", accept=True)

    assert world.of("alba").introductions_of("alba")[0].asking_person == ALBA
    assert kinds(world).count("introduction_accepted") == 1


def test_an_acceptance_can_be_taken_back_until_the_other_has_accepted_too(world: World) -> None:
    made = world.of("north").propose("PI1.1", "alba", "bruma")
    world.of("alba").reply(made, "alba", accept=True)
    world.of("alba").reply(made, "alba", accept=False)

    with pytest.raises(TooLate):
        world.of("bruma").reply(made, "bruma", accept=True)
    [bruma] = world.of("bruma").introductions_of("bruma")
    assert (bruma.declined, bruma.declined_by, bruma.asking_name) == (True, None, None)
    assert world.of("alba").introductions_of("alba")[0].declined_by == "alba"

    agreed = introduced(world)
    with pytest.raises(TooLate):
        world.of("bruma").reply(agreed, "bruma", accept=False)


def test_a_person_whose_access_ended_is_no_longer_named(world: World) -> None:
    introduced(world)

    world.operator.disable(BRUMA.email)

    [one] = world.of("alba").introductions_of("alba")
    assert (one.agreed, one.helping_name, one.helping_person) == (True, "Bruma", None)


def test_with_a_department_that_has_left_nothing_goes_on(world: World) -> None:
    made = world.of("north").propose("PI1.1", "alba", "bruma")
    world.operator.leave("bruma")

    with pytest.raises(TooLate):
        world.of("alba").reply(made, "alba", accept=True)
    with pytest.raises(NotReady, match="left"):
        world.of("north").propose("PI1.2", "alba", "bruma")
    with pytest.raises(NotReady, match="left"):
        world.of("bruma").wish("PI1.1", "bruma")
    assert world.of("alba").introductions_of("alba")[0].left_at is not None

    world.operator.rejoin("bruma")
    introduced_again = world.of("alba").introductions_of("alba")[0]
    assert introduced_again.ended_at is None


def test_the_same_is_proposed_once_and_again_after_it_was_declined(world: World) -> None:
    made = world.of("north").propose("PI1.1", "alba", "bruma")
    with pytest.raises(NotReady, match="proposed"):
        world.of("north").propose("PI1.1", "alba", "bruma")

    world.of("bruma").reply(made, "bruma", accept=False)

    assert world.of("north").propose("PI1.1", "alba", "bruma") != made


# --- what the store keeps of a wish


def test_a_practice_is_wished_for_once_and_the_coordinator_sees_it(world: World) -> None:
    first = world.of("alba").wish("PI1.1", "alba")

    assert world.of("alba").wish("PI1.1", "alba") == first
    assert world.of("alba").wish("PI1.2", "alba") != first
    assert [(one.department_name, one.question_id) for one in world.of("north").wishes("north")] == [
        ("Alba", "PI1.1"),
        ("Alba", "PI1.2"),
    ]
    assert kinds(world) == ["introduction_wished", "introduction_wished"]
    with pytest.raises(NotAllowed):
        world.of("bruma").wishes_of("alba")


def test_a_wish_is_answered_by_a_proposal_or_by_saying_that_nobody_fits(world: World) -> None:
    store = world.of("alba")
    wish, unmet = store.wish("PI1.1", "alba"), store.wish("PI1.2", "alba")

    made = world.of("north").propose("PI1.1", "alba", "bruma")
    world.of("north").nobody_fits(unmet)

    assert world.of("north").wishes("north") == []
    assert [(one.question_id, one.is_open) for one in store.wishes_of("alba")] == [("PI1.2", False)]
    for answered in (wish, unmet):
        with pytest.raises(TooLate):
            store.take_back(answered)
        with pytest.raises(TooLate):
            world.of("north").nobody_fits(answered)
    with pytest.raises(NotReady, match="introduction"):
        store.wish("PI1.1", "alba")
    world.of("bruma").reply(made, "bruma", accept=False)
    assert store.wish("PI1.1", "alba") > unmet
    assert store.wish("PI1.2", "alba") > unmet
    assert all(one.is_open for one in store.wishes_of("alba"))


def test_a_wish_is_taken_back_and_can_be_made_again(world: World) -> None:
    store = world.of("alba")
    store.take_back(store.wish("PI1.1", "alba"))

    assert store.wishes_of("alba") == world.of("north").wishes("north") == []
    assert store.wish("PI1.1", "alba")
    assert kinds(world) == ["introduction_wished", "introduction_wish_taken_back", "introduction_wished"]


def test_only_what_a_department_was_asked_about_can_be_wished_for(world: World) -> None:
    with pytest.raises(NotReady, match="question"):
        world.of("alba").wish("XX9.9", "alba")


def test_an_acceptance_from_before_that_waited_is_asked_again_and_what_was_agreed_stays(tmp_path: Path) -> None:
    path = tmp_path / "in-touch.db"
    made_by(path, 4)
    with closing(connection.connect(path).conn) as opened:
        opened.execute("INSERT INTO regions (id, name, zone) VALUES ('north', 'North', 'Europe/Rome')")
        for one in ("alba", "bruma"):
            values = (one, "north", one, one, "it", "2027-03-01")
            columns = "id, region_id, name, name_key, language, joined_on"
            opened.execute(f"INSERT INTO departments ({columns}) VALUES (?, ?, ?, ?, ?, ?)", values)
        day = "2027-03-01T09:00:00+00:00"
        for question, helping_accepted in (("PI1.1", None), ("PI1.2", day)):
            opened.execute(
                "INSERT INTO introductions (region_id, question_id, asking_id, helping_id, proposed_at, "
                "asking_accepted_at, helping_accepted_at) VALUES ('north', ?, 'alba', 'bruma', ?, ?, ?)",
                (question, day, day, helping_accepted),
            )

    storage.prepare(path).close()

    agreed, waiting = World(path).operator.introductions_of("alba")
    assert (waiting.asking_accepted, waiting.helping_accepted) == (False, False)
    assert (agreed.agreed, agreed.helping_name, agreed.helping_person) == (True, "bruma", None)
