"""What is left to do: the topics of a questionnaire in their order, how far each is, and how long the rest takes.

Pure functions over what is saved. An answer carried over from the last round counts once it is confirmed or changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from statistics import fmean

from assessment import opening
from assessment.answers import SavedAnswer
from assessment.questionnaire import Pillar, Question, Questionnaire

# Measured on the texts themselves: an adult reads about 200 words a minute, and takes some twenty seconds to decide.
_WORDS_A_MINUTE = 200
_MINUTES_TO_DECIDE = 22 / 60
_STEP = 5  # minutes; more exactly nobody can say it
_A_PAGE = 2  # essentials on a page of their route: as many questions as a topic has

ESSENTIALS = "essentials"  # the first part of the ids of that route's pages
OPENING = "opening"  # the same of the route for a department without an account

Saved = Mapping[str, SavedAnswer]


class TopicState(StrEnum):
    """How far a topic or pillar is."""

    NOT_STARTED = "not_started"
    PARTLY = "partly"
    DONE = "done"


@dataclass(frozen=True)
class Topic:
    """One page of questions: a dimension; on a shorter route two essentials, or a step before the first account."""

    id: str
    questions: tuple[Question, ...]
    pillar: Pillar | None  # None on the shorter routes
    number: int  # from 1, within its route
    of: int
    step: opening.OpeningStep | None = None  # on the route before the first account

    def answered(self, saved: Saved) -> int:
        """How many of its questions are answered."""
        return sum(is_answered(saved, question.id) for question in self.questions)

    def state(self, saved: Saved) -> TopicState:
        """How far it is."""
        return _state(self.answered(saved), len(self.questions))


def is_answered(saved: Saved, question_id: str) -> bool:
    """Whether a question has an answer that counts."""
    one = saved.get(question_id)
    return one is not None and one.value is not None and one.confirmed


def answered(questionnaire: Questionnaire, saved: Saved) -> int:
    """How many of all questions are answered."""
    return sum(is_answered(saved, question.id) for question in questionnaire.questions())


def topics(questionnaire: Questionnaire) -> tuple[Topic, ...]:
    """The dimensions, in the order of the questionnaire."""
    pairs = [(pillar, dimension) for pillar in questionnaire.pillars for dimension in pillar.dimensions]
    return tuple(
        Topic(dimension.id, dimension.questions, pillar, number, len(pairs))
        for number, (pillar, dimension) in enumerate(pairs, 1)
    )


def essentials(questionnaire: Questionnaire) -> tuple[Topic, ...]:
    """The route for those who have ten minutes: the essentials, a few on a page."""
    asked = questionnaire.essentials()
    pages = [tuple(asked[start : start + _A_PAGE]) for start in range(0, len(asked), _A_PAGE)]
    return tuple(
        Topic(f"{ESSENTIALS}-{number}", questions, None, number, len(pages))
        for number, questions in enumerate(pages, 1)
    )


def before_opening(questionnaire: Questionnaire) -> tuple[Topic, ...]:
    """The route for a department without an account: what counts before it opens one, a step on a page."""
    pages = [(step, questions) for step in opening.OpeningStep if (questions := opening.asked(questionnaire, step))]
    return tuple(
        Topic(f"{OPENING}-{step}", questions, None, number, len(pages), step)
        for number, (step, questions) in enumerate(pages, 1)
    )


def routes(questionnaire: Questionnaire) -> tuple[tuple[Topic, ...], ...]:
    """Every way through the questions, the whole of them first."""
    return topics(questionnaire), essentials(questionnaire), before_opening(questionnaire)


def find(questionnaire: Questionnaire, topic_id: str) -> Topic | None:
    """The topic, or page of a shorter route, with an id."""
    return next((topic for route in routes(questionnaire) for topic in route if topic.id == topic_id), None)


def topic_of(questionnaire: Questionnaire, question_id: str) -> Topic:
    """The topic that asks a question."""
    return next(t for t in topics(questionnaire) if any(q.id == question_id for q in t.questions))


def neighbours(questionnaire: Questionnaire, topic: Topic) -> tuple[Topic | None, Topic | None]:
    """The topic before and the topic after, on the same route."""
    route: tuple[Topic | None, ...] = next(one for one in routes(questionnaire) if topic in one)
    around: dict[str, tuple[Topic | None, Topic | None]] = {}
    for before, after in pairwise((None, *route, None)):
        if before is not None:
            around[before.id] = (around.get(before.id, (None, None))[0], after)
        if after is not None:
            around[after.id] = (before, None)
    return around[topic.id]


def next_open(questionnaire: Questionnaire, saved: Saved) -> Topic | None:
    """The first topic that is not done; None when all are."""
    return next((topic for topic in topics(questionnaire) if topic.state(saved) is not TopicState.DONE), None)


def pillar_state(pillar: Pillar, saved: Saved) -> tuple[TopicState, int]:
    """How far a pillar is, and how many of its topics are done."""
    counts = [
        (sum(is_answered(saved, question.id) for question in dimension.questions), len(dimension.questions))
        for dimension in pillar.dimensions
    ]
    done = sum(given == asked for given, asked in counts)
    return _state(sum(given for given, _ in counts), sum(asked for _, asked in counts)), done


def minutes(questions: Iterator[Question] | list[Question]) -> int:
    """About how long questions take to read and to decide, the same in every language.

    In whole minutes below five and whole fives above, at least one where there is any question.
    """
    asked = list(questions)
    read = sum(_words(question) for question in asked) / _WORDS_A_MINUTE
    exact = read + len(asked) * _MINUTES_TO_DECIDE
    about = round(exact) if exact < _STEP else _STEP * round(exact / _STEP)
    return max(1, about) if asked else 0


def minutes_left(questionnaire: Questionnaire, saved: Saved) -> int:
    """How long the questions that are not answered yet take."""
    return minutes([q for q in questionnaire.questions() if not is_answered(saved, q.id)])


def _words(question: Question) -> float:
    """How many words there are to read, in the mean of the languages."""
    texts = (question.question, *question.levels.values())
    return fmean(sum(len(text[language].split()) for text in texts) for language in question.question.languages())


def _state(given: int, asked: int) -> TopicState:
    if given == asked:
        return TopicState.DONE
    return TopicState.PARTLY if given else TopicState.NOT_STARTED
