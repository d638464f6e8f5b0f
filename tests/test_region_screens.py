"""The coordinator's pages: what they say of a region that is known by hand, and to whom they say nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from conftest import OpenPage, tables, visit_of, visit_to, words
from given import LANGUAGES, QUESTIONNAIRE, everything
from regions import coordinator, hand_in, network, next_round
from streamlit.testing.v1 import AppTest
from worlds import World, copied, filled

from assessment.people import Role
from assessment.screens import SCREENS
from assessment.screens.coordinator import assessment as submitted
from assessment.screens.coordinator import maps, rounds
from assessment.storage import NotAllowed
from assessment.wording import Say

IT = Say("it")

OF_A_ROUND = ("overview", "training", "maps", "invitations", "export", "rounds")
READS = (*OF_A_ROUND, "departments", "department", "assessment")


@pytest.fixture(scope="module")
def network_of_twelve(tmp_path_factory: pytest.TempPathFactory) -> World:
    with network(tmp_path_factory.mktemp("twelve"), 12) as made:
        return made


@pytest.fixture
def twelve(network_of_twelve: World, tmp_path: Path) -> Iterator[World]:
    with copied(network_of_twelve, tmp_path / "in-touch.db") as made:
        yield made


def names_in(figure: object) -> list[str]:
    """The names of the rows of a map, from the top."""
    return list(json.loads(figure.proto.spec)["layout"]["yaxis"]["ticktext"])  # type: ignore[attr-defined]


# --- what is under way


def test_a_draft_is_known_to_be_there_and_nothing_of_what_it_says(world: World, open_page: OpenPage) -> None:
    store = world.of("alba")
    draft = store.begin(world.round_id, "alba")
    store.save_answers(draft.id, everything(4))
    store.save_note(draft.id, "PI1.1", "CANARY", 0)
    said = ""
    for name in READS:
        page = open_page(SCREENS[name].show, coordinator(world), department="alba")
        said += words(page) + "".join(part.proto.spec for part in page.get("plotly_chart"))
        said += "".join(table.to_csv() for table in tables(page))

    assert IT("region.turnout.state.started", day="1º\u00a0marzo 2027") in said
    assert "CANARY" not in said
    assert QUESTIONNAIRE.level_names[4]["it"] not in said
    assert IT("findings.of_100", points=100) not in said


# --- before there is a round, and before there is much


BEGINNING = {"departments": "departments", "round": "rounds", "invitations": "invitations"}


def steps(page: AppTest) -> list[str]:
    """How far each of the three steps is said to be, and where they lead."""
    states = {IT(f"beginning.state.{one}"): one for one in ("done", "next", "later")}
    said = [one.value.partition("**")[2].partition("**")[0] for one in page.markdown if one.value.startswith(":")]
    leads = [one.proto.page for one in page.get("page_link") if one.proto.page in BEGINNING.values()]
    return [*(states[one] for one in said if one in states), *leads]


@pytest.mark.parametrize("name", OF_A_ROUND)
def test_a_region_without_a_round_leads_to_the_next_of_three_steps(
    tmp_path: Path, open_page: OpenPage, name: str
) -> None:
    with filled(World(tmp_path / "in-touch.db")) as world:
        page = open_page(SCREENS[name].show, coordinator(world, who="south"))
        assert page.title[0].value == IT("beginning.title.round")
        assert page.caption[0].value == "South"
        assert steps(page) == ["done", "next", "later", "rounds"]

        world.operator.leave("corvo", None)
        page = open_page(SCREENS[name].show, coordinator(world, who="south"))
        assert page.title[0].value == IT("beginning.title.departments")
        assert steps(page) == ["next", "later", "later", "departments"]


@pytest.mark.parametrize("name", [one for one in OF_A_ROUND if one != "rounds"])
def test_a_round_that_is_planned_is_the_second_step_done(tmp_path: Path, open_page: OpenPage, name: str) -> None:
    with filled(World(tmp_path / "in-touch.db")) as world:
        sha256 = world.operator.questionnaires()[0].sha256
        world.operator.set_up_round("south", "2028", sha256, date(2028, 3, 1), date(2028, 5, 31))
        page = open_page(SCREENS[name].show, coordinator(world, who="south"))

        assert page.title[0].value == IT("rounds.title.planned", title="2028", day="1º\u00a0marzo 2028")
        assert steps(page) == ["done", "done", "later"]
        assert IT("invitations.planned", round="2028", day="1º\u00a0marzo 2028") in words(page)


def test_a_round_that_nobody_was_invited_to_leads_to_the_invitations(world: World, open_page: OpenPage) -> None:
    world.operator.set_up_round(
        "south", "2027", world.operator.questionnaires()[0].sha256, date(2027, 3, 1), date(2027, 5, 31)
    )
    page = open_page(maps.show, coordinator(world, who="south"))
    assert IT("beginning.uninvited") in [one.value for one in page.header]
    assert steps(page) == ["done", "done", "next", "invitations"]

    page = open_page(maps.show, coordinator(world))  # those of the north have signed in
    assert IT("region.nobody") in words(page)
    assert steps(page) == []


@pytest.mark.parametrize(("departments", "language"), [(0, "en"), (1, "es"), (5, "it")])
def test_every_page_works_with_few_departments(
    tmp_path: Path, open_page: OpenPage, departments: int, language: str
) -> None:
    with network(tmp_path, departments) as world:
        for name in READS:
            page = open_page(SCREENS[name].show, coordinator(world, language), department="d00")

            assert len(page.title) == 1
            assert "{" not in words(page)


# --- the maps


@pytest.mark.parametrize("view", ["topics", "essentials"])
def test_maps_list_departments_by_size_and_name_whatever_their_result(
    twelve: World, open_page: OpenPage, view: str
) -> None:
    page = open_page(maps.show, coordinator(twelve), view=view)

    assert page.radio[0].value == view
    assert names_in(page.get("plotly_chart")[0]) == [
        f"Borgo d{number:02}" for band in range(4) for number in range(band, 12, 4)
    ]


def test_a_map_holds_one_size_where_all_together_are_more_than_a_screen(tmp_path: Path, open_page: OpenPage) -> None:
    with network(tmp_path, 31) as world:
        for number, size, departments in (("", "up_to", 8), ("2", "between", 8), ("4", "from", 7), ("9", "up_to", 8)):
            page = open_page(maps.show, coordinator(world), **({"page": number} if number else {}))

            band = {"up_to": {"high": 9}, "between": {"low": 10, "high": 29}, "from": {"low": 100}}[size]
            assert page.header[0].value == IT(f"region.bands.{size}", **band)
            assert len(names_in(page.get("plotly_chart")[0])) == departments


def test_a_choice_of_departments_narrows_the_maps(twelve: World, open_page: OpenPage) -> None:
    page = open_page(maps.show, coordinator(twelve), staff="100+")

    assert names_in(page.get("plotly_chart")[0]) == ["Borgo d03", "Borgo d07", "Borgo d11"]


def test_the_same_as_a_map_stands_in_a_table_and_its_rows_lead_to_each_department(
    twelve: World, open_page: OpenPage
) -> None:
    page = open_page(maps.show, coordinator(twelve), view="essentials", staff="0-9")
    missing = IT("region.head.missing_ones")
    table = next(one for one in tables(page) if missing in one.columns)

    assert list(table[IT("region.head.department")])[:2] == ["Borgo d00", "Borgo d04"]
    assert table[missing][1] == IT("region.essentials.none_missing")  # at level 4 everywhere
    ways = [one.proto.query_string for one in page.get("page_link") if one.proto.page == "department"]
    assert ways == [f"round={twelve.round_id}&staff=0-9&department={one}" for one in ("d00", "d04", "d08")]


# --- how well the questionnaire works, in a fold of the rounds


def opened(world: World, open_page: OpenPage, round_id: int) -> AppTest:
    """The rounds with that fold open."""
    page = open_page(rounds.show, coordinator(world), round=str(round_id))
    assert IT("region.quality.purpose") not in words(page)  # not before one asks for it
    page.session_state[f"quality-{round_id}-it"] = True
    page.run()
    assert not page.exception
    assert IT("region.quality.purpose") in words(page)
    return page


def test_the_questionnaire_is_judged_and_no_department(twelve: World, open_page: OpenPage) -> None:
    page = opened(twelve, open_page, twelve.round_id)

    every = next(one for one in tables(page) if IT("region.head.most_at") in one.columns)
    assert len(every) == 38
    assert IT("region.quality.unclear") in words(page)
    judged = [one.to_csv() for one in tables(page) if IT("events.when") not in one.columns]
    assert "Borgo" not in words(page) + "".join(judged)


def test_how_long_it_takes_is_told_from_the_times_of_submitted_answers(tmp_path: Path, open_page: OpenPage) -> None:
    with network(tmp_path, 5) as world:
        later = next_round(world)
        for one in [f"d{number:02}" for number in range(5)]:
            store = world.of(one)
            draft = store.begin(later.id, one)
            store.save_profile(draft.id, staff=12, official_account=True)
            for question_id, level in everything(2).items():
                world.clock.at += timedelta(seconds=30)
                store.save_answer(draft.id, question_id, level, 0)
            if one == "d00":  # a draft says nothing
                assert set(world.of("north").answer_times(later.id)) == set()
            store.submit(draft.id)
        page = opened(world, open_page, later.id)

    # 37 answers of half a minute each, and the first without a time
    assert IT("region.quality.minutes", 19) in words(page)


# --- a submitted assessment


@pytest.mark.parametrize("shares", [True, False])
def test_notes_are_read_only_where_the_department_shares_them(world: World, open_page: OpenPage, shares: bool) -> None:
    hand_in(world, "alba", everything(2), shares=shares, notes="Protocol 12/2027")
    page = open_page(submitted.show, coordinator(world), department="alba")

    assert ("Protocol 12/2027" in "".join(one.value for one in page.text)) is shares
    assert (IT("departments.assessment.not_shared") in words(page)) is not shares
    assert f"2\u00a0·\u00a0{QUESTIONNAIRE.level_names[2]['it']}" in words(page)
    assert "vostre" not in words(page)  # it speaks of the department, not to it


def test_a_level_is_read_with_the_sentences_it_adds_to(world: World, open_page: OpenPage) -> None:
    hand_in(world, "alba", everything(4))
    page = open_page(submitted.show, coordinator(world), department="alba")

    assert all(QUESTIONNAIRE.question("PI1.1").levels[level]["it"] in words(page) for level in (2, 3, 4))


def test_an_assessment_of_another_region_or_a_draft_is_not_there(world: World, open_page: OpenPage) -> None:
    world.begin()
    for department in ("alba", "corvo", "", "x' OR 1=1 --"):
        page = open_page(submitted.show, coordinator(world), department=department)
        assert page.title[0].value == IT("departments.assessment.none")


# --- refused


@pytest.mark.parametrize("name", READS)
@pytest.mark.parametrize("who", ["alba", "helper"])
def test_nobody_of_a_department_sees_a_page_of_the_region(world: World, name: str, who: str) -> None:
    visit = visit_to(world.of(who), "it")
    assert SCREENS[name].needs is not None
    assert not visit.person.role.may(SCREENS[name].needs)  # type: ignore[arg-type]

    with pytest.raises(NotAllowed):
        SCREENS[name].show(visit)


@pytest.mark.parametrize("name", READS)
def test_a_coordinator_sees_nothing_of_another_region(twelve: World, open_page: OpenPage, name: str) -> None:
    page = open_page(SCREENS[name].show, coordinator(twelve, who="south"), department="d00", round=str(twelve.round_id))
    said = words(page) + "".join(table.to_csv() for table in tables(page))

    assert "Borgo" not in said
    assert "North" not in said


def test_each_page_of_the_region_is_the_coordinators_alone() -> None:
    for name in READS:
        needs_action = SCREENS[name].needs
        assert needs_action is not None
        assert [role for role in Role if role.may(needs_action)] == [Role.COORDINATOR]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", READS)
def test_every_page_of_a_seasoned_region_is_drawn_in_every_language(
    demo_region: Path, open_page: OpenPage, name: str, language: str
) -> None:
    page = open_page(SCREENS[name].show, visit_of(demo_region, "coordinator", language), department="d0001")

    assert len(page.title) == 1
    assert page.title[0].value.strip()
    assert all(figure.proto.alt for figure in page.get("plotly_chart"))
    assert all(len(table.columns) <= 3 for table in tables(page))
