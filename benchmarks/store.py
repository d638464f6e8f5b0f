"""What a national region costs: ten thousand departments and three rounds published, and one answer saved.

The region is kept from one run to the next (`_regions`); what is made of it is measured in `building`. Each part runs
in a process of its own. Times are the processor’s, which other work on the machine does not lengthen; those of single
saves, which wait for the disk, are by the clock.
"""

from __future__ import annotations

import multiprocessing
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from itertools import islice
from pathlib import Path

from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]  # the one of the store

sys.path.append(str(Path(__file__).parent.parent))  # for the small region of the tests

from assessment import storage
from assessment.people import Role
from assessment.storage import Store, connection
from benchmarks import _regions, pages
from benchmarks.measure import RUNS, Measure, once, processor_seconds, seconds, thousandfold
from tests.worlds import World, filled

DEPARTMENTS = _regions.SIZES[-1]
MEMORY_AT_MOST = 500.0  # megabytes
SAVES, TIMES_A_BARE_INSERT = 60, 12.0  # saves of every run


def measures() -> Iterator[Measure]:
    """The promises, and the figures behind them."""
    with tempfile.TemporaryDirectory() as folder:
        yield from _apart(_saving, Path(folder))
        yield from _built()
        database = _regions.copied(DEPARTMENTS, Path(folder))
        yield from _apart(_reading, database)
        yield from _apart(_starting, database)


def _apart(work: Callable[[Path], list[Measure]], path: Path) -> list[Measure]:
    """Measure in a process of its own."""
    with multiprocessing.get_context("spawn").Pool(1) as alone:
        return alone.apply(work, [path])


def _saving(folder: Path) -> list[Measure]:
    """One answer through the store, and one bare INSERT with the same settings on a connection that stays open."""
    world = World(folder / "small.db")
    saved, inserted = list[float](), list[float]()
    with filled(world), closing(_bare(folder / "bare.db")) as bare:
        draft_id, store, versions = world.begin(), world.of("alba"), iter(range(RUNS * SAVES))
        for _ in range(RUNS):
            times = [_pair(store, draft_id, bare, version) for version in islice(versions, SAVES)]
            saved.append(1000 * statistics.median(one for one, _ in times))
            inserted.append(1000 * statistics.median(one for _, one in times))
    as_many = tuple(one / other for one, other in zip(saved, inserted, strict=True))
    return [
        Measure("a bare INSERT, on disk", tuple(inserted), "ms"),
        Measure("an answer, on disk with its history", tuple(saved), "ms"),
        Measure("the same, as many times as a bare INSERT", as_many, "times", TIMES_A_BARE_INSERT),
    ]


def _pair(store: Store, draft_id: int, bare: sqlite3.Connection, version: int) -> tuple[float, float]:
    """Seconds for an answer, and for a bare INSERT just after it."""
    began = time.perf_counter()
    store.save_answer(draft_id, "PI1.1", version % 5, version)
    between = time.perf_counter()
    bare.execute("INSERT INTO answers (value) VALUES (?)", ["3"])
    return between - began, time.perf_counter() - between


def _bare(path: Path) -> sqlite3.Connection:
    opened = connection.connect(path, mode="rwc").conn
    opened.execute(f"PRAGMA journal_mode={connection.journal_mode()}")
    opened.execute("CREATE TABLE answers (value TEXT)")
    return opened


def _built() -> list[Measure]:
    path = _regions.kept(DEPARTMENTS)
    seconds, megabytes = _regions.took(path)
    what = f"{DEPARTMENTS} departments and {_regions.ROUNDS + 1} rounds"
    return [
        once(f"{what}, built", seconds, "s"),
        once(f"{what}, built: memory at most", megabytes, "MB", MEMORY_AT_MOST),
        once("the file", path.stat().st_size / 1e6, "MB"),
    ]


def _reading(database: Path) -> list[Measure]:
    """What a chief waits for."""
    with closing(storage.prepare(database, demo=True)):
        visit = pages.visit(database, Role.CHIEF)
        first = processor_seconds(lambda: visit.store.comparison(pages.DEPARTMENT))
        again = seconds(lambda: visit.store.comparison(pages.DEPARTMENT))
    return [
        once("the comparison, read for the first time", first * 1000, "ms"),
        Measure("the comparison, once the publication has been read", thousandfold(again), "ms"),
    ]


def _starting(database: Path) -> list[Measure]:
    return [Measure("checking the database at the start", seconds(partial(_start, database)), "s")]


def _start(database: Path) -> None:
    storage.prepare(database, demo=True).close()
