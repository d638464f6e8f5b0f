"""The door's second part: a visitor's messages one at a time, in the order they were sent, each worked off to its end.

Streamlit stops a run when a full run is asked for or the visitor leaves, and a change of page does not carry the page's
widgets along: a choice made just before would be lost. So the next message, and the goodbye, wait here until the run
before them has ended. Whatever goes wrong, they wait no longer than the two limits.

No more than so many messages wait on one connection, and only such as a page of ours sends: whoever sends more, or
anything else, is cut off. A page of ours connects again by itself. Of what still waits when a visitor leaves, the last
few are worked off.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress

from google.protobuf.message import DecodeError
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from assessment import log, together

TO_BEGIN = 1.0  # seconds; a run of a fragment that is no longer on the page never begins
TO_END = 5.0  # seconds; then the next message interrupts the run, as it always would in Streamlit
MOST_WAITING = 100  # messages of one connection; a page that is used sends a few
MOST_BYTES = 4_000_000  # of them together; a page of questions with every note full sends some ten thousand
MOST_LEFT = 10  # of them are worked off when the visitor has left, the last: a choice is in all that follow on its page
# What the page itself sends. Streamlit knows more, for its developers: at "load_git_info" it starts git several times
# while everybody waits, at "clear_cache" it forgets what it keeps for all, and some of the rest write files.
_OURS = ("rerun_script", "stop_script", "app_heartbeat", "file_urls_request")
_NOT_OURS, _TOO_MANY = 1003, 1008  # codes of the protocol: data that is not understood, a rule that was broken


class InOrder:
    """Pure ASGI; touches nothing but WebSockets, and changes no message."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection; every browser tab has its own."""
        if scope["type"] != "websocket":
            await self.app(scope, receive, send)
            return
        line = _Connection(receive, send)
        reading = asyncio.create_task(line.read_ahead())
        try:
            await self.app(scope, line.receive_in_turn, line.send_and_watch)
        except Exception as error:  # the connection ends; the page says that it connects again
            log.tell(log.LogKind.FAULT, "/_stcore/stream", error)
            raise
        finally:
            reading.cancel()


class _Connection:
    """One connection: what waits on it, and how far the run is that was asked for last."""

    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive, self._send = receive, send
        self._waiting: asyncio.Queue[Message] = asyncio.Queue()
        self._bytes = 0  # of what waits
        self._session_id = ""  # as Streamlit calls it, once a run has begun
        self._begun, self._ended, self._cut_off = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self._begun.set()
        self._ended.set()

    async def read_ahead(self) -> None:
        """Take what a visitor sends as soon as it comes, up to the goodbye; cut off whoever sends what is not ours."""
        while True:
            message = await self._receive()
            code = self._refusal(message)
            if code is not None:
                log.tell(log.LogKind.REFUSED, "/_stcore/stream")
                self._cut_off.set()
                with suppress(OSError):  # the visitor has left meanwhile
                    await self._send({"type": "websocket.close", "code": code})
                message = {"type": "websocket.disconnect", "code": code}
            if message["type"] == "websocket.disconnect":
                while self._waiting.qsize() > MOST_LEFT:
                    self._waiting.get_nowait()
            self._waiting.put_nowait(message)
            self._bytes += _size(message)
            if message["type"] == "websocket.disconnect":
                return

    def _refusal(self, message: Message) -> int | None:
        """With which code to cut a visitor off who sends this; None where it may wait."""
        if self._waiting.qsize() >= MOST_WAITING or self._bytes + _size(message) > MOST_BYTES:
            return _TOO_MANY
        return None if _is_ours(message) else _NOT_OURS

    async def receive_in_turn(self) -> Message:
        """The next message, once the run before it has ended, where it asks for one or says goodbye."""
        message = await self._waiting.get()
        self._bytes -= _size(message)
        asked = BackMsg()
        _read(message, asked)
        asks = asked.WhichOneof("type") == "rerun_script"
        if asks or message["type"] == "websocket.disconnect":
            with suppress(TimeoutError):
                async with asyncio.timeout(TO_BEGIN):
                    await self._begun.wait()
                async with asyncio.timeout(TO_END):
                    await self._ended.wait()
        if not asks:
            return message
        wide = together.widened(asked, self._session_id)
        self._begun.clear()
        self._ended.clear()
        return message if wide is None else {**message, "bytes": wide}

    async def send_and_watch(self, message: Message) -> None:
        """Send what a run says, and see from it how far the run is."""
        if not self._ended.is_set():
            said = ForwardMsg()
            _read(message, said)
            kind = said.WhichOneof("type")
            if kind in ("new_session", "script_finished"):
                self._begun.set()
                self._session_id = said.new_session.initialize.session_id or self._session_id
            if kind == "script_finished" and said.script_finished != said.FINISHED_EARLY_FOR_RERUN:
                self._ended.set()  # one that finished early begins again
        if not self._cut_off.is_set():
            with suppress(OSError):  # the visitor has left: the run still goes on to its end
                await self._send(message)


def _is_ours(message: Message) -> bool:
    """Whether a message is what a page of ours can send: a whole one in Streamlit's format; it never sends text."""
    if message["type"] != "websocket.receive":
        return True
    sent = BackMsg()
    try:
        sent.ParseFromString(message.get("bytes") or b"")
    except DecodeError:
        return False
    return sent.WhichOneof("type") in _OURS


def _size(message: Message) -> int:
    return len(message.get("bytes") or b"")


def go_to(address: str) -> bytes:
    """The message on which Streamlit's page leaves for an address of ours."""
    message = ForwardMsg()
    message.auth_redirect.url = address
    return bytes(message.SerializeToString())


def session_in(said: bytes) -> str:
    """What Streamlit calls the session that a message to a page begins; nothing if it begins none."""
    message = ForwardMsg()
    _read({"bytes": said}, message)
    return message.new_session.initialize.session_id


def _read(message: Message, into: BackMsg | ForwardMsg) -> None:
    with suppress(DecodeError):  # what is not ours came no further than to `_read_ahead`
        into.ParseFromString(message.get("bytes") or b"")
