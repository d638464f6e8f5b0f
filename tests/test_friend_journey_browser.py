"""A friend's whole visit in a real Chromium: a chief on a phone in Italian, another at a desk in Spanish."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from browser import Desk, Place, Server, choose, fill, on_disk, serving, still, wait_for_run
from given import QUESTIONNAIRE, everything
from pdf_checks import squeezed, text
from playwright.sync_api import Browser, Locator, Page, expect

from assessment import language
from assessment.answers import Answer
from assessment.friendship import ANSWER, QUESTION, Friendship, FriendshipState, FriendWish, Remark, ReplyKind, Visited
from assessment.people import Role
from assessment.questionnaire import Question
from assessment.screens.parts.markdown import plain
from assessment.storage import Store, digest
from assessment.wording import Say

pytestmark = pytest.mark.browser

PHONE, SCREEN = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
IT, ES, EN = Say("it"), Say("es"), Say("en")
VISITED, HELPING = "Ada Bruni", "Lucía Prado"
ESSENTIALS = QUESTIONNAIRE.essentials()
OTHERWISE = ESSENTIALS[1]  # the one of which another level is seen
SEEN, WHY = 1, "El plan existe, pero nadie lo ha probado."
STRENGTH, ASKED, ANSWERED = "Una voz clara", "¿Quién contesta de noche?", "Il capoturno, dal telefono di servizio"


@dataclass
class Both:
    """The two departments of a visit, and the cookies of those who take part."""

    visited: Place
    helping: Place
    chief: str
    friend: str
    coordinator: str

    @property
    def visit(self) -> Friendship:
        """What is on disk of it."""
        (one,) = self.visited.server.operator.friendships("north")
        return one

    def said(self, cookie: str) -> Visited:
        """What somebody can read of what was said."""
        return Store(self.visited.server.database, digest(cookie.partition("=")[2])).said_in(self.visit.id)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A region of its own, in which nobody else has ticked anything."""
    database = tmp_path_factory.mktemp("visit") / "in-touch.db"
    round_id = fill(database)
    with serving(database) as server:
        server.round_id = round_id
        yield server


@pytest.fixture
def desk(chrome: Browser, server: Server) -> Iterator[Desk]:
    made = Desk(chrome, server)
    yield made
    made.close()


@pytest.fixture
def both(server: Server) -> Both:
    visited, helping = server.place(), server.place()
    _hand_in(visited, {**everything(3), "PI1.2": 1})
    _hand_in(helping, everything(4))
    link = server.operator.invite("coordinator@example.org", Role.COORDINATOR, region_id="north", language="en")
    return Both(
        visited, helping, visited.person(VISITED), helping.person(HELPING, language="es"), server.sign_in(link, "en")
    )


def _hand_in(place: Place, answers: dict[str, Answer]) -> None:
    draft, operator = place.begin(), place.server.operator
    operator.save_profile(draft, staff=6, official_account=True)
    operator.save_answers(draft, answers)
    operator.submit(draft)


def _press(page: Page, name: str) -> None:
    still(page.get_by_role("button", name=name, exact=True)).click()


def _read_anew(page: Page) -> None:
    page.reload()
    wait_for_run(page)


def _shows(page: Page, *texts: str) -> None:
    for one in texts:
        expect(page.get_by_text(one, exact=True).first).to_be_visible()


def _as_drawn(words: str) -> str:
    """Words of a page without the signs of emphasis."""
    return words.replace("**", "")


def test_two_people_in_two_languages_go_through_a_whole_visit(desk: Desk, both: Both, tmp_path: Path) -> None:
    chief = desk.open(both.chief, "/friendship", viewport=PHONE, locale="it-IT")
    friend = desk.open(both.friend, "/friendship", viewport=SCREEN, locale="es-ES")

    _arrange(desk, both, chief, friend)
    _told_to_sign_in_again(both, friend)
    friend = desk.open(_signed_in_again(both), viewport=SCREEN, locale="es-ES")
    _visit(both, friend)
    _read_anew(chief)
    _reply(both, chief)
    _side_by_side(both, chief, friend)
    _on_paper(chief, desk.server, tmp_path / "full.pdf")

    _is_kept(both)


