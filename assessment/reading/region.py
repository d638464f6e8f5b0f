"""A region as its coordinator reads it: rounds scored once, and what follows from them, read from the store.

The store is asked for each page, so that who may not see a region gets nothing of it. What is worked out is kept by the
hash of everything that goes into it, of a few rounds: so it is never stale. A page asks for each of them once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any, Concatenate, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

from assessment.benchmark import Benchmark
from assessment.commitments import Together
from assessment.questionnaire import Questionnaire, common_questions
from assessment.region import (
    FREQUENT_FROM,
    EssentialsMatrix,
    Growth,
    HeatMap,
    Listed,
    Member,
    Movement,
    Needs,
    Only,
    Platform,
    PracticeGap,
    Quality,
    Results,
    Spread,
    Standing,
    Turnout,
    by_size,
    counted,
    essentials_matrix,
    gaps,
    growth,
    heat_map,
    movement,
    needs_of,
    platforms,
    quality,
    registered,
    results,
    roster,
    standing,
    turnout_so_far,
    visits,
)
from assessment.region.approach import Approach
from assessment.region.members import alphabetical
from assessment.region.visits import Visits
from assessment.rounds import Department, Progress, Region, Round, RoundState, at_hand, day_of
from assessment.storage import Records, Store

EVERYBODY = Only()  # every department of a round
MOST_KEPT = 6  # scored rounds, of all regions; one of 2,000 departments takes some megabytes
MOST_VIEWS = 16  # of one round, for as many choices of departments
MOST_LISTS = 16  # of all departments of a round
MOST_ROUNDS = 6  # that are followed back; a page of twenty years says nothing that one of six does not

_P = ParamSpec("_P")
_View = TypeVar("_View")


@dataclass(frozen=True)
class RegionReading:
    """A region, its rounds and its departments, as the store knows them now."""

    region: Region
    rounds: tuple[Round, ...]  # those that have opened, oldest first
    departments: Records[Department]  # as the register knows them today
    now: datetime
    planned: tuple[Round, ...] = ()  # rounds that have not opened, the next first
    known: dict[Hashable, Any] = field(default_factory=dict, compare=False, repr=False)  # by this page, of the region

    @property
    def at_hand(self) -> Round | None:
        """The round that is open, else the one that opened last."""
        return at_hand(self.rounds, self.now)

    def round(self, round_id: int | None) -> Round | None:
        """A round by its id; without one, or where it is not of this region, the one at hand."""
        return next((one for one in self.rounds if one.id == round_id), self.at_hand)

    def before(self, asked: Round) -> Round | None:
        """The round before another."""
        place = self.rounds.index(asked)
        return self.rounds[place - 1] if place else None

    def up_to(self, asked: Round) -> tuple[Round, ...]:
        """A round and those before it, as far as they are followed back."""
        return self.rounds[: self.rounds.index(asked) + 1][-MOST_ROUNDS:]

    def once(self, what: Hashable, read: Callable[[], _View]) -> _View:
        """What this page has read already, else what is read now."""
        if what not in self.known:
            self.known[what] = read()
        found: _View = self.known[what]
        return found


def read(store: Store, region_id: str) -> RegionReading:
    """Read a region.

    Raises:
        NotAllowed: it is not one's own.
    """
    departments, now = store.departments(region_id), store.now
    rounds = store.rounds(region_id)
    planned = tuple(one for one in rounds if one.state(now) is RoundState.PLANNED)
    opened = tuple(one for one in rounds if one not in planned)
    return RegionReading(store.region(region_id), opened, departments, now, planned)


@dataclass(frozen=True)
class Planned:
    """How many departments of a region have planned, begun and done something, all year and whatever the round."""

    by_question: Mapping[str, Together]
    questionnaires: tuple[Questionnaire, ...]  # to tell it by: that of the round at hand, then older ones
    at: datetime


def planned_together(store: Store, of: RegionReading) -> Planned:
    """What the departments of a region have planned, in fives, as it stands now."""
    hand = () if of.at_hand is None else (of.at_hand,)
    asked = dict.fromkeys(one.questionnaire_sha256 for one in (*hand, *reversed(of.rounds)))
    return Planned(store.planned_together(of.region.id), tuple(map(store.questionnaire, asked)), of.now)


def turnout(store: Store, of: RegionReading, asked: Round) -> Turnout:
    """How far everybody is in a round."""
    starts, progress = questionnaire(store, of, asked).staff_bands, progress_in(store, of, asked)
    return _list(
        _turnout_content(store, of, asked), lambda: turnout_so_far(asked, starts, progress, of.departments, of.now)
    )


def turnout_of(found: Turnout, those: Sequence[Member]) -> Turnout:
    """How far some departments are in a round."""
    return found if len(those) == len(found.invitees) else counted(found, {one.id for one in those})


def questionnaire(store: Store, of: RegionReading, asked: Round) -> Questionnaire:
    """The one that a round asks."""
    sha256 = asked.questionnaire_sha256
    return of.once(("questionnaire", sha256), lambda: store.questionnaire(sha256))


def to_visit(store: Store, of: RegionReading, asked: Round, which: Only) -> Visits:
    """Whom of some departments of a round to visit or call, by reason."""
    wishes = _wishes(store, of) if asked == of.at_hand else frozenset()
    found = _visits(store, of, asked, wishes)
    return {reason: tuple(one for one in those if which.takes(one)) for reason, those in found.items()}


def departments(store: Store, of: RegionReading, asked: Round) -> tuple[Listed, ...]:
    """Every department of the register by name, with how far it is in a round."""
    wishes, reached, on_the_way = _wishes(store, of), approaches(store, of, asked), store.on_the_way(of.region.id)
    content = ("roster", _visits_content(store, of, asked, wishes), reached.sha256, frozenset(on_the_way))
    now, since, so_far = scored(store, of, asked), _since(store, of, asked), turnout(store, of, asked)
    reasons = _visits(store, of, asked, wishes)
    return _list(content, lambda: roster(of.departments, now, since, so_far, reached, reasons, on_the_way))


def listed(store: Store, of: RegionReading, asked: Round, one: Department) -> Listed:
    """The same of one department, of which alone is read; without the reasons to visit it, and what changed."""
    own, asks = store.progress_through(one.id).get(asked.id), questionnaire(store, of, asked)
    progress = () if own is None else (own,)
    so_far = turnout_so_far(asked, asks.staff_bands, progress, (one,), of.now)
    reached = [store.approach(asked.id, one.id) for _ in progress]
    on_the_way = store.on_the_way(of.region.id, one.id)
    (found,) = roster((one,), scored(store, of, asked), None, so_far, reached, {}, on_the_way)
    return found


def in_order(store: Store, of: RegionReading, asked: Round) -> tuple[tuple[str, str], ...]:
    """Ids and names of that list where nothing is asked: who has left is there if it had submitted."""
    content, now = ("order", of.departments.sha256, _scored_content(store, of, asked)), scored(store, of, asked)
    return _list(content, lambda: _in_order(of.departments, {one.member.id for one in now.assessed}))


def _in_order(departments: Sequence[Department], submitted: Collection[str]) -> tuple[tuple[str, str], ...]:
    there = (one for one in departments if one.left_on is None or one.id in submitted)
    return tuple((one.id, one.name) for one in sorted(there, key=lambda one: (alphabetical(one.name), one.id)))


def progress_in(store: Store, of: RegionReading, asked: Round) -> Records[Progress]:
    """How far everybody of a round is, by name."""
    return of.once(("progress", asked.id), lambda: store.progress(asked.id))


def approaches(store: Store, of: RegionReading, asked: Round) -> Records[Approach]:
    """How far the invitations of a round are; its progress is read once for both."""
    return of.once(("approaches", asked.id), lambda: store.approaches(asked.id, progress_in(store, of, asked)))


def getting_ready(store: Store, of: RegionReading, asked: Round, there: Sequence[Member], which: Only) -> int:
    """How many of some departments of the register are on the way to a first account, in a round or not."""
    starts, known = questionnaire(store, of, asked).staff_bands, {one.id: one for one in there}
    on_the_way = store.on_the_way(of.region.id)
    those = (one for one in of.departments if one.id in on_the_way)
    return sum(which.takes(known.get(one.id) or registered(one, starts)) for one in those)


def members(store: Store, of: RegionReading, asked: Round) -> tuple[Member, ...]:
    """Every department of a round, as it states itself where it submitted, else as the round's list says."""
    now, so_far = scored(store, of, asked), turnout(store, of, asked)
    content = ("members", _scored_content(store, of, asked), _turnout_content(store, of, asked))
    return _list(content, lambda: _members(now, so_far))


