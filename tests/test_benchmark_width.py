"""The promise of width: even who sees a whole sheet cannot tell a score within 25 points, or a level."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from datetime import UTC, datetime

import pytest
from given import IDS, MAY_NOT_APPLY, QUESTIONNAIRE, any_answers
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessment.answers import DONT_KNOW, Answer, Answers, NotApplicable, Profile
from assessment.benchmark import Edition, Sheet, benchmark, drawings
from assessment.rounds import band_ids, sheet
from assessment.scoring import Scorecard, score

pytestmark = pytest.mark.thorough

STARTS = QUESTIONNAIRE.staff_bands
PILLARS = {pillar.id: tuple(question.id for question in pillar.questions()) for pillar in QUESTIONNAIRE.pillars}
REASON = NotApplicable("One person does everything")
IN_USE: list[Answer] = [2, 3, 4]  # the levels that one and the same sheet may stand for
NOT_IN_USE: list[Answer | None] = [0, 1, DONT_KNOW, None]

any_sheet = st.builds(
    lambda used, left_out: {one: value for one, value in zip(IDS, used, strict=True) if one not in left_out},
    st.lists(st.booleans(), min_size=len(IDS), max_size=len(IDS)),
    st.sets(st.sampled_from(MAY_NOT_APPLY)),
)


def answers_of(in_use: Mapping[str, bool], used: Answer, not_used: Answer) -> Answers:
    """Answers that fit a sheet: one for every practice in use, another for every other."""
    return {one: (used if in_use[one] else not_used) if one in in_use else REASON for one in IDS}


def fitting(in_use: Mapping[str, bool], chance: random.Random) -> dict[str, Answer]:
    """Any answers that fit a sheet and are known well enough to be counted."""
    answers: dict[str, Answer] = {one: REASON for one in IDS if one not in in_use}
    open_ones = chance.sample(sorted(one for one, used in in_use.items() if not used) or [""], 1)
    for question_id, used in in_use.items():
        levels = IN_USE if used else NOT_IN_USE if question_id in open_ones else [0, 1]
        answer = chance.choice(levels)
        if answer is not None:
            answers[question_id] = answer
    return answers


def counted(answers: Answers, staff: int) -> Sheet | None:
    return sheet(QUESTIONNAIRE, answers, Profile(staff=staff, official_account=True))


@given(any_sheet)
def test_the_answers_that_fit_a_sheet_leave_every_score_at_least_25_points(in_use: dict[str, bool]) -> None:
    lowest, highest = (score(QUESTIONNAIRE, answers_of(in_use, used, not_used)) for used, not_used in ((2, 0), (4, 1)))

    assert lowest.in_use == highest.in_use == in_use, "both fit the sheet"
    assert lowest.benchmark_eligible and highest.benchmark_eligible, "and both would be counted"
    for low, high in zip(_scores(lowest), _scores(highest), strict=True):
        assert high - low >= 25 - 1e-9


def _scores(scorecard: Scorecard) -> list[float]:
    scores = [scorecard.overall.score, *(pillar.score for pillar in scorecard.pillars.values())]
    return [one for one in scores if one is not None]


@pytest.mark.parametrize("question_id", IDS)
@pytest.mark.parametrize(("used", "levels"), [(True, {2, 3, 4}), (False, {0, 1})])
def test_a_sheet_leaves_every_question_at_least_two_levels(question_id: str, used: bool, levels: set[int]) -> None:
    others = answers_of(dict.fromkeys(IDS, True), 2, 0)

    fit = {
        level for level in range(5) if score(QUESTIONNAIRE, {**others, question_id: level}).in_use[question_id] is used
    }

    assert fit == levels


@given(st.lists(any_sheet, min_size=3, max_size=5), st.randoms(use_true_random=False))
@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
def test_other_answers_behind_the_same_sheets_give_the_same_bytes(
    sheets: list[dict[str, bool]], chance: random.Random
) -> None:
    sheets = sheets * 4

    regions = [{f"d{n}": fitting(in_use, chance) for n, in_use in enumerate(sheets)} for _ in range(2)]

    assert _shown(regions[0]) == _shown(regions[1])


def _shown(answers: Mapping[str, Answers]) -> list[str]:
    """Everything anybody sees of a region with these answers."""
    sheets = {name: one for number, name in enumerate(answers) if (one := counted(answers[name], number * 3))}
    assert len(sheets) == len(answers), "all are counted"
    edition = Edition(1, datetime(2027, 6, 2, tzinfo=UTC), sheets, PILLARS, band_ids(STARTS))
    drawn = drawings([edition])
    return [json.dumps(benchmark(drawn, viewer).as_json()) for viewer in (*answers, None)]


@given(any_answers())
@settings(max_examples=50, suppress_health_check=[HealthCheck.too_slow])
def test_a_sheet_holds_the_band_and_what_is_in_use_and_nothing_else(answers: dict[str, Answer]) -> None:
    made = counted(answers, 12)

    if made is not None:
        assert vars(made) == {"staff_band": "10-29", "in_use": score(QUESTIONNAIRE, answers).in_use}
        assert all(type(value) is bool for value in made.in_use.values())
