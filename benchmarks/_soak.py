"""Hours of visits that come, answer, read figures, print and go: `python -m benchmarks._soak FILE.csv [HOURS]`.

Every half minute the server's memory goes into the file; at the end its growth is said, from the first quarter on:
until then Streamlit keeps more and more of the sessions whose tab was closed. It takes a tenth of a core.
"""

from __future__ import annotations

import asyncio
import csv
import itertools
import statistics
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from benchmarks import _day
from benchmarks._site import SETTINGS
from benchmarks._visitors import GoneError, Visitor
from benchmarks.measure import memory, processor_time

sys.path.append(str(Path(__file__).parent.parent / "tests"))

from browser import Server, ask, serving

from assessment.storage import OPERATOR, Store

EVERY, LOOKS_EVERY = 8.0, 30.0  # seconds between two visits, and between two looks at the memory
ANSWERS, THINKS = 8, 3.0  # of one visit; seconds before each
CHIEFS = 200


class Soak:
    """The visits, and what has come of them."""

    def __init__(self, server: Server, day: _day.Day) -> None:
        self._server, self._day = server, day
        self.done, self.failed = 0, 0

    async def go_on(self, end: float) -> None:
        """Begin one visit after the other."""
        visits = set()
        for number in itertools.count():
            if time.monotonic() > end:
                break
            visits.add(asyncio.create_task(self._visit(number)))
            visits = {one for one in visits if not one.done()}
            await asyncio.sleep(EVERY)
        await asyncio.gather(*visits)

    async def _visit(self, number: int) -> None:
        try:
            if number % 2:
                await self._answers(self._day.answering[number % len(self._day.answering)], number)
            else:
                await self._reads(self._day.reading[number % len(self._day.reading)])
            self.done += 1
        except (GoneError, AssertionError, TimeoutError, OSError) as error:
            self.failed += 1
            print(f"visit {number}: {error!r}", flush=True)

    async def _answers(self, chief: _day.Someone, number: int) -> None:
        cookie = await asyncio.to_thread(self._comes, chief.department_id)
        tab = Visitor(self._server.url, cookie)
        await tab.connect()
        await tab.open("")
        await tab.open("questions")
        for turn in range(ANSWERS):
            await asyncio.sleep(THINKS)
            radio = list(tab.page.radios.values())[turn % 2]
            await tab.choose(radio, radio.options[(number + turn) % 5])
        await tab.follow("help")
        tab.leave()
        await asyncio.to_thread(ask, self._server.url, "POST", "/auth/logout", cookie)

    async def _reads(self, chief: _day.Someone) -> None:
        cookie = await asyncio.to_thread(self._comes, chief.department_id)
        tab = Visitor(self._server.url, cookie)
        await tab.connect()
        for name in ("", "results", "comparison", "plan"):
            await tab.open(name)
            await asyncio.sleep(THINKS)
        paper = f"/files/report/{chief.department_id}/{self._day.published}/full.pdf"
        printed = await asyncio.to_thread(ask, self._server.url, "GET", paper, cookie)
        assert printed.status == 200, f"{paper}: {printed.status}"
        tab.leave()

    def _comes(self, department_id: str) -> str:
        operator = Store(self._day.database, OPERATOR)
        return self._server.sign_in(operator.new_link(operator.contacts(department_id)[0].post_id))


async def _watched(server: Server, soak: Soak, path: Path, end: float) -> list[tuple[float, float]]:
    assert server.process is not None
    began, seen = time.monotonic(), []
    going = asyncio.create_task(soak.go_on(end))
    with path.open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["seconds", "resident MiB", "processor seconds", "visits", "failed"])
        while not going.done():
            pid = server.process.pid
            seen.append((time.monotonic() - began, memory(pid)))
            rows.writerow([*(round(one, 1) for one in (*seen[-1], processor_time(pid))), soak.done, soak.failed])
            file.flush()
            with suppress(TimeoutError):
                await asyncio.wait_for(asyncio.shield(going), LOOKS_EVERY)
    await going
    return seen


def main() -> None:
    """Run it, and say how the memory grew."""
    path, hours = Path(sys.argv[1]), float(sys.argv[2]) if len(sys.argv) > 2 else 2.0
    with tempfile.TemporaryDirectory() as folder:
        day = _day.fill(Path(folder) / "in-touch.db", CHIEFS)
        with serving(day.database, demo=True, settings=SETTINGS) as server:
            soak = Soak(server, day)
            seen = asyncio.run(_watched(server, soak, path, time.monotonic() + hours * 3600))
    warm = [one for at, one in seen if at > seen[-1][0] / 4]
    part = max(1, len(warm) // 10)
    before, after = statistics.mean(warm[:part]), statistics.mean(warm[-part:])
    print(
        f"{soak.done} visits, {soak.failed} failed; {before:.0f} MiB warm, {after:.0f} at the end: {after / before:.2f}"
    )


if __name__ == "__main__":
    main()
