"""How many tabs may be open: six of one sign-in, a tab that comes back once, and all as many as there are files for."""

from __future__ import annotations

import asyncio
import logging
import resource
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import pytest
from starlette.types import Message, Receive, Scope, Send
from streamlit.runtime.memory_session_storage import MemorySessionStorage
from test_signin import HERE, Browser, browser, chief, environment, operator  # noqa: F401  # fixtures

from assessment import signin
from assessment.signin import Door, room
from assessment.signin.room import MOST_FILES, TooFewFilesError, raise_limit, tabs_for
from assessment.signin.tabs import MOST_OF_ONE, Full, Tab, Tabs
from assessment.storage import Store
from assessment.wording import LANGUAGES, Say

ADA, LEO = "a" * 64, "b" * 64
SOON = 0.4  # seconds; long enough for everything that waits for nothing


def entered(all_tabs: Tabs, session: str = ADA, called: str = "") -> Tab:
    tab = all_tabs.enter(session, called)
    assert isinstance(tab, Tab)
    return tab


def six(all_tabs: Tabs, session: str = ADA) -> list[Tab]:
    return [entered(all_tabs, session, f"{session[0]}{number}") for number in range(6)]


# --- places ----------------------------------------------------------------------------------------------------------


def test_one_sign_in_has_six_tabs_and_another_has_six_of_its_own() -> None:
    all_tabs = Tabs(100)
    six(all_tabs)

    assert all_tabs.enter(ADA, "") is Full.SIGN_IN
    six(all_tabs, LEO)
    assert all_tabs.enter(LEO, "") is Full.SIGN_IN


def test_a_tab_that_is_closed_makes_room_before_what_it_sent_last_is_worked_off() -> None:
    all_tabs = Tabs(100)
    six(all_tabs)[3].left.set()

    entered(all_tabs)
    assert all_tabs.enter(ADA, "") is Full.SIGN_IN


def test_a_tab_that_comes_back_takes_its_own_place_and_no_second_one() -> None:
    all_tabs = Tabs(100)
    own = six(all_tabs)
    back = entered(all_tabs, ADA, own[2].called)

    assert back.before is own[2]
    assert [tab.left.is_set() for tab in own] == [False, False, True, False, False, False]
    assert all_tabs.enter(ADA, "") is Full.SIGN_IN
    assert all_tabs.enter(ADA, "unheard of") is Full.SIGN_IN


def test_nobody_takes_the_place_of_somebody_elses_tab() -> None:
    all_tabs = Tabs(100)
    (theirs, *_), own = six(all_tabs, LEO), six(all_tabs)

    assert all_tabs.enter(ADA, theirs.called) is Full.SIGN_IN
    all_tabs.leave(own[0])
    assert entered(all_tabs, ADA, theirs.called).before is None
    assert not theirs.left.is_set()


def test_a_tab_that_comes_back_again_and_again_is_one() -> None:
    all_tabs = Tabs(1_000)
    six(all_tabs)
    came = [all_tabs.enter(ADA, "a0") for _ in range(100)]

    assert isinstance(came[0], Tab)
    assert came[-1] is Full.SIGN_IN  # those before it are still served: no more than twice six at once
    assert sum(isinstance(one, Tab) for one in came) <= MOST_OF_ONE + 1


def test_of_everybody_there_are_no_more_than_there_is_room_for() -> None:
    all_tabs = Tabs(8)
    own, theirs = six(all_tabs), [entered(all_tabs, LEO, "b0"), entered(all_tabs, LEO, "b1")]

    assert all_tabs.enter(LEO, "") is Full.SITE
    own[0].left.set()
    assert all_tabs.enter(LEO, "") is Full.SITE  # its files are still in use
    back = entered(all_tabs, LEO, "b1")
    assert all_tabs.enter(LEO, "b0") is Full.SITE  # until the one that it replaced has ended
    for tab in (own[0], theirs[1]):
        all_tabs.leave(tab)
    entered(all_tabs, LEO, "")
    assert back.before is theirs[1]


def test_the_log_tells_once_that_there_is_no_more_room(caplog: pytest.LogCaptureFixture) -> None:
    all_tabs = Tabs(1)
    tab = entered(all_tabs)
    for _ in range(3):
        assert all_tabs.enter(LEO, "") is Full.SITE
    assert len(caplog.records) == 1
    all_tabs.leave(tab)
    entered(all_tabs, LEO)
    all_tabs.enter(ADA, "")

    assert [record.levelno for record in caplog.records] == [logging.WARNING] * 2


