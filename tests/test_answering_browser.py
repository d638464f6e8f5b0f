"""Nothing is lost: answering in a real Chromium, faster than it is drawn, in two tabs, and over a restart."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from browser import (
    Desk,
    Place,
    Server,
    choices,
    choose,
    choose_and_click,
    chosen,
    come_back,
    fill,
    go_away,
    make_cuttable,
    saved_lines,
    serving,
    wait_for_run,
)
from given import QUESTIONNAIRE
from playwright.sync_api import Browser, Page, expect

from assessment.answers import DONT_KNOW, Answer, NotApplicable
from assessment.language import own_name
from assessment.people import Role
from assessment.wording import LANGUAGES, Say

pytestmark = pytest.mark.browser

SAY = Say("it")
TOPICS = [dimension for pillar in QUESTIONNAIRE.pillars for dimension in pillar.dimensions]
TOPIC = TOPICS[0]
FIRST, SECOND = TOPIC.questions
ADDRESS = f"/questions?topic={TOPIC.id}"
GAPS = [5, 20, 40]  # milliseconds between a choice and the click that follows it
LONG = 30_000  # milliseconds; a server that starts again


def words(level: int, language: str = "it", of: str = FIRST.id) -> str:
    return QUESTIONNAIRE.question(of).levels[level][language]


def asks(language: str = "it", of: str = FIRST.id) -> str:
    return QUESTIONNAIRE.question(of).question[language]


def saved(page: Page, nth: int = 0, language: str = "it") -> None:
    """Wait until a question is said to be saved, with the time."""
    said = re.escape(Say(language)("questions.saved", time="TIME", name="")).replace("TIME", r"\d?\d:\d\d")
    expect(saved_lines(page).nth(nth)).to_have_text(re.compile(said))


def kept(place: Place, value: Answer | None, of: str = FIRST.id) -> None:
    """Wait until an answer is on disk."""
    end = time.monotonic() + 15
    while place.value(of) != value and time.monotonic() < end:
        time.sleep(0.05)
    assert place.value(of) == value


def noted(place: Place, text: str) -> None:
    """Wait until a note to the first question is on disk."""
    end = time.monotonic() + 15
    while place.note() != text and time.monotonic() < end:
        time.sleep(0.05)
    assert place.note() == text


# --- fast ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_six_answers_within_a_second_are_all_kept(desk: Desk, place: Place, language: str) -> None:
    page = desk.open(place.person(language=language), ADDRESS)
    page.evaluate(
        """names => names.forEach((name, at) => setTimeout(() =>
             [...document.querySelectorAll("[role=radiogroup]")].find(e => e.ariaLabel === name)
               .querySelectorAll("input")[Math.floor(at / 2) + 1].click(), at * 150))""",
        [asks(language, one.id) for _ in range(3) for one in (FIRST, SECOND)],
    )

    for nth, question in enumerate((FIRST, SECOND)):
        kept(place, 3, question.id)
        expect(chosen(page, asks(language, question.id))).to_have_text(words(3, language, question.id))
        saved(page, nth, language)


@pytest.mark.parametrize("gap", GAPS)
def test_a_choice_is_kept_when_next_is_pressed_at_once(desk: Desk, place: Place, gap: int) -> None:
    page = desk.open(place.person(), ADDRESS)
    choose_and_click(page, asks(), 3, gap, SAY("questions.next", topic=TOPICS[1].title["it"]))

    expect(page.get_by_role("heading", level=1)).to_have_text(TOPICS[1].title["it"])
    assert place.value(FIRST.id) == 3


@pytest.mark.parametrize("gap", GAPS)
def test_a_choice_is_kept_when_a_link_of_the_menu_follows(desk: Desk, place: Place, gap: int) -> None:
    page = desk.open(place.person(), ADDRESS)
    choose_and_click(page, asks(), 3, gap, SAY("menu.results"))

    expect(choices(page, asks())).to_have_count(0)
    assert place.value(FIRST.id) == 3


@pytest.mark.parametrize("gap", GAPS)
def test_a_choice_is_kept_when_the_language_is_changed_at_once(desk: Desk, place: Place, gap: int) -> None:
    page = desk.open(place.person(), ADDRESS)
    choose_and_click(page, asks(), 3, gap, own_name("es"))

    expect(page.locator("html")).to_have_attribute("lang", "es")
    kept(place, 3)


def test_what_is_chosen_stays_chosen_in_every_language(desk: Desk, place: Place) -> None:
    page = desk.open(place.person(language="en"), ADDRESS)
    choose(page, asks("en"), words(3, "en"))
    saved(page, 0, "en")
    for language in ("it", "es", "en"):
        page.get_by_role("link", name=own_name(language), exact=True).click()

        expect(page.locator("html")).to_have_attribute("lang", language)
        expect(chosen(page, asks(language))).to_have_text(words(3, language))
        saved(page, 0, language)
        assert page.url.endswith(ADDRESS)
    assert place.answers()[FIRST.id].version == 1


def test_a_topic_begins_at_its_top(desk: Desk, place: Place) -> None:
    page = desk.open(place.person(), ADDRESS, viewport={"width": 390, "height": 700})
    following = page.get_by_role("button", name=SAY("questions.next", topic=TOPICS[1].title["it"]))
    following.scroll_into_view_if_needed()
    following.click()

    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text(TOPICS[1].title["it"])
    expect(heading).to_be_in_viewport()


# --- what can be answered --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_do_not_know_and_clearing_are_kept(desk: Desk, place: Place, language: str) -> None:
    page = desk.open(place.person(language=language), ADDRESS)
    choose(page, asks(language), QUESTIONNAIRE.dont_know[language])
    saved(page, 0, language)
    assert place.value(FIRST.id) is DONT_KNOW

    page.get_by_role("button", name=Say(language)("questions.clear")).first.click()
    expect(saved_lines(page).first).to_have_text(Say(language)("questions.unanswered"))
    expect(chosen(page, asks(language))).to_have_count(0)
    assert place.value(FIRST.id) is None
    assert place.answers()[FIRST.id].version == 2

    choose(page, asks(language), words(1, language))
    saved(page, 0, language)
    assert place.value(FIRST.id) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_not_applicable_is_kept_with_its_reason(desk: Desk, place: Place, language: str) -> None:
    say = Say(language)
    topic = next(topic for topic in TOPICS if any(q.id == "DC5.1" for q in topic.questions))
    page = desk.open(place.person(language=language), f"/questions?topic={topic.id}")
    choose(page, asks(language, "DC5.1"), QUESTIONNAIRE.not_applicable[language])
    expect(saved_lines(page).first).to_have_text(say("questions.reason_missing"))
    assert place.value("DC5.1") is None

    page.get_by_role("textbox", name=say("questions.reason")).fill("Siamo in due: *sempre* insieme")
    page.keyboard.press("Tab")
    saved(page, 0, language)
    assert place.value("DC5.1") == NotApplicable("Siamo in due: *sempre* insieme")

    page.reload()
    expect(page.get_by_role("textbox", name=say("questions.reason"))).to_have_value("Siamo in due: *sempre* insieme")


def test_a_note_is_kept_when_its_box_is_left(desk: Desk, place: Place) -> None:
    page = desk.open(place.person(), ADDRESS)
    page.get_by_text(SAY("questions.evidence")).first.click()
    page.get_by_role("textbox", name=SAY("questions.note")).first.fill("Prot. 1127, pag. 2")
    page.get_by_role("textbox", name=SAY("questions.links")).first.focus()
    saved(page, 1)
    assert place.server.operator.note(place.draft.id, FIRST.id).value == "Prot. 1127, pag. 2"

    page.get_by_role("textbox", name=SAY("questions.links")).first.fill("javascript:alert(1)")
    page.keyboard.press("Tab")
    expect(page.get_by_role("alert")).to_contain_text("javascript:alert(1)")
    assert place.server.operator.note(place.draft.id, FIRST.id, "links").value == ""
    expect(page.get_by_role("textbox", name=SAY("questions.links")).first).to_have_value("javascript:alert(1)")


def test_without_an_account_zeros_are_filled_in_one_step_and_can_be_changed(desk: Desk, place: Place) -> None:
    filled_in = [question for question in QUESTIONNAIRE.questions() if question.presupposes_account]
    page = desk.open(place.person(), "/questions?topic=profile")
    label = SAY("about.label_needed", label=QUESTIONNAIRE.field("official_account").label["it"])
    choose(page, label, SAY("about.said_no"))
    page.get_by_role("button", name=SAY("about.fill_in")).click()

    expect(page.get_by_text(SAY("about.no_account_done"))).to_be_visible()
    assert {key: one.value for key, one in place.answers().items()} == {one.id: 0 for one in filled_in}


# --- more than one hand ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("press", "holds"), [("keep_mine", 3), ("take_theirs", 4)])
def test_who_chooses_on_an_old_answer_is_asked_which_one_holds(
    desk: Desk, place: Place, language: str, press: str, holds: int
) -> None:
    say = Say(language)
    mine = desk.open(place.person(language=language), ADDRESS)
    theirs = desk.open(place.person("Leo Conti", Role.MEMBER, language), ADDRESS)
    choose(theirs, asks(language), words(4, language))
    saved(theirs, 0, language)
    choose(mine, asks(language), words(3, language))

    asked = mine.get_by_role("alert")
    expect(asked).to_contain_text("Leo Conti")
    expect(mine.get_by_text(words(4, language))).to_have_count(2)  # as an option, and as the answer saved meanwhile
    assert place.value(FIRST.id) == 4
    mine.get_by_role("button", name=say(f"questions.{press}")).click()
    saved(mine, 0, language)
    expect(asked).to_have_count(0)
    expect(chosen(mine, asks(language))).to_have_text(words(holds, language))
    assert place.value(FIRST.id) == holds


def test_each_answer_shows_who_gave_it(desk: Desk, place: Place) -> None:
    leo = desk.open(place.person("Leo Conti", Role.MEMBER), ADDRESS)
    choose(leo, asks(), words(2))
    saved(leo)
    ada = desk.open(place.person(), ADDRESS)

    expect(saved_lines(ada).first).to_contain_text("Leo Conti")


def test_a_name_beside_an_answer_is_shown_as_it_was_typed(desk: Desk, place: Place) -> None:
    name = "Ada <img src=/x onerror=alert(1)> *B* ![x](/x.png) :red[B]"
    page = desk.open(place.person(name), ADDRESS)
    choose(page, asks(), words(2))

    expect(saved_lines(page).first).to_contain_text(name)
    assert saved_lines(page).first.locator("*").count() == 0


def test_two_notes_written_at_once_are_both_there_to_read(desk: Desk, place: Place) -> None:
    pages = [desk.open(place.person(), ADDRESS), desk.open(place.person("Leo Conti", Role.MEMBER), ADDRESS)]
    for page, text in zip(pages, ("Prot. 1", "Verbale 2"), strict=True):
        page.get_by_text(SAY("questions.evidence")).first.click()
        page.get_by_role("textbox", name=SAY("questions.note")).first.fill(text)
        page.keyboard.press("Tab")
        saved(page, 1)

    box = pages[1].get_by_role("textbox", name=SAY("questions.note")).first
    expect(pages[1].get_by_text("Prot. 1", exact=True)).to_be_visible()
    expect(box).to_have_value("Verbale 2")
    pages[1].get_by_role("button", name=SAY("questions.note_use")).click()
    expect(box).to_have_value("Prot. 1")
    assert place.server.operator.note_as(place.draft.id, FIRST.id, "Verbale 2") is not None
    assert place.server.operator.note(place.draft.id, FIRST.id).value == "Prot. 1"


# --- gone and back ---------------------------------------------------------------------------------------------------


def test_an_answer_is_there_after_a_reload(desk: Desk, place: Place) -> None:
    page = desk.open(place.person(), ADDRESS)
    choose(page, asks(), words(2))
    saved(page)
    page.reload()

    expect(chosen(page, asks())).to_have_text(words(2))
    saved(page)


def test_after_a_restart_the_first_choice_of_every_open_page_is_kept(desk: Desk, place: Place) -> None:
    cookie = place.person()
    context = desk.context(cookie)
    used, typing, only_opened = (desk.tab(context, ADDRESS) for _ in range(3))
    choose(used, asks(), words(2))
    saved(used)
    typing.get_by_text(SAY("questions.evidence")).first.click()
    typing.get_by_role("textbox", name=SAY("questions.note")).first.press_sequentially("half-typed")
    place.server.restart()
    for page in (used, typing, only_opened):
        page.bring_to_front()
        page.wait_for_selector('[data-test-connection-state="CONNECTED"]', state="attached", timeout=LONG)

    used.bring_to_front()
    expect(chosen(used, asks())).to_have_text(words(2))
    choose(used, asks(), words(4))
    kept(place, 4)
    only_opened.bring_to_front()
    choose(only_opened, asks(of=SECOND.id), words(1, of=SECOND.id))
    kept(place, 1, SECOND.id)
    typing.bring_to_front()
    box = typing.get_by_role("textbox", name=SAY("questions.note")).first
    expect(box).to_have_value("half-typed")
    box.press("Tab")
    noted(place, "half-typed")
    assert place.value(FIRST.id) == 4


def test_last_rounds_answers_count_once_they_are_confirmed_or_changed(demo_desk: Desk) -> None:
    server = demo_desk.server
    operator = server.operator
    asked = operator.rounds("val-serrana")[-1]
    link = operator.invite("returning@valserrana.example", Role.CHIEF, department_id="d0004", name="Ada Bruni")
    before = operator.submissions("d0004")[-1].answers
    page = demo_desk.open(server.sign_in(link))
    page.get_by_role("button", name=SAY("home.start_from_last")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(SAY("home.about_you"))
    page.get_by_role("button", name=SAY("questions.next", topic=TOPIC.title["it"])).click()

    for nth, question in enumerate((FIRST, SECOND)):
        expect(chosen(page, asks(of=question.id))).to_have_count(1)
        expect(saved_lines(page).nth(nth)).to_have_text(SAY("questions.to_confirm"))
    draft = operator.draft(asked.id, "d0004")
    assert draft is not None
    page.get_by_role("button", name=SAY("questions.confirm")).first.click()
    saved(page)
    changed = 0 if before[SECOND.id] != 0 else 1
    choose(page, asks(of=SECOND.id), words(changed, of=SECOND.id))
    saved(page, 1)
    answers = operator.answers(draft.id)
    assert (answers[FIRST.id].value, answers[SECOND.id].value) == (before[FIRST.id], changed)
    assert {key for key, one in answers.items() if one.confirmed} == {FIRST.id, SECOND.id}
    page.get_by_role("link", name=SAY("menu.home")).click()
    expect(page.get_by_text(SAY("home.answered", given=2, count=38))).to_be_visible()


@pytest.fixture(scope="module")
def forgetful(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The application, where a session without a browser is soon forgotten."""
    database = tmp_path_factory.mktemp("forgetful") / "in-touch.db"
    round_id = fill(database)
    with serving(database, "--server.disconnectedSessionTTL", "1") as server:
        server.round_id = round_id
        yield server


