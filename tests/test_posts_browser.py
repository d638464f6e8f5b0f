"""Who has several posts, in a real browser: changing, a tab drawn for another, and a post that ends meanwhile."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from browser import Desk, Place, Server, choices, choose, eventually, on_disk, saved_lines, wait_for_run
from given import QUESTIONNAIRE
from playwright.sync_api import Locator, Page, expect

from assessment.people import Role
from assessment.wording import Say

pytestmark = pytest.mark.browser

SAY = Say("it")
TOPIC = QUESTIONNAIRE.pillars[0].dimensions[0]
QUESTION = TOPIC.questions[0]
ASKED, OPTIONS = QUESTION.question["it"], [level["it"] for level in QUESTION.levels.values()]
TYPED = "Un testo già scritto, da non perdere"


@pytest.fixture
def other(region_server: Server) -> Place:
    """A second department, where the same person is chief too."""
    other = region_server.place()
    other.begin()
    return other


def of_both(place: Place, other: Place) -> str:
    """The cookie of the chief of two departments, in the post of the first."""
    email = f"ada.{place.id}@example.org"
    place.server.operator.invite(email, Role.CHIEF, department_id=other.id, name="Ada Bruni", language="it")
    return place.person()


def chief_of(place: Place) -> str:
    return SAY("posts.chief", place=place.name)


def change(page: Page, to: Place) -> None:
    """Press the button at the top of the first page."""
    page.get_by_role("button", name=SAY("posts.change", post=chief_of(to))).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(to.name)
    wait_for_run(page)


def told(page: Page) -> Locator:
    """The notice on a page that was drawn for another post."""
    return page.get_by_test_id("stAlert")


def kept(place: Place) -> Callable[[], object]:
    """All that is on disk of a department's draft and log."""
    operator = place.server.operator
    return lambda: (
        place.answers(),
        place.note(QUESTION.id),
        [one.kind for one in operator.events("north", place.id) if one.kind != "signed_in"],
    )


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_a_person_with_two_posts_changes_from_one_to_the_other(
    desk: Desk, place: Place, other: Place, width: int, scheme: str
) -> None:
    page = desk.open(of_both(place, other), viewport={"width": width, "height": 900}, color_scheme=scheme)
    expect(page.get_by_role("heading", level=1)).to_have_text(place.name)
    expect(page.get_by_text(SAY("posts.used", post=chief_of(place))).first).to_be_in_viewport()

    change(page, other)
    expect(page.get_by_text(SAY("posts.used", post=chief_of(other))).first).to_be_in_viewport()
    page.goto(f"{desk.server.url}/questions?topic={TOPIC.id}")
    wait_for_run(page)
    choose(page, ASKED, OPTIONS[2])
    on_disk(lambda: other.value(QUESTION.id), 2)
    assert place.value(QUESTION.id) is None
    back = page.get_by_role("button", name=SAY("posts.change", post=chief_of(place)))  # in the foot of every page
    expect(back).to_have_count(1)
    back.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(place.name)


def test_a_tab_drawn_for_another_post_says_so_and_saves_nothing(desk: Desk, place: Place, other: Place) -> None:
    old = desk.open(of_both(place, other), f"/questions?topic={TOPIC.id}")
    old.get_by_text(SAY("questions.evidence")).first.click()
    before = kept(place)(), kept(other)()
    change(desk.tab(old.context), other)

    choose(old, ASKED, OPTIONS[3])
    notice = SAY("posts.changed", before=chief_of(place), now=chief_of(other)).replace("**", "")
    expect(told(old)).to_contain_text(notice)
    expect(choices(old, ASKED)).to_have_count(0)

    note = old.get_by_role("textbox", name=SAY("questions.note")).first
    note.fill(TYPED)
    note.press("Tab")
    expect(told(old)).to_have_count(2)
    expect(old.get_by_test_id("stCode")).to_have_text(TYPED)
    old.get_by_role("link", name=SAY("menu.results")).click()
    expect(told(old)).to_have_count(1)  # nothing but the notice, and what was typed
    expect(told(old)).to_contain_text(notice)
    expect(old.get_by_test_id("stCode")).to_have_text(TYPED)
    expect(old.get_by_role("heading")).to_have_count(0)
    assert (kept(place)(), kept(other)()) == before

    old.get_by_role("link", name=SAY("posts.go_on", post=chief_of(other))).click()
    expect(old.get_by_role("heading", level=1)).to_have_text(other.name)
    expect(told(old)).to_have_count(0)


def test_a_tab_drawn_for_another_post_leads_back_to_it(desk: Desk, place: Place, other: Place) -> None:
    old = desk.open(of_both(place, other), f"/questions?topic={TOPIC.id}")
    change(desk.tab(old.context), other)
    old.get_by_role("button", name=SAY("questions.back")).click()  # draws the whole page anew
    expect(told(old)).to_have_count(1)

    old.get_by_role("button", name=SAY("posts.go_back", post=chief_of(place))).click()
    expect(old.get_by_role("heading", level=1)).to_have_text(place.name)
    wait_for_run(old)


def test_who_changes_back_goes_on_in_the_old_tab(desk: Desk, place: Place, other: Place) -> None:
    old = desk.open(of_both(place, other), f"/questions?topic={TOPIC.id}")
    second = desk.tab(old.context)
    change(second, other)
    change(second, place)

    choose(old, ASKED, OPTIONS[1])
    expect(saved_lines(old).first).to_contain_text("Ada Bruni")
    on_disk(lambda: place.value(QUESTION.id), 1)


def test_a_post_that_ends_is_over_at_the_next_click(desk: Desk, place: Place, other: Place) -> None:
    here = desk.open(of_both(place, other), f"/questions?topic={TOPIC.id}")
    elsewhere = desk.open(place.person(), f"/questions?topic={TOPIC.id}")  # the same person, in another browser
    elsewhere.goto(desk.server.url)
    wait_for_run(elsewhere)
    change(elsewhere, other)
    operator = place.server.operator
    (post,) = [one.post_id for one in operator.contacts(place.id)]
    operator.end_post(post)

    choose(here, ASKED, OPTIONS[3])  # in a fragment
    expect(here.get_by_text(SAY("signin.because.ended"))).to_be_visible()
    assert eventually(lambda: place.value(QUESTION.id) is None)
    assert here.goto(f"{desk.server.url}/results") is not None
    expect(here.get_by_text(SAY("signin.how"))).to_be_visible()

    elsewhere.goto(f"{desk.server.url}/questions?topic={TOPIC.id}")
    wait_for_run(elsewhere)
    choose(elsewhere, ASKED, OPTIONS[2])
    on_disk(lambda: other.value(QUESTION.id), 2)
    expect(elsewhere.get_by_text(SAY("posts.used", post=chief_of(other)))).to_have_count(0)  # one post is left
