"""What a visit loads before anything is seen, packed once: Streamlit sends the files of its page as large as they are.

They never change while the program runs, and there are only so many: all of them packed are 7 MB in memory each way.
Brotli as small as it gets takes ten seconds for the script of the figures: who asks first has a file packed quickly,
and one thread, which gives way to all others, packs it again for all who come later.
"""

from __future__ import annotations

import asyncio
import gzip
import os
import sys
import threading
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from enum import StrEnum
from functools import cache
from importlib.resources import files
from pathlib import Path

import brotli
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_SHIPPED = Path(str(files("streamlit").joinpath("static")))
# Only these are ever packed, by these names: whatever else is asked for, nothing more is kept.
_FILES = {
    f"/{path.relative_to(_SHIPPED).as_posix()}": path
    for path in _SHIPPED.joinpath("static").rglob("*")
    if path.is_file()
}
_WORTH_IT = 0.95  # of the size before; fonts and pictures are packed already
_AT_ONCE = 2**16  # bytes; whoever reads slowly holds no more in memory
_WINDOW = 24  # brotli looks back 16 MB: further than any of the files is long
_QUICK, _SMALL = 5, 11  # of brotli: as quick as gzip and a tenth smaller; a fifth smaller


class Coding(StrEnum):
    """How a file is packed, as browsers call it; what comes first is smaller."""

    BROTLI = "br"
    GZIP = "gzip"


class Packed:
    """Sends Streamlit's files packed to who takes them so; all but the bytes is what Streamlit answers."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._packed: dict[tuple[Path, Coding], asyncio.Task[bytes | None]] = {}
        self._smaller: dict[Path, bytes] = {}
        self._one_by_one = ThreadPoolExecutor(1, "packing", initializer=_give_way)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        accepted = headers.getlist("accept-encoding")
        scope = {**scope, "headers": _told_plainly(scope["headers"], accepted)}
        path = _FILES.get(scope["path"]) if scope["method"] in ("GET", "HEAD") else None
        if path is None:
            await self.app(scope, receive, send)
            return
        coding = taken(accepted)
        content = await self._content(path, coding) if coding and "range" not in headers else None
        if coding is None or content is None:
            await self.app(scope, receive, _varying(send))
        else:
            sending = _sending(content, coding, scope["method"], send)
            await self.app({**scope, "method": "HEAD"}, receive, sending)

    async def _content(self, path: Path, coding: Coding) -> bytes | None:
        """A file packed, by whoever asks first while all others wait; None where it does not get smaller."""
        if coding is Coding.BROTLI and path in self._smaller:
            return self._smaller[path]
        if (path, coding) not in self._packed:
            self._packed[path, coding] = asyncio.create_task(asyncio.to_thread(self._pack, path, coding))
        return await asyncio.shield(self._packed[path, coding])  # who asked first may have gone; the others still wait

    def _pack(self, path: Path, coding: Coding) -> bytes | None:
        content = path.read_bytes()
        packed = pack(content, coding, _QUICK)
        if len(packed) >= _WORTH_IT * len(content):
            return None
        if coding is Coding.BROTLI:
            self._one_by_one.submit(self._pack_again, path, content)
        return packed

    def _pack_again(self, path: Path, content: bytes) -> None:
        self._smaller[path] = pack(content, Coding.BROTLI)


def _give_way() -> None:
    """Let this thread have what no page needs: on a small machine those who come first would share it with packing."""
    if sys.platform == "linux":  # where a thread has a priority of its own
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 19)


def pack(content: bytes, coding: Coding, quality: int = _SMALL) -> bytes:
    """Bytes packed; the quality is brotli's."""
    if coding is Coding.GZIP:
        return gzip.compress(content, mtime=0)
    return bytes(brotli.compress(content, quality=quality, lgwin=_WINDOW))


@cache
def packed_text(text: str, coding: Coding) -> bytes:
    """A page or a stylesheet of ours that is the same for many: Streamlit packs most pages, but not the first."""
    return pack(text.encode(), coding)


def taken(accepted: Iterable[str]) -> Coding | None:
    """How a browser likes a file best of the ways it takes; None where it likes it no less as it is.

    Args:
        accepted: its `Accept-Encoding`, each line of it.
    """
    accepted = list(accepted)
    best = max(Coding, key=lambda coding: _weight(coding, accepted))  # the first of those it likes as much
    return best if _weight(best, accepted) > 0 else None


def _weight(coding: Coding, accepted: Iterable[str]) -> float:
    """How much a browser likes a coding; 0 where it takes none, or likes the file better as it is."""
    weights = dict(_weights(",".join(accepted)))
    names = (coding, *(["x-gzip"] if coding is Coding.GZIP else []), "*")
    weight = next((weights[name] for name in names if name in weights), 0.0)
    return weight if weight >= weights.get("identity", 0.0) else 0.0


def _weights(accepted: str) -> Iterable[tuple[str, float]]:
    for part in accepted.lower().split(","):
        name, *parameters = (piece.strip() for piece in part.split(";"))
        quality = next((one[2:] for one in parameters if one.startswith("q=")), "1")
        try:
            yield name, float(quality)
        except ValueError:
            yield name, 0.0  # what cannot be read is not asked for


def _told_plainly(headers: Iterable[tuple[bytes, bytes]], accepted: Iterable[str]) -> list[tuple[bytes, bytes]]:
    """The headers for Streamlit, which packs its other answers wherever it reads "gzip", a refusal of it included."""
    others = [(name, value) for name, value in headers if name != b"accept-encoding"]
    codings = ", ".join(coding for coding in Coding if _weight(coding, accepted) > 0)
    return [*others, (b"accept-encoding", codings.encode())] if codings else others


def _varying(send: Send) -> Send:
    """Say of a file as it is that there are two of it."""

    async def send_varying(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).add_vary_header("Accept-Encoding")
        await send(message)

    return send_varying


def _sending(content: bytes, coding: Coding, method: str, send: Send) -> Send:
    """Put the packed bytes under the headers of the file."""
    whole = False

    async def send_packed(message: Message) -> None:
        nonlocal whole
        if message["type"] == "http.response.start":
            whole = message["status"] == 200  # and not 304: the browser has it
            headers = MutableHeaders(scope=message)
            headers.add_vary_header("Accept-Encoding")
            if "etag" in headers:
                headers["ETag"] = f"W/{headers['etag']}"  # the same file, not the same bytes
            del headers["accept-ranges"]  # parts are parts of the file as it is
            if whole:
                headers["Content-Encoding"] = coding
                headers["Content-Length"] = str(len(content))
            await send(message)
        elif not whole or method == "HEAD":
            await send(message)
        else:
            for start in range(0, len(content), _AT_ONCE):
                end = start + _AT_ONCE
                await send({**message, "body": content[start:end], "more_body": end < len(content)})

    return send_packed
