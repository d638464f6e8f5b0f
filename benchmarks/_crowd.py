"""A crowd: visitors who answer at fixed times while others read, and what all of them meet."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from assessment.screens.parts.spoken import NOT_SAVED, SAVED
from benchmarks._visitors import GoneError, Visitor
from benchmarks.measure import processor_time

EVERY, READS_EVERY = 5.0, 10.0  # seconds between two answers of one visitor, and two pages of one who reads
_TICK = 0.05  # seconds
Act = Callable[[], Awaitable[float]]


@dataclass
class Answering:
    """A visitor who answers the questions of one page, and what the page said of it: saved, or not."""

    tab: Visitor
    draft_id: int = 0
    saved: dict[str, list[int]] = field(default_factory=dict)  # levels, by the question's words
    refused: int = 0  # of which it said that they were not saved
    turn: int = 0

    async def answer(self) -> float:
        """Choose another level than before; seconds until all is drawn that comes of it."""
        radios = list(self.tab.page.radios.values())
        radio = radios[self.turn % len(radios)]
        level = self.turn // len(radios) % 5
        self.turn += 1
        took = await self.tab.choose(radio, radio.options[level])
        if SAVED in self.tab.told:
            self.saved.setdefault(radio.label, []).append(level)
        self.refused += NOT_SAVED in self.tab.told
        return took


@dataclass
class Reading:
    """A visitor who looks at one page after the other."""

    tab: Visitor
    names: Sequence[str]
    turn: int = 0

    async def read(self) -> float:
        """Open the next page; seconds until it is drawn."""
        self.turn += 1
        return await self.tab.open(self.names[self.turn % len(self.names)])


@dataclass
class Seen:
    """What a crowd met while it was watched."""

    answers: list[float] = field(default_factory=list)  # seconds
    pages: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    late: list[float] = field(default_factory=list)  # seconds by which the visitors' own process was behind
    refused: int = 0  # answers of which the page said that they were not saved
    took: float = 0.0
    servers: float = 0.0  # of the processor
    visitors: float = 0.0


async def watch(answering: Sequence[Answering], reading: Sequence[Reading], lasts: float, pids: Sequence[int]) -> Seen:
    """Let a crowd answer and read for some seconds."""
    seen, end = Seen(), time.perf_counter() + lasts
    used, own, began = _used(pids), time.process_time(), time.perf_counter()
    doing = [
        _again(every, turn * every / len(acts), end, act, took, seen.errors)
        for every, took, acts in (
            (EVERY, seen.answers, [one.answer for one in answering]),
            (READS_EVERY, seen.pages, [one.read for one in reading]),
        )
        for turn, act in enumerate(acts)  # each kind spread over its own time: else all who read come at once
    ]
    late = asyncio.create_task(_lateness(seen.late))
    await asyncio.gather(*doing)
    late.cancel()
    seen.took = time.perf_counter() - began
    seen.servers, seen.visitors = _used(pids) - used, time.process_time() - own
    return seen


async def _again(every: float, first: float, end: float, act: Act, took: list[float], errors: list[str]) -> None:
    """Do something at fixed times; who is kept waiting past the next one does it then at once."""
    began = time.perf_counter() + first
    for turn in itertools.count():
        at = began + turn * every
        if at > end:
            return
        await asyncio.sleep(max(0.0, at - time.perf_counter()))
        try:
            took.append(await act())
        except (GoneError, TimeoutError, LookupError) as error:
            errors.append(repr(error))
            return


async def _lateness(late: list[float]) -> None:
    while True:
        wanted = time.perf_counter() + _TICK
        await asyncio.sleep(_TICK)
        late.append(time.perf_counter() - wanted)


def _used(pids: Sequence[int]) -> float:
    return sum(processor_time(pid) for pid in pids)
