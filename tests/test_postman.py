"""The postman against a real mail server: what arrives, what is refused, and that no letter is lost."""

from __future__ import annotations

import os
import re
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.utils import getaddresses
from pathlib import Path

import pytest
from browser import fill, serving
from click.testing import CliRunner, Result
from mail_server import USER, MailServer, certificate, running
from victim import at_work, mail_server, send_mail
from worlds import World

from assessment import log
from assessment.command import commands
from assessment.letters import Letter, Mailed, Purpose, Sent, Written
from assessment.people import Role
from assessment.postman import ADDRESS, FAULT, Later, Postman, Refused, Server, ServerLine, message, server_of
from assessment.rounds import NewDepartment
from assessment.settings import Settings, settings
from assessment.storage import DoorStore, MailStore, NotSaved, connection, digest, now
from assessment.wording import LANGUAGES, Say

HEADERS = {
    *("Message-ID", "Date", "From", "To", "Reply-To", "Subject", "Auto-Submitted", "MIME-Version"),
    *("Content-Type", "Content-Transfer-Encoding", "Content-Language"),
}
TOKEN = "K3v9x0Qm2Zt7" * 4
SENDER = "In Touch <in-touch@example.org>"


@pytest.fixture
def server() -> Iterator[MailServer]:
    with running() as made:
        yield made


def postman(world: World, port: int) -> Postman:
    return Postman(MailStore(world.path, world.clock), mail_server(port), world.clock)


def invite(world: World, *departments: str) -> None:
    world.of("north").send(world.round_id, Purpose.INVITATION, departments or ("alba", "bruma"))


def last(world: World, department: str) -> Mailed:
    found = {one.department_id: one.last for one in world.of("north").approaches(world.round_id)}[department]
    assert found is not None
    return found


def a_letter(**changed: object) -> Letter:
    letter = Letter(1, Purpose.TEST, "0f1e", "alba@example.org", "Alba Àlvarez", "es", "Europe/Rome")
    return replace(letter, **changed)


# what arrives


def test_a_letter_arrives_as_it_was_written_under_its_id(world: World, server: MailServer) -> None:
    invite(world)
    postman(world, server.port).empty()

    alba, bruma = server.letters
    (text,) = {one.text for one in server.to("alba@example.org")}
    assert alba.message["To"] == "Alba <alba@example.org>" and alba.message["From"] == SENDER
    assert alba.message["Reply-To"] == "North <north@example.org>"
    assert (alba.message["Auto-Submitted"], alba.message["Content-Language"]) == ("auto-generated", "it")
    assert alba.message["Date"].datetime == world.clock.at
    assert alba.id.endswith("@example.org>") and alba.id != bruma.id
    assert "Alba" in alba.subject + text and len(alba.links) == 1 and alba.links != bruma.links
    assert server.connections == 1
    assert last(world, "alba").state is Sent.SENT


def test_what_a_letter_brings_signs_in(world: World, server: MailServer) -> None:
    invite(world, "alba")
    postman(world, server.port).empty()
    token = server.link("alba@example.org").rpartition("/")[2]

    door = DoorStore(world.path, world.clock)
    session = door.sign_in(digest(token))
    assert session is not None and door.visitor(digest(session)).name == "Alba"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Núria, Ñ. <b@example.org>", "Núria Ñ. b example.org"),
        ('"; bcc: c@example.org', "bcc c example.org"),
        ("A\r\nBcc: d@example.org", "A Bcc d example.org"),
        ("Ñ" * 200 + ", x@y.org", "Ñ" * 200 + " x y.org"),
        ("", ""),
        ("\N{RIGHT-TO-LEFT OVERRIDE}=?utf-8?q?x?=", None),
        ("=?utf-8?q?A=0aBcc=3a_d=40example.org?=", None),
        ("=?utf-8?b?QQpCY2M6IGRAZXhhbXBsZS5vcmcKCnRleHQ=?=", None),
        ("==?us-ascii?q?A=0d=0a=0d=0atext?= B", None),
    ],
)
def test_no_name_and_no_subject_becomes_an_address_or_a_header(name: str, shown: str | None) -> None:
    letter = a_letter(name=name, by=name, reply_to="north@example.org")
    made = message(letter, Written(f"{name}\r\nX-Mine: 1", "text"), SENDER, now())
    plain, read = (message_from_bytes(made.as_bytes(), policy=one) for one in (policy.compat32, policy.default))

    assert set(plain.keys()) <= HEADERS and len(plain.keys()) == len(HEADERS)
    assert [address for _, address in getaddresses([plain["To"]])] == ["alba@example.org"]
    assert [address for _, address in getaddresses([plain["Reply-To"]])] == ["north@example.org"]
    (to,) = read["To"].addresses
    called = str(make_header(decode_header(str(plain["To"])))).rpartition(" <")[0].strip('"')
    assert to.addr_spec == "alba@example.org" and shown in (None, called)
    assert read["Subject"].splitlines() in ([], [" ".join(f"{name} X-Mine: 1".split())]) or shown is None
    assert all(len(one) < 1000 for one in made.as_bytes().splitlines())


