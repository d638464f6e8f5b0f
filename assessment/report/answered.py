"""What was answered: each pillar with its topics and questions, and how each number is made of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from assessment.answers import Answer, NotApplicable, known_level
from assessment.findings.parts import topics_of
from assessment.findings.practices import here, key
from assessment.findings.rows import Table
from assessment.findings.words import answered, between, capital, level_sentences, of_100, shown
from assessment.language import number
from assessment.questionnaire import Dimension, Pillar, Question
from assessment.reading.department import NotCompared
from assessment.report import page
from assessment.report.pieces import Answered, Grid, Heading, InUseRows, PairItem, Paragraph, Piece, Sign
from assessment.report.reported import Reading
from assessment.scoring import Met

_WIDE = (3, 2, 1.6)  # the columns of a sum


def pillar(reading: Reading, part: Pillar) -> Iterator[Piece]:
    """One pillar: its result, the comparison, and every question as it was answered."""
    say, questionnaire = reading.say, reading.questionnaire
    places = [one.id for one in questionnaire.pillars]
    place = say(
        "report.pillar.place",
        place=number(places.index(part.id) + 1, say.language),
        all=number(len(places), say.language),
        about=part.about[say.language],
    )
    yield Heading(1, part.title[say.language])
    yield Paragraph(place, "quiet")
    yield Paragraph(_pillar_score(reading, part), "lead")
    yield Heading(2, say("report.pillar.topics"), listed=False)
    topics = page.chart(topics_of(questionnaire, part, reading.scorecard, say))
    # A single kind of mark, beside its number, explains itself; room is for what does not.
    yield topics if topics.key and topics.key.possible else replace(topics, key=None)
    yield from _in_use(reading, part)
    for topic in part.dimensions:
        yield from _topic(reading, topic)


def sums(reading: Reading) -> Iterator[Piece]:
    """How each number is made: what went into it, and what was left out."""
    yield Heading(1, reading.say("findings.result.sum.headline"))
    for one in reading.result.sums:
        yield Heading(2, one.title, listed=False)
        yield Paragraph(one.about)
        yield Grid(one.table.worded(), wide=_WIDE[: len(one.table.worded().heads)])
        yield Paragraph(" ".join(one.left_out), "note")


def _pillar_score(reading: Reading, part: Pillar) -> str:
    """The pillar's score in a sentence, or its range and why there is no figure."""
    say = reading.say
    score = reading.scorecard.pillars.get(part.id)
    value = shown(reading.questionnaire, score)
    if score is None or value is None:
        return say("report.pillar.not_applicable")
    known, applicable = number(score.known, say.language), number(score.applicable, say.language)
    if value.points is None:
        spread = capital(between(value, say))
        return say("report.pillar.no_score", range=spread, known=known, applicable=applicable)
    words = of_100(value.points, say)
    words = words if value.is_certain else f"{words}, {between(value, say)}"
    return say("report.pillar.score", score=words, known=known, applicable=applicable)


def _topic(reading: Reading, topic: Dimension) -> Iterator[Piece]:
    say, questionnaire = reading.say, reading.questionnaire
    places = [one.id for one in questionnaire.dimensions()]
    value = shown(questionnaire, reading.scorecard.dimensions.get(topic.id))
    score = say("findings.does_not_apply")
    if value is not None:
        words = [] if value.points is None else [of_100(value.points, say)]
        score = ", ".join(words if value.is_certain else [*words, between(value, say)])
    place = number(places.index(topic.id) + 1, say.language)
    beside = say("report.pillar.topic", place=place, all=number(len(places), say.language), score=score)
    yield Heading(2, topic.title[say.language], beside=beside)
    for question in topic.questions:
        yield _answered(reading, question)


def _answered(reading: Reading, question: Question) -> Answered:
    answers = reading.submission.answers
    answer, level = answers.get(question.id), known_level(answers, question.id)
    applies = not isinstance(answer, NotApplicable)
    return Answered(
        question=question.question[reading.say.language],
        level=level,
        minimum=question.minimum_level,
        answer=answered(reading.questionnaire, answer, reading.say),
        minimum_words=reading.say("report.answer.minimum", level=question.minimum_level) if applies else "",
        sign=_sign(reading, question) if applies else None,
        sentences=_in_full(reading, question, answer),
        notes=tuple(_notes(reading, question)),
    )


def _in_full(reading: Reading, question: Question, answer: Answer | None) -> tuple[str, ...]:
    if isinstance(answer, NotApplicable):
        return (answer.reason,)
    return level_sentences(question, answer, reading.say) if isinstance(answer, int) else ()


def _sign(reading: Reading, question: Question) -> Sign:
    """Whether what is asked is met: of an essential in its own words, else of the minimum level."""
    say = reading.say
    for item in reading.result.essentials.items:
        if item.question_id == question.id:
            return Sign(item.met, say("report.answer.essential", state=item.word))
    if reading.scorecard.minimums[question.id]:
        return Sign(Met.MET, say("report.answer.reached"))
    if known_level(reading.submission.answers, question.id) is None:
        return Sign(Met.UNKNOWN, say("report.answer.unknown"))
    return Sign(Met.MISSING, say("report.answer.not_reached"))


def _notes(reading: Reading, question: Question) -> Iterator[PairItem]:
    """What was noted to show it, and what comes next."""
    say, answers = reading.say, reading.submission.answers
    evidence = reading.submission.evidence.get(question.id)
    if evidence and (note := evidence.note.strip()):
        yield PairItem(say("report.answer.evidence"), note)
    if evidence and evidence.links:
        yield PairItem(say("report.answer.links"), "\n".join(evidence.links))
    if isinstance(answers.get(question.id), NotApplicable):
        return
    action = question.actions.from_level(known_level(answers, question.id) or 0)
    if action is None:
        yield PairItem(say("report.answer.next_step"), say("report.answer.no_next_step"), muted=True)
        return
    said, planned = action.action[say.language], reading.assessed.plan.place_of(question.id)
    if planned is not None:
        said = say("report.answer.action", action=said, horizon=capital(say(f"findings.horizon.{planned}")))
    yield PairItem(say("report.answer.next_step"), said, bold=True)


def _in_use(reading: Reading, part: Pillar) -> Iterator[Piece]:
    """Which practices are in use here, and where it may be told, with how many departments."""
    say, compared = reading.say, reading.comparison
    places = [one.id for one in reading.questionnaire.pillars]
    if isinstance(compared, NotCompared) or not compared.practices:
        yield Heading(2, say("report.pillar.in_use"), listed=False)
        yield _in_use_here(reading, part)
        return
    told = compared.practices[places.index(part.id)]
    rows = tuple((one.name, one.word, one.known) for _, group in told.topics for one in group)
    heads = compared.practices_table.heads if compared.practices_table else ("", "", "")
    yield Heading(2, say("report.pillar.others"), listed=False)
    if part == reading.questionnaire.pillars[0]:  # the same for all
        yield Paragraph(compared.practices_caption, "quiet")
    yield InUseRows(told.topics, told.alt, Table(heads, rows), told.key)


def _in_use_here(reading: Reading, part: Pillar) -> InUseRows:
    say = reading.say
    topics = tuple(
        (topic.title[say.language], tuple(here(reading.assessed, question, say) for question in topic.questions))
        for topic in part.dimensions
    )
    heads = tuple(say(f"findings.head.{name}") for name in ("practice", "you"))
    rows = tuple((one.name, one.word) for _, practices in topics for one in practices)
    return InUseRows(
        topics, "; ".join(": ".join(line) for line in rows), Table(heads, rows), key(part.questions(), say)
    )
