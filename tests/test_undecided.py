"""Two people change the same answer: which one holds is asked until it is decided, wherever one goes meanwhile."""

from __future__ import annotations

import pytest
from conftest import OpenPage, press, visit_to, words
from streamlit.testing.v1 import AppTest
from worlds import World

from assessment import task
from assessment.answers import NotApplicable, Undecided
from assessment.screens.chief import questions
from assessment.storage import ChangedMeanwhile
from assessment.wording import Say
from tests.given import QUESTIONNAIRE

IT = Say("it")
FIRST = QUESTIONNAIRE.question("PI1.1")
TOPIC = task.topic_of(QUESTIONNAIRE, "PI1.1").id
MAY_NOT_APPLY = task.topic_of(QUESTIONNAIRE, "DC5.1").id
ASKS = IT("questions.keep_mine")


@pytest.fixture
def world(world: World) -> World:
    world.begin()
    return world


def radio(page: AppTest, question_id: str, language: str = "it"):
    return next(one for one in page.radio if one.key and f"-{question_id}-{language}-" in one.key)


def disagreed(world: World, page: AppTest) -> None:
    """Let a colleague choose level 4 after the page was drawn, and the page level 3."""
    world.of("helper").save_answer(world.begin(), FIRST.id, 4, 0)
    radio(page, FIRST.id).set_value(3).run()
    assert asked(page)


def asked(page: AppTest) -> bool:
    assert not page.exception, page.exception[0].value
    return ASKS in [one.label for one in page.button]


def go(page: AppTest, topic: str) -> None:
    page.query_params["topic"] = topic
    page.run()
    assert not page.exception, page.exception[0].value


def test_who_goes_on_without_deciding_is_asked_again_on_coming_back(world: World, open_page: OpenPage) -> None:
    page = open_page(questions.show, visit_to(world.of("alba"), "it"), topic=TOPIC)
    disagreed(world, page)

    go(page, "profile")
    assert not asked(page)
    go(page, TOPIC)
    assert asked(page) and radio(page, FIRST.id).value == 3
    assert IT("questions.changed_meanwhile", name="Helper", time="10:00") in [one.value for one in page.warning]
    assert world.operator.answer(world.begin(), FIRST.id).value == 4


@pytest.mark.parametrize("holds", [3, 4])
def test_what_is_decided_is_asked_no_more(world: World, open_page: OpenPage, holds: int) -> None:
    disagreed(world, open_page(questions.show, visit_to(world.of("alba"), "it"), topic=TOPIC))
    if holds == 3:
        world.of("alba").save_answer(world.begin(), FIRST.id, 3, 1)
    else:
        world.of("alba").take_saved(world.begin(), FIRST.id)

    page = open_page(questions.show, visit_to(world.of("alba"), "it"), topic=TOPIC)
    assert not asked(page) and radio(page, FIRST.id).value == holds


@pytest.mark.parametrize("language", ["it", "es"])
def test_it_is_asked_in_another_session_and_language_too(world: World, open_page: OpenPage, language: str) -> None:
    disagreed(world, open_page(questions.show, visit_to(world.of("alba"), "it"), topic=TOPIC))

    page = open_page(questions.show, visit_to(world.of("alba"), language), topic=TOPIC)
    assert Say(language)("questions.keep_mine") in [one.label for one in page.button]
    assert radio(page, FIRST.id, language).value == 3


def test_nobody_else_is_asked(world: World, open_page: OpenPage) -> None:
    disagreed(world, open_page(questions.show, visit_to(world.of("alba"), "it"), topic=TOPIC))

    assert not asked(open_page(questions.show, visit_to(world.of("helper"), "it"), topic=TOPIC))
    assert world.of("helper").undecided(world.begin()) == {}


def test_another_choice_takes_the_place_of_the_one_before(world: World, open_page: OpenPage) -> None:
    page = open_page(questions.show, visit_to(world.of("alba"), "it"), topic=TOPIC)
    disagreed(world, page)
    radio(page, FIRST.id).set_value(2).run()

    assert world.of("alba").undecided(world.begin()) == {FIRST.id: Undecided(2, 0)}
    radio(page, FIRST.id).set_value(4).run()  # as the other chose
    assert not asked(page)
    go(page, "profile")
    go(page, TOPIC)
    assert not asked(page)


