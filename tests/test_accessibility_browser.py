"""Everybody can use it: every screen that a role can open is held against the rules of WCAG 2.2 AA, light and dark."""

from __future__ import annotations

import re
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from browser import REGION, Desk, Place, Server, choose
from given import LANGUAGES, QUESTIONNAIRE
from playwright.sync_api import Page, expect

from assessment import screens
from assessment.people import Role
from assessment.storage import OPERATOR, Store
from assessment.wording import Say

pytestmark = pytest.mark.browser

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
NARROW, WIDE = 320, 1280  # pixels
TALLEST = 12_000
APPEARANCES: tuple[tuple[Literal["light", "dark"], Literal["none", "active"]], ...] = (
    ("light", "none"),
    ("dark", "none"),
    ("light", "active"),
)
ALL = {"type": "tag", "values": WCAG}
OF_COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}  # all others ask the structure alone
EVERY_RULE = pytest.mark.parametrize(  # in the second and third appearance
    "again", [pytest.param(OF_COLOURS, id=""), pytest.param(ALL, id="every rule", marks=pytest.mark.proof)]
)

# Who opens which screens. The first department has submitted, the second is half way, the last has not begun.
VISITORS = {
    "seasoned_chief": Role.CHIEF,
    "fresh_chief": Role.CHIEF,
    "member": Role.MEMBER,
    "coordinator": Role.COORDINATOR,
    "administrator": Role.ADMINISTRATOR,
}
ABOUT = {"assessment": "department=d0001&round=3", "department": "department=d0001", "questions": "topic=PI2"}
OPENED = [
    (who, name)
    for who, role in VISITORS.items()
    for name in screens.open_to(role)
    if screens.SCREENS[name].needs is not None or who == "seasoned_chief"  # what is the same for everybody, once
]
# What a member sees of the department as its chief does, who is among them, is held against the rules once.
ALIKE = {
    ("member", name) for name in ("questions", "results", "comparison", "history", "review", "report", "documents")
}
SEEN = [pytest.param(*one, marks=pytest.mark.proof if one in ALIKE else ()) for one in OPENED]


def cookie_of(who: str, server: Server, language: str) -> str:
    """Sign in one of the demo's people, or somebody invited besides."""
    if who in ("member", "administrator"):
        where = {"department_id": "d0001"} if who == "member" else {}
        link = Store(server.database, OPERATOR).invite(f"{who}@example.org", Role(who), name="Leo Conti", **where)
        return server.sign_in(link, language)
    return server.sign_in_as(who, language)


def unfold(page: Page) -> None:
    page.evaluate("() => document.querySelectorAll('details').forEach(one => { one.open = true; })")


# Of what scrolls, in pixels; 0 where nothing does.
_HEIGHT_IF_SCROLLED = """() => {
  const one = document.querySelector("[data-testid=stMain]") || document.scrollingElement;
  return one.scrollHeight > one.clientHeight ? one.scrollHeight : 0;
}"""


def violations(page: Page, rules: dict[str, object] = ALL) -> list[str]:
    """What axe has to say about everything on a page, what is folded included."""
    unfold(page)
    expect(page.get_by_test_id("stToast")).to_have_count(0)  # what the platform makes of it is known
    size = page.viewport_size
    assert size is not None
    tall = min(TALLEST, page.evaluate(_HEIGHT_IF_SCROLLED) + 200)
    if tall > size["height"]:  # else all of it is seen already: every figure would be drawn anew
        page.set_viewport_size({"width": size["width"], "height": tall})
    found = Axe().run(page, options={"runOnly": rules, "resultTypes": ["violations"]}).response["violations"]
    return [
        f"{one['id']} ({one['impact']}): {node['target']} {node['html'][:160]}"
        for one in found
        for node in one["nodes"]
    ]


def in_every_appearance(page: Page, again: dict[str, object] = OF_COLOURS) -> dict[str, list[str]]:
    """Where axe finds something, and what: light, dark, and with the colours of the system laid over it.

    By every rule once; where only the colours are others, by the rules of colours, or by those that are given.
    """
    found, rules = {}, ALL
    unfold(page)  # before the first wait: what is drawn in a fold has its height by then
    for scheme, forced in APPEARANCES:
        page.emulate_media(color_scheme=scheme, forced_colors=forced)
        page.wait_for_timeout(300)  # the colours follow
        where = f"{scheme}, forced colours {forced}"
        found[where] = violations(page, rules)
        if found[where]:  # on a busy machine colours follow later than that; what is wrong stays wrong
            page.wait_for_timeout(2000)
            found[where] = violations(page, rules)
        rules = again
    page.emulate_media(forced_colors="none")
    return {appearance: what for appearance, what in found.items() if what}


def sticks_out(page: Page) -> int:
    """By how many pixels a page of the narrowest width scrolls sideways."""
    page.set_viewport_size({"width": NARROW, "height": 900})
    page.wait_for_timeout(500)  # figures are drawn anew
    return int(
        page.evaluate(
            """() => Math.max(...["html", "[data-testid=stMain]"].map(one => document.querySelector(one))
                 .filter(Boolean).map(one => one.scrollWidth - one.clientWidth))"""
        )
    )


