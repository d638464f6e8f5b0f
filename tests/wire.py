"""A browser without a browser: speaks to the real application over its WebSocket, to the millisecond.

It sends what Streamlit's page would send, protobuf for protobuf: with a choice every widget it holds, with a menu link
none, as the page does. What a run draws is kept by its place, so that a later run of a fragment replaces its part.
"""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

TO_FINISH = 30.0  # seconds; a run on a busy machine
Place = tuple[int, ...]


@dataclass
class Drawn:
    """One element as it stands on the page."""

    kind: str
    element: Any
    fragment: str

    @property
    def text(self) -> str:
        """What it says, where it says something."""
        return str(getattr(self.element, "body", "") or getattr(self.element, "label", ""))


@dataclass
class Wire:
    """One tab of somebody's browser."""

    url: str
    cookie: str
    session: str = ""  # the Streamlit session to come back to
    held: dict[str, WidgetState] = field(default_factory=dict)  # what this tab has chosen or typed, by widget
    drawn: dict[Place, Drawn] = field(default_factory=dict)
    fresh: set[Place] = field(default_factory=set)  # what the run that goes on has drawn
    pages: dict[str, str] = field(default_factory=dict)  # hashes by address
    at: str = ""
    query: str = ""
    redirected_to: str = ""
    runs: int = 0  # that have begun
    sent: int = 0  # bytes, before they are packed
    received: int = 0
    socket: ClientConnection | None = None
    connection: ExitStack = field(default_factory=ExitStack)

    def __enter__(self) -> Wire:
        self.connect()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self.leave()

    def connect(self) -> None:
        """Open the connection; with a session, the one it had."""
        protocols = ["streamlit", "none", *([self.session] if self.session else [])]
        self.socket = self.connection.enter_context(
            connect(
                self.url.replace("http", "ws", 1) + "/_stcore/stream",
                origin=Origin(self.url),
                additional_headers={"Cookie": self.cookie},
                subprotocols=[Subprotocol(one) for one in protocols],
                max_size=None,
            )
        )

    def leave(self) -> None:
        """Close the tab."""
        self.connection.close()
        self.socket = None

    def open(self, name: str, query: str = "") -> None:
        """Load a screen by its address, and wait until it is drawn."""
        self.query, self.at = query, ""
        self.drawn.clear()
        self.send(page_name=name)
        self.wait()

    def follow(self, name: str) -> None:
        """Click a link of the menu, without waiting; the page's widgets do not travel along."""
        self.at, self.query = self.pages[name], ""
        self.send(only={})

    def send(self, *, page_name: str = "", fragment: str = "", only: dict[str, WidgetState] | None = None) -> None:
        """Ask for a run, and do not wait for it."""
        message = BackMsg()
        asked = message.rerun_script
        asked.query_string, asked.page_name, asked.page_script_hash = self.query, page_name, self.at
        asked.fragment_id = fragment
        asked.widget_states.widgets.extend((self.held if only is None else only).values())
        assert self.socket is not None, "not connected"
        said = message.SerializeToString()
        self.sent += len(said)
        self.socket.send(said)

    def wait(self, runs: int = 1) -> None:
        """Take what the application sends until so many runs have ended."""
        assert self.socket is not None, "not connected"
        while runs:
            message = ForwardMsg()
            said = self.socket.recv(TO_FINISH, decode=False)
            self.received += len(said)
            message.ParseFromString(said)
            runs -= self._take(message)

    def _take(self, message: ForwardMsg) -> bool:
        """Keep what a message says; returns whether a run has ended with it."""
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self.session = message.new_session.initialize.session_id
            self.runs += 1
            self.fresh.clear()
        elif kind == "page_info_changed":
            self.query = message.page_info_changed.query_string
        elif kind == "navigation":
            self.at = message.navigation.page_script_hash
            self.pages = {page.url_pathname: page.page_script_hash for page in message.navigation.app_pages}
        elif kind == "auth_redirect":
            self.redirected_to = message.auth_redirect.url
        elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
            element = message.delta.new_element
            name = str(element.WhichOneof("type"))
            place = tuple(message.metadata.delta_path)
            self.drawn[place] = Drawn(name, getattr(element, name), message.delta.fragment_id)
            self.fresh.add(place)
        if kind != "script_finished" or message.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN:
            return False
        self._forget(message.script_finished == ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY)
        return True

    def _forget(self, fragment_only: bool) -> None:
        """Take away what the run that has ended did not draw again; of a fragment's, only its own part."""
        ran = {self.drawn[place].fragment for place in self.fresh}
        self.drawn = {
            place: one
            for place, one in self.drawn.items()
            if place in self.fresh or (fragment_only and one.fragment not in ran)
        }

    # --- what a visitor does -----------------------------------------------------------------------------------------

    def find(self, kind: str, label: str) -> Drawn:
        """The first widget of a kind with these words on it."""
        found = self._labelled(kind, label)
        assert found, f"no {kind} says {label!r}: {self.texts()}"
        return found[0]

    def choose(self, question: str, option: str) -> None:
        """Choose an option, without waiting for what comes of it."""
        radio = self.find("radio", question)
        assert option in radio.element.options, f"{option!r} is not among the options"
        self.hold(radio, string_value=option)
        self.send(fragment=radio.fragment)

    def type(self, label: str, text: str) -> None:
        """Type into a box and leave it."""
        box = next(one for kind in ("text_area", "text_input") for one in self._labelled(kind, label))
        self.hold(box, string_value=text)
        self.send(fragment=box.fragment)

    def tick(self, label: str, *, value: bool = True) -> None:
        """Tick a box, or take its tick away."""
        box = self.find("checkbox", label)
        self.hold(box, bool_value=value)
        self.send(fragment=box.fragment)

    def press(self, label: str) -> None:
        """Press a button."""
        button = self.find("button", label)
        pressed = WidgetState(id=button.element.id, trigger_value=True)
        self.send(fragment=button.fragment, only={**self.held, button.element.id: pressed})

    def hold(self, widget: Drawn, **value: Any) -> None:
        """Keep in the browser what a widget was set to."""
        self.held[widget.element.id] = WidgetState(id=widget.element.id, **value)

    def _labelled(self, kind: str, label: str) -> list[Drawn]:
        return [one for _, one in sorted(self.drawn.items()) if one.kind == kind and one.element.label == label]

    def texts(self) -> list[str]:
        """Everything that the page says, in its order."""
        return [one.text for _, one in sorted(self.drawn.items()) if one.text]

    def says(self, words: str) -> bool:
        """Whether the page says something."""
        return any(words in text for text in self.texts())
