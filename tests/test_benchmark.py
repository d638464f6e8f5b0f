"""What the comparison shows and what it keeps to itself, worked out by hand."""

from __future__ import annotations

import ast
import json
import random
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.benchmark import (
    Benchmark,
    BenchmarkError,
    Decision,
    Edition,
    Group,
    Moves,
    PracticeCount,
    Share,
    Sheet,
    about,
    band_ids,
    benchmark,
    drawings,
    group_name,
    joined_bands,
    moves,
    staff_range,
)
from assessment.benchmark.drawing import OVERALL
from assessment.benchmark.figures import IN_ALL, IN_PILLAR, RULES, figure, practice, quantile
from assessment.wording import Say, entries

TEN = tuple(f"A{number}" for number in range(1, 11))
EIGHT = tuple(f"B{number}" for number in range(1, 9))
PILLARS = {"A": TEN, "B": EIGHT}
BANDS = ("0-9", "10-29", "30-99", "100+")
SMALL, MIDDLE, LARGE, HUGE = BANDS
LITTLE, BIG = (SMALL, MIDDLE), (LARGE, HUGE)  # how bands are joined where only SMALL and LARGE have departments
DAY = datetime(2027, 6, 2, 8, tzinfo=UTC)


def sheet(ten: int, eight: int = 4, band: str = MIDDLE, without: Iterable[str] = ()) -> Sheet:
    """The first so many of the ten and of the eight practices in use; some questions do not apply."""
    used = {*TEN[:ten], *EIGHT[:eight]}
    return Sheet(band, {question: question in used for question in (*TEN, *EIGHT) if question not in set(without)})


def edition(sheets: Sequence[Sheet] | dict[str, Sheet], number: int = 0, **changed: Any) -> Edition:
    """A publication; sheets in a list are of d0, d1, ..."""
    named = sheets if isinstance(sheets, dict) else {f"d{place}": one for place, one in enumerate(sheets)}
    facts = {"pillars": PILLARS, "bands": BANDS} | changed
    return Edition(number + 1, DAY + timedelta(days=365 * number), named, **facts)


def seen_by(viewer: str | None, *history: Edition) -> Benchmark:
    return benchmark(drawings(history), viewer)


def region_of(viewer: str | None, *history: Edition) -> Group:
    return seen_by(viewer, *history).region


def told(group: Group, pillar: str = "A") -> tuple[object, object]:
    """Median and position in a pillar."""
    return group.pillars[pillar].median, group.pillars[pillar].position


# --- shares, medians, quartiles ---------------------------------------------------------------------------------


def test_the_own_share_counts_the_practices_in_use_among_those_that_apply() -> None:
    own = sheet(5, 3, without=["A10", "B8"])

    shown = seen_by("d0", edition([own, *[sheet(5)] * 5])).own

    assert shown is not None
    assert shown == {OVERALL: Share(8, 16), "A": Share(5, 9), "B": Share(3, 7)}
    assert shown["A"].percent == pytest.approx(500 / 9)


@pytest.mark.parametrize(
    ("others", "median"),
    [
        ([2, 3, 4, 6, 8], 40),
        ([2, 4, 4, 4, 8], 40),  # ties
        ([2, 4, 6, 6, 6], 60),
        ([2, 3, 4, 6, 8, 8], 50),  # between two
        ([3, 3, 4, 5, 8, 8], 45),
    ],
)
def test_the_median_is_the_middle_one_or_between_the_two_in_the_middle(others: list[int], median: int) -> None:
    group = region_of("d0", edition([sheet(9), *[sheet(ten) for ten in others]]))

    assert group.pillars["A"].median == median


def test_a_half_is_rounded_up() -> None:
    group = region_of("d0", edition([sheet(0, 0), *[sheet(5, 5)] * 5]))

    assert group.pillars["B"].median == 63, "62.5"


def test_the_median_is_over_shares_also_where_something_does_not_apply() -> None:
    others = [sheet(3, without=["A8", "A9", "A10"])] * 5  # 3 of 7

    assert region_of("d0", edition([sheet(9), *others])).pillars["A"].median == 43


