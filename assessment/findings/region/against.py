"""One department against its region, in finished words: overall, by pillar and by topic, with the round before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from assessment.findings.middle import Middle, of_scores, of_topics
from assessment.findings.overall import band_reached
from assessment.findings.parts import Essential, essentials
from assessment.findings.rows import Row, Table
from assessment.findings.words import Shown, between, listed, named, of_100, points, shown
from assessment.language import UNKNOWN, number
from assessment.questionnaire import Dimension, Pillar, Questionnaire, asks_the_same
from assessment.region import HeatMap, Movement, Standing
from assessment.region.members import Submitted
from assessment.region.movement import DepartmentMoved
from assessment.scoring import Met, Score
from assessment.wording import Say


@dataclass(frozen=True)
class Marks:
    """Rows of a figure, under their name."""

    title: str
    rows: tuple[Row, ...]
    alt: str


@dataclass(frozen=True)
class Against:
    """A department against its region."""

    headline: str
    sentences: tuple[str, ...]
    key: str  # what the marks stand for
    scores: Marks  # overall and pillars
    topics: tuple[Marks, ...]  # a figure a pillar
    table: Table
    essentials: str  # how many are missing
    missing: tuple[Essential, ...]


@dataclass(frozen=True)
class RoundBefore:
    """The round before: what the department submitted in it, if it did."""

    title: str
    submitted: Submitted | None
    questionnaire: Questionnaire
    change: Movement


@dataclass(frozen=True)
class _Part:
    """A part of the questionnaire: the department's score, the one before, and the region's middle."""

    name: str
    score: float | None  # unrounded: what is as high as the middle half begins is not below it
    own: Shown | None
    before: Shown | None
    middle: Middle

    def row(self, say: Say, *, with_median: bool) -> Row:
        """As marks; the region's median stands beside the number where there is room for it."""
        score = _written(self.own, say)
        said = say("departments.against.number", score=score, median=self.middle.words)
        return replace(
            self.middle.row(self.name),
            score=self.score,
            low=None if self.own is None else self.own.low,
            high=None if self.own is None else self.own.high,
            before=None if self.before is None else self.before.points,
            number=said if with_median and self.middle.median is not None else score,
            theirs=True,
        )

    @property
    def side(self) -> int:
        """Below the middle half, above it, or neither."""
        value = self.score
        if value is None or self.middle.q1 is None or self.middle.q3 is None:
            return 0
        return (value > self.middle.q3) - (value < self.middle.q1)


def against(
    name: str, own: Submitted, region: Standing, topics: HeatMap, before: RoundBefore | None, say: Say, *, is_open: bool
) -> Against:
    """Put in words where a department stands in its region.

    Args:
        name: of the department, today.
        own: what it submitted.
        region: where all that submitted stand, itself among them.
        topics: the same by topic.
        before: the round before; None where this is the first.
        say: the reader's language.
        is_open: whether the round is: then others are still to come.
    """
    scores, by_pillar = _scores(own, region, before, say), _topics(own, region, topics, before, say)
    of_topics_ = [one for those in by_pillar.values() for one in those]
    found = essentials(region.questionnaire, own.submission.answers, own.scorecard, say)
    lines = [*scores, *of_topics_]
    has_ring = any(one.before is not None and one.before.points is not None for one in lines)
    has_range = any(one.own is not None and not one.own.is_certain for one in lines)
    titles = {pillar.id: pillar.title[say.language] for pillar in region.questionnaire.pillars}
    missing = tuple(one for one in found.items if one.met is not Met.MET)
    return Against(
        headline=_headline(name, scores[0], region.n, say),
        sentences=tuple(_sentences(own, region, before, of_topics_, say, is_open=is_open)),
        key=_key(region, before, say, has_ring=has_ring, has_range=has_range),
        scores=_marks(say("departments.against.scores"), scores, say, with_median=True),
        topics=tuple(_marks(titles[one], those, say, with_median=False) for one, those in by_pillar.items()),
        table=_table(lines, say),
        essentials=say("departments.list.missing", len(missing)),
        missing=missing,
    )


def _scores(own: Submitted, region: Standing, before: RoundBefore | None, say: Say) -> list[_Part]:
    questionnaire, card, then = region.questionnaire, own.scorecard, _then(region, before)
    lines = [
        _Part(
            say("region.standing.overall"),
            card.overall.score,
            shown(questionnaire, card.overall),
            shown(questionnaire, then.scorecard.overall if then else None),
            of_scores(region.overall, questionnaire, say),
        )
    ]
    middles = {one: of_scores(spread, questionnaire, say) for one, spread in region.pillars.items()}
    before_ = then.scorecard.pillars if then else {}
    return lines + list(_parts(questionnaire, questionnaire.pillars, card.pillars, before_, middles, say))


