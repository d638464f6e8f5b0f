"""What a result says: all that the result page, the brief and the full report have in common."""

from __future__ import annotations

from dataclasses import dataclass

from assessment.assessed import Assessed, lost_essentials
from assessment.findings import overall, parts
from assessment.findings.overall import Fact, Overall
from assessment.findings.parts import Essentials
from assessment.findings.rows import Picture
from assessment.findings.standings import Standings, standings
from assessment.findings.steps import Steps, steps
from assessment.wording import Say


@dataclass(frozen=True)
class Result:
    """One submission in finished words."""

    headline: str  # the practices in use, and the essentials that are missing
    missing: str  # the essentials by name, where the headline counts them; empty where none is missing
    facts: tuple[Fact, Fact, Fact]  # practices, essentials, score: in this order everywhere
    sentence: str  # the range of the score and the reason for it; empty where nothing is unknown
    band: str  # what it means, what is missing for the next, and why; or why there is none
    overall: Overall
    pillars: Picture
    topics: Picture
    essentials: Essentials
    standings: Standings
    steps: Steps
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
    return Result(
        headline=overall.headline(questionnaire, answers, scorecard, say),
        facts=overall.facts(scored, scorecard, say),
        missing=overall.missing_names(questionnaire, answers, scorecard, say),
        sentence=overall.sentence(questionnaire, answers, scorecard, say),
        band=overall.band_reached(questionnaire, answers, scorecard, say),
        overall=scored,
        pillars=parts.pillars(questionnaire, scorecard, say),
        topics=parts.topics(questionnaire, scorecard, say),
        essentials=parts.essentials(
            questionnaire, answers, scorecard, say, lost_essentials(before, assessed) if before else ()
        ),
        standings=standings(questionnaire, scorecard, say),
        steps=steps(assessed, say),
        one_figure=say("findings.result.one_figure"),
        limits=" ".join(
            (say("findings.result.limits"), overall.rests_on(scorecard, say), say("findings.comparison.no_score"))
        ),
        seen=say("findings.result.seen"),
    )
