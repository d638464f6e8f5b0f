"""The door: who gets in, by which way, and what every answer carries."""

from __future__ import annotations

import asyncio
import gzip
import os
import re
import threading
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import unquote, urlencode

import pytest
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.types import Message, Scope
from starlette.websockets import WebSocket

from assessment import handover, signin
from assessment.people import Role
from assessment.rounds import Description, NewDepartment
from assessment.settings import settings
from assessment.signin.fonts import addresses
from assessment.storage import OPERATOR, DoorStore, Store, connection, digest, prepare
from assessment.wording import LANGUAGES, Say
from tests.worlds import end_access

HERE = "http://127.0.0.1:8501"
CHIEF, COORDINATOR = "chief@montalbo.example", "coordinator@example.org"
# The door, before what stands for Streamlit: a message is what it says.
DOOR = Middleware(signin.Door, go_to=lambda address: f"go to {address}".encode(), session_in=bytes.decode, most=100)


@dataclass(frozen=True)
class Answer:
    """What came back over HTTP."""

    status: int
    headers: Headers
    body: str

    @property
    def location(self) -> str:
        return self.headers.get("location", "")

    @property
    def cookie(self) -> str:
        """The session cookie that was given, as name=token."""
        return self.headers.get("set-cookie", "").split(";")[0]


@dataclass
class Browser:
    """Asks the application behind the door, and keeps its cookie as a browser does."""

    app: Starlette
    cookie: str = ""
    carried: dict[str, str] = field(default_factory=dict)  # from a sign-in link to its page
    headers: dict[str, str] = field(default_factory=dict)
    client: str = "127.0.0.1"  # from where it asks

    def get(self, path: str, **headers: str) -> Answer:
        return self.ask("GET", path, headers)

    def post(self, path: str, form: Mapping[str, str] | None = None, **headers: str) -> Answer:
        body = urlencode(form or {}).encode()
        if path.startswith("/sign-in/"):  # a link leads to a page, and this is the button on it
            opened = self.get(path, **headers)
            if opened.status != 303:
                return opened
            path = opened.location
        return self.ask("POST", path, {"Sec-Fetch-Site": "same-origin", **headers}, body)

    def head(self, path: str, **headers: str) -> Answer:
        return self.ask("HEAD", path, headers)

    def ask(self, method: str, path: str, headers: dict[str, str], body: bytes = b"") -> Answer:
        answer = asyncio.run(self._ask(method, path, headers, body))
        for given in reversed(answer.headers.getlist("set-cookie")):
            name, _, value = given.split(";")[0].partition("=")
            if "in-touch-link-" in name:
                self.carried[name] = value
            else:
                self.cookie = f"{name}={value}"
        return answer

    async def _ask(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Answer:
        scope = self._scope("http", path, {"Accept": "text/html", **headers}) | {"method": method, "scheme": "http"}
        sent: list[Message] = []

        async def receive() -> Message:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Message) -> None:
            sent.append(message)

        await self.app(scope, receive, send)
        told, said = Headers(raw=sent[0]["headers"]), b"".join(message.get("body", b"") for message in sent[1:])
        packed = told.get("content-encoding") == "gzip" and method != "HEAD"
        return Answer(sent[0]["status"], told, (gzip.decompress(said) if packed else said).decode(errors="replace"))

    def connect(self, **headers: str) -> list[Message]:
        """What a WebSocket is answered; `Sec_WebSocket_Protocol` stands for the header of that name."""
        return asyncio.run(self._connect({name.replace("_", "-"): value for name, value in headers.items()}))

    async def _connect(self, headers: dict[str, str]) -> list[Message]:
        scope = self._scope("websocket", "/_stcore/stream", headers) | {"scheme": "ws", "subprotocols": []}
        sent: list[Message] = []

        async def receive() -> Message:
            return {"type": "websocket.connect"}

        async def send(message: Message) -> None:
            sent.append(message)

        await self.app(scope, receive, send)
        return sent

    def _scope(self, kind: str, path: str, headers: dict[str, str]) -> Scope:
        path, _, query = path.partition("?")
        cookies = [*([self.cookie] if self.cookie else []), *(f"{name}={one}" for name, one in self.carried.items())]
        given = {
            "Host": "127.0.0.1:8501",
            **({"Cookie": "; ".join(cookies)} if cookies else {}),
            **self.headers,
            **headers,
        }
        return {
            "type": kind,
            "path": unquote(path),
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "root_path": "",
            "http_version": "1.1",
            "server": ("127.0.0.1", 8501),
            "client": (self.client, 50000),
            "headers": [(name.lower().encode(), value.encode("latin-1")) for name, value in given.items()],
        }


def open_to(role: Role) -> list[str]:
    return ["home", "results", "help"] if role.is_of_department else ["region", "help"]


def _standing_for_streamlit() -> list[BaseRoute]:
    async def stream(socket: WebSocket) -> None:
        """Says which session the trusted header names, as Streamlit reads it: the first of them."""
        await socket.accept()
        await socket.send_text(socket.headers.getlist("x-session")[0])
        await socket.close()

    def anything(request: Request) -> Response:
        return PlainTextResponse(f"streamlit {request.url.path}", headers={"Set-Cookie": "_streamlit_xsrf=1"})

    return [WebSocketRoute("/_stcore/stream", stream), Route("/{path:path}", anything, methods=["GET", "PUT", "POST"])]


