"""The promise of never being alone, tried by an adversary: what spies learn with each rule, and without it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from adversary import BANDS, PILLARS, QUESTIONS, START, Guard, History, Known, Paper, Sight, certain, hostile
from adversary import _counted as count_bounds
from adversary import _given as own_answers
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from assessment.benchmark import Benchmark, Edition, Sheet, benchmark, drawings
from assessment.benchmark.figures import RULES, Rules, practice

pytestmark = pytest.mark.thorough

WITHOUT = {
    "every rule": Guard(),
    "without redrawing only after change": Guard(redrawn_only_after_change=False),
    "without everybody or nobody": Guard(for_everybody_or_nobody=False),
    "without words for few": Guard(words=False),
    "without fives": Guard(fives=False),
    "without practices of the region only": Guard(region_only=False),
}


# --- one publication: always ------------------------------------------------------------------------------------


def could_be_certain(n: int, spies: int, rules: Rules = RULES) -> Iterator[tuple[int, int]]:
    """When n are counted: by how many have a practice, and how many of those are spies, where the rest is plain."""
    alike: dict[object, list[int]] = {}
    for having in range(n + 1):
        alike.setdefault(practice(having, n, rules).in_use, []).append(having)
    for told in alike.values():
        for own in range(spies + 1):
            rest = {having - own for having in told if 0 <= having - own <= n - spies}
            if rest and (rest <= {0} or rest <= {n - spies}):
                yield told[0], own


@pytest.mark.parametrize("spies", [1, 2, 3])
def test_up_to_three_are_never_certain_from_the_counts_of_one_publication(spies: int) -> None:
    for n in range(11, 160):
        assert list(could_be_certain(n, spies)) == []


def test_four_could_be_and_so_could_three_without_the_words() -> None:
    assert list(could_be_certain(11, 4)), "four of fewer than five leave one at most: the promise ends at three"
    assert list(could_be_certain(11, 2, replace(RULES, words=False))), "two of about none are all of them"
    assert list(could_be_certain(30, 3, replace(RULES, words=False, fives=False)))


# --- several publications: hardly ever --------------------------------------------------------------------------


def learned(guard: Guard, seeds: Iterable[int]) -> int:
    """In how many hostile histories the spies learn anything for certain; what they learn must be true."""
    successes = 0
    for seed in seeds:
        history = hostile(seed)
        secrets = certain(history, guard)
        for (paper, question), in_use in secrets.items():
            assert paper.department_id not in history.spies
            assert history.sheets[paper].in_use[question] is in_use, f"history {seed}: an unsound conclusion"
        successes += bool(secrets)
    return successes


def table(seeds: range) -> dict[str, int]:
    """How often the spies succeed with every rule, and with each of them left out."""
    successes = {name: learned(guard, seeds) for name, guard in WITHOUT.items()}
    print(f"\nHostile histories of {len(seeds)} in which spies learn a practice for certain")
    for name, times in successes.items():
        print(f"{name:40}{times:5}")
    return successes


def test_spies_learn_nothing_and_each_rule_has_a_part_in_it() -> None:
    successes = table(range(14))

    assert successes.pop("every rule") == 0
    assert successes["without redrawing only after change"] > 7
    assert min(successes.values()) >= 1


@pytest.mark.proof
def test_spies_succeed_in_fewer_than_five_of_a_hundred_and_more_often_without_any_of_the_rules() -> None:
    hundreds = [table(range(first, first + 100)) for first in (0, 100, 200, 300)]

    assert hundreds[0]["every rule"] < 5
    together = {name: sum(successes[name] for successes in hundreds) for name in WITHOUT}
    with_all = together.pop("every rule")
    assert with_all < 0.05 * 400
    assert together["without redrawing only after change"] > 0.5 * 400
    assert min(together.values()) >= 3 * max(with_all, 1)


# --- any history ------------------------------------------------------------------------------------------------

masks = st.integers(0, 2 ** len(QUESTIONS) - 1)
few = st.integers(1, 12)


class Years(RuleBasedStateMachine):
    """Departments join, answer again, move and leave; the first three are spies. Every publication is looked at."""

    def __init__(self) -> None:
        super().__init__()
        self.sheets: dict[str, Sheet] = {}
        self.papers: dict[str, Paper] = {}
        self.editions: list[Edition] = []
        self.filed: list[Mapping[str, Paper]] = []
        self.shown: list[dict[str, Benchmark]] = []
        self.written = self.joined = 0

    @rule(many=few, band=st.sampled_from(BANDS), in_use=masks)
    def join(self, many: int, band: str, in_use: int) -> None:
        for _ in range(many):
            self._hand_in(f"d{self.joined:03}", Sheet(band, _answers(in_use * (self.joined + 1))))
            self.joined += 1

    @precondition(lambda self: self.sheets)
    @rule(many=few, flipped=masks, data=st.data())
    def answer_again(self, many: int, flipped: int, data: st.DataObject) -> None:
        for name in self._some(many, data):
            before = self.sheets[name]
            used = {q: value ^ bool(flipped >> bit & 1) for bit, (q, value) in enumerate(before.in_use.items())}
            self._hand_in(name, replace(before, in_use=used))

    @precondition(lambda self: self.sheets)
    @rule(many=few, band=st.sampled_from(BANDS), data=st.data())
    def move(self, many: int, band: str, data: st.DataObject) -> None:
        for name in self._some(many, data):
            self._hand_in(name, replace(self.sheets[name], staff_band=band))

    @precondition(lambda self: self.sheets)
    @rule(many=st.integers(1, 4), data=st.data())
    def leave(self, many: int, data: st.DataObject) -> None:
        for name in self._some(many, data):
            del self.sheets[name], self.papers[name]

    @rule()
    def publish(self) -> None:
        day = START + timedelta(days=len(self.editions))
        self.editions.append(Edition(len(self.editions), day, dict(self.sheets), PILLARS, BANDS))
        self.filed.append(dict(self.papers))
        drawn = drawings(self.editions)
        self.shown.append({name: benchmark(drawn, name) for name in self.sheets})

    @invariant()
    def nobody_is_shown_figures_of_fewer_than_five_others(self) -> None:
        for comparison in self._last().values():
            for group in (comparison.region, comparison.peers):
                assert not group.shown or (group.n is not None and group.n >= 5)

    @invariant()
    def a_group_is_of_one_day_for_everybody_and_hidden_only_from_who_was_not_in_it(self) -> None:
        days: dict[tuple[str, ...], set[object]] = {}
        for name, comparison in self._last().items():
            for group in (comparison.region, comparison.peers):
                if group.shown:
                    days.setdefault(group.criteria, set()).add(group.published_at)
                if group.reason == "benchmark.not_counted_then":
                    then = self.editions[self._place(comparison, group.criteria)]
                    assert name not in _members(then, group.criteria)
        assert all(len(of) == 1 for of in days.values())

    @invariant()
    def what_is_drawn_anew_is_six_or_ten_away_from_everything_drawn_before(self) -> None:
        if not self.editions:
            return
        drawn = [(place, d.criteria) for place in range(len(self.editions)) for d in self._decided(place) if d.drawn]
        for place, criteria in drawn:
            if place == len(self.editions) - 1:
                for earlier, of in drawn:
                    if earlier < place:
                        apart = _apart(self.editions[earlier], of, self.editions[place], criteria)
                        assert apart >= (6 if criteria else 10)

    @invariant()
    def kept_figures_are_those_shown_then(self) -> None:
        for before, now in pairwise(self.shown[-2:]):
            for name in before.keys() & now.keys():
                was, still = before[name].region, now[name].region
                if was.shown and still.published_at == was.published_at:
                    assert (still.n, still.questions) == (was.n, was.questions)
                    assert _middles(still) == _middles(was)

    @invariant()
    def the_spies_learn_nothing_from_the_counts_of_one_publication_and_nothing_false_from_all(self) -> None:
        if not self.editions:
            return
        history = History(tuple(self.editions), tuple(self.filed), tuple(f"d{number:03}" for number in range(3)))
        for (paper, question), in_use in certain(history, Guard()).items():
            assert history.sheets[paper].in_use[question] is in_use
        for question, counts in Sight(history, Guard()).counts.items():
            for count in counts:
                before = own_answers(history, question)
                known = Known(before.have, before.lack)
                known.conclude(list(count_bounds([count])))
                assert known == before

    def _last(self) -> dict[str, Benchmark]:
        return self.shown[-1] if self.shown else {}

    def _decided(self, place: int):  # type: ignore[no-untyped-def]
        return drawings(self.editions[: place + 1]).decisions

    def _place(self, comparison: Benchmark, criteria: tuple[str, ...]) -> int:
        day = drawings(self.editions).rosters[criteria].coded.published_at
        return next(place for place, edition in enumerate(self.editions) if edition.published_at == day)

    def _some(self, many: int, data: st.DataObject) -> list[str]:
        first = data.draw(st.integers(0, len(self.sheets) - 1))
        return sorted(self.sheets)[first : first + many]

    def _hand_in(self, name: str, sheet: Sheet) -> None:
        self.written += 1
        self.sheets[name], self.papers[name] = sheet, Paper(self.written, name)


def _answers(mask: int) -> dict[str, bool]:
    return {question: bool(mask >> bit & 1) for bit, question in enumerate(QUESTIONS)}


def _members(edition: Edition, criteria: tuple[str, ...]) -> dict[str, Sheet]:
    return {name: one for name, one in edition.sheets.items() if not criteria or one.staff_band in criteria}


def _apart(before: Edition, of: tuple[str, ...], now: Edition, criteria: tuple[str, ...]) -> int:
    """How many departments are in one of two groups and not the other, or answer otherwise; counted plainly."""
    was, is_now = _members(before, of), _members(now, criteria)
    same = sum(name in is_now and is_now[name].in_use == one.in_use for name, one in was.items())
    return len(was.keys() | is_now.keys()) - same


def _middles(group) -> list[object]:  # type: ignore[no-untyped-def]
    figures = [group.overall, *group.pillars.values()]
    return [(figure.median, figure.quartiles) for figure in figures]


TestYears = Years.TestCase
TestYears.settings = settings(max_examples=15, stateful_step_count=16, suppress_health_check=list(HealthCheck))
