"""Where the region stands over the rounds, in words: bands, scores, the minimum standard, and each department."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from assessment.findings.middle import of_scores
from assessment.findings.rows import Key, Picture, Row, Table
from assessment.findings.words import between, named, of_100, out_of, points, short, shown
from assessment.language import UNKNOWN, number, percent
from assessment.questionnaire import Questionnaire, asks_the_same
from assessment.region import Placed, Spread, Standing
from assessment.wording import Say


@dataclass(frozen=True)
class StandingInWords:
    """Where the region stands."""

    headline: str
    essentials: str  # how many meet all of them, and how many reach every minimum
    bands: Picture  # of the last round, beside the one before
    scores: Picture  # overall and pillars of the last round
    rounds: Picture  # the overall score over the rounds
    left_out: str  # how many are in no band and no score; empty where all are
    notes: tuple[str, ...]


def standing(rounds: Sequence[Standing], say: Say) -> StandingInWords:
    """Put in words where the region stands.

    Args:
        rounds: oldest first, at least one; the last is what the page is about.
        say: the reader's language.
    """
    now, before = rounds[-1], rounds[-2] if len(rounds) > 1 else None
    return StandingInWords(
        headline=_headline(now, say),
        essentials=_essentials(now, say),
        bands=_bands(now, before, say),
        scores=_scores(now, say),
        rounds=_rounds(rounds, say),
        left_out=say("region.standing.left_out", now.without_band) if now.without_band else "",
        notes=tuple(_notes(rounds, say)),
    )


def _headline(now: Standing, say: Say) -> str:
    median = now.overall.median
    if median is None:
        return say("region.standing.unknown")
    key = "title" if now.overall.n > 1 else "only_one"
    return say(f"region.standing.{key}", median=number(points(now.questionnaire, median), say.language))


def _essentials(now: Standing, say: Say) -> str:
    of = number(now.n, say.language)
    with_all = say("region.standing.with_essentials", now.with_essentials, of=of)
    return f"{with_all} {say('region.standing.with_minimums', now.with_minimums, of=of)}"


def _bands(now: Standing, before: Standing | None, say: Say) -> Picture:
    titles = {band.id: band.title[say.language] for band in now.questionnaire.bands}
    rows, lines = [], []
    for band, count in now.bands.items():
        then = before.bands.get(band) if before is not None else None
        counted = out_of(count, now.n, say)
        was = "" if before is None or then is None else out_of(then, before.n, say)
        rows.append(
            Row(
                titles[band],
                score=_share(count, now.n),
                before=None if before is None or then is None else _share(then, before.n),
                number=counted,
                verdict=say("region.standing.was", before=was) if was else "",
            )
        )
        lines.append((titles[band], counted, was or UNKNOWN))
    heads = (say("region.head.band"), now.title, before.title if before is not None else say("region.head.before"))
    most = max(now.bands.items(), key=lambda one: one[1], default=("", 0))
    return Picture(
        headline=say(
            "region.standing.most_in",
            band=short(titles.get(most[0], ""), say),
            n=number(most[1], say.language),
            of=number(now.n, say.language),
        ),
        rows=tuple(rows),
        alt=say("region.standing.bands_alt", items="; ".join(f"{band}: {counted}" for band, counted, _ in lines)),
        table=Table(heads, tuple(lines)),
        key=Key(
            you=say("region.key.now", round=now.title),
            before=say("region.key.before", round=before.title) if before is not None else "",
        ),
        unit=percent(0, say.language).replace("0", ""),
    )


def _scores(now: Standing, say: Say) -> Picture:
    names = {"": say("region.standing.overall")} | {
        pillar.id: pillar.title[say.language] for pillar in now.questionnaire.pillars
    }
    spreads = {"": now.overall, **now.pillars}
    rests_on = say("region.standing.rests_on", now.overall.n)
    found = {one: of_scores(spread, now.questionnaire, say) for one, spread in spreads.items()}
    lines = tuple((names[one], middle.words, middle.spread) for one, middle in found.items())
    return Picture(
        headline=say("region.standing.scores"),
        rows=tuple(
            middle.row(names[one], count="" if one else rests_on, bold=not one) for one, middle in found.items()
        ),
        alt=say("region.standing.scores_alt", items="; ".join(named(*line) for line in lines)),
        table=Table(tuple(say(f"region.head.{name}") for name in ("part", "median", "middle")), lines),
        key=_key(spreads.values(), say),
    )


def _rounds(rounds: Sequence[Standing], say: Say) -> Picture:
    rows: list[Row] = []
    lines = []
    for place, one in enumerate(rounds):
        if place and rounds[place - 1].questionnaire.sha256 != one.questionnaire.sha256:
            rows.append(Row(say("region.standing.break", version=one.questionnaire.version), heading=True))
        middle = of_scores(one.overall, one.questionnaire, say)
        rows.append(middle.row(one.title, count=say("region.standing.rests_on", one.overall.n), bold=True))
        lines.append((one.title, middle.words, middle.spread))
    return Picture(
        headline=say("region.standing.rounds", len(rounds)),
        rows=tuple(rows),
        alt=say("region.standing.scores_alt", items="; ".join(named(*line) for line in lines)),
        table=Table(tuple(say(f"region.head.{name}") for name in ("round", "median", "middle")), tuple(lines)),
        key=_key([one.overall for one in rounds], say),
    )


def _key(spreads: Iterable[Spread], say: Say) -> Key:
    middle = any(one.q1 is not None for one in spreads)
    return Key(median=say("region.key.median"), middle=say("region.key.middle") if middle else "")


def _notes(rounds: Sequence[Standing], say: Say) -> list[str]:
    now = rounds[-1]
    notes = []
    if now.overall.median is not None and now.overall.q1 is None:
        notes.append(say("region.standing.small"))
    if len({one.questionnaire.sha256 for one in rounds}) > 1:
        same = all(asks_the_same(after.questionnaire, before.questionnaire) for before, after in pairwise(rounds))
        notes.append(say("region.standing.same_questions" if same else "region.standing.versions"))
    return notes


def placed_row(one: Placed, questionnaire: Questionnaire, say: Say) -> tuple[str, str]:
    """A department in a row: name, score with its band."""
    value = shown(questionnaire, one.overall)
    if value is None:
        score = UNKNOWN
    elif value.points is None:
        score = between(value, say)
    else:
        score = of_100(value.points, say)
    titles = {band.id: band.title[say.language] for band in questionnaire.bands}
    band = titles[one.band] if one.band else ""
    return one.member.name, f"{score} · {band}" if band else score


def _share(count: int, n: int) -> float | None:
    return 100 * count / n if n else None
