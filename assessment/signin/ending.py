"""A page that stays open after its session is over: it is led away by itself, with all that it still shows."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from starlette.types import ASGIApp, Receive, Scope, Send

from assessment.settings import settings
from assessment.storage import DatabaseError, DoorStore

LOOKS_EVERY = 60.0  # seconds


async def serve(app: ASGIApp, scope: Scope, receive: Receive, send: Send, *, session: str, goodbye: bytes) -> None:
    """Serve a connection, and send the page away once its session is over: nobody may be there who touches it.

    Args:
        app: what serves it.
        scope: of the connection.
        receive: what the page sends.
        send: to the page.
        session: the digest of its session.
        goodbye: the message on which a page leaves for the sign-in page.
    """
    looking = asyncio.create_task(_look(send, session, goodbye))
    try:
        await app(scope, receive, send)
    finally:
        looking.cancel()


async def _look(send: Send, session: str, goodbye: bytes) -> None:
    while True:
        await asyncio.sleep(LOOKS_EVERY)
        with suppress(DatabaseError):  # then nothing is known of it; whoever asks for anything is told
            if not await asyncio.to_thread(DoorStore(settings().database).goes_on, session):
                with suppress(OSError, RuntimeError):  # the visitor has left meanwhile
                    await send({"type": "websocket.send", "bytes": goodbye})
                return
