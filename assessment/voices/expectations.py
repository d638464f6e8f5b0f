"""What people want from the accounts, against what the accounts do: the gap by kind, with how sure it is.

A poll counts how many of those who were asked chose each kind, up to five each. A tally counts posts, each by its main
kind. Both become shares of one whole, and a gap is their difference in points. Followers are not the population, a
choice is not a post, and some content is a duty even if few ask for it: every page that shows a gap says so.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

CHOICES = 5  # that one person may make
LEAST_POSTS, MOST_POSTS = 50, 1_000
MOST_ASKED = 1_000_000
INDEX_FROM = 30  # people asked: below, no index is told
POINTS = 5.0  # of a gap, from which it is called one
DRAWS = 4_000  # of the bootstrap
SEED = 2018  # the same counts give the same figures, whoever looks and when
_MOST_KEPT = 500  # results that are not drawn anew: a region asks for those of all its departments
APART = 12  # months between a poll and a tally, beyond which they are not of one time
TOGETHER = 5  # departments from which on a need of the region is told, and to the nearest so many


@dataclass(frozen=True)
class Poll:
    """How many people were asked, and how many of them chose each kind that was offered."""

    asked: int
    wanted: Mapping[str, int]  # by kind; 0 where it was offered and nobody chose it
    month: date  # its first day
    where: str = ""


@dataclass(frozen=True)
class Tally:
    """The posts of an account by their main kind."""

    posts: Mapping[str, int]
    month: date  # of the last of them, its first day
    counted: int | None = None  # how many posts were looked at, where that was said too


@dataclass(frozen=True)
class PollAndTally:
    """A poll and a tally that are set beside each other."""

    poll: Poll
    tally: Tally


class CountWrong(StrEnum):
    """What cannot be with counts; the words say what to do."""

    NOBODY_ASKED = "nobody_asked"
    TOO_MANY = "too_many"  # people, or posts, beyond what any department has
    NEGATIVE = "negative"
    MORE_THAN_ASKED = "more_than_asked"  # a kind was chosen by more people than were asked
    MORE_THAN_FIVE_EACH = "more_than_five_each"
    PERCENT = "percent"  # fewer choices than people, and together a hundred
    FEW_POSTS = "few_posts"
    ADDS_UP = "adds_up"  # the kinds are not as many as the posts that were looked at
    OTHER_TIME = "other_time"
    UNKNOWN_KIND = "unknown_kind"


@dataclass(frozen=True)
class CountProblem:
    """Something that cannot be, and where."""

    wrong: CountWrong
    kind: str = ""  # of content, where it is one
    given: int = 0
    bound: int = 0


def poll_problems(poll: Poll, known: Collection[str]) -> Iterator[CountProblem]:
    """What cannot be with a poll."""
    if poll.asked < 1:
        yield CountProblem(CountWrong.NOBODY_ASKED)
    if poll.asked > MOST_ASKED:
        yield CountProblem(CountWrong.TOO_MANY, given=poll.asked, bound=MOST_ASKED)
    yield from _kinds_problems(poll.wanted, known)
    for kind, count in poll.wanted.items():
        if count > max(poll.asked, 0):
            yield CountProblem(CountWrong.MORE_THAN_ASKED, kind, count, poll.asked)
    choices = sum(poll.wanted.values())
    if poll.asked >= 1 and choices > CHOICES * poll.asked:
        yield CountProblem(CountWrong.MORE_THAN_FIVE_EACH, given=choices, bound=CHOICES * poll.asked)
    if 99 <= choices <= 101 and poll.asked > 2 * choices:
        yield CountProblem(CountWrong.PERCENT, given=choices, bound=poll.asked)


def tally_problems(tally: Tally, known: Collection[str], poll: Poll | None = None) -> Iterator[CountProblem]:
    """What cannot be with a tally, by itself or beside a poll."""
    yield from _kinds_problems(tally.posts, known)
    posts = sum(tally.posts.values())
    if tally.counted is not None and posts != tally.counted:
        yield CountProblem(CountWrong.ADDS_UP, given=posts, bound=tally.counted)
    elif posts < LEAST_POSTS:
        yield CountProblem(CountWrong.FEW_POSTS, given=posts, bound=LEAST_POSTS)
    if posts > MOST_POSTS:
        yield CountProblem(CountWrong.TOO_MANY, given=posts, bound=MOST_POSTS)
    if poll is not None and not is_of_one_time(PollAndTally(poll, tally)):
        yield CountProblem(CountWrong.OTHER_TIME, given=abs(_months(poll.month, tally.month)), bound=APART)


def _kinds_problems(counts: Mapping[str, int], known: Collection[str]) -> Iterator[CountProblem]:
    for kind, count in counts.items():
        if kind not in known:
            yield CountProblem(CountWrong.UNKNOWN_KIND, kind)
        if count < 0:
            yield CountProblem(CountWrong.NEGATIVE, kind, count)


def _months(one: date, other: date) -> int:
    return 12 * (one.year - other.year) + one.month - other.month


class Served(StrEnum):
    """What a gap says."""

    UNDER = "under"  # wanted more than it is posted
    OVER = "over"
    NEITHER = "neither"  # the difference may be chance, or is small


@dataclass(frozen=True)
class Gap:
    """How much more, or less, a kind is wanted than posted."""

    kind: str
    wanted: float  # percent of all choices
    posted: float  # percent of all posts
    low: float  # of the difference in points, 95 % interval
    high: float

    @property
    def points(self) -> float:
        """The difference: above 0 it is wanted more than posted."""
        return self.wanted - self.posted

    @property
    def served(self) -> Served:
        """Whether the gap is one: its interval leaves zero out, and it is five points or more."""
        if abs(self.points) < POINTS or self.low <= 0 <= self.high:
            return Served.NEITHER
        return Served.UNDER if self.points > 0 else Served.OVER


@dataclass(frozen=True)
class Match:
    """How alike the two mixes are, 0 to 100, beside what chance alone would give with as many people and posts."""

    index: float
    by_chance: float  # mean, if posts were mixed just as people want
    low: float  # nine of ten times chance gives at least this
    high: float


@dataclass(frozen=True)
class PollBesideTally:
    """A poll and a tally side by side."""

    gaps: tuple[Gap, ...]  # the largest first, ties as the poll has them
    match: Match | None  # None below thirty people
    left_out: int  # posts of kinds that the poll did not offer


def compared(poll: Poll, tally: Tally) -> PollBesideTally | None:
    """Set what is wanted beside what is posted; None where nobody chose anything, or no post is of a kind offered.

    Args:
        poll: without problems.
        tally: likewise.

    Source: shares of all choices and of all posts; the interval is that of a parametric bootstrap (each kind chosen by
    a binomial number of those asked, posts by a multinomial one); the index is 100 less half the sum of differences.
    """
    posts = tuple(tally.posts.get(kind, 0) for kind in poll.wanted)
    if not any(poll.wanted.values()) or not any(posts):
        return None
    return _compared(poll.asked, tuple(poll.wanted.items()), posts, sum(tally.posts.values()) - sum(posts))


@lru_cache(_MOST_KEPT)
def _compared(
    asked: int, counts: tuple[tuple[str, int], ...], posts: tuple[int, ...], left_out: int
) -> PollBesideTally:
    import numpy as np  # here, because a start does not wait for it

    kinds = [kind for kind, _ in counts]
    wanted = np.array([count for _, count in counts], dtype=float)
    posted = np.array(posts, dtype=float)
    draws = np.random.default_rng(SEED)
    chosen = _shares(draws.binomial(asked, wanted / asked, (DRAWS, len(kinds))))
    put_up = _shares(draws.multinomial(int(posted.sum()), posted / posted.sum(), DRAWS))
    low, high = np.percentile(chosen - put_up, (2.5, 97.5), axis=0)
    shares = 100 * wanted / wanted.sum(), 100 * posted / posted.sum()
    gaps = [
        Gap(kind, float(shares[0][place]), float(shares[1][place]), float(low[place]), float(high[place]))
        for place, kind in enumerate(kinds)
    ]
    return PollBesideTally(
        gaps=tuple(sorted(gaps, key=lambda one: -abs(one.points))),
        match=_match(wanted, posted, draws) if asked >= INDEX_FROM else None,
        left_out=left_out,
    )


def _match(wanted: np.ndarray, posted: np.ndarray, draws: np.random.Generator) -> Match:
    """The index, beside that of draws from one mix with as many choices and posts."""
    import numpy as np

    pooled = (wanted + posted) / (wanted + posted).sum()
    of_chance = _alike(
        _shares(draws.multinomial(int(wanted.sum()), pooled, DRAWS)),
        _shares(draws.multinomial(int(posted.sum()), pooled, DRAWS)),
    )
    low, high = np.percentile(of_chance, (5, 95))
    index = _alike(_shares(wanted[None, :]), _shares(posted[None, :]))[0]
    return Match(float(index), float(of_chance.mean()), float(low), float(high))


def _shares(counts: np.ndarray) -> np.ndarray:
    """Percent of each row; a row without any is of none."""
    shares: np.ndarray = 100 * counts / counts.sum(axis=1, keepdims=True).clip(1)
    return shares


def _alike(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    alike: np.ndarray = 100 - abs(one - other).sum(axis=1) / 2
    return alike


def now_and_before(polls: Sequence[Poll], tallies: Sequence[Tally]) -> tuple[PollAndTally | None, PollAndTally | None]:
    """What is compared now, and what was before; where only one of the two was repeated, the other stands twice.

    Args:
        polls: newest first.
        tallies: newest first; one with too few posts counts as none.
    """
    full = [one for one in tallies if sum(one.posts.values()) >= LEAST_POSTS]
    if not polls or not full:
        return None, None
    now = PollAndTally(polls[0], full[0])
    if len(polls) == len(full) == 1:
        return now, None
    return now, PollAndTally(polls[min(1, len(polls) - 1)], full[min(1, len(full) - 1)])


def is_of_one_time(pair: PollAndTally) -> bool:
    """Whether its poll and its tally are near enough in time to be told of without a warning."""
    return abs(_months(pair.poll.month, pair.tally.month)) <= APART


def largest_then_and_now(before: PollBesideTally, now: PollBesideTally) -> tuple[Gap, Gap | None]:
    """The largest gap of an earlier time, and the same kind now: the measure of whether it was acted on."""
    then = before.gaps[0]
    return then, next((one for one in now.gaps if one.kind == then.kind), None)


def needed_together(under_served: Collection[Collection[str]]) -> dict[str, int]:
    """Which kinds several departments serve too little, by how many to the nearest five; none below five.

    Args:
        under_served: kinds, for each department.
    """
    counts: dict[str, int] = {}
    for kinds in under_served:
        for kind in set(kinds):
            counts[kind] = counts.get(kind, 0) + 1
    return {kind: TOGETHER * int(n / TOGETHER + 0.5) for kind, n in counts.items() if n >= TOGETHER}
