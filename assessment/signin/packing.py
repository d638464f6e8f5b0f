"""What a visit loads before anything is seen, packed once: Streamlit sends the files of its page as large as they are.

They never change while the program runs, and there are only so many: all of them packed are 7 MB in memory.
"""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path

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


class Packed:
    """Sends Streamlit's files packed to who takes them so; all but the bytes is what Streamlit answers."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._packed: dict[Path, asyncio.Task[bytes | None]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        packs = accepts_gzip(headers.getlist("accept-encoding"))
        scope = {**scope, "headers": _told_plainly(scope["headers"], packs)}
        path = _FILES.get(scope["path"]) if scope["method"] in ("GET", "HEAD") else None
        if path is None:
            await self.app(scope, receive, send)
            return
        content = await self._content(path) if packs and "range" not in headers else None
        if content is None:
            await self.app(scope, receive, _varying(send))
        else:
            await self.app({**scope, "method": "HEAD"}, receive, _sending(content, scope["method"], send))

    async def _content(self, path: Path) -> bytes | None:
        """A file packed, by whoever asks first while all others wait; None where it does not get smaller."""
        if path not in self._packed:
            self._packed[path] = asyncio.create_task(asyncio.to_thread(_pack, path))
        return await asyncio.shield(self._packed[path])  # who asked first may have gone; the others still wait


def accepts_gzip(accepted: Iterable[str]) -> bool:
    """Whether a browser takes gzip, and likes it no less than the file as it is.

    Args:
        accepted: its `Accept-Encoding`, each line of it.
    """
    weights = dict(_weights(",".join(accepted)))
    weight = weights.get("gzip", weights.get("x-gzip", weights.get("*", 0.0)))
    return weight > 0 and weight >= weights.get("identity", 0.0)


def _weights(accepted: str) -> Iterable[tuple[str, float]]:
    for part in accepted.lower().split(","):
        name, *parameters = (piece.strip() for piece in part.split(";"))
        quality = next((one[2:] for one in parameters if one.startswith("q=")), "1")
        try:
            yield name, float(quality)
        except ValueError:
            yield name, 0.0  # what cannot be read is not asked for


def _told_plainly(headers: Iterable[tuple[bytes, bytes]], packs: bool) -> list[tuple[bytes, bytes]]:
    """The headers for Streamlit, which packs its other answers wherever it reads "gzip", a refusal of it included."""
    others = [(name, value) for name, value in headers if name != b"accept-encoding"]
    return [*others, (b"accept-encoding", b"gzip")] if packs else others


def _pack(path: Path) -> bytes | None:
    content = path.read_bytes()
    packed = gzip.compress(content, mtime=0)
    return packed if len(packed) < _WORTH_IT * len(content) else None


def _varying(send: Send) -> Send:
    """Say of a file as it is that there are two of it."""

    async def send_varying(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).add_vary_header("Accept-Encoding")
        await send(message)

    return send_varying


def _sending(content: bytes, method: str, send: Send) -> Send:
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
                headers["Content-Encoding"] = "gzip"
                headers["Content-Length"] = str(len(content))
            await send(message)
        elif not whole or method == "HEAD":
            await send(message)
        else:
            for start in range(0, len(content), _AT_ONCE):
                end = start + _AT_ONCE
                await send({**message, "body": content[start:end], "more_body": end < len(content)})

    return send_packed
