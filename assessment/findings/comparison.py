"""What a comparison says: how many of our practices are in use, beside how many with the others.

Levels and scores of others never come in here. The texts of positions, words and reasons are those
of the benchmark; what a practice is called and how its count is said is in questions.yaml.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from assessment.assessed import Assessed
from assessment.benchmark import Benchmark, Figure, Group, Position, Share, Told, about, group_name
from assessment.findings import practices
from assessment.findings.middle import told
from assessment.findings.practices import Missing, PillarPractices
from assessment.findings.rows import Boxes, BoxPicture, Table
from assessment.findings.words import fitting, fitting_title, out_of, short
from assessment.language import enumeration, moment_day, number, percent
from assessment.questionnaire import IN_USE_FROM, Questionnaire
from assessment.scoring import Scorecard
from assessment.wording import Say

OVERALL = ""  # the measure beside the pillars' ids: all practices alike
_TRUST = ("levels", "others", "fives", "again", "leak")  # the five sentences, in their order

Whom = Literal["others", "all"]  # the others of a group; or all that were counted, where we are not among them


@dataclass(frozen=True)
class Rounds:
    """Of which rounds the figures are, by their titles, where that has to be said: they are not the newest answers'."""

    ours: str
    theirs: str

    @property
    def alike(self) -> bool:
        """Whether all figures are of one round."""
        return self.ours == self.theirs


@dataclass(frozen=True)
class Compared:
    """Our practices beside those of a group, in finished words."""

    headline: str
    beside_whom: str  # whom we are compared with, and how many
    dated: str  # the day of the figures, and whether they are of few
    beside: str  # one sentence for the result: own count, and the verdict
    first: str  # the first paragraph: own count, and the verdict
    whom: str  # who the others are, and that nobody is named
    rules: tuple[str, ...]  # what the words mean, and why no score is compared
    used: str  # "22 of 38", as it stands in both
    pillars: BoxPicture  # all practices first, then the pillars

    @property
    def caption(self) -> str:
        """Beside whom, and when."""
        return f"{self.beside_whom} · {self.dated}"


@dataclass(frozen=True)
class Comparison:
    """Everything that the comparison page and the report's chapter show."""

    headline: str
    compared: Compared | None  # None where nothing is shown; `notes` say why
    notes: tuple[str, ...]  # why something is not shown, of the region last; or that it is of an earlier day
    missing_headline: str
    missing: tuple[Missing, ...]  # what most have and we have not yet
    missing_whom: str  # which departments these counts are about
    missing_more: str  # how many more there are, to be found below; empty where all are named
    no_missing: str  # said instead of an empty list
    practices_headline: str
    practices_caption: str  # how the counts are told; or why there are none
    practices: tuple[PillarPractices, ...]  # empty where practices are not counted
    practices_table: Table | None


def comparison(
    assessed: Assessed,
    benchmark: Benchmark,
    say: Say,
    zone: str,
    *,
    beside_region: bool = False,
    rounds: Rounds | None = None,
) -> Comparison:
    """Put in words what a department may see of a publication.

    Args:
        assessed: the submission that the publication counts; with nobody as viewer, one that it does not count.
        benchmark: what the department may see, or what nobody may.
        say: the reader's language.
        zone: the region's time zone, for the day of a publication.
        beside_region: set beside the whole region also where there are peers.
        rounds: said in every heading of the page; None where all is of the newest round.
    """
    group = benchmark.peers if benchmark.peers.shown and not beside_region else benchmark.region
    compared = None
    if group.shown:
        own = _own(assessed.questionnaire, assessed.scorecard)
        compared = _compared(assessed.questionnaire, group, own, say, zone, rounds)
    counted = practices.practices(assessed, benchmark, say, zone)
    return Comparison(
        headline=compared.headline if compared else say("findings.comparison.none"),
        compared=compared,
        notes=tuple(_notes(benchmark, group, say, zone)),
        missing_headline=_dated(counted.missing_headline, rounds, say),
        missing=counted.missing,
        missing_whom=counted.missing_whom,
        missing_more=counted.missing_more,
        no_missing=counted.no_missing,
        practices_headline=_dated(counted.headline, rounds, say),
        practices_caption=counted.caption,
        practices=counted.pillars,
        practices_table=counted.table,
    )


