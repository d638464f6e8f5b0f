"""Who takes part: invited, started, submitted, with the days that are left, and how the network grows.

Departments are grouped by what the round's list says of them, so that who has answered and who has not are measured
alike. Of a draft only its existence and the time of the last save are known here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from assessment.region.members import Member, listed, member
from assessment.rounds import Department, Progress, Round, RoundState, day_of


class Stage(StrEnum):
    """How far a department is in a round."""

    SUBMITTED = "submitted"
    STARTED = "started"
    NOT_STARTED = "not_started"
    LEFT = "left"  # the network, before it submitted: nobody to remind


@dataclass(frozen=True)
class Invitee:
    """A department on a round's list, and how far it is."""

    member: Member
    language: str  # to write to it in; empty where the register does not know the department
    code: str | None  # as the register says today
    stage: Stage
    worked_at: datetime | None  # when its open draft was last worked on
    submitted_at: datetime | None
    submission_id: int | None
    reopened: bool  # submitted, and being worked on again
    last_day: date  # on which it may submit
    days_left: int | None  # 0 on the last day; None where it cannot submit


@dataclass(frozen=True)
class StaffGroup:
    """The departments of one staff band and form."""

    staff_band: str
    form: str
    invited: int
    submitted: int
    started: int
    not_started: tuple[Invitee, ...]  # those to remind


@dataclass(frozen=True)
class Turnout:
    """How far a round is."""

    round_id: int
    state: RoundState
    closes_on: date  # or closed on, where that was before the day set for it
    days_left: int | None  # 0 on the closing day; None where the round is not open
    invited: int  # = submitted + started + not started + left
    submitted: int
    started: int
    not_started: int
    left: int
    invitees: tuple[Invitee, ...]  # by staff band, then by name
    groups: tuple[StaffGroup, ...]  # by staff band, then by form; only those with departments


@dataclass(frozen=True)
class Growth:
    """One round in the growth of the network."""

    round_id: int
    title: str
    closes_on: date
    invited: int
    submitted: int
    first_time: int  # of those, departments that had never submitted before
    in_all: int | None  # departments of the region, whether invited or not; None where not known, or it cannot be
    share: float | None  # percent of all departments that submitted; None where not known


def turnout_so_far(
    asked: Round, starts: Sequence[int], progress: Iterable[Progress], departments: Iterable[Department], now: datetime
) -> Turnout:
    """See how far everybody is.

    Args:
        asked: the round.
        starts: where each staff band begins.
        progress: everybody on the frozen list of the round, and how far.
        departments: as the register knows them today; says who left, and each one's language.
        now: the instant to look at.
    """
    register = {department.id: department for department in departments}
    today = day_of(now, asked.zone)
    everybody = (_invitee(asked, starts, one, register, now) for one in progress)
    found = {one.member.id: one for one in everybody}
    nobody = Turnout(
        round_id=asked.id,
        state=asked.state(now),
        closes_on=asked.last_day,
        days_left=_days(today, asked.closes_on) if asked.state(now) is RoundState.OPEN else None,
        **dict.fromkeys(("invited", "submitted", "started", "not_started", "left"), 0),
        invitees=tuple(found[one.id] for one in listed(starts, [item.member for item in found.values()])),
        groups=(),
    )
    return counted(nobody, found)


def counted(turnout: Turnout, ids: Collection[str]) -> Turnout:
    """The same round with some of its departments, counted anew."""
    invitees = tuple(one for one in turnout.invitees if one.member.id in ids)
    stages = [one.stage for one in invitees]
    return replace(
        turnout,
        invited=len(invitees),
        submitted=stages.count(Stage.SUBMITTED),
        started=stages.count(Stage.STARTED),
        not_started=stages.count(Stage.NOT_STARTED),
        left=stages.count(Stage.LEFT),
        invitees=invitees,
        groups=_groups(invitees),
    )


def growth(
    rounds: Iterable[Round], progress: Mapping[int, Collection[Progress]], in_all: int | None
) -> tuple[Growth, ...]:
    """Follow the network from round to round, the earliest first.

    Args:
        rounds: in any order.
        progress: everybody on the frozen list of each round, by round.
        in_all: departments of the region as it states them today. A round is held against the number that was noted
            when it was set up; where none was, against this one.
    """
    found = []
    seen: set[str] = set()
    for asked in sorted(rounds, key=lambda one: (one.opens_on, one.id)):
        of_round = progress.get(asked.id, ())
        submitted = {one.participation.department_id for one in of_round if one.submitted_at is not None}
        noted = in_all if asked.departments_in_all is None else asked.departments_in_all
        # fewer than took part cannot be all: then the number is wrong, and nothing is told of it
        in_all_then = noted if noted and noted >= len(of_round) else None
        found.append(
            Growth(
                round_id=asked.id,
                title=asked.title,
                closes_on=asked.last_day,
                invited=len(of_round),
                submitted=len(submitted),
                first_time=len(submitted - seen),
                in_all=in_all_then,
                share=100 * len(submitted) / in_all_then if in_all_then else None,
            )
        )
        seen |= submitted
    return tuple(found)


def _invitee(
    asked: Round, starts: Sequence[int], one: Progress, register: Mapping[str, Department], now: datetime
) -> Invitee:
    department = register.get(one.participation.department_id)
    today = day_of(now, asked.zone)
    left = department is not None and department.left_on is not None and department.left_on <= today
    last_day = one.participation.last_day(asked)
    may_submit = one.participation.is_open(asked, now)
    return Invitee(
        member=replace(member(one.participation, starts, department), left=left),
        language=department.language if department else "",
        code=department.code if department else None,
        stage=_stage(one, left=left),
        worked_at=one.worked_at if one.submitted_at is None or one.reopened else None,
        submitted_at=one.submitted_at,
        submission_id=one.submission_id,
        reopened=one.reopened,
        last_day=last_day,
        days_left=_days(today, last_day) if may_submit else None,
    )


def _stage(one: Progress, *, left: bool) -> Stage:
    if one.submitted_at is not None:
        return Stage.SUBMITTED
    if left:
        return Stage.LEFT
    return Stage.NOT_STARTED if one.begun_at is None else Stage.STARTED


def _days(today: date, last_day: date) -> int:
    return max((last_day - today) // timedelta(days=1), 0)


def _groups(invitees: Sequence[Invitee]) -> tuple[StaffGroup, ...]:
    together: dict[tuple[str, str], list[Invitee]] = {}
    bands: dict[str, int] = {}
    for one in invitees:
        bands.setdefault(one.member.staff_band, len(bands))
        together.setdefault((one.member.staff_band, one.member.form), []).append(one)
    return tuple(
        StaffGroup(
            staff_band=band,
            form=form,
            invited=len(of_group),
            submitted=sum(one.stage is Stage.SUBMITTED for one in of_group),
            started=sum(one.stage is Stage.STARTED for one in of_group),
            not_started=tuple(one for one in of_group if one.stage is Stage.NOT_STARTED),
        )
        for (band, form), of_group in sorted(together.items(), key=lambda item: (bands[item[0][0]], item[0][1]))
    )
