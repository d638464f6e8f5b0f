"""What others say of a department, on a page of its own; for its own people alone.

It is no stamped paper, and no part of the report: counts are corrected and taken out again, and what a report says
stays provable. So it says of itself that nothing proves it, and `verify` takes it for no report.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC

from assessment import __version__
from assessment.findings import voices as words
from assessment.reading.voices import Heard
from assessment.report.pieces import Document, Grid, Heading, Listing, OnePage, Paragraph, Piece
from assessment.report.reported import slug_of
from assessment.report.typesetting import pdf
from assessment.voices.expectations import Compared, compared
from assessment.wording import Say

_ROOM = (None, 10, 6, 3)  # kinds of content on the page: all of them, or the first that fit
_MOST_OPINIONS = 5  # on it, the newest


def paper(heard: Heard, language: str) -> bytes:
    """The page as PDF."""
    say = Say(language)
    assert heard.as_of is not None, "only what is there is put on paper"
    return pdf(
        Document(
            language=language,
            title=say("report.title.of", department=heard.department, title=say("voices_paper.title")),
            author=heard.department,
            about=say("voices_paper.about"),
            keywords=("kind=voices", f"language={language}", f"program={__version__}"),
            made_at=heard.as_of.astimezone(UTC),
            running=say("voices_paper.title"),
            chapters=False,
            foot=words.foot(heard, say),
            page_of=say("report.page_of", page="{page}", pages="{pages}"),
            pieces=(_page(heard, say),),
        )
    )


def name(department: str, language: str) -> str:
    """What the file is called."""
    parts = (department, Say(language)("voices_paper.file"), language)
    return f"{'-'.join(slug for slug in map(slug_of, parts) if slug)}.pdf"


def _page(heard: Heard, say: Say) -> OnePage:
    found = None if heard.both is None else compared(heard.both.poll, heard.both.tally)
    whole, *shorter = (tuple(_pieces(heard, found, say, most)) for most in (_ROOM if found is not None else _ROOM[:1]))
    return OnePage(whole, (Paragraph(say("voices_paper.no_stamp"), "quiet"),), tuple(shorter))


def _pieces(heard: Heard, found: Compared | None, say: Say, most: int | None) -> Iterator[Piece]:
    yield Paragraph(heard.department, "quiet")
    yield Heading(1, say("voices_paper.title"))
    if found is not None and heard.both is not None:
        yield Heading(2, say("voices_paper.expectations"))
        yield Paragraph(words.asked(heard.both, say), "quiet")
        yield Grid(words.gaps(found, say, most), wide=(3.2, 1, 1, 1.7, 2), right=(1, 2))
        left = len(found.gaps) - len(found.gaps[:most])
        about = list(words.about(found, heard.both, say))
        if left:
            about.insert(0, say("voices_paper.smaller", left))
        yield Paragraph(" ".join(about), "note")
    if heard.sheets is not None:
        yield Heading(2, say("voices_paper.climate"))
        yield Paragraph(words.returned(heard.sheets, say), "quiet")
        yield Grid(words.agreement(heard.sheets, say), wide=(5, 1, 1), right=(1, 2))
        yield Paragraph(say("voices_paper.not_shown"), "note")
    if heard.opinions:
        yield Heading(2, say("voices_paper.opinions"))
        yield Listing(tuple(words.second(one, say, heard.zone) for one in heard.opinions[:_MOST_OPINIONS]))
