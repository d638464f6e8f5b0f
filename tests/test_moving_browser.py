"""From one page to the next in a real Chromium: where the focus is, what a browser that translates leaves standing, how
pages and links are called, and what is seen where the system lays down the colours.
"""

from __future__ import annotations

import re

import pytest
from browser import Desk, Place, choices, choose, saved_lines, wait_for_run
from given import LANGUAGES, QUESTIONNAIRE, everything
from playwright.sync_api import Locator, Page, expect

from assessment.wording import Say

pytestmark = pytest.mark.browser

SAY = Say("it")
TOPICS = list(QUESTIONNAIRE.dimensions())
FIRST, SECOND, THIRD = TOPICS[:3]

# What a browser does that translates a page: words of its own stand in the place of the text nodes.
TRANSLATE = """() => {
  const all = document.createTreeWalker(document.querySelector("[data-testid=stMain]"), NodeFilter.SHOW_TEXT);
  const texts = [];
  while (all.nextNode()) texts.push(all.currentNode);
  for (const text of texts.filter(one => one.data.trim())) {
    const font = document.createElement("font");
    font.textContent = "translated";
    text.replaceWith(font);
  }
}"""

# Links of a page that say the same and lead elsewhere.
_ALIKE = """() => {
  const known = {};
  for (const one of document.querySelectorAll("[data-testid=stMain] a[href]")) {
    (known[one.textContent.trim()] ||= new Set()).add(one.href);
  }
  return Object.keys(known).filter(words => known[words].size > 1);
}"""


def heading(page: Page) -> Locator:
    return page.get_by_role("heading", level=1)


def arrived(page: Page, words: str) -> None:
    """The page of a heading begins at its top, and the focus is there."""
    expect(heading(page)).to_have_text(words)
    expect(heading(page)).to_be_focused()
    expect(heading(page)).to_be_in_viewport()


def following(page: Page, words: str) -> Locator:
    return page.get_by_role("button", name=SAY("questions.next", topic=words))


# --- the focus -------------------------------------------------------------------------------------------------------


def test_the_heading_of_a_new_page_has_the_focus(desk: Desk, place: Place) -> None:
    page = desk.open(place.person(), f"/questions?topic={FIRST.id}")
    for topic in (SECOND, THIRD):
        following(page, topic.title["it"]).focus()
        page.keyboard.press("Enter")
        arrived(page, topic.title["it"])
    page.get_by_role("link", name=SAY("menu.home"), exact=True).click()
    arrived(page, place.name)
    wait_for_run(page)  # what stands under the heading is drawn after it
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    arrived(page, SAY("home.about_you"))


def test_who_goes_back_is_where_they_were(desk: Desk, place: Place) -> None:
    page = desk.open(place.person(), f"/questions?topic={FIRST.id}", viewport={"width": 390, "height": 700})
    for topic in (SECOND, THIRD):
        following(page, topic.title["it"]).click()
        arrived(page, topic.title["it"])
    for topic, left_by in ((SECOND, THIRD), (FIRST, SECOND)):
        page.go_back()
        expect(heading(page)).to_have_text(topic.title["it"])
        expect(following(page, left_by.title["it"])).to_be_focused()
        expect(following(page, left_by.title["it"])).to_be_in_viewport()
    page.go_forward()
    expect(following(page, THIRD.title["it"])).to_be_focused()


def test_what_was_handed_in_is_received_at_the_top_of_a_page(desk: Desk, place: Place) -> None:
    operator = place.server.operator
    operator.save_profile(place.draft.id, staff=12, official_account=True)
    operator.save_answers(place.draft.id, everything(2))
    page = desk.open(place.person(), "/review", viewport={"width": 390, "height": 700})
    page.get_by_text(SAY("review.declare")).click()
    page.get_by_role("button", name=SAY("review.submit"), exact=True).click()

    arrived(page, SAY("review.received"))
    expect(page.get_by_role("button", name=SAY("home.see_result"))).to_be_in_viewport()
    page.reload()
    expect(heading(page)).to_have_text(SAY("review.received"))


# --- a browser that translates ---------------------------------------------------------------------------------------


def test_no_translation_of_a_topic_stands_over_the_answers_of_another(desk: Desk, place: Place) -> None:
    page = desk.open(place.person(), f"/questions?topic={FIRST.id}")
    for before, topic in ((FIRST, SECOND), (SECOND, FIRST)):
        button = page.get_by_test_id("stBaseButton-primary" if before is FIRST else "stBaseButton-secondary").last
        page.evaluate(TRANSLATE)
        expect(heading(page)).to_have_text("translated")
        button.click()
        expect(page.get_by_role("radiogroup").first).to_have_accessible_name(topic.questions[0].question["it"])
        wait_for_run(page)

        expect(heading(page)).to_have_text(topic.title["it"])
        expect(page.get_by_role("heading", level=2)).to_have_text([one.question["it"] for one in topic.questions])
        expect(page.get_by_test_id("stMain").get_by_test_id("stCaptionContainer").first).to_contain_text(
            SAY("questions.topic_of", number=TOPICS.index(topic) + 1, of=len(TOPICS))
        )


