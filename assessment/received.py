"""The door's third part: what a page hands in is kept for the sign-in that the page belongs to, and only so much of it.

Streamlit takes a file for whatever page its address names, and keeps it as long as that page may come back, an hour
after its tab was closed. Here the page must be one of who asks, and what closed tabs have left gives way to what comes.
What is larger than `maxUploadSize` Streamlit itself cuts off while it arrives.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit import config, runtime

MOST_FILES, MOST_TOGETHER = 20, 20_000_000  # of one sign-in at once, in all of its tabs; bytes
TOO_MANY = 429  # what the page says of it is in assessment/signin/templates/words.js
_ADDRESS = re.compile(r"/_stcore/upload_file/([^/]+)/[^/]+")
_MEGABYTE = 2**20  # as Streamlit counts


class Received:
    """Pure ASGI; touches nothing but what is handed in and taken back, and stands behind the door."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._arriving: dict[str, list[int]] = defaultdict(list)  # bytes of each file, by sign-in

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        address = _ADDRESS.fullmatch(scope["path"]) if scope["type"] == "http" else None
        if address is None:
            await self.app(scope, receive, send)
            return
        own = _pages(scope["state"]["session"])
        if address[1] not in own:
            await PlainTextResponse("not here", 404)(scope, receive, send)
        elif scope["method"] == "PUT":
            await self._take(own, scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _take(self, own: dict[str, bool], scope: Scope, receive: Receive, send: Send) -> None:
        """Let a file in if there is room for it, of what the sign-in has and what is on the way."""
        arriving, size = self._arriving[scope["state"]["session"]], _size(scope)
        if not _fits([*_held(own), *arriving, size]):
            for page, is_open in own.items():
                if not is_open:
                    _files().remove_session_files(page)
        if not _fits([*_held(own), *arriving, size]):
            await PlainTextResponse("too many files", TOO_MANY)(scope, receive, send)
            return
        arriving.append(size)
        try:
            await self.app(scope, receive, send)
        finally:
            arriving.remove(size)
            if not arriving:
                self._arriving.pop(scope["state"]["session"], None)


def _pages(session: str) -> dict[str, bool]:
    """Streamlit's sessions that a sign-in has opened, and whether their page is still open."""
    if not runtime.exists():
        return {}
    manager = runtime.get_instance()._session_mgr  # nothing else tells whose a session is
    return {
        one.session.id: manager.is_active_session(one.session.id)
        for one in manager.list_sessions()
        if one.session.matches_user_info({"session": session})
    }


def _held(own: dict[str, bool]) -> list[int]:
    """The bytes of each file that is kept for these pages."""
    return [len(file.data) for page in own for file in list(_files().file_storage.get(page, {}).values())]


def _files() -> Any:
    return runtime.get_instance().uploaded_file_mgr


def _size(scope: Scope) -> int:
    """How much may come: what is announced; where nothing is, all that Streamlit takes."""
    announced = Headers(scope=scope).get("content-length", "")
    if announced.isascii() and announced.isdigit():
        return int(announced)
    return int(config.get_option("server.maxUploadSize")) * _MEGABYTE


def _fits(sizes: list[int]) -> bool:
    return len(sizes) <= MOST_FILES and sum(sizes) <= MOST_TOGETHER
