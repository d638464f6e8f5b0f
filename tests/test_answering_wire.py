"""Nothing is lost, to the millisecond: what a browser sends too fast, too late or twice, over a raw WebSocket."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from browser import Place
from given import QUESTIONNAIRE
from wire import Wire

from assessment.people import Role
from assessment.wording import Say

pytestmark = pytest.mark.browser

SAY = Say("it")
TOPICS = [dimension for pillar in QUESTIONNAIRE.pillars for dimension in pillar.dimensions]
TOPIC = TOPICS[0]
FIRST, SECOND = TOPIC.questions
NEXT, NEXT_BUT_ONE = (SAY("questions.next", topic=topic.title["it"]) for topic in TOPICS[1:3])
GAPS = [0.0, 0.005, 0.02, 0.04]  # seconds between a choice and what follows it
SOON = 5.0  # seconds within which something without an answer of its own must have happened


def words(question_id: str, level: int) -> str:
    return QUESTIONNAIRE.question(question_id).levels[level]["it"]


def tab_of(place: Place, cookie: str = "") -> Wire:
    """A tab that shows the first topic."""
    tab = Wire(place.server.url, cookie or place.person())
    tab.connect()
    tab.open("questions", f"topic={TOPIC.id}")
    return tab


def choose(tab: Wire, level: int, *, runs: int = 1, of: str = FIRST.id) -> None:
    tab.choose(QUESTIONNAIRE.question(of).question["it"], words(of, level))
    tab.wait(runs)


def eventually(holds: Callable[[], bool]) -> bool:
    end = time.monotonic() + SOON
    while not holds() and time.monotonic() < end:
        time.sleep(0.02)
    return holds()


# --- too fast --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("gap", GAPS)
def test_six_choices_one_after_the_other_are_all_kept(place: Place, gap: float) -> None:
    with tab_of(place) as tab:
        for level in (0, 1, 2):
            for question in (FIRST, SECOND):
                choose(tab, level, runs=0, of=question.id)
                time.sleep(gap)
        tab.wait(6)

    assert place.value(FIRST.id) == place.value(SECOND.id) == 2
    assert [place.answers()[one.id].version for one in (FIRST, SECOND)] == [3, 3]


@pytest.mark.parametrize("gap", GAPS)
def test_a_choice_is_kept_when_a_link_of_the_menu_follows(place: Place, gap: float) -> None:
    with tab_of(place) as tab:
        choose(tab, 3, runs=0)
        time.sleep(gap)
        tab.follow("results")
        tab.wait(2)

    assert place.value(FIRST.id) == 3


@pytest.mark.parametrize("gap", GAPS)
def test_a_choice_is_kept_when_next_is_pressed_at_once(place: Place, gap: float) -> None:
    with tab_of(place) as tab:
        choose(tab, 3, runs=0)
        time.sleep(gap)
        tab.press(NEXT)
        tab.wait(2)

        assert tab.says(NEXT_BUT_ONE)
        assert place.value(FIRST.id) == 3


@pytest.mark.parametrize("gap", GAPS)
def test_a_choice_is_kept_when_the_tab_is_closed_at_once(place: Place, gap: float) -> None:
    with tab_of(place) as tab:
        choose(tab, 3, runs=0)
        time.sleep(gap)

    assert eventually(lambda: place.value(FIRST.id) == 3)


def test_a_button_pressed_twice_moves_once(place: Place) -> None:
    with tab_of(place) as tab:
        for _ in range(2):
            tab.press(NEXT)
        tab.wait(2)

        assert tab.says(NEXT_BUT_ONE)


# --- too late --------------------------------------------------------------------------------------------------------


def test_an_old_choice_that_a_browser_still_holds_never_overwrites_a_newer_one(place: Place) -> None:
    cookie = place.person()
    with tab_of(place, cookie) as asleep:
        choose(asleep, 1)
        asleep.leave()
        with tab_of(place, cookie) as other:
            choose(other, 4)
        place.server.restart()
        asleep.connect()
        asleep.send()  # as a browser that comes back does: everything it holds, to a session that knows nothing
        asleep.wait()

        assert place.value(FIRST.id) == 4
        choose(asleep, 0)  # and its next choice is one about what is shown
        assert place.value(FIRST.id) == 0


def test_a_choice_about_an_answer_that_changed_meanwhile_asks_which_one_holds(place: Place) -> None:
    ada = place.person()
    leo = place.person("Leo Conti", Role.MEMBER)
    for keep, value in ((SAY("questions.keep_mine"), 3), (SAY("questions.take_theirs"), 4)):
        with tab_of(place, ada) as mine, tab_of(place, leo) as theirs:
            choose(mine, 1)
            choose(theirs, 0)  # drawn before, and untouched: it takes over what was saved meanwhile? no: it is a choice
            theirs.press(SAY("questions.keep_mine"))
            theirs.wait()
            choose(theirs, 4)
            choose(mine, 3)

            assert place.value(FIRST.id) == 4
            assert mine.says("Leo Conti")
            assert mine.says(SAY("questions.keep_mine"))
            mine.press(keep)
            mine.wait()
            assert place.value(FIRST.id) == value
            assert not mine.says(SAY("questions.keep_mine"))
