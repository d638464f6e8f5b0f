"""One's own device and the others: what a browser is called, how long it stays signed in, and the page of them all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from urllib.parse import unquote

import pytest
import segno
from conftest import OpenPage, press, visit_to, words
from streamlit.testing.v1 import AppTest
from worlds import World, filled

from assessment.people import Role
from assessment.screens.administrator import people
from assessment.screens.everybody import devices
from assessment.settings import settings
from assessment.signin.browser import called
from assessment.storage import OPERATOR, Device, DoorStore, SessionEnded, Store, digest
from assessment.storage.inviting import MOST_SESSIONS
from assessment.visit import Visit
from assessment.wording import LANGUAGES, Say
from tests import test_signin
from tests.test_signin import CHIEF, COORDINATOR, Browser, link, opened, session

environment, operator, demo, browser = (
    test_signin.environment,
    test_signin.operator,
    test_signin.demo,
    test_signin.browser,
)
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0"
OWN = {"own": "on"}


# --- what a browser is called ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("user_agent", "expected"),
    [
        (FIREFOX, "Firefox · Windows"),
        (
            "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile "
            "Safari/537.36",
            "Chrome · Android",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
            "Version/18.6 Mobile/15E148 Safari/604.1",
            "Safari · iPhone",
        ),
        (
            "Mozilla/5.0 (iPad; CPU OS 17_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
            "CriOS/142.0.7444.77 Mobile/15E148 Safari/604.1",
            "Chrome · iPad",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
            "FxiOS/145.0 Mobile/15E148 Safari/604.1",
            "Firefox · iPhone",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 "
            "Safari/537.36 Edg/142.0.0.0",
            "Edge · Windows",
        ),
        (
            "Mozilla/5.0 (Linux; Android 10; SAMSUNG SM-A536B) AppleWebKit/537.36 (KHTML, like Gecko) "
            "SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36",
            "Samsung Internet · Android",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 "
            "Safari/537.36 OPR/126.0.0.0",
            "Opera · Windows",
        ),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 "
            "Safari/605.1.15",
            "Safari · Mac",
        ),
        (
            "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 "
            "Safari/537.36",
            "Chrome · ChromeOS",
        ),
        ("Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0", "Firefox · Linux"),
        ("Mozilla/5.0 (Windows NT 10.0; WOW64; Trident/7.0; rv:11.0) like Gecko", "Windows"),
        ("curl/8.5.0", ""),
        ("", ""),
        ("<script>alert(1)</script> Firefox/1", "Firefox"),
    ],
)
def test_a_browser_is_called_by_two_words_at_most(user_agent: str, expected: str) -> None:
    assert called(user_agent) == expected


# --- how long --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_whose_the_device_is_is_asked_and_nothing_chosen_beforehand(
    operator: Store, browser: Browser, language: str
) -> None:
    said, say = opened(browser, f"{link(operator)}?language={language}").body, Say(language)
    (drawn,) = re.findall(r"<input[^>]+>", said)

    assert drawn == '<input id="own" name="own" type="checkbox" aria-describedby="own-means">'
    assert f'<label for="own">{say("signin.link.own")}</label>' in said
    assert f'<p id="own-means">{say("signin.link.own_means", None, days=30, region_days=7)}</p>' in said


@pytest.mark.parametrize(("form", "lasts"), [(OWN, 30 * 24 * 60 * 60), ({}, None), ({"Own": "on"}, None)])
def test_the_browser_keeps_its_cookie_where_that_was_chosen(
    operator: Store, browser: Browser, form: dict[str, str], lasts: int | None
) -> None:
    given = browser.post(link(operator), form).headers["set-cookie"].lower().split("; ")

    assert given[0].startswith("in-touch=")
    assert {"httponly", "samesite=lax", "path=/"} <= set(given)
    kept = [part for part in given if part.startswith(("max-age", "expires", "domain"))]
    assert kept == ([] if lasts is None else [f"max-age={lasts}"])


def test_a_cookie_that_is_kept_is_as_safe_as_one_that_is_not(
    environment: pytest.MonkeyPatch, operator: Store, browser: Browser
) -> None:
    environment.setenv("ASSESSMENT_PUBLIC_URL", "https://in-touch.example.org")
    settings.cache_clear()
    browser.headers = {"Host": "in-touch.example.org"}
    given = browser.post(link(operator), OWN).headers["set-cookie"].lower().split("; ")

    assert given[0].startswith("__host-in-touch=")
    assert {"secure", "httponly", "samesite=lax", "path=/", "max-age=2592000"} == set(given[1:])


@pytest.mark.parametrize(("early", "lives"), [(timedelta(minutes=1), True), (-timedelta(minutes=1), False)])
@pytest.mark.parametrize(
    ("email", "form", "lasts"),
    [
        (CHIEF, OWN, timedelta(days=30)),
        (COORDINATOR, OWN, timedelta(days=7)),
        (CHIEF, {}, timedelta(hours=12)),
        (COORDINATOR, {}, timedelta(hours=12)),
    ],
)
def test_a_session_that_nobody_uses_is_over_after_its_time(
    operator: Store, browser: Browser, email: str, form: dict[str, str], lasts: timedelta, early: timedelta, lives: bool
) -> None:
    post = next(one for known in operator.people() for one in known.posts if known.email == email)
    browser.post(f"/sign-in/{operator.new_link(post.id)}", form)
    later = datetime.now(UTC) + lasts - early

    assert (DoorStore(settings().database, lambda: later).visitor(session(browser)) is not None) is lives


def test_what_is_signed_in_is_known_by_its_browser(operator: Store, browser: Browser) -> None:
    browser.post(link(operator), OWN, **{"User-Agent": FIREFOX})
    (one,) = Store(settings().database, session(browser)).own_sessions()

    assert (one.browser, one.own_device, one.is_this) == ("Firefox · Windows", True, True)


def test_in_a_demo_a_device_is_known_too_and_nobody_owns_it(demo: Store, browser: Browser) -> None:
    answer = browser.post("/sign-in-as/fresh_chief", OWN, **{"User-Agent": FIREFOX})
    (one,) = Store(settings().database, session(browser)).own_sessions()

    assert (one.browser, one.own_device) == ("Firefox · Windows", False)
    assert "max-age" not in answer.headers["set-cookie"].lower()


def begun(role: Role, how: Device, at: datetime) -> str:
    """The digest of one more session, begun at some time."""
    where = {"department_id": "montalbo"} if role is Role.CHIEF else {"region_id": "north"}
    operator = Store(settings().database, OPERATOR, lambda: at)
    token = operator.invite(CHIEF if role is Role.CHIEF else COORDINATOR, role, **where)
    raw = DoorStore(settings().database, lambda: at).sign_in(digest(token), how)
    assert raw is not None
    return digest(raw)


def going_on(sessions: list[str], at: datetime) -> list[bool]:
    door = DoorStore(settings().database, lambda: at)
    return [door.goes_on(one) for one in sessions]


def test_one_browser_too_many_ends_the_one_that_was_not_used_for_longest(operator: Store) -> None:
    start = datetime.now(UTC)
    others = begun(Role.COORDINATOR, Device(), start)
    mine = [begun(Role.CHIEF, Device(), start + timedelta(minutes=n)) for n in range(MOST_SESSIONS)]
    at = start + timedelta(minutes=MOST_SESSIONS)
    DoorStore(settings().database, lambda: at).visitor(mine[0])  # which is a use of it
    mine.append(begun(Role.CHIEF, Device(), at))

    assert going_on(mine, at) == [True, False, *[True] * (MOST_SESSIONS - 1)]
    assert going_on([others], at) == [True]


def test_what_ran_out_by_itself_takes_no_device_its_place(operator: Store) -> None:
    start = datetime.now(UTC)
    phone = begun(Role.CHIEF, Device(is_own=True), start)
    desks = [begun(Role.CHIEF, Device(), start + timedelta(days=n)) for n in range(1, MOST_SESSIONS + 4)]
    last = start + timedelta(days=MOST_SESSIONS + 3)

    assert going_on([phone, *desks], last) == [True, *[False] * (MOST_SESSIONS + 2), True]


def test_a_clock_that_was_ahead_ends_no_session_that_has_just_begun(operator: Store) -> None:
    start = datetime.now(UTC)
    for _ in range(MOST_SESSIONS):
        begun(Role.CHIEF, Device(), start + timedelta(hours=1))
    new = begun(Role.CHIEF, Device(), start)

    assert going_on([new], start) == [True]


# --- the page --------------------------------------------------------------------------------------------------------


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path / "in-touch.db")
    with filled(made):
        yield made


def visit(world: World, who: str, language: str = "it") -> Visit:
    return replace(visit_to(world.of(who), language), public_url="https://in-touch.example.org")


def another(world: World, who: str, role: Role, device: Device, **where: str) -> Store:
    """One more browser in which somebody is signed in."""
    world.clock.at += timedelta(hours=1)
    token = world.operator.invite(f"{who}@example.org", role, **where)
    raw = DoorStore(world.path, world.clock).sign_in(digest(token), device)
    assert raw is not None
    return Store(world.path, digest(raw), world.clock)


def on_phone(world: World) -> Store:
    return another(world, "alba", Role.CHIEF, Device(is_own=True, browser="Chrome · Android"), department_id="alba")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("who", ["alba", "north"])
def test_who_is_signed_in_here_alone_reads_so_and_how_it_ends(
    world: World, open_page: OpenPage, who: str, language: str
) -> None:
    page, say = open_page(devices.show, visit(world, who, language)), Say(language)

    assert [one.value for one in page.title] == [say("devices.headline", 1)]
    assert say("devices.this") in words(page) and say("devices.unknown") in words(page)
    assert 'href="/auth/logout"' in words(page)
    assert [one.label for one in page.button] == [say("devices.another.button")]


def test_the_other_browsers_are_named_with_when_they_end_and_are_ended_from_here(
    world: World, open_page: OpenPage
) -> None:
    phone, say = on_phone(world), Say("it")
    page = open_page(devices.show, visit(world, "alba"))
    assert [one.value for one in page.title] == [say("devices.headline", 2)]
    assert "**Chrome · Android**" in words(page)
    own, other = (one.ends_at - one.created_at for one in phone.own_sessions())
    assert (own, other <= timedelta(days=30)) == (timedelta(days=30), True)

    press(page, say("devices.end", browser="Chrome · Android"))
    assert [one.value for one in page.title] == [say("devices.headline", 1)]
    with pytest.raises(SessionEnded):
        phone.person()
    assert world.of("alba").person().email == "alba@example.org"


def test_whoever_runs_the_site_signs_somebody_out_everywhere(world: World, open_page: OpenPage) -> None:
    phone, link_made, north = on_phone(world), world.of("alba").own_link(), world.of("north")
    person, say = world.of("alba").person(), Say("it")
    page = open_page(people.show, visit(world, "admin"))
    page.radio(key=f"act-{person.post_id}-it").set_value("sign_out").run()
    assert say("access.sign_out.means", name="Alba") in words(page)
    press(page, say("access.sign_out.button"))

    for store in (phone, world.of("alba")):
        with pytest.raises(SessionEnded):
            store.person()
    assert DoorStore(world.path, world.clock).sign_in(digest(link_made)) is None
    assert north.person().name == "North"  # nobody else
    told = world.of("north").events("north", "alba")[0]
    assert (told.kind, told.actor, told.person) == ("sessions_ended", "Admin", "Alba")
    world.sign_in("alba", Role.CHIEF, department_id="alba")
    assert world.of("alba").person().id == person.id


def test_a_session_that_ended_meanwhile_is_gone_from_the_page(world: World, open_page: OpenPage) -> None:
    phone, say = on_phone(world), Say("it")
    page = open_page(devices.show, visit(world, "alba"))
    (there,) = [one for one in phone.own_sessions() if one.is_this]
    world.of("alba").end_own_session(there.id)

    press(page, say("devices.end", browser="Chrome · Android"))
    assert [one.value for one in page.title] == [say("devices.headline", 1)]
    assert "Chrome" not in words(page)


def test_of_somebody_else_nothing_is_listed(world: World, open_page: OpenPage) -> None:
    on_phone(world)
    page = open_page(devices.show, visit(world, "bruma"))

    assert "Chrome" not in words(page)
    assert len(page.button) == 1


def shown_link(page: AppTest) -> str:
    (code,) = page.code
    return str(code.value)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_link_for_another_device_is_shown_as_a_code_and_in_letters(
    world: World, open_page: OpenPage, language: str
) -> None:
    page, say = open_page(devices.show, visit(world, "alba", language)), Say(language)
    assert not page.code
    press(page, say("devices.another.button"))
    address = shown_link(page)

    assert re.fullmatch(r"https://in-touch\.example\.org/sign-in/[\w-]{43}", address)
    (drawn,) = [one.proto.body for one in page.get("html") if "<img" in one.proto.body]
    assert f'alt="{say("devices.another.code")}"' in drawn
    code = segno.make(address, error="m", micro=False, boost_error=False)
    shown = unquote(unescape(re.search(r'src="data:image/svg\+xml;charset=utf-8,([^"]+)"', drawn)[1]))  # type: ignore[index]
    assert 'fill="#fff"' in shown.replace("'", '"') and 'stroke="#000"' in shown.replace("'", '"')
    assert re.search(r"M4 4\.5h7.*", shown.replace("'", '"'))[0].split('"')[0] in code.svg_inline(border=4)  # type: ignore[index]
    assert say("devices.another.for_nobody_else") in words(page)


def test_the_link_signs_in_once_on_the_other_device_and_ends_after_ten_minutes(
    world: World, open_page: OpenPage
) -> None:
    page, door = open_page(devices.show, visit(world, "alba")), DoorStore(world.path, world.clock)
    press(page, Say("it")("devices.another.button"))
    first = digest(shown_link(page).rpartition("/")[2])
    press(page, Say("it")("devices.another.button"))
    second = digest(shown_link(page).rpartition("/")[2])

    assert door.sign_in(first) is None  # the newer one took its place
    raw = door.sign_in(second, Device(browser="Safari · iPhone"))
    assert raw is not None and door.sign_in(second) is None
    assert {one.browser for one in world.of("alba").own_sessions()} == {"", "Safari · iPhone"}
    assert Store(world.path, digest(raw), world.clock).person().email == "alba@example.org"

    press(page, Say("it")("devices.another.button"))
    world.clock.at += timedelta(minutes=10)
    assert door.sign_in(digest(shown_link(page).rpartition("/")[2])) is None