def test_quartiles_are_the_eighth_definition_of_hyndman_and_fan() -> None:
    group = region_of("d0", edition([sheet(5), *[sheet(ten) for ten in (2, 3, 3, 4, 5, 6, 6, 7, 8, 8)]]))

    # ten others: at places 2.917 of 20, 30, 30, ... and 8.083 of ..., 70, 80, 80
    assert group.pillars["A"].quartiles == (30, 71)
    # eleven: at places 3.167 and 8.833
    ascending = [10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110]
    assert quantile(ascending, 1, 4) == pytest.approx(31.667, abs=0.001)
    assert quantile(ascending, 3, 4) == pytest.approx(88.333, abs=0.001)


def test_quartiles_come_with_ten_others_and_below_it_is_a_small_group() -> None:
    ten_in_all = region_of("d0", edition([sheet(5)] * 10))
    eleven_in_all = region_of("d0", edition([sheet(5)] * 11))

    assert (ten_in_all.n, ten_in_all.small, ten_in_all.pillars["A"].quartiles) == (9, True, None)
    assert (eleven_in_all.n, eleven_in_all.small, eleven_in_all.pillars["A"].quartiles) == (10, False, (50, 50))


# --- oneself, and who else is counted ---------------------------------------------------------------------------


def test_n_is_without_the_department_itself() -> None:
    assert region_of("d0", edition([sheet(5)] * 6)).n == 5


def test_oneself_is_not_counted_among_the_others() -> None:
    others = [sheet(ten) for ten in (2, 3, 4, 6, 8)]

    low, high = (region_of("d0", edition([sheet(own), *others])) for own in (0, 10))

    assert low.pillars["A"].median == high.pillars["A"].median == 40
    assert (low.pillars["A"].position, high.pillars["A"].position) == ("below", "above")


def test_five_in_the_region_are_shown_nothing_and_why() -> None:
    shown = seen_by("d0", edition([sheet(5)] * 5))

    assert not shown.region.shown and not shown.peers.shown
    assert shown.region.reason == shown.peers.reason == "benchmark.too_few"
    assert (shown.region.n, shown.region.overall, shown.region.pillars, shown.region.questions) == (4, None, {}, {})


def test_a_department_that_is_not_in_the_publication_is_shown_nothing_and_why() -> None:
    shown = seen_by("late", edition([sheet(5)] * 12))

    assert shown.own is None
    assert shown.region.reason == shown.peers.reason == "benchmark.not_counted"
    assert not shown.region.questions


def test_what_is_unfinished_is_not_counted() -> None:
    """Only the sheets of the publication count: a department without one changes no figure and no number."""
    submitted = [sheet(ten) for ten in (1, 2, 3, 4, 6, 8)]

    shown = seen_by("d0", edition(submitted))

    assert shown.region.n == 5
    assert shown.region.pillars["A"].median == 40, "not 30, as if a seventh had nothing in use"


def test_peers_are_of_the_own_size_only() -> None:
    """The wrong population: others of another size never enter the peers' figures."""
    small = [sheet(ten, band=SMALL) for ten in (2, 3, 3, 3, 3, 4)]
    large = [sheet(ten, band=LARGE) for ten in (7, 8, 8, 8, 8, 8)]

    shown = seen_by("d0", edition([*small, *large]))

    assert (shown.peers.criteria, shown.peers.n, told(shown.peers)) == (LITTLE, 5, (30, "about_the_same"))
    assert shown.region.n == 11


def test_a_past_publication_is_drawn_from_its_own_list_whatever_came_after() -> None:
    """A later register, or a later publication, never changes what an earlier one shows."""
    first = edition([sheet(ten, band=SMALL) for ten in range(8)])
    later = edition([sheet(10, band=HUGE)] * 30, number=1)

    alone = seen_by("d0", first).as_json()
    history = [first, later]

    assert seen_by("d0", *history[:1]).as_json() == alone
    assert seen_by("d0", *history).as_json() != alone


