"""Nothing is lost, to the millisecond: what a browser sends too fast, too late or twice, sent over a raw WebSocket."""

from __future__ import annotations

import time

import pytest
from browser import Place, Server
from given import QUESTIONNAIRE
from wire import Wire

from assessment.people import Role
from assessment.wording import Say

pytestmark = pytest.mark.browser

SAY = Say("it")
TOPICS = [dimension for pillar in QUESTIONNAIRE.pillars for dimension in pillar.dimensions]
FIRST, SECOND = TOPICS[0].questions


def words(question_id: str, level: int, language: str = "it") -> str:
    return QUESTIONNAIRE.question(question_id).levels[level][language]


def test_six_choices_within_a_moment_are_all_kept(place: Place) -> None:
    with Wire(place.server.url, place.person()) as tab:
        tab.open("questions", f"topic={TOPICS[0].id}")
        for level in (0, 1, 2):
            for question in (FIRST, SECOND):
                tab.choose(question.question["it"], words(question.id, level))
        tab.wait(6)

    assert place.value(FIRST.id) == place.value(SECOND.id) == 2
    assert place.answers()[FIRST.id].version == 3
