"""The same document with Word's own means, for those who must paste it into a template of their own.

Headings, lists and tables are Word's built-in styles, so they take the look of wherever they are pasted. A figure comes
as its table. The letters are those that every office program has, or has others of the same width for.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import datetime
from functools import singledispatchmethod

import docx
from docx.document import Document as Word
from docx.enum.table import WD_ROW_HEIGHT_RULE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import _Cell as Cell
from docx.table import _Row as Row
from docx.text.paragraph import Paragraph as Line

from assessment.findings.rows import Table
from assessment.language import clean
from assessment.report import pieces
from assessment.report.heights import FONT
from assessment.scoring import Met

_WIDE, _MARGIN = 210, 20  # of a page, in millimetres
_WRITTEN_IN = "No Spacing"  # Word's own style that a table to write in is set in
_NEVER = datetime(1980, 1, 1)
_PACKED = (1980, 1, 1, 0, 0, 0)  # the time of every part of the file: the same document gives the same bytes


def word(document: pieces.Document) -> bytes:
    """Write a document as .docx."""
    writer = _Writer(docx.Document())
    writer.about(document)
    for piece in document.pieces:
        writer.write(piece)
    return writer.packed()


class _Writer:
    """Writes one piece after the other at the end of a Word document."""

    def __init__(self, target: Word) -> None:
        self._word = target
        self._opens = False  # whether the next heading begins a page

    def about(self, document: pieces.Document) -> None:
        """Say what the document is, and in which language."""
        properties = self._word.core_properties
        properties.title, properties.author = _kept(document.title), _kept(document.author)
        properties.subject, properties.keywords = (_kept(document.about), ", ".join(document.keywords)[:255])
        properties.comments = properties.last_modified_by = ""
        properties.created = properties.modified = (document.made_at or _NEVER).replace(tzinfo=None)
        properties.language = document.language
        self._speak(document.language)
        self._dress()
        section = self._word.sections[0]
        section.page_width, section.page_height = Mm(_WIDE), Mm(297)  # A4, with the margins of the PDF
        section.left_margin = section.right_margin = Mm(_MARGIN)
        section.top_margin, section.bottom_margin = Mm(25), Mm(20)
        section.header.paragraphs[0].text = _kept(document.running)
        section.footer.paragraphs[0].text = _kept(document.foot)
        numbered = section.footer.add_paragraph()
        numbered.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        _page_of(numbered, document.page_of)

    def packed(self) -> bytes:
        """The file, with nothing in it that changes from one moment to the next."""
        raw, made = io.BytesIO(), io.BytesIO()
        self._word.save(raw)
        with zipfile.ZipFile(raw) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
            for name in old.namelist():
                new.writestr(zipfile.ZipInfo(name, _PACKED), old.read(name), zipfile.ZIP_DEFLATED)
        return made.getvalue()

    @singledispatchmethod
    def write(self, piece: object) -> None:
        """Write one piece."""
        raise TypeError(f"{type(piece).__name__} has no form in Word; give it one here")

    @write.register
    def _(self, piece: pieces.Heading) -> None:
        made = self._word.add_heading(_kept(piece.text), piece.level)
        made.paragraph_format.page_break_before, self._opens = self._opens or None, False
        if piece.beside:
            self._line(piece.beside).paragraph_format.keep_with_next = True

    @write.register
    def _(self, piece: pieces.Paragraph) -> None:
        line = self._line(piece.text, bold=piece.tone == "strong")
        line.paragraph_format.keep_with_next = piece.tone == "quiet" or None  # it says what follows

    @write.register
    def _(self, piece: pieces.Facts) -> None:
        for fact in piece.items:
            self._named(fact.value, f"{fact.label}: {fact.meaning}" if fact.meaning else fact.label)

    @write.register
    def _(self, piece: pieces.Scale) -> None:
        self._line(piece.alt)

    @write.register(pieces.DotRows)
    @write.register(pieces.BoxRows)
    @write.register(pieces.InUseRows)
    def _(self, piece: pieces.DotRows | pieces.BoxRows | pieces.InUseRows) -> None:
        self._table(piece.table)

    @write.register
    def _(self, piece: pieces.Grid) -> None:
        self._table(piece.table, piece.wide)

    @write.register
    def _(self, piece: pieces.FillIn) -> None:
        before = self._word.paragraphs[-1].paragraph_format
        before.space_after, before.keep_with_next = Pt(4), True
        self._tabled(piece.table, piece.wide)
        for place, row in enumerate(self._word.tables[-1].rows):
            if place:
                row.height, row.height_rule = Mm(piece.tall), WD_ROW_HEIGHT_RULE.AT_LEAST
            for cell in row.cells:
                _tight(cell, is_last=place == len(piece.table.rows))
        below = self._word.paragraphs[-1]  # what keeps one table from the next
        below.paragraph_format.space_after, below.paragraph_format.line_spacing = Pt(0), Pt(8)

    @write.register
    def _(self, piece: pieces.Essentials) -> None:
        for item in piece.items:
            self._line(f"{item.name}: {item.word}", "List Bullet", bold=item.met is not Met.MET)

    @write.register
    def _(self, piece: pieces.Steps) -> None:
        for number, step in enumerate(piece.items, piece.first):
            room = "   ".join(f"{label}: …" for label in step.room)
            facts = "   ".join(f"{fact.name}: {fact.value}" for fact in step.facts)
            notes = (f"{note.name}: {note.value}" for note in step.notes)
            below = (step.leads, step.why, step.matters, room, facts, *notes)
            self._named(f"{number}. {step.action}", "".join(f"\n{line}" for line in below if line))

    @write.register
    def _(self, piece: pieces.Box) -> None:
        self._line(piece.title, bold=True).paragraph_format.keep_with_next = True
        self._line(piece.text)

    @write.register
    def _(self, piece: pieces.Pairs) -> None:
        self._table(Table(piece.heads, tuple((item.name, item.value) for item in piece.items)))

    @write.register
    def _(self, piece: pieces.Answered) -> None:
        self._word.add_heading(_kept(piece.question), 3)
        beside = [piece.minimum_words] + ([piece.sign.word] if piece.sign else [])
        answer = self._named(piece.answer, " · ".join(words for words in beside if words))
        answer.paragraph_format.keep_with_next = bool(piece.sentences or piece.notes) or None
        for sentence in piece.sentences:
            self._line(sentence)
        self._notes(piece.notes)

    @write.register
    def _(self, piece: pieces.Asked) -> None:
        self._word.add_heading(_kept(piece.question), 3)
        if piece.about:
            self._line(piece.about).paragraph_format.keep_with_next = True
        for choice in piece.choices:
            self._line(f"☐ {choice.label} {choice.text}".replace("  ", " "))
        self._notes(piece.notes)

    @write.register
    def _(self, piece: pieces.Blanks) -> None:
        for item in piece.items:
            if item.name:
                self._named(item.name, "" if item.choices else "…")
            for choice in item.choices:
                line = self._line(f"☐ {choice} …" if item.counted else f"☐ {choice}")
                line.paragraph_format.space_after = Pt(3)

    @write.register
    def _(self, piece: pieces.Listing) -> None:
        for item in piece.items:
            self._line(item, "List Bullet")

    @write.register
    def _(self, piece: pieces.Contents) -> None:
        pass  # Word makes its own from the headings

    @write.register
    def _(self, piece: pieces.NewPage) -> None:
        self._opens = piece.everywhere

    @write.register
    def _(self, piece: pieces.NewPart) -> None:
        pass  # pages are those of whatever it is pasted into; its heading says that a part begins

    @write.register
    def _(self, piece: pieces.OnePage) -> None:
        for part in (*piece.pieces, *piece.last):
            self.write(part)

    def _notes(self, notes: Sequence[pieces.PairItem]) -> None:
        for note in notes:
            self._named(f"{note.name}:", note.value)

    def _line(self, text: str, style: str | None = None, bold: bool = False) -> Line:
        paragraph = self._word.add_paragraph(style=style)
        paragraph.add_run(_kept(text)).bold = bold or None
        return paragraph

    def _named(self, name: str, value: str) -> Line:
        paragraph = self._word.add_paragraph()
        paragraph.paragraph_format.keep_together = True
        paragraph.add_run(_kept(name)).bold = True
        paragraph.add_run(_kept(value if value.startswith("\n") else f" {value}"))
        return paragraph

    def _table(self, table: Table, wide: Sequence[float] = ()) -> None:
        self._tabled(table.worded(), wide)

    def _tabled(self, table: Table, wide: Sequence[float]) -> None:
        made = self._word.add_table(rows=1, cols=len(table.heads), style="Table Grid")
        for cell, head in zip(made.rows[0].cells, table.heads, strict=True):
            cell.paragraphs[0].add_run(_kept(head)).bold = True
            cell.paragraphs[0].paragraph_format.keep_with_next = True
        _of_row(made.rows[0], "w:tblHeader")  # a head that comes again on every page, and that a screen reader names
        for row in table.rows:
            for cell, text in zip(made.add_row().cells, row, strict=True):
                cell.text = _kept(text)
        for line in made.rows:
            _of_row(line, "w:cantSplit")
        made.autofit = not wide
        for column, share in zip(made.columns, wide, strict=False):
            column.width = Mm(round((_WIDE - 2 * _MARGIN) * share / sum(wide)))
            for cell in column.cells:
                cell.width = column.width
        self._word.add_paragraph()

    def _dress(self) -> None:
        """Put everything into the same letters, headings in black; a theme's letters would go before those."""
        styles = self._word.styles
        for letters in list(styles.element.iter(qn("w:rFonts"))):
            letters.getparent().remove(letters)
        styles["Normal"].font.name = FONT
        for level in (1, 2, 3):
            styles[f"Heading {level}"].font.color.rgb = RGBColor(0, 0, 0)
        styles[_WRITTEN_IN].font.name, styles[_WRITTEN_IN].font.size = FONT, Pt(9)

    def _speak(self, language: str) -> None:
        defaults = self._word.styles.element.find(qn("w:docDefaults"))
        for spoken in defaults.iter(qn("w:lang")):
            spoken.set(qn("w:val"), language)


def _of_row(row: Row, name: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(name))


def _tight(cell: Cell, is_last: bool) -> None:
    """Set a cell to write in small, as what is typed there will be; the name of several lines bold, the table whole."""
    line = cell.paragraphs[0]
    name, *more = line.text.split("\n")
    if more:
        line.text = ""
        line.add_run(name).bold = True
        line.add_run("".join(f"\n{one}" for one in more))
    line.style, line.paragraph_format.space_before = _WRITTEN_IN, Pt(1)
    line.paragraph_format.keep_with_next = not is_last


def _page_of(line: Line, words: str) -> None:
    """Write which page of how many this is; whatever shows the file counts them."""
    for part in re.split(r"(\{pages?\})", words):
        if part not in ("{page}", "{pages}"):
            line.add_run(_kept(part))
            continue
        field = OxmlElement("w:fldSimple")
        field.set(qn("w:instr"), "PAGE" if part == "{page}" else "NUMPAGES")
        line._p.append(field)


def _kept(text: str) -> str:
    """A text without what Word's XML cannot hold."""
    return clean(text, len(text))
