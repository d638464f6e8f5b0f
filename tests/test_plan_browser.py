"""A plan made on a phone, in a real Chromium: five steps with names and months, by touch."""

from __future__ import annotations

from datetime import date

import pytest
from browser import Desk, Place, Server, on_disk, still, wait_for_run
from given import QUESTIONNAIRE, everything
from playwright.sync_api import Locator, Page, expect
from test_accessibility_browser import in_every_appearance, sticks_out

from assessment.commitments import Commitment, Status
from assessment.language import month
from assessment.wording import Say

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 800}
NAMES = ("Rosa Neri", "Bruno Conti", "Ada Bruni", "Carla Rossi", "Dario Villa")
TO_PRESS, TO_TYPE = 3 * len(NAMES), len(NAMES)  # taking, opening the months, choosing one; and a name


def submitted(server: Server) -> Place:
    """A department that has submitted."""
    place = server.place()
    draft = place.begin()
    server.operator.save_profile(draft, staff=12, official_account=True)
    server.operator.save_answers(draft, everything(2))
    server.operator.submit(draft)
    return place


def kept(place: Place) -> list[Commitment]:
    return place.server.operator.commitments(place.id)


def months_ahead(place: Place, count: int) -> list[date]:
    """The first days of so many months after this one."""
    now = place.server.operator.now
    first = now.year * 12 + now.month
    return [date(one // 12, one % 12 + 1, 1) for one in range(first, first + count)]


def test_five_steps_with_names_and_months_are_planned_by_touch_on_a_phone(
    desk: Desk, region_server: Server, say: Say
) -> None:
    place = submitted(region_server)
    page = desk.open(place.person(language=say.language), "/plan", viewport=PHONE, has_touch=True, locale="it-IT")
    pressed = typed = 0

    for number, (name, by) in enumerate(zip(NAMES, months_ahead(place, len(NAMES)), strict=True), 1):
        still(page.get_by_role("button", name=say("plan.choice.planned"), exact=True).first).tap()
        who = page.get_by_role("textbox", name=say("plan.field.who"))
        expect(who).to_have_count(number)
        still(who.last).fill(name)
        still(page.get_by_label(say("plan.field.month")).last).tap()
        still(page.get_by_role("option", name=month(by, say.language), exact=True)).tap()
        pressed, typed = pressed + 3, typed + 1
        on_disk(lambda: (kept(place)[-1].who, kept(place)[-1].month), (name, by))

    assert (pressed, typed) == (TO_PRESS, TO_TYPE)
    assert [(one.who, one.month, one.status) for one in kept(place)] == [
        (name, by, Status.PLANNED) for name, by in zip(NAMES, months_ahead(place, len(NAMES)), strict=True)
    ]
    expect(page.get_by_role("heading", level=1)).to_have_text(say("plan.title.open", len(NAMES)))
    assert in_every_appearance(page) == {}
    assert sticks_out(page) == 0
    page.set_viewport_size(PHONE)
    still(page.get_by_role("button", name=say("plan.settle"))).tap()
    expect(page.get_by_role("heading", name=say("plan.open"))).to_be_visible()


def test_from_field_to_field_the_hand_stays_where_it_is(desk: Desk, region_server: Server, say: Say) -> None:
    place = submitted(region_server)
    page = desk.open(place.person(language=say.language), "/plan")
    page.get_by_role("button", name=say("plan.choice.planned"), exact=True).first.click()
    page.get_by_role("textbox", name=say("plan.field.who")).fill("Rosa Neri")

    page.keyboard.press("Tab")
    on_disk(lambda: kept(place)[0].who, "Rosa Neri")
    wait_for_run(page)

    expect(page.get_by_label(say("plan.field.month"))).to_be_focused()
    page.keyboard.type(month(months_ahead(place, 1)[0], say.language))
    page.keyboard.press("Enter")
    on_disk(lambda: kept(place)[0].month, months_ahead(place, 1)[0])


def test_who_leaves_the_page_finds_what_was_taken_in_the_plan_and_opened_from_the_result(
    desk: Desk, region_server: Server, say: Say
) -> None:
    place = submitted(region_server)
    page = desk.open(place.person(language=say.language), "/results")
    still(page.locator(".stMain summary").first).click()
    still(page.get_by_role("button", name=say("plan.choice.planned"), exact=True).first).click()
    on_disk(lambda: len(kept(place)), 1)

    name = QUESTIONNAIRE.question(kept(place)[0].question_id).name[say.language]
    still(page.get_by_role("link", name=say("plan.who_and_when", None, name=name))).click()
    still(page.get_by_role("textbox", name=say("plan.field.who"))).fill("Rosa Neri")
    page.keyboard.press("Tab")

    on_disk(lambda: kept(place)[0].who, "Rosa Neri")
    expect(page.get_by_role("heading", name=say("plan.open"))).to_be_visible()
    assert page.locator("summary").filter(has_text=name).count() == 1


def test_what_one_tab_typed_stays_beside_what_another_saved(desk: Desk, region_server: Server, say: Say) -> None:
    place = submitted(region_server)
    region_server.operator.take_step(place.round_id, place.id, "PI1.1", 3)
    step_id = kept(place)[0].id
    page = desk.open(place.person(language=say.language), f"/plan?step={step_id}")
    who = page.get_by_role("textbox", name=say("plan.field.who"))
    expect(who).to_be_visible()
    region_server.operator.change_commitment(kept(place)[0], who="Bruno Conti")

    who.fill("Rosa Neri")
    page.keyboard.press("Tab")

    expect(page.get_by_text("Bruno Conti", exact=True)).to_be_visible()
    expect(page.get_by_text("Rosa Neri", exact=True)).to_be_visible()
    assert kept(place)[0].who == "Bruno Conti"
    still(page.get_by_role("button", name=say("plan.take_theirs"))).click()
    expect(who).to_have_value("Bruno Conti")
    who.fill("Ada Bruni")
    page.keyboard.press("Tab")
    on_disk(lambda: kept(place)[0].who, "Ada Bruni")
    done = say(f"commitments.status.{Status.DONE}")
    still(_stands(page, say).locator("label").filter(has_text=done)).click()
    on_disk(lambda: kept(place)[0].status, Status.DONE)
    expect(page.get_by_role("heading", level=1)).to_have_text(say("plan.title.all_done", 1))


def _stands(page: Page, say: Say) -> Locator:
    return page.get_by_role("radiogroup", name=say("plan.field.status"))