def test_files_for_others_have_nobody_as_viewer() -> None:
    shown = seen_by(None, edition([sheet(ten) for ten in (2, 3, 4, 6, 8, 8)] + [sheet(5)] * 5))

    assert shown.own is None
    assert (shown.region.n, told(shown.region)) == (11, (50, None))
    assert shown.peers.reason == "benchmark.nobody"


# --- above, about the same, below; words at the ends ------------------------------------------------------------


@pytest.mark.parametrize(
    ("own", "position"), [(0, "below"), (2, "below"), (3, "about_the_same"), (5, "about_the_same"), (6, "above")]
)
def test_within_one_practice_in_a_pillar_is_about_the_same(own: int, position: str) -> None:
    """Half of the others have 50 % or more: of the eight of this pillar, about 4."""
    group = region_of("d0", edition([sheet(5, own), *[sheet(5, 4)] * 5]))

    assert told(group, "B") == (50, position)


@pytest.mark.parametrize(
    ("used", "position"), [(18, "below"), (19, "about_the_same"), (23, "about_the_same"), (24, "above")]
)
def test_within_two_practices_overall_is_about_the_same(used: int, position: str) -> None:
    """Half of the others have 56 % or more: of the viewer's own 38, about 21 (21.28)."""
    assert figure([56.0] * 5, Share(used, 38), IN_ALL, RULES).position == position


@pytest.mark.parametrize(("median", "asked", "count"), [(56, 38, 21), (55, 38, 21), (57, 38, 22), (50, 9, 5)])
def test_a_share_becomes_a_count_half_up(median: int, asked: int, count: int) -> None:
    """21.28, 20.9, 21.66 and 4.5 practices."""
    assert about(median, asked) == count


@given(others=st.floats(0, 100), used=st.integers(0, 38), asked=st.integers(1, 38), pillar=st.booleans())
def test_the_verdict_is_of_the_two_counts_that_are_shown(others: float, used: int, asked: int, pillar: bool) -> None:
    """So words and verdict never disagree: only what can be read off the page decides."""
    margin = IN_PILLAR if pillar else IN_ALL
    own = Share(min(used, asked), asked)
    found = figure([others] * 5, own, margin, RULES)

    if isinstance(found.median, int):
        apart = own.used - about(found.median, asked)
        same = abs(apart) <= margin.same
        assert found.position == ("about_the_same" if same else "above" if apart > 0 else "below")


@pytest.mark.parametrize(
    ("share", "shown"),
    [(0, "hardly_any"), (13, "hardly_any"), (13.49, "hardly_any"), (13.5, 14), (86.4, 86), (86.5, "nearly_all")],
)
def test_a_pillars_figure_within_one_practice_of_the_end_is_told_in_words(share: float, shown: object) -> None:
    assert figure([share] * 10, None, IN_PILLAR, RULES).median == shown
    assert figure([share] * 10, None, IN_PILLAR, RULES).quartiles == (shown, shown)


@pytest.mark.parametrize(("share", "shown"), [(6.4, "hardly_any"), (6.5, 7), (93.4, 93), (93.5, "nearly_all")])
def test_an_overall_figure_within_six_points_of_the_end_is_told_in_words(share: float, shown: object) -> None:
    others = edition([sheet(9, 1), *[sheet(1, 0)] * 5])  # 1 of 18: 5.6

    assert figure([share] * 5, None, IN_ALL, RULES).median == shown
    assert seen_by("d0", others).region.overall == figure([100 / 18] * 5, Share(10, 18), IN_ALL, RULES)


def test_one_quartile_may_be_told_in_words_and_the_other_as_a_number() -> None:
    group = region_of("d0", edition([sheet(5), *[sheet(ten) for ten in (0, 0, 0, 1, 3, 4, 5, 5, 5, 6)]]))

    assert group.pillars["A"].quartiles == ("hardly_any", 50)


