"""The page of a department's details: two people at once, field by field."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import OpenPage, press, visit_to
from given import QUESTIONNAIRE
from streamlit.testing.v1 import AppTest
from worlds import World, filled

from assessment.screens import questions
from assessment.wording import Say

IT = Say("it")


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with filled(World(tmp_path / "in-touch.db")) as made:
        made.begin()
        yield made


@pytest.fixture
def page(world: World, open_page: OpenPage) -> AppTest:
    """The chief's page, drawn before a colleague filled in staff and platforms."""
    drawn = open_page(questions.show, visit_to(world.of("alba"), "it"), topic="profile")
    draft = world.begin()
    world.of("helper").save_profile(draft, staff=13, team_hours=4.5, platforms={"facebook": 1200, "x": None})
    return drawn


def label(field_id: str) -> str:
    """What a field of the profile is called."""
    return QUESTIONNAIRE.field(field_id).label["it"]


def theirs(words: str) -> str:
    """The line of what a colleague saved meanwhile."""
    return f"**{IT('questions.theirs')}** {words}"


def mine(words: str) -> str:
    """The line of what was chosen on this page."""
    return f"**{IT('questions.yours')}** {words}"


def fill(page: AppTest) -> None:
    """Fill in the same fields otherwise."""
    for one in page.number_input:
        if one.label.startswith(label("staff")):
            one.set_value(14)
        if one.label.startswith(label("team_hours")):
            one.set_value(6.0)
    page.multiselect[0].set_value(["instagram"]).run()
    assert not page.exception, page.exception[0].value


def test_each_field_that_changed_meanwhile_is_asked_about_at_its_place(world: World, page: AppTest) -> None:
    fill(page)

    assert [one.value for one in page.warning] == [IT("about.changed_meanwhile")] * 3
    said = [one.value for one in page.markdown]
    assert theirs("13") in said
    assert mine("14") in said
    assert theirs("Facebook (1.200), X") in said
    assert mine("Instagram") in said
    assert theirs("4,5") in said
    assert mine("6") in said
    kept, _ = world.of("alba").profile(world.begin())
    assert (kept.staff, kept.team_hours, dict(kept.platforms)) == (13, 4.5, {"facebook": 1200, "x": None})


def test_one_is_kept_and_the_others_taken(world: World, page: AppTest) -> None:
    fill(page)
    press(page, IT("questions.take_theirs"), 2)  # the hours
    press(page, IT("questions.take_theirs"), 1)  # the platforms
    assert len(page.warning) == 1
    assert set(page.multiselect[0].value) == {"facebook", "x"}
    press(page, IT("questions.keep_mine"))

    assert not page.warning
    kept, _ = world.of("alba").profile(world.begin())
    assert (kept.staff, kept.team_hours, dict(kept.platforms)) == (14, 4.5, {"facebook": 1200, "x": None})


def test_what_changed_again_while_it_was_asked_about_is_asked_about_again(world: World, page: AppTest) -> None:
    fill(page)
    world.of("helper").save_profile(world.begin(), staff=15)
    press(page, IT("questions.keep_mine"))

    assert theirs("15") in [one.value for one in page.markdown]
    press(page, IT("questions.keep_mine"))
    assert world.of("alba").profile(world.begin())[0].staff == 14


def test_a_choice_and_one_that_was_taken_back_are_asked_about_too(world: World, open_page: OpenPage) -> None:
    draft = world.begin()
    world.of("alba").save_profile(draft, press_office=True)
    drawn = open_page(questions.show, visit_to(world.of("alba"), "it"), topic="profile")
    world.of("helper").save_profile(draft, form="union", press_office=None)
    form, press_office = (
        next(one for one in drawn.radio if one.label.startswith(label(field))) for field in ("form", "press_office")
    )
    form.set_value("single")
    press_office.set_value(False).run()

    said = [one.value for one in drawn.markdown]
    assert theirs(QUESTIONNAIRE.field("form").options["union"]["it"]) in said
    assert theirs(IT("about.not_said")) in said
    press(drawn, IT("questions.take_theirs"), 1)
    press(drawn, IT("questions.take_theirs"), 0)
    assert not drawn.warning
    kept, _ = world.of("alba").profile(draft)
    assert (kept.form, kept.press_office) == ("union", None)
    assert next(one for one in drawn.radio if one.label.startswith(label("form"))).value == "union"