# --- at the door -----------------------------------------------------------------------------------------------------


@dataclass
class Connection:
    """One connection through the door."""

    door: Door
    scope: Scope
    from_browser: asyncio.Queue[Message] = field(default_factory=asyncio.Queue)
    to_browser: list[Message] = field(default_factory=list)
    serving: asyncio.Task[None] | None = None

    def begin(self) -> None:
        self.from_browser.put_nowait({"type": "websocket.connect"})
        self.serving = asyncio.create_task(self.door(self.scope, self.from_browser.get, self.send))

    async def send(self, message: Message) -> None:
        self.to_browser.append(message)

    async def answered(self) -> None:
        """Wait for an answer; where the connection has to wait, not for ever."""
        for _ in range(100):
            if self.to_browser or await self.ends(SOON / 20):
                return

    async def ends(self, soon: float = SOON) -> bool:
        """Whether it does, soon."""
        assert self.serving is not None
        done, _ = await asyncio.wait({self.serving}, timeout=soon)
        return bool(done)


@dataclass
class Behind:
    """Stands for Streamlit: gives each connection a name, and says when what it had to do is done."""

    heard: list[Message] = field(default_factory=list)
    done: asyncio.Event = field(default_factory=asyncio.Event)
    served: int = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.served += 1
        await receive()
        await send({"type": "websocket.accept"})
        await send({"type": "websocket.send", "bytes": b""})
        await send({"type": "websocket.send", "bytes": f"session {self.served}".encode()})
        while self.heard[-1:] != [{"type": "websocket.disconnect", "code": 1001}]:
            self.heard.append(await receive())
        await self.done.wait()


Open = Callable[[str], Awaitable[Connection]]


def at_the_door(chief: Browser, test: Callable[[Behind, Open], Awaitable[None]], most: int = 100) -> None:  # noqa: F811
    """Run a test with a way to open connections of the chief's, by the session that the browser says it had."""

    async def run() -> None:
        behind, opened = Behind(), []
        door = Door(behind, lambda to: f"go to {to}".encode(), bytes.decode, most)

        async def connect(called: str) -> Connection:
            protocol = f"streamlit, x, {called}" if called else "streamlit, x"
            headers = {"Origin": HERE, "Sec-WebSocket-Protocol": protocol}
            connection = Connection(door, chief._scope("websocket", "/_stcore/stream", headers))
            connection.begin()
            opened.append(connection)
            await connection.answered()
            return connection

        try:
            await test(behind, connect)
        finally:
            for connection in opened:
                if connection.serving is not None:
                    connection.serving.cancel()

    asyncio.run(run())


def sent_to(address: str) -> list[Message]:
    return [
        {"type": "websocket.accept", "subprotocol": "streamlit"},
        {"type": "websocket.send", "bytes": f"go to {address}".encode()},
        {"type": "websocket.close", "code": 1008},
    ]


def test_the_seventh_tab_is_sent_to_where_it_is_told_so(chief: Browser) -> None:  # noqa: F811
    async def test(behind: Behind, connect: Open) -> None:
        for _ in range(MOST_OF_ONE):
            await connect("")
        seventh = await connect("")

        assert await seventh.ends()
        assert seventh.to_browser == sent_to("/tabs")
        assert behind.served == MOST_OF_ONE

    at_the_door(chief, test)


def test_a_tab_that_comes_back_is_served_once_its_old_connection_has_ended(chief: Browser) -> None:  # noqa: F811
    async def test(behind: Behind, connect: Open) -> None:
        old, *_ = [await connect("") for _ in range(MOST_OF_ONE)]
        await asyncio.sleep(SOON)  # all have been told their names
        back = await connect("session 1")

        assert not await back.ends()
        assert behind.heard == [{"type": "websocket.disconnect", "code": 1001}]  # on the old one, of which nobody knew
        assert behind.served == MOST_OF_ONE  # what was sent on it is still worked off
        behind.done.set()
        assert await old.ends()
        await back.answered()
        assert back.to_browser[-1]["bytes"] == b"session 7"

    at_the_door(chief, test)


def test_a_tab_that_is_closed_is_given_back(chief: Browser) -> None:  # noqa: F811
    async def test(behind: Behind, connect: Open) -> None:
        closed, *_ = [await connect("") for _ in range(MOST_OF_ONE)]
        closed.from_browser.put_nowait({"type": "websocket.disconnect", "code": 1001})
        assert not await closed.ends()

        assert (await connect("")).to_browser[:1] == [{"type": "websocket.accept"}]
        behind.done.set()
        assert await closed.ends()

    at_the_door(chief, test)


