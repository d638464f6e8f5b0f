"""A filled-in workbook, read by somebody who trusts nothing in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from assessment import upload
from assessment.answers import (
    DONT_KNOW,
    LEVELS,
    MOST_CHARACTERS,
    MOST_REASON,
    Answer,
    NotApplicable,
    Part,
    Profile,
    has_words,
    is_web_link,
)
from assessment.language import clean, line
from assessment.questionnaire import Question, Questionnaire

if TYPE_CHECKING:
    from assessment.unpacked import UploadedSheet

MOST_ROWS, COLUMNS = 500, 7  # that are looked at

FIRST_ROW = 4  # of the questions; what is above names the questionnaire, the form of the sheet and the columns
# What a sheet says of its form, beside the questionnaire. The first form had only answers, and said nothing.
FIRST_FORM, ANSWERS, PROFILE = "", "answers-2", "profile-2"
_SHA256 = re.compile(r"[0-9a-f]{64}")
_NUMBERED = re.compile(r"(-?\d{1,4})(?: ?[·.:-] .*)?", re.ASCII)


@dataclass(frozen=True)
class CellProblem:
    """Something that needs fixing: in which cell, what, and the facts of the sentence about it."""

    cell: str  # such as "D7"; empty where it is the file
    kind: str  # a key of the wording under spreadsheet.problem
    facts: Mapping[str, str] = field(default_factory=dict)
    on_profile: bool = False  # whether the cell is on the sheet of the profile, not on that of the answers


@dataclass(frozen=True)
class Read:
    """What came back: what cells say, or problems and nothing else. An empty cell says nothing."""

    answers: dict[str, Answer] = field(default_factory=dict)
    problems: tuple[CellProblem, ...] = ()
    notes: dict[tuple[str, Part], str] = field(default_factory=dict)
    fields: dict[str, Any] = field(default_factory=dict)  # of the profile, but for the platforms
    platforms: dict[str, int | bool] = field(default_factory=dict)  # followers; True, in use; False, not in use

    purposes: dict[str, str] = field(default_factory=dict)  # what for and for whom, by platform

    def profile(self, saved: Profile) -> dict[str, Any]:
        """The fields that this says something of, as they would be: what it says of platforms goes into those saved."""
        purposes = {"purposes": {**saved.purposes, **self.purposes}} if self.purposes else {}
        return {**self.fields, **self._platforms(saved), **purposes}

    def _platforms(self, saved: Profile) -> dict[str, Any]:
        if not self.platforms:
            return {}
        told = {name: None if count is True else count for name, count in self.platforms.items()}
        merged = {**saved.platforms, **told}
        return {"platforms": {name: count for name, count in merged.items() if count is not False}}


@dataclass(frozen=True)
class ReadCell:
    """A cell as it is read: its place, what is in it, and whether that is a formula."""

    place: str
    value: object
    is_formula: bool

    @property
    def text(self) -> str:
        """What is in it, short enough to be told."""
        return clean(str(self.value), 60).strip() if self.value is not None else ""

    @property
    def whole_text(self) -> str:
        """All that is in it."""
        return clean(str(self.value), MOST_CHARACTERS + 1).strip() if self.value is not None else ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing stands in it."""
        return self.value is None or (isinstance(self.value, str) and not self.value.strip())


Row = tuple[ReadCell, ...]


def sheets(data: bytes) -> dict[str, list[Row]]:
    """The sheets that name a questionnaire, by the form that they say they have; of two alike the first.

    Raises:
        UploadError: it is no workbook, or one that is not opened.
    """
    from assessment import unpacked  # here, because most processes read no workbook

    found: dict[str, list[Row]] = {}
    for sheet in unpacked.sheets(data):
        rows = _rows(sheet)
        if len(rows) >= FIRST_ROW and _SHA256.fullmatch(str(rows[1][0].value)):
            found.setdefault(rows[1][1].text, rows)
    return found


def _rows(sheet: UploadedSheet) -> list[Row]:
    """Every row to the last that has something in it, each cell with its place."""
    lines = {line.number: line.cells for line in sheet.content(MOST_ROWS, COLUMNS).lines if line.number <= MOST_ROWS}
    blank = (upload.Cell(),) * COLUMNS
    return [
        tuple(
            ReadCell(f"{'ABCDEFG'[column]}{number}", cell.value, cell.is_formula)
            for column, cell in enumerate(lines.get(number, blank))
        )
        for number in range(1, max(lines, default=0) + 1)
    ]


