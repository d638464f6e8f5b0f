"""What somebody brings: both doors measure a workbook alike, refuse the same files, and take what is meant well."""

from __future__ import annotations

import io
import struct
import tomllib
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from random import Random
from time import process_time

import pytest
import xlsxwriter
from foreign import NO_WORKBOOKS
from given import QUESTIONNAIRE, minimum

from assessment import unpacked, upload
from assessment.language import clean, number
from assessment.register import read_departments
from assessment.report.spreadsheet import answers_workbook, read_answers
from assessment.wording import LANGUAGES, Say

Change = Callable[[bytes], bytes]

MOST_MEMORY = 8_000_000  # bytes, for reading a small file: less than any of the bombs
HOUSE = Path(__file__).parent.parent / "assessment"
SPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LAUGHS = "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(9))
ENTITIES = f'<!DOCTYPE sst [<!ENTITY a0 "ha">{LAUGHS}]><sst xmlns="{SPACE}"><si><t>&a9;</t></si></sst>'


def departments(*names: str, columns: int = 2) -> bytes:
    """A list of departments as a spreadsheet program writes it, with frames around empty cells too."""
    data = io.BytesIO()
    with xlsxwriter.Workbook(data, {"in_memory": True}) as book:
        sheet, frame = book.add_worksheet(), book.add_format({"border": 1})
        sheet.write_row(0, 0, ("name", "staff"), frame)
        for row, name in enumerate(names, 1):
            sheet.write_row(row, 0, (name, 12, *[None] * (columns - 2)), frame)
    return data.getvalue()


def of_the_list(data: bytes) -> list[str]:
    """What is wrong with a list of departments."""
    return [one.kind for one in read_departments(data, "list.xlsx", QUESTIONNAIRE).problems]


def of_the_answers(data: bytes) -> list[str]:
    """What is wrong with a workbook of answers."""
    return [one.kind for one in read_answers(data, QUESTIONNAIRE).problems]


# A door: a file that it takes, what it says of one, and how it calls what it refuses.
Door = tuple[bytes, Callable[[bytes], list[str]], Mapping[str, str]]
KINDS = ("too_large", "too_much", "file_kind", "unreadable")
DOORS: dict[str, Door] = {
    "list": (departments("Borgo Alba"), of_the_list, {kind: kind for kind in KINDS}),
    "answers": (
        answers_workbook(QUESTIONNAIRE, minimum(), "it"),
        of_the_answers,
        {"too_large": "too_large", "too_much": "too_large", "file_kind": "no_workbook", "unreadable": "no_workbook"},
    ),
}
both_doors = pytest.mark.parametrize("door", DOORS.values(), ids=DOORS)


