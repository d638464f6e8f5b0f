"""Answering on a phone, and with a keyboard alone: how long a topic is, where one reads that it is saved, and where Tab
goes.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from browser import (
    TOP,
    Desk,
    Place,
    Server,
    choices,
    choose,
    chosen,
    fill,
    locked,
    on_disk,
    saved_lines,
    serving,
    wait_for_run,
)
from playwright.sync_api import Locator, Page, expect
from test_accessibility_browser import in_every_appearance, sticks_out

from assessment import task
from assessment.questionnaire import Question, load
from assessment.task import Topic
from assessment.wording import Say

pytestmark = pytest.mark.browser

OURS = TOP / "questions.yaml"  # how long a page is, its own words decide
QUESTIONNAIRE = load(OURS)
TOPICS = task.topics(QUESTIONNAIRE)
PAGES = TOPICS + task.essentials(QUESTIONNAIRE)
PHONE = {"width": 360, "height": 640}  # pixels
LONGEST = 2000  # of a page of two questions: somewhat more than three screens
LONGEST_QUESTION = 960  # with its options: one and a half
LONG = 30_000  # milliseconds, until what is locked is given up
FIRST, SECOND = TOPICS[0].questions
ADDRESS = f"/questions?topic={TOPICS[0].id}"


@pytest.fixture(scope="module")
def region_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The application with the questionnaire that visitors get."""
    database = tmp_path_factory.mktemp("phone") / "in-touch.db"
    round_id = fill(database, OURS)
    with serving(database, settings={"questions": str(OURS)}) as server:
        server.round_id = round_id
        yield server


def asks(question: Question, say: Say) -> str:
    return question.question[say.language]


def level(question: Question, at: int, say: Say) -> str:
    return question.levels[at][say.language]


def high(page: Page) -> int:
    """How many pixels a page is, all of it."""
    return int(page.evaluate("() => document.querySelector('[data-testid=stMain]').scrollHeight"))


def drawn(page: Page, topic: Topic, say: Say) -> None:
    """Wait until every question of a topic stands there with its options, which Streamlit loads after the page."""
    for question in topic.questions:
        expect(choices(page, asks(question, say)).get_by_role("radio").first).to_be_attached()


def question_high(page: Page, question: str) -> float:
    """How many pixels a question takes with its options, from its heading to the line that says how it stands."""
    return float(
        choices(page, question).evaluate(
            """group => {
                 const heading = [...document.querySelectorAll("h2")].find(one => one.textContent === group.ariaLabel);
                 const line = group.closest(".stVerticalBlock").querySelector("[role=status]");
                 return line.getBoundingClientRect().bottom - heading.getBoundingClientRect().top;
               }"""
        )
    )


