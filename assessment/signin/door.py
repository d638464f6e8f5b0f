"""The door before Streamlit: every request passes it, the WebSocket too, and nothing passes unknown.

Pure ASGI. It sends requests under another host name to the public address, refuses what comes from other sites, turns
the session cookie into a trusted header, and puts the same security headers on every answer. HEAD is answered as GET,
without the body.
"""

from __future__ import annotations

import re
from asyncio import to_thread
from collections.abc import Callable, Mapping
from functools import partial
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assessment import log
from assessment.log import LogKind
from assessment.people import Person
from assessment.settings import settings
from assessment.signin import cookie, ending
from assessment.signin.page import problem
from assessment.signin.policy import policy
from assessment.signin.tabs import Full, Tab, Tabs
from assessment.storage import DatabaseError, DoorStore, NotSaved, digest

TRUSTED = b"x-session"  # becomes st.user["session"], see trustedUserHeaders in .streamlit/config.toml
_STYLES = ("/door.css", "/print.css", "/streamlit.css")
_CACHED = ("/static/", "/fonts/", "/mark.svg", "/favicon.png", *_STYLES)
_FILES = ("/static/js/", "/static/media/", "/fonts/")  # they load nothing, whatever opens them
_HEALTH = ("/health", "/_stcore/health")
_READING = ("GET", "HEAD")  # the same answer, with and without its body

# What answers a visitor whom nobody knows; everything else asks for a session.
_OPEN = re.compile(
    r"/|/link|/sign-in(/[^/]+)?|/sign-in-as/[^/]+|/auth/logout|/auth/elsewhere(/back|/stranger|/problem)?"
    r"|/language/[a-z]+|/opinion/[^/]+"
    r"|/health|/mark\.svg|/favicon\.png|/(door|print|streamlit)\.css|/(static|fonts)/.+|/_stcore/(health|host-config)"
)
# Of Streamlit's own addresses only these exist: no metrics, no agents, no script check, no components.
_STREAMLIT = re.compile(r"/_stcore/(health|host-config|stream|upload_file/.+)")


