"""What to do next."""

from __future__ import annotations

import pytest
from given import QUESTIONNAIRE, any_answers, everything, minimum
from hypothesis import given

from assessment.answers import DONT_KNOW, Answer, NotApplicable
from assessment.plan import MOST, Plan, plan
from assessment.scoring import score


def ids(found: Plan, horizon: str) -> list[str]:
    return [step.question_id for step in found.within(horizon)]


def test_unmet_essentials_come_first_in_the_order_of_the_questionnaire() -> None:
    found = plan(QUESTIONNAIRE, everything(0))

    assert ids(found, "within_6_months") == ["PI2.1", "PI2.2", "PI3.1"]
    assert {step.why for step in found.within("within_6_months")} == {"essential"}


def test_questions_below_their_minimum_follow_the_essentials() -> None:
    found = plan(QUESTIONNAIRE, everything(2) | {"FI2.1": 1, "MI1.1": 1, "PI1.2": 0})

    assert [(step.question_id, step.why) for step in found.within("within_6_months")] == [
        ("MI1.1", "essential"),
        ("PI1.2", "minimum"),
        ("FI2.1", "minimum"),
    ]


def test_the_rest_goes_to_the_weakest_pillar_the_largest_gain_first() -> None:
    answers = minimum() | {"FI2.2": DONT_KNOW, "FI1.2": 2}  # FI is the weakest; FI2.1 now carries its whole topic
    found = plan(QUESTIONNAIRE, answers)

    assert score(QUESTIONNAIRE, answers).pillars["FI"].score == 34.375
    steps = found.within("within_18_months")
    assert [(step.question_id, step.why, step.gain) for step in steps] == [
        ("FI2.1", "gain", 1.5625),
        ("FI1.1", "gain", 0.78125),
        ("FI1.2", "gain", 0.78125),
    ]


def test_the_next_weakest_pillar_fills_what_the_weakest_leaves() -> None:
    weak_dc = everything(4) | {"PI1.1": 2, "DC1.1": 2, "DC2.2": 2}

    assert ids(plan(QUESTIONNAIRE, weak_dc), "within_18_months") == ["DC1.1", "DC2.2", "PI1.1"]
    assert ids(plan(QUESTIONNAIRE, weak_dc | {"DC1.2": 2}), "within_18_months") == ["DC1.1", "DC1.2", "DC2.2"]
    assert ids(plan(QUESTIONNAIRE, weak_dc), "within_6_months") == []


def test_a_hidden_score_leaves_the_lowest_start_of_the_ranges_to_say_which_pillar_is_weakest() -> None:
    answers = everything(3) | {"DC1.1": DONT_KNOW, "DC1.2": DONT_KNOW, "DC3.1": DONT_KNOW, "FI4.1": 2}
    found = plan(QUESTIONNAIRE, answers)

    assert score(QUESTIONNAIRE, answers).pillars["DC"].score is None
    assert ids(found, "within_18_months") == ["DC4.1", "DC4.2", "DC5.1"]
    assert {step.gain for step in found.steps} == {None}


def test_a_pillar_without_a_score_is_not_the_weakest_for_that_alone() -> None:
    answers = everything(4) | dict.fromkeys(["DC1.1", "DC1.2", "DC3.2"], DONT_KNOW) | {"DC2.2": 2, "MI2.1": 2}
    low_mi = answers | {"MI3.1": 0, "MI3.2": 0, "MI4.1": 0, "MI4.2": 0}

    assert score(QUESTIONNAIRE, low_mi).pillars["DC"].low == 65
    assert score(QUESTIONNAIRE, low_mi).pillars["MI"].score == 55
    assert ids(plan(QUESTIONNAIRE, low_mi), "within_18_months") == ["MI2.1", "DC2.2"]


def test_a_shown_score_says_which_pillar_is_weakest_and_not_its_range() -> None:
    answers = everything(4) | {"DC1.1": DONT_KNOW, "DC1.2": DONT_KNOW, "DC2.1": 3, "DC2.2": 3}
    found = plan(QUESTIONNAIRE, answers | {"PI1.1": 3, "PI1.2": 3, "PI3.1": 3, "PI3.2": 3})

    assert ids(found, "after_18_months") == ["PI1.1", "PI1.2"]  # PI has 90; DC 93.75, and may be as low as 75


