"""A filled-in workbook, read by somebody who trusts nothing in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from assessment import upload
from assessment.answers import DONT_KNOW, LEVELS, Answer, NotApplicable, has_words
from assessment.language import clean
from assessment.questionnaire import Question, Questionnaire

MOST_ROWS, COLUMNS = 500, 5  # that are looked at
MOST_REASON = 500  # characters

NAMED, FIRST_ROW = 2, 4  # where the questionnaire is named, and where its questions begin
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Problem:
    """Something that needs fixing: in which cell, what, and the facts of the sentence about it."""

    cell: str  # such as "D7"; empty where it is the file
    kind: str  # a key of the wording under spreadsheet.problem
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Read:
    """What came back: answers, or problems and no answers."""

    answers: Mapping[str, Answer]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class _Cell:
    """A cell as it is read: its place, what is in it, and whether that is a formula."""

    place: str
    value: object
    is_formula: bool

    @property
    def text(self) -> str:
        return clean(str(self.value), 60).strip() if self.value is not None else ""

    @property
    def is_empty(self) -> bool:
        return self.value is None or (isinstance(self.value, str) and not self.value.strip())


_Row = tuple[_Cell, ...]


def read(data: bytes, questionnaire: Questionnaire) -> Read:
    """Read answers, or say what is wrong with every cell."""
    try:
        rows = _rows(data)
    except upload.UploadError as error:
        return Read({}, (Problem("", "too_large" if error.kind == "too_large" else "no_workbook"),))
    if rows is None:
        return Read({}, (Problem("", "no_sheet"),))
    named = rows[NAMED][0]
    if named.value != questionnaire.sha256:
        return Read({}, (Problem(named.place, "other_questionnaire", {"version": questionnaire.version}),))
    answers: dict[str, Answer] = {}
    problems = list(_problems([row for number, row in rows.items() if number >= FIRST_ROW], questionnaire, answers))
    return Read({}, tuple(problems)) if problems else Read(answers)


def _rows(data: bytes) -> dict[int, _Row] | None:
    """The rows by number of the sheet that names a questionnaire; None where there is none."""
    for sheet in upload.sheets(data):
        found = {
            line.number: tuple(
                _Cell(f"{'ABCDE'[column]}{line.number}", cell.value, cell.is_formula)
                for column, cell in enumerate(line.cells)
            )
            for line in sheet.content(MOST_ROWS, COLUMNS).lines
            if line.number <= MOST_ROWS
        }
        if max(found, default=0) >= FIRST_ROW and NAMED in found and _SHA256.fullmatch(str(found[NAMED][0].value)):
            return found
    return None


def _problems(rows: list[_Row], questionnaire: Questionnaire, answers: dict[str, Answer]) -> Iterator[Problem]:
    """Yield what is wrong, and fill in the answers that are right."""
    seen: dict[str, str] = {}
    for named, _, _, given, reason in rows:
        formulas = [cell for cell in (named, given, reason) if cell.is_formula]
        if formulas:
            yield from (Problem(cell.place, "formula") for cell in formulas)
        elif named.is_empty:
            if not (given.is_empty and reason.is_empty):
                yield Problem(named.place, "no_id")
        elif (question := questionnaire.find(named.text)) is None:
            yield Problem(named.place, "unknown_id", {"id": named.text})
        elif question.id in seen:
            yield Problem(named.place, "twice", {"id": question.id, "cell": seen[question.id]})
        else:
            seen[question.id] = named.place
            yield from _one(question, questionnaire, given, reason, answers)


def _one(
    question: Question, questionnaire: Questionnaire, given: _Cell, reason: _Cell, answers: dict[str, Answer]
) -> Iterator[Problem]:
    """Read one row's answer."""
    if given.is_empty:
        if not reason.is_empty:
            yield Problem(given.place, "reason_alone")
        return
    if _says(given, questionnaire.not_applicable.root):
        yield from _not_applicable(question, given, reason, answers)
        return
    if _says(given, questionnaire.dont_know.root):
        answers[question.id] = DONT_KNOW
    elif (level := _level(given)) is None:
        yield Problem(given.place, "no_answer", {"value": given.text})
        return
    elif level not in LEVELS:
        yield Problem(given.place, "off_scale", {"value": given.text})
        return
    else:
        answers[question.id] = int(level)
    if not reason.is_empty:
        yield Problem(reason.place, "reason_not_asked")


def _not_applicable(question: Question, given: _Cell, reason: _Cell, answers: dict[str, Answer]) -> Iterator[Problem]:
    words = clean(str(reason.value), MOST_REASON + 1).strip() if reason.value is not None else ""
    if question.not_applicable is None:
        yield Problem(given.place, "always_applies")
    elif not has_words(words):
        yield Problem(reason.place, "no_reason")
    elif len(words) > MOST_REASON:
        yield Problem(reason.place, "long_reason", {"most": str(MOST_REASON)})
    else:
        answers[question.id] = NotApplicable(words)


def _says(cell: _Cell, words: Mapping[str, str]) -> bool:
    """Whether a cell holds the words of an answer, in whatever language."""
    said = " ".join(cell.text.split()).casefold().rstrip(".")
    return isinstance(cell.value, str) and said in {one.casefold() for one in words.values()}


def _level(cell: _Cell) -> float | None:
    """The number in a cell, typed as one or as text such as "2" or "2 · Agreed and in use"; None where it is none."""
    if isinstance(cell.value, bool):
        return None
    if isinstance(cell.value, int | float):
        return cell.value
    if isinstance(cell.value, str) and (found := re.fullmatch(r"(-?\d{1,4})(?:\s*[·.:-]\s.*)?", cell.text, re.ASCII)):
        return float(found[1])
    return None
