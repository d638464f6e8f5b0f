"""When it is asked: regions and who answers for their data, departments, rounds and their states, publications.

A deadline is a day, and means the end of that day in the region's time zone, also across a change of clocks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from assessment.answers import Answers, Profile
from assessment.benchmark import Edition, Sheet, band_ids
from assessment.questionnaire import Questionnaire
from assessment.scoring import score

# How much is kept, in characters; of people MOST_STAFF of `answers`.
MOST_TITLE = 60  # of a round
MOST_NAME = 120  # of a region, a department and a person
MOST_EMAIL = 254  # as mail itself allows
MOST_AREA = 80
MOST_CODE = 40  # of a department in other registers, and of an option of the profile
MOST_STATED = 600  # of what a region states by law, each field
MOST_DEPARTMENTS = 100_000  # of a region, whether they take part or not
REACH = timedelta(days=3 * 366)  # no day of a round is further from the one on which it is set


class RoundState(StrEnum):
    """Where a round is in its life."""

    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"
    PUBLISHED = "published"


@dataclass(frozen=True)
class Region:
    """A region, whose coordinator runs the rounds."""

    id: str
    name: str
    zone: str  # IANA time zone, such as Europe/Rome
    departments_in_all: int | None = None  # of the region, whether they take part or not; None = not said
    closed_at: datetime | None = None  # since when nothing new begins there; its people keep reading


class Country(StrEnum):
    """Whose law a region's pages go by, and whose authorities hear complaints; ISO 3166, in small letters."""

    ITALY = "it"
    SPAIN = "es"
    UNITED_KINGDOM = "gb"


class Basis(StrEnum):
    """What allows a public body to keep personal data: a letter of Article 6(1) of the GDPR."""

    PUBLIC_TASK = "public_task"  # (e)
    LEGAL_OBLIGATION = "legal_obligation"  # (c)


@dataclass(frozen=True)
class Controller:
    """Who answers by law for a region's data and pages, as the region states it; None is not stated yet."""

    name: str | None = None
    contact: str | None = None  # postal address, e-mail
    dpo: str | None = None  # how to reach the data protection officer
    basis: Basis | None = None
    act: str | None = None  # the law or decision that the basis rests on
    retention: str | None = None  # how long the data are kept, in a sentence
    accessibility_contact: str | None = None  # where a barrier is reported
    country: Country | None = None


@dataclass(frozen=True)
class Department:
    """A local police department as the register knows it today."""

    id: str
    region_id: str
    name: str
    language: str
    staff: int | None = None
    form: str | None = None  # single, union
    main_territory: str | None = None
    contact: str | None = None  # the name of who is written to
    second_contact: str | None = None  # the name of who stands in
    second_email: str | None = None
    area: str | None = None  # province, or whatever the region divides itself into
    code: str | None = None  # by which other registers know it
    left_on: date | None = None  # the day it left the network, or merged
    merged_into: str | None = None  # the department that it became part of; its history stays under its own name


@dataclass(frozen=True)
class Departure:
    """That a department left, as its own people may know it."""

    left_on: date
    into: str | None  # name of the department that it became part of
    counted: tuple[tuple[int, datetime], ...]  # the round and the instant of each publication that counts it, in order


@dataclass(frozen=True)
class Description:
    """How the register describes a department, as its coordinator says it."""

    name: str
    language: str
    staff: int | None = None
    form: str | None = None  # id of an option of the questionnaire's profile, as below
    main_territory: str | None = None
    contact: str | None = None  # as with a department
    second_contact: str | None = None
    second_email: str | None = None
    area: str | None = None
    code: str | None = None


@dataclass(frozen=True)
class NewDepartment(Description):
    """A department that is to be added to the register."""

    email: str | None = None  # of the contact, who signs in as its chief
    id: str = ""  # empty: one made of the name


@dataclass(frozen=True)
class ChangedDepartment:
    """A department that is to be described otherwise."""

    before: Department  # as it was when the change was made
    to: Description
    email: str | None = None  # of a contact who is to sign in as its chief, besides those who do
    called: str = ""  # what that contact is called, where it is said

    def fields(self) -> list[str]:
        """What of its description is another."""
        names = (one.name for one in fields(Description))
        return sorted(name for name in names if getattr(self.to, name) != getattr(self.before, name))


