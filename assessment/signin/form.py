"""What a form of our own sends: a few short fields, and no more of a body is read, nor longer, than they can take."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from functools import wraps
from inspect import iscoroutinefunction
from typing import Any
from urllib.parse import parse_qsl

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response

from assessment import log
from assessment.signin.page import address

_MOST = 2_000  # bytes; the longest address, written with signs that take three each, is under half of it
_TO_COME = 30.0  # seconds for all of a body

Fields = Mapping[str, str]
Answer = Callable[[Request, Fields], Response] | Callable[[Request, Fields], Awaitable[Response]]


def with_fields(answer: Answer, most: int = _MOST) -> Callable[[Request], Awaitable[Response]]:
    """An address that is answered from the fields of a form, once they have come.

    Args:
        answer: makes the answer; one that is no coroutine is given a thread like the others.
        most: bytes of the form that are read.
    """

    @wraps(answer)
    async def answered(request: Request) -> Response:
        try:
            async with asyncio.timeout(_TO_COME):
                body = await _body(request, most)
        except (TimeoutError, ClientDisconnect):
            log.tell(log.LogKind.REFUSED, address(request))
            return PlainTextResponse("this form did not come to its end", 408)
        if body is None:
            log.tell(log.LogKind.REFUSED, address(request))
            return PlainTextResponse("too much for this form", 413)
        fields = dict(parse_qsl(body.decode("ascii", "replace"), keep_blank_values=True, errors="replace"))
        called: Any = answer  # a thread is only for one that is no coroutine, which no type says
        making = called(request, fields) if iscoroutinefunction(called) else run_in_threadpool(called, request, fields)
        made: Response = await making
        return made

    return answered


async def _body(request: Request, most: int) -> bytes | None:
    """All that is sent; None where it is more than so many bytes."""
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > most:
            return None
    return body
