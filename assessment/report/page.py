"""The brief: one page for those who decide, in the order of the page of the result."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from assessment.findings.rows import Picture
from assessment.findings.words import listed
from assessment.language import number
from assessment.reading.department import NotCompared
from assessment.report import decided, friend
from assessment.report.pieces import (
    Box,
    DotRows,
    Essentials,
    Facts,
    Heading,
    OnePage,
    Paragraph,
    Piece,
    Scale,
    StepItem,
    Steps,
)
from assessment.report.reported import Reading
from assessment.scoring import Met

NAMED = 3  # missing essentials that are named in a sentence; of more, only how many


def brief(reading: Reading) -> OnePage:
    """The whole page."""
    say, result = reading.say, reading.result
    title = say("report.title.brief")
    where = say("report.where", department=reading.submission.department_name, title=title, day=reading.day)
    before: list[Piece] = [
        Paragraph(where, "quiet"),
        Heading(1, result.headline),
        Facts(result.facts),
        Paragraph(result.one_figure, "note"),
        Paragraph(" ".join(filter(None, (_score(reading), result.band))), "lead"),
        Scale(result.overall.line, result.overall.alt),
        Heading(2, result.essentials.headline, listed=False),
        essentials(reading),
    ]
    after: list[Piece] = [
        Heading(2, result.pillars.headline, listed=False),
        chart(result.pillars, you=say("report.you")),
        Paragraph(" ".join(filter(None, (_beside(reading), _moved(reading)))), "note"),
        *friend.on_brief(reading),
        Box(say("report.ask.title"), ask(reading)),
    ]
    whole, *shorter = ((*before, *steps, *after) for steps in _steps(reading))
    return OnePage(whole, (Paragraph(f"{result.limits} {result.seen}", "quiet"),), tuple(shorter))


def chart(picture: Picture, you: str = "") -> DotRows:
    """A figure of the findings; `you` is what the key calls the department."""
    key = replace(picture.key, you=you) if you else picture.key
    return DotRows(picture.rows, picture.alt, picture.table, key)


def essentials(reading: Reading) -> Essentials:
    """The essentials, each with its sign and its word."""
    return Essentials(reading.result.essentials.items)


def ask(reading: Reading) -> str:
    """What only the administration can give: support for what is missing, and the hours."""
    say, hours = reading.say, reading.submission.profile.team_hours
    missing = _missing_names(reading)
    sentences = []
    if len(missing) > NAMED:
        sentences.append(say("report.ask.many_essentials", len(missing)))
    elif missing:
        sentences.append(say("report.ask.essentials", len(missing), names=listed(missing, say)))
    if hours:
        words = say.count(int(hours)) if float(hours).is_integer() else number(hours, say.language, 1)
        sentences.append(say("report.ask.hours", 1 if hours == 1 else 2, hours=words))
    else:
        sentences.append(say("report.ask.some_hours"))
    return " ".join(sentences)


def _beside(reading: Reading) -> str:
    """How the practices in use compare with the others, or why that is not told."""
    told = reading.comparison
    if isinstance(told, NotCompared):
        return told.reason(reading.say)
    return told.notes[-1] if told.compared is None else told.compared.beside


def _moved(reading: Reading) -> str:
    return f"{reading.change.headline}." if reading.change else ""


def _steps(reading: Reading) -> Iterator[list[Piece]]:
    """What was decided, in the forms from which the page takes the first that fits; else what is recommended."""
    if reading.has_plan("brief"):
        yield from (decided.on_brief(reading, room) for room in decided.ROOMS)
    else:
        yield _recommended(reading)


def _recommended(reading: Reading) -> list[Piece]:
    say, first = reading.say, reading.result.steps.first
    if not first:
        return [Heading(2, reading.result.steps.headline, listed=False), Paragraph(say("report.steps.none"))]
    room = tuple(say(f"report.room.{one}") for one in ("who", "when", "hours"))
    steps = tuple(
        StepItem(step.action, f"{step.leads} {step.sentence}", matters=step.matters, room=room) for step in first
    )
    told = reading.result.steps
    after = " ".join(filter(None, (told.left_by_first, told.find_out, told.waiting.short)))
    heading = Heading(2, say("report.steps.title", len(first)), listed=False)
    return [heading, Steps(steps), *([Paragraph(after, "note")] if after else [])]


def _score(reading: Reading) -> str:
    say, overall = reading.say, reading.result.overall
    score = reading.scorecard.overall
    unknown = score.applicable - score.known
    if score.low is None:
        return ""
    if overall.line.score is None:
        return say("report.summary.only_range", unknown, range=overall.words)
    if overall.range:
        return say("report.summary.ranged", unknown, score=overall.words, range=overall.range)
    return ""


def _missing_names(reading: Reading) -> list[str]:
    """The essentials that are missing, but for those that the plan on the page says are done since."""
    done = decided.met_since(reading) if reading.has_plan("brief") else set()
    items = reading.result.essentials.items
    return [item.name for item in items if item.met is Met.MISSING and item.question_id not in done]
