"""Whether the application can work: the database takes something and gives it back."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from assessment import log
from assessment.log import LogKind
from assessment.settings import settings
from assessment.signin.page import address
from assessment.storage import DatabaseError, DoorStore, NotSaved


def health() -> Callable[[Request], Awaitable[Response]]:
    """The address that says so, to anybody: whoever asks while it is being found out hears the same.

    So however many ask, no more than one of them writes, and those who save wait for no other.
    """
    finding: set[asyncio.Task[tuple[str, int]]] = set()

    async def answered(request: Request) -> Response:
        if not finding:
            task = asyncio.create_task(asyncio.to_thread(_found, address(request)))
            finding.add(task)
            task.add_done_callback(finding.discard)
        told, status = await asyncio.shield(next(iter(finding)))
        return PlainTextResponse(told, status)

    return answered


def _found(where: str) -> tuple[str, int]:
    try:
        DoorStore(settings().database).works()
    except (DatabaseError, NotSaved) as error:
        kind = LogKind.NOT_SAVED if isinstance(error, NotSaved) else LogKind.FAULT
        does = "cannot be written" if isinstance(error, NotSaved) else "does not answer"
        return f"the database {does} ({log.tell(kind, where, error) or 'not in the log'})", 503
    return "ok", 200
