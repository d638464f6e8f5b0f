"""A deadline day: hundreds of visitors who answer every five seconds while others read, and whether anything is lost.

They share the machine with the server, so the processor's time of both stands beside the seconds that they wait: one
process can do no more than one core allows, and what an answer takes of it says how many visitors that are. The bare
page, which saves nothing, meets the same crowd in the same run; so do two processes behind one proxy, where there is
Caddy to be it.
"""

from __future__ import annotations

import asyncio
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from benchmarks import _crowd, _day, _site
from benchmarks._crowd import Answering, Reading, Seen
from benchmarks._site import Site
from benchmarks._visitors import GoneError, Visitor, percentile
from benchmarks.measure import Measure, once, processor_time

sys.path.append(str(Path(__file__).parent.parent / "tests"))

from browser import TOP, ask

from assessment.questionnaire import load
from assessment.storage import OPERATOR, Store

STAGES, WITH_ZIP, OF_TWO, OF_BARE = (100, 300, 500, 800), 300, (500, 800), (300, 500)
LASTS, SETTLES = 25.0, 5.0  # seconds of a stage, and before it
OPENS = 12.0  # tabs a second and process
A_READER_IN = 50  # visitors
A_PROGRESS = 30.0  # seconds; a page that looks less often shows nothing that goes on
P95_AT_MOST = {300: 100.0, 500: 300.0}  # milliseconds
A_VISITOR_AT_MOST, ONE_SESSION_AT_MOST = 0.3, 160.0  # mebibytes
OWN = ("results", "comparison", "plan", "")
REGIONAL = ("overview", "departments", "training", "rounds", "export")
ASKED = load(TOP / "questions.yaml")


def measures() -> Iterator[Measure]:
    """The promises, and the figures behind them."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        day = _day.fill(folder / "day.db", max(STAGES))
        with _site.one(day.database, folder / "one.db") as site:
            yield from asyncio.run(_one_department(site, day))
            crowd = Crowd(site, day)
            yield from _growing(crowd, STAGES, WITH_ZIP)
        yield crowd.lost(folder / "one.db")
        yield from _bare(folder, OF_BARE)
        if shutil.which("caddy") is None:
            print("  two processes are not measured: there is no Caddy to stand in front of them")
            return
        yield from _two(folder, day, OF_TWO)


def tell(which: str, *sizes: int, reads: bool = True) -> None:
    """Measure and print one part alone, in a minute or two for each size.

    Args:
        which: "one" process, "two", or the "bare" page.
        sizes: how many visitors answer, one after the other and growing.
        reads: whether others look at results and the region meanwhile; beside the bare page nobody does, so compare it
            with who answer alone.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if which == "bare":
            found = _bare(folder, sizes)
        else:
            day = _day.fill(folder / "day.db", max(sizes))
            day = day if reads else replace(day, reading=())
            found = _two(folder, day, sizes) if which == "two" else _one(folder, day, sizes)
        for measure in found:
            print(f"  {measure.name:<80} {measure.value:>10.2f} {measure.unit}", flush=True)


def _one(folder: Path, day: _day.Day, sizes: Sequence[int]) -> Iterator[Measure]:
    with _site.one(day.database, folder / "one.db") as site:
        crowd = Crowd(site, day)
        yield from _growing(crowd, sizes)
    yield crowd.lost(folder / "one.db")


def _two(folder: Path, day: _day.Day, sizes: Sequence[int]) -> Iterator[Measure]:
    with _site.two(day.database, folder / "two.db") as site:
        crowd = Crowd(site, day, "two processes, ")
        yield from _growing(crowd, sizes)
    yield crowd.lost(folder / "two.db")


def _bare(folder: Path, sizes: Sequence[int]) -> Iterator[Measure]:
    nobody = _day.Someone()
    day = _day.Day(folder, (nobody,) * max(sizes), (), nobody, nobody, 0)
    with _site.bare_page(folder) as site:
        yield from _growing(Crowd(site, day, "a bare page, "), sizes)


