"""An adversary of the comparison: hostile histories of a region, and what spies in it can work out for certain.

The spies are one to three departments that put their screens together. They know the rules, who is counted at
each publication and in which staff band, and which submission is the same document as before; they choose their
own answers, and when others join, leave or hand in again. What they do not know is what the others answered.
`certain` says what follows from everything they saw, by reasoning that is sound: each conclusion holds in every
region that would have shown them the same.
"""

from __future__ import annotations

import random
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from functools import cached_property
from itertools import permutations, product
from math import ceil

from assessment.benchmark import Benchmark, Edition, Group, PracticeCount, Sheet, Told, benchmark, drawings
from assessment.benchmark.drawing import OVERALL
from assessment.benchmark.figures import IN_ALL, IN_PILLAR, Rules, practice

PILLARS = {
    pillar: tuple(f"{pillar}{topic}.{question}" for topic in range(1, topics + 1) for question in (1, 2))
    for pillar, topics in {"PI": 5, "DC": 5, "MI": 5, "FI": 4}.items()
}
QUESTIONS = tuple(question for asked in PILLARS.values() for question in asked)
MAY_NOT_APPLY = ("DC5.1", "DC5.2", "MI4.2")
MEASURES = (OVERALL, *PILLARS)
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
    bands: Sequence[str] = ()

    def __post_init__(self) -> None:
        self.bands = self.rng.choice((BANDS[:2], BANDS[:2], BANDS))
        self.common = {question: self.rng.choice((0.03, 0.1, 0.3, 0.5, 0.7, 0.9, 0.97)) for question in QUESTIONS}

    def others(self, band: str | None) -> list[str]:
        """Who takes part besides the spies, of one staff band or of all."""
        return sorted(d for d, sheet in self.sheets.items() if d not in self.spies and band in (None, sheet.staff_band))

    def join(self, department_id: str | None = None, band: str | None = None) -> str:
        """A department takes part for the first time."""
        if department_id is None:
            department_id = f"department {self.known:02}"
        self.known += 1
        self._hand_in(department_id, self._new_sheet(department_id, band or self.rng.choice(self.bands)))
        return department_id

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

    def _new_sheet(self, department_id: str, band: str) -> Sheet:
        if department_id in self.spies:
            return Sheet(band, self._spies_answers())
        lead = self.rng.gauss(0, 0.2)
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
    """Play one hostile history: four or five publications, between them just what serves the spies."""
    rng = random.Random(seed)
    spies = tuple(f"spy {number}" for number in range(rng.choice((1, 2, 3, 3, 3))))
    region = Region(rng, spies)
    late = {spy for spy in spies[1:] if rng.random() < 0.5}  # they come as newcomers, with fresh eyes
    for spy in spies:
        if spy not in late:
            region.join(spy, region.bands[0])
    for _ in range(rng.choice((8, 9, 12, 16, 20, 24, 28))):
        region.join()
    editions, papers = [], []
    for number in range(rng.choice((4, 5))):
        if number:
            _between(region, rng, late)
        day = START + timedelta(days=30 * number)
        editions.append(Edition(1 + number // 2, day, dict(region.sheets), PILLARS, BANDS))
        papers.append(dict(region.papers))
    return History(tuple(editions), tuple(papers), spies)


def _between(region: Region, rng: random.Random, late: set[str]) -> None:
    """What happens between two publications: as little as shows something, or just enough to be drawn again."""
    plan = rng.choice(("one", "one", "one", "one", "ten", "ten", "six", "wave"))
    changed = 0
    for spy in region.spies:
        if spy in late and rng.random() < 0.7:
            late.discard(spy)
            region.join(spy, region.bands[0])
            changed += 1
        elif spy in region.sheets and plan in ("ten", "six"):
            region.hand_in_again(spy, reopened=True)
            changed += 1
    wanted = {"one": 1, "six": 6 - changed, "ten": 10 - changed, "wave": 12}[plan]
    band = region.bands[0] if plan == "six" else None  # the spies' own size
    ways = rng.choice((("join",), ("join", "leave"), ("again",), ("join", "leave", "reopen", "again")))
    touched: set[str] = set()
    for _ in range(wanted):
        way = rng.choice(ways)
        free = [department_id for department_id in region.others(band) if department_id not in touched]
        if way == "join" or not free:
            touched.add(region.join(band=band))
            continue
        department_id = rng.choice(free)
        touched.add(department_id)
        if way == "leave":
            region.leave(department_id)
        else:
            region.hand_in_again(department_id, reopened=way == "reopen")
    if rng.random() < 0.2:
        region.change_profile(rng.choice(region.others(None)))


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


Papers = int  # a set of papers: the bit of a paper is its number


@dataclass(frozen=True)
class Bound:
    """Of the papers in `plus` at least `low` more have something than of those in `minus`."""

    plus: Papers
    minus: Papers
    low: int


@dataclass(frozen=True)
class Count:
    """Of some papers at least `low` have something, and at most `high`."""

    of: Papers
    low: int
    high: int


@dataclass(frozen=True)
class Middle:
    """Of the shares of some papers, `reaching` are not under `low`, and `staying` not over `high` (in half points)."""

    of: Papers
    low: int
    high: int
    reaching: int
    staying: int


class Sight:
    """What the spies have seen, as bounds on what they do not know."""

    def __init__(self, history: History, guard: Guard) -> None:
        self.history, self.guard = history, guard
        self.counts: dict[str, set[Count]] = {question: set() for question in QUESTIONS}
        self.middles: dict[str, set[Middle]] = {measure: set() for measure in MEASURES}
        days = {edition.published_at: place for place, edition in enumerate(history.editions)}
        for viewer, comparison in seen(history, guard):
            for group in (comparison.region, comparison.peers):
                if group.published_at is not None:
                    self._look(viewer, group, days[group.published_at])

    def _look(self, viewer: str | None, group: Group, place: int) -> None:
        sheets, papers = self.history.editions[place].sheets, self.history.papers[place]
        members = [d for d, sheet in sheets.items() if not group.criteria or sheet.staff_band in group.criteria]
        for question, told in group.questions.items():
            self.counts[question].add(_count(_set(papers[d] for d in members), told, self.guard.rules))
        others = _set(papers[d] for d in members if d != viewer)
        for measure, figure in {OVERALL: group.overall, **group.pillars}.items():
            if figure is not None:
                margin = (IN_ALL if measure == OVERALL else IN_PILLAR).end
                parts = [(figure.median, 1, 2), *zip(figure.quartiles or (), (1, 3), (4, 4), strict=False)]
                self.middles[measure] |= {_middle(others, *part, margin) for part in parts}


def _set(papers: Iterable[Paper]) -> Papers:
    return sum(1 << paper.number for paper in papers)


def _count(of: Papers, told: PracticeCount, rules: Rules) -> Count:
    fits = [having for having in range(told.n + 1) if practice(having, told.n, rules).in_use == told.in_use]
    return Count(of, min(fits), max(fits))


def _middle(of: Papers, told: Told, part: int, whole: int, margin: int) -> Middle:
    n = of.bit_count()
    place, over = divmod((3 * n + 1) * part + whole, 3 * whole)  # it lies on a share, or over the one at `place`
    low, high = _range(told, margin)
    return Middle(of, low, high, n - place if over else n - place + 1, place)


def _range(told: Told, margin: int) -> tuple[int, int]:
    """The least and the most that a told figure may stand for, in half points."""
    if told == "hardly_any":
        return 0, 2 * margin + 1
    if told == "nearly_all":
        return 199 - 2 * margin, 200
    return 2 * told - 1, 2 * told + 1


# --- what follows -----------------------------------------------------------------------------------------------


@dataclass
class Known:
    """The papers that certainly have something, and those that certainly do not."""

    have: Papers = 0
    lack: Papers = 0

    def conclude(self, bounds: Sequence[Bound]) -> None:
        """Add what each bound forces, until nothing follows any more."""
        before = None
        while before != (self.have, self.lack):
            before = (self.have, self.lack)
            for bound in bounds:
                most = (bound.plus & ~self.lack).bit_count() - (bound.minus & self.have).bit_count()
                assert most >= bound.low, "the spies contradict themselves"
                if most == bound.low:
                    self.have |= bound.plus & ~self.lack
                    self.lack |= bound.minus & ~self.have


def certain(history: History, guard: Guard) -> dict[tuple[Paper, str], bool]:
    """Which practices, of papers of other departments, the spies are certain about: in use or not."""
    sight = Sight(history, guard)
    known = {question: _given(history, question) for question in QUESTIONS}
    columns = {question: list(_counted(counts)) for question, counts in sight.counts.items()}
    rows = [row for measure, middles in sight.middles.items() for row in _ranked(history, measure, middles)]
    before = None
    while before != [(column.have, column.lack) for column in known.values()]:
        before = [(column.have, column.lack) for column in known.values()]
        for question, column in known.items():
            column.conclude(columns[question])
        for row in rows:
            row.conclude(known)
    return {
        (paper, question): bool(known[question].have >> paper.number & 1)
        for paper, sheet in history.sheets.items()
        for question in sheet.in_use
        if paper.department_id not in history.spies
        and (known[question].have | known[question].lack) >> paper.number & 1
    }


def _given(history: History, question: str) -> Known:
    """What the spies know before they look: their own answers."""
    known = Known()
    for paper, sheet in history.sheets.items():
        if paper.department_id in history.spies:
            known.have |= _set([paper]) if sheet.in_use[question] else 0
            known.lack |= _set([paper]) if not sheet.in_use[question] else 0
    return known


def _counted(counts: Collection[Count]) -> Iterator[Bound]:
    """What the counts of one practice say: each for itself, two by two, and a whole less its parts."""
    for count in counts:
        yield Bound(count.of, 0, count.low)
        yield Bound(0, count.of, -count.high)
    for one, other in permutations(counts, 2):
        yield Bound(one.of & ~other.of, other.of & ~one.of, one.low - other.high)
    for whole, one, other in permutations(counts, 3):
        if one.of | other.of | whole.of == whole.of and not one.of & other.of:
            rest = whole.of & ~one.of & ~other.of
            yield Bound(rest, 0, whole.low - one.high - other.high)
            yield Bound(0, rest, one.low + other.low - whole.high)


@dataclass(frozen=True)
class Row:
    """How many practices of a measure one paper has in use."""

    paper: Paper
    questions: tuple[str, ...]
    least: int
    most: int

    def conclude(self, known: Mapping[str, Known]) -> None:
        """Add what follows for the single practices, where all or none of the open ones must be in use."""
        bit = _set([self.paper])
        having = [question for question in self.questions if known[question].have & bit]
        open_ones = [q for q in self.questions if not (known[q].have | known[q].lack) & bit]
        assert len(having) <= self.most and len(having) + len(open_ones) >= self.least, (
            "the spies contradict themselves"
        )
        for question in open_ones:
            if len(having) == self.most:
                known[question].lack |= bit
            elif len(having) + len(open_ones) == self.least:
                known[question].have |= bit


def _ranked(history: History, measure: str, middles: Collection[Middle]) -> Iterator[Row]:
    """What the middles of the shares say on how many practices each paper has in use."""
    asked = QUESTIONS if measure == OVERALL else PILLARS[measure]
    own = {
        paper: _share(sheet, asked) for paper, sheet in history.sheets.items() if paper.department_id in history.spies
    }
    least: dict[int, int] = {}  # half points, by the number of the paper
    most: dict[int, int] = {}
    for step in sorted({middle.low for middle in middles}):
        reaching = Known(*_split(own, [share >= step for share in own.values()]))
        reaching.conclude(_reaching(middles, step))
        least |= dict.fromkeys(_numbers(reaching.have), step)
    for step in sorted({middle.high for middle in middles}, reverse=True):
        staying = Known(*_split(own, [share <= step for share in own.values()]))
        staying.conclude(_staying(middles, step))
        most |= dict.fromkeys(_numbers(staying.have), step)
    applying = len(set(asked) - set(MAY_NOT_APPLY))  # at least so many do; the spies do not know more
    for paper in history.sheets:
        if paper not in own and (paper.number in least or paper.number in most):
            low, high = least.get(paper.number, 0), most.get(paper.number, 200)
            yield Row(paper, asked, ceil(low * applying / 200), high * len(asked) // 200)


def _share(sheet: Sheet, asked: Sequence[str]) -> Fraction:
    """A spy's share, in half points; everything applies to it."""
    return Fraction(200 * sum(sheet.in_use[question] for question in asked), len(asked))


def _reaching(middles: Collection[Middle], step: int) -> list[Bound]:
    """How many papers have a share of the step or more: at least, and in one group more than in another."""
    fewest: dict[Papers, int] = {}
    others: dict[Papers, int] = {}  # so many do not, at least
    for middle in middles:
        if middle.low >= step:
            fewest[middle.of] = max(middle.reaching, fewest.get(middle.of, 0))
        if middle.high < step:
            others[middle.of] = max(middle.staying, others.get(middle.of, 0))
    return list(_more(fewest, others))


def _staying(middles: Collection[Middle], step: int) -> list[Bound]:
    """How many papers have a share of the step or less: at least, and in one group more than in another."""
    fewest: dict[Papers, int] = {}
    others: dict[Papers, int] = {}
    for middle in middles:
        if middle.high <= step:
            fewest[middle.of] = max(middle.staying, fewest.get(middle.of, 0))
        if middle.low > step:
            others[middle.of] = max(middle.reaching, others.get(middle.of, 0))
    return list(_more(fewest, others))


def _more(fewest: Mapping[Papers, int], others: Mapping[Papers, int]) -> Iterator[Bound]:
    for of, low in fewest.items():
        yield Bound(of, 0, low)
    for (one, low), (other, lacking) in product(fewest.items(), others.items()):
        yield Bound(one & ~other, other & ~one, low - (other.bit_count() - lacking))


def _split(papers: Iterable[Paper], holds: Sequence[bool]) -> tuple[Papers, Papers]:
    pairs = list(zip(papers, holds, strict=True))
    return _set(paper for paper, held in pairs if held), _set(paper for paper, held in pairs if not held)


def _numbers(papers: Papers) -> Iterator[int]:
    return (number for number in range(papers.bit_length()) if papers >> number & 1)
