"""The comparison as a browser lays it out: how tall, how wide, and that nothing moves when the drawing comes."""

from __future__ import annotations

import re
from typing import Any

import pytest
from browser import PATIENCE, Desk, wait_for_run
from given import LANGUAGES
from playwright.sync_api import Page, Route, expect
from test_accessibility_browser import cookie_of, in_every_appearance, sticks_out

from assessment.wording import Say

pytestmark = pytest.mark.browser

DESK, PROJECTOR, PHONE = (1280, 800), (1920, 1080), (390, 844)
SCREENS = 2  # as many may the comparison take on a desk with everything folded

_HEIGHT = "() => document.querySelector('[data-testid=stMain]').scrollHeight"
_DRAWN = """() => { const figures = [...document.querySelectorAll(".stPlotlyChart")];
  return figures.length == 5 && figures.every(one => one.querySelector(".main-svg text")); }"""  # boxes, four pillars
_PLACES = """() => [...document.querySelectorAll('.stMain :is(h1, h2, summary, [data-testid=stCaptionContainer])')]
  .filter(one => one.checkVisibility()).map(one => [one.textContent, Math.round(one.getBoundingClientRect().top)])"""
_WIDEST = """() => Math.max(...[...document.querySelectorAll(".stMain :is(p, h1, li)")]
  .filter(one => one.checkVisibility()).flatMap(one => {
    const words = document.createRange();
    words.selectNodeContents(one);
    return [...words.getClientRects()].map(line => line.width);
  }))"""  # of a line of text, not of the room it has


def opened(desk: Desk, language: str, size: tuple[int, int], address: str = "/comparison") -> Page:
    """A page of the chief with a history, drawn to its end."""
    width, height = size
    page = desk.open(
        cookie_of("seasoned_chief", desk.server, language), address, viewport={"width": width, "height": height}
    )
    if address == "/comparison":
        page.wait_for_function(_DRAWN, timeout=PATIENCE)
    return page


def top(page: Page, words: str) -> float:
    box = page.get_by_text(words, exact=True).first.bounding_box()
    assert box is not None, words
    return box["y"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_comparison_is_two_screens_at_most(demo_desk: Desk, language: str) -> None:
    page = opened(demo_desk, language, DESK)

    assert page.locator("details[open]").count() == 0
    assert page.evaluate(_HEIGHT) <= SCREENS * DESK[1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_screen_says_how_one_stands_and_what_is_missing_beside_it(demo_desk: Desk, language: str) -> None:
    say = Say(language)
    page = opened(demo_desk, language, DESK)
    missing = page.get_by_role("heading", name=say("findings.comparison.missing.headline"))
    boxes = page.locator(".stPlotlyChart").first.bounding_box()
    links = page.get_by_role("link", name=re.compile(rf"\b{re.escape(say('figures.open_question', name=''))}"))
    beside = missing.bounding_box()

    assert boxes is not None and beside is not None
    assert boxes["y"] + boxes["height"] / 2 < DESK[1], "half of the boxes at least"
    assert beside["x"] > boxes["x"] + boxes["width"], "beside each other"
    assert links.count() >= 1
    assert all((one.bounding_box() or {"y": 0})["y"] < DESK[1] for one in links.all())
    assert top(page, say("benchmark.trust.title")) < DESK[1]


def test_a_projector_shows_it_in_the_same_order_and_no_text_wider_than_it_is_read(demo_desk: Desk) -> None:
    desk, wide, phone = (opened(demo_desk, "it", size) for size in (DESK, PROJECTOR, PHONE))
    orders = [[words for words, _ in page.evaluate(_PLACES)] for page in (desk, wide, phone)]
    tops = [place for _, place in phone.evaluate(_PLACES)]

    assert orders[0] == orders[1] == orders[2]
    assert tops == sorted(tops), "one column"
    assert wide.evaluate(_WIDEST) <= 737


def test_the_words_are_there_at_once_and_nothing_moves_when_the_drawing_comes(demo_desk: Desk) -> None:
    held: list[Route] = []
    drawing = re.compile(r"Plotly", re.IGNORECASE)
    page = opened(demo_desk, "it", DESK, "/")
    page.route(drawing, lambda route: held.append(route))
    page.goto(f"{demo_desk.server.url}/comparison")
    wait_for_run(page)
    expect(page.get_by_text(Say("it")("comparison.in_tables"), exact=True)).to_be_visible()
    expect(page.locator(".main-svg")).to_have_count(0)
    page.wait_for_function("() => document.fonts.status === 'loaded'")
    before: Any = page.evaluate(_HEIGHT), page.evaluate(_PLACES)

    assert held, "the drawing waits"
    for one in held:
        one.continue_()
    page.unroute(drawing)
    page.wait_for_function(_DRAWN, timeout=PATIENCE)
    assert page.locator(".main-svg").count() > 0
    assert (page.evaluate(_HEIGHT), page.evaluate(_PLACES)) == before


@pytest.mark.parametrize("width", [DESK[0], PHONE[0]])
@pytest.mark.parametrize("address", ["/comparison", "/"])
def test_they_can_be_used_by_everybody_on_a_desk_and_on_a_phone(demo_desk: Desk, address: str, width: int) -> None:
    page = opened(demo_desk, "es", (width, 900), address)

    assert in_every_appearance(page) == {}
    assert sticks_out(page) == 0
