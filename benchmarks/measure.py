"""What a benchmark gives: a figure of several runs, its limit, and how much the machine moves it by itself."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

RUNS = 5  # of whatever is measured: the figure is their median
_NOISE_LOOPS = 2_000_000


@dataclass(frozen=True)
class Measure:
    """One figure of one benchmark, with what each run gave."""

    name: str
    values: tuple[float, ...]
    unit: str
    limit: float | None = None  # at most; None = only for comparison

    @property
    def value(self) -> float:
        """The median of the runs."""
        return statistics.median(self.values)

    @property
    def spread(self) -> float:
        """How far the runs lie apart, as a part of their median; 0 of one run, or of a count."""
        return (max(self.values) - min(self.values)) / self.value if self.value else 0.0

    @property
    def holds(self) -> bool:
        """Whether it keeps its promise."""
        return self.limit is None or self.value <= self.limit


def once(name: str, value: float, unit: str, limit: float | None = None) -> Measure:
    """A figure that is known from one run: a count, or something too long to be done five times."""
    return Measure(name, (value,), unit, limit)


def seconds(work: Callable[[], object], runs: int = RUNS, warm_up: int = 1) -> tuple[float, ...]:
    """The processor's time that some work takes in this process, all its threads together, once warm."""
    for _ in range(warm_up):
        work()
    return tuple(processor_seconds(work) for _ in range(runs))


def processor_seconds(work: Callable[[], object]) -> float:
    """The processor's time of one run."""
    began = time.process_time()
    work()
    return time.process_time() - began


def thousandfold(values: Sequence[float]) -> tuple[float, ...]:
    """Seconds as milliseconds."""
    return tuple(1000 * one for one in values)


def processor_time(process_id: int) -> float:
    """Seconds of processor time that a process has used, its ended threads included; to the nanosecond, on Linux."""
    return time.clock_gettime(
        ((~process_id) << 3) | 2
    )  # the clock of another process, as clock_getcpuclockid(3) numbers it


def memory(process_id: int) -> float:
    """Mebibytes of memory that a process holds."""
    told = Path(f"/proc/{process_id}/status").read_text()
    return int(told.partition("VmRSS:")[2].split()[0]) / 1024


def most_memory() -> float:
    """Mebibytes of memory that this process has held at once until now."""
    told = Path(
        "/proc/self/status"
    ).read_text()  # and not getrusage: its figure begins at that of whoever began this one
    return int(told.partition("VmHWM:")[2].split()[0]) / 1024


def noise() -> Measure:
    """The machine's own noise: the same plain work by the clock, as many times as its fastest run."""
    times = []
    for _ in range(RUNS):
        began = time.perf_counter()
        sum(range(_NOISE_LOOPS))
        times.append(time.perf_counter() - began)
    return Measure(
        "the machine’s noise: the same work, beside its fastest run", tuple(t / min(times) for t in times), "times"
    )
