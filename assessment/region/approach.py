"""How far each department of a round is from its invitation to its submission: whom there is to write to."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from assessment.letters import Mailed, Purpose, Sent
from assessment.rounds import Progress


class Standing(StrEnum):
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

    @property
    def standing(self) -> Standing:
        """The furthest that it got."""
        if self.progress.submitted_at is not None:
            return Standing.SUBMITTED
        if self.left:
            return Standing.LEFT
        if self.progress.begun_at is not None:
            return Standing.BEGUN
        if self.signed_in:
            return Standing.SIGNED_IN
        if self.post_id is None:
            return Standing.NO_ADDRESS
        return _OF_LETTER[self.last.state] if self.last is not None else Standing.NOT_SENT

    def can_get(self, purpose: Purpose) -> bool:
        """Whether an invitation or a reminder can go to it: to whoever can still answer, and gets none already."""
        if self.post_id is None or not self.may_answer or self.left or self.standing is Standing.SUBMITTED:
            return False
        if any(one.state is Sent.WAITING and one.purpose is purpose for one in self.letters):
            return False
        return purpose is Purpose.REMINDER or self.standing is not Standing.BEGUN


_OF_LETTER = {Sent.WAITING: Standing.WAITING, Sent.REFUSED: Standing.REFUSED, Sent.SENT: Standing.SENT}
