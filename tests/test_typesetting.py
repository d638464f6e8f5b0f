"""How text becomes a file: nothing that anybody types breaks a paper, and nothing typed is lost."""

from __future__ import annotations

import io
import re
import unicodedata
from dataclasses import replace
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from given import IDS, everything
from papers import RICH, mixed, reported
from pdf_checks import problems, runs, squeezed, text

from assessment import report
from assessment.answers import Evidence
from assessment.findings import Table
from assessment.report import chapters, typesetting
from assessment.report.pieces import Document, Grid, Listing, Paragraph
from assessment.report.reported import document as whole
from assessment.report.reported import read
from assessment.wording import Say

pytestmark = pytest.mark.thorough

CODE = re.compile(r"\[U\+[0-9A-F]{4,6}\]")

HOSTILE = (
    '#read("/etc/hostname") #let x = 1; #panic()',
    "$ x^2 $ *b* _i_ `code` @ref <label> \\ // /* */ ~ --- [x] {y}",
    "\"double\" 'single' “curly” «angle» %PDF-1.7 (Tj) ET endstream",
    "= Heading\n- item\n+ item\n/ term: x\n```typ #1```",
    "</xmp> <script>alert(1)</script> &amp; ${7*7} {{7*7}}",
)


def document(words: str) -> Document:
    """A paper that says only this."""
    said = (Paragraph(words),)
    return Document("en", "Title", "Author", "About", (), None, "Running", False, "Foot", "{page}/{pages}", said)


def printed(words: str) -> str:
    """The text of a paper that says only this."""
    return text(typesetting.pdf(document(words)))


def over_pages(said: str) -> str:
    """A text without what stands at the foot and at the head of pages in its midst."""
    return re.sub(r"Foot\d+/\d+InTouchRunning", "", squeezed(said))


@pytest.mark.parametrize("words", HOSTILE)
def test_text_comes_out_as_it_was_typed(words: str) -> None:
    assert squeezed(words) in squeezed(printed(words))


def test_notes_come_out_of_a_report_as_they_were_typed() -> None:
    evidence = {
        question_id: Evidence(note, (f"https://example.org/?q={note}",))
        for question_id, note in zip(IDS, HOSTILE, strict=False)
    }

    said = squeezed(text(report.full(reported(everything(2), evidence=evidence), "it")))

    for note in HOSTILE:
        assert said.count(squeezed(note)) == 2


@pytest.mark.parametrize(
    "name", ['D\'Olmo "Nord" #1 $x$ *y* @z \\ <b>', ") >> endobj (Nord) Tj %%EOF", "kind=full, submission=2027-0099"]
)
def test_a_hostile_name_comes_out_as_it_was_typed(name: str) -> None:
    file = report.brief(reported(everything(2), department_name=name), "it")

    assert name in text(file)
    assert problems(file) == []
    with pikepdf.open(io.BytesIO(file)) as pdf:
        say = Say("it")
        title = say("report.title.of", department=name, title=say("report.title.brief"))
        assert (str(pdf.docinfo.Title), str(pdf.docinfo.Author)) == (title, name)
    told = report.provenance(file)
    assert told is not None
    assert (told.kind, told.submission) == ("brief", "2027-0012")


def test_right_to_left_text_keeps_its_letters_and_their_order() -> None:
    hebrew, arabic = "שלום עולם", "سلام"

    said = printed(f"{hebrew}\n{arabic}")

    assert hebrew[::-1] in said  # the text of a page runs from left to right
    assert set(arabic) <= set(said)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("😀", "[U+1F600]"),
        ("日本", "[U+65E5][U+672C]"),
        ("a\u202eb", "a[U+202E]b"),
        ("a\x00\x1b\x7fb", "a[U+0000][U+001B][U+007F]b"),
        ("\ufeff\ue000\U000e0041", "[U+FEFF][U+E000][U+E0041]"),
        ("a\ud800b", "a[U+D800]b"),
        ("one\u2028two\r\nthree\tfour", "one\ntwo\nthree four"),
        ("naïve – “è” €", "naïve – “è” €"),
    ],
)
def test_a_character_without_a_glyph_is_printed_as_its_code(typed: str, shown: str) -> None:
    assert typesetting.printable(typed) == shown
    assert squeezed(shown) in squeezed(printed(typed))