def test_where_all_is_full_a_new_tab_is_told_so_and_one_that_comes_back_tries_again(
    chief: Browser,  # noqa: F811
) -> None:
    async def test(_: Behind, connect: Open) -> None:
        await connect("")
        assert (await connect("")).to_browser == sent_to("/full")
        assert (await connect("of before")).to_browser == [{"type": "websocket.close", "code": 1008}]

    at_the_door(chief, test, most=1)


# --- what is said ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("what", "status"), [(Full.SIGN_IN, 429), (Full.SITE, 503)])
def test_what_is_full_is_said_in_every_language_with_the_way_back(
    chief: Browser,  # noqa: F811
    language: str,
    what: Full,
    status: int,
) -> None:
    answer = chief.get(f"{what}?language={language}", Referer=f"{HERE}/results?part=2")

    assert answer.status == status
    assert answer.headers["retry-after"] == "60"
    assert Say(language)(f"signin.full.{what.name.lower()}.title", MOST_OF_ONE) in answer.body
    assert '<a href="/results?part=2">' in answer.body
    assert '<a href="/">' in chief.get(what, Referer="https://evil.example/results").body
    assert '<a href="/">' in chief.get(what, Referer=f"{HERE}{what}").body


def test_nobody_unknown_is_told_what_is_full(operator: Store, browser: Browser) -> None:  # noqa: F811
    assert browser.get("/tabs").location == "/"
    assert browser.get("/full").location == "/"


# --- files -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def limits(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int]]:
    """What the system allows, and is then asked for."""
    asked = [(1_024, 4_096)]
    monkeypatch.setattr(resource, "getrlimit", lambda _: asked[-1])
    monkeypatch.setattr(resource, "setrlimit", lambda _, wanted: asked.append(wanted))
    return asked


@pytest.mark.parametrize(
    ("soft", "hard", "then"),
    [
        (1_024, 4_096, (4_096, 4_096)),
        (1_024, 1_048_576, (MOST_FILES, 1_048_576)),
        (256, resource.RLIM_INFINITY, (MOST_FILES, resource.RLIM_INFINITY)),
        (1_048_576, 1_048_576, (1_048_576, 1_048_576)),
        (resource.RLIM_INFINITY, resource.RLIM_INFINITY, (resource.RLIM_INFINITY, resource.RLIM_INFINITY)),
    ],
)
def test_the_start_asks_for_as_many_files_as_the_system_grants(
    limits: list[tuple[int, int]], soft: int, hard: int, then: tuple[int, int]
) -> None:
    limits[:] = [(soft, hard)]

    assert raise_limit() == (MOST_FILES if then[0] in (resource.RLIM_INFINITY, 1_048_576) else then[0])
    assert limits[-1] == then
    assert signin.raise_limit is raise_limit


def test_where_the_system_grants_less_than_it_says_the_start_goes_on(
    limits: list[tuple[int, int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise ValueError("current limit exceeds maximum limit")

    monkeypatch.setattr(resource, "setrlimit", refuse)

    assert raise_limit() == 1_024


@pytest.mark.parametrize(("files", "most"), [(445, 1), (512, 10), (1_024, 85), (4_096, 533), (MOST_FILES, 9_493)])
def test_there_are_as_many_tabs_as_files_allow(files: int, most: int) -> None:
    assert tabs_for(files) == most


def test_few_files_are_told_with_what_to_do(caplog: pytest.LogCaptureFixture) -> None:
    tabs_for(room.ENOUGH)
    assert caplog.text == ""
    tabs_for(1_024)

    assert "1024 files, enough for 85 tabs" in caplog.text
    assert "LimitNOFILE=65536" in caplog.text
    assert "ulimit -n 65536" in caplog.text


def test_too_few_for_a_single_tab_are_refused() -> None:
    with pytest.raises(TooFewFilesError, match="444 files, too few for a single tab; raise its limit to 65536"):
        tabs_for(444)


def test_as_many_closed_sessions_are_allowed_for_as_streamlit_keeps() -> None:
    storage = MemorySessionStorage()

    assert storage._cache.maxsize * (room.A_TAB - 1) == room._CLOSED  # type: ignore[attr-defined]
