"""When it is asked: a deadline is the end of a day in the region, whatever its clocks do."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from given import QUESTIONNAIRE, everything
from hypothesis import given
from hypothesis import strategies as st

from assessment.answers import DONT_KNOW, NotApplicable, Profile
from assessment.benchmark import Sheet
from assessment.rounds import (
    Participation,
    Publication,
    Round,
    RoundState,
    band_ids,
    end_of,
    sheet,
    staff_band,
    start_of,
)

TICK = timedelta(microseconds=1)
ZONES = [  # whose clocks change at midnight, by half an hour, by two hours, in the south, during Ramadan, or not at all
    "Europe/Rome",
    "Europe/London",
    "Europe/Madrid",
    "Atlantic/Canary",
    "Atlantic/Azores",
    "Africa/Cairo",
    "Africa/Casablanca",
    "America/Havana",
    "America/Santiago",
    "America/St_Johns",
    "Antarctica/Troll",
    "Asia/Beirut",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "UTC",
]


def asked(opens_on: date, closes_on: date, zone: str = "Europe/Rome", **more: datetime) -> Round:
    return Round(1, "north", "Spring", QUESTIONNAIRE.sha256, opens_on, closes_on, zone, **more)


def invited(extended_to: date | None = None) -> Participation:
    return Participation(1, "castelfiore", "Castelfiore", 12, "single", "plain", extended_to)


SPRING = asked(date(2027, 3, 1), date(2027, 3, 28))  # in Rome the clocks go forward on the last day


@pytest.mark.parametrize(
    ("now", "state"),
    [
        ("2027-02-28T22:59:59+00:00", RoundState.PLANNED),
        ("2027-02-28T23:00:00+00:00", RoundState.OPEN),  # midnight of 1 March in Rome
        ("2027-03-28T21:59:59+00:00", RoundState.OPEN),
        ("2027-03-28T22:00:00+00:00", RoundState.CLOSED),  # midnight after 28 March, one hour earlier than in winter
    ],
)
def test_a_round_opens_and_closes_at_midnight_in_the_region(now: str, state: RoundState) -> None:
    assert SPRING.state(datetime.fromisoformat(now)) is state


def test_an_instant_written_in_another_zone_is_the_same_instant() -> None:
    in_new_york = datetime(2027, 3, 28, 18, 0, tzinfo=ZoneInfo("America/New_York"))

    assert SPRING.state(in_new_york) is RoundState.CLOSED
    assert SPRING.state(in_new_york - TICK) is RoundState.OPEN


def test_a_round_of_one_day_is_open_on_that_day() -> None:
    one_day = asked(date(2027, 10, 31), date(2027, 10, 31))  # the clocks go back: 25 hours

    assert one_day.ends_at - one_day.opens_at == timedelta(hours=25)
    assert one_day.state(one_day.opens_at) is RoundState.OPEN
    assert one_day.state(one_day.ends_at - TICK) is RoundState.OPEN


def test_a_round_closed_early_is_closed_from_that_instant() -> None:
    closed_at = datetime(2027, 3, 10, 9, 0, tzinfo=UTC)
    closed = asked(SPRING.opens_on, SPRING.closes_on, closed_early_at=closed_at)

    assert closed.state(closed_at - TICK) is RoundState.OPEN
    assert closed.state(closed_at) is RoundState.CLOSED


def test_a_published_round_stays_published() -> None:
    published = asked(SPRING.opens_on, SPRING.closes_on, published_at=datetime(2027, 4, 2, tzinfo=UTC))

    assert published.state(datetime(2027, 4, 3, tzinfo=UTC)) is RoundState.PUBLISHED


@given(st.sampled_from(ZONES), st.dates(date(2026, 1, 1), date(2037, 12, 31)), st.integers(0, 60), st.integers(-99, 99))
def test_a_round_is_planned_then_open_then_closed(zone: str, opens_on: date, days: int, hours: int) -> None:
    one = asked(opens_on, opens_on + timedelta(days=days), zone)
    order = [RoundState.PLANNED, RoundState.OPEN, RoundState.CLOSED]
    now = one.ends_at + timedelta(hours=hours)

    state = one.state(now)
    assert order.index(state) <= order.index(one.state(now + timedelta(hours=7)))
    local = now.astimezone(ZoneInfo(zone)).date()
    expected = (
        RoundState.PLANNED if local < opens_on else RoundState.OPEN if local <= one.closes_on else RoundState.CLOSED
    )
    assert state is expected


# One department's deadline


def test_a_department_has_until_the_end_of_the_round() -> None:
    assert invited().deadline(SPRING) == SPRING.ends_at


@pytest.mark.parametrize(
    ("extended_to", "deadline"),
    [
        (date(2027, 4, 2), datetime(2027, 4, 2, 22, tzinfo=UTC)),
        (date(2027, 3, 28), datetime(2027, 3, 28, 22, tzinfo=UTC)),
        (date(2027, 3, 20), datetime(2027, 3, 28, 22, tzinfo=UTC)),  # the round was moved further since
    ],
)
def test_a_closing_day_of_its_own_counts_where_it_is_later(extended_to: date, deadline: datetime) -> None:
    assert invited(extended_to).deadline(SPRING) == deadline


def test_closing_early_ends_it_for_all_but_who_has_a_later_day_of_its_own() -> None:
    closed_at = datetime(2027, 3, 10, 9, 0, tzinfo=UTC)
    closed = asked(SPRING.opens_on, SPRING.closes_on, closed_early_at=closed_at)

    assert invited().deadline(closed) == closed_at
    assert invited(date(2027, 3, 28)).deadline(closed) == closed_at
    assert invited(date(2027, 4, 2)).deadline(closed) == datetime(2027, 4, 2, 22, tzinfo=UTC)


def test_closing_early_after_the_end_changes_nothing() -> None:
    closed = asked(SPRING.opens_on, SPRING.closes_on, closed_early_at=datetime(2027, 5, 1, tzinfo=UTC))

    assert invited().deadline(closed) == SPRING.ends_at


# Days and clocks


@pytest.mark.parametrize(
    ("day", "zone", "start", "hours"),
    [
        (date(2027, 3, 27), "Europe/Rome", "2027-03-26T23:00", 24),
        (date(2027, 3, 28), "Europe/Rome", "2027-03-27T23:00", 23),
        (date(2027, 10, 31), "Europe/Rome", "2027-10-30T22:00", 25),
        (date(2027, 3, 28), "Europe/London", "2027-03-28T00:00", 23),
        (date(2027, 3, 28), "Atlantic/Azores", "2027-03-28T01:00", 23),  # from 00:00 to 01:00: there is no midnight
        (date(2026, 4, 24), "Africa/Cairo", "2026-04-23T22:00", 23),  # no midnight either
        (date(2026, 9, 6), "America/Santiago", "2026-09-06T04:00", 23),  # nor here
        (date(2026, 4, 4), "America/Santiago", "2026-04-04T03:00", 25),  # the last hour comes twice
        (date(2026, 11, 1), "America/Havana", "2026-11-01T04:00", 25),  # the first hour comes twice
        (date(2011, 12, 30), "Pacific/Apia", "2011-12-30T10:00", 0),  # a day that Samoa left out
    ],
)
def test_a_day_begins_and_ends_as_the_clocks_of_the_region_say(day: date, zone: str, start: str, hours: int) -> None:
    assert start_of(day, zone) == datetime.fromisoformat(start).replace(tzinfo=UTC)
    assert end_of(day, zone) - start_of(day, zone) == timedelta(hours=hours)


def clock_changes(zone: str) -> list[date]:
    """The days on which the clocks of a zone change, from 2012 to 2037."""
    noon = [datetime(2012, 1, 1, 12, tzinfo=ZoneInfo(zone)) + timedelta(days=days) for days in range(365 * 26)]
    offsets = [one.utcoffset() for one in noon]
    return [noon[place].date() for place in range(1, len(noon)) if offsets[place] != offsets[place - 1]]


@pytest.mark.parametrize("zone", ZONES)
def test_around_every_change_of_clocks_each_day_follows_the_one_before(zone: str) -> None:
    changes = clock_changes(zone)
    assert changes or zone in ("Asia/Kolkata", "UTC")

    for change in changes:
        for day in (change - timedelta(days=1), change, change + timedelta(days=1)):
            assert_bounds(day, zone)


@given(st.sampled_from(sorted(available_timezones())), st.dates(date(2012, 1, 1), date(2060, 12, 31)))
def test_in_every_zone_a_day_is_what_lies_between_its_bounds(zone: str, day: date) -> None:
    assert_bounds(day, zone)


def assert_bounds(day: date, zone: str) -> None:
    start, end, local = start_of(day, zone), end_of(day, zone), ZoneInfo(zone)

    assert (start.tzinfo, end.tzinfo) == (UTC, UTC)
    assert start < end
    assert start.astimezone(local).date() == day
    assert (start - TICK).astimezone(local).date() < day
    assert (end - TICK).astimezone(local).date() == day
    assert end.astimezone(local).date() > day


# What the comparison may know


def test_staff_bands_are_named_by_where_they_begin_and_end() -> None:
    assert band_ids((0, 10, 30)) == ("0-9", "10-29", "30+")
    assert [staff_band((0, 10, 30), staff) for staff in (0, 9, 10, 29, 30, 900)] == [
        "0-9", "0-9", "10-29", "10-29", "30+", "30+"
    ]  # fmt: skip


def test_a_sheet_holds_the_staff_band_and_what_is_in_use_and_no_level() -> None:
    answers = everything(4) | {"PI1.1": 1, "PI1.2": DONT_KNOW, "DC5.2": NotApplicable("One person")}
    made = sheet(QUESTIONNAIRE, answers, Profile(staff=12, official_account=True))

    assert made is not None
    assert made.staff_band == staff_band(QUESTIONNAIRE.staff_bands, 12)
    assert [one for one, used in made.in_use.items() if not used] == ["PI1.1", "PI1.2"]
    assert "DC5.2" not in made.in_use
    assert made == sheet(QUESTIONNAIRE, {**answers, "MI1.1": 2, "PI1.1": 0}, Profile(staff=12, population=9))


def test_who_knows_too_little_has_no_sheet() -> None:
    unsure = everything(3) | dict.fromkeys(["PI1.1", "PI1.2", "DC1.1", "DC1.2"], DONT_KNOW)

    assert sheet(QUESTIONNAIRE, unsure, Profile(staff=12)) is None
    assert sheet(QUESTIONNAIRE, everything(3), Profile(staff=None)) is None


def test_a_publication_is_read_with_the_questionnaire_of_its_round() -> None:
    published_at = datetime(2027, 4, 2, tzinfo=UTC)
    sheets = {"castelfiore": Sheet("10-29", {"PI1.1": True})}

    edition = Publication(3, "north", 7, published_at, sheets, "").edition(QUESTIONNAIRE)

    assert (edition.round_id, edition.published_at, edition.sheets) == (7, published_at, sheets)
    assert list(edition.pillars) == ["PI", "DC", "MI", "FI"]
    assert edition.pillars["PI"][:2] == ("PI1.1", "PI1.2")
    assert edition.bands == band_ids(QUESTIONNAIRE.staff_bands)


@pytest.mark.parametrize(
    ("closed_early_at", "extended_to", "at", "open_"),
    [
        (None, None, "2027-02-28T22:59:59+00:00", False),
        (None, None, "2027-02-28T23:00:00+00:00", True),  # midnight in Rome
        (None, None, "2027-05-31T21:59:59+00:00", True),
        (None, None, "2027-05-31T22:00:00+00:00", False),
        (None, "2027-06-10", "2027-06-10T21:59:59+00:00", True),
        ("2027-04-01T09:00:00+00:00", None, "2027-04-01T09:00:00+00:00", False),
        (
            "2027-04-01T09:00:00+00:00",
            "2027-05-01",
            "2027-04-02T09:00:00+00:00",
            False,
        ),  # not later than the round's own
        ("2027-04-01T09:00:00+00:00", "2027-06-10", "2027-04-02T09:00:00+00:00", True),
    ],
)
def test_a_department_can_answer_from_the_first_day_to_its_own_last(closed_early_at, extended_to, at, open_):
    early = None if closed_early_at is None else datetime.fromisoformat(closed_early_at)
    asked = Round(1, "north", "2027", "", date(2027, 3, 1), date(2027, 5, 31), "Europe/Rome", closed_early_at=early)
    own = None if extended_to is None else date.fromisoformat(extended_to)
    place = Participation(1, "alba", "Alba", 12, None, None, extended_to=own)

    assert place.is_open(asked, datetime.fromisoformat(at)) is open_
