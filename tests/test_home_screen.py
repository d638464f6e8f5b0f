"""The first page of a department: one thing to do next, before, during and after a round, and something all year."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from conftest import OpenPage, visit_to, words
from given import IDS, QUESTIONNAIRE, everything
from regions import network, next_round
from streamlit.testing.v1 import AppTest
from worlds import Clock, World, filled

from assessment.assessed import Assessed
from assessment.commitments import Status
from assessment.findings import result
from assessment.findings.agenda import agenda
from assessment.findings.words import first_of
from assessment.language import day
from assessment.people import Role
from assessment.reading import commitments
from assessment.reading.department import NotCompared
from assessment.rounds import NewDepartment
from assessment.screens.chief import home
from assessment.screens.parts.markdown import plain
from assessment.storage import Store
from assessment.wording import Say

IT = Say("it")
BEFORE, AFTER = datetime(2027, 2, 20, 9, tzinfo=UTC), datetime(2027, 7, 1, 9, tzinfo=UTC)


def first_things(page: AppTest) -> list[str]:
    """What stands out to be pressed."""
    buttons = [one.label for one in page.button if one.proto.type == "primary"]
    return buttons + [one.proto.label for one in page.get("link_button") if one.proto.type == "primary"]


def at_home(store: Store, open_page: OpenPage) -> AppTest:
    return open_page(home.show, visit_to(store, "it"))


def put(world: World, at: datetime, who: str = "alba") -> Store:
    """The store of a department's chief, signed in again on another day."""
    world.clock.at = at
    world.sign_in(who, Role.CHIEF, department_id=who)
    return world.of(who)


def answered(world: World) -> Store:
    draft = world.begin()
    world.of("alba").save_profile(draft, staff=12, official_account=True)
    world.of("alba").save_answers(draft, everything(2))
    return world.of("alba")


def begun(world: World) -> Store:
    world.begin()
    return world.of("alba")


def over(world: World) -> Store:
    """Every answer given, and not submitted in time."""
    answered(world)
    return put(world, AFTER)


def invited_to_nothing(world: World) -> Store:
    world.operator.add_departments("north", [NewDepartment("Nuova", "it", 12, id="nuova")])
    return put(world, world.clock.at, "nuova")


def missed(world: World) -> Store:
    """Submitted in the first round, and nothing begun in the second until it was over."""
    world.submit("alba")
    next_round(world)
    return put(world, AFTER)


def planned(world: World) -> Store:
    """Submitted, and five steps taken: one of each kind, and one that is late when the round is over."""
    store = world.submit("alba", level=1)
    take(store, world, "PI1.1", month=date(2027, 9, 1), who="Rosa *Verdi*")
    take(store, world, "PI1.2", month=date(2027, 5, 1), action="Write _it_ down")
    take(store, world, "PI2.1", status=Status.UNDER_WAY)
    take(store, world, "PI3.1", status=Status.DONE)
    take(store, world, "PI2.2", status=Status.GIVEN_UP, because="No money")
    return store


def take(store: Store, world: World, question_id: str, **values: object) -> None:
    made = store.take_step(world.round_id, "alba", question_id, 2)
    base = next(one for one in store.commitments("alba") if one.id == made)
    store.change_commitment(base, **values)


def late(world: World) -> Store:
    """The same when the month of a step is over."""
    planned(world)
    return put(world, AFTER)


def late_in_the_next_round(world: World) -> Store:
    planned(world)
    next_round(world)
    return put(world, datetime(2027, 6, 14, 9, tzinfo=UTC))


STATES: dict[str, tuple[Callable[[World], Store], str]] = {
    "in no round": (invited_to_nothing, IT("paper.blank")),
    "not begun": (lambda world: world.of("alba"), IT("home.start")),
    "begun": (begun, IT("home.continue", topic=IT("home.about_you"))),
    "all answered": (answered, IT("home.review")),
    "submitted": (lambda world: world.submit("alba"), IT("home.see_result")),
    "over, with answers": (over, IT("home.read_answers")),
    "over, without any": (lambda world: put(world, AFTER), IT("paper.blank")),
    "over, after an earlier one": (missed, IT("home.see_result")),
    "submitted, with a plan": (planned, IT("home.see_result")),
    "over, with a plan that is late": (late, IT("home.see_result")),
    "the next round, with a plan that is late": (late_in_the_next_round, IT("home.start_from_last")),
}


@pytest.mark.parametrize("state", STATES)
def test_one_thing_stands_out_to_be_done_next(world: World, open_page: OpenPage, state: str) -> None:
    make, label = STATES[state]

    assert first_things(at_home(make(world), open_page)) == [label]


def test_before_a_round_opens_it_is_to_read_the_questions(tmp_path: Path, open_page: OpenPage) -> None:
    with filled(World(tmp_path / "in-touch.db", Clock(BEFORE))) as world:
        page = at_home(world.of("alba"), open_page)

    assert first_things(page) == [IT("paper.blank")]
    assert IT("home.opens_on", title="2027", day=day(date(2027, 3, 1), "it")) in words(page)
    assert IT("home.not_submitted") not in words(page)


def test_whoever_missed_a_round_is_told_who_can_give_more_time(world: World, open_page: OpenPage) -> None:
    assert IT("home.not_submitted") in words(at_home(put(world, AFTER), open_page))


