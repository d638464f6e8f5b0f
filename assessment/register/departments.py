"""From rows to departments: which column is which, and what is wrong in which row.

The first row holds the headings, in any order and in any language of the interface; those that are understood are
listed in wording/register.yaml. Only the name is needed. A file is taken whole or not at all.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from babel import Locale

from assessment.language import list_separator, own_name
from assessment.questionnaire import Questionnaire
from assessment.register.table import Row, TableError, rows
from assessment.rounds import NewDepartment
from assessment.wording import LANGUAGES, entries

COLUMNS = ("name", "staff", "form", "territory", "language", "email")
NEEDED = ("name",)

MOST_NAME = 120  # characters
MOST_EMAIL = 254  # characters, as mail itself allows
MOST_STAFF = 100_000  # people
MOST_SHOWN = 80  # characters of a wrong value that are told

_EMAIL = re.compile(r"[^@\s,;:<>()\[\]\"\\]+@[^@\s,;:<>()\[\]\"\\.]+(\.[^@\s,;:<>()\[\]\"\\.]+)+")
_WHOLE = re.compile(r"[0-9]{1,7}|[0-9]{1,3}([.,'’ \u00a0\u202f][0-9]{3})+")  # 1200, and 1.200 as Italian writes it
_EXCEL_ERROR = re.compile(r"#(NULL!|DIV/0!|VALUE!|REF!|NAME\?|NUM!|N/A|GETTING_DATA|SPILL!|CALC!)")


@dataclass(frozen=True)
class Known:
    """What is in the register already, so that nothing is brought in twice."""

    names: Collection[str] = ()  # of the region's departments
    emails: Collection[str] = ()  # of everybody who can sign in or was invited


@dataclass(frozen=True)
class Problem:
    """Something to put right in the file. The words are in `register.problems.<kind>`."""

    row: int | None  # as a spreadsheet numbers it; None where it is about the whole file
    column: str | None  # one of COLUMNS, or None
    kind: str
    value: str = ""  # what stands there
    other_row: int | None = None  # where the same thing stands first


@dataclass(frozen=True)
class Import:
    """What a file would bring: every department, or none and what is wrong."""

    rows: tuple[NewDepartment, ...] = ()  # empty as long as there is a problem
    problems: tuple[Problem, ...] = ()  # from the top of the file down
    read: int = 0  # rows below the headings
    ignored: tuple[str, ...] = ()  # headings that say nothing here


def read_departments(
    data: bytes, file_name: str, questionnaire: Questionnaire, known: Known | None = None, language: str = ""
) -> Import:
    """Read a list of departments without changing anything: what would come in, or every problem at once.

    Args:
        data: a CSV file (UTF-8; comma, semicolon or tab) or an Excel workbook, whose first visible sheet is read.
        file_name: as it was brought.
        questionnaire: says which forms, territories and languages there are.
        known: what is in the register already.
        language: of departments whose row says none; without it, the questionnaire's first.
    """
    try:
        found = rows(data, file_name)
    except TableError as error:
        return Import(problems=(Problem(error.row, None, error.kind),))
    if not found:
        return Import(problems=(Problem(None, None, "empty_file"),))
    top, lines = found[0], found[1:]
    columns = _columns(top)
    wrong = _heading_problems(top, columns) if lines else [Problem(None, None, "no_rows")]
    ignored = tuple(cell for cell in top.cells if cell and _plain(cell) not in _heading_words())
    if wrong:
        return Import(problems=tuple(wrong), read=len(lines), ignored=ignored)
    reading = _Reading(_parsers(questionnaire, language or questionnaire.languages[0]), columns, len(top.cells))
    departments = [reading.department(line) for line in lines]
    reading.hold_against(known or Known())
    if reading.problems:
        return Import(problems=tuple(sorted(reading.problems, key=_place)), read=len(lines), ignored=ignored)
    return Import(tuple(item for item in departments if item is not None), (), len(lines), ignored)


def headings(language: str) -> tuple[str, ...]:
    """The headings of a file in one language, in the order of COLUMNS."""
    return tuple(_words(f"register.headings.{column}", language)[0] for column in COLUMNS)


def template(language: str) -> bytes:
    """An empty file to fill in, as spreadsheets of the language's country open it: UTF-8 with its mark."""
    text = io.StringIO()
    csv.writer(text, delimiter=list_separator(language), lineterminator="\r\n").writerow(headings(language))
    return b"\xef\xbb\xbf" + text.getvalue().encode()


