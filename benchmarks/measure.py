"""What a benchmark gives: a figure, what it may be at most, and how much a machine's own noise moves it."""

from __future__ import annotations

import time
from dataclasses import dataclass


@dataclass(frozen=True)
class Measure:
    """One figure of one benchmark."""

    name: str
    value: float
    unit: str
    limit: float | None = None  # at most; None = only for comparison

    @property
    def holds(self) -> bool:
        """Whether it keeps its promise."""
        return self.limit is None or self.value <= self.limit


def processor_time(process_id: int) -> float:
    """Seconds of processor time that a process has used, its ended threads included; to the nanosecond, on Linux."""
    return time.clock_gettime(
        ((~process_id) << 3) | 2
    )  # the clock of another process, as clock_getcpuclockid(3) numbers it
