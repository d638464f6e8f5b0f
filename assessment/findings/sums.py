"""How each number is made: what went into it, and what was left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assessment.answers import NotApplicable, known_level
from assessment.assessed import Assessed
from assessment.findings.overall import Fact
from assessment.findings.parts import row
from assessment.findings.rows import Table
from assessment.findings.words import first_of, shown
from assessment.language import UNKNOWN, number
from assessment.questionnaire import IN_USE_FROM, POINTS, Dimension, Pillar, Question
from assessment.wording import Say

NAMED = 6  # practices that are named of those left out; of more, how many


@dataclass(frozen=True)
class Sum:
    """One figure opened."""

    title: str  # the figure by its name: "Practices in use: 22 of 38"
    about: str  # how it is counted
    table: Table  # what went in
    left_out: tuple[str, ...]  # what did not, and why; or that nothing was left out


def sums(assessed: Assessed, facts: Sequence[Fact], essentials: Table, say: Say) -> tuple[Sum, ...]:
    """Open the three figures, then each pillar, in the order in which they are read.

    Args:
        assessed: what was answered.
        facts: the three figures in words.
        essentials: which of them are met, in words.
        say: the reader's language.
    """
    titles = [say("findings.result.sum.title", name=fact.label, value=fact.value) for fact in facts]
    everything = list(assessed.questionnaire.questions())
    in_use = Sum(
        titles[0], _about("in_use", say), _in_use(assessed, say), _left_out(assessed, everything, "in_use", say)
    )
    needed = list(assessed.questionnaire.essentials())
    met = Sum(titles[1], _about("essentials", say), essentials, _left_out(assessed, needed, "essentials", say))
    score = Sum(titles[2], _about("score", say), _pillars(assessed, say), _left_out(assessed, everything, "score", say))
    return in_use, met, score, *(_pillar(assessed, pillar, say) for pillar in assessed.questionnaire.pillars)


def _pillar(assessed: Assessed, pillar: Pillar, say: Say) -> Sum:
    name = pillar.title[say.language]
    return Sum(
        say("findings.result.sum.title", name=name, value=" ".join(filter(None, _score(assessed, pillar, say)))),
        _about("pillar", say),
        _topics(assessed, pillar, say),
        _left_out(assessed, list(pillar.questions()), "score", say),
    )


def _about(which: str, say: Say) -> str:
    return say(f"findings.result.sum.{which}", None, level=number(IN_USE_FROM, say.language), points=POINTS)


def _in_use(assessed: Assessed, say: Say) -> Table:
    """Of each pillar, how many practices are in use, of how many that apply."""
    rows = []
    for pillar in assessed.questionnaire.pillars:
        used = [assessed.scorecard.in_use[one.id] for one in pillar.questions() if one.id in assessed.scorecard.in_use]
        rows.append((pillar.title[say.language], number(sum(used), say.language), number(len(used), say.language)))
    return Table(_heads(("pillar", "in_use", "apply"), say), tuple(rows))


def _pillars(assessed: Assessed, say: Say) -> Table:
    rows = tuple(
        (pillar.title[say.language], *_score(assessed, pillar, say)) for pillar in assessed.questionnaire.pillars
    )
    return Table(_heads(("pillar", "score", "range"), say), rows)


def _topics(assessed: Assessed, pillar: Pillar, say: Say) -> Table:
    """Of each topic the levels of its questions, and its score."""
    rows = tuple(
        (topic.title[say.language], _levels(assessed, topic, say), " ".join(filter(None, _score(assessed, topic, say))))
        for topic in pillar.dimensions
    )
    return Table(_heads(("topic", "levels", "score"), say), rows)


def _levels(assessed: Assessed, topic: Dimension, say: Say) -> str:
    """The levels that went into a topic, in the order of its questions; a sign for one that is not known."""
    known = [
        UNKNOWN if level is None else number(level, say.language)
        for one in topic.questions
        if not isinstance(assessed.answers.get(one.id), NotApplicable)
        for level in [known_level(assessed.answers, one.id)]
    ]
    return ", ".join(known)


def _score(assessed: Assessed, part: Pillar | Dimension, say: Say) -> tuple[str, str]:
    """The score of a part and its range, as its row has them."""
    scores = assessed.scorecard.pillars if isinstance(part, Pillar) else assessed.scorecard.dimensions
    drawn = row("", shown(assessed.questionnaire, scores.get(part.id)), say)
    return drawn.number, drawn.verdict


def _left_out(assessed: Assessed, questions: Sequence[Question], which: str, say: Say) -> tuple[str, ...]:
    """What of these questions is in no sum, by its names; where nothing is, that."""
    said = tuple(_omitted(assessed, questions, which, say))
    return said or (say("findings.result.sum.left_out.nothing"),)


def _omitted(assessed: Assessed, questions: Sequence[Question], which: str, say: Say) -> Iterator[str]:
    kinds: dict[str, list[str]] = {"not_applicable": [], f"unknown_{which}": []}
    for one in questions:
        if isinstance(assessed.answers.get(one.id), NotApplicable):
            kinds["not_applicable"].append(one.name[say.language])
        elif known_level(assessed.answers, one.id) is None:
            kinds[f"unknown_{which}"].append(one.name[say.language])
    for kind, names in kinds.items():
        if names:
            yield say(f"findings.result.sum.left_out.{kind}", names=first_of(names, NAMED, say))


def _heads(names: Sequence[str], say: Say) -> tuple[str, ...]:
    return tuple(say(f"findings.head.{name}") for name in names)