def test_do_not_know_and_a_blank_take_the_action_from_level_0_and_promise_no_gain() -> None:
    answers = everything(2) | {"PI2.1": DONT_KNOW}
    del answers["DC2.2"]
    essential, below = plan(QUESTIONNAIRE, answers).within("within_6_months")[:2]

    assert (essential.question_id, essential.level, essential.why) == ("PI2.1", None, "essential")
    assert essential.action == QUESTIONNAIRE.question("PI2.1").actions.from_0
    assert (essential.gain, essential.dimension_before, essential.dimension_after) == (None, 50, None)
    assert (below.question_id, below.level, below.why, below.gain) == ("DC2.2", None, "minimum", None)


def test_a_step_says_what_it_changes() -> None:
    step = plan(QUESTIONNAIRE, everything(2) | {"PI1.1": 1}).steps[0]

    assert (step.question_id, step.level, step.gain) == ("PI1.1", 1, 0.625)
    assert (step.dimension_before, step.dimension_after) == (37.5, 50)
    assert step.action == QUESTIONNAIRE.question("PI1.1").actions.from_1
    assert step.horizon == "within_6_months"


def test_level_4_and_what_does_not_apply_have_no_step() -> None:
    answers = everything(4) | {"DC5.1": NotApplicable("One person"), "DC5.2": NotApplicable("One person")}

    assert plan(QUESTIONNAIRE, answers).steps == ()


def test_a_topic_with_one_question_that_applies_gains_twice_as_much() -> None:
    found = plan(QUESTIONNAIRE, everything(4) | {"DC5.1": 3, "DC5.2": NotApplicable("One person")})

    assert [(step.question_id, step.gain) for step in found.steps] == [("DC5.1", 1.25)]


def test_there_are_never_more_than_eight_steps_nearest_first() -> None:
    found = plan(QUESTIONNAIRE, everything(3) | {"PI1.1": 1, "PI1.2": 1, "PI3.2": 1, "PI4.2": 1})

    assert [step.horizon for step in found.steps] == [
        *["within_6_months"] * 3,
        *["within_18_months"] * 3,
        *["after_18_months"] * 2,
    ]


@given(any_answers())
def test_a_gain_is_what_scoring_again_finds(answers: dict[str, Answer]) -> None:
    before = score(QUESTIONNAIRE, answers)

    for step in plan(QUESTIONNAIRE, answers).steps:
        if step.level is None:
            assert (step.gain, step.dimension_after) == (None, None)
            continue
        after = score(QUESTIONNAIRE, {**answers, step.question_id: step.level + 1})
        dimension = QUESTIONNAIRE.dimension_of(step.question_id).id
        assert step.dimension_before == before.dimensions[dimension].score
        assert step.dimension_after == pytest.approx(after.dimensions[dimension].score)
        if before.overall.score is None or after.overall.score is None:
            assert step.gain is None
        else:
            assert step.gain == pytest.approx(after.overall.score - before.overall.score)


@given(any_answers())
def test_what_is_left_out_is_never_more_urgent_than_what_is_planned(answers: dict[str, Answer]) -> None:
    scorecard = score(QUESTIONNAIRE, answers)
    found = plan(QUESTIONNAIRE, answers)

    for horizon, most in MOST.items():
        steps = found.within(horizon)
        assert len(steps) <= most
        assert len({step.question_id for step in steps}) == len(steps)
        missed = [
            question_id
            for question_id, met in scorecard.essentials.items()
            if not met and next_horizon(question_id, answers) == horizon
        ]
        assert [step.question_id for step in steps if step.why == "essential"] == missed[:most]


def next_horizon(question_id: str, answers: dict[str, Answer]) -> str:
    level = answers.get(question_id)
    action = QUESTIONNAIRE.question(question_id).actions.from_level(level if isinstance(level, int) else 0)
    assert action is not None
    return action.horizon
