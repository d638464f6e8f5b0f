"""What a result says as a whole: what is in place and what is missing, the score with its range, and the band."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from assessment.answers import Answers, NotApplicable, known_level
from assessment.findings.rows import ScoreLine, Stretch, Table
from assessment.findings.words import (
    between,
    capital,
    fitting_title,
    listed,
    of_100,
    out_of,
    points,
    quoted,
    short,
    shown,
)
from assessment.language import UNKNOWN, enumeration, number
from assessment.questionnaire import Band, Questionnaire
from assessment.scoring import NextBand, Scorecard, at_the_minimum, band_by_score, next_band
from assessment.wording import Say


@dataclass(frozen=True)
class Fact:
    """One value, large, and what it is."""

    value: str
    label: str
    meaning: str = ""  # in five words, what it stands for beside the others


@dataclass(frozen=True)
class Overall:
    """The overall score on its line."""

    line: ScoreLine
    words: str  # "54 of 100", or "between 41 and 66" where one figure is not shown
    range: str  # "between 51 and 58"; empty where there is one figure and nothing is unknown
    band: str  # its name; empty where it is not known
    alt: str
    table: Table


def headline(questionnaire: Questionnaire, answers: Answers, scorecard: Scorecard, say: Say) -> str:
    """Say what is in place and what is missing: the practices in use, and the essentials that are not met.

    In two lines: where not all names fit, essentials are counted, because one that is named alone would be read as
    the one that matters most.
    """
    if shown(questionnaire, scorecard.overall) is None:
        return say("findings.result.headline.nothing")
    unmet = [one for one in questionnaire.essentials() if not scorecard.essentials[one.id]]
    missing = [one for one in unmet if known_level(answers, one.id) is not None]
    unknown = len(unmet) - len(missing)
    named = counted = not_known = ""
    if not unmet:
        named = counted = say("findings.result.headline.all_met", len(scorecard.essentials))
    if missing:
        names = enumeration([short(one.name[say.language], say) for one in missing], say.language)
        named = say("findings.result.headline.missing_named", len(missing), names=names)
        counted = say("findings.result.headline.missing", len(missing))
    if unknown:
        not_known = say("findings.result.headline.unknown", unknown)
    in_use = say("findings.result.headline.in_use", practices=_in_use(scorecard, say))
    in_place = _in_place(scorecard, say)
    titles = (
        (in_place, named, not_known),
        (in_place, counted, not_known),
        (in_place, counted or not_known),
        (in_use, counted or not_known),
    )
    return fitting_title(*("; ".join(filter(None, parts)) for parts in titles))


def band_reached(questionnaire: Questionnaire, answers: Answers, scorecard: Scorecard, say: Say) -> str:
    """Say the band with what it means, what is missing for the next, and why; or why there is none."""
    overall = shown(questionnaire, scorecard.overall)
    if overall is None:
        return ""
    if overall.points is None or scorecard.band is None:
        return _no_band(questionnaire, answers, scorecard, say)
    reached = _band(questionnaire, scorecard.band)
    band = quoted(reached.title[say.language], say)
    if reached.meaning is None:
        said = [say("findings.result.band.reached", band=band)]
    else:
        said = [say("findings.result.band.meaning", band=band, meaning=reached.meaning[say.language])]
    said.append(to_the_next(questionnaire, answers, scorecard, say))
    missing = next_band(questionnaire, scorecard)
    if missing is not None:
        said.append(_why(questionnaire, scorecard, missing, say))
    return " ".join(filter(None, said))


def to_the_next(questionnaire: Questionnaire, answers: Answers, scorecard: Scorecard, say: Say) -> str:
    """Say what is missing for the next band, or that there is no higher one; or why no band is known."""
    overall = shown(questionnaire, scorecard.overall)
    if overall is None:
        return ""
    if overall.points is None or scorecard.band is None:
        return _no_band(questionnaire, answers, scorecard, say)
    missing = next_band(questionnaire, scorecard)
    if missing is None:
        return say("findings.result.band.highest")
    return _short_of(missing, overall.points, say)


def sentence(questionnaire: Questionnaire, answers: Answers, scorecard: Scorecard, say: Say) -> str:
    """Say in which range the score may lie, and why; empty where nothing is unknown."""
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
    if overall.is_certain:
        return ""
    score = of_100(overall.points, say)
    return say("findings.result.sentence.ranged", score=score, range=between(overall, say), reason=reason)


def overall(questionnaire: Questionnaire, scorecard: Scorecard, say: Say) -> Overall:
    """The score on its line, with the words that go with it."""
    value = shown(questionnaire, scorecard.overall)
    bands = _stretches(questionnaire, say)
    band = _band(questionnaire, scorecard.band).title[say.language] if scorecard.band else ""
    if value is None:
        empty = ScoreLine(None, 0, 0, UNKNOWN, bands)
        no_score = say("findings.result.headline.nothing")
        return Overall(empty, UNKNOWN, "", "", no_score, _bands_table(questionnaire, scorecard, say))
    spread = between(value, say)
    words = spread if value.points is None else of_100(value.points, say)
    certain = value.is_certain or value.points is None
    figure = number(value.points, say.language) if value.points is not None else spread
    ranged = ""
    if value.points is None:
        figure, ranged = say("findings.result.scale.no_band", range=spread), say("findings.result.scale.only_range")
    minimum = points(questionnaire, at_the_minimum(questionnaire, scorecard) or 0)
    yardstick = say("findings.result.scale.yardstick", points=number(minimum, say.language))
    line = ScoreLine(
        score=value.points,
        low=value.low,
        high=value.high,
        number=figure,
        bands=bands,
        band=band,
        yardstick=minimum,
        yardstick_number=number(minimum, say.language),
        yardstick_words=yardstick,
        range_words=ranged,
    )
    alt = say(
        "findings.result.scale.alt",
        score=words if certain else f"{words}, {spread}",
        band=short(band, say) if band else say("findings.not_known"),
        yardstick=yardstick,
    )
    return Overall(
        line=line,
        words=words,
        range="" if certain else spread,
        band=band,
        alt=alt,
        table=_bands_table(questionnaire, scorecard, say),
    )


def facts(scored: Overall, scorecard: Scorecard, say: Say) -> tuple[Fact, Fact, Fact]:
    """The three figures that everything begins with: the practices in use, the essentials met, and the score."""
    label = say("findings.result.fact.score" if scored.line.score is not None else "findings.result.fact.score_unknown")
    met = scorecard.essentials.values()
    values = {
        "in_use": (_in_use(scorecard, say), say("findings.result.fact.in_use")),
        "essentials": (out_of(sum(met), len(met), say), say("findings.result.fact.essentials")),
        "score": (_score(scored, say), label),
    }
    practices, essentials, score = (
        Fact(value, label, say(f"findings.result.fact.meaning.{one}")) for one, (value, label) in values.items()
    )
    if scored.range:
        score = replace(score, meaning=f"{score.meaning} · {scored.range}")
    return practices, essentials, score


def rests_on(scorecard: Scorecard, say: Say) -> str:
    """How sure the score is: on how many known levels it rests."""
    known = out_of(scorecard.overall.known, scorecard.overall.applicable, say)
    return say("findings.result.known", known=known)


def _band(questionnaire: Questionnaire, band_id: str) -> Band:
    return next(band for band in questionnaire.bands if band.id == band_id)


def _stretches(questionnaire: Questionnaire, say: Say) -> tuple[Stretch, ...]:
    """Where each band starts, its name, and from where to where it goes."""
    starts = [band.min_score for band in questionnaire.bands]
    ends = [math.ceil(start) - 1 for start in starts[1:]] + [100]
    return tuple(
        Stretch(
            band.min_score,
            band.title[say.language],
            say("findings.result.scale.span", low=number(band.min_score, say.language), high=number(end, say.language)),
        )
        for band, end in zip(questionnaire.bands, ends, strict=True)
    )


def _in_place(scorecard: Scorecard, say: Say) -> str:
    """The practices in use, and where there is no score, of how many it is not known."""
    overall, practices = scorecard.overall, _in_use(scorecard, say)
    if overall.score is not None:
        return say("findings.result.headline.in_use", practices=practices)
    return say("findings.result.headline.not_known", overall.applicable - overall.known, practices=practices)


def _no_band(questionnaire: Questionnaire, answers: Answers, scorecard: Scorecard, say: Say) -> str:
    """Why no band is known, and at most which it can be where an essential is known to be missing."""
    missing = [one for one, met in scorecard.essentials.items() if not met and known_level(answers, one) is not None]
    free = [band for band in questionnaire.bands if not band.needs_essentials]
    unknown = scorecard.overall.applicable - scorecard.overall.known
    if not missing or not free:
        return say("findings.result.band.none", unknown)
    return say("findings.result.band.none_at_most", unknown, band=quoted(free[-1].title[say.language], say))


def _in_use(scorecard: Scorecard, say: Say) -> str:
    used = scorecard.in_use.values()
    return out_of(sum(used), len(used), say)


def _short_of(missing: NextBand, points: int, say: Say) -> str:
    """Say what is missing for the next band, by the names of the parts; a verb agrees with all of it together."""
    counts = {
        "essentials": len(missing.essentials),
        "points": _points_missing(missing, points),
        "pillars": len(missing.pillars),
    }
    parts = [say(f"findings.result.part.{one}", count) for one, count in counts.items() if count]
    next_one = quoted(missing.band.title[say.language], say)
    together = enumeration(parts, say.language)
    return say("findings.result.band.short_of", sum(counts.values()), parts=together, next=next_one)


def _why(questionnaire: Questionnaire, scorecard: Scorecard, missing: NextBand, say: Say) -> str:
    """Say what holds the band back besides the score; empty where nothing does."""
    band = quoted(_band(questionnaire, scorecard.band or "").title[say.language], say)
    by_score = band_by_score(questionnaire, scorecard)
    said = []
    if by_score is not None and by_score != scorecard.band:
        name = quoted(_band(questionnaire, by_score).title[say.language], say)
        said.append(say("findings.result.why_band.by_score", band=name))
    if missing.essentials:
        said.append(say("findings.result.why_band.essentials", band=band))
    if missing.pillars:
        said.append(_weak_pillars(questionnaire, scorecard, missing, say))
    return " ".join(said)


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


def _score(scored: Overall, say: Say) -> str:
    """The score; where one figure is not shown, from where to where it may be."""
    line = scored.line
    if line.score is not None or line.low == line.high:
        return scored.words
    low, high = (number(end, say.language) for end in (line.low, line.high))
    spread = say("findings.middle.spread", low=low, high=high)
    return capital(spread)