def test_a_comparison_that_is_out_comes_first_also_when_the_next_round_is_set_up(
    tmp_path: Path, open_page: OpenPage
) -> None:
    with network(tmp_path, 14, lambda place: everything(place % 5)) as world:
        chief = put(world, datetime(2027, 4, 6, 9, tzinfo=UTC), "d00")
        world.operator.close(world.round_id)
        before = at_home(chief, open_page)
        world.operator.publish(world.round_id)
        out = at_home(chief, open_page)
        planned = world.operator.set_up_round(
            "north", "Autunno", world.operator.questionnaires()[0].sha256, date(2027, 9, 1), date(2027, 10, 31)
        )
        announced = at_home(chief, open_page)

    assert first_things(before) == [IT("home.see_result")]
    assert NotCompared.UNPUBLISHED.sentence(IT) in words(before)
    so_far = IT("year.span", title="2027", opened="1º\u00a0marzo 2027", closed="6\u00a0aprile 2027")
    assert IT("year.none_next", 1, rounds=so_far) in words(before)
    for page in (out, announced):
        assert first_things(page) == [IT("results.see_comparison")]
        assert IT("home.see_result") in [one.label for one in page.button]
        assert NotCompared.UNPUBLISHED.sentence(IT) not in words(page)
    said = IT("home.next_opens", title=plain(planned.title), day=day(planned.opens_on, "it"))
    assert [words(page).count(said) for page in (out, announced)] == [0, 1]


def test_all_year_the_steps_and_the_report_are_at_hand(world: World, open_page: OpenPage) -> None:
    page = at_home(world.submit("alba", level=1), open_page)
    steps = result(Assessed(QUESTIONNAIRE, everything(1)), IT).steps.first
    listed = next(one.value for one in page.markdown if one.value.startswith("1. "))

    assert len(steps) == 3
    for number, one in enumerate(steps, 1):
        assert f"{number}. **{plain(one.practice)}** · {one.horizon}  \n{plain(one.action)}" in listed
    ways = {one.proto.page: one.proto.query_string for one in page.get("page_link")}
    assert ways["results"] == ways["report"] == f"round={world.round_id}"


def ways(page: AppTest) -> dict[str, str]:
    """Where links lead, by their words."""
    return {one.proto.label: one.proto.page for one in page.get("page_link")}


def test_steps_that_are_recommended_lead_to_a_plan_as_long_as_there_is_none(world: World, open_page: OpenPage) -> None:
    store = world.submit("alba", level=1)
    store.take_step(world.round_id, "alba", "PI1.1", 2, status=Status.LATER)
    page = at_home(store, open_page)

    assert ways(page)[IT("agenda.make")] == "plan"
    assert IT("year.all_steps") in ways(page) and IT("agenda.whole") not in ways(page)
    assert IT("agenda.title") not in [one.value for one in page.subheader]


def test_a_plan_stands_in_the_place_of_what_is_recommended(world: World, open_page: OpenPage) -> None:
    page = at_home(planned(world), open_page)
    names = {one.id: one.name["it"] for one in QUESTIONNAIRE.questions()}
    listed = next(one.value for one in page.markdown if one.value.startswith("1. ")).splitlines()

    assert [line.split("**")[1] for line in listed if "**" in line] == [
        plain(names[one])
        for one in ("PI1.2", "PI1.1", "PI2.1")  # the one without a month last
    ]
    assert plain("Write _it_ down") in listed[1] and plain("Rosa *Verdi*") in listed[2]
    counts = ["agenda.counted.done", "agenda.counted.under_way", "agenda.counted.planned", "agenda.counted.given_up"]
    assert all(IT(key, 2 if key.endswith("planned") else 1) in words(page) for key in counts)
    assert ways(page)[IT("agenda.whole")] == "plan"
    assert not {IT("agenda.make"), IT("year.all_steps"), IT("agenda.say_how")} & set(ways(page))


@pytest.mark.parametrize("make", [late, late_in_the_next_round])
def test_a_month_that_is_over_is_asked_about_whatever_the_page_is_about(
    world: World, open_page: OpenPage, make: Callable[[World], Store]
) -> None:
    page = at_home(make(world), open_page)
    name = QUESTIONNAIRE.question("PI1.2").name["it"]

    assert plain(IT("agenda.overdue", 1, names=first_of([name], 3, IT))) in words(page)
    assert ways(page)[IT("agenda.say_how")] == "plan"
    assert not page.error and not page.warning


def test_of_many_that_are_late_three_are_named_and_the_others_counted(world: World) -> None:
    store = world.submit("alba")
    for one in IDS[:5]:
        take(store, world, one, month=date(2027, 2, 1))
    said = agenda(commitments.gather(store, "alba"), date(2027, 3, 1), IT, "Europe/Rome").overdue

    named = [QUESTIONNAIRE.question(one).name["it"] in said for one in IDS[:5]]
    assert named == [True, True, True, False, False] and said == IT(
        "agenda.overdue", 5, names=first_of([QUESTIONNAIRE.question(one).name["it"] for one in IDS[:5]], 3, IT)
    )


def test_who_has_left_the_network_is_asked_nothing_about_a_plan(world: World, open_page: OpenPage) -> None:
    planned(world)
    world.operator.leave("alba")

    assert "plan" not in ways(at_home(put(world, AFTER), open_page)).values()


@pytest.mark.parametrize("state", STATES)
def test_what_is_folded_looks_as_if_it_opens(world: World, open_page: OpenPage, state: str) -> None:
    """An icon would stand in the place of the mark that says so."""
    page = at_home(STATES[state][0](world), open_page)

    assert page.expander
    assert [one.label for one in page.expander if one.proto.icon] == []
