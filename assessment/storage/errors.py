"""What the store refuses, and how it says so."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from assessment.answers import Profile, SavedAnswer, SavedNote
from assessment.commitments import Commitment
from assessment.library import Entry
from assessment.people import Post
from assessment.rounds import Round


class NotAllowed(Exception):
    """Somebody asked for what they may not see or do."""


class SessionEnded(NotAllowed):
    """The session was signed out, ran out, or never was."""


class PostChanged(NotAllowed):
    """The page was drawn for one post of its visitor, who has changed to another since."""


class PostInTheWay(NotAllowed):
    """It cannot be done to a person as long as they have another post; `post` says which.

    Where an address is in the way, it is that of somebody with another name, who has `post`.
    """

    def __init__(self, post: Post, email: str = "", *, is_within_reach: bool = False) -> None:
        super().__init__(f"post {post.id} is in the way: {post.role} of {post.place or 'the site'}")
        self.post = post
        self.email = email  # that was asked for, where it is the address that is in the way
        self.is_within_reach = is_within_reach  # whether who was refused may end every post of that person


class TooLate(NotAllowed):
    """The draft can no longer be changed: its time is over, or it is submitted."""


class HasLeft(TooLate):
    """The department has left the network: what was its own is read, and no longer changed."""


class NotReady(Exception):
    """A submission or publication that lacks something; `missing` names what."""

    def __init__(self, missing: list[str]) -> None:
        super().__init__("not ready: " + ", ".join(missing))
        self.missing = missing


class RegionClosed(NotAllowed):
    """Nothing new begins in a closed region; whoever runs the site can open it again."""

    def __init__(self, name: str) -> None:
        super().__init__(f"region {name} is closed; open it again first")


class RoundInTheWay(NotReady):
    """A region cannot be closed as long as a round in it is open, or is going to open."""

    def __init__(self, other: Round) -> None:
        super().__init__(["round"])
        self.round = other


class Unfit(Exception):
    """A text that is longer, or a number or day that is further, than what is kept; nothing was changed."""

    def __init__(self, field: str, least: int | date | None, most: int | date) -> None:
        self.field = field
        self.least, self.most = least, most  # of a text only the most, in characters
        self.told = f"longer than {most} characters; shorten it" if least is None else f"not from {least} to {most}"
        super().__init__(f"{field}: is {self.told}")


class Overlap(Exception):
    """Departments could answer in two rounds at once; it names the other round, which is in the way."""

    def __init__(self, other: Round, last_day: date, departments: Sequence[str]) -> None:
        super().__init__(f"round {other.id} is open to {', '.join(departments)} until {last_day}")
        self.round = other
        self.last_day = last_day  # the last on which one of the departments can answer in it
        self.departments = tuple(departments)  # their names


class TooOften(Exception):
    """Somebody saves faster than anybody works: a browser that is stuck, or a program; nothing was changed."""

    def __init__(self, most: int) -> None:
        super().__init__(f"more than {most} times within a minute; wait a minute, then save again")
        self.most = most


class TooManyLetters(Exception):
    """Somebody sends more links by letter than anybody has reason to; this one was not sent."""

    def __init__(self, most: int) -> None:
        super().__init__(f"{most} letters with a link were sent within an hour; send the next in an hour")


class NotSaved(Exception):
    """A write did not reach the disk: the database was locked, full, read-only or damaged."""


class ChangedMeanwhile(Exception):
    """Somebody else saved since the version that this save stands on."""

    def __init__(self, current: SavedAnswer | SavedNote) -> None:
        super().__init__(f"version {current.version} was saved meanwhile by {current.author}")
        self.current = current


class ProfileChanged(Exception):
    """Somebody else changed the same field of a profile since the one that this save stands on."""

    def __init__(self, current: Profile) -> None:
        super().__init__("another value of this field was saved meanwhile")
        self.current = current


class CommitmentChanged(Exception):
    """Somebody else changed the same field of a commitment since the one that this save stands on."""

    def __init__(self, current: Commitment) -> None:
        super().__init__(f"version {current.version} was saved meanwhile by {current.author}")
        self.current = current


class DocumentChanged(Exception):
    """Somebody else changed a document since the version that this change stands on."""

    def __init__(self, current: Entry) -> None:
        super().__init__(f"version {current.version} was saved meanwhile by {current.by}")
        self.current = current


class SaidMeanwhile(Exception):
    """Something else was said since what this save of a friend or a department stands on; nothing was changed."""


class HeardMeanwhile(Exception):
    """Somebody else typed in other counts of the same month since what this save stands on; nothing was changed."""


class RegisterChanged(Exception):
    """Somebody else changed departments since what a change of them stands on; `names` says which."""

    def __init__(self, names: list[str]) -> None:
        super().__init__("changed meanwhile: " + ", ".join(names))
        self.names = names


class DatabaseError(Exception):
    """The database cannot be used; the message says what is wrong and what to do."""
