"""What a national region costs: ten thousand departments and three rounds published, and one answer saved.

The region is built by the demo, with one transaction around all of it: how it is built is not what is measured. Each
part runs in a process of its own, so that its memory is its own. Times are the processor's, which other work on the
machine does not lengthen; but those of single saves, which wait for the disk, are by the clock.
"""

from __future__ import annotations

import logging
import multiprocessing
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, nullcontext
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]  # the one of the store
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

sys.path.append(str(Path(__file__).parent.parent))  # for the small region of the tests

from assessment import demo, storage
from assessment.questionnaire import load
from assessment.screens import comparison
from assessment.storage import OPERATOR, DoorStore, Store, connection, digest
from assessment.visit import Visit
from assessment.wording import Say
from benchmarks.measure import Measure, once
from tests.worlds import World, filled

DEPARTMENTS, ROUNDS, TODAY = 10_000, 3, date(2027, 6, 1)
PUBLISH_AT_MOST, PAGE_AT_MOST, MEMORY_AT_MOST = 5.0, 300.0, 500.0  # seconds, milliseconds, megabytes
SAVES, TIMES_A_BARE_INSERT = 300, 12.0
QUESTIONS = Path(__file__).parent.parent / "questions.yaml"


def measures() -> Iterator[Measure]:
    """The promises, and the figures behind them."""
    with tempfile.TemporaryDirectory() as folder:
        yield from _apart(_saving, Path(folder))
        yield from _apart(_building, Path(folder))
        yield from _apart(_reading, Path(folder))
        yield from _apart(_keeping, Path(folder))


def _apart(work: Callable[[Path], list[Measure]], folder: Path) -> list[Measure]:
    """Measure in a process of its own."""
    with multiprocessing.get_context("spawn").Pool(1) as alone:
        return alone.apply(work, [folder])


def _saving(folder: Path) -> list[Measure]:
    """One answer through the store, and one bare INSERT with the same settings on a connection that stays open."""
    world = World(folder / "small.db")
    with filled(world), closing(_bare(folder / "bare.db")) as bare:
        draft_id, store, times = world.begin(), world.of("alba"), dict[str, list[float]](store=[], bare=[])
        for version in range(SAVES):
            began = time.perf_counter()
            store.save_answer(draft_id, "PI1.1", version % 5, version)
            between = time.perf_counter()
            bare.execute("INSERT INTO answers (value) VALUES (?)", ["3"])
            times["store"].append(between - began)
            times["bare"].append(time.perf_counter() - between)
    saved, inserted = statistics.median(times["store"]) * 1000, statistics.median(times["bare"]) * 1000
    return [
        once("a bare INSERT, on disk", inserted, "ms"),
        once("an answer, on disk with its history", saved, "ms"),
        once("the same, as many times as a bare INSERT", saved / inserted, "times", TIMES_A_BARE_INSERT),
    ]


def _bare(path: Path) -> sqlite3.Connection:
    opened = connection.connect(path, mode="rwc").conn
    opened.execute(f"PRAGMA journal_mode={connection.journal_mode()}")
    opened.execute("CREATE TABLE answers (value TEXT)")
    return opened


def _building(folder: Path) -> list[Measure]:
    path = folder / "region.db"
    keeper = storage.prepare(path, demo=True)
    with in_one_transaction(path):
        taken, _ = _seconds(
            lambda: demo.build(path, QUESTIONS.read_bytes(), TODAY, departments=DEPARTMENTS, rounds=ROUNDS)
        )
    keeper.close()
    return [
        once(f"{DEPARTMENTS} departments and {ROUNDS + 1} rounds, built", taken, "s"),
        once("the file", path.stat().st_size / 1e6, "MB"),
    ]


@contextmanager
def in_one_transaction(path: Path) -> Iterator[None]:
    """Let all that is written meanwhile be one transaction, so that building does not wait for the disk."""
    own = connection.reading, connection.writing
    with connection.writing(path) as db:
        connection.reading = connection.writing = lambda *_: nullcontext(db)  # type: ignore[assignment]
        try:
            yield
        finally:
            connection.reading, connection.writing = own


def _reading(folder: Path) -> list[Measure]:
    """What a chief waits for, and what publishing takes: the whole round is scored and frozen again."""
    logging.disable(logging.WARNING)  # Streamlit's, that no browser is there
    with closing(storage.prepare(folder / "region.db", demo=True)):
        visit = _visit(folder / "region.db")
        department_id = visit.person.department_id
        assert department_id is not None
        first, _ = _seconds(lambda: visit.store.comparison(department_id))
        again, shown = _seconds(lambda: visit.store.comparison(department_id))
        assert shown is not None and shown.region.shown
        _page(visit)
        page = statistics.median(_page(visit) for _ in range(9))
        operator = Store(folder / "region.db", OPERATOR, _at)
        last = operator.rounds(demo.REGION)[ROUNDS - 1]
        publishing, published = _seconds(lambda: operator.publish(last.id))
    return [
        once("the comparison, read for the first time", first * 1000, "ms"),
        once("the comparison, once the publication has been read", again * 1000, "ms"),
        once("the page of the comparison, then", page * 1000, "ms", PAGE_AT_MOST),
        once(f"publishing {len(published.sheets)} departments", publishing, "s", PUBLISH_AT_MOST),
        once("memory, at most", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, "MB", MEMORY_AT_MOST),
    ]


def _keeping(folder: Path) -> list[Measure]:
    started, keeper = _seconds(lambda: storage.prepare(folder / "region.db", demo=True))
    with closing(keeper):
        taken, _ = _seconds(lambda: storage.backup(folder / "region.db", folder / "copy.db"))
    return [once("checking the database at the start", started, "s"), once("a backup, every seal checked", taken, "s")]


def _visit(database: Path) -> Visit:
    token = DoorStore(database, _at).sign_in_as("seasoned_chief")
    assert token is not None
    store = Store(database, digest(token), _at)
    return Visit(store.person(), Say("it"), store, load(QUESTIONS))


def _at() -> datetime:
    return datetime(TODAY.year, TODAY.month, TODAY.day, 9, tzinfo=UTC)


def _page(visit: Visit) -> float:
    """Seconds for drawing the page."""

    def script(show, visit):  # type: ignore[no-untyped-def]  # copied: nothing from outside it exists inside
        show(visit)

    manifest_scanner.scan_component_manifests = list  # type: ignore[assignment]  # a server does it once; here it would be done at every run
    page = AppTest.from_function(script, default_timeout=60, args=(comparison.show, visit))
    took, _ = _seconds(page.run)
    assert not page.exception and page.title
    return took


def _seconds(work: Callable[[], Any]) -> tuple[float, Any]:
    began = time.process_time()
    done = work()
    return time.process_time() - began, done
