"""The seventh tab of a browser, and a tab that comes back, as somebody sees them; other tabs are connections alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest
from browser import Desk, Place, wait_for_run
from playwright.sync_api import expect
from wire import Wire

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
LOSE = """() => {
  window.lines[0].close = () => {};
  window.lines[0].dispatchEvent(new CloseEvent("close", {code: 1006}));
}"""
CAME_BACK = "() => window.lines.length > 1 && window.lines.at(-1).readyState === WebSocket.OPEN"
OLD_IS_CLOSED = "() => window.lines[0].readyState === WebSocket.CLOSED"


@contextmanager
def tabs(place: Place, cookie: str, count: int) -> Iterator[list[Wire]]:
    with ExitStack() as stack:
        opened = [stack.enter_context(Wire(place.server.url, cookie)) for _ in range(count)]
        for tab in opened:
            tab.open("help")
        yield opened


def test_the_seventh_tab_is_told_so_and_opens_where_it_was_meant_to_once_another_is_closed(
    desk: Desk, place: Place
) -> None:
    cookie = place.person()
    title = SAY("signin.full.sign_in.title", MOST_OF_ONE)
    with tabs(place, cookie, MOST_OF_ONE) as others:
        seventh = desk.context(cookie).new_page()
        seventh.goto(f"{desk.server.url}/help?part=2")
        expect(seventh.get_by_role("heading", level=1)).to_have_text(title)
        again = seventh.get_by_role("link", name=SAY("signin.full.again"))
        again.click()
        seventh.wait_for_url("**/help?part=2")
        seventh.wait_for_url("**/tabs")

        others[0].leave()
        again.click()
        wait_for_run(seventh)
        assert seventh.url.startswith(f"{desk.server.url}/help")


def test_a_tab_whose_connection_was_lost_unnoticed_comes_back_beside_five_others(desk: Desk, place: Place) -> None:
    cookie = place.person()
    context = desk.context(cookie)
    context.add_init_script(HOLD)
    with tabs(place, cookie, MOST_OF_ONE - 1):
        lost = desk.tab(context, "/help")
        lost.evaluate(LOSE)
        lost.wait_for_function(CAME_BACK)
        lost.wait_for_function(OLD_IS_CLOSED)
        wait_for_run(lost)

        assert lost.url == f"{desk.server.url}/help"
        lost.get_by_role("link", name=SAY("menu.home"), exact=True).first.click()
        lost.wait_for_url(desk.server.url + "/")
        wait_for_run(lost)
