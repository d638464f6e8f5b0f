"""Files that are made when they are asked for, a few at a time: so pages keep their turn, whatever is asked for.

A report takes a core for half a second, and would hold a thread as long as it waits. So whoever asks waits here,
without one; and who asks for more than fits is told to come back in a minute.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from assessment import log
from assessment.signin.page import problem

AT_ONCE = 2  # files that are made
MOST = 40  # that are made or wait for it: the last of them half a minute
MOST_OWN = 4  # of them for one person, in whatever browsers: one that is made, and three
AGAIN = 60  # seconds, after which whoever was refused may ask again


class Turn:
    """Makes one file after the other, in the order in which they were asked for."""

    def __init__(self) -> None:
        self._asked: Counter[int | None] = Counter()  # files that are made or wait, by person
        self._places = asyncio.Semaphore(AT_ONCE)

    def make(self, answer: Callable[..., Response]) -> Callable[..., Awaitable[Response]]:
        """An address that makes a file when it is its turn.

        Args:
            answer: what makes it, in a thread, from the request and whatever else was read of it before: while somebody
                still sends, nobody is to wait for them.
        """

        async def in_turn(request: Request, *given: Any) -> Response:
            who = getattr(getattr(request.state, "person", None), "id", None)
            if self._asked[who] >= MOST_OWN or self._asked.total() >= MOST:
                refused = problem(request, "busy", 503, log.LogKind.REFUSED)
                refused.headers["Retry-After"] = str(AGAIN)
                return refused
            self._asked[who] += 1
            try:
                async with self._places:
                    return await run_in_threadpool(answer, request, *given)
            finally:
                self._asked[who] -= 1
                self._asked += Counter()  # forgets whoever waits for nothing

        return in_turn
