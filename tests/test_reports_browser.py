"""All reports of a round in a real browser: made, taken once, and then the page says how to make them again."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from browser import Desk, ask, wait_for_run
from playwright.sync_api import expect

from assessment.wording import Say

pytestmark = pytest.mark.browser

SAY = Say("it")
LONG = 120_000  # milliseconds to make every report of a round in


def test_all_reports_are_taken_once(demo_desk: Desk, tmp_path: Path) -> None:
    cookie = demo_desk.server.sign_in_as("coordinator", "it")
    page = demo_desk.open(cookie, "/export?round=1")
    wait_for_run(page)
    page.get_by_test_id("stButton").get_by_role("button").last.click()
    take = page.get_by_role("button", name=SAY("files.page.take"))
    expect(take).to_be_visible(timeout=LONG)
    with page.expect_download() as downloaded:
        take.click()
    downloaded.value.save_as(tmp_path / "reports.zip")

    with zipfile.ZipFile(tmp_path / "reports.zip") as whole:
        assert whole.testzip() is None and len(whole.namelist()) > 1
    take.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(SAY("errors.taken.title"))
    address = page.url.removeprefix(demo_desk.server.url)
    assert ask(demo_desk.server.url, "GET", address, cookie).status == 410
    page.get_by_role("link", name=SAY("errors.taken.again")).click()
    wait_for_run(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(SAY("files.page.title"))
