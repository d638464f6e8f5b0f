"""Several hands in a real Chromium: a colleague is brought in before anything is begun, and the pillars are split."""

from __future__ import annotations

import re
from urllib.parse import unquote

import pytest
from browser import Desk, Server, choose, on_disk, still, wait_for_run
from given import QUESTIONNAIRE
from playwright.sync_api import expect
from test_accessibility_browser import in_every_appearance, sticks_out

from assessment.wording import Say

pytestmark = pytest.mark.browser

PILLAR = QUESTIONNAIRE.pillars[2]


def test_a_colleague_is_brought_in_and_takes_a_pillar_before_anything_is_begun(
    desk: Desk, region_server: Server, say: Say
) -> None:
    place = region_server.place()  # nothing is begun
    page = desk.open(place.person(language=say.language), viewport={"width": 390, "height": 800})
    page.get_by_text(say("colleagues.who")).click()
    still(page.get_by_role("textbox", name=say("colleagues.name"))).fill("Luca Conti")
    page.get_by_role("textbox", name=say("colleagues.email")).fill(f"luca.{place.id}@example.org")
    still(page.get_by_role("button", name=say("letting_in.button.shown"))).click()
    link = page.get_by_test_id("stCode").filter(has_text="/sign-in/").first
    expect(link).to_be_visible()
    still(page.get_by_text(say("letting_in.message.title"))).click()
    message = page.get_by_test_id("stCode").nth(1)
    expect(message).to_contain_text(link.inner_text().strip())
    sent = page.get_by_role("link", name=say("letting_in.message.open")).get_attribute("href") or ""
    assert unquote(sent).startswith(f"mailto:luca.{place.id}@example.org?subject=")
    assert link.inner_text().strip() in unquote(sent)

    still(page.get_by_text(say("colleagues.split.title"))).click()
    wait_for_run(page)  # with who has just been brought in among the choices
    choose(page, PILLAR.title[say.language], "Luca Conti")
    expect(page.get_by_text(say("colleagues.split.done"))).to_be_visible()
    luca = next(one for one in place.server.operator.contacts(place.id) if one.name == "Luca Conti")
    on_disk(lambda: place.server.operator.split(place.id), {PILLAR.id: luca.person_id})
    expect(link).to_be_visible()  # it is shown only once

    assert in_every_appearance(page) == {}
    assert sticks_out(page) == 0
    place.begin()
    page.reload()
    wait_for_run(page)
    hint = re.escape(say("colleagues.split.takes", name="Luca Conti"))
    label = page.locator("summary").filter(has_text=PILLAR.title[say.language]).first
    expect(label).to_contain_text(re.compile(hint))
