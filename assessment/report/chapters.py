"""The full report: the brief, then everything behind it, down to each answer and to the hash of what was sealed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, pairwise

from assessment import __version__
from assessment.findings.change import ChangeInWords
from assessment.findings.comparison import promises
from assessment.findings.rewording import rewording
from assessment.findings.rows import Table
from assessment.findings.words import capital, out_of
from assessment.language import UNKNOWN, moment, moment_day, number
from assessment.plan import MOST
from assessment.plan import Step as PlannedStep
from assessment.questionnaire import Band, Questionnaire, asks_the_same
from assessment.reading.department import NotCompared, Reported
from assessment.report import answered, decided, friend, page, preparing
from assessment.report.pieces import (
    BoxRows,
    Contents,
    Facts,
    Grid,
    Heading,
    Listing,
    NewPage,
    NewPart,
    PairItem,
    Pairs,
    Paragraph,
    Piece,
    StepItem,
    Steps,
)
from assessment.report.reported import Reading, read
from assessment.wording import Say


def pieces(reading: Reading) -> tuple[Piece, ...]:
    """Everything, in the order of the page of the result; the brief stands on a page of its own."""
    parts = (
        _plan(reading),
        _comparison(reading),
        *(answered.pillar(reading, pillar) for pillar in reading.questionnaire.pillars),
        *([friend.in_full(reading)] if reading.seen is not None else []),
        _history(reading),
        *([_platforms(reading)] if reading.submission.profile.purposes else []),
        answered.sums(reading),
        _method(reading.questionnaire, reading.say),
        _provenance(reading),
    )
    contents = Contents(reading.say("report.contents"), note=reading.say("report.reader"), depth=1)
    opening: list[Piece] = [preparing.brief(reading), NewPage(), contents, *preparing.part(reading)]
    return (*opening, *chain.from_iterable((NewPart(), *part) for part in parts))


def _comparison(reading: Reading) -> Iterator[Piece]:
    say, told = reading.say, reading.comparison
    if isinstance(told, NotCompared):
        yield Heading(1, say("report.lacking.title"))
        yield Paragraph(told.sentence(say))
        if told is not NotCompared.NOT_YOURS:
            yield from _trust(say)
        return
    yield Heading(1, told.headline)
    if told.compared is not None:
        yield Paragraph(told.compared.caption, "quiet")
        yield Facts(reading.result.facts)
        yield Paragraph(" ".join((told.compared.first, *told.compared.rules)))
        pillars = told.compared.pillars
        yield Heading(2, pillars.headline)
        yield Paragraph(pillars.caption, "quiet")  # says what a box is, so before the boxes
        yield BoxRows(pillars.rows, pillars.alt, pillars.table)
    for note in told.notes:
        yield Paragraph(note)
    if told.practices:
        yield Heading(2, told.missing_headline)
        yield Listing(tuple(f"{one.called}. {one.sentence}." for one in told.missing) or (told.no_missing,))
    elif told.practices_caption and told.practices_caption not in told.notes:
        yield Paragraph(told.practices_caption)
    yield from _trust(say)


def _trust(say: Say) -> Iterator[Piece]:
    yield Heading(2, say("benchmark.trust.title"))
    yield Listing(promises(say))


def _plan(reading: Reading) -> Iterator[Piece]:
    say, told = reading.say, reading.result.steps
    yield Heading(1, say("report.plan.title"))
    has_plan = reading.has_plan("full")
    if has_plan:
        yield from decided.in_full(reading)
        yield Heading(2, say("report.decided.recommended"))
    below = 3 if has_plan else 2
    yield Paragraph(" ".join(filter(None, (told.find_out, told.left, told.about))))
    first = 1
    for horizon in MOST:
        yield Heading(below, capital(say(f"findings.horizon.{horizon}")), listed=False)
        steps = [
            StepItem(step.action, f"{step.why}.", f"{step.leads} {_sentence(reading, planned)}")
            for step, planned in zip(told.all, reading.assessed.plan.steps, strict=True)
            if planned.horizon == horizon
        ]
        yield Steps(tuple(steps), first) if steps else Paragraph(say("report.plan.empty"), "quiet")
        first += len(steps)
    if told.waiting.sentence:
        yield Heading(below, say("findings.result.waiting.title"), listed=False)
        yield Paragraph(told.waiting.sentence)
        yield Grid(told.waiting.table, wide=(3, 2.4, 1), right=(2,))


def _sentence(reading: Reading, step: PlannedStep) -> str:
    """That of the level which a step leads to; what it builds on is today's."""
    return reading.questionnaire.question(step.question_id).levels[(step.level or 0) + 1][reading.say.language]


def _history(reading: Reading) -> Iterator[Piece]:
    say, reported = reading.say, reading.reported
    yield Heading(1, say("report.history.title"))
    if not reported.earlier:
        yield Paragraph(say("report.history.first"))
        return
    earlier = [
        read(
            Reported(one.questionnaire, one.submission, one.round_title, reported.region_name, reported.zone),
            say.language,
        )
        for one in reported.earlier
    ]
    heads = tuple(say(f"report.history.{name}") for name in ("round", "score", "band", "essentials", "in_use"))
    rows = tuple(_in_a_row(one) for one in (*earlier, reading))
    yield Grid(Table(heads, rows), wide=(2.2, 2.2, 1.5, 1.4, 1.2))
    yield from _versions([*earlier, reading], say)
    if reading.change is not None:
        yield from _moved(reading.change)