def test_only_pages_that_are_answered_to_the_word_are_kept_from_translation(desk: Desk, place: Place) -> None:
    page = desk.open(place.person(), "/review")
    html = page.locator("html")
    expect(html).to_have_attribute("translate", "no")
    for name, kept in (("menu.home", "yes"), ("menu.questions", "no"), ("menu.results", "yes")):
        page.get_by_role("link", name=SAY(name), exact=True).first.click()
        expect(html).to_have_attribute("translate", kept)
    page.go_back()
    expect(html).to_have_attribute("translate", "no")


# --- names -----------------------------------------------------------------------------------------------------------


def test_every_topic_and_the_receipt_have_a_name_of_their_own(desk: Desk, place: Place) -> None:
    questions, product = SAY("menu.questions"), SAY("menu.product")
    page = desk.open(place.person(), "/questions?topic=profile")
    expect(page).to_have_title(f"{SAY('home.about_you')} · {questions} · {product}")
    for topic in (FIRST, SECOND):
        following(page, topic.title["it"]).click()
        expect(page).to_have_title(f"{topic.title['it']} · {questions} · {product}")
    for number in (1, 2):
        page.goto(f"{desk.server.url}/questions?topic=essentials-{number}")
        place_of = SAY("questions.page_of", number=number, of=5)
        expect(page).to_have_title(f"{SAY('questions.essentials_title')} · {place_of} · {product}")
    place.server.operator.save_profile(place.draft.id, staff=12, official_account=True)
    place.server.operator.save_answers(place.draft.id, everything(2))
    place.server.operator.submit(place.draft.id)
    page.goto(f"{desk.server.url}/review")
    expect(page).to_have_title(re.compile(rf"^{SAY('review.receipt')} · .* · {product}$"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_links_that_say_the_same_lead_to_the_same(demo_desk: Desk, language: str) -> None:
    alike = {}
    for who, addresses in {
        "fresh_chief": ["/", "/review"],
        "seasoned_chief": ["/", "/results", "/plan", "/comparison", "/history", "/report"],
        "coordinator": ["/", "/departments", "/training", "/maps", "/rounds", "/invitations", "/export"],
    }.items():
        page = demo_desk.open(demo_desk.server.sign_in_as(who, language))
        for address in addresses:
            page.goto(demo_desk.server.url + address)
            wait_for_run(page)
            if found := page.evaluate(_ALIKE):
                alike[address] = found
    assert alike == {}


# --- colours that the system lays down -------------------------------------------------------------------------------


def look(one: Locator) -> bytes:
    """What is seen of an element."""
    return one.screenshot(animations="disabled")


def test_what_is_chosen_is_seen_in_the_colours_of_the_system(desk: Desk, place: Place) -> None:
    question = FIRST.questions[0]
    page = desk.open(place.person(), f"/questions?topic={FIRST.id}")
    choose(page, question.question["it"], question.levels[2]["it"])
    expect(saved_lines(page).first).to_contain_text("Ada Bruni")
    for scheme in ("light", "dark"):
        page.emulate_media(forced_colors="active", color_scheme=scheme)
        page.mouse.move(0, 0)
        rings = choices(page, question.question["it"]).locator("label > div > div:first-child")
        assert look(rings.nth(2)) != look(rings.nth(1))
        assert look(rings.nth(0)) == look(rings.nth(1))


def test_what_is_ticked_and_how_far_one_is_are_seen_in_the_colours_of_the_system(desk: Desk, place: Place) -> None:
    page = desk.open(place.person(), "/review")
    page.emulate_media(forced_colors="active")
    boxes = page.get_by_test_id("stCheckbox").locator("label > span + div")
    expect(boxes).to_have_count(3)
    submit = page.get_by_role("button", name=SAY("review.submit"), exact=True)
    submit.focus()  # no ring around a box, which is a look
    before = [look(one) for one in boxes.all()]
    page.get_by_text(SAY("review.declare")).click()
    expect(page.get_by_role("checkbox", name=SAY("review.declare"))).to_be_checked()
    wait_for_run(page)
    submit.focus()
    after = [look(one) for one in boxes.all()]
    assert [one == other for one, other in zip(before, after, strict=True)] == [True, True, False]

    place.server.operator.save_answers(place.draft.id, {FIRST.questions[0].id: 2})  # before the first there is no bar
    page.goto(desk.server.url)
    wait_for_run(page)
    bar = page.get_by_test_id("stProgressBarTrack")
    before = look(bar)
    place.server.operator.save_answers(place.draft.id, everything(2))
    page.reload()
    wait_for_run(page)
    assert look(bar) != before


def test_the_page_of_a_list_is_seen_in_the_colours_of_the_system(demo_desk: Desk) -> None:
    page = demo_desk.open(demo_desk.server.sign_in_as("coordinator", "it"), "/departments")
    page.emulate_media(forced_colors="active")
    page.get_by_text(SAY("events.title"), exact=True).click()  # of what happened there is more than a page
    here = page.get_by_test_id("stPaginationPageActive")
    assert here.evaluate("one => getComputedStyle(one).outlineStyle") == "solid"
    assert page.get_by_test_id("stPaginationPage").first.evaluate("one => getComputedStyle(one).outlineStyle") == "none"
