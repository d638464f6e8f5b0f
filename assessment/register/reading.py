"""What a table says of departments: which row is one, what it says in each column, and what is wrong or in doubt."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from assessment.register import cells
from assessment.register.cells import CellError, EitherError, Parsers
from assessment.register.columns import FIRST_NAME, NEEDED, SURNAME, Headings, headings_of, plain, repeats, words
from assessment.register.problem import MOST_SHOWN, UNUSED, FileChoices, ListProblem, ListQuestion
from assessment.register.table import ListRow, ListTable, text_of
from assessment.rounds import MOST_AREA, MOST_CODE, MOST_NAME
from assessment.wording import LANGUAGES

_COLUMN = "column-"  # how the id of a question about one begins
LEAVE_OUT, TAKE = "leave_out", "take"  # what can be done with a row that looks like no department


@dataclass(frozen=True)
class ListEntry:
    """What a row says of a department; None where it says nothing, or nothing that can be read."""

    row: int
    name: str
    staff: int | None
    form: str | None
    main_territory: str | None
    language: str | None
    email: str | None
    contact: str | None
    second_contact: str | None
    second_email: str | None
    area: str | None
    code: str | None


@dataclass(frozen=True)
class ListReading:
    """What a table says."""

    table: ListTable
    headings: Headings
    rows: tuple[ListRow, ...]  # below the headings
    entries: tuple[ListEntry, ...] = ()  # the rows that name a department
    problems: tuple[ListProblem, ...] = ()
    questions: tuple[ListQuestion, ...] = ()


def read(table: ListTable, parsers: Parsers, choice: FileChoices) -> ListReading:
    """Read a table with one row at least."""
    headings = headings_of(table, choice.columns)
    below = table.rows[headings.skipped + len(headings.rows) :]
    asked = list(_about_columns(headings, below, choice))
    said = {int(one.id.removeprefix(_COLUMN)): one.answer for one in asked if one.answer is not None}
    headings = headings_of(table, {**choice.columns, **said}) if said else headings
    wrong = list(_about_headings(table, headings, below))
    if wrong:
        return ListReading(table, headings, below, problems=tuple(wrong), questions=tuple(asked))
    doubtful = tuple(row for row in below if _is_no_department(row, headings))
    kept = below
    if doubtful:
        options = (LEAVE_OUT, TAKE)
        answer = choice.answer("no_departments", options)
        shown = " · ".join(dict.fromkeys(next(filter(None, row.texts()), "")[:MOST_SHOWN] for row in doubtful[:3]))
        rows = tuple(row.number for row in doubtful)
        asked.append(ListQuestion("no_departments", "no_departments", options, shown, rows, answer=answer))
        kept = tuple(row for row in below if answer == TAKE or row not in doubtful)
    reader = _ListReader(parsers, headings, _signs(headings, kept, choice, asked))
    entries = [entry for row in kept if (entry := reader.entry(row)) is not None]
    return ListReading(table, headings, below, tuple(entries), tuple(reader.problems), tuple(asked))


def _about_headings(table: ListTable, headings: Headings, below: tuple[ListRow, ...]) -> Iterator[ListProblem]:
    """What is wrong with a table before any of its rows is read."""
    number = headings.rows[-1].number
    if table.cut_at is not None:
        yield ListProblem(table.cut_at, None, "too_many_rows")
    elif not below:
        yield ListProblem(None, None, "no_rows")
    elif headings.place(NEEDED) is None:
        yield ListProblem(number, NEEDED, "column_missing")
    if below:
        yield from (
            ListProblem(number, one.meaning, "column_twice", one.heading[:MOST_SHOWN]) for one in headings.twice
        )


def _about_columns(headings: Headings, below: tuple[ListRow, ...], choice: FileChoices) -> Iterator[ListQuestion]:
    """Ask about columns that nobody has said anything of, and that look like what is missing."""
    looks: tuple[tuple[str, tuple[str, ...], Callable[[Any], bool]], ...] = (
        ("staff", ("staff",), cells.looks_like_staff),
        ("email", ("email", "second_email"), cells.looks_like_email),
    )
    for column in headings.columns:
        if column.meaning is not None:
            continue
        below_it = [row.cell(column.place) for row in below]
        for kind, meanings, looks_like in looks:
            free = tuple(one for one in meanings if headings.place(one) is None)
            if free and looks_like(below_it) and (not column.is_known or kind == "email"):
                heading = column.heading or _letter(column.place)
                question, options = f"{_COLUMN}{column.place}", (*free, UNUSED)
                answer = choice.answer(question, options)
                yield ListQuestion(question, f"column_{kind}", options, heading[:MOST_SHOWN], answer=answer)
                break


def _is_no_department(row: ListRow, headings: Headings) -> bool:
    """Whether a row is a total, a source or a note, or the headings once more."""
    texts = [text for text in row.texts() if text]
    if any(_begins(text, "totals") for text in texts) or repeats(row, headings):
        return True
    first = texts[0] if texts else ""
    marked = first.startswith(("*", "(")) or ":" in first
    return (_begins(first, "sources") and (len(texts) == 1 or marked)) or (len(texts) == 1 and first.startswith("*"))


def _begins(text: str, kind: str) -> bool:
    said = f"{plain(text[:MOST_SHOWN])} "
    return said.startswith(_beginnings(kind))


@cache
def _beginnings(kind: str) -> tuple[str, ...]:
    return tuple(f"{plain(word)} " for language in LANGUAGES for word in words(f"register.{kind}", language))


def _signs(
    headings: Headings, rows: Iterable[ListRow], choice: FileChoices, asked: list[ListQuestion]
) -> Mapping[str, str]:
    """What a point and a comma mean in the staff of this table; asks where only the coordinator knows."""
    at = headings.place("staff")
    found = [(row, row.cell(at)) for row in rows]
    signs = cells.signs_shown(cell for _, cell in found)
    doubtful: dict[str, list[tuple[ListRow, str]]] = {}
    for row, cell in found:
        try:
            cells.staff(cell, signs)
        except EitherError as either:
            doubtful.setdefault(str(either), []).append((row, text_of(cell)))
        except CellError:
            continue
    for sign, those in doubtful.items():
        question, options = f"sign-{ord(sign)}", (cells.THOUSANDS, cells.DECIMAL)
        answer = choice.answer(question, options)
        rows_of = tuple(row.number for row, _ in those)
        asked.append(ListQuestion(question, "sign", options, those[0][1], rows_of, answer=answer))
        signs |= {sign: answer} if answer else {}
    return signs


@dataclass
class _ListReader:
    """One reading of a table: the problems gathered so far."""

    parsers: Parsers
    headings: Headings
    signs: Mapping[str, str]
    problems: list[ListProblem] = field(default_factory=list)

    def entry(self, row: ListRow) -> ListEntry | None:
        """Read one row; None where it names no department."""
        if len(row.cells) > len(self.headings.columns):
            beyond = " ".join(filter(None, row.texts()[len(self.headings.columns) :]))
            self.problems.append(ListProblem(row.number, None, "beyond", beyond[:MOST_SHOWN]))
        # in the order of the columns of an empty file, so that problems of one row are told in it
        read = {
            "name": self._value(row, "name", cells.name),
            "staff": self._value(row, "staff", self._staff),
            "form": self._value(row, "form", lambda cell: self.parsers.form(cells.given(cell))),
            "main_territory": self._value(row, "territory", lambda cell: self.parsers.territory(cells.given(cell))),
            "language": self._value(row, "language", lambda cell: self.parsers.language(cells.given(cell))),
            "email": self._value(row, "email", cells.email),
            "contact": self._value(row, "contact", cells.short(MOST_NAME)) or self._in_two(row),
            "second_contact": self._value(row, "second_contact", cells.short(MOST_NAME)),
            "second_email": self._value(row, "second_email", cells.email),
            "area": self._value(row, "area", cells.short(MOST_AREA)),
            "code": self._value(row, "code", cells.short(MOST_CODE)),
        }
        return None if read["name"] is None else ListEntry(row.number, **read)

    def _value(self, row: ListRow, column: str, parse: Callable[[Any], Any]) -> Any:
        at = self.headings.place(column)
        if at is None and column != NEEDED:
            return None
        cell = row.cell(at)
        try:
            return parse(cell)
        except CellError as wrong:
            self.problems.append(ListProblem(row.number, column, str(wrong), text_of(cell)[:MOST_SHOWN]))
        return None

    def _staff(self, cell: Any) -> int | None:
        try:
            return cells.staff(cell, self.signs)
        except EitherError:
            return None  # it is asked about

    def _in_two(self, row: ListRow) -> str | None:
        """A contact whose name stands in two columns."""
        parts = (text_of(row.cell(self.headings.place(one))) for one in (FIRST_NAME, SURNAME))
        return " ".join(filter(None, parts))[:MOST_NAME] or None


def _letter(place: int) -> str:
    """A column as a spreadsheet calls it."""
    letters = ""
    number = place + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