@EVERY_RULE
@pytest.mark.parametrize(("who", "name"), SEEN)
def test_a_screen_can_be_used_by_everybody(demo_desk: Desk, who: str, name: str, again: dict[str, object]) -> None:
    language = LANGUAGES[OPENED.index((who, name)) % len(LANGUAGES)]
    starts = name == screens.open_to(VISITORS[who])[0]
    address = "/" if starts else f"/{name}"
    if name in ABOUT:
        address += f"?{ABOUT[name]}"
    page = demo_desk.open(cookie_of(who, demo_desk.server, language), address, viewport={"width": WIDE, "height": 900})

    expect(page.locator("html")).to_have_attribute("lang", language)
    say, heading = Say(language), page.get_by_role("heading", level=1)
    expect(heading).to_have_count(1)
    finding = heading.inner_text().partition(":")[0]  # what a department is called, before what is found of it
    of_its_own = finding if name in ABOUT and finding != say(f"menu.{name}") else ""
    # A review that is over is a receipt.
    called = "|".join(re.escape(say(one)) for one in (f"menu.{name}", "review.receipt"))
    titled = rf"^{re.escape(of_its_own)}( · )?(\d+ · )?({called})( · \d+)? · {say('menu.product')}$"
    expect(page).to_have_title(re.compile(titled))
    assert in_every_appearance(page, again) == {}
    assert sticks_out(page) == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_question_asks_back_can_be_used_by_everybody(desk: Desk, place: Place, language: str) -> None:
    say, topic = Say(language), next(t for p in QUESTIONNAIRE.pillars for t in p.dimensions if t.id == "DC5")
    first, second = topic.questions
    page = desk.open(place.person(language=language), f"/questions?topic={topic.id}")
    place.server.operator.save_answer(place.draft.id, first.id, 1, 0)
    choose(page, first.question[language], first.levels[3][language])
    expect(page.get_by_role("button", name=say("questions.keep_mine"))).to_be_visible()
    choose(page, second.question[language], QUESTIONNAIRE.not_applicable[language])
    expect(page.get_by_role("textbox", name=say("questions.reason"))).to_be_visible()
    page.get_by_text(say("questions.evidence")).first.click()
    page.get_by_role("textbox", name=say("questions.links")).first.fill("no address")
    page.keyboard.press("Tab")
    expect(page.get_by_role("alert")).to_have_count(2)

    assert in_every_appearance(page) == {}
    assert sticks_out(page) == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_can_have_changed_about_somebody_can_be_used_by_everybody(desk: Desk, place: Place, language: str) -> None:
    say, operator = Say(language), place.server.operator
    for one in ("e.conti", "elena"):  # two of one name: their labels differ
        operator.invite(f"{one}.{place.id}@example.org", Role.MEMBER, department_id=place.id, name="Elena Conti")
    link = operator.invite(f"north.{place.id}@example.org", Role.COORDINATOR, region_id=REGION, name="Ugo")
    page = desk.open(place.server.sign_in(link, language), f"/department?department={place.id}")
    page.locator("summary", has_text=say("departments.people")).click()
    page.locator("summary", has_text="Elena Conti").first.click()
    for act in ("link", "correct", "hand_over", "role", "end"):
        page.set_viewport_size({"width": WIDE, "height": 900})
        page.get_by_text(say(f"access.act.{act}"), exact=True).filter(visible=True).first.click()
        others = {"link": "letting_in.button.shown", "correct": "departments.edit.button"}
        button = {**others, "role": "access.change_role.button"}.get(act)
        name = say(button or f"access.{act}.button")
        expect(page.get_by_role("button", name=name, exact=True).filter(visible=True).first).to_be_visible()

        assert (act, violations(page)) == (act, [])
        assert (act, sticks_out(page)) == (act, 0)
    expect(page.get_by_text(re.compile(re.escape(say("access.end.sure", name="Elena Conti"))))).to_be_visible()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "address",
    [
        *("/", "/sign-in", "/sign-in/of-no-use", "/sign-in/{fresh}", "/sign-in/{used}", "/auth/logout"),
        *("/tabs", "/full", "/nowhere"),
    ],
)
def test_a_page_of_the_door_can_be_used_by_everybody(desk: Desk, place: Place, language: str, address: str) -> None:
    known = place.person(language=language) if address in ("/auth/logout", "/tabs", "/full", "/nowhere") else ""
    email, operator = f"x.{place.id}@example.org", place.server.operator
    links = {which: operator.invite(email, Role.CHIEF, department_id=place.id) for which in ("fresh", "used")}
    operator.invite("vera@example.org", Role.COORDINATOR, region_id=REGION, name="Vera Landi")
    place.server.sign_in(links["used"], language)
    page = desk.context(known).new_page()
    page.goto(desk.server.url + address.format(**links) + f"?language={language}")

    expect(page.locator("html")).to_have_attribute("lang", language)
    assert in_every_appearance(page) == {}
    assert sticks_out(page) == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_page_of_a_demo_can_be_used_by_everybody(demo_desk: Desk, language: str) -> None:
    page = demo_desk.context("").new_page()
    page.goto(f"{demo_desk.server.url}/?language={language}")

    assert in_every_appearance(page) == {}
    assert sticks_out(page) == 0
