"""Several people of one department: who they are, and who answered what."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from conftest import OpenPage, as_read, press, visit_to, words
from given import QUESTIONNAIRE, everything
from regions import coordinator, hand_in
from streamlit.testing.v1 import AppTest
from worlds import World, filled

from assessment.people import Role
from assessment.screens import department, home
from assessment.wording import Say

IT = Say("it")
QUESTION, WHO, WHEN = (IT(f"colleagues.head.{name}") for name in ("question", "who", "when"))


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with filled(World(tmp_path / "in-touch.db")) as made:
        yield made


def field(page: AppTest, key: str):
    return next(one for one in page.text_input if one.label == IT(key))


def answered(page: AppTest) -> dict[str, tuple[str, str]]:
    """Who answered each question and when, by its name; topics, in bold, with neither."""
    table = next(one.value for one in page.table if WHO in one.value)
    return {row[QUESTION]: (row[WHO], as_read(row[WHEN])) for _, row in table.iterrows()}


def test_who_is_brought_in_is_in_the_list_at_once(world: World, open_page: OpenPage) -> None:
    world.begin()
    page = open_page(home.show, visit_to(world.of("alba"), "it"))
    field(page, "colleagues.name").set_value("Nora Nuova")
    field(page, "colleagues.email").set_value("nora@example.org")
    press(page, IT("letting_in.button.shown"))

    assert "**Nora Nuova** · nora@example.org" in words(page)
    assert len(page.code) == 1  # the link stands there still


def test_who_gets_access_from_the_coordinator_is_in_the_list_at_once(world: World, open_page: OpenPage) -> None:
    page = open_page(department.show, coordinator(world), department="alba")
    page.text_input(key="email-alba").set_value("nora@example.org")
    page.text_input(key="person-alba").set_value("Nora Nuova")
    page.radio(key="role-alba-it").set_value(Role.MEMBER)
    next(one for one in page.button if one.form_id == "invite").click().run()

    assert "**Nora Nuova** · nora@example.org" in words(page)
    assert IT("access.manage", name="Nora Nuova", role=IT("access.role.member")) in words(page)
    assert len(page.code) == 1


def test_one_table_tells_who_answered_what_and_when(world: World, open_page: OpenPage) -> None:
    draft = world.begin()
    world.of("alba").save_answer(draft, "PI1.1", 3, 0)
    world.clock.at += timedelta(minutes=5)
    world.of("helper").save_answer(draft, "DC1.1", 2, 0)

    found = answered(open_page(home.show, visit_to(world.of("helper"), "it")))
    names = {one.id: one.name["it"] for one in QUESTIONNAIRE.questions()}
    assert found[names["PI1.1"]] == ("Alba", "10:00")
    assert found[names["DC1.1"]] == ("Helper", "10:05")
    assert found[names["PI1.2"]] == (IT("findings.no_answer"), "")
    titles = [f"**{one.title['it']}**" for one in QUESTIONNAIRE.dimensions()]
    assert [one for one in found if one.startswith("**")] == titles
    assert len(found) == len(titles) + len(names)


def test_who_answered_is_told_after_submitting_too(world: World, open_page: OpenPage) -> None:
    world.submit("alba")

    found = answered(open_page(home.show, visit_to(world.of("helper"), "it")))
    assert {who for question, (who, _) in found.items() if not question.startswith("**")} == {"Alba"}


def test_what_comes_from_the_last_round_is_nobodys_answer_yet(world: World, open_page: OpenPage) -> None:
    hand_in(world, "alba", everything(2))
    world.operator.close(world.round_id)
    sha256 = world.operator.questionnaires()[0].sha256
    asked = world.operator.round(world.round_id)
    later = world.operator.set_up_round("north", "2028", sha256, asked.opens_on, asked.closes_on)
    draft = world.of("alba").begin(later.id, "alba", carry_over=True)
    world.of("helper").save_answer(draft.id, "PI1.1", 2, 1)

    found = answered(open_page(home.show, visit_to(world.of("alba"), "it")))
    names = {one.id: one.name["it"] for one in QUESTIONNAIRE.questions()}
    assert found[names["PI1.1"]] == ("Helper", "10:00")
    assert found[names["PI1.2"]] == (IT("colleagues.to_confirm"), "")
