"""The questionnaire as a spreadsheet: what goes out comes back, and what is wrong is told by cell."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import Any

import pytest
from given import LANGUAGES, MAY_NOT_APPLY, QUESTIONNAIRE, any_answers, minimum
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from assessment.answers import DONT_KNOW, Answer, Evidence, NotApplicable, Profile, SavedAnswer
from assessment.findings.words import level_words
from assessment.questionnaire import with_only
from assessment.report.spreadsheet import (
    CellProblem,
    Read,
    answers_workbook,
    problem_place,
    problem_words,
    read_answers,
)
from assessment.wording import Say, entries

FIRST = 4  # the row of the first question
ROWS = {question.id: row for row, question in enumerate(QUESTIONNAIRE.questions(), FIRST)}
FEW = with_only(QUESTIONNAIRE, ["PI1.1", "PI1.2", "PI2.1", "PI2.2", "PI3.1", "DC5.2"])  # where one cell is looked at
OF_FEW = {question.id: row for row, question in enumerate(FEW.questions(), FIRST)}
Change = Callable[[Worksheet], object]


def workbook(answers: dict[str, Answer] | None = None, language: str = "it") -> bytes:
    return answers_workbook(QUESTIONNAIRE, answers or {}, language)


def filled(change: Change, answers: dict[str, Answer] | None = None) -> Read:
    """What is read after somebody changed cells of a short workbook."""
    book = load_workbook(io.BytesIO(answers_workbook(FEW, answers or {}, "it")))
    change(book.worksheets[0])
    return read_answers(saved(book), FEW)


def saved(book: Workbook) -> bytes:
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def put(cell: str, value: object) -> Change:
    def change(sheet: Worksheet) -> None:
        sheet[cell] = value  # type: ignore[assignment]

    return change


def only(read: Read) -> CellProblem:
    """The one problem of a workbook; where there is any, nothing is read."""
    assert read.answers == {}
    (problem,) = read.problems
    return problem


EVIDENCE = {
    "PI1.1": Evidence("=1+1\nVerbale del 3 marzo", ("https://example.org/a?b=c", "http://x.example/ü")),
    "PI1.2": Evidence("", ("https://example.org",)),
    "FI4.2": Evidence("x" * 4000),
}
PROFILE = Profile(
    population=18_500,
    staff=14,
    form="union",
    official_account=False,
    first_year=2015,
    platforms={"facebook": 1200, "telegram": None, "x": 0},
    team_hours=2.5,
    press_office=True,
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_notes_links_and_profile_go_out_and_come_back(language: str) -> None:
    made = answers_workbook(QUESTIONNAIRE, {}, language, evidence=EVIDENCE, profile=PROFILE)
    read = read_answers(made, QUESTIONNAIRE)

    assert read.problems == ()
    assert read.notes == {
        ("PI1.1", "note"): EVIDENCE["PI1.1"].note,
        ("PI1.1", "links"): "https://example.org/a?b=c\nhttp://x.example/ü",
        ("PI1.2", "links"): "https://example.org",
        ("FI4.2", "note"): "x" * 4000,
    }
    said = {name: value for name, value in PROFILE.to_json().items() if value is not None}
    assert read.profile(Profile()) == said


def test_a_workbook_of_the_first_form_is_read_as_it_was() -> None:
    """It had answers and reasons only, the sentences of the levels beside them, and no sheet of the profile."""
    book = load_workbook(io.BytesIO(workbook({**minimum(), "DC5.2": NotApplicable("Fa tutto uno")})))
    sheet = book.worksheets[0]
    sheet["B2"] = None
    for question in QUESTIONNAIRE.questions():
        for column, level in enumerate(sorted(question.levels), 6):
            sheet.cell(ROWS[question.id], column, question.levels[level]["it"])
    del book[book.worksheets[1].title]

    assert read_answers(saved(book), QUESTIONNAIRE) == Read({**minimum(), "DC5.2": NotApplicable("Fa tutto uno")})


@pytest.mark.parametrize(
    ("cell", "value", "problem"),
    [
        ("G4", "www.example.org", CellProblem("G4", "bad_link", {"link": "www.example.org"})),
        ("G4", "https://a.example verbale", CellProblem("G4", "bad_link", {"link": "verbale"})),
        ("G4", "https://a.example/" + "b" * 4000, CellProblem("G4", "long_links", {"most": "4000"})),
        ("F4", "x" * 4001, CellProblem("F4", "long_note", {"most": "4000"})),
        ("F4", "=NOW()", CellProblem("F4", "formula")),
        ("A4", None, CellProblem("A4", "no_id")),
    ],
    ids=["no-address", "words-beside", "long-links", "long-note", "formula", "no-code"],
)
def test_what_is_no_note_and_no_link_is_told_by_its_cell(cell: str, value: object, problem: CellProblem) -> None:
    def change(sheet: Worksheet) -> None:
        sheet["F4"] = "Verbale"
        put(cell, value)(sheet)

    assert only(filled(change)) == problem


def test_links_may_stand_in_one_line() -> None:
    read = filled(put("G4", "https://a.example  https://b.example\nhttps://c.example"))

    assert read.notes == {("PI1.1", "links"): "https://a.example\nhttps://b.example\nhttps://c.example"}


@cache
def profile_row(name: str) -> int:
    sheet = load_workbook(io.BytesIO(answers_workbook(FEW, {}, "it"))).worksheets[1]
    return next(row[0].row for row in sheet.iter_rows(min_row=FIRST) if row[0].value == name)


def described(name: str, value: object) -> Read:
    """What is read after somebody filled in a row of the profile."""
    book = load_workbook(io.BytesIO(answers_workbook(FEW, {}, "it")))
    book.worksheets[1].cell(profile_row(name), 3).value = value  # type: ignore[assignment]
    return read_answers(saved(book), FEW)


@pytest.mark.parametrize(
    ("name", "typed", "meant"),
    [
        ("staff", 12, 12),
        ("staff", 12.0, 12),
        ("staff", " 12 ", 12),
        ("team_hours", 2.5, 2.5),
        ("official_account", "si", True),
        ("official_account", True, True),
        ("official_account", "NO", False),
        ("form", QUESTIONNAIRE.field("form").options["union"]["es"], "union"),
    ],
)
def test_a_detail_is_understood_as_people_write_it(name: str, typed: object, meant: object) -> None:
    read = described(name, typed)

    assert read.problems == ()
    assert read.profile(Profile()) == {name: meant}


@pytest.mark.parametrize(
    ("name", "typed", "kind"),
    [
        ("population", "18.500", "no_number"),
        ("population", "18,500", "no_number"),
        ("staff", "dodici", "no_number"),
        ("staff", True, "no_number"),
        ("staff", datetime(2026, 3, 12), "no_number"),
        ("staff", 2.5, "not_whole"),
        ("staff", -1, "number_range"),
        ("team_hours", 10_001, "number_range"),
        ("team_hours", "2,5", "no_number"),
        ("official_account", "forse", "no_choice"),
        ("form", "Provincia", "no_choice"),
        ("platforms.facebook", "molti", "no_followers"),
        ("platforms.facebook", "1.200", "no_followers"),
        ("platforms.facebook", 1.5, "not_whole"),
        ("staff", "=6*2", "formula"),
    ],
)
def test_what_is_no_detail_is_told_by_its_cell_and_its_sheet(name: str, typed: object, kind: str) -> None:
    problem = only(described(name, typed))

    assert (problem.cell, problem.kind, problem.on_profile) == (f"C{profile_row(name)}", kind, True)
    assert problem_place(problem, Say("it")) == Say("it")("spreadsheet.on_profile", cell=problem.cell)


def test_what_a_platform_is_for_goes_out_and_comes_back_as_text_on_one_line() -> None:
    told = Profile(platforms={"x": None}, purposes={"x": "=1+1", "facebook": "Avvisi"})
    made = answers_workbook(FEW, {}, "it", profile=told)
    saved_now = Profile(purposes={"x": "Prima", "telegram": "Allerte"})

    assert read_answers(made, FEW).profile(Profile())["purposes"] == told.purposes
    assert described("purposes.x", " Per  chi\nviaggia ").profile(saved_now) == {
        "purposes": {"x": "Per chi viaggia", "telegram": "Allerte"}
    }
    assert only(described("purposes.x", "y" * 201)).kind == "long_purpose"


def test_a_row_of_the_profile_twice_or_unknown_is_told() -> None:
    book = load_workbook(io.BytesIO(answers_workbook(QUESTIONNAIRE, {}, "it", profile=PROFILE)))
    book.worksheets[1]["A5"] = "population"
    book.worksheets[1]["A6"] = "budget"

    assert read_answers(saved(book), QUESTIONNAIRE).problems == (
        CellProblem("A5", "field_twice", {"cell": "A4"}, on_profile=True),
        CellProblem("A6", "unknown_field", {}, on_profile=True),
    )


def test_what_is_said_of_platforms_goes_into_those_that_are_saved() -> None:
    saved_now = Profile(platforms={"facebook": 900, "x": 10})

    assert described("platforms.facebook", 1200).profile(saved_now) == {"platforms": {"facebook": 1200, "x": 10}}
    assert described("platforms.telegram", "Sì").profile(saved_now)["platforms"]["telegram"] is None
    assert described("platforms.x", "No").profile(saved_now) == {"platforms": {"facebook": 900}}
    assert described("staff", 3).profile(saved_now) == {"staff": 3}


@pytest.mark.thorough
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
        code, asked, levels = (cell.value for cell in sheet[ROWS[question.id]][:3])
        topic = QUESTIONNAIRE.dimension_of(question.id).title["it"]
        assert (code, asked) == (question.id, f"{topic}\n{question.question['it']}")
        assert levels.split("\n") == [
            f"{level_words(QUESTIONNAIRE, level, Say('it'))} {sentence['it']}"
            for level, sentence in sorted(question.levels.items())
        ]
    lists = [one for one in sheet.data_validations.dataValidation if one.type == "list"]
    assert len(lists) == len(ROWS)
    offers = {str(one.sqref): one.formula1 for one in lists}
    assert offers[f"D{ROWS['DC5.2']}"].endswith("$A$7")
    assert offers[f"D{ROWS['PI1.1']}"].endswith("$A$6")


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_only_the_program_reads_is_hidden_and_where_help_is_stands_at_the_top(language: str) -> None:
    book = load_workbook(io.BytesIO(workbook(language=language)))
    answers, about, explained = book.worksheets

    assert all(sheet.row_dimensions[2].hidden for sheet in (answers, about))
    assert answers["D1"].value == Say(language)("spreadsheet.see_help")
    assert explained.title in answers["D1"].value
    assert filled(put("D4", 3)).answers == {"PI1.1": 3}  # another program saved it, and the hidden row is still read


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_row_is_not_much_taller_than_its_text(language: str) -> None:
    book = load_workbook(io.BytesIO(workbook(language=language)))
    answers = book.worksheets[0]

    for row in range(FIRST, answers.max_row + 1):
        widths = {"B": 30, "C": 66}
        lines = max(
            sum(-(-len(line) // width) for line in str(answers[f"{column}{row}"].value).split("\n"))
            for column, width in widths.items()
        )
        assert answers.row_dimensions[row].height <= lines * 12.8 + 4, row


def test_only_what_is_to_be_filled_in_can_be_changed() -> None:
    for sheet, columns in zip(load_workbook(io.BytesIO(workbook())).worksheets, ("DEFG", "C", ""), strict=True):
        assert sheet.protection.sheet
        assert not sheet.protection.formatRows  # False: not forbidden
        changed = {cell.column_letter for row in sheet.iter_rows() for cell in row if not cell.protection.locked}
        assert changed == set(columns)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sheet_is_one_page_wide_and_no_row_cuts_what_is_in_it(language: str) -> None:
    noted = {"PI1.1": Evidence("Una nota lunga. " * 40, ("https://example.org/" + "a" * 100,) * 5)}
    book = load_workbook(io.BytesIO(answers_workbook(QUESTIONNAIRE, minimum(), language, evidence=noted)))

    for sheet in book.worksheets:
        fits(sheet)
    assert [sheet.print_title_rows for sheet in book.worksheets] == ["$3:$3", "$3:$3", None]


def fits(sheet: Worksheet) -> None:
    """A4, one page wide, and every row as tall as its longest text takes, by a rough count of its letters."""
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    widths = {  # columns of one width stand together
        place: one.width for one in sheet.column_dimensions.values() for place in range(one.min, one.max + 1)
    }
    for row in sheet.iter_rows(min_row=3):
        for cell in row:
            wide = widths.get(cell.column, 13)
            if isinstance(cell.value, str) and cell.alignment.wrap_text and not cell.alignment.textRotation:
                lines = sum(max(1, -(-len(line) // int(wide * 1.2))) for line in cell.value.split("\n"))
                assert sheet.row_dimensions[cell.row].height >= min(lines * 12, 400), cell.coordinate


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
    assert only(filled(put("D4", QUESTIONNAIRE.not_applicable["it"]))) == CellProblem("D4", "always_applies")


def test_not_applicable_needs_a_reason() -> None:
    row, words = OF_FEW["DC5.2"], QUESTIONNAIRE.not_applicable

    assert only(filled(put(f"D{row}", words["it"]))) == CellProblem(f"E{row}", "no_reason")
    blank = filled(lambda s: (put(f"D{row}", words["es"])(s), put(f"E{row}", " \u200b ")(s)))
    assert only(blank) == CellProblem(f"E{row}", "no_reason")
    long = filled(lambda s: (put(f"D{row}", words["es"])(s), put(f"E{row}", "x" * 501)(s)))
    assert only(long) == CellProblem(f"E{row}", "long_reason", {"most": "500"})


def test_a_reason_where_none_is_asked_is_not_dropped_in_silence() -> None:
    assert only(filled(put("E4", "Perché"))) == CellProblem("D4", "reason_alone")
    assert only(filled(put("E4", "Perché"), {"PI1.1": 2})) == CellProblem("E4", "reason_not_asked")


def test_a_row_twice_an_unknown_code_and_a_missing_one_are_told() -> None:
    assert only(filled(put("A5", "PI1.1"))) == CellProblem("A5", "twice", {"id": "PI1.1", "cell": "A4"})
    assert only(filled(put("A5", "PI9.9"))) == CellProblem("A5", "unknown_id", {"id": "PI9.9"})
    assert only(filled(put("A5", None), {"PI1.2": 2})) == CellProblem("A5", "no_id")
    assert only(filled(put("A4", '=CONCATENATE("PI1",".1")'))) == CellProblem("A4", "formula")


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
    assert only(read_answers(saved(book), QUESTIONNAIRE)) == CellProblem("", "no_sheet")
    assert only(read_answers(saved(Workbook()), QUESTIONNAIRE)) == CellProblem("", "no_sheet")


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
    assert only(read_answers(content, QUESTIONNAIRE)) == CellProblem("", kind)


@pytest.mark.thorough
def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    assert only(read_answers(bomb(), QUESTIONNAIRE)) == CellProblem("", "too_large")
    assert only(read_answers(lying_bomb(), QUESTIONNAIRE)) == CellProblem("", "no_workbook")


@pytest.mark.parametrize("code", ["utf-8", "utf-16"])
def test_a_workbook_that_declares_entities_is_refused(code: str) -> None:
    def declared(content: bytes) -> bytes:
        text = content.decode().replace("?>", '?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>', 1)
        return text.replace("UTF-8", code.upper()).encode(code)

    made = with_part("xl/sharedStrings.xml", declared)

    assert only(read_answers(made, QUESTIONNAIRE)) == CellProblem("", "no_workbook")


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
    facts = {"id": "PI1.1", "cell": "A4", "value": "x", "most": "500", "version": "1.0", "link": "x"}

    assert len(kinds) == 26
    for kind in kinds:
        said = problem_words(CellProblem("D4", kind, facts), Say(language))
        assert said.endswith(".")
        assert "{" not in said


DAMAGED: Any = workbook(minimum())