@pytest.mark.parametrize(
    ("own", "position"), [(0, "about_the_same"), (1, "about_the_same"), (2, "above"), (10, "above")]
)
def test_beside_words_the_own_share_is_compared_with_the_words_and_nothing_finer(own: int, position: str) -> None:
    for others in (0, 1):
        group = region_of("d0", edition([sheet(own), *[sheet(others)] * 5]))
        mirrored = region_of("d0", edition([sheet(10 - own), *[sheet(10 - others)] * 5]))

        assert told(group) == ("hardly_any", position)
        assert told(mirrored) == ("nearly_all", {"above": "below"}.get(position, position))


# --- practices --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("having", "shown"),
    [(0, "hardly_any"), (4, "hardly_any"), (5, 5), (7, 5), (8, 10), (12, 10), (13, 15), (17, 15), (18, 20), (20, 20)],
)
def test_practices_are_counted_to_the_nearest_five(having: int, shown: object) -> None:
    assert practice(having, 25, RULES) == PracticeCount(25, shown)  # type: ignore[arg-type]


@pytest.mark.parametrize(("having", "shown"), [(6, 5), (7, "nearly_all"), (11, "nearly_all")])
def test_fewer_than_five_that_lack_a_practice_are_only_called_so(having: int, shown: object) -> None:
    assert practice(having, 11, RULES) == PracticeCount(11, shown)  # type: ignore[arg-type]


def test_practices_are_counted_from_eleven_departments_and_for_the_region_only() -> None:
    ten_in_all = seen_by("d0", edition([sheet(5, band=SMALL)] * 10))
    many = seen_by("d0", edition([*[sheet(5, band=SMALL)] * 12, *[sheet(0, 0, band=LARGE)] * 12]))

    assert ten_in_all.region.shown and not ten_in_all.region.questions
    assert ten_in_all.region.practices_reason == "benchmark.too_few_for_practices"
    assert many.region.questions["A1"] == PracticeCount(24, 10)
    assert many.region.questions["A6"] == PracticeCount(24, "hardly_any")
    assert many.peers.shown and not many.peers.questions


def test_practices_count_the_viewer_and_are_the_same_list_for_everybody() -> None:
    published = edition([*[sheet(1)] * 8, *[sheet(0)] * 8])
    drawn = drawings([published])

    lists = {
        json.dumps(benchmark(drawn, viewer).as_json()["groups"]["region"]["questions"]) for viewer in published.sheets
    }

    assert len(lists) == 1
    assert benchmark(drawn, "d0").region.questions["A1"] == PracticeCount(16, 10)
    assert benchmark(drawn, None).region.questions == benchmark(drawn, "d0").region.questions


def test_what_does_not_apply_counts_as_not_in_use() -> None:
    group = region_of("d0", edition([*[sheet(1)] * 6, *[sheet(1, without=["A1"])] * 6]))

    assert group.questions["A1"] == PracticeCount(12, 5)


# --- groups -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sizes", "groups"),
    [
        ((6, 6, 6, 6), ["0-9", "10-29", "30-99", "100+"]),
        ((7, 8, 3, 2), ["0-9", "10-29 30-99 100+"]),  # 100+ and 30-99 together are five
        ((7, 8, 3, 3), ["0-9", "10-29", "30-99 100+"]),
        ((7, 8, 0, 0), ["0-9", "10-29 30-99 100+"]),
        ((5, 6, 6, 0), ["0-9 10-29", "30-99 100+"]),  # what is left goes with the group before
        ((2, 1, 6, 6), ["0-9 10-29 30-99", "100+"]),
        ((3, 3, 0, 6), ["0-9 10-29 30-99", "100+"]),
        ((5, 5, 1, 0), ["0-9 10-29 30-99 100+"]),  # 0-9 alone is left, and goes with the others
        ((1, 1, 1, 1), ["0-9 10-29 30-99 100+"]),
        ((0, 0, 0, 9), ["0-9 10-29 30-99 100+"]),
    ],
)
def test_bands_with_fewer_than_six_are_joined_from_the_largest_down(sizes: tuple[int, ...], groups: list[str]) -> None:
    joined = joined_bands(BANDS, dict(zip(BANDS, sizes, strict=True)))

    assert [" ".join(group) for group in joined] == groups


