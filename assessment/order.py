"""The door's second part: a visitor's messages one at a time, in the order they were sent, each worked off to its end.

Streamlit stops a run when a full run is asked for or the visitor leaves, and a change of page does not carry the page's
widgets along: a choice made just before would be lost. So the next message, and the goodbye, wait here until the run
before them has ended. Whatever goes wrong, they wait no longer than the two limits.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress

from google.protobuf.message import DecodeError
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from assessment import log

TO_BEGIN = 1.0  # seconds; a run of a fragment that is no longer on the page never begins
TO_END = 5.0  # seconds; then the next message interrupts the run, as it always would in Streamlit


class InOrder:
    """Pure ASGI; touches nothing but WebSockets, and changes no message."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection; every browser tab has its own."""
        if scope["type"] != "websocket":
            await self.app(scope, receive, send)
            return
        begun, ended = asyncio.Event(), asyncio.Event()
        begun.set()
        ended.set()

        async def receive_in_turn() -> Message:
            message = await receive()
            asked = BackMsg()
            _read(message, asked)
            asks = asked.WhichOneof("type") == "rerun_script"
            if asks or message["type"] == "websocket.disconnect":
                with suppress(TimeoutError):
                    await asyncio.wait_for(begun.wait(), TO_BEGIN)
                    await asyncio.wait_for(ended.wait(), TO_END)
            if asks:
                begun.clear()
                ended.clear()
            return message

        async def send_and_watch(message: Message) -> None:
            if not ended.is_set():
                said = ForwardMsg()
                _read(message, said)
                kind = said.WhichOneof("type")
                if kind in ("new_session", "script_finished"):
                    begun.set()
                if kind == "script_finished" and said.script_finished != said.FINISHED_EARLY_FOR_RERUN:
                    ended.set()  # one that finished early begins again
            with suppress(OSError):  # the visitor has left: the run still goes on to its end
                await send(message)

        try:
            await self.app(scope, receive_in_turn, send_and_watch)
        except Exception as error:  # the connection ends; the page says that it connects again
            log.tell(log.Kind.FAULT, "/_stcore/stream", error)
            raise


def go_to(address: str) -> bytes:
    """The message on which Streamlit's page leaves for an address of ours."""
    message = ForwardMsg()
    message.auth_redirect.url = address
    return bytes(message.SerializeToString())


def _read(message: Message, into: BackMsg | ForwardMsg) -> None:
    with suppress(DecodeError):  # Streamlit itself closes the connection over it
        into.ParseFromString(message.get("bytes") or b"")