def _topics(
    own: Submitted, region: Standing, topics: HeatMap, before: RoundBefore | None, say: Say
) -> dict[str, list[_Part]]:
    questionnaire, then = region.questionnaire, _then(region, before)
    middles = {one.dimension_id: of_topics(one.levels, questionnaire, say) for one in topics.columns}
    scores, before_ = own.scorecard.dimensions, then.scorecard.dimensions if then else {}
    return {
        pillar.id: list(_parts(questionnaire, pillar.dimensions, scores, before_, middles, say))
        for pillar in questionnaire.pillars
    }


def _parts(
    questionnaire: Questionnaire,
    parts: Iterable[Pillar | Dimension],
    scores: Mapping[str, Score],
    before: Mapping[str, Score],
    middles: Mapping[str, Middle],
    say: Say,
) -> Iterator[_Part]:
    for one in parts:
        score, then = scores.get(one.id), shown(questionnaire, before.get(one.id))
        value = None if score is None else score.score
        yield _Part(one.title[say.language], value, shown(questionnaire, score), then, middles[one.id])


def _then(region: Standing, before: RoundBefore | None) -> Submitted | None:
    """What it submitted before, where its scores can stand beside those of today."""
    if before is None or not asks_the_same(region.questionnaire, before.questionnaire):
        return None
    return before.submitted


def _headline(name: str, overall: _Part, n: int, say: Say) -> str:
    own = overall.own
    score = "" if own is None else between(own, say) if own.points is None else of_100(own.points, say)
    if not score:
        return name
    alone = say("departments.against.alone", name=name, score=score)
    if n < 2 or overall.middle.median is None:
        return alone
    return say("departments.against.title", name=name, score=score, median=overall.middle.words)


def _sentences(
    own: Submitted, region: Standing, before: RoundBefore | None, topics: list[_Part], say: Say, *, is_open: bool
) -> Iterator[str]:
    yield band_reached(region.questionnaire, own.submission.answers, own.scorecard, say)
    if before is not None:
        yield _change(own, before, say)
    if region.overall.q1 is None:
        yield say("departments.against.few", region.overall.n)
    else:
        yield _sides(topics, say)
    if is_open:
        yield say("departments.against.so_far", region.n)


def _change(own: Submitted, before: RoundBefore, say: Say) -> str:
    if before.submitted is None:
        return say("departments.against.not_before", round=before.title)
    moved = next((one for one in before.change.moved if one.member.id == own.member.id), None)
    if moved is None:
        return say("departments.against.not_compared", round=before.title)
    return _moved(moved, before, say)


def _moved(moved: DepartmentMoved, before: RoundBefore, say: Say) -> str:
    """How it moved over the questions that both rounds asked; a small difference is called small."""
    then, today = (number(points(before.questionnaire, one), say.language) for one in (moved.before, moved.now))
    facts = {"round": before.title, "before": then, "now": today}
    return say(f"departments.against.moved.{moved.direction}", before.change.questions, **facts)


def _sides(topics: list[_Part], say: Say) -> str:
    """Which topics are outside the region's middle half, in the order of the questionnaire."""
    below, above = ([one.name for one in topics if one.side == side] for side in (-1, 1))
    said = []
    if below:
        said.append(say("departments.against.below", names=listed(below, say)))
    if above:
        said.append(say(f"departments.against.{'above' if below else 'above_only'}", names=listed(above, say)))
    return " ".join(said) or say("departments.against.within")


def _key(region: Standing, before: RoundBefore | None, say: Say, *, has_ring: bool, has_range: bool) -> str:
    said = [say("departments.against.key.dot", round=region.title)]
    if has_ring and before is not None:
        said.append(say("departments.against.key.ring", round=before.title))
    if has_range:
        said.append(say("departments.against.key.range"))
    if region.n > 1:
        mark = "median" if region.overall.q1 is None else "middle"
        said.append(say(f"departments.against.key.{mark}", region.n))
    return " ".join(said)


def _marks(title: str, lines: list[_Part], say: Say, *, with_median: bool) -> Marks:
    items = "; ".join(named(one.name, _written(one.own, say), _of_region(one, say)) for one in lines)
    return Marks(
        title=title,
        rows=tuple(
            replace(one.row(say, with_median=with_median), bold=with_median and not place)
            for place, one in enumerate(lines)
        ),
        alt=say("departments.against.alt", title=title, items=items),
    )


def _of_region(one: _Part, say: Say) -> str:
    if one.middle.median is None:
        return ""
    return ", ".join(filter(None, (say("departments.against.median", median=one.middle.words), one.middle.half)))


def _table(lines: list[_Part], say: Say) -> Table:
    heads = tuple(say(f"departments.against.head.{name}") for name in ("part", "department", "region"))
    return Table(heads, tuple((one.name, _own(one, say), _of_region(one, say) or UNKNOWN) for one in lines))


def _own(one: _Part, say: Say) -> str:
    """The score, and the one before."""
    now = _written(one.own, say)
    if one.before is None or one.before.points is None:
        return now
    return say("departments.against.was", now=now, before=number(one.before.points, say.language))


def _written(value: Shown | None, say: Say) -> str:
    if value is None:
        return UNKNOWN
    return between(value, say) if value.points is None else number(value.points, say.language)
