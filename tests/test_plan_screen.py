"""The page of a department's own plan: what is filled in is kept at once, and nobody is overruled unsaid."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from conftest import OpenPage, press, visit_to, words
from given import LANGUAGES, QUESTIONNAIRE, everything, facts_in
from streamlit.testing.v1 import AppTest

from assessment import language
from assessment.answers import DONT_KNOW, NotApplicable
from assessment.assessed import Assessed
from assessment.commitments import MOST_ACTION, MOST_BECAUSE, MOST_EFFORT, MOST_NOTE, MOST_WHO, Commitment, Status
from assessment.findings import own_plan
from assessment.findings.agenda import overdue
from assessment.people import Role
from assessment.questionnaire import with_only
from assessment.reading import department
from assessment.reading.commitments import Decided, gather
from assessment.screens import SCREENS, open_to
from assessment.screens.chief import plan, results
from assessment.screens.chief.parts import step
from assessment.storage import NotAllowed, NotSaved, Store, TooOften
from assessment.wording import Say
from tests.test_commitments import made
from tests.worlds import World

SAY = Say("it")
RECOMMENDED = 8  # of everything at one level; more than these wait
MONTH = date(2027, 6, 1)
WITHOUT = with_only(QUESTIONNAIRE, {one for one in everything(2) if one != "PI1.1"})


@pytest.fixture
def submitted(world: World) -> World:
    """A department that has submitted, with every practice at level 2."""
    world.submit()
    world.clock.at += timedelta(hours=1)
    return world


def take(world: World, question_id: str = "PI1.1", by: str = "alba", **how: Any) -> int:
    return world.of(by).take_step(world.round_id, "alba", question_id, how.pop("leads_to", 3), **how)


def kept(world: World) -> list[Commitment]:
    return world.of("alba").commitments("alba")


def change(world: World, step_id: int, by: str = "alba", **values: Any) -> Commitment:
    base = next(one for one in kept(world) if one.id == step_id)
    return world.of(by).change_commitment(base, **values)


def opened(open_page: OpenPage, world: World, step_id: int | None = None, who: str = "alba") -> AppTest:
    """The page of somebody, with a step opened."""
    named = {} if step_id is None else {plan.STEP: str(step_id)}
    return open_page(plan.show, visit_to(world.of(who), "it"), **named)


def field(page: AppTest, name: str) -> Any:
    """The first field of a kind on a page."""
    label = SAY(f"plan.field.{name}")
    kinds = (page.text_input, page.text_area, page.selectbox, page.radio)
    return next(one for kind in kinds for one in kind if one.label == label)


def fill(page: AppTest, name: str, value: object) -> None:
    field(page, name).set_value(value).run()
    assert not page.exception, page.exception[0].value


def saved_line(page: AppTest) -> str:
    return "\n".join(one.value for one in page.markdown if 'background="transparent"' in one.value)


# --- without anything, and what is decided ----------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["alba", "helper"])
def test_before_anything_is_submitted_it_says_what_will_be_here_and_leads_on(
    world: World, open_page: OpenPage, who: str
) -> None:
    page = opened(open_page, world, who=who)

    assert page.title[0].value == SAY("plan.title.nothing")
    assert SAY("plan.empty") in words(page)
    assert [one.proto.label for one in page.get("page_link")] == [SAY("results.to_start")]
    world.begin()
    page = opened(open_page, world, who=who)
    assert [one.proto.label for one in page.get("page_link")] == [SAY("results.continue")]
    assert not page.button


def test_who_is_of_no_department_does_not_open_it() -> None:
    assert SCREENS["plan"].in_menu
    assert {role for role in Role if "plan" in open_to(role)} == {Role.CHIEF, Role.MEMBER}


def test_the_store_refuses_the_coordinator_what_the_page_reads(submitted: World) -> None:
    take(submitted)

    with pytest.raises(NotAllowed):
        submitted.of("north").commitments("alba")


def test_one_press_takes_a_step_and_opens_its_fields_at_its_place(submitted: World, open_page: OpenPage) -> None:
    page = opened(open_page, submitted)
    assert page.title[0].value == SAY("plan.title.nothing")
    offers = [one for one in page.button if one.label == SAY("plan.choice.planned")]
    assert len(offers) == RECOMMENDED

    press(page, SAY("plan.choice.planned"))

    (one,) = kept(submitted)
    assert (one.status, one.own, one.leads_to, one.who, one.month) == (Status.PLANNED, False, 3, "", None)
    assert page.title[0].value == SAY("plan.title.open", 1)
    assert field(page, "who").value == ""
    assert SAY("plan.open") not in words(page)  # it stays where it is
    press(page, SAY("plan.settle"))
    assert SAY("plan.open") in words(page)
    assert len([one for one in page.button if one.label == SAY("plan.choice.planned")]) == RECOMMENDED - 1


def test_a_step_is_put_off_and_comes_back(submitted: World, open_page: OpenPage) -> None:
    page = opened(open_page, submitted)

    press(page, SAY("plan.choice.later"))

    assert [one.status for one in kept(submitted)] == [Status.LATER]
    assert page.title[0].value == SAY("plan.title.nothing")
    assert SAY("plan.decided.later") in words(page)
    page = opened(open_page, submitted)  # another day
    assert SAY("plan.decided.later") not in words(page)
    page.session_state["plan-put-off"] = True
    page.run()
    assert SAY("plan.decided.later") in words(page)
    press(page, SAY("plan.choice.planned_after_all"))
    assert [one.status for one in kept(submitted)] == [Status.PLANNED]


def test_why_a_step_is_not_planned_may_be_said_and_need_not(submitted: World, open_page: OpenPage) -> None:
    page = opened(open_page, submitted)

    press(page, SAY("plan.choice.not_planned"))
    assert [(one.status, one.because) for one in kept(submitted)] == [(Status.NOT_PLANNED, "")]
    fill(page, "why_not", "Lo fa la Regione")

    assert kept(submitted)[0].because == "Lo fa la Regione"


def test_what_waits_for_a_place_can_be_taken_too(world: World, open_page: OpenPage) -> None:
    world.submit(level=0)
    page = opened(open_page, world)
    page.session_state["plan-waiting"] = True
    page.run()

    press(page, SAY("plan.choice.planned"), -1)

    waiting = Assessed(QUESTIONNAIRE, everything(0)).plan.waiting
    assert kept(world)[0].question_id in {one.question_id for one in waiting}


@pytest.mark.parametrize("own", [True, False])
def test_of_more_steps_than_are_kept_it_is_said_how_many_are(
    submitted: World, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch, own: bool
) -> None:
    take(submitted)
    monkeypatch.setattr("assessment.storage.deciding.MOST_COMMITMENTS", 1)
    page = opened(open_page, submitted)
    if own:
        next(one for one in page.selectbox if one.label == SAY("plan.own.practice")).select("MI2.1").run()

    press(page, SAY("plan.own.add" if own else "plan.choice.planned"))

    assert [one.value for one in page.error] == [SAY("plan.too_many", None, most="500")]
    assert len(kept(submitted)) == 1


def test_the_plan_of_a_department_that_has_left_is_read_and_not_changed(submitted: World, open_page: OpenPage) -> None:
    number = take(submitted)
    change(submitted, number, who="Rosa Neri", note="Prima riga")
    submitted.operator.leave("alba")

    page = opened(open_page, submitted, number)

    assert {"Prima riga"} <= {one.value for one in page.text}
    assert "Rosa Neri" in words(page)
    assert not [*page.text_input, *page.text_area, *page.radio, *page.selectbox, *page.checkbox, *page.button]


# --- a step of one's own ----------------------------------------------------------------------------------------------


def test_a_step_of_ones_own_leads_any_practice_to_its_next_level(submitted: World, open_page: OpenPage) -> None:
    page = opened(open_page, submitted)
    press(page, SAY("plan.own.add"))
    assert SAY("plan.own.none_chosen") in words(page)
    assert kept(submitted) == []

    next(one for one in page.selectbox if one.label == SAY("plan.own.practice")).select("MI2.1").run()
    press(page, SAY("plan.own.add"))

    (one,) = kept(submitted)
    assert (one.question_id, one.leads_to, one.own, one.status) == ("MI2.1", 3, True, Status.PLANNED)
    assert field(page, "who").value == ""
    press(page, SAY("plan.own.add"))  # once more by mistake
    assert len(kept(submitted)) == 1


def test_offered_is_what_can_be_at_a_higher_level_from_the_answer() -> None:
    answers = everything(3) | {"PI1.1": 4, "PI1.2": DONT_KNOW, "PI2.1": NotApplicable("no"), "PI2.2": 0}

    found = own_plan.can_be_added(Assessed(QUESTIONNAIRE, answers), SAY)

    assert {one: found[one][0] for one in ("PI1.2", "PI2.2", "PI3.1")} == {"PI1.2": 1, "PI2.2": 1, "PI3.1": 4}
    assert not {"PI1.1", "PI2.1"} & found.keys()


# --- what is filled in ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("action", "Un turno fisso per le risposte"),
        ("who", "Rosa Neri"),
        ("month", MONTH),
        ("effort", "40 ore"),
        ("note", "Prima riga\nseconda riga"),
        ("status", Status.UNDER_WAY),
    ],
)
def test_every_field_is_kept_as_it_is_filled_in(
    submitted: World, open_page: OpenPage, name: str, value: object
) -> None:
    page = opened(open_page, submitted, take(submitted))

    fill(page, name, value)

    assert getattr(kept(submitted)[0], name) == value
    assert facts_in(saved_line(page).partition("] :color[")[2].partition("]{")[0].replace("\\", ""), "plan.saved", "it")


def test_what_is_recommended_stands_in_the_field_and_is_kept_only_where_it_is_changed(
    submitted: World, open_page: OpenPage
) -> None:
    page = opened(open_page, submitted, take(submitted))
    one = kept(submitted)[0]
    recommended = one.recommended(QUESTIONNAIRE).action["it"]
    assert field(page, "action").value == recommended

    fill(page, "action", f" {recommended} ")
    assert kept(submitted)[0] == one
    fill(page, "action", "Altro")
    fill(page, "action", recommended)

    assert [found.action for found in submitted.of("alba").history_of_commitment(one.id)] == ["", "Altro", ""]


def test_what_is_given_up_may_say_why(submitted: World, open_page: OpenPage) -> None:
    page = opened(open_page, submitted, take(submitted))

    fill(page, "status", Status.GIVEN_UP)
    fill(page, "because", "Manca il personale")

    one = kept(submitted)[0]
    assert (one.status, one.because) == (Status.GIVEN_UP, "Manca il personale")
    assert page.title[0].value == SAY("plan.title.given_up")


def test_what_is_done_counts_at_once_and_moves_to_its_fold_when_the_page_is_opened_again(
    submitted: World, open_page: OpenPage
) -> None:
    first, second = take(submitted), take(submitted, "PI1.2")
    page = opened(open_page, submitted, first)

    fill(page, "status", Status.DONE)

    assert page.title[0].value == f"{SAY('plan.title.open', 1)}, {SAY('plan.title.and_done', 1)}"
    assert field(page, "status").value is Status.DONE
    assert SAY("plan.over", 1) not in words(page)
    page = opened(open_page, submitted)
    assert SAY("plan.over", 1) in words(page)
    change(submitted, second, status=Status.DONE)
    assert opened(open_page, submitted).title[0].value == SAY("plan.title.all_done", 2)


def test_the_address_opens_a_step_that_is_done_too(submitted: World, open_page: OpenPage) -> None:
    number = take(submitted)
    change(submitted, number, status=Status.DONE, who="Rosa Neri")

    assert field(opened(open_page, submitted, number), "who").value == "Rosa Neri"


def test_steps_stand_by_month_and_without_one_last() -> None:
    steps = [
        made("PI1.1", 3, id=1),
        made("PI1.2", 3, id=2, month=date(2028, 1, 1)),
        made("PI2.1", 3, id=3, month=MONTH, status=Status.UNDER_WAY),
        made("PI2.2", 3, id=4, status=Status.DONE),
    ]

    assert [one.id for one in own_plan.open_in_order(Decided(tuple(steps)))] == [3, 2, 1]
    assert [one.id for one in own_plan.over(Decided(tuple(steps)))] == [4]


def test_months_begin_with_this_one_and_the_last_twelve_come_after_those_ahead() -> None:
    found = own_plan.months(date(2027, 3, 15), (date(2020, 5, 1), None, MONTH))

    assert found[:2] == [date(2027, 3, 1), date(2027, 4, 1)]
    assert found[36:39] == [date(2030, 3, 1), date(2027, 2, 1), date(2027, 1, 1)]
    assert found[48:] == [date(2026, 3, 1), date(2020, 5, 1)]


def test_a_month_that_is_over_is_kept_and_asked_about(submitted: World, open_page: OpenPage) -> None:
    page = opened(open_page, submitted, take(submitted))

    fill(page, "month", date(2027, 2, 1))

    assert kept(submitted)[0].month == date(2027, 2, 1)
    asked = SAY("plan.month_over", None, month="Febbraio 2027")
    assert asked in [one.value for one in page.warning]
    assert overdue(gather(submitted.of("alba"), "alba"), date(2027, 3, 15), SAY) in words(page)
    fill(page, "status", Status.DONE)
    assert asked not in [one.value for one in page.warning]


@pytest.mark.parametrize(
    ("name", "most"), [("action", MOST_ACTION), ("who", MOST_WHO), ("effort", MOST_EFFORT), ("note", MOST_NOTE)]
)
def test_what_is_too_long_is_said_at_the_place_and_stays(
    submitted: World, open_page: OpenPage, name: str, most: int
) -> None:
    page = opened(open_page, submitted, take(submitted))
    long = "x" * (most + 1)

    fill(page, name, long)

    assert [one.value for one in page.error] == [SAY("errors.text_long", least="0", most=language.number(most, "it"))]
    assert field(page, name).value == long
    assert len(submitted.of("alba").history_of_commitment(kept(submitted)[0].id)) == 1
    fill(page, name, "corto")
    assert getattr(kept(submitted)[0], name) == "corto"
    assert not page.error


def test_a_reason_that_is_too_long_is_said_too(submitted: World, open_page: OpenPage) -> None:
    page = opened(open_page, submitted, take(submitted, status=Status.PLANNED))
    fill(page, "status", Status.GIVEN_UP)

    fill(page, "because", "x" * (MOST_BECAUSE + 1))

    assert len(page.error) == 1
    assert kept(submitted)[0].because == ""


@pytest.mark.parametrize(
    ("error", "key"), [(NotSaved("full"), "errors.not_saved.here"), (TooOften(1), "errors.too_often")]
)
def test_what_is_not_saved_is_said_at_the_place_and_stays(
    submitted: World, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch, error: Exception, key: str
) -> None:
    page = opened(open_page, submitted, take(submitted))

    def refuse(*_: object, **__: object) -> None:
        raise error

    with monkeypatch.context() as failing:
        failing.setattr(Store, "change_commitment", refuse)
        fill(page, "who", "Rosa Neri")
        assert page.error[0].value.startswith(SAY(key))
        assert field(page, "who").value == "Rosa Neri"
        assert not facts_in(saved_line(page), "plan.saved", "it")
    page.run()

    assert kept(submitted)[0].who == "Rosa Neri"
    assert not page.error


# --- two people -------------------------------------------------------------------------------------------------------


def both(submitted: World, open_page: OpenPage) -> AppTest:
    """The chief's page, on which a name was typed after a colleague had typed another."""
    number = take(submitted)
    page = opened(open_page, submitted, number)
    change(submitted, number, "helper", who="Bruno Conti")
    fill(page, "who", "Rosa Neri")
    return page


