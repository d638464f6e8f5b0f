"""What to train in and whom to invite: every practice in a row, and those that are taken into the training plan."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from assessment.findings.middle import of_topics
from assessment.findings.region.needs import NeedInWords, need
from assessment.findings.region.words import WEAKEST
from assessment.findings.words import out_of, quoted
from assessment.language import day, number
from assessment.questionnaire import Questionnaire
from assessment.region import Needs, PracticeGap, Turnout, invited
from assessment.rounds import Round, RoundState
from assessment.wording import Say


@dataclass(frozen=True)
class TrainingPractice:
    """A practice in the list: in how many departments it is below its minimum level, and how many could help."""

    question_id: str
    name: str
    essential: bool
    below: int  # departments
    could_help: str


@dataclass(frozen=True)
class TrainingInWords:
    """Every practice, those of most departments first."""

    headline: str
    topics: str  # the weakest, in a sentence; empty where nothing is known
    practices: tuple[TrainingPractice, ...]
    n: int  # departments that submitted


@dataclass(frozen=True)
class TrainingPlan:
    """What departments are trained in, and whom to invite."""

    headline: str
    practices: tuple[NeedInWords, ...]  # those of most departments first
    several_headline: str
    several: str  # departments that come up for several practices and for how many, by name; empty without any


def training(found: Needs, gaps: Sequence[PracticeGap], questionnaire: Questionnaire, say: Say) -> TrainingInWords:
    """Put in words what the departments of a round could be trained in.

    Args:
        found: where they are weak.
        gaps: every practice that one of the region misses, with who could help.
        questionnaire: that of the round.
        say: the reader's language.
    """
    agreed = {gap.question_id: len(gap.helpers) for gap in gaps}
    practices = []
    for one in found.among([question.id for question in questionnaire.questions()]):
        question, count = questionnaire.question(one.question_id), len(one.departments)
        practices.append(
            TrainingPractice(
                one.question_id,
                question.name[say.language],
                question.essential,
                count,
                say("training.could_help", agreed.get(one.question_id, 0)) if count else "",
            )
        )
    return TrainingInWords(
        _headline(found, questionnaire, say), _topics(found, questionnaire, say), tuple(practices), found.n
    )


def plan(found: Needs, ticked: Collection[str], questionnaire: Questionnaire, year: int, say: Say) -> TrainingPlan:
    """Put a training plan in words.

    Args:
        found: where the departments of the round are weak.
        ticked: the ids of the questions in the plan.
        questionnaire: that of the round.
        year: of the training.
        say: the reader's language.
    """
    needs = found.among(ticked)
    called = invited(needs)
    several = [one for one in called if len(one.question_ids) > 1]
    departments = say("training.plan.departments", len(called))
    return TrainingPlan(
        headline=say("training.plan.headline", len(needs), year=str(year), departments=departments),
        practices=tuple(need(one, found.n, questionnaire, say) for one in needs),
        several_headline=say("training.plan.several", len(several)),
        several=", ".join(
            say("training.plan.times", name=one.member.name, times=number(len(one.question_ids), say.language))
            for one in several
        ),
    )


def unfinished(asked: Round, turnout: Turnout, say: Say) -> str:
    """Say of the numbers of an open round that they are not the last; nothing of those of any other."""
    if turnout.state is not RoundState.OPEN:
        return ""
    return say(
        "training.unfinished",
        round=asked.title,
        day=day(asked.last_day, say.language),
        submitted=out_of(turnout.submitted, turnout.invited - turnout.left, say),
    )


def _headline(found: Needs, questionnaire: Questionnaire, say: Say) -> str:
    if not found.needs:
        return say("region.needs.no_needs")
    first = found.needs[0]
    practice = quoted(questionnaire.question(first.question_id).name[say.language], say)
    return say("training.headline", practice=practice, below=out_of(len(first.departments), found.n, say))


def _topics(found: Needs, questionnaire: Questionnaire, say: Say) -> str:
    """Name the weakest topics, each with its median."""
    titles = {topic.id: topic.title[say.language] for topic in questionnaire.dimensions()}
    spreads = {one.dimension_id: one.levels for one in found.dimensions}
    weakest = [one for one in found.weakest_dimensions[:WEAKEST] if spreads[one].median is not None]
    named = [
        say("training.topic", topic=titles[one], median=of_topics(spreads[one], questionnaire, say).words)
        for one in weakest
    ]
    return say("training.topics", len(named), topics=" · ".join(named)) if named else ""
