"""What others than the coordinator may see of the region: the comparison with nobody as its viewer, in words."""

from __future__ import annotations

from dataclasses import dataclass

from assessment.benchmark import Benchmark, Figure
from assessment.findings.middle import of_shares
from assessment.findings.practices import how_many
from assessment.findings.rows import Key, Picture, Table
from assessment.findings.words import named
from assessment.language import moment_day, percent
from assessment.questionnaire import Questionnaire
from assessment.wording import Say

_ALL = ""  # the measure beside the pillars' ids: all practices alike


@dataclass(frozen=True)
class ForOthers:
    """The region's practices in use, as far as they may be told to anybody."""

    note: str  # why nothing is shown, or of which day the figures are and how many they rest on
    pillars: Picture | None  # None where nothing is shown
    practices: Table | None  # None where practices are not counted
    practices_note: str


def for_others(
    benchmark: Benchmark | None, questionnaire: Questionnaire | None, submitted: int, say: Say, zone: str
) -> ForOthers:
    """Put in words what may be told to anybody.

    Args:
        benchmark: with nobody as viewer; None where nothing is published.
        questionnaire: of the round that was published.
        submitted: departments that did, also those whose answers are known too little to be counted.
        say: the reader's language.
        zone: the region's time zone, for the day of the publication.
    """
    if benchmark is None or questionnaire is None:
        return ForOthers(say("region.others.unpublished"), None, None, "")
    group = benchmark.region
    if group.overall is None or group.published_at is None:
        return ForOthers(say(group.reason or "benchmark.too_few"), None, None, "")
    day = moment_day(group.published_at, say.language, zone)
    note = say("region.others.note", group.n or 0, day=day)
    if group.n is not None and group.n < submitted:
        note = f"{note} {say('region.others.left_out', submitted - group.n)}"
    if group.small:
        note = f"{note} {say('region.others.small')}"
    practices = None
    if group.questions:
        practices = Table(
            tuple(say(f"region.head.{name}") for name in ("practice", "in_use")),
            tuple(
                (question.name[say.language], how_many(questionnaire, group.questions[question.id], say))
                for question in questionnaire.questions()
                if question.id in group.questions
            ),
        )
    return ForOthers(
        note=note,
        pillars=_pillars({_ALL: group.overall, **group.pillars}, questionnaire, say),
        practices=practices,
        practices_note=say(group.practices_reason) if group.practices_reason else say("region.others.practices"),
    )


def _pillars(figures: dict[str, Figure], questionnaire: Questionnaire, say: Say) -> Picture:
    names = {_ALL: say("findings.comparison.all_practices")}
    names |= {pillar.id: pillar.title[say.language] for pillar in questionnaire.pillars}
    found = {one: of_shares(figure, say) for one, figure in figures.items()}
    lines = tuple((names[one], middle.words, middle.spread) for one, middle in found.items())
    has_middle = any(figure.quartiles for figure in figures.values())
    return Picture(
        headline=say("region.others.title"),
        rows=tuple(middle.row(names[one], bold=one == _ALL) for one, middle in found.items()),
        alt=say("region.others.alt", items="; ".join(named(*line) for line in lines)),
        table=Table(tuple(say(f"region.head.{name}") for name in ("part", "median", "middle")), lines),
        key=Key(median=say("region.key.median"), middle=say("region.key.middle") if has_middle else ""),
        unit=percent(0, say.language).replace("0", ""),
    )