def questions(rows: list[Row], questionnaire: Questionnaire, read: Read) -> Iterator[CellProblem]:
    """Yield what is wrong on the sheet of the answers, and fill in what is right."""
    has_evidence = rows[1][1].text == ANSWERS
    seen: dict[str, str] = {}
    for named, _, _, given, reason, note, links in rows[FIRST_ROW - 1 :]:
        filled_in = (given, reason, note, links) if has_evidence else (given, reason)
        formulas = [cell for cell in (named, *filled_in) if cell.is_formula]
        if formulas:
            yield from (CellProblem(cell.place, "formula") for cell in formulas)
        elif named.is_empty:
            if not all(cell.is_empty for cell in filled_in):
                yield CellProblem(named.place, "no_id")
        elif (question := questionnaire.find(named.text)) is None:
            yield CellProblem(named.place, "unknown_id", {"id": named.text})
        elif question.id in seen:
            yield CellProblem(named.place, "twice", {"id": question.id, "cell": seen[question.id]})
        else:
            seen[question.id] = named.place
            yield from _answer(question, questionnaire, given, reason, read.answers)
            if has_evidence:
                yield from _evidence(question, note, links, read.notes)


def _answer(
    question: Question, questionnaire: Questionnaire, given: ReadCell, reason: ReadCell, answers: dict[str, Answer]
) -> Iterator[CellProblem]:
    """Read one row's answer, and fill it in where it is right."""
    if given.is_empty:
        if not reason.is_empty:
            yield CellProblem(given.place, "reason_alone")
        return
    if _says(given, questionnaire.not_applicable.root):
        yield from _not_applicable(question, given, reason, answers)
        return
    if _says(given, questionnaire.dont_know.root):
        answers[question.id] = DONT_KNOW
    elif (level := _level(given)) is None:
        yield CellProblem(given.place, "no_answer", {"value": given.text})
        return
    elif level not in LEVELS:
        yield CellProblem(given.place, "off_scale", {"value": given.text})
        return
    else:
        answers[question.id] = int(level)
    if not reason.is_empty:
        yield CellProblem(reason.place, "reason_not_asked")


def _evidence(
    question: Question, note: ReadCell, links: ReadCell, notes: dict[tuple[str, Part], str]
) -> Iterator[CellProblem]:
    """Read one row's note and links, and fill in what is right."""
    if not note.is_empty and has_words(text := note.whole_text):
        if len(text) > MOST_CHARACTERS:
            yield CellProblem(note.place, "long_note", {"most": str(MOST_CHARACTERS)})
        notes[question.id, "note"] = text
    if not links.is_empty:
        given = links.whole_text.split()
        if wrong := [one for one in given if not is_web_link(one)]:
            yield CellProblem(links.place, "bad_link", {"link": wrong[0][:60]})
        elif len(links.whole_text) > MOST_CHARACTERS:
            yield CellProblem(links.place, "long_links", {"most": str(MOST_CHARACTERS)})
        notes[question.id, "links"] = "\n".join(given)


def _not_applicable(
    question: Question, given: ReadCell, reason: ReadCell, answers: dict[str, Answer]
) -> Iterator[CellProblem]:
    words = line(str(reason.value)) if reason.value is not None else ""
    if question.not_applicable is None:
        yield CellProblem(given.place, "always_applies")
    elif not has_words(words):
        yield CellProblem(reason.place, "no_reason")
    elif len(words) > MOST_REASON:
        yield CellProblem(reason.place, "long_reason", {"most": str(MOST_REASON)})
    else:
        answers[question.id] = NotApplicable(words)


def _says(cell: ReadCell, words: Mapping[str, str]) -> bool:
    """Whether a cell holds the words of an answer, in whatever language."""
    said = line(cell.text).casefold().rstrip(".")
    return isinstance(cell.value, str) and said in {one.casefold() for one in words.values()}


def _level(cell: ReadCell) -> float | None:
    """The number in a cell, typed as one or as text such as "2" or "2 · Agreed and in use"; None where it is none."""
    if isinstance(cell.value, bool):
        return None
    if isinstance(cell.value, int | float):
        return cell.value
    if isinstance(cell.value, str) and (found := _NUMBERED.fullmatch(line(cell.text))):
        return float(found[1])
    return None
