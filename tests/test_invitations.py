"""Inviting and reminding a region: who is offered, what is said of it, what goes out, and what is taken along."""

from __future__ import annotations

import csv
import io
import os
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from email.parser import BytesParser
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from conftest import OpenPage, as_read, tables, visit_to, words
from openpyxl import load_workbook
from test_handover import Answer, Office
from test_handover import _signed_in as signed_in_now
from worlds import Clock, World, filled

from assessment import handover
from assessment.findings.region import inviting, listed, so_far, stood
from assessment.language import moment, own_name
from assessment.letters import Letter, Purpose, Sent, Wording
from assessment.letters.written import standard
from assessment.people import Role
from assessment.region.approach import Addressees, Furthest, groups, latest
from assessment.report.region import Letters
from assessment.rounds import NewDepartment
from assessment.screens import SCREENS, open_to
from assessment.screens.coordinator import invitations, rounds
from assessment.settings import settings
from assessment.storage import DoorStore, MailStore, NotAllowed, Store, connection, digest, now
from assessment.visit import Visit
from assessment.wording import LANGUAGES, Say

EN, IT, ES = (Say(language) for language in LANGUAGES)
MORE = ("carpi", "dozza", "este", "fermo")


@pytest.fixture
def world(world: World) -> World:
    """Two departments that have signed in, and four that nobody was sent anything; the last has no address."""
    world.operator.add_departments(
        "north",
        [NewDepartment(one.title(), "it", 12, id=one, email=f"{one}@example.org", contact=one) for one in MORE[:3]],
    )
    world.operator.add_departments("north", [NewDepartment("Fermo", "es", 12, id="fermo")])
    world.operator.invite_to(world.round_id, *MORE)
    return world


def visit(world: World, language: str = "en", *, mails: bool = True, shows_links: bool | None = None) -> Visit:
    shows = not mails if shows_links is None else shows_links
    store = Store(world.path, world.sessions["north"], world.clock, shows_links=shows)
    return replace(visit_to(store, language), mails=mails, shows_links=shows, public_url="http://127.0.0.1:8501")


def mail(world: World, refuse: str = "") -> list[Letter]:
    """Send everything that waits, but for one address."""
    worker, sent = MailStore(world.path, world.clock), []
    while (letter := worker.take()) is not None:
        if letter.address == refuse:
            worker.refused(letter, "550 5.1.1 no such mailbox")
        else:
            worker.sent(letter)
            sent.append(letter)
    return sent


def named(widgets: Any, begins: str) -> Any:
    """The one of a kind whose key begins like this."""
    (found,) = [one for one in widgets if one.key.startswith(begins)]
    return found


def waiting(world: World) -> int:
    with connection.reading(world.path) as db:
        return int(db.conn.execute("SELECT count(*) FROM outbox WHERE sent_at IS NULL").fetchone()[0])


def standings(world: World) -> dict[str, Furthest]:
    return {one.department_id: one.standing for one in world.of("north").approaches(world.round_id)}


# --- who is offered


def test_the_first_group_is_who_was_reached_by_nothing_yet(world: World) -> None:
    found = world.of("north").approaches(world.round_id)
    to_invite = {
        group: [one.department_id for one in those] for group, those in groups(found, Purpose.INVITATION).items()
    }
    assert to_invite == {
        Addressees.NEW: ["carpi", "dozza", "este"],
        Addressees.ALL: ["alba", "bruma", "carpi", "dozza", "este"],
    }
    to_remind = {
        group: [one.department_id for one in those] for group, those in groups(found, Purpose.REMINDER).items()
    }
    assert to_remind == {
        Addressees.NOT_BEGUN: ["alba", "bruma"],
        Addressees.BEGUN: [],
        Addressees.ALL: ["alba", "bruma"],
    }


def test_who_began_is_reminded_and_who_submitted_is_left_in_peace(world: World) -> None:
    world.begin()
    world.submit("bruma")
    found = world.of("north").approaches(world.round_id)
    assert [one.department_id for one in groups(found, Purpose.INVITATION)[Addressees.ALL]] == [
        "carpi",
        "dozza",
        "este",
    ]
    assert [one.department_id for one in groups(found, Purpose.REMINDER)[Addressees.ALL]] == ["alba"]


