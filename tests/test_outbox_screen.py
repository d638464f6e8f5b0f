"""Mail on the page System: what waits, what was refused, and a test letter that is looked after."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from conftest import OpenPage, as_read, press, tables, told, visit_to, words
from streamlit.testing.v1 import AppTest
from worlds import World

from assessment.letters import Purpose
from assessment.people import Role
from assessment.postman import ADDRESS, FAULT
from assessment.screens.administrator import system
from assessment.screens.administrator.parts import outbox
from assessment.storage import MailStore
from assessment.storage.outbox import ENDED, GIVEN_UP, RESTORED, SUBMITTED
from assessment.visit import Visit
from assessment.wording import LANGUAGES, Say

IT = Say("it")


def admin(world: World, language: str = "it", *, mails: bool = True) -> Visit:
    return replace(visit_to(world.of("admin"), language), mails=mails)


def invite(world: World) -> None:
    world.of("north").send(world.round_id, Purpose.INVITATION, ["alba", "bruma"])


def refused(page: AppTest) -> list[tuple[str, ...]]:
    return [tuple(as_read(str(cell)) for cell in row) for row in tables(page)[0].to_numpy()]


def test_without_a_mail_server_it_is_said_how_links_get_to_people(world: World, open_page: OpenPage) -> None:
    page = open_page(outbox.section, admin(world, mails=False))
    assert IT("system.mail.none") in words(page) and IT("system.mail.handed_out") in words(page)
    assert "mail-test" not in [one.key for one in page.button]

    page = open_page(outbox.section, replace(admin(world, mails=False), shows_links=False))
    assert IT("system.mail.none") in words(page) and IT("system.mail.handed_out") not in words(page)


def test_where_nothing_waits_that_is_said(world: World, open_page: OpenPage) -> None:
    page = open_page(outbox.section, admin(world))
    assert IT("system.mail.nothing_waits") in words(page) and IT("system.mail.refused") not in words(page)


def test_what_waits_is_counted_with_the_last_reason(world: World, open_page: OpenPage) -> None:
    invite(world)
    page = open_page(outbox.section, admin(world))
    assert IT("system.mail.waits", 2, since="1º\u00a0marzo 2027, 09:00") in words(page)
    assert IT("system.mail.nothing_waits") not in words(page)

    mail = MailStore(world.path, world.clock)
    mail.later(mail.take(), "Connection refused *now*")
    page = open_page(outbox.section, admin(world))
    assert IT("system.mail.because", reason="Connection refused *now*") in words(page)


def test_mail_that_has_not_gone_out_for_an_hour_is_something_to_see_to(world: World, open_page: OpenPage) -> None:
    world.of("admin").mail_test()
    mail = MailStore(world.path, world.clock)
    mail.later(mail.take(), "Connection refused")
    world.clock.at += timedelta(minutes=60)
    assert IT("system.headline", 1) in words(open_page(system.show, admin(world)))

    world.clock.at += timedelta(minutes=1)
    page = open_page(system.show, admin(world))
    assert IT("system.headline", 2) in words(page)
    assert told(page, "system.problem.mail_waits")["moment"] == "1º\u00a0marzo 2027, 09:00"


def test_what_was_refused_is_listed_with_the_servers_words_or_ours(world: World, open_page: OpenPage) -> None:
    invite(world)
    mail = MailStore(world.path, world.clock)
    mail.refused(mail.take(), "550 5.1.1 <alba@example.org> unknown")
    world.clock.at += timedelta(hours=1)
    mail.refused(mail.take(), GIVEN_UP)

    page = open_page(outbox.section, admin(world))
    purpose = IT("mail.purpose.invitation")
    assert refused(page) == [
        (f"bruma@example.org · {purpose} · 1º\u00a0marzo 2027, 10:00", IT("mail.reason.given_up")),
        (f"alba@example.org · {purpose} · 1º\u00a0marzo 2027, 09:00", "550 5.1.1 <alba@example.org> unknown"),
    ]


@pytest.mark.parametrize("reason", [ENDED, SUBMITTED, GIVEN_UP, RESTORED, ADDRESS, FAULT])
@pytest.mark.parametrize("language", LANGUAGES)
def test_each_reason_of_ours_has_words(world: World, open_page: OpenPage, reason: str, language: str) -> None:
    invite(world)
    mail = MailStore(world.path, world.clock)
    mail.refused(mail.take(), reason)

    ((_, why),) = refused(open_page(outbox.section, admin(world, language)))
    assert ":" not in why[0] and why == Say(language)(f"mail.reason.{reason[1:]}")


def test_a_test_letter_is_looked_after_until_the_server_has_taken_it(world: World, open_page: OpenPage) -> None:
    page = open_page(outbox.section, admin(world))
    press(page, IT("system.mail.test.button"))
    assert IT("system.mail.test.waiting", address="admin@example.org") in words(page)
    assert IT("system.mail.waits", 1, since="1º\u00a0marzo 2027, 09:00") in words(page)

    mail = MailStore(world.path, world.clock)
    letter = mail.take()
    assert letter is not None and (letter.purpose, letter.address) == (Purpose.TEST, "admin@example.org")
    mail.sent(letter)
    page.run()
    assert IT("system.mail.test.sent", address="admin@example.org", moment="1º\u00a0marzo 2027, 09:00") in words(page)


def test_a_test_letter_that_fails_says_why(world: World, open_page: OpenPage) -> None:
    page = open_page(outbox.section, admin(world))
    press(page, IT("system.mail.test.button"))
    mail = MailStore(world.path, world.clock)
    mail.later(mail.take(), "535 wrong password")
    page.run()
    assert IT("system.mail.test.later", address="admin@example.org", reason="535 wrong password") in words(page)

    world.clock.at += timedelta(minutes=1)
    mail.refused(mail.take(), "550 no such user")
    page.run()
    assert IT("system.mail.test.refused", address="admin@example.org", reason="550 no such user") in words(page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_many_refused_letters_are_shown_a_page_at_a_time(world: World, open_page: OpenPage, language: str) -> None:
    for n in range(25):
        world.sign_in(f"boss{n}", Role.ADMINISTRATOR)
        world.of(f"boss{n}").mail_test()
    mail = MailStore(world.path, world.clock)
    while (letter := mail.take()) is not None:
        mail.refused(letter, "550 no")

    page = open_page(outbox.section, admin(world, language))
    assert len(refused(page)) == 20 and refused(page)[0][0].startswith("boss24@example.org")
