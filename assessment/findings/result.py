"""What a result says: all that the result page, the brief and the full report have in common."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from assessment.assessed import Assessed, lost_essentials, over_common
from assessment.findings import overall, parts
from assessment.findings.overall import Fact, Overall
from assessment.findings.parts import EssentialsInWords
from assessment.findings.rows import Picture, Strip
from assessment.findings.standings import Standings, standings
from assessment.findings.steps import StepsInWords, steps
from assessment.findings.sums import Sum, sums
from assessment.scoring import Score
from assessment.wording import Say


@dataclass(frozen=True)
class Result:
    """One submission in finished words."""

    headline: str  # the practices in use, and the essentials that are missing
    facts: tuple[Fact, Fact, Fact]  # practices, essentials, score: in this order everywhere
    sentence: str  # the range of the score and the reason for it; empty where nothing is unknown
    next_band: str  # what is missing for it; that there is none, or why it is not known
    band: str  # what it means, what is missing for the next, and why; or why there is none
    overall: Overall
    pillars: Picture  # with where they stood in the round before, where that asks the same
    topics: Strip
    essentials: EssentialsInWords
    standings: Standings
    steps: StepsInWords
    sums: tuple[Sum, ...]  # how each figure is made
    one_figure: str  # which of the three to name, where one is asked for
    limits: str  # what the number is and is not, on how many levels it rests, and why it is compared with no other
    seen: str  # who may see the levels


def result(assessed: Assessed, say: Say, before: Assessed | None = None) -> Result:
    """Put a result in words.

    Args:
        assessed: the submission.
        say: the reader's language.
        before: that of the round before, where there is one: what it had and this has not is lost.
    """
    questionnaire, answers, scorecard = assessed.questionnaire, assessed.answers, assessed.scorecard
    scored = overall.overall(questionnaire, scorecard, say)
    facts = overall.facts(scored, scorecard, say)
    lost = lost_essentials(before, assessed) if before else ()
    essentials = parts.essentials(questionnaire, answers, scorecard, say, lost)
    return Result(
        headline=overall.headline(questionnaire, answers, scorecard, say),
        facts=facts,
        sentence=overall.sentence(questionnaire, answers, scorecard, say),
        next_band=overall.to_the_next(questionnaire, answers, scorecard, say),
        band=overall.band_reached(questionnaire, answers, scorecard, say),
        overall=scored,
        pillars=parts.pillars(questionnaire, scorecard, say, _pillars_before(before, assessed)),
        topics=parts.topics(questionnaire, scorecard, say),
        essentials=essentials,
        standings=standings(questionnaire, scorecard, say),
        steps=steps(assessed, say),
        sums=sums(assessed, facts, essentials.table, say),
        one_figure=say("findings.result.one_figure"),
        limits=" ".join(
            (say("findings.result.limits"), overall.rests_on(scorecard, say), say("findings.comparison.no_score"))
        ),
        seen=say("findings.result.seen"),
    )


def _pillars_before(before: Assessed | None, now: Assessed) -> Mapping[str, Score] | None:
    """The scores of the round before; None where they are not over every question that is asked now."""
    both = None if before is None else over_common(before, now)
    if both is None or len(list(both[1].questionnaire.questions())) < len(list(now.questionnaire.questions())):
        return None
    return both[0].scorecard.pillars
