"""The tables of a region's workbook, as columns and rows of plain values; workbook and CSV are written from them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from assessment.answers import Answer, NotApplicable
from assessment.findings import regional as words
from assessment.findings.words import level_words, points
from assessment.questionnaire import Questionnaire
from assessment.region import Member, Stage
from assessment.region.maps import mean_level
from assessment.report.regional import reading
from assessment.report.regional.gathering import Gathered, Inside
from assessment.scoring import Score
from assessment.wording import Say

Kind = Literal["text", "number", "share", "level", "day"]
Cell = str | int | float | date | None


@dataclass(frozen=True)
class Column:
    """A column: its heading, what stands in it, and how wide it is in characters."""

    head: str
    kind: Kind = "text"
    wide: int = 14


@dataclass(frozen=True)
class Sheet:
    """A table."""

    id: str  # names it in an address
    title: str  # at most 31 characters, as workbooks ask
    about: str  # what it is, for the sheet that explains
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]


def ids(gathered: Gathered, kept: Inside | None, *, others: bool) -> tuple[str, ...]:
    """Which tables there are, in their order.

    Args:
        gathered: what may be told to others.
        kept: what only the coordinator may know; None where nothing is submitted.
        others: only those that may be told to anybody.
    """
    inside: tuple[str, ...] = ()
    if kept is not None and not others:
        inside = tuple(name for name in _INSIDE if name != "change" or len(kept.rounds) > 1)
    counted = gathered.benchmark is not None and gathered.benchmark.region.questions
    return (
        "rounds",
        "stages" if others else "participation",
        *inside,
        "comparison",
        *(("in_use",) if counted else ()),
    )


def sheet(name: str, gathered: Gathered, kept: Inside | None, say: Say) -> Sheet:
    """One table that there is."""
    if name in _INSIDE:
        assert kept is not None, "it is listed only where something is submitted"
        return _INSIDE[name](kept, say)
    return _OUTSIDE[name](gathered, say)


def _sheet(name: str, columns: Sequence[Column], rows: Sequence[tuple[Cell, ...]], say: Say) -> Sheet:
    title, about = say(f"regional.sheet.{name}.title"), say(f"regional.sheet.{name}.about")
    return Sheet(name, title, about, tuple(columns), tuple(rows))


def _column(name: str, say: Say, kind: Kind = "text", wide: int = 14) -> Column:
    return Column(say(f"regional.head.{name}"), kind, wide)


def _who(say: Say) -> list[Column]:
    """The columns that every table of departments begins with."""
    return [
        _column("department", say, wide=34),
        _column("staff_band", say, wide=18),
        _column("form", say, wide=24),
        _column("territory", say, wide=24),
    ]


def _member(member: Member, questionnaire: Questionnaire, say: Say) -> tuple[Cell, ...]:
    return (
        member.name,
        words.size(member.staff_band, say),
        words.choice(questionnaire, "form", member.form, say),
        words.choice(questionnaire, "main_territory", member.territory, say),
    )


def _rounds(gathered: Gathered, say: Say) -> Sheet:
    columns = [
        _column("round", say, wide=24),
        _column("last_day", say, "day"),
        _column("invited", say, "number"),
        _column("submitted", say, "number"),
        _column("first_time", say, "number"),
        _column("in_all", say, "number"),
        _column("share", say, "share"),
    ]
    rows = [
        (one.title, one.closes_on, one.invited, one.submitted, one.first_time, one.in_all, _part(one.share))
        for one in gathered.growth
    ]
    return _sheet("rounds", columns, rows, say)


def _stages(gathered: Gathered, say: Say) -> Sheet:
    found = gathered.turnout
    columns = [_column("state", say, wide=24), _column("departments", say, "number")]
    counts = (
        (Stage.SUBMITTED, found.submitted),
        (Stage.STARTED, found.started),
        (Stage.NOT_STARTED, found.not_started),
        (Stage.LEFT, found.left),
    )
    rows = [(say(f"region.participation.stage.{stage}"), count) for stage, count in counts]
    return _sheet("stages", columns, rows, say)


def _participation(gathered: Gathered, say: Say) -> Sheet:
    columns = [
        *_who(say),
        _column("state", say, wide=18),
        _column("submitted_on", say, "day"),
        _column("worked_on", say, "day"),
        _column("last_day", say, "day"),
    ]
    rows = [
        (
            *_member(one.member, gathered.questionnaire, say),
            say(f"region.participation.stage.{one.stage}"),
            _day(one.submitted_at, gathered.zone),
            _day(one.worked_at, gathered.zone),
            one.last_day,
        )
        for one in gathered.turnout.invitees
    ]
    return _sheet("participation", columns, rows, say)


def _scores(kept: Inside, say: Say) -> Sheet:
    asks = kept.now.questionnaire
    titles = {band.id: band.title[say.language] for band in asks.bands}
    columns = [
        *_who(say),
        *(_column(name, say, "number") for name in ("score", "low", "high")),
        _column("band", say, wide=16),
        *(Column(pillar.title[say.language], "number", 16) for pillar in asks.pillars),
        *(_column(name, say, "number") for name in ("essentials_met", "in_use", "known", "applicable")),
    ]
    rows = [
        (
            *_member(one.member, asks, say),
            *_points(asks, one.scorecard.overall),
            titles.get(one.scorecard.band or ""),
            *(_score(asks, one.scorecard.pillars.get(pillar.id)) for pillar in asks.pillars),
            sum(one.scorecard.essentials.values()),
            sum(one.scorecard.in_use.values()),
            one.scorecard.overall.known,
            one.scorecard.overall.applicable,
        )
        for one in kept.now.assessed
    ]
    return _sheet("scores", columns, rows, say)


def _levels(kept: Inside, say: Say) -> Sheet:
    asks = kept.now.questionnaire
    columns = [*_who(say), *(Column(f"{one.id} {one.name[say.language]}", "number", 12) for one in asks.questions())]
    rows = [
        (
            *_member(one.member, asks, say),
            *(_answer(asks, one.submission.answers.get(question.id), say) for question in asks.questions()),
        )
        for one in kept.now.assessed
    ]
    return _sheet("levels", columns, rows, say)


def _topics(kept: Inside, say: Say) -> Sheet:
    asks = kept.now.questionnaire
    columns = [*_who(say), *(Column(one.title[say.language], "level", 12) for one in asks.dimensions())]
    rows = [
        (*_member(one.member, asks, say), *(mean_level(one, topic.id) for topic in asks.dimensions()))
        for one in kept.now.assessed
    ]
    return _sheet("topics", columns, rows, say)


def _essentials(kept: Inside, say: Say) -> Sheet:
    found = reading.essentials(kept.now, reading.EVERYBODY)
    asks = kept.now.questionnaire
    columns = [
        *_who(say),
        *(Column(asks.question(one.question_id).name[say.language], wide=14) for one in found.columns),
    ]
    rows = [
        (*_member(line.member, asks, say), *(say(f"regional.met.{met}") for met in line.cells))
        for part in found.parts
        for line in part.lines
    ]
    return _sheet("essentials", columns, rows, say)


def _practices(kept: Inside, say: Say) -> Sheet:
    asks = kept.now.questionnaire
    columns = [
        _column("question", say, wide=10),
        _column("practice", say, wide=34),
        *(_column(name, say, "level") for name in ("median", "q1", "q3")),
        *(_column(name, say, "number") for name in ("not_in_use", "below_minimum", "dont_know", "not_applicable")),
        *(Column(level_words(asks, level, say), "number", 12) for level in range(5)),
    ]
    rows = [
        (
            one.question_id,
            asks.question(one.question_id).name[say.language],
            one.levels.median,
            one.levels.q1,
            one.levels.q3,
            len(one.not_in_use),
            one.below_minimum,
            one.unknown,
            one.not_applicable,
            *one.counts,
        )
        for one in reading.weak(kept.now, reading.EVERYBODY).practices
    ]
    return _sheet("practices", columns, rows, say)


def _steps(kept: Inside, say: Say) -> Sheet:
    """A row a department and step, so that a filter answers both who needs a step and what a department needs."""
    found = words.needs(reading.weak(kept.now, reading.EVERYBODY), kept.now.questionnaire, say)
    members = {one.member.id: one.member for one in kept.now.assessed}
    weak = reading.weak(kept.now, reading.EVERYBODY)
    columns = [
        _column("practice", say, wide=34),
        _column("action", say, wide=60),
        _column("horizon", say, wide=22),
        _column("would_help", say, "number"),
        *_who(say),
    ]
    rows = [
        (said.practice, said.action, said.horizon, said.count, *_member(members[one.id], kept.now.questionnaire, say))
        for said, action in zip(found.actions, weak.actions, strict=True)
        for one in action.departments
    ]
    return _sheet("steps", columns, rows, say)


def _change(kept: Inside, say: Say) -> Sheet:
    found = reading.moved(kept.rounds[-1], kept.rounds[-2])
    asks = kept.now.questionnaire
    columns = [
        *_who(say),
        *(_column(name, say, "number") for name in ("before", "now")),
        _column("direction", say, wide=18),
        _column("questions", say, "number"),
    ]
    rows = [
        (
            *_member(one.member, asks, say),
            points(asks, one.before),
            points(asks, one.now),
            say(f"region.change.{one.direction}"),
            one.questions,
        )
        for one in found.moved
    ]
    return _sheet("change", columns, rows, say)


def _helping(kept: Inside, say: Say) -> Sheet:
    """Who fits whom; helpers only where they agreed to be asked."""
    asks = kept.now.questionnaire
    columns = [
        _column("practice", say, wide=34),
        _column("asks", say, wide=34),
        _column("helps", say, wide=34),
        _column("level", say, "number"),
        _column("why", say, wide=44),
    ]
    rows = [
        (
            asks.question(gap.question_id).name[say.language],
            one.asker.name,
            one.helper.name,
            one.why.level,
            words.why(one.why, say),
        )
        for gap in reading.helpers(kept.now, frozenset())
        for one in gap.introductions
    ]
    return _sheet("helping", columns, rows, say)


def _platforms(kept: Inside, say: Say) -> Sheet:
    *before, now = kept.rounds
    options = now.questionnaire.field("platforms").options
    columns = [
        _column("platform", say, wide=24),
        _column("round", say, wide=20),
        *_who(say),
        _column("followers", say, "number"),
    ]
    titles = {one.asked.id: one.asked.title for one in kept.rounds}
    rows = [
        (
            options[one.platform_id][say.language] if one.platform_id in options else one.platform_id,
            titles[of_round.round_id],
            *_member(account.member, now.questionnaire, say),
            account.followers,
        )
        for one in reading.on_platforms(now, *before)
        for of_round in one.rounds
        for account in of_round.accounts
    ]
    return _sheet("platforms", columns, rows, say)


def _questionnaire(kept: Inside, say: Say) -> Sheet:
    asks = kept.now.questionnaire
    columns = [
        _column("question", say, wide=10),
        _column("practice", say, wide=34),
        _column("submissions", say, "number"),
        *(_column(name, say, "share") for name in ("dont_know", "not_applicable")),
        _column("most_common", say, "number"),
        _column("most_common_share", say, "share"),
        _column("seconds", say, "number"),
    ]
    rows = [
        (
            one.question_id,
            asks.question(one.question_id).name[say.language],
            one.n,
            _part(one.dont_know_share),
            _part(one.not_applicable_share),
            one.most_common,
            _part(one.most_common_share),
            None if one.seconds is None else round(one.seconds),
        )
        for one in kept.health().questions
    ]
    return _sheet("questionnaire", columns, rows, say)


def _comparison(gathered: Gathered, say: Say) -> Sheet:
    """The comparison as anybody may see it; every figure is the finished word or whole number that may be told."""
    told = words.for_others(gathered.benchmark, gathered.questionnaire, say, gathered.zone)
    columns = [_column("part", say, wide=34), _column("median_share", say, wide=18), _column("middle", say, wide=34)]
    rows: list[tuple[Cell, ...]] = [(told.note, None, None)]  # why there is nothing, where there is nothing
    if told.pillars is not None:
        rows = [(*line,) for line in told.pillars.table.rows]
    return _noted("comparison", columns, rows, told.note, say)


def _in_use(gathered: Gathered, say: Say) -> Sheet:
    """How many departments have each practice, as anybody may know it."""
    told = words.for_others(gathered.benchmark, gathered.questionnaire, say, gathered.zone)
    columns = [_column("practice", say, wide=34), _column("in_use_about", say, wide=44)]
    rows = [(*line,) for line in told.practices.rows] if told.practices is not None else []
    return _noted("in_use", columns, rows, told.practices_note, say)


def _noted(name: str, columns: Sequence[Column], rows: Sequence[tuple[Cell, ...]], note: str, say: Say) -> Sheet:
    made = _sheet(name, columns, rows, say)
    return Sheet(made.id, made.title, f"{made.about} {note}", made.columns, made.rows)


def _answer(asks: Questionnaire, answer: Answer | None, say: Say) -> Cell:
    """A level as a number; what was said instead in words, with its reason."""
    if isinstance(answer, int):
        return answer
    if isinstance(answer, NotApplicable):
        return f"{asks.not_applicable[say.language]}: {answer.reason}"
    return asks.dont_know[say.language] if answer else None


def _points(asks: Questionnaire, score: Score) -> tuple[Cell, Cell, Cell]:
    low = None if score.low is None else points(asks, score.low)
    high = None if score.high is None else points(asks, score.high)
    return _score(asks, score), low, high


def _score(asks: Questionnaire, score: Score | None) -> Cell:
    return None if score is None or score.score is None else points(asks, score.score)


def _part(share: float | None) -> float | None:
    """Percent as the part of one that a workbook formats."""
    return None if share is None else share / 100


def _day(moment: datetime | None, zone: str) -> date | None:
    return None if moment is None else moment.astimezone(ZoneInfo(zone)).date()


_OUTSIDE: Mapping[str, Callable[[Gathered, Say], Sheet]] = {
    "rounds": _rounds,
    "stages": _stages,
    "participation": _participation,
    "comparison": _comparison,
    "in_use": _in_use,
}
_INSIDE: Mapping[str, Callable[[Inside, Say], Sheet]] = {
    "scores": _scores,
    "levels": _levels,
    "topics": _topics,
    "essentials": _essentials,
    "practices": _practices,
    "steps": _steps,
    "change": _change,
    "helping": _helping,
    "platforms": _platforms,
    "questionnaire": _questionnaire,
}