def _private(request: Request) -> Response:
    return PlainTextResponse(handover.asked.store_of(request).person().email)


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[pytest.MonkeyPatch]:
    for name in [name for name in os.environ if name.upper().startswith("ASSESSMENT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("ASSESSMENT_DATABASE", str(tmp_path / "in-touch.db"))
    settings.cache_clear()
    yield monkeypatch
    settings.cache_clear()


@pytest.fixture
def operator(environment: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Store]:
    """A region with a department, kept in a real file; not a demo."""
    keeper = prepare(tmp_path / "in-touch.db")
    yield _filled(tmp_path / "in-touch.db")
    keeper.close()


@pytest.fixture
def demo(environment: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Store]:
    """The same as a demo."""
    environment.setenv("ASSESSMENT_DEMO", "1")
    keeper = prepare(tmp_path / "in-touch.db", demo=True)
    store = _filled(tmp_path / "in-touch.db")
    store.name_persona("fresh_chief", CHIEF)
    store.name_persona("coordinator", COORDINATOR)
    yield store
    keeper.close()


def _filled(database: Path) -> Store:
    store = Store(database, OPERATOR)
    store.add_region("north", "North", "Europe/Rome", 10)
    (department,) = store.add_departments("north", [NewDepartment("Montalbo", "it")])
    store.invite(CHIEF, Role.CHIEF, department_id=department, name="Ada Bruni", language="it")
    store.invite(COORDINATOR, Role.COORDINATOR, region_id="north", name="Vera Landi", language="it")
    return store


@pytest.fixture
def browser() -> Browser:
    """Nobody yet, before the door."""
    routes = [*signin.routes(open_to, [Route("/files/mine", _private)]), *_standing_for_streamlit()]
    return Browser(Starlette(routes=routes, middleware=[DOOR], exception_handlers=dict(signin.HANDLERS)))


def link(operator: Store) -> str:
    """A new sign-in link of the chief."""
    return f"/sign-in/{operator.invite(CHIEF, Role.CHIEF, department_id='montalbo')}"


def opened(browser: Browser, address: str, **headers: str) -> Answer:
    """The page that a sign-in link leads to."""
    return browser.get(browser.get(address, **headers).location, **headers)


def session(browser: Browser) -> str:
    """The digest of the session that a browser's cookie stands for."""
    return digest(browser.cookie.partition("=")[2])


@pytest.fixture
def chief(operator: Store, browser: Browser) -> Browser:
    """A browser in which the chief is signed in."""
    browser.post(link(operator))
    return browser


# --- who gets in -----------------------------------------------------------------------------------------------------


def test_a_sign_in_link_begins_a_session_that_the_store_knows(operator: Store, browser: Browser) -> None:
    answer = browser.post(link(operator))

    assert (answer.status, answer.location) == (303, "/")
    person = DoorStore(settings().database).visitor(session(browser))
    assert person is not None
    assert person.email == CHIEF


def test_looking_at_a_link_does_not_use_it_up(operator: Store, browser: Browser) -> None:
    address = link(operator)
    shown = [browser.get(browser.get(address).location) for _ in range(3)]  # mail scanners follow links

    assert [answer.status for answer in shown] == [200, 200, 200]
    assert 'method="post"' in shown[0].body
    assert not browser.cookie
    assert browser.post(address).status == 303


def test_asking_about_a_link_does_not_use_it_up(operator: Store, browser: Browser) -> None:
    address = link(operator)
    answer = browser.head(address)

    assert (answer.status, browser.cookie) == (303, "")
    assert (browser.head(answer.location).status, browser.cookie) == (200, "")
    assert browser.post(address).status == 303


def test_its_token_stays_in_no_address_and_on_no_page(operator: Store, browser: Browser) -> None:
    address = link(operator)
    token = address.rpartition("/")[2]
    led = browser.get(f"{address}?language=es")
    shown = browser.get(led.location)

    assert (led.status, shown.status) == (303, 200)
    assert led.location == f"/sign-in?link={digest(token)[:8]}&language=es"
    assert token not in led.location + led.body + shown.body + str(shown.headers)
    assert '<form method="post">' in shown.body  # to the same address
    (given,) = led.headers.getlist("set-cookie")
    assert given.startswith(f"in-touch-link-{digest(token)[:8]}={token}; ")
    assert {"HttpOnly", "Max-Age=900", "Path=/", "SameSite=lax"} <= set(given.split("; "))


def test_its_page_can_be_loaded_again_and_in_another_language(operator: Store, browser: Browser) -> None:
    place = browser.get(link(operator)).location
    shown = browser.get(place)
    (spanish,) = re.findall(r'href="(\?[^"]+language=es)"', shown.body)

    assert browser.get(place).body == shown.body
    assert '<html lang="es">' in browser.get(f"/sign-in{spanish.replace('&amp;', '&')}").body
    assert browser.post(f"{place}&language=es").status == 303


def test_two_links_in_two_tabs_are_not_taken_for_one_another(operator: Store, browser: Browser) -> None:
    chiefs = browser.get(link(operator)).location
    coordinators = browser.get(f"/sign-in/{operator.invite(COORDINATOR, Role.COORDINATOR, region_id='north')}").location
    assert chiefs != coordinators
    browser.post(chiefs)

    person = DoorStore(settings().database).visitor(session(browser))
    assert person is not None and person.email == CHIEF
    assert browser.get(coordinators).status == 200


def test_when_it_was_used_its_cookie_is_taken_back(operator: Store, browser: Browser) -> None:
    place = browser.get(link(operator)).location
    answer = browser.post(place)
    given = [one for one in answer.headers.getlist("set-cookie") if "-link-" in one]

    assert len(given) == 1 and "Max-Age=0" in given[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_its_page_without_the_cookie_says_to_open_the_link_again(
    operator: Store, browser: Browser, language: str
) -> None:
    place = browser.get(link(operator)).location
    stranger = Browser(browser.app)

    for answer in (stranger.get(f"{place}&language={language}"), stranger.post(f"{place}&language={language}")):
        assert answer.status == 410
        assert Say(language)("signin.reopen.text") in answer.body
    assert stranger.get("/sign-in").status == 410 and not stranger.cookie


def test_a_link_itself_takes_no_form(operator: Store, browser: Browser) -> None:
    address = link(operator)

    assert browser.ask("POST", address, {"Sec-Fetch-Site": "same-origin"}).status == 405
    assert browser.post(address).status == 303


def test_a_link_that_is_of_no_use_gives_no_cookie(operator: Store, browser: Browser) -> None:
    address = link(operator)
    browser.post(address)

    for one in (address, "/sign-in/x"):
        assert "set-cookie" not in Browser(browser.app).get(one).headers


def test_a_link_works_once(operator: Store, browser: Browser) -> None:
    address = link(operator)
    browser.post(address)
    again = Browser(browser.app)

    assert again.get(address).status == 410
    assert again.post(address).status == 410
    assert not again.cookie


@pytest.mark.parametrize("cut", [0, 1, 20, 42])
def test_a_link_that_never_was_says_how_to_get_a_new_one_and_names_nobody(
    operator: Store, browser: Browser, cut: int
) -> None:
    address = link(operator)
    browser.post(address)
    answer = Browser(browser.app).get(address[: -43 + cut] + "x", **{"Accept-Language": "it"})

    assert answer.status == 410
    assert Say("it")("signin.new_link") in answer.body
    assert "Landi" not in answer.body
    assert COORDINATOR not in answer.body


def test_a_used_link_names_whom_to_ask_in_the_language_of_whose_it_was(operator: Store, browser: Browser) -> None:
    operator.invite("other@example.org", Role.COORDINATOR, region_id="north", name="Bice Poli", language="it")
    operator.invite("gone@example.org", Role.COORDINATOR, region_id="north", name="Olmo Neri", language="it")
    end_access(operator, "gone@example.org")
    operator.add_region("south", "South", "Europe/Rome", 10)
    operator.invite("south@example.org", Role.COORDINATOR, region_id="south", name="Teo Valli", language="it")
    address = link(operator)
    browser.post(address)
    answer = Browser(browser.app).get(address, **{"Accept-Language": "es"})

    assert Say("it")("signin.unusable.ask", 2) in answer.body
    assert re.findall(r'<li>([^:]+): <a href="mailto:([^"]+)">', answer.body) == [
        ("Bice Poli", "other@example.org"),
        ("Vera Landi", COORDINATOR),
    ]


def test_an_expired_link_names_whom_to_ask(operator: Store, browser: Browser) -> None:
    before = Store(settings().database, OPERATOR, lambda: datetime.now(UTC) - timedelta(hours=72, seconds=1))

    assert COORDINATOR in browser.get(link(before)).body


def test_where_nobody_coordinates_whoever_runs_the_site_is_asked(operator: Store, browser: Browser) -> None:
    coordinators = f"/sign-in/{operator.invite(COORDINATOR, Role.COORDINATOR, region_id='north')}"
    Browser(browser.app).post(coordinators)
    chiefs = link(operator)
    Browser(browser.app).post(chiefs)
    asked = Say("it")("signin.unusable.ask_operator")

    assert asked in browser.get(coordinators).body
    assert asked not in browser.get(chiefs).body
    end_access(operator, COORDINATOR)
    assert asked in browser.get(chiefs).body


def test_a_link_of_somebody_whose_access_has_ended_names_nobody(operator: Store, browser: Browser) -> None:
    address = link(operator)
    end_access(operator, CHIEF)

    assert browser.get(address).status == 410
    assert COORDINATOR not in browser.get(address).body


def test_a_link_is_shown_in_the_language_of_whom_it_is_for(operator: Store, browser: Browser) -> None:
    address = link(operator)

    assert '<html lang="it">' in opened(browser, address, **{"Accept-Language": "es"}).body
    assert '<html lang="en">' in opened(browser, f"{address}?language=en", **{"Accept-Language": "es"}).body


def test_the_way_back_to_the_first_page_keeps_the_language(operator: Store, browser: Browser) -> None:
    refused = browser.ask("POST", "/sign-in/x?language=es", {"Sec-Fetch-Site": "cross-site"})

    assert 'href="/?language=es"' in refused.body


def test_another_language_is_of_the_same_page(chief: Browser) -> None:
    assert 'href="?because=ended&amp;language=es"' in Browser(chief.app).get("/?because=ended").body
    assert '<html lang="es">' in chief.get("/nowhere?language=es").body


def test_a_link_has_run_out_after_three_days(operator: Store, browser: Browser) -> None:
    before = Store(settings().database, OPERATOR, lambda: datetime.now(UTC) - timedelta(hours=72, seconds=1))

    assert browser.post(link(before)).status == 410


def test_of_twenty_at_once_one_uses_the_link(operator: Store, browser: Browser) -> None:
    address = link(operator)
    all_ready, statuses = threading.Barrier(20), []

    def press() -> None:
        all_ready.wait()
        statuses.append(Browser(browser.app).post(address).status)

    presses = [threading.Thread(target=press) for _ in range(20)]
    for one in presses:
        one.start()
    for one in presses:
        one.join()

    assert sorted(statuses) == [303] + [410] * 19


def test_who_is_signed_in_already_is_told_so_at_an_old_link(operator: Store, browser: Browser) -> None:
    address = link(operator)
    browser.post(address)

    assert Say("it")("signin.unusable.signed_in") in browser.get(address).body


def test_a_new_sign_in_ends_the_session_before(operator: Store, chief: Browser) -> None:
    before = session(chief)
    chief.post(link(operator))

    assert DoorStore(settings().database).visitor(before) is None
    assert DoorStore(settings().database).visitor(session(chief)) is not None


@pytest.mark.parametrize(
    "path", ["/results", "/help", "/language/it/x", "/files/mine", "/media/abc.pdf", "/nowhere", "/health%3F/media/x"]
)
def test_without_a_session_there_is_only_the_first_page(operator: Store, browser: Browser, path: str) -> None:
    assert (browser.get(path).status, browser.get(path).location) == (303, "/")
    assert browser.get(path, Accept="application/pdf").status == 401


def test_the_first_page_without_a_demo_offers_nobody(operator: Store, browser: Browser) -> None:
    answer = browser.get("/", **{"Accept-Language": "es-ES,es;q=0.9"})

    assert answer.status == 200
    assert Say("es")("signin.how") in answer.body
    assert "<form" not in answer.body


def test_without_the_setting_nobody_is_let_in_as_somebody(operator: Store, browser: Browser) -> None:
    assert browser.post("/sign-in-as/fresh_chief").status == 404
    assert not browser.cookie


def test_a_demo_offers_its_people_and_lets_one_be_them(demo: Store, browser: Browser) -> None:
    page = browser.get("/").body
    offered = re.findall(r'action="(/sign-in-as/[^"]+)"', page)
    answer = browser.post(offered[0])

    assert [address.split("?")[0] for address in offered] == ["/sign-in-as/fresh_chief", "/sign-in-as/coordinator"]
    assert Say("en")("menu.demo_text") in page
    assert (answer.status, answer.location) == (303, "/")
    assert browser.get("/files/mine").body == CHIEF


def test_a_demo_without_its_region_says_how_to_make_it(
    environment: pytest.MonkeyPatch, tmp_path: Path, browser: Browser
) -> None:
    environment.setenv("ASSESSMENT_DEMO", "1")
    prepare(tmp_path / "in-touch.db", demo=True).close()

    assert "python -m assessment demo" in browser.get("/").body


def test_nobody_is_let_in_as_somebody_who_is_not_offered(demo: Store, browser: Browser) -> None:
    assert browser.post("/sign-in-as/administrator").status == 404
    assert not browser.cookie


@pytest.mark.parametrize("cookie", ["in-touch=", "in-touch=x", "session=x", "in-touch=../..", "in-touch=%00"])
def test_an_invented_cookie_is_nobody(operator: Store, browser: Browser, cookie: str) -> None:
    browser.cookie = cookie

    assert browser.get("/files/mine").status == 303


def test_the_digest_opens_nothing(chief: Browser) -> None:
    chief.cookie = f"in-touch={session(chief)}"

    assert chief.get("/files/mine").status == 303


# --- leaving ---------------------------------------------------------------------------------------------------------


def test_signing_out_ends_the_session_and_says_so(chief: Browser) -> None:
    before = session(chief)
    answer = chief.post("/auth/logout")

    assert (answer.status, answer.location) == (303, "/?language=it&because=signed_out")
    assert answer.cookie == 'in-touch=""'
    assert DoorStore(settings().database).visitor(before) is None
    assert Say("it")("signin.because.signed_out") in chief.get(answer.location).body


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_only_a_button_ends_a_session_that_is_not_over(chief: Browser, method: str) -> None:
    answer = chief.ask(method, "/auth/logout", {})

    assert (answer.status, answer.cookie) == (200, "")
    assert chief.get("/files/mine").body == CHIEF
    assert '<form method="post" action="/auth/logout">' in chief.get("/auth/logout").body
    assert Say("it")("signin.out.text", name="Ada Bruni") in chief.get("/auth/logout").body


def test_who_is_sent_away_because_the_session_is_over_reads_why_in_their_own_language(
    operator: Store, chief: Browser
) -> None:
    DoorStore(settings().database).end_session(session(chief))
    answer = chief.get("/auth/logout", **{"Accept-Language": "es"})

    assert answer.location == "/?language=it&because=ended"
    assert answer.cookie == 'in-touch=""'
    assert Say("it")("signin.because.ended") in chief.get(answer.location).body


def test_after_the_session_the_first_page_speaks_the_language_of_whose_it_was(operator: Store, chief: Browser) -> None:
    DoorStore(settings().database).end_session(session(chief))

    assert '<html lang="it">' in chief.get("/", **{"Accept-Language": "es"}).body
    assert '<html lang="en">' in chief.get("/?language=en", **{"Accept-Language": "es"}).body


def test_who_never_had_a_session_has_no_cookie_taken_away(operator: Store, browser: Browser) -> None:
    assert "set-cookie" not in browser.get("/auth/logout").headers


def _second_post(operator: Store) -> tuple[int, int]:
    """Make the chief coordinate the region as well; the two posts, the one of the department first."""
    operator.invite(CHIEF, Role.COORDINATOR, region_id="north")
    (chief,) = [one for one in operator.people() if one.email == CHIEF]
    first, second = chief.posts
    return first.id, second.id


def test_another_post_is_used_from_now_on_and_the_log_of_its_place_says_so(operator: Store, browser: Browser) -> None:
    first, second = _second_post(operator)
    browser.post(link(operator))
    answer = browser.post(f"/post/{second}")

    assert (answer.status, answer.location) == (303, "/")
    assert browser.get("/region").location == "/"  # where a coordinator begins
    assert [one.kind for one in operator.happened(["signed_in"])] == ["signed_in"] * 2
    assert browser.post(f"/post/{second}").location == browser.post(f"/post/{first}").location == "/"
    assert [one.kind for one in operator.events("north", "montalbo")].count("signed_in") == 2
    assert browser.get("/region").status == 404


@pytest.mark.parametrize("post", ["0", "2", "-1", "x", "1" * 40, "9" * 9, "¹"])
def test_a_post_of_nobody_or_of_somebody_else_is_refused(operator: Store, chief: Browser, post: str) -> None:
    answer = chief.post(f"/post/{post}")

    assert answer.status == 403
    assert Say("it")("errors.refused.title") in answer.body
    assert chief.get("/results").status == 200


def test_a_post_is_changed_by_a_button_of_ours_alone(operator: Store, browser: Browser) -> None:
    _, second = _second_post(operator)
    browser.post(link(operator))

    assert browser.get(f"/post/{second}").status == 405
    assert browser.post(f"/post/{second}", **{"Sec-Fetch-Site": "cross-site"}).status == 403
    assert browser.get("/results").status == 200


def test_a_download_of_a_page_for_another_post_is_not_handed_over(operator: Store, browser: Browser) -> None:
    first, second = _second_post(operator)
    browser.post(link(operator))
    assert browser.get(f"/files/mine?post={first}").status == 200
    browser.post(f"/post/{second}")
    answer = browser.get(f"/files/mine?post={first}")

    assert answer.status == 403
    assert Say("it")("errors.other_post.title") in answer.body
    assert browser.get(f"/files/mine?post={second}").status == browser.get("/files/mine").status == 200


def test_who_was_signed_out_meanwhile_is_led_to_sign_in_by_the_button(operator: Store, chief: Browser) -> None:
    chief.post("/auth/logout")
    answer = chief.post("/post/1")

    assert (answer.status, answer.location) == (303, "/")


def test_a_link_on_another_site_signs_nobody_out(chief: Browser) -> None:
    chief.get("/auth/logout", **{"Sec-Fetch-Site": "cross-site"})

    assert chief.get("/files/mine").body == CHIEF


def test_a_disabled_person_is_nobody_at_once(operator: Store, chief: Browser) -> None:
    end_access(operator, CHIEF)

    assert chief.get("/files/mine").status == 303


# --- what other sites try --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, 303),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Origin": HERE}, 403),
        ({"Origin": HERE}, 303),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "http://127.0.0.1:8501.evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({}, 403),
    ],
)
def test_only_our_own_pages_may_change_anything(
    demo: Store, browser: Browser, headers: dict[str, str], status: int
) -> None:
    assert browser.ask("POST", "/sign-in-as/fresh_chief", headers).status == status


def test_a_file_is_put_by_our_own_pages_alone(chief: Browser) -> None:
    own = chief.ask("PUT", "/_stcore/upload_file/a/b", {"Sec-Fetch-Site": "same-origin"})
    other = chief.ask("PUT", "/_stcore/upload_file/a/b", {"Sec-Fetch-Site": "cross-site"})

    assert (own.status, other.status) == (200, 403)


def test_a_file_is_put_by_nobody_unknown(operator: Store, browser: Browser) -> None:
    assert browser.ask("PUT", "/_stcore/upload_file/a/b", {"Sec-Fetch-Site": "same-origin"}).status == 401


def test_another_host_name_leads_to_the_public_address(chief: Browser) -> None:
    answer = chief.get("/results?topic=PI2", Host="localhost:8501")

    assert (answer.status, answer.location) == (307, f"{HERE}/results?topic=PI2")
    assert chief.post("/auth/logout", Host="rebound.example").status == 421
    assert chief.get("/files/mine").body == CHIEF


def test_health_answers_under_any_name(operator: Store, browser: Browser) -> None:
    assert browser.get("/health", Host="10.0.0.7").body == "ok"


def test_of_many_who_ask_for_the_health_at_once_one_writes(
    operator: Store, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    works, may_end = [], threading.Event()

    def slowly(_: DoorStore) -> None:
        works.append(1)
        may_end.wait(10)

    async def all_of_them() -> list[Answer]:
        asking = [asyncio.create_task(browser._ask("GET", "/health", {}, b"")) for _ in range(8)]
        await asyncio.sleep(0.1)
        may_end.set()
        return await asyncio.gather(*asking)

    monkeypatch.setattr(DoorStore, "works", slowly)

    assert [one.body for one in asyncio.run(all_of_them())] == ["ok"] * 8
    assert len(works) == 1
    assert browser.get("/health").body == "ok"
    assert len(works) == 2


def test_whoever_invents_a_link_waits_for_nobody_who_writes(
    operator: Store, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "_PATIENCE", 0.1)
    browser.carried = {"in-touch-link-x": "invented"}
    with connection.writing(settings().database):
        assert browser.post("/sign-in?link=x").status == 410


def test_health_says_when_the_database_is_gone(operator: Store, browser: Browser) -> None:
    settings().database.unlink()

    assert browser.get("/health").status == 503


def test_a_page_that_says_a_fault_was_recorded_has_recorded_it(
    chief: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    settings().database.unlink()
    answer = chief.get("/results?language=it")
    (line,) = [one.getMessage() for one in caplog.records if one.name == "assessment.log"]

    assert answer.status == 503
    assert line.startswith("fault ")
    assert " at /{name:ours}: DatabaseError in " in line
    assert Say("it")("errors.recorded", reference=line.split()[1]) in answer.body


# --- the connection --------------------------------------------------------------------------------------------------


def test_streamlit_learns_the_digest_of_the_session_and_not_what_the_client_says(chief: Browser) -> None:
    answers = chief.connect(Origin=HERE, X_Session="somebody else")

    assert [answer["type"] for answer in answers] == ["websocket.accept", "websocket.send", "websocket.close"]
    assert answers[1]["text"] == session(chief)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "http://evil.example"},
        {"Origin": "http://localhost:8501"},
        {"Origin": "https://127.0.0.1:8501"},
        {"Origin": "null"},
        {"Origin": "http://evil.example", "Sec_WebSocket_Protocol": "streamlit, x, 1234"},
    ],
)
def test_no_connection_from_anywhere_else(chief: Browser, headers: dict[str, str]) -> None:
    assert chief.connect(**headers) == [{"type": "websocket.close", "code": 1008}]


