"""Whatever is made of a whole region of ten thousand departments: its time, and the memory of the process at most.

Each is made once, by the code that a page, a download or a command calls, in a process of its own that has imported
what a server does.
"""

from __future__ import annotations

import multiprocessing
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

import assessment.serving  # noqa: F401  # what a server carries before it makes anything
from assessment import demo, storage
from assessment.letters import Purpose
from assessment.reading import department
from assessment.reading.department import Reported
from assessment.reading.files import gather
from assessment.report.region import ENDINGS, Files, Letters, making
from assessment.storage import OPERATOR, Store
from benchmarks import _regions, pages
from benchmarks.measure import Measure, most_memory, once

DEPARTMENTS = _regions.SIZES[-1]
MEMORY_AT_MOST, PUBLISH_AT_MOST = 500.0, 5.0  # megabytes, seconds
REPORTS = 40  # of the zip that is begun: it grows by one report after the other, whatever the number
_PAGES = ("overview", "departments", "maps", "training", "rounds", "invitations", "export")


def measures() -> Iterator[Measure]:
    """The promise, and the seconds of each."""
    with tempfile.TemporaryDirectory() as folder:
        database = _regions.copied(DEPARTMENTS, Path(folder))
        _operator(database).plan_training(_open_round(database), "PI1.1", on=True)
        for name in _MADE:
            with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as alone:
                took, before, most = alone.submit(_made, name, database).result()
            yield once(name, took, "s", PUBLISH_AT_MOST if _MADE[name] is _publish else None)
            yield once(f"    memory at most, of which {before:.0f} MB before", most, "MB", MEMORY_AT_MOST)


def _made(name: str, database: Path) -> tuple[float, float, float]:
    """The processor's seconds that something takes, and the memory before and at most."""
    before, began = most_memory(), time.process_time()
    _MADE[name](database)
    return time.process_time() - began, before, most_memory()


def _operator(database: Path) -> Store:
    return Store(database, OPERATOR, lambda: _regions.moment_of(database))


def _open_round(database: Path) -> int:
    return _operator(database).rounds(demo.REGION)[-1].id


def _publish(database: Path) -> None:
    """The last round again: all of it is scored and frozen anew."""
    operator = _operator(database)
    operator.publish(operator.publications(demo.REGION)[-1].round_id)


def _files(database: Path, *, for_others: bool = False) -> Files:
    gathered = gather(_operator(database), demo.REGION, for_others=for_others)
    assert gathered is not None, "a round is open"
    return Files(gathered)


def _tables(database: Path) -> None:
    files = _files(database)
    for one in files.ids():
        assert files.table(one, "it")


def _letters(ending: str, database: Path) -> None:
    """Reminders to all who have not submitted."""
    operator, round_id = _operator(database), _open_round(database)
    those = [one.participation.department_id for one in operator.progress(round_id)]
    made = operator.take_along(round_id, Purpose.REMINDER, those)
    assert made, "some have not submitted"
    Letters(Purpose.REMINDER, tuple(made), "https://example.org", operator.now).file(ending, "it")


def _reports(database: Path) -> None:
    """The first reports of the zip, of a list of all."""
    operator, round_id = _operator(database), _open_round(database)

    def read(department_id: str) -> Reported:
        reported = department.gather(operator, department_id, round_id, compared=False)
        assert reported is not None, "it is submitted"
        return reported

    submitted = [one.participation.department_id for one in operator.progress(round_id) if one.submission_id]
    work = making.Work(
        making.bundle.begin("benchmark", submitted[:REPORTS]), making.Order("brief", "it", read, lambda: None)
    )
    work.wait()
    assert work.so_far.is_whole, work.why


_MADE: dict[str, Callable[[Path], object]] = {
    **{
        f"the page {name} of the coordinator, for the first time": partial(
            lambda name, database: pages.first(database, name), name
        )
        for name in _PAGES
    },
    "publishing": _publish,
    "the workbook of the region": lambda database: _files(database).workbook("it"),
    "the workbook for others": lambda database: _files(database, for_others=True).workbook("it"),
    "every table as CSV, one after the other": _tables,
    "the report of the region": lambda database: _files(database).report("it"),
    "the report for others": lambda database: _files(database, for_others=True).report("it"),
    "the training plan on paper": lambda database: _files(database).training_plan("it"),
    "the training plan as a workbook": lambda database: _files(database).training_workbook("it"),
    **{f"reminders to all who have not submitted, as {ending}": partial(_letters, ending) for ending in ENDINGS},
    f"the first {REPORTS} reports of the zip": _reports,
    "a backup, every seal checked": lambda database: storage.backup(database, database.with_name("copy.db")),
    "verifying": storage.verify,
}
