"""Our own sheets: whole in every language, of help with what is asked, and for anybody to read and to fill in."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

import docx
import pikepdf
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm
from fontTools.ttLib import TTFont
from given import LANGUAGES
from pdf_checks import headings, pages, problems, runs, squeezed, text
from pydantic import BaseModel, ValidationError

from assessment import report, templates
from assessment.language import Text
from assessment.questionnaire import load
from assessment.report import pieces
from assessment.report.templates import paper
from assessment.report.typesetting import FONTS
from assessment.report.word import word
from assessment.settings import settings
from assessment.templates import ORDER, Template, WritingTable, helping_with, loading, template
from assessment.templates.model import LEAST_TALL

EVERY = [(name, language) for name in ORDER for language in LANGUAGES]
WIDE = 170  # millimetres between the margins
POINTS = 72 / 25.4  # in a millimetre

# What they say.


def test_the_six_have_ids_of_their_own_and_one_order() -> None:
    assert tuple(one.id for one in templates.templates()) == ORDER
    assert {path.stem for path in loading.FOLDER.glob("*.yaml")} == set(ORDER)
    assert len(set(ORDER)) == 6
    assert template("role") is templates.templates()[1]
    assert template("nothing") is None


def test_each_helps_with_questions_that_are_asked_and_with_an_essential_where_there_is_one() -> None:
    asked = load(settings().questions)
    helped = {question for one in templates.templates() for question in one.helps}
    essential = {one.id for one in asked.essentials()}

    assert [question for question in sorted(helped) if asked.find(question) is None] == []
    assert [one.id for one in templates.templates() if len(set(one.helps)) != len(one.helps)] == []
    assert {one.id for one in templates.templates() if not essential & set(one.helps)} == {"month"}
    assert len(essential & helped) >= 8
    assert [one.id for one in helping_with("PI3.1")] == ["cases", "metrics"]
    assert helping_with("FI1.1") == ()


def _texts(node: object) -> Iterator[Text]:
    if isinstance(node, Text):
        yield node
    elif isinstance(node, BaseModel):
        for name in type(node).model_fields:
            yield from _texts(getattr(node, name))
    elif isinstance(node, tuple):
        for one in node:
            yield from _texts(one)


@pytest.mark.parametrize("name", ORDER)
def test_every_text_is_there_and_in_print(name: str) -> None:
    texts = list(_texts(template(name)))

    assert len(texts) > 30
    said = [words for one in texts for words in one.root.values()]
    assert [words for words in said if not words or words != words.strip() or re.search("['\"]|  ", words)] == []


@pytest.mark.parametrize("name", ORDER)
def test_no_sheet_knows_the_law_of_a_country_or_names_a_platform(name: str) -> None:
    said = " ".join(words for one in _texts(template(name)) for words in one.root.values())
    law = r"\b(art\.|D\.?Lgs|GDPR|RGPD|Ley \d|Legge \d|Act \d{4}|Garante|112|113|092)"
    brand = r"\b(Facebook|Instagram|WhatsApp|Telegram|TikTok|YouTube|Twitter)\b"

    assert not re.search(f"{law}|{brand}", said)


def test_where_the_law_of_a_country_applies_there_is_a_blank_for_it() -> None:
    for name in ("first", "cases"):
        sheet = template(name)
        assert sheet is not None
        heads = [head["en"] for part in sheet.parts if isinstance(part, WritingTable) for head in part.heads]
        assert any("that applies" in head for head in heads), name


def test_a_sheet_is_read_as_strictly_as_the_questionnaire() -> None:
    words = {language: "x" for language in LANGUAGES}
    whole = {"id": "x", "title": words, "about": words, "helps": ("PI1.1",)}
    room = {"heads": (words, words), "wide": (1, 1), "empty": 1}

    Template.model_validate({**whole, "parts": (room,)})
    for wrong in (
        {**whole, "more": 1},
        {**whole, "id": "../x"},
        {**whole, "helps": ()},
        {**whole, "parts": ({**room, "wide": (1,)},)},
        {**whole, "parts": ({**room, "empty": 0},)},
        {**whole, "parts": ({**room, "tall": LEAST_TALL - 1},)},
        {**whole, "parts": ({**room, "rows": ((words, words, words),)},)},
    ):
        with pytest.raises(ValidationError):
            Template.model_validate(wrong)


def test_a_file_that_cannot_be_read_is_said_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text("id: x\nid: y\n", "utf-8")

    with pytest.raises(ValueError, match=r"x\.yaml:2"):
        loading._read(tmp_path / "x.yaml")


# How they are handed over.


@cache
def _file(name: str, language: str, ending: str) -> bytes:
    sheet = template(name)
    assert sheet is not None
    return report.template(sheet, language, ending)


def test_a_file_is_called_what_the_sheet_is_called_in_the_language_of_its_reader() -> None:
    names = {
        report.template_name(sheet, language, ending)
        for sheet in templates.templates()
        for language in LANGUAGES
        for ending in report.SHEET_ENDINGS
    }

    assert len(names) == len(ORDER) * len(LANGUAGES) * 2
    assert "lista-di-controllo-prima-di-pubblicare-it.pdf" in names
    assert all(re.fullmatch(r"[a-z0-9-]+\.(pdf|docx)", name) for name in names)


@pytest.mark.thorough
@pytest.mark.parametrize(("name", "language"), EVERY)
def test_every_sheet_can_be_read_by_everybody_on_two_pages(name: str, language: str) -> None:
    file = _file(name, language, "pdf")
    sheet = template(name)
    assert sheet is not None

    assert problems(file) == []
    assert pages(file) <= 2
    said = squeezed(text(file))
    assert [one[language] for one in _texts(sheet.parts) if not _lines_in(one[language], said)] == []
    with pikepdf.open(io.BytesIO(file)) as pdf:
        assert str(pdf.Root.Lang).startswith(language)
        assert str(pdf.docinfo.Title) == sheet.title[language]


def _lines_in(words: str, said: str) -> bool:
    """Whether the words are on the page; those of a cell may have been read with its neighbours' between them."""
    return all(squeezed(word) in said for word in words.split())


