"""The file a coordinator brings: what is understood, what is told, and files that mean harm."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from datetime import date
from random import Random
from time import process_time

import pytest
import xlsxwriter
from given import QUESTIONNAIRE
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.findings import incoming
from assessment.people import Addressee
from assessment.register import (
    COLUMNS,
    FileChoices,
    Import,
    InRegister,
    ListProblem,
    headings,
    read_departments,
    template,
    told,
)
from assessment.register.columns import _heading, _listed
from assessment.register.problem import MOST_SHOWN
from assessment.register.table import MOST_ROWS
from assessment.rounds import Department, NewDepartment
from assessment.upload import MOST_BYTES
from assessment.wording import LANGUAGES, Say, entries

HEADS = ("name", "staff", "form", "territory", "language", "email")
ALBA = ("Borgo Alba", "12", "union", "mountain", "it", "comando@alba.example")


def read(
    data: bytes | str,
    file_name: str = "departments.csv",
    known: InRegister | None = None,
    choice: FileChoices | None = None,
) -> Import:
    """Read a file with the shipped questionnaire."""
    given = data.encode() if isinstance(data, str) else data
    return read_departments(given, file_name, QUESTIONNAIRE, known, choice=choice)


def csv_file(*rows: tuple[str, ...], delimiter: str = ";") -> str:
    """A CSV file of cells that need no quoting."""
    return "\r\n".join(delimiter.join(row) for row in rows) + "\r\n"


def excel_file(*rows: tuple[object, ...], hidden_first: bool = False) -> bytes:
    """A workbook as a spreadsheet program writes it."""
    data = io.BytesIO()
    with xlsxwriter.Workbook(data, {"in_memory": True, "strings_to_formulas": False}) as workbook:
        if hidden_first:
            workbook.add_worksheet("Notes").hide()
        sheet = workbook.add_worksheet("Departments")
        sheet.activate()
        sheet.set_first_sheet()
        day = workbook.add_format({"num_format": "yyyy-mm-dd"})
        for number, row in enumerate(rows):
            for place, value in enumerate(row):
                if isinstance(value, date):
                    sheet.write_datetime(number, place, value, day)
                else:
                    sheet.write(number, place, value)
    return data.getvalue()


def archive(**parts: bytes) -> bytes:
    """A workbook with some of its parts replaced or added; two underscores stand for a slash."""
    return repacked(excel_file(HEADS, ALBA), {name.replace("__", "/"): content for name, content in parts.items()})


def repacked(data: bytes, parts: dict[str, bytes]) -> bytes:
    """An archive with other contents for some of its parts."""
    found = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(found, "w", zipfile.ZIP_DEFLATED) as new:
        for name in dict.fromkeys((*old.namelist(), *parts)):
            new.writestr(name, parts[name] if name in parts else old.read(name))
    return found.getvalue()


def kinds(found: Import) -> list[tuple[int | None, str | None, str]]:
    """What is wrong, in short."""
    return [(one.row, one.column, one.kind) for one in found.problems]


# What is understood


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("hint", [False, True])
def test_a_csv_file_is_read_whatever_divides_its_cells(delimiter, mark, hint):
    announced = f"sep={delimiter}\r\n" if hint else ""

    found = read(mark + announced + csv_file(HEADS, ALBA, delimiter=delimiter))

    assert found.problems == ()
    assert found.found.new == (
        NewDepartment("Borgo Alba", "it", 12, "union", "mountain", email="comando@alba.example"),
    )


def test_an_excel_workbook_is_read_with_numbers_as_numbers():
    found = read(excel_file(HEADS, ("Borgo Alba", 12, "Unione", "", "", ""), ("Borgo Bruno", 1200.0)), "list.xlsx")

    assert [(one.name, one.staff, one.form, one.language) for one in found.found.new] == [
        ("Borgo Alba", 12, "union", "en"),
        ("Borgo Bruno", 1200, None, "en"),
    ]


def test_what_a_file_is_is_told_from_what_is_in_it_and_a_hidden_sheet_is_not_read():
    found = read(excel_file(HEADS, ALBA, hidden_first=True), "list.csv")

    assert [one.name for one in found.found.new] == ["Borgo Alba"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_empty_file_of_every_language_is_understood(language):
    separator = "," if language == "en" else ";"  # as Excel of the country divides cells
    filled = template(language) + separator.join(["Borgo Alba", "12", "", "", "", ""]).encode() + b"\r\n"

    found = read(filled)

    assert found.problems == ()
    assert found.looked.ignored == ()
    assert (found.found.new[0].name, found.found.new[0].staff) == ("Borgo Alba", 12)
    assert len(headings(language)) == len(COLUMNS)


def test_no_heading_means_two_columns():
    meant: dict[str, set[str]] = {}
    for column in COLUMNS:
        for language in LANGUAGES:
            for word in entries()[f"register.headings.{column}"][language]["other"].split(","):
                meant.setdefault(word.strip().casefold(), set()).add(column)

    assert {word: columns for word, columns in meant.items() if len(columns) > 1} == {}


@pytest.mark.parametrize("field_id", ["form", "main_territory"])
def test_short_words_of_the_choices_are_of_options_that_exist_and_mean_one_each(field_id):
    options = QUESTIONNAIRE.field(field_id).options
    written = {key.rsplit(".", 1)[1] for key in entries() if key.startswith(f"register.values.{field_id}.")}
    meant: dict[str, set[str]] = {}
    for option in written:
        for language in LANGUAGES:
            for word in entries()[f"register.values.{field_id}.{option}"][language]["other"].split(","):
                meant.setdefault(word.strip().casefold(), set()).add(option)

    assert written == set(options)
    assert {word: found for word, found in meant.items() if len(found) > 1} == {}


def test_headings_may_come_in_any_order_language_and_case_and_others_are_told():
    found = read(csv_file(("TELEFONO", "correo electronico", "Comando", "people"), ("XX", "", "Borgo Alba", "7")))

    assert found.problems == ()
    assert found.looked.ignored == ("TELEFONO",)
    assert (found.found.new[0].name, found.found.new[0].staff, found.found.new[0].email) == ("Borgo Alba", 7, None)


@pytest.mark.parametrize(
    ("column", "written", "meant"),
    [
        ("staff", "1 200", 1200),
        ("staff", "1’200", 1200),
        ("staff", "1.200,00", 1200),
        ("staff", "12,0", 12),
        ("staff", " 12 ", 12),
        ("form", "UNION OR ASSOCIATION OF MUNICIPALITIES", "union"),
        ("form", "mancomunidad", "union"),
        ("territory", "citta", "urban"),
        ("territory", "Montaña", "mountain"),
        ("language", "ITALIANO", "it"),
        ("language", "Spanish", "es"),
        ("email", "Comando@Alba.Example", "comando@alba.example"),
    ],
)
def test_a_value_is_understood_as_people_write_it(column, written, meant):
    found = read(csv_file(("name", column), ("Borgo Alba", written)).replace(written, f'"{written}"'))

    key = "main_territory" if column == "territory" else column
    assert found.problems == ()
    assert getattr(found.found.new[0], key) == meant


def test_empty_rows_are_passed_over_and_rows_keep_the_numbers_of_the_spreadsheet():
    text = csv_file(("name", "staff"), ("", ""), ("Borgo Alba", "5"), (" ", ""), ("Borgo Bruno", "x"))

    found = read(text)

    assert kinds(found) == [(5, "staff", "not_whole")]
    assert kinds(read(excel_file(("name", "staff"), ("", ""), ("Borgo Alba", 5), (), ("Borgo Bruno", "x")))) == kinds(
        found
    )


def test_a_name_over_two_lines_in_quotes_is_one_name():
    found = read('name;staff\r\n"Borgo\r\n  Alba; valle";4\r\nBorgo Bruno;x\r\n')

    assert kinds(found) == [(3, "staff", "not_whole")]
    assert read('name;staff\r\n"Borgo\r\n  Alba; valle";4\r\n').found.new[0].name == "Borgo Alba; valle"


# What is wrong, all at once


def test_a_file_with_one_mistake_brings_nothing():
    found = read(csv_file(HEADS, ALBA, ("Borgo Bruno", "many", "", "", "", "")))

    assert found.found.new == ()
    assert found.looked.rows == 2
    assert found.problems == (ListProblem(3, "staff", "not_whole", "many"),)


def test_every_problem_is_told_with_its_row_and_column():
    found = read(
        csv_file(
            HEADS,
            ("Borgo Alba", "12,5", "club", "moon", "latin", "comando"),
            ("", "0", "", "", "", "a@b@c.example"),
            ("BORGO  ALBA", "", "", "", "", "x@alba.example"),
            ("Borgo Bruno", "200000", "", "", "", "X@alba.example"),
            ("x" * 121, "#N/A", "", "", "", ""),
            ("Borgo Corvo", "1", "", "", "", "", "more", "and more"),
        )
    )

    assert found.problems == (
        ListProblem(2, "staff", "not_whole", "12,5"),
        ListProblem(2, "form", "not_a_choice", "club"),
        ListProblem(2, "territory", "not_a_choice", "moon"),
        ListProblem(2, "language", "not_a_choice", "latin"),
        ListProblem(2, "email", "email_wrong", "comando"),
        ListProblem(3, "name", "missing"),
        ListProblem(3, "staff", "staff_range", "0"),
        ListProblem(3, "email", "email_wrong", "a@b@c.example"),
        ListProblem(4, "name", "name_twice", "BORGO ALBA", 2),
        ListProblem(5, "staff", "staff_range", "200000"),
        ListProblem(6, "name", "too_long", "x" * MOST_SHOWN),
        ListProblem(6, "staff", "cell_error", "#N/A"),
        ListProblem(7, None, "beyond", "more and more"),
    )


@pytest.mark.parametrize(
    "seen", ["Borgo\u200b Alba", "Borgo \u202eAlba", "Borgo Al\u00adba", "Borgo\u00a0Alba", "\ufeffBorgo Alba"]
)
def test_a_name_that_only_looks_the_same_is_the_same(seen):
    found = read(csv_file(("name",), ("Borgo Alba",), (seen,)))

    assert kinds(found) == [(3, "name", "name_twice")]


@pytest.mark.parametrize("nothing", ["\u200b", "---", "…", "\u202e", '""', "\u3164"])
def test_a_name_without_a_letter_or_figure_is_missing(nothing):
    assert kinds(read(csv_file(("name", "staff"), (nothing, "3")))) == [(2, "name", "missing")]


def test_a_text_that_looks_like_a_formula_stays_a_text():
    found = read(csv_file(("name",), ("=HYPERLINK(1)A",)))

    assert found.found.new[0].name == "=HYPERLINK(1)A"  # written out as text wherever it goes


def test_headings_are_held_to_account():
    assert kinds(read(csv_file(("staff", "email"), ("3", "")))) == [(1, "name", "column_missing")]
    assert kinds(read(csv_file(("name", "Personale", "people"), ("A1", "3", "4")))) == [(1, "staff", "column_twice")]
    assert kinds(read(csv_file(HEADS))) == [(None, None, "no_rows")]


def test_a_date_or_a_fraction_in_a_workbook_is_no_number_of_people():
    found = read(excel_file(("name", "staff"), ("Borgo Alba", date(2027, 1, 12)), ("Borgo Bruno", 1.5), ("C", True)))

    assert [(one.row, one.kind) for one in found.problems] == [(2, "not_whole"), (3, "not_whole"), (4, "not_whole")]


# Files that mean harm, or are something else


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (b"", "a.csv", "empty_file"),
        (b" \r\n\t\r\n", "a.csv", "empty_file"),
        (b";;;\r\n;;\r\n", "a.csv", "empty_file"),
        (b"x" * (MOST_BYTES + 1), "a.csv", "too_large"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "a.xls", "old_excel"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "a.xlsx", "old_excel"),
        (b"name;staff\nAlba;1\n", "a.xlsx", "file_kind"),
        (b"%PDF-1.7\n\xe2\xe3\xcf\xd3\n", "a.csv", "encoding"),
        (b"\x89PNG\r\n\x1a\n" + bytes(64), "a.csv", "encoding"),
        ("name;staff\nForlì;1\n".encode("cp1252"), "a.csv", "encoding"),
        ("name;staff\nForlì;1\n".encode("utf-16"), "a.csv", "encoding"),
        (b'name;staff\nAlba;1\n"Bruno;2\n', "a.csv", "quotes"),
        (b'name;staff\n"Alba"x;1\n', "a.csv", "quotes"),
        (b"PK\x03\x04" + bytes(100), "a.xlsx", "unreadable"),
        (b"PK\x03\x04 only begins like one", "a.csv", "unreadable"),
    ],
)
def test_what_is_no_table_is_refused_with_its_reason(data, name, kind):
    found = read(data, name)

    assert [one.kind for one in found.problems] == [kind]
    assert found.found.new == ()


def test_the_row_of_a_letter_that_is_not_utf_8_is_told():
    assert read(b"name\nAlba\nForl\xec\n").problems[0].row == 3


def test_an_archive_that_is_no_workbook_is_refused():
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as other:
        other.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")

    assert kinds(read(data.getvalue(), "list.ods")) == [(None, None, "file_kind")]


@pytest.mark.parametrize(
    "parts",
    [
        {"xl__media__zeros.bin": bytes(11_000_000)},  # more than may be unpacked
        {"xl__sharedStrings.xml": b"<sst>" + b" " * 5_000_000 + b"</sst>"},  # packed a thousand times
        {"xl__media__grain.bin": b"".join(Random(n).randbytes(20) + bytes(1_000) for n in range(10_000))},
        {f"xl__media__{number}.bin": b"" for number in range(1_001)},
    ],
    ids=["too much", "too dense", "too much and not dense", "too many"],
)
def test_a_bomb_is_refused_before_it_is_unpacked(parts):
    data = archive(**parts)

    assert len(data) < MOST_BYTES
    assert kinds(read(data, "bomb.xlsx")) == [(None, None, "too_large")]


def test_an_archive_that_lies_about_its_size_is_refused():
    data = bytearray(archive(xl__media__zeros=bytes(9_000_000)))
    # the directory and the part itself claim that it unpacks to one hundred bytes
    for place in [match.start() for match in re.finditer(re.escape(struct.pack("<L", 9_000_000)), bytes(data))]:
        data[place : place + 4] = struct.pack("<L", 100)
    as_xml = bytes(data).replace(b"xl/media/zeros", b"xl/media/z.xml")

    assert kinds(read(as_xml, "liar.xlsx")) == [(None, None, "unreadable")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be"])
def test_even_a_harmless_entity_is_refused(encoding):
    rows = f'<row r="1">{inline("A1", "name")}</row><row r="2">{inline("A2", "&place; Alba")}</row>'
    doctype = f'<?xml version="1.0" encoding="{encoding[:6]}"?><!DOCTYPE worksheet [<!ENTITY place "Borgo">]>'.encode()
    text = (doctype + sheet_xml(rows)).decode()
    mark = "" if encoding == "utf-8" else "\ufeff"

    found = read(archive(**{"xl__worksheets__sheet1.xml": (mark + text).encode(encoding)}), "entity.xlsx")

    assert kinds(found) == [(None, None, "unreadable")]


@pytest.mark.parametrize(
    "part", ["xl__sharedStrings.xml", "xl__worksheets__sheet1.xml", "xl__workbook.xml", "docProps__core.xml"]
)
def test_a_million_laughs_are_refused_wherever_they_are(part):
    laughs = "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(9))
    text = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "ha">{laughs}]><x>&a9;</x>'

    assert kinds(read(archive(**{part: text.encode()}), "laughs.xlsx")) == [(None, None, "unreadable")]


def test_an_entity_that_reads_another_file_is_refused(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("Borgo Segreto")
    text = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY s SYSTEM "{secret.as_uri()}">]><sst><si><t>&s;</t></si></sst>'

    found = read(archive(**{"xl__sharedStrings.xml": text.encode()}), "theft.xlsx")

    assert kinds(found) == [(None, None, "unreadable")]


def test_entities_are_refused_in_a_part_that_is_not_called_xml():
    relations = excel_file(HEADS, ALBA)
    with zipfile.ZipFile(io.BytesIO(relations)) as workbook:
        moved = workbook.read("xl/_rels/workbook.xml.rels").replace(b"sharedStrings.xml", b"strings.dat")
    text = b'<!DOCTYPE x [<!ENTITY a "ha">]><sst><si><t>&a;</t></si></sst>'

    found = read(archive(**{"xl___rels__workbook.xml.rels": moved, "xl__strings.dat": text}), "moved.xlsx")

    assert kinds(found) == [(None, None, "unreadable")]


def test_a_link_in_an_archive_is_refused():
    data = io.BytesIO(excel_file(HEADS, ALBA))
    with zipfile.ZipFile(data, "a") as workbook:
        link = zipfile.ZipInfo("xl/media/passwd")
        link.external_attr = 0o120777 << 16
        workbook.writestr(link, "/etc/passwd")

    assert kinds(read(data.getvalue(), "link.xlsx")) == [(None, None, "unreadable")]


def sheet_xml(rows: str, dimension: str = "A1:F2") -> bytes:
    """A worksheet of its own making."""
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    text = f'<worksheet xmlns="{space}"><dimension ref="{dimension}"/><sheetData>{rows}</sheetData></worksheet>'
    return text.encode()


def inline(place: str, text: str) -> str:
    """A cell with its text in it."""
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def test_a_sheet_that_claims_every_cell_there_is_is_read_as_far_as_it_goes():
    rows = f'<row r="1">{inline("A1", "name")}</row><row r="2">{inline("A2", "Alba")}{inline("XFD2", "far")}</row>'

    found = read(archive(**{"xl__worksheets__sheet1.xml": sheet_xml(rows, "A1:XFD1048576")}), "claims.xlsx")

    assert [one.name for one in found.found.new] == ["Alba"]


def test_a_row_far_below_is_read_and_the_empty_ones_between_do_not_count():
    rows = f'<row r="1">{inline("A1", "name")}</row><row r="1048576">{inline("A1048576", "Alba")}</row>'

    found = read(archive(**{"xl__worksheets__sheet1.xml": sheet_xml(rows)}), "far.xlsx")

    assert [one.name for one in found.found.new] == ["Alba"]


@pytest.mark.parametrize(
    "rows",
    [
        [("name", "staff"), *((f"Alba {n}", "1" * 5_000) for n in range(300))],
        [(" 1" * 2_500,) * 40, ("name", "staff"), ("Alba", "1")],
        [("name", "form", "territory"), *((f"Alba {n}", "è " * 2_500, "ñ " * 2_500) for n in range(300))],
    ],
    ids=["staff", "headings", "choices"],
)
def test_cells_that_are_filled_to_the_brim_cost_little_more_than_a_list_does(rows):
    def cost(*rows: tuple[object, ...]) -> float:
        data, before = excel_file(*rows), process_time()
        read(data, "departments.xlsx")
        return process_time() - before

    usual = max(cost(HEADS, *((f"Alba {n}", n + 1) for n in range(1_000))) for _ in range(3))

    assert cost(*rows) < 10 * usual


def test_too_many_departments_are_refused_and_as_many_as_allowed_are_not():
    names = [f"Borgo {number}" for number in range(MOST_ROWS)]

    assert len(read("\n".join(["name", *names[:-1]])).found.new) == MOST_ROWS - 1
    assert [one.kind for one in read("\n".join(["name", *names])).problems] == ["too_many_rows"]


@pytest.mark.thorough
@settings(max_examples=150)
@given(st.data())
def test_a_damaged_workbook_is_read_or_refused_and_never_breaks_anything(data):
    names = [
        "xl/worksheets/sheet1.xml",
        "xl/workbook.xml",
        "xl/styles.xml",
        "xl/sharedStrings.xml",
        "[Content_Types].xml",
    ]
    whole = excel_file(HEADS, ALBA)
    name = data.draw(st.sampled_from(names))
    with zipfile.ZipFile(io.BytesIO(whole)) as workbook:
        part = bytearray(workbook.read(name))
    for _ in range(data.draw(st.integers(1, 4))):
        at, length = data.draw(st.integers(0, len(part) - 1)), data.draw(st.integers(0, 30))
        part[at : at + length] = data.draw(st.binary(max_size=12))

    found = read(repacked(whole, {name: bytes(part)}), "damaged.xlsx")

    assert bool(found.found.new) != bool(found.problems or found.questions)


@pytest.mark.thorough
@settings(max_examples=200)
@given(
    st.one_of(st.binary(max_size=400), st.text(max_size=300).map(str.encode)), st.sampled_from(["a.csv", "a.xlsx", ""])
)
def test_whatever_is_brought_gives_departments_or_problems(data, name):
    found = read(data, name)

    assert bool(found.found.new) != bool(found.problems or found.questions)


@pytest.mark.thorough
@given(st.lists(st.lists(st.text(max_size=20), min_size=6, max_size=6), min_size=1, max_size=5))
def test_any_cells_come_back_as_departments_or_as_problems_of_their_rows(cells):
    quoted = [";".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in cells]

    found = read("\r\n".join([";".join(HEADS), *quoted]))

    assert bool(found.found.new) != bool(found.problems or found.questions)
    assert all(one.row is None or one.row >= 2 for one in found.problems)
    assert all(one.name == " ".join(one.name.split()) != "" for one in found.found.new)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_problem_has_its_words(language):
    source = (entries(), Say(language))
    every = {
        "empty_file", "too_large", "too_much", "too_many_rows", "file_kind", "old_excel", "encoding", "quotes",
        "unreadable", "no_rows", "column_missing", "column_twice", "beyond", "cell_error", "formula_empty", "missing",
        "too_long", "text_long", "name_twice", "not_whole", "staff_range", "not_a_choice", "email_wrong", "email_twice",
        "email_named", "code_twice", "code_known",
    }  # fmt: skip
    written = {key.rsplit(".", 1)[1] for key in source[0] if key.startswith("register.problems.")}

    assert written == every
    for kind in every:
        said = source[1](f"register.problems.{kind}", value="12,5", other_row=3, other="Borgo Alba", choices="a, b")
        assert said
        assert "{" not in said


# Lists as offices make them


@pytest.mark.parametrize(
    ("name", "staff"),
    [
        ("Comune", "N. addetti"),
        ("COMANDO DI POLIZIA LOCALE", "Numero di addetti"),
        ("Polizia Locale", "Agenti (al 31/12/2026)"),
        ("Municipio", "N.º de agentes"),
        ("Ayuntamiento", "Nº efectivos"),
        ("Denominazione", "Dotazione organica"),
        ("Ente", "N° operatori"),
        ("Denominazione_ente", "Totale personale in servizio"),
        ("DENOMINAZIONE_IT", "addetti 2026"),
        ("DENOMINAZIONE (ITALIANA E STRANIERA)", "Addetti PL"),
        ("des_amm", "Organico"),
        ("Nombre del municipio", "Plantilla real"),
        ("Nombre", "Número de policías"),
        ("Police department", "No. of officers"),
        ("Comune/Unione", "Personale (persone)"),
        ("Comando di P.L.", "N. vigili"),
        ("CORPO DI POLIZIA MUNICIPALE", "Operatori P.M."),
        ("Ente / Comune", "Forza organica"),
        ("Ayuntamientos", "Núm. policías locales"),
    ],
)
def test_the_headings_of_real_lists_are_understood(name, staff):
    found = read(csv_file((name, staff), ("Borgo Alba", "12")))

    assert [(one.name, one.staff) for one in found.found.new] == [("Borgo Alba", 12)]
    assert found.looked.ignored == ()


def test_the_other_columns_of_real_lists_are_understood():
    heads = ("Comune", "Prov.", "Codice ISTAT", "PEC", "Comandante", "Vicecomandante", "E-mail 2", "CAP", "Abitanti")
    row = ("Borgo Alba", "FC", "040012", "pec@alba.example", "Nina Novi", "Ugo Neri", "due@alba.example", "1", "900")

    (one,) = read(csv_file(heads, row)).found.new

    assert (one.area, one.code, one.email, one.contact) == ("FC", "040012", "pec@alba.example", "Nina Novi")
    assert (one.second_contact, one.second_email, one.staff) == ("Ugo Neri", "due@alba.example", None)


def test_the_stronger_of_two_headings_counts():
    found = read(
        csv_file(("Comune", "Comando", "Dotazione organica", "In servizio"), ("Alba", "Unione Alta", "20", "14"))
    )

    assert [(one.name, one.staff) for one in found.found.new] == [("Unione Alta", 14)]
    assert found.looked.ignored == ("Comune", "Dotazione organica")


@pytest.mark.parametrize(("first", "last"), [("Nome", "Cognome"), ("Nombre", "Apellidos"), ("Name", "Surname")])
def test_a_first_name_is_no_departments_name(first, last):
    found = read(csv_file(("Comune", last, first, "E-mail"), ("Borgo Alba", "Novi", "Nina", "n@alba.example")))
    people = read(csv_file((last, first), ("Novi", "Nina")))

    assert [(one.name, one.contact) for one in found.found.new] == [("Borgo Alba", "Nina Novi")]
    assert kinds(people) == [(1, "name", "column_missing")]


def test_no_heading_is_understood_in_two_ways_of_one_rank():
    meant: dict[str, set[tuple[str, int]]] = {}
    for word, meaning, rank in _listed():
        if meaning != "first_name":
            meant.setdefault(_heading(word), set()).add((meaning, rank))

    assert {word: found for word, found in meant.items() if len({meaning for meaning, _ in found}) > 1} == {}


def test_a_column_that_looks_like_staff_or_addresses_is_asked_about_and_others_are_not():
    rows = (("Comune", "Quanti", "Scrivere a", "Telefono"), ("Alba", "12", "a@alba.example", "0547"))

    found = read(csv_file(*rows))
    said = read(csv_file(*rows), choice=FileChoices(answers={"column-1": "staff", "column-2": "unused"}))

    assert [(one.kind, one.value) for one in found.questions] == [
        ("column_staff", "Quanti"),
        ("column_email", "Scrivere a"),
    ]
    assert found.found.new == ()
    assert [(one.name, one.staff, one.email) for one in said.found.new] == [("Alba", 12, None)]


def test_a_number_cell_is_not_read_as_a_text():
    found = read(excel_file(("Comando", "Personale"), ("Cesena", 12.125), ("Alba", 12.0), ("Bruma", float(10**12))))

    assert kinds(found) == [(2, "staff", "not_whole"), (4, "staff", "not_whole")]


@pytest.mark.parametrize(("text", "sign"), [("12.500", "."), ("12,500", ","), ("1.200", ".")])
def test_a_text_that_can_be_two_numbers_is_asked_about(text, sign):
    rows = csv_file(("name", "staff"), ("Alba", text), ("Bruma", "7"))

    found = read(rows)
    thousands = read(rows, choice=FileChoices(answers={f"sign-{ord(sign)}": "thousands"}))
    decimal = read(rows, choice=FileChoices(answers={f"sign-{ord(sign)}": "decimal"}))

    assert [(one.kind, one.value, one.rows) for one in found.questions] == [("sign", text, (2,))]
    assert thousands.found.new[0].staff == int(text.replace(sign, ""))
    assert kinds(decimal) == [(2, "staff", "not_whole")]


def test_what_a_sign_means_may_be_told_by_the_other_numbers_of_the_column():
    grouped = read(csv_file(("name", "staff"), ("Alba", "12.500"), ("Bruma", "1.200,00")))
    decimal = read(csv_file(("name", "staff"), ("Alba", "12.500"), ("Bruma", "7.5")))

    assert [one.staff for one in grouped.found.new] == [12500, 1200]
    assert grouped.questions == decimal.questions == ()
    assert kinds(decimal) == [(2, "staff", "not_whole"), (3, "staff", "not_whole")]


def test_a_formula_without_its_result_is_told_with_its_row():
    cells = f'{inline("A2", "Alba")}<c r="B2"><f>40+46</f></c>'
    head = f'<row r="1">{inline("A1", "name")}{inline("B1", "staff")}</row>'

    found = read(archive(**{"xl__worksheets__sheet1.xml": sheet_xml(f'{head}<row r="2">{cells}</row>')}), "a.xlsx")
    kept = read(excel_file(("name", "staff"), ("Alba", 86)), "a.xlsx")

    assert kinds(found) == [(2, "staff", "formula_empty")]
    assert kept.found.new[0].staff == 86


def test_hidden_rows_and_columns_and_other_sheets_are_told():
    data = io.BytesIO()
    with xlsxwriter.Workbook(data, {"in_memory": True}) as book:
        for title in ("FC", "BO"):
            sheet = book.add_worksheet(title)
            for at, row in enumerate((("name", "staff"), ("Alba", 12), ("Bruma", 9))):
                sheet.write_row(at, 0, row)
        book.get_worksheet_by_name("FC").set_row(2, None, None, {"hidden": True})
        book.get_worksheet_by_name("FC").set_column(1, 1, None, None, {"hidden": True})

    found = read(data.getvalue(), "list.xlsx")

    assert (found.looked.sheet, found.looked.other_sheets) == ("FC", ("BO",))
    assert (found.looked.rows, found.looked.hidden_rows, found.looked.hidden_columns) == (2, 1, ("staff",))
    assert [one.name for one in found.found.new] == ["Alba", "Bruma"]


def test_rows_that_are_only_formatted_do_not_count():
    data = io.BytesIO()
    with xlsxwriter.Workbook(data, {"in_memory": True}) as book:
        sheet, frame = book.add_worksheet(), book.add_format({"border": 1})
        sheet.write_row(0, 0, ("name", "staff"))
        sheet.write_row(1, 0, ("Alba", 12))
        for row in range(2, MOST_ROWS + 100):
            sheet.write_blank(row, 0, None, frame)
        sheet.write_blank(1_048_575, 1, None, frame)

    found = read(data.getvalue(), "list.xlsx")

    assert (found.looked.rows, [one.name for one in found.found.new]) == (1, ["Alba"])


@pytest.mark.parametrize(
    "row",
    [
        ("TOTALE", "21"),
        ("Total general", "21"),
        ("Totale comandi: 2", ""),
        ("Fonte: Regione, dati al 31/12/2026", ""),
        ("Fuente: elaboración propia", ""),
        ("Nota", ""),
        ("* dato stimato", ""),
        ("Comune", "Personale"),
    ],
)
def test_a_row_that_is_no_department_is_asked_about(row):
    rows = csv_file(("Comune", "Personale"), ("Alba", "12"), row)

    found = read(rows)
    left_out = read(rows, choice=FileChoices(answers={"no_departments": "leave_out"}))

    assert [(one.kind, one.rows) for one in found.questions] == [("no_departments", (3,))]
    assert found.found.new == ()
    assert [one.name for one in left_out.found.new] == ["Alba"]
    assert left_out.looked.left_out == (3,)


def test_a_place_that_begins_like_a_source_or_a_total_is_a_department():
    found = read(csv_file(("Comune", "Personale"), ("Fonte Nuova", "40"), ("Totana", "12"), ("Fuentes", "3")))

    assert found.questions == ()
    assert len(found.found.new) == 3


@pytest.mark.parametrize(
    ("above", "row", "rows"),
    [
        ([("Elenco dei comandi della rete",), ("Comando", "Personale", "E-mail")], 2, 1),
        ([("Ente", "", "Contatti"), ("Comando", "Personale", "E-mail")], 2, 1),
        ([("Comando", "Personale", "Contatti"), ("", "", "E-mail")], 2, 2),
        ([("", "", ""), ("Comando", "Personale", "E-mail")], 2, 1),
    ],
)
def test_headings_further_down_or_in_two_rows_are_found_and_told(above, row, rows):
    found = read(csv_file(*above, ("Alba", "12", "a@alba.example")))

    assert (found.looked.headings_row, found.looked.headings_rows) == (row, rows)
    assert [(one.name, one.staff, one.email) for one in found.found.new] == [("Alba", 12, "a@alba.example")]


# A list held against the register

ALBA_NOW = Department("alba", "north", "Forlì", "it", 61, "single", code="040012")
BRUMA_NOW = Department("bruma", "north", "Bruma", "it", 9, left_on=date(2027, 1, 1))
CORVO_NOW = Department("corvo", "north", "Corvo", "it")
REGISTER = InRegister(
    (ALBA_NOW, BRUMA_NOW, CORVO_NOW),
    {
        "a@alba.example": Addressee("Anna Bianchi", ("alba",)),
        "c@corvo.example": Addressee("Carla Neri", ("corvo",), ("bruma",)),
    },
)


def test_a_list_tells_what_is_new_changed_unchanged_and_missing():
    found = read(csv_file(("Comune", "Agenti", "Provincia"), ("FORLI'", "64", ""), ("Zeta", "5", "FC")), known=REGISTER)

    (change,) = found.found.changed
    assert (change.before, change.fields(), change.to.staff, change.to.name) == (ALBA_NOW, ["staff"], 64, "Forlì")
    assert [one.name for one in found.found.new] == ["Zeta"]
    assert found.found.missing == (CORVO_NOW,)  # Bruma has left


def test_an_empty_cell_changes_nothing():
    found = read(csv_file(("Comune", "Agenti", "Codice"), ("Forlì", "", ""), ("Bruma", "", "")), known=REGISTER)

    assert found.found.unchanged == (ALBA_NOW, BRUMA_NOW)
    assert found.found.left == (BRUMA_NOW,)


def test_a_department_is_known_by_its_code_without_the_noughts_that_a_spreadsheet_takes_away():
    found = read(excel_file(("Comune", "Codice ISTAT"), ("Forlimpopoli", 40012)), known=REGISTER)

    (change,) = found.found.changed
    assert (change.before, change.fields(), change.to.name) == (ALBA_NOW, ["name"], "Forlimpopoli")


def test_a_code_of_one_department_and_the_name_of_another_are_told():
    found = read(csv_file(("Comune", "Codice"), ("Corvo", "040012")), known=REGISTER)

    assert [(one.kind, one.other) for one in found.problems] == [("code_known", "Forlì")]


@pytest.mark.parametrize(("answer", "new", "changed"), [("same", 0, 1), ("other", 1, 0)])
def test_a_name_like_one_in_the_register_is_asked_about(answer, new, changed):
    rows = csv_file(("Comune", "Agenti"), ("Polizia Locale Forli", "64"))

    found = read(rows, known=REGISTER)
    said = read(rows, known=REGISTER, choice=FileChoices(answers={"known-2": answer}))

    assert [(one.kind, one.value, one.other) for one in found.questions] == [("known", "Polizia Locale Forli", "Forlì")]
    assert (len(said.found.new), len(said.found.changed)) == (new, changed)


def test_many_names_like_those_in_the_register_are_asked_about_at_once():
    register = InRegister([Department(f"d{n}", "north", f"Borgo {n}", "it") for n in range(9)])
    rows = csv_file(("Comune",), *((f"Polizia Locale Borgo {n}",) for n in range(9)))

    found = read(rows, known=register)
    same = read(rows, known=register, choice=FileChoices(answers={"known": "same"}))
    each = read(rows, known=register, choice=FileChoices(answers={"known": "each"}))

    assert [(one.kind, one.count) for one in found.questions] == [("known_all", 9)]
    assert len(same.found.unchanged) == 9
    assert len(each.questions) == 10


def test_an_address_lets_in_who_does_not_sign_in_for_the_department_and_never_did():
    new = read(csv_file(("Comune", "PEC"), ("Forlì", "new@alba.example")), known=REGISTER)
    known = read(csv_file(("Comune", "PEC"), ("Forlì", "A@alba.example")), known=REGISTER)
    gone = read(csv_file(("Comune", "PEC"), ("Bruma", "c@corvo.example")), known=REGISTER)

    assert [one.email for one in new.found.changed] == ["new@alba.example"]
    assert known.found.unchanged == (ALBA_NOW,)
    assert gone.found.unchanged == (BRUMA_NOW,)  # the access that was removed does not come back with an old list


def test_an_address_of_several_departments_is_one_person_in_each():
    rows = (("Forlì", "c@corvo.example", ""), ("Zeta", "z@zeta.example", "Zoe Zeta"), ("Yota", "Z@zeta.example", ""))
    found = read(csv_file(("Comune", "PEC", "Referente"), *rows), known=REGISTER)

    assert [one.email for one in (*found.found.changed, *found.found.new)] == [
        "c@corvo.example", "z@zeta.example", "z@zeta.example"
    ]  # fmt: skip
    assert [(one.email, one.departments) for one in found.found.several] == [
        ("z@zeta.example", ("Zeta", "Yota")),
        ("c@corvo.example", ("Corvo", "Forlì")),
    ]


def test_an_address_of_two_names_is_told_and_its_advice_helps():
    heads = ("Comune", "PEC", "Referente")
    known = (("Forlì", "c@corvo.example", "Dora Verdi"),)
    twice = (("Zeta", "z@zeta.example", "Zoe Zeta"), ("Yota", "z@zeta.example", "Yuri Yota"))
    own = (("Forlì", "a@alba.example", "Ten. A. Bianchi"),)  # as the register calls who signs in for it already

    assert [(one.row, one.kind, one.other) for one in read(csv_file(heads, *known), known=REGISTER).problems] == [
        (2, "email_named", "Carla Neri")
    ]
    assert kinds(read(csv_file(heads, *twice), known=REGISTER)) == [(3, "email", "email_twice")]
    assert not read(csv_file(heads, *own), known=REGISTER).problems
    for name in ("CARLA NERI", ""):
        assert not read(csv_file(heads, (*known[0][:2], name)), known=REGISTER).problems
    assert not read(csv_file(heads, twice[0], (*twice[1][:2], "zoe zeta")), known=REGISTER).problems


def test_a_mistake_that_is_made_often_is_told_once_with_its_rows():
    found = read(csv_file(("name", "email"), *((f"Borgo {n}", f"at{n}") for n in range(60))))

    (once,) = told(found.problems)
    assert (once.kind, once.rows, len(once.values)) == ("email_wrong", tuple(range(2, 62)), 60)


@pytest.mark.parametrize(("rows", "said"), [((2, 3, 9), "2–3 e 9"), ((3, 10), "3 e 10"), ((4,), "4")])
def test_rows_are_listed_as_one_says_them(rows, said):
    assert incoming.rows_words(rows, Say("it")) == said


def test_many_rows_are_not_listed_to_the_end():
    assert incoming.rows_words(range(2, 60, 2), Say("it")).endswith("16 …")
