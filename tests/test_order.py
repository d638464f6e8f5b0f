"""One message at a time: the next waits until the run before it has ended."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from starlette.types import Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from assessment import order

GOODBYE: Message = {"type": "websocket.disconnect", "code": 1001}
SOON = 0.1  # seconds; long enough for everything that does not wait


def asks() -> Message:
    said = BackMsg()
    said.rerun_script.query_string = ""
    return {"type": "websocket.receive", "bytes": said.SerializeToString()}


def pings() -> Message:
    said = BackMsg()
    said.app_heartbeat = True
    return {"type": "websocket.receive", "bytes": said.SerializeToString()}


# What Streamlit would do besides: all that is no message of a page of ours, also of a later version.
NOT_OURS = sorted(
    field.name
    for field in BackMsg.DESCRIPTOR.oneofs_by_name["type"].fields
    if field.name not in ("rerun_script", "stop_script", "app_heartbeat", "file_urls_request")
)


def developers(name: str) -> Message:
    """A message that Streamlit's page sends for developers alone."""
    said, kind = BackMsg(), BackMsg.DESCRIPTOR.fields_by_name[name]
    if kind.message_type is None:
        setattr(said, name, True)
    else:
        getattr(said, name).SetInParent()
    return {"bytes": said.SerializeToString()}


def begins() -> Message:
    said = ForwardMsg()
    said.new_session.name = "main"
    return {"type": "websocket.send", "bytes": said.SerializeToString()}


def ends(how: ForwardMsg.ScriptFinishedStatus.ValueType = ForwardMsg.FINISHED_SUCCESSFULLY) -> Message:
    said = ForwardMsg()
    said.script_finished = how
    return {"type": "websocket.send", "bytes": said.SerializeToString()}


