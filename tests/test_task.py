"""What is left to do: topics, the route of the essentials, progress and minutes."""

from __future__ import annotations

import pytest

from assessment import task
from assessment.answers import DONT_KNOW, SavedAnswer
from assessment.task import TopicState
from tests.given import IDS, QUESTIONNAIRE


def saved(*question_ids: str, confirmed: bool = True) -> dict[str, SavedAnswer]:
    return {question_id: SavedAnswer(2, 1, confirmed=confirmed) for question_id in question_ids}


def test_there_is_a_topic_for_every_dimension_in_questionnaire_order():
    topics = task.topics(QUESTIONNAIRE)

    assert [topic.id for topic in topics][:3] == ["PI1", "PI2", "PI3"]
    assert [(topic.number, topic.of) for topic in topics][::18] == [(1, 19), (19, 19)]
    assert [question.id for topic in topics for question in topic.questions] == IDS


def test_the_route_of_the_essentials_asks_the_ten_of_them_two_on_a_page():
    pages = task.essentials(QUESTIONNAIRE)

    assert [len(page.questions) for page in pages] == [2, 2, 2, 2, 2]
    assert all(question.essential for page in pages for question in page.questions)


@pytest.mark.parametrize(
    ("answers", "state"),
    [
        ({}, TopicState.NOT_STARTED),
        (saved("PI1.1"), TopicState.PARTLY),
        (saved("PI1.1", "PI1.2"), TopicState.DONE),
        (saved("PI1.1", "PI1.2", confirmed=False), TopicState.NOT_STARTED),
        (saved("PI1.1") | {"PI1.2": SavedAnswer(None, 2)}, TopicState.PARTLY),
        (saved("PI1.1") | {"PI1.2": SavedAnswer(DONT_KNOW, 1)}, TopicState.DONE),
    ],
)
def test_a_topic_is_done_when_each_question_has_an_answer_that_counts(answers, state):
    assert task.topics(QUESTIONNAIRE)[0].state(answers) is state


def test_the_next_open_topic_is_the_first_that_is_not_done():
    assert task.next_open(QUESTIONNAIRE, {}).id == "PI1"
    assert task.next_open(QUESTIONNAIRE, saved("PI1.1", "PI1.2", "PI3.1")).id == "PI2"
    assert task.next_open(QUESTIONNAIRE, saved(*IDS)) is None


def test_neighbours_stay_on_their_route():
    first, second = task.topics(QUESTIONNAIRE)[:2]
    last_page = task.essentials(QUESTIONNAIRE)[-1]

    assert task.neighbours(QUESTIONNAIRE, first) == (None, second)
    assert task.neighbours(QUESTIONNAIRE, second)[0] == first
    assert task.neighbours(QUESTIONNAIRE, last_page)[1] is None
    assert task.find(QUESTIONNAIRE, "essentials-5") == last_page
    assert task.find(QUESTIONNAIRE, "essentials-6") is None


def test_a_pillar_counts_its_topics_that_are_done():
    pillar = QUESTIONNAIRE.pillars[0]

    assert task.pillar_state(pillar, saved("PI1.1", "PI1.2", "PI2.1")) == (TopicState.PARTLY, 1)
    assert task.pillar_state(pillar, {}) == (TopicState.NOT_STARTED, 0)


def test_the_whole_takes_about_half_an_hour_and_the_essentials_about_ten_minutes():
    assert task.minutes_left(QUESTIONNAIRE, {}) == 30
    assert task.minutes(QUESTIONNAIRE.essentials()) == 10
    assert task.minutes_left(QUESTIONNAIRE, saved(*IDS)) == 0
    assert task.minutes_left(QUESTIONNAIRE, saved(*IDS[1:])) == 1


def test_minutes_are_whole_fives_from_five_on():
    said = [task.minutes_left(QUESTIONNAIRE, saved(*IDS[count:])) for count in range(len(IDS) + 1)]

    assert said == sorted(said)
    assert {one for one in said if one > 4} == {5, 10, 15, 20, 25, 30}
