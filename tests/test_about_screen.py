"""The page of a department's details: two people at once, field by field."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import OpenPage, press, visit_to
from streamlit.testing.v1 import AppTest
from worlds import World, filled

from assessment.screens import questions


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


def fill(page: AppTest) -> None:
    """Fill in the same fields otherwise."""
    for one in page.number_input:
        if one.label.startswith("Personale"):
            one.set_value(14)
        if one.label.startswith("Ore settimanali"):
            one.set_value(6.0)
    page.multiselect[0].set_value(["instagram"]).run()
    assert not page.exception, page.exception[0].value


def test_each_field_that_changed_meanwhile_is_asked_about_at_its_place(world: World, page: AppTest) -> None:
    fill(page)

    assert [one.value[:18] for one in page.warning] == ["Non ancora salvato"] * 3
    said = [one.value for one in page.markdown]
    assert "**Salvata nel frattempo:** 13" in said
    assert "**La vostra scelta:** 14" in said
    assert "**Salvata nel frattempo:** Facebook (1.200), X" in said
    assert "**La vostra scelta:** Instagram" in said
    assert "**Salvata nel frattempo:** 4,5" in said
    assert "**La vostra scelta:** 6" in said
    kept, _ = world.of("alba").profile(world.begin())
    assert (kept.staff, kept.team_hours, dict(kept.platforms)) == (13, 4.5, {"facebook": 1200, "x": None})


def test_one_is_kept_and_the_others_taken(world: World, page: AppTest) -> None:
    fill(page)
    press(page, "Tieni quella salvata", 2)  # the hours
    press(page, "Tieni quella salvata", 1)  # the platforms
    assert len(page.warning) == 1
    assert set(page.multiselect[0].value) == {"facebook", "x"}
    press(page, "Tieni la mia scelta")

    assert not page.warning
    kept, _ = world.of("alba").profile(world.begin())
    assert (kept.staff, kept.team_hours, dict(kept.platforms)) == (14, 4.5, {"facebook": 1200, "x": None})


def test_what_changed_again_while_it_was_asked_about_is_asked_about_again(world: World, page: AppTest) -> None:
    fill(page)
    world.of("helper").save_profile(world.begin(), staff=15)
    press(page, "Tieni la mia scelta")

    assert "**Salvata nel frattempo:** 15" in [one.value for one in page.markdown]
    press(page, "Tieni la mia scelta")
    assert world.of("alba").profile(world.begin())[0].staff == 14


def test_a_choice_and_one_that_was_taken_back_are_asked_about_too(world: World, open_page: OpenPage) -> None:
    draft = world.begin()
    world.of("alba").save_profile(draft, press_office=True)
    drawn = open_page(questions.show, visit_to(world.of("alba"), "it"), topic="profile")
    world.of("helper").save_profile(draft, form="union", press_office=None)
    form, press_office = (
        next(one for one in drawn.radio if one.label.startswith(label)) for label in ("Forma", "Ufficio stampa")
    )
    form.set_value("single")
    press_office.set_value(False).run()

    said = [one.value for one in drawn.markdown]
    assert "**Salvata nel frattempo:** Unione o gestione associata di Comuni" in said
    assert "**Salvata nel frattempo:** non indicato" in said
    press(drawn, "Tieni quella salvata", 1)
    press(drawn, "Tieni quella salvata", 0)
    assert not drawn.warning
    kept, _ = world.of("alba").profile(draft)
    assert (kept.form, kept.press_office) == ("union", None)
    assert next(one for one in drawn.radio if one.label.startswith("Forma")).value == "union"