def test_no_connection_for_nobody(operator: Store, browser: Browser) -> None:
    assert browser.connect(Origin=HERE) == [{"type": "websocket.close", "code": 1008}]
    assert browser.connect(Origin=HERE, X_Session="a" * 64) == [{"type": "websocket.close", "code": 1008}]


def test_a_page_that_comes_back_after_the_end_of_its_session_is_sent_to_sign_in(chief: Browser) -> None:
    DoorStore(settings().database).end_session(session(chief))
    answers = chief.connect(Origin=HERE, Sec_WebSocket_Protocol="streamlit, xsrf, 0a1b")

    assert answers == [
        {"type": "websocket.accept", "subprotocol": "streamlit"},
        {"type": "websocket.send", "bytes": b"go to /auth/logout"},
        {"type": "websocket.close", "code": 1008},
    ]


# --- methods ---------------------------------------------------------------------------------------------------------

ALL_ADDRESSES = [
    "/",
    "/home",
    "/results",
    "/nowhere",
    "/health",
    "/mark.svg",
    "/favicon.png",
    "/door.css",
    "/sign-in/x",
    "/sign-in-as/fresh_chief",
    "/auth/logout",
    "/auth/elsewhere",
    "/auth/elsewhere/back",
    "/auth/elsewhere/stranger",
    "/tabs",
    "/full",
    "/link",
    "/opinion/x",
    "/language/es",
    "/language/eo",
    "/files/mine",
    "/_stcore/health",
    "/_stcore/metrics",
]


