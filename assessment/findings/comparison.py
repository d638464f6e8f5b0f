"""What a comparison says: where our practices in use stand beside those of the others.

Levels and scores of others never come in here. The texts of positions, words and reasons are those
of the benchmark; what a practice is called and how its count is said is in questions.yaml.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from assessment.assessed import Assessed
from assessment.benchmark import Benchmark, Figure, Group, Position, group_name
from assessment.findings import practices
from assessment.findings.middle import of_shares
from assessment.findings.overall import Fact
from assessment.findings.practices import Missing, PillarPractices
from assessment.findings.rows import Key, Picture, Row, Table
from assessment.findings.words import fitting, out_of, short
from assessment.language import enumeration, moment_day, number, percent
from assessment.questionnaire import IN_USE_FROM, Questionnaire
from assessment.scoring import Scorecard
from assessment.wording import Say

OVERALL = ""  # the measure beside the pillars' ids: all practices alike
_TRUST = ("levels", "others", "fives", "again", "leak")  # the five sentences, in their order


@dataclass(frozen=True)
class Compared:
    """Our shares beside those of a group, in finished words."""

    headline: str
    caption: str  # whom we are compared with, how many, and the day of the figures
    first: str  # the first paragraph: own count and share, the verdict, and the rules in words
    pillars: Picture  # all practices first, then the pillars
    fact: Fact  # for the result: practices in use, and how that compares


@dataclass(frozen=True)
class Comparison:
    """Everything that the comparison page and the report's chapter show."""

    headline: str
    compared: Compared | None  # None where nothing is shown; `notes` say why
    notes: tuple[str, ...]  # why something is not shown, is of an earlier day, or rests on few
    missing_headline: str
    missing: tuple[Missing, ...]  # what most have and we have not yet
    no_missing: str  # said instead of an empty list
    practices_headline: str
    practices_caption: str  # how the counts are told; or why there are none
    practices_bars: str  # what a full bar of a drawing of them stands for
    practices: tuple[PillarPractices, ...]  # empty where practices are not counted
    practices_table: Table | None


@dataclass(frozen=True)
class _Own:
    """What is in use with us of one measure."""

    used: int
    asked: int
    share: float

    def count(self, say: Say) -> str:
        return out_of(self.used, self.asked, say)


def comparison(
    assessed: Assessed, benchmark: Benchmark, say: Say, zone: str, *, beside_region: bool = False
) -> Comparison:
    """Put in words what a department may see of a publication.

    Args:
        assessed: the submission that the publication counts.
        benchmark: what the department may see.
        say: the reader's language.
        zone: the region's time zone, for the day of a publication.
        beside_region: set beside the whole region also where there are peers.
    """
    group = benchmark.peers if benchmark.peers.shown and not beside_region else benchmark.region
    compared = None
    if benchmark.own is not None and group.shown:
        own = _own(assessed.questionnaire, assessed.scorecard)
        compared = _compared(assessed.questionnaire, group, own, say, zone)
    counted = practices.practices(assessed, benchmark, say, zone)
    return Comparison(
        headline=compared.headline if compared else say("findings.comparison.none"),
        compared=compared,
        notes=tuple(_notes(benchmark, group, say, zone)),
        missing_headline=say("findings.comparison.missing.headline"),
        missing=counted.missing,
        no_missing=counted.no_missing,
        practices_headline=counted.headline,
        practices_caption=counted.caption,
        practices_bars=counted.bars,
        practices=counted.pillars,
        practices_table=counted.table,
    )


def promises(say: Say) -> tuple[str, ...]:
    """The five sentences on what others can see of a department, in their order."""
    return tuple(say(f"benchmark.trust.{one}") for one in _TRUST)


