"""The questionnaire as a spreadsheet: what goes out comes back, and what is wrong is told by cell."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from given import LANGUAGES, MAY_NOT_APPLY, QUESTIONNAIRE, any_answers, minimum
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from assessment.answers import DONT_KNOW, Answer, NotApplicable, SavedAnswer
from assessment.report.spreadsheet import Problem, Read, answers_workbook, problem_words, read_answers
from assessment.wording import Say, entries

FIRST = 4  # the row of the first question
ROWS = {question.id: row for row, question in enumerate(QUESTIONNAIRE.questions(), FIRST)}
Change = Callable[[Worksheet], object]


def workbook(answers: dict[str, Answer] | None = None, language: str = "it") -> bytes:
    return answers_workbook(QUESTIONNAIRE, answers or {}, language)


def filled(change: Change, answers: dict[str, Answer] | None = None) -> Read:
    """What is read after somebody changed cells."""
    book = load_workbook(io.BytesIO(workbook(answers)))
    change(book.worksheets[0])
    return read_answers(saved(book), QUESTIONNAIRE)


def saved(book: Workbook) -> bytes:
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def put(cell: str, value: object) -> Change:
    def change(sheet: Worksheet) -> None:
        sheet[cell] = value  # type: ignore[assignment]

    return change


def only(read: Read) -> Problem:
    """The one problem of a workbook; where there is any, nothing is read."""
    assert read.answers == {}
    (problem,) = read.problems
    return problem


@settings(max_examples=25)
@given(any_answers(), st.sampled_from(LANGUAGES))
def test_what_goes_out_comes_back(answers: dict[str, Answer], language: str) -> None:
    assert read_answers(workbook(answers, language), QUESTIONNAIRE) == Read(answers)


def test_the_file_says_no_hour_of_its_own_so_that_the_same_answers_give_the_same_bytes() -> None:
    assert load_workbook(io.BytesIO(workbook())).properties.created == datetime(1980, 1, 1)
    assert workbook({"PI1.1": 2}) == workbook({"PI1.1": 2})


def test_saved_answers_go_out_with_their_value_and_blanks_stay_empty() -> None:
    kept = {"PI1.1": SavedAnswer(3, 2), "PI1.2": SavedAnswer(None, 4), "PI2.1": SavedAnswer(DONT_KNOW, 1)}

    assert read_answers(answers_workbook(QUESTIONNAIRE, kept, "en"), QUESTIONNAIRE).answers == {
        "PI1.1": 3,
        "PI2.1": DONT_KNOW,
    }


@pytest.mark.parametrize("reason", ['=HYPERLINK("http://x.example","y")', "+1", "@SUM(1)", "-2", "<b> & ]]>", "{=1}"])
def test_a_reason_is_text_whatever_it_begins_with(reason: str) -> None:
    made = workbook({MAY_NOT_APPLY[0]: NotApplicable(reason)})
    cell = load_workbook(io.BytesIO(made)).worksheets[0].cell(ROWS[MAY_NOT_APPLY[0]], 5)

    assert (cell.data_type, cell.value) == ("s", reason)
    assert read_answers(made, QUESTIONNAIRE).answers == {MAY_NOT_APPLY[0]: NotApplicable(reason)}


def test_every_question_has_a_row_with_its_topic_its_sentences_and_a_list_of_answers() -> None:
    sheet = load_workbook(io.BytesIO(workbook())).worksheets[0]

    for question in QUESTIONNAIRE.questions():
        row = [cell.value for cell in sheet[ROWS[question.id]]]
        assert row[:3] == [question.id, QUESTIONNAIRE.dimension_of(question.id).title["it"], question.question["it"]]
        assert row[5:] == [question.levels[level]["it"] for level in range(5)]  # type: ignore[index]
    lists = [one for one in sheet.data_validations.dataValidation if one.type == "list"]
    assert len(lists) == len(ROWS)
    offers = {str(one.sqref): one.formula1 for one in lists}
    assert offers[f"D{ROWS['DC5.2']}"].endswith("$A$7")
    assert offers[f"D{ROWS['PI1.1']}"].endswith("$A$6")


def test_only_answers_and_reasons_can_be_changed() -> None:
    sheet = load_workbook(io.BytesIO(workbook())).worksheets[0]

    assert sheet.protection.sheet
    open_columns = {cell.column_letter for row in sheet.iter_rows() for cell in row if not cell.protection.locked}
    assert open_columns == {"D", "E"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_of_an_answer_are_understood_in_every_language(language: str) -> None:
    said = QUESTIONNAIRE.dont_know[language]

    assert filled(put("D4", said)).answers == {"PI1.1": DONT_KNOW}
    assert filled(put("D4", f"  {said.upper()} ")).answers == {"PI1.1": DONT_KNOW}


@pytest.mark.parametrize(
    "typed",
    [2, 2.0, "2", " 2 ", Say("it")("findings.level", level=2, name=QUESTIONNAIRE.level_names[2]["it"]), "2: definito"],
    ids=["int", "float", "text", "blanks", "offered", "own-words"],
)
def test_a_level_is_understood_as_people_write_it(typed: object) -> None:
    assert filled(put("D4", typed)).answers == {"PI1.1": 2}


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        (5, "off_scale"),
        (-1, "off_scale"),
        (2.5, "off_scale"),
        ("7", "off_scale"),
        (1e300, "off_scale"),
        (True, "no_answer"),
        ("forse", "no_answer"),
        ("2 o 3", "no_answer"),
        ("two", "no_answer"),
        ("=1+1", "formula"),
        ("#REF!", "no_answer"),
    ],
)
def test_what_is_no_answer_is_told_by_its_cell(typed: object, kind: str) -> None:
    problem = only(filled(put("D4", typed), minimum()))

    assert (problem.cell, problem.kind) == ("D4", kind)


def test_a_question_that_always_applies_cannot_be_left_out() -> None:
    assert only(filled(put("D4", QUESTIONNAIRE.not_applicable["it"]))) == Problem("D4", "always_applies")


def test_not_applicable_needs_a_reason() -> None:
    row, words = ROWS["DC5.2"], QUESTIONNAIRE.not_applicable

    assert only(filled(put(f"D{row}", words["it"]))) == Problem(f"E{row}", "no_reason")
    blank = filled(lambda s: (put(f"D{row}", words["es"])(s), put(f"E{row}", " \u200b ")(s)))
    assert only(blank) == Problem(f"E{row}", "no_reason")
    long = filled(lambda s: (put(f"D{row}", words["es"])(s), put(f"E{row}", "x" * 501)(s)))
    assert only(long) == Problem(f"E{row}", "long_reason", {"most": "500"})


def test_a_reason_where_none_is_asked_is_not_dropped_in_silence() -> None:
    assert only(filled(put("E4", "Perché"))) == Problem("D4", "reason_alone")
    assert only(filled(put("E4", "Perché"), {"PI1.1": 2})) == Problem("E4", "reason_not_asked")


def test_a_row_twice_an_unknown_code_and_a_missing_one_are_told() -> None:
    assert only(filled(put("A5", "PI1.1"))) == Problem("A5", "twice", {"id": "PI1.1", "cell": "A4"})
    assert only(filled(put("A5", "PI9.9"))) == Problem("A5", "unknown_id", {"id": "PI9.9"})
    assert only(filled(put("A5", None), {"PI1.2": 2})) == Problem("A5", "no_id")
    assert only(filled(put("A4", '=CONCATENATE("PI1",".1")'))) == Problem("A4", "formula")


def test_every_problem_is_told_at_once_and_nothing_is_read() -> None:
    def change(sheet: Worksheet) -> None:
        for cell, value in (("D4", 9), ("D6", "mah"), ("A8", "X")):
            put(cell, value)(sheet)

    read = filled(change, minimum())

    assert [problem.cell for problem in read.problems] == ["D4", "D6", "A8"]
    assert read.answers == {}


def test_a_workbook_of_another_version_is_refused() -> None:
    other = QUESTIONNAIRE.model_copy(update={"sha256": "0" * 64, "version": "2.0"})
    problem = only(read_answers(workbook(), other))

    assert (problem.cell, problem.kind, problem.facts) == ("A2", "other_questionnaire", {"version": "2.0"})


def test_the_sheet_is_found_by_what_it_holds() -> None:
    book = load_workbook(io.BytesIO(workbook({"PI1.1": 1})))
    book.worksheets[0].title = "Foglio1"
    book.move_sheet(book.worksheets[0], 1)
    assert read_answers(saved(book), QUESTIONNAIRE).answers == {"PI1.1": 1}

    del book["Foglio1"]
    assert only(read_answers(saved(book), QUESTIONNAIRE)) == Problem("", "no_sheet")
    assert only(read_answers(saved(Workbook()), QUESTIONNAIRE)) == Problem("", "no_sheet")


def zipped(**parts: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def with_part(name: str, change: Callable[[bytes], bytes]) -> bytes:
    """The workbook with one of its parts rewritten."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook())) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for part in source.namelist():
            content = source.read(part)
            made.writestr(part, change(content) if part == name else content)
    return target.getvalue()