@pytest.mark.thorough
@pytest.mark.parametrize(("name", "language"), EVERY)
def test_no_heading_stands_alone_at_the_foot_of_a_page(name: str, language: str) -> None:
    file = _file(name, language, "pdf")
    with pikepdf.open(io.BytesIO(file)) as pdf:
        for number, page in enumerate(pdf.pages, 1):
            alone = pikepdf.new()
            alone.pages.append(page)
            inside = [run for run in runs(alone) if run.text.strip() and 57 < run.y < 771]
            lowest = min(run.y for run in inside)
            last = squeezed("".join(run.text for run in inside if run.y - lowest < 0.5))
            assert not any(squeezed(title).endswith(last) for on, _, title in headings(file) if on == number)


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_no_word_is_wider_than_its_cell(name: str, language: str) -> None:
    sheet = template(name)
    assert sheet is not None
    too_wide = []
    for table in (one for one in paper(sheet, language).pieces if isinstance(one, pieces.FillIn)):
        for row, size, face in ((table.table.heads, 9, _bold()), *((row, 9.5, _regular()) for row in table.table.rows)):
            for words, share in zip(row, table.wide, strict=True):
                room = WIDE * POINTS * share / sum(table.wide) - 8
                too_wide += [one for one in words.split() if _width(one, face) * size > room]
    assert too_wide == []


def _width(words: str, face: TTFont) -> float:
    """How wide it is, in letters' height."""
    letters, wide = face.getBestCmap(), face["hmtx"]
    return sum(wide[letters[ord(one)]][0] for one in words) / face["head"].unitsPerEm


@cache
def _regular() -> TTFont:
    return TTFont(next(FONTS.rglob("SourceSans*-Regular.*")))


@cache
def _bold() -> TTFont:
    return TTFont(next(FONTS.rglob("SourceSans*-Bold.*")))


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_every_sheet_can_be_filled_in_with_word(name: str, language: str) -> None:
    sheet = template(name)
    assert sheet is not None
    copy = docx.Document(io.BytesIO(word(paper(sheet, language))))

    assert (copy.core_properties.title, copy.core_properties.language) == (sheet.title[language], language)
    levels = [int(one.style.name[-1]) for one in copy.paragraphs if one.style.name.startswith("Heading")]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    said = squeezed(" ".join([*(one.text for one in copy.paragraphs), *_cells(copy)]))
    assert [one[language] for one in _texts(sheet.parts) if squeezed(one[language]) not in said] == []
    assert {one.get(qn("w:instr")) for one in copy.sections[0].footer._element.iter(qn("w:fldSimple"))} == {
        "PAGE",
        "NUMPAGES",
    }
    for table in copy.tables:
        head, *rows = table.rows
        assert head._tr.xpath("./w:trPr/w:tblHeader") and all(cell.text for cell in head.cells)
        assert all(row.height >= Mm(LEAST_TALL) for row in rows)
        assert all(row._tr.xpath("./w:trPr/w:cantSplit") for row in table.rows)


def _cells(copy: docx.document.Document) -> list[str]:
    return [cell.text for table in copy.tables for row in table.rows for cell in row.cells]


def test_the_same_sheet_gives_the_same_bytes() -> None:
    sheet = templates.templates()[0]

    for ending in report.SHEET_ENDINGS:
        assert report.template(sheet, "it", ending) == report.template(sheet, "it", ending)


def test_what_is_no_report_is_not_taken_for_one() -> None:
    assert report.provenance(_file("first", "en", "pdf")) is None