def test_a_batch_is_what_went_into_the_outbox_since_the_oldest_letter_that_waits(world: World) -> None:
    north = world.of("north")
    assert latest(north.approaches(world.round_id)) is None
    north.send(world.round_id, Purpose.INVITATION, ["alba"])
    mail(world)
    world.clock.at += timedelta(hours=1)
    north.send(world.round_id, Purpose.INVITATION, ["carpi", "dozza", "este"])
    worker = MailStore(world.path, world.clock)
    worker.sent(worker.take())
    worker.refused(worker.take(), "550 no")
    batch = latest(north.approaches(world.round_id))
    assert [batch.count(state) for state in (Sent.SENT, Sent.REFUSED, Sent.WAITING)] == [1, 1, 1]
    assert batch.is_under_way and batch.share == pytest.approx(2 / 3)
    worker.later(worker.take(), "connection refused")
    batch = latest(north.approaches(world.round_id))
    one_each = {"sent": "1", "refused": "1", "waiting": "1"}
    why = EN("system.mail.because", reason="connection refused")
    assert so_far(batch, EN, "Europe/Rome") == f"{EN('invitations.under_way', 3, **one_each)} {why}"
    queued = moment(world.clock.at, "en", "Europe/Rome")
    world.clock.at += timedelta(hours=1)
    mail(world)
    batch = latest(north.approaches(world.round_id))
    assert not batch.is_under_way and batch.share == 1
    assert so_far(batch, EN, "Europe/Rome") == EN("invitations.gone", 3, sent="2", refused="1", moment=queued)


# --- what is said


def test_the_headline_says_how_many_have_not_been_invited(world: World) -> None:
    north, asked = world.of("north"), world.of("north").round(world.round_id)
    said = inviting(north.approaches(world.round_id), asked, EN)
    assert said.headline == EN("invitations.headline.some", 4, total="6", round="2027")
    assert said.to_do[0] == EN("invitations.to_do.no_address", 1) and said.can_write
    assert said.standings == (Furthest.NO_ADDRESS, Furthest.NOT_SENT, Furthest.SIGNED_IN)
    north.send(world.round_id, Purpose.INVITATION, MORE[:3])
    mail(world, refuse="dozza@example.org")
    said = inviting(north.approaches(world.round_id), asked, EN)
    assert said.headline == EN("invitations.headline.some", 1, total="6", round="2027")
    assert said.to_do[0] == EN("invitations.to_do.refused", 1)


def test_of_a_round_that_is_over_it_is_said_that_nobody_is_written_to(world: World) -> None:
    world.operator.close(world.round_id)
    asked = world.operator.round(world.round_id)
    said = inviting(world.of("north").approaches(world.round_id), asked, IT)
    assert not said.can_write and said.to_do == (IT("invitations.over", day="1º\u00a0marzo 2027"),)


@pytest.mark.parametrize("say", [EN, IT, ES], ids=LANGUAGES)
def test_each_department_is_said_with_what_became_of_the_last_letter(world: World, say: Say) -> None:
    north = world.of("north")
    north.send(world.round_id, Purpose.INVITATION, ["carpi", "dozza", "este"])
    worker = MailStore(world.path, world.clock)
    worker.sent(worker.take())
    worker.refused(worker.take(), "550 no such mailbox")
    worker.later(worker.take(), "connection refused")
    at = moment(world.clock.at, say.language, "Europe/Rome")
    what = say("mail.purpose.invitation")
    said = {one.department_id: stood(one, say, "Europe/Rome") for one in north.approaches(world.round_id)}
    assert said["carpi"] == say("invitations.letter.sent", what=what, moment=at)
    assert said["dozza"] == say("invitations.letter.refused", what=what, moment=at, reason="550 no such mailbox")
    assert said["este"] == say("invitations.letter.tried", 1, what=what, reason="connection refused")
    assert said["fermo"] == say("invitations.stood.no_address")
    assert said["alba"] == say("invitations.stood.signed_in")