def _own(questionnaire: Questionnaire, scorecard: Scorecard) -> dict[str, _Own]:
    """What is in use of every measure: all practices, and those of each pillar."""
    measures = {OVERALL: list(questionnaire.questions())}
    measures |= {pillar.id: list(pillar.questions()) for pillar in questionnaire.pillars}
    found = {}
    for measure, asked in measures.items():
        used = [scorecard.in_use[one.id] for one in asked if one.id in scorecard.in_use]
        if used:
            found[measure] = _Own(sum(used), len(used), 100 * sum(used) / len(used))
    return found


def _compared(questionnaire: Questionnaire, group: Group, own: Mapping[str, _Own], say: Say, zone: str) -> Compared:
    figures = _figures(group)
    overall = figures[OVERALL]
    used = own[OVERALL].count(say)
    whom = "peers" if group.criteria else "region"
    label = say(f"findings.comparison.fact.{whom}.{overall.position}", group.n)
    return Compared(
        headline=_headline(questionnaire, figures, whom, say),
        caption=_caption(group, say, zone),
        first=_first(questionnaire, group, own[OVERALL], say),
        pillars=_pillars(questionnaire, figures, own, say),
        fact=Fact(used, label),
    )


def _figures(group: Group) -> dict[str, Figure]:
    """The figures of a group that is shown, by measure."""
    overall = {} if group.overall is None else {OVERALL: group.overall}
    return {**overall, **group.pillars}


def _headline(questionnaire: Questionnaire, figures: Mapping[str, Figure], whom: str, say: Say) -> str:
    """Say how we stand in all, and in which pillars it is otherwise; what is below comes first."""
    position = figures[OVERALL].position
    others = say(f"findings.comparison.headline.others_{whom}")
    headline = say(f"findings.comparison.headline.{position}", others=others)
    for otherwise in ("below", "above"):
        names = [
            short(pillar.title[say.language], say)
            for pillar in questionnaire.pillars
            if pillar.id in figures and figures[pillar.id].position == otherwise
        ]
        if names and position != otherwise:
            count = say("findings.result.part.pillars", len(names))
            key = f"findings.comparison.headline.but_{otherwise}"
            return fitting(
                say,
                say(key, headline=headline, pillars=enumeration(names, say.language)),
                say(key, headline=headline, pillars=count),
                headline,
            )
    return headline


def _caption(group: Group, say: Say, zone: str) -> str:
    name = group_name(group.criteria)
    facts = {one: number(value, say.language) for one, value in name.facts.items()}
    others = say("findings.comparison.others", group.n, group=say(name.key, None, **facts))
    if group.small:
        others = f"{others} ({say('benchmark.small')})"
    return say("findings.comparison.caption", others=others, day=_day(group, say, zone))


def _day(group: Group, say: Say, zone: str) -> str:
    return moment_day(group.published_at, say.language, zone) if group.published_at else ""


def _first(questionnaire: Questionnaire, group: Group, own: _Own, say: Say) -> str:
    """Our count and share, how that compares, and the two rules that the words stand for."""
    figure = _figures(group)[OVERALL]
    level = next(text for at, text in questionnaire.level_names.items() if at == IN_USE_FROM)
    verdict = say(
        f"findings.comparison.verdict.{figure.position}", others=say.count(group.n or 0), median=_half(figure, say)
    )
    return say(
        "findings.comparison.first",
        used=own.count(say),
        share=percent(own.share, say.language),
        verdict=verdict,
        rule=say("benchmark.same_rule"),
        from_level=say("findings.comparison.from_level", level=level[say.language]),
    )


def _half(figure: Figure, say: Say) -> str:
    """What half of the others have: from their median up, or where we are above it, down."""
    if isinstance(figure.median, str):
        return say(f"findings.comparison.half.{figure.median}")
    way = "or_less" if figure.position == "above" else "or_more"
    median = percent(figure.median, say.language)
    return say(f"findings.comparison.half.{way}", median=median)