def test_every_plane_of_unicode_can_be_typed() -> None:
    for plane in range(17):
        typed = "".join(chr(point) for point in range(plane << 16, (plane + 1) << 16, 1021))

        said = squeezed(printed(typed))

        codes = re.findall(r"\[U\+[0-9A-F]+\]", typesetting.printable(typed))
        assert len(codes) > 30
        assert all(code in said for code in codes)


def test_every_character_that_is_said_to_have_a_glyph_has_one() -> None:
    faces = typesetting.faces_in(typesetting.installed())
    bases = {"HEBREW": "א", "ARABIC": "ب"}  # what a mark of each script stands on
    letters = [chr(point) for point in sorted(faces.characters)]
    marked = [
        bases.get(unicodedata.name(one).split()[0], "o") + one if unicodedata.combining(one) else one for one in letters
    ]

    assert len(letters) > 1400
    assert "U+" not in printed("\n".join(marked))


@pytest.mark.proof
@pytest.mark.parametrize("plane", range(17))
def test_every_character_of_unicode_can_be_typed(plane: int) -> None:
    points = range(plane << 16, (plane + 1) << 16)
    notes = [Paragraph("".join(map(chr, points[at : at + 4000]))) for at in range(0, len(points), 4000)]

    said = over_pages(text(typesetting.pdf(replace(document(""), pieces=tuple(notes)))))

    codes = [code for note in notes for code in CODE.findall(typesetting.printable(note.text))]
    assert len(codes) > 60_000
    assert CODE.findall(said) == codes  # in their order, and none for a character that has a glyph


def test_a_note_of_nothing_but_characters_without_a_glyph_is_printed() -> None:
    said = printed("\U0010fffe" * 4000)  # as many as the store keeps, each the longest of codes

    assert CODE.findall(over_pages(said)) == ["[U+10FFFE]"] * 4000


def test_notes_in_other_directions_and_with_control_characters_are_read_by_everybody() -> None:
    notes = (
        "שלום עולם: 12 מכתבים",
        "\u202eabc\u202c \u2066x\u2069",
        "\x00\x07\x1b[31m red \x7f\x9b",
        "a\tb\r\nc\vd\x85e",
    )
    evidence = {question_id: Evidence(note) for question_id, note in zip(IDS, notes, strict=False)}

    file = report.full(reported(everything(2), evidence=evidence), "es")

    assert problems(file) == []
    assert squeezed("[U+0000][U+0007][U+001B][31m red [U+007F][U+009B]") in squeezed(text(file))


def test_a_letter_and_a_mark_that_no_font_has_together_still_make_a_file() -> None:
    said = printed("\u0430\u05b0 \u0644\u05b0 \u05d0\u064b \u0915\u094d")

    assert "[U+0915]" in said


@pytest.mark.parametrize("before", range(36, 48))
def test_a_short_list_stays_whole_and_a_table_begins_below_what_introduces_it(before: int) -> None:
    """A table of many rows breaks where the page ends; a page half empty is no better."""
    filler = tuple(Paragraph(f"Line {number}") for number in range(before))
    rows = tuple((f"Row{number}", "x") for number in range(12))
    listing = Listing(tuple(f"Item{number}" for number in range(4)))
    grid = Grid(Table(("Name", "Value"), rows), wide=(1, 1))
    lists, tables = (
        page_texts(typesetting.pdf(replace(document(""), pieces=(*filler, *pieces))))
        for pieces in ((listing,), (Paragraph("Introduced"), grid))
    )

    assert [page.count("Item") for page in lists if "Item" in page] == [4]
    assert [page for page in tables if "Introduced" in page and "Row0" in page]