@dataclass(frozen=True)
class Round:
    """One time the questionnaire is asked in a region."""

    id: int
    region_id: str
    title: str
    questionnaire_sha256: str  # fixed when the round is set up; a changed file counts from the next
    opens_on: date
    closes_on: date
    zone: str
    published_at: datetime | None = None
    closed_early_at: datetime | None = None
    departments_in_all: int | None = None  # of the region at that time, whether they took part or not
    reminds: bool = False  # by itself those who have not submitted, some days before the end

    def state(self, now: datetime) -> RoundState:
        """Where it is at an instant."""
        if self.published_at is not None:
            return RoundState.PUBLISHED
        if now < self.opens_at:
            return RoundState.PLANNED
        if now >= self.ends_at or (self.closed_early_at is not None and now >= self.closed_early_at):
            return RoundState.CLOSED
        return RoundState.OPEN

    @property
    def last_day(self) -> date:
        """The day on which it closes, or closed where that was before the day set for it."""
        if self.closed_early_at is None:
            return self.closes_on
        return _day_before(min(self.closed_early_at, self.ends_at), self.zone)

    @property
    def trains_in(self) -> int:
        """The year of the training that follows from it: the one after the year in which the round opens."""
        return self.opens_on.year + 1

    @property
    def opens_at(self) -> datetime:
        """The first instant of the opening day in the region."""
        return start_of(self.opens_on, self.zone)

    @property
    def ends_at(self) -> datetime:
        """The first instant after the closing day in the region."""
        return end_of(self.closes_on, self.zone)


@dataclass(frozen=True)
class Participation:
    """A department in a round, as it was invited: the frozen list that later registers do not change."""

    round_id: int
    department_id: str
    name: str  # as it was then
    staff: int | None
    form: str | None
    main_territory: str | None
    extended_to: date | None = None  # a closing day of its own

    def deadline(self, asked: Round) -> datetime:
        """The first instant at which this department can no longer submit.

        A later closing day of its own holds also when the round is closed early.
        """
        own = end_of(self.extended_to, asked.zone) if self.extended_to is not None else asked.ends_at
        if own > asked.ends_at or asked.closed_early_at is None:
            return max(own, asked.ends_at)
        return min(asked.closed_early_at, asked.ends_at)

    def is_open(self, asked: Round, at: datetime) -> bool:
        """Whether this department can answer at an instant: the round has opened, and its last day is not over."""
        return asked.opens_at <= at < self.deadline(asked)

    def is_open_within(self, asked: Round, since: datetime, until: datetime) -> bool:
        """Whether this department can answer at some instant from one on and before another."""
        return max(since, asked.opens_at) < min(until, self.deadline(asked))

    def last_day(self, asked: Round) -> date:
        """The day on which this department can answer, or could, for the last time."""
        return _day_before(self.deadline(asked), asked.zone)


@dataclass(frozen=True)
class Progress:
    """How far a department is in a round, as its coordinator may know it: never what a draft says."""

    participation: Participation
    begun_at: datetime | None
    worked_at: datetime | None
    submitted_at: datetime | None
    submission_id: int | None
    reopened: bool  # a new draft is open after a submission


@dataclass(frozen=True)
class Publication:
    """What was counted, frozen at the moment the coordinator published."""

    id: int
    region_id: str
    round_id: int
    published_at: datetime
    sheets: Mapping[str, Sheet]  # by department id
    sha256: str  # of the sheets, in canonical JSON

    def edition(self, questionnaire: Questionnaire) -> Edition:
        """As the comparison reads it, with the questionnaire that the round asked."""
        return Edition(
            round_id=self.round_id,
            published_at=self.published_at,
            sheets=self.sheets,
            pillars={pillar.id: tuple(q.id for q in pillar.questions()) for pillar in questionnaire.pillars},
            bands=band_ids(questionnaire.staff_bands),
        )


def at_hand(rounds: Sequence[Round], now: datetime) -> Round | None:
    """The round that a region is at: the one that is open, else the last that opened, else the next that will.

    Args:
        rounds: of the region, by when they open.
        now: the instant to look at.
    """
    opened = [one for one in rounds if one.state(now) is not RoundState.PLANNED]
    running = [one for one in opened if one.state(now) is RoundState.OPEN]
    return next((listed[-1] for listed in (running, opened) if listed), rounds[0] if rounds else None)


def staff_band(starts: Sequence[int], staff: int) -> str:
    """The id of the band that a number of staff falls into."""
    index = sum(start <= staff for start in starts) - 1
    return band_ids(starts)[max(index, 0)]


def sheet(questionnaire: Questionnaire, answers: Answers, profile: Profile) -> Sheet | None:
    """What the comparison may know of a submission; None where too little is known for it to count."""
    scorecard = score(questionnaire, answers)
    if not scorecard.benchmark_eligible or profile.staff is None:
        return None
    return Sheet(staff_band(questionnaire.staff_bands, profile.staff), scorecard.in_use)


def day_of(instant: datetime, zone: str) -> date:
    """The day of an instant in a time zone."""
    return instant.astimezone(ZoneInfo(zone)).date()


def reach(today: date) -> tuple[date, date]:
    """The first and the last day that a round can be given."""
    return today - REACH, today + REACH


def start_of(day: date, zone: str) -> datetime:
    """The first instant of a day in a time zone, in UTC."""
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)


def end_of(day: date, zone: str) -> datetime:
    """The first instant after a day in a time zone, in UTC."""
    return start_of(day + timedelta(days=1), zone)


def _day_before(instant: datetime, zone: str) -> date:
    """The day that ends at an instant, or in which it lies."""
    return day_of(instant.astimezone(UTC) - timedelta.resolution, zone)
