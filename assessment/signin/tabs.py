"""The tabs that are open: of one sign-in no more than six, of everybody no more than there are files for.

Every tab holds a connection. One that comes back says which session Streamlit gave it: it takes the place of its own
old connection, of which nobody may have noticed yet that it is dead. Only within one sign-in: nobody ends the tab of
somebody else, and who names an own one that is in use closes it.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum

from starlette.types import Message, Receive

_LOG = logging.getLogger(__name__)

MOST_OF_ONE = 6  # tabs of one sign-in; each costs files, memory, and runs of its own
_MOST_SERVED = 2 * MOST_OF_ONE  # with those that have left, while what they asked for last is worked off
_TO_END = 6.0  # seconds that a tab which comes back waits for what it asked for before
_LEFT: Message = {"type": "websocket.disconnect", "code": 1001}


class Full(StrEnum):
    """What has no room for one more tab; its value is the address of the page that says so."""

    SIGN_IN = "/tabs"
    SITE = "/full"


@dataclass(eq=False)
class Tab:
    """One connection, for as long as it is served."""

    session: str  # the digest of the sign-in
    called: str  # as Streamlit calls its session; until that is known, as the browser does
    before: Tab | None  # its own connection from before, where that is still served
    left: asyncio.Event = field(default_factory=asyncio.Event)
    ended: asyncio.Event = field(default_factory=asyncio.Event)

    async def wait_for_before(self) -> None:
        """Let what came on its connection before be worked off: Streamlit would stop the run, and drop the rest."""
        if self.before is not None:
            with suppress(TimeoutError):
                async with asyncio.timeout(_TO_END):
                    await self.before.ended.wait()
            self.before = None

    async def hear(self, receive: Receive) -> Message:
        """The next message from the browser; that it has left, where it has come back on another connection."""
        coming, left = asyncio.ensure_future(receive()), asyncio.ensure_future(self.left.wait())
        try:
            await asyncio.wait((coming, left), return_when=asyncio.FIRST_COMPLETED)
            message = coming.result() if coming.done() else _LEFT
        finally:
            coming.cancel()
            left.cancel()
        if message["type"] == "websocket.disconnect":
            self.left.set()
        return message


class Tabs:
    """Every tab of this process."""

    def __init__(self, most: int) -> None:
        self._most, self._is_full = most, False
        self._served: list[Tab] = []  # in the order in which they came; some have left

    def enter(self, session: str, called: str) -> Tab | Full:
        """Give a connection its place, or say what is full.

        Args:
            session: the digest of the sign-in.
            called: the session that the browser says it had; nothing where it opens a new one.
        """
        own = [tab for tab in self._served if tab.session == session]
        before = next((tab for tab in reversed(own) if called and tab.called == called), None)
        others = [tab for tab in own if tab is not before]
        if sum(not tab.left.is_set() for tab in others) >= MOST_OF_ONE or len(others) >= _MOST_SERVED:
            return Full.SIGN_IN
        if len(self._served) - (before is not None) >= self._most:
            if not self._is_full:
                _LOG.warning("%d tabs are open, as many as there are files for: others are turned away", self._most)
            self._is_full = True
            return Full.SITE
        self._is_full = False
        if before is not None:
            before.left.set()
        tab = Tab(session, called, before)
        self._served.append(tab)
        return tab

    def leave(self, tab: Tab) -> None:
        """Give a place back, when nothing is served on it any more."""
        self._served.remove(tab)
        tab.ended.set()
