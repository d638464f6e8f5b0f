"""What the tables of a region's workbook are made of: plain values, and the cells that many of them share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from assessment.answers import Answer, NotApplicable
from assessment.findings import region as words
from assessment.findings.words import marked, points
from assessment.questionnaire import Questionnaire
from assessment.region import Member, Need
from assessment.rounds import day_of
from assessment.scoring import Score
from assessment.wording import Say

_DONT_KNOW = "?"  # words would break within themselves in so narrow a column; they stand in a comment
Kind = Literal["text", "number", "share", "level", "day", "month"]


@dataclass(frozen=True)
class Short:
    """Words for a narrow column, and all that they stand for."""

    short: str
    whole: str


Cell = str | int | float | date | Short | None


@dataclass(frozen=True)
class Column:
    """A column: its heading, what stands in it, and how wide it is in characters."""

    head: str
    kind: Kind = "text"
    wide: int = 14


@dataclass(frozen=True)
class TableSheet:
    """A table."""

    id: str  # names it in an address
    title: str  # at most 31 characters, as workbooks ask
    about: str  # what it is, for the sheet that explains
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]


def a_sheet(name: str, columns: Sequence[Column], rows: Sequence[tuple[Cell, ...]], say: Say) -> TableSheet:
    """A table with the title and the sentence about it that its name has in the wording."""
    title, about = say(f"files.sheet.{name}.title"), say(f"files.sheet.{name}.about")
    return TableSheet(name, title, about, tuple(columns), tuple(rows))


def column(name: str, say: Say, kind: Kind = "text", wide: int = 14) -> Column:
    """A column with the heading that its name has in the wording."""
    return Column(say(f"files.head.{name}"), kind, wide)


def who_columns(say: Say) -> list[Column]:
    """The columns that every table of departments begins with."""
    return [
        column("department", say, wide=34),
        column("staff_band", say, wide=22),
        column("form", say, wide=26),
        column("territory", say, wide=30),
    ]


def who_cells(member: Member, questionnaire: Questionnaire, say: Say) -> tuple[Cell, ...]:
    """A department in those columns."""
    return (
        member.name,
        words.size(member.staff_band, say),
        words.choice(questionnaire, "form", member.form, say),
        words.choice(questionnaire, "main_territory", member.territory, say),
    )


def in_need(
    needs: Iterable[Need], asks: Questionnaire, say: Say
) -> Iterator[tuple[str, Member, int | None, str | None]]:
    """Each department of each need: the practice, who it is, at which level, and what leads on from there."""
    for need in needs:
        question = asks.question(need.question_id)
        for member, level in need.departments:
            action = question.actions.from_level(level or 0)
            yield marked(question, say), member, level, None if action is None else action.action[say.language]


def noted(name: str, columns: Sequence[Column], rows: Sequence[tuple[Cell, ...]], note: str, say: Say) -> TableSheet:
    """A table whose sentence is followed by another."""
    made = a_sheet(name, columns, rows, say)
    return TableSheet(made.id, made.title, f"{made.about} {note}", made.columns, made.rows)


def answer_cell(asks: Questionnaire, answer: Answer | None, say: Say) -> Cell:
    """A level as a number; what was said instead in words, a reason in short."""
    if isinstance(answer, int):
        return answer
    if isinstance(answer, NotApplicable):
        return Short(say("files.not_applicable"), f"{asks.not_applicable[say.language]}: {answer.reason}")
    return Short(_DONT_KNOW, asks.dont_know[say.language]) if answer else None


def score_cells(asks: Questionnaire, score: Score) -> tuple[Cell, Cell, Cell]:
    """A score in whole points, and the lowest and the highest that it may be."""
    low = None if score.low is None else points(asks, score.low)
    high = None if score.high is None else points(asks, score.high)
    return score_cell(asks, score), low, high


def score_cell(asks: Questionnaire, score: Score | None) -> Cell:
    """A score in whole points; empty where it is not shown."""
    return None if score is None or score.score is None else points(asks, score.score)


def part(share: float | None) -> float | None:
    """Percent as the part of one that a workbook formats."""
    return None if share is None else share / 100


def day(moment: datetime | None, zone: str) -> date | None:
    """The day of an instant in the region's time zone."""
    return None if moment is None else day_of(moment, zone)
