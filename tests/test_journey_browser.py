"""From the first page to the report in the hand: once with a pointer, in Italian, and once with the keyboard alone."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pytest
from browser import TOP, Desk, Place, Server, build_demo, choices, choose, chosen, saved_lines, serving, wait_for_run
from given import QUESTIONNAIRE, practice, title
from pdf_checks import squeezed, text
from playwright.sync_api import Browser, Locator, Page, expect

from assessment.answers import DONT_KNOW, Answer, NotApplicable
from assessment.demo import REGION
from assessment.findings.words import level_among_others
from assessment.language import own_name
from assessment.questionnaire import Dimension
from assessment.storage import DoorStore
from assessment.wording import Say

pytestmark = pytest.mark.browser

SAY = Say("it")
TOPICS = [dimension for pillar in QUESTIONNAIRE.pillars for dimension in pillar.dimensions]
QUESTIONS = [question for topic in TOPICS for question in topic.questions]
FRESH = "fresh_chief"


def planned() -> dict[str, Answer]:
    """Answers of every kind; enough of them known for a score."""
    answers: dict[str, Answer] = {question.id: (at * 2 + 1) % 5 for at, question in enumerate(QUESTIONS)}
    answers["PI2.2"] = DONT_KNOW
    answers["DC5.2"] = NotApplicable("Lavoriamo in due, sempre insieme")
    return answers


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A demo of its own: this journey ends with its round being published."""
    folder = tmp_path_factory.mktemp("journey")
    with serving(build_demo(folder / "demo.db", folder), demo=True) as server:
        yield server


@pytest.fixture
def journey_desk(chrome: Browser, server: Server) -> Iterator[Desk]:
    desk = Desk(chrome, server)
    yield desk
    desk.close()


def command(server: Server, name: str, department: str) -> dict[str, Any]:
    """What a command says about a department."""
    asked = [sys.executable, "-m", "assessment", name, "--database", str(server.database), "--department", department]
    told: dict[str, Any] = json.loads(subprocess.run(asked, cwd=TOP, check=True, capture_output=True, text=True).stdout)
    return told


def answer(page: Page, question_id: str, given: Answer, language: str) -> None:
    """Choose an answer by its words, and write the reason that it needs."""
    question, say = QUESTIONNAIRE.question(question_id), Say(language)
    if isinstance(given, NotApplicable):
        option = QUESTIONNAIRE.not_applicable[language]
    elif isinstance(given, int):
        option = level_among_others(question, given, say)
    else:
        option = QUESTIONNAIRE.dont_know[language]
    choose(page, question.question[language], option)
    if isinstance(given, NotApplicable):
        page.get_by_role("textbox", name=say("questions.reason")).fill(given.reason)
        page.keyboard.press("Tab")


def whole(value: float) -> int:
    """Whole points, half up; none of the figures of this journey stands just below a band."""
    return int(value + 0.5)