def _platforms(reading: Reading) -> Iterator[Piece]:
    """The platforms in use, each with what it is for and for whom, as it was typed."""
    say, profile = reading.say, reading.submission.profile
    options, told = reading.questionnaire.field("platforms").options, profile.purposes
    yield Heading(1, say("report.platforms.title"))
    items = tuple(
        PairItem(option[say.language], told.get(name) or say("report.platforms.unsaid"), muted=name not in told)
        for name, option in options.items()
        if name in profile.platforms
    )
    yield Pairs((say("report.platforms.platform"), say("report.platforms.purpose")), items)


def _versions(rounds: Sequence[Reading], say: Say) -> Iterator[Piece]:
    """Say how far rounds that answered different questionnaires compare, and which questions are worded anew."""
    breaks = [
        (before, now)
        for before, now in pairwise(rounds)
        if before.submission.questionnaire_sha256 != now.submission.questionnaire_sha256
    ]
    if not breaks:
        return
    same = all(asks_the_same(now.questionnaire, before.questionnaire) for before, now in breaks)
    yield Paragraph(say("report.history.same_questions" if same else "report.history.versions"), "quiet")
    for before, now in breaks:
        anew = rewording(before.questionnaire, now.questionnaire, say)
        if anew is not None:
            facts = {"before": before.reported.round_title, "now": now.reported.round_title}
            named = say("report.history.reworded", None, **facts, sentence=anew.sentence, names=anew.names)
            yield Paragraph(named, "quiet")


def _moved(change: ChangeInWords) -> Iterator[Piece]:
    yield Heading(2, change.headline)
    if change.pillars is not None:
        yield page.chart(change.pillars)
    for words in (change.sentence, change.practices):
        if words:
            yield Paragraph(words)


def _in_a_row(reading: Reading) -> tuple[str, ...]:
    """One round in a line of the history."""
    say, overall, scorecard = reading.say, reading.result.overall, reading.scorecard
    score = overall.words if overall.line.score is None else overall.line.number
    met, used = scorecard.essentials.values(), scorecard.in_use.values()
    return (
        f"{reading.reported.round_title}\n{reading.day}",
        f"{score}, {overall.range}" if overall.range else score,
        overall.band or UNKNOWN,
        out_of(sum(met), len(met), say),
        out_of(sum(used), len(used), say),
    )


def _method(questionnaire: Questionnaire, say: Say) -> Iterator[Piece]:
    yield Heading(1, say("report.method.title"))
    for name in ("levels", "means", "unknown", "not_applicable", "in_use", "rounding"):
        yield Paragraph(say(f"report.method.{name}"))
    yield Heading(2, say("report.method.bands"))
    yield Paragraph(say("report.method.bands_about"))
    heads = tuple(say(f"report.method.{name}") for name in ("band", "from_score", "needs"))
    rows = tuple(
        (band.title[say.language], number(band.min_score, say.language), _needs(band, say))
        for band in questionnaire.bands
    )
    yield Grid(Table(heads, rows), wide=(1.4, 1, 3), right=(1,))
    yield Heading(2, say("report.sources.title"))
    sources = questionnaire.sources.values()
    yield Listing(
        tuple(say("report.sources.item", title=source.title, publisher=source.publisher) for source in sources)
    )


def _needs(band: Band, say: Say) -> str:
    needs = [say("report.method.needs_essentials")] if band.needs_essentials else []
    if band.min_pillar:
        points = number(band.min_pillar, say.language)
        needs.append(say("report.method.needs_pillars", points=points))
    return "; ".join(needs) or UNKNOWN


def _provenance(reading: Reading) -> Iterator[Piece]:
    say, reported, submission = reading.say, reading.reported, reading.submission
    questionnaire = reading.questionnaire
    versioned = say("report.provenance.versioned", name=questionnaire.id, version=questionnaire.version)
    program = say("report.provenance.versioned", name=say("menu.product"), version=__version__)
    values = {
        "department": submission.department_name,
        "region": reported.region_name,
        "round": reported.round_title,
        "submitted": moment(submission.submitted_at, say.language, reported.zone),
        "number": submission.number,
        "sha256": submission.sha256,
        "questionnaire": versioned,
        "questionnaire_sha256": questionnaire.sha256,
        "program": program,
    }
    if not isinstance(reported.benchmark, NotCompared):
        values["comparison"] = moment_day(reported.benchmark.published_at, say.language, reported.zone)
    if reading.has_plan("full"):
        values["plan"] = decided.as_of(reading)
    if reading.seen is not None:
        values["friend"] = friend.as_of(reading)
    yield Heading(1, say("report.provenance.title"))
    yield Paragraph(say("report.provenance.about"))
    items = tuple(PairItem(say(f"report.provenance.{name}"), value) for name, value in values.items())
    yield Pairs((say("report.provenance.what"), say("report.provenance.value")), items)
    yield Heading(2, say("report.provenance.verify_title"))
    yield Paragraph(say("report.provenance.verify"))