def bomb() -> bytes:
    """Sixty megabytes in sixty kilobytes."""
    return zipped(big=b"\0" * 60_000_000)


def lying_bomb() -> bytes:
    """The same, saying of itself that it is small."""
    made = bytearray(bomb())
    for mark, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        start = made.index(mark) + place
        made[start : start + 4] = (1000).to_bytes(4, "little")
    return bytes(made)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", "no_workbook"),
        (b"PI1.1;2\n", "no_workbook"),
        (b"PK\x03\x04" + b"\0" * 100, "no_workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000, "no_workbook"),  # the old format, or an encrypted one
        (workbook()[:-200], "no_workbook"),
        (zipped(readme=b"hello"), "no_workbook"),
        (b"\0" * 1_000_001, "too_large"),
        (zipped(**{f"p{place}": b"" for place in range(1001)}), "too_large"),
    ],
    ids=["empty", "csv", "zip-mark", "old-excel", "cut", "other-zip", "large", "many-parts"],  # no length: it varies
)
def test_a_file_that_is_no_workbook_is_refused(content: bytes, kind: str) -> None:
    assert only(read_answers(content, QUESTIONNAIRE)) == Problem("", kind)


@pytest.mark.thorough
def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    assert only(read_answers(bomb(), QUESTIONNAIRE)) == Problem("", "too_large")
    assert only(read_answers(lying_bomb(), QUESTIONNAIRE)) == Problem("", "no_workbook")


