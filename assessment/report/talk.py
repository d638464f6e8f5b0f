"""The page for the talk between a friend and a department: what each sees, and room to write."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC

from assessment import __version__
from assessment.answers import Answer, NotApplicable
from assessment.findings.words import answered, level_sentences, marked, named
from assessment.friendship import QUESTION, STRENGTHS, WORK, Remark, seen
from assessment.language import moment_day
from assessment.questionnaire import Question, Questionnaire
from assessment.reading.talk import Talk
from assessment.report.pieces import Asked, Blank, Blanks, Document, Heading, Listing, PairItem, Paragraph, Piece
from assessment.report.reported import printed, slug_of
from assessment.report.typesetting import pdf
from assessment.wording import Say

ROOM = ("agreed", "does", "again")  # what is written down at the end


def talk(of: Talk, language: str) -> bytes:
    """The page as PDF."""
    return pdf(paper(of, language))


def file_name(of: Talk, language: str) -> str:
    """A name in plain letters that says department, what it is, round and language."""
    parts = (of.submission.department_name, Say(language)("friend.talk.file"), of.round_title, language)
    return f"{'-'.join(slug for slug in map(slug_of, parts) if slug)}.pdf"


def paper(of: Talk, language: str) -> Document:
    """Put it on paper."""
    say = Say(language)
    department = of.submission.department_name
    title = say("friend.talk.title", None, department=department)
    return Document(
        language=language,
        title=title,
        author=say("menu.product"),
        about=say("report.about", round=of.round_title),
        keywords=(
            "kind=talk",
            f"language={language}",
            f"submission={of.submission.number}",
            f"questionnaire={of.questionnaire.sha256}",
            f"program={__version__}",
        ),
        made_at=of.as_of.astimezone(UTC),
        running=say("report.running", round=of.round_title),
        chapters=False,
        foot=say("friend.talk.foot", None, day=moment_day(of.as_of, language, of.zone)),
        page_of=say("report.page_of", page="{page}", pages="{pages}"),
        pieces=(Heading(1, title), *_pieces(of, say)),
    )


def _pieces(of: Talk, say: Say) -> Iterator[Piece]:
    asks, found = printed(of.questionnaire), seen(of.questionnaire, of.remarks)
    friend = {"person": of.of.person, "helping": of.of.helping_name or ""}
    yield Paragraph(say("friend.talk.who", None, **friend), "quiet")
    yield Paragraph(say("friend.talk.opening"), "lead")
    yield from _words(of, "strengths", STRENGTHS, say)
    if found.agreed:
        yield Heading(2, say("friend.talk.agreed"))
        yield Listing(tuple(_agreed(of, asks, asks.question(one), say) for one in found.agreed))
    if found.differed:
        yield Heading(2, say("friend.talk.differed"))
    for question_id in found.differed:
        yield _difference(of, asks, asks.question(question_id), of.remarks[question_id], say)
    yield from _words(of, "work", WORK, say)
    yield from _words(of, "question", (QUESTION,), say)
    yield Heading(2, say("friend.talk.room"))
    yield Blanks(tuple(Blank(say(f"friend.talk.room_{one}")) for one in ROOM))


def _difference(of: Talk, asks: Questionnaire, question: Question, remark: Remark, say: Say) -> Asked:
    """What each sees of one question, with their sentences, and lines to write on."""
    own = of.submission.answers.get(question.id)
    notes = (
        PairItem(say("friend.they_say"), _in_full(asks, question, own, say)),
        PairItem(say("friend.talk.friend_sees"), _in_full(asks, question, remark.level, say)),
        PairItem(say("friend.talk.reason"), remark.reason, bold=True),
    )
    return Asked(marked(question, say), question.question[say.language], (), notes, say("friend.talk.notes"))


def _in_full(asks: Questionnaire, question: Question, value: Answer | None, say: Say) -> str:
    words = answered(asks, value, say)
    if isinstance(value, NotApplicable):
        return named(words, value.reason)
    return " ".join((f"{words}.", *level_sentences(question, value, say))) if isinstance(value, int) else words


def _agreed(of: Talk, asks: Questionnaire, question: Question, say: Say) -> str:
    """A question that both see the same way, with the level and what the friend adds."""
    value, reason = of.submission.answers.get(question.id), of.remarks[question.id].reason
    line = named(marked(question, say), answered(asks, value, say))
    return f"{line}\n{reason}" if reason else line


def _words(of: Talk, name: str, abouts: Sequence[str], say: Say) -> Iterator[Piece]:
    """What is said of the whole under one heading; nothing where nothing is."""
    if said := tuple(of.said.words[one].value for one in abouts if one in of.said.words and of.said.words[one].value):
        yield Heading(2, say(f"friend.talk.{name}"))
        yield Listing(said)
