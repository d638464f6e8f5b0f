"""From the invitation to the eight steps, on a phone, in Italian: who has no account sees no zero on the way."""

from __future__ import annotations

import re

import pytest
from browser import Desk, Server, choose, on_disk, saved_lines, wait_for_run
from given import QUESTIONNAIRE
from playwright.sync_api import Page, expect

from assessment import task
from assessment.answers import Answer
from assessment.findings.opening import opening
from assessment.findings.words import level_among_others
from assessment.people import Role
from assessment.wording import Say

pytestmark = pytest.mark.browser

SAY = Say("it")
PHONE = {"width": 390, "height": 844}
ZERO = re.compile(r"(?<![\d.,:/])0(?![\d.,:/])")
READY = ("PI1.1", "PI4.1", "DC1.1")  # questions at their minimum; the others stay at the lowest level


def without_zeros(page: Page, heading: str) -> None:
    """Wait for a page by its heading, and look for a figure that says nothing but that there is no account."""
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    wait_for_run(page)
    for closed in page.locator("details:not([open]) > summary").all():
        if closed.is_visible():
            closed.click()
    shown = page.locator("[data-testid=stMain]").inner_text()
    assert ZERO.findall(shown) == [], [line for line in shown.splitlines() if ZERO.search(line)]
    before = "every => every.map(one => getComputedStyle(one, '::before').content)"  # what only the stylesheet writes
    assert set(page.locator("[data-testid=stRadioOption] p").evaluate_all(before)) <= {"none"}


def answer_everything_asked_first(page: Page) -> None:
    for topic in task.before_opening(QUESTIONNAIRE):
        expect(page.get_by_role("heading", level=1)).to_have_text(SAY(f"opening.step.{topic.step}.title"))
        for nth, question in enumerate(topic.questions):
            level = question.minimum_level if question.id in READY else 0
            choose(page, question.question["it"], level_among_others(question, level, SAY))
            expect(saved_lines(page).nth(nth)).to_contain_text("Ada")
        without_zeros(page, SAY(f"opening.step.{topic.step}.title"))
        last = topic.number == topic.of
        page.get_by_role("button", name=SAY("opening.see" if last else "questions.next_page")).click()


def test_from_the_invitation_to_the_steps_no_zero_is_seen(desk: Desk, region_server: Server) -> None:
    operator = region_server.operator
    place = next(one for one in iter(region_server.place, None) if not ZERO.search(one.name))
    email = f"ada.{place.id}@example.org"
    link = operator.invite(email, Role.CHIEF, department_id=place.id, name="Ada Bruni", language="it")
    page = desk.context("", viewport=PHONE, locale="it-IT").new_page()
    page.goto(f"{region_server.url}/sign-in/{link}")
    page.get_by_role("button", name=SAY("signin.link.button")).click()
    without_zeros(page, place.name)

    page.get_by_role("button", name=SAY("home.start"), exact=True).click()
    without_zeros(page, SAY("home.about_you"))
    choose(
        page, SAY("about.label_needed", label=QUESTIONNAIRE.field("official_account").label["it"]), SAY("about.said_no")
    )
    expect(page.get_by_text(SAY("opening.own_page"))).to_be_visible()
    without_zeros(page, SAY("home.about_you"))
    page.goto(region_server.url)
    without_zeros(page, place.name)  # nothing is answered yet
    page.goto(f"{region_server.url}/results")
    without_zeros(page, SAY("opening.title.none"))

    page.get_by_role("button", name=SAY("opening.first.link")).click()
    answer_everything_asked_first(page)
    on_disk(lambda: len(place.answers()), 17)
    answers: dict[str, Answer] = {key: one.value for key, one in place.answers().items() if one.value is not None}
    told = opening(QUESTIONNAIRE, answers, SAY)
    assert told.headline == SAY("opening.title.some", 2, of=SAY.count(8))
    without_zeros(page, told.headline)
    for step in told.steps:
        expect(page.get_by_text(step.title, exact=False).first).to_be_visible()
    expect(page.get_by_role("link", name=re.compile(r"\(PDF\)")).first).to_be_visible()

    rest: dict[str, Answer] = {q.id: 0 for q in QUESTIONNAIRE.questions() if q.id not in answers}
    operator.save_answers(place.draft.id, rest)
    operator.save_profile(place.draft.id, staff=12)
    page.goto(f"{region_server.url}/review")
    without_zeros(page, SAY("menu.review"))
    page.get_by_text(SAY("review.declare")).click()
    page.get_by_role("button", name=SAY("review.submit"), exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(SAY("review.received"))
    page.get_by_role("button", name=SAY("opening.see")).click()
    without_zeros(page, told.headline)
    for address in ("", "comparison", "history"):
        page.goto(f"{region_server.url}/{address}")
        heading = place.name if not address else SAY(f"menu.{address}")
        without_zeros(page, heading)
