"""What is left in a real browser of somebody who has signed out: in its storage, in its other tabs, and behind it."""

from __future__ import annotations

from typing import Any

import pytest
from browser import Desk, Place, choose, eventually, wait_for_run
from given import QUESTIONNAIRE
from playwright.sync_api import Page, expect

from assessment.wording import Say

pytestmark = pytest.mark.browser

SAY = Say("it")
TOPIC = QUESTIONNAIRE.pillars[0].dimensions[0]
FIRST = TOPIC.questions[0]
_STORED = """async () => ({
    local: {...localStorage}, session: {...sessionStorage}, caches: await caches.keys(),
    databases: (await indexedDB.databases()).map(one => one.name),
})"""


def stored(page: Page) -> dict[str, Any]:
    """All that scripts of our site can find in the browser's storage."""
    return dict(page.evaluate(_STORED))


def test_who_signs_out_leaves_nothing_in_any_tab(desk: Desk, place: Place) -> None:
    context = desk.context(place.person())
    first, other = desk.tab(context, f"/questions?topic={TOPIC.id}"), desk.tab(context)
    choose(first, FIRST.question["it"], FIRST.levels[3]["it"])
    assert eventually(lambda: place.value(FIRST.id) == 3)
    expect(other.get_by_role("heading", level=1)).to_have_text(place.name)

    kept = stored(first)
    assert kept["databases"] == kept["caches"] == []
    assert not any(one in str(kept) for one in (place.name, place.id, "Ada", FIRST.id, FIRST.levels[3]["it"]))

    first.get_by_role("link", name=SAY("foot.sign_out")).click()
    expect(first.get_by_role("heading", level=1)).to_have_text(SAY("signin.title"))
    expect(other.get_by_role("heading", level=1)).to_have_text(SAY("signin.title"))
    assert stored(first)["local"] == stored(first)["session"] == {}
    first.go_back()
    expect(first.get_by_role("heading", level=1)).to_have_text(SAY("signin.title"))
    other.go_back()  # to before its page, which stands behind it no more
    assert [page.get_by_text(place.name).count() for page in (first, other)] == [0, 0]


def test_who_signs_out_while_the_server_is_away_leaves_nothing_on_the_screen(desk: Desk, place: Place) -> None:
    context = desk.context(place.person())
    first, other = desk.tab(context), desk.tab(context)
    wait_for_run(first)
    context.set_offline(True)
    first.get_by_role("link", name=SAY("foot.sign_out")).click()

    for page in (first, other):
        expect(page.get_by_text(place.name)).to_have_count(0)
