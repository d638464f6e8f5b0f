"""What others say of a department, on a page of its own; for its own people alone.

It is no stamped paper, and no part of the report: counts are corrected and taken out again, and what a report says
stays provable. So it says of itself that nothing proves it, and `verify` takes it for no report.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC

from assessment import __version__
from assessment.findings import climate, gaps
from assessment.findings.gaps import Gaps
from assessment.findings.opinion import differences
from assessment.findings.rows import Table
from assessment.language import moment_day
from assessment.reading.voices import ColleagueOpinion, WhatOthersSay
from assessment.report.pieces import Document, Grid, Heading, Listing, OnePage, Paragraph, Piece
from assessment.report.reported import slug_of
from assessment.report.typesetting import pdf
from assessment.wording import Say

_ROOM = (None, 10, 6, 3)  # kinds of content on the page: all of them, or the first that fit
_MOST_OPINIONS = 5  # on it, the newest


def paper(heard: WhatOthersSay, language: str) -> bytes:
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
            foot=say("voices_paper.foot", None, day=moment_day(heard.as_of, language, heard.zone)),
            page_of=say("report.page_of", page="{page}", pages="{pages}"),
            pieces=(_page(heard, say),),
        )
    )


def name(department: str, language: str) -> str:
    """What the file is called."""
    parts = (department, Say(language)("voices_paper.file"), language)
    return f"{'-'.join(slug for slug in map(slug_of, parts) if slug)}.pdf"


def _page(heard: WhatOthersSay, say: Say) -> OnePage:
    told = None if heard.both is None else gaps.told(heard.both, None, say)
    whole, *shorter = (tuple(_pieces(heard, told, say, most)) for most in (_ROOM if told is not None else _ROOM[:1]))
    return OnePage(whole, (Paragraph(say("voices_paper.no_stamp"), "quiet"),), tuple(shorter))


def _pieces(heard: WhatOthersSay, told: Gaps | None, say: Say, most: int | None) -> Iterator[Piece]:
    yield Paragraph(heard.department, "quiet")
    yield Heading(1, say("voices_paper.title"))
    if told is not None:
        yield from _expectations(told, say, most)
    if heard.sheets is not None:
        staff = climate.told(heard.sheets, None, say)
        yield Heading(2, say("voices_paper.climate"))
        yield Paragraph(staff.made_of, "quiet")
        yield Grid(staff.table, wide=(5, 1, 1), right=(1, 2))
        yield Paragraph(say("voices_paper.not_shown"), "note")
    if heard.opinions:
        yield Heading(2, say("voices_paper.opinions"))
        yield Listing(tuple(_second(one, say, heard.zone) for one in heard.opinions[:_MOST_OPINIONS]))


def _expectations(told: Gaps, say: Say, most: int | None) -> Iterator[Piece]:
    """What people want beside what is posted, as the page says it: the largest differences where not all fit."""
    rows = told.table.rows[:most]
    yield Heading(2, say("voices_paper.expectations"))
    yield Paragraph(told.made_of, "quiet")
    yield Grid(Table(told.table.heads, rows), wide=(3.2, 2.8, 4))
    left = len(told.table.rows) - len(rows)
    smaller = (say("voices_paper.smaller", left),) if left else ()
    yield Paragraph(" ".join((*smaller, *told.sentences, told.match, told.duties, *told.caveats)), "note")


def _second(one: ColleagueOpinion, say: Say, zone: str) -> str:
    """In how many essentials a colleague sees less, more or the same."""
    day = moment_day(one.answered_at, say.language, zone)
    return say("voices_paper.second", None, label=one.label, day=day, seen="; ".join(differences(one.found, say)))
