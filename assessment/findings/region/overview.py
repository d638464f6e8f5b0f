"""The coordinator's first page in finished words: the region over its rounds, by topic and size, and whom to visit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from assessment.findings.middle import Middle, of_scores, of_topics
from assessment.findings.region.words import WEAKEST, size
from assessment.findings.rows import Bands, Moment, Row, Table
from assessment.findings.words import fitting_title, listed, named, out_of, points
from assessment.language import number
from assessment.questionnaire import Questionnaire, asks_the_same
from assessment.region import (
    Direction,
    HeatMap,
    Member,
    Movement,
    Reason,
    Spread,
    Standing,
    Turnout,
    many,
    weakest_first,
)
from assessment.region.visits import Visits
from assessment.rounds import RoundState
from assessment.wording import Say

NEAR = 5  # points; sizes whose medians are no further apart are about the same


@dataclass(frozen=True)
class Glance:
    """One figure of the page: its finding, its rows, the words read aloud, the table."""

    finding: str
    alt: str
    table: Table


@dataclass(frozen=True)
class MedianRounds(Glance):
    """The median over the rounds."""

    moments: tuple[Moment, ...]


@dataclass(frozen=True)
class BandRounds(Glance):
    """The bands over the rounds."""

    rows: tuple[Bands, ...]
    names: str  # of the bands, in the order of the parts of a bar


@dataclass(frozen=True)
class Sizes(Glance):
    """The middle of the departments by size."""

    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Topics(Glance):
    """The topics, by pillar."""

    pillars: tuple[tuple[str, tuple[Row, ...], str], ...]  # title, rows, and the same read aloud


@dataclass(frozen=True)
class ToVisit:
    """A reason to visit or call, and whom."""

    reason: Reason
    title: str
    members: tuple[Member, ...]


def headline(
    turnout: Turnout, now: Standing, change: Movement | None, before: str, say: Say, *, narrows: bool = False
) -> str:
    """What the page says first: who has submitted and how they stand, or how everybody stands and moved.

    Args:
        turnout: how far everybody is.
        now: where those stand that submitted.
        change: since the round before; None where there is none.
        before: the title of that round.
        say: the reader's language.
        narrows: whether only some departments are chosen.
    """
    if not turnout.submitted:
        return say(f"region.overview.{'none_chosen' if narrows else 'nobody'}", round=now.title)
    if now.overall.median is None:
        return say("region.standing.unknown")
    median = number(points(now.questionnaire, now.overall.median), say.language)
    invited = number(turnout.invited - turnout.left, say.language)
    if turnout.state is RoundState.OPEN:
        return say("region.overview.open", turnout.submitted, invited=invited, median=median)
    stands = say("region.overview.over", turnout.submitted, invited=invited, median=median)
    if change is None or not change.moved:
        return stands
    moved = {one: number(change.count(one), say.language) for one in (Direction.UP, Direction.DOWN)}
    since = say("region.overview.since", before=before, up=moved[Direction.UP], down=moved[Direction.DOWN])
    return fitting_title(f"{stands}; {since}", stands)


def time_left(turnout: Turnout, say: Say) -> str:
    """How long departments can still take part."""
    if turnout.days_left is None:
        return say("region.overview.ended")
    return say("region.overview.days_left", turnout.days_left) if turnout.days_left else say("region.overview.last_day")


def over_rounds(rounds: Sequence[Standing], open_id: int | None, say: Say) -> MedianRounds:
    """Put the median over the rounds in words.

    Args:
        rounds: oldest first, at least one.
        open_id: of the round that is still open.
        say: the reader's language.
    """
    found = [of_scores(one.overall, one.questionnaire, say) for one in rounds]
    continues = [False, *(asks_the_same(now.questionnaire, then.questionnaire) for then, now in pairwise(rounds))]
    names = [_name(one, open_id, say) for one in rounds]
    lines = tuple((name, middle.words, middle.spread) for name, middle in zip(names, found, strict=True))
    since = max((place for place, joined in enumerate(continues) if not joined), default=0)
    over = [
        (one.title, middle.words)
        for one, middle in list(zip(rounds, found, strict=True))[since:]
        if one.round_id != open_id and middle.median is not None
    ]
    if len(over) > 1:
        (first, then), (last, latest) = over[0], over[-1]
        finding = say("region.overview.rounds", first=first, then=then, last=last, since=latest)
    else:
        finding = say("region.overview.round", median=over[0][1] if over else found[-1].words)
    return MedianRounds(
        finding=finding,
        alt=say("region.standing.scores_alt", items="; ".join(named(*line) for line in lines)),
        table=Table(tuple(say(f"region.head.{name}") for name in ("round", "median", "middle")), lines),
        moments=tuple(
            Moment(one.title, middle.median, middle.q1, middle.q3, middle.words, one.round_id == open_id, joined)
            for one, middle, joined in zip(rounds, found, continues, strict=True)
        ),
    )


def bands_over_rounds(rounds: Sequence[Standing], open_id: int | None, say: Say) -> BandRounds:
    """Put in words how many departments are in each band, round by round; rounds without any are left out."""
    filled = [one for one in rounds if sum(one.bands.values())]
    rows = tuple(
        Bands(
            label=_name(one, open_id, say),
            counts=tuple(one.bands.values()),
            numbers=tuple(number(count, say.language) for count in one.bands.values()),
            rests_on=number(sum(one.bands.values()), say.language),
            is_open=one.round_id == open_id,
        )
        for one in filled
    )
    now = rounds[-1]
    titles = [band.title[say.language] for band in now.questionnaire.bands]
    said = tuple((row.label, "; ".join(_in_bands(one, say))) for row, one in zip(rows, filled, strict=True))
    most = max(now.bands, key=lambda band: now.bands[band], default="")
    name = next((band.title[say.language] for band in now.questionnaire.bands if band.id == most), "")
    counted = out_of(now.bands.get(most, 0), sum(now.bands.values()), say)
    return BandRounds(
        finding=say("region.overview.bands", band=name, counted=counted)
        if any(now.bands.values())
        else say("region.overview.no_bands"),
        alt=say("region.standing.bands_alt", items=". ".join(": ".join(line) for line in said)),
        table=Table(tuple(say(f"region.head.{one}") for one in ("round", "band")), said),
        rows=rows,
        names=say("region.overview.band_names", bands=", ".join(titles)),
    )


def sizes(found: Mapping[str, Spread], questionnaire: Questionnaire, say: Say) -> Sizes:
    """Put in words how the departments of each size stand; of sizes with few departments the finding says nothing.

    Args:
        found: the overall scores by staff band, the smallest departments first.
        questionnaire: the one that the round asked.
        say: the reader's language.
    """
    known = {band: one for band, one in found.items() if one.median is not None}
    middles = {band: of_scores(one, questionnaire, say) for band, one in known.items()}
    names = {band: say("region.overview.of_size", one.n, size=size(band, say)) for band, one in known.items()}
    lines = tuple((names[band], middle.words, middle.spread) for band, middle in middles.items())
    return Sizes(
        finding=_by_size([middles[band] for band, one in known.items() if one.q1 is not None], say),
        alt=say("region.standing.scores_alt", items="; ".join(named(*line) for line in lines)),
        table=Table(tuple(say(f"region.head.{name}") for name in ("size", "median", "middle")), lines),
        rows=tuple(middle.row(names[band]) for band, middle in middles.items()),
    )


def topics(found: HeatMap, before: HeatMap | None, questionnaire: Questionnaire, say: Say) -> Topics:
    """Put the topics in words, with the median of the round before where it asked the same of them.

    Args:
        found: of this round.
        before: of the round before; None where there is none, or it asked something else.
        questionnaire: the one that the round asks.
        say: the reader's language.
    """
    spreads = {column.dimension_id: column.levels for column in found.columns}
    then = {column.dimension_id: column.levels for column in before.columns} if before is not None else {}
    weakest = _weakest(spreads)
    pillars, lines = [], []
    for pillar in questionnaire.pillars:
        rows, aloud = [], []
        for topic in pillar.dimensions:
            name, middle = topic.title[say.language], of_topics(spreads[topic.id], questionnaire, say)
            was = of_topics(then[topic.id], questionnaire, say) if topic.id in then else None
            row = middle.row(name, bold=topic.id in weakest)
            rows.append(replace(row, before=was.median if was else None, theirs=True))
            lines.append((name, middle.whole, was.words if was else ""))
            aloud.append(named(name, middle.words))
        pillars.append((pillar.title[say.language], tuple(rows), say("region.topics.alt", items="; ".join(aloud))))
    names = {topic.id: topic.title[say.language] for topic in questionnaire.dimensions()}
    heads = tuple(say(f"region.head.{name}") for name in ("topic", "median", "before"))
    return Topics(
        finding=say("region.overview.weakest", len(weakest), topics=listed([names[one] for one in weakest], say))
        if weakest
        else say("region.topics.unknown"),
        alt=say("region.topics.alt", items="; ".join(named(name, median) for name, median, _ in lines)),
        table=Table(heads, tuple(lines)),
        pillars=tuple(pillars),
    )


def means(rounds: Sequence[Standing], is_open: bool, say: Say) -> str:
    """What the marks stand for, and what they leave out.

    Args:
        rounds: where those stand that submitted, oldest first; the last is what the page is about.
        is_open: whether more will come.
        say: the reader's language.
    """
    now, said = rounds[-1], []
    if not all(asks_the_same(after.questionnaire, then.questionnaire) for then, after in pairwise(rounds)):
        said.append(say("region.overview.breaks"))
    if is_open and now.n:
        said.append(say("region.overview.early", now.n, round=now.title))
    said.append(say("region.overview.marks"))
    if now.without_band:
        said.append(say("region.standing.left_out", now.without_band))
    return " ".join(said)


def to_visit(found: Visits, questionnaire: Questionnaire, before: str, now: str, say: Say) -> tuple[ToVisit, ...]:
    """Put in words whom to visit or call, and why; reasons without anybody are said too.

    Args:
        found: by reason, the departments by name.
        questionnaire: the one that the round asks.
        before: the title of the round before; empty where there is none.
        now: the title of the round.
        say: the reader's language.
    """
    fewest = number(many(questionnaire), say.language)
    silent = {reason: those for reason, those in found.items() if before or reason not in (Reason.FELL, Reason.SILENT)}
    told = {reason: those for reason, those in silent.items() if many(questionnaire) or reason != Reason.ESSENTIALS}
    return tuple(
        ToVisit(
            reason, say(f"region.overview.reason.{reason}", len(those), fewest=fewest, before=before, round=now), those
        )
        for reason, those in told.items()
    )


def _in_bands(one: Standing, say: Say) -> Iterator[str]:
    """How many departments of a round are in each band, by the names that the bands had in it."""
    titles = {band.id: band.title[say.language] for band in one.questionnaire.bands}
    return (named(titles[band], number(count, say.language)) for band, count in one.bands.items())


def _name(one: Standing, open_id: int | None, say: Say) -> str:
    return say("region.growth.so_far", round=one.title) if one.round_id == open_id else one.title


def _by_size(middles: Sequence[Middle], say: Say) -> str:
    medians = [(middle.median, middle.words) for middle in middles if middle.median is not None]
    if len(medians) < 2:  # nothing to set side by side
        return say("region.overview.one_size")
    low, high = min(medians), max(medians)
    if high[0] - low[0] <= NEAR:
        return say("region.overview.sizes_alike")
    return say("region.overview.sizes", low=low[1], high=high[1])


def _weakest(spreads: Mapping[str, Spread]) -> list[str]:
    """The weakest topics of which a median is known."""
    return [one for one in weakest_first(spreads)[:WEAKEST] if spreads[one].median is not None]
