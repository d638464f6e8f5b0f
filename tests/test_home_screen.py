"""The first page of a department: one thing to do next, before, during and after a round, and something all year."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from conftest import OpenPage, visit_to, words
from given import QUESTIONNAIRE, everything
from regions import network, next_round
from streamlit.testing.v1 import AppTest
from worlds import Clock, World, filled

from assessment.assessed import Assessed
from assessment.findings import result
from assessment.language import day
from assessment.people import Role
from assessment.reading.department import Lacking
from assessment.rounds import NewDepartment
from assessment.screens import home
from assessment.screens.markdown import plain
from assessment.storage import Store
from assessment.wording import Say

IT = Say("it")
BEFORE, AFTER = datetime(2027, 2, 20, 9, tzinfo=UTC), datetime(2027, 7, 1, 9, tzinfo=UTC)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with filled(World(tmp_path / "in-touch.db")) as made:
        yield made


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


STATES: dict[str, tuple[Callable[[World], Store], str]] = {
    "in no round": (invited_to_nothing, IT("paper.blank")),
    "not begun": (lambda world: world.of("alba"), IT("home.start")),
    "begun": (begun, IT("home.continue", topic=IT("home.about_you"))),
    "all answered": (answered, IT("home.review")),
    "submitted": (lambda world: world.submit("alba"), IT("home.see_result")),
    "over, with answers": (over, IT("home.read_answers")),
    "over, without any": (lambda world: put(world, AFTER), IT("paper.blank")),
    "over, after an earlier one": (missed, IT("home.see_result")),
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
    assert Lacking.UNPUBLISHED.sentence(IT) in words(before)
    so_far = IT("year.span", title="2027", opened="1º marzo 2027", closed="6 aprile 2027")
    assert IT("year.none_next", 1, rounds=so_far) in words(before)
    for page in (out, announced):
        assert first_things(page) == [IT("results.see_comparison")]
        assert IT("home.see_result") in [one.label for one in page.button]
        assert Lacking.UNPUBLISHED.sentence(IT) not in words(page)
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


@pytest.mark.parametrize("state", STATES)
def test_what_is_folded_looks_as_if_it_opens(world: World, open_page: OpenPage, state: str) -> None:
    """An icon would stand in the place of the mark that says so."""
    page = at_home(STATES[state][0](world), open_page)

    assert page.expander
    assert [one.label for one in page.expander if one.proto.icon] == []
