"""On a phone, in a real Chromium: a second opinion from its link to both sides, and the climate typed in."""

from __future__ import annotations

from datetime import date

import pytest
from browser import Desk, Place, on_disk, still, wait_for_run
from given import QUESTIONNAIRE
from playwright.sync_api import Page, expect
from test_accessibility_browser import in_every_appearance, sticks_out

from assessment.language import month
from assessment.screens.parts import typed
from assessment.voices.content import voices
from assessment.wording import Say

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 800}
ESSENTIALS = QUESTIONNAIRE.essentials()
COUNTS = ("1", "1", "2", "3", "1")  # of eight sheets; that nobody cannot say is left empty
TO_TYPE = 2 + len(voices().statements) * len(COUNTS)


def asked(page: Page, say: Say, label: str) -> str:
    """Make a link on the page of a chief; returns its address."""
    page.get_by_role("textbox", name=say("opinion.label")).fill(label)
    still(page.get_by_role("button", name=say("opinion.make"))).tap()
    expect(page.get_by_role("img", name=say("opinion.code"))).to_be_visible()
    return page.locator("[data-testid=stCode]").first.inner_text().strip()


def test_a_link_leads_to_one_sheet_and_what_comes_back_stands_beside_the_own_answers(
    desk: Desk, place: Place, say: Say
) -> None:
    operator = place.server.operator
    operator.save_answers(place.draft.id, {one.id: 2 for one in ESSENTIALS})
    page = desk.open(place.person(language=say.language), "/voices", viewport=PHONE, has_touch=True, locale="it-IT")
    address = asked(page, say, "Pattuglia")
    assert address.startswith(f"{place.server.url}/opinion/")

    colleague = desk.context("", viewport=PHONE, has_touch=True, locale="es-ES")
    sheet = colleague.new_page()
    sheet.goto(address)
    expect(sheet.locator("html")).to_have_attribute("lang", say.language)  # of the link, whatever the browser asks for
    expect(sheet.get_by_role("radio", checked=True)).to_have_count(0)
    hands_over = sheet.get_by_role("button", name=say("opinion.sheet.button"))
    for one in ESSENTIALS[1:]:
        sheet.locator(f'label[for="{one.id}-1"]').tap()
    hands_over.tap()
    expect(sheet.get_by_role("alert")).to_contain_text(say("opinion.sheet.lacking", 1))
    expect(sheet.get_by_role("radio", checked=True)).to_have_count(len(ESSENTIALS) - 1)
    assert in_every_appearance(sheet) == {}
    assert sticks_out(sheet) == 0
    sheet.get_by_role("link", name=say("opinion.sheet.to_first")).tap()
    sheet.locator(f'label[for="{ESSENTIALS[0].id}-unknown"]').tap()
    hands_over.tap()
    expect(sheet.get_by_role("heading", level=1)).to_have_text(say("opinion.given.title"))
    sheet.reload()
    expect(sheet.get_by_role("heading", level=1)).to_have_text(say("opinion.given.title"))
    assert colleague.cookies() == []

    page.reload()
    wait_for_run(page)
    seen = say("opinion.sees.less", len(ESSENTIALS) - 1, of=say.count(len(ESSENTIALS)))
    expect(page.locator("summary").filter(has_text=f"Pattuglia: {seen}")).to_be_visible()
    expect(page.get_by_text(ESSENTIALS[1].levels[1][say.language])).to_be_visible()
    expect(page.get_by_text(ESSENTIALS[1].levels[2][say.language])).to_be_visible()
    assert in_every_appearance(page) == {}
    assert sticks_out(page) == 0
    assert {place.value(one.id) for one in ESSENTIALS} == {2}


def test_the_climate_is_typed_in_on_a_phone(desk: Desk, place: Place, say: Say) -> None:
    operator = place.server.operator
    operator.save_profile(place.draft.id, staff=12)
    page = desk.open(place.person(language=say.language), "/voices", viewport=PHONE, has_touch=True, locale="it-IT")
    still(page.locator("summary").filter(has_text=say("climate.type"))).tap()
    expect(page.get_by_label(say("climate.month"))).to_be_visible()
    wait_for_run(page)
    still(page.get_by_label(say("climate.month"))).tap()
    now = operator.now
    this = date(now.year, now.month, 1)
    still(page.get_by_role("option", name=month(this, say.language), exact=True)).tap()
    expect(page.get_by_label(say("climate.staff"))).to_have_value("12")

    fields = page.locator(f'[class*="st-key-{typed.KEY}climate-"] input')
    expect(fields).to_have_count(2 + 6 * len(voices().statements))
    typed_in = 0
    page.get_by_label(say("climate.returned")).fill("8")
    for statement in range(len(voices().statements)):
        for at, count in enumerate(COUNTS):
            if (statement, at) != (3, 0):
                fields.nth(2 + 6 * statement + at).fill(count)
                typed_in += 1
    assert typed_in + 1 < TO_TYPE
    still(page.get_by_role("button", name=say("climate.save"))).tap()
    expect(page.get_by_text(say("climate.problem.adds_up", None, given="7", bound="8"))).to_be_visible()
    expect(fields.nth(2 + 6 * 3 + 1)).to_have_value("1")
    assert in_every_appearance(page) == {}
    assert sticks_out(page) == 0
    page.set_viewport_size(PHONE)
    fields.nth(2 + 6 * 3).fill("1")
    still(page.get_by_role("button", name=say("climate.save"))).tap()
    on_disk(lambda: len(operator.climates(place.id)), 1)

    statements = say.count(len(voices().statements))
    expect(page.get_by_role("heading", name=say("climate.finding", 0, of=statements))).to_be_visible()
    assert operator.climates(place.id)[0].value.counts["C04"] == (1, 1, 2, 3, 1, 0)
