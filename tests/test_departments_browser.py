"""The list of departments in the browser: filtering, opening one, coming back, a reminder, and on a phone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from browser import Desk, Rooms, Server, serving, wait_for_run
from given import QUESTIONS
from mail_server import running
from playwright.sync_api import Browser, Page, expect

from assessment import demo, storage
from assessment.people import Role
from assessment.rounds import NewDepartment
from assessment.storage import OPERATOR, Store, now
from assessment.wording import Say

pytestmark = pytest.mark.browser
DEPARTMENTS = 70
DESK, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
EN, IT = Say("en"), Say("it")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A demo with several pages of departments."""
    database = tmp_path_factory.mktemp("departments") / "demo.db"
    with closing(storage.prepare(database, demo=True)):
        demo.build(database, QUESTIONS.read_bytes(), now().date(), departments=DEPARTMENTS, rounds=1)
    with serving(database, demo=True) as found:
        yield found


@pytest.fixture
def desk(chrome: Browser, server: Server, rooms: Rooms) -> Iterator[Desk]:
    made = Desk(chrome, server, rooms)
    yield made
    made.close()


def opened(desk: Desk, address: str, language: str = "en", viewport: dict[str, int] = DESK) -> Page:
    return desk.open(desk.server.sign_in_as("coordinator", language), address, viewport=viewport)


def names(page: Page) -> list[str]:
    """The departments of the list, as they stand."""
    links = page.get_by_test_id("stMain").locator('a[href*="department="]')
    expect(links.first).to_be_visible()
    return [name.split("\n")[-1].strip() for name in links.all_inner_texts()]  # without the arrow before it


def choose(page: Page, label: str, option: str) -> None:
    """Choose in a list by the beginning of an option."""
    page.get_by_role("combobox", name=label).click()
    page.get_by_role("option").filter(has_text=option).first.click()
    wait_for_run(page)


def heading(page: Page) -> str:
    return page.get_by_role("heading", level=1).inner_text()


def test_back_from_a_department_everything_is_as_it_was(desk: Desk) -> None:
    page = opened(desk, "/departments")
    choose(page, EN("departments.state.label"), "Submitted")
    page.get_by_role("searchbox", name=EN("departments.find.label")).fill("a")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(EN("departments.find.asked", words="a"))
    page.get_by_test_id("stPaginationPage").get_by_text("2", exact=True).first.click()
    expect(page).to_have_url(re.compile("page=2"))
    wait_for_run(page)
    address, title, listed = page.url, heading(page), names(page)
    assert all(part in address for part in ("state=submitted", "find=a"))

    page.get_by_test_id("stMain").get_by_role("link", name=listed[-1]).click()  # one click
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"{listed[-1]}: ")
    expect(page.locator(".js-plotly-plot")).to_have_count(1 + 4)  # overall with pillars, and the topics of each
    wait_for_run(page)

    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    wait_for_run(page)
    assert (page.url, names(page)) == (address, listed)
    expect(page.get_by_test_id("stMain").get_by_role("link", name=listed[-1])).to_be_focused()


def test_earlier_and_next_stay_in_the_list_and_its_link_leads_back_to_it(desk: Desk) -> None:
    page = opened(desk, "/departments?state=submitted")
    title, listed = heading(page), names(page)
    page.get_by_test_id("stMain").get_by_role("link", name=listed[3]).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(listed[3])
    page.get_by_role("button", name=EN("departments.against.next", name=listed[4])).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(listed[4])
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_contain_text(listed[3])
    wait_for_run(page)
    page.get_by_role("link", name=EN("departments.back"), exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    wait_for_run(page)
    assert names(page) == listed

    page.reload()
    wait_for_run(page)
    assert (heading(page), names(page)) == (title, listed)


def test_the_list_lines_up_on_a_desk_and_nothing_runs_off_a_phone(desk: Desk) -> None:
    page = opened(desk, "/departments")
    staff = page.get_by_test_id("stCaptionContainer").filter(has_text=EN("departments.staff", 77).partition(" ")[2])
    left = {round(box["x"]) for one in staff.all() if (box := one.bounding_box())}
    tops = [box["y"] for one in staff.all() if (box := one.bounding_box())]
    assert len(left) == 1, "the sizes stand under each other"
    assert max(below - above for above, below in pairwise(tops)) < 60  # px: a department is one line

    for width in (390, 320):
        page.set_viewport_size({"width": width, "height": 844})
        page.wait_for_timeout(300)  # what is drawn follows
        assert page.evaluate("() => document.querySelector('[data-testid=stMain]').scrollWidth") <= width


@pytest.mark.parametrize(("viewport", "language"), [(DESK, "it"), (PHONE, "es")])
def test_the_list_and_a_department_can_be_used_by_everybody(
    desk: Desk, viewport: dict[str, int], language: str
) -> None:
    one = "department=d0001&state=submitted"
    for address in ("/departments?state=started", "/departments?find=a", f"/department?{one}"):
        page = opened(desk, address, language, viewport)
        page.evaluate("() => document.querySelectorAll('details').forEach(one => { one.open = true; })")
        height = page.evaluate("() => document.querySelector('[data-testid=stMain]').scrollHeight")
        page.set_viewport_size({"width": viewport["width"], "height": min(height + 200, 12_000)})
        page.wait_for_timeout(300)  # figures are drawn anew
        found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
        assert (address, [(rule["id"], rule["nodes"][0]["html"][:160]) for rule in found]) == (address, [])
        wide = page.evaluate("() => document.querySelector('[data-testid=stMain]').scrollWidth")
        assert (address, wide <= viewport["width"]) == (address, True)


def test_those_in_the_middle_of_it_are_reminded_with_one_press(chrome: Browser, tmp_path: Path) -> None:
    with closing(storage.prepare(tmp_path / "in-touch.db")):
        operator = Store(tmp_path / "in-touch.db", OPERATOR)
        sha256 = operator.keep_questionnaire(QUESTIONS.read_bytes())
        operator.add_region("north", "North", "Europe/Rome")
        called = [f"borgo{number:02}" for number in range(12)]
        operator.add_departments(
            "north", [NewDepartment(one.title(), "it", 12, id=one, email=f"{one}@example.org") for one in called]
        )
        today = now().date()
        opens, closes = today - timedelta(days=1), today + timedelta(days=40)
        asked = operator.set_up_round("north", "2027", sha256, opens, closes)
        for one in called[:3]:
            operator.begin(asked.id, one)
        link = operator.invite("north@example.org", Role.COORDINATOR, region_id="north", name="Ada", language="it")
    with running() as mail:
        by = {"mail_host": "127.0.0.1", "mail_port": str(mail.port), "mail_tls": "none", "mail_sender": "a@example.org"}
        with serving(tmp_path / "in-touch.db", settings=by) as server:
            desk = Desk(chrome, server)
            page = desk.open(server.sign_in(link), "/departments?state=started")
            page.get_by_role("button", name=IT("invitations.send_reminder", 3)).click()

            expect(page.get_by_test_id("stToast")).to_have_text(IT("invitations.done", 3))
            assert len(mail.wait_for(3, 60)) == 3
            desk.close()