@pytest.mark.parametrize("code", ["utf-8", "utf-16"])
def test_a_workbook_that_declares_entities_is_refused(code: str) -> None:
    def declared(content: bytes) -> bytes:
        text = content.decode().replace("?>", '?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>', 1)
        return text.replace("UTF-8", code.upper()).encode(code)

    made = with_part("xl/sharedStrings.xml", declared)

    assert only(read_answers(made, QUESTIONNAIRE)) == Problem("", "no_workbook")


def test_a_sheet_that_claims_a_million_rows_is_read_as_far_as_there_is_something() -> None:
    def stretched(content: bytes) -> bytes:
        text = content.decode()
        start = text.index("<dimension")
        text = text[:start] + '<dimension ref="A1:XFD1048576"/>' + text[text.index("/>", start) + 2 :]
        return text.replace("</sheetData>", '<row r="1048576"><c r="A1048576"><v>1</v></c></row></sheetData>').encode()

    made = with_part("xl/worksheets/sheet1.xml", stretched)

    assert read_answers(made, QUESTIONNAIRE) == Read({})


@settings(max_examples=60)
@given(st.data())
def test_a_damaged_workbook_is_told_and_never_a_fault(data: st.DataObject) -> None:
    damaged = bytearray(DAMAGED)
    for _ in range(data.draw(st.integers(1, 6))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))

    assert isinstance(read_answers(bytes(damaged), QUESTIONNAIRE), Read)


@pytest.mark.thorough
@settings(max_examples=30)
@given(st.data())
def test_a_workbook_with_wild_xml_is_told_and_never_a_fault(data: st.DataObject) -> None:
    name = data.draw(
        st.sampled_from(["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml", "[Content_Types].xml"])
    )

    def wild(content: bytes) -> bytes:
        text = bytearray(content)
        for _ in range(data.draw(st.integers(1, 4))):
            at = data.draw(st.integers(0, len(text) - 1))
            text[at : at + data.draw(st.integers(0, 30))] = data.draw(st.binary(max_size=8))
        return bytes(text)

    assert isinstance(read_answers(with_part(name, wild), QUESTIONNAIRE), Read)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_problem_has_its_words(language: str) -> None:
    kinds = {key.split(".")[2] for key in entries() if key.startswith("spreadsheet.problem.")}
    facts = {"id": "PI1.1", "cell": "A4", "value": "x", "most": "500", "version": "1.0"}

    assert len(kinds) == 15
    for kind in kinds:
        said = problem_words(Problem("D4", kind, facts), Say(language))
        assert said.endswith(".")
        assert "{" not in said


DAMAGED: Any = workbook(minimum())
