"""Which topics stand out, strong or weak: three places in each list, and what they cut is said together."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from assessment.findings.words import Shown, between, of_100, quoted, shown
from assessment.language import enumeration, number
from assessment.questionnaire import IN_USE_FROM, POINTS, Questionnaire
from assessment.scoring import Scorecard, strongest, weakest
from assessment.wording import Say

PLACES = 3
HALF = IN_USE_FROM * POINTS  # from here the practices of a topic are, in the mean, in use


@dataclass(frozen=True)
class TopicStanding:
    """A topic that stands out, or several of one score of which some are named."""

    names: tuple[str, ...]
    score: str  # "88 of 100", and the range where something is unknown
    sentence: str  # all of it


@dataclass(frozen=True)
class Standings:
    """The topics that stand out; where none does, why."""

    strong: tuple[TopicStanding, ...]
    no_strong: str
    weak: tuple[TopicStanding, ...]
    no_weak: str


@dataclass(frozen=True)
class _Group:
    """Topics of one score, as it is shown, and how many places of the list are left for them."""

    points: int
    topics: tuple[str, ...]
    places: int


def standings(questionnaire: Questionnaire, scorecard: Scorecard, say: Say) -> Standings:
    """The strongest topics and the weakest.

    Strong are only those of which everything is known and whose practices are, in the mean, in use. A score that
    would stand in both lists stands in that of which it is the first, else in neither.
    """
    parts = {one.id: shown(questionnaire, scorecard.dimensions.get(one.id)) for one in questionnaire.dimensions()}
    known = {one: part for one, part in parts.items() if part is not None and part.points is not None}
    points = {one: part.points or 0 for one, part in known.items()}
    names = {topic.id: topic.title[say.language] for topic in questionnaire.dimensions()}
    top, bottom = (list(_groups(order(scorecard, len(names)), points)) for order in (strongest, weakest))
    both = {one.points for one in top} & {one.points for one in bottom}
    strong = [one for one in top if one.points >= HALF and (one is top[0] or one.points not in both)]
    weak = [one for one in bottom if one is bottom[0] or one.points not in both]
    return Standings(
        strong=tuple(said for one in strong for said in _said("high", one, known, names, say)),
        no_strong="" if strong else _nothing_stands_out(points.values(), say),
        weak=tuple(said for one in weak for said in _said("low", one, known, names, say)),
        no_weak="" if weak else _nothing_stands_out(points.values(), say),
    )


def _groups(order: Sequence[str], points: Mapping[str, int]) -> Iterator[_Group]:
    """The topics for whom there are places; a last group may be larger than what is left."""
    places = PLACES
    for score, topics in groupby(order, key=points.__getitem__):
        if places > 0:
            group = _Group(score, tuple(topics), places)
            yield group
            places -= len(group.topics)


def _said(
    which: str, group: _Group, known: Mapping[str, Shown], names: Mapping[str, str], say: Say
) -> list[TopicStanding]:
    """Each topic of a group in a line, or all in one where the places are too few to name them."""
    score = of_100(group.points, say)
    if len(group.topics) <= group.places:
        return [_alone(names[one], known[one], score, say) for one in group.topics]
    named = group.topics[: group.places]
    labels = enumeration([_label(names[one], known[one], say) for one in named], say.language)
    sentence = say(f"findings.result.standing.{which}", len(group.topics), score=score, names=labels)
    return [TopicStanding(tuple(names[one] for one in named), score, sentence)]


def _alone(name: str, value: Shown, score: str, say: Say) -> TopicStanding:
    score = score if value.is_certain else f"{score}, {between(value, say)}"
    return TopicStanding((name,), score, say("findings.result.standing.item", name=name, score=score))


def _label(name: str, value: Shown, say: Say) -> str:
    if value.is_certain:
        return quoted(name, say)
    return say("findings.result.standing.ranged", name=quoted(name, say), range=between(value, say))


def _nothing_stands_out(points: Collection[int], say: Say) -> str:
    """Say why no topic is named: none known, all alike, none strong, or none of which everything is known."""
    if not points:
        return say("findings.result.standing.unknown")
    if min(points) == max(points):
        return say("findings.result.standing.alike", points=number(min(points), say.language))
    key = "none_strong" if max(points) < HALF else "none_known"
    return say(f"findings.result.standing.{key}", points=number(HALF, say.language))
