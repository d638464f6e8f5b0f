"""What a page says when nothing could be saved, and what it leaves to others."""

from __future__ import annotations

import re
from datetime import date

import pytest
from conftest import OpenPage, press, visit_to, words
from given import everything
from regions import coordinator, hand_in, row_opened
from streamlit.testing.v1 import AppTest
from worlds import World

from assessment.screens.chief import home
from assessment.screens.coordinator import departments, training
from assessment.screens.parts.saving import reason
from assessment.storage import (
    HasLeft,
    NotAllowed,
    NotReady,
    PostChanged,
    SessionEnded,
    TooLate,
    TooOften,
    Unfit,
    connection,
)
from assessment.wording import Say

IT = Say("it")
RECORDED = re.escape(IT("errors.recorded", reference="@")).replace("@", "[0-9A-F]{4}-[0-9A-F]{4}")


def refuse(monkeypatch: pytest.MonkeyPatch) -> None:
    """From here on the disk is full."""
    monkeypatch.setattr(connection, "_PRAGMAS", (*connection._PRAGMAS, "max_page_count=1", "query_only=ON"))
    monkeypatch.setattr(connection.keeper, "_kept", [])  # what is kept open has the settings of before


def says_so(page: AppTest) -> bool:
    """Whether the page says that nothing was saved, once and in no other way."""
    (said,) = [one.value for one in page.error]
    return bool(re.fullmatch(f"{re.escape(IT('errors.not_saved.here'))} {RECORDED}", str(said)))


def test_a_reply_to_an_introduction_that_is_not_saved_is_said_and_can_be_given_again(
    world: World, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand_in(world, "alba", {**everything(4), "PI1.1": 0})
    hand_in(world, "bruma", everything(4))
    coordinator(world).store.propose("PI1.1", "alba", "bruma")
    page = open_page(home.show, visit_to(world.of("alba"), "it"))

    with monkeypatch.context() as full:
        refuse(full)
        press(page, IT("introductions.accept"))
        assert says_so(page)

    press(page, IT("introductions.accept"))
    assert not page.error
    assert IT("introductions.waiting", name="Alba", email="alba@example.org") in words(page)


def test_a_proposal_that_is_not_saved_stays_to_be_made(
    world: World, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand_in(world, "alba", {**everything(4), "PI1.1": 0})
    hand_in(world, "bruma", everything(4))
    page = row_opened(open_page(training.show, coordinator(world)), world, "PI1.1")
    refuse(monkeypatch)
    press(page, IT("region.introductions.propose"))

    assert says_so(page)
    assert world.operator.introductions("north") == []


def test_what_stands_in_a_form_stays_when_it_is_not_saved(
    world: World, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = open_page(departments.show, coordinator(world))
    box = next(one for one in page.text_input if one.label.startswith(IT("departments.size.field")))
    box.set_value("120")
    refuse(monkeypatch)
    press(page, IT("departments.edit.button"))

    assert says_so(page)
    assert next(one.value for one in page.text_input if one.label == box.label) == "120"


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (TooLate("submitted"), IT("questions.not_saved_too_late")),
        (TooOften(180), IT("errors.too_often")),
        (NotReady(["email"]), "lacks email"),
        (NotAllowed("elsewhere"), "not here"),
        (Unfit("title", None, 60), IT("errors.text_long", most="60")),
        (Unfit("staff", 1, 100_000), IT("errors.number_range", least="1", most="100.000")),
        (
            Unfit("until", date(2027, 3, 1), date(2030, 3, 8)),
            IT("errors.day_range", least="1º\u00a0marzo 2027", most="8\u00a0marzo 2030"),
        ),
        (HasLeft("the network"), IT("departed.not_saved")),
        (SessionEnded("signed out"), None),
        (PostChanged("in another tab"), None),
        (KeyError("a fault of ours"), None),
    ],
)
def test_a_place_explains_what_it_knows_and_leaves_the_rest(error: Exception, said: str | None) -> None:
    assert reason(IT, error, {NotReady: lambda error: f"lacks {error.missing[0]}", NotAllowed: "not here"}) == said