def told(answer: Answer) -> dict[str, str]:
    return {**answer.headers, "allow": ", ".join(sorted(answer.headers.get("allow", "").split(", ")))}


@pytest.mark.parametrize("path", ALL_ADDRESSES)
@pytest.mark.parametrize("signed_in", [True, False])
def test_head_is_answered_as_get_without_the_body(demo: Store, browser: Browser, path: str, signed_in: bool) -> None:
    if signed_in:
        browser.post("/sign-in-as/fresh_chief")
    cookie = browser.cookie
    head = browser.head(path, Referer=f"{HERE}/results")
    browser.cookie = cookie
    get = browser.get(path, Referer=f"{HERE}/results")

    assert head.status == get.status
    assert told(head) == told(get)
    assert head.body == ""


def test_only_the_button_changes_the_language(chief: Browser) -> None:
    chief.head("/language/es")
    assert chief.get("/language/es").status == 405
    elsewhere = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
    assert chief.post("/language/es", **elsewhere).status == 403

    assert '<html lang="it">' in chief.get("/").body


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "PROPFIND", "get"])
@pytest.mark.parametrize("path", ALL_ADDRESSES[:-2])
def test_no_address_knows_another_method(demo: Store, browser: Browser, path: str, method: str) -> None:
    browser.post("/sign-in-as/fresh_chief")
    answer = browser.ask(method, path, {"Sec-Fetch-Site": "same-origin"})

    assert answer.status == 405
    assert set(answer.headers["allow"].split(", ")) <= {"GET", "HEAD", "POST"}
    assert browser.get("/files/mine").body == CHIEF


