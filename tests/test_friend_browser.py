"""A friend's visit on a phone, in a real Chromium: from the sentence of confidence to handing in."""

from __future__ import annotations

import pytest
from browser import Desk, Place, Server, on_disk, still, wait_for_run
from given import QUESTIONNAIRE, everything
from playwright.sync_api import Locator, Page, expect
from test_accessibility_browser import in_every_appearance, sticks_out

from assessment.friendship import FriendshipState, FriendWish, Remark, Visited
from assessment.people import Role
from assessment.questionnaire import Question
from assessment.storage import Store, digest
from assessment.wording import Say

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 800}
ESSENTIALS = QUESTIONNAIRE.essentials()
OTHERWISE = 1  # of the essentials, the one of which another level is seen
WHY = "Il piano non è mai stato provato"


def befriended(server: Server, language: str) -> tuple[int, str]:
    """A visit that both have accepted; returns its id and the friend's cookie."""
    operator, visited, helping = server.operator, server.place(), server.place()
    submit(visited)
    operator.wish_friend(visited.id, FriendWish.WANTS, on=True)
    operator.wish_friend(helping.id, FriendWish.OFFERS, on=True)
    operator.invite(
        f"ada.{helping.id}@example.org", Role.CHIEF, department_id=helping.id, name="Ada Bruni", language=language
    )
    ada = next(one for one in operator.people() if one.email == f"ada.{helping.id}@example.org")
    made = operator.propose_friend(server.round_id, visited.id, helping.id)
    operator.offer_friend(made, helping.id, ada.id)
    operator.accept_friend(made, visited.id, ada.id)
    post = operator.friendships_of(visited.id)[0].post_id
    assert post is not None
    return made, server.sign_in(operator.new_link(post), language)


def submit(place: Place) -> None:
    draft = place.begin()
    place.server.operator.save_profile(draft, staff=12, official_account=True)
    place.server.operator.save_answers(draft, everything(2))
    place.server.operator.submit(draft)


def said(server: Server, cookie: str) -> Visited:
    """What the friend has said; nobody else reads it before it is handed in."""
    store = Store(server.database, digest(cookie.partition("=")[2]))
    return store.said_in(store.own_friendship().id)


def remark(server: Server, cookie: str, question: Question) -> Remark | None:
    found = said(server, cookie).remarks.get(question.id)
    return None if found is None else found.value


def option(page: Page, question: Question, words: str) -> Locator:
    """The words of how a question is seen: Streamlit covers the button beside them."""
    choices = page.locator(f'[class*="st-key-choice-said-"][class*="-{question.id.replace(".", "-")}-"]')
    return choices.get_by_text(words, exact=True)


def test_on_a_phone_a_visit_goes_from_the_sentence_of_confidence_to_handing_in(
    desk: Desk, region_server: Server, say: Say
) -> None:
    made, cookie = befriended(region_server, say.language)
    page = desk.open(cookie, "/", viewport=PHONE, has_touch=True, locale="it-IT")
    expect(page.get_by_test_id("stRadio")).to_have_count(0)
    assert in_every_appearance(page) == {}
    page.set_viewport_size(PHONE)

    still(page.get_by_role("button", name=say("friend.before.agree"))).tap()
    for nth, question in enumerate(ESSENTIALS):
        if nth != OTHERWISE:
            still(option(page, question, say("friend.choice.same"))).tap()
            on_disk(lambda: remark(region_server, cookie, question), Remark(None))  # noqa: B023 - at once
    missing = page.get_by_role("link", name=ESSENTIALS[OTHERWISE].name[say.language])
    still(missing).tap()
    wait_for_run(page)
    expect(page.get_by_test_id("stRadio")).to_have_count(1)
    still(option(page, ESSENTIALS[OTHERWISE], say("friend.choice.other"))).tap()
    sentence = ESSENTIALS[OTHERWISE].levels[1][say.language]
    still(page.get_by_test_id("stRadio").get_by_text(sentence, exact=True)).tap()
    expect(page.get_by_text(say("friend.saved_without_reason", time="|").partition("|")[2])).to_be_visible()
    page.get_by_role("textbox", name=say("friend.reason.other")).fill(WHY)
    page.keyboard.press("Tab")
    on_disk(lambda: remark(region_server, cookie, ESSENTIALS[OTHERWISE]), Remark(1, WHY))
    still(page.get_by_role("link", name=say("friend.all"))).tap()
    wait_for_run(page)

    page.get_by_role("textbox", name=say("friend.words.strengths_one", None, number="1")).fill("Una voce chiara")
    page.keyboard.press("Tab")
    on_disk(lambda: len(said(region_server, cookie).words), 1)
    wait_for_run(page)
    assert in_every_appearance(page) == {}
    assert sticks_out(page) == 0
    page.set_viewport_size(PHONE)
    still(page.get_by_text(say("friend.hand_in.sure"))).tap()
    still(page.get_by_role("button", name=say("friend.hand_in.button"), exact=True)).tap()

    expect(page.get_by_role("heading", name=say("friend.after.differed"))).to_be_visible()
    operator = region_server.operator
    (one,) = [one for one in operator.friendships("north") if one.id == made]
    assert one.state(operator.now) is FriendshipState.HANDED_IN
    assert len(said(region_server, cookie).remarks) == len(ESSENTIALS)
    expect(page.get_by_text(WHY)).to_be_visible()
    assert in_every_appearance(page) == {}
    assert sticks_out(page) == 0
