"""Visitors without browsers, hundreds in one process: each speaks Streamlit's protobuf over a WebSocket of its own.

They send what a page would send and read what comes no further than they need to, because they share the machine with
the server that they measure. `tests/wire.py` is the same for one visitor, and keeps all that is drawn.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.client import ClientProtocol
from websockets.frames import Frame, Opcode
from websockets.http11 import Response
from websockets.typing import Origin, Subprotocol
from websockets.uri import parse_uri

from assessment.screens.parts.spoken import NOT_SAVED, SAVED

PATIENCE = 60.0  # seconds for one run; who waits longer has met an error


class GoneError(Exception):
    """The server has closed the connection, or never opened it."""


@dataclass(frozen=True)
class Widget:
    """A widget as it stands on the page."""

    id: str
    label: str
    fragment: str
    options: tuple[str, ...] = ()


@dataclass
class Page:
    """What is kept of what a visitor sees."""

    radios: dict[str, Widget] = field(default_factory=dict)  # by label
    buttons: dict[str, Widget] = field(default_factory=dict)
    pages: dict[str, str] = field(default_factory=dict)  # hashes by address
    timers: dict[str, float] = field(default_factory=dict)  # seconds after which a fragment is run again and again


class Visitor(asyncio.Protocol):
    """One open tab."""

    def __init__(self, url: str, cookie: str) -> None:
        """A tab that is not connected yet.

        Args:
            url: of the site, as its pages call it.
            cookie: of the sign-in; empty where the site knows none.
        """
        self.page = Page()
        self.url, self._cookie = url, cookie
        self._protocol = ClientProtocol(
            parse_uri(url.replace("http", "ws", 1) + "/_stcore/stream"),
            origin=Origin(url),
            subprotocols=[Subprotocol("streamlit"), Subprotocol("none")],
            max_size=None,
        )
        self._transport: asyncio.Transport | None = None
        self._opened: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._ended: asyncio.Future[float] | None = None  # of the run that is waited for: when its last word came
        self._parts: list[bytes] = []
        self._held: dict[str, WidgetState] = {}
        self._at = self._query = ""
        self.redirected_to = ""
        self.told: set[str] = set()  # which of the signs stood in what the last run drew
        self.received = 0  # bytes

    # --- the connection ----------------------------------------------------------------------------------------------

    async def connect(self) -> None:
        """Open the connection."""
        place = urlsplit(self.url)
        assert place.hostname is not None and place.port is not None
        await asyncio.get_running_loop().create_connection(lambda: self, place.hostname, place.port)
        await asyncio.wait_for(self._opened, PATIENCE)

    def leave(self) -> None:
        """Close the tab."""
        if self._transport is not None:
            self._transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        request = self._protocol.connect()
        if self._cookie:
            request.headers["Cookie"] = self._cookie
        self._protocol.send_request(request)
        self._flush()

    def data_received(self, data: bytes) -> None:
        self.received += len(data)
        self._protocol.receive_data(data)
        for event in self._protocol.events_received():
            if isinstance(event, Response):
                self._opened_with(event)
            elif isinstance(event, Frame) and event.opcode in (Opcode.BINARY, Opcode.CONT):
                self._parts.append(bytes(event.data))
                if event.fin:
                    self._take(b"".join(self._parts))
                    self._parts.clear()
        self._flush()  # answers to pings

    def connection_lost(self, exc: Exception | None) -> None:
        for waited in (self._opened, self._ended):
            if waited is not None and not waited.done():
                waited.set_exception(GoneError(str(exc or self.redirected_to or "closed")))
                waited.exception()  # somebody may not wait for it

    def _opened_with(self, response: Response) -> None:
        if self._opened.done():
            return
        if self._protocol.handshake_exc is None:
            self._opened.set_result(None)
        else:
            self._opened.set_exception(GoneError(f"{response.status_code}"))

    def _flush(self) -> None:
        assert self._transport is not None
        for data in self._protocol.data_to_send():
            if data:
                self._transport.write(data)
            elif self._transport.can_write_eof():
                self._transport.close()

    # --- what is seen ------------------------------------------------------------------------------------------------

    def _take(self, payload: bytes) -> None:
        message = ForwardMsg()
        message.ParseFromString(payload)
        kind = message.WhichOneof("type")
        if kind == "delta":
            self._draw(message)
        elif kind == "script_finished":
            is_whole = message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN
            if is_whole and self._ended is not None and not self._ended.done():
                self._ended.set_result(time.perf_counter())
        elif kind == "navigation":
            self._at = message.navigation.page_script_hash
            self.page.pages = {page.url_pathname: page.page_script_hash for page in message.navigation.app_pages}
        elif kind == "page_info_changed":
            self._query = message.page_info_changed.query_string
        elif kind == "new_session" and not message.metadata.run.fragment_ids:
            self.page.timers.clear()
        elif kind == "auto_rerun":
            self.page.timers[message.auto_rerun.fragment_id] = message.auto_rerun.interval
        elif kind == "auth_redirect":
            self.redirected_to = message.auth_redirect.url

    def _draw(self, message: ForwardMsg) -> None:
        element = message.delta.new_element
        kind = element.WhichOneof("type")
        fragment = message.delta.fragment_id
        if kind == "radio":
            one = element.radio
            self.page.radios[one.label] = Widget(one.id, one.label, fragment, tuple(one.options))
        elif kind == "button":
            self.page.buttons[element.button.label] = Widget(element.button.id, element.button.label, fragment)
        elif kind == "markdown":
            self.told.update(sign for sign in (SAVED, NOT_SAVED) if sign in element.markdown.body)

    # --- what is done ------------------------------------------------------------------------------------------------

    async def open(self, name: str, query: str = "") -> float:
        """Load a screen by its address; seconds until it is drawn."""
        self.page, self._query, self._at = Page(), query, ""
        return await self._run({}, page_name=name)

    async def follow(self, name: str) -> float:
        """Click a link of the menu; seconds until the page is drawn."""
        hashes = self.page.pages
        self.page, self._query, self._at = Page(), "", hashes[name]
        return await self._run({})

    async def choose(self, radio: Widget, option: str) -> float:
        """Choose an option; seconds until all is drawn that comes of it."""
        self._held[radio.id] = WidgetState(id=radio.id, string_value=option)
        return await self._run(self._held, fragment=radio.fragment)

    async def press(self, button: Widget) -> float:
        """Press a button; seconds until its run has ended."""
        pressed = WidgetState(id=button.id, trigger_value=True)
        return await self._run({**self._held, button.id: pressed}, fragment=button.fragment)

    async def run_again(self, fragment: str) -> float:
        """Ask for a run of a fragment, as its own timer does; seconds until it has ended."""
        return await self._run(self._held, fragment=fragment, by_timer=True)

    async def _run(
        self, held: dict[str, WidgetState], *, page_name: str = "", fragment: str = "", by_timer: bool = False
    ) -> float:
        message = BackMsg()
        asked = message.rerun_script
        asked.query_string, asked.page_name, asked.page_script_hash = self._query, page_name, self._at
        asked.fragment_id, asked.is_auto_rerun = fragment, by_timer
        asked.widget_states.widgets.extend(held.values())
        if self._transport is None or self._transport.is_closing():
            raise GoneError(self.redirected_to or "closed")
        self._ended = asyncio.get_running_loop().create_future()
        self.told.clear()
        began = time.perf_counter()
        self._protocol.send_binary(message.SerializeToString())
        self._flush()
        return await asyncio.wait_for(self._ended, PATIENCE) - began


def percentile(values: Sequence[float], of: float) -> float:
    """The value below which so many of a hundred lie; 0 where there is none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * of / 100))] if ordered else 0.0
