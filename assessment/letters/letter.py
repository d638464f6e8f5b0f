"""The letters themselves: their purposes, what each is written from, and how long one waits until the next try.

Of a letter that is to be sent only its purpose is kept. Its words and its link are made when it goes out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from assessment.language import UNKNOWN

MOST_SUBJECT = 120  # characters
MOST_LETTER = 2_000
ASKED_LASTS = timedelta(minutes=30)  # the link that somebody asked for by themselves
DEVICE_LASTS = timedelta(minutes=10)  # the one that somebody takes to another device of theirs
HANDED_LASTS = timedelta(hours=72)  # one that another makes for them
INVITED_LASTS = timedelta(days=14)  # that of an invitation, where no day is chosen
REMIND_AT = (14, 3)  # days before the end, where a round reminds by itself
_PAUSES = (1, 5, 30, 120, 360)  # minutes until the next try; the last one again and again
_GIVEN_UP_AFTER = timedelta(days=3)


class Purpose(StrEnum):
    """Why somebody gets a letter."""

    INVITATION = "invitation"  # to a round
    REMINDER = "reminder"  # of it
    ASKED = "asked"  # the link that they asked for
    HANDED = "handed"  # a link that somebody else made for them
    SHOWN = "shown"  # that somebody else made them a link, and has it
    REOPENED = "reopened"  # their submission
    PUBLISHED = "published"  # the comparison
    PROPOSED = "proposed"  # an introduction
    INTRODUCED = "introduced"  # both accepted
    STEPS = "steps"  # of the department's own plan that are due next month
    TEST = "test"

    @property
    def signs_in(self) -> bool:
        """Whether the letter brings a link that signs in."""
        return self in (Purpose.INVITATION, Purpose.REMINDER, Purpose.ASKED, Purpose.HANDED)

    @property
    def is_worded(self) -> bool:
        """Whether a region may put it in words of its own."""
        return self in (Purpose.INVITATION, Purpose.REMINDER)


@dataclass(frozen=True)
class Wording:
    """How a region words a letter; what stands in square brackets is filled in for each."""

    subject: str
    text: str


@dataclass(frozen=True)
class Letter:
    """Everything that a letter is written from, with the link that was made for it."""

    id: int
    purpose: Purpose
    message_id: str  # without angle brackets; the same at every try
    address: str
    name: str  # of whom it is to; empty where nobody has said it
    language: str
    zone: str
    token: str = ""  # of the link; empty where there is none
    link_until: datetime | None = None
    region: str = ""
    department: str = ""
    round: str = ""
    last_day: date | None = None  # on which the department can answer
    is_begun: bool = False  # by the department, in that round
    due: date | None = None  # the first day of the month in which steps of the plan are
    steps: int = 0  # so many
    by: str = ""  # who caused it; empty where it was the operator, or the program by itself
    reply_to: str = ""  # address of the coordinator who caused it
    wording: Wording | None = None  # the region's own

    def without_token(self, text: str) -> str:
        """What somebody says of the letter, without the token of its link: filters quote what they do not like."""
        return text.replace(self.token, UNKNOWN) if self.token else text


class Sent(StrEnum):
    """How far a letter is."""

    WAITING = "waiting"  # not tried yet, or tried in vain and tried again
    SENT = "sent"
    REFUSED = "refused"


@dataclass(frozen=True)
class Mailed:
    """A letter in the outbox, as whoever may see it sees it."""

    id: int
    purpose: Purpose
    address: str
    department_id: str | None
    queued_at: datetime
    state: Sent
    at: datetime | None  # when it was sent or refused
    by_hand: bool  # taken along, to be sent by somebody
    tries: int
    reason: str  # the server's own words at the last try; empty where it had none


def next_try(tries: int, queued_at: datetime, at: datetime) -> datetime | None:
    """When a letter that did not go out is tried again; None where it is given up.

    Args:
        tries: how often it was tried, at least once.
        queued_at: when it came into the outbox.
        at: the instant of the last try.
    """
    if at - queued_at >= _GIVEN_UP_AFTER:
        return None
    return at + timedelta(minutes=_PAUSES[min(tries, len(_PAUSES)) - 1])
