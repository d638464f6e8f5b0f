"""The eight steps before the first account: what a set of answers says of each, and what holds of every set."""

from __future__ import annotations

from typing import Any

import pytest
from given import QUESTIONNAIRE, any_answers, everything
from hypothesis import given
from hypothesis import strategies as st

from assessment import task
from assessment.answers import DONT_KNOW, Answer, NotApplicable, Profile, known_level
from assessment.opening import TOLD_BY, OpeningStep, StepState, asked_first, comes_before, next_step, ready, standings
from assessment.questionnaire import with_only

FURTHER = (StepState.UNSAID, StepState.MISSING, StepState.BEGUN, StepState.READY)  # from the least to the most


def states(answers: dict[str, Answer]) -> dict[str, StepState | None]:
    return {one.step.value: one.state for one in standings(QUESTIONNAIRE, answers)}


def test_seventeen_questions_tell_of_the_steps_and_all_essentials_are_among_them() -> None:
    asked = [question.id for question in asked_first(QUESTIONNAIRE)]
    assert len(asked) == len(set(asked)) == 17
    assert {question.id for question in QUESTIONNAIRE.essentials()} <= set(asked)
    assert list(TOLD_BY) == list(OpeningStep)


def test_nothing_is_said_of_a_step_of_which_nothing_is_known() -> None:
    assert set(states({}).values()) == {StepState.UNSAID}
    assert set(states(everything(DONT_KNOW)).values()) == {StepState.UNSAID}


def test_every_step_is_ready_at_the_minimum_and_missing_at_the_lowest_level() -> None:
    at_minimum: dict[str, Answer] = {question.id: question.minimum_level for question in QUESTIONNAIRE.questions()}
    assert set(states(at_minimum).values()) == {StepState.READY}
    assert set(states(everything(0)).values()) == {StepState.MISSING}
    assert next_step(standings(QUESTIONNAIRE, at_minimum)) is None


@pytest.mark.parametrize(
    ("answers", "state"),
    [
        ({"PI4.1": 2}, StepState.BEGUN),  # of the other question nothing is known
        ({"PI4.1": 0}, StepState.MISSING),
        ({"PI4.1": 1, "DC1.1": 0}, StepState.BEGUN),
        ({"PI4.1": 0, "DC1.1": DONT_KNOW}, StepState.MISSING),
        ({"PI4.1": 2, "DC1.1": 2}, StepState.READY),
        ({"PI4.1": 2, "DC1.1": 1}, StepState.BEGUN),
    ],
)
def test_a_step_is_as_far_as_its_questions_are(answers: dict[str, Answer], state: StepState) -> None:
    assert states(answers)["team"] is state


def test_what_does_not_apply_is_left_out_of_its_step() -> None:
    (informing,) = [
        one
        for one in standings(QUESTIONNAIRE, {"DC5.1": NotApplicable("Siamo in tre.")})
        if one.step is OpeningStep.INFORMING
    ]
    assert (informing.state, informing.met, informing.unsaid) == (StepState.READY, (), ())
    assert [question.id for question in informing.apart] == ["DC5.1"]


def test_the_lowest_level_of_what_needs_an_account_only_waits_for_it() -> None:
    found = {one.question.id: one.waits for each in standings(QUESTIONNAIRE, everything(0)) for one in each.lacking}
    waits = {one.id for one in asked_first(QUESTIONNAIRE) if one.presupposes_account}
    assert {question_id for question_id, only in found.items() if only} == waits
    above = [one for each in standings(QUESTIONNAIRE, everything(1)) for one in each.lacking]
    assert above and not any(one.waits for one in above)


def test_next_comes_what_is_known_to_be_lacking_before_what_nobody_said() -> None:
    first = next_step(standings(QUESTIONNAIRE, {"PI1.1": DONT_KNOW, "DC2.1": 1}))
    assert first is not None and first.step is OpeningStep.TRAINING
    nothing = next_step(standings(QUESTIONNAIRE, {}))
    assert nothing is not None and nothing.step is OpeningStep.ACTS


def test_a_step_about_which_a_questionnaire_asks_nothing_has_no_state() -> None:
    only = with_only(QUESTIONNAIRE, {"PI1.1", "PI2.1"})
    found = {one.step: one for one in standings(only, {"PI1.1": 2, "PI2.1": 2})}
    assert found[OpeningStep.TEAM].state is None and found[OpeningStep.TEAM].asked == ()
    assert found[OpeningStep.POLICIES].state is StepState.READY
    assert ready(tuple(found.values())) == 2
    assert next_step(tuple(found.values())) is None


@pytest.mark.parametrize(("said", "comes"), [(False, True), (True, False), (None, False)])
def test_only_who_says_that_there_is_no_account_is_before_one(said: bool | None, comes: bool) -> None:
    assert comes_before(Profile(official_account=said)) is comes


def test_the_short_route_asks_a_step_a_page_and_nothing_else() -> None:
    route = task.before_opening(QUESTIONNAIRE)
    assert [topic.step for topic in route] == list(OpeningStep)
    assert tuple(question for topic in route for question in topic.questions) == asked_first(QUESTIONNAIRE)
    assert all(task.find(QUESTIONNAIRE, topic.id) == topic for topic in route)
    assert task.neighbours(QUESTIONNAIRE, route[0]) == (None, route[1])
    assert task.neighbours(QUESTIONNAIRE, route[-1]) == (route[-2], None)


@given(any_answers())
def test_nothing_unknown_is_named_as_missing(answers: dict[str, Answer]) -> None:
    for one in standings(QUESTIONNAIRE, answers):
        assert all(known_level(answers, each.question.id) == each.level for each in one.lacking)
        assert all(known_level(answers, question.id) is None for question in one.unsaid)
        assert sorted(one.asked) == sorted(TOLD_BY[one.step])
        assert (one.state is StepState.UNSAID) == (not one.met and not one.lacking and bool(one.unsaid))


@given(any_answers(), st.data())
def test_raising_an_answer_never_makes_a_step_less_ready(answers: dict[str, Answer], data: Any) -> None:
    known = [key for key in answers if known_level(answers, key) is not None]
    if not known:
        return
    raised = data.draw(st.sampled_from(known))
    level = data.draw(st.integers(known_level(answers, raised) or 0, 4))
    before, after = states(answers), states({**answers, raised: level})
    for step, state in before.items():
        now = after[step]
        assert state is not None and now is not None
        assert FURTHER.index(now) >= FURTHER.index(state)
