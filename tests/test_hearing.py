"""What a department typed in of others, in a real database: what cannot be is refused by name, and who learns what."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from given import POLL, SHEETS, TALLY
from worlds import World, rows

from assessment.rounds import NewDepartment
from assessment.storage import HasLeft, HeardMeanwhile, NotAllowed, NotReady, Store, Unfit
from assessment.storage.hearing import MOST_MONTHS, MOST_WHERE

Keep = Callable[[Store, date, int], int]
KEEPING: dict[str, Keep] = {
    "poll": lambda store, month, base: store.keep_poll("alba", replace(POLL, month=month), base),
    "tally": lambda store, month, base: store.keep_tally("alba", replace(TALLY, month=month), base),
    "climate": lambda store, month, base: store.keep_climate("alba", replace(SHEETS, month=month), base),
}
JANUARY, FEBRUARY = date(2027, 1, 1), date(2027, 2, 1)


def kept(world: World) -> list[tuple[object, ...]]:
    return rows(world.path, "SELECT what, month, version, value FROM heard ORDER BY id")


def test_what_is_kept_is_what_was_counted_and_no_more(world: World) -> None:
    store = world.of("alba")
    store.keep_poll("alba", POLL, 0)
    store.keep_tally("alba", TALLY, 0)
    world.of("helper").keep_climate("alba", SHEETS, 0)

    assert [(one.value, one.version, one.author) for one in store.polls("alba")] == [(POLL, 1, "Alba")]
    assert [(one.value, one.version) for one in store.tallies("alba")] == [(TALLY, 1)]
    assert [(one.value, one.author) for one in store.climates("alba")] == [(SHEETS, "Helper")]
    assert [sorted(json.loads(str(row[3]))) for row in kept(world)] == [
        ["asked", "wanted", "where"],
        ["counted", "posts"],
        ["counts", "returned", "staff"],
    ]


def test_a_day_of_a_month_is_kept_as_its_first_and_the_newest_month_stands_first(world: World) -> None:
    store = world.of("alba")
    store.keep_poll("alba", replace(POLL, month=date(2027, 1, 17)), 0)
    store.keep_poll("alba", POLL, 0)

    assert [one.value.month for one in store.polls("alba")] == [FEBRUARY, JANUARY]


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"asked": 0}, "nobody_asked"),
        ({"wanted": {"traffic": 121}}, "more_than_asked"),
        ({"wanted": {"traffic": -1}}, "negative"),
        ({"wanted": {"horoscopes": 1}}, "unknown_kind"),
        (
            {"asked": 9, "wanted": dict.fromkeys(("traffic", "weather", "jobs", "rules", "answers", "rumours"), 9)},
            "more_",
        ),
        ({"month": date(2027, 4, 1)}, "month"),
        ({"month": date(1999, 4, 1)}, "month"),
    ],
)
def test_a_poll_that_cannot_be_is_refused_by_name(world: World, change: dict[str, object], named: str) -> None:
    with pytest.raises(NotReady, match=named):
        world.of("alba").keep_poll("alba", replace(POLL, **change), 0)  # type: ignore[arg-type]
    assert kept(world) == []


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"counted": 81}, "adds_up"),
        ({"posts": {"traffic": 1001}, "counted": None}, "too_many"),
        ({"posts": {"horoscopes": 60}, "counted": None}, "unknown_kind"),
        ({"month": date(2027, 4, 1)}, "month"),
    ],
)
def test_a_tally_that_cannot_be_is_refused_by_name(world: World, change: dict[str, object], named: str) -> None:
    with pytest.raises(NotReady, match=named):
        world.of("alba").keep_tally("alba", replace(TALLY, **change), 0)  # type: ignore[arg-type]
    assert kept(world) == []


def test_what_may_be_true_all_the_same_is_kept(world: World) -> None:
    """Few posts are a tally that is not finished; what sounds like percentages may be people."""
    store = world.of("alba")
    store.keep_tally("alba", replace(TALLY, posts={"traffic": 3}, counted=None), 0)
    store.keep_poll("alba", replace(POLL, asked=800, wanted={"traffic": 60, "weather": 40}), 0)

    assert len(kept(world)) == 2


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"staff": 4, "returned": 4, "counts": {}}, "few_staff"),
        ({"staff": 9}, "more_than_staff"),
        ({"returned": 11}, "adds_up"),
        ({"counts": {"C99": (1, 1, 2, 3, 2, 1)}}, "unknown_statement"),
        ({"counts": {"C01": (-1, 3, 2, 3, 2, 1)}}, "negative"),
        ({"month": date(2027, 4, 1)}, "month"),
    ],
)
def test_sheets_that_cannot_be_are_refused_by_name(world: World, change: dict[str, object], named: str) -> None:
    with pytest.raises(NotReady, match=named):
        world.of("alba").keep_climate("alba", replace(SHEETS, **change), 0)  # type: ignore[arg-type]
    assert kept(world) == []


@pytest.mark.parametrize("change", [{"returned": -3, "counts": {}}, {"staff": 10**9}])
def test_a_number_of_staff_or_sheets_that_nobody_has_is_refused(world: World, change: dict[str, object]) -> None:
    with pytest.raises(Unfit):
        world.of("alba").keep_climate("alba", replace(SHEETS, **change), 0)  # type: ignore[arg-type]


def test_where_people_were_asked_is_one_short_line(world: World) -> None:
    store = world.of("alba")
    with pytest.raises(Unfit, match="where"):
        store.keep_poll("alba", replace(POLL, where="x" * (MOST_WHERE + 1)), 0)
    store.keep_poll("alba", replace(POLL, where="Mercato\ndel lunedì"), 0)

    assert store.polls("alba")[0].value.where == "Mercato del lunedì"


@pytest.mark.parametrize("what", KEEPING)
def test_nobody_wins_silently_over_somebody_else(world: World, what: str) -> None:
    keep, store = KEEPING[what], world.of("alba")
    assert (keep(store, FEBRUARY, 0), keep(world.of("helper"), FEBRUARY, 1)) == (1, 2)
    for base in (0, 1):
        with pytest.raises(HeardMeanwhile):
            keep(store, FEBRUARY, base)
    assert [row[2] for row in kept(world)] == [2]


def test_nor_where_counts_were_taken_out_and_others_put_in_their_place(world: World) -> None:
    alba, helper = world.of("alba"), world.of("helper")
    alba.keep_poll("alba", POLL, 0)
    alba.remove_heard(alba.polls("alba")[0].id)
    with pytest.raises(HeardMeanwhile):
        helper.keep_poll("alba", POLL, 1)
    assert alba.keep_poll("alba", replace(POLL, asked=99), 0) == 3
    with pytest.raises(HeardMeanwhile):
        helper.keep_poll("alba", POLL, 1)

    assert alba.polls("alba")[0].value.asked == 99


def test_counts_are_taken_out_by_the_chief_and_nothing_of_them_stays(world: World) -> None:
    store = world.of("alba")
    store.keep_climate("alba", SHEETS, 0)
    heard = store.climates("alba")[0].id
    with pytest.raises(NotAllowed):
        world.of("helper").remove_heard(heard)
    store.remove_heard(heard)

    assert store.climates("alba") == []
    assert [row[3] for row in kept(world)] == ["null"]


@pytest.mark.parametrize("what", KEEPING)
def test_no_more_months_are_kept_than_are_told(world: World, what: str) -> None:
    keep, store = KEEPING[what], world.of("alba")
    months = [date(2027 - back // 12, 12 - back % 12, 1) for back in range(10, MOST_MONTHS + 10)]
    for month in months:
        keep(store, month, 0)
    with pytest.raises(NotReady, match="months"):
        keep(store, FEBRUARY.replace(year=2010), 0)
    assert keep(store, months[0], 1) == 2  # one that is there can be corrected


def test_who_has_left_keeps_nothing(world: World) -> None:
    world.operator.leave("alba")
    for keep in KEEPING.values():
        with pytest.raises(HasLeft):
            keep(world.operator, FEBRUARY, 0)


# What the region learns


@pytest.fixture
def region(world: World) -> World:
    """Seven departments more, each with a poll and a tally; all of them serve traffic and the weather too little."""
    for number in range(7):
        world.operator.add_departments("north", [NewDepartment(f"Dosso {number}", "it", 12, id=f"dosso-{number}")])
        world.operator.keep_poll(f"dosso-{number}", POLL, 0)
        world.operator.keep_tally(f"dosso-{number}", TALLY, 0)
    return world


def test_a_region_learns_a_need_of_five_departments_in_fives_and_of_none_by_name(region: World) -> None:
    told = region.of("north").needed_together("north")

    assert told and set(told.values()) == {5}
    assert set(told) <= set(POLL.wanted)
    assert not {"insight", "jobs"} & set(told)


def test_below_five_departments_a_region_learns_nothing(region: World) -> None:
    for number in range(3):
        region.operator.leave(f"dosso-{number}")

    assert region.of("north").needed_together("north") == {}


def test_what_fewer_than_thirty_people_want_is_no_need_of_a_region(region: World) -> None:
    few = replace(POLL, asked=29, wanted={kind: min(count, 29) for kind, count in POLL.wanted.items()})
    for number in range(7):
        department = f"dosso-{number}"
        region.operator.keep_poll(department, few, region.operator.polls(department)[0].version)

    assert region.of("north").needed_together("north") == {}


def test_what_is_not_finished_or_taken_out_does_not_count_and_what_was_before_it_does(region: World) -> None:
    for number in range(7):
        region.operator.keep_tally(f"dosso-{number}", replace(TALLY, posts={"jobs": 3}, counted=3, month=FEBRUARY), 1)
    assert region.of("north").needed_together("north") == {}

    for number in range(7):
        region.operator.keep_tally(f"dosso-{number}", replace(TALLY, month=JANUARY), 0)
    before = region.of("north").needed_together("north")
    assert before

    for number in range(7):
        heard = next(one for one in region.operator.tallies(f"dosso-{number}") if one.value.month == JANUARY)
        region.operator.remove_heard(heard.id)
    assert region.of("north").needed_together("north") == {}


def test_what_is_shown_with_a_warning_alone_tells_the_region_nothing(region: World) -> None:
    for number in range(7):
        tally = region.operator.tallies(f"dosso-{number}")[0]
        region.operator.remove_heard(tally.id)
        region.operator.keep_tally(f"dosso-{number}", replace(TALLY, month=JANUARY.replace(year=2025)), 0)

    assert region.of("north").needed_together("north") == {}


def test_nothing_of_the_climate_reaches_the_region(region: World) -> None:
    told = region.of("north").needed_together("north")
    for number in range(7):
        region.operator.keep_climate(f"dosso-{number}", SHEETS, 0)

    assert region.of("north").needed_together("north") == told
    for method in ("polls", "tallies", "climates", "opinions"):
        with pytest.raises(NotAllowed):
            getattr(region.of("north"), method)("dosso-1")