def test_a_reason_that_was_written_is_brought_back(world: World, open_page: OpenPage) -> None:
    mine, draft = NotApplicable("Una sola persona"), world.begin()
    world.of("helper").save_answer(draft, "DC5.1", 2, 0)
    with pytest.raises(ChangedMeanwhile):
        world.of("alba").save_answer(draft, "DC5.1", mine, 0)

    page = open_page(questions.show, visit_to(world.of("alba"), "it"), topic=MAY_NOT_APPLY)
    assert asked(page) and radio(page, "DC5.1").value == "not_applicable"
    assert mine.reason in [one.value for one in page.text_input]


def test_a_clear_or_the_same_answer_leaves_nothing_undecided(world: World) -> None:
    draft = world.begin()
    world.of("helper").save_answer(draft, FIRST.id, 4, 0)
    for value in (None, 4):
        with pytest.raises(ChangedMeanwhile):
            world.of("alba").save_answer(draft, FIRST.id, value, 0)

    assert world.of("alba").undecided(draft) == {}


@pytest.mark.parametrize("decides", ["keep_mine", "take_theirs"])
def test_a_detail_of_the_department_is_asked_about_again_too(world: World, open_page: OpenPage, decides: str) -> None:
    page = open_page(questions.show, visit_to(world.of("alba"), "it"), topic="profile")
    world.of("helper").save_profile(world.begin(), staff=13, platforms={"facebook": 1200, "x": None})
    label = QUESTIONNAIRE.field("staff").label["it"]
    next(one for one in page.text_input if one.label.startswith(label)).set_value("14")
    page.multiselect[0].set_value(["instagram"]).run()
    assert [one.label for one in page.button].count(ASKS) == 2

    go(page, TOPIC)
    go(page, "profile")
    assert [one.label for one in page.button].count(ASKS) == 2
    assert next(one for one in page.text_input if one.label.startswith(label)).value == "14"
    press(page, IT(f"questions.{decides}"))
    press(page, IT(f"questions.{decides}"))
    go(page, TOPIC)
    go(page, "profile")
    assert not asked(page)
    kept, _ = world.operator.profile(world.begin())
    mine = decides == "keep_mine"
    assert (kept.staff, list(kept.platforms)) == ((14, ["instagram"]) if mine else (13, ["facebook", "x"]))
    assert IT("about.saved") in words(page) or not mine


def test_who_changed_it_in_another_window_is_told_so_and_reads_each_level(world: World, open_page: OpenPage) -> None:
    page = open_page(questions.show, visit_to(world.of("alba"), "it"), topic=TOPIC)
    world.of("alba").save_answer(world.begin(), FIRST.id, 4, 0)
    radio(page, FIRST.id).set_value(3).run()

    assert IT("questions.changed_elsewhere", time="10:00") in [one.value for one in page.warning]
    for title, level in (("theirs", 4), ("yours", 3)):
        begins = f"**{IT(f'questions.{title}')}** {level}\u00a0·\u00a0{QUESTIONNAIRE.level_names[level]['it']}"
        (line,) = (one.value for one in page.markdown if one.value.startswith(begins))
        assert line.endswith(FIRST.levels[level]["it"])


@pytest.mark.parametrize("who", ["alba", "helper"])
def test_whose_other_text_it_is_that_a_note_replaces_is_told(world: World, open_page: OpenPage, who: str) -> None:
    draft = world.begin()
    page = open_page(questions.show, visit_to(world.of("alba"), "it"), topic=TOPIC)
    world.of(who).save_note(draft, FIRST.id, "Nel fascicolo", 0)
    page.text_area(key=f"note-{draft}-{FIRST.id}").set_value("Nell’armadio").run()
    own = IT("questions.note_elsewhere", time="10:00")
    other = IT("questions.note_other", name="Helper", time="10:00")

    assert [one.value for one in page.info] == [own if who == "alba" else other]
