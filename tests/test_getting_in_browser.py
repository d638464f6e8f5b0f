"""Getting in, from the coordinator's first press to the chief's second device, with a real mail server."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from browser import REGION, ZONE, Desk, Server, ask, choices, choose, chosen, eventually, serving, wait_for_run
from find_browser import chromium
from given import QUESTIONNAIRE, QUESTIONS
from mail_server import MailServer, Received, running
from playwright.sync_api import Browser, Locator, Page, expect

from assessment import storage
from assessment.letters import Purpose, Sent
from assessment.people import Role
from assessment.rounds import NewDepartment
from assessment.storage import LEASE, OPERATOR, Store, now
from assessment.wording import Say

pytestmark = pytest.mark.browser

SAY = Say("it")
DEPARTMENTS = 143
REFUSED = {"comando007@example.org", "comando100@example.org"}
CHIEF = "comando042@example.org"
COORDINATOR = "coordinamento@example.org"
TOPIC = QUESTIONNAIRE.pillars[0].dimensions[0]
QUESTION = TOPIC.questions[0]


@dataclass
class Post:
    """A region of invented departments, the application on it, and the server that takes its mail."""

    server: Server
    mail: MailServer
    round_id: int

    @property
    def taken(self) -> list[Received]:
        """What the server took for chiefs. The coordinator is written to as well, of the links made for them."""
        return [one for one in self.mail.letters if one.recipient != COORDINATOR]

    def letters(self, purpose: Purpose) -> list[tuple[str, Sent]]:
        """What the outbox says of every department's letters of a kind."""
        found = self.server.operator.approaches(self.round_id)
        return [(letter.address, letter.state) for one in found for letter in one.letters if letter.purpose is purpose]


@pytest.fixture(scope="module")
def post(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Post]:
    database = tmp_path_factory.mktemp("mail") / "in-touch.db"
    with closing(storage.prepare(database)):
        operator = Store(database, OPERATOR)
        sha256 = operator.keep_questionnaire(QUESTIONS.read_bytes())
        operator.add_region(REGION, "North", ZONE)
        operator.add_departments(
            REGION,
            [
                NewDepartment(f"Montalbo {n}", "it", id=f"p{n:03d}", email=f"comando{n:03d}@example.org")
                for n in range(DEPARTMENTS)
            ],
        )
        today = now().date()
        round_id = operator.set_up_round(REGION, "2031", sha256, today, today + timedelta(days=60)).id
    with running() as mail:
        settings = {
            "mail_host": "127.0.0.1",
            "mail_port": str(mail.port),
            "mail_tls": "none",
            "mail_sender": "In Touch <in-touch@example.org>",
        }
        with serving(database, settings=settings) as server:
            yield Post(server, mail, round_id)


