"""The main job from end to end in a real Chromium: a chief answers, submits, and takes the report away."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pypdfium2
import pytest
from browser import TOP, Desk, Place, ask, choose, chosen, saved_lines, wait_for_run
from given import QUESTIONNAIRE
from playwright.sync_api import Page, expect

from assessment import task
from assessment.people import Role
from assessment.questionnaire import Question
from assessment.wording import Say

pytestmark = pytest.mark.browser

SAY = Say("it")
TOPICS = task.topics(QUESTIONNAIRE)
FRESH = "d0025"  # the department of the demo's chief who has not started


def level_of(number: int) -> int:
    """The levels of this journey: 1, 2, 3, 2, 1 and again."""
    return (1, 2, 3, 2)[number % 4]


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()
    wait_for_run(page)


def heading(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", level=1, name=words, exact=True)).to_be_visible()


def answer(page: Page, nth: int, question: Question, level: int, language: str) -> None:
    """Choose a level by its sentence, and wait until it is said to be saved."""
    choose(page, question.question[language], question.levels[level][language])
    expect(saved_lines(page).nth(nth)).to_contain_text(re.compile(r"\d\d:\d\d"))


def scored(database: Path, department: str) -> dict[str, object]:
    """What the command says of a submission."""
    command = [sys.executable, "-m", "assessment", "score", "--database", str(database), "--department", department]
    return json.loads(subprocess.run(command, cwd=TOP, check=True, capture_output=True, text=True).stdout)


def text_of(pdf: bytes) -> str:
    return "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))


def test_a_chief_answers_everything_and_takes_the_report_away(demo_desk: Desk) -> None:
    page = _at_the_door(demo_desk)
    press(page, SAY("home.start"))
    heading(page, SAY("home.about_you"))
    _about_the_department(page)
    press(page, SAY("questions.next", topic=TOPICS[0].pillar.dimensions[0].title["it"]))

    given, language, number = {}, "it", 0
    for index, topic in enumerate(TOPICS):
        if index == 5:
            language = _switch(page, "es")
        if index == 8:
            language = _switch(page, "it")
            page.reload()
            wait_for_run(page)
        for nth, question in enumerate(topic.questions):
            answer(page, nth, question, level_of(number), language)
            given[question.id] = level_of(number)
            number += 1
        if index == 5:
            _switch(page, "it")
            for question in topic.questions:  # the language is another, the choice is the same
                words = question.levels[given[question.id]]["it"]
                expect(chosen(page, question.question["it"])).to_contain_text(words)
            language = _switch(page, "es")
        following = TOPICS[index + 1] if index + 1 < len(TOPICS) else None
        say = Say(language)
        title = following and next(d for d in following.pillar.dimensions if d.id == following.id).title[language]
        press(page, say("questions.next", topic=title) if following else say("home.review"))

    heading(page, SAY("menu.review"))
    expect(page.get_by_text(SAY("review.nothing_missing"))).to_be_visible()
    page.get_by_role("main").get_by_text(SAY("review.declare")).click()
    wait_for_run(page)
    press(page, SAY("review.submit"))
    heading(page, SAY("review.receipt"))
    press(page, SAY("home.see_result"))

    card = scored(demo_desk.server.database, FRESH)
    assert card["overall"]["known"] == 38
    assert given == {
        key: one.value for key, one in _answers(demo_desk).items()
    }
    shown = int(card["overall"]["score"] + 0.5)  # no band starts between this score and the next whole number
    expect(page.get_by_role("main")).to_contain_text(f"{shown} su 100")
    link = page.get_by_role("link", name=SAY("report_page.brief"))
    file = ask(demo_desk.server.url, "GET", link.get_attribute("href"), _cookie(page))
    assert file.status == 200 and file.body.startswith(b"%PDF")
    paper = text_of(file.body)
    assert f"{shown} su 100" in paper
    assert f"{sum(card['essentials'].values())} su 10" in paper
    for pillar in card["pillars"].values():
        assert re.search(rf"\b{int(pillar['score'] + 0.5)}\b", paper)

    page.get_by_role("link", name=SAY("menu.comparison"), exact=True).first.click()
    wait_for_run(page)
    expect(page.get_by_role("main")).to_contain_text(re.compile("confront", re.IGNORECASE))


def test_an_assessment_is_begun_submitted_and_read_with_the_keyboard_alone(desk: Desk, place: Place) -> None:
    """One topic, the details, the declaration and the submission by key; the other answers are there already."""
    first, rest = TOPICS[0], [question for topic in TOPICS[1:] for question in topic.questions]
    cookie = place.person(role=Role.CHIEF)
    place.server.operator.save_answers(place.draft.id, {question.id: 2 for question in rest})
    page = desk.open(cookie, "/questions?topic=profile")

    _focus(page, page.get_by_label(SAY("about.label_needed", label=QUESTIONNAIRE.field("staff").label["it"])))
    page.keyboard.type("12")
    page.keyboard.press("Tab")
    wait_for_run(page)
    account = SAY("about.label_needed", label=QUESTIONNAIRE.field("official_account").label["it"])
    _focus(page, page.get_by_role("radiogroup", name=account).get_by_role("radio").first)
    page.keyboard.press("Space")
    wait_for_run(page)
    _key_press(page, page.get_by_role("button", name=re.compile("^" + re.escape(SAY("questions.next", topic="")))))

    for nth, question in enumerate(first.questions):
        _focus(page, page.get_by_role("radiogroup", name=question.question["it"]).get_by_role("radio").first)
        page.keyboard.press("Space")
        expect(saved_lines(page).nth(nth)).to_contain_text(re.compile(r"\d\d:\d\d"))
        page.keyboard.press("ArrowDown")
        expect(chosen(page, question.question["it"])).to_contain_text(question.levels[1]["it"])
        wait_for_run(page)
    _key_press(page, page.get_by_role("link", name=SAY("menu.home"), exact=True))
    _key_press(page, page.get_by_role("button", name=SAY("home.review")))

    heading(page, SAY("menu.review"))
    _focus(page, page.get_by_role("checkbox", name=SAY("review.declare")))
    page.keyboard.press("Space")
    wait_for_run(page)
    _key_press(page, page.get_by_role("button", name=SAY("review.submit"), exact=True))
    heading(page, SAY("review.receipt"))

    submission = place.server.operator.submissions(place.id)[-1]
    expect(page.get_by_role("main")).to_contain_text(submission.number)
    expect(page.get_by_role("main")).to_contain_text(submission.sha256)
    assert [submission.answers[question.id] for question in first.questions] == [1, 1]


def _at_the_door(desk: Desk) -> Page:
    """A page that chose whom to be."""
    page = desk.context("").new_page()
    page.goto(f"{desk.server.url}/?language=it")
    page.locator('form[action*="/sign-in-as/fresh_chief"] button').click()
    wait_for_run(page)
    return page


def _about_the_department(page: Page) -> None:
    staff = SAY("about.label_needed", label=QUESTIONNAIRE.field("staff").label["it"])
    page.get_by_label(staff).fill("14")
    page.get_by_label(staff).press("Tab")
    wait_for_run(page)
    account = SAY("about.label_needed", label=QUESTIONNAIRE.field("official_account").label["it"])
    page.get_by_role("radiogroup", name=account).locator("label").filter(has_text=SAY("about.said_yes")).click()
    wait_for_run(page)


def _switch(page: Page, language: str) -> str:
    """Change the language at the foot of the page; it comes back to the same topic."""
    page.locator(f'a[href="/language/{language}"]').click()
    expect(page.locator(f'html[lang="{language}"]')).to_have_count(1)
    wait_for_run(page)
    return language


def _answers(desk: Desk) -> dict[str, object]:
    operator = desk.server.operator
    round_id = operator.rounds("val-serrana")[-1].id
    return operator.answers(operator.draft(round_id, FRESH).id)


def _cookie(page: Page) -> str:
    return "; ".join(f"{one['name']}={one['value']}" for one in page.context.cookies())


def _focus(page: Page, wanted) -> None:  # type: ignore[no-untyped-def]
    """Go to an element with the tab key alone."""
    expect(wanted).to_be_visible()
    handle = wanted.element_handle()
    group = "e => e === document.activeElement || (e.type === 'radio' && e.name && e.name === document.activeElement?.name)"
    for _ in range(120):
        if handle.evaluate(group):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the tab key does not reach {wanted}")


def _key_press(page: Page, wanted) -> None:  # type: ignore[no-untyped-def]
    """Go to a button or link with the tab key, and press it."""
    _focus(page, wanted)
    page.keyboard.press("Enter")
    wait_for_run(page)
