"""A sheet of ours on paper: what stands on it, in one language, with room to write."""

from __future__ import annotations

from collections.abc import Iterator
from functools import singledispatch

from assessment.findings.rows import Table
from assessment.language import Text
from assessment.report import pieces
from assessment.report.reported import slug_of
from assessment.templates import Part, PartHeading, Points, Template, Ticks, Words, WritingTable
from assessment.templates.model import LEAST_TALL
from assessment.wording import Say


def paper(sheet: Template, language: str) -> pieces.Document:
    """The whole sheet, with room for whose it is and who filled it in."""
    say, title = Say(language), sheet.title[language]
    return pieces.Document(
        language=language,
        title=title,
        author=say("menu.product"),
        about=sheet.about[language],
        keywords=("kind=template", f"language={language}", f"template={sheet.id}"),
        made_at=None,
        running=title,
        chapters=False,
        foot=say("report.template.foot"),
        page_of=say("report.page_of", page="{page}", pages="{pages}"),
        pieces=tuple(_pieces(sheet, say)),
    )


def file_name(sheet: Template, language: str, ending: str) -> str:
    """The name of the file: what the sheet is called, and its language."""
    return f"{slug_of(sheet.title[language])}-{language}.{ending}"


def _pieces(sheet: Template, say: Say) -> Iterator[pieces.Piece]:
    yield pieces.Heading(1, sheet.title[say.language])
    yield pieces.Paragraph(sheet.about[say.language], "lead")
    heads = tuple(say(f"report.template.{name}") for name in ("department", "by", "date"))
    yield pieces.FillIn(Table(heads, (("", "", ""),)), (5, 4, 2), LEAST_TALL)
    for part in sheet.parts:
        yield from _piece(part, say.language)


@singledispatch
def _piece(part: Part, language: str) -> Iterator[pieces.Piece]:
    raise TypeError(f"{type(part).__name__} has no form on paper; give it one here")


@_piece.register
def _(part: PartHeading, language: str) -> Iterator[pieces.Piece]:
    if part.page:
        yield pieces.NewPage(everywhere=True)
    yield pieces.Heading(2, part.heading[language])


@_piece.register
def _(part: Words, language: str) -> Iterator[pieces.Piece]:
    yield pieces.Paragraph(part.words[language], "note")


@_piece.register
def _(part: Points, language: str) -> Iterator[pieces.Piece]:
    yield pieces.Listing(_in(part.points, language))


@_piece.register
def _(part: Ticks, language: str) -> Iterator[pieces.Piece]:
    yield pieces.Heading(3, part.ticks[language])
    yield pieces.Blanks((pieces.Blank("", _in(part.of, language)),))


@_piece.register
def _(part: WritingTable, language: str) -> Iterator[pieces.Piece]:
    written = (_in(row, language) for row in (*part.rows, *((),) * part.empty))
    rows = tuple((*row, *("",) * (len(part.heads) - len(row))) for row in written)
    yield pieces.FillIn(Table(_in(part.heads, language), rows), part.wide, part.tall)


def _in(texts: tuple[Text, ...], language: str) -> tuple[str, ...]:
    return tuple(text[language] for text in texts)
