"""The tables of a region's workbook, as columns and rows of plain values; workbook and CSV are written from them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from assessment.findings import region as words
from assessment.findings.words import level_words, marked, points
from assessment.reading import region as reading
from assessment.reading.files import Gathered, Inside
from assessment.region import Stage
from assessment.region.maps import mean_level
from assessment.report.region.cells import (
    Cell,
    Column,
    TableSheet,
    a_sheet,
    answer_cell,
    column,
    day,
    noted,
    part,
    score_cell,
    score_cells,
    who_cells,
    who_columns,
)
from assessment.wording import Say


def ids(gathered: Gathered) -> tuple[str, ...]:
    """Which tables there are, in their order."""
    kept = gathered.inside
    inside: tuple[str, ...] = ()
    if kept is not None:
        inside = tuple(name for name in _INSIDE if name != "change" or len(kept.rounds) > 1)
    counted = gathered.benchmark is not None and gathered.benchmark.region.questions
    return (
        "rounds",
        "stages" if gathered.for_others else "participation",
        *inside,
        "comparison",
        *(("in_use",) if counted else ()),
        *(("steps",) if gathered.planned is not None else ()),
    )


def sheet(name: str, gathered: Gathered, say: Say) -> TableSheet:
    """One table that there is."""
    if name in _INSIDE:
        assert gathered.inside is not None, "it is listed only where something is submitted"
        return _INSIDE[name](gathered.inside, say)
    return _OUTSIDE[name](gathered, say)


def _rounds(gathered: Gathered, say: Say) -> TableSheet:
    columns = [
        column("round", say, wide=24),
        column("last_day", say, "day"),
        column("invited", say, "number"),
        column("submitted", say, "number"),
        column("first_time", say, "number"),
        column("in_all", say, "number"),
        column("share", say, "share"),
    ]
    rows = [
        (one.title, one.closes_on, one.invited, one.submitted, one.first_time, one.in_all, part(one.share))
        for one in gathered.growth
    ]
    return a_sheet("rounds", columns, rows, say)


def _stages(gathered: Gathered, say: Say) -> TableSheet:
    found = gathered.turnout
    columns = [column("state", say, wide=24), column("departments", say, "number")]
    counts = (
        (Stage.SUBMITTED, found.submitted),
        (Stage.STARTED, found.started),
        (Stage.NOT_STARTED, found.not_started),
        (Stage.LEFT, found.left),
    )
    rows = [(say(f"region.turnout.stage.{stage}"), count) for stage, count in counts]
    return a_sheet("stages", columns, rows, say)


def _participation(gathered: Gathered, say: Say) -> TableSheet:
    columns = [
        *who_columns(say),
        column("area", say, wide=18),
        column("code", say),
        column("state", say, wide=18),
        column("submitted_on", say, "day"),
        column("worked_on", say, "day"),
        column("last_day", say, "day"),
    ]
    rows = [
        (
            *who_cells(one.member, gathered.questionnaire, say),
            one.member.area or None,
            one.code,
            say(f"files.stage.{one.stage}"),
            day(one.submitted_at, gathered.zone),
            day(one.worked_at, gathered.zone),
            one.last_day,
        )
        for one in gathered.turnout.invitees
    ]
    return a_sheet("participation", columns, rows, say)


def _scores(kept: Inside, say: Say) -> TableSheet:
    asks = kept.now.questionnaire
    titles = {band.id: band.title[say.language] for band in asks.bands}
    columns = [
        *who_columns(say),
        *(column(name, say, "number") for name in ("score", "low", "high")),
        column("band", say, wide=16),
        *(Column(pillar.title[say.language], "number", 16) for pillar in asks.pillars),
        *(column(name, say, "number") for name in ("essentials_met", "in_use", "known", "applicable")),
    ]
    rows = [
        (
            *who_cells(one.member, asks, say),
            *score_cells(asks, one.scorecard.overall),
            titles.get(one.scorecard.band or ""),
            *(score_cell(asks, one.scorecard.pillars.get(pillar.id)) for pillar in asks.pillars),
            sum(one.scorecard.essentials.values()),
            sum(one.scorecard.in_use.values()),
            one.scorecard.overall.known,
            one.scorecard.overall.applicable,
        )
        for one in kept.now.assessed
    ]
    return a_sheet("scores", columns, rows, say)


def _levels(kept: Inside, say: Say) -> TableSheet:
    asks = kept.now.questionnaire
    columns = [
        *who_columns(say),
        *(Column(f"{one.id} {one.name[say.language]}", "number", 12) for one in asks.questions()),
    ]
    rows = [
        (
            *who_cells(one.member, asks, say),
            *(answer_cell(asks, one.submission.answers.get(question.id), say) for question in asks.questions()),
        )
        for one in kept.now.assessed
    ]
    return a_sheet("levels", columns, rows, say)


def _topics(kept: Inside, say: Say) -> TableSheet:
    asks = kept.now.questionnaire
    columns = [*who_columns(say), *(Column(one.title[say.language], "level", 12) for one in asks.dimensions())]
    rows = [
        (*who_cells(one.member, asks, say), *(mean_level(one, topic.id) for topic in asks.dimensions()))
        for one in kept.now.assessed
    ]
    return a_sheet("topics", columns, rows, say)


def _essentials(kept: Inside, say: Say) -> TableSheet:
    found = reading.essentials(kept.now, reading.EVERYBODY)
    asks = kept.now.questionnaire
    columns = [
        *who_columns(say),
        *(Column(asks.question(one.question_id).name[say.language], wide=14) for one in found.columns),
    ]
    rows = [
        (*who_cells(line.member, asks, say), *(say(f"files.met.{met}") for met in line.cells))
        for rows_of_size in found.parts
        for line in rows_of_size.lines
    ]
    return a_sheet("essentials", columns, rows, say)


def _practices(kept: Inside, say: Say) -> TableSheet:
    asks = kept.now.questionnaire
    columns = [
        column("question", say, wide=10),
        column("practice", say, wide=34),
        *(column(name, say, "level") for name in ("median", "q1", "q3")),
        *(column(name, say, "number") for name in ("not_in_use", "below_minimum", "dont_know", "not_applicable")),
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
    return a_sheet("practices", columns, rows, say)


def _needs(kept: Inside, say: Say) -> TableSheet:
    """A row a practice that departments have below its minimum level."""
    asks = kept.now.questionnaire
    levels = range(max(question.minimum_level for question in asks.questions()))
    weak = reading.weak(kept.now, reading.EVERYBODY)
    columns = [
        column("practice", say, wide=34),
        column("below_minimum", say, "number"),
        *(Column(level_words(asks, level, say), "number", 12) for level in levels),
        column("dont_know", say, "number"),
        column("actions", say, wide=90),
    ]
    rows: list[tuple[Cell, ...]] = [
        (
            marked(asks.question(one.question_id), say),
            said.count,
            *(one.at(level) for level in levels),
            one.at(None),
            " ".join(said.actions),
        )
        for said, one in zip(words.needs(weak, asks, say).needs, weak.needs, strict=True)
    ]
    return a_sheet("needs", columns, rows, say)


def _who_needs(kept: Inside, say: Say) -> TableSheet:
    """A row a need and department, so that a filter answers both who has a need and what a department needs."""
    asks = kept.now.questionnaire
    columns = [
        column("practice", say, wide=34),
        column("level", say, "number"),
        column("action", say, wide=60),
        *who_columns(say),
    ]
    rows: list[tuple[Cell, ...]] = []
    for need in reading.weak(kept.now, reading.EVERYBODY).needs:
        question = asks.question(need.question_id)
        for member, level in need.departments:
            action = question.actions.from_level(level or 0)
            led = None if action is None else action.action[say.language]
            rows.append((marked(question, say), level, led, *who_cells(member, asks, say)))
    return a_sheet("who_needs", columns, rows, say)


def _change(kept: Inside, say: Say) -> TableSheet:
    found = reading.moved(kept.rounds[-1], kept.rounds[-2])
    asks = kept.now.questionnaire
    columns = [
        *who_columns(say),
        *(column(name, say, "number") for name in ("before", "now")),
        column("direction", say, wide=18),
        column("questions", say, "number"),
    ]
    rows = [
        (
            *who_cells(one.member, asks, say),
            points(asks, one.before),
            points(asks, one.now),
            say(f"files.moved.{one.direction}"),
            one.questions,
        )
        for one in found.moved
    ]
    return a_sheet("change", columns, rows, say)


def _helping(kept: Inside, say: Say) -> TableSheet:
    """Who fits whom; helpers only where they agreed to be asked."""
    asks = kept.now.questionnaire
    columns = [
        column("practice", say, wide=34),
        column("asks", say, wide=34),
        column("helps", say, wide=34),
        column("level", say, "number"),
        column("why", say, wide=44),
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
    return a_sheet("helping", columns, rows, say)


def _platforms(kept: Inside, say: Say) -> TableSheet:
    *before, now = kept.rounds
    options = now.questionnaire.field("platforms").options
    columns = [
        column("platform", say, wide=24),
        column("round", say, wide=20),
        *who_columns(say),
        column("followers", say, "number"),
    ]
    titles = {one.asked.id: one.asked.title for one in kept.rounds}
    rows = [
        (
            options[one.platform_id][say.language] if one.platform_id in options else one.platform_id,
            titles[of_round.round_id],
            *who_cells(account.member, now.questionnaire, say),
            account.followers,
        )
        for one in reading.on_platforms(now, *before)
        for of_round in one.rounds
        for account in of_round.accounts
    ]
    return a_sheet("platforms", columns, rows, say)


def _questionnaire(kept: Inside, say: Say) -> TableSheet:
    asks = kept.now.questionnaire
    columns = [
        column("question", say, wide=10),
        column("practice", say, wide=34),
        column("submissions", say, "number"),
        *(column(name, say, "share") for name in ("dont_know", "not_applicable")),
        column("most_common", say, "number"),
        column("most_common_share", say, "share"),
        column("seconds", say, "number"),
    ]
    rows = [
        (
            one.question_id,
            asks.question(one.question_id).name[say.language],
            one.n,
            part(one.dont_know_share),
            part(one.not_applicable_share),
            one.most_common,
            part(one.most_common_share),
            None if one.seconds is None else round(one.seconds),
        )
        for one in kept.health().questions
    ]
    return a_sheet("questionnaire", columns, rows, say)


def _comparison(gathered: Gathered, say: Say) -> TableSheet:
    """The comparison as anybody may see it; every figure is the finished word or whole number that may be told."""
    told = words.for_others(gathered.benchmark, gathered.questionnaire, gathered.turnout.submitted, say, gathered.zone)
    columns = [column("part", say, wide=34), column("median_share", say, wide=18), column("middle", say, wide=34)]
    rows: list[tuple[Cell, ...]] = [(told.note, None, None)]  # why there is nothing, where there is nothing
    if told.pillars is not None:
        rows = [(*line,) for line in told.pillars.table.rows]
    return noted("comparison", columns, rows, told.note, say)


def _in_use(gathered: Gathered, say: Say) -> TableSheet:
    """How many departments have each practice, as anybody may know it."""
    told = words.for_others(gathered.benchmark, gathered.questionnaire, gathered.turnout.submitted, say, gathered.zone)
    columns = [column("practice", say, wide=34), column("in_use_about", say, wide=44)]
    rows = [(*line,) for line in told.practices.rows] if told.practices is not None else []
    return noted("in_use", columns, rows, told.practices_note, say)


def _steps(gathered: Gathered, say: Say) -> TableSheet:
    """What departments have planned together, as anybody may know it: a number is to the nearest five."""
    assert gathered.planned is not None, "it is listed only where it is told"
    found = words.steps(gathered.planned, say, gathered.zone)
    names = ("step_planned", "step_begun", "step_done")
    columns = [column("practice", say, wide=34), *(column(name, say, "number") for name in names)]
    rows = [
        (one.practice, *(words.few(say) if count is None else count for count in one.counts)) for one in found.lines
    ]
    return noted("steps", columns, rows, found.about, say)


_OUTSIDE: Mapping[str, Callable[[Gathered, Say], TableSheet]] = {
    "rounds": _rounds,
    "stages": _stages,
    "participation": _participation,
    "comparison": _comparison,
    "in_use": _in_use,
    "steps": _steps,
}
_INSIDE: Mapping[str, Callable[[Inside, Say], TableSheet]] = {
    "scores": _scores,
    "levels": _levels,
    "topics": _topics,
    "essentials": _essentials,
    "practices": _practices,
    "needs": _needs,
    "who_needs": _who_needs,
    "change": _change,
    "helping": _helping,
    "platforms": _platforms,
    "questionnaire": _questionnaire,
}
