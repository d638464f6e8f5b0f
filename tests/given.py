"""What several tests are given: a questionnaire of their own, and any answers to it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from hypothesis import strategies as st

from assessment.answers import DONT_KNOW, Answer, NotApplicable
from assessment.questionnaire import Question, Questionnaire, load, with_only
from assessment.voices.climate import Sheets
from assessment.voices.expectations import Poll, Tally
from assessment.wording import entries

QUESTIONS = Path(__file__).parent / "questionnaire.yaml"  # not the project's: only tests of the content read that
QUESTIONNAIRE = load(QUESTIONS)
LANGUAGES = QUESTIONNAIRE.languages  # of what the tests ask; wording may have more
IDS = [question.id for question in QUESTIONNAIRE.questions()]
ESSENTIALS = [question.id for question in QUESTIONNAIRE.questions() if question.essential]
# What an invented department typed in of others.
POLL = Poll(
    120,
    {"traffic": 80, "weather": 70, "closures_events": 60, "rumours": 40, "insight": 10},
    date(2027, 2, 1),
    "Mercato",
)
TALLY = Tally({"insight": 40, "jobs": 10, "traffic": 12, "weather": 8, "closures_events": 10}, date(2027, 2, 1), 80)
SHEETS = Sheets(10, 12, date(2027, 2, 1), {"C01": (1, 1, 2, 3, 2, 1), "C02": (0, 0, 0, 9, 0, 1)})
MAY_NOT_APPLY = ["DC5.1", "DC5.2", "MI4.2"]


def another_version(number: str) -> str:
    """The questionnaire under the number of another version, otherwise the same."""
    return re.sub(r'(?m)^version: ".*"$', f'version: "{number}"', QUESTIONS.read_text("utf-8"))


@cache
def reworded_version(number: str) -> bytes:
    """The questionnaire with the same questions, two of them in other words: PI1.1, and level 3 of PI1.2."""
    content = yaml.load(another_version(number), yaml.CSafeLoader)
    first, second = content["pillars"][0]["dimensions"][0]["questions"]
    for language in content["languages"]:
        first["question"][language] += " (!)"
        second["levels"][3][language] += " (!)"
    return yaml.dump(content, Dumper=yaml.CSafeDumper, allow_unicode=True).encode()


def asking(written: Mapping[str, Mapping[str, Any]]) -> Questionnaire:
    """A small questionnaire: some questions of the large one, each with another minimum level and other horizons."""
    names = {6: "within_6_months", 18: "within_18_months", "after": "after_18_months"}

    def changed(question: Question) -> Question:
        own = written[question.id]
        earliest = {"horizon": names[own["earliest"]]}
        actions = {name: action.model_copy(update=earliest) for name, action in question.actions}
        return question.model_copy(
            update={
                "minimum_level": own["minimum"],
                "essential": own["essential"],
                "actions": question.actions.model_copy(update=actions),
            }
        )

    small = with_only(QUESTIONNAIRE, written.keys())
    pillars = tuple(
        pillar.model_copy(
            update={
                "dimensions": tuple(
                    topic.model_copy(update={"questions": tuple(map(changed, topic.questions))})
                    for topic in pillar.dimensions
                )
            }
        )
        for pillar in small.pillars
    )
    return small.model_copy(update={"pillars": pillars})


def everything(answer: Answer) -> dict[str, Answer]:
    """The same answer to every question."""
    return dict.fromkeys(IDS, answer)


def minimum() -> dict[str, Answer]:
    """Every question at exactly its minimum level."""
    return {question.id: question.minimum_level for question in QUESTIONNAIRE.questions()}


def title(part_id: str, language: str = "it") -> str:
    """What a pillar, a topic or a band is called."""
    parts = (*QUESTIONNAIRE.pillars, *QUESTIONNAIRE.dimensions(), *QUESTIONNAIRE.bands)
    return next(part.title[language] for part in parts if part.id == part_id)


def practice(question_id: str, language: str = "it") -> str:
    """What the practice behind a question is called."""
    return QUESTIONNAIRE.question(question_id).name[language]


def facts_in(sentence: str, key: str, language: str = "it") -> dict[str, str]:
    """What a sentence says for each name in braces of its key; empty where it is another sentence."""
    for form in entries()[key][language].values():
        pattern = re.sub(r"\\{(\w+)\\}", r"(?P<\1>.+?)", re.escape(form))
        if found := re.fullmatch(pattern, sentence):
            return found.groupdict()
    return {}


@st.composite
def any_answers(draw: st.DrawFn) -> dict[str, Answer]:
    """Answers from a blank to a full questionnaire, mostly full enough for a score."""
    levels = draw(st.lists(st.integers(0, 4), min_size=len(IDS), max_size=len(IDS)))
    answers: dict[str, Answer] = dict(zip(IDS, levels, strict=True))
    for question_id in draw(st.sets(st.sampled_from(MAY_NOT_APPLY))):
        answers[question_id] = NotApplicable("One person")
    most = draw(st.sampled_from([0, 2, 5, len(IDS)]))
    for question_id in draw(st.lists(st.sampled_from(IDS), max_size=most)):
        if draw(st.booleans()):
            answers[question_id] = DONT_KNOW
        else:
            answers.pop(question_id, None)
    return answers