def test_of_two_people_who_name_somebody_the_second_is_told_and_chooses(submitted: World, open_page: OpenPage) -> None:
    page = both(submitted, open_page)

    assert kept(submitted)[0].who == "Bruno Conti"
    assert "Helper" in page.warning[0].value
    assert {"Bruno Conti", "Rosa Neri"} <= {one.value for one in page.text}
    press(page, SAY("plan.keep_mine"))
    assert kept(submitted)[0].who == "Rosa Neri"
    assert not page.warning


def test_the_second_can_leave_what_the_first_wrote(submitted: World, open_page: OpenPage) -> None:
    page = both(submitted, open_page)

    press(page, SAY("plan.take_theirs"))

    assert field(page, "who").value == kept(submitted)[0].who == "Bruno Conti"
    assert not page.warning
    fill(page, "who", "Ada Bruni")
    assert kept(submitted)[0].who == "Ada Bruni"


def test_another_field_of_a_colleague_is_shown_and_nothing_is_asked(submitted: World, open_page: OpenPage) -> None:
    number = take(submitted)
    page = opened(open_page, submitted, number)
    change(submitted, number, "helper", month=MONTH)

    fill(page, "who", "Rosa Neri")

    assert (kept(submitted)[0].who, kept(submitted)[0].month) == ("Rosa Neri", MONTH)
    assert field(page, "month").value == MONTH
    assert not page.warning


