"""Sheets to print for hearing others: a poll for the counter, and a tally of one's own posts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from assessment.findings.rows import Table
from assessment.language import number
from assessment.report.pieces import Blank, Blanks, Document, Grid, Heading, OnePage, Paragraph, Piece
from assessment.report.typesetting import pdf
from assessment.voices.content import ContentKind, voices
from assessment.voices.expectations import LEAST_POSTS
from assessment.wording import Say

_WIDE = (5, 6, 1.4)  # kind, strokes, how many


def offered(*, court: bool) -> tuple[ContentKind, ...]:
    """The kinds that a poll has; of court cases only where the department wants it."""
    return tuple(one for one in voices().kinds if one.offered or court)


def poll(language: str, *, court: bool) -> Document:
    """A sheet for the counter: the question, and the kinds to tick."""
    say = Say(language)
    return _document("poll", say, _poll(offered(court=court), say), Paragraph(say("voice_sheets.poll.thanks")))


def tally(language: str, *, court: bool) -> Document:
    """A sheet to sort one's own posts on, with a stroke for each."""
    say = Say(language)
    return _document("tally", say, _tally(offered(court=court), say))


SHEETS: Mapping[str, Callable[..., Document]] = {"poll": poll, "tally": tally}


def sheet(what: str, language: str, *, court: bool) -> bytes:
    """A sheet as PDF."""
    return pdf(SHEETS[what](language, court=court))


def file_name(what: str, language: str) -> str:
    """The name of a sheet: what it is and its language."""
    return f"{Say(language)(f'voice_sheets.{what}.file')}-{language}.pdf"


def post(language: str, *, court: bool) -> str:
    """The text of a post that asks the same."""
    say = Say(language)
    kinds = offered(court=court)
    listed = "\n".join(f"{number}. {one.label[language]}" for number, one in enumerate(kinds, 1))
    return f"{voices().question[language]}\n\n{listed}\n\n{say('voice_sheets.post')}"


def _document(what: str, say: Say, pieces: Iterator[Piece], *last: Piece) -> Document:
    language = say.language
    about = say(f"voice_sheets.{what}.about")
    return Document(
        language=language,
        title=say(f"voice_sheets.{what}.title"),
        author=say("menu.product"),
        about=about,
        keywords=(f"kind={what}", f"language={language}"),
        made_at=None,
        running=say(f"voice_sheets.{what}.running"),
        chapters=False,
        foot=say(f"voice_sheets.{what}.foot"),
        page_of=say("report.page_of", page="{page}", pages="{pages}"),
        pieces=(OnePage(tuple(pieces), last),),
    )


def _poll(kinds: Sequence[ContentKind], say: Say) -> Iterator[Piece]:
    language = say.language
    yield Heading(1, say("voice_sheets.poll.title"))
    yield Paragraph(say("voice_sheets.poll.lead"), "lead")
    yield Blanks((Blank(voices().question[language], tuple(one.label[language] for one in kinds)),))


def _tally(kinds: Sequence[ContentKind], say: Say) -> Iterator[Piece]:
    yield Heading(1, say("voice_sheets.tally.title"))
    yield Paragraph(say("voice_sheets.tally.lead", None, least=number(LEAST_POSTS, say.language)), "lead")
    yield Blanks((Blank(say("voice_sheets.tally.month")), Blank(say("voice_sheets.tally.counted"))))
    heads = tuple(say(f"voice_sheets.tally.head.{one}") for one in ("kind", "strokes", "count"))
    rows = tuple((one.label[say.language], "", "") for one in kinds)
    yield Grid(Table(heads, rows), _WIDE, by_hand=True)
