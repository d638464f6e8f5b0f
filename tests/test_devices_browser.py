"""One's own device in a real browser: what is left of a sign-in when it was closed, and the code to photograph."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from browser import PATIENCE, Desk, Place, wait_for_run
from find_browser import chromium
from playwright.sync_api import BrowserContext, expect

from assessment.people import Role
from assessment.wording import Say

pytestmark = pytest.mark.browser

SAY = Say("it")


@pytest.fixture
def one_browser(desk: Desk, tmp_path: Path):  # type: ignore[no-untyped-def]
    """A browser with a folder of its own, opened and closed as often as a test likes."""
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []

    @contextmanager
    def opened() -> Iterator[BrowserContext]:
        context = desk.browser.browser_type.launch_persistent_context(
            tmp_path / "profile", executable_path=chromium(), args=sandbox, locale="it-IT"
        )
        context.set_default_timeout(PATIENCE)
        yield context
        context.close()

    return opened


def a_link(place: Place) -> str:
    email = f"ada.{place.id}@example.org"
    invited = place.server.operator.invite(email, Role.CHIEF, department_id=place.id, name="Ada Bruni", language="it")
    return f"{place.server.url}/sign-in/{invited}"


@pytest.mark.parametrize("own", [True, False])
def test_who_says_that_a_device_is_theirs_is_still_signed_in_when_the_browser_was_closed(
    one_browser, place: Place, own: bool
) -> None:
    with one_browser() as context:
        page = context.pages[0]
        page.goto(a_link(place))
        choice = page.get_by_role("checkbox", name=SAY("signin.link.own"))
        expect(choice).not_to_be_checked()
        if own:
            choice.check()
        page.get_by_role("button", name=SAY("signin.link.button")).click()
        expect(page.get_by_role("heading", level=1)).to_have_text(place.name)

    with one_browser() as context:
        page = context.pages[0]
        page.goto(f"{place.server.url}/")
        expect(page.get_by_role("heading", level=1)).to_have_text(place.name if own else SAY("signin.title"))
        assert len([one for one in context.cookies() if one["name"] == "in-touch"]) == int(own)


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_the_code_for_another_device_is_drawn_dark_on_light_and_leads_in(
    desk: Desk, place: Place, width: int, scheme: str
) -> None:
    page = desk.open(place.person(), viewport={"width": width, "height": 900}, color_scheme=scheme)
    page.get_by_role("link", name=SAY("menu.devices")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(SAY("devices.headline", 1))
    wait_for_run(page)
    page.get_by_role("button", name=SAY("devices.another.button")).click()
    code = page.get_by_role("img", name=SAY("devices.another.code"))
    expect(code).to_be_visible()

    seen = code.evaluate(
        """async image => {
            await image.decode();
            const {width, height} = image, canvas = new OffscreenCanvas(width, height).getContext("2d");
            canvas.drawImage(image, 0, 0, width, height);
            const at = (x, y) => [...canvas.getImageData(x, y, 1, 1).data].join();
            return [at(2, 2), at(27, 27), width === height];
        }"""
    )
    assert seen == ["255,255,255,255", "0,0,0,255", True]  # the quiet zone, and the corner of the first mark
    assert code.bounding_box()["width"] <= width  # type: ignore[index]
    link = page.get_by_test_id("stCode").inner_text().replace("\n", "").strip()
    assert place.server.sign_in(link.removeprefix(f"{place.server.url}/sign-in/"))