def promises(say: Say) -> tuple[str, ...]:
    """What others can see of a department, in five sentences."""
    return tuple(say(f"benchmark.trust.{one}") for one in _TRUST)


def alone(label: str, scorecard: Scorecard, say: Say) -> Boxes:
    """Our practices with nobody beside them."""
    used = scorecard.in_use.values()
    own = Share(sum(used), len(used))
    return Boxes(label, own.used, own.asked, count=_count(own, say), bold=True)


def _own(questionnaire: Questionnaire, scorecard: Scorecard) -> dict[str, Share]:
    """What is in use of every measure: all practices, and those of each pillar."""
    measures = {OVERALL: list(questionnaire.questions())}
    measures |= {pillar.id: list(pillar.questions()) for pillar in questionnaire.pillars}
    found = {}
    for measure, asked in measures.items():
        used = [scorecard.in_use[one.id] for one in asked if one.id in scorecard.in_use]
        if used:
            found[measure] = Share(sum(used), len(used))
    return found


def _dated(headline: str, rounds: Rounds | None, say: Say) -> str:
    """A heading with the round of the others' figures, where it has to be said."""
    if rounds is None:
        return headline
    return say("findings.comparison.of_round", round=rounds.theirs, headline=headline)


def _compared(
    questionnaire: Questionnaire, group: Group, own: Mapping[str, Share], say: Say, zone: str, rounds: Rounds | None
) -> Compared:
    figures, used, others = _figures(group), _count(own[OVERALL], say), _group(group, say)
    who = "near" if group.criteria else _of(group)
    verdict = _verdict(figures[OVERALL], own[OVERALL], others, say)
    level = next(text for at, text in questionnaire.level_names.items() if at == IN_USE_FROM)
    rules = (
        say("benchmark.same_rule") if figures[OVERALL].position else "",
        say("findings.comparison.from_level", level=level[say.language]),
        say("findings.comparison.in_ours"),
        say("findings.comparison.no_score"),
    )
    return Compared(
        headline=_headline(questionnaire, figures, own, group, say, rounds),
        beside_whom=others if who == "all" else say("findings.comparison.beside_whom", others=others),
        dated=_dated_on(group, say, zone),
        beside=say("findings.comparison.beside", used=used, verdict=verdict),
        first=say("findings.comparison.first", used=used, verdict=verdict),
        whom=say(f"findings.comparison.who.{who}"),
        rules=tuple(filter(None, rules)),
        used=used,
        pillars=_pillars(questionnaire, figures, own, say, rounds),
    )


def _figures(group: Group) -> dict[str, Figure]:
    """The figures of a group that is shown, by measure."""
    overall = {} if group.overall is None else {OVERALL: group.overall}
    return {**overall, **group.pillars}


def _whom(figure: Figure) -> Whom:
    return "all" if figure.position is None else "others"


