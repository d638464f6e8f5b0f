"""A letter on its way: one sender has it at a time, none is lost, and what has become pointless does not go out."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from assessment import storage
from assessment.command import commands
from assessment.letters import ASKED_LASTS, Letter, Purpose
from assessment.people import Role
from assessment.storage import LEASE, DoorStore, MailStore, NotReady, connection
from tests.worlds import START, World, rows


def handed(world: World, count: int) -> None:
    """Put letters to Bruma's chief into the outbox."""
    post = world.of("bruma").person().post_id
    for _ in range(count):
        world.operator.mail_link(post)


# One sender at a time


def test_several_senders_at_once_send_every_letter_once(world: World) -> None:
    handed(world, 40)

    def send(_: int) -> list[int]:
        mail, sent = MailStore(world.path, world.clock), []
        for letter in iter(mail.take, None):
            mail.sent(letter)
            sent.append(letter.id)
        return sent

    with ThreadPoolExecutor(4) as pool:
        sent = [one for those in pool.map(send, range(4)) for one in those]

    assert sorted(sent) == list(range(1, 41))
    assert rows(world.path, "SELECT sum(tries), count(sent_at) FROM outbox") == [(40, 40)]


@pytest.mark.parametrize("seed", range(6))
def test_whatever_two_senders_do_no_letter_is_with_both_and_none_is_lost(world: World, seed: int) -> None:
    chance, held = random.Random(seed), dict[int, tuple[MailStore, Letter, object]]()
    senders = [MailStore(world.path, world.clock) for _ in range(2)]
    handed(world, 5)
    for _ in range(60):
        one = chance.choice(senders)
        mine = [letter for mail, letter, _ in held.values() if mail is one]
        step = chance.choice(["take", "take", "sent", "later", "killed", "wait", "back"])
        if step == "take" and (letter := one.take()) is not None:
            taken = held.get(letter.id)
            assert taken is None or taken[2] <= world.clock.at  # type: ignore[operator]
            held[letter.id] = (one, letter, world.clock.at + LEASE)
        elif step in ("sent", "later") and mine:
            letter = chance.choice(mine)
            one.sent(letter) if step == "sent" else one.later(letter, "connection refused")
            del held[letter.id]
        elif step == "killed":
            senders[senders.index(one)] = MailStore(world.path, world.clock)
        elif step in ("wait", "back"):
            world.clock.at += timedelta(seconds=40 if step == "wait" else -15)

    world.clock.at += timedelta(hours=1)
    last = MailStore(world.path, world.clock)
    for letter in iter(last.take, None):
        last.sent(letter)
    assert rows(world.path, "SELECT count(*) FROM outbox WHERE sent_at IS NULL") == [(0,)]


def test_who_comes_too_late_with_bad_news_does_not_stop_the_one_who_has_it_since(world: World) -> None:
    handed(world, 1)
    slow, quick = (MailStore(world.path, world.clock) for _ in "ab")
    first = slow.take()
    world.clock.at += LEASE
    again = quick.take()
    assert first is not None and again is not None

    slow.later(first, "timed out")
    assert MailStore(world.path, world.clock).take() is None  # the other still has it
    quick.sent(again)
    slow.refused(first, "550 no such mailbox")

    assert rows(world.path, "SELECT sent_at IS NOT NULL, refused_at, reason FROM outbox") == [(1, None, None)]


def test_a_clock_that_is_set_back_an_hour_loses_no_letter(world: World) -> None:
    handed(world, 2)
    mail = MailStore(world.path, world.clock)
    killed = mail.take()
    assert killed is not None
    world.clock.at -= timedelta(hours=1)
    assert mail.take() is None  # both are of the future, until it is reached again
    world.clock.at += timedelta(hours=1)
    other = mail.take()
    world.clock.at += LEASE
    again = mail.take()

    assert other is not None and again is not None
    assert (other.id, again.id, again.message_id) == (2, 1, killed.message_id)


# What has become pointless


def left(world: World) -> None:
    world.operator.leave("alba")


def removed(world: World) -> None:
    world.operator.remove_round(world.round_id)


def closed(world: World) -> None:
    world.operator.close(world.round_id)


def region_closed(world: World) -> None:
    world.operator.close(world.round_id)
    world.operator.close_region("north")


def over(world: World) -> None:
    world.clock.at += timedelta(days=100)


def shut_out(world: World) -> None:
    world.operator.end_post(world.of("alba").person().post_id)


def handed_over(world: World) -> None:
    world.operator.hand_over(world.of("alba").person().id, "Somebody Else")


def submitted(world: World) -> None:
    world.submit("alba")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        *((one, ":ended") for one in (left, removed, closed, region_closed, over, shut_out, handed_over)),
        (submitted, ":submitted"),
    ],
)
@pytest.mark.parametrize("purpose", [Purpose.INVITATION, Purpose.REMINDER])
def test_a_letter_of_a_round_stays_where_nobody_can_answer_any_more(
    world: World, purpose: Purpose, change: Callable[[World], None], reason: str
) -> None:
    assert world.of("north").send(world.round_id, purpose, ["alba"]) == 1

    change(world)

    assert MailStore(world.path, world.clock).take() is None
    assert rows(world.path, "SELECT sent_at, reason, tries FROM outbox") == [(None, reason, 0)]
    assert storage.verify(world.path).problems == ()


def test_a_letter_goes_as_long_as_its_own_department_can_answer(world: World) -> None:
    world.of("north").send(world.round_id, Purpose.REMINDER, ["alba", "bruma"])
    world.operator.extend(world.round_id, date(2027, 7, 31), "bruma")
    world.operator.close(world.round_id)

    letter = MailStore(world.path, world.clock).take()

    assert letter is not None and (letter.department, letter.last_day) == ("Bruma", date(2027, 7, 31))


