"""What to do next."""

from __future__ import annotations

from random import Random

import pytest
from given import IDS, QUESTIONNAIRE, any_answers, asking, everything, minimum
from hypothesis import given
from hypothesis import strategies as st

from assessment.answers import DONT_KNOW, Answer, NotApplicable
from assessment.plan import MOST, Plan, Step, plan
from assessment.questionnaire import Questionnaire
from assessment.scoring import score

Case = tuple[Questionnaire, dict[str, Answer]]


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
    low_mi = answers | {"MI3.1": 1, "MI3.2": 1, "MI4.1": 1, "MI4.2": 1, "MI5.1": 2}  # none below its minimum

    assert score(QUESTIONNAIRE, low_mi).pillars["DC"].low == 65
    assert score(QUESTIONNAIRE, low_mi).pillars["MI"].score == 60
    gains = [step.question_id for step in plan(QUESTIONNAIRE, low_mi).steps if step.why == "gain"]
    assert "MI2.1" in gains
    assert not [one for one in gains if one.startswith("DC")]


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


# What must always hold, also where every question has horizons of its own.


@st.composite
def any_case(draw: st.DrawFn) -> Case:
    """Some questions, each with another minimum and other horizons, and answers to them."""
    asked = draw(st.sets(st.sampled_from(IDS), min_size=1, max_size=20))
    mostly = draw(st.sampled_from([[6, 18, "after"], [6, 6, 18], [18, "after"], ["after"]]))
    question = st.fixed_dictionaries(
        {"minimum": st.integers(1, 3), "essential": st.booleans(), "earliest": st.sampled_from(mostly)}
    )
    questionnaire = asking({one: draw(question) for one in sorted(asked)})
    answer: st.SearchStrategy[Answer] = st.one_of(st.integers(0, 2), st.integers(0, 4), st.just(DONT_KNOW))
    return questionnaire, {one.id: draw(answer) for one in questionnaire.questions() if draw(st.integers(0, 9))}


cases = st.one_of(any_case(), st.tuples(st.just(QUESTIONNAIRE), any_answers()))
HORIZONS = list(MOST)


def place(horizon: str | None) -> int:
    assert horizon is not None
    return HORIZONS.index(horizon)  # type: ignore[arg-type]


def urgency(step: Step) -> tuple[int, int]:
    """As far as the answers alone say it: the rest decides between equals."""
    kind = ("essential", "minimum", "gain").index(step.why)
    return kind, 0 if step.why == "gain" else place(step.action.horizon)


@given(cases)
def test_every_step_has_a_place_it_can_take_and_no_horizon_more_than_it_holds(case: Case) -> None:
    found = plan(*case)
    planned = [step.question_id for step in (*found.steps, *found.waiting)]

    assert len(planned) == len(set(planned))
    assert all(len(found.within(horizon)) <= most for horizon, most in MOST.items())
    assert all(place(step.horizon) >= place(step.action.horizon) for step in found.steps)
    assert [place(step.horizon) for step in found.steps] == sorted(place(step.horizon) for step in found.steps)
    assert all(step.horizon is None for step in found.waiting)


@given(cases)
def test_what_is_missed_or_below_its_minimum_stands_in_the_plan_or_waits(case: Case) -> None:
    found, scorecard = plan(*case), score(*case)
    below = {one for one, reached in scorecard.minimums.items() if not reached}

    named = {step.question_id: step.why for step in (*found.steps, *found.waiting) if step.why != "gain"}
    assert named.keys() == below
    assert {one for one, why in named.items() if why == "essential"} == {
        one for one, met in scorecard.essentials.items() if not met
    }
    assert "gain" not in {step.why for step in found.waiting}


@given(cases)
def test_an_unmet_essential_waits_only_where_essentials_hold_all_places_it_could_take(case: Case) -> None:
    found = plan(*case)

    for waiting in (step for step in found.waiting if step.why == "essential"):
        for horizon in HORIZONS[place(waiting.action.horizon) :]:
            steps = found.within(horizon)
            assert len(steps) == MOST[horizon]
            assert {step.why for step in steps} == {"essential"}


@given(cases)
def test_nothing_takes_a_place_that_something_more_urgent_left_waiting_could_have_had(case: Case) -> None:
    found = plan(*case)

    for waiting in found.waiting:
        for horizon in HORIZONS[place(waiting.action.horizon) :]:
            assert len(found.within(horizon)) == MOST[horizon]
            assert all(urgency(step) <= urgency(waiting) for step in found.within(horizon))


@given(cases)
def test_nothing_comes_later_than_what_is_more_urgent_left_room_for(case: Case) -> None:
    found = plan(*case)

    for step in found.steps:
        for horizon in HORIZONS[place(step.action.horizon) : place(step.horizon)]:
            assert len(found.within(horizon)) == MOST[horizon]
            assert all(urgency(one) <= urgency(step) for one in found.within(horizon))


@given(cases, st.randoms(use_true_random=False))
def test_the_order_of_answers_does_not_matter(case: Case, chance: Random) -> None:
    questionnaire, answers = case
    shuffled = list(answers.items())
    chance.shuffle(shuffled)

    assert plan(questionnaire, dict(shuffled)) == plan(questionnaire, answers)


@given(st.sets(st.sampled_from(IDS)), st.sets(st.sampled_from(IDS)))
def test_where_nothing_is_above_level_0_the_plan_is_of_essentials_alone(unknown: set[str], blank: set[str]) -> None:
    answers = {**everything(0), **dict.fromkeys(unknown, DONT_KNOW)}
    found = plan(QUESTIONNAIRE, {one: answer for one, answer in answers.items() if one not in blank})

    assert [step.question_id for step in found.steps] == [one.id for one in QUESTIONNAIRE.essentials()][:8]
    assert len(found.waiting) == len(IDS) - 8
