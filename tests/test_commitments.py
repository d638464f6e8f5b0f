"""A department's own plan: what would come of it, who may change it, its history, and what others are told."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from given import IDS, QUESTIONNAIRE, everything
from hypothesis import given, settings
from hypothesis import strategies as st
from worlds import World

from assessment.answers import DONT_KNOW, Answer, NotApplicable, known_level
from assessment.commitments import (
    MOST_COMMITMENTS,
    MOST_NOTE,
    Commitment,
    Status,
    Together,
    decided,
    prospect,
    together,
)
from assessment.findings.commitments import CommitmentInWords, brings, told
from assessment.findings.words import points
from assessment.reading.commitments import Decided
from assessment.rounds import NewDepartment
from assessment.scoring import score
from assessment.storage import CommitmentChanged, HasLeft, NotReady, TooOften, Unfit
from assessment.wording import Say
from tests.given import any_answers

AT = datetime(2027, 2, 1, 9, tzinfo=UTC)


def made(question_id: str, leads_to: int, status: Status = Status.PLANNED, **other: Any) -> Commitment:
    facts: dict[str, Any] = {
        **{"id": 1, "department_id": "alba", "round_id": 1, "question_id": question_id, "leads_to": leads_to},
        **{"questionnaire_sha256": "", "own": False, "made_at": AT, "version": 1, "status": status, "since": AT},
        **{"action": "", "who": "", "month": None, "effort": "", "note": "", "because": ""},
        **{"author": "", "author_id": None, "saved_at": AT},
    }
    return Commitment(**facts | other)


STEPS = st.lists(
    st.builds(made, st.sampled_from([*IDS, "GONE"]), st.integers(1, 4), st.sampled_from(list(Status))), max_size=12
)


@given(any_answers(), STEPS)
@settings(max_examples=50, deadline=None)
def test_what_a_plan_brings_is_what_the_score_says_of_the_raised_answers(
    answers: dict[str, Answer], steps: list[Commitment]
) -> None:
    raised = dict(answers)
    started_unknown = set()
    for one in steps:
        was = answers.get(one.question_id)
        if one.status not in (Status.PLANNED, Status.UNDER_WAY) or one.question_id == "GONE":
            continue
        if isinstance(was, NotApplicable):
            continue
        levels = [value for value in (was, raised.get(one.question_id), one.leads_to) if isinstance(value, int)]
        raised[one.question_id] = max(levels)
        if not isinstance(was, int):
            started_unknown.add(one.question_id)

    found = prospect(QUESTIONNAIRE, answers, steps, AT)

    assert found.then == score(QUESTIONNAIRE, raised)
    assert found.now == score(QUESTIONNAIRE, answers)
    assert set(found.unknown) == started_unknown
    assert not (found.tells_score and started_unknown)


def test_of_two_steps_on_a_question_the_higher_counts_and_none_lowers_an_answer() -> None:
    found = prospect(QUESTIONNAIRE, everything(2), [made("PI1.1", 4), made("PI1.1", 3), made("PI1.2", 1)], AT)

    assert found.then == score(QUESTIONNAIRE, everything(2) | {"PI1.1": 4})


def test_what_was_done_counts_only_where_it_was_done_after_the_answers_were_given() -> None:
    before, after = (made("PI1.1", 4, Status.DONE, since=AT + timedelta(days=days)) for days in (-1, 1))

    assert prospect(QUESTIONNAIRE, everything(2), [before], AT).steps == 0
    assert prospect(QUESTIONNAIRE, everything(2), [after], AT).steps == 1


def test_from_do_not_know_practices_and_essentials_count_and_the_score_is_left_out() -> None:
    answers = everything(2) | {"PI1.1": DONT_KNOW}
    found = prospect(QUESTIONNAIRE, answers, [made("PI1.1", 2)], AT)

    assert known_level(answers, "PI1.1") is None
    assert found.unknown == ("PI1.1",)
    assert not found.tells_score
    assert sum(found.then.in_use.values()) == sum(found.now.in_use.values()) + 1


def test_a_step_is_overdue_once_its_month_is_over_and_only_as_long_as_it_is_open() -> None:
    step = made("PI1.1", 3, month=date(2027, 3, 1))

    assert not step.is_overdue(date(2027, 3, 31))
    assert step.is_overdue(date(2027, 4, 1))
    assert not replace(step, status=Status.DONE).is_overdue(date(2027, 4, 1))
    assert not replace(step, month=None).is_overdue(date(2027, 4, 1))


@pytest.mark.parametrize(("count", "told"), [(0, None), (4, None), (5, 5), (7, 5), (8, 10), (12, 10), (13, 15)])
def test_of_a_region_departments_are_told_in_fives_and_from_five_on(count: int, told: int | None) -> None:
    standing = {f"d{number}": [Status.UNDER_WAY] for number in range(count)} | {"late": [Status.GIVEN_UP]}

    assert together(standing) == Together(planned=told, begun=told, done=None)


@pytest.mark.parametrize("known", range(13))
def test_who_reads_shared_plans_is_told_of_none_of_the_others_and_of_four_alike(known: int) -> None:
    shared = [f"shared{number}" for number in range(known)]

    def told_with(others: int) -> Together:
        return together({one: [Status.DONE] for one in (*shared, *(f"d{n}" for n in range(others)))}, shared)

    assert len({told_with(others) for others in range(5)}) == 1
    assert told_with(5) != told_with(4)


# In words.


def in_words(one: Commitment, language: str = "en") -> CommitmentInWords:
    decided = Decided((one,), {"": QUESTIONNAIRE}, {1: "2027"})
    return told(one, decided, Say(language), "Europe/Rome")


def test_a_step_is_told_by_what_is_recommended_until_somebody_writes_what_they_do() -> None:
    step = made("PI1.1", 3, month=date(2027, 6, 1), who="Rosa Verdi")
    recommended = QUESTIONNAIRE.question("PI1.1").actions.from_level(2)
    assert recommended is not None

    assert in_words(step).what == recommended.action["en"]
    assert in_words(step).line == "planned · by June 2027 · Rosa Verdi"
    assert in_words(step).sentence.endswith(QUESTIONNAIRE.question("PI1.1").levels[3]["en"])
    assert in_words(replace(step, action="Ask the mayor")).what == "Ask the mayor"
    assert in_words(replace(step, status=Status.DONE, since=datetime(2027, 3, 31, 22, 30, tzinfo=UTC))).line == (
        "done in April 2027 · Rosa Verdi"
    )


@pytest.mark.parametrize("language", ["en", "it", "es"])
def test_what_a_plan_brings_names_the_numbers_of_the_score(language: str) -> None:
    steps, answers = [made("PI1.1", 3), made("PI1.2", 4)], everything(1)
    found = prospect(QUESTIONNAIRE, answers, steps, AT)
    said = brings(found, QUESTIONNAIRE, Say(language))

    then = score(QUESTIONNAIRE, answers | {"PI1.1": 3, "PI1.2": 4})
    assert f"0\u00a0→\u00a0{sum(then.in_use.values())}" in said
    assert f"25\u00a0→\u00a0{points(QUESTIONNAIRE, then.overall.score or 0)}" in said


def test_the_score_is_left_out_with_the_reason_where_a_step_starts_from_do_not_know() -> None:
    found = prospect(QUESTIONNAIRE, everything(2) | {"PI1.1": DONT_KNOW}, [made("PI1.1", 2)], AT)
    said = brings(found, QUESTIONNAIRE, Say("en"))

    assert QUESTIONNAIRE.question("PI1.1").name["en"] in said
    assert "score 5" not in said


# The store.


def taken(world: World, question_id: str = "PI1.1", leads_to: int = 3, **other: Any) -> Commitment:
    store = world.of("alba")
    step = store.take_step(world.round_id, "alba", question_id, leads_to, **other)
    return next(one for one in store.commitments("alba") if one.id == step)


def test_taking_is_all_that_is_asked(world: World) -> None:
    step = taken(world)

    assert (step.status, step.who, step.month, step.note, step.author) == (Status.PLANNED, "", None, "", "Alba")
    assert step.recommended(QUESTIONNAIRE) == QUESTIONNAIRE.question("PI1.1").actions.from_level(2)


def test_a_recommended_step_is_decided_on_once_and_stands_as_was_said_last(world: World) -> None:
    first = taken(world, status=Status.NOT_PLANNED, because="No money")
    again = taken(world)

    assert again.id == first.id
    assert (again.status, again.version) == (Status.PLANNED, 2)
    assert decided(world.of("alba").commitments("alba"), "PI1.1", 3) == again


@pytest.mark.parametrize("pressed", [Status.PLANNED, Status.LATER, Status.NOT_PLANNED])
def test_what_a_colleague_took_and_began_meanwhile_stays_whatever_is_pressed_on_an_older_page(
    world: World, pressed: Status
) -> None:
    step = world.of("helper").change_commitment(taken(world), status=Status.UNDER_WAY)

    assert taken(world, status=pressed) == step


def test_a_department_that_left_changes_its_plan_no_more_and_shares_it_no_longer(world: World) -> None:
    step = taken(world)
    world.of("alba").share_plan("alba", on=True)
    world.operator.leave("alba")

    chief = world.of("alba")
    for refused in (
        lambda: chief.change_commitment(step, who="Bruno"),
        lambda: taken(world, "PI1.2"),
        lambda: chief.share_plan("alba", on=True),
    ):
        with pytest.raises(HasLeft):
            refused()
    chief.share_plan("alba", on=False)
    assert chief.commitments("alba") == [step]

    world.operator.rejoin("alba")
    assert world.of("north").shared_plan("alba") is None  # that was agreed to before it left
    assert chief.change_commitment(step, who="Bruno").who == "Bruno"


def test_a_round_that_steps_were_taken_from_cannot_be_removed(world: World) -> None:
    taken(world)

    with pytest.raises(NotReady, match="answers"):
        world.operator.remove_round(world.round_id)


def test_steps_of_ones_own_may_be_added_to_a_practice_again_and_again(world: World) -> None:
    ids = {taken(world, own=True).id for _ in range(3)}

    assert len(ids) == 3
    assert {one.id for one in world.of("helper").commitments("alba")} == ids


def test_every_change_is_kept_with_who_and_when(world: World) -> None:
    step = taken(world)
    world.clock.at += timedelta(hours=1)
    step = world.of("helper").change_commitment(step, who="Rosa Verdi", month=date(2027, 6, 17))
    world.clock.at += timedelta(hours=1)
    step = world.of("alba").change_commitment(step, status=Status.UNDER_WAY)
    world.clock.at += timedelta(hours=1)
    step = world.of("alba").change_commitment(step, note="Two courses")

    history = world.of("helper").history_of_commitment(step.id)
    assert [(one.version, one.author, one.who, one.status) for one in history] == [
        (1, "Alba", "", Status.PLANNED),
        (2, "Helper", "Rosa Verdi", Status.PLANNED),
        (3, "Alba", "Rosa Verdi", Status.UNDER_WAY),
        (4, "Alba", "Rosa Verdi", Status.UNDER_WAY),
    ]
    assert history[1].month == date(2027, 6, 1)  # a month, whichever day of it
    assert history[3].since == history[2].saved_at


def test_the_plan_of_a_moment_is_read_back_from_its_history(world: World) -> None:
    step, then = taken(world), world.clock.at
    world.clock.at += timedelta(hours=1)
    world.of("alba").change_commitment(step, who="Rosa")
    taken(world, "PI1.2")

    assert world.of("alba").commitments("alba", then) == [step]
    assert world.of("alba").commitments("alba", then - timedelta(seconds=1)) == []


def test_two_people_change_different_fields_and_are_told_of_the_same_one(world: World) -> None:
    seen = taken(world)
    world.of("helper").change_commitment(seen, who="Rosa")
    kept = world.of("alba").change_commitment(seen, note="Two courses")
    assert (kept.who, kept.note) == ("Rosa", "Two courses")

    with pytest.raises(CommitmentChanged) as refused:
        world.of("alba").change_commitment(seen, who="Bruno")

    assert (refused.value.current.who, refused.value.current.version) == ("Rosa", 3)
    assert world.of("alba").commitments("alba")[0].who == "Rosa"


def test_saying_what_stands_already_makes_no_version(world: World) -> None:
    step = taken(world)

    assert world.of("alba").change_commitment(step, who="", status=Status.PLANNED) == step


def test_what_is_not_asked_is_refused_and_too_much_too(world: World) -> None:
    store = world.of("alba")
    with pytest.raises(NotReady, match="question"):
        store.take_step(world.round_id, "alba", "XX9.9", 3)
    with pytest.raises(NotReady, match="level"):
        store.take_step(world.round_id, "alba", "PI1.1", 5)
    step = taken(world)
    with pytest.raises(Unfit):
        store.change_commitment(step, note="x" * (MOST_NOTE + 1))
    with pytest.raises(NotReady, match="leads_to"):
        store.change_commitment(step, leads_to=4)


def test_two_hundred_steps_are_possible_and_not_ten_thousand(world: World) -> None:
    for _ in range(MOST_COMMITMENTS):
        world.operator.take_step(world.round_id, "alba", "PI1.1", 3, own=True)

    assert MOST_COMMITMENTS >= 200
    with pytest.raises(Unfit):
        taken(world, own=True)


def test_a_program_that_saves_without_end_is_stopped(world: World) -> None:
    step = taken(world)
    with pytest.raises(TooOften):
        for number in range(1_000):
            step = world.of("alba").change_commitment(step, note=str(number))


def test_the_coordinator_reads_a_plan_only_where_it_is_shared_and_never_a_name(world: World) -> None:
    world.of("alba").change_commitment(taken(world), who="Rosa", note="Rosa asked", effort="Rosa: 3 h")
    taken(world, "PI1.2", status=Status.NOT_PLANNED, because="Rosa is ill")
    assert world.of("north").shared_plan("alba") is None

    world.of("alba").share_plan("alba", on=True)
    (shared,) = world.of("north").shared_plan("alba") or []
    assert shared.question_id == "PI1.1"
    assert "Rosa" not in repr(shared)
    assert "Alba" not in repr(shared)

    world.of("alba").share_plan("alba", on=False)
    assert world.of("north").shared_plan("alba") is None


def test_a_region_is_told_how_many_have_something_and_nothing_of_those_who_left(world: World) -> None:
    operator = world.operator
    names = [f"d{number}" for number in range(6)]
    operator.add_departments("north", [NewDepartment(name.title(), "it", 9, id=name) for name in names])
    operator.invite_to(world.round_id, *names)
    for name in names:
        step = operator.take_step(world.round_id, name, "PI1.1", 3)
        if name != "d0":
            current = next(one for one in operator.commitments(name) if one.id == step)
            operator.change_commitment(current, status=Status.DONE)
    assert world.of("north").planned_together("north") == {"PI1.1": Together(planned=5, begun=5, done=5)}

    for name in names[:2]:
        operator.leave(name)
    assert world.of("north").planned_together("north") == {"PI1.1": Together(None, None, None)}

    world.clock.at += timedelta(days=366)
    step = operator.commitments("d5")[0]
    assert operator.planned_together("north") == {}
    assert operator.change_commitment(step, note="A word more").status is Status.DONE
    assert operator.planned_together("north") == {}  # it was done a year ago, whatever was written since


def test_what_a_few_keep_to_themselves_cannot_be_taken_off_from_what_is_shared(world: World) -> None:
    operator = world.operator
    names = [f"d{number}" for number in range(9)]
    operator.add_departments("north", [NewDepartment(name.title(), "it", 9, id=name) for name in names])
    operator.invite_to(world.round_id, *names)
    for name in names:
        operator.take_step(world.round_id, name, "PI1.1", 3)
    assert operator.planned_together("north")["PI1.1"].planned == 10

    for name in names[:4]:
        operator.share_plan(name, on=True)
    assert operator.planned_together("north")["PI1.1"].planned == 10  # four that can be read, and five

    operator.share_plan(names[4], on=True)
    assert operator.planned_together("north")["PI1.1"].planned == 5  # the five that can be read
    for one in operator.commitments(names[8]):
        operator.change_commitment(one, status=Status.GIVEN_UP)
    assert operator.planned_together("north")["PI1.1"].planned == 5  # whatever the other four do


def test_a_name_that_is_erased_goes_from_the_plan_too_and_it_is_seen_where(world: World) -> None:
    helper = world.of("helper").person()
    world.operator.correct_person(helper.id, name="Rosa Verdi", email="rosa@example.org")
    step = world.of("alba").change_commitment(taken(world), who="Rosa Verdi", note="With Rosa Verdi")
    world.of("alba").change_commitment(step, who="Bruno")

    assert world.operator.erase(helper.id).gone["plans"] == 2

    first, second, third = world.of("alba").history_of_commitment(step.id)
    assert (first.erased_at, second.who, third.who) == (None, f"#{helper.id}", "Bruno")
    assert second.erased_at == third.erased_at == world.clock.at
    assert "Rosa" not in repr([second, third])


def test_a_plan_stays_with_every_change_of_it_also_after_its_department_has_left(world: World) -> None:
    step = world.of("alba").change_commitment(taken(world), who="Rosa Verdi")
    world.operator.leave("alba")
    world.clock.at += timedelta(days=3_000)
    world.operator.end_what_is_over()

    assert [one.who for one in world.operator.history_of_commitment(step.id)] == ["", "Rosa Verdi"]


def test_a_step_that_lacks_a_name_says_so_until_somebody_is_named_whatever_else_is_changed(world: World) -> None:
    helper = world.of("helper").person()
    world.operator.correct_person(helper.id, name="Rosa Verdi", email="rosa@example.org")
    world.of("alba").change_commitment(taken(world), who="Rosa Verdi")
    world.clock.at += timedelta(hours=1)
    world.operator.erase(helper.id)
    (step,) = world.of("alba").commitments("alba")
    world.clock.at += timedelta(hours=1)

    step = world.of("alba").change_commitment(step, month=date(2027, 9, 1))
    assert step.lacks_a_name and not step.was_erased_in
    assert [one.was_erased_in for one in world.of("alba").history_of_commitment(step.id)] == [False, True, False]

    assert not world.of("alba").change_commitment(step, who="Bruno").lacks_a_name
    assert not world.of("alba").change_commitment(taken(world, "PI1.2"), note="#1 of all").lacks_a_name


def test_a_name_that_stays_in_the_plan_of_a_namesakes_department_is_told(world: World) -> None:
    one, other = world.of("helper").person().id, world.of("bruma").person().id
    for person, address in ((one, "rosa@example.org"), (other, "rosa.verdi@example.org")):
        world.operator.correct_person(person, name="Rosa Verdi", email=address)
    world.operator.take_step(world.round_id, "bruma", "PI1.1", 3)
    world.operator.change_commitment(world.operator.commitments("bruma")[0], note="With Rosa Verdi")

    erased = world.operator.erase(one)

    assert (erased.gone["plans"], erased.stays["mentions"]) == (0, 1)
    assert world.operator.commitments("bruma")[0].note == "With Rosa Verdi"