@pytest.mark.parametrize("path", ["/", "/results", "/health", "/mark.svg", "/door.css", "/files/mine"])
def test_what_is_only_read_is_not_posted_to(chief: Browser, path: str) -> None:
    assert chief.post(path).status == 405
    assert '<html lang="it">' in chief.get("/").body


# --- addresses -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "/_stcore/metrics",
        "/_stcore/script-health-check",
        "/_stcore/agent/openapi.json",
        "/_stcore/agent/mcp",
        "/_stcore/bidi-components/x",
        "/results/_stcore/agent/mcp",
        "//_stcore/metrics",
        "/component/x/index.html",
    ],
)
def test_what_this_application_does_not_use_of_streamlit_is_not_there(chief: Browser, path: str) -> None:
    assert chief.get(path).status == 404


@pytest.mark.parametrize("path", ["/static/js/index.js", "/_stcore/health", "/_stcore/host-config"])
def test_what_a_page_needs_before_anybody_is_known_is_there(operator: Store, browser: Browser, path: str) -> None:
    assert browser.get(path).body == f"streamlit {path}"


def test_a_screen_is_loaded_in_the_language_of_the_person(chief: Browser) -> None:
    answer = chief.get("/results?topic=PI2")

    assert answer.status == 200
    assert answer.body.count('<html lang="it">') == 1
    assert "<title>In Touch</title>" in answer.body
    assert Say("it")("errors.no_script") in answer.body
    assert '<script type="module"' in answer.body
    assert "_stcore/agent" not in answer.body
    assert "favicon" not in answer.body