def _members(now: Results, so_far: Turnout) -> tuple[Member, ...]:
    stated = {one.member.id: one.member for one in now.assessed}
    return tuple(stated.get(one.member.id, one.member) for one in so_far.invitees)


def network(store: Store, of: RegionReading, asked: Round) -> tuple[Growth, ...]:
    """How the network grew up to a round."""
    rounds = of.up_to(asked)
    return growth(rounds, {one.id: progress_in(store, of, one) for one in rounds}, of.region.departments_in_all)


def scored(store: Store, of: RegionReading, asked: Round) -> Results:
    """A round with what was submitted in it, scored."""
    asks = questionnaire(store, of, asked)

    def score() -> Results:
        listed = [one.participation for one in progress_in(store, of, asked)]
        return results(asked, asks, listed, store.submissions_in(asked.id), of.departments)

    return _scored(_Hashed(_scored_content(store, of, asked), score))


def for_others(store: Store, of: RegionReading, asked: Round) -> tuple[Benchmark | None, Questionnaire | None]:
    """The comparison of a round with nobody as viewer, and the questionnaire it was asked with."""
    benchmark = store.comparison_for_others(of.region.id, asked.id)
    if benchmark is None:
        return None, None
    return benchmark, store.questionnaire(asked.questionnaire_sha256)