class Presses:
    """Counts what a person presses."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, what: Locator) -> None:
        what.click()
        self.count += 1


def test_a_region_is_invited_and_a_chief_comes_back_on_any_device(chrome: Browser, post: Post, tmp_path: Path) -> None:
    desk = Desk(chrome, post.server)
    post.mail.refuses |= REFUSED
    page, press = _coordinator(desk, post), Presses()

    # six presses at most, the one that signs in among them
    press(page.get_by_role("button", name=SAY("signin.link.button")))
    wait_for_run(page)
    press(page.get_by_role("link", name=SAY("invitations.from_region")).first)
    wait_for_run(page)
    post.mail.waits = 0.02
    press(page.get_by_role("button", name=SAY("invitations.send_invitation", DEPARTMENTS)))
    assert press.count <= 6

    # the application is killed while it sends, twice; nobody's letter is lost
    for taken in (30, 80):
        post.mail.wait_for(taken, 60)
        post.server.stop(kill=True)
        post.server.start()
    everybody = DEPARTMENTS - len(REFUSED)
    patience = LEASE.total_seconds() + 60  # a letter that was on its way waits until its lease is over
    assert _comes(lambda: len(post.taken) >= everybody and _none_waits(post), patience)
    ids = {one.id for one in post.taken}
    assert len(ids) == everybody, "each letter has an id of its own, the same at every try"
    assert {one.recipient for one in post.taken} == {
        f"comando{n:03d}@example.org" for n in range(DEPARTMENTS)
    } - REFUSED
    states = [state for _, state in post.letters(Purpose.INVITATION)]
    assert (states.count(Sent.SENT), states.count(Sent.REFUSED)) == (everybody, len(REFUSED))

    # after a reload too the page says so
    page = desk.open(post.server.sign_in(_link(post, COORDINATOR, Role.COORDINATOR)), "/invitations")
    standings = choices(page, SAY("invitations.show"))
    for standing, count in (("sent", 141), ("refused", 2)):
        expect(standings).to_contain_text(f"{SAY(f'invitations.standing.{standing}')}{count}")

    _a_chief_answers_on_their_own_device(chrome, post, tmp_path)
    _and_goes_on_on_a_phone(chrome, post)
    _and_is_reminded(desk, post)
    desk.close()


def _coordinator(desk: Desk, post: Post) -> Page:
    page = desk.browser.new_context(viewport={"width": 1280, "height": 900}, locale="it-IT").new_page()
    page.goto(f"{post.server.url}/sign-in/{_link(post, COORDINATOR, Role.COORDINATOR)}")
    return page


def _link(post: Post, email: str, role: Role) -> str:
    return post.server.operator.invite(email, role, region_id=REGION, name="Livia Sarti", language="it")


def _a_chief_answers_on_their_own_device(chrome: Browser, post: Post, folder: Path) -> None:
    """Scanners follow the link first; then the chief stays signed in, also when the browser was closed."""
    link = post.mail.link(CHIEF)
    path = link.removeprefix(post.server.url)
    for method in ("HEAD", "GET", "GET", "GET"):
        led = ask(post.server.url, method, path)
        assert (led.status, ask(post.server.url, method, led.location, led.cookie).status) == (303, 200)
    with _own_browser(chrome, folder) as page:
        page.goto(link)
        assert path.rpartition("/")[2] not in page.url + page.content()
        page.reload()
        page.get_by_label(SAY("signin.link.own")).check()
        page.get_by_role("button", name=SAY("signin.link.button")).click()
        wait_for_run(page)
        page.get_by_role("button", name=SAY("home.start"), exact=True).click()
        wait_for_run(page)
        page.goto(f"{post.server.url}/questions?topic={TOPIC.id}")
        wait_for_run(page)
        choose(page, QUESTION.question["it"], QUESTION.levels[2]["it"])
        assert eventually(lambda: _answer(post) == 2)
    with _own_browser(chrome, folder) as page:
        page.goto(post.server.url)
        wait_for_run(page)
        expect(page.get_by_role("heading", level=1)).to_have_text("Montalbo 42")


def _and_goes_on_on_a_phone(chrome: Browser, post: Post) -> None:
    """There they ask for a link by themselves."""
    before = len(post.mail.to(CHIEF))
    page = chrome.new_context(viewport={"width": 390, "height": 800}, locale="it-IT", has_touch=True).new_page()
    page.goto(post.server.url)
    page.get_by_label(SAY("signin.asking.address")).fill(CHIEF)
    page.get_by_role("button", name=SAY("signin.asking.button")).click()
    assert eventually(lambda: len(post.mail.to(CHIEF)) > before)
    page.goto(post.mail.link(CHIEF))
    page.get_by_role("button", name=SAY("signin.link.button")).click()
    wait_for_run(page)
    page.goto(f"{post.server.url}/questions?topic={TOPIC.id}")
    wait_for_run(page)
    expect(chosen(page, QUESTION.question["it"])).to_have_text(QUESTION.levels[2]["it"])
    page.context.close()


def _and_is_reminded(desk: Desk, post: Post) -> None:
    """The coordinator reminds those in the middle, of whom there is one."""
    before = len(post.mail.to(CHIEF))
    page = desk.open(post.server.sign_in(_link(post, COORDINATOR, Role.COORDINATOR)), "/invitations")
    page.get_by_text(SAY("invitations.purpose.reminder"), exact=True).click()
    wait_for_run(page)
    choose(page, SAY("invitations.whom.label"), SAY("invitations.whom.begun"))
    wait_for_run(page)
    page.get_by_role("button", name=SAY("invitations.send_reminder", 1)).click()
    assert eventually(lambda: len(post.mail.to(CHIEF)) > before)
    (reminder,) = post.mail.to(CHIEF)[before:]
    assert SAY("mail.begun") in " ".join(reminder.text.split())
    assert eventually(lambda: post.letters(Purpose.REMINDER) == [(CHIEF, Sent.SENT)])


@contextmanager
def _own_browser(chrome: Browser, folder: Path) -> Iterator[Page]:
    """A browser with a folder of its own, as a person has one: closed, and opened again."""
    context = chrome.browser_type.launch_persistent_context(
        folder, executable_path=chromium(), args=["--no-sandbox"] if os.geteuid() == 0 else [], locale="it-IT"
    )
    yield context.new_page()
    context.close()


def _answer(post: Post) -> object:
    draft = post.server.operator.draft(post.round_id, "p042")
    saved = None if draft is None else post.server.operator.answers(draft.id).get(QUESTION.id)
    return None if saved is None else saved.value


def _comes(holds: Callable[[], bool], seconds: float) -> bool:
    end = time.monotonic() + seconds
    while not holds() and time.monotonic() < end:
        time.sleep(0.2)
    return holds()


def _none_waits(post: Post) -> bool:
    return all(state is not Sent.WAITING for _, state in post.letters(Purpose.INVITATION))
