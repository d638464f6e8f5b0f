"""What the comparison says of each practice: our state, and how many departments have it in use."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from assessment.answers import NotApplicable, known_level
from assessment.assessed import Assessed
from assessment.benchmark import FEW, Benchmark, Group
from assessment.benchmark import PracticeCount as Counted
from assessment.findings.rows import PracticeRow, Table
from assessment.findings.words import marked, out_of
from assessment.language import filled, moment_day, number
from assessment.questionnaire import Pillar, Question, Questionnaire
from assessment.scoring import Met, Scorecard
from assessment.wording import Say

MOST_MISSING = 3  # practices in the list of what most have
ROUNDING = 2  # departments by which a number in fives may be too high

Topics = tuple[tuple[str, tuple[PracticeRow, ...]], ...]


@dataclass(frozen=True)
class Missing:
    """A practice that most departments have and we have not yet."""

    question_id: str
    name: str
    called: str  # the same, called an essential where it is one and no badge says so
    sentence: str  # "About 20 of 25 departments have this in use"
    essential: bool


@dataclass(frozen=True)
class PillarPractices:
    """The practices of a pillar, topic by topic."""

    headline: str  # "Prioritise and integrate: 9 of 10"
    topics: Topics
    alt: str
    key: str  # of its own, where it is looked at alone


@dataclass(frozen=True)
class Practices:
    """Every practice of the questionnaire beside the region."""

    headline: str
    caption: str
    pillars: tuple[PillarPractices, ...]
    table: Table | None
    missing_headline: str
    missing_whom: str  # which departments the counts of what is missing are about
    missing: tuple[Missing, ...]
    missing_more: str  # how many more are missing than are named; empty where none
    no_missing: str


def practices(assessed: Assessed, benchmark: Benchmark, say: Say, zone: str) -> Practices:
    """Put in words what each practice is with us and in the region, or why that is not told."""
    questionnaire, scorecard, region = assessed.questionnaire, assessed.scorecard, benchmark.region
    headline = say("findings.comparison.practices.headline", sum(1 for _ in questionnaire.questions()))
    if not region.questions:
        reason = region.practices_reason or region.reason
        return Practices(headline, say(reason) if reason else "", (), None, "", "", (), "", "")
    found = {
        question.id: _practice(assessed, question, region.questions, say) for question in questionnaire.questions()
    }
    rows = tuple((one.name, one.word, one.known) for one in found.values())
    heads = tuple(say(f"findings.head.{one}") for one in ("practice", "you", "region"))
    missing = _missing(questionnaire, region.questions, scorecard, say)
    more, whom = len(missing) - MOST_MISSING, "whom" if benchmark.own is not None else "whom_all"
    return Practices(
        headline=headline,
        caption=_caption(benchmark, say, zone),
        pillars=tuple(_pillar(pillar, found, scorecard, _counted(region), say) for pillar in questionnaire.pillars),
        table=Table(heads, rows),
        missing_headline=say(
            "findings.comparison.missing.headline" if missing else "findings.comparison.missing.headline_none"
        ),
        missing_whom=say(f"findings.comparison.missing.{whom}", _counted(region)),
        missing=missing[:MOST_MISSING],
        missing_more=say("findings.comparison.missing.more", more) if more > 0 else "",
        no_missing="" if missing else say("findings.comparison.missing.none"),
    )


def _practice(assessed: Assessed, question: Question, counts: Mapping[str, Counted], say: Say) -> PracticeRow:
    known, share = _known(assessed.questionnaire, counts.get(question.id), say)
    return replace(here(assessed, question, say), known=known, share=share)


def here(assessed: Assessed, question: Question, say: Say) -> PracticeRow:
    """Whether a practice is in use with us, and nothing of the others."""
    answer, words = assessed.answers.get(question.id), assessed.questionnaire.in_use
    if isinstance(answer, NotApplicable):
        met, word = Met.NOT_ASKED, say("findings.does_not_apply")
    elif known_level(assessed.answers, question.id) is None:
        met, word = Met.UNKNOWN, say("findings.no_answer" if answer is None else "findings.dont_know")
    elif assessed.scorecard.in_use[question.id]:
        met, word = Met.MET, words.state_yes[say.language]
    else:
        met, word = Met.MISSING, words.state_no[say.language]
    return PracticeRow(question.id, marked(question, say), _label(question, say), met, word)


def key(questions: Iterable[Question], say: Say, counted: int | None = None) -> str:
    """What a full bar stands for, where departments are counted, and the sign of an essential, where there is one."""
    bars = "" if counted is None else say("findings.comparison.practices.bars", counted)
    sign = say("findings.comparison.practices.sign") if any(one.essential for one in questions) else ""
    return " ".join(filter(None, (bars, sign)))


def _label(question: Question, say: Say) -> str:
    name = question.name[say.language]
    return say("findings.comparison.practices.signed", name=name) if question.essential else name


def _known(questionnaire: Questionnaire, counted: Counted | None, say: Say) -> tuple[str, float | None]:
    """How many departments have it, in words beside a bar, and the length of the bar."""
    if counted is None:
        return say("findings.comparison.no_figure"), None
    if isinstance(counted.in_use, str):
        return how_many(questionnaire, counted, say), None
    words = say(
        "findings.comparison.practices.about",
        some=number(counted.in_use, say.language),
        total=number(counted.n, say.language),
    )
    return words, min(100 * counted.in_use / counted.n, 100.0)


def how_many(questionnaire: Questionnaire, counted: Counted, say: Say) -> str:
    """How many departments have a practice in use, as far as it may be told: in fives, or as what it is above."""
    words = questionnaire.in_use
    if counted.in_use == "hardly_any":
        return words.hardly_any[say.language]
    nearly_all = counted.in_use == "nearly_all"
    sentence = words.nearly_all if nearly_all else words.sentence
    least = counted.n - FEW + 1 if nearly_all else counted.in_use
    k, n = (number(int(one), say.language) for one in (least, counted.n))
    return filled(sentence[say.language], say.language, {"k": k, "n": n})


def _pillar(
    pillar: Pillar, found: Mapping[str, PracticeRow], scorecard: Scorecard, counted: int, say: Say
) -> PillarPractices:
    name = pillar.title[say.language]
    used = [scorecard.in_use[one.id] for one in pillar.questions() if one.id in scorecard.in_use]
    topics = tuple(
        (topic.title[say.language], tuple(found[one.id] for one in topic.questions)) for topic in pillar.dimensions
    )
    return PillarPractices(
        headline=say("findings.comparison.practices.pillar", name=name, used=out_of(sum(used), len(used), say)),
        topics=topics,
        alt=_alt(name, topics, say),
        key=key(pillar.questions(), say, counted),
    )


def _alt(pillar: str, topics: Topics, say: Say) -> str:
    items = [
        say("findings.comparison.practices.item", name=one.name, state=one.word, known=one.known)
        for _, of_topic in topics
        for one in of_topic
    ]
    return say("findings.comparison.practices.alt", pillar=pillar, items=". ".join(items))


def _counted(region: Group) -> int:
    """How many departments are counted; of each practice all of them."""
    return next(iter(region.questions.values())).n


def _caption(benchmark: Benchmark, say: Say, zone: str) -> str:
    """How the counts are told, and their day where it is an earlier one."""
    region = benchmark.region
    whom = "caption" if benchmark.own is not None else "caption_all"
    least = number(_counted(region) - FEW + 1, say.language)
    caption = say(f"findings.comparison.practices.{whom}", _counted(region), least=least)
    if region.published_at is None or region.published_at == benchmark.published_at:
        return caption
    day = moment_day(region.published_at, say.language, zone)
    return f"{caption} {say('findings.comparison.practices.earlier', day=day)}"


def _missing(
    questionnaire: Questionnaire, counts: Mapping[str, Counted], scorecard: Scorecard, say: Say
) -> tuple[Missing, ...]:
    """What more than half of the departments have for certain; those with the most first."""
    lacking = [
        (question, counts[question.id])
        for question in questionnaire.questions()
        if scorecard.in_use.get(question.id) is False and question.id in counts
    ]
    frequent = [(question, counted) for question, counted in lacking if _most_have(counted)]
    ordered = sorted(frequent, key=lambda one: -_weight(one[1]))
    return tuple(
        Missing(
            question.id,
            question.name[say.language],
            marked(question, say),
            how_many(questionnaire, counted, say),
            question.essential,
        )
        for question, counted in ordered
    )


def _most_have(counted: Counted) -> bool:
    return 2 * (_weight(counted) - ROUNDING) > counted.n


def _weight(counted: Counted) -> float:
    """What a count is worth for the order: words that mean nearly all before any number."""
    if isinstance(counted.in_use, str):
        return counted.n + ROUNDING + 1 if counted.in_use == "nearly_all" else 0
    return counted.in_use