@pytest.mark.parametrize("seconds", [0, 3])  # the session is still there, or has been forgotten
def test_after_the_laptop_slept_the_first_choice_is_kept_and_no_old_one_comes_back(
    chrome: Browser, forgetful: Server, seconds: int
) -> None:
    desk, place = Desk(chrome, forgetful), forgetful.place()
    place.begin()
    cookie = place.person()
    context = desk.context(cookie)
    make_cuttable(context)
    page = desk.tab(context, ADDRESS)
    choose(page, asks(), words(2))
    saved(page)
    go_away(page)
    other = desk.open(cookie, ADDRESS)  # on the phone, meanwhile
    choose(other, asks(), words(4))
    saved(other)
    page.wait_for_timeout(seconds * 1000)
    come_back(page)

    assert place.value(FIRST.id) == 4
    choose(page, asks(of=SECOND.id), words(1, of=SECOND.id))
    kept(place, 1, SECOND.id)
    assert place.value(FIRST.id) == 4
    desk.close()


def test_who_is_signed_out_elsewhere_sees_the_sign_in_page_at_the_next_choice(desk: Desk, place: Place) -> None:
    cookie = place.person()
    page, other = desk.open(cookie, ADDRESS), desk.open(cookie, ADDRESS)
    other.get_by_role("link", name=SAY("foot.sign_out")).click()
    expect(other.get_by_text(SAY("signin.because.signed_out"))).to_be_visible()
    choose(page, asks(), words(2))

    expect(page.get_by_text(SAY("signin.because.ended"))).to_be_visible()
    assert place.value(FIRST.id) is None


