"""The questionnaire as a spreadsheet: handed out with what is saved so far, filled in offline, and read back.

What is read back is checked cell by cell, and nothing of it counts as long as one cell is wrong. The file is a
stranger's: it is measured before it is unpacked, and nothing in it is ever computed.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from assessment import upload
from assessment.answers import (
    DONT_KNOW,
    MOST_CHARACTERS,
    MOST_REASON,
    Answer,
    Evidence,
    NotApplicable,
    Profile,
    SavedAnswer,
)
from assessment.findings.words import level_words
from assessment.questionnaire import Question, Questionnaire
from assessment.report import filled_in, profile_sheet
from assessment.report.filled_in import ANSWERS, FIRST_FORM, FIRST_ROW, PROFILE, CellProblem, Read
from assessment.report.heights import FONT, height, printed, written
from assessment.wording import Say

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

__all__ = ["CellProblem", "Read", "answers_workbook", "problem_place", "problem_words", "read_answers"]

HEAD = FIRST_ROW - 1  # the row of the names of the columns, counted from 1
COLUMNS = ("id", "question", "levels", "answer", "reason", "note", "links")
WIDTHS = (7, 30, 66, 17, 19, 28, 28)
ID, QUESTION, LEVELS, ANSWER, REASON, NOTE, LINKS = range(len(COLUMNS))
_MADE = datetime(1980, 1, 1)  # what the file says of its own day, whenever it is handed out
_TOO_MUCH = ("too_large", "too_much")  # why a file is not read: the same is to be done about both
_CELL = {"font_name": FONT, "font_size": 10, "text_wrap": True, "valign": "top"}
_FORMATS = {
    "text": {**_CELL, "border": 1, "border_color": "#868D8F"},
    "head": {**_CELL, "bold": True, "font_color": "#FFFFFF", "bg_color": "#0B5163"},
    "given": {**_CELL, "align": "left", "border": 1, "bg_color": "#E3EEF0", "locked": False},
    "title": {"font_name": FONT, "bold": True, "font_size": 14},
    "small": {"font_name": FONT, "font_color": "#5B666B", "font_size": 10, "valign": "bottom"},
    "bold": {"font_name": FONT, "font_size": 10, "bold": True},
    "plain": {"font_name": FONT, "font_size": 10},
}


def answers_workbook(
    questionnaire: Questionnaire,
    answers: Mapping[str, SavedAnswer | Answer],
    language: str,
    *,
    evidence: Mapping[str, Evidence] | None = None,
    profile: Profile | None = None,
) -> bytes:
    """The questionnaire with what is saved so far, to be filled in offline; the same gives the same bytes.

    Args:
        questionnaire: the one that is answered.
        answers: by question id; what is blank or left out stays empty.
        language: of every text in it.
        evidence: notes and links by question id.
        profile: what the department says of itself.
    """
    import xlsxwriter  # here, because a start does not wait for it

    say, target = Say(language), io.BytesIO()
    with xlsxwriter.Workbook(target, written(in_memory=True)) as book:
        formats = {name: book.add_format(values) for name, values in _FORMATS.items()}
        properties = {"title": say("spreadsheet.title"), "subject": questionnaire.version, "created": _MADE}
        book.set_properties(properties)
        sheet = book.add_worksheet(say("spreadsheet.sheet"))
        about = book.add_worksheet(say("spreadsheet.profile_sheet"))
        choices = _explain(book.add_worksheet(say("spreadsheet.help_sheet")), questionnaire, formats, say)
        for one, form in ((sheet, ANSWERS), (about, PROFILE)):
            _frame(one, form, questionnaire, formats, say)
        profile_sheet.write(about, questionnaire, profile or Profile(), formats, say)
        sheet.write_string(0, ANSWER, say("spreadsheet.see_help"), formats["small"])
        _heads(sheet, formats, say)
        for row, question in enumerate(questionnaire.questions(), HEAD):
            given = answers.get(question.id)
            value = given.value if isinstance(given, SavedAnswer) else given
            noted = (evidence or {}).get(question.id, Evidence())
            _row(sheet, row, questionnaire, question, formats, say)
            _given(sheet, row, _filled_in(questionnaire, value, noted, language), formats["given"])
            # the last choice is "does not apply"
            last = choices if question.not_applicable is not None else choices - 1
            _offer(sheet, row, f"='{say('spreadsheet.help_sheet')}'!$A$1:$A${last}", say)
            sheet.set_row(row, _height(questionnaire, question, value, noted, say))
    return target.getvalue()


def read_answers(data: bytes, questionnaire: Questionnaire) -> Read:
    """Read back a workbook that was filled in, also one of the first form, which had answers only.

    Args:
        data: the file, whatever it is.
        questionnaire: the one that is answered now.

    Returns:
        What it says where nothing is wrong, an empty cell saying nothing; else every problem by cell, and nothing else.
    """
    try:
        found = filled_in.sheets(data)
    except upload.UploadError as error:
        return Read(problems=(CellProblem("", "too_large" if error.kind in _TOO_MUCH else "no_workbook"),))
    rows = found.get(ANSWERS) or found.get(FIRST_FORM)
    if rows is None:
        return Read(problems=(CellProblem("", "no_sheet"),))
    about = found.get(PROFILE, [])
    for named, on_profile in ((sheet[1][0], sheet is about) for sheet in (rows, about) if sheet):
        if named.value != questionnaire.sha256:
            facts = {"version": questionnaire.version}
            return Read(problems=(CellProblem(named.place, "other_questionnaire", facts, on_profile),))
    read = Read()
    problems = [*filled_in.questions(rows, questionnaire, read), *profile_sheet.read(about, questionnaire, read)]
    return Read(problems=tuple(problems)) if problems else read


def problem_words(problem: CellProblem, say: Say) -> str:
    """What is wrong in a cell and what to do, in words."""
    return say(f"spreadsheet.problem.{problem.kind}", None, **problem.facts)


def problem_place(problem: CellProblem, say: Say) -> str:
    """Where the cell is; the sheet is named where it is not the first."""
    return say("spreadsheet.on_profile", cell=problem.cell) if problem.on_profile else problem.cell


def _frame(sheet: Worksheet, form: str, questionnaire: Questionnaire, formats: Mapping[str, Format], say: Say) -> None:
    """Write what stands above the rows, and say how a sheet is used and printed."""
    sheet.write_string(0, 0, say("spreadsheet.title"), formats["title"])
    sheet.set_row(0, 22)
    sheet.write_string(1, 0, questionnaire.sha256)
    sheet.write_string(1, 1, form)
    sheet.set_row(1, None, None, {"hidden": True})  # for the program, which reads it back
    sheet.freeze_panes(HEAD, 2)
    _locked(sheet)
    sheet.repeat_rows(HEAD - 1)


def _locked(sheet: Worksheet) -> None:
    """Nothing but what is to be filled in can be changed, and how large cells are."""
    sheet.protect("", {"format_columns": True, "format_rows": True})
    printed(sheet)


def _heads(sheet: Worksheet, formats: Mapping[str, Format], say: Say) -> None:
    names = [say(f"spreadsheet.head.{one}") for one in COLUMNS]
    for column, (name, width) in enumerate(zip(names, WIDTHS, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(HEAD - 1, column, name, formats["head"])
    sheet.set_row(HEAD - 1, height(zip(names, WIDTHS, strict=True)))


def _row(
    sheet: Worksheet,
    row: int,
    questionnaire: Questionnaire,
    question: Question,
    formats: Mapping[str, Format],
    say: Say,
) -> None:
    """Write what is asked: the question under its topic, and the sentences of its levels."""
    sheet.write_string(row, ID, question.id, formats["text"])
    topic = questionnaire.dimension_of(question.id).title[say.language]
    asked = (formats["plain"], f"{topic}\n", formats["bold"], question.question[say.language])
    sheet.write_rich_string(row, QUESTION, *asked, formats["text"])
    said: list[object] = []
    for level, sentence in sorted(question.levels.items()):
        ends = "" if level == max(question.levels) else "\n"
        said += [formats["bold"], level_words(questionnaire, level, say)]
        said += [formats["plain"], f" {sentence[say.language]}{ends}"]
    sheet.write_rich_string(row, LEVELS, *said, formats["text"])


def _filled_in(
    questionnaire: Questionnaire, value: Answer | None, noted: Evidence, language: str
) -> tuple[int | str, str, str, str]:
    """What stands in the cells to be filled in: answer, reason, note and links. Empty is nothing."""
    said: int | str = ""
    if isinstance(value, int):
        said = value
    elif value is not None:
        said = (questionnaire.dont_know if value is DONT_KNOW else questionnaire.not_applicable)[language]
    return said, value.reason if isinstance(value, NotApplicable) else "", noted.note, "\n".join(noted.links)


def _given(sheet: Worksheet, row: int, cells: tuple[int | str, str, str, str], style: Format) -> None:
    """Write cells as they are to be read back. What people typed is text, whatever it begins with."""
    for column, said in enumerate(cells, ANSWER):
        if said == "":
            sheet.write_blank(row, column, None, style)
        elif isinstance(said, int):
            sheet.write_number(row, column, said, style)
        else:
            sheet.write_string(row, column, said, style)


def _height(questionnaire: Questionnaire, question: Question, value: Answer | None, noted: Evidence, say: Say) -> float:
    """How tall the row of a question is; with room to write in where nothing is written yet."""
    levels = "\n".join(
        f"{level_words(questionnaire, level, say)} {sentence[say.language]}"
        for level, sentence in sorted(question.levels.items())
    )
    topic = questionnaire.dimension_of(question.id).title[say.language]
    asked = f"{topic}\n{question.question[say.language]}"
    given = [str(one) for one in _filled_in(questionnaire, value, noted, say.language)]
    return height(zip([question.id, asked, levels, *given], WIDTHS, strict=True))


def _offer(sheet: Worksheet, row: int, source: str, say: Say) -> None:
    """Offer the answers that there are in a list, and say at once that another is none, or that a text is too long."""
    sheet.data_validation(
        row,
        ANSWER,
        row,
        ANSWER,
        {
            "validate": "list",
            "source": source,
            "error_title": say("spreadsheet.no_answer_title"),
            "error_message": say("spreadsheet.no_answer"),
        },
    )
    for column, most in ((REASON, MOST_REASON), (NOTE, MOST_CHARACTERS), (LINKS, MOST_CHARACTERS)):
        limits = {"validate": "length", "criteria": "<=", "value": most, "ignore_blank": True}
        sheet.data_validation(row, column, row, column, limits)


def _explain(sheet: Worksheet, questionnaire: Questionnaire, formats: Mapping[str, Format], say: Say) -> int:
    """Write the sheet that explains; its first cells are the list of answers. Returns how many those are."""
    widths = (24, 100)
    choices = list(_choices(questionnaire, say))
    for row, (choice, meaning) in enumerate(choices):
        if isinstance(choice, int):
            sheet.write_number(row, 0, choice, formats["text"])
        else:
            sheet.write_string(row, 0, choice, formats["text"])
        sheet.write_string(row, 1, meaning, formats["text"])
        sheet.set_row(row, height([(str(choice), widths[0]), (meaning, widths[1])]))
    how, *rest = (
        say(f"spreadsheet.help.{name}") for name in ("how", "levels", "blank", "evidence", "profile", "reason", "back")
    )
    for row, sentence in enumerate((how, questionnaire.instruction[say.language], *rest), len(choices) + 1):
        sheet.write_string(row, 1, sentence, formats["text"])
        sheet.set_row(row, height([(sentence, widths[1])]))
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    _locked(sheet)
    return len(choices)


def _choices(questionnaire: Questionnaire, say: Say) -> Iterator[tuple[int | str, str]]:
    for level, name in sorted(questionnaire.level_names.items()):
        yield level, name[say.language]
    yield questionnaire.dont_know[say.language], say("spreadsheet.help.dont_know")
    yield questionnaire.not_applicable[say.language], say("spreadsheet.help.not_applicable")
