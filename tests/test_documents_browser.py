"""A chief finds the sheet that helps, in a real Chromium: from a question, a step and the plan in one click each."""

from __future__ import annotations

from pathlib import Path

import pytest
from browser import REGION, Desk, Place, Server, on_disk, still, wait_for_run
from given import QUESTIONNAIRE, everything
from playwright.sync_api import Page, expect
from test_accessibility_browser import in_every_appearance, sticks_out

from assessment import library, task
from assessment.library import Described
from assessment.people import Role
from assessment.templates import helping_with, template
from assessment.wording import Say

pytestmark = pytest.mark.browser

PHONE = {"width": 360, "height": 740}
HELPED = "DC1.1"  # a sheet of ours helps with it
LINK = Described(HELPED, "Modello *di* incarico", "Da adattare", "act", "it", "", "https://example.org/incarico")


def put_up(server: Server) -> None:
    others = [Described(HELPED, f"Altro {n}", "Da leggere", "act", "it", text="Così.") for n in "ab"]
    server.operator.add_documents(REGION, [LINK, *others])


def submitted(server: Server) -> Place:
    """A department that has submitted, and for which a step is recommended at the practice."""
    place = server.place()
    draft = place.begin()
    server.operator.save_profile(draft, staff=12, official_account=True)
    server.operator.save_answers(draft, everything(3) | {HELPED: 0})
    server.operator.submit(draft)
    return place


def takes_the_sheet(page: Page, say: Say) -> None:
    """One click on the sheet's title, and it is there as PDF in the visitor's language."""
    (sheet,) = helping_with(HELPED)
    with page.expect_download() as download:
        still(page.get_by_role("link", name=sheet.title[say.language], exact=True).first).click()
    assert f"/{sheet.id}.pdf?language={say.language}" in download.value.url
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF")


def test_from_a_question(desk: Desk, region_server: Server, say: Say) -> None:
    put_up(region_server)
    place = region_server.place()
    place.begin()
    topic = task.topic_of(QUESTIONNAIRE, HELPED)
    page = desk.open(place.person(language=say.language), f"/questions?topic={topic.id}", viewport=PHONE)

    takes_the_sheet(page, say)
    still(page.get_by_role("link", name=say("documents.line.more", 2))).click()
    expect(page.get_by_role("heading", name=QUESTIONNAIRE.question(HELPED).name[say.language])).to_be_visible()
    away = page.get_by_role("link", name=say("documents.leads_away", title=LINK.title, site="example.org"))
    expect(away).to_have_attribute("href", LINK.address)
    expect(away).to_have_attribute("rel", "noopener noreferrer")


def test_from_a_step_and_from_the_plan(desk: Desk, region_server: Server, say: Say) -> None:
    place = submitted(region_server)
    cookie = place.person(language=say.language)
    page = desk.open(cookie, "/results", viewport=PHONE)
    takes_the_sheet(page, say)

    page.goto(f"{region_server.url}/plan")
    wait_for_run(page)
    takes_the_sheet(page, say)  # at the step that is recommended
    still(page.get_by_role("button", name=say("plan.choice.planned"), exact=True).first).click()
    on_disk(lambda: [one.question_id for one in region_server.operator.commitments(place.id)], [HELPED])
    page.goto(f"{region_server.url}/plan")
    wait_for_run(page)
    takes_the_sheet(page, say)  # and at the one that is taken
    assert sticks_out(page) == 0


@pytest.mark.parametrize("role", [Role.CHIEF, Role.COORDINATOR])
def test_the_page_of_documents_is_read_by_all_in_every_appearance(
    desk: Desk, region_server: Server, say: Say, role: Role
) -> None:
    put_up(region_server)
    if role is Role.CHIEF:
        cookie = region_server.place().person(language=say.language)
    else:
        link = region_server.operator.invite("documents@example.org", role, region_id=REGION, language=say.language)
        cookie = region_server.sign_in(link, say.language)
    page = desk.open(cookie, "/documents")
    expect(page.get_by_text(say("documents.away", site="example.org")).first).to_be_visible()

    assert in_every_appearance(page) == {}
    assert sticks_out(page) == 0
    sheet = template("role")
    assert sheet is not None
    expect(page.get_by_text(sheet.title[say.language], exact=True)).to_be_visible()
    if role is Role.COORDINATOR:
        page.get_by_text(say("documents.add.title")).first.click()
        page.get_by_label(say("documents.field.address"), exact=True).fill("javascript:alert(1)")
        page.get_by_role("button", name=say("documents.add.title"), exact=True).click()
        expect(page.get_by_text(say("library.problem.address", given="javascript:alert(1)"))).to_be_visible()
        assert in_every_appearance(page) == {}
        page.get_by_text(say("documents.file.title")).first.click()
        with page.expect_download() as download:
            page.get_by_role("link", name=say("documents.file.take")).click()
        known = {one.id for one in QUESTIONNAIRE.questions()}
        there = {one.of for one in region_server.operator.documents(REGION)}
        assert set(library.read(Path(download.value.path()).read_bytes(), known).documents) == there