class _CellError(ValueError):
    """A cell that does not say what its column asks; the message is the kind of problem."""


_Kind = TypeVar("_Kind")
_Parser = Callable[[str], object]


@dataclass
class _Reading:
    """One reading of a file: the problems gathered so far, and where each name and address stood first."""

    parsers: Mapping[str, _Parser]
    columns: Mapping[str, int]
    width: int
    problems: list[Problem] = field(default_factory=list)
    names: dict[str, Row] = field(default_factory=dict)
    emails: dict[str, Row] = field(default_factory=dict)

    def department(self, line: Row) -> NewDepartment | None:
        """Read one row; None where something in it is wrong."""
        before = len(self.problems)
        if len(line.cells) > self.width:
            beyond = " ".join(line.cells[self.width :])
            self.problems.append(Problem(line.number, None, "beyond", beyond[:MOST_SHOWN]))
        values = {column: self._value(line, column) for column in COLUMNS}
        self._once(line, "name", values["name"], self.names)
        self._once(line, "email", values["email"], self.emails)
        if len(self.problems) > before:
            return None
        return NewDepartment(
            name=str(values["name"]),
            staff=_known(values["staff"], int),
            form=_known(values["form"], str),
            main_territory=_known(values["territory"], str),
            language=str(values["language"]),
            email=_known(values["email"], str),
        )

    def hold_against(self, known: Known) -> None:
        """Find what is in the register already."""
        for column, seen, there in (("name", self.names, known.names), ("email", self.emails, known.emails)):
            keys = {_key(item) for item in there}
            for key, line in seen.items():
                if key in keys:
                    value = line.cells[self.columns[column]][:MOST_SHOWN]
                    self.problems.append(Problem(line.number, column, f"{column}_known", value))

    def _value(self, line: Row, column: str) -> object:
        place = self.columns.get(column)
        text = line.cells[place] if place is not None and place < len(line.cells) else ""
        try:
            if _EXCEL_ERROR.fullmatch(text):
                raise _CellError("cell_error")
            return self.parsers[column](_line(text))
        except _CellError as wrong:
            self.problems.append(Problem(line.number, column, str(wrong), text[:MOST_SHOWN]))
            return None

    def _once(self, line: Row, column: str, value: object, seen: dict[str, Row]) -> None:
        if not isinstance(value, str):
            return
        first = seen.setdefault(_key(value), line)
        if first is not line:
            twice = Problem(line.number, column, f"{column}_twice", value[:MOST_SHOWN], first.number)
            self.problems.append(twice)


def _columns(top: Row) -> dict[str, int]:
    """Where each column stands; the first, where a heading comes twice."""
    places: dict[str, int] = {}
    for place, cell in enumerate(top.cells):
        column = _heading_words().get(_plain(cell))
        if column is not None:
            places.setdefault(column, place)
    return places


def _heading_problems(top: Row, columns: Mapping[str, int]) -> list[Problem]:
    understood = [_heading_words().get(_plain(cell)) for cell in top.cells]
    twice = [
        Problem(top.number, column, "column_twice", top.cells[place][:MOST_SHOWN])
        for place, column in enumerate(understood)
        if column is not None and columns[column] != place
    ]
    return [Problem(top.number, column, "column_missing") for column in NEEDED if column not in columns] + twice