def test_a_chief_answers_submits_and_takes_the_report_away(journey_desk: Desk, server: Server, tmp_path: Path) -> None:
    page = journey_desk.context("").new_page()
    page.goto(server.url)
    page.get_by_role("button", name=SAY(f"signin.personas.{FRESH}.button")).click()
    wait_for_run(page)
    page.get_by_role("button", name=SAY("home.start"), exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(SAY("home.about_you"))
    label = SAY("about.label_needed", label=QUESTIONNAIRE.field("official_account").label["it"])
    choose(page, label, SAY("about.said_yes"))
    expect(saved_lines(page).first).to_contain_text(SAY("about.saved"))
    page.get_by_role("button", name=SAY("questions.next", topic=TOPICS[0].title["it"])).click()

    _answer_everything(page)

    expect(page.get_by_role("heading", level=1)).to_have_text(SAY("menu.review"))
    expect(page.get_by_text(SAY("review.nothing_missing"))).to_be_visible()
    page.get_by_text(SAY("review.declare")).click()
    page.get_by_role("button", name=SAY("review.submit"), exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(SAY("review.received"))
    (submission,) = server.operator.submissions(_department(server))
    assert dict(submission.answers) == planned()
    expect(page.get_by_text(submission.number, exact=True)).to_be_visible()

    scorecard = command(server, "score", submission.department_id)
    page.get_by_role("button", name=SAY("home.see_result")).click()
    _check_result(page, scorecard)
    _check_report(page, scorecard, tmp_path)
    _check_comparison(page, server, submission.department_id, submission.round_id)


def _department(server: Server) -> str:
    """The department whose chief the visitor chose to be."""
    name = next(one.place for one in DoorStore(server.database).personas() if one.key == FRESH)
    return next(one.id for one in server.operator.departments(REGION) if one.name == name)


def _answer_everything(page: Page) -> None:
    """Topic by topic; for some of them in Spanish, and with the page loaded anew on the way."""
    language = "it"
    for at, topic in enumerate(TOPICS):
        expect(page.get_by_role("heading", level=1)).to_have_text(topic.title[language])
        if at in (5, 9):
            language = "es" if language == "it" else "it"
            page.get_by_role("button", name=own_name(language), exact=True).click()
            expect(page.locator("html")).to_have_attribute("lang", language)
            wait_for_run(page)
        for nth, question in enumerate(topic.questions):
            answer(page, question.id, planned()[question.id], language)
            said = Say(language)("questions.saved", time="", name="").split(" ")[0]
            expect(saved_lines(page).nth(nth)).to_have_text(re.compile(rf"^{said}.*\d\d:\d\d"))
        if at == 13:
            page.reload()
            wait_for_run(page)
            for question in topic.questions:
                expect(chosen(page, question.question[language])).to_have_count(1)
        following = TOPICS[at + 1].title[language] if at + 1 < len(TOPICS) else None
        say = Say(language)
        name = say("questions.next", topic=following) if following else say("home.review")
        page.get_by_role("button", name=name).click()


def _check_result(page: Page, scorecard: dict[str, Any]) -> None:
    overall = scorecard["overall"]
    expect(page.get_by_text(SAY("findings.of_100", points=whole(overall["score"]))).first).to_be_visible()
    known = scorecard["in_use"].values()
    used = SAY("findings.of", some=sum(known), total=len(known))
    expect(page.get_by_role("heading", level=1)).to_contain_text(used)
    expect(page.get_by_text(title(overall["band"]), exact=True).first).to_be_visible()
    page.locator("summary").filter(has_text=SAY("findings.result.sum.headline")).click()
    met_or_not = {True: SAY("findings.result.essentials.met"), False: SAY("findings.result.essentials.not_yet")}
    essentials = _opened(page, SAY("findings.result.fact.essentials"))
    for question_id, met in scorecard["essentials"].items():
        word = SAY("findings.dont_know") if planned()[question_id] is DONT_KNOW else met_or_not[met]
        row = essentials.get_by_role("row").filter(has_text=practice(question_id))
        expect(row.get_by_role("cell").nth(2)).to_have_text(word)
    pillars = _opened(page, SAY("findings.result.fact.score"))
    for pillar in QUESTIONNAIRE.pillars:
        row = pillars.get_by_role("row").filter(has_text=pillar.title["it"])
        expect(row.get_by_role("cell").nth(1)).to_have_text(str(whole(scorecard["pillars"][pillar.id]["score"])))


def _opened(page: Page, figure: str) -> Locator:
    """The table of what a figure is made of, which opens under its name."""
    fold = page.locator("details details").filter(has=page.locator("summary", has_text=figure))
    fold.locator("summary").click()
    return fold.get_by_role("table").first


def _check_report(page: Page, scorecard: dict[str, Any], folder: Path) -> None:
    for kind in ("brief", "full"):
        said = squeezed(text(_downloaded(page, SAY(f"report_page.{kind}"), folder / f"{kind}.pdf")))

        assert squeezed(SAY("findings.of_100", points=whole(scorecard["overall"]["score"]))) in said
        for pillar in QUESTIONNAIRE.pillars:
            assert squeezed(pillar.title["it"]) in said
            assert str(whole(scorecard["pillars"][pillar.id]["score"])) in said


def _downloaded(page: Page, link: str, file: Path) -> bytes:
    """What a link hands over."""
    with page.expect_download() as download:
        page.get_by_role("link", name=link).click()
    download.value.save_as(file)
    return file.read_bytes()


def _check_comparison(page: Page, server: Server, department: str, round_id: int) -> None:
    """Nothing before it is published, and why; then the same practices and shares as the commands say."""
    page.get_by_role("link", name=SAY("menu.comparison"), exact=True).click()
    expect(page.get_by_text(SAY("benchmark.not_among"))).to_be_visible()
    server.operator.close(round_id)
    server.operator.publish(round_id)
    page.reload()
    wait_for_run(page)
    benchmark, in_use = command(server, "benchmark", department), command(server, "score", department)["in_use"]
    used = SAY("findings.of", some=sum(in_use.values()), total=len(in_use))
    share = f"{whole(benchmark['own']['overall'])}%"
    facts = dict.fromkeys(("verdict", "rule", "from_level"), "…")
    said, _, _ = SAY("findings.comparison.first", None, used=used, share=share, **facts).partition("…")
    expect(page.get_by_text(said)).to_be_visible()


# --- the keyboard alone ----------------------------------------------------------------------------------------------


@dataclass
class Keyboard:
    """Somebody who has no pointer."""

    page: Page

    def to(self, target: Locator) -> None:
        """Press Tab until something has the focus."""
        target.first.wait_for(state="attached")
        for _ in range(120):
            if target.first.evaluate("element => element === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"the keyboard does not get to {target}")

    def press(self, role: Literal["button", "link", "checkbox"], name: str, key: str = "Enter") -> None:
        """Get to a button, link or box, and use it."""
        self.to(self.page.get_by_role(role, name=name, exact=role != "button"))
        self.page.keyboard.press(key)

    def choose(self, group: str, at: int) -> None:
        """Get into a group of options and, with the arrows, to one of them."""
        options = choices(self.page, group).get_by_role("radio")
        self.to(options)
        self.page.keyboard.press("Space")
        for nth in range(1, at + 1):
            self.page.keyboard.press("ArrowDown")
            expect(options.nth(nth)).to_be_checked()

    def answer(self, topic: Dimension, level: int) -> None:
        """Answer the questions of a topic, each a level higher than the one before."""
        for nth, question in enumerate(topic.questions):
            self.choose(question.question["it"], nth + level)
            expect(saved_lines(self.page).nth(nth)).to_contain_text("Ada Bruni")


def test_a_whole_assessment_is_handed_in_with_the_keyboard_alone(desk: Desk, place: Place) -> None:
    operator, draft = place.server.operator, place.draft.id
    first, last = TOPICS[0], TOPICS[-1]
    typed = {question.id for topic in (first, last) for question in topic.questions}
    operator.save_answers(draft, {key: one for key, one in planned().items() if key not in typed})
    page = desk.open(place.person())
    hands = Keyboard(page)
    hands.press("button", SAY("home.continue", topic=SAY("home.about_you")))

    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text(SAY("home.about_you"))
    staff, account = (SAY("about.label_needed", label=_field(name)) for name in ("staff", "official_account"))
    hands.to(page.get_by_role("textbox", name=staff))
    page.keyboard.type("12")
    page.keyboard.press("Tab")
    expect(saved_lines(page).first).to_contain_text(SAY("about.saved"))
    hands.choose(account, 0)
    expect(page.get_by_text(SAY("about.needed", fields="")[:14])).to_have_count(0)
    hands.press("button", SAY("questions.next", topic=first.title["it"]))
    expect(heading).to_have_text(first.title["it"])
    hands.answer(first, 2)
    hands.press("link", SAY("menu.home"))
    hands.press("button", SAY("home.continue", topic=last.title["it"]))
    expect(heading).to_have_text(last.title["it"])
    hands.answer(last, 1)
    hands.press("button", SAY("home.review"))
    expect(heading).to_have_text(SAY("menu.review"))
    hands.press("checkbox", SAY("review.declare"), "Space")
    hands.press("button", SAY("review.submit"))

    expect(heading).to_have_text(SAY("review.received"))
    (submission,) = operator.submissions(place.id)
    expect(page.get_by_text(submission.number, exact=True)).to_be_visible()
    assert [submission.answers[question.id] for question in (*first.questions, *last.questions)] == [2, 3, 1, 2]
    assert (submission.profile.staff, submission.profile.official_account) == (12, True)


def _field(name: str) -> str:
    return QUESTIONNAIRE.field(name).label["it"]
