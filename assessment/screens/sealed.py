"""One submission as it is read: its round, what it answered, what it means, and what it is set beside."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from assessment.answers import Submission
from assessment.benchmark import Benchmark
from assessment.findings import Change, Result, change, common, result
from assessment.plan import plan
from assessment.questionnaire import Questionnaire
from assessment.reading.department import Earlier, Lacking, gather
from assessment.rounds import Round
from assessment.scoring import Scorecard, score
from assessment.screens.figures import ROUND
from assessment.visit import Visit


@dataclass(frozen=True)
class Sealed:
    """A submission, scored and put in words."""

    round: Round
    submission: Submission
    questionnaire: Questionnaire  # the one that it answered
    scorecard: Scorecard
    result: Result
    benchmark: Benchmark | Lacking  # of the publication that counts this very submission
    earlier: tuple[Earlier, ...]  # what the department submitted in the rounds before, oldest first
    rounds: tuple[Round, ...]  # every round that it submitted in, oldest first


def asked_for() -> int | None:
    """The id of the round that the address names; None where it names none."""
    given = str(st.query_params.get(ROUND, ""))
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else None


def sealed(visit: Visit) -> Sealed | None:
    """The submission to the round that the address names, else the latest; None where nothing is submitted."""
    department, region = visit.person.department_id, visit.person.region_id
    assert department is not None and region is not None, "only departments submit"
    submitted = {one.round_id for one in visit.store.submissions(department)}
    rounds = tuple(one for one in visit.store.rounds(region) if one.id in submitted)
    if not rounds:
        return None
    chosen = next((one for one in rounds if one.id == asked_for()), rounds[-1])
    reported = gather(visit.store, department, chosen.id)
    assert reported is not None, "it has submitted in this round"
    return Sealed(
        round=chosen,
        submission=reported.submission,
        questionnaire=reported.questionnaire,
        scorecard=score(reported.questionnaire, reported.submission.answers),
        result=told(visit, reported.questionnaire, reported.submission),
        benchmark=reported.benchmark,
        earlier=reported.earlier,
        rounds=rounds,
    )


def told(visit: Visit, questionnaire: Questionnaire, submission: Submission) -> Result:
    """A submission in finished words."""
    scorecard = score(questionnaire, submission.answers)
    steps = plan(questionnaire, submission.answers, scorecard)
    return result(questionnaire, submission.answers, scorecard, steps, visit.say)


def moved(visit: Visit, shown: Sealed) -> Change | None:
    """What changed since the round before; None where there is none before."""
    if not shown.earlier:
        return None
    last = shown.earlier[-1]
    both = common(last.questionnaire, last.submission.answers, shown.questionnaire, shown.submission.answers)
    return change(both, visit.say)
