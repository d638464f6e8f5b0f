"""What a form of our own sends: a few short fields, and no more of a body is read than they can be."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import parse_qsl

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from assessment import log
from assessment.signin.page import address

_MOST = 2_000  # bytes; the longest address, written with signs that take three each, is under half of it

Fields = Mapping[str, str]


def with_fields(
    answer: Callable[[Request, Fields], Response], most: int = _MOST
) -> Callable[[Request], Awaitable[Response]]:
    """An address that is answered from the fields of a form, in a thread like the others.

    Args:
        answer: makes the answer.
        most: bytes of the form that are read.
    """

    async def answered(request: Request) -> Response:
        body = b""
        async for piece in request.stream():
            body += piece
            if len(body) > most:
                log.tell(log.Kind.REFUSED, address(request))
                return PlainTextResponse("too much for this form", 413)
        fields = dict(parse_qsl(body.decode("ascii", "replace"), keep_blank_values=True, errors="replace"))
        return await run_in_threadpool(answer, request, fields)

    return answered
