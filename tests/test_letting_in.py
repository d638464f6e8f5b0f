"""Three ways in: where letters are sent or another site signs people in, no page shows a link to a department."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from conftest import OpenPage, as_read, press, unfold, visit_to, words
from streamlit.testing.v1 import AppTest
from worlds import World

from assessment.language import moment
from assessment.letters import HANDED_LASTS, Mailed, Sent
from assessment.people import Role
from assessment.screens.administrator import people, regions
from assessment.screens.chief import home
from assessment.screens.coordinator import department
from assessment.storage import DoorStore, MailStore, NotSaved, Store, TooManyLetters, connection, digest
from assessment.storage.inviting import MOST_TO_ONE
from assessment.visit import Visit
from assessment.wording import LANGUAGES, Say

IT = Say("it")
SITE, PROVIDER = "https://in-touch.example.org", "Accesso del Comune"
MAILED, VOUCHED = "mailed", "vouched"


def visit(world: World, who: str, way: str, language: str = "it") -> Visit:
    """A visit of somebody where letters are sent, or where another site alone signs people in."""
    store = Store(world.path, world.sessions[who], world.clock, shows_links=False)
    provider = PROVIDER if way == VOUCHED else ""
    found = visit_to(store, language)
    return replace(found, public_url=SITE, mails=way == MAILED, shows_links=False, signs_in_with=provider)


def post_of(world: World, email: str) -> int:
    return next(
        post.id for one in world.operator.people() for post in one.posts if one.email == email and post.ended_at is None
    )


def queued(world: World) -> list[tuple[str, str]]:
    """What waits to be mailed: the purpose, and to whom."""
    return [(one.purpose, one.address) for one in world.operator.outbox()]


def links_made(world: World) -> int:
    with connection.reading(world.path) as db:
        return int(db.conn.execute("SELECT count(*) FROM links").fetchone()[0])


def everything(page: AppTest) -> str:
    """All that a page sends to the browser, whatever draws it."""
    return "\n".join(str(element.proto) for element in page.main) + "\n".join(one.value for one in page.code)


def mail(world: World) -> MailStore:
    return MailStore(world.path, world.clock)


# --- every act that lets somebody in


@dataclass(frozen=True)
class Act:
    """Something that lets somebody into a department, done on its page."""

    who: str
    show: Callable[[Visit], None]
    address: str  # of whom is let in
    do: Callable[[World, AppTest, Callable[[str], str]], None]  # with the words of the button, by its part of the key


def choose(page: AppTest, post: int, act: str) -> None:
    page.radio(key=f"act-{post}-it").set_value(act).run()
    assert not page.exception, page.exception[0].value


def invites(world: World, page: AppTest, button: Callable[[str], str]) -> None:
    page.text_input(key="email-alba").set_value("nora@example.org")
    press(page, button("button"), len([one for one in page.button if one.label == button("button")]) - 1)


def brings_in(world: World, page: AppTest, button: Callable[[str], str]) -> None:
    page.text_input(key="colleague-email").set_value("nora@example.org")
    press(page, button("button"), len([one for one in page.button if one.label == button("button")]) - 1)


def gives(world: World, page: AppTest, button: Callable[[str], str]) -> None:
    page.radio(key="give-role-it").set_value(Role.CHIEF).run()
    page.selectbox(key=f"give-{Role.CHIEF}-it").set_value("alba")
    page.text_input(key="give-email").set_value("nora@example.org")
    press(page, button("button"))


def corrects(world: World, page: AppTest, button: Callable[[str], str]) -> None:
    post = post_of(world, "helper@example.org")
    choose(page, post, "correct")
    page.text_input(key=f"address-{post}-Helper-helper@example.org").set_value("nora@example.org")
    press(page, IT("departments.edit.button"))


def hands_over(world: World, page: AppTest, button: Callable[[str], str]) -> None:
    post = post_of(world, "helper@example.org")
    choose(page, post, "hand_over")
    page.text_input(key=f"new-{post}").set_value("Nora Nuova")
    page.checkbox(key=f"sure-hand_over-{post}-it").check()
    press(page, IT("access.hand_over.button"))


def changes_role(world: World, page: AppTest, button: Callable[[str], str]) -> None:
    choose(page, post_of(world, "helper@example.org"), "role")
    press(page, IT("access.change_role.button"))


ACTS = {
    "a coordinator invites": Act("north", department.show, "nora@example.org", invites),
    "a chief brings in": Act("alba", home.show, "nora@example.org", brings_in),
    "an administrator gives": Act("admin", people.show, "nora@example.org", gives),
    "a coordinator corrects": Act("north", department.show, "nora@example.org", corrects),
    "a coordinator hands over": Act("north", department.show, "helper@example.org", hands_over),
    "a coordinator changes a role": Act("north", department.show, "helper@example.org", changes_role),
    "an administrator corrects": Act("admin", people.show, "nora@example.org", corrects),
    "an administrator hands over": Act("admin", people.show, "helper@example.org", hands_over),
}


def done(world: World, open_page: OpenPage, act: Act, way: str) -> AppTest:
    page = unfold(open_page(act.show, visit(world, act.who, way), department="alba"))
    act.do(world, page, lambda part: IT(f"letting_in.{part}.{way}"))
    assert not page.error, page.error[0].value
    return page


@pytest.mark.parametrize("name", ACTS)
def test_where_letters_are_sent_a_link_is_mailed_and_never_shown(world: World, open_page: OpenPage, name: str) -> None:
    act, before = ACTS[name], links_made(world)
    page = done(world, open_page, act, MAILED)

    assert IT("letting_in.done.mailed", HANDED_LASTS.days, email=act.address) in words(page)
    assert "/sign-in/" not in everything(page)
    assert queued(world) == [("handed", act.address)]
    assert links_made(world) == before  # it is made when the letter goes out
    letter = mail(world).take()
    assert letter is not None
    assert letter.token and letter.link_until == world.clock.at + HANDED_LASTS


@pytest.mark.parametrize("name", ACTS)
def test_where_another_site_signs_in_there_is_no_link_and_the_page_says_where(
    world: World, open_page: OpenPage, name: str
) -> None:
    act, before = ACTS[name], links_made(world)
    page = done(world, open_page, act, VOUCHED)

    facts = {"email": act.address, "address": SITE, "provider": PROVIDER}
    assert IT("letting_in.done.vouched", HANDED_LASTS.days, **facts) in words(page)
    assert "/sign-in/" not in everything(page)
    assert (queued(world), links_made(world)) == ([], before)


def test_the_search_for_links_finds_the_one_that_is_shown(world: World, open_page: OpenPage) -> None:
    page = unfold(open_page(department.show, visit_to(world.of("north"), "it"), department="alba"))
    invites(world, page, lambda part: IT(f"letting_in.{part}.shown"))

    assert "/sign-in/" in everything(page)


# --- once more


@pytest.mark.parametrize(("who", "show"), [("north", department.show), ("alba", home.show), ("admin", people.show)])
def test_a_new_link_is_mailed_to_who_has_a_post(
    world: World, open_page: OpenPage, who: str, show: Callable[[Visit], None]
) -> None:
    page, post = (
        unfold(open_page(show, visit(world, who, MAILED), department="alba")),
        post_of(world, "helper@example.org"),
    )
    choose(page, post, "link")
    page.button(key=f"link-{post}").click().run()

    assert IT("letting_in.done.mailed", HANDED_LASTS.days, email="helper@example.org") in words(page)
    assert queued(world) == [("handed", "helper@example.org")] and "/sign-in/" not in everything(page)


def test_no_new_link_is_offered_where_another_site_signs_in(world: World, open_page: OpenPage) -> None:
    page = unfold(open_page(department.show, visit(world, "north", VOUCHED), department="alba"))
    assert IT("access.act.link") not in page.radio(key=f"act-{post_of(world, 'helper@example.org')}-it").options

    page = open_page(people.show, visit(world, "admin", VOUCHED))
    department_post, other = post_of(world, "helper@example.org"), post_of(world, "north@example.org")
    assert IT("access.act.link") not in page.radio(key=f"act-{department_post}-it").options
    assert IT("access.act.link") in page.radio(key=f"act-{other}-it").options


@pytest.mark.parametrize("way", [MAILED, VOUCHED])
def test_an_administrator_mails_a_coordinators_link_or_else_sees_it(
    world: World, open_page: OpenPage, way: str
) -> None:
    button = "mailed" if way == MAILED else "shown"
    for show, email, name in ((regions.show, "coordinator-north", "called-north"), (people.show, "give-email", "")):
        page = unfold(open_page(show, visit(world, "admin", way)))
        if name:
            page.radio(key="region-act-north-it").set_value("coordinator").run()
        else:
            page.radio(key="give-role-it").set_value(Role.ADMINISTRATOR).run()
        page.text_input(key=email).set_value(f"nora-{email}@example.org")
        press(page, IT(f"letting_in.button.{button}"))

        assert ("/sign-in/" in everything(page)) is (way == VOUCHED)
        if way == VOUCHED:
            assert page.code[0].value.startswith(f"{SITE}/sign-in/")
    assert len(queued(world)) == (2 if way == MAILED else 0)


# --- how far the letter is


def bring_in(world: World, open_page: OpenPage, language: str = "it") -> AppTest:
    page = open_page(home.show, visit(world, "alba", MAILED, language))
    page.text_input(key="colleague-email").set_value("nora@example.org")
    press(page, Say(language)("letting_in.button.mailed"))
    return page


def fate(monkeypatch: pytest.MonkeyPatch, world: World, what: Callable[[MailStore], None]) -> None:
    """Let the worker do something between the first time that a page looks at a letter and the second."""
    looks, looked = [0], Store.mailed

    def mailed(store: Store, letter_id: int) -> Mailed:
        looks[0] += 1
        if looks[0] == 2:
            what(mail(world))
        return looked(store, letter_id)

    monkeypatch.setattr(Store, "mailed", mailed)


def test_a_page_says_that_the_letter_is_being_sent(world: World, open_page: OpenPage) -> None:
    assert IT("letting_in.queued") in words(bring_in(world, open_page))


def test_a_page_says_when_the_letter_has_gone_out(
    world: World, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def sends(store: MailStore) -> None:
        letter = store.take()
        assert letter is not None
        store.sent(letter)

    fate(monkeypatch, world, sends)
    said = words(bring_in(world, open_page))
    assert IT("letting_in.sent", moment=moment(world.clock.at, "it", "Europe/Rome")) in said
    assert IT("letting_in.done.mailed", HANDED_LASTS.days, email="nora@example.org") in said
    assert IT("letting_in.queued") not in said


def test_a_page_says_in_the_servers_words_why_it_took_no_letter(
    world: World, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses(store: MailStore) -> None:
        letter = store.take()
        assert letter is not None
        store.refused(letter, "550 5.1.1 <nora@example.org>: *no* such mailbox")

    fate(monkeypatch, world, refuses)
    page = bring_in(world, open_page)
    answer = IT("letting_in.answered", answer="550 5.1.1 <nora@example.org>: *no* such mailbox")
    assert as_read(page.error[0].value) == f"{IT('letting_in.refused', email='nora@example.org')} {answer}"
    assert IT("letting_in.done.mailed", HANDED_LASTS.days, email="nora@example.org") not in words(page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_says_so_where_the_letter_became_pointless(
    world: World, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    def ends(store: MailStore) -> None:
        world.operator.end_post(post_of(world, "nora@example.org"))
        assert store.take() is None

    fate(monkeypatch, world, ends)
    page = bring_in(world, open_page, language)
    assert Say(language)("letting_in.reason.ended") in as_read(page.error[0].value)


def test_a_page_stops_looking_after_a_minute_and_says_that_it_is_tried_again(
    world: World, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def waits(store: MailStore) -> None:
        letter = store.take()
        assert letter is not None
        store.later(letter, "connection refused")
        world.clock.at += timedelta(minutes=2)

    fate(monkeypatch, world, waits)
    said = words(bring_in(world, open_page))
    assert f"{IT('letting_in.waiting')} {IT('letting_in.answered', answer='connection refused')}" in said
    assert [one.state for one in world.operator.outbox()] == [Sent.WAITING]


def test_what_is_said_is_gone_when_the_page_is_drawn_again(world: World, open_page: OpenPage) -> None:
    page = bring_in(world, open_page)
    page.run()

    assert IT("letting_in.done.mailed", HANDED_LASTS.days, email="nora@example.org") not in words(page)


def test_who_has_sent_too_many_letters_is_told_and_the_access_stays(world: World, open_page: OpenPage) -> None:
    helper = post_of(world, "helper@example.org")
    for _ in range(MOST_TO_ONE):
        world.of("north").mail_link(helper)
    page = unfold(open_page(department.show, visit(world, "north", MAILED), department="alba"))
    choose(page, helper, "link")
    page.button(key=f"link-{helper}").click().run()

    assert [one.value for one in page.error] == [IT("errors.too_many_letters")]
    assert len(queued(world)) == MOST_TO_ONE


@pytest.mark.parametrize("error", [NotSaved(), TooManyLetters(5)])
def test_a_role_is_changed_also_where_no_letter_could_be_queued(
    world: World, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def refused(*_: object) -> int:
        raise error

    page = unfold(open_page(department.show, visit(world, "north", MAILED), department="alba"))
    choose(page, post_of(world, "helper@example.org"), "role")
    monkeypatch.setattr(Store, "mail_link", refused)
    press(page, IT("access.change_role.button"))

    assert [one.role for one in world.operator.contacts("alba")] == [Role.CHIEF, Role.CHIEF]
    assert not page.error
    assert queued(world) == []


def test_the_letter_signs_in_whoever_it_is_for(world: World, open_page: OpenPage) -> None:
    bring_in(world, open_page)
    letter = mail(world).take()
    assert letter is not None
    session = DoorStore(world.path, world.clock).sign_in(digest(letter.token))
    assert session is not None
    person = Store(world.path, digest(session), world.clock).person()
    assert (person.email, person.role, person.department_id) == ("nora@example.org", Role.MEMBER, "alba")
