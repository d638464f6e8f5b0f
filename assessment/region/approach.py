"""How far each department of a round is from its invitation to its submission: whom there is to write to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property

from assessment.letters import Letter, Mailed, Purpose, Sent, Wording
from assessment.rounds import Progress, Round


class Furthest(StrEnum):
    """The furthest that a department got; in the order in which it happens."""

    NO_ADDRESS = "no_address"
    NOT_SENT = "not_sent"
    WAITING = "waiting"
    REFUSED = "refused"
    SENT = "sent"
    SIGNED_IN = "signed_in"
    BEGUN = "begun"
    SUBMITTED = "submitted"
    LEFT = "left"  # the network, before it submitted: nobody to write to


class Addressees(StrEnum):
    """Departments that are written to together."""

    NEW = "new"  # nobody was reached yet
    NOT_BEGUN = "not_begun"
    BEGUN = "begun"
    ALL = "all"


@dataclass(frozen=True)
class Batch:
    """Letters that came into the outbox together, and how far they are."""

    letters: tuple[Mailed, ...]

    def count(self, state: Sent) -> int:
        """How many are so far."""
        return sum(one.state is state for one in self.letters)

    @property
    def is_under_way(self) -> bool:
        """Whether one still waits."""
        return self.count(Sent.WAITING) > 0

    @property
    def share(self) -> float:
        """The part that waits no longer, from 0 to 1."""
        return 1 - self.count(Sent.WAITING) / len(self.letters)


@dataclass(frozen=True)
class Approach:
    """A department of a round, who is written to for it, and how far that has led."""

    progress: Progress
    language: str  # in which whoever is written to reads
    left: bool  # the network
    may_answer: bool  # at this instant
    post_id: int | None = None  # of whom is written to: a chief, else whoever can sign in; None where nobody can
    name: str = ""
    address: str = ""
    letters: tuple[Mailed, ...] = ()  # invitations and reminders of this round, the oldest first
    signed_in: bool = False  # somebody of it, since it was invited

    @property
    def department_id(self) -> str:
        """Whose it is."""
        return self.progress.participation.department_id

    @property
    def department(self) -> str:
        """The department's name, as on the round's list."""
        return self.progress.participation.name

    @property
    def last(self) -> Mailed | None:
        """The last letter."""
        return self.letters[-1] if self.letters else None

    @cached_property
    def standing(self) -> Furthest:
        """The furthest that it got."""
        if self.progress.submitted_at is not None:
            return Furthest.SUBMITTED
        if self.left:
            return Furthest.LEFT
        if self.progress.begun_at is not None:
            return Furthest.BEGUN
        if self.signed_in:
            return Furthest.SIGNED_IN
        if self.post_id is None:
            return Furthest.NO_ADDRESS
        return _OF_LETTER[self.last.state] if self.last is not None else Furthest.NOT_SENT

    def can_get(self, purpose: Purpose) -> bool:
        """Whether an invitation or a reminder can go to it: to whoever can still answer, and gets none already."""
        if self.post_id is None or not self.may_answer or self.left or self.standing is Furthest.SUBMITTED:
            return False
        if any(one.state is Sent.WAITING and one.purpose is purpose for one in self.letters):
            return False
        return purpose is Purpose.REMINDER or self.standing is not Furthest.BEGUN


_OF_LETTER = {Sent.WAITING: Furthest.WAITING, Sent.REFUSED: Furthest.REFUSED, Sent.SENT: Furthest.SENT}
_GROUPS = {  # by purpose; the first is what is offered first
    Purpose.INVITATION: {
        Addressees.NEW: (Furthest.NOT_SENT, Furthest.REFUSED),
        Addressees.ALL: (Furthest.NOT_SENT, Furthest.REFUSED, Furthest.SENT, Furthest.SIGNED_IN),
    },
    Purpose.REMINDER: {
        Addressees.NOT_BEGUN: (Furthest.SENT, Furthest.SIGNED_IN),
        Addressees.BEGUN: (Furthest.BEGUN,),
        Addressees.ALL: (Furthest.SENT, Furthest.SIGNED_IN, Furthest.BEGUN),
    },
}


def groups(of: Sequence[Approach], purpose: Purpose) -> dict[Addressees, list[Approach]]:
    """Who can get an invitation or a reminder now, in the groups that are offered for it; in the same order."""
    reachable = [one for one in of if one.can_get(purpose)]
    return {
        group: [one for one in reachable if one.standing in standings] for group, standings in _GROUPS[purpose].items()
    }


def latest(of: Sequence[Approach]) -> Batch | None:
    """The letters that are under way, with those that came with them or later; else the last ones. None without any."""
    letters = [letter for one in of for letter in one.letters]
    if not letters:
        return None
    waiting = [letter.queued_at for letter in letters if letter.state is Sent.WAITING]
    since = min(waiting) if waiting else max(letter.queued_at for letter in letters)
    return Batch(tuple(letter for letter in letters if letter.queued_at >= since))


def letter_to(
    one: Approach,
    asked: Round,
    purpose: Purpose,
    *,
    region: str,
    by: str,
    reply_to: str,
    until: datetime | None,
    wording: Wording | None,
) -> Letter:
    """The letter to a department, before it has an id and a link.

    Args:
        one: the department, with somebody to write to.
        asked: the round.
        purpose: why.
        region: its name.
        by: the name of who writes; empty where that is the operator.
        reply_to: their address.
        until: when its link expires; None where it has none.
        wording: the region's own.
    """
    return Letter(
        id=0,
        purpose=purpose,
        message_id="",
        address=one.address,
        name=one.name,
        language=one.language,
        zone=asked.zone,
        link_until=until,
        region=region,
        department=one.department,
        round=asked.title,
        last_day=one.progress.participation.last_day(asked),
        is_begun=one.progress.begun_at is not None,
        by=by,
        reply_to=reply_to,
        wording=wording,
    )
