"""Where the region is weak and strong at a glance: its topics, and maps of departments by topic and by essential."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Generic

from assessment.findings.middle import level, of_topics
from assessment.findings.region.words import size
from assessment.findings.rows import Key, Picture, Row, Table
from assessment.findings.words import fitting, named, out_of, short
from assessment.language import UNKNOWN, number
from assessment.questionnaire import IN_USE_FROM, Questionnaire
from assessment.region import EssentialsMatrix, HeatMap, MapRow, Part, Spread
from assessment.region.members import MOST_ROWS, Cell
from assessment.scoring import Met
from assessment.wording import Say


@dataclass(frozen=True)
class MapPart:
    """Rows of a map that fit one screen."""

    title: str  # the size of its departments, and which part of them
    names: tuple[str, ...]
    submissions: tuple[tuple[str, str, int], ...]  # department id, name and submission, for the way to each
    alt: str
    table: Table
    levels: tuple[tuple[float | None, ...], ...] = ()  # of a heat map
    words: tuple[tuple[str, ...], ...] = ()  # of a heat map
    met: tuple[tuple[Met, ...], ...] = ()  # of a map of essentials
    bands: tuple[tuple[str, int], ...] = ()  # the sizes where there are several, and how many rows are of each


@dataclass(frozen=True)
class Map:
    """Departments by topic or by essential."""

    headline: str
    caption: str
    columns: tuple[str, ...]
    groups: tuple[tuple[str, int], ...]  # pillars over the columns of a heat map
    parts: tuple[MapPart, ...]
    table: Table  # the columns summed up


def topics(found: HeatMap, questionnaire: Questionnaire, say: Say) -> Picture:
    """The topics with the middle of the departments, in questionnaire order under their pillars."""
    spreads = {column.dimension_id: column.levels for column in found.columns}
    names = {topic.id: topic.title[say.language] for topic in questionnaire.dimensions()}
    rows: list[Row] = []
    lines = []
    for pillar in questionnaire.pillars:
        rows.append(Row(pillar.title[say.language], heading=True))
        for topic in pillar.dimensions:
            middle = of_topics(spreads[topic.id], questionnaire, say)
            rows.append(middle.row(names[topic.id]))
            lines.append((names[topic.id], middle.words, middle.spread))
    has_middle = any(one.q1 is not None for one in spreads.values())
    heads = tuple(say(f"region.head.{name}") for name in ("topic", "median", "middle"))
    return Picture(
        headline=_topics_headline(names, spreads, questionnaire, say),
        rows=tuple(rows),
        alt=say("region.topics.alt", items="; ".join(named(name, median) for name, median, _ in lines)),
        table=Table(heads, tuple(lines)),
        key=Key(median=say("region.key.median"), middle=say("region.key.middle") if has_middle else ""),
    )


def departments(found: HeatMap, questionnaire: Questionnaire, say: Say) -> Map:
    """The map of departments by topic."""
    names = [topic.title[say.language] for topic in questionnaire.dimensions()]
    titles = {pillar.id: pillar.title[say.language] for pillar in questionnaire.pillars}
    below = [
        sum(
            (value := line.cells[place]) is not None and value < IN_USE_FROM
            for part in found.parts
            for line in part.lines
        )
        for place in range(len(names))
    ]
    return Map(
        headline=_below_headline(names, below, found.n, say),
        caption=say(
            "region.heat_map.caption",
            lowest=questionnaire.level_names[0][say.language],
            highest=questionnaire.level_names[4][say.language],
        ),
        columns=tuple(names),
        groups=tuple((titles[pillar_id], width) for pillar_id, width in found.pillars),
        parts=tuple(_heat_part(rows, names, say) for rows in _screens(found.parts, say)),
        table=Table(
            tuple(say(f"region.head.{name}") for name in ("topic", "median_level", "below_in_use")),
            tuple(
                (
                    name,
                    UNKNOWN if column.levels.median is None else level(column.levels.median, say),
                    out_of(count, column.levels.n, say),
                )
                for name, column, count in zip(names, found.columns, below, strict=True)
            ),
        ),
    )


def essentials(found: EssentialsMatrix, questionnaire: Questionnaire, say: Say) -> Map:
    """The map of departments by essential; what is missing most stands first, departments never by result."""
    names = [questionnaire.question(column.question_id).name[say.language] for column in found.columns]
    return Map(
        headline=_missing_headline(found, names, say),
        caption=f"{say('region.essentials.signs')}. {say('region.essentials.order')}",
        columns=tuple(names),
        groups=(),
        parts=tuple(_essentials_part(rows, names, say) for rows in _screens(found.parts, say)),
        table=Table(
            tuple(say(f"region.head.{name}") for name in ("essential", "missing", "unknown")),
            tuple(
                (name, out_of(column.missing, found.n, say), number(column.unknown, say.language))
                for name, column in zip(names, found.columns, strict=True)
            ),
        ),
    )


def _topics_headline(names: dict[str, str], spreads: dict[str, Spread], questionnaire: Questionnaire, say: Say) -> str:
    known = {one: spread for one, spread in spreads.items() if spread.median is not None}
    if not known:
        return say("region.topics.unknown")
    weakest = min(known, key=lambda one: (known[one].median or 0, known[one].mean or 0))
    if known[weakest].n < 2:  # half of one department is nobody
        return say("region.topics.weakest_short", topic=short(names[weakest], say))
    median = of_topics(known[weakest], questionnaire, say).words
    return fitting(
        say,
        say("region.topics.weakest", topic=short(names[weakest], say), points=median),
        say("region.topics.weakest_short", topic=short(names[weakest], say)),
    )


def _below_headline(names: Sequence[str], below: Sequence[int], n: int, say: Say) -> str:
    most = max(below, default=0)
    if not most:
        return say("region.heat_map.none_below")
    name = short(names[below.index(most)], say)
    of = number(n, say.language)
    return fitting(
        say,
        say("region.heat_map.below", most, topic=name, of=of),
        say("region.heat_map.below_short", topic=name, n=number(most, say.language), of=of),
    )


def _missing_headline(found: EssentialsMatrix, names: Sequence[str], say: Say) -> str:
    if not found.columns or not found.columns[0].missing:
        return say("region.essentials.all_met")
    name = short(names[0], say)
    return fitting(
        say,
        say(
            "region.essentials.missing_most", found.columns[0].missing, practice=name, of=number(found.n, say.language)
        ),
        say("region.essentials.title", practice=name),
    )


@dataclass(frozen=True)
class _Screen(Generic[Cell]):
    """The rows of one map: a part, or all parts together where they fit one screen."""

    title: str
    lines: tuple[MapRow[Cell], ...]
    bands: tuple[tuple[str, int], ...]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(line.member.name for line in self.lines)

    @property
    def ways(self) -> tuple[tuple[str, str, int], ...]:
        return tuple((line.member.id, line.member.name, line.submission_id) for line in self.lines)


def _screens(parts: Sequence[Part[Cell]], say: Say) -> Iterator[_Screen[Cell]]:
    lines = tuple(line for part in parts for line in part.lines)
    if len(parts) > 1 and len(lines) <= MOST_ROWS:
        bands = tuple((size(part.staff_band, say), len(part.lines)) for part in parts)
        yield _Screen(say("region.rests_on", len(lines)), lines, bands)
        return
    for part in parts:
        yield _Screen(_title(part, say), part.lines, ())


def _heat_part(rows: _Screen[float | None], topics: Sequence[str], say: Say) -> MapPart:
    words = tuple(tuple(UNKNOWN if one is None else level(one, say) for one in line.cells) for line in rows.lines)
    heads = (say("region.head.department"), say("region.head.levels"))
    said = tuple(
        (name, ", ".join(f"{topic} {written}" for topic, written in zip(topics, of_one, strict=True)))
        for name, of_one in zip(rows.names, words, strict=True)
    )
    return MapPart(
        title=rows.title,
        names=rows.names,
        submissions=rows.ways,
        alt=say("region.heat_map.alt", title=rows.title, n=number(len(rows.lines), say.language)),
        table=Table(heads, said),
        levels=tuple(line.cells for line in rows.lines),
        words=words,
        bands=rows.bands,
    )


def _essentials_part(rows: _Screen[Met], names: Sequence[str], say: Say) -> MapPart:
    heads = (say("region.head.department"), say("region.head.missing_ones"))
    said = tuple((line.member.name, _missing(line, names, say)) for line in rows.lines)
    return MapPart(
        title=rows.title,
        names=rows.names,
        submissions=rows.ways,
        alt=say("region.essentials.alt", title=rows.title, items=". ".join(": ".join(row) for row in said)),
        table=Table(heads, said),
        met=tuple(line.cells for line in rows.lines),
        bands=rows.bands,
    )


def _missing(line: MapRow[Met], names: Sequence[str], say: Say) -> str:
    missing = [
        say("region.essentials.one_unknown", practice=name) if met is Met.UNKNOWN else name
        for name, met in zip(names, line.cells, strict=True)
        if met is not Met.MET
    ]
    return ", ".join(missing) or say("region.essentials.none_missing")


def _title(part: Part[Cell], say: Say) -> str:
    """The size of a part's departments; of several parts of one size, which it is and from whom to whom."""
    band = size(part.staff_band, say)
    if part.of == 1:
        return band
    which = say(
        "region.part",
        number=number(part.number, say.language),
        of=number(part.of, say.language),
        first=part.lines[0].member.name,
        last=part.lines[-1].member.name,
    )
    return f"{band} · {which}"