class Connection:
    """A connection through `InOrder`: what the browser sends, and what reaches the application behind."""

    def __init__(self) -> None:
        self.from_browser: asyncio.Queue[Message] = asyncio.Queue()
        self.reached: asyncio.Queue[Message] = asyncio.Queue()
        self.to_browser: list[Message] = []
        self.gone = False
        self.say: Send

    async def serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The application behind: takes what it gets, and says what the test says."""
        self.say = send
        while True:
            await self.reached.put(await receive())

    async def send(self, message: Message) -> None:
        if self.gone:
            raise OSError("the browser has left")
        self.to_browser.append(message)

    async def next(self) -> Message | None:
        """The next message that reaches the application, or None where it is held back."""
        try:
            return await asyncio.wait_for(self.reached.get(), SOON)
        except TimeoutError:
            return None


def through(test: Callable[[Connection], Awaitable[None]]) -> None:
    """Run a test on a connection."""

    async def run() -> None:
        connection = Connection()
        serving = asyncio.create_task(
            order.InOrder(connection.serve)({"type": "websocket"}, connection.from_browser.get, connection.send)
        )
        try:
            await test(connection)
        finally:
            serving.cancel()

    asyncio.run(run())


@pytest.mark.parametrize("last", [asks(), GOODBYE], ids=["a click", "leaving"])
def test_what_is_sent_during_a_run_waits_for_its_end(last: Message) -> None:
    async def test(connection: Connection) -> None:
        first = asks()
        connection.from_browser.put_nowait(first)
        connection.from_browser.put_nowait(last)

        assert await connection.next() is first
        await connection.say(begins())
        assert await connection.next() is None
        await connection.say(ends())
        assert await connection.next() is last

    through(test)


def test_a_run_that_begins_again_has_not_ended() -> None:
    async def test(connection: Connection) -> None:
        for _ in range(2):
            connection.from_browser.put_nowait(asks())
        await connection.next()
        await connection.say(begins())
        await connection.say(ends(ForwardMsg.FINISHED_EARLY_FOR_RERUN))

        assert await connection.next() is None
        await connection.say(ends(ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY))
        assert await connection.next() is not None

    through(test)


def test_messages_that_ask_for_no_run_do_not_wait() -> None:
    async def test(connection: Connection) -> None:
        ping = pings()
        connection.from_browser.put_nowait(asks())
        connection.from_browser.put_nowait(ping)
        await connection.next()
        await connection.say(begins())

        assert await connection.next() is ping

    through(test)


def test_a_run_that_never_begins_holds_nothing_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(order, "TO_BEGIN", SOON / 5)

    async def test(connection: Connection) -> None:
        for _ in range(2):
            connection.from_browser.put_nowait(asks())
        await connection.next()

        assert await connection.next() is not None

    through(test)


def test_a_run_that_never_ends_holds_nothing_up_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(order, "TO_END", SOON / 5)

    async def test(connection: Connection) -> None:
        for _ in range(2):
            connection.from_browser.put_nowait(asks())
        await connection.next()
        await connection.say(begins())

        assert await connection.next() is not None

    through(test)


def test_the_run_goes_on_to_its_end_when_the_visitor_has_left() -> None:
    async def test(connection: Connection) -> None:
        connection.from_browser.put_nowait(asks())
        connection.from_browser.put_nowait(GOODBYE)
        await connection.next()
        connection.gone = True
        await connection.say(begins())
        await connection.say(ends())

        assert await connection.next() is GOODBYE

    through(test)


def test_no_message_is_changed() -> None:
    async def test(connection: Connection) -> None:
        first = asks()
        connection.from_browser.put_nowait(first)

        assert await connection.next() is first
        await connection.say(begins())
        assert connection.to_browser == [begins()]

    through(test)


@pytest.mark.parametrize(
    "sent",
    [
        {"bytes": b"\xff\xfe\x00garbage"},
        {"bytes": asks()["bytes"][:-1] + b"\xff"},
        {"bytes": b""},
        {"text": "hello"},
        {"text": "hello", "bytes": None},
        *(developers(name) for name in NOT_OURS),
    ],
    ids=["garbage", "torn", "nothing", "text", "text without bytes", *NOT_OURS],
)
def test_who_sends_what_is_not_ours_is_cut_off_without_a_word_to_the_application(sent: Message) -> None:
    async def test(connection: Connection) -> None:
        connection.from_browser.put_nowait({"type": "websocket.receive", **sent})
        connection.from_browser.put_nowait(asks())

        assert await connection.next() == {"type": "websocket.disconnect", "code": 1003}
        await connection.say(begins())
        assert connection.to_browser == [{"type": "websocket.close", "code": 1003}]
        assert await connection.next() is None

    through(test)


def test_who_sends_more_than_can_wait_is_cut_off_and_the_rest_is_not_worked_off() -> None:
    async def test(connection: Connection) -> None:
        first = asks()
        connection.from_browser.put_nowait(first)
        assert await connection.next() is first
        await connection.say(begins())
        for _ in range(3_000):
            connection.from_browser.put_nowait(pings())

        reached = 0
        while (message := await connection.next()) is not None and message["type"] == "websocket.receive":
            reached += 1
        assert message is None and reached <= order.MOST_WAITING  # the goodbye waits for the run
        await connection.say(ends())
        assert await connection.next() == {"type": "websocket.disconnect", "code": 1008}
        assert connection.to_browser[-1] == {"type": "websocket.close", "code": 1008}

    through(test)


def test_what_waits_is_no_larger_than_memory_allows() -> None:
    async def test(connection: Connection) -> None:
        large = BackMsg()
        large.rerun_script.query_string = "x" * (order.MOST_BYTES // 3)
        message = {"type": "websocket.receive", "bytes": large.SerializeToString()}
        connection.from_browser.put_nowait(message)
        for _ in range(3):  # one after the other they may be sent for ever
            assert await connection.next() is message
            connection.from_browser.put_nowait(message)
            await connection.say(begins())
            await connection.say(ends())
        assert await connection.next() is message
        for _ in range(3):
            connection.from_browser.put_nowait(message)
        await asyncio.sleep(SOON)

        assert connection.to_browser[-1] == {"type": "websocket.close", "code": 1008}

    through(test)


@pytest.mark.parametrize(("sent", "reached"), [(3, 3), (order.MOST_WAITING - 1, order.MOST_LEFT)])
def test_of_what_waits_when_the_visitor_leaves_the_last_few_are_worked_off(sent: int, reached: int) -> None:
    async def test(connection: Connection) -> None:
        connection.from_browser.put_nowait(asks())
        await connection.next()
        await connection.say(begins())
        messages = [asks() for _ in range(sent)]
        for message in (*messages, GOODBYE):
            connection.from_browser.put_nowait(message)
        await asyncio.sleep(SOON)

        for message in (*messages[-reached:], GOODBYE):
            assert await connection.next() is None  # each waits for its turn, as ever
            await connection.say(begins())
            await connection.say(ends())
            assert await connection.next() is message

    through(test)


def test_other_requests_pass_untouched() -> None:
    seen = []

    async def behind(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append((scope, receive, send))

    async def run() -> None:
        connection = Connection()
        scope, receive, send = {"type": "http"}, connection.from_browser.get, connection.send
        await order.InOrder(behind)(scope, receive, send)
        assert seen == [(scope, receive, send)]

    asyncio.run(run())


def test_the_message_that_sends_a_page_away_names_the_address() -> None:
    said = ForwardMsg()
    said.ParseFromString(order.go_to("/auth/logout"))

    assert said.WhichOneof("type") == "auth_redirect"
    assert said.auth_redirect.url == "/auth/logout"


def test_the_message_that_begins_a_session_says_its_name_and_no_other_does() -> None:
    said = ForwardMsg()
    said.new_session.initialize.session_id = "0a1b"

    assert order.session_in(said.SerializeToString()) == "0a1b"
    assert order.session_in(ends()["bytes"]) == ""
    assert order.session_in(b"") == order.session_in(b"\xff\xfe") == ""