@given(st.lists(st.integers(0, 20), min_size=1, max_size=6))
def test_joined_bands_are_all_bands_in_order_and_none_has_fewer_than_six(sizes: list[int]) -> None:
    bands = [str(number) for number in range(len(sizes))]

    groups = joined_bands(bands, dict(zip(bands, sizes, strict=True)))

    assert [band for group in groups for band in group] == bands
    assert len(groups) == 1 or min(sum(sizes[int(band)] for band in group) for group in groups) >= 6


def test_one_group_is_only_the_region() -> None:
    shown = seen_by("d0", edition([*[sheet(5, band=SMALL)] * 5, *[sheet(5, band=HUGE)] * 9]))

    assert shown.region.shown
    assert (shown.peers.shown, shown.peers.reason) == (False, "benchmark.only_region")


def test_bands_and_groups_are_named() -> None:
    assert band_ids((0, 10, 30, 100)) == BANDS
    assert staff_range((MIDDLE, LARGE)) == (10, 99)
    assert staff_range((LARGE, HUGE)) == (30, None)
    names = [group_name(criteria) for criteria in ((), (SMALL,), (MIDDLE, LARGE), (LARGE, HUGE), (HUGE,))]
    assert [(name.key, name.facts) for name in names] == [
        ("benchmark.group.region", {}),
        ("benchmark.group.up_to", {"high": 9}),
        ("benchmark.group.between", {"low": 10, "high": 99}),
        ("benchmark.group.from", {"low": 30}),
        ("benchmark.group.from", {"low": 100}),
    ]


# --- again ------------------------------------------------------------------------------------------------------


def in_turn(*changes: dict[str, Sheet | None], start: dict[str, Sheet]) -> list[Edition]:
    """Publications a year apart: at each, some departments have another sheet, or none."""
    history, sheets = [edition(start)], dict(start)
    for number, change in enumerate(changes, 1):
        sheets |= {name: one for name, one in change.items() if one is not None}
        sheets = {name: one for name, one in sheets.items() if change.get(name, one) is not None}
        history.append(edition(dict(sheets), number))
    return history


def twenty() -> dict[str, Sheet]:
    """Ten small departments and ten large ones."""
    return {f"d{number}": sheet(5, band=SMALL if number < 10 else LARGE) for number in range(20)}


def decisions(history: list[Edition]) -> dict[tuple[str, ...], Decision]:
    return {decision.criteria: decision for decision in drawings(history).decisions}


@pytest.mark.parametrize(("changed", "drawn"), [(9, False), (10, True)])
def test_the_region_is_drawn_again_when_ten_answer_otherwise(changed: int, drawn: bool) -> None:
    history = in_turn({f"d{number}": sheet(8, band=SMALL) for number in range(changed)}, start=twenty())

    shown = region_of("d19", *history)

    assert decisions(history)[()].drawn is drawn
    assert (shown.published_at == history[-1].published_at) is drawn
    assert shown.pillars["A"].median == (80 if drawn else 50)


@pytest.mark.parametrize(("changed", "drawn"), [(5, False), (6, True)])
def test_a_group_is_drawn_again_when_six_answer_otherwise(changed: int, drawn: bool) -> None:
    history = in_turn({f"d{number}": sheet(8, band=SMALL) for number in range(changed)}, start=twenty())

    shown = seen_by("d9", *history)

    assert shown.peers.pillars["A"].median == (80 if drawn else 50)
    assert shown.peers.published_at == history[drawn].published_at
    assert decisions(history)[LITTLE].drawn is drawn
    assert shown.region.published_at == history[0].published_at, "for the region six are not enough"


