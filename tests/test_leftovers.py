"""What is left behind: looked through by the clock, and not because visitors came."""

from __future__ import annotations

import asyncio
import gc
import weakref
from collections.abc import Iterator

import pytest

from assessment.serving import leftovers


class _Round:
    """Holds itself, so that only looking through finds that nobody else does."""

    def __init__(self) -> None:
        self.own = self


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)
    gc.unfreeze()


def test_whoever_comes_causes_no_look_through_everything() -> None:
    whole: list[int] = []
    leftovers.leave_out()
    gc.callbacks.append(lambda phase, about: whole.append(phase == "stop" and about["generation"] == 2))
    visitors = [[index] for index in range(300_000)]
    gc.callbacks.pop()

    assert len(visitors) == 300_000 and whole and not any(whole)


def test_what_nobody_reaches_is_gone_after_a_while() -> None:
    leftovers.leave_out()
    old = _Round()
    gc.collect(1)  # it is not among what is new any more
    left = weakref.ref(old)
    del old
    gc.collect(1)
    assert left() is not None

    async def a_while() -> None:
        clearing = asyncio.create_task(leftovers.clear_away(every=0.0))
        while left() is not None:
            await asyncio.sleep(0)
        clearing.cancel()

    asyncio.run(asyncio.wait_for(a_while(), 10))
