"""What comes into the outbox by itself: whom something that happened concerns, and whom a round reminds, each once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest

from assessment.letters import Purpose
from assessment.people import Role
from assessment.region.approach import Standing
from assessment.storage import MailStore, connection
from tests.given import everything
from tests.worlds import START, World, filled


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with filled(World(tmp_path / "in-touch.db")) as made:
        MailStore(made.path, made.clock).fill()  # of what was before, nobody is told
        yield made


def queued(world: World) -> list[tuple[str, str]]:
    """Why and to whom."""
    query = """
        SELECT purpose, email FROM outbox JOIN posts ON posts.id = post_id JOIN people ON people.id = person_id
         ORDER BY purpose, email
        """
    with connection.reading(world.path) as db:
        return [(row["purpose"], row["email"]) for row in db.query(query)]


def fill(world: World) -> int:
    """How many letters came; a second time none does."""
    mail = MailStore(world.path, world.clock)
    came = mail.fill()
    assert mail.fill() == 0
    return came


def change(world: World, statement: str, *values: object) -> None:
    with closing(connection.connect(world.path).conn) as opened:
        opened.execute(statement, values)


def introduced(world: World) -> int:
    """Bruma asks, and Alba has agreed to be asked."""
    alba = world.of("alba")
    draft = alba.begin(world.round_id, "alba").id
    alba.save_profile(draft, staff=12, official_account=True)
    alba.save_answers(draft, everything(3))
    alba.save_consent(draft, may_be_asked=True)
    alba.submit(draft)
    return world.operator.propose("PI1.1", "bruma", "alba")


# What happened


def test_who_gets_a_link_by_somebody_elses_hand_is_told_and_nobody_for_their_own(world: World) -> None:
    world.of("north").invite("new@example.org", Role.CHIEF, department_id="bruma")
    world.operator.invite("other@example.org", Role.COORDINATOR, region_id="south")
    world.operator.invite("root@example.org", Role.ADMINISTRATOR)
    world.of("alba").own_link()

    assert fill(world) == 3
    assert queued(world) == [("shown", f"{who}@example.org") for who in ("new", "other", "root")]


def test_an_event_about_somebody_who_was_erased_since_makes_no_letter(world: World) -> None:
    world.operator.invite("new@example.org", Role.CHIEF, department_id="bruma")
    world.operator.erase(next(one.id for one in world.operator.people() if one.email == "new@example.org"))

    assert fill(world) == 0


def test_a_comparison_is_told_to_each_chief_of_who_submitted_once(world: World) -> None:
    world.operator.appoint("second@example.org", Role.CHIEF, department_id="alba")
    world.submit("alba")
    world.operator.reopen(world.round_id, "alba", "Misread")
    again = world.of("alba").draft(world.round_id, "alba")
    assert again is not None
    world.of("alba").submit(again.id)  # two submissions, one department
    world.operator.close(world.round_id)
    world.of("north").publish(world.round_id)

    fill(world)

    told = [one for one in queued(world) if one[0] == "published"]
    assert told == [("published", "alba@example.org"), ("published", "second@example.org")]


@pytest.mark.parametrize("kind", ["published", "reopened"])
def test_a_department_that_left_is_told_nothing_any_more(world: World, kind: str) -> None:
    world.submit("alba")
    if kind == "published":
        world.operator.close(world.round_id)
        world.of("north").publish(world.round_id)
    else:
        world.operator.reopen(world.round_id, "alba", "Misread")
    world.operator.leave("alba", merged_into="bruma")

    assert fill(world) == 0


def test_who_cannot_sign_in_any_more_is_told_nothing(world: World) -> None:
    world.submit("alba")
    world.operator.reopen(world.round_id, "alba", "Misread")
    change(world, "UPDATE posts SET until = ? WHERE role = 'chief'", world.clock.at.isoformat())

    assert fill(world) == 0


def test_news_of_days_ago_is_none(world: World) -> None:
    world.submit("alba")
    world.operator.reopen(world.round_id, "alba", "Misread")
    world.clock.at += timedelta(days=2, seconds=1)

    assert fill(world) == 0


def test_what_happens_is_told_also_where_the_clock_was_ahead_when_letters_began(tmp_path: Path) -> None:
    with filled(World(tmp_path / "in-touch.db")) as world:
        world.clock.at += timedelta(days=400)
        MailStore(world.path, world.clock).fill()
        world.clock.at = START
        introduced(world)
        world.operator.reopen(world.round_id, "alba", "Misread")

        fill(world)

        assert {purpose for purpose, _ in queued(world)} == {"proposed", "reopened"}
        world.of("alba").reply(1, "alba", accept=True)
        world.of("bruma").reply(1, "bruma", accept=True)
        assert fill(world) == 2


# Introductions


def test_an_introduction_is_told_when_it_is_proposed_and_when_both_have_accepted(world: World) -> None:
    made = introduced(world)
    assert fill(world) == 2
    assert queued(world) == [("proposed", "alba@example.org"), ("proposed", "bruma@example.org")]

    world.of("alba").reply(made, "alba", accept=True)
    assert fill(world) == 0
    world.of("bruma").reply(made, "bruma", accept=True)
    assert fill(world) == 2
    assert queued(world)[:2] == [("introduced", "alba@example.org"), ("introduced", "bruma@example.org")]


def test_who_has_yet_to_answer_is_told_of_it_also_where_the_other_was_quick(world: World) -> None:
    made = introduced(world)
    world.of("bruma").reply(made, "bruma", accept=True)

    assert fill(world) == 1
    assert queued(world) == [("proposed", "alba@example.org")]


@pytest.mark.parametrize("first", ["alba", "bruma"])
def test_of_one_that_was_declined_nobody_is_told(world: World, first: str) -> None:
    made = introduced(world)
    world.of(first).reply(made, first, accept=False)

    assert fill(world) == 0


def test_of_one_whose_department_left_nobody_is_told(world: World) -> None:
    introduced(world)
    world.operator.leave("bruma")

    assert fill(world) == 0


# Reminders


def test_a_round_whose_last_day_is_moved_reminds_before_that_one(world: World) -> None:
    world.of("north").remind_by_itself(world.round_id, on=True)
    change(world, "UPDATE posts SET ended_at = ? WHERE department_id = 'bruma'", START.isoformat())
    days = reminded_on(world, date(2027, 5, 10), date(2027, 5, 29))
    world.operator.extend(world.round_id, date(2027, 6, 20), "alba")
    days += reminded_on(world, date(2027, 5, 30), date(2027, 6, 30))

    assert days == [date(2027, 5, 17), date(2027, 5, 28), date(2027, 6, 6), date(2027, 6, 17)]


def reminded_on(world: World, first: date, last: date) -> list[date]:
    """The days on which Alba is reminded, where the worker runs in the morning and at night."""
    found = []
    for day in range((last - first).days + 1):
        for hour in (4, 10):
            world.clock.at = START.replace(month=first.month, day=first.day, hour=hour) + timedelta(days=day)
            came = fill(world)
            assert came in (0, 1) and not (came and hour == 4)
            found += [world.clock.at.date()] * came
            mail = MailStore(world.path, world.clock)
            for letter in iter(mail.take, None):
                mail.sent(letter)
    return found


@pytest.mark.parametrize("what", ["off", "closed", "left", "run out"])
def test_nobody_is_reminded_who_cannot_answer(world: World, what: str) -> None:
    world.of("north").remind_by_itself(world.round_id, on=True)
    world.operator.leave("bruma")
    world.clock.at = START.replace(month=5, day=20)
    if what == "off":
        world.operator.remind_by_itself(world.round_id, on=False)
    elif what == "closed":
        world.operator.close(world.round_id)
    elif what == "left":
        world.operator.leave("alba")
    else:
        change(world, "UPDATE posts SET until = ?", world.clock.at.isoformat())
    assert fill(world) == 0


def test_who_is_written_to_is_somebody_who_can_sign_in(world: World) -> None:
    change(world, "UPDATE posts SET until = ? WHERE role = 'chief'", world.clock.at.isoformat())

    alba, bruma = world.operator.approaches(world.round_id)

    assert alba.address == "helper@example.org"  # the chief's post has run out
    assert (bruma.post_id, bruma.address, bruma.can_get(Purpose.INVITATION)) == (None, "", False)
    change(world, "DELETE FROM sessions")
    assert world.operator.approaches(world.round_id)[1].standing is Standing.NO_ADDRESS