class Door:
    """Lets in whom the store knows, and tells Streamlit who it is."""

    def __init__(
        self, app: ASGIApp, go_to: Callable[[str], bytes], session_in: Callable[[bytes], str], most: int
    ) -> None:
        """Stand before an application.

        Args:
            app: everything behind the door.
            go_to: the message on which an open page leaves for an address of ours.
            session_in: what Streamlit calls the session that a message of its own begins; nothing if it begins none.
            most: how many tabs may be open at once.
        """
        self.app = app
        self.go_to, self.session_in = go_to, session_in
        self.tabs = Tabs(most)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request or one connection."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        told = ((name, value) for name, value in scope["headers"] if name != TRUSTED)  # never the client's own
        headers = cookie.plain(told)
        request = Request({**scope, "type": "http", "method": scope.get("method", "GET"), "headers": headers})
        if scope["type"] == "websocket":
            await self._connect(request, {**scope, "headers": headers}, receive, send)
        else:
            await self._answer(request, {**scope, "headers": headers}, receive, _with_policy(request, send))

    async def _connect(self, request: Request, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a page open its connection, if it is ours and its visitor is known."""
        try:
            session, person = await _visitor(request)
        except (DatabaseError, NotSaved) as error:  # nobody is told: the page goes on trying to connect
            log.tell(LogKind.FAULT, "/_stcore/stream", error)
            await receive()
            await send({"type": "websocket.close", "code": 1011})
            return
        ours = request.headers.get("origin") == settings().public_url
        before = _session_before(request)
        if not ours:
            log.tell(LogKind.REFUSED, "/_stcore/stream")
        if person is None or not ours:
            await receive()
            leads = ours and before  # after a night's sleep, say: it would try for ever
            await self._turn_away(send, "/auth/logout" if leads else None)
            return
        tab = self.tabs.enter(session, before)
        if isinstance(tab, Full):
            await receive()
            waits = tab is Full.SITE and before  # what is typed in it is not lost: it goes on trying by itself
            await self._turn_away(send, None if waits else tab)
            return
        try:
            await tab.wait_for_before()
            known = {**scope, "headers": [*scope["headers"], (TRUSTED, session.encode())]}
            heard, said = partial(tab.hear, receive), self._naming(tab, send)
            await ending.serve(self.app, known, heard, said, session=session, goodbye=self.go_to("/auth/logout"))
        finally:
            self.tabs.leave(tab)

    async def _turn_away(self, send: Send, to: str | None) -> None:
        """Close a connection; with an address, its page leaves for there."""
        if to is not None:
            await send({"type": "websocket.accept", "subprotocol": "streamlit"})
            await send({"type": "websocket.send", "bytes": self.go_to(to)})
        await send({"type": "websocket.close", "code": 1008})

    def _naming(self, tab: Tab, send: Send) -> Send:
        """Learn from what is sent how Streamlit calls the tab's session, by which it comes back."""
        learnt = False

        async def send_and_learn(message: Message) -> None:
            nonlocal learnt
            if not learnt and (named := self.session_in(message.get("bytes") or b"")):
                tab.called, learnt = named, True
            await send(message)

        return send_and_learn

    async def _answer(self, request: Request, scope: Scope, receive: Receive, send: Send) -> None:
        refusal = _elsewhere(request) or _from_another_site(request) or _closed(request)
        if refusal is not None:
            await refusal(scope, receive, send)
            return
        path = scope["path"]
        session, person, language = "", None, None
        if not path.startswith(_CACHED) and path not in _HEALTH:
            try:
                session, person = await _visitor(request)
                if session and person is None:  # who was signed in until just now still reads their own language
                    language = await to_thread(DoorStore(settings().database).language, session)
            except (DatabaseError, NotSaved) as error:
                await problem(request, "broken", 503, LogKind.FAULT, error)(scope, receive, send)
                return
        if person is None and not _OPEN.fullmatch(path):
            await _ask_to_sign_in(request)(scope, receive, send)
            return
        state = {**scope.get("state", {}), "session": session, "person": person, "language": language}
        await self.app({**scope, "state": state}, receive, send)


async def _visitor(request: Request) -> tuple[str, Person | None]:
    """The digest of the visitor's session, and who it belongs to: None where the store knows no such session."""
    token = cookie.token(request)
    if not token:
        return "", None
    session = digest(token)
    return session, await to_thread(DoorStore(settings().database).visitor, session)


def _session_before(request: Request) -> str:
    """The Streamlit session that a page had which was open before and connects again; nothing for one that is new."""
    asked = [part.strip() for part in request.headers.get("sec-websocket-protocol", "").split(",")]
    return asked[2] if len(asked) > 2 and asked[0] == "streamlit" else ""


def _elsewhere(request: Request) -> Response | None:
    """Send a visitor to the public address: another host name has other cookies."""
    public = urlsplit(settings().public_url)
    if request.headers.get("host", "").lower() == public.netloc.lower() or request.scope["path"] in _HEALTH:
        return None
    if request.method not in _READING:
        return PlainTextResponse("misdirected request", 421)
    to = request.url.replace(scheme=public.scheme, netloc=public.netloc)
    return RedirectResponse(str(to), 307)


def _from_another_site(request: Request) -> Response | None:
    """Refuse what another site makes a browser send; browsers say so themselves."""
    if request.method in (*_READING, "OPTIONS"):
        return None
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        own = site in ("same-origin", "none")
    else:
        own = request.headers.get("origin") == settings().public_url
    return None if own else problem(request, "another_site", 403, LogKind.REFUSED)


def _closed(request: Request) -> Response | None:
    """Say that there is nothing at those of Streamlit's addresses that this application does not use."""
    path = request.scope["path"]
    streamlits_own = "_stcore" in path or path.startswith("/component")
    return PlainTextResponse("not here", 404) if streamlits_own and not _STREAMLIT.fullmatch(path) else None


def _ask_to_sign_in(request: Request) -> Response:
    if request.method in (*_READING, "POST") and "text/html" in request.headers.get("accept", ""):
        return RedirectResponse("/", 303)
    return PlainTextResponse("sign in first", 401)


def _with_policy(request: Request, send: Send) -> Send:
    """Put the security headers on what is sent; only files that never change may be kept by the browser."""

    async def send_with_policy(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers.update(_policy_of(request.scope["path"]))
            if not request.scope["path"].startswith(_CACHED):
                headers["Cache-Control"] = "no-store"
            if settings().public_url.startswith("https:"):
                _secure_cookies(message)
        elif request.method == "HEAD":
            message = {**message, "body": b""}
        await send(message)

    return send_with_policy


def _policy_of(path: str) -> Mapping[str, str]:
    at, subdomains = settings().public_url, settings().https_for_subdomains
    return policy(at, subdomains=subdomains, file=path.startswith(_FILES))


def _secure_cookies(message: Message) -> None:
    """Streamlit does not know that it is served over TLS, and leaves the word out of its own cookies."""
    message["headers"] = [
        (name, value + b"; Secure" if name == b"set-cookie" and b"; secure" not in value.lower() else value)
        for name, value in message["headers"]
    ]