@pytest.mark.parametrize("path", ["/", "/results"])
def test_the_page_that_loads_a_screen_is_packed_for_who_takes_it_so(chief: Browser, path: str) -> None:
    plain, packed = chief.get(path, **{"Accept-Encoding": "gzip;q=0"}), chief.get(path, **{"Accept-Encoding": "gzip"})

    assert [answer.headers.get("content-encoding") for answer in (plain, packed)] == [None, "gzip"]
    assert [answer.headers["vary"] for answer in (plain, packed)] == ["Accept-Encoding"] * 2
    assert packed.body == plain.body
    assert int(packed.headers["content-length"]) < int(plain.headers["content-length"]) / 2


def test_the_page_says_that_it_is_loading_before_anything_else_is_needed(chief: Browser) -> None:
    before, _, body = chief.get("/").body.partition("<body>")

    seen = '<link rel="stylesheet" href="/streamlit.css'  # which would keep everything from being painted
    assert seen not in before
    assert body.index(Say("it")("signin.loading.now")) < body.index(seen) < body.index('id="root"')
    styles = dict(part.split(" ", 1) for part in chief.get("/").headers["content-security-policy"].split("; "))
    assert styles["style-src"] == "'self' 'unsafe-inline'"  # a hash in it would switch inline styles off


