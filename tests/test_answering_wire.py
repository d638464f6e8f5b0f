"""Nothing is lost, to the millisecond: what a browser sends too fast, too late or twice, over a raw WebSocket."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from browser import Place, eventually, fill, serving
from given import QUESTIONNAIRE, everything
from wire import Wire

from assessment.answers import NotApplicable
from assessment.commitments import Status
from assessment.findings.commitments import became
from assessment.people import Role
from assessment.reading import commitments
from assessment.screens.parts import spoken
from assessment.screens.parts.markdown import plain
from assessment.wording import Say

pytestmark = pytest.mark.browser

SAY = Say("it")
TOPICS = [dimension for pillar in QUESTIONNAIRE.pillars for dimension in pillar.dimensions]
TOPIC = TOPICS[0]
FIRST, SECOND = TOPIC.questions
NEXT, NEXT_BUT_ONE = (SAY("questions.next", topic=topic.title["it"]) for topic in TOPICS[1:3])
GAPS = [0.0, 0.005, 0.02, 0.04]  # seconds between a choice and what follows it


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


def test_an_answer_does_not_read_the_plan_anew(place: Place) -> None:
    """What stands beside a question is drawn with its page: an answer costs no more where there is a plan."""
    place.begin()
    store = place.server.operator
    store.take_step(place.round_id, place.id, FIRST.id, 2)
    with tab_of(place) as tab:
        decided = commitments.gather(store, place.id)
        said = plain(became(decided.all[0], decided, SAY, "Europe/Rome"))
        assert tab.says(said)
        store.change_commitment(decided.all[0], status=Status.DONE)
        choose(tab, 3)

        assert tab.says(said) and place.value(FIRST.id) == 3
        tab.open("questions", f"topic={TOPIC.id}")
        assert not tab.says(said)


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


# --- two hands -------------------------------------------------------------------------------------------------------

MINE, THEIRS = SAY("questions.keep_mine"), SAY("questions.take_theirs")


@pytest.fixture
def two(place: Place) -> Iterator[tuple[Wire, Wire]]:
    """A chief's tab and a colleague's, both drawn before anything is answered."""
    with tab_of(place) as ada, tab_of(place, place.person("Leo Conti", Role.MEMBER)) as leo:
        yield ada, leo


@pytest.mark.parametrize(("press", "holds"), [(MINE, 3), (THEIRS, 4)])
def test_a_choice_on_an_old_answer_asks_which_one_holds(
    place: Place, two: tuple[Wire, Wire], press: str, holds: int
) -> None:
    ada, leo = two
    choose(leo, 4)
    choose(ada, 3)

    assert place.value(FIRST.id) == 4
    assert ada.says("Leo Conti")
    ada.press(press)
    ada.wait()
    assert place.value(FIRST.id) == holds
    assert not ada.says(press)
    choose(ada, 1)  # and the next choice is an ordinary one
    assert place.value(FIRST.id) == 1


def test_what_changed_again_while_it_was_asked_about_is_asked_about_again(place: Place, two: tuple[Wire, Wire]) -> None:
    ada, leo = two
    choose(leo, 4)
    choose(ada, 3)
    choose(leo, 2)
    ada.press(MINE)
    ada.wait()

    assert place.value(FIRST.id) == 2
    assert ada.says(words(FIRST.id, 2))
    ada.press(MINE)
    ada.wait()
    assert place.value(FIRST.id) == 3


def test_who_chooses_the_same_is_asked_nothing(place: Place, two: tuple[Wire, Wire]) -> None:
    ada, leo = two
    choose(leo, 4)
    choose(ada, 4)

    assert not ada.says(MINE)
    assert ada.says("Leo Conti")
    assert place.answers()[FIRST.id].version == 1


def test_clearing_an_answer_that_changed_meanwhile_shows_it_first(place: Place, two: tuple[Wire, Wire]) -> None:
    ada, leo = two
    choose(ada, 1)
    ada.send(fragment=leo.find("radio", FIRST.question["it"]).fragment)  # what a click elsewhere in it would cause
    ada.wait()
    leo.send(fragment=leo.find("radio", FIRST.question["it"]).fragment)
    leo.wait()
    choose(leo, 4)
    ada.press(SAY("questions.clear"))
    ada.wait()

    assert place.value(FIRST.id) == 4
    assert ada.says("Leo Conti")
    ada.press(SAY("questions.clear"))
    ada.wait()
    assert place.value(FIRST.id) is None


def test_a_reason_that_is_being_written_survives_what_somebody_else_chooses(place: Place) -> None:
    topic = next(topic for topic in TOPICS if any(one.id == "DC5.1" for one in topic.questions))
    with Wire(place.server.url, place.person()) as ada:
        ada.open("questions", f"topic={topic.id}")
        ada.choose(QUESTIONNAIRE.question("DC5.1").question["it"], QUESTIONNAIRE.not_applicable["it"])
        ada.wait()
        place.server.operator.save_answer(place.draft.id, "DC5.1", 2, 0)
        ada.type(SAY("questions.reason"), "Siamo in due")
        ada.wait()

        assert place.value("DC5.1") == 2
        ada.press(MINE)
        ada.wait()
    assert place.value("DC5.1") == NotApplicable("Siamo in due")


def test_after_it_was_handed_in_a_choice_in_an_old_tab_is_refused_in_words(place: Place) -> None:
    operator, draft = place.server.operator, place.draft.id
    operator.save_profile(draft, staff=12, official_account=True)
    operator.save_answers(draft, everything(2))
    with tab_of(place) as ada, tab_of(place) as old:
        submitted = operator.submit(draft)
        choose(old, 4)
        ada.open("questions", f"topic={TOPIC.id}")

        assert old.says(SAY("questions.not_saved_too_late"))
        assert ada.says(SAY("questions.read_only"))
    assert operator.submission(submitted.id).answers[FIRST.id] == 2


def test_a_note_of_a_session_that_is_gone_neither_comes_back_nor_is_lost(place: Place) -> None:
    operator, draft, cookie = place.server.operator, place.draft.id, place.person()
    with tab_of(place, cookie) as shown, tab_of(place, cookie) as half_typed:
        shown.type(SAY("questions.note"), "Prot. 1")
        shown.wait()
        first = operator.note(draft, FIRST.id)
        operator.save_note(draft, FIRST.id, "Prot. 2", first.version)
        for tab, text in ((shown, "Prot. 1"), (half_typed, "Verbale 3")):
            tab.leave()
            tab.session = ""
            box = tab.find("text_area", SAY("questions.note"))
            tab.hold(box, string_value=text)
            tab.connect()
            tab.send()
            tab.wait()
            # what was only shown is not saved again; what was typed and never sent is, beside the other text
            assert operator.note(draft, FIRST.id).value == ("Prot. 2" if tab is shown else "Verbale 3")
            assert tab.says("Prot. 2")


def test_an_empty_box_of_a_session_that_is_gone_takes_no_note_away(place: Place) -> None:
    operator, draft, cookie = place.server.operator, place.draft.id, place.person()
    with tab_of(place, cookie) as only_opened:
        box = only_opened.find("text_area", SAY("questions.note"))
        operator.save_note(draft, FIRST.id, "Prot. 1", 0)
        only_opened.leave()
        only_opened.session = ""
        only_opened.hold(box, string_value="")
        only_opened.connect()
        only_opened.send()
        only_opened.wait()

        assert operator.note(draft, FIRST.id).value == "Prot. 1"
        assert only_opened.says("Prot. 1")


def test_a_consent_taken_back_is_not_given_again_by_an_old_tab(place: Place) -> None:
    cookie, label = place.person(), SAY("review.shares_notes")
    with Wire(place.server.url, cookie) as old, Wire(place.server.url, cookie) as newer:
        old.open("review")
        old.tick(label)
        old.wait()
        assert place.draft.shares_notes
        newer.open("review")
        newer.tick(label, value=False)
        newer.wait()
        assert not place.draft.shares_notes

        old.tick(SAY("review.may_be_asked"))  # something else, in the tab that still shows the other as ticked
        old.wait()
        assert not place.draft.shares_notes
        old.leave()
        old.session = ""
        old.connect()
        old.send()  # everything it holds, to a session that knows nothing
        old.wait()
        assert not place.draft.shares_notes
    assert place.draft.may_be_asked


# --- the program killed ----------------------------------------------------------------------------------------------

KILLED = 5


def test_what_was_said_to_be_saved_is_there_after_the_program_was_killed(tmp_path: Path) -> None:
    round_id = fill(tmp_path / "in-touch.db")
    with serving(tmp_path / "in-touch.db") as server:
        server.round_id = round_id
        place = server.place()
        place.begin()
        cookie = place.person()
        for turn in range(KILLED):
            with tab_of(place, cookie) as tab:
                choose(tab, turn % 5, of=FIRST.id)
                choose(tab, 4 - turn % 5, of=SECOND.id)
                assert sum(spoken.SAVED in text for text in tab.texts()) == 2
                server.stop(kill=True)

            assert (place.value(FIRST.id), place.value(SECOND.id)) == (turn % 5, 4 - turn % 5)
            server.start()


# --- again and again, on a busy machine ------------------------------------------------------------------------------

TIMES = 20


@pytest.fixture
def busy() -> Iterator[None]:
    """As many programs as there are processors, which do nothing but keep them busy."""
    loops = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(os.cpu_count() or 1)]
    yield
    for loop in loops:
        loop.kill()
        loop.wait()


def _next(tab: Wire) -> None:
    tab.press(NEXT)
    tab.wait(2)


def _menu(tab: Wire) -> None:
    tab.follow("results")
    tab.wait(2)


def _close(tab: Wire) -> None:
    tab.leave()


@pytest.mark.proof
@pytest.mark.usefixtures("busy")
@pytest.mark.parametrize("gap", GAPS)
@pytest.mark.parametrize("what_follows", [_next, _menu, _close])
def test_no_choice_is_ever_lost(place: Place, what_follows: Callable[[Wire], None], gap: float) -> None:
    cookie, lost = place.person(), 0
    for time_ in range(TIMES):
        with tab_of(place, cookie) as tab:
            choose(tab, time_ % 5, runs=0)
            time.sleep(gap)
            what_follows(tab)
        lost += not eventually(lambda level=time_ % 5: place.value(FIRST.id) == level)

    assert lost == 0
