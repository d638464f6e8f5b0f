"""A region's training plan to take along, for its coordinator: on paper, and as tables.

Departments are named below what they are to be trained in; so it is for nobody else.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from assessment import __version__
from assessment.findings import region as words
from assessment.findings.region import NeedInWords, TrainingPlan
from assessment.findings.rows import Table
from assessment.findings.words import marked
from assessment.language import moment_day
from assessment.questionnaire import Questionnaire
from assessment.reading import region as reading
from assessment.reading.files import Gathered, Inside
from assessment.region import Need as Shared
from assessment.region import invited
from assessment.report.pieces import Document, Grid, Heading, Listing, Paragraph, Piece
from assessment.report.region.cells import Cell, TableSheet, a_sheet, column, in_need, who_cells, who_columns
from assessment.report.reported import printed
from assessment.wording import Say

MEANS = ("levels", "order")  # of what a region's workbook explains, what holds for a plan


def planned(gathered: Gathered) -> Gathered | None:
    """What a plan is made of, as of its last tick where that is later; None where nothing is in it."""
    if gathered.inside is None or not gathered.inside.ticked:
        return None
    return replace(gathered, as_of=max(gathered.as_of, *(one.at for one in gathered.inside.ticked)))


def title(gathered: Gathered, say: Say) -> str:
    """What the plan is called."""
    return say("training.plan.title", year=str(gathered.asked.trains_in))


def paper(gathered: Gathered, kept: Inside, language: str) -> Document:
    """Put a plan on paper."""
    say = Say(language)
    day = moment_day(gathered.as_of, language, gathered.zone)
    return Document(
        language=language,
        title=f"{title(gathered, say)} · {gathered.region_name}",
        author=gathered.region_name,
        about=say("training.plan.about", round=gathered.asked.title),
        keywords=(
            "kind=training",
            f"language={language}",
            "for=coordinator",
            f"questionnaire={gathered.questionnaire.sha256}",
            f"program={__version__}",
        ),
        made_at=gathered.as_of,
        running=f"{gathered.region_name} · {title(gathered, say)}",
        chapters=False,
        foot=say("files.foot.coordinator", day=day),
        page_of=say("report.page_of", page="{page}", pages="{pages}"),
        pieces=tuple(_pieces(gathered, kept, say)),
    )


def _pieces(gathered: Gathered, kept: Inside, say: Say) -> Iterator[Piece]:
    asks = printed(kept.now.questionnaire)
    found = _plan(gathered, kept, asks, say)
    day = moment_day(gathered.as_of, say.language, gathered.zone)
    yield Paragraph(say("files.where", region=gathered.region_name, round=gathered.asked.title, day=day), "quiet")
    yield Heading(1, found.headline)
    if unfinished := words.unfinished(gathered.asked, gathered.turnout, say):
        yield Paragraph(unfinished, "strong")
    yield Paragraph(say("training.plan.means"))
    for one in found.practices:
        yield from _practice(one, asks, say)
    yield Heading(2, found.several_headline)
    if found.several:
        yield Paragraph(say("training.plan.several_means"), "quiet")
        yield Paragraph(found.several)


def _practice(one: NeedInWords, asks: Questionnaire, say: Say) -> Iterator[Piece]:
    yield Heading(2, marked(asks.question(one.question_id), say))
    yield Paragraph(one.sentence)
    if one.departments:
        heads = tuple(say(f"files.head.{name}") for name in ("staff_band", "departments"))
        yield Grid(Table(heads, one.departments), wide=(1, 4))
    if one.actions:
        yield Listing(one.actions)


def sheets(gathered: Gathered, kept: Inside, say: Say) -> tuple[TableSheet, ...]:
    """The plan as tables: a row a practice, a row a practice and department, a row a department."""
    return _practices(gathered, kept, say), _invited(kept, say), _departments(kept, say)


def _practices(gathered: Gathered, kept: Inside, say: Say) -> TableSheet:
    asks = kept.now.questionnaire
    agreed = {one.question_id: len(one.helpers) for one in reading.helpers(kept.now, frozenset(), 0.0)}
    columns = [
        column("practice", say, wide=34),
        column("to_invite", say, "number"),
        column("agreed", say, "number"),
        column("actions", say, wide=90),
    ]
    rows: list[tuple[Cell, ...]] = [
        (marked(asks.question(one.question_id), say), one.count, agreed.get(one.question_id), " ".join(one.actions))
        for one in _plan(gathered, kept, asks, say).practices
    ]
    return a_sheet("training", columns, rows, say)


def _invited(kept: Inside, say: Say) -> TableSheet:
    asks = kept.now.questionnaire
    columns = [
        column("practice", say, wide=34),
        *who_columns(say),
        column("area", say, wide=18),
        column("level", say, "number"),
        column("action", say, wide=60),
    ]
    rows: list[tuple[Cell, ...]] = [
        (practice, *who_cells(member, asks, say), member.area or None, level, action)
        for practice, member, level, action in in_need(_needs(kept), asks, say)
    ]
    return a_sheet("training_invited", columns, rows, say)


def _departments(kept: Inside, say: Say) -> TableSheet:
    asks = kept.now.questionnaire
    columns = [
        *who_columns(say),
        column("area", say, wide=18),
        column("practices", say, "number"),
        column("which", say, wide=90),
    ]
    rows: list[tuple[Cell, ...]] = [
        (
            *who_cells(one.member, asks, say),
            one.member.area or None,
            len(one.question_ids),
            "; ".join(asks.question(question_id).name[say.language] for question_id in one.question_ids),
        )
        for one in invited(_needs(kept))
    ]
    return a_sheet("training_departments", columns, rows, say)


def _plan(gathered: Gathered, kept: Inside, asks: Questionnaire, say: Say) -> TrainingPlan:
    weak = reading.weak(kept.now, reading.EVERYBODY)
    return words.plan(weak, _ids(kept), asks, gathered.asked.trains_in, say)


def _needs(kept: Inside) -> tuple[Shared, ...]:
    return reading.weak(kept.now, reading.EVERYBODY).among(_ids(kept))


def _ids(kept: Inside) -> set[str]:
    return {one.question_id for one in kept.ticked}