def _growing(crowd: Crowd, stages: Sequence[int], with_zip: int = 0) -> Iterator[Measure]:
    """Let more and more come and watch each crowd, once also while one of them takes all reports along."""
    held = []
    with asyncio.Runner() as going:
        for size in stages:
            yield from going.run(crowd.stage(size))
            held.append(crowd.site.memory)
            if size == with_zip:
                yield from going.run(crowd.beside_a_zip(size))
        going.run(crowd.leave())
    if len(stages) > 1:
        grown = (held[-1] - held[0]) / (stages[-1] - stages[0])
        yield once(f"{crowd.called}memory, a visitor more", grown, "MiB", crowd.limit(A_VISITOR_AT_MOST))
    yield once(f"{crowd.called}memory, with {stages[-1]} visitors", held[-1], "MiB")


async def _one_department(site: Site, day: _day.Day) -> list[Measure]:
    """What all of one department's work takes of the processor, and what the process holds with one session."""
    (pid,), chief, reader = site.pids, day.answering[-1], day.reading[-1]
    tab = await site.tab(chief.cookie, "")
    with_one, began = site.memory, processor_time(pid)
    for topic in (topic for pillar in ASKED.pillars for topic in pillar.dimensions):
        await tab.open("questions", f"topic={topic.id}")
        for radio in list(tab.page.radios.values()):
            await tab.choose(radio, radio.options[2])
    await tab.open("review")
    tab.leave()
    answered = processor_time(pid)
    tab = await site.tab(reader.cookie, "")
    for name in OWN:
        await tab.open(name)
    tab.leave()
    read = processor_time(pid)
    paper = f"/files/report/{reader.department_id}/{day.published}/full.pdf"
    printed = await asyncio.to_thread(ask, site.url, "GET", paper, reader.cookie)
    assert printed.status == 200, f"{paper}: {printed.status}"
    return [
        once("memory with one session", with_one, "MiB", ONE_SESSION_AT_MOST),
        once("every question answered on its page, of the processor", answered - began, "s"),
        once("then result, comparison and plan, of the processor", read - answered, "s"),
        once("then the full report, of the processor", processor_time(pid) - read, "s"),
    ]


