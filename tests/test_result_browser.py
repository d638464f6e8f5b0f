"""The page of a result as a chief sees it: what is asked first on one screen, the rest folded, and nothing jumps."""

from __future__ import annotations

import pytest
from browser import PATIENCE, Desk, wait_for_run
from conftest import as_read
from given import LANGUAGES, practice
from playwright.sync_api import Locator, Page, Route
from test_accessibility_browser import violations

from assessment.wording import Say

pytestmark = pytest.mark.browser

WIDE, HIGH = 1280, 800  # px: the screen of an office
MISSING = ("PI3.1", "DC2.1")  # essentials of the department that is looked at
_FIGURES = "**/{PlotlyChart,Metric}*.js"  # what draws a figure is fetched apart, after the words
_SHIFTS = """() => {
  window.shifted = 0;
  new PerformanceObserver(list => list.getEntries().forEach(one => { window.shifted += one.value; }))
    .observe({ type: "layout-shift" });
}"""


def opened(desk: Desk, language: str, width: int = WIDE, height: int = HIGH) -> Page:
    """The result of a department that takes part for the second time."""
    cookie = desk.server.sign_in_as("seasoned_chief", language)
    page = desk.open(cookie, "/results", viewport={"width": width, "height": height})
    page.wait_for_selector(".st-key-pillars .main-svg")
    return page


def end(part: Locator) -> float:
    """How far down a part of the page reaches."""
    box = part.bounding_box()
    assert box is not None
    return box["y"] + box["height"]


def left(part: Locator) -> float:
    box = part.bounding_box()
    assert box is not None
    return box["x"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_chief_asks_first_stands_on_the_first_screen(demo_desk: Desk, language: str) -> None:
    say, page = Say(language), opened(demo_desk, language)
    steps = page.locator(".stMain summary")
    papers = page.locator(".stLinkButton")

    assert page.locator(".stMetric").count() == 3
    for part in (page.locator(".stMetric"), page.locator(".st-key-overall"), page.locator(".st-key-pillars"), papers):
        assert [end(one) <= HIGH for one in part.all()] == [True] * part.count()
    assert papers.count() == 2
    assert [end(one) <= HIGH for one in steps.all()] == [True] * 3 + [False] * (steps.count() - 3)
    said = [as_read(one) for one in steps.all_inner_texts()[:3]]
    for question_id in MISSING:
        assert [say("questions.essential") in one for one in said if practice(question_id, language) in one] == [True]


@pytest.mark.parametrize("language", LANGUAGES)
def test_with_everything_folded_the_page_is_two_screens_high(demo_desk: Desk, language: str) -> None:
    page = opened(demo_desk, language)

    assert page.locator("details[open]").count() == 0
    assert page.evaluate("() => document.querySelector('[data-testid=stMain]').scrollHeight") <= 2 * HIGH


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_bands_stand_in_one_row_and_on_a_phone_one_under_the_other(demo_desk: Desk, language: str) -> None:
    page = opened(demo_desk, language)
    tops = """() => [...document.querySelectorAll(".stHtml [style*='flex-wrap'] > [style*='flex-wrap']")]
      .map(one => Math.round(one.getBoundingClientRect().top))"""
    row = page.evaluate(tops)
    page.set_viewport_size({"width": 320, "height": 640})
    page.wait_for_timeout(300)
    column = page.evaluate(tops)

    assert (len(row), len(set(row))) == (5, 1)
    assert column == sorted(set(column))
    assert len(column) == 5


def test_on_a_phone_it_is_one_column_in_the_same_order_and_on_a_projector_it_fills_the_width(demo_desk: Desk) -> None:
    page = opened(demo_desk, "it")
    order = (".stMetric", ".st-key-overall", ".stMain details", ".st-key-pillars", ".stLinkButton")
    parts = [page.locator(one).first for one in order]
    page.set_viewport_size({"width": 390, "height": 844})
    page.wait_for_timeout(500)  # figures are drawn anew

    ends = [end(one) for one in parts]
    assert ends == sorted(ends)
    assert max(left(one) for one in parts) - min(left(one) for one in parts) < 2
    page.set_viewport_size({"width": 1920, "height": 1080})
    page.wait_for_timeout(500)
    assert left(parts[0]) == left(parts[2]) < left(parts[1]) == left(parts[3])
    pillars = parts[3].bounding_box()
    assert pillars is not None
    assert left(parts[0]) < 100
    assert pillars["x"] + pillars["width"] > 1820


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_of_it_scrolls_sideways_on_a_small_phone(demo_desk: Desk, language: str) -> None:
    page = opened(demo_desk, language, 320, 640)
    page.evaluate("() => document.querySelectorAll('details').forEach(one => { one.open = true; })")
    page.wait_for_timeout(800)  # what was folded is drawn

    assert (
        page.evaluate("() => { const m = document.querySelector('.stMain'); return m.scrollWidth - m.clientWidth; }")
        == 0
    )
    assert violations(page) == []


@pytest.mark.parametrize(
    ("width", "height"), [(WIDE, HIGH), pytest.param(1920, 1080, marks=pytest.mark.proof), (390, 844)]
)
def test_the_words_are_there_before_the_figures_and_stay_where_they_are(
    demo_desk: Desk, width: int, height: int
) -> None:
    held: list[Route] = []
    cookie = demo_desk.server.sign_in_as("seasoned_chief", "it")
    page = demo_desk.context(cookie, viewport={"width": width, "height": height}).new_page()
    page.route(_FIGURES, lambda route: held.append(route))
    page.goto(f"{demo_desk.server.url}/results")
    wait_for_run(page)
    page.wait_for_timeout(1000)  # everything else has come, letters too
    assert page.locator(".main-svg").count() == page.locator("[data-testid=stMetricValue]").count() == 0
    words = page.get_by_text(Say("it")("findings.result.steps.headline", 3))
    before = words.bounding_box()
    page.evaluate(_SHIFTS)

    for route in held:
        route.continue_()
    page.wait_for_selector(".st-key-pillars .main-svg", timeout=PATIENCE)
    page.wait_for_selector("[data-testid=stMetricValue]")
    page.wait_for_timeout(500)

    assert words.bounding_box() == before
    assert page.evaluate("() => window.shifted") < 0.05
