"""What a department has decided, on its papers: the nearest steps on the brief, all of them in the full report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from assessment.commitments import Status, prospect
from assessment.findings.commitments import CommitmentInWords, all_told, brings
from assessment.findings.steps import essential_of, matters
from assessment.findings.words import marked
from assessment.language import moment
from assessment.report.pieces import Heading, PairItem, Paragraph, Piece, StepItem, Steps
from assessment.report.reported import Reading
from assessment.report.typesetting import printable
from assessment.wording import Say

MOST = 200  # steps that the full report tells; the workbook has all


@dataclass(frozen=True)
class Room:
    """How much of the plan one page has room for."""

    steps: int
    sentence: bool = True  # whether it is said what the level means that a step leads to
    text: int | None = None  # signs, as they are printed, of what is to be done; None for all of it
    name: int | None = None  # of who does it, and of hours or cost
    adds_up: bool = True  # whether it is said what all steps bring

    def text_of(self, told: CommitmentInWords) -> str:
        """What is to be done, as far as there is room."""
        return _within(told.what, self.text)

    def name_of(self, words: str) -> str:
        """A name, or hours or cost, as far as there is room."""
        return _within(words, self.name)

    def cuts(self, told: CommitmentInWords) -> bool:
        """Whether there is no room for something that was written."""
        whole = (told.what, told.of.who, told.of.effort)
        return whole != (self.text_of(told), self.name_of(told.of.who), self.name_of(told.of.effort))


ROOMS = (
    Room(4),
    Room(3),
    Room(3, sentence=False),
    Room(3, sentence=False, text=240, name=80),
    Room(3, sentence=False, text=160, name=60, adds_up=False),
    Room(2, sentence=False, text=100, name=40, adds_up=False),
)


def on_brief(reading: Reading, room: Room) -> list[Piece]:
    """The nearest steps of the plan: who, by when, what each takes, and what stays as it is without it."""
    say, told = reading.say, _told(reading)
    shown, left = told[: room.steps], len(told[room.steps :])
    after = (
        say("report.decided.more", left) if left else "",
        say("report.decided.cut") if any(map(room.cuts, shown)) else "",
        _brings(reading) if room.adds_up else "",
    )
    note = " ".join(filter(None, after))
    return [
        Heading(2, say("report.decided.title"), listed=False),
        Paragraph(_as_of(reading), "quiet"),
        Steps(tuple(_on_brief(reading, one, room) for one in shown)),
        *([Paragraph(note, "note")] if note else []),
    ]


def met_since(reading: Reading) -> set[str]:
    """The questions of which a step was done since these answers that leads to the minimum, or higher."""
    return {
        one.question_id
        for one in reading.reported.planned
        if one.status is Status.DONE
        and one.since > reading.submission.submitted_at
        and (question := reading.questionnaire.find(one.question_id)) is not None
        and one.leads_to >= question.minimum_level
    }


def in_full(reading: Reading) -> Iterator[Piece]:
    """The whole plan: what it brings, then every step with all that was said of it."""
    say, told = reading.say, _told(reading)
    yield Heading(2, say("report.decided.title"))
    yield Paragraph(_as_of(reading), "quiet")
    yield Paragraph(" ".join(filter(None, (_brings(reading), say("report.decided.about")))))
    yield Steps(tuple(_in_full(reading, one) for one in told[:MOST]))
    if len(told) > MOST:
        yield Paragraph(say("report.decided.in_workbook", len(told) - MOST), "note")


def as_of(reading: Reading) -> str:
    """Day and time of the last change of the plan."""
    assert reading.decided is not None, "a plan stands on the paper"
    assert reading.decided.as_of is not None, "something is decided"
    return moment(reading.decided.as_of, reading.say.language, reading.reported.zone)


def _as_of(reading: Reading) -> str:
    return reading.say("report.decided.as_of", moment=as_of(reading))


def _told(reading: Reading) -> tuple[CommitmentInWords, ...]:
    assert reading.decided is not None, "a plan stands on the paper"
    return all_told(reading.reported.planned, reading.decided, reading.say, reading.reported.zone)


def _brings(reading: Reading) -> str:
    asked, sealed = reading.questionnaire, reading.submission
    planned = reading.reported.planned
    found = prospect(asked, sealed.answers, planned, sealed.submitted_at, reading.scorecard)
    return brings(found, asked, reading.say)


def _on_brief(reading: Reading, told: CommitmentInWords, room: Room) -> StepItem:
    say, one = reading.say, told.of
    facts = _said(told, room.name_of(one.who), room.name_of(one.effort), say)
    if one.status is Status.PLANNED:
        del facts["status"]  # that is what a plan is
    leads = _leads(told, say) if room.sentence else ""
    return StepItem(room.text_of(told), leads, matters=_matters(reading, told), facts=_pairs(facts, say))


def _in_full(reading: Reading, told: CommitmentInWords) -> StepItem:
    say, one = reading.say, told.of
    assert reading.decided is not None, "a plan stands on the paper"
    practice = marked(reading.decided.question(one), say)
    facts = {"practice": practice, **_said(told, one.who, one.effort, say)}
    notes = {"because": one.because if one.status.says_why else "", "note": one.note}
    return StepItem(told.what, _leads(told, say), facts=_pairs(facts, say), notes=_pairs(notes, say))


def _said(told: CommitmentInWords, who: str, effort: str, say: Say) -> dict[str, str]:
    """What was said of a step; of one that is to be done also that it is not said who, or by when."""
    unsaid = say("report.decided.unsaid") if told.of.status.is_open else ""
    return {"who": who or unsaid, "when": told.when or unsaid, "effort": effort, "status": told.status}


def _leads(told: CommitmentInWords, say: Say) -> str:
    return say("report.decided.leads", level=told.leads, sentence=told.sentence)


def _matters(reading: Reading, told: CommitmentInWords) -> str:
    """What a step that is to be done does for an essential, and why; empty where its question is asked no more."""
    one = told.of
    if not one.status.is_open or reading.questionnaire.find(one.question_id) is None:
        return ""
    about = (reading.assessed, one.question_id, one.leads_to, reading.say)
    does = essential_of(*about)
    return " ".join(filter(None, (f"{does}." if does else "", matters(*about))))


def _pairs(values: Mapping[str, str], say: Say) -> tuple[PairItem, ...]:
    """What is known, each by its name."""
    return tuple(PairItem(say(f"report.decided.{name}"), value) for name, value in values.items() if value)


def _within(words: str, most: int | None) -> str:
    """The beginning of a text that is longer than there is room for; what has no glyph is as long as its code."""
    if most is None or len(printable(words)) <= most:
        return words
    used = 0
    for place, letter in enumerate(words):
        used += len(printable(letter))
        if used > most:
            begun = words[:place]
            return f"{begun.rpartition(' ')[0] or begun}…"
    return words
