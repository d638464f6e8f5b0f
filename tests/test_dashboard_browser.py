"""The coordinator's questions in a real browser, at the size of a small laptop: how many presses each answer takes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from browser import Desk, Server, serving, wait_for_run
from given import QUESTIONS
from mail_server import MailServer, running
from playwright.sync_api import Browser, Locator, Page, expect

from assessment import demo, storage
from assessment.people import Role
from assessment.region import Reason
from assessment.storage import OPERATOR, NotAllowed, Store, now
from assessment.wording import Say

pytestmark = pytest.mark.browser
EN = Say("en")
LAPTOP = {"width": 1280, "height": 800}


class Presses:
    """Counts what a person presses."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0

    def __call__(self, what: Locator) -> None:
        what.click()
        self.count += 1
        wait_for_run(self.page)


def a_region(database: Path, departments: int) -> str:
    """An invented region with two published rounds and an open one; returns its coordinator's link."""
    with closing(storage.prepare(database)), suppress(NotAllowed):  # the last step is for a demo alone
        demo.build(database, QUESTIONS.read_bytes(), now().date(), departments=departments)
    operator = Store(database, OPERATOR)
    (region,) = operator.regions()
    return operator.invite("ada@example.org", Role.COORDINATOR, region_id=region.region.id, name="Ada", language="en")


@dataclass(frozen=True)
class Office:
    """A coordinator at work in a region of their own."""

    desk: Desk
    cookie: str

    def open(self, address: str = "/", **how: object) -> Page:
        """A page of theirs, with its figures drawn."""
        page = self.desk.open(self.cookie, address, **{"viewport": LAPTOP, "locale": "en-GB", **how})
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        return page


@contextmanager
def region_of(departments: int, folder: Path, **settings: str) -> Iterator[tuple[Server, str]]:
    link = a_region(folder / "in-touch.db", departments)
    with serving(folder / "in-touch.db", settings=settings) as server:
        yield server, server.sign_in(link, "en")


@pytest.fixture(scope="module")
def mail() -> Iterator[MailServer]:
    with running() as made:
        yield made


@pytest.fixture(scope="module")
def of_25(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, str]]:
    with region_of(25, tmp_path_factory.mktemp("small")) as made:
        yield made


@pytest.fixture(scope="module")
def of_143(mail: MailServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, str]]:
    by = {"mail_host": "127.0.0.1", "mail_port": str(mail.port), "mail_tls": "none", "mail_sender": "a@example.org"}
    with region_of(143, tmp_path_factory.mktemp("large"), **by) as made:
        yield made


@pytest.fixture
def small(chrome: Browser, of_25: tuple[Server, str]) -> Iterator[Office]:
    desk = Desk(chrome, of_25[0])
    yield Office(desk, of_25[1])
    desk.close()


@pytest.fixture
def large(chrome: Browser, of_143: tuple[Server, str]) -> Iterator[Office]:
    desk = Desk(chrome, of_143[0])
    yield Office(desk, of_143[1])
    desk.close()


def lowest(page: Page) -> float:
    """Where the last figure of the page ends, in pixels from the top of the window."""
    return max(box["y"] + box["height"] for one in page.locator(".js-plotly-plot").all() if (box := one.bounding_box()))


def test_the_whole_of_a_small_region_is_on_one_screen(small: Office) -> None:
    page = small.open()
    expect(page.locator(".js-plotly-plot")).to_have_count(8)

    assert lowest(page) <= LAPTOP["height"]


def test_a_large_one_takes_two_at_most(large: Office) -> None:
    page = large.open()
    expect(page.locator(".js-plotly-plot")).to_have_count(8)

    assert lowest(page) <= 2 * LAPTOP["height"]


def test_whom_to_visit_and_why_is_there_at_once(large: Office) -> None:
    page = large.open()
    reasons = page.get_by_text(EN("region.overview.reason.silent", 999, before="2025", round="2026").split("2025")[0])

    expect(page.get_by_role("heading", name=EN("region.overview.visits"))).to_be_in_viewport()
    expect(reasons.first).to_be_in_viewport()


def test_one_department_stands_against_the_region_after_one_press(large: Office) -> None:
    page = large.open()
    press = Presses(page)
    named = page.get_by_role("link").filter(has_text="Campo").first
    name = named.inner_text().split("\n")[-1]
    press(named)

    assert press.count == 1
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)
    expect(page.locator(".js-plotly-plot").first).to_be_visible()


def test_who_is_in_the_middle_and_a_reminder_to_them_take_two_presses(large: Office, mail: MailServer) -> None:
    page = large.open()
    press = Presses(page)
    link = page.get_by_role("link", name=EN("region.overview.started", n="29"))
    press(link)
    expect(page.get_by_role("heading", level=1)).to_contain_text("29")
    press(page.get_by_role("button", name=EN("invitations.send_reminder", 29)))

    assert press.count == 2
    assert len(mail.wait_for(29, 60)) == 29


def test_last_rounds_view_of_the_same_takes_one_press(large: Office) -> None:
    page = large.open("/?staff=10-29")
    press = Presses(page)
    press(page.get_by_role("button", name="2025"))

    assert press.count == 1
    expect(page.get_by_text(EN("region.view.earlier", round="2025"))).to_be_visible()
    assert "staff=10-29" in page.url


def test_back_is_where_one_was_with_everything_as_it_was(large: Office) -> None:
    page = large.open(f"/departments?staff=10-29&reason={Reason.SILENT}")
    before, title = page.url, page.get_by_role("heading", level=1).inner_text()
    names = page.get_by_role("link").filter(has_text="Campo")
    names.nth(1).click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text(title)
    wait_for_run(page)
    page.go_back()
    wait_for_run(page)

    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    assert page.url == before


@pytest.mark.parametrize("width", [320, 390])
def test_nothing_scrolls_sideways_on_a_phone(large: Office, width: int) -> None:
    page = large.open(viewport={"width": width, "height": 800})
    main = page.get_by_test_id("stMain")

    assert main.evaluate("one => one.scrollWidth - one.clientWidth") <= 0