def _heading_words() -> Mapping[str, str]:
    """Which column each understood heading means; the column's own id is understood too."""
    words = {column: column for column in COLUMNS}
    for column in COLUMNS:
        for language in LANGUAGES:
            words.update({_plain(word): column for word in _words(f"register.headings.{column}", language)})
    return words


def _parsers(questionnaire: Questionnaire, language: str) -> Mapping[str, _Parser]:
    """What each column asks of a cell."""
    languages = _choice(_language_words(questionnaire.languages))
    return {
        "name": _name,
        "staff": _staff,
        "form": _choice(_option_words(questionnaire, "form")),
        "territory": _choice(_option_words(questionnaire, "main_territory")),
        "language": lambda text: languages(text) or language,
        "email": _email,
    }


def _name(text: str) -> str:
    if not any(letter.isalnum() for letter in text):
        raise _CellError("missing")
    if len(text) > MOST_NAME:
        raise _CellError("too_long")
    return text


def _staff(text: str) -> int | None:
    if not text:
        return None
    if not _WHOLE.fullmatch(text):
        raise _CellError("not_whole")
    people = int(re.sub(r"[^0-9]", "", text))
    if not 1 <= people <= MOST_STAFF:
        raise _CellError("staff_range")
    return people


def _email(text: str) -> str | None:
    if not text:
        return None
    if len(text) > MOST_EMAIL or not _EMAIL.fullmatch(text):
        raise _CellError("email_wrong")
    return text.lower()


def _choice(words: Mapping[str, str]) -> Callable[[str], str | None]:
    """A parser that understands the given words, written in any way."""

    def chosen(text: str) -> str | None:
        if not text:
            return None
        try:
            return words[_plain(text)]
        except KeyError:
            raise _CellError("not_a_choice") from None

    return chosen


def _option_words(questionnaire: Questionnaire, field_id: str) -> dict[str, str]:
    """Which option each word means: its id, its label in any language, and the short words of register.yaml."""
    words: dict[str, str] = {}
    for option, label in questionnaire.field(field_id).options.items():
        words[_plain(option)] = option
        words.update({_plain(label[language]): option for language in label.languages()})
        key = f"register.values.{field_id}.{option}"
        if key in entries():
            words.update({_plain(word): option for language in LANGUAGES for word in _words(key, language)})
    return words


def _language_words(languages: Sequence[str]) -> dict[str, str]:
    """Which language each word means: its code, its own name, and its name in the others."""
    words: dict[str, str] = {}
    for language in languages:
        names = [Locale.parse(language).get_display_name(reader) or language for reader in languages]
        words.update({_plain(name): language for name in (language, own_name(language), *names)})
    return words


def _words(key: str, language: str) -> list[str]:
    """The words of a list that register.yaml writes in one sentence, divided by commas."""
    return [word.strip() for word in entries()[key][language]["other"].split(",")]


def _line(text: str) -> str:
    """A text on one line, without marks that cannot be seen: two names that look the same are the same."""
    seen = "".join(letter for letter in text if unicodedata.category(letter) != "Cf")
    return " ".join(seen.split())


def _key(text: str) -> str:
    """What two names or addresses must differ in: more than capitals, spaces or the way letters are coded."""
    return unicodedata.normalize("NFKC", _line(text)).casefold()


def _plain(text: str) -> str:
    """A word without capitals, accents and punctuation, to compare headings and choices."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return " ".join(
        "".join(letter if letter.isalnum() else " " for letter in letters if not _is_accent(letter)).split()
    )


def _is_accent(letter: str) -> bool:
    return unicodedata.combining(letter) != 0


def _known(value: object, kind: type[_Kind]) -> _Kind | None:
    return value if isinstance(value, kind) else None


def _place(problem: Problem) -> tuple[int, int]:
    return problem.row or 0, COLUMNS.index(problem.column) if problem.column else -1