def test_of_months_and_how_it_stands_both_are_said_in_words(submitted: World, open_page: OpenPage) -> None:
    number = take(submitted)
    page = opened(open_page, submitted, number)
    change(submitted, number, "helper", status=Status.UNDER_WAY, month=MONTH)

    fill(page, "month", date(2027, 9, 1))
    assert {language.month(MONTH, "it"), language.month(date(2027, 9, 1), "it")} <= {one.value for one in page.text}
    press(page, SAY("plan.take_theirs"))

    assert field(page, "month").value == MONTH
    assert field(page, "status").value is Status.UNDER_WAY


# --- what it says -----------------------------------------------------------------------------------------------------


def test_it_says_what_the_plan_brings_what_that_is_made_of_and_what_is_left_out(
    submitted: World, open_page: OpenPage
) -> None:
    number = take(submitted, "PI1.1")
    take(submitted, "PI1.2")

    said = words(opened(open_page, submitted))

    assert SAY("plan.made_of", None, round="2027") in said
    assert facts_in(
        next(one for one in said.splitlines() if "punteggio" in one).strip("*"), "commitments.brings_score", "it"
    )
    assert number


def test_a_question_that_is_asked_no_more_is_said_at_its_step(
    submitted: World, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = take(submitted)
    assert SAY("plan.no_longer_asked") not in words(opened(open_page, submitted, number))
    monkeypatch.setattr(plan, "asked_now", lambda _: WITHOUT)

    said = words(opened(open_page, submitted, number))

    assert SAY("plan.no_longer_asked") in said
    assert QUESTIONNAIRE.question("PI1.1").name["it"] in said


def test_a_step_whose_practice_was_not_asked_is_left_out_of_what_the_plan_brings(submitted: World) -> None:
    store = submitted.of("alba")
    for question_id in ("PI1.1", "PI1.2"):
        take(submitted, question_id)
    reported = department.gather(store, "alba") or pytest.fail()
    answers = {one: level for one, level in reported.submission.answers.items() if one != "PI1.1"}
    fewer = replace(reported, questionnaire=WITHOUT, submission=replace(reported.submission, answers=answers))

    whole, less = (own_plan.brought(gather(store, "alba"), one, SAY) for one in (reported, fewer))

    assert SAY("plan.left_out", 1) not in whole.made_of
    assert SAY("plan.left_out", 1) in less.made_of
    assert whole.sentence != less.sentence


def test_where_a_name_was_erased_the_step_and_the_page_ask_who_does_it_now(
    submitted: World, open_page: OpenPage
) -> None:
    number = take(submitted)
    helper = next(one for one in submitted.operator.people() if one.email == "helper@example.org")
    change(submitted, number, who="Helper")
    submitted.operator.erase(helper.id)

    page = opened(open_page, submitted, number)

    assert [one.value for one in page.warning] == [SAY("plan.erased.top", 1), SAY("plan.erased.here")]
    assert field(page, "who").value == f"#{helper.id}"
    fill(page, "who", "Rosa Neri")
    assert not opened(open_page, submitted, number).warning


def test_every_change_stands_dated_in_a_fold(submitted: World, open_page: OpenPage) -> None:
    number = take(submitted)
    change(submitted, number, "helper", who="*Rosa*")
    page = opened(open_page, submitted, number)
    page.session_state[f"history-step-{number}"] = True
    page.run()

    changes = [one.value for one in page.markdown if one.value.startswith("- ")]
    assert len(changes) == 1
    assert changes[0].count("\n") == 1
    assert "\\*Rosa\\*" in changes[0]


def test_what_people_typed_is_never_read_as_markdown(submitted: World, open_page: OpenPage) -> None:
    number = take(submitted)
    change(submitted, number, who="*Rosa* :smile:", action="[a](https://e.example)")

    page = opened(open_page, submitted)

    said = "\n".join([*(one.value for one in page.markdown), *(one.label for one in page.expander)])
    assert "*Rosa*" not in said.replace("\\*", "")
    assert "[a](" not in said.replace("\\[", "")


# --- who else reads it ------------------------------------------------------------------------------------------------


def test_the_chief_alone_lets_the_coordinator_read_it_and_a_member_sees_whether(
    submitted: World, open_page: OpenPage
) -> None:
    page = opened(open_page, submitted)
    assert SAY("plan.shared.is_off") in words(page)
    next(one for one in page.checkbox if one.label == SAY("plan.shared.tick")).check().run()

    assert submitted.of("alba").shares_plan("alba")
    assert SAY("plan.shared.is_on") in words(page)
    of_member = opened(open_page, submitted, who="helper")
    assert not of_member.checkbox
    assert SAY("plan.shared.is_on") in words(of_member)
    submitted.of("alba").share_plan("alba", on=False)
    page.run()  # a tab that was left open follows, and shares nothing again
    assert not submitted.of("alba").shares_plan("alba")


def test_a_letter_is_offered_where_there_are_letters_and_for_oneself_alone(
    submitted: World, open_page: OpenPage
) -> None:
    visit = visit_to(submitted.of("helper"), "it")
    assert SAY("plan.letters.means") not in words(open_page(plan.show, visit))
    page = open_page(plan.show, replace(visit, mails=True))

    next(one for one in page.checkbox if one.label == SAY("plan.letters.tick")).check().run()

    assert submitted.of("helper").plan_letters("alba")
    assert not submitted.of("alba").plan_letters("alba")


def test_a_plan_can_be_taken_away_where_something_is_taken(submitted: World, open_page: OpenPage) -> None:
    def files() -> str:
        return "".join(one.proto.body for one in opened(open_page, submitted).get("html"))

    take(submitted, status=Status.LATER)
    assert "/files/plan" not in files()
    take(submitted, "PI1.2")
    assert "/files/plan.xlsx?language=it" in files()
    assert "/files/plan.ics" not in files()  # a calendar of nothing is none
    page = opened(open_page, submitted, kept(submitted)[1].id)
    fill(page, "month", date(2027, 6, 1))
    assert "/files/plan.ics?language=it" in "".join(
        one.proto.body for one in page.get("html")
    )  # without opening it anew
    fill(page, "status", Status.DONE)
    assert "/files/plan.ics" not in files()


def test_two_hundred_steps_are_paged_and_closed_steps_draw_no_field(submitted: World, open_page: OpenPage) -> None:
    ids = list(everything(2))
    for number in range(200):
        submitted.clock.at += timedelta(seconds=2)
        take(submitted, ids[number % len(ids)], own=True)

    page = opened(open_page, submitted)

    assert page.title[0].value == SAY("plan.title.open", 200)
    folds = [one for one in page.expander if any(QUESTIONNAIRE.question(id).name["it"] in one.label for id in ids)]
    assert len(folds) == plan.A_PAGE
    assert not page.text_input


# --- beside the result -----------------------------------------------------------------------------------------------


def test_a_step_is_taken_beside_the_result_and_its_label_says_so(submitted: World, open_page: OpenPage) -> None:
    page = open_page(results.show, visit_to(submitted.of("helper"), "it"))
    links = [one.proto.label for one in page.get("page_link")]
    assert SAY("plan.make_plan") in links

    press(page, SAY("plan.choice.planned"))

    (one,) = kept(submitted)
    assert one.status is Status.PLANNED
    assert [label for label in (fold.label for fold in page.expander) if SAY("commitments.status.planned") in label]
    assert SAY("plan.in_plan", None, line=SAY("commitments.status.planned")) in words(page)
    links = [found.proto.label for found in page.get("page_link")]
    name = QUESTIONNAIRE.question(one.question_id).name["it"]
    assert {SAY("plan.to_plan"), SAY("plan.who_and_when", None, name=name)} <= set(links)
    assert SAY("plan.make_plan") not in links


def test_beside_a_result_that_is_not_the_newest_nothing_is_taken(seasoned: Any, open_page: OpenPage) -> None:
    region = seasoned.person.region_id
    rounds = [one for one in seasoned.store.rounds(region)]
    mine = {one.round_id for one in seasoned.store.submissions(seasoned.person.department_id)}
    oldest = next(one for one in rounds if one.id in mine)

    page = open_page(results.show, seasoned, round=str(oldest.id))

    assert not [one for one in page.button if one.label == SAY("plan.choice.planned")]
    assert SAY("plan.make_plan") not in words(page)


@pytest.mark.parametrize("spoken", LANGUAGES)
def test_the_finding_of_a_plan_in_each_language(spoken: str) -> None:
    say = Say(spoken)
    states = {(): "nothing", (Status.LATER,): "nothing", (Status.GIVEN_UP,): "given_up"}
    for statuses, key in states.items():
        assert own_plan.headline(_of(*statuses), say) == say(f"plan.title.{key}")
    assert own_plan.headline(_of(Status.DONE), say) == say("plan.title.all_done", 1)
    both = own_plan.headline(_of(*[Status.PLANNED] * 5, Status.DONE, Status.GIVEN_UP), say)
    assert both == f"{say('plan.title.open', 5)}, {say('plan.title.and_done', 1)}"


def _of(*statuses: Status) -> Decided:
    return Decided(tuple(made("PI1.1", 3, status, id=number) for number, status in enumerate(statuses)))


def test_a_closed_step_says_how_it_stands(submitted: World, open_page: OpenPage) -> None:
    number = take(submitted)
    change(submitted, number, who="Rosa Neri", month=MONTH)

    said = words(opened(open_page, submitted))

    assert (
        f"{SAY('commitments.status.planned')} · {SAY('commitments.by', month=language.month(MONTH, 'it'))} · Rosa Neri"
        in said
    )
    assert not opened(open_page, submitted).session_state[step.opened_by(number)]