def test_those_who_came_and_left_count_like_those_who_answer_otherwise() -> None:
    change: dict[str, Sheet | None] = {"d0": None, "d1": None, "d10": None}
    change |= {"new1": sheet(5, band=SMALL), "new2": sheet(5, band=SMALL), "new3": sheet(5, band=LARGE)}
    change |= {f"d{number}": sheet(8, band=LARGE) for number in (11, 12, 13)}

    nine = in_turn(change, start=twenty())
    ten = in_turn(change | {"d14": sheet(8, band=LARGE)}, start=twenty())

    assert not decisions(nine)[()].drawn
    assert decisions(ten)[()].drawn


def test_the_same_answers_again_are_no_change() -> None:
    history = in_turn({name: sheet(5, band=one.staff_band) for name, one in twenty().items()}, start=twenty())

    assert not any(decision.drawn for decision in drawings(history).decisions)
    assert {decision.closest and decision.closest.departments for decision in drawings(history).decisions} == {0}


def test_another_profile_is_no_change() -> None:
    moved = {f"d{number}": sheet(5, band=LARGE) for number in range(4)}
    moved |= {f"d{number}": sheet(5, band=SMALL) for number in range(10, 14)}

    history = in_turn(dict(moved), start=twenty())

    assert not any(decision.drawn for decision in drawings(history).decisions), "though eight changed groups"


def test_only_a_question_that_was_asked_both_times_can_be_answered_otherwise() -> None:
    start = twenty()
    less = {name: sheet(5, band=one.staff_band, without=["A10"]) for name, one in start.items()}

    history = [edition(start), edition(less, 1, pillars={"A": TEN[:9], "B": EIGHT})]

    assert not any(decision.drawn for decision in drawings(history).decisions)
    assert all(decision.drawn for decision in drawings([history[0], edition(less, 1)]).decisions), (
        "it no longer applies"
    )


def test_where_nothing_was_asked_both_times_nothing_can_be_the_same() -> None:
    other = {f"d{number}": Sheet(SMALL if number < 10 else LARGE, {"C1": True, "C2": False}) for number in range(20)}

    history = [edition(twenty()), edition(other, 1, pillars={"C": ("C1", "C2")})]

    assert all(decision.drawn for decision in drawings(history).decisions)


def test_every_group_drawn_before_counts_and_not_only_the_last() -> None:
    there = {f"d{number}": sheet(8, band=SMALL) for number in range(10)}
    back = {f"d{number}": sheet(5, band=SMALL) for number in range(9)}

    history = in_turn(dict(there), dict(back), start=twenty())

    assert decisions(history[:2])[()].drawn
    assert not decisions(history)[()].drawn, "nine away from the second, but one from the first"
    closest = decisions(history)[()].closest
    assert closest is not None
    assert (closest.since, closest.departments) == (history[0].published_at, 1)
    assert not decisions(history)[LITTLE].drawn
    assert seen_by("d19", *history).region.published_at == history[1].published_at, "the last figures, not the first"


def test_a_group_is_held_against_the_groups_of_other_sizes_too() -> None:
    """A region of six that was drawn, and later makes one band of twelve."""
    six = {f"d{number}": sheet(5, band=SMALL) for number in range(6)}
    newcomers = {f"new{number}": sheet(8, band=LARGE) for number in range(6)}

    history = in_turn(dict(newcomers), start=six)

    assert not decisions(history)[LITTLE].drawn, "it is the region of before"
    assert seen_by("d0", *history).peers.reason == "benchmark.never_drawn"
    assert decisions(history)[BIG].drawn
    assert not decisions(history)[()].drawn, "six came, ten are needed"


def test_a_band_that_was_joined_before_and_stands_alone_now_has_lost_those_of_the_other_bands() -> None:
    start = {
        f"d{number}": sheet(5, band=SMALL if number < 5 else MIDDLE if number < 11 else LARGE) for number in range(17)
    }
    one_came: dict[str, Sheet | None] = {"new": sheet(5, band=SMALL)}

    five_away = decisions(in_turn(one_came, start=start))
    six_away = decisions(in_turn(one_came | {"d10": sheet(8, band=MIDDLE)}, start=start))

    assert five_away.keys() == {(), (SMALL,), (MIDDLE,), BIG}
    assert (five_away[(MIDDLE,)].drawn, five_away[(MIDDLE,)].reason) == (False, "benchmark.never_drawn")
    assert six_away[(MIDDLE,)].drawn