def test_reasons_of_our_own_are_said_in_words(world: World) -> None:
    world.of("north").send(world.round_id, Purpose.INVITATION, ["bruma"])
    world.submit("bruma")
    assert mail(world) == []
    (bruma,) = [one for one in world.of("north").approaches(world.round_id) if one.department_id == "bruma"]
    assert bruma.last.reason == ":submitted"
    world.of("north").send(world.round_id, Purpose.INVITATION, ["carpi"])
    (contact,) = world.operator.contacts("carpi")
    world.operator.end_post(contact.post_id)
    mail(world)
    (carpi,) = [one for one in world.of("north").approaches(world.round_id) if one.department_id == "carpi"]
    assert EN("mail.reason.ended") in stood(carpi, EN, "Europe/Rome")


def test_the_table_is_by_name(world: World) -> None:
    table = listed(world.of("north").approaches(world.round_id), EN, "Europe/Rome")
    assert [row[0] for row in table.rows] == ["Alba", "Bruma", "Carpi", "Dozza", "Este", "Fermo"]
    assert table.rows[0][1] == "Alba · alba@example.org" and table.rows[5][1] == EN("invitations.nobody")


# --- the page


def test_everybody_is_invited_with_one_press_of_a_button(world: World, open_page: OpenPage) -> None:
    page = open_page(invitations.show, visit(world))
    assert page.title[0].value == EN("invitations.headline.some", 4, total="6", round="2027")
    send = page.button(key="send-invitation")
    assert send.label == EN("invitations.send_invitation", 3)
    send.click().run()
    assert not page.exception
    assert {standings(world)[one] for one in MORE[:3]} == {Furthest.WAITING} and waiting(world) == 3
    again = open_page(invitations.show, visit(world))
    assert again.radio(key="purpose-en").value is Purpose.REMINDER
    again.radio(key="purpose-en").set_value(Purpose.INVITATION).run()
    assert again.button(key="send-invitation").disabled
    assert [letter.address for letter in mail(world)] == [f"{one}@example.org" for one in MORE[:3]]


def test_a_page_that_was_left_open_sends_nobody_a_second_letter(world: World, open_page: OpenPage) -> None:
    first, second = open_page(invitations.show, visit(world)), open_page(invitations.show, visit(world))
    for page in (first, second):
        page.button(key="send-invitation").click().run()
        assert not page.exception
    assert waiting(world) == 3


def test_who_is_reminded_can_be_chosen_one_by_one(world: World, open_page: OpenPage) -> None:
    page = open_page(invitations.show, visit(world, "it"))
    page.radio(key="purpose-it").set_value(Purpose.REMINDER).run()
    page.radio(key=f"whom-reminder-{world.round_id}-it").set_value("ones").run()
    page.multiselect(key=f"ones-reminder-{world.round_id}-it").set_value(["bruma"]).run()
    page.button(key="send-reminder").click().run()
    assert not page.exception
    (letter,) = mail(world)
    assert (letter.purpose, letter.department) == (Purpose.REMINDER, "Bruma")


def test_changed_words_are_sent_and_kept_and_given_back(world: World, open_page: OpenPage) -> None:
    page = open_page(invitations.show, visit(world))
    ours = standard(Purpose.INVITATION, "it")
    subject = named(page.text_input, "subject-")
    assert subject.value == ours.subject
    subject.set_value("Partecipate, [comando]!").run()
    page.button(key="send-invitation").click().run()
    assert not page.exception
    assert mail(world)[0].wording.subject == "Partecipate, [comando]!"
    kept = world.of("north").wordings("north")
    assert kept[Purpose.INVITATION, "it"] == Wording("Partecipate, [comando]!", ours.text.strip())

    world.operator.add_departments("north", [NewDepartment("Gela", "it", 12, id="gela", email="gela@example.org")])
    world.operator.invite_to(world.round_id, "gela")
    page = open_page(invitations.show, visit(world))
    subject = named(page.text_input, "subject-")
    assert subject.value == "Partecipate, [comando]!"
    named(page.button, "back-").click().run()
    assert not page.exception
    assert world.of("north").wordings("north") == {}
    assert [one.value for one in page.text_input if one.key.startswith("subject-")] == [ours.subject]


