"""A first visit on a bad line: files come packed, and until something is drawn the page says how it stands."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from browser import PATIENCE, Desk, Place, wait_for_run
from given import LANGUAGES, QUESTIONNAIRE
from playwright.sync_api import BrowserContext, Page, Response, Route, expect

from assessment.people import Role
from assessment.signin.document import FIRST, scripts
from assessment.wording import Say

pytestmark = pytest.mark.browser

TOPIC = QUESTIONNAIRE.pillars[0].dimensions[0].id
LONG = 15_000  # milliseconds until more is said
RESULT = ("PlotlyChart", "Metric", "Html", "LinkButton")  # what it is made of beside words
QUIET = 5_000  # milliseconds, in which something is fetched ahead where it is to be
BOXES = "() => [...document.querySelectorAll('#loading *')].map(one => JSON.stringify(one.getBoundingClientRect()))"
BLOCKED = 3_000  # milliseconds that a browser waits for a font before it shows letters of another
# Of each icon on the page, how much of it is seen and how many of its letters' heights it is wide.
ICONS = """
() => [...document.querySelectorAll("[data-testid=stApp] *")]
  .filter(({childNodes}) => [...childNodes].some(({nodeType, data}) => nodeType === 3 && data.trim()))
  .map((one) => [getComputedStyle(one), one.getBoundingClientRect().width])
  .filter(([style, width]) => style.fontFamily.includes("Material Symbols") && width)
  .map(([style, width]) => [Number(style.opacity), Math.round(width / parseFloat(style.fontSize))])