def test_the_files_of_a_first_visit_are_kept_and_may_load_nothing(browser: Browser) -> None:
    for address in (addresses()["sans"], addresses()["icons"]):
        answer = browser.get(address)

        assert answer.status == 200
        assert answer.headers["content-type"] == "font/woff2"
        assert "immutable" in answer.headers["cache-control"]
        assert answer.headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
        assert answer.headers["x-content-type-options"] == "nosniff"
    assert browser.get("/fonts/other.woff2").status == 404


def test_a_screen_of_another_role_is_not_there(chief: Browser) -> None:
    answer = chief.get("/region")

    assert answer.status == 404
    assert Say("it")("errors.not_here.title") in answer.body


def test_the_first_screen_has_one_address(chief: Browser) -> None:
    assert chief.get("/home?x=1").location == "/?x=1"


def test_a_download_asks_the_store(chief: Browser) -> None:
    assert chief.get("/files/mine").body == CHIEF


def test_the_language_changes_for_the_person_and_leads_back_to_the_place(chief: Browser) -> None:
    answer = chief.post("/language/es", Referer=f"{HERE}/results?topic=PI2")

    assert (answer.status, answer.location) == (303, "/results?topic=PI2")
    assert '<html lang="es">' in chief.get("/").body


@pytest.mark.parametrize(
    "referer",
    [
        "http://evil.example/results",
        f"{HERE}.evil.example/results",
        f"{HERE}/auth/logout",
        f"{HERE}//evil.example",
        "http://[::1",
        "",
        "x",
    ],
)
def test_the_language_leads_nowhere_else(chief: Browser, referer: str) -> None:
    assert chief.post("/language/es", Referer=referer).location == "/"


def test_a_language_that_nobody_wrote_is_not_there(chief: Browser) -> None:
    assert chief.post("/language/eo").status == 404


@pytest.mark.parametrize(
    ("asked", "language"),
    [
        ("it-IT,it;q=0.9,en;q=0.8", "it"),
        ("de-DE,de;q=0.9,es;q=0.5,en;q=0.3", "es"),
        ("en;q=0.1,es;q=0.7", "es"),
        ("eo,ia", "en"),
        ("", "en"),
        ("it;q=high,*", "it"),
        (",;q=,,=;", "en"),
    ],
)
def test_the_first_guess_is_what_the_browser_asks_for(
    operator: Store, browser: Browser, asked: str, language: str
) -> None:
    assert f'<html lang="{language}">' in browser.get("/", **{"Accept-Language": asked}).body


def test_a_language_chosen_before_signing_in_is_kept(operator: Store, browser: Browser) -> None:
    address = link(operator)
    browser.post(f"{address}?language=es")

    assert '<html lang="es">' in browser.get("/").body


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_of_the_door_speaks_every_language(demo: Store, browser: Browser, language: str) -> None:
    pages = [
        browser.get(f"/?language={language}&because=ended"),
        browser.get(f"/sign-in/none?language={language}"),
        browser.ask("POST", f"/sign-in-as/x?language={language}", {"Sec-Fetch-Site": "cross-site"}),
        browser.post(f"/sign-in-as/none?language={language}"),
        browser.get(f"/sign-in?language={language}"),
        opened(browser, f"{link(demo)}?language={language}"),
    ]

    assert [page.status for page in pages] == [200, 410, 403, 404, 410, 200]
    for page in pages:
        assert f'<html lang="{language}">' in page.body
        assert "{" not in page.body
        assert f'<span lang="{language}" aria-current="true">' in page.body


def test_what_is_typed_into_the_register_is_never_html(demo: Store, browser: Browser) -> None:
    store = Store(settings().database, OPERATOR)
    store.change_department("montalbo", Description("<script>alert(1)</script>", "it"))

    assert "<script>" not in browser.get("/").body
    assert "&lt;script&gt;" in browser.get("/").body


