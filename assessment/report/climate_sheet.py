"""The sheet for staff, to print and fold: twelve statements to tick, and no place for a name."""

from __future__ import annotations

from collections.abc import Iterator

from assessment.findings.rows import Table
from assessment.language import number
from assessment.report.pieces import Document, Grid, Heading, OnePage, Paragraph, Piece
from assessment.voices.climate import STEPS
from assessment.voices.content import voices
from assessment.wording import Say

_WIDE = (8.5, *(1.0 for _ in STEPS), 1.5)  # statement, five steps, and that one cannot say
_TICK = "☐"


def sheet(language: str) -> Document:
    """One page, in one language."""
    say = Say(language)
    return Document(
        language=language,
        title=say("climate.sheet.title"),
        author=say("menu.product"),
        about=say("climate.sheet.about"),
        keywords=("kind=climate", f"language={language}"),
        made_at=None,
        running=say("climate.sheet.running"),
        chapters=False,
        foot=say("climate.sheet.foot"),
        page_of=say("report.page_of", page="{page}", pages="{pages}"),
        pieces=(OnePage(tuple(_pieces(say)), (Paragraph(say("climate.sheet.fold"), "strong"),)),),
    )


def file_name(language: str) -> str:
    """The name of the file: what it is and its language."""
    return f"{Say(language)('climate.sheet.file')}-{language}.pdf"


def _pieces(say: Say) -> Iterator[Piece]:
    language = say.language
    yield Heading(1, say("climate.sheet.title"))
    yield Paragraph(say("climate.sheet.lead"), "lead")
    yield Paragraph(say("climate.sheet.how"))
    heads = (
        say("climate.head.statement"),
        *(number(step, language) for step in STEPS),
        say("climate.sheet.cannot_say"),
    )
    rows = tuple((one.text[language], *(_TICK for _ in heads[1:])) for one in voices().statements)
    yield Grid(Table(heads, rows), _WIDE, by_hand=True)
    yield Paragraph(say("climate.sheet.use"))