def test_a_group_that_keeps_its_figures_shows_them_as_they_were_beside_the_newest_share() -> None:
    start = {f"d{number}": sheet(ten) for number, ten in enumerate((5, 2, 3, 4, 6, 8))}
    history = in_turn({"d0": sheet(9), "d1": sheet(10)}, start=start)

    before, after = seen_by("d0", history[0]), seen_by("d0", *history)

    assert after.own is not None
    assert after.own["A"] == Share(9, 10)
    assert (after.published_at, after.region.published_at) == (history[1].published_at, history[0].published_at)
    assert (told(before.region), told(after.region)) == ((40, "about_the_same"), (40, "above"))
    assert after.region.n == before.region.n


def test_who_was_not_counted_then_is_shown_nothing_of_it() -> None:
    history = in_turn({"new": sheet(5, band=SMALL)}, start=twenty())

    shown = seen_by("new", *history)

    assert shown.own is not None
    assert (shown.region.shown, shown.region.reason) == (False, "benchmark.not_counted_then")
    assert (shown.peers.shown, shown.peers.reason) == (False, "benchmark.not_counted_then")


def test_who_changed_groups_is_shown_nothing_of_a_day_when_it_was_in_another() -> None:
    history = in_turn({"d0": sheet(5, band=LARGE)}, start=twenty())

    shown = seen_by("d0", *history)

    assert (shown.peers.criteria, shown.peers.reason) == (BIG, "benchmark.not_counted_then")
    assert shown.region.shown


def test_a_region_that_has_become_too_small_shows_nothing_of_before() -> None:
    history = in_turn({f"d{number}": None for number in range(15)}, start=twenty())

    assert region_of("d19", *history).reason == "benchmark.too_few"


def test_the_coordinator_sees_beforehand_what_is_drawn_and_what_is_missing() -> None:
    change: dict[str, Sheet | None] = {"d0": None, "d1": None, "new": sheet(5, band=SMALL)}
    change |= {f"d{number}": sheet(8, band=LARGE) for number in range(10, 16)}

    history = in_turn(change, start=twenty())
    region, small, large = drawings(history).decisions

    assert (region.drawn, region.members, region.needed, region.figures_of) == (False, 19, 10, history[0].published_at)
    assert region.closest is not None
    assert (region.closest.came, region.closest.left, region.closest.otherwise) == (1, 2, 6)
    assert (small.criteria, small.drawn, small.needed, small.closest and small.closest.departments) == (
        LITTLE,
        False,
        6,
        3,
    )
    assert (large.criteria, large.drawn, large.figures_of) == (BIG, True, history[1].published_at)
    assert moves(*history) == Moves(came=1, left=2)


# --- the whole --------------------------------------------------------------------------------------------------


def test_the_json_has_the_promised_shape() -> None:
    small = [sheet(ten, band=SMALL) for ten in (6, 2, 4, 4, 4, 9)]
    large = [sheet(8, 8, band=LARGE)] * 6

    shown = seen_by("d0", edition([*small, *large], number=2)).as_json()

    assert json.loads(json.dumps(shown)) == shown
    assert shown == {
        "round": 3,
        "published_at": "2029-06-01T08:00:00+00:00",
        "own": {"overall": pytest.approx(1000 / 18), "pillars": {"A": 60.0, "B": 50.0}},
        "groups": {
            "region": {
                "criteria": {},
                "published_at": "2029-06-01T08:00:00+00:00",
                "n": 11,
                "small": False,
                "shown": True,
                "reason": None,
                "overall": {"median": 89, "position": "below", "quartiles": [44, 89]},
                "pillars": {
                    "A": {"median": 80, "position": "below", "quartiles": [40, 80]},
                    "B": {"median": "nearly_all", "position": "below", "quartiles": [50, "nearly_all"]},
                },
                "questions": shown["groups"]["region"]["questions"],
            },
            "peers": {
                "criteria": {"staff": ["0-9", "10-29"]},
                "published_at": "2029-06-01T08:00:00+00:00",
                "n": 5,
                "small": True,
                "shown": True,
                "reason": None,
                "overall": {"median": 44, "position": "about_the_same"},
                "pillars": {
                    "A": {"median": 40, "position": "above"},
                    "B": {"median": 50, "position": "about_the_same"},
                },
            },
        },
    }
    assert list(shown["groups"]["region"]["questions"]) == [*TEN, *EIGHT]
    assert shown["groups"]["region"]["questions"]["A5"] == {"n": 12, "in_use": "nearly_all"}
    assert shown["groups"]["region"]["questions"]["B5"] == {"n": 12, "in_use": 5}


