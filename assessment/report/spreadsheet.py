"""The questionnaire as a spreadsheet: handed out with the answers so far, filled in offline, and read back.

What is read back is checked cell by cell, and nothing of it counts as long as one cell is wrong. The file is a
stranger's: it is measured before it is unpacked, and nothing in it is ever computed.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from datetime import datetime

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from assessment.answers import DONT_KNOW, Answer, NotApplicable, SavedAnswer
from assessment.findings.words import level_words
from assessment.questionnaire import Question, Questionnaire
from assessment.report.workbook import Problem, Read, read
from assessment.wording import Say

__all__ = ["Problem", "Read", "answers_workbook", "problem_words", "read_answers"]

HEAD = 3  # the row of the names of the columns, counted from 1
WIDTHS = (9, 22, 44, 24, 30, 34, 34, 34, 34, 34)  # id, topic, question, answer, reason, levels 0 to 4
MOST_REASON = 500  # characters
_MADE = datetime(1980, 1, 1)  # what the file says of its own day, whenever it is handed out
_FORMATS = {
    "text": {"text_wrap": True, "valign": "top", "border": 1, "border_color": "#868D8F"},
    "head": {"text_wrap": True, "valign": "top", "bold": True, "font_color": "#FFFFFF", "bg_color": "#0B5163"},
    "given": {"text_wrap": True, "valign": "top", "align": "left", "border": 1, "bg_color": "#E3EEF0", "locked": False},
    "title": {"bold": True, "font_size": 14},
    "small": {"font_color": "#5B666B", "font_size": 9},
}


def answers_workbook(questionnaire: Questionnaire, answers: Mapping[str, SavedAnswer | Answer], language: str) -> bytes:
    """The questionnaire with its answers so far, to be filled in offline; the same answers give the same bytes.

    Args:
        questionnaire: the one that is answered.
        answers: by question id; what is blank or left out stays empty.
        language: of every text in it.
    """
    say, target = Say(language), io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(target, options) as book:
        formats = {name: book.add_format(values) for name, values in _FORMATS.items()}
        properties = {"title": say("spreadsheet.title"), "subject": questionnaire.version, "created": _MADE}
        book.set_properties(properties)
        sheet = book.add_worksheet(say("spreadsheet.sheet"))
        choices = _explain(book.add_worksheet(say("spreadsheet.help_sheet")), questionnaire, formats, say)
        _frame(sheet, questionnaire, formats, say)
        for row, question in enumerate(questionnaire.questions(), HEAD):
            _row(sheet, row, questionnaire, question, formats, language)
            given = answers.get(question.id)
            value = given.value if isinstance(given, SavedAnswer) else given
            _answer(sheet, row, questionnaire, value, formats["given"], language)
            last = (
                choices if question.not_applicable is not None else choices - 1
            )  # the last choice is "does not apply"
            _offer(sheet, row, f"='{say('spreadsheet.help_sheet')}'!$A$1:$A${last}", say)
    return target.getvalue()


def read_answers(data: bytes, questionnaire: Questionnaire) -> Read:
    """Read back a workbook that was filled in.

    Args:
        data: the file, whatever it is.
        questionnaire: the one that is answered now.

    Returns:
        The answers where nothing is wrong, an empty cell being no answer; else no answers, and every problem by cell.
    """
    return read(data, questionnaire)


def problem_words(problem: Problem, say: Say) -> str:
    """What is wrong in a cell and what to do, in words."""
    return say(f"spreadsheet.problem.{problem.kind}", None, **problem.facts)


def _frame(sheet: Worksheet, questionnaire: Questionnaire, formats: Mapping[str, Format], say: Say) -> None:
    """Write what stands around the rows: which questionnaire it is, the names of the columns, what may be changed."""
    sheet.write_string(0, 0, say("spreadsheet.title"), formats["title"])
    sheet.write_string(1, 0, questionnaire.sha256, formats["small"])
    names = [*(say(f"spreadsheet.head.{one}") for one in ("id", "topic", "question", "answer", "reason"))]
    names += [level_words(questionnaire, level, say) for level in sorted(questionnaire.level_names)]
    for column, (name, width) in enumerate(zip(names, WIDTHS, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(HEAD - 1, column, name, formats["head"])
    sheet.freeze_panes(HEAD, 1)
    sheet.protect("", {"format_columns": True, "format_rows": True})
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEAD - 1)


def _row(
    sheet: Worksheet,
    row: int,
    questionnaire: Questionnaire,
    question: Question,
    formats: Mapping[str, Format],
    language: str,
) -> None:
    texts = [question.id, questionnaire.dimension_of(question.id).title[language], question.question[language]]
    for column, text in enumerate(texts):
        sheet.write_string(row, column, text, formats["text"])
    for column, level in enumerate(sorted(question.levels), len(texts) + 2):
        sheet.write_string(row, column, question.levels[level][language], formats["text"])


def _answer(
    sheet: Worksheet, row: int, questionnaire: Questionnaire, value: Answer | None, style: Format, language: str
) -> None:
    """Write an answer as it is to be read back. What people typed is text, whatever it begins with."""
    reason = ""
    if isinstance(value, int):
        sheet.write_number(row, 3, value, style)
    elif value is None:
        sheet.write_blank(row, 3, None, style)
    elif value is DONT_KNOW:
        sheet.write_string(row, 3, questionnaire.dont_know[language], style)
    else:
        sheet.write_string(row, 3, questionnaire.not_applicable[language], style)
        reason = value.reason if isinstance(value, NotApplicable) else ""
    if reason:
        sheet.write_string(row, 4, reason, style)
    else:
        sheet.write_blank(row, 4, None, style)


def _offer(sheet: Worksheet, row: int, source: str, say: Say) -> None:
    """Offer the answers that there are in a list, and say at once that another is none."""
    sheet.data_validation(
        row,
        3,
        row,
        3,
        {
            "validate": "list",
            "source": source,
            "error_title": say("spreadsheet.no_answer_title"),
            "error_message": say("spreadsheet.no_answer"),
        },
    )
    limits = {"validate": "length", "criteria": "<=", "value": MOST_REASON, "ignore_blank": True}
    sheet.data_validation(row, 4, row, 4, limits)


def _explain(sheet: Worksheet, questionnaire: Questionnaire, formats: Mapping[str, Format], say: Say) -> int:
    """Write the sheet that explains; its first cells are the list of answers. Returns how many those are."""
    choices = list(_choices(questionnaire, say))
    for row, (choice, meaning) in enumerate(choices):
        if isinstance(choice, int):
            sheet.write_number(row, 0, choice, formats["text"])
        else:
            sheet.write_string(row, 0, choice, formats["text"])
        sheet.write_string(row, 1, meaning, formats["text"])
    how, *rest = (say(f"spreadsheet.help.{name}") for name in ("how", "levels", "blank", "reason", "back"))
    for row, sentence in enumerate((how, questionnaire.instruction[say.language], *rest), len(choices) + 1):
        sheet.write_string(row, 1, sentence, formats["text"])
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 90)
    sheet.protect("", {"format_columns": True, "format_rows": True})
    return len(choices)


def _choices(questionnaire: Questionnaire, say: Say) -> Iterator[tuple[int | str, str]]:
    for level, name in sorted(questionnaire.level_names.items()):
        yield level, name[say.language]
    yield questionnaire.dont_know[say.language], say("spreadsheet.help.dont_know")
    yield questionnaire.not_applicable[say.language], say("spreadsheet.help.not_applicable")
