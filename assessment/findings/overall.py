"""What the overall score says: the headline, the number with its range, and why the band is it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from assessment.answers import Answers, NotApplicable, known_level
from assessment.findings.rows import ScoreLine, Table
from assessment.findings.words import between, capital, fitting, listed, of_100, out_of, points, quoted, short, shown
from assessment.language import UNKNOWN, enumeration, number
from assessment.questionnaire import Band, Questionnaire
from assessment.scoring import NextBand, Scorecard, band_by_score, next_band
from assessment.wording import Say


@dataclass(frozen=True)
class Fact:
    """One value, large, and what it is."""

    value: str
    label: str


@dataclass(frozen=True)
class Overall:
    """The overall score on its line."""

    line: ScoreLine
    words: str  # "54 of 100", or "between 41 and 66" where one figure is not shown
    range: str  # "between 51 and 58"; empty where there is one figure and nothing is unknown
    band: str  # its name; empty where it is not known
    alt: str
    table: Table


def headline(questionnaire: Questionnaire, scorecard: Scorecard, say: Say) -> str:
    """Say which band is reached and what is missing for the next."""
    overall = shown(questionnaire, scorecard.overall)
    if overall is None:
        return say("findings.result.headline.nothing")
    if overall.points is None or scorecard.band is None:
        low, high = number(overall.low, say.language), number(overall.high, say.language)
        return say("findings.result.headline.only_range", low=low, high=high)
    band = short(_band(questionnaire, scorecard.band).title[say.language], say)
    missing = next_band(questionnaire, scorecard)
    if missing is None:
        return say("findings.result.headline.highest", band=band)
    counts = {
        "essentials": len(missing.essentials),
        "points": _points_missing(missing, overall.points),
        "pillars": len(missing.pillars),
    }
    words = {"band": band, "next": short(missing.band.title[say.language], say)}
    briefly = {"short_essentials": counts["essentials"], **counts, "essentials": 0}
    return fitting(
        say,
        _short_of(counts, say, **words),
        _short_of(briefly, say, **words),
        say("findings.result.headline.not_yet", None, **words),
    )


def sentence(questionnaire: Questionnaire, answers: Answers, scorecard: Scorecard, say: Say) -> str:
    """Say the score, the range it may lie in, and why there is a range."""
    overall = shown(questionnaire, scorecard.overall)
    if overall is None:
        return ""
    reason = _reason(questionnaire, answers, say)
    if overall.points is None:
        unclear = [
            pillar.title[say.language]
            for pillar in questionnaire.pillars
            if pillar.id in scorecard.pillars and scorecard.pillars[pillar.id].score is None
        ]
        only_range = say("findings.result.sentence.only_range", range=between(overall, say), reason=reason)
        why = say("findings.result.sentence.why_no_figure", pillars=listed(unclear, say))
        return f"{only_range} {why}"
    score = of_100(overall.points, say)
    if overall.is_certain:
        return say("findings.result.sentence.exact", score=score)
    return say("findings.result.sentence.ranged", score=score, range=between(overall, say), reason=reason)


def why_band(questionnaire: Questionnaire, scorecard: Scorecard, say: Say) -> str:
    """Say what holds the band back besides the score; empty where nothing does."""
    missing = next_band(questionnaire, scorecard)
    by_score = band_by_score(questionnaire, scorecard)
    if missing is None or by_score is None or scorecard.band is None:
        return ""
    band = quoted(_band(questionnaire, scorecard.band).title[say.language], say)
    said = []
    if by_score != scorecard.band:
        name = quoted(_band(questionnaire, by_score).title[say.language], say)
        said.append(say("findings.result.why_band.by_score", band=name))
    if missing.essentials:
        said.append(say("findings.result.why_band.essentials", band=band))
    if missing.pillars:
        said.append(_weak_pillars(questionnaire, scorecard, missing, say))
    return " ".join(said)


def overall(questionnaire: Questionnaire, scorecard: Scorecard, say: Say) -> Overall:
    """The score on its line, with the words that go with it."""
    value = shown(questionnaire, scorecard.overall)
    bands = tuple((band.min_score, band.title[say.language]) for band in questionnaire.bands)
    band = _band(questionnaire, scorecard.band).title[say.language] if scorecard.band else ""
    if value is None:
        empty = ScoreLine(None, 0, 0, UNKNOWN, bands)
        no_score = say("findings.result.headline.nothing")
        return Overall(empty, UNKNOWN, "", "", no_score, _bands_table(questionnaire, scorecard, say))
    spread = between(value, say)
    words = spread if value.points is None else of_100(value.points, say)
    certain = value.is_certain or value.points is None
    alt = say(
        "findings.result.scale.alt",
        score=words if certain else f"{words}, {spread}",
        band=short(band, say) if band else say("findings.not_known"),
    )
    figure = spread if value.points is None else number(value.points, say.language)
    line = ScoreLine(value.points, value.low, value.high, figure, bands, band)
    return Overall(
        line=line,
        words=words,
        range="" if certain else spread,
        band=band,
        alt=alt,
        table=_bands_table(questionnaire, scorecard, say),
    )


def facts(scored: Overall, scorecard: Scorecard, say: Say) -> tuple[Fact, Fact, Fact]:
    """Three values: the score, the essentials met, and the practices in use."""
    label = say("findings.result.fact.score")
    if scored.line.score is None:
        label = say("findings.result.fact.score_unknown")
    elif scored.range:
        label = say("findings.result.fact.score_ranged", range=scored.range)
    met, used = scorecard.essentials.values(), scorecard.in_use.values()
    return (
        Fact(capital(scored.words), label),
        Fact(out_of(sum(met), len(met), say), say("findings.result.fact.essentials")),
        Fact(out_of(sum(used), len(used), say), say("findings.result.fact.in_use")),
    )


def _band(questionnaire: Questionnaire, band_id: str) -> Band:
    return next(band for band in questionnaire.bands if band.id == band_id)


def _short_of(counts: Mapping[str, int], say: Say, **words: str) -> str:
    """Say what is missing, by the names of the parts; a verb agrees with all of it together."""
    parts = [say(f"findings.result.part.{one}", count) for one, count in counts.items() if count]
    together = enumeration(parts, say.language)
    total = sum(counts.values())
    return say("findings.result.headline.short_of", total, parts=together, **words)


def _points_missing(missing: NextBand, points: int) -> int:
    """How many points the score, as shown, is below the next band."""
    return math.ceil(missing.band.min_score - points) if missing.points else 0


def _reason(questionnaire: Questionnaire, answers: Answers, say: Say) -> str:
    """Why there is a range: what was answered "do not know", and what was not answered."""
    unknown = [
        question.id
        for question in questionnaire.questions()
        if known_level(answers, question.id) is None and not isinstance(answers.get(question.id), NotApplicable)
    ]
    blank = sum(question_id not in answers for question_id in unknown)
    said = len(unknown) - blank
    dont_know = say("findings.result.reason.dont_know", said)
    left = say("findings.result.reason.blank", blank)
    if said and blank:
        return say("findings.result.reason.both", dont_know=dont_know, blank=left)
    return left if blank else dont_know


def _weak_pillars(questionnaire: Questionnaire, scorecard: Scorecard, missing: NextBand, say: Say) -> str:
    weak = [
        say(
            "findings.result.why_band.pillar",
            name=quoted(pillar.title[say.language], say),
            points=number(points(questionnaire, scorecard.pillars[pillar.id].score or 0), say.language),
        )
        for pillar in questionnaire.pillars
        if pillar.id in missing.pillars
    ]
    return say(
        "findings.result.why_band.pillars",
        next=quoted(missing.band.title[say.language], say),
        points=number(missing.band.min_pillar, say.language),
        pillars=enumeration(weak, say.language),
    )


def _bands_table(questionnaire: Questionnaire, scorecard: Scorecard, say: Say) -> Table:
    by_score = band_by_score(questionnaire, scorecard)

    def yours(band: Band) -> str:
        if band.id == scorecard.band:
            return say("findings.result.scale.yours")
        return say("findings.result.scale.by_score") if band.id == by_score else ""

    heads = tuple(say(f"findings.head.{name}") for name in ("band", "from", "you"))
    rows = tuple(
        (band.title[say.language], number(band.min_score, say.language), yours(band)) for band in questionnaire.bands
    )
    return Table(heads, rows)
