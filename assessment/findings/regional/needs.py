"""What to train and what to publish next year: weak topics and practices, and steps that would help most."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from assessment.findings.middle import Middle, of_levels
from assessment.findings.regional.words import by_size
from assessment.findings.rows import Key, Picture, Row, Table
from assessment.findings.words import fitting, out_of, short
from assessment.language import number
from assessment.questionnaire import Questionnaire
from assessment.region import Weakness, WeakPractice
from assessment.wording import Say

SHOWN = 10  # practices in the figure of the weakest; the table has them all


@dataclass(frozen=True)
class Action:
    """A recommended action, and whom it would help."""

    question_id: str
    practice: str
    essential: bool
    action: str
    horizon: str
    count: int
    sentence: str  # how many departments it would help, by when
    departments: tuple[tuple[str, str], ...]  # size in words, and the names of it


@dataclass(frozen=True)
class Topic:
    """A weak topic, with the practices of it that are not in use most often."""

    name: str
    sentence: str


@dataclass(frozen=True)
class Needs:
    """Where the region is weak."""

    headline: str
    topics: tuple[Topic, ...]  # the weakest first
    practices: Picture  # the weakest, and in its table all of them
    actions: tuple[Action, ...]  # what would help most departments first
    actions_headline: str


def needs(found: Weakness, questionnaire: Questionnaire, say: Say) -> Needs:
    """Put in words where the departments of a round are weak."""
    actions = tuple(_actions(found, questionnaire, say))
    return Needs(
        headline=_headline(found, questionnaire, say),
        topics=tuple(_topics(found, questionnaire, say)),
        practices=_practices(found, questionnaire, say),
        actions=actions,
        actions_headline=_actions_headline(actions, found.n, say),
    )


def _headline(found: Weakness, questionnaire: Questionnaire, say: Say) -> str:
    """Name the topic that most needs training."""
    titles = {topic.id: topic.title[say.language] for topic in questionnaire.dimensions()}
    weakest = [short(titles[one], say) for one in found.weakest_dimensions[:2]]
    if len(weakest) < 2:
        return say("region.weakness.one", topic=weakest[0]) if weakest else say("region.weakness.title")
    return fitting(
        say,
        say("region.weakness.two", first=weakest[0], second=weakest[1]),
        say("region.weakness.one", topic=weakest[0]),
    )


def _topics(found: Weakness, questionnaire: Questionnaire, say: Say) -> Iterator[Topic]:
    topics = {topic.id: topic for topic in questionnaire.dimensions()}
    spreads = {one.dimension_id: one.levels for one in found.dimensions}
    practices = {one.question_id: one for one in found.practices}
    for topic_id in found.weakest_dimensions[:5]:
        if spreads[topic_id].median is None:
            continue
        said = [
            say(
                "region.weakness.practice",
                practice=question.name[say.language],
                missing=out_of(*_not_in_use(practices[question.id]), say),
            )
            for question in topics[topic_id].questions
        ]
        middle = of_levels(spreads[topic_id], say)
        median = say("region.weakness.median", median=_words(middle))
        yield Topic(topics[topic_id].title[say.language], f"{median}. {'; '.join(said)}.")


def _practices(found: Weakness, questionnaire: Questionnaire, say: Say) -> Picture:
    by_id = {one.question_id: one for one in found.practices}
    weakest = [by_id[one] for one in found.weakest_practices[:SHOWN] if by_id[one].levels.median is not None]
    lines = tuple(
        (
            questionnaire.question(one.question_id).name[say.language],
            _words(of_levels(one.levels, say)),
            out_of(*_not_in_use(one), say),
        )
        for one in found.practices
    )
    middle = any(one.levels.q1 is not None for one in weakest)
    heads = tuple(say(f"region.head.{name}") for name in ("practice", "median_level", "not_in_use"))
    return Picture(
        headline=say("region.weakness.practices"),
        rows=tuple(_row(one, questionnaire, say) for one in weakest),
        alt=say(
            "region.weakness.alt",
            items="; ".join(
                f"{questionnaire.question(one.question_id).name[say.language]}: {_words(of_levels(one.levels, say))}"
                for one in weakest
            ),
        ),
        table=Table(heads, lines),
        key=Key(median=say("region.key.median"), middle=say("region.key.middle") if middle else ""),
    )


def _row(one: WeakPractice, questionnaire: Questionnaire, say: Say) -> Row:
    n, of = (number(count, say.language) for count in _not_in_use(one))
    middle = of_levels(one.levels, say)
    return replace(
        middle.row(questionnaire.question(one.question_id).name[say.language]),
        number="",
        count=say("region.weakness.not_in_use", n=n, of=of),
        verdict=say("region.weakness.median", median=middle.words),
    )


def _not_in_use(one: WeakPractice) -> tuple[int, int]:
    """How many do not have it in use, of how many that it applies to."""
    return len(one.not_in_use), one.levels.n + one.unknown


def _words(middle: Middle) -> str:
    """The median level, and the middle half where it is told."""
    return ", ".join(filter(None, (middle.words, middle.half)))


def _actions(found: Weakness, questionnaire: Questionnaire, say: Say) -> Iterator[Action]:
    for one in found.actions:
        question = questionnaire.question(one.question_id)
        recommended = question.actions.from_level(one.from_level)
        if recommended is None:
            continue
        horizon = say(f"findings.horizon.{one.horizon}")
        count = len(one.departments)
        yield Action(
            question_id=one.question_id,
            practice=question.name[say.language],
            essential=question.essential,
            action=recommended.action[say.language],
            horizon=horizon,
            count=count,
            sentence=say("region.weakness.would_help", count, horizon=horizon),
            departments=by_size(one.departments, say),
        )


def _actions_headline(actions: tuple[Action, ...], n: int, say: Say) -> str:
    if not actions:
        return say("region.weakness.no_actions")
    most = actions[0]
    return say("region.weakness.most_help", most.count, of=number(n, say.language))