def _arrange(desk: Desk, both: Both, chief: Page, friend: Page) -> None:
    """Both tick, the coordinator proposes, somebody is named, and the one that is visited accepts."""
    operator, names = desk.server.operator, {"helping": both.helping.name, "visited": both.visited.name}
    still(chief.get_by_text(IT("friendship.wants.tick"), exact=True)).click()
    on_disk(lambda: set(operator.friend_wishes(both.visited.id)), {FriendWish.WANTS})
    still(friend.get_by_text(ES("friendship.offers.tick"), exact=True)).click()
    on_disk(lambda: set(operator.friend_wishes(both.helping.id)), {FriendWish.OFFERS})

    coordinator = desk.open(both.coordinator, "/friends", viewport=SCREEN, locale="en-GB")
    expect(coordinator.get_by_role("heading", level=1)).to_have_text(EN("friends.title", 1))
    expect(coordinator.get_by_text(EN("friends.pairs.pair", None, **names))).to_be_visible()
    _press(coordinator, EN("friends.pairs.propose"))
    expect(coordinator.get_by_role("table")).to_contain_text(EN("friends.pairs.pair", None, **names))

    _read_anew(chief)
    expect(chief.get_by_role("heading", level=1)).to_have_text(IT("friendship.title.proposed"))
    expect(chief.get_by_text(both.helping.name)).to_have_count(0)  # nobody is named yet
    _read_anew(friend)
    expect(friend.get_by_text(both.visited.name)).to_have_count(0)
    still(friend.get_by_role("combobox", name=ES("friendship.lending.who"))).click()
    friend.get_by_role("option", name=re.compile(HELPING)).click()
    _press(friend, ES("friendship.lending.offer"))
    on_disk(lambda: both.visit.state(operator.now), FriendshipState.OFFERED)

    _read_anew(chief)
    expect(chief.get_by_role("heading", level=1)).to_have_text(IT("friendship.title.offered"))
    asked = operator.round(desk.server.round_id).title
    who = IT("friendship.offered.who", None, person=HELPING, department=both.helping.name, round=asked)
    expect(chief.get_by_text(_as_drawn(who))).to_be_visible()
    _press(chief, IT("friendship.accept"))
    on_disk(lambda: both.visit.state(operator.now), FriendshipState.VISITING)


def _told_to_sign_in_again(both: Both, page: Page) -> None:
    """Whoever was signed in before the visit began is told on the first page how to get to it."""
    page.goto(both.visited.server.url)
    wait_for_run(page)
    until = both.visit.until
    assert until is not None
    day = language.moment_day(until, "es", "Europe/Rome")
    told = ES("friendship.waiting.sign_in", None, department=both.visited.name, day=day)
    expect(page.get_by_text(told)).to_be_visible()


def _signed_in_again(both: Both) -> str:
    server, person = both.visited.server, both.visit.person_id
    (posts,) = (one.posts for one in server.operator.people() if one.id == person)
    (post,) = (one.id for one in posts if one.role is Role.CHIEF)
    both.friend = server.sign_in(server.operator.new_link(post), "es")
    return both.friend


def _visit(both: Both, page: Page) -> None:
    """Change into the post, agree, look at every essential, say something of the whole, and hand in."""
    post = ES("posts.friend", place=both.visited.name)
    still(page.get_by_role("button", name=ES("posts.change", post=post)).first).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(ES("friend.title", department=both.visited.name))
    wait_for_run(page)
    expect(page.get_by_test_id("stRadio")).to_have_count(0)  # nothing is shown before
    _press(page, ES("friend.before.agree"))

    for question in ESSENTIALS:
        is_other = question is OTHERWISE
        still(_option(page, question, ES(f"friend.choice.{'other' if is_other else 'same'}"))).click()
        if is_other:
            still(page.get_by_test_id("stRadio").get_by_text(question.levels[SEEN]["es"], exact=True)).click()
            page.get_by_role("textbox", name=ES("friend.reason.other")).fill(WHY)
            page.keyboard.press("Tab")
        on_disk(lambda: _remark(both, question), Remark(SEEN, WHY) if is_other else Remark(None))  # noqa: B023 - at once
    for label, words in (
        (ES("friend.words.strengths_one", None, number="1"), STRENGTH),
        (ES("friend.words.question_one"), ASKED),
    ):
        still(page.get_by_role("textbox", name=label)).fill(words)
        page.keyboard.press("Tab")
        on_disk(lambda: words in {one.value for one in both.said(both.friend).words.values()}, True)  # noqa: B023
    still(page.get_by_text(ES("friend.hand_in.sure"), exact=True)).click()
    _press(page, ES("friend.hand_in.button"))
    expect(page.get_by_role("heading", name=ES("friend.after.differed"))).to_be_visible()
    assert both.visit.state(both.visited.server.operator.now) is FriendshipState.HANDED_IN


def _option(page: Page, question: Question, words: str) -> Locator:
    """The words of how a question is seen: Streamlit covers the button beside them."""
    choices = page.locator(f'[class*="st-key-choice-said-"][class*="-{question.id.replace(".", "-")}-"]')
    return choices.get_by_text(words, exact=True)