@dataclass
class Crowd:
    """Everybody who is there on a site, and what they met."""

    site: Site
    day: _day.Day
    called: str = ""  # before the name of each figure
    answering: list[Answering] = field(default_factory=list)
    reading: list[Reading] = field(default_factory=list)

    @property
    def refused(self) -> int:
        """Answers of which the page said that they were not saved, and how to try again."""
        return sum(one.refused for one in self.answering)

    async def stage(self, size: int) -> list[Measure]:
        """Let more come until they are so many, and watch them."""
        met = await self._come(size)
        await _crowd.watch(self.answering, [], SETTLES, self.site.pids)
        refused = self.refused
        seen = await _crowd.watch(self.answering, self.reading, LASTS, self.site.pids)
        seen.errors += met.errors
        seen.refused = self.refused - refused
        return self._figures(f"{self.called}{size} visitors", seen, P95_AT_MOST.get(size))

    async def leave(self) -> None:
        """Close all tabs."""
        for one in (*self.answering, *self.reading):
            one.tab.leave()

    async def _come(self, size: int) -> Seen:
        seen, there = Seen(), len(self.answering)
        if self.day.reading and not self.reading:
            tab = await self.site.tab(self.day.coordinator.cookie, REGIONAL[0])
            self.reading.append(Reading(tab, REGIONAL))
        new = [(one.cookie, self.site.answered_at) for one in self.day.answering[there:size]]
        tabs = await self._opened(new, seen)
        self.answering += [
            Answering(tab, whose.draft_id)
            for tab, whose in zip(tabs, self.day.answering[there:size], strict=True)
            if tab is not None
        ]
        more = [(one.cookie, OWN[0]) for one in self.day.reading[len(self.reading) - 1 : size // A_READER_IN]]
        self.reading += [Reading(tab, OWN) for tab in await self._opened(more, seen) if tab is not None]
        return seen

    async def _opened(self, those: Sequence[tuple[str, str]], seen: Seen) -> list[Visitor | None]:
        """Open tabs one after the other; None for each that does not open."""
        going = []
        for cookie, name in those:
            going.append(asyncio.create_task(self.site.tab(cookie, name)))
            await asyncio.sleep(1 / OPENS / len(self.site.pids))
        done = await asyncio.gather(*going, return_exceptions=True)
        seen.errors += [repr(one) for one in done if not isinstance(one, Visitor)]
        return [one if isinstance(one, Visitor) else None for one in done]

    async def beside_a_zip(self, size: int) -> list[Measure]:
        """The same crowd while the reports of a whole region are made."""
        asking = asyncio.create_task(self._ask_for_reports())
        seen = await _crowd.watch(self.answering, self.reading, LASTS, self.site.pids)
        asking.cancel()
        with suppress(asyncio.CancelledError):
            await asking
        return self._figures(f"{size} visitors, while all reports are made", seen, P95_AT_MOST.get(size))

    async def _ask_for_reports(self) -> None:
        """Ask for all reports in one file, and go on as that page goes on by itself."""
        tab = await self.site.tab(self.day.downloading.cookie, "export")
        try:
            make = next(one for one in tab.page.buttons.values() if one.id.endswith("-make"))
            await tab.press(make)
            while quick := [one for one in tab.page.timers.items() if one[1] < A_PROGRESS]:
                fragment, seconds = quick[0]
                await asyncio.sleep(seconds)
                await tab.run_again(fragment)
        finally:
            stop = [one for one in tab.page.buttons.values() if one.id.endswith("-stop")]
            with suppress(GoneError):
                await tab.press(stop[0]) if stop else None
            tab.leave()

    def _figures(self, name: str, seen: Seen, limit: float | None) -> list[Measure]:
        told = [once(f"{name}: answers a second", len(seen.answers) / seen.took, "")]
        for of in (50, 95, 99):
            at_most = self.limit(limit) if of == 95 else None
            told.append(once(f"{name}: p{of} of an answer", 1000 * percentile(seen.answers, of), "ms", at_most))
        if seen.pages:
            told.append(once(f"{name}: p95 of a page", 1000 * percentile(seen.pages, 95), "ms"))
        answers = max(1, len(seen.answers))
        return [
            *told,
            once(f"{name}: errors", len(seen.errors), "", 0),
            once(f"{name}: answers of which the page said that they were not saved", seen.refused, ""),
            once(f"{name}: server, of a core", seen.servers / seen.took, ""),
            once(f"{name}: server, an answer with all else", 1000 * seen.servers / answers, "ms"),
            once(f"{name}: visitors’ own process, of a core", seen.visitors / seen.took, ""),
            once(f"{name}: visitors’ own process, behind by (p95)", 1000 * percentile(seen.late, 95), "ms"),
        ]

    def limit(self, limit: float | None) -> float | None:
        """A promise is made for one process alone."""
        return None if self.called else limit

    def lost(self, database: Path) -> Measure:
        """How many of the answers that were said to be saved are not on disk, each in its turn."""
        store, ids = Store(database, OPERATOR), {one.question["it"]: one.id for one in ASKED.questions()}
        lost = given = 0
        for one in self.answering:
            kept = store.answers(one.draft_id)
            for words, levels in one.saved.items():
                saved = kept.get(ids[words])
                given += len(levels)
                lost += max(0, len(levels) - (saved.version if saved else 0))
                lost += saved is not None and saved.version == len(levels) and saved.value != levels[-1]
        return once(f"{self.called}answers that are not on disk, of {given}", lost, "", 0)
