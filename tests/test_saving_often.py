"""Somebody who saves in a loop: no more versions are kept than a hand can make, and nobody is stopped who works."""

from __future__ import annotations

from datetime import timedelta

import pytest
from conftest import OpenPage, press, visit_to
from given import QUESTIONNAIRE, everything
from streamlit.testing.v1 import AppTest
from worlds import World, rows

from assessment import task
from assessment.answers import Brought, SeenBefore
from assessment.screens.chief import questions
from assessment.storage import TooOften
from assessment.storage.entries import MOST_A_MINUTE, MOST_KEPT_A_MINUTE
from assessment.wording import Say

IT = Say("it")
TOPIC = task.topic_of(QUESTIONNAIRE, "PI1.1").id
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


@pytest.fixture
def world(world: World) -> World:
    world.begin()
    return world


def versions(world: World) -> int:
    """How many versions of answers and notes the database holds."""
    counted = "SELECT (SELECT count(*) FROM answer_versions) + (SELECT count(*) FROM note_versions)"
    return int(rows(world.path, counted)[0][0])


def fill_the_minute(world: World, who: str = "alba") -> None:
    """Save as often as is allowed within a minute: the levels of one question, over and over."""
    store, draft = world.of(who), world.begin()
    base = store.answer(draft, "PI1.1").version
    for n in range(MOST_A_MINUTE):
        base = store.save_answer(draft, "PI1.1", n % 5, base).version
        world.clock.at += SECOND / 10


def test_no_more_is_kept_of_a_loop_than_a_hand_can_make(world: World) -> None:
    fill_the_minute(world)
    store, draft, before = world.of("alba"), world.begin(), versions(world)

    with pytest.raises(TooOften):
        store.save_answer(draft, "PI1.1", 0, store.answer(draft, "PI1.1").version)
    with pytest.raises(TooOften):
        store.save_note(draft, "PI1.2", "Verbale", 0)
    with pytest.raises(TooOften):
        store.save_answers(draft, everything(3))
    with pytest.raises(TooOften):
        store.bring_in(draft, Brought({"PI2.1": 3}, {}, {}), SeenBefore({}, {}, store.profile(draft)[0]))
    assert versions(world) == before


def test_a_minute_later_it_is_saved_again(world: World) -> None:
    fill_the_minute(world)
    store, draft = world.of("alba"), world.begin()
    world.clock.at += MINUTE

    assert store.save_note(draft, "PI1.1", "Verbale", 0).version == 1


def test_one_who_loops_stops_nobody_else(world: World) -> None:
    fill_the_minute(world)
    helper, draft = world.of("helper"), world.begin()

    assert helper.save_answer(draft, "PI1.2", 3, 0).version == 1


def test_whatever_is_saved_together_counts_as_one(world: World) -> None:
    store, draft = world.of("alba"), world.begin()
    for n in range(10):
        store.save_answers(draft, everything(n % 5))
        world.clock.at += SECOND

    assert versions(world) > MOST_A_MINUTE


def test_nor_does_a_workbook_that_is_brought_in_over_and_over_make_more(world: World) -> None:
    store, draft, before = world.of("alba"), world.begin(), versions(world)
    with pytest.raises(TooOften):
        for n in range(MOST_A_MINUTE):
            notes = {(one.id, "note"): f"Verbale {n}" for one in QUESTIONNAIRE.questions()}
            seen = {place: one.version for place, one in store.notes(draft).items()}
            store.bring_in(draft, Brought({}, notes, {}), SeenBefore({}, seen, store.profile(draft)[0]))
            world.clock.at += SECOND / 10

    assert 0.9 * MOST_KEPT_A_MINUTE < versions(world) - before <= MOST_KEPT_A_MINUTE


def test_who_walks_through_every_level_of_every_question_with_the_keys_is_not_stopped(world: World) -> None:
    store, draft = world.of("alba"), world.begin()
    for question in QUESTIONNAIRE.questions():
        for version, level in enumerate(question.levels):
            store.save_answer(draft, question.id, level, version)
            world.clock.at += SECOND * 0.4

    assert all(one.value == 4 for one in store.answers(draft).values())


def test_the_versions_of_a_minute_are_counted_without_reading_all_that_were_ever_saved(world: World) -> None:
    counting = "SELECT saved_at FROM {} WHERE author_id = 1 AND saved_at BETWEEN '2027' AND '2028'"
    plans = [
        rows(world.path, "EXPLAIN QUERY PLAN " + counting.format(table))
        for table in ("answer_versions", "note_versions")
    ]

    assert all("SEARCH" in str(plan) and "COVERING INDEX" in str(plan) for plan in plans)


def box(page: AppTest):
    return next(one for one in page.text_area if one.label == IT("questions.note"))


def test_what_came_too_often_is_said_and_stays_to_be_saved_again(world: World, open_page: OpenPage) -> None:
    fill_the_minute(world)
    page = open_page(questions.show, visit_to(world.of("alba"), "it"), topic=TOPIC)
    radio = next(one for one in page.radio if one.key and "-PI1.2-it-" in one.key)
    radio.set_value(3).run()
    box(page).set_value("Verbale del 3 marzo").run()

    assert [one.value for one in page.error] == [IT("errors.too_often")] * 2
    assert next(one for one in page.radio if one.key == radio.key).value == 3
    assert box(page).value == "Verbale del 3 marzo"

    world.clock.at += MINUTE
    press(page, IT("questions.try_again"))
    store, draft = world.of("alba"), world.begin()
    assert not page.error
    assert store.answer(draft, "PI1.2").value == 3
    assert "Verbale del 3 marzo" in [one.note for one in store.evidence(draft).values()]
