"""Numbers of a profile that can hardly be right are named, and all others left alone."""

from __future__ import annotations

import pytest
from conftest import OpenPage, visit_to, words
from given import QUESTIONNAIRE
from worlds import World

from assessment.answers import Profile
from assessment.screens.chief import questions, review
from assessment.sizes import Unlikely, unlikely
from assessment.wording import Say

IT = Say("it")


@pytest.fixture
def world(world: World) -> World:
    world.begin()
    return world


@pytest.mark.parametrize(
    ("profile", "named"),
    [
        (Profile(population=12, staff=14), [Unlikely(("population", "staff"))]),
        (Profile(population=139, staff=14), [Unlikely(("population", "staff"))]),
        (Profile(population=0, staff=1), [Unlikely(("population", "staff"))]),
        (Profile(staff=14, team_people=15), [Unlikely(("staff", "team_people"))]),
        (Profile(team_people=2, team_hours=120.5), [Unlikely(("team_people", "team_hours"))]),
        (Profile(team_people=0, team_hours=4), [Unlikely(("team_people", "team_hours"))]),
        (Profile(first_year=20), [Unlikely(("first_year",))]),
        (Profile(first_year=2027), [Unlikely(("first_year",))]),
        (
            Profile(population=300, platforms={"facebook": 3001, "x": 3000, "threads": None}),
            [Unlikely(("population", "platforms"), "facebook")],
        ),
        (
            Profile(population=12, staff=14, first_year=1999, team_people=15),
            [Unlikely(("population", "staff")), Unlikely(("first_year",)), Unlikely(("staff", "team_people"))],
        ),
    ],
)
def test_what_can_hardly_be_right_is_named(profile: Profile, named: list[Unlikely]) -> None:
    assert list(unlikely(profile, 2026)) == named


@pytest.mark.parametrize(
    "profile",
    [
        Profile(),
        Profile(population=12),
        Profile(staff=14),
        Profile(population=140, staff=14, team_people=14, team_hours=840, first_year=2004),
        Profile(population=12_500, staff=0, first_year=2026, team_people=0, team_hours=0, platforms={"x": 125_000}),
        Profile(platforms={"facebook": 1_000_000}, team_hours=40, team_people=None),
    ],
)
def test_what_can_be_right_is_left_alone(profile: Profile) -> None:
    assert list(unlikely(profile, 2026)) == []


def asked(first: str, second: str) -> str:
    """What is asked of two fields of the profile: of each its name and its number."""
    numbers = "; ".join(
        f"{QUESTIONNAIRE.field(one).label['it']}: {value}" for one, value in ((first, 12), (second, 14))
    )
    return IT("checks.unlikely", numbers=numbers)


def test_it_is_asked_at_both_fields_as_soon_as_it_is_saved(world: World, open_page: OpenPage) -> None:
    world.of("alba").save_profile(world.begin(), staff=14)
    page = open_page(questions.show, visit_to(world.of("alba"), "it"), topic="profile")
    assert not page.warning
    population = next(one for one in page.text_input if one.label == QUESTIONNAIRE.field("population").label["it"])
    population.set_value("12").run()

    assert [one.value for one in page.warning] == [asked("population", "staff")] * 2
    assert world.of("alba").profile(world.begin())[0].population == 12  # it warns, and is saved
    population.set_value("12.500").run()
    assert not page.warning


def test_it_is_asked_before_handing_in_with_the_way_there_and_blocks_nothing(world: World, open_page: OpenPage) -> None:
    world.of("alba").save_profile(world.begin(), population=12, staff=14, official_account=True)
    page = open_page(review.show, visit_to(world.of("alba"), "it"))

    assert asked("population", "staff") in words(page)
    assert IT("review.fits_means_open") in words(page)
    ways = [one for one in page.get("page_link") if one.proto.query_string == "topic=profile"]
    assert [one.proto.label for one in ways] == [IT("home.about_you")]


def test_followers_are_asked_about_by_platform(world: World, open_page: OpenPage) -> None:
    world.of("alba").save_profile(world.begin(), population=12, platforms={"facebook": 3500})
    page = open_page(review.show, visit_to(world.of("alba"), "it"))

    label = QUESTIONNAIRE.field("population").label["it"]
    followers = IT("about.followers", platform="Facebook")
    assert IT("checks.unlikely", numbers=f"{label}: 12; {followers}: 3.500") in words(page)