def _remark(both: Both, question: Question) -> Remark | None:
    found = both.said(both.friend).remarks.get(question.id)
    return None if found is None else found.value


def _reply(both: Both, page: Page) -> None:
    """Read what was handed in, show something by a month with a step of the plan, answer, and close."""
    expect(page.get_by_role("heading", level=1)).to_have_text(IT("friendship.title.handed_in", 1))
    _shows(page, WHY, STRENGTH, ASKED)
    choose(page, IT("friendship.reply.title"), IT("friendship.reply.will_show"))
    on_disk(lambda: OTHERWISE.id in both.said(both.chief).replies, True)
    wait_for_run(page)
    still(page.get_by_role("combobox", name=IT("friendship.reply.month"))).click()
    still(page.get_by_role("option").first).click()
    on_disk(lambda: both.said(both.chief).replies[OTHERWISE.id].value.month is not None, True)
    _press(page, IT("friendship.reply.to_plan"))
    on_disk(lambda: both.said(both.chief).replies[OTHERWISE.id].value.commitment_id is not None, True)
    still(page.get_by_role("textbox", name=IT("friendship.said.answer"))).fill(ANSWERED)
    page.keyboard.press("Tab")
    on_disk(lambda: ANSWER in both.said(both.chief).words, True)
    _press(page, IT("friendship.close.button"))
    expect(page.get_by_role("heading", level=1)).to_have_text(IT("friendship.title.closed"))


def _side_by_side(both: Both, chief: Page, friend: Page) -> None:
    """Both read the same, each in their language."""
    by = both.said(both.chief).replies[OTHERWISE.id].value.month
    assert by is not None
    _shows(chief, WHY, STRENGTH, ASKED, ANSWERED, IT("friendship.reply.by", month=language.month(by, "it")))
    _read_anew(friend)
    _shows(friend, WHY, STRENGTH, ASKED, ANSWERED)
    by_month = plain(ES("friend.reply.will_show_by", None, month=language.month(by, "es")))
    expect(friend.get_by_text(by_month)).to_be_visible()
    for page in (chief, friend):
        expect(page.get_by_test_id("stMain").get_by_role("textbox")).to_have_count(0)


def _on_paper(page: Page, server: Server, file: Path) -> None:
    """With yes, and not before, the full report has the page."""
    titled = squeezed(IT("report.friend.title"))
    page.goto(f"{server.url}/report")
    wait_for_run(page)
    still(page.get_by_text(IT("report_page.full"), exact=True)).click()
    assert titled not in squeezed(text(_downloaded(page, file)))
    still(page.get_by_text(IT("report_page.friend.on"), exact=True)).click()
    on_disk(lambda: server.operator.friendships("north")[0].on_paper, True)
    wait_for_run(page)
    found = squeezed(text(_downloaded(page, file)))
    assert titled in found
    assert squeezed(WHY) in found
    assert squeezed(ANSWERED) in found


def _downloaded(page: Page, file: Path) -> bytes:
    link = page.get_by_role("link", name=IT("report_page.pdf"))
    expect(link).to_have_attribute("href", re.compile("full"))
    with page.expect_download() as download:
        still(link).click()
    download.value.save_as(file)
    return file.read_bytes()


def _is_kept(both: Both) -> None:
    """What is on disk at the end: the visit, what was said and replied, and the answers as they were."""
    operator, found = both.visited.server.operator, both.said(both.chief)
    assert both.visit.state(operator.now) is FriendshipState.CLOSED
    assert (both.visit.person, both.visit.on_paper) == (HELPING, True)
    assert {about: one.value for about, one in found.remarks.items()} == {
        one.id: Remark(SEEN, WHY) if one is OTHERWISE else Remark(None) for one in ESSENTIALS
    }
    assert {about: one.value for about, one in found.words.items()} == {
        "strength_1": STRENGTH,
        QUESTION: ASKED,
        ANSWER: ANSWERED,
    }
    (reply,) = (one.value for one in found.replies.values())
    (step,) = operator.commitments(both.visited.id)
    assert (reply.kind, reply.commitment_id) == (ReplyKind.WILL_SHOW, step.id)
    assert (step.question_id, step.month) == (OTHERWISE.id, reply.month)
    (submission,) = operator.submissions(both.visited.id)
    assert dict(submission.answers) == {**everything(3), "PI1.2": 1}
    kinds = [one.kind for one in operator.events("north", both.visited.id)]
    for kind in ("accepted", "read", "handed_in", "closed"):
        assert f"friend_{kind}" in kinds