# --- what does not reach the disk ------------------------------------------------------------------------------------

_HOLD = """
import sqlite3, sys
held = sqlite3.connect(sys.argv[1], isolation_level=None)
held.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.read()
"""


@contextmanager
def locked(database: Path) -> Iterator[None]:
    """Another program holds the database, as long as the block lasts."""
    command = [sys.executable, "-c", _HOLD, str(database)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdin is not None and holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        yield
        holder.stdin.close()


def test_a_choice_that_was_not_saved_is_said_in_red_and_stays(desk: Desk, place: Place) -> None:
    page = desk.open(place.person(), ADDRESS)
    choose(page, asks(), words(1))
    saved(page)
    with locked(place.server.database):
        choose(page, asks(), words(3))
        said = page.get_by_role("alert")
        expect(said).to_contain_text(SAY("questions.not_saved"), timeout=LONG)
        expect(chosen(page, asks())).to_have_text(words(3))
        expect(saved_lines(page).first).to_have_text("")
    assert place.value(FIRST.id) == 1

    expect(said).to_be_visible()
    page.get_by_role("button", name=SAY("questions.try_again")).click()
    expect(said).to_have_count(0)
    saved(page)
    assert place.value(FIRST.id) == 3


@pytest.mark.proof
def test_a_note_that_was_not_saved_is_said_in_red_and_stays_in_its_box(desk: Desk, place: Place) -> None:
    page = desk.open(place.person(), ADDRESS)
    page.get_by_text(SAY("questions.evidence")).first.click()
    box = page.get_by_role("textbox", name=SAY("questions.note")).first
    with locked(place.server.database):
        box.fill("Prot. 1127")
        page.keyboard.press("Tab")
        expect(page.get_by_role("alert")).to_contain_text(SAY("questions.note_not_saved"), timeout=LONG)
        expect(box).to_have_value("Prot. 1127")
    box.press("End")
    box.press_sequentially(", pag. 2")
    page.keyboard.press("Tab")

    saved(page, 1)
    assert place.server.operator.note(place.draft.id, FIRST.id).value == "Prot. 1127, pag. 2"


# --- what a screen reader hears --------------------------------------------------------------------------------------


def test_a_screen_reader_hears_every_save_because_only_words_change(desk: Desk, place: Place) -> None:
    page = desk.open(place.person(), ADDRESS)
    line = saved_lines(page).first
    line.evaluate("element => { window.heard = element; window.texts = [element.textContent]; }")
    page.evaluate(
        """() => new MutationObserver(() => window.texts.push(window.heard.textContent))
             .observe(window.heard, {subtree: true, childList: true, characterData: true})"""
    )
    for level in (1, 2, 3):
        choose(page, asks(), words(level))
        kept(place, level)
    page.wait_for_function("() => new Set(window.texts).size >= 3")  # unanswered, and the same words in two guises

    assert page.evaluate("() => window.heard.isConnected")
    assert line.evaluate("element => element === window.heard")
    assert page.evaluate("() => window.texts.length") >= 4
    wait_for_run(page)
