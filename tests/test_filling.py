"""What comes into the outbox by itself: whom something that happened concerns, and whom a round reminds, each once."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from assessment.commitments import Status
from assessment.letters import Purpose
from assessment.people import Role
from assessment.region.approach import Furthest
from assessment.storage import MailStore, connection
from tests.given import everything
from tests.worlds import START, World, filled, rows


@pytest.fixture
def world(world: World) -> World:
    MailStore(world.path, world.clock).fill()  # of what was before, nobody is told
    return world


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
    rows(world.path, statement, *values)


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
    assert world.operator.approaches(world.round_id)[1].standing is Furthest.NO_ADDRESS


# Steps of a plan


def planned(world: World, *months: int) -> None:
    """Alba's plan with a step that is due in each of some months of 2027; its chief wants to be reminded."""
    alba = world.submit("alba")
    for level, month in enumerate(months, 1):
        made = alba.take_step(world.round_id, "alba", "PI1.1", level)
        base = next(one for one in alba.commitments("alba") if one.id == made)
        alba.change_commitment(base, month=date(2027, month, 1), who="Rosa Verdi", action="Write it down")
    alba.want_plan_letters("alba", on=True)


def set_all(world: World, **values: object) -> None:
    for one in world.operator.commitments("alba"):
        world.operator.change_commitment(one, **values)


def written_on(world: World, first: date, last: date) -> list[tuple[date, int, date | None]]:
    """On which days letters go out, about how many steps and which month, where the worker runs morning and night."""
    found = []
    for day in range((last - first).days + 1):
        for hour in (5, 10):  # in UTC; before and after eight in the region
            world.clock.at = START.replace(month=first.month, day=first.day, hour=hour) + timedelta(days=day)
            fill(world)
            mail = MailStore(world.path, world.clock)
            for letter in iter(mail.take, None):
                assert hour == 10 and (letter.purpose, letter.token) == (Purpose.STEPS, "")
                found.append((world.clock.at.date(), letter.steps, letter.due))
                mail.sent(letter)
    return found


def test_the_month_before_steps_are_due_one_letter_goes_to_who_wants_it(world: World) -> None:
    planned(world, 6, 6, 8)

    assert written_on(world, date(2027, 4, 28), date(2027, 8, 5)) == [
        (date(2027, 5, 1), 2, date(2027, 6, 1)),
        (date(2027, 7, 1), 1, date(2027, 8, 1)),
    ]


def test_of_a_december_it_is_told_of_the_january_after_it(world: World) -> None:
    planned(world, 12)
    set_all(world, month=date(2028, 1, 1))

    assert written_on(world, date(2027, 11, 28), date(2027, 12, 3)) == [(date(2027, 12, 1), 1, date(2028, 1, 1))]


def test_a_letter_about_steps_that_comes_late_comes_all_the_same(world: World) -> None:
    planned(world, 6)

    assert written_on(world, date(2027, 5, 19), date(2027, 5, 31)) == [(date(2027, 5, 19), 1, date(2027, 6, 1))]


def test_months_are_those_of_the_region(world: World) -> None:
    planned(world, 6)
    world.clock.at = START.replace(month=4, day=30, hour=23)  # it is May there, and before eight
    assert fill(world) == 0
    world.clock.at = START.replace(month=5, day=31, hour=23)  # and June
    assert fill(world) == 0


@pytest.mark.parametrize("what", ["not wanted", "done", "no month", "left", "ended", "erased", "region closed"])
@pytest.mark.parametrize("waits", [False, True])
def test_no_letter_about_steps_goes_that_is_not_wanted_or_about_nothing(world: World, what: str, waits: bool) -> None:
    planned(world, 6)
    world.clock.at = START.replace(month=5, day=2)
    mail = MailStore(world.path, world.clock)
    if waits:
        assert fill(world) == 1
    if what == "not wanted":
        change(world, "DELETE FROM plan_letters")
    elif what == "done":
        set_all(world, status=Status.DONE)
    elif what == "no month":
        set_all(world, month=None)
    elif what == "left":
        world.operator.leave("alba")
    elif what == "region closed":
        world.operator.close(world.round_id)
        world.operator.close_region("north")
    elif what == "ended":
        change(world, "UPDATE posts SET ended_at = ? WHERE role = 'chief'", world.clock.at.isoformat())
    else:
        world.operator.erase(next(one.id for one in world.operator.people() if one.email == "alba@example.org"))

    assert fill(world) == 0
    assert mail.take() is None


def test_each_who_wants_it_gets_one_in_their_newest_post_there_alone(world: World) -> None:
    planned(world, 6)
    world.of("helper").want_plan_letters("alba", on=True)
    world.operator.appoint("alba@example.org", Role.CHIEF, department_id="bruma")
    world.clock.at = START.replace(month=5, day=2)

    assert fill(world) == 2
    assert queued(world) == [("steps", "alba@example.org"), ("steps", "helper@example.org")]
    with connection.reading(world.path) as db:
        assert {row["department_id"] for row in db.query("SELECT department_id FROM outbox")} == {"alba"}
