"""What a coordinator looks at, in a real Chromium: it goes along through the menu, Back and a copied link; a choice by
keyboard keeps the focus and shows no word of before; a map is pressed by a pointer and scrolled by a finger.
"""

from __future__ import annotations

import re

import pytest
from browser import Desk, wait_for_run
from playwright.sync_api import Locator, Page, expect
from test_moving_browser import TRANSLATE, heading

from assessment.wording import Say

pytestmark = pytest.mark.browser

SAY = Say("it")
TOP = "() => document.querySelector('[data-testid=stMain]').scrollTop"


@pytest.fixture
def page(demo_desk: Desk) -> Page:
    """The first round, and of its departments those of one size, by essential."""
    cookie = demo_desk.server.sign_in_as("coordinator", "it")
    return demo_desk.open(cookie, "/maps?round=1&staff=10-29&view=essentials")


def field(page: Page, label: str) -> Locator:
    return page.get_by_role("combobox", name=SAY(label), exact=True)


def looks_at_the_first_round(page: Page) -> None:
    """What the page of the fixture shows, said in words and fields."""
    wait_for_run(page)
    expect(field(page, "region.view.which_round")).to_have_value(re.compile(r"\d"))
    expect(field(page, "region.filter.staff_band")).to_have_value(SAY("region.bands.between", low=10, high=29))
    expect(page.get_by_text(SAY("region.view.earlier", round="")[:20])).to_be_visible()
    assert "round=1&staff=10-29" in page.url


def menu(page: Page, name: str) -> Locator:
    return page.get_by_role("navigation").get_by_role("link", name=SAY(f"menu.{name}"), exact=True).first


def test_the_menu_reload_back_and_a_copied_link_show_the_same(demo_desk: Desk, page: Page) -> None:
    looks_at_the_first_round(page)
    found = heading(page).text_content()
    here = page.url

    menu(page, "training").click()
    expect(page).to_have_url(re.compile(r"/training\?"))
    looks_at_the_first_round(page)
    page.reload()
    looks_at_the_first_round(page)

    page.go_back()  # one press
    expect(page).to_have_url(here)
    expect(heading(page)).to_have_text(found or "")
    looks_at_the_first_round(page)

    copied = demo_desk.open(demo_desk.server.sign_in_as("coordinator", "it"), here.removeprefix(demo_desk.server.url))
    expect(heading(copied)).to_have_text(found or "")
    looks_at_the_first_round(copied)


def test_a_choice_by_keyboard_keeps_the_focus_and_no_word_of_before(page: Page) -> None:
    looks_at_the_first_round(page)
    page.evaluate(TRANSLATE)
    expect(heading(page)).to_have_text("translated")
    staff = field(page, "region.filter.staff_band")
    staff.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("staff=30-99"))
    wait_for_run(page)

    expect(staff).to_be_focused()
    expect(staff).to_have_value(SAY("region.bands.between", low=30, high=99))
    expect(heading(page)).not_to_have_text("translated")
    expect(page.get_by_role("heading", level=2)).not_to_have_text("translated")

    rounds = field(page, "region.view.which_round")
    page.evaluate(TRANSLATE)
    rounds.focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("round=2"))
    wait_for_run(page)
    expect(rounds).to_be_focused()
    expect(page.get_by_text(SAY("region.view.earlier", round="2025"))).to_be_visible()

    topics = page.get_by_role("radio").first
    page.get_by_role("radio", checked=True).focus()
    page.keyboard.press("ArrowLeft")
    expect(page).to_have_url(re.compile(r"^(?!.*view=)"))
    wait_for_run(page)
    expect(topics).to_be_focused()


def test_a_cell_that_is_pressed_leads_to_its_department_and_back_leads_to_the_map(page: Page) -> None:
    looks_at_the_first_round(page)
    here, cells = page.url, page.locator(".stPlotlyChart .nsewdrag")
    expect(page.locator(".stPlotlyChart .ytick").first).to_be_attached()
    names = page.locator(".stPlotlyChart .ytick").all_text_contents()
    box = cells.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 20, box["y"] + box["height"] / len(names) * 1.5)  # in the second row
    expect(page.locator(".stPlotlyChart .hoverlayer")).to_contain_text(names[1])
    page.mouse.down()
    page.mouse.up()
    expect(heading(page)).to_contain_text(names[1])
    assert "/department?" in page.url

    page.go_back()
    expect(page).to_have_url(here)
    looks_at_the_first_round(page)
    page.get_by_role("link").filter(has_text=names[1]).first.click()  # the same without a pointer
    expect(heading(page)).to_contain_text(names[1])


def test_a_finger_on_a_map_scrolls_the_page(demo_desk: Desk) -> None:
    page = demo_desk.open(
        demo_desk.server.sign_in_as("coordinator", "it"),
        "/maps?view=essentials",
        viewport={"width": 390, "height": 700},
        has_touch=True,
        is_mobile=True,
    )
    cells = page.locator(".stPlotlyChart .heatmaplayer")
    cells.scroll_into_view_if_needed()
    box, before = cells.bounding_box(), page.evaluate(TOP)
    assert box is not None
    finger = page.context.new_cdp_session(page)
    x, y = box["x"] + 40, max(box["y"], 0) + 100
    finger.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for step in range(1, 11):
        moved = {"x": x, "y": y + 20 * step}
        finger.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [moved]})
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    page.wait_for_function(f"before => ({TOP})() < before - 50", arg=before)
    assert "/maps?" in page.url