def _pillars(questionnaire: Questionnaire, figures: Mapping[str, Figure], own: Mapping[str, _Own], say: Say) -> Picture:
    names = {OVERALL: say("findings.comparison.all_practices")}
    names |= {pillar.id: pillar.title[say.language] for pillar in questionnaire.pillars}
    measures = [one for one in names if one in own]
    lines = tuple(
        (names[one], _yours(own[one], figures.get(one), say), _others(figures.get(one), say)) for one in measures
    )
    items = [
        say("findings.comparison.pillars.item", name=name, yours=yours, others=others) for name, yours, others in lines
    ]
    heads = tuple(say(f"findings.head.{one}") for one in ("pillar", "you", "others"))
    middle = any(figure.quartiles for figure in figures.values())
    return Picture(
        headline=_pillars_headline([figures[one] for one in measures[1:] if one in figures], say),
        rows=tuple(_row(names[one], own[one], figures.get(one), one == OVERALL, say) for one in measures),
        alt=say("findings.comparison.pillars.alt", items=". ".join(items)),
        table=Table(heads, lines),
        key=Key(
            median=say("findings.key.median"),
            middle=say("findings.key.middle") if middle else "",
            you=say("findings.key.you"),
        ),
        unit=percent(0, say.language).removeprefix("0"),
    )


def _pillars_headline(figures: list[Figure], say: Say) -> str:
    """Say in how many pillars we are above or below; all alike, in one word."""
    total = len(figures)
    positions = [figure.position for figure in figures if figure.position]
    if not positions:
        return say("findings.comparison.pillars.none")
    if len(set(positions)) == 1:
        return say(f"findings.comparison.pillars.all.{positions[0]}", total)
    above, below = (
        say("findings.result.part.pillars", positions.count(one)) if one in positions else ""
        for one in ("above", "below")
    )
    word = "both" if above and below else "above" if above else "below"
    return say(f"findings.comparison.pillars.{word}", total=say.count(total), above=above, below=below)


def _row(label: str, own: _Own, figure: Figure | None, bold: bool, say: Say) -> Row:
    median = figure.median if figure else None
    beside = of_shares(figure, say).row(label, bold=bold) if figure else Row(label, bold=bold)
    share = percent(own.share, say.language)
    return replace(
        beside,
        score=own.share,
        number=share,
        count=say("findings.comparison.in_use", used=own.count(say)),
        verdict=_signed(figure.position, say) if figure and figure.position else "",
        hardly_any=say("benchmark.others.hardly_any") if median == "hardly_any" else "",
        nearly_all=say("benchmark.others.nearly_all") if median == "nearly_all" else "",
    )


def _signed(position: Position, say: Say) -> str:
    """The verdict with its sign."""
    words = say(f"benchmark.position.{position}")
    return say(f"findings.comparison.signed.{position}", position=words)


def _yours(own: _Own, figure: Figure | None, say: Say) -> str:
    words = {"used": own.count(say), "share": percent(own.share, say.language)}
    if figure is None or figure.position is None:
        return say("findings.comparison.yours_alone", None, **words)
    position = say(f"benchmark.position.{figure.position}")
    return say("findings.comparison.yours", None, position=position, **words)


def _others(figure: Figure | None, say: Say) -> str:
    """The middle of the others in words."""
    if figure is None:
        return say("findings.comparison.no_figure")
    middle = of_shares(figure, say)
    if not middle.half:
        return say("findings.comparison.median", median=middle.words)
    return say("findings.comparison.median_and_middle", median=middle.words, half=middle.half)


def _notes(benchmark: Benchmark, group: Group, say: Say, zone: str) -> Iterator[str]:
    """Why something is not shown, or is of an earlier day; nothing is said twice."""
    said = []
    for one in (benchmark.peers, benchmark.region):
        reason = None if one.shown else one.reason
        if reason and reason not in said:
            said.append(reason)
            yield say(reason)
    if group.published_at and group.published_at != benchmark.published_at:
        yield say("benchmark.kept", day=_day(group, say, zone))
