"""The outbox: who gets a letter, once, with a link that begins when it goes out."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest

from assessment.letters import ASKED_LASTS, INVITED_LASTS, Letter, Purpose, Sent, Wording
from assessment.letters.written import written
from assessment.people import Role
from assessment.region.approach import Furthest
from assessment.rounds import NewDepartment
from assessment.storage import (
    LEASE,
    Device,
    DoorStore,
    MailStore,
    NotAllowed,
    Store,
    TooManyLetters,
    connection,
    digest,
)
from assessment.storage.inviting import MOST_HANDED, MOST_TO_ONE
from tests.worlds import World


def queued(world: World) -> list[dict[str, object]]:
    with connection.reading(world.path) as db:
        return [dict(row) for row in db.query("SELECT * FROM outbox ORDER BY id")]


def all_of(mail: MailStore) -> list[Letter]:
    return list(iter(mail.take, None))


def test_an_invitation_holds_its_purpose_and_its_link_is_made_when_it_goes_out(world: World) -> None:
    assert world.of("north").send(world.round_id, Purpose.INVITATION, ["alba", "bruma"]) == 2
    (first, _) = queued(world)
    with connection.reading(world.path) as db:
        assert db.conn.execute("SELECT count(*) FROM links WHERE outbox_id IS NOT NULL").fetchone()[0] == 0
    world.clock.at += timedelta(hours=5)
    mail = MailStore(world.path, world.clock)
    letter, other = all_of(mail)
    assert (letter.address, letter.department, letter.round, letter.by) == ("alba@example.org", "Alba", "2027", "North")
    assert letter.reply_to == "north@example.org" and letter.message_id == first["message_id"]
    assert letter.link_until == world.clock.at + INVITED_LASTS and letter.last_day == date(2027, 5, 31)
    assert letter.token and letter.token != other.token and letter.token not in str(queued(world))
    mail.sent(letter)
    mail.refused(other, "550 no such mailbox")
    alba, bruma = world.of("north").approaches(world.round_id)
    assert (alba.standing, bruma.standing) == (Furthest.SIGNED_IN, Furthest.SIGNED_IN)  # while the world was made
    assert (alba.last.state, bruma.last.state, bruma.last.reason) == (Sent.SENT, Sent.REFUSED, "550 no such mailbox")


def test_whom_nobody_has_named_is_not_called_by_a_piece_of_their_address(world: World) -> None:
    place = NewDepartment("Carpi", "it", id="carpi", email="comando.carpi@example.org")
    world.operator.add_departments("north", [place])
    world.operator.invite_to(world.round_id, "carpi")
    world.of("north").send(world.round_id, Purpose.INVITATION, ["carpi"])

    (letter,) = all_of(MailStore(world.path, world.clock))
    assert letter.name == "" and written(letter, "https://in-touch.example.org").text.startswith("Gentile Carpi,")
    assert [one.name for one in world.of("north").approaches(world.round_id)] == ["Alba", "Bruma", ""]


def test_a_letter_whose_sender_was_killed_goes_out_again_under_the_same_id(world: World) -> None:
    world.of("north").send(world.round_id, Purpose.INVITATION, ["alba"])
    killed = MailStore(world.path, world.clock).take()
    next_one = MailStore(world.path, world.clock)
    assert next_one.take() is None  # it is leased
    world.clock.at += LEASE
    again = next_one.take()
    assert again.message_id == killed.message_id and again.token != killed.token
    next_one.sent(again)
    door = DoorStore(world.path, world.clock)
    assert door.link(digest(killed.token)).is_good  # the first may have arrived after all
    assert door.sign_in(digest(killed.token)) is not None
    assert not door.link(digest(again.token)).is_good


def test_a_letter_that_finds_no_server_is_tried_again_with_growing_pauses_and_given_up_after_days(world: World) -> None:
    world.of("north").send(world.round_id, Purpose.INVITATION, ["alba"])
    mail, tries = MailStore(world.path, world.clock), []
    for _ in range(40):
        if (letter := mail.take()) is not None:
            tries.append(world.clock.at)
            mail.later(letter, "connection refused")
        if queued(world)[0]["refused_at"]:
            break
        world.clock.at += timedelta(minutes=1) if len(tries) < 3 else timedelta(hours=2)
    pauses = [late - early for early, late in pairwise(tries)]
    assert pauses[0] < pauses[1] < pauses[2] <= pauses[-1] and queued(world)[0]["reason"] == "connection refused"


def test_a_newer_link_ends_older_unused_ones_when_it_has_gone_out(world: World) -> None:
    older = digest(world.operator.invite("bruma@example.org", Role.CHIEF, department_id="bruma"))
    door, mail = DoorStore(world.path, world.clock), MailStore(world.path, world.clock)
    world.of("north").send(world.round_id, Purpose.INVITATION, ["bruma"])
    letter = mail.take()
    assert door.link(older).is_good
    mail.sent(letter)
    assert not door.link(older).is_good and door.link(digest(letter.token)).is_good


def test_whoever_asks_in_anothers_name_does_not_end_their_invitation(world: World) -> None:
    invited = digest(world.operator.invite("bruma@example.org", Role.CHIEF, department_id="bruma"))
    door, mail = DoorStore(world.path, world.clock), MailStore(world.path, world.clock)
    assert door.ask_for_link("bruma@example.org", "192.0.2.7")
    asked = mail.take()
    mail.sent(asked)
    assert asked.purpose is Purpose.ASKED and asked.link_until == world.clock.at + ASKED_LASTS
    assert door.link(invited).is_good and door.link(digest(asked.token)).is_good


def test_an_unknown_address_is_kept_no_longer_than_until_it_is_looked_up(world: World) -> None:
    assert DoorStore(world.path, world.clock).ask_for_link("nobody@example.org", "192.0.2.7")
    assert [row["address"] for row in queued(world)] == ["nobody@example.org"]
    assert MailStore(world.path, world.clock).take() is None
    assert queued(world) == []


def test_asking_has_a_limit_for_an_address_and_a_wider_one_for_a_source(world: World) -> None:
    door = DoorStore(world.path, world.clock)
    said = [door.ask_for_link("alba@example.org", f"192.0.2.{n}") for n in range(7)]
    assert said == [True] * 5 + [False] * 2
    said = [door.ask_for_link(f"a{n}@example.org", "198.51.100.1") for n in range(52)]
    assert said == [True] * 50 + [False] * 2
    world.clock.at += timedelta(hours=1)
    assert door.ask_for_link("alba@example.org", "198.51.100.1")


def test_the_regions_words_are_kept_for_the_next_time(world: World) -> None:
    north = world.of("north")
    north.keep_wording("north", Purpose.INVITATION, "en", Wording("Please", "Dear [department]"))
    north.keep_wording("north", Purpose.REMINDER, "en", Wording("Again", "Dear"))
    north.keep_wording("north", Purpose.REMINDER, "en", None)
    assert north.wordings("north") == {(Purpose.INVITATION, "en"): Wording("Please", "Dear [department]")}


def test_reminders_go_by_themselves_twice_to_those_who_have_not_submitted_and_each_once(world: World) -> None:
    world.submit("bruma")
    world.of("north").remind_by_itself(world.round_id, on=True)
    mail, sent = MailStore(world.path, world.clock), []
    for day in range(1, 92):
        world.clock.at = world.clock.at.replace(month=3, day=1) + timedelta(days=day)
        for _ in range(3):
            mail.fill()
        for letter in all_of(mail):
            if letter.purpose is Purpose.REMINDER:
                sent.append((world.clock.at.date(), letter.department))
            mail.sent(letter)
    assert sent == [(date(2027, 5, 17), "Alba"), (date(2027, 5, 28), "Alba")]


def test_what_happened_is_written_about_once_to_those_whom_it_concerns(world: World) -> None:
    mail = MailStore(world.path, world.clock)
    mail.fill()  # of what was before, nobody is told
    world.submit("alba")
    world.of("north").reopen(world.round_id, "alba", "a figure was wrong")
    mail.fill()
    mail.fill()
    assert [(row["purpose"], row["department_id"]) for row in queued(world)] == [("reopened", "alba")]


def test_where_links_are_mailed_nobody_is_shown_one_of_a_department(world: World) -> None:
    north = Store(world.path, world.sessions["north"], world.clock, shows_links=False)
    (contact,) = north.contacts("bruma")
    for refused in (
        lambda: north.new_link(contact.post_id),
        lambda: north.invite("x@example.org", Role.CHIEF, department_id="alba"),
        lambda: north.take_along(world.round_id, Purpose.INVITATION, ["bruma"]),
    ):
        with pytest.raises(NotAllowed):
            refused()
    north.mail_link(north.appoint("x@example.org", Role.CHIEF, department_id="alba"))
    assert [row["purpose"] for row in queued(world)] == ["handed"]


def test_on_ones_own_device_one_stays_signed_in_and_sees_and_ends_it(world: World) -> None:
    door = DoorStore(world.path, world.clock)
    alba = Store(world.path, world.sessions["alba"], world.clock)
    own = digest(door.sign_in(digest(alba.own_link()), Device(is_own=True, browser="Firefox")))
    world.clock.at += timedelta(days=29)
    assert door.visitor(own) is not None and door.visitor(world.sessions["alba"]) is None
    (session,) = Store(world.path, own, world.clock).own_sessions()
    assert session.browser == "Firefox" and session.own_device and session.is_this
    world.clock.at += timedelta(days=1)
    assert door.visitor(own) is None


def test_who_is_vouched_for_is_bound_to_one_subject_and_found_by_it_afterwards(world: World) -> None:
    door = DoorStore(world.path, world.clock)
    assert door.sign_in_from("https://id.example", "7", None) is None
    assert door.sign_in_from("https://id.example", "7", "nobody@example.org") is None
    assert door.sign_in_from("https://id.example", "7", "Alba@example.org") is not None
    assert door.sign_in_from("https://id.example", "7", None) is not None
    assert door.sign_in_from("https://id.example", "8", "alba@example.org") is None
    token = door.sign_in_from("https://id.example", "7", "changed@example.org")
    assert door.visitor(digest(token)).name == "Alba" and door.end_session(digest(token)) == "https://id.example"


def test_a_handshake_is_used_once_and_soon(world: World) -> None:
    door = DoorStore(world.path, world.clock)
    used, late = digest(door.begin_handshake()), digest(door.begin_handshake())
    assert door.end_handshake(used) and not door.end_handshake(used) and not door.end_handshake("other")
    world.clock.at += timedelta(minutes=10)
    assert not door.end_handshake(late)


def test_neither_a_link_nor_a_device_leads_to_a_post_that_its_person_got_later(world: World) -> None:
    door, north, alba = DoorStore(world.path, world.clock), world.of("north"), world.of("alba")
    handed = north.invite("x@example.org", Role.CHIEF, department_id="alba")
    world.clock.at += timedelta(minutes=1)
    given = [world.operator.appoint(f"{one}@example.org", Role.ADMINISTRATOR) for one in ("x", "alba", "bruma")]
    world.clock.at += timedelta(minutes=1)
    for token, post in ((handed, given[0]), (alba.own_link(), given[1])):
        session = digest(door.sign_in(digest(token)))
        assert not door.change_post(session, post)
        assert post not in [one.id for one in Store(world.path, session, world.clock).own_posts()]
    # what is mailed is its person's alone
    world.operator.mail_link(world.of("bruma").person().post_id)
    mailed = MailStore(world.path, world.clock).take()
    assert door.change_post(digest(door.sign_in(digest(mailed.token))), given[2])


def test_one_who_gives_access_fills_nobodys_mailbox(world: World) -> None:
    alba = world.of("alba")
    posts = [alba.appoint(f"m{n}@example.org", Role.MEMBER, department_id="alba") for n in range(MOST_HANDED)]
    for _ in range(MOST_TO_ONE):
        alba.mail_link(posts[0])
    with pytest.raises(TooManyLetters):
        alba.mail_link(posts[0])
    for post in posts[1 : 1 + MOST_HANDED - MOST_TO_ONE]:
        alba.mail_link(post)
    with pytest.raises(TooManyLetters):
        alba.mail_link(posts[-1])

    assert world.of("north").mail_link(posts[-1])  # somebody else is not stopped
    world.clock.at += timedelta(hours=1)
    assert alba.mail_link(posts[0])


def test_whose_session_is_ended_does_not_come_back_by_a_link_that_they_made_in_it(world: World) -> None:
    door, alba = DoorStore(world.path, world.clock), world.of("alba")
    thief = digest(door.sign_in(digest(alba.own_link())))
    link = digest(Store(world.path, thief, world.clock).own_link())
    (other,) = [one for one in alba.own_sessions() if not one.is_this]
    alba.end_own_session(other.id)
    assert door.visitor(thief) is None and door.sign_in(link) is None


def test_an_address_with_a_sign_that_becomes_another_letter_is_another_address(world: World) -> None:
    door = DoorStore(world.path, world.clock)
    world.operator.appoint("karl@example.org", Role.CHIEF, department_id="alba")
    assert door.sign_in_from("https://id.example", "7", "\N{KELVIN SIGN}arl@example.org") is None
    assert door.sign_in_from("https://id.example", "8", "KARL@example.org") is not None


def test_whoever_asked_while_the_clock_was_ahead_can_ask_when_it_is_set_right(world: World) -> None:
    door = DoorStore(world.path, world.clock)
    world.clock.at += timedelta(days=30)
    while door.ask_for_link("alba@example.org", "192.0.2.1"):
        pass
    world.clock.at -= timedelta(days=30)
    assert door.ask_for_link("alba@example.org", "192.0.2.1")