def _once(view: Callable[Concatenate[Results, _P], _View]) -> Callable[Concatenate[Results, _P], _View]:
    """Work out a view of a scored round once, for as long as the round itself is kept."""
    kept: WeakKeyDictionary[Results, dict[tuple[Any, ...], _View]] = WeakKeyDictionary()

    def seen(region: Results, /, *choice: _P.args, **named: _P.kwargs) -> _View:
        assert not named, "choices are given by their place"
        views = kept.setdefault(region, {})
        if choice not in views:
            if len(views) >= MOST_VIEWS:
                views.clear()
            views[choice] = view(region, *choice, **named)
        return views[choice]

    return seen


def narrowed(region: Results, which: Only) -> Results:
    """A round with some of its departments."""
    return region if which == EVERYBODY else _only(region, which)


@_once
def _only(region: Results, which: Only) -> Results:
    return region.only(which)


@_once
def weak(region: Results, which: Only) -> Needs:
    """Where some departments of a round are weak."""
    return needs_of(narrowed(region, which))


@_once
def topics(region: Results, which: Only) -> HeatMap:
    """Some departments of a round by topic."""
    return heat_map(narrowed(region, which))


@_once
def essentials(region: Results, which: Only) -> EssentialsMatrix:
    """Some departments of a round by essential."""
    return essentials_matrix(narrowed(region, which))


@_once
def stood(region: Results) -> Standing:
    """Where the departments of a round stand."""
    return standing(region)


@_once
def sizes(region: Results) -> Mapping[str, Spread]:
    """How the departments of a round stand in each size."""
    return by_size(region)


@_once
def moved(now: Results, before: Results) -> Movement:
    """What changed from one round to the next."""
    return movement(before, now, common_questions(now.questionnaire, before.questionnaire))


@_once
def helpers(
    region: Results, made: frozenset[tuple[str, str, str]], frequent_from: float = FREQUENT_FROM
) -> tuple[PracticeGap, ...]:
    """Who can help whom, without what was proposed before."""
    return gaps(region, made, frequent_from)


@_once
def on_platforms(now: Results, *before: Results) -> tuple[Platform, ...]:
    """Which platforms are in use, in a round and in those before it."""
    return platforms((*before, now))


def works(store: Store, region: Results) -> Quality:
    """How well the questionnaire of a round works."""
    return quality(region, store.answer_times(region.asked.id))


# --- what is kept, and by what ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Hashed:
    """What something is worked out from, by its hashes."""

    of: Hashable
    work_out: Callable[[], Any] = field(compare=False)  # how, where it is not kept yet


@lru_cache(maxsize=MOST_KEPT)
def _scored(content: _Hashed) -> Results:
    found: Results = content.work_out()
    return found


@lru_cache(maxsize=MOST_LISTS)
def _listed(content: _Hashed) -> Any:
    return content.work_out()


def _list(content: Hashable, work_out: Callable[[], _View]) -> _View:
    """What is worked out of all departments of a round, else what is kept of it."""
    found: _View = _listed(_Hashed(content, work_out))
    return found


def _scored_content(store: Store, of: RegionReading, asked: Round) -> Hashable:
    """All that a scored round depends on."""
    mark = of.once(("mark", asked.id), lambda: store.mark_of(asked.id))
    return asked, mark, _list(("places", of.departments.sha256), lambda: _places(of.departments))


def _places(departments: Sequence[Department]) -> str:
    """The hash of what a score depends on of the register: another contact, say, makes no difference to it."""
    said = "\n".join(f"{one.id} {one.left_on} {one.area}" for one in departments)
    return hashlib.sha256(said.encode()).hexdigest()


def _turnout_content(store: Store, of: RegionReading, asked: Round) -> Hashable:
    """All that it depends on how far everybody is; of the present instant, the day and the state of the round."""
    progress = progress_in(store, of, asked)
    return "turnout", asked, progress.sha256, of.departments.sha256, asked.state(of.now), day_of(of.now, asked.zone)


def _wishes(store: Store, of: RegionReading) -> frozenset[str]:
    return of.once("wishes", lambda: frozenset(one.department_id for one in store.wishes(of.region.id)))


def _since(store: Store, of: RegionReading, asked: Round) -> Movement | None:
    before = of.before(asked)
    return None if before is None else moved(scored(store, of, asked), scored(store, of, before))


def _visits(store: Store, of: RegionReading, asked: Round, wishes: frozenset[str]) -> Visits:
    now, since, so_far = scored(store, of, asked), _since(store, of, asked), turnout(store, of, asked)
    there = members(store, of, asked)
    return _list(_visits_content(store, of, asked, wishes), lambda: visits(now, since, so_far, there, wishes))


def _visits_content(store: Store, of: RegionReading, asked: Round, wishes: frozenset[str]) -> Hashable:
    before = of.before(asked)
    rounds = (asked,) if before is None else (asked, before)
    scores = tuple(_scored_content(store, of, one) for one in rounds)
    return "visits", scores, _turnout_content(store, of, asked), wishes
