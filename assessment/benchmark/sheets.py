"""What the comparison is given: sheets, the publications they stand in, and the bands that make groups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime


class BenchmarkError(ValueError):
    """Sheets that cannot be compared; says which, and what is wrong with them."""


@dataclass(frozen=True)
class Sheet:
    """What the comparison knows of one submission: the staff band, and which practices are in use."""

    staff_band: str  # id of the band, such as "0-9", "10-29", "100+"
    in_use: Mapping[str, bool]  # by question id; applicable questions only


@dataclass(frozen=True)
class Edition:
    """One publication as the comparison reads it: the frozen sheets, and what was asked."""

    round_id: int
    published_at: datetime
    sheets: Mapping[str, Sheet]  # by department id
    pillars: Mapping[str, tuple[str, ...]]  # question ids by pillar, in questionnaire order
    bands: tuple[str, ...]  # ids of the staff bands, ascending


@dataclass(frozen=True)
class Moves:
    """How many departments came and went between two publications, for the trend."""

    came: int
    left: int


def moves(before: Edition, now: Edition) -> Moves:
    """Count who came and who left since an earlier publication."""
    return Moves(came=len(now.sheets.keys() - before.sheets.keys()), left=len(before.sheets.keys() - now.sheets.keys()))


def band_ids(starts: Sequence[int]) -> tuple[str, ...]:
    """The ids of staff bands from the first number of each: 0, 10, 100 are "0-9", "10-99", "100+"."""
    ends = [f"-{following - 1}" for following in starts[1:]]
    return tuple(f"{start}{end}" for start, end in zip(starts, [*ends, "+"], strict=True))


def staff_range(criteria: Sequence[str]) -> tuple[int, int | None]:
    """The fewest and the most staff in joined bands; None for the most where the last band is open."""
    last = criteria[-1]
    return int(criteria[0].rstrip("+").split("-")[0]), None if last[-1] == "+" else int(last.split("-")[1])


@dataclass(frozen=True)
class GroupName:
    """How a group is called: a key of the wording and the numbers in its sentence."""

    key: str
    facts: Mapping[str, int]


def group_name(criteria: Sequence[str]) -> GroupName:
    """Name the region (no criteria) or joined bands, such as "departments with 10 to 99 staff"."""
    if not criteria:
        return GroupName("benchmark.group.region", {})
    low, high = staff_range(criteria)
    if high is None:
        return GroupName("benchmark.group.from", {"low": low})
    if low == 0:
        return GroupName("benchmark.group.up_to", {"high": high})
    return GroupName("benchmark.group.between", {"low": low, "high": high})
