"""A poll typed in and posts sorted by touch on a phone, in a real Chromium: presses are counted, nothing is lost."""

from __future__ import annotations

import time
from datetime import date

import pytest
from browser import Desk, Place, Server, on_disk, still, wait_for_run
from playwright.sync_api import Page, expect
from test_accessibility_browser import in_every_appearance, sticks_out

from assessment.findings import gaps
from assessment.language import month
from assessment.report.voice_sheets import offered
from assessment.voices.expectations import Poll, Tally
from assessment.wording import Say

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 800}
KINDS = [one.id for one in offered(court=False)]
WANTED = {"traffic": 60, "weather": 50, "closures_events": 30, "insight": 8, "jobs": 4}
POSTED = {"insight": 22, "jobs": 8, "traffic": 10, "weather": 6, "road_safety": 4}
ASKED = 90
TEN_MINUTES = 600  # seconds; a tap of a person who thinks takes about three, a field about ten
A_TAP, A_FIELD = 3, 10


def this_month(place: Place) -> date:
    return place.server.operator.now.date().replace(day=1)


def polls(place: Place) -> list[Poll]:
    return [one.value for one in place.server.operator.polls(place.id)]


def tallies(place: Place) -> list[Tally]:
    return [one.value for one in place.server.operator.tallies(place.id)]


def fold(page: Page, title: str) -> None:
    still(page.locator("summary").filter(has_text=title)).tap()


def test_a_poll_is_typed_in_and_fifty_posts_are_sorted_by_touch_within_ten_minutes(
    desk: Desk, region_server: Server, say: Say
) -> None:
    place = region_server.place()
    page = desk.open(place.person(language=say.language), "/voices", viewport=PHONE, has_touch=True)
    began, pressed, typed = time.monotonic(), 0, 0

    fold(page, say("expectations.poll.title"))
    still(page.get_by_label(say("expectations.poll.month"))).tap()
    still(page.get_by_role("option", name=month(this_month(place), say.language), exact=True)).tap()
    pressed += 3
    counts = {say("expectations.poll.asked"): ASKED} | {gaps.label(one, say): count for one, count in WANTED.items()}
    for label, count in counts.items():
        page.get_by_role("textbox", name=label, exact=True).fill(str(count))
        typed += 1
    page.keyboard.press("Tab")
    wait_for_run(page)
    still(page.get_by_role("button", name=say("expectations.poll.save"))).tap()
    still(page.get_by_role("button", name=say("expectations.save_so"))).tap()
    pressed += 2
    on_disk(lambda: polls(place), [Poll(ASKED, dict.fromkeys(KINDS, 0) | WANTED, this_month(place))])

    fold(page, say("expectations.tally.title"))
    still(page.get_by_role("button", name=say("expectations.tally.tap"))).tap()
    pressed += 2
    expect(page.get_by_role("heading", level=1)).to_have_text(say("tapping.title"))
    for kind, count in POSTED.items():
        button = still(page.get_by_role("button", name=gaps.label(kind, say), exact=True))
        for _ in range(count):
            button.tap()
        pressed += count
    on_disk(lambda: tallies(place), [Tally(POSTED, this_month(place))])
    expect(page.get_by_role("status").filter(has_text=gaps.label("road_safety", say))).to_be_visible()
    assert in_every_appearance(page) == {}
    assert sticks_out(page) == 0

    page.set_viewport_size(PHONE)
    still(page.get_by_role("button", name=say("tapping.back"))).tap()
    pressed += 1
    expect(page.get_by_role("heading", level=3).first).to_contain_text(gaps.label("insight", say))
    assert (pressed, typed) == (8 + sum(POSTED.values()), 1 + len(WANTED))
    assert pressed * A_TAP + typed * A_FIELD < TEN_MINUTES
    assert time.monotonic() - began < TEN_MINUTES
    assert in_every_appearance(page) == {}
    assert sticks_out(page) == 0


def test_what_was_typed_is_there_when_the_page_is_opened_again(desk: Desk, region_server: Server) -> None:
    say, place = Say("it"), region_server.place()
    page = desk.open(place.person(language="it"), "/voices")
    _choose_month(page, place, say)
    page.get_by_role("textbox", name=say("expectations.poll.asked")).fill("90")
    page.keyboard.press("Tab")
    wait_for_run(page)

    page.get_by_role("link", name=say("menu.plan"), exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(say("plan.title.nothing"))
    page.get_by_role("link", name=say("menu.voices"), exact=True).click()
    wait_for_run(page)
    _choose_month(page, place, say)

    expect(page.get_by_role("textbox", name=say("expectations.poll.asked"))).to_have_value("90")
    assert polls(place) == []


def test_taps_one_upon_the_other_are_all_counted(desk: Desk, region_server: Server) -> None:
    say, place = Say("it"), region_server.place()
    page = desk.open(place.person(language="it"), "/voices?tap=", viewport=PHONE, has_touch=True)
    one, other = (page.get_by_role("button", name=gaps.label(kind, say), exact=True) for kind in ("traffic", "weather"))
    still(one)

    for _ in range(10):
        one.evaluate("button => button.click()")
        other.evaluate("button => button.click()")

    on_disk(lambda: [one.posts for one in tallies(place)], [{"traffic": 10, "weather": 10}])


def _choose_month(page: Page, place: Place, say: Say) -> None:
    still(page.locator("summary").filter(has_text=say("expectations.poll.title"))).click()
    still(page.get_by_label(say("expectations.poll.month"))).click()
    still(page.get_by_role("option", name=month(this_month(place), say.language), exact=True)).click()
    expect(page.get_by_role("textbox", name=say("expectations.poll.asked"))).to_be_visible()
