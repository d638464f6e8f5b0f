"""The seventh tab of a browser, and a tab that comes back, as somebody sees them."""

from __future__ import annotations

import pytest
from browser import Desk, Place, wait_for_run
from playwright.sync_api import expect

from assessment.signin.tabs import MOST_OF_ONE
from assessment.wording import Say

pytestmark = pytest.mark.browser

SAY = Say("it")
# Keeps the page's connections, for a test to lose one of them without a word to the server.
HOLD = """
window.lines = [];
window.WebSocket = class extends WebSocket {
  constructor(...how) { super(...how); window.lines.push(this); }
};
"""
# What a page sees of a connection that is lost; the server sees nothing, as the line itself stays open.
LOSE = "() => window.lines.at(-1).onclose(new CloseEvent('close', {code: 1006}))"
LINES = "() => window.lines.map(line => line.readyState)"
OPEN, CLOSED = 1, 3


def test_the_seventh_tab_is_told_so_and_opens_where_it_was_meant_to_once_another_is_closed(
    desk: Desk, place: Place
) -> None:
    context = desk.context(place.person())
    six = [desk.tab(context, "/help") for _ in range(MOST_OF_ONE)]
    seventh = context.new_page()
    seventh.goto(f"{desk.server.url}/questions?topic=DC")
    title = SAY("signin.full.sign_in.title", None, most=MOST_OF_ONE)
    expect(seventh.get_by_role("heading", level=1)).to_have_text(title)
    expect(seventh.locator("html")).to_have_attribute("lang", "it")

    again = seventh.get_by_role("link", name=SAY("signin.full.again"))
    again.click()
    expect(seventh.get_by_role("heading", level=1)).to_have_text(title)
    six[0].close()
    again.click()
    wait_for_run(seventh)
    assert seventh.url.startswith(f"{desk.server.url}/questions?topic=")


def test_a_tab_whose_connection_was_lost_unnoticed_comes_back_beside_five_others(desk: Desk, place: Place) -> None:
    context = desk.context(place.person())
    context.add_init_script(HOLD)
    six = [desk.tab(context, "/help") for _ in range(MOST_OF_ONE)]
    lost = six[2]
    lost.evaluate(LOSE)
    lost.wait_for_function(f"() => window.lines.length > 1 && window.lines.at(-1).readyState === {OPEN}")
    wait_for_run(lost)

    assert lost.url == f"{desk.server.url}/help"
    lost.wait_for_function(f"() => window.lines[0].readyState === {CLOSED}")
    lost.get_by_role("link", name=SAY("menu.home"), exact=True).first.click()
    wait_for_run(lost)
    assert lost.evaluate(LINES)[-1] == OPEN
