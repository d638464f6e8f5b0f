"""Next year's training in a browser: ten practices with whom to invite in twelve clicks, kept for all coordinators."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass

import pytest
from browser import Desk, Rooms, Server, on_disk, serving, wait_for_run
from given import QUESTIONS
from playwright.sync_api import Browser, Locator, Page, expect
from test_accessibility_browser import in_every_appearance, sticks_out, violations

from assessment import demo
from assessment.demo import REGION
from assessment.people import Role
from assessment.storage import OPERATOR, Store, now, prepare
from assessment.wording import Say

pytestmark = pytest.mark.browser

DEPARTMENTS, PRACTICES = 143, 10
DESK, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
IT = Say("it")


@pytest.fixture(scope="module")
def region(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A region of 143 departments, one round published and one open."""
    path = tmp_path_factory.mktemp("region") / "in-touch.db"
    with closing(prepare(path, demo=True)):
        demo.build(path, QUESTIONS.read_bytes(), now().date(), departments=DEPARTMENTS, rounds=1)
    with serving(path, demo=True) as server:
        yield server


@pytest.fixture
def office(chrome: Browser, rooms: Rooms, region: Server) -> Iterator[Desk]:
    """Pages of that region, whose open round has nothing in its plan yet."""
    store = Store(region.database, OPERATOR)
    for one in store.training(open_round(store)):
        store.plan_training(open_round(store), one.question_id, on=False)
    desk = Desk(chrome, region, rooms)
    yield desk
    desk.close()


@dataclass
class Clicks:
    """Counts what somebody clicks."""

    made: int = 0

    def on(self, what: Locator) -> None:
        what.click()
        self.made += 1


def open_round(store: Store) -> int:
    return store.rounds(REGION)[-1].id


def boxes(page: Page) -> Locator:
    return page.locator(".st-key-practices [data-testid=stCheckbox] label")


def headline(page: Page) -> Locator:
    return page.get_by_role("heading", level=1)


def in_plan(desk: Desk) -> int:
    store = Store(desk.server.database, OPERATOR)
    return len(store.training(open_round(store)))


def second_coordinator(desk: Desk) -> str:
    link = Store(desk.server.database, OPERATOR).invite(
        "second@valserrana.example", Role.COORDINATOR, region_id=REGION, name="Sara Monti"
    )
    return desk.server.sign_in(link, "it")


def test_ten_practices_with_whom_to_invite_are_twelve_clicks_away_and_stay(office: Desk) -> None:
    page, clicks = office.open(office.server.sign_in_as("coordinator", "it"), "/", viewport=DESK), Clicks()
    clicks.on(page.get_by_role("link", name=IT("menu.training"), exact=True))
    expect(boxes(page)).to_have_count(38)
    for place in range(PRACTICES):
        clicks.on(boxes(page).nth(place))
    clicks.on(page.locator(".st-key-to-plan button"))

    expect(headline(page)).to_contain_text(f": {IT.count(PRACTICES)} ")
    assert clicks.made == 12
    assert page.url.endswith("part=plan")
    on_disk(lambda: in_plan(office), PRACTICES)
    expect(page.get_by_role("heading", level=3)).to_have_count(PRACTICES)
    size = IT("region.bands.between", low="10", high="29")
    expect(page.locator("strong").filter(has_text=size)).to_have_count(PRACTICES)  # whom to invite, by size
    said = headline(page).inner_text()

    page.reload()
    wait_for_run(page)
    expect(headline(page)).to_have_text(said)
    other = office.open(second_coordinator(office), "/training?part=plan", viewport=DESK)
    expect(headline(other)).to_have_text(said)
    page.go_back()
    wait_for_run(page)
    expect(boxes(page).locator("input:checked")).to_have_count(PRACTICES)


def test_a_tick_with_the_keyboard_is_saved_said_and_keeps_the_focus(office: Desk) -> None:
    page = office.open(office.server.sign_in_as("coordinator", "it"), "/training", viewport=DESK)
    first = boxes(page).first.locator("input")
    name = boxes(page).first.inner_text().split("\n")[0]
    first.focus()
    page.keyboard.press("Space")

    said = page.get_by_role("status").filter(has_text=name)
    expect(said).to_be_visible()
    expect(first).to_be_focused()
    expect(first).to_be_checked()
    on_disk(lambda: in_plan(office), 1)


@pytest.mark.parametrize("address", ["/training", "/training?part=plan"])
def test_list_and_plan_can_be_used_by_everybody_at_every_width(office: Desk, address: str) -> None:
    store = Store(office.server.database, OPERATOR)
    asked = store.round(open_round(store))
    questions = [one.id for one in store.questionnaire(asked.questionnaire_sha256).questions()]
    for one in questions[:PRACTICES]:
        store.plan_training(asked.id, one, on=True)
    page = office.open(office.server.sign_in_as("coordinator", "es"), address, viewport=DESK)
    if "part" not in address:
        page.locator(".st-key-practices [data-testid=stExpander] summary").first.click()
        expect(page.locator(".st-key-practices [data-testid=stExpander] li").first).to_be_visible()

    assert in_every_appearance(page) == {}
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    assert violations(page) == []
    assert sticks_out(page) == 0
