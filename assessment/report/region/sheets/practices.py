"""Tables by practice: how it stands, who needs it and who can help, and how the question about it works."""

from __future__ import annotations

from assessment.findings import region as words
from assessment.findings.words import level_words, marked
from assessment.reading import region as reading
from assessment.reading.files import Inside
from assessment.report.region.cells import (
    Cell,
    Column,
    TableSheet,
    a_sheet,
    column,
    in_need,
    part,
    who_cells,
    who_columns,
)
from assessment.wording import Say


def practices(kept: Inside, say: Say) -> TableSheet:
    """A row a practice: how its levels are spread."""
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


def needs(kept: Inside, say: Say) -> TableSheet:
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


def who_needs(kept: Inside, say: Say) -> TableSheet:
    """A row a need and department, so that a filter answers both who has a need and what a department needs."""
    asks = kept.now.questionnaire
    columns = [
        column("practice", say, wide=34),
        column("level", say, "number"),
        column("action", say, wide=60),
        *who_columns(say),
    ]
    weak = reading.weak(kept.now, reading.EVERYBODY)
    rows: list[tuple[Cell, ...]] = [
        (practice, level, action, *who_cells(member, asks, say))
        for practice, member, level, action in in_need(weak.needs, asks, say)
    ]
    return a_sheet("who_needs", columns, rows, say)


def helping(kept: Inside, say: Say) -> TableSheet:
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


def questionnaire(kept: Inside, say: Say) -> TableSheet:
    """A row a question: how well it works."""
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
