"""The method, case by case, and what holds of every set of answers."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml
from given import IDS, QUESTIONNAIRE, any_answers, asking
from hypothesis import given
from hypothesis import strategies as st

from assessment.answers import DONT_KNOW, Answer, AnswersError, NotApplicable
from assessment.language import whole_points
from assessment.plan import MOST, Plan, plan
from assessment.scoring import Score, Scorecard, as_json, band_by_score, next_band, score, strongest, weakest

CASES = yaml.safe_load(Path(__file__).with_name("cases.yaml").read_text("utf-8"))
EXPECTED = {
    "score": lambda card: card.overall.score,
    "low": lambda card: card.overall.low,
    "high": lambda card: card.overall.high,
    "shown": lambda card: shown(card.overall.score),
    "band": lambda card: card.band,
    "known": lambda card: card.overall.known,
    "applicable": lambda card: card.overall.applicable,
    "eligible": lambda card: card.benchmark_eligible,
    "essentials_missed": lambda card: [one for one, met in card.essentials.items() if not met],
}


def answers_of(written: dict[str, Any], asked: Sequence[str] = IDS) -> dict[str, Answer]:
    """The answers that a case writes shortly: the more exact place wins."""
    unknown = set(written) - {"everything"} - {place for question_id in asked for place in places(question_id)}
    assert not unknown, f"no such question, dimension or pillar: {unknown}"
    answers = {}
    for question_id in asked:
        words = [written[place] for place in ("everything", *places(question_id)) if place in written]
        if words and words[-1] != "blank":
            answers[question_id] = answer_of(question_id, words[-1])
    return answers


def places(question_id: str) -> tuple[str, str, str]:
    """Pillar, dimension and question, from the least to the most exact."""
    return QUESTIONNAIRE.pillar_of(question_id).id, QUESTIONNAIRE.dimension_of(question_id).id, question_id


def answer_of(question_id: str, word: int | str) -> Answer:
    if word == "minimum":
        return QUESTIONNAIRE.question(question_id).minimum_level
    return {"dont_know": DONT_KNOW, "does_not_apply": NotApplicable("One person")}.get(str(word), word)


def shown(value: float | None) -> int | None:
    return None if value is None else whole_points(value, [band.min_score for band in QUESTIONNAIRE.bands])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_method(case: dict[str, Any]) -> None:
    questionnaire = asking(case["questionnaire"]) if "questionnaire" in case else QUESTIONNAIRE
    answers = answers_of(case["answers"], [question.id for question in questionnaire.questions()])
    scorecard = score(questionnaire, answers)

    expect = dict(case["expect"])
    planned = expect.pop("plan", {})
    assert planned.items() <= places_of(plan(questionnaire, answers)).items()
    for place in expect.pop("left_out", []):
        assert place not in {**scorecard.dimensions, **scorecard.minimums, **scorecard.in_use}
    for part in ("pillars", "dimensions"):
        for place, figures in expect.pop(part, {}).items():
            found = getattr(scorecard, part)[place]
            wanted = figures if isinstance(figures, dict) else {"score": figures}
            assert {name: getattr(found, name) for name in wanted} == wanted, place
    for part in ("minimums", "in_use"):
        for question_id, holds in expect.pop(part, {}).items():
            assert getattr(scorecard, part)[question_id] is holds, (part, question_id)
    assert {name: EXPECTED[name](scorecard) for name in expect} == expect


def places_of(planned: Plan) -> dict[str, list[str]]:
    """The questions of a plan by their places."""
    found = {horizon: planned.within(horizon) for horizon in MOST}
    return {
        place: [step.question_id for step in steps] for place, steps in (*found.items(), ("waiting", planned.waiting))
    }


def test_every_case_has_a_name_of_its_own() -> None:
    names = [case["name"] for case in CASES]

    assert len(set(names)) == len(names) >= 25


def test_ninety_percent_exactly_is_enough_to_be_counted() -> None:
    ten_questions = QUESTIONNAIRE.model_copy(update={"pillars": QUESTIONNAIRE.pillars[:1]})
    nine = {question.id: 2 for question in list(ten_questions.questions())[1:]}
    eight = dict(list(nine.items())[1:])

    assert score(ten_questions, nine).benchmark_eligible
    assert not score(ten_questions, eight).benchmark_eligible
    assert score(ten_questions, eight).overall.score == 50


def test_a_pillar_where_nothing_applies_is_left_out() -> None:
    only_dc5 = QUESTIONNAIRE.pillars[1].model_copy(update={"dimensions": QUESTIONNAIRE.pillars[1].dimensions[4:]})
    questionnaire = QUESTIONNAIRE.model_copy(update={"pillars": (QUESTIONNAIRE.pillars[0], only_dc5)})
    answers = {question.id: 2 for question in questionnaire.questions()} | {
        "DC5.1": NotApplicable("One person"),
        "DC5.2": NotApplicable("One person"),
    }

    scorecard = score(questionnaire, answers)

    assert list(scorecard.pillars) == ["PI"]
    assert scorecard.overall == Score(50, 50, 50, 10, 10)


def test_where_nothing_applies_at_all_there_is_no_figure() -> None:
    only_dc5 = QUESTIONNAIRE.pillars[1].model_copy(update={"dimensions": QUESTIONNAIRE.pillars[1].dimensions[4:]})
    questionnaire = QUESTIONNAIRE.model_copy(update={"pillars": (only_dc5,)})

    scorecard = score(questionnaire, {one: NotApplicable("One person") for one in ("DC5.1", "DC5.2")})

    assert scorecard.overall == Score(None, None, None, 0, 0)
    assert (scorecard.band, scorecard.benchmark_eligible) == (None, False)


@pytest.mark.parametrize(
    ("question_id", "answer"),
    [("PI9.9", 2), ("PI1.1", 5), ("PI1.1", -1), ("PI1.1", True), ("PI1.1", NotApplicable("Too small"))],
)
def test_an_answer_that_is_not_allowed_is_not_scored(question_id: str, answer: Answer) -> None:
    with pytest.raises(AnswersError, match=question_id):
        score(QUESTIONNAIRE, {question_id: answer})


def test_the_scorecard_as_json_has_the_promised_shape() -> None:
    plain = json.loads(
        json.dumps(as_json(score(QUESTIONNAIRE, answers_of({"everything": 2, "DC5": "does_not_apply"}))))
    )

    figures = {"score", "low", "high", "known", "applicable"}
    assert set(plain) == {
        "questionnaire", "overall", "pillars", "dimensions", "essentials", "minimums", "in_use", "benchmark_eligible"
    }  # fmt: skip
    assert plain["questionnaire"] == {
        "id": "smsa-local-police",
        "version": QUESTIONNAIRE.version,
        "sha256": QUESTIONNAIRE.sha256,
    }
    assert plain["overall"] == {
        "score": 50, "low": 50, "high": 50, "band": "established", "known": 36, "applicable": 36
    }  # fmt: skip
    assert list(plain["pillars"]) == ["PI", "DC", "MI", "FI"]
    assert all(set(part) == figures for part in [*plain["pillars"].values(), *plain["dimensions"].values()])
    assert (len(plain["dimensions"]), len(plain["essentials"])) == (18, 10)
    assert len(plain["minimums"]) == len(plain["in_use"]) == 36
    assert plain["benchmark_eligible"] is True


def test_what_is_not_shown_is_null_in_json() -> None:
    plain = as_json(score(QUESTIONNAIRE, {}))

    assert (plain["overall"]["score"], plain["overall"]["band"], plain["pillars"]["PI"]["score"]) == (None, None, None)


# What the screens say around a band


def test_the_next_band_names_the_essentials_that_are_missed() -> None:
    scorecard = score(QUESTIONNAIRE, answers_of({"everything": 4, "PI2.1": 1, "DC4.1": "dont_know"}))

    found = next_band(QUESTIONNAIRE, scorecard)

    assert found is not None
    assert (found.band.id, found.essentials, found.points, found.pillars) == ("established", ("PI2.1", "DC4.1"), 0, ())
    assert band_by_score(QUESTIONNAIRE, scorecard) == "leading"


def test_the_next_band_says_how_many_points_are_missing() -> None:
    scorecard = score(QUESTIONNAIRE, answers_of({"everything": 2}))

    found = next_band(QUESTIONNAIRE, scorecard)

    assert found is not None
    assert (found.band.id, found.essentials, found.points, found.pillars) == ("advanced", (), 10, ())


def test_the_next_band_names_the_pillars_that_hold_it_back_weakest_first() -> None:
    scorecard = score(QUESTIONNAIRE, answers_of({"everything": 4, "MI": 2, "FI": 1}))

    found = next_band(QUESTIONNAIRE, scorecard)

    assert scorecard.overall.score == 68.75
    assert found is not None
    assert (found.band.id, found.points, found.pillars) == ("advanced", 0, ("FI",))
    leading = next_band(QUESTIONNAIRE, score(QUESTIONNAIRE, answers_of({"everything": 4, "DC": 2, "DC1": 3, "MI": 2})))
    assert leading is not None
    assert (leading.band.id, leading.points, leading.pillars) == ("leading", 3.75, ("MI", "DC"))


@pytest.mark.parametrize("written", [{"everything": 4}, {}])
def test_there_is_no_next_band_at_the_top_or_without_a_score(written: dict[str, Any]) -> None:
    assert next_band(QUESTIONNAIRE, score(QUESTIONNAIRE, answers_of(written))) is None


def test_without_a_score_no_band_is_reached_by_score_alone() -> None:
    assert band_by_score(QUESTIONNAIRE, score(QUESTIONNAIRE, {})) is None


def test_the_strongest_and_weakest_dimensions_come_in_order_and_ties_in_that_of_the_questionnaire() -> None:
    written = {"everything": 2, "FI4": 4, "MI2": 3, "DC1": 3, "PI5": 3, "MI1": 0, "PI1": 1, "FI1": 1}
    scorecard = score(QUESTIONNAIRE, answers_of(written))

    assert strongest(scorecard) == ["FI4", "PI5", "DC1"]
    assert weakest(scorecard) == ["MI1", "PI1", "FI1"]


def test_a_dimension_without_a_score_is_neither_strong_nor_weak() -> None:
    scorecard = score(QUESTIONNAIRE, answers_of({"everything": 2, "PI1": "dont_know", "DC1": 3}))

    assert strongest(scorecard) == ["DC1"]
    assert weakest(scorecard) == ["PI2", "PI3", "PI4"]


def test_a_dimension_of_which_something_is_not_known_is_not_strong_but_may_be_weak() -> None:
    unknown = {"PI1.1": "dont_know", "FI1.1": "dont_know"}
    scorecard = score(QUESTIONNAIRE, answers_of({"everything": 2, "PI1.2": 4, "FI1.2": 0, "DC1": 3} | unknown))

    assert strongest(scorecard) == ["DC1", "PI2", "PI3"]
    assert weakest(scorecard)[0] == "FI1"


def test_where_every_dimension_is_alike_none_is_strong_or_weak() -> None:
    scorecard = score(QUESTIONNAIRE, answers_of({"everything": 2}))

    assert (strongest(scorecard), weakest(scorecard)) == ([], [])


def test_a_dimension_is_never_both_strong_and_weak() -> None:
    scorecard = score(QUESTIONNAIRE, answers_of({"PI1": 1, "PI2": 2, "PI3": 3}))

    assert (strongest(scorecard), weakest(scorecard)) == (["PI3", "PI2"], ["PI1"])


def test_without_answers_nothing_is_strong_or_weak() -> None:
    scorecard = score(QUESTIONNAIRE, {})

    assert (strongest(scorecard), weakest(scorecard)) == ([], [])


# What holds of every set of answers


def parts(scorecard: Scorecard) -> Iterator[Score]:
    yield scorecard.overall
    yield from scorecard.pillars.values()
    yield from scorecard.dimensions.values()


@given(any_answers())
def test_every_score_lies_on_the_scale_and_in_its_range(answers: dict[str, Answer]) -> None:
    for part in parts(score(QUESTIONNAIRE, answers)):
        assert part.low is not None
        assert part.high is not None
        assert 0 <= part.low <= (part.low if part.score is None else part.score) <= part.high <= 100
        assert part.known == part.applicable or part.low < part.high


@given(any_answers(), st.sampled_from(IDS))
def test_raising_a_level_lowers_nothing(answers: dict[str, Answer], question_id: str) -> None:
    level = answers.get(question_id)
    if not isinstance(level, int) or level == 4:
        return
    before, after = score(QUESTIONNAIRE, answers), score(QUESTIONNAIRE, {**answers, question_id: level + 1})

    for was, now in zip(parts(before), parts(after), strict=True):
        assert (was.score is None) == (now.score is None)
        assert (was.score or 0, was.low, was.high) <= (now.score or 0, now.low, now.high)
        assert (was.low or 0) <= (now.low or 0)
        assert (was.high or 0) <= (now.high or 0)
    for name in ("essentials", "minimums", "in_use"):
        assert all(getattr(after, name)[one] or not held for one, held in getattr(before, name).items())
    bands = [None, *(band.id for band in QUESTIONNAIRE.bands)]
    assert bands.index(before.band) <= bands.index(after.band)


@given(any_answers(), st.randoms(use_true_random=False))
def test_the_order_of_the_answers_does_not_matter(answers: dict[str, Answer], chance: random.Random) -> None:
    shuffled = list(answers.items())
    chance.shuffle(shuffled)

    assert score(QUESTIONNAIRE, dict(shuffled)) == score(QUESTIONNAIRE, answers)


@given(any_answers())
def test_do_not_know_and_a_blank_mean_the_same(answers: dict[str, Answer]) -> None:
    blank = {question_id: answer for question_id, answer in answers.items() if answer is not DONT_KNOW}

    assert score(QUESTIONNAIRE, blank) == score(QUESTIONNAIRE, answers)


@given(any_answers())
def test_a_dimension_is_the_mean_of_what_is_known_of_it(answers: dict[str, Answer]) -> None:
    scorecard = score(QUESTIONNAIRE, answers)

    for dimension in QUESTIONNAIRE.dimensions():
        levels = [level for one in dimension.questions if isinstance(level := answers.get(one.id), int)]
        if levels:
            assert scorecard.dimensions[dimension.id].score == pytest.approx(25 * sum(levels) / len(levels))
        elif dimension.id in scorecard.dimensions:
            assert scorecard.dimensions[dimension.id].score is None


@given(any_answers(), st.integers(0, 4))
def test_the_range_holds_whatever_the_unknown_turn_out_to_be(answers: dict[str, Answer], level: int) -> None:
    before = score(QUESTIONNAIRE, answers).overall
    known = {question_id: answers.get(question_id, level) for question_id in IDS}
    found_out = {one: level if answer is DONT_KNOW else answer for one, answer in known.items()}

    after = score(QUESTIONNAIRE, found_out).overall

    assert before.low is not None
    assert before.high is not None
    assert after.score is not None
    assert before.low <= after.score <= before.high
    assert (after.low, after.high) == (after.score, after.score)


@given(any_answers())
def test_a_missed_essential_and_a_hidden_score_never_pass_a_band(answers: dict[str, Answer]) -> None:
    scorecard = score(QUESTIONNAIRE, answers)

    assert (scorecard.band is None) == (scorecard.overall.score is None)
    if not all(scorecard.essentials.values()):
        assert scorecard.band in (None, "starting", "basic")
    if scorecard.benchmark_eligible:
        assert scorecard.overall.score is not None