def test_words_without_a_subject_are_not_sent(world: World, open_page: OpenPage) -> None:
    page = open_page(invitations.show, visit(world))
    named(page.text_input, "subject-").set_value(" ").run()
    page.button(key="send-invitation").click().run()
    assert EN("invitations.text.empty_subject") in words(page)
    assert waiting(world) == 0


def test_the_preview_is_of_a_real_department_and_its_link_is_none(world: World, open_page: OpenPage) -> None:
    page = open_page(invitations.show, visit(world))
    (preview,) = page.code
    assert "carpi@example.org" in preview.value and "http://127.0.0.1:8501/sign-in/…" in preview.value
    with connection.reading(world.path) as db:
        before = db.conn.execute("SELECT count(*) FROM links").fetchone()[0]
    open_page(invitations.show, visit(world))
    with connection.reading(world.path) as db:
        assert db.conn.execute("SELECT count(*) FROM links").fetchone()[0] == before


def test_each_language_that_is_read_has_words_of_its_own(world: World, open_page: OpenPage) -> None:
    world.operator.invite("fermo@example.org", Role.CHIEF, department_id="fermo", language="es")
    page = open_page(invitations.show, visit(world))
    subjects = [one.value for one in page.text_input if one.key.startswith("subject-")]
    assert subjects == [standard(Purpose.INVITATION, language).subject for language in ("it", "es")]
    counted = [f"{own_name('it')}: 3", f"{own_name('es')}: 1"]
    assert [one.label for one in page.expander if one.label in counted] == counted


def test_the_last_day_of_the_links_is_chosen(world: World, open_page: OpenPage) -> None:
    page = open_page(invitations.show, visit(world))
    page.date_input[0].set_value(date(2027, 5, 2)).run()
    assert "2\u00a0maggio 2027, 23:59" in page.code[0].value
    page.button(key="send-invitation").click().run()
    assert mail(world)[0].link_until.date() == date(2027, 5, 2)


def test_a_round_reminds_by_itself_where_that_is_chosen(world: World, open_page: OpenPage) -> None:
    page = open_page(invitations.show, visit(world))
    page.checkbox[0].check().run()
    assert not page.exception
    assert world.operator.round(world.round_id).reminds
    page = open_page(invitations.show, visit(world))
    assert page.checkbox[0].value is True
    page.checkbox[0].uncheck().run()
    assert not world.operator.round(world.round_id).reminds
    assert not open_page(invitations.show, visit(world, mails=False)).checkbox


def test_departments_of_a_standing_are_shown_with_the_way_to_mend_an_address(world: World, open_page: OpenPage) -> None:
    world.of("north").send(world.round_id, Purpose.INVITATION, ["carpi", "dozza"])
    mail(world, refuse="dozza@example.org")
    page = open_page(invitations.show, visit(world))
    assert not tables(page)
    named(page.radio, "standing-").set_value(Furthest.SENT).run()
    assert list(tables(page)[0][EN("invitations.head.department")]) == ["Carpi"]
    for standing, department in ((Furthest.REFUSED, "dozza"), (Furthest.NO_ADDRESS, "fermo")):
        named(page.radio, "standing-").set_value(standing).run()
        places = [(one.proto.page, one.proto.query_string) for one in page.get("page_link")]
        assert ("department", f"department={department}") in places
    assert EN("invitations.nobody") in words(page)


def test_a_round_that_is_closed_offers_nothing_to_send(world: World, open_page: OpenPage) -> None:
    world.operator.close(world.round_id)
    page = open_page(invitations.show, visit(world))
    assert not page.button and not page.text_area
    assert EN("invitations.over", day="1\u00a0March 2027") in words(page)