"""
# How often a screen reader is told something new.
TOLD = """
window.told = 0;
new MutationObserver(() => {
  const said = document.querySelector("#loading [role=status]");
  if (!said || said.innerText === window.said) return;
  if (window.said !== undefined) window.told += 1;
  window.said = said.innerText;
}).observe(document, {subtree: true, childList: true, attributes: true, characterData: true});
"""


def held(context: BrowserContext) -> Page:
    """A page to which nothing comes but itself."""
    page = context.new_page()
    page.route("**/static/**", lambda route: None)
    return page


def cut_off(context: BrowserContext) -> Page:
    """A page that comes whole, and is never connected."""
    page = context.new_page()
    page.route_web_socket("**/_stcore/stream", lambda line: line.close())
    return page


def opened(page: Page, desk: Desk) -> Page:
    """Open it, with a clock that the test moves."""
    page.clock.install()
    page.goto(desk.server.url, wait_until="commit")
    return page


def test_all_that_is_text_comes_packed_and_can_be_kept(desk: Desk, place: Place) -> None:
    answers: list[Response] = []
    page = desk.context(place.person()).new_page()
    page.on("response", lambda answer: answers.append(answer))
    page.goto(desk.server.url)
    wait_for_run(page)

    shipped = [one for one in answers if "/static/" in one.url]  # the one file of ours is for paper, and small
    texts = [one for one in shipped if one.request.resource_type in ("script", "stylesheet")]
    assert len(texts) > 50
    large = [one for one in texts if int(one.headers["content-length"]) > 1000]
    assert [one.url for one in large if one.headers.get("content-encoding") != "br"] == []
    assert [one.url for one in texts if "immutable" not in one.headers["cache-control"]] == []
    assert answers[0].headers["content-encoding"] == "br"


def test_it_says_that_it_is_loading_before_any_other_file_has_come(desk: Desk, place: Place, say: Say) -> None:
    page = held(desk.context(place.person(language=say.language)))
    page.goto(desk.server.url, wait_until="commit")

    expect(page.get_by_role("status")).to_have_text(say("signin.loading.now"), use_inner_text=True)
    page.wait_for_function("() => performance.getEntriesByName('first-contentful-paint').length")


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("address", ["/", f"/questions?topic={TOPIC}"], ids=["home", "questions"])
def test_an_icon_is_unseen_and_no_wider_until_its_font_is_there(
    desk: Desk, place: Place, address: str, width: int
) -> None:
    cookie, waiting = place.person(), list[Route]()
    place.begin()
    page = desk.context(cookie, viewport={"width": width, "height": 900}).new_page()
    page.route("**/fonts/icons*", lambda route: waiting.append(route))
    page.goto(f"{desk.server.url}{address}", wait_until="commit")
    wait_for_run(page)
    page.wait_for_timeout(BLOCKED + 500)

    letters = page.evaluate(ICONS)
    assert letters and all(icon == [0, 1] for icon in letters)
    for route in waiting:
        route.continue_()
    expect(page.locator("html[data-icons]")).to_be_attached()
    assert page.evaluate(ICONS) == [[1, 1]] * len(letters)


@pytest.mark.parametrize(
    ("address", "browser"),
    [
        ("/", {"timezone_id": "Europe/Rome", "color_scheme": "dark"}),  # east of UTC: a number below nothing
        ("/questions?topic=PI1&x=%C3%A8+%26", {"timezone_id": "America/New_York"}),
    ],
)
def test_the_page_is_asked_for_before_its_scripts_have_come_and_not_again(
    desk: Desk, place: Place, address: str, browser: dict[str, str]
) -> None:
    page, waiting, sent = desk.context(place.person(), **browser).new_page(), list[Route](), list[object]()
    page.on("websocket", lambda line: line.on("framesent", lambda frame: sent.append(frame)))
    page.route("**/static/**", lambda route: waiting.append(route))
    with page.expect_websocket(lambda line: True) as lines:
        page.goto(f"{desk.server.url}{address}", wait_until="commit")
    lines.value.wait_for_event("framereceived", lambda frame: len(frame) > 100)
    assert len(sent) == 1
    page.route("**/static/**", lambda route: route.continue_())  # what is asked for from now on
    for route in waiting:
        route.continue_()
    wait_for_run(page)

    assert len(sent) == 1
    expect(page.locator("[data-testid=stMain] h1")).to_be_visible()


def test_the_script_of_figures_comes_while_who_has_handed_in_reads_and_never_to_who_answers(demo_desk: Desk) -> None:
    server, asked = demo_desk.server, list[str]()
    link = server.operator.invite("zoe@example.org", Role.CHIEF, department_id="d0005", name="Zoe", language="it")
    page, other = (
        demo_desk.context(cookie).new_page() for cookie in (server.sign_in(link), server.sign_in_as("seasoned_chief"))
    )
    for one in (page, other):
        one.on("request", lambda request: asked.append(request.url))
    other.goto(server.url)
    wait_for_run(other)
    other.wait_for_timeout(QUIET)
    assert [url for url in asked if "/TextArea" in url]
    assert not [url for url in asked if "/PlotlyChart" in url]

    with page.expect_request("**/PlotlyChart*"):
        page.goto(server.url)
    page.get_by_role("button", name=Say("it")("home.see_result")).click()
    page.locator(".js-plotly-plot .main-svg").first.wait_for()
    assert len([url for url in asked if "/PlotlyChart" in url]) == 1


def test_a_result_asks_for_what_it_is_drawn_with_alone_and_for_what_is_next_once_its_figures_stand(
    demo_desk: Desk,
) -> None:
    page, held, asked = demo_desk.context(demo_desk.server.sign_in_as("seasoned_chief")).new_page(), list[Route](), []
    page.on("request", lambda request: asked.append(urlsplit(request.url).path))
    page.route("**/PlotlyChart*", lambda route: held.append(route))
    page.goto(f"{demo_desk.server.url}/results")
    wait_for_run(page)
    page.wait_for_timeout(QUIET)
    drawn = {*FIRST, *(f"/static/js/{one}" for one in scripts(*RESULT))}

    assert {path for path in asked if path.endswith(".js")} - drawn == set()
    assert page.locator(".stMain table").count() > 5  # of which none needs a script of its own
    with page.expect_request("**/Radio*", timeout=3 * PATIENCE):
        held[0].continue_()
    assert page.locator(".st-key-pillars .main-svg").count()


def test_it_is_gone_as_soon_as_something_is_drawn(desk: Desk, place: Place) -> None:
    page = desk.context(place.person()).new_page()
    page.goto(desk.server.url, wait_until="commit")
    expect(page.locator("#loading")).to_be_visible()
    page.locator("[data-testid=stMain] h1").wait_for(state="attached")

    expect(page.locator("#loading")).to_have_count(0)


def test_nothing_of_it_moves_when_streamlit_comes(desk: Desk, place: Place) -> None:
    page = cut_off(desk.context(place.person()))
    waiting: list[Route] = []
    page.route("**/static/**", lambda route: waiting.append(route))
    page.goto(desk.server.url, wait_until="commit")
    expect(page.get_by_role("status")).to_be_visible()
    before = page.evaluate(BOXES)
    page.route("**/static/**", lambda route: route.continue_())  # what is asked for from now on
    for route in waiting:
        route.continue_()
    page.wait_for_selector("[data-testid=stApp]", state="attached")

    assert page.evaluate(BOXES) == before


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("why", "says"), [(held, "slow"), (cut_off, "cut")])
def test_after_a_while_it_says_once_what_is_wrong_and_what_to_try(
    desk: Desk, place: Place, language: str, why: Callable[[BrowserContext], Page], says: str
) -> None:
    say, context = Say(language), desk.context(place.person(language=language))
    context.add_init_script(TOLD)
    page = opened(why(context), desk)
    if says == "cut":
        page.wait_for_selector("[data-testid=stApp]", state="attached")
    expect(page.get_by_role("status")).to_have_text(say("signin.loading.now"), use_inner_text=True)
    page.clock.run_for(LONG)

    texts = [say(f"signin.loading.{key}") for key in ("now", says, "again")]
    assert page.get_by_role("status").inner_text().split("\n\n") == texts
    page.clock.run_for(4 * LONG)
    assert page.evaluate("() => window.told") == 1
    assert page.get_by_role("link", name=say("signin.loading.again")).evaluate("link => link.href") == page.url
    found = Axe().run(page, context="#loading").response["violations"]
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []


def test_it_goes_also_after_it_has_said_what_is_wrong(desk: Desk, place: Place) -> None:
    page = opened(held(desk.context(place.person())), desk)
    expect(page.get_by_role("status")).to_be_visible()
    page.clock.run_for(LONG)
    page.route("**/static/**", lambda route: route.continue_())
    page.clock.resume()
    page.get_by_role("link", name=Say("it")("signin.loading.again")).click()
    wait_for_run(page)

    expect(page.locator("#loading")).to_have_count(0)


def test_without_scripts_it_says_so_and_nothing_else(desk: Desk, place: Place, say: Say) -> None:
    page = desk.context(place.person(language=say.language), java_script_enabled=False).new_page()
    page.goto(desk.server.url)

    notice = page.locator("#loading noscript p")
    expect(notice).to_be_visible()
    expect(notice).to_have_text(say("errors.no_script"))
    expect(page.get_by_text(say("signin.loading.now"))).to_be_hidden()


@pytest.mark.parametrize(("motion", "moves"), [("reduce", False), ("no-preference", True)])
def test_nothing_moves_for_who_wants_it_still(desk: Desk, place: Place, motion: str, moves: bool) -> None:
    page = held(desk.context(place.person(), reduced_motion=motion))
    page.goto(desk.server.url, wait_until="commit")
    expect(page.get_by_role("status")).to_be_visible()

    assert page.locator("#loading .bar").is_visible() is moves
    assert page.evaluate("() => document.getAnimations().length > 0") is moves


@pytest.mark.parametrize(("scheme", "page_colour"), [("light", "rgb(255, 255, 255)"), ("dark", "rgb(16, 23, 27)")])
def test_it_looks_like_the_application_in_both_appearances(
    desk: Desk, place: Place, scheme: str, page_colour: str
) -> None:
    cookie = place.person()
    waits = held(desk.context(cookie, color_scheme=scheme))
    waits.goto(desk.server.url, wait_until="commit")
    drawn = desk.open(cookie, color_scheme=scheme)

    expect(waits.locator("#loading")).to_have_css("background-color", page_colour)
    expect(drawn.locator("[data-testid=stApp]")).to_have_css("background-color", page_colour)