def test_the_text_arrives_unchanged_whatever_is_in_it(server: MailServer, monkeypatch: pytest.MonkeyPatch) -> None:
    text = f".\n..\nFrom here\n{'àñ€😀 ' * 300}\n\n= =3D  \n"
    monkeypatch.setattr("assessment.postman.server.written", lambda *_, **how: Written("Sübject", text))
    with closing(ServerLine(mail_server(server.port))) as line:
        line.send(a_letter(), now())
    assert (server.letters[0].text, server.letters[0].subject) == (text, "Sübject")


def test_who_reads_a_language_that_letters_are_not_written_in_gets_the_first(world: World, server: MailServer) -> None:
    with connection.writing(world.path) as db:
        db.execute("UPDATE people SET language = 'de' WHERE email = 'alba@example.org'")
    invite(world, "alba")
    postman(world, server.port).empty()
    assert Say(LANGUAGES[0])("mail.link") in server.letters[0].text


# what does not


def test_what_the_server_refuses_is_told_in_its_words_and_the_others_arrive(world: World, server: MailServer) -> None:
    server.refuses.add("alba@example.org")
    invite(world)
    postman(world, server.port).empty()

    refused = last(world, "alba")
    assert (refused.state, refused.reason) == (Sent.REFUSED, "550 5.1.1 No mailbox called alba@example.org here")
    assert last(world, "bruma").state is Sent.SENT and len(server.letters) == 1 and server.connections == 1


