"""Every screen for everybody: axe finds nothing, each page says its language, and none scrolls sideways at 320 px."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from browser import Desk, wait_for_run
from playwright.sync_api import Page

from assessment import screens
from assessment.people import Role
from assessment.screens import SCREENS
from assessment.wording import LANGUAGES

pytestmark = pytest.mark.browser

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PEOPLE = {"fresh_chief": Role.CHIEF, "seasoned_chief": Role.CHIEF, "coordinator": Role.COORDINATOR}
MORE = {"questions": ("?topic=profile", "?topic=DC5", "?topic=essentials-1")}
NEEDS_AN_ADDRESS = {"department": "?department=d0002", "assessment": ""}
FIGURES = 600  # milliseconds that a page has to draw its figures after the run has ended
TALLEST = 9000  # px


def addresses(role: Role) -> Iterator[str]:
    for name in screens.open_to(role):
        yield f"/{name}" + NEEDS_AN_ADDRESS.get(name, "") if name != screens.open_to(role)[0] else "/"
        yield from (f"/{name}{more}" for more in MORE.get(name, ()))


def test_every_screen_of_the_table_is_looked_at():
    seen = {address.split("?")[0].strip("/") for role in set(PEOPLE.values()) for address in addresses(role)}

    assert seen - {""} | {"home", "region"} == set(SCREENS)


@pytest.mark.parametrize(
    ("who", "width", "scheme"),
    [
        ("fresh_chief", 390, "light"),  # its other pages are those of the chief with a history
        *itertools.product(("seasoned_chief", "coordinator"), (1280, 390), ("light", "dark")),
    ],
)
def test_axe_finds_nothing_to_object_to(demo_desk: Desk, who: str, width: int, scheme: str) -> None:
    cookie = demo_desk.server.sign_in_as(who)
    page = demo_desk.open(cookie, color_scheme=scheme, viewport={"width": width, "height": 900})
    found = {}

    for address in addresses(PEOPLE[who]):
        _open(page, demo_desk, address)
        _whole(page, width)  # axe judges contrast only for what is in view
        answer = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}}).response
        for one in answer["violations"]:
            found[f"{address} {one['id']}"] = [node["html"][:200] for node in one["nodes"]][:3]

    assert found == {}


@pytest.mark.parametrize(
    ("who", "language"), [("fresh_chief", "it"), *itertools.product(("seasoned_chief", "coordinator"), LANGUAGES)]
)
def test_no_page_scrolls_sideways_on_the_narrowest_phone_and_each_says_its_language(
    demo_desk: Desk, who: str, language: str
) -> None:
    cookie = demo_desk.server.sign_in_as(who, language)
    page = demo_desk.open(cookie, viewport={"width": 320, "height": 800})
    page.goto(f"{demo_desk.server.url}/language/{language}")
    wait_for_run(page)
    wide = {}

    for address in addresses(PEOPLE[who]):
        _open(page, demo_desk, address)
        assert page.locator("html").get_attribute("lang") == language
        over = page.evaluate(
            "() => ['[data-testid=stMain]', 'body'].map(s => document.querySelector(s))"
            ".map(e => e ? e.scrollWidth - e.clientWidth : 0).reduce((a, b) => Math.max(a, b))"
        )
        if over > 0:
            wide[address] = over

    assert wide == {}


def _open(page: Page, desk: Desk, address: str) -> None:
    page.goto(desk.server.url + address)
    wait_for_run(page)
    page.wait_for_timeout(FIGURES)


def _whole(page: Page, width: int) -> None:
    height = page.evaluate("() => document.querySelector('[data-testid=stMain]').scrollHeight")
    page.set_viewport_size({"width": width, "height": min(height + 60, TALLEST)})
    page.wait_for_timeout(150)