def following(page: Page, topic: Topic, say: Say) -> None:
    """Go on to the next topic, as its button does."""
    title = next(one.title[say.language] for one in QUESTIONNAIRE.dimensions() if one.id == topic.id)
    page.get_by_role("button", name=say("questions.next", topic=title), exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    wait_for_run(page)


# --- how long it is --------------------------------------------------------------------------------------------------


def test_a_topic_that_is_opened_first_is_three_screens_of_a_phone(desk: Desk, place: Place, say: Say) -> None:
    cookie = place.person(language=say.language)
    found: dict[str, int] = {}
    questions: dict[str, float] = {}
    page = desk.open(cookie, "/", viewport=PHONE)
    for topic in PAGES:
        page.goto(f"{place.server.url}/questions?topic={topic.id}")
        wait_for_run(page)
        expect(page.get_by_text(QUESTIONNAIRE.instruction[say.language], exact=True)).to_be_visible()
        drawn(page, topic, say)
        found[topic.id] = high(page)
        questions |= {one.id: question_high(page, asks(one, say)) for one in topic.questions}

    assert {name: pixels for name, pixels in found.items() if pixels > LONGEST} == {}
    assert {name: pixels for name, pixels in questions.items() if pixels > LONGEST_QUESTION} == {}


def test_a_topic_that_is_answered_is_no_longer(desk: Desk, place: Place, say: Say) -> None:
    answers = {one.id: 2 for one in QUESTIONNAIRE.questions()}
    place.server.operator.save_answers(place.draft.id, answers)
    page = desk.open(place.person(language=say.language), f"/questions?topic={TOPICS[0].id}", viewport=PHONE)
    drawn(page, TOPICS[0], say)
    found = {TOPICS[0].id: high(page)}
    for topic in TOPICS[1:]:
        following(page, topic, say)
        expect(page.get_by_role("button", name=say("questions.clear"))).to_have_count(len(topic.questions))
        drawn(page, topic, say)
        found[topic.id] = high(page)

    assert {name: pixels for name, pixels in found.items() if pixels > LONGEST} == {}


@pytest.mark.parametrize("topic", ["DC2", "MI2", "MI4"])
def test_above_what_is_in_use_every_option_begins_with_in_addition(desk: Desk, place: Place, topic: str) -> None:
    say = Say("it")
    page = desk.open(place.person(language="it"), f"/questions?topic={topic}", viewport=PHONE)
    asked = next(one for one in TOPICS if one.id == topic)
    drawn(page, asked, say)
    for question in asked.questions:
        options = choices(page, asks(question, say)).locator("label").all_inner_texts()
        begins = [one.strip().startswith(say("findings.builds_on")) for one in options]
        assert begins[:5] == [False, False, False, True, True]


def test_on_a_phone_an_option_shows_its_number_and_says_its_name(desk: Desk, place: Place, say: Say) -> None:
    page = desk.open(place.person(language=say.language), ADDRESS, viewport=PHONE)
    drawn(page, TOPICS[0], say)
    group = choices(page, asks(FIRST, say))
    shown = group.locator("p").evaluate_all(
        "all => all.map(one => getComputedStyle(one, '::before').content).filter(one => one !== 'none').length"
    )
    assert shown == len(FIRST.levels)
    for at, name in QUESTIONNAIRE.level_names.items():
        option = group.get_by_role("radio", name=level(FIRST, at, say), exact=True)
        expect(option).to_have_accessible_description(f"{at} · {name[say.language]}")


def test_how_to_choose_is_said_once_a_visit(desk: Desk, place: Place, say: Say) -> None:
    page = desk.open(place.person(language=say.language), ADDRESS, viewport=PHONE)
    instruction = page.get_by_text(QUESTIONNAIRE.instruction[say.language], exact=True)
    expect(instruction).to_be_visible()
    following(page, TOPICS[1], say)
    expect(instruction).to_have_count(0)
    page.get_by_role("button", name=say("questions.back")).click()
    expect(instruction).to_be_visible()


# --- where the thumb is ----------------------------------------------------------------------------------------------


def in_sight(page: Page, line: Locator) -> None:
    """It is on the screen as it stands, at its edge, whole and with nothing over it."""
    expect(line).to_be_in_viewport(ratio=1)
    over = line.evaluate(
        """line => {
             const box = line.getBoundingClientRect();
             const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
             return line.contains(top);
           }"""
    )
    assert over, "something lies over it"


def test_that_it_is_saved_or_not_is_seen_where_the_thumb_is(desk: Desk, place: Place, say: Say) -> None:
    page = desk.open(place.person(language=say.language), ADDRESS, viewport=PHONE)
    page.emulate_media(color_scheme="dark" if say.language == "it" else "light")
    line = saved_lines(page).first
    choose(page, asks(FIRST, say), level(FIRST, 0, say))
    on_disk(lambda: place.value(FIRST.id), 0)
    expect(line).to_contain_text("Ada Bruni")
    in_sight(page, line)
    expect(page.get_by_role("button", name=say("questions.clear"))).not_to_be_in_viewport()  # its place is further down
    with locked(place.server.database):
        choose(page, asks(FIRST, say), level(FIRST, 1, say))
        expect(line).to_have_text(say("questions.not_saved_see"), timeout=LONG)
        in_sight(page, line)
        expect(page.get_by_role("alert")).to_contain_text(say("questions.not_saved"))
    assert place.value(FIRST.id) == 0

    page.get_by_role("button", name=say("questions.try_again")).click()
    expect(line).to_contain_text("Ada Bruni")
    on_disk(lambda: place.value(FIRST.id), 1)


def test_the_line_at_the_edge_hides_nothing_for_good(desk: Desk, place: Place, say: Say) -> None:
    page = desk.open(place.person(language=say.language), ADDRESS, viewport=PHONE)
    for nth, question in enumerate((FIRST, SECOND)):
        choose(page, asks(question, say), level(question, 4, say))  # the lowest on the screen, scrolled to
        line = saved_lines(page).nth(nth)
        expect(line).to_contain_text("Ada Bruni")
        in_sight(page, line)
        last = choices(page, asks(question, say)).locator("label").last
        last.evaluate("one => one.scrollIntoView({block: 'end'})")

        ends, begins = (one.bounding_box() for one in (last, line))
        assert ends is not None and begins is not None
        assert ends["y"] + ends["height"] <= begins["y"]


def test_a_topic_that_is_answered_can_be_used_by_everybody(desk: Desk, place: Place, say: Say) -> None:
    page = desk.open(place.person(language=say.language), ADDRESS, viewport=PHONE)
    for nth, question in enumerate((FIRST, SECOND)):
        choose(page, asks(question, say), level(question, 2, say))
        expect(saved_lines(page).nth(nth)).to_contain_text("Ada Bruni")

    assert in_every_appearance(page) == {}
    assert sticks_out(page) == 0


# --- with a keyboard alone -------------------------------------------------------------------------------------------

# What has the focus: an option by its words, everything else by its own.
_FOCUSED = """
() => {
  const one = document.activeElement;
  const words = one.closest("label") ?? one;
  return words.innerText.replace(/\\s+/g, " ").trim();
}
"""


def test_a_topic_is_answered_with_the_keyboard_and_tab_never_jumps(desk: Desk, place: Place, say: Say) -> None:
    page = desk.open(place.person(language=say.language), f"/questions?topic={TOPICS[1].id}", viewport=PHONE)
    page.get_by_role("button", name=say("questions.back")).press("Enter")  # to the topic, which begins at its heading
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    wait_for_run(page)

    def focused() -> str:
        return str(page.evaluate(_FOCUSED))

    for nth, question in enumerate((FIRST, SECOND)):
        page.keyboard.press("Tab")
        assert level(question, 0, say) in focused()
        page.keyboard.press("Space")
        on_disk(lambda one=question: place.value(one.id), 0)
        for at in (1, 2, 3):
            page.keyboard.press("ArrowDown")
            on_disk(lambda one=question: place.value(one.id), at)
            expect(chosen(page, asks(question, say))).to_have_text(level(question, at, say))
            assert level(question, at, say) in focused()
        expect(saved_lines(page).nth(nth)).to_contain_text("Ada Bruni")
        for name in ("clear", "help", "evidence"):
            page.keyboard.press("Tab")
            assert say(f"questions.{name}") in focused()
    page.keyboard.press("Tab")
    assert say("questions.back") in focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_be_focused()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        next(one.title[say.language] for one in QUESTIONNAIRE.dimensions() if one.id == TOPICS[1].id)
    )


def test_what_goes_when_it_is_pressed_leaves_the_focus_at_the_options(desk: Desk, place: Place, say: Say) -> None:
    page = desk.open(place.person(language=say.language), ADDRESS, viewport=PHONE)
    options = choices(page, asks(FIRST, say)).get_by_role("radio")
    choose(page, asks(FIRST, say), level(FIRST, 2, say))
    clear = page.get_by_role("button", name=say("questions.clear"))
    clear.press("Enter")
    expect(clear).to_have_count(0)
    expect(options.first).to_be_focused()
    page.keyboard.press("Space")
    on_disk(lambda: place.value(FIRST.id), 0)
    with locked(place.server.database):
        page.keyboard.press("ArrowDown")
        again = page.get_by_role("button", name=say("questions.try_again"))
        expect(again).to_be_visible(timeout=LONG)
    again.press("Enter")
    expect(again).to_have_count(0)
    expect(options.nth(1)).to_be_focused()
    page.keyboard.press("Tab")
    expect(clear).to_be_focused()
