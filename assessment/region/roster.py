"""The departments of a network in one alphabetical list: how far each is in a round, and what it stands out by.

The list is never by result: what is known of a department can be filtered, and is not put in an order.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from assessment import names
from assessment.region.approach import Approach, Furthest
from assessment.region.members import Member, Only, Results, alphabetical, registered
from assessment.region.movement import Direction, Movement
from assessment.region.turnout import Invitee, Stage, Turnout
from assessment.region.visits import Reason
from assessment.rounds import Department


class Situation(StrEnum):
    """How far a department is, in the order in which they are offered; one can be in several."""

    SUBMITTED = "submitted"
    REOPENED = "reopened"  # submitted, and being worked on again
    STARTED = "started"
    NOT_STARTED = "not_started"
    NO_ADDRESS = "no_address"
    NOT_SENT = "not_sent"
    WAITING = "waiting"
    REFUSED = "refused"
    SENT = "sent"
    SIGNED_IN = "signed_in"
    GETTING_READY = "getting_ready"  # for a first account; whatever else it is
    OUTSIDE = "outside"  # in the register, and not in this round
    LEFT = "left"  # the network


OF_LINK = (  # how far the link of somebody got who has not started
    Situation.NO_ADDRESS,
    Situation.NOT_SENT,
    Situation.WAITING,
    Situation.REFUSED,
    Situation.SENT,
    Situation.SIGNED_IN,
)


@dataclass(frozen=True)
class Listed:
    """A department in the list."""

    member: Member
    staff: int | None
    situations: tuple[Situation, ...]  # the widest first
    invitee: Invitee | None = None  # None where it is not in the round
    submission_id: int | None = None
    band: str | None = None  # None also where too much is unknown for one
    missing: tuple[str, ...] | None = None  # ids of essentials; None where nothing is submitted
    direction: Direction | None = None  # None where it is not compared
    reasons: tuple[Reason, ...] = ()  # to visit or call it

    @property
    def situation(self) -> Situation:
        """What best says how far it is: of those that have not started, how far their link got."""
        return next((one for one in self.situations if one in OF_LINK), self.situations[0])


@dataclass(frozen=True)
class Sought:
    """Which departments of the list are asked for. None = whatever it is."""

    which: Only
    situation: Situation | None = None
    reason: Reason | None = None
    find: str = ""  # a part of the name, however it is written

    def takes(self, one: Listed) -> bool:
        """Whether a department is one of them; those that left are only where they are asked for."""
        if self.situation is None and one.situations[0] is Situation.LEFT:
            return False
        return (
            self.which.takes(one.member)
            and (self.situation is None or self.situation in one.situations)
            and (self.reason is None or self.reason in one.reasons)
            and (not self.find or names.bare(self.find) in names.bare(one.member.name))
        )


def roster(
    departments: Iterable[Department],
    now: Results,
    change: Movement | None,
    turnout: Turnout,
    approaches: Sequence[Approach],
    reasons: Mapping[Reason, Collection[Member]],
    on_the_way: Collection[str],
) -> tuple[Listed, ...]:
    """List every department of the register by name, with those of the round as they took part in it.

    Args:
        departments: as the register knows them today.
        now: what was submitted in the round.
        change: since the round before; None where there is none.
        turnout: how far everybody of the round is.
        approaches: everybody of the round, and how far their links got.
        reasons: whom to visit or call.
        on_the_way: ids of those that are getting ready for a first account.
    """
    starts = now.questionnaire.staff_bands
    invitees = {one.member.id: one for one in turnout.invitees}
    submitted = {one.member.id: one for one in now.assessed}
    reached = {one.department_id: one for one in approaches}
    moved = {one.member.id: one.direction for one in change.moved} if change else {}
    ids = {reason: {one.id for one in those} for reason, those in reasons.items()}
    found = []
    for one in departments:
        invitee, assessed, approach = invitees.get(one.id), submitted.get(one.id), reached.get(one.id)
        member = assessed.member if assessed else invitee.member if invitee else registered(one, starts)
        card = assessed.scorecard if assessed else None
        stated = assessed.submission.profile.staff if assessed else None
        on_list = approach.progress.participation.staff if approach else one.staff
        found.append(
            Listed(
                member=replace(member, name=one.name),  # one looks for it under the name it has now
                staff=on_list if stated is None else stated,
                situations=tuple(_situations(one, invitee, approach, is_on_the_way=one.id in on_the_way)),
                invitee=invitee,
                submission_id=assessed.submission.id if assessed else None,
                band=card.band if card else None,
                missing=None if card is None else tuple(key for key, met in card.essentials.items() if not met),
                direction=moved.get(one.id),
                reasons=tuple(reason for reason, those in ids.items() if one.id in those),
            )
        )
    return tuple(sorted(found, key=lambda one: (alphabetical(one.member.name), one.member.id)))


def _situations(
    one: Department, invitee: Invitee | None, approach: Approach | None, *, is_on_the_way: bool
) -> Iterator[Situation]:
    if invitee is not None and invitee.stage is not Stage.LEFT:
        yield Situation(invitee.stage)
        if invitee.reopened:
            yield Situation.REOPENED
        if invitee.stage is Stage.NOT_STARTED and approach is not None and approach.standing not in _FURTHER:
            yield Situation(approach.standing)
    elif one.left_on is None:
        yield Situation.OUTSIDE
    if one.left_on is not None:
        yield Situation.LEFT
    elif is_on_the_way:
        yield Situation.GETTING_READY


_FURTHER = (Furthest.BEGUN, Furthest.SUBMITTED, Furthest.LEFT)  # a stage says so already