def test_a_letter_whose_link_would_be_over_stays(world: World) -> None:
    world.of("north").send(world.round_id, Purpose.INVITATION, ["alba"], date(2027, 3, 10))
    world.clock.at = START.replace(day=10, hour=23)

    assert MailStore(world.path, world.clock).take() is None
    assert rows(world.path, "SELECT reason FROM outbox") == [(":ended",)]


def test_a_link_that_was_asked_for_is_not_sent_to_somebody_who_went_away(world: World) -> None:
    door, mail = DoorStore(world.path, world.clock), MailStore(world.path, world.clock)
    assert door.ask_for_link("alba@example.org", "192.0.2.1")
    tried = mail.take()
    assert tried is not None
    assert door.ask_for_link("bruma@example.org", "192.0.2.1")
    mail.later(tried, "connection refused")
    world.clock.at += ASKED_LASTS

    assert mail.take() is None
    assert rows(world.path, "SELECT department_id, reason FROM outbox") == [
        ("alba", ":ended")
    ]  # unread, the other goes


def test_an_address_is_one_however_it_is_written(world: World) -> None:
    door = DoorStore(world.path, world.clock)
    said = [door.ask_for_link(one, "192.0.2.1") for one in ("a@example.org", "A@example.org ", " a@EXAMPLE.org") * 2]

    assert said == [True] * 5 + [False]
    with pytest.raises(NotReady):
        door.ask_for_link("nobody", "192.0.2.1")


def test_what_a_server_says_is_kept_on_one_line_and_not_without_end(world: World) -> None:
    handed(world, 1)
    mail = MailStore(world.path, world.clock)
    letter = mail.take()
    assert letter is not None
    mail.refused(letter, "550\r\n5.1.1 \x00" + "no " * 500)

    ((reason,),) = rows(world.path, "SELECT reason FROM outbox")
    assert str(reason).startswith("550 5.1.1 no no") and len(str(reason)) < 301


def test_the_link_of_a_letter_is_not_kept_where_the_server_quotes_it(world: World) -> None:
    handed(world, 2)
    mail = MailStore(world.path, world.clock)
    for note in (mail.refused, mail.later):
        letter = mail.take()
        assert letter is not None
        note(letter, f"554 https://in-touch.example.org/sign-in/{letter.token} is on a list")

    said = "https://in-touch.example.org/sign-in/– is on a list"
    assert rows(world.path, "SELECT reason FROM outbox") == [(f"554 {said}",)] * 2


@pytest.mark.parametrize("note", ["sent", "refused"])
def test_what_became_of_an_erased_letter_is_not_noted_of_the_next_with_its_number(world: World, note: str) -> None:
    mail = MailStore(world.path, world.clock)
    world.operator.mail_link(world.of("alba").person().post_id)
    erased = mail.take()
    assert erased is not None
    world.operator.erase(world.of("alba").person().id)
    handed(world, 1)

    mail.sent(erased) if note == "sent" else mail.refused(erased, "550")

    letter = mail.take()
    assert letter is not None and (letter.id, letter.address) == (erased.id, "bruma@example.org")


def test_thousands_of_unknown_addresses_keep_nobody_waiting(world: World) -> None:
    with closing(connection.connect(world.path).conn) as opened:
        opened.execute("BEGIN")
        for number in range(5000):
            opened.execute(
                """
                INSERT INTO outbox (purpose, message_id, address, queued_at, due_at)
                VALUES ('asked', :n, :n || '@example.net', :at, :at)
                """,
                {"n": number, "at": world.clock.at.isoformat()},
            )
        opened.execute("COMMIT")
    DoorStore(world.path, world.clock).ask_for_link("alba@example.org", "192.0.2.1")

    began = time.monotonic()
    letter = MailStore(world.path, world.clock).take()

    assert time.monotonic() - began < 1  # one by one it takes five seconds, and who saves waits for ten at most
    assert letter is not None and letter.address == "alba@example.org"
    assert rows(world.path, "SELECT count(*) FROM outbox") == [(1,)]


# A backup


def test_no_letter_of_a_backup_goes_out_and_nothing_from_before_is_told(world: World, tmp_path: Path) -> None:
    copy, restored = tmp_path / "copy.db", tmp_path / "restored" / "in-touch.db"
    MailStore(world.path, world.clock).fill()
    world.of("north").send(world.round_id, Purpose.INVITATION, ["alba"])
    DoorStore(world.path, world.clock).ask_for_link("nobody@example.org", "192.0.2.1")
    leased = MailStore(world.path, world.clock).take()
    assert leased is not None
    handed(world, 1)
    world.of("north").invite("new@example.org", Role.CHIEF, department_id="bruma")  # of which a letter is to tell
    for words in (["backup", "--database", world.path, copy], ["restore", "--database", restored, copy]):
        assert CliRunner().invoke(commands, [str(one) for one in words]).exit_code == 0

    mail = MailStore(restored, world.clock)
    assert mail.fill() == 0
    world.clock.at += timedelta(days=1)
    assert mail.take() is None
    assert rows(restored, "SELECT purpose, reason, leased_until, sent_at FROM outbox ORDER BY id") == [
        ("invitation", ":restored", None, None),
        ("handed", ":restored", None, None),
    ]
    assert storage.verify(restored).problems == ()
    assert rows(world.path, "SELECT count(*) FROM outbox WHERE refused_at IS NULL") == [(2,)]  # the live one goes on
