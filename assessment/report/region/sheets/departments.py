"""Tables with a row for each department, or more: scores, levels, topics, essentials, change and platforms."""

from __future__ import annotations

from assessment.findings.words import points
from assessment.reading import region as reading
from assessment.reading.files import Inside
from assessment.region.maps import mean_level
from assessment.report.region.cells import (
    Column,
    TableSheet,
    a_sheet,
    answer_cell,
    column,
    score_cell,
    score_cells,
    who_cells,
    who_columns,
)
from assessment.wording import Say


def scores(kept: Inside, say: Say) -> TableSheet:
    """The score of each department, with its range, its band and its pillars."""
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


def levels(kept: Inside, say: Say) -> TableSheet:
    """What each department answered to each question."""
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


def topics(kept: Inside, say: Say) -> TableSheet:
    """The mean level of each department in each topic."""
    asks = kept.now.questionnaire
    columns = [*who_columns(say), *(Column(one.title[say.language], "level", 12) for one in asks.dimensions())]
    rows = [
        (*who_cells(one.member, asks, say), *(mean_level(one, topic.id) for topic in asks.dimensions()))
        for one in kept.now.assessed
    ]
    return a_sheet("topics", columns, rows, say)


def essentials(kept: Inside, say: Say) -> TableSheet:
    """Whether each department meets each essential."""
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


def change(kept: Inside, say: Say) -> TableSheet:
    """How each department moved since the round before."""
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


def platforms(kept: Inside, say: Say) -> TableSheet:
    """The accounts of each platform, round by round."""
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