def test_no_part_of_a_link_is_told_where_the_server_quotes_it(
    server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def quotes(*_: object) -> str:
        return f"554 5.7.1 {'listed ' * 38}{TOKEN}"  # which would be cut in the middle

    monkeypatch.setattr(MailServer, "handle_DATA", quotes)
    with closing(ServerLine(mail_server(server.port))) as line, pytest.raises(Refused) as refusal:
        line.send(a_letter(token=TOKEN), now())
    assert TOKEN[:8] not in str(refusal.value) and str(refusal.value).startswith("554 5.7.1 listed")


def test_what_the_server_puts_off_is_tried_again_and_the_others_arrive(
    world: World, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assessment.postman.rounds._LOOKS", 0.01)
    server.defers = 1
    invite(world)
    postman(world, server.port).empty()

    assert (last(world, "alba").state, last(world, "alba").reason) == (Sent.WAITING, "451 4.3.0 Come back later")
    assert [one.recipient for one in server.letters] == ["bruma@example.org"]
    postman(world, server.port).empty()
    assert len(server.letters) == 1
    world.clock.at += timedelta(minutes=1)
    postman(world, server.port).empty()
    assert last(world, "alba").state is Sent.SENT and len(server.to("alba@example.org")) == 1


def test_a_server_that_dies_before_it_says_that_it_has_a_letter_gets_it_again_under_the_same_id(
    world: World, server: MailServer
) -> None:
    server.drops = 1
    invite(world, "alba")
    with pytest.raises(Later):
        postman(world, server.port).empty()
    world.clock.at += timedelta(minutes=1)
    postman(world, server.port).empty()

    first, second = server.letters
    tokens = [digest(one.links[0].rpartition("/")[2]) for one in server.letters]
    door = DoorStore(world.path, world.clock)
    assert first.id == second.id and len(set(tokens)) == 2
    assert all(door.link(token).is_good for token in tokens)  # nobody knows which of the two is read
    assert door.sign_in(tokens[0]) is not None
    assert not door.link(tokens[1]).is_good


def test_where_nobody_answers_letters_wait(world: World) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as found:
        port = found.getsockname()[1]
    invite(world, "alba")
    with pytest.raises(Later):
        postman(world, port).empty()

    assert (last(world, "alba").state, last(world, "alba").reason) == (Sent.WAITING, "Connection refused")


def test_a_connection_that_the_server_has_ended_is_opened_again(server: MailServer) -> None:
    line = ServerLine(mail_server(server.port))
    line.send(a_letter(), now())
    assert line._smtp is not None and line._smtp.sock is not None
    line._smtp.sock.shutdown(socket.SHUT_RDWR)
    line.send(a_letter(), now())
    line.close()

    assert len(server.letters) == 2 and server.connections == 2


# whom the server trusts, and whom we do


def encrypted(port: int, folder: Path, authority: Path | None, password: str = "right") -> Server:
    (folder / "password").write_text(f"{password}\n")
    return replace(
        mail_server(port),
        tls="starttls",
        user=USER,
        password_file=folder / "password",
        trusts=lambda: ssl.create_default_context(cafile=authority),
    )


def test_a_letter_goes_out_encrypted_and_signed_in(tmp_path: Path) -> None:
    shows = certificate(tmp_path)
    with (
        running(shows, "right") as server,
        closing(ServerLine(encrypted(server.port, tmp_path, shows.authority))) as line,
    ):
        assert line.send(a_letter(), now()) == "250 OK"
        assert len(server.letters) == 1


@pytest.mark.parametrize("host", ["127.0.0.1", "elsewhere.example.org"])
def test_nothing_is_sent_to_a_server_that_cannot_prove_who_it_is(tmp_path: Path, host: str) -> None:
    shows = certificate(tmp_path, host)
    trusted = None if host == "127.0.0.1" else shows.authority  # its authority is not known, or it is not its name
    with running(shows, "right") as server, closing(ServerLine(encrypted(server.port, tmp_path, trusted))) as line:
        with pytest.raises(Later, match="CERTIFICATE_VERIFY_FAILED"):
            line.send(a_letter(), now())
        assert server.tried == 0 and server.letters == []


def test_nothing_is_sent_unencrypted_where_encryption_is_asked_for(server: MailServer) -> None:
    with closing(ServerLine(replace(mail_server(server.port), tls="starttls"))) as line:
        with pytest.raises(Later, match="STARTTLS"):
            line.send(a_letter(), now())
        assert server.tried == 0


def test_a_wrong_password_keeps_the_letters_and_is_told(world: World, tmp_path: Path) -> None:
    shows = certificate(tmp_path)
    invite(world)
    with running(shows, "right") as server:
        wrong = encrypted(server.port, tmp_path, shows.authority, "wrong")
        with pytest.raises(Later):
            Postman(MailStore(world.path, world.clock), wrong, world.clock).empty()
        waiting = [one for one in (last(world, "alba"), last(world, "bruma")) if one.state is Sent.WAITING]
        assert len(waiting) == 2 and "535 5.7.8 Authentication credentials invalid" in [one.reason for one in waiting]
        world.clock.at += timedelta(minutes=1)
        (tmp_path / "password").write_text("right")  # read again each time
        Postman(MailStore(world.path, world.clock), wrong, world.clock).empty()
        assert len(server.letters) == 2


def test_a_password_that_is_asked_for_and_not_set_puts_letters_off(tmp_path: Path) -> None:
    shows = certificate(tmp_path)
    with running(shows, "right") as server:
        nobody = replace(encrypted(server.port, tmp_path, shows.authority), user="")
        with closing(ServerLine(nobody)) as line, pytest.raises(Later, match="530"):
            line.send(a_letter(), now())


@pytest.mark.parametrize("content", ["pässwörd".encode(), b"p\xe4ss"])
def test_a_password_that_cannot_be_said_puts_letters_off_and_is_quoted_nowhere(tmp_path: Path, content: bytes) -> None:
    shows = certificate(tmp_path)
    with running(shows, "right") as server:
        told = encrypted(server.port, tmp_path, shows.authority)
        (tmp_path / "password").write_bytes(content)
        with closing(ServerLine(told)) as line, pytest.raises(Later) as delay:
            line.send(a_letter(), now())
        assert re.fullmatch("Unicode(En|De)codeError", str(delay.value))


# addresses of every kind


@pytest.mark.parametrize(
    "address",
    [
        *("nobody", "@example.org", "a@", "a b@example.org", "a@b\r\nx", "a@" + "é" * 70),
        *("a,b@example.org", "a;b@example.org", "a(b)@example.org", "a:b@example.org"),  # of two people, or of another
    ],
)
def test_what_is_no_address_is_refused_and_stops_nobody(server: MailServer, address: str) -> None:
    with closing(ServerLine(mail_server(server.port))) as line:
        with pytest.raises(Refused, match=ADDRESS):
            line.send(a_letter(address=address), now())
        line.send(a_letter(), now())
    assert len(server.letters) == 1


def test_hosts_and_people_of_other_alphabets_get_their_letters_where_the_server_can(server: MailServer) -> None:
    with closing(ServerLine(mail_server(server.port))) as line:
        line.send(a_letter(address="jefa@policía.example"), now())
        line.send(a_letter(address="núria@example.org"), now())
    assert [one.recipient for one in server.letters] == ["jefa@xn--polica-7va.example", "núria@example.org"]


def test_a_server_without_other_alphabets_refuses_such_an_address_and_takes_the_next(server: MailServer) -> None:
    server.speaks_utf8 = False
    with closing(ServerLine(mail_server(server.port))) as line:
        with pytest.raises(Refused, match=ADDRESS):
            line.send(a_letter(address="núria@example.org"), now())
        line.send(a_letter(), now())
    assert [one.recipient for one in server.letters] == ["alba@example.org"]


# the thread


def test_the_postman_sends_what_comes_and_ends_when_told(world: World, server: MailServer) -> None:
    one = Postman(MailStore(world.path, world.clock), mail_server(server.port), world.clock)
    one.start()
    invite(world, "alba")
    server.wait_for(1)
    world.of("admin").mail_test()
    server.wait_for(2)
    before = time.monotonic()
    one.stop()
    assert not one._thread.is_alive() and time.monotonic() - before < 2


def test_the_postman_tells_of_a_fault_once_and_goes_on(
    world: World, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[BaseException | None] = []
    monkeypatch.setattr(log, "tell", lambda kind, where, error: told.append(error))
    monkeypatch.setattr("assessment.postman.rounds._RECOVERS", (0.01,))
    monkeypatch.setattr("assessment.postman.rounds._LOOKS", 0.01)
    store = MailStore(world.path, world.clock)
    take, faults = store.take, [RuntimeError("broken")] * 3

    def broken() -> Letter | None:
        if faults:
            raise faults.pop()
        return take()

    monkeypatch.setattr(store, "take", broken)
    invite(world, "alba")
    one = Postman(store, mail_server(server.port), world.clock)
    one.start()
    server.wait_for(1)
    one.stop()
    assert [str(error) for error in told] == ["broken"] and faults == []


def test_a_server_that_does_not_answer_is_no_fault_of_ours(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[log.LogKind] = []
    heard = threading.Event()

    def tell(kind: log.LogKind, where: str, error: BaseException | None = None) -> None:
        told.append(kind)
        heard.set()

    monkeypatch.setattr(log, "tell", tell)
    invite(world, "alba")
    one = Postman(MailStore(world.path, world.clock), mail_server(1), world.clock)  # nobody listens there
    one.start()
    heard.wait(20)
    one.stop()

    assert told == [log.LogKind.MAIL_WAITS]


def test_a_letter_that_cannot_be_written_is_put_off(
    world: World, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(letter: Letter, *_: str, **how: bool) -> Written:
        raise KeyError(letter.language)

    invite(world, "alba")
    monkeypatch.setattr("assessment.postman.server.written", broken)
    with pytest.raises(KeyError):
        postman(world, server.port).empty()
    assert (last(world, "alba").state, last(world, "alba").reason) == (Sent.WAITING, FAULT)


def test_that_a_letter_is_sent_is_noted_though_the_disk_is_full_for_a_moment(
    world: World, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assessment.postman.rounds._LOOKS", 0.01)
    store = MailStore(world.path, world.clock)
    sent, refusals = store.sent, [NotSaved("full")] * 3

    def full(letter: Letter) -> None:
        if refusals:
            raise refusals.pop()
        sent(letter)

    monkeypatch.setattr(store, "sent", full)
    invite(world, "alba")
    Postman(store, mail_server(server.port), world.clock).empty()
    assert last(world, "alba").state is Sent.SENT and len(server.letters) == 1


# several at once, and killed


def many(world: World, count: int) -> None:
    """Put letters to as many departments into the outbox, each with a chief."""
    departments = [NewDepartment(f"Town {n}", "en", id=f"town{n}") for n in range(count)]
    world.operator.add_departments("north", departments)
    world.operator.invite_to(world.round_id, *(one.id for one in departments))
    for one in departments:
        world.operator.appoint(f"{one.id}@example.org", Role.CHIEF, department_id=one.id)
    world.of("north").send(world.round_id, Purpose.INVITATION, [one.id for one in departments])


def test_two_postmen_send_each_letter_once(world: World, server: MailServer) -> None:
    many(world, 40)
    server.waits = 0.002
    threads = [threading.Thread(target=postman(world, server.port).empty) for _ in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)

    assert len(server.letters) == len({one.id for one in server.letters}) == 40
    assert {one.recipient for one in server.letters} == {f"town{n}@example.org" for n in range(40)}
    assert server.connections == 2


@pytest.mark.thorough  # sixty letters at the pace of a real server
def test_no_letter_is_lost_by_a_postman_who_is_killed(world: World, server: MailServer) -> None:
    ahead = world.clock.at - now()
    many(world, 60)
    server.waits = 0.03
    for least in (8, 20, 33, 47):
        with at_work(send_mail, world.path, server.port, ahead):
            server.wait_for(least)
    with at_work(send_mail, world.path, server.port, ahead) as told:
        assert told.poll(60) and told.recv() == "empty"

    ids: dict[str, set[str]] = {}
    for one in server.letters:
        ids.setdefault(one.recipient, set()).add(one.id)
    assert len(ids) == 60 and all(len(each) == 1 for each in ids.values())
    assert 60 <= len(server.letters) <= 64  # at most the one that was on its way comes twice
    assert {last(world, f"town{n}").state for n in range(60)} == {Sent.SENT}


def test_the_server_is_the_one_that_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSESSMENT_MAIL_HOST", "mail.example.org")
    monkeypatch.setenv("ASSESSMENT_MAIL_PORT", "465")
    monkeypatch.setenv("ASSESSMENT_MAIL_TLS", "tls")
    monkeypatch.setenv("ASSESSMENT_MAIL_SENDER", SENDER)
    server = server_of(Settings())

    assert (server.host, server.port, server.tls, server.sender) == ("mail.example.org", 465, "tls", SENDER)
    assert server.trusts().verify_mode is ssl.CERT_REQUIRED and server.trusts().check_hostname


# the command


@pytest.fixture
def mailing(server: MailServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[MailServer]:
    """The environment names the server."""
    for name in [name for name in os.environ if name.upper().startswith("ASSESSMENT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("ASSESSMENT_MAIL_HOST", "127.0.0.1")
    monkeypatch.setenv("ASSESSMENT_MAIL_PORT", str(server.port))
    monkeypatch.setenv("ASSESSMENT_MAIL_TLS", "none")
    monkeypatch.setenv("ASSESSMENT_MAIL_SENDER", SENDER)
    settings.cache_clear()
    yield server
    settings.cache_clear()


def mail_test(*given: str) -> Result:
    return CliRunner().invoke(commands, ["mail-test", *given])


def test_the_command_sends_a_letter_at_once_and_says_what_the_server_answered(mailing: MailServer) -> None:
    done = mail_test("someone@example.org", "--language", "it")

    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout == f"127.0.0.1 port {mailing.port} took the letter to someone@example.org: 250 OK\n"
    assert [one.recipient for one in mailing.letters] == ["someone@example.org"]
    assert mailing.letters[0].subject == Say("it")("mail.test.subject")


def test_the_command_says_in_one_line_why_no_letter_went_out(
    mailing: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    mailing.refuses.add("gone@example.org")
    mailing.defers = 1
    told = [mail_test("gone@example.org"), mail_test("late@example.org"), mail_test("no address")]
    monkeypatch.setenv("ASSESSMENT_MAIL_HOST", "")
    settings.cache_clear()
    told.append(mail_test("someone@example.org"))

    assert [(one.exit_code, one.stdout, one.stderr.count("\n")) for one in told] == [(1, "", 1)] * 4
    expected = ["550 5.1.1 No mailbox called gone", "451 4.3.0 Come back later", "no address: is no", "_MAIL_HOST"]
    assert [words in one.stderr for words, one in zip(expected, told, strict=True)] == [True] * 4
    assert mailing.letters == []


# the application


@pytest.mark.thorough  # starts the application twice
def test_the_application_sends_what_is_asked_for_and_what_was_left_when_it_was_killed(tmp_path: Path) -> None:
    database = tmp_path / "in-touch.db"
    fill(database)
    with running() as server:
        set_to = {"mail_host": "127.0.0.1", "mail_port": str(server.port), "mail_tls": "none", "mail_sender": SENDER}
        server.waits = 60  # it has the letter, and does not say so
        with serving(database, settings=set_to) as application:
            application.operator.appoint("boss@example.org", Role.ADMINISTRATOR)
            assert DoorStore(database).ask_for_link("boss@example.org", "192.0.2.7")
            server.wait_for(1)
            application.stop(kill=True)
            server.waits = 0
            with connection.writing(database) as db:  # its lease is over
                db.execute("UPDATE outbox SET leased_until = queued_at")
            application.start()
            first, second = server.wait_for(2)
            assert first.id == second.id
            assert application.sign_in(server.link("boss@example.org").rpartition("/")[2])
            began = time.monotonic()
            application.stop()
            assert time.monotonic() - began < 10
            assert "fault" not in application.log.read_text()