def test_of_a_round_that_has_not_opened_it_is_said_when_it_can_be_written_about(
    world: World, open_page: OpenPage
) -> None:
    sha256 = world.operator.questionnaires()[0].sha256
    world.operator.set_up_round("south", "Otoño", sha256, date(2027, 4, 1), date(2027, 5, 1))
    store = Store(world.path, world.sessions["south"], world.clock, shows_links=False)
    page = open_page(invitations.show, replace(visit_to(store, "es"), mails=True))
    assert ES("invitations.planned", round="Otoño", day="1\u00a0de\u00a0abril de 2027") in words(page)
    assert not page.button


def test_the_rounds_say_how_far_the_invitations_are_and_lead_there(world: World, open_page: OpenPage) -> None:
    page = open_page(rounds.show, visit(world, "it"))
    assert page.title[0].value.startswith("Edizione 2027")
    said = inviting(world.of("north").approaches(world.round_id), world.operator.round(world.round_id), IT)
    assert f"{said.headline}. {' '.join(said.to_do)}" in words(page)
    places = [(one.proto.page, one.proto.query_string) for one in page.get("page_link")]
    assert ("invitations", f"round={world.round_id}") in places

    world.operator.close(world.round_id)
    page = open_page(rounds.show, visit(world, "it"))
    assert "invitations" not in [one.proto.page for one in page.get("page_link")]  # nobody is written to any more


# --- taken along


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """The north with a round that is open today, because the routes go by the time of day; nothing is mailed."""
    at = Clock(now())
    today = at().date()
    with pytest.MonkeyPatch.context() as environment, filled(World(tmp_path / "in-touch.db")) as made:
        for name in [name for name in os.environ if name.upper().startswith("ASSESSMENT_")]:
            environment.delenv(name)
        environment.setenv("ASSESSMENT_DATABASE", str(made.path))
        settings.cache_clear()
        made.operator.remove_round(made.round_id)
        made.clock.at = at()
        names = [NewDepartment("=HYPERLINK(1)", "it", 12, id="formula", email="formula@example.org", contact="@Rossi")]
        made.operator.add_departments("north", names)
        sha256 = made.operator.questionnaires()[0].sha256
        opens, closes = today - timedelta(days=1), today + timedelta(days=40)
        made.round_id = made.operator.set_up_round("north", "Primavera", sha256, opens, closes).id
        yield Office(made, {who: signed_in_now(made, who) for who in ("alba", "helper", "bruma", "north", "south")})
    settings.cache_clear()


def taken(office: Office, ending: str, who: str = "north", purpose: str = "invitation", **given: str) -> Answer:
    departments = given.pop("departments", "alba bruma formula")
    asks = "&".join(f"{name}={value}" for name, value in given.items())
    path = f"/files/region/invitations.{ending}?round={office.world.round_id}&purpose={purpose}&{asks}"
    return office.post(who, path, departments=departments)


def links_in(text: str) -> list[str]:
    return re.findall(r"/sign-in/([\w-]{20,})", text)


def test_the_workbook_has_a_row_for_each_letter_and_links_that_are_good(office: Office) -> None:
    answer = taken(office, "xlsx", language="en")
    assert answer.status == 200 and answer.name == "north-invitations-primavera.xlsx"
    assert answer.headers["cache-control"] == "no-store"
    sheet = load_workbook(io.BytesIO(answer.body)).active
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0] == tuple(
        EN(f"invitations.files.head.{name}")
        for name in ("department", "name", "address", "language", "link", "until", "subject", "text")
    )
    assert sorted(row[0] for row in rows[1:]) == ["=HYPERLINK(1)", "Alba", "Bruma"]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} == {"s"}
    door = DoorStore(office.world.path)
    for row in rows[1:]:
        (token,) = links_in(row[4])
        assert door.link(digest(token)).is_good
        assert row[4] in row[7] and "Primavera" in row[6] + row[7]
    assert set(standings(office.world).values()) == {Furthest.SENT, Furthest.SIGNED_IN}


