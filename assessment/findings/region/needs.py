"""What to train and what to publish next year: weak topics and practices, and the needs that most departments share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from assessment.findings.middle import of_levels
from assessment.findings.region.words import by_size
from assessment.findings.words import fitting, out_of, short
from assessment.language import enumeration, number
from assessment.questionnaire import Question, Questionnaire
from assessment.region import Need as Shared
from assessment.region import Needs, WeakPractice
from assessment.wording import Say


@dataclass(frozen=True)
class NeedInWords:
    """A practice that departments have below its minimum level: one line, however many levels they are at."""

    question_id: str
    practice: str
    essential: bool
    count: int
    sentence: str  # in how many departments, and at which levels
    actions: tuple[str, ...]  # what leads on from each level at which there are departments, the lowest first
    departments: tuple[tuple[str, str], ...]  # size in words, and the names of it


@dataclass(frozen=True)
class WeakTopic:
    """A weak topic, with the practices of it that are not in use most often."""

    name: str
    sentence: str


@dataclass(frozen=True)
class NeedsInWords:
    """Where the region is weak."""

    headline: str
    topics: tuple[WeakTopic, ...]  # the weakest first
    needs: tuple[NeedInWords, ...]  # those of most departments first
    needs_headline: str


def needs(found: Needs, questionnaire: Questionnaire, say: Say) -> NeedsInWords:
    """Put in words where the departments of a round are weak."""
    return NeedsInWords(
        headline=_headline(found, questionnaire, say),
        topics=tuple(_topics(found, questionnaire, say)),
        needs=tuple(need(one, found.n, questionnaire, say) for one in found.needs),
        needs_headline=_needs_headline(found, questionnaire, say),
    )


def _headline(found: Needs, questionnaire: Questionnaire, say: Say) -> str:
    """Name the topic that most needs training."""
    titles = {topic.id: topic.title[say.language] for topic in questionnaire.dimensions()}
    weakest = [short(titles[one], say) for one in found.weakest_dimensions[:2]]
    if len(weakest) < 2:
        return say("region.needs.one", topic=weakest[0]) if weakest else say("region.needs.title")
    return fitting(
        say, say("region.needs.two", first=weakest[0], second=weakest[1]), say("region.needs.one", topic=weakest[0])
    )


def _topics(found: Needs, questionnaire: Questionnaire, say: Say) -> Iterator[WeakTopic]:
    topics = {topic.id: topic for topic in questionnaire.dimensions()}
    spreads = {one.dimension_id: one.levels for one in found.dimensions}
    practices = {one.question_id: one for one in found.practices}
    for topic_id in found.weakest_dimensions[:5]:
        if spreads[topic_id].median is None:
            continue
        said = [
            say(
                "region.needs.practice",
                practice=question.name[say.language],
                missing=out_of(*_not_in_use(practices[question.id]), say),
            )
            for question in topics[topic_id].questions
        ]
        middle = of_levels(spreads[topic_id], say)
        median = say("region.needs.median", median=middle.whole)
        yield WeakTopic(topics[topic_id].title[say.language], f"{median}. {'; '.join(said)}.")


def _not_in_use(one: WeakPractice) -> tuple[int, int]:
    """How many do not have it in use, of how many that it applies to."""
    return len(one.not_in_use), one.levels.n + one.unknown


def need(one: Shared, n: int, questionnaire: Questionnaire, say: Say) -> NeedInWords:
    """Put in words which of so many departments are below the minimum level of a practice."""
    question = questionnaire.question(one.question_id)
    below = range(question.minimum_level)
    return NeedInWords(
        question_id=one.question_id,
        practice=question.name[say.language],
        essential=question.essential,
        count=len(one.departments),
        sentence=_below(one, below, n, say),
        actions=tuple(
            _action(question, level, say) for level in below if one.at(level) or (not level and one.at(None))
        ),
        departments=by_size([member for member, _ in one.departments], say),
    )


def _below(one: Shared, levels: range, n: int, say: Say) -> str:
    """In how many departments, and at which levels; their number once where all are at the same."""
    count, of = len(one.departments), number(n, say.language)
    if not count:
        return say("training.nobody_below")
    there = {number(level, say.language): one.at(level) for level in levels if one.at(level)}
    if not there:
        return say("region.needs.below_unknown", count, of=of)
    if count in there.values():
        return say("region.needs.below_alike", count, of=of, level=next(iter(there)))
    parts = [say("region.needs.at_level", some, level=level) for level, some in there.items()]
    if one.at(None):
        parts.append(say("region.needs.at_none", one.at(None)))
    return say("region.needs.below_minimum", count, of=of, parts=enumeration(parts, say.language))


def _action(question: Question, level: int, say: Say) -> str:
    recommended = question.actions.from_level(level)
    assert recommended is not None, "a level below the minimum is not the highest"
    level_words = number(level, say.language)
    return say("region.needs.from_level", None, level=level_words, action=recommended.action[say.language])


def _needs_headline(found: Needs, questionnaire: Questionnaire, say: Say) -> str:
    """Name the practice that most departments have below its minimum level."""
    if not found.needs:
        return say("region.needs.no_needs")
    first, of = found.needs[0], number(found.n, say.language)
    practice, count = questionnaire.question(first.question_id).name[say.language], len(first.departments)
    return fitting(
        say,
        say("region.needs.most", count, practice=short(practice, say), of=of),
        say("region.needs.most_short", count, of=of),
    )
