"""Invented regions of every size that is measured: built once, kept beside the figures, copied for whoever asks.

A region is built with one transaction around all of it: how it is built is measured apart. Its round is open on the day
of the building, so that a server that looks at the clock shows it; after a month it is built anew, and so it is once
what builds it has changed.
"""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from time import process_time

from assessment import demo, storage
from assessment.storage import connection
from benchmarks.measure import most_memory

_TOP = Path(__file__).parent.parent
QUESTIONS = _TOP / "questions.yaml"
SIZES, ROUNDS = (5, 143, 2_000, 10_000), 3  # departments; rounds that are published, and one more is open
KEPT = _TOP / "build" / "regions"
_AS_LONG_AS = timedelta(days=30)
_MADE_BY = ("questions.yaml", "assessment/demo.py", "assessment/invented.py", "assessment/storage/schema/*.py")


def kept(departments: int) -> Path:
    """The database of a region of a size, built where there is none; only read from."""
    KEPT.mkdir(parents=True, exist_ok=True)
    named = f"{departments}-{_sha256()[:12]}"
    for there in KEPT.glob(f"{named}-*.db"):
        if date.today() - day_of(there) < _AS_LONG_AS:
            return there
    for outlived in KEPT.glob(f"{departments}-*"):
        if outlived.suffix in (".db", ".json"):  # and not what another process is building
            outlived.unlink()
    built = KEPT / f"{named}-{date.today():%Y%m%d}.db"
    beside = built.with_suffix(f".{os.getpid()}")
    with multiprocessing.get_context("spawn").Pool(1) as alone:
        measured = alone.apply(build, [beside, departments, date.today()])
    _took(built).write_text(json.dumps(measured))
    beside.replace(built)
    return built


def took(database: Path) -> tuple[float, float]:
    """The processor's seconds that building a kept region took, and the megabytes of memory at most."""
    seconds, megabytes = json.loads(_took(database).read_text())
    return seconds, megabytes


def _took(database: Path) -> Path:
    return database.with_suffix(".json")


def copied(departments: int, folder: Path) -> Path:
    """A region of a size to work on, whose day its name still says."""
    return Path(shutil.copy(kept(departments), folder))


def day_of(database: Path) -> date:
    """The day on which a region was built, in its open round."""
    return datetime.strptime(database.stem.rsplit("-", 1)[1], "%Y%m%d").date()  # a day alone


def moment_of(database: Path) -> datetime:
    """The clock of whoever visits a region."""
    return datetime.combine(day_of(database), time(9), UTC)


def build(path: Path, departments: int, today: date) -> tuple[float, float]:
    """Build a region with one transaction around all of it, into one file; its seconds, and megabytes at most."""
    began = process_time()
    with closing(storage.prepare(path, demo=True)), in_one_transaction(path):
        demo.build(path, QUESTIONS.read_bytes(), today, departments=departments, rounds=ROUNDS)
    storage.settle(path)
    return process_time() - began, most_memory()


def _sha256() -> str:
    """The hash of what decides how a region is built."""
    files = sorted(one for pattern in _MADE_BY for one in _TOP.glob(pattern) if one.is_file())
    return hashlib.sha256(b"".join(one.read_bytes() for one in files)).hexdigest()


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