def _headline(
    questionnaire: Questionnaire,
    figures: Mapping[str, Figure],
    own: Mapping[str, Share],
    group: Group,
    say: Say,
    rounds: Rounds | None,
) -> str:
    """Say how we stand in all, and in which pillars it is otherwise, both ways; what is below comes first."""
    overall = figures[OVERALL]
    name = _named(group, say)
    used = _count(own[OVERALL], say)
    if overall.position is None and rounds is not None and not rounds.alike:
        return say("findings.comparison.headline.two_rounds", None, used=used, ours=rounds.ours, theirs=rounds.theirs)
    if overall.position is None:
        titles = (
            say("findings.comparison.headline.not_among", used=used),
            say("findings.result.headline.in_use", practices=used),
        )
        return fitting_title(*(_dated(one, rounds, say) for one in titles))
    headline = say(f"findings.comparison.headline.{overall.position}", others=name)
    named, others = [headline], 0
    for otherwise in ("below", "above"):
        names = [
            short(pillar.title[say.language], say)
            for pillar in questionnaire.pillars
            if pillar.id in figures and figures[pillar.id].position == otherwise
        ]
        if names and overall.position != otherwise:
            key = f"findings.comparison.headline.but_{otherwise}"
            named.append(say(key, pillars=enumeration(names, say.language)))
            others += len(names)
    unnamed = say(f"findings.comparison.headline.{overall.position}", others=say("findings.comparison.headline.others"))
    if not others:
        return fitting_title(*(_dated(one, rounds, say) for one in (headline, unnamed)))
    pillars = say("findings.result.part.pillars", others)
    counted = say("findings.comparison.headline.but", pillars=pillars)
    longest_first = (", ".join(named), f"{headline}, {counted}", headline, unnamed)
    return fitting_title(*(_dated(one, rounds, say) for one in longest_first))


def _named(group: Group, say: Say) -> str:
    """A group by its staff, or as the region."""
    name = group_name(group.criteria)
    return say(name.key, None, **{one: number(value, say.language) for one, value in name.facts.items()})


def _group(group: Group, say: Say) -> str:
    """How many departments of which group."""
    return say(f"findings.comparison.whom.{_of(group)}", group.n, group=_named(group, say))


def _of(group: Group) -> str:
    """Whether it is the others of a group, or all of it, who see it as nobody does: these are compared with nobody."""
    return "all" if group.overall is None else _whom(group.overall)


def _dated_on(group: Group, say: Say, zone: str) -> str:
    dated = say("findings.comparison.dated", day=_day(group, say, zone))
    return f"{dated} · {say('benchmark.small')}" if group.small else dated


def _day(group: Group, say: Say, zone: str) -> str:
    return moment_day(group.published_at, say.language, zone) if group.published_at else ""


def _verdict(figure: Figure, own: Share, others: str, say: Say) -> str:
    """How our count compares with that which half of the others have."""
    position = figure.position or "none"
    return say(f"findings.comparison.verdict.{position}", others=others, median=_half(figure, own, say))


def _half(figure: Figure, own: Share, say: Say) -> str:
    """What half of the others have: from their median up, or where we are above it, down."""
    if isinstance(figure.median, str):
        return say(f"findings.comparison.half.{figure.median}")
    way = "or_less" if figure.position == "above" else "or_more"
    return say(f"findings.comparison.half.{way}", median=_in_ours(figure.median, own, say))


def _in_ours(share: Told, own: Share, say: Say) -> str:
    """A share of the others as a count of the practices that apply to us; words stay words."""
    if isinstance(share, str):
        return told(share, say)
    return say("findings.comparison.about", practices=_count(Share(about(share, own.asked), own.asked), say))


def _count(share: Share, say: Say) -> str:
    return out_of(share.used, share.asked, say)


def _pillars(
    questionnaire: Questionnaire,
    figures: Mapping[str, Figure],
    own: Mapping[str, Share],
    say: Say,
    rounds: Rounds | None,
) -> BoxPicture:
    titles = {pillar.id: pillar.title[say.language] for pillar in questionnaire.pillars}
    names = {OVERALL: say("findings.comparison.all_practices"), **titles}
    measures = [one for one in names if one in own]
    whom = _whom(figures[OVERALL])
    lines = tuple(
        (names[one], _yours(own[one], figures.get(one), say), _theirs(figures.get(one), own[one], say))
        for one in measures
    )
    items = [
        say("findings.comparison.pillars.item", name=name, yours=yours, others=others) for name, yours, others in lines
    ]
    heads = (say("findings.head.pillar"), say("findings.head.you"), say(f"findings.comparison.head.{whom}"))
    return BoxPicture(
        headline=_pillars_headline({titles[one]: figures[one] for one in measures[1:] if one in figures}, say, rounds),
        rows=tuple(_row(names[one], own[one], figures.get(one), one == OVERALL, say) for one in measures),
        alt=say("findings.comparison.pillars.alt", items=". ".join(items)),
        table=Table(heads, lines),
        caption=_marks(figures.values(), whom, say),
    )