def test_where_nothing_is_shown_both_groups_are_still_there() -> None:
    for viewer, history in (("late", [edition([sheet(5)] * 12)]), ("d0", [edition([sheet(5)] * 3)])):
        groups = seen_by(viewer, *history).as_json()["groups"]

        assert set(groups) == {"region", "peers"}
        assert groups["region"]["questions"] == {}
        for group in groups.values():
            assert (group["shown"], group["overall"], group["pillars"], group["published_at"]) == (
                False,
                None,
                {},
                None,
            )
            assert group["reason"] in entries()


@given(st.randoms(use_true_random=False))
def test_the_same_sheets_give_the_same_bytes_in_whatever_order_they_come(chance: random.Random) -> None:
    sheets = {f"d{n}": sheet(chance.randint(0, 10), chance.randint(0, 8), chance.choice(BANDS)) for n in range(14)}
    again = {name: Sheet(one.staff_band, dict(reversed(one.in_use.items()))) for name, one in reversed(sheets.items())}

    for viewer in ("d3", None):
        shown = [json.dumps(seen_by(viewer, edition(given_sheets)).as_json()) for given_sheets in (sheets, again)]

        assert shown[0] == shown[1]


def test_sheets_that_cannot_be_compared_are_refused_and_named() -> None:
    with pytest.raises(BenchmarkError, match="no publication"):
        drawings([])
    with pytest.raises(BenchmarkError, match="sort them"):
        drawings([edition([sheet(5)] * 6, 1), edition([sheet(5)] * 6, 0)])
    with pytest.raises(BenchmarkError, match=r"d0: there is no staff band '5-8'"):
        drawings([edition([sheet(5, band="5-8")])])
    with pytest.raises(BenchmarkError, match="d0: no question of B applies"):
        drawings([edition([sheet(5, without=EIGHT)])])


def test_every_reason_and_word_has_its_sentence() -> None:
    source = "".join(
        path.read_text("utf-8") for path in (Path(__file__).parent.parent / "assessment/benchmark").glob("*.py")
    )
    keys = {node.value for node in ast.walk(ast.parse(source)) if _is_key(node)}  # type: ignore[attr-defined]

    assert {"benchmark.too_few", "benchmark.never_drawn", "benchmark.group.between"} <= keys
    assert keys <= set(entries())
    words = ["position.above", "position.about_the_same", "position.below", "figure.hardly_any", "figure.nearly_all"]
    assert {f"benchmark.{word}" for word in words} <= set(entries())
    promises = [Say("es")(f"benchmark.trust.{one}") for one in ("levels", "others", "fives", "again", "leak")]
    assert len(set(promises)) == 5


def _is_key(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.startswith("benchmark.")


def test_nothing_but_the_proofs_leaves_a_rule_out() -> None:
    top = Path(__file__).parent.parent
    others = [path for path in (top / "assessment").rglob("*.py") if path.parent.name != "benchmark"]

    named = [path for path in [top / "app.py", *others] if "Rules(" in path.read_text("utf-8")]

    assert len(others) > 20
    assert named == []