def test_each_download_makes_new_links_and_the_ones_before_stop_working(office: Office) -> None:
    door = DoorStore(office.world.path)
    (first,) = set(links_in(taken(office, "csv", departments="bruma").text))
    (second,) = set(links_in(taken(office, "csv", departments="bruma").text))
    assert first != second
    assert not door.link(digest(first)).is_good and door.link(digest(second)).is_good


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_table_for_mail_merge_can_be_no_formula(office: Office, language: str) -> None:
    answer = taken(office, "csv", language=language)
    assert answer.body.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(answer.body.decode("utf-8-sig")), delimiter="," if language == "en" else ";"))
    assert len(rows) == 4 and len(rows[0]) == 8
    assert not [cell for row in rows for cell in row if cell[:1] in "=+-@" and cell]
    assert [row[:3] for row in rows if "formula" in row[2]] == [["'=HYPERLINK(1)", "'@Rossi", "formula@example.org"]]


def test_the_drafts_are_unsent_messages_that_mail_programs_open(office: Office) -> None:
    answer = taken(office, "zip", language="es", until=(now() + timedelta(days=3)).date().isoformat())
    assert answer.name == "north-invitaciones-primavera.zip"
    with zipfile.ZipFile(io.BytesIO(answer.body)) as packed:
        assert sorted(packed.namelist()) == ["0001-hyperlink-1.eml", "0002-alba.eml", "0003-bruma.eml"]
        message = BytesParser(policy=default).parsebytes(packed.read("0002-alba.eml"))
        named = BytesParser(policy=default).parsebytes(packed.read("0001-hyperlink-1.eml"))
    assert message["X-Unsent"] == "1" and message["From"] is None and message["Content-Language"] == "it"
    assert [(one.display_name, one.addr_spec) for one in message["To"].addresses] == [("Alba", "alba@example.org")]
    assert named["To"].addresses[0].display_name == "@Rossi"
    assert "Primavera" in message["Subject"] + message.get_content()
    assert DoorStore(office.world.path).link(digest(links_in(message.get_content())[0])).is_good


def test_where_people_sign_in_elsewhere_the_letters_hold_no_link(office: Office, monkeypatch: Any) -> None:
    elsewhere = settings().model_copy(update={"oidc_issuer": "https://id.example"})
    for part in (handover.asked, handover.region):
        monkeypatch.setattr(part, "settings", lambda: elsewhere)
    answer = taken(office, "csv", language="en")
    rows = list(csv.reader(io.StringIO(answer.body.decode("utf-8-sig"))))
    assert rows[0] == [
        EN(f"invitations.files.head.{name}")
        for name in ("department", "name", "address", "language", "subject", "text")
    ]
    assert "/sign-in/" not in answer.text and settings().public_url in rows[1][5]
    with connection.reading(office.world.path) as db:
        assert db.conn.execute("SELECT count(*) FROM links WHERE used_at IS NULL").fetchone()[0] == 0


def test_nothing_is_made_for_who_may_not_or_of_what_is_none(office: Office) -> None:
    with connection.reading(office.world.path) as db:
        before = db.conn.execute("SELECT count(*) FROM links").fetchone()[0]
    for who in ("alba", "helper", "bruma", "south"):
        assert taken(office, "csv", who=who).status == 403
    assert taken(office, "csv", who="nobody").status == 303
    assert taken(office, "csv", departments="corvo").status == 403  # of another region
    assert taken(office, "pdf").status == 404
    assert taken(office, "csv", purpose="handed").status == 404
    assert taken(office, "csv", departments="x" * 500_001).status == 413
    assert taken(office, "csv", until="2020-01-01").status == 303
    assert office.get("north", f"/files/region/invitations.csv?round={office.world.round_id}").status == 404
    with connection.reading(office.world.path) as db:
        assert db.conn.execute("SELECT count(*) FROM links").fetchone()[0] == before


