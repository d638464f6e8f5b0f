"""When what nobody reaches any more is looked for: among what is new as always, among all that is held by the clock.

By itself Python looks through everything again and again while visitors come and answer. With 500 of them that is a
quarter of a second of the processor every few seconds, in which nobody is answered, and more than one in which those
who came meanwhile are waited for.
"""

from __future__ import annotations

import asyncio
import gc

EVERY = 120.0  # seconds; until then some 2 KB are left of each answer
_NEVER = 1_000_000_000  # by itself


def leave_out() -> None:
    """Leave what the program itself is made of out of it from now on, and what else there is to the clock."""
    gc.collect()
    gc.freeze()
    young, new, _ = gc.get_threshold()
    gc.set_threshold(young, new, _NEVER)


async def clear_away(every: float = EVERY) -> None:
    """Look through everything, again and again."""
    while True:
        await asyncio.sleep(every)
        gc.collect()
