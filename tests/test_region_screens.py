"""The coordinator's pages: what they say of a region that is known by hand, and to whom they say nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from conftest import OpenPage, as_read, told, visit_of, visit_to, words
from given import LANGUAGES, QUESTIONNAIRE, everything, facts_in, minimum, title
from regions import coordinator, hand_in, network, next_round
from worlds import World, copied, filled

from assessment.people import Role
from assessment.screens import SCREENS, platforms, quality, region, standing
from assessment.screens import assessment as submitted
from assessment.storage import NotAllowed
from assessment.visit import Visit
from assessment.wording import Say

IT = Say("it")

OF_THE_REGION = ("region", "needs", "helping", "standing", "invitations", "quality", "platforms", "export")
READS = (*OF_THE_REGION, "rounds", "departments", "department", "assessment")


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with filled(World(tmp_path / "in-touch.db")) as made:
        yield made


@pytest.fixture(scope="module")
def network_of_twelve(tmp_path_factory: pytest.TempPathFactory) -> World:
    with network(tmp_path_factory.mktemp("twelve"), 12) as made:
        return made


@pytest.fixture
def twelve(network_of_twelve: World, tmp_path: Path) -> Iterator[World]:
    with copied(network_of_twelve, tmp_path / "in-touch.db") as made:
        yield made


@pytest.fixture
def demo(demo_region: Path) -> Visit:
    return visit_of(demo_region, "coordinator", "it")


def names_in(figure: object) -> list[str]:
    """The names of the rows of a map, from the top."""
    return list(json.loads(figure.proto.spec)["layout"]["yaxis"]["ticktext"])  # type: ignore[attr-defined]


# --- who takes part


def test_participation_is_the_finding_with_the_days_that_are_left(twelve: World, open_page: OpenPage) -> None:
    page = open_page(region.show, coordinator(twelve))

    assert page.title[0].value == IT("region.participation.submitted_of", 12, invited=14)
    where = IT("region.only_you", region="North", round="2027", day="1º marzo 2027")
    assert as_read(page.caption[0].value) == where
    assert IT("region.participation.days_left", 91, day="31 maggio 2027") in words(page)
    stages = {"submitted": 12, "started": 0, "not_started": 2}
    items = "; ".join(f"{IT(f'region.participation.stage.{stage}')}: {count}" for stage, count in stages.items())
    assert page.get("plotly_chart")[0].proto.alt == IT("region.participation.alt", items=items)
    assert list(page.table[0].value[IT("region.head.departments")]) == ["12", "0", "2"]


def test_a_draft_is_known_to_be_there_and_nothing_of_what_it_says(world: World, open_page: OpenPage) -> None:
    store = world.of("alba")
    draft = store.begin(world.round_id, "alba")
    store.save_answers(draft.id, everything(4))
    store.save_note(draft.id, "PI1.1", "CANARY", 0)
    said = ""
    for name in READS:
        page = open_page(SCREENS[name].show, coordinator(world), department="alba")
        said += words(page) + "".join(part.proto.spec for part in page.get("plotly_chart"))
        said += "".join(table.value.to_csv() for table in page.table)

    assert IT("region.participation.stage.started") in said
    assert IT("region.participation.state.started", day="1º marzo 2027") in said
    assert "CANARY" not in said
    assert QUESTIONNAIRE.level_names[4]["it"] not in said
    assert IT("findings.of_100", points=100) not in said


def test_nobody_is_reminded_of_a_round_that_is_closed(world: World, open_page: OpenPage) -> None:
    world.operator.close(world.round_id)
    page = open_page(region.show, coordinator(world))

    assert "invitations" not in [one.proto.page for one in page.get("page_link")]
    assert IT("region.participation.closed", day="1º marzo 2027") in words(page)


# --- edge cases of size


def test_a_region_without_a_round_says_what_to_do(tmp_path: Path, open_page: OpenPage) -> None:
    with filled(World(tmp_path / "in-touch.db")) as world:
        for name in OF_THE_REGION:
            page = open_page(SCREENS[name].show, coordinator(world, who="south"))

            assert page.title[0].value == "South"
            assert [one.proto.page for one in page.get("page_link")] == ["rounds"]


@pytest.mark.parametrize(("departments", "language"), [(0, "en"), (1, "es"), (5, "it")])
def test_every_page_works_with_few_departments(
    tmp_path: Path, open_page: OpenPage, departments: int, language: str
) -> None:
    with network(tmp_path, departments) as world:
        for name in READS:
            page = open_page(SCREENS[name].show, coordinator(world, language), department="d00")

            assert len(page.title) == 1
            assert "{" not in words(page)


def test_the_middle_half_is_not_told_of_a_small_group(tmp_path: Path, open_page: OpenPage) -> None:
    with network(tmp_path, 5) as world:
        said = words(open_page(standing.show, coordinator(world)))

    assert IT("region.standing.small") in said


# --- the region by topic, department and essential


def test_topics_come_first_and_the_weakest_is_named(twelve: World, open_page: OpenPage) -> None:
    hand_in(twelve, "alba", {**everything(4), "MI3.1": 0, "MI3.2": 0})
    page = open_page(region.show, coordinator(twelve))

    assert page.radio[0].value == "topics"
    weakest = IT("findings.short_name", name=title("MI3"))
    assert told(page, "region.topics.weakest")["topic"] == weakest
    assert facts_in(page.get("plotly_chart")[1].proto.alt, "region.topics.alt")["items"]


@pytest.mark.parametrize("view", ["departments", "essentials"])
def test_maps_list_departments_by_size_and_name_whatever_their_result(
    twelve: World, open_page: OpenPage, view: str
) -> None:
    page = open_page(region.show, coordinator(twelve))
    page.radio[0].set_value(view).run()

    assert names_in(page.get("plotly_chart")[1]) == [
        f"Borgo d{number:02}" for band in range(4) for number in range(band, 12, 4)
    ]


def test_a_map_holds_one_size_where_all_together_are_more_than_a_screen(tmp_path: Path, open_page: OpenPage) -> None:
    with network(tmp_path, 31) as world:
        page = open_page(region.show, coordinator(world))
        page.radio[0].set_value("departments").run()

        assert page.subheader[0].value == IT("region.bands.up_to", high=9)
        assert len(names_in(page.get("plotly_chart")[1])) == 8


def test_a_choice_of_departments_narrows_every_view(twelve: World, open_page: OpenPage) -> None:
    page = open_page(region.show, coordinator(twelve))
    page.radio[0].set_value("departments").run()
    next(one for one in page.selectbox if one.label == IT("region.filter.staff_band")).set_value("100+").run()

    assert names_in(page.get("plotly_chart")[1]) == ["Borgo d03", "Borgo d07", "Borgo d11"]


def test_the_same_as_a_map_stands_in_a_table_and_leads_to_each_assessment(twelve: World, open_page: OpenPage) -> None:
    page = open_page(region.show, coordinator(twelve))
    page.radio[0].set_value("essentials").run()
    missing = IT("region.head.missing_ones")
    table = next(one.value for one in page.table if missing in one.value.columns)

    assert list(table[IT("region.head.department")])[:2] == ["Borgo d00", "Borgo d04"]
    assert table[missing][1] == IT("region.essentials.none_missing")  # at level 4 everywhere
    ways = [one.proto.query_string for one in page.get("page_link") if one.proto.page == "assessment"]
    assert len(ways) == 12
    assert ways[0] == f"department=d00&round={twelve.round_id}"


# --- where the region stands, what changed


def test_standing_says_how_many_meet_the_minimum_standard(world: World, open_page: OpenPage) -> None:
    hand_in(world, "alba", minimum())
    hand_in(world, "bruma", everything(0))
    said = words(open_page(standing.show, coordinator(world)))

    assert IT("region.standing.with_essentials", 1, of=2) in said
    assert IT("region.standing.with_minimums", 1, of=2) in said


def test_what_changed_rests_on_the_same_departments_only(world: World, open_page: OpenPage) -> None:
    hand_in(world, "alba", everything(1))
    hand_in(world, "bruma", everything(2))
    later = next_round(world)
    hand_in(world, "alba", everything(3), round_id=later.id)
    page = open_page(standing.show, coordinator(world))
    said = words(page)

    assert IT("region.change.title", up=1, down=0, same=0) in said
    assert IT("region.change.rests_on", 1, questions=38, asked=38) in said
    assert IT("region.change.not_again", 1) in said


def test_the_questionnaire_is_judged_and_no_department(twelve: World, open_page: OpenPage) -> None:
    page = open_page(quality.show, coordinator(twelve))

    assert "Borgo" not in words(page)
    assert len(page.table[-1].value) == 38


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
        page = open_page(quality.show, coordinator(world))

    # 37 answers of half a minute each, and the first without a time
    assert IT("region.health.minutes", 19) in words(page)


def test_platforms_are_told_with_their_followers(twelve: World, open_page: OpenPage) -> None:
    page = open_page(platforms.show, coordinator(twelve))

    assert page.title[0].value == IT("region.platforms.most", 12, platform="Facebook", of=12)
    row = [as_read(cell) for cell in page.table[1].value.iloc[0]]
    assert row == ["Facebook", f"14.400 ({IT('region.platforms.said', 12)})", "1.200"]


# --- a submitted assessment


@pytest.mark.parametrize("shares", [True, False])
def test_notes_are_read_only_where_the_department_shares_them(world: World, open_page: OpenPage, shares: bool) -> None:
    hand_in(world, "alba", everything(2), shares=shares, notes="Protocol 12/2027")
    page = open_page(submitted.show, coordinator(world), department="alba")

    assert ("Protocol 12/2027" in "".join(one.value for one in page.text)) is shares
    assert (IT("departments.assessment.not_shared") in words(page)) is not shares
    assert f"2 · {QUESTIONNAIRE.level_names[2]['it']}" in words(page)
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
    said = words(page) + "".join(table.value.to_csv() for table in page.table)

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
    assert all(len(table.value.columns) <= 3 for table in page.table)


def test_an_earlier_round_is_looked_at_by_its_address(demo: Visit, open_page: OpenPage) -> None:
    first = demo.store.rounds("val-serrana")[0]
    page = open_page(region.show, demo, round=str(first.id))

    assert first.title in page.caption[0].value
    assert facts_in(page.title[0].value, "region.participation.all")