def test_a_table_of_a_dozen_rows_may_go_on_over_the_page() -> None:
    filler = tuple(Paragraph(f"Line {number}") for number in range(36))
    grid = Grid(Table(("Name", "Value"), tuple((f"Row{number}", "x") for number in range(16))), wide=(1, 1))
    found = page_texts(typesetting.pdf(replace(document(""), pieces=(*filler, grid))))

    assert [page.count("Name") for page in found] == [1, 1]


def test_a_table_of_ten_short_rows_stays_on_one_page_and_one_of_long_rows_is_not_cut() -> None:
    for lines, cell in ((36, "x"), (38, "x"), (40, "x"), (36, "One essential, and another one. " * 12)):
        filler = tuple(Paragraph(f"Line {number}") for number in range(lines))
        grid = Grid(Table(("Name", "Value"), tuple((f"Row{number}.", cell) for number in range(10))), wide=(1, 1))
        found = page_texts(typesetting.pdf(replace(document(""), pieces=(*filler, grid))))

        assert sum(page.count("Row") for page in found) == 10
        assert (max(page.count("Row") for page in found) == 10) is (cell == "x")


def page_texts(file: bytes) -> list[str]:
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(file)]


def test_long_words_and_long_notes_stay_on_the_page() -> None:
    evidence = {"PI1.1": Evidence("ÿ" * 4000, ("https://example.org/" + "a" * 600,))}

    file = report.full(reported(everything(2), evidence=evidence), "en")

    with pikepdf.open(io.BytesIO(file)) as pdf:
        assert max(run.x + len(run.text) * run.size / 4 for run in runs(pdf)) < 595
    assert text(file).count("ÿ") == 4000


def test_too_much_text_is_refused_in_a_sentence() -> None:
    many = replace(document(""), pieces=(Paragraph("a" * 40_000),) * (typesetting.MOST_BYTES // 40_000))

    with pytest.raises(report.TypesettingError, match=r"too long: 4[0-9]{6} bytes"):
        typesetting.pdf(many)


@pytest.mark.parametrize("part", ["A long note. ", "x\n", "\u0301", "\u200d", "שלום ", "日"])
def test_a_megabyte_in_one_note_is_refused_in_a_sentence(part: str) -> None:
    note = (part * 1_000_000)[:1_000_000]

    with pytest.raises(report.TypesettingError, match=r"too long: [0-9]+ characters of one text, at most 50000"):
        report.full(reported(everything(2), evidence={"PI1.1": Evidence(note)}), "it")


def test_without_its_fonts_a_paper_is_set_in_another() -> None:
    bare = typesetting.faces_in([])

    file = typesetting.pdf(document("Così è: 12 “pagine” 😀 Ж"), bare)

    assert "Così è: 12 “pagine” [U+1F600] [U+0416]" in text(file)
    assert problems(file, bookmarks=False) == ["there is no heading"]


@pytest.mark.parametrize("family", ["SourceSans", "SourceSerif", "nothing"])
def test_a_report_is_whole_in_whatever_fonts_there_are(family: str) -> None:
    fonts = typesetting.faces_in([file for file in typesetting.installed() if file.name.startswith(family)])
    reading = read(RICH, "es")

    file = typesetting.pdf(whole(reading, "full", chapters.pieces(reading)), fonts)

    assert problems(file) == []
    assert RICH.submission.sha256 in squeezed(text(file))


def held() -> float:
    """Mebibytes of memory that this process holds."""
    told = Path("/proc/self/status").read_text("ascii")
    return int(told.partition("VmRSS:")[2].split()[0]) / 1024


def test_a_document_that_is_set_is_not_remembered() -> None:
    """Typst would keep some fifty megabytes of each of the last ten."""
    told = [reported(mixed(seed), departments=25, history=True) for seed in range(6)]
    for one in told[:2]:
        report.full(one, "it")
    before = held()
    for one in told[2:]:
        report.full(one, "it")

    assert held() - before < 100
