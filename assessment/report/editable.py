"""The same document with Word's own means, for those who must paste it into a template of their own.

Headings, lists and tables are Word's built-in styles, so they take the look of wherever they are pasted. A figure comes
as its table.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import datetime
from functools import singledispatchmethod

import docx
from docx.document import Document as Word
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm

from assessment.findings.rows import Table
from assessment.language import clean
from assessment.report import pieces
from assessment.scoring import Met

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

    def about(self, document: pieces.Document) -> None:
        """Say what the document is, and in which language."""
        properties = self._word.core_properties
        properties.title, properties.author = _kept(document.title), _kept(document.author)
        properties.subject, properties.keywords = (_kept(document.about), ", ".join(document.keywords)[:255])
        properties.comments = properties.last_modified_by = ""
        properties.created = properties.modified = (document.made_at or _NEVER).replace(tzinfo=None)
        properties.language = document.language
        self._speak(document.language)
        section = self._word.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)  # A4, with the margins of the PDF
        section.left_margin = section.right_margin = Mm(20)
        section.top_margin, section.bottom_margin = Mm(25), Mm(20)
        section.header.paragraphs[0].text = _kept(document.running)
        section.footer.paragraphs[0].text = _kept(document.foot)

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
        self._word.add_heading(_kept(piece.text), piece.level)
        if piece.beside:
            self._line(piece.beside)

    @write.register
    def _(self, piece: pieces.Paragraph) -> None:
        self._line(piece.text, bold=piece.tone == "strong")

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
        self._table(piece.table)

    @write.register
    def _(self, piece: pieces.Essentials) -> None:
        for item in piece.items:
            self._line(f"{item.name}: {item.word}", "List Bullet", bold=item.met is not Met.MET)

    @write.register
    def _(self, piece: pieces.Steps) -> None:
        for number, step in enumerate(piece.items, piece.first):
            room = "   ".join(f"{label}: …" for label in step.room)
            below = (step.leads, step.why, step.matters, room)
            self._named(f"{number}. {step.action}", "".join(f"\n{line}" for line in below if line))

    @write.register
    def _(self, piece: pieces.Box) -> None:
        self._line(piece.title, bold=True)
        self._line(piece.text)

    @write.register
    def _(self, piece: pieces.Pairs) -> None:
        self._table(Table(piece.heads, tuple((item.name, item.value) for item in piece.items)))

    @write.register
    def _(self, piece: pieces.Answered) -> None:
        self._word.add_heading(_kept(piece.question), 3)
        beside = [piece.minimum_words] + ([piece.sign.word] if piece.sign else [])
        self._named(piece.answer, " · ".join(words for words in beside if words))
        for sentence in piece.sentences:
            self._line(sentence)
        self._notes(piece.notes)

    @write.register
    def _(self, piece: pieces.Asked) -> None:
        self._word.add_heading(_kept(piece.question), 3)
        if piece.about:
            self._line(piece.about)
        for choice in piece.choices:
            self._line(f"☐ {choice.label} {choice.text}".replace("  ", " "))
        self._notes(piece.notes)

    @write.register
    def _(self, piece: pieces.Blanks) -> None:
        for item in piece.items:
            self._named(item.name, "" if item.choices else "…")
            for choice in item.choices:
                self._line(f"☐ {choice} …" if item.counted else f"☐ {choice}")

    @write.register
    def _(self, piece: pieces.Listing) -> None:
        for item in piece.items:
            self._line(item, "List Bullet")

    @write.register
    def _(self, piece: pieces.Contents) -> None:
        pass  # Word makes its own from the headings

    @write.register(pieces.NewPage)
    @write.register(pieces.NewPart)
    def _(self, piece: pieces.NewPage | pieces.NewPart) -> None:
        pass  # pages are those of whatever it is pasted into; its heading says that a part begins

    @write.register
    def _(self, piece: pieces.OnePage) -> None:
        for part in (*piece.pieces, *piece.last):
            self.write(part)

    def _notes(self, notes: Sequence[pieces.Pair]) -> None:
        for note in notes:
            self._named(f"{note.name}:", note.value)

    def _line(self, text: str, style: str | None = None, bold: bool = False) -> None:
        self._word.add_paragraph(style=style).add_run(_kept(text)).bold = bold or None

    def _named(self, name: str, value: str) -> None:
        paragraph = self._word.add_paragraph()
        paragraph.paragraph_format.keep_together = True
        paragraph.add_run(_kept(name)).bold = True
        paragraph.add_run(_kept(value if value.startswith("\n") else f" {value}"))

    def _table(self, table: Table) -> None:
        table = table.worded()
        made = self._word.add_table(rows=1, cols=len(table.heads), style="Table Grid")
        for cell, head in zip(made.rows[0].cells, table.heads, strict=True):
            cell.paragraphs[0].add_run(_kept(head)).bold = True
        repeated = OxmlElement("w:tblHeader")  # a head that comes again on every page, and that a screen reader names
        made.rows[0]._tr.get_or_add_trPr().append(repeated)
        for row in table.rows:
            for cell, text in zip(made.add_row().cells, row, strict=True):
                cell.text = _kept(text)
        self._word.add_paragraph()

    def _speak(self, language: str) -> None:
        defaults = self._word.styles.element.find(qn("w:docDefaults"))
        for spoken in defaults.iter(qn("w:lang")):
            spoken.set(qn("w:val"), language)


def _kept(text: str) -> str:
    """A text without what Word's XML cannot hold."""
    return clean(text, len(text))