def test_where_nothing_is_mailed_the_page_has_a_form_for_each_file(world: World, open_page: OpenPage) -> None:
    page = open_page(invitations.show, visit(world, "es", mails=False))
    assert not [one for one in page.button if one.key.startswith("send")]
    (forms,) = [one.proto.body for one in page.get("html") if "<form" in one.proto.body]
    for ending in ("xlsx", "csv", "zip"):
        assert f"/files/region/invitations.{ending}?round={world.round_id}&amp;purpose=invitation" in forms
    assert 'name="departments" value="carpi dozza este"' in forms
    assert ES("invitations.files.with_links") in words(page)

    named(page.text_input, "subject-").set_value("Otra cosa").run()
    assert ES("invitations.text.unkept") in words(page)
    assert not [one for one in page.get("html") if "<form" in one.proto.body]
    named(page.button, "keep-").click().run()
    assert not page.exception
    assert [one for one in page.get("html") if "<form" in one.proto.body]
    assert world.of("north").wordings("north")[Purpose.INVITATION, "it"].subject == "Otra cosa"


def test_where_links_are_not_shown_the_page_says_that_there_are_none(world: World, open_page: OpenPage) -> None:
    page = open_page(invitations.show, visit(world, mails=False, shows_links=False))
    assert EN("invitations.files.without_links") in words(page)
    assert not page.date_input and "/sign-in/" not in page.code[0].value


def test_what_was_taken_along_is_said_with_its_day(world: World, open_page: OpenPage) -> None:
    world.of("north").take_along(world.round_id, Purpose.INVITATION, ["carpi", "dozza"])
    page = open_page(invitations.show, visit(world, mails=False))
    at = moment(world.clock.at, "en", "Europe/Rome")
    assert EN("invitations.taken", 2, moment=at) in words(page)
    named(page.radio, "standing-").set_value(Furthest.SENT).run()
    what = EN("mail.purpose.invitation")
    said = [as_read(one) for one in tables(page)[0][EN("invitations.head.standing")]]
    assert said == [EN("invitations.letter.taken", what=what, moment=at)] * 2


def test_letters_without_links_can_be_taken_where_links_are_not_shown(world: World) -> None:
    north = Store(world.path, world.sessions["north"], world.clock, shows_links=False)
    with pytest.raises(NotAllowed):
        north.take_along(world.round_id, Purpose.INVITATION, ["carpi"])
    (letter,) = north.take_along(world.round_id, Purpose.INVITATION, ["carpi"], with_links=False)
    assert (letter.token, letter.link_until, letter.address) == ("", None, "carpi@example.org")
    assert standings(world)["carpi"] is Furthest.SENT


@pytest.mark.parametrize("evil", ["=?utf-8?q?A=0aBcc=3a_d=40example.org?=", "=?utf-8?b?QQoKdGV4dA==?="])
def test_nothing_in_a_name_or_a_subject_ends_the_header_of_a_draft(world: World, evil: str) -> None:
    (letter,) = world.of("north").take_along(world.round_id, Purpose.INVITATION, ["carpi"])
    odd = replace(letter, name=evil, wording=Wording(evil, "Testo"))
    packed = Letters(Purpose.INVITATION, (odd,), "https://in-touch.example.org", world.clock.at).file("zip", "en")
    with zipfile.ZipFile(io.BytesIO(packed)) as whole:
        message = BytesParser(policy=default).parsebytes(whole.read("0001-carpi.eml"))
    assert message["Bcc"] is None and message["Content-Language"] == letter.language
    assert [one.addr_spec for one in message["To"].addresses] == [letter.address]


def test_a_letter_to_an_address_in_other_letters_is_a_draft_too(world: World) -> None:
    (letter,) = world.of("north").take_along(world.round_id, Purpose.INVITATION, ["carpi"])
    odd = replace(letter, address="josé@exámple.org", name='Rossi, "Nino"\r\nBcc: x@example.org')
    packed = Letters(Purpose.INVITATION, (odd,), "https://in-touch.example.org", world.clock.at).file("zip", "en")
    with zipfile.ZipFile(io.BytesIO(packed)) as whole:
        message = BytesParser(policy=default).parsebytes(whole.read("0001-carpi.eml"))
    assert message["Bcc"] is None and "josé@exámple.org" in message["To"].encode("utf-8", "surrogateescape").decode()


def test_the_screen_is_the_coordinators_alone() -> None:
    assert {role for role in Role if "invitations" in open_to(role)} == {Role.COORDINATOR}
    assert SCREENS["invitations"].show is invitations.show
