"""What was said: reading answers, refusing what is not allowed, and what is missing or does not fit together."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest
from given import IDS, QUESTIONNAIRE, any_answers, everything
from hypothesis import given
from hypothesis import strategies as st

from assessment.answers import (
    DONT_KNOW,
    Answer,
    AnswersError,
    Doubt,
    Evidence,
    NotApplicable,
    Profile,
    check,
    doubts,
    from_json,
    has_words,
    known_level,
    missing,
    missing_profile,
    read_file,
    to_json,
)

ONE_PERSON = NotApplicable("Only one person works on it")


def test_a_file_of_answers_is_read() -> None:
    text = '{"PI1.1": 2, "PI1.2": "dont_know", "DC5.2": {"not_applicable": "Only one person works on it"}}'

    assert read_file(text, QUESTIONNAIRE) == {"PI1.1": 2, "PI1.2": DONT_KNOW, "DC5.2": ONE_PERSON}


def test_a_file_without_answers_is_read_too() -> None:
    assert read_file("{}", QUESTIONNAIRE) == {}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "no JSON"),
        ("{", "no JSON"),
        ("[" * 100_000, "no JSON"),
        ('{"PI1.1": ' + "1" * 5000 + "}", "no JSON"),
        ("[]", "no JSON object"),
        ("NaN", "no JSON object"),
        ("null", "no JSON object"),
        ('{"PI1.1": 7}', "PI1.1: 7 is not a level"),
        ('{"PI1.1": -1}', "PI1.1: -1 is not a level"),
        ('{"PI1.1": 2.0}', "PI1.1: 2.0 is no answer"),
        ('{"PI1.1": true}', "PI1.1: True is no answer"),
        ('{"PI1.1": "2"}', "PI1.1: '2' is no answer"),
        ('{"PI1.1": null}', "PI1.1: None is no answer"),
        ('{"PI1.1": NaN}', "PI1.1: nan is no answer"),
        ('{"PI1.1": Infinity}', "PI1.1: inf is no answer"),
        ('{"PI1.1": []}', r"PI1.1: \[\] is no answer"),
        ('{"PI1.1": 2, "PI1.1": 3}', "PI1.1: is written twice"),
        ('{"PI9.9": 2}', f"PI9.9: questionnaire {QUESTIONNAIRE.version} does not ask this"),
        ('{"pi1.1": 2}', f"pi1.1: questionnaire {QUESTIONNAIRE.version} does not ask this"),
        ('{"PI1.1": {"not_applicable": "Too small"}}', "PI1.1: .* is not allowed here"),
        ('{"DC5.2": {"not_applicable": ""}}', "DC5.2: .* needs a reason"),
        ('{"DC5.2": {"not_applicable": " \\n\\t"}}', "DC5.2: .* needs a reason"),
        ('{"DC5.2": {"not_applicable": "\\u200b\\u0000"}}', "DC5.2: .* needs a reason"),
        ('{"DC5.2": {"not_applicable": null}}', "DC5.2: .* is no answer"),
        ('{"DC5.2": {"not_applicable": "x", "level": 2}}', "DC5.2: .* is no answer"),
        ('{"DC5.2": {"not_applicable": "x", "not_applicable": "y"}}', "not_applicable: is written twice"),
    ],
)
def test_a_file_that_is_wrong_is_refused_with_the_place(text: str, says: str) -> None:
    with pytest.raises(AnswersError, match=says):
        read_file(text, QUESTIONNAIRE)


def test_a_refusal_repeats_only_the_beginning_of_a_long_value() -> None:
    with pytest.raises(AnswersError) as refused:
        read_file(json.dumps({"PI1.1": "x" * 100_000}), QUESTIONNAIRE)

    assert len(str(refused.value)) < 300


def test_the_first_wrong_answer_is_named() -> None:
    with pytest.raises(AnswersError, match=r"^PI1\.2"):
        read_file('{"PI1.1": 2, "PI1.2": 9, "PI2.1": 9}', QUESTIONNAIRE)


@pytest.mark.thorough
@given(st.text() | st.recursive(st.none() | st.booleans() | st.floats() | st.text(), st.lists).map(json.dumps))
def test_no_text_makes_reading_fail_in_another_way(text: str) -> None:
    try:
        assert read_file(text, QUESTIONNAIRE) == {}
    except AnswersError as refused:
        assert str(refused)


@given(any_answers())
def test_answers_written_and_read_are_the_same(answers: dict[str, Answer]) -> None:
    text = json.dumps(to_json(answers))

    assert from_json(json.loads(text)) == answers
    assert read_file(text, QUESTIONNAIRE) == answers


@pytest.mark.parametrize("answer", [0, 4, DONT_KNOW])
def test_every_question_takes_a_level_and_do_not_know(answer: Answer) -> None:
    for question_id in IDS:
        check(QUESTIONNAIRE, question_id, answer)


def test_does_not_apply_is_taken_exactly_where_the_question_says_when() -> None:
    taken = []
    for question in QUESTIONNAIRE.questions():
        try:
            check(QUESTIONNAIRE, question.id, ONE_PERSON)
        except AnswersError:
            continue
        taken.append(question.id)

    assert taken == ["DC5.1", "DC5.2", "MI4.2"]


@pytest.mark.parametrize("value", [5, -1, True, False, 2.0, float("nan"), "2", None, 10**400])
def test_what_is_no_level_is_refused(value: Any) -> None:
    with pytest.raises(AnswersError, match=r"^PI1\.1: "):
        check(QUESTIONNAIRE, "PI1.1", value)


@pytest.mark.parametrize(
    ("text", "shows"),
    [
        *(("", False), (" \u00a0\n", False), ("\u200b\x00\u2060", False), ("–", True), (" sì ", True)),
        *(("\u3164\u2800", False), ("\u034f\ufe0f", False), ("東", True), ("👮", True), ("5", True)),
    ],
)
def test_only_what_can_be_seen_is_a_reason(text: str, shows: bool) -> None:
    assert has_words(text) is shows


def test_only_a_level_is_known() -> None:
    answers = {"PI1.1": 0, "PI1.2": DONT_KNOW, "DC5.2": ONE_PERSON}

    assert [known_level(answers, one) for one in ("PI1.1", "PI1.2", "DC5.2", "FI1.1")] == [0, None, None, None]


# What is missing


def test_questions_without_any_answer_are_missing_in_the_order_of_the_questionnaire() -> None:
    answers = everything(2) | {"PI1.1": DONT_KNOW, "DC5.2": ONE_PERSON, "PI1.2": 0}
    for question_id in ("MI3.1", "DC1.1"):
        del answers[question_id]

    assert [question.id for question in missing(QUESTIONNAIRE, answers)] == ["DC1.1", "MI3.1"]
    assert len(missing(QUESTIONNAIRE, {})) == 38


def test_staff_and_official_account_are_needed_of_the_profile_and_nothing_else() -> None:
    assert missing_profile(Profile()) == ["staff", "official_account"]
    assert missing_profile(Profile(staff=0, official_account=False)) == []


def test_a_profile_written_and_read_is_the_same() -> None:
    profile = Profile(staff=12, official_account=True, platforms={"facebook": 1200, "instagram": None}, team_hours=2.5)

    assert Profile.from_json(json.loads(json.dumps(profile.to_json()))) == profile


def test_a_note_of_spaces_is_no_evidence() -> None:
    assert not Evidence(" \n")
    assert Evidence("see the drawer")
    assert Evidence(links=("https://example.org",))


# What may not fit together

SHOWN = {question.id: Evidence("see the folder") for question in QUESTIONNAIRE.essentials()}
STAFFED = Profile(staff=2, official_account=True)


def found(
    answers: Mapping[str, Answer],
    profile: Profile = STAFFED,
    evidence: Mapping[str, Evidence] = SHOWN,
    before: Mapping[str, Answer] | None = None,
) -> list[Doubt]:
    return list(doubts(QUESTIONNAIRE, answers, profile, evidence, before))


def test_answers_that_fit_together_raise_no_doubt() -> None:
    assert found(everything(2) | {"PI1.1": 3}) == []
    assert found({}) == []


def test_answers_that_do_not_go_together_are_named() -> None:
    answers = everything(2) | {"PI1.1": 0}

    assert found(answers) == [Doubt("contradiction", ("PI2.1", "PI1.1"), contradiction="service-order-no-decision")]
    assert found(answers | {"PI1.1": DONT_KNOW}) == []


def test_every_contradiction_of_the_questionnaire_can_come_up() -> None:
    for rule in QUESTIONNAIRE.contradictions:
        answers = {
            condition.question: condition.at_most if condition.at_least is None else condition.at_least
            for condition in rule.when
        }
        assert rule.id in [doubt.contradiction for doubt in found(answers)]


def test_contradictions_come_in_the_order_of_the_questionnaire() -> None:
    answers = {"DC5.1": 2, "PI2.1": 0, "PI3.1": 3, "DC1.2": 0, "MI2.1": 0}

    assert [doubt.questions[0] for doubt in found(answers)] == ["PI3.1", "PI3.1", "DC5.1"]


def test_a_level_that_needs_an_account_is_doubted_only_where_there_is_none() -> None:
    answers: dict[str, Answer] = {"PI2.2": 1, "PI3.2": 1, "MI4.1": 2}

    assert found(answers, Profile(official_account=False)) == [
        Doubt("account", ("PI2.2",), level=1),
        Doubt("account", ("MI4.1",), level=2),
    ]
    assert found(answers, Profile(official_account=True)) == []
    assert found(answers, Profile(official_account=None)) == []


def test_does_not_apply_is_doubted_where_the_department_is_too_large_for_it() -> None:
    limit = {one: QUESTIONNAIRE.question(one).not_applicable.staff_at_most for one in ("DC5.1", "DC5.2", "MI4.2")}
    answers: dict[str, Answer] = {"DC5.2": ONE_PERSON}

    assert found(answers, Profile(staff=limit["DC5.2"] + 1)) == [Doubt("not_applicable", ("DC5.2",))]
    assert found(answers, Profile(staff=limit["DC5.2"])) == []
    assert found(answers, Profile(staff=None)) == []


def test_an_essential_said_to_be_met_without_evidence_is_doubted() -> None:
    answers: dict[str, Answer] = {"PI2.1": 2, "PI2.2": 1, "PI3.1": DONT_KNOW, "PI1.1": 4}

    assert found(answers, evidence={}) == [Doubt("no_evidence", ("PI2.1",), level=2)]
    assert found(answers, evidence={"PI2.1": Evidence(" ")}) == [Doubt("no_evidence", ("PI2.1",), level=2)]
    assert found(answers, evidence={"PI2.1": Evidence("Order 3 of 2027")}) == []


def test_two_levels_up_or_down_since_the_round_before_are_doubted() -> None:
    answers: dict[str, Answer] = {"PI1.1": 3, "PI1.2": 0, "DC1.1": 2, "DC2.2": 4, "FI1.1": 4}
    before: dict[str, Answer] = {"PI1.1": 1, "PI1.2": 2, "DC1.1": 1, "DC2.2": DONT_KNOW}

    assert found(answers, before=before) == [
        Doubt("jump", ("PI1.1",), level=3, before=1),
        Doubt("jump", ("PI1.2",), level=0, before=2),
    ]


def test_the_same_level_everywhere_is_doubted_once() -> None:
    assert found(everything(2)) == [Doubt("all_same", ("PI1.1",), level=2)]
    assert found(everything(2) | {"PI1.1": DONT_KNOW}) == []


@given(any_answers(), st.sampled_from([None, 0, 3, 200]), st.sampled_from([None, True, False]))
def test_a_doubt_points_to_an_answer_that_was_given(
    answers: dict[str, Answer], staff: int | None, account: bool | None
) -> None:
    for doubt in found(answers, Profile(staff=staff, official_account=account), {}, everything(2)):
        assert all(question_id in answers for question_id in doubt.questions)
