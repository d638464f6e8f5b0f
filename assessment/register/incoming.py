"""A list of departments that is brought: what was read of it, what is wrong or in doubt, and what it would change."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field

from assessment.language import list_separator
from assessment.questionnaire import Questionnaire
from assessment.register import cells, comparing
from assessment.register.columns import ListColumn, words
from assessment.register.comparing import InRegister, RegisterChange
from assessment.register.problem import COLUMNS, FileChoices, ListProblem, ListQuestion, place
from assessment.register.reading import LEAVE_OUT, ListReading, read
from assessment.register.table import ListTable, TableError, tables


@dataclass(frozen=True)
class Looked:
    """What was read, for a line that says so before anything is taken."""

    sheet: str = ""  # empty where the file has none
    other_sheets: tuple[str, ...] = ()  # that are not read
    headings_row: int = 1  # the last where there are two
    headings_rows: int = 1
    rows: int = 0  # below the headings
    hidden_rows: int = 0  # among them
    hidden_columns: tuple[str, ...] = ()  # headings of those that are used
    ignored: tuple[str, ...] = ()  # headings that say nothing here
    left_out: tuple[int, ...] = ()  # rows that are no departments, as the coordinator says


@dataclass(frozen=True)
class Import:
    """What a file would bring. Nothing as long as there is a problem, or a question without an answer."""

    looked: Looked = field(default_factory=Looked)
    columns: tuple[ListColumn, ...] = ()
    problems: tuple[ListProblem, ...] = ()  # from the top of the file down
    questions: tuple[ListQuestion, ...] = ()
    found: RegisterChange = field(default_factory=RegisterChange)  # empty as long as it is not ready
    reading: ListReading | None = None  # None where the file could not be read as a table

    @property
    def is_ready(self) -> bool:
        """Whether it can be taken."""
        return not self.problems and all(one.answer is not None for one in self.questions)


def opened(data: bytes, file_name: str) -> list[ListTable] | Import:
    """The tables of a CSV file (UTF-8; comma, semicolon or tab) or an Excel workbook, or why there are none."""
    try:
        return tables(data, file_name)
    except TableError as error:
        return Import(problems=(ListProblem(error.row, None, error.kind),))


def look(
    found: Sequence[ListTable],
    questionnaire: Questionnaire,
    known: InRegister | None = None,
    language: str = "",
    choice: FileChoices | None = None,
) -> Import:
    """Read a list of departments without changing anything.

    Args:
        found: the tables of the file, one at least.
        questionnaire: says which forms, territories and languages there are.
        known: what is in the register already.
        language: of departments whose row says none; without it, the questionnaire's first.
        choice: what the coordinator has said so far.
    """
    choice = choice or FileChoices()
    at = choice.sheet if choice.sheet < len(found) else 0
    reading = read(found[at], cells.parsers(questionnaire), choice)
    compared = comparing.compare(reading.entries, known or InRegister(), choice, language or questionnaire.languages[0])
    problems = sorted((*reading.problems, *compared.problems), key=place)
    questions = (*reading.questions, *compared.questions)
    others = tuple(one.title for place, one in enumerate(found) if place != at)
    made = Import(_looked(reading, others), reading.headings.columns, tuple(problems), questions, reading=reading)
    return Import(made.looked, made.columns, made.problems, questions, compared, reading) if made.is_ready else made


def read_departments(
    data: bytes,
    file_name: str,
    questionnaire: Questionnaire,
    known: InRegister | None = None,
    language: str = "",
    choice: FileChoices | None = None,
) -> Import:
    """Both at once: open a file, and look through it."""
    found = opened(data, file_name)
    return found if isinstance(found, Import) else look(found, questionnaire, known, language, choice)


def headings(language: str) -> tuple[str, ...]:
    """The headings of a file in one language, in the order of COLUMNS."""
    return tuple(words(f"register.headings.{column}", language)[0] for column in COLUMNS)


def template(language: str) -> bytes:
    """An empty file to fill in, as spreadsheets of the language's country open it: UTF-8 with its mark."""
    text = io.StringIO()
    csv.writer(text, delimiter=list_separator(language), lineterminator="\r\n").writerow(headings(language))
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def _looked(reading: ListReading, others: tuple[str, ...]) -> Looked:
    headings, table = reading.headings, reading.table
    left_out = (one.rows for one in reading.questions if one.id == "no_departments" and one.answer == LEAVE_OUT)
    return Looked(
        table.title,
        others,
        headings.rows[-1].number,
        len(headings.rows),
        len(reading.rows),
        sum(row.is_hidden for row in reading.rows),
        tuple(one.heading for one in headings.columns if one.meaning and one.place in table.hidden_columns),
        tuple(one.heading for one in headings.ignored),
        next(left_out, ()),
    )
