"""What a coordinator looks at stands in the address: taken from there, carried from page to page, and said."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
import streamlit as st
from conftest import OpenPage, press, words
from regions import coordinator, network, next_round
from streamlit.testing.v1 import AppTest
from worlds import World, copied

from assessment import signin
from assessment.rounds import Round
from assessment.screens import SCREENS
from assessment.screens.coordinator import maps, rounds
from assessment.screens.coordinator.parts import common
from assessment.screens.parts import choices
from assessment.visit import Visit
from assessment.wording import Say

IT = Say("it")


@pytest.fixture(scope="module")
def two_rounds(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Twelve departments submitted in the first round; the second is open."""
    with network(tmp_path_factory.mktemp("twice"), 12) as made:
        next_round(made)
        made.operator.set_up_round("north", "2029", _asks(made), date(2029, 3, 1), date(2029, 6, 30))
        return made


@pytest.fixture
def world(two_rounds: World, tmp_path: Path) -> Iterator[World]:
    with copied(two_rounds, tmp_path / "in-touch.db") as made:
        yield made


def _asks(world: World) -> str:
    return world.operator.questionnaires()[0].sha256


def of(world: World) -> tuple[Round, Round, Round]:
    """The rounds: the first, the one at hand and the planned one."""
    first, at_hand, planned = world.operator.rounds("north")
    return first, at_hand, planned


def address(page: AppTest) -> dict[str, str]:
    """What stands in the address of a page, as it is written."""
    return {name: value if isinstance(value, str) else value[0] for name, value in page.query_params.items()}


def either(at_an_address: str, from_the_menu: str) -> Callable[[Visit], None]:
    """Two pages of one tab: the menu, which knows nothing of addresses, opens the other."""

    def show(visit: Visit) -> None:
        SCREENS[at_an_address if st.query_params else from_the_menu].show(visit)

    return show


def from_the_menu(page: AppTest) -> None:
    page.query_params.clear()
    page.run()
    assert not page.exception, page.exception[0].value


@pytest.mark.parametrize(
    "given",
    [
        {"staff": "many", "form": "none", "territory": "moon", "area": "Nowhere", "view": "nothing", "page": "7"},
        {"staff": "", "view": "", "page": "-1"},
        {"staff": "-", "page": "x' OR 1=1 --"},  # nobody has not stated it
        {},
    ],
)
def test_what_is_unknown_is_left_out_of_the_address(world: World, open_page: OpenPage, given: dict[str, str]) -> None:
    first, at_hand, _ = of(world)
    page = open_page(maps.show, coordinator(world), round=str(first.id), **given)
    assert address(page) == {"round": str(first.id)}

    for unknown in ("999", "x' OR 1=1 --", ""):
        page = open_page(maps.show, coordinator(world), round=unknown)
        assert address(page) == {"round": str(at_hand.id)}


@pytest.mark.parametrize("name", ["overview", "training", "maps", "export", "invitations", "rounds"])
def test_a_page_from_the_menu_shows_what_was_looked_at_before(world: World, open_page: OpenPage, name: str) -> None:
    first, _, _ = of(world)
    visit = coordinator(world)
    chosen = {"round": str(first.id), "staff": "10-29"}
    page = open_page(either("maps", name), visit, **chosen, view="essentials")
    from_the_menu(page)

    assert address(page) == chosen
    assert IT("region.view.earlier", round="2027") in words(page)


def test_an_address_that_says_something_is_not_completed_from_what_was_looked_at(
    world: World, open_page: OpenPage
) -> None:
    first, at_hand, _ = of(world)
    visit = coordinator(world)
    page = open_page(maps.show, visit, round=str(first.id), staff="10-29")
    page.query_params["round"] = str(at_hand.id)
    del page.query_params["staff"]
    page.run()

    assert address(page) == {"round": str(at_hand.id)}


def test_an_earlier_round_stays_is_said_and_is_one_press_from_the_latest(world: World, open_page: OpenPage) -> None:
    first, at_hand, _ = of(world)
    page = open_page(maps.show, coordinator(world), round=str(first.id), view="essentials")
    said = IT("region.view.earlier", round="2027")
    assert said in words(page)
    page.run()
    assert said in words(page)
    press(page, IT("region.view.latest", round="2028"))

    assert address(page) == {"round": str(at_hand.id), "view": "essentials"}
    assert said not in words(page)


def test_a_choice_is_written_into_the_address_and_lists_begin_anew(tmp_path: Path, open_page: OpenPage) -> None:
    with network(tmp_path, 31) as world:
        page = open_page(maps.show, coordinator(world), page="2")
        staff = next(one for one in page.selectbox if one.label == IT("region.filter.staff_band"))
        staff.set_value("30-99").run()
        assert address(page) == {"round": str(world.round_id), "staff": "30-99"}
        page.radio[0].set_value("essentials").run()
        assert address(page) == {"round": str(world.round_id), "staff": "30-99", "view": "essentials"}
        staff = next(one for one in page.selectbox if one.label == IT("region.filter.staff_band"))
        staff.set_value(choices.ALL).run()
        page.radio[0].set_value("topics").run()
        assert address(page) == {"round": str(world.round_id)}


def test_a_round_that_has_not_opened_is_chosen_where_rounds_are_run_and_nowhere_else(
    world: World, open_page: OpenPage
) -> None:
    _, at_hand, planned = of(world)
    page = open_page(either("rounds", "maps"), coordinator(world), round=str(planned.id))
    assert address(page) == {"round": str(planned.id)}
    assert page.title[0].value == IT("rounds.title.planned", title="2029", day="1º\u00a0marzo 2029")
    choice = next(one for one in page.selectbox if one.label == IT("region.view.which_round"))
    assert choice.options == [
        IT("region.view.planned", round="2029"),
        *(IT("region.view.round", round=one) for one in ("2028", "2027")),
    ]
    assert IT("region.view.earlier", round="2029") not in words(page)

    from_the_menu(page)
    assert address(page) == {"round": str(at_hand.id)}
    choice = next(one for one in page.selectbox if one.label == IT("region.view.which_round"))
    assert len(choice.options) == 2


def test_rounds_of_one_title_are_told_apart_by_their_days(world: World, open_page: OpenPage) -> None:
    _, at_hand, planned = of(world)
    world.operator.rename_round(planned.id, "2028")
    page = open_page(rounds.show, coordinator(world))
    choice = next(one for one in page.selectbox if one.label == IT("region.view.which_round"))

    assert choice.options == [
        IT("region.view.planned", round="2028, 1º\u00a0marzo 2029"),
        IT("region.view.round", round="2028, 1º\u00a0marzo 2027"),
        IT("region.view.round", round="2027"),
    ]
    assert choice.value == str(at_hand.id)


def test_nobody_is_shown_a_round_of_another_region(world: World, open_page: OpenPage) -> None:
    first, _, _ = of(world)
    page = open_page(rounds.show, coordinator(world, who="south"), round=str(first.id))

    assert page.title[0].value == IT("beginning.title.round")
    assert "North" not in words(page)


def test_the_page_knows_by_the_same_names_what_is_a_choice() -> None:
    script = (Path(signin.__file__).parent / "templates" / "page.js").read_text("utf-8")
    (listed,) = re.findall(r"const CARRIED = (\[.*\]);", script)

    assert tuple(json.loads(listed)) == common.CHOSEN
