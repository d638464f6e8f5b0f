"""What others say, as counts: gaps with their intervals, the climate and what of it is shown, a second opinion."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from math import sqrt

import numpy as np
import pytest
from given import QUESTIONNAIRE, everything
from hypothesis import given
from hypothesis import strategies as st

from assessment.answers import DONT_KNOW
from assessment.voices import climate, expectations, opinion
from assessment.voices.climate import ClimateMoved, Counts, Sheets, StatementScale
from assessment.voices.content import voices
from assessment.voices.expectations import Poll, Served, Tally, compared
from assessment.voices.opinion import Sees

KINDS = [one.id for one in voices().kinds if one.offered]
STATEMENTS = {one.id: one.scale for one in voices().statements}
MARCH = date(2027, 3, 1)


def poll(asked: int = 120, **wanted: int) -> Poll:
    return Poll(asked, dict.fromkeys(KINDS, 0) | wanted, MARCH)


def tally(**posts: int) -> Tally:
    return Tally(posts, MARCH)


WANTED = poll(asked=120, traffic=80, weather=70, closures_events=60, rumours=40, answers=50, insight=10, jobs=5)
POSTED = tally(insight=40, jobs=10, traffic=12, weather=8, road_safety=20, closures_events=10)


def test_there_are_seventeen_kinds_and_twelve_statements_each_once():
    assert len({one.id for one in voices().kinds}) == len(voices().kinds) == 17
    assert sum(one.source == "npcc" for one in voices().kinds) == 10
    assert len({one.id for one in voices().statements}) == len(voices().statements) == 12
    assert [one.id for one in voices().kinds if not one.offered] == ["court"]


def test_the_largest_gap_stands_first_and_is_that_of_the_shares():
    found = compared(WANTED, POSTED)

    assert found is not None
    first = found.gaps[0]
    assert (first.kind, first.served) == ("insight", Served.OVER)
    assert (first.wanted, first.posted) == (pytest.approx(100 * 10 / 315), 40)
    assert [abs(one.points) for one in found.gaps] == sorted((abs(one.points) for one in found.gaps), reverse=True)


def test_a_gap_whose_interval_has_zero_in_it_or_that_is_small_is_none():
    few = compared(poll(asked=6, traffic=4, weather=4, insight=2), tally(traffic=20, weather=14, insight=16))
    many = compared(poll(asked=9000, traffic=4500, weather=4500), tally(traffic=520, weather=480))

    assert few is not None and {one.served for one in few.gaps} == {Served.NEITHER}
    assert any(abs(one.points) >= expectations.POINTS for one in few.gaps)
    assert many is not None and {one.served for one in many.gaps} == {Served.NEITHER}


def test_the_intervals_are_those_of_a_second_implementation():
    """Person by person and post by post, with another generator: within a point of ours."""
    draws, people, kinds = np.random.RandomState(7), 120, list(WANTED.wanted)
    chance = np.array([WANTED.wanted[kind] / people for kind in kinds])
    posts = np.repeat(np.arange(len(kinds)), [POSTED.posts.get(kind, 0) for kind in kinds])
    gaps = []
    for _ in range(3000):
        chosen = (draws.random_sample((people, len(kinds))) < chance).sum(axis=0)
        posted = np.bincount(draws.choice(posts, len(posts)), minlength=len(kinds))
        gaps.append(100 * chosen / chosen.sum() - 100 * posted / posted.sum())
    ordered = np.sort(np.array(gaps), axis=0)
    found = compared(WANTED, POSTED)

    assert found is not None
    for gap in found.gaps:
        place = kinds.index(gap.kind)
        assert gap.low == pytest.approx(ordered[75, place], abs=1.2), gap.kind
        assert gap.high == pytest.approx(ordered[2925, place], abs=1.2), gap.kind


def test_the_same_counts_give_the_same_figures():
    assert compared(WANTED, POSTED) == compared(WANTED, POSTED)


def test_the_index_stands_beside_that_of_chance_and_only_from_thirty_people_on():
    alike = compared(poll(asked=200, traffic=150, weather=100, answers=50), tally(traffic=30, weather=20, answers=10))
    under = compared(replace(WANTED, asked=29, wanted=dict.fromkeys(KINDS, 5)), POSTED)

    assert alike is not None and alike.match is not None
    assert alike.match.index == pytest.approx(100)
    assert alike.match.low < alike.match.by_chance < alike.match.high < 100
    assert under is not None and under.match is None


def test_chance_alone_gives_what_is_known_of_it():
    """With twelve kinds wanted alike and fifty posts the same mix averages near 81."""
    kinds = KINDS[:12]
    found = compared(
        Poll(400, dict.fromkeys(kinds, 100), MARCH),
        Tally({kind: 5 if place < 2 else 4 for place, kind in enumerate(kinds)}, MARCH),
    )

    assert found is not None and found.match is not None
    assert found.match.by_chance == pytest.approx(82, abs=2)


def test_posts_of_kinds_that_were_not_offered_are_left_out_and_counted():
    found = compared(WANTED, replace(POSTED, posts={**POSTED.posts, "court": 7}))

    assert found is not None and found.left_out == 7
    assert "court" not in {one.kind for one in found.gaps}


def test_nothing_is_compared_where_nobody_chose_or_nothing_was_posted():
    assert compared(poll(), POSTED) is None
    assert compared(WANTED, tally(court=60)) is None


@given(
    st.dictionaries(st.sampled_from(KINDS), st.integers(0, 60), min_size=1),
    st.dictionaries(st.sampled_from(KINDS), st.integers(0, 60), min_size=1),
)
def test_gaps_add_up_to_nothing_and_lie_in_their_intervals(wanted: dict[str, int], posts: dict[str, int]):
    found = compared(Poll(60, dict.fromkeys(KINDS, 0) | wanted, MARCH), Tally(posts, MARCH))

    if found is not None:
        assert sum(one.points for one in found.gaps) == pytest.approx(0, abs=1e-6)
        assert all(one.low - 1e-9 <= one.high and -100 <= one.points <= 100 for one in found.gaps)


@pytest.mark.parametrize(
    ("given_poll", "wrong"),
    [
        (poll(asked=0), "nobody_asked"),
        (poll(asked=20, traffic=21), "more_than_asked"),
        (poll(asked=10, **dict.fromkeys(KINDS[:6], 9)), "more_than_five_each"),
        (poll(asked=20, traffic=-1), "negative"),
        (poll(asked=800, traffic=45, weather=35, insight=20), "percent"),
        (poll(asked=20, horoscopes=3), "unknown_kind"),
        (poll(asked=2_000_000, traffic=1), "too_many"),
    ],
)
def test_what_cannot_be_with_a_poll_is_said(given_poll: Poll, wrong: str):
    assert wrong in {one.wrong for one in expectations.poll_problems(given_poll, KINDS)}


def test_a_poll_that_can_be_has_no_problem():
    assert not list(expectations.poll_problems(WANTED, KINDS))
    assert not list(expectations.poll_problems(poll(asked=100, traffic=60, weather=40), KINDS))  # not percentages


@pytest.mark.parametrize(
    ("given_tally", "wrong"),
    [
        (tally(traffic=49), "few_posts"),
        (replace(tally(traffic=60), counted=61), "adds_up"),
        (replace(tally(traffic=60), month=date(2025, 1, 1)), "other_time"),
        (tally(traffic=-60), "negative"),
        (tally(traffic=5000), "too_many"),
    ],
)
def test_what_cannot_be_with_a_tally_is_said(given_tally: Tally, wrong: str):
    assert wrong in {one.wrong for one in expectations.tally_problems(given_tally, KINDS, WANTED)}
    assert not list(expectations.tally_problems(POSTED, KINDS, WANTED))


def test_the_second_time_tells_what_became_of_the_largest_gap():
    before, now = compared(WANTED, POSTED), compared(WANTED, replace(POSTED, posts={**POSTED.posts, "insight": 5}))

    assert before is not None and now is not None
    then, since = expectations.largest_then_and_now(before, now)
    assert since is not None and then.kind == since.kind == "insight"
    assert abs(since.points) < abs(then.points)


@given(st.lists(st.frozensets(st.sampled_from(KINDS[:4])), max_size=30))
def test_of_a_region_nothing_is_told_below_five_departments_and_the_rest_in_fives(of: list[frozenset[str]]):
    for kind, count in expectations.needed_together(of).items():
        assert sum(kind in one for one in of) >= 5
        assert count % 5 == 0 and count >= 5


# The climate


def sheets(*counts: Counts, staff: int = 20, returned: int | None = None) -> Sheets:
    named = dict(zip(STATEMENTS, counts, strict=False))
    return Sheets(sum(counts[0]) if returned is None else returned, staff, MARCH, named)


SPLIT: Counts = (1, 1, 2, 3, 2, 1)


def test_a_statement_says_how_many_agree_and_the_mean():
    found = climate.agreed(sheets(SPLIT), "C01")

    assert found is not None
    assert (found.said, found.agree) == (9, pytest.approx(100 * 5 / 9))
    assert found.mean == pytest.approx((1 + 2 + 6 + 12 + 10) / 9)


@pytest.mark.parametrize(
    "shown",
    [
        sheets((1, 1, 1, 1, 0, 0)),  # four sheets
        sheets(SPLIT, staff=40),  # a quarter of the staff
        sheets((0, 0, 0, 9, 0, 1)),  # all the same
        sheets((1, 1, 1, 1, 0, 6)),  # four who say something
        sheets((1, 1, 1, 1, 0, 0), staff=4),
    ],
)
def test_nothing_is_shown_where_somebody_could_be_told(shown: Sheets):
    assert climate.agreed(shown, "C01") is None


@given(st.tuples(*[st.integers(0, 6)] * 6), st.integers(1, 40))
def test_what_is_shown_is_of_five_or_more_who_do_not_all_agree(counts: Counts, staff: int):
    found = climate.agreed(sheets(counts, staff=staff), "C01")

    if found is not None:
        assert staff >= 5 and found.said >= 5 and sum(counts) >= 0.3 * staff
        assert sum(count > 0 for count in counts[:5]) >= 2
        assert 1 < found.mean < 5


@pytest.mark.parametrize(
    ("given_sheets", "wrong"),
    [
        (sheets((1, 1, 1, 0, 0, 0), staff=4), "few_staff"),
        (sheets(SPLIT, staff=9), "more_than_staff"),
        (sheets(SPLIT, returned=11), "adds_up"),
        (sheets((-1, 5, 1, 1, 1, 1)), "negative"),
        (Sheets(1, 20, MARCH, {"C99": (1, 0, 0, 0, 0, 0)}), "unknown_statement"),
    ],
)
def test_what_cannot_be_with_sheets_is_said(given_sheets: Sheets, wrong: str):
    assert wrong in {one.wrong for one in climate.problems(given_sheets, STATEMENTS)}
    assert not list(climate.problems(sheets(SPLIT), STATEMENTS))


def test_a_scale_is_the_mean_of_those_of_its_statements_that_are_shown():
    alike: Counts = (0, 0, 0, 10, 0, 0)
    found = climate.scales(sheets(SPLIT, alike, (2, 2, 2, 2, 2, 0)), STATEMENTS)

    assert [(one.scale, one.statements) for one in found] == [("cohesion", 2)]
    assert found[0].mean == pytest.approx((31 / 9 + 3) / 2)


@pytest.mark.parametrize(("people", "points"), [(8, 0.84), (15, 0.61), (30, 0.43)])
def test_a_change_is_clear_from_what_such_a_group_can_show(people: int, points: float):
    def moved(by: float) -> ClimateMoved:
        return climate.moved(StatementScale("pride", 3.0, 3, people), StatementScale("pride", 3.0 + by, 3, people))

    assert moved(points - 0.02) is ClimateMoved.NOT_CLEAR
    assert (moved(points + 0.02), moved(-points - 0.02)) == (ClimateMoved.UP, ClimateMoved.DOWN)
    assert points == pytest.approx(2.8 * 0.6 * sqrt(2 / people), abs=0.01)


def test_scales_of_other_statements_are_not_compared():
    assert climate.moved(StatementScale("pride", 2, 3, 30), StatementScale("pride", 4, 2, 30)) is ClimateMoved.NOT_CLEAR


# A second opinion


def test_a_colleague_sees_less_more_or_the_same_and_nothing_is_made_of_what_one_does_not_know():
    theirs = {"PI2.1": 1, "PI2.2": 2, "PI3.1": 4, "PI4.1": DONT_KNOW, "PI1.1": 0}
    found = opinion.beside(QUESTIONNAIRE, everything(2), theirs)

    assert [(one.question_id, one.sees) for one in found] == [
        ("PI2.1", Sees.LESS),
        ("PI2.2", Sees.SAME),
        ("PI3.1", Sees.MORE),
        ("PI4.1", Sees.NOT_BOTH),
    ]
    assert opinion.counted(found) == {Sees.SAME: 1, Sees.LESS: 1, Sees.MORE: 1, Sees.NOT_BOTH: 1}
