"""On paper, of a department without an account: the steps before it opens one, in the place of figures that are low."""

from __future__ import annotations

from collections.abc import Iterator

from assessment.findings.opening import Opening, StepTold, ToPrepare, opening
from assessment.opening import comes_before
from assessment.report import decided, page
from assessment.report.pieces import (
    Box,
    Heading,
    Listing,
    NewPart,
    OnePage,
    PairItem,
    Pairs,
    Paragraph,
    Piece,
    StepItem,
    Steps,
)
from assessment.report.reported import Reading

_NAMED = 3  # practices to prepare first, on the page for those who decide


def brief(reading: Reading) -> OnePage:
    """The page for those who decide: of a result, or of the steps where there is no account."""
    if not comes_before(reading.submission.profile):
        return page.brief(reading)
    say, told = reading.say, _told(reading)
    title = say("report.title.brief")
    where = say("report.where", department=reading.submission.department_name, title=title, day=reading.day)
    before: list[Piece] = [
        Paragraph(where, "quiet"),
        Heading(1, told.headline),
        Paragraph(told.next, "lead"),
        _states(reading, told),
    ]
    box = Box(say("report.ask.title"), page.ask(reading))
    last = Paragraph(say("opening.made_of"), "quiet")
    if reading.has_plan("brief"):
        whole, *shorter = ((*before, *decided.on_brief(reading, room), box) for room in decided.ROOMS)
        return OnePage(whole, (last,), tuple(shorter))
    first = [one for step in told.steps for one in step.missing][:_NAMED]
    to_do: list[Piece] = []
    if first:
        to_do = [Heading(2, say("opening.missing"), listed=False), Steps(tuple(map(_step, first)))]
    return OnePage((*before, *to_do, box), (last,))


def part(reading: Reading) -> Iterator[Piece]:
    """A part of the full report: every step with what is ready and what to do, and the launch; nothing for others."""
    if not comes_before(reading.submission.profile):
        return
    say, told = reading.say, _told(reading)
    yield NewPart()
    yield Heading(1, say("opening.title.none"))
    yield Paragraph(f"{told.short} {told.next}".strip())
    yield Paragraph(say("opening.low"))
    for number, step in enumerate(told.steps, 1):
        yield from _in_full(reading, step, number)
    yield Heading(2, say("opening.launch.title"), listed=False)
    yield Listing(told.launch)


def _told(reading: Reading) -> Opening:
    return opening(reading.questionnaire, reading.assessed.answers, reading.say)


def _states(reading: Reading, told: Opening) -> Pairs:
    heads = (reading.say("opening.head.step"), reading.say("opening.head.state"))
    rows = (PairItem(f"{number}. {one.title}", one.word) for number, one in enumerate(told.steps, 1) if one.word)
    return Pairs(heads, tuple(rows))


def _in_full(reading: Reading, step: StepTold, number: int) -> Iterator[Piece]:
    state = f": {step.word}" if step.word else ""
    yield Heading(2, f"{number}. {step.title}{state}", listed=False)
    yield Paragraph(step.means)
    if step.ready:
        yield Paragraph(step.ready)
    if step.missing:
        yield Steps(tuple(map(_step, step.missing)))
    if step.unsaid:
        names = ", ".join(one.practice for one in step.unsaid)
        yield Paragraph(f"{reading.say('opening.unsaid')}: {names}")


def _step(one: ToPrepare) -> StepItem:
    return StepItem(one.what, f"{one.practice}. {one.waits}".strip())
