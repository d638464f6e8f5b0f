"""An adversary of the comparison: hostile histories of a region, and what spies in it can work out for certain.

The spies are one to three departments that put their screens together. They know the rules, who is counted at
each publication and in which staff band, what does not apply to whom, and which submission is the same document
as before; they choose their own answers, and when others join, leave or hand in again. What they do not know is
which practices the others have in use. `certain` says what follows from everything they saw, by reasoning that is
sound: each conclusion holds in every region that would have shown them the same.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from functools import cached_property
from itertools import combinations
from math import ceil

from assessment.benchmark import Benchmark, Edition, Group, Sheet, benchmark, drawings
from assessment.benchmark.drawing import OVERALL
from assessment.benchmark.figures import SAME_IN_PILLAR, SAME_OVERALL, Rules, Told, practice

PILLARS = {
    pillar: tuple(f"{pillar}{topic}.{question}" for topic in range(1, topics + 1) for question in (1, 2))
    for pillar, topics in {"PI": 5, "DC": 5, "MI": 5, "FI": 4}.items()
}
QUESTIONS = tuple(question for asked in PILLARS.values() for question in asked)
MAY_NOT_APPLY = ("DC5.1", "DC5.2", "MI4.2")
BANDS = ("0-9", "10-29", "30-99", "100+")
START = datetime(2027, 6, 2, 8, tzinfo=UTC)


@dataclass(frozen=True)
class Guard:
    """The rules of a comparison, each of which can be left out to see what it is worth."""

    redrawn_only_after_change: bool = True
    for_everybody_or_nobody: bool = True
    words: bool = True
    fives: bool = True
    region_only: bool = True

    @property
    def rules(self) -> Rules:
        return Rules(words=self.words, fives=self.fives, region_only=self.region_only)


@dataclass(frozen=True)
class Paper:
    """One submission of one department; handed in again, it is another paper, whatever it says."""

    number: int
    department_id: str


@dataclass(frozen=True)
class History:
    """The publications of a region, and which paper each sheet was made from."""

    editions: tuple[Edition, ...]
    papers: tuple[Mapping[str, Paper], ...]  # by department id, one mapping an edition
    spies: tuple[str, ...]

    @cached_property
    def sheets(self) -> Mapping[Paper, Sheet]:
        return {
            paper: edition.sheets[department_id]
            for edition, papers in zip(self.editions, self.papers, strict=True)
            for department_id, paper in papers.items()
        }


# --- hostile histories ------------------------------------------------------------------------------------------


@dataclass
class Region:
    """A region that the adversary plays: who takes part today, with which paper."""

    rng: random.Random
    spies: tuple[str, ...]
    common: Mapping[str, float] = field(default_factory=dict)  # how widespread each practice is
    sheets: dict[str, Sheet] = field(default_factory=dict)
    papers: dict[str, Paper] = field(default_factory=dict)
    written: int = 0  # papers
    known: int = 0  # departments that ever joined

    def __post_init__(self) -> None:
        self.common = {question: self.rng.choice((0.03, 0.1, 0.3, 0.5, 0.7, 0.9, 0.97)) for question in QUESTIONS}

    @property
    def others(self) -> list[str]:
        return sorted(self.sheets.keys() - set(self.spies))

    def join(self, department_id: str | None = None) -> None:
        """A department takes part for the first time, or again."""
        if department_id is None:
            department_id = f"department {self.known:02}"
        self.known += 1
        self._hand_in(department_id, self._new_sheet(department_id))

    def leave(self, department_id: str) -> None:
        del self.sheets[department_id], self.papers[department_id]

    def hand_in_again(self, department_id: str, *, reopened: bool) -> None:
        """Answer anew: a correction of a few answers, or another round with what was built up since."""
        sheet = self.sheets[department_id]
        if department_id in self.spies:
            self._hand_in(department_id, replace(sheet, in_use=self._spies_again(sheet.in_use)))
            return
        changed = dict(sheet.in_use)
        if reopened:
            for question in self.rng.sample(sorted(changed), self.rng.choice((0, 1, 2, 4))):
                changed[question] = not changed[question]
        else:
            for question, used in changed.items():
                changed[question] = self.rng.random() < (0.95 if used else 0.25)
        self._hand_in(department_id, replace(sheet, in_use=changed))

    def change_profile(self, department_id: str) -> None:
        """Another staff band, the same answers."""
        self._hand_in(department_id, replace(self.sheets[department_id], staff_band=self.rng.choice(BANDS)))

    def _new_sheet(self, department_id: str) -> Sheet:
        band = self.rng.choice(BANDS[:3])
        if department_id in self.spies:
            return Sheet(band, self._spies_answers())
        lead = self.rng.gauss(0, 0.3)
        left_out = {question for question in MAY_NOT_APPLY if band == BANDS[0] and self.rng.random() < 0.3}
        return Sheet(
            band,
            {
                question: self.rng.random() < self.common[question] + lead
                for question in QUESTIONS
                if question not in left_out
            },
        )

    def _spies_answers(self) -> dict[str, bool]:
        """Answers that probe: everything, nothing, or anything."""
        share = self.rng.choice((0.0, 1.0, 0.5))
        return {question: self.rng.random() < share for question in QUESTIONS}

    def _spies_again(self, before: Mapping[str, bool]) -> dict[str, bool]:
        """One answer changed, enough to count as a change; or other answers, to move the figures."""
        if self.rng.random() < 0.3:
            return self._spies_answers()
        question = self.rng.choice(QUESTIONS)
        return {**before, question: not before[question]}

    def _hand_in(self, department_id: str, sheet: Sheet) -> None:
        self.written += 1
        self.sheets[department_id] = sheet
        self.papers[department_id] = Paper(self.written, department_id)


def hostile(seed: int) -> History:
    """Play one hostile history: three to five publications, between them just what serves the spies."""
    rng = random.Random(seed)
    spies = tuple(f"spy {number}" for number in range(rng.choice((1, 2, 3, 3, 3))))
    region = Region(rng, spies)
    late = {spy for spy in spies[1:] if rng.random() < 0.5}  # they come as newcomers, with fresh eyes
    for spy in spies:
        if spy not in late:
            region.join(spy)
    for _ in range(rng.choice((8, 9, 12, 16, 20, 24, 28))):
        region.join()
    editions, papers = [], []
    for number in range(rng.choice((3, 4, 5))):
        if number:
            _between(region, rng, late)
        editions.append(
            Edition(1 + number // 2, START + timedelta(days=30 * number), dict(region.sheets), PILLARS, BANDS)
        )
        papers.append(dict(region.papers))
    return History(tuple(editions), tuple(papers), spies)


def _between(region: Region, rng: random.Random, late: set[str]) -> None:
    """What happens between two publications: as little as shows something, or just enough to be drawn again."""
    plan = rng.choice(("one", "one", "one", "just enough", "just enough", "wave"))
    changed = 0
    for spy in region.spies:
        if spy in late and rng.random() < 0.7:
            late.discard(spy)
            region.join(spy)
            changed += 1
        elif spy in region.sheets and plan == "just enough":
            region.hand_in_again(spy, reopened=True)
            changed += 1
    wanted = {"one": 1, "just enough": 10 - changed, "wave": 12}[plan]
    ways = rng.choice((("join",), ("join", "leave"), ("again",), ("join", "leave", "reopen", "again")))
    touched: set[str] = set()
    for _ in range(wanted):
        way = rng.choice(ways)
        free = [department_id for department_id in region.others if department_id not in touched]
        if way == "join" or not free:
            region.join()
            touched |= set(region.others) - set(free)
            continue
        department_id = rng.choice(free)
        touched.add(department_id)
        if way == "leave":
            region.leave(department_id)
        else:
            region.hand_in_again(department_id, reopened=way == "reopen")
    if region.others and rng.random() < 0.2:
        region.change_profile(rng.choice(region.others))


# --- what is seen -----------------------------------------------------------------------------------------------


def seen(history: History, guard: Guard) -> Iterator[tuple[str | None, Benchmark]]:
    """Every comparison a spy saw, at every publication, and the file for others."""
    for last in range(len(history.editions)):
        until = history.editions[: last + 1]
        together = drawings(until if guard.redrawn_only_after_change else until[-1:])
        for viewer in (*history.spies, None):
            drawn = together
            if guard.redrawn_only_after_change and not guard.for_everybody_or_nobody and viewer in until[-1].sheets:
                drawn = drawings([edition for edition in until if viewer in edition.sheets])
            yield viewer, benchmark(drawn, viewer, guard.rules)


Unknown = frozenset[Paper]


@dataclass(frozen=True)
class Count:
    """How many of some unknown papers have something: at least `low`, at most `high`."""

    of: Unknown
    low: int
    high: int


@dataclass
class Sight:
    """What the spies have seen, as bounds on what they do not know."""

    history: History
    guard: Guard
    practices: dict[str, set[Count]] = field(default_factory=lambda: defaultdict(set))  # by question id
    middles: dict[str, set[tuple[frozenset[Paper], Fraction, Fraction, int, int]]] = field(
        default_factory=lambda: defaultdict(set)
    )  # by measure: papers, bounds, how many at least reach the lower, how many at least do not pass the upper

    def __post_init__(self) -> None:
        dates = {edition.published_at: place for place, edition in enumerate(self.history.editions)}
        for viewer, comparison in seen(self.history, self.guard):
            for group in (comparison.region, comparison.peers):
                if group.shown and group.published_at is not None:
                    self._take(viewer, group, dates[group.published_at])

    def _take(self, viewer: str | None, group: Group, place: int) -> None:
        edition, papers = self.history.editions[place], self.history.papers[place]
        members = [d for d, sheet in edition.sheets.items() if not group.criteria or sheet.staff_band in group.criteria]
        others = frozenset(papers[department_id] for department_id in members if department_id != viewer)
        for question, told in group.questions.items():
            fits = [k for k in range(told.n + 1) if practice(k, told.n, self.guard.rules).in_use == told.in_use]
            own = [papers[d] for d in members if d in self.history.spies]
            having = sum(self.history.sheets[paper].in_use.get(question, False) for paper in own)
            unknown = frozenset(papers[d] for d in members if d not in self.history.spies)
            self.practices[question].add(Count(unknown, min(fits) - having, max(fits) - having))
        for measure, figure in {OVERALL: group.overall, **group.pillars}.items():
            if figure is not None:
                self._middle(measure, others, figure.median, 1, 2)
                for part, told_quartile in zip((1, 3), figure.quartiles or (), strict=False):
                    self._middle(measure, others, told_quartile, part, 4)

    def _middle(self, measure: str, others: frozenset[Paper], told: Told, part: int, of: int) -> None:
        low, high = _bounds(told, SAME_OVERALL if measure == OVERALL else SAME_IN_PILLAR)
        n = len(others)
        place, over = divmod((3 * n + 1) * part + of, 3 * of)
        reaching = n - place if over else n - place + 1  # the value lies between two places, or on one
        self.middles[measure].add((others, low, high, reaching, place))


def _bounds(told: Told, margin: int) -> tuple[Fraction, Fraction]:
    half = Fraction(1, 2)
    if told == "hardly_any":
        return Fraction(0), margin + half
    if told == "nearly_all":
        return 100 - margin - half, Fraction(100)
    return told - half, told + half


# --- what follows -----------------------------------------------------------------------------------------------

Cell = tuple[Paper, str]


@dataclass(frozen=True)
class Bound:
    """The number of `plus` that hold, less the number of `minus` that hold, is at least `low`."""

    plus: Collection[object]
    minus: Collection[object]
    low: int


def conclude(bounds: Sequence[Bound], known: dict[object, bool]) -> bool:
    """Add to `known` what each bound forces, until nothing follows any more; say whether anything did."""
    before = len(known)
    pending = True
    while pending:
        pending = False
        for bound in bounds:
            most = sum(known.get(cell, True) for cell in bound.plus) - sum(
                known.get(cell, False) for cell in bound.minus
            )
            assert most >= bound.low, "the attack contradicts itself"
            if most > bound.low:
                continue
            for cells, value in ((bound.plus, True), (bound.minus, False)):
                for cell in cells:
                    if cell not in known:
                        known[cell] = value
                        pending = True
    return len(known) > before


def certain(history: History, guard: Guard) -> dict[Cell, bool]:
    """Which practices of which papers of other departments the spies can be certain about."""
    sight = Sight(history, guard)
    known: dict[object, bool] = {}
    columns = [bound for question, counts in sight.practices.items() for bound in _columns(question, counts)]
    rows = list(_rows(history, sight, {}))
    for _ in range(5):
        conclude(columns, known)
        if not conclude(rows, known):
            break
    return {cell: value for cell, value in known.items()}  # type: ignore[misc]


def _columns(question: str, counts: Collection[Count]) -> Iterator[Bound]:
    """What the counts of one practice say, each for itself, two by two, and a whole less its parts."""

    def cells(papers: Collection[Paper]) -> list[Cell]:
        return [(paper, question) for paper in papers]

    ordered = sorted(
        counts, key=lambda count: (-len(count.of), count.low, count.high, sorted(p.number for p in count.of))
    )
    for count in ordered:
        yield Bound(cells(count.of), (), count.low)
        yield Bound((), cells(count.of), -count.high)
    for one, other in combinations(ordered, 2):
        more, less = cells(one.of - other.of), cells(other.of - one.of)
        yield Bound(more, less, one.low - other.high)
        yield Bound(less, more, other.low - one.high)
    for whole, one, other in combinations(ordered, 3):
        if one.of | other.of <= whole.of and not one.of & other.of:
            rest = cells(whole.of - one.of - other.of)
            yield Bound(rest, (), whole.low - one.high - other.high)
            yield Bound((), rest, one.low + other.low - whole.high)


def _rows(history: History, sight: Sight, known: Mapping[object, bool]) -> Iterator[Bound]:
    """What the middles of the shares say on the number of practices of each paper."""
    for measure, middles in sight.middles.items():
        asked = QUESTIONS if measure == OVERALL else PILLARS[measure]
        steps = sorted({low for _, low, _, _, _ in middles} | {high for _, _, high, _, _ in middles})
        least: dict[Paper, Fraction] = {}
        most: dict[Paper, Fraction] = {}
        for step in steps:
            reach, stay = _reaching(history, asked, middles, step)
            for paper in reach:
                least[paper] = max(step, least.get(paper, step))
            for paper in stay:
                most[paper] = min(step, most.get(paper, step))
        for paper in least.keys() | most.keys():
            applies = [(paper, question) for question in asked if question in history.sheets[paper].in_use]
            if paper in least:
                yield Bound(applies, (), ceil(least[paper] * len(applies) / 100))
            if paper in most:
                yield Bound((), applies, -int(most[paper] * len(applies) / 100))


def _reaching(history, asked, middles, step):
    """Which papers certainly have a share of at least `step`, and which certainly one of at most `step`."""
    spies = set(history.spies)

    def share(paper: Paper) -> Fraction:
        values = [
            history.sheets[paper].in_use[question] for question in asked if question in history.sheets[paper].in_use
        ]
        return Fraction(100 * sum(values), len(values))

    at_least: dict[Unknown, int] = {}  # of these papers, at least so many reach the step
    below: dict[Unknown, int] = {}  # of these papers, at least so many do not pass the step
    for others, low, high, reaching, staying in middles:
        unknown = frozenset(paper for paper in others if paper.department_id not in spies)
        own = [share(paper) for paper in others - unknown]
        if low >= step:
            at_least[unknown] = max(at_least.get(unknown, 0), reaching - sum(value >= step for value in own))
        if high <= step:
            below[unknown] = max(below.get(unknown, 0), staying - sum(value <= step for value in own))
    reach: set[Paper] = set()
    stay: set[Paper] = set()
    known_up: dict[object, bool] = {}
    bounds = [Bound(unknown, (), low) for unknown, low in at_least.items()]
    conclude(bounds, known_up)
    reach = {p for p, v in known_up.items() if v}
    known_down: dict[object, bool] = {}
    conclude([Bound(unknown, (), low) for unknown, low in below.items()], known_down)
    stay = {p for p, v in known_down.items() if v}
    return reach, stay