def repacked(data: bytes, parts: Mapping[str, bytes | Change]) -> bytes:
    """A workbook with some of its parts replaced, changed or added."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in dict.fromkeys((*old.namelist(), *parts)):
            part = parts.get(name) or old.read(name)
            new.writestr(name, part if isinstance(part, bytes) else part(old.read(name)))
    return made.getvalue()


def added(content: bytes, packing: int = zipfile.ZIP_DEFLATED, attributes: int = 0) -> Change:
    """One more part, whatever is in it."""

    def change(data: bytes) -> bytes:
        made = io.BytesIO(data)
        with zipfile.ZipFile(made, "a") as archive:
            part = zipfile.ZipInfo("xl/media/x.bin")
            part.compress_type, part.external_attr = packing, attributes
            archive.writestr(part, content)
        return made.getvalue()

    return change


def lying(size: int, packing: int) -> Change:
    """One more part, which claims to unpack to a hundred bytes."""
    return lambda data: added(bytes(size), packing)(data).replace(struct.pack("<L", size), struct.pack("<L", 100))


def hiding(data: bytes) -> bytes:
    """A part with ninety megabytes behind its stated end, up to which it holds and fits its checksum."""
    text = b'<coreProperties xmlns="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>'
    whole = text + b" " * 90_000_000
    made = repacked(data, {"docProps/core.xml": whole})
    for said, claimed in ((zlib.crc32(whole), zlib.crc32(text)), (len(whole), len(text))):
        made = made.replace(struct.pack("<L", said), struct.pack("<L", claimed))
    return made


def twice_the_same_name(data: bytes) -> bytes:
    made = io.BytesIO(data)
    with zipfile.ZipFile(made, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("xl/workbook.xml", b"<workbook/>")
    return made.getvalue()


def encrypted(data: bytes) -> bytes:
    """Every part marked so, where it stands and in the directory."""
    made = bytearray(data)
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = made.find(mark)
        while at >= 0:
            made[at + place] |= 1
            at = made.find(mark, at + 4)
    return bytes(made)


def declaring(encoding: str, named: str = "") -> Change:
    """Entities among the texts, written in an encoding that is named or not."""
    head = f'<?xml version="1.0" encoding="{named}"?>' if named else ""
    return lambda data: repacked(data, {"xl/sharedStrings.xml": (head + ENTITIES).encode(encoding)})


def seen_in_utf_7_alone(data: bytes) -> bytes:
    hidden = ENTITIES.replace("<!", "+ADwAIQ-").encode()
    return repacked(data, {"docProps/core.xml": b'<?xml version="1.0" encoding="UTF-7"?>' + hidden})


def with_sheets(sheets: str) -> Change:
    """Another list of the sheets there are."""

    def change(content: bytes) -> bytes:
        head, rest = content.split(b"<sheets>")
        return head + b"<sheets>" + sheets.encode() + b"</sheets>" + rest.split(b"</sheets>")[1]

    return lambda data: repacked(data, {"xl/workbook.xml": change})


def another_archive(_data: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    return made.getvalue()


def grains(size: int) -> bytes:
    """Bytes that pack to about a fortieth."""
    return b"".join(Random(n).randbytes(20) + bytes(1_000) for n in range(size // 1_020 + 1))


HUNDRED_SHEETS = "".join(f'<sheet name="s{n}" sheetId="{n}" r:id="rId1"/>' for n in range(1, 101))

HOSTILE: dict[str, tuple[str, Change]] = {
    "large": ("too_large", lambda data: data + bytes(upload.MOST_BYTES)),
    "much, not dense": ("too_large", added(grains(10_000_000))),
    "dense, not much": ("too_large", added(bytes(9_000_000))),
    "many parts": ("too_large", lambda data: repacked(data, {f"{n}.bin": b"x" for n in range(upload.MOST_PARTS)})),
    "lies about its size": ("unreadable", lying(9_000_000, zipfile.ZIP_DEFLATED)),
    "lies, packed otherwise": ("unreadable", lying(99_000_000, zipfile.ZIP_BZIP2)),
    "packed otherwise": ("unreadable", added(b"grain", zipfile.ZIP_LZMA)),
    "wrong checksum": (
        "unreadable",
        lambda data: added(b"grain", zipfile.ZIP_STORED)(data).replace(b"grain", b"grail"),
    ),
    "a name twice": ("unreadable", twice_the_same_name),
    "a link": ("unreadable", added(b"/etc/passwd", attributes=0o120777 << 16)),
    "encrypted": ("unreadable", encrypted),
    "cut off": ("unreadable", lambda data: data[:-200]),
    "only begins like one": ("unreadable", lambda data: data[:4] + bytes(100)),
    "broken XML": ("unreadable", lambda data: repacked(data, {"xl/workbook.xml": b"<workbook"})),
    "a hundred sheets, one part": ("unreadable", with_sheets(HUNDRED_SHEETS)),
    "entities": ("unreadable", declaring("utf-8", "UTF-8")),
    "entities, nothing named": ("unreadable", declaring("utf-8-sig")),
    "entities, UTF-16": ("unreadable", declaring("utf-16", "UTF-16")),
    "entities, UTF-16, no mark": ("unreadable", declaring("utf-16-be", "UTF-16")),
    "entities, UTF-32": ("unreadable", declaring("utf-32", "UTF-32")),
    "entities, Latin 1": ("unreadable", declaring("iso-8859-1", "ISO-8859-1")),
    "entities, EBCDIC": ("unreadable", declaring("cp037", "IBM037")),
    "entities, UTF-7": ("unreadable", seen_in_utf_7_alone),
    "entities, in what is no XML": ("unreadable", added(ENTITIES.encode())),
    "another archive": ("file_kind", another_archive),
    "something else": ("file_kind", lambda _data: b"%PDF-1.7\n" + bytes(64)),
}


@pytest.mark.parametrize("text", [True, False])
@pytest.mark.parametrize(("name", "data", "kind"), NO_WORKBOOKS.values(), ids=NO_WORKBOOKS)
def test_what_is_no_workbook_is_told_by_how_it_begins(name: str, data: bytes, kind: str, text: bool) -> None:
    with pytest.raises(upload.UploadError) as refused:
        upload.check(data, text=text)

    assert refused.value.kind == kind


def test_text_is_refused_where_a_workbook_is_asked_for() -> None:
    upload.check("Comando;Personale\nAlba;12\n".encode("utf-16"), text=True)
    with pytest.raises(upload.UploadError) as refused:
        upload.check(b"Comando;Personale\nAlba;12\n")

    assert refused.value.kind == "file_kind"


@both_doors
def test_a_workbook_is_let_through(door: Door) -> None:
    upload.check(door[0])
    upload.check(door[0], text=True)


def test_the_platform_lets_through_what_is_refused_in_our_words() -> None:
    config = tomllib.loads((HOUSE.parent / ".streamlit" / "config.toml").read_text("utf-8"))

    assert config["server"]["maxUploadSize"] * 1_000_000 >= 10 * upload.MOST_BYTES
    for key in ("upload_limit", "upload_size"):
        for language in LANGUAGES:
            assert f"{number(upload.MOST_BYTES / 1_000_000, language)} MB" in Say(language)(f"platform.{key}")


def test_both_doors_take_what_is_meant_well() -> None:
    assert [says(data) for data, says, _ in DOORS.values()] == [[], []]


@both_doors
@pytest.mark.parametrize(("kind", "change"), HOSTILE.values(), ids=HOSTILE)
def test_both_doors_refuse_what_means_harm(door: Door, kind: str, change: Change) -> None:
    data, says, called = door
    file = change(data)

    with pytest.raises(upload.UploadError) as refused:
        unpacked.sheets(file)
    assert refused.value.kind == kind
    if file.startswith(upload.ZIP):
        assert says(file) == [called[kind]]


FIRST_SHEET, STYLES, BOOK = "xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/workbook.xml"
A_NAME = '<definedName name="a">A1</definedName>'


def sheet(rows: str, *, before: str = "", after: str = "") -> bytes:
    """A sheet with these rows, and what stands around them."""
    return f'<worksheet xmlns="{SPACE}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'.encode()


def texts(inside: str) -> Mapping[str, bytes | Change]:
    return {"xl/sharedStrings.xml": f'<sst xmlns="{SPACE}">{inside}</sst>'.encode()}


def among(part: str, end: str, inside: str) -> Mapping[str, bytes | Change]:
    """More of something in a part, before the end of where it stands."""
    return {part: lambda content: content.replace(end.encode(), (inside + end).encode(), 1)}


def days(count: int) -> str:
    return "".join(f'<numFmt numFmtId="{200 + n}" formatCode="y{n}"/>' for n in range(count))


# Parts of a small file with so many tags, of every kind that is read.
FILLED: dict[str, Callable[[int], Mapping[str, bytes | Change]]] = {
    "cells in rows": lambda n: {FIRST_SHEET: sheet(f"<row>{'<c/>' * 98}</row>" * (n // 100))},
    "cells without rows": lambda n: {FIRST_SHEET: sheet("<row><c/></row>" * (n // 3))},
    "rows": lambda n: {FIRST_SHEET: sheet('<row ht="9"/>' * n)},
    "columns": lambda n: {FIRST_SHEET: sheet("", before="<cols>" + '<col min="1" max="9"/>' * n + "</cols>")},
    "no cells": lambda n: {FIRST_SHEET: sheet(f"<row><c>{'<a/>' * n}</c></row>")},
    "depth": lambda n: {FIRST_SHEET: sheet(f"<row><c>{'<a>' * (n // 2)}{'</a>' * (n // 2)}</c></row>")},
    "texts in cells": lambda n: {
        FIRST_SHEET: sheet('<row><c t="inlineStr"><is><r><t>a</t></r></is></c></row>' * (n // 10))
    },
    "shared texts": lambda n: texts("<si/>" * n),
    "pieces of a text": lambda n: texts(f"<si>{'<r><t>a</t></r>' * (n // 4)}</si>"),
    "formats of cells": lambda n: among(STYLES, "</cellXfs>", '<xf numFmtId="0"><alignment/></xf>' * (n // 3)),
    "fonts": lambda n: among(STYLES, "</fonts>", "<font><b/></font>" * (n // 3)),
    "formats of days": lambda n: among(STYLES, "<fonts", f"<numFmts>{days(n)}</numFmts>"),
    "names": lambda n: among(BOOK, "</workbook>", f"<definedNames>{A_NAME * (n // 2)}</definedNames>"),
    "sheets": lambda n: among(BOOK, "</sheets>", "".join(f'<sheet name="s{i}" sheetId="{i}"/>' for i in range(2, n))),
}
BESIDE = ("formats of cells", "fonts", "formats of days", "names", "sheets")


def roomy(data: bytes, parts: Mapping[str, bytes | Change]) -> bytes:
    """A workbook with other parts, and a picture, which allows them to be packed as densely as one likes."""
    return repacked(data, {**parts, "xl/media/picture.png": Random(1).randbytes(120_000)})


@both_doors
@pytest.mark.parametrize("what", FILLED)
def test_both_doors_refuse_a_small_file_with_very_much_in_it(door: Door, what: str) -> None:
    data, says, called = door
    most = upload.MOST_TAGS_BESIDE if what in BESIDE else upload.MOST_TAGS
    file = roomy(data, FILLED[what](most + 999))

    assert len(file) < upload.MOST_BYTES
    assert says(file) == [called["too_much"]]


@both_doors
@pytest.mark.parametrize(
    "parts",
    [
        {FIRST_SHEET: sheet(f"<row>{'<c/>' * (upload.MOST_CELLS + 1)}</row>")},
        {FIRST_SHEET: sheet("<row " + " ".join(f'a{n}=""' for n in range(30_000)) + "/>")},
        texts("<si><t>" + "a" * (upload.MOST_OF_TAG + 1) + "</t></si>"),
    ],
    ids=["a row", "a tag", "a text"],
)
def test_both_doors_refuse_one_thing_that_is_far_too_long(door: Door, parts: Mapping[str, bytes | Change]) -> None:
    data, says, called = door

    assert says(roomy(data, parts)) == [called["too_much"]]


@pytest.mark.parametrize("after", ["mergeCells", "hyperlinks", "conditionalFormatting", "sheetProtection", "extLst"])
def test_what_stands_behind_the_rows_of_a_sheet_is_not_read(after: str) -> None:
    rows = "".join(f'<row><c t="inlineStr"><is><t>{text}</t></is></c></row>' for text in ("name", "Borgo Alba"))
    data = repacked(departments(), {FIRST_SHEET: sheet(rows, after=f"<{after}><broken").replace(b"</worksheet>", b"")})

    assert of_the_list(data) == []


@pytest.fixture(scope="module")
def longest() -> float:
    """The work of reading a list of 2,000 departments, all of it in this run."""
    data = departments(*[f"Polizia locale {n}" for n in range(2_000)], columns=13)
    return max(cost(data) for _ in range(3))


def cost(data: bytes) -> float:
    before = process_time()
    of_the_list(data)
    return process_time() - before


@pytest.mark.thorough
@pytest.mark.parametrize("what", FILLED)
def test_what_is_let_through_costs_no_more_than_some_long_lists_do(what: str, longest: float) -> None:
    most = upload.MOST_TAGS_BESIDE if what in BESIDE else upload.MOST_TAGS
    file = roomy(departments("Alba"), FILLED[what](most - 999))

    assert of_the_list(file) != ["too_much"]
    assert cost(file) < 25 * longest


LONG = 60_000  # signs, of which a pattern that goes back from each takes the square
PRINTED = '<definedName name="_xlnm.Print_{}" localSheetId="0">{}</definedName>'


@pytest.mark.parametrize(
    "changes",
    [
        [
            among(STYLES, "<fonts", f'<numFmts><numFmt numFmtId="200" formatCode="{"[" * LONG}"/></numFmts>'),
            among(STYLES, "</cellXfs>", '<xf numFmtId="200"/>'),
        ],
        [among(BOOK, "</workbook>", f"<definedNames>{PRINTED.format('Titles', 'A' * LONG)}</definedNames>")],
        [among(BOOK, "</workbook>", f"<definedNames>{PRINTED.format('Area', '(' * LONG)}</definedNames>")],
    ],
    ids=["a format", "what is printed on every page", "what is printed"],
)
def test_nothing_beside_the_cells_is_looked_at_again_and_again(
    changes: Sequence[Mapping[str, bytes | Change]], longest: float
) -> None:
    file = departments("Alba")
    for parts in changes:
        file = roomy(file, parts)

    assert cost(file) < longest
    assert of_the_list(file) == []


@pytest.mark.thorough
@pytest.mark.parametrize("what", ["cells in rows", "rows", "columns", "depth", "shared texts", "formats of days"])
def test_what_is_let_through_stays_small_in_memory(what: str) -> None:
    most = upload.MOST_TAGS_BESIDE if what in BESIDE else upload.MOST_TAGS
    file = roomy(departments("Alba"), FILLED[what](most - 999))
    tracemalloc.start()

    of_the_list(file)
    held = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert held < 10 * MOST_MEMORY


@both_doors
@pytest.mark.parametrize("limit", ["MOST_BYTES", "MOST_UNPACKED", "MOST_RATIO", "MOST_PARTS"])
def test_both_doors_have_the_same_limits(monkeypatch: pytest.MonkeyPatch, door: Door, limit: str) -> None:
    data, says, called = door
    monkeypatch.setattr(upload, limit, 1)

    assert says(data) == [called["too_large"]]


def test_nothing_else_opens_a_workbook() -> None:
    opening = {
        path.relative_to(HOUSE).as_posix()
        for path in HOUSE.rglob("*.py")
        if any(word in path.read_text("utf-8") for word in ("import openpyxl", "from openpyxl", "ZipFile(io.BytesIO("))
    }

    assert opening == {"unpacked.py"}


@pytest.mark.thorough
@both_doors
@pytest.mark.parametrize(
    "name", ["much, not dense", "dense, not much", "lies about its size", "lies, packed otherwise"]
)
def test_what_is_refused_was_not_unpacked(door: Door, name: str) -> None:
    file = HOSTILE[name][1](door[0])
    tracemalloc.start()

    refused = door[1](file)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert refused
    assert most < MOST_MEMORY


@pytest.mark.thorough
@both_doors
def test_what_hides_behind_the_stated_end_of_a_part_is_not_unpacked(door: Door) -> None:
    file = hiding(door[0])
    tracemalloc.start()

    wrong = door[1](file)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert wrong == []
    assert most < MOST_MEMORY


def test_a_text_that_many_cells_show_is_cleaned_once(monkeypatch: pytest.MonkeyPatch) -> None:
    cleaned: list[str] = []
    monkeypatch.setattr(unpacked, "clean", lambda text, most: cleaned.append(text) or clean(text, most))
    cells = '<c t="s"><v>0</v></c>' * 40
    rows = "".join(f'<row r="{n}">{cells}</row>' for n in range(1, 101))
    parts = {
        "xl/sharedStrings.xml": f'<sst xmlns="{SPACE}"><si><t>{"name " * 5_000}</t></si></sst>'.encode(),
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{SPACE}"><sheetData>{rows}</sheetData></worksheet>'.encode(),
    }

    (sheet,) = unpacked.sheets(repacked(departments(), parts))

    assert {len(str(cell.value)) for line in sheet.content(100, 40).lines for cell in line.cells} == {
        upload.MOST_CHARACTERS
    }
    assert len(cleaned) == 1


@both_doors
def test_what_openpyxl_warns_of_is_read_without_a_word(door: Door) -> None:
    data, says, _ = door
    no_place = '<sheet name="a" sheetId="1" r:id="rId1"/><sheet name="b" sheetId="2"/>'

    assert says(with_sheets(no_place)(data)) == []


def test_a_day_that_no_calendar_has_is_read_without_a_word() -> None:
    data = io.BytesIO()
    with xlsxwriter.Workbook(data, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ("name", "staff"))
        sheet.write_string(1, 0, "Borgo Alba")
        sheet.write_number(1, 1, 1e12, book.add_format({"num_format": "yyyy-mm-dd"}))

    assert of_the_list(data.getvalue()) == ["cell_error"]


@pytest.mark.thorough
def test_a_list_as_long_as_allowed_with_a_frame_around_every_cell_is_taken() -> None:
    names = [f"Polizia locale di {Random(n).randbytes(8).hex()}" for n in range(4_999)]

    data = departments(*names, columns=40)

    assert len(data) < upload.MOST_BYTES
    assert of_the_list(data) == []
