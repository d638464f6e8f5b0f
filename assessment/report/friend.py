"""What a critical friend sees, on a department's papers: a line on the brief, and a page in the full report."""

from __future__ import annotations

from collections.abc import Iterator

from assessment.findings.seen import Difference
from assessment.findings.words import capital
from assessment.language import moment
from assessment.report.pieces import Heading, Listing, PairItem, Pairs, Paragraph, Piece, StepItem, Steps
from assessment.report.reported import Reading
from assessment.wording import Say


def on_brief(reading: Reading) -> list[Piece]:
    """How many questions were looked at, and how often the friend saw the same; nothing where none stands here."""
    return [] if reading.seen is None else [Paragraph(_all(reading.seen.sentence, reading.seen.changed), "note")]


def in_full(reading: Reading) -> Iterator[Piece]:
    """Who looked, how much, each difference as both say it, and what the friend says of the whole."""
    say, told = reading.say, reading.seen
    assert told is not None, "a friend's view stands on the paper"
    yield Heading(1, say("report.friend.title"))
    yield Paragraph(say("report.friend.as_of", moment=as_of(reading)), "quiet")
    yield Paragraph(_all(told.by, say("report.friend.no_number")))
    yield Paragraph(_all(f"{capital(told.counts)}.", told.changed), "strong")
    if told.differences:
        yield Heading(2, say("report.friend.differences", len(told.differences)))
        yield Paragraph(told.replied)
        yield Steps(tuple(_difference(one, say) for one in told.differences))
    for title, items in (("strengths", told.strengths), ("work", told.work)):
        if items:
            yield Heading(2, say(f"report.friend.{title}"))
            yield Listing(items)
    if told.question:
        yield Heading(2, say("report.friend.asked"))
        heads = (say("report.friend.question"), say("report.friend.answer"))
        yield Pairs(heads, (PairItem(told.question, told.answer or say("report.friend.no_answer"), not told.answer),))


def as_of(reading: Reading) -> str:
    """Day and time when something was said last."""
    opinion = reading.reported.on_paper
    assert opinion is not None, "a friend's view stands on the paper"
    return moment(opinion.as_of, reading.say.language, reading.reported.zone)


def _all(*sentences: str) -> str:
    return " ".join(filter(None, sentences))


def _difference(one: Difference, say: Say) -> StepItem:
    values = {"own": one.own, "since": one.since, "friends": one.friends, "reason": one.reason, "reply": one.reply}
    notes = tuple(PairItem(say(f"report.friend.{name}"), value) for name, value in values.items() if value)
    return StepItem(one.practice, "", notes=notes)