# --- what every answer carries ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path", ["/", "/results", "/files/mine", "/_stcore/metrics", "/sign-in/x", "/nowhere", "/media/x"]
)
def test_every_answer_carries_the_policy_and_is_kept_nowhere(chief: Browser, path: str) -> None:
    headers = chief.get(path).headers

    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["connect-src"] == "'self' ws://127.0.0.1:8501"
    assert policy["frame-ancestors"] == "'none'"
    assert re.fullmatch(r"'self'( 'sha256-[A-Za-z0-9+/=]{44}'){7}", policy["script-src"])  # Streamlit's one and our six
    assert "strict-transport-security" not in headers


def test_only_what_never_changes_may_be_kept(operator: Store, browser: Browser) -> None:
    assert "no-store" not in browser.get("/static/js/index.js").headers.get("cache-control", "")
    assert browser.get("/mark.svg").headers["cache-control"] == "max-age=86400"
    assert browser.get("/print.css").headers["cache-control"] == "max-age=3600"


def test_every_page_is_printed_with_the_stylesheet_for_paper(operator: Store, browser: Browser) -> None:
    browser.post(link(operator))
    linked = re.search(
        r'<link rel="stylesheet" media="print" href="(/print\.css\?[0-9a-f]{12})">', browser.get("/").body
    )

    assert linked is not None
    assert browser.get(linked[1]).headers["content-type"].startswith("text/css")


def test_paper_has_a_light_colour_for_each_dark_one(browser: Browser) -> None:
    theme = tomllib.loads((Path(__file__).parent.parent / ".streamlit" / "config.toml").read_text("utf-8"))["theme"]
    slots = ("chartCategoricalColors", "chartSequentialColors")
    light, dark = ([colour for slot in slots for colour in theme[name][slot]] for name in ("light", "dark"))
    rgb = [", ".join(str(int(colour[n : n + 2], 16)) for n in (1, 3, 5)) for colour in dark]
    said = re.findall(r'="fill: rgb\(([\d, ]+)\)"\] { fill: (#\w{6}) !important', browser.get("/print.css").body)

    assert dict(said) == dict(zip(rgb, light, strict=True))
    assert not set(light) & set(dark)


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(operator: Store, browser: Browser) -> None:
    given = browser.post(link(operator)).headers["set-cookie"].lower().split("; ")

    assert given[0].startswith("in-touch=")
    assert {"httponly", "samesite=lax", "path=/"} <= set(given)
    assert not {part for part in given if part.startswith(("domain", "max-age", "expires"))}


# Chromium takes these from any host beside ours, before a name that begins with "__Host-" too, and Python strips them.
@pytest.mark.parametrize("sign", ["\x85", "\xa0"])
def test_a_cookie_that_another_host_has_set_is_not_taken_for_ours(operator: Store, browser: Browser, sign: str) -> None:
    theirs = Browser(browser.app)
    browser.post(link(operator))
    theirs.post(f"/sign-in/{operator.invite(COORDINATOR, Role.COORDINATOR, region_id='north')}")
    browser.headers = {"Cookie": f"{browser.cookie}; {sign}{theirs.cookie}; {theirs.cookie}{sign}"}

    assert browser.get("/files/mine").body == CHIEF


def test_what_stands_behind_the_door_reads_no_cookie_that_takes_long_to_read() -> None:
    def told(request: Request) -> Response:
        return PlainTextResponse("|".join(request.headers.getlist("cookie")))

    browser = Browser(Starlette(routes=[Route("/static/x", told)], middleware=[DOOR]))
    browser.headers = {
        "Cookie": 'a="' + "\\" * 40 + '"; _streamlit_xsrf=2|ab-c.d=; in-touch="x"; b=\\1; c=d e;f=1,2; g'
    }

    assert browser.get("/static/x").body == "_streamlit_xsrf=2|ab-c.d="


def test_over_https_the_cookies_are_secure_and_the_browser_stays_there(
    environment: pytest.MonkeyPatch, operator: Store, browser: Browser
) -> None:
    environment.setenv("ASSESSMENT_PUBLIC_URL", "https://in-touch.example.org")
    settings.cache_clear()
    browser.headers = {"Host": "in-touch.example.org"}
    answer = browser.post(link(operator))
    given = answer.headers["set-cookie"].lower().split("; ")

    assert given[0].startswith("__host-in-touch=")
    assert {"secure", "httponly", "path=/"} <= set(given)
    assert answer.headers["strict-transport-security"] == "max-age=31536000"
    assert "connect-src 'self' wss://in-touch.example.org;" in answer.headers["content-security-policy"]
    assert browser.get("/files/mine").body == CHIEF
    assert browser.get("/static/x").headers["set-cookie"] == "_streamlit_xsrf=1; Secure"


def test_hosts_below_the_public_one_are_spoken_for_only_where_the_operator_says_so(
    environment: pytest.MonkeyPatch, browser: Browser
) -> None:
    environment.setenv("ASSESSMENT_PUBLIC_URL", "https://in-touch.example.org")
    environment.setenv("ASSESSMENT_HTTPS_FOR_SUBDOMAINS", "true")
    settings.cache_clear()
    browser.headers = {"Host": "in-touch.example.org"}
    assert browser.get("/").headers["strict-transport-security"] == "max-age=31536000; includeSubDomains"


def test_a_file_is_handed_over_under_any_name() -> None:
    answer = handover.asked.file(b"%PDF", 'Città "alta"\r\n.pdf', "application/pdf")

    assert answer.headers["content-disposition"] == (
        "attachment; filename=\"Citt_ _alta___.pdf\"; filename*=UTF-8''Citt%C3%A0%20%22alta%22%0D%0A.pdf"
    )
    assert answer.headers["cache-control"] == "no-store"