def _marks(figures: Iterable[Figure], whom: Whom, say: Say) -> str:
    """What a box stands for, and the marks beneath."""
    has_middle = any(figure.quartiles for figure in figures)
    parts = ("box", f"median_{whom}", f"middle_{whom}" if has_middle else "")
    return " ".join(say(f"findings.comparison.marks.{one}") for one in parts if one)


def _pillars_headline(figures: Mapping[str, Figure], say: Say, rounds: Rounds | None) -> str:
    """Say in which pillars we are above or below, by their names where they fit; all alike, in one word."""
    total = len(figures)
    positions = {name: figure.position for name, figure in figures.items() if figure.position}
    if not positions and rounds is not None and not rounds.alike:
        return say("findings.comparison.pillars.none_of_rounds", ours=rounds.ours, theirs=rounds.theirs)
    if not positions:
        return _dated(say("findings.comparison.pillars.none"), rounds, say)
    found = set(positions.values())
    if len(found) == 1:
        return _dated(say(f"findings.comparison.pillars.all.{found.pop()}", total), rounds, say)
    word = "both" if {"above", "below"} <= found else "above" if "above" in found else "below"
    above, below = ([name for name, one in positions.items() if one == where] for where in ("above", "below"))
    named = say(
        f"findings.comparison.pillars.named.{word}",
        above=enumeration([short(one, say) for one in above], say.language),
        below=enumeration([short(one, say) for one in below], say.language),
    )
    counted = say(
        f"findings.comparison.pillars.{word}",
        total=say.count(total),
        above=say("findings.result.part.pillars", len(above)),
        below=say("findings.result.part.other_pillars" if above else "findings.result.part.pillars", len(below)),
    )
    return _dated(fitting(say, named, counted), rounds, say)


def _row(label: str, own: Share, figure: Figure | None, bold: bool, say: Say) -> Boxes:
    row = Boxes(label, own.used, own.asked, count=_count(own, say), bold=bold)
    if figure is None:
        return replace(row, others=say("findings.comparison.no_figure"))
    median, q1, q3 = (
        about(share, own.asked) if isinstance(share, int) else None
        for share in (figure.median, *(figure.quartiles or (None, None)))
    )
    others = say(f"findings.comparison.row.{_whom(figure)}", median=_in_ours(figure.median, own, say))
    verdict = _signed(figure.position, say) if figure.position else ""
    return replace(row, median=median, q1=q1, q3=q3, others=others, verdict=verdict)


def _signed(position: Position, say: Say) -> str:
    """The verdict with its sign."""
    words = say(f"benchmark.position.{position}")
    return say(f"findings.comparison.signed.{position}", position=words)


def _yours(own: Share, figure: Figure | None, say: Say) -> str:
    words = {"used": _count(own, say), "share": percent(own.percent, say.language)}
    if figure is None or figure.position is None:
        return say("findings.comparison.yours_alone", None, **words)
    position = say(f"benchmark.position.{figure.position}")
    return say("findings.comparison.yours", None, position=position, **words)


def _theirs(figure: Figure | None, own: Share, say: Say) -> str:
    """The middle of the others in words: as counts of ours, and as it was published."""
    if figure is None:
        return say("findings.comparison.no_figure")
    median = _both(figure.median, own, say)
    if figure.quartiles is None:
        return say("findings.comparison.median", median=median)
    low, high = (_both(share, own, say) for share in figure.quartiles)
    return say("findings.comparison.median_and_middle", median=median, low=low, high=high)


def _both(share: Told, own: Share, say: Say) -> str:
    """A share as a count of ours and in percent."""
    if isinstance(share, str):
        return told(share, say)
    some = number(about(share, own.asked), say.language)
    return say("findings.comparison.count_and_share", some=some, share=told(share, say))


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
