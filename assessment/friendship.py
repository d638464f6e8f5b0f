"""The critical friend: a colleague from elsewhere who reads one submission and says what they see in it.

A department's answers stay its answers, in its score, in the comparison and in the region: what a friend sees stands
beside them. Of a region it is told how near friends and departments were, from five visits on.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Generic, TypeVar

from assessment.answers import Answers, has_words, known_level
from assessment.questionnaire import Question, Questionnaire

LASTS = timedelta(days=60)  # of a visit, from when both have accepted; and of each time that it is extended
MOST_REMARK, MOST_WORDS = 1_000, 600  # characters: of a reason beside a level, and of each other text
STRENGTHS = ("strength_1", "strength_2", "strength_3")
WORK = ("work_1", "work_2", "work_3")
QUESTION, ANSWER = "question", "answer"  # what the friend asks back, and what the department answers to it
WORDS = (*STRENGTHS, *WORK, QUESTION)  # what a friend may say of the whole; all of it may stay empty
_T = TypeVar("_T")
VISITS = 5  # so many together are told of a region, when it is told how near friends and departments were


class FriendWish(StrEnum):
    """What a department ticks."""

    WANTS = "wants"  # it would like a friend
    OFFERS = "offers"  # somebody of it would be one


class FriendshipState(StrEnum):
    """How far a friendship is."""

    PROPOSED = "proposed"  # by the coordinator; the other department says first whether somebody would come
    OFFERED = "offered"  # somebody would; the department that is to be visited has not agreed yet
    VISITING = "visiting"  # both have accepted: the friend reads and writes
    HANDED_IN = "handed_in"  # the friend has said what they see; the department replies
    CLOSED = "closed"  # each difference has its reply
    DECLINED = "declined"  # before it began
    ENDED = "ended"  # before it was closed: by one of the two, because one has left, or because its time was over

    @property
    def is_open(self) -> bool:
        """Whether something is still to come of it."""
        return self in (
            FriendshipState.PROPOSED,
            FriendshipState.OFFERED,
            FriendshipState.VISITING,
            FriendshipState.HANDED_IN,
        )

    @property
    def is_read(self) -> bool:
        """Whether the department reads what the friend has written: not before it is handed in."""
        return self in (FriendshipState.HANDED_IN, FriendshipState.CLOSED)


class Ending(StrEnum):
    """Why a friendship came to nothing, or came to its end early."""

    VISITED = "visited"  # the department that is visited ended it
    FRIEND = "friend"  # the friend did, or their department
    LEFT = "left"  # one of the two departments has left or was merged, or the friend works there no more
    TIME = "time"


@dataclass(frozen=True)
class Friendship:
    """One person of another department visits one submission for a time."""

    id: int
    round_id: int
    visited_id: str | None  # the department that is visited; None where whoever reads may not know it yet
    visited_name: str | None
    helping_id: str | None  # that of the friend; likewise
    helping_name: str | None
    post_id: int | None  # that of the friend, from when both have accepted
    person_id: int | None  # the friend, from when somebody is named
    person: str  # their name; empty before
    proposed_at: datetime
    offered_at: datetime | None
    accepted_at: datetime | None
    confided_at: datetime | None  # when the friend agreed to the sentence of confidence: nothing is shown before
    until: datetime | None  # when it ends by itself
    handed_in_at: datetime | None
    closed_at: datetime | None
    ended_at: datetime | None
    ending: Ending | None
    on_paper: bool | None  # whether the department wants it on its papers; None: it has not been asked
    read_at: tuple[datetime, ...] = ()  # on which days the friend has read; for the department

    def state(self, at: datetime) -> FriendshipState:
        """How far it is at an instant."""
        if self.closed_at is not None:
            return FriendshipState.CLOSED
        if self.ended_at is not None:
            return FriendshipState.DECLINED if self.accepted_at is None else FriendshipState.ENDED
        if self.handed_in_at is not None:
            return FriendshipState.HANDED_IN
        if self.until is not None:
            return FriendshipState.VISITING if at < self.until else FriendshipState.ENDED
        return FriendshipState.PROPOSED if self.offered_at is None else FriendshipState.OFFERED


@dataclass(frozen=True)
class Remark:
    """What a friend says about one question: that they agree, or which other level they see and why."""

    level: int | None  # None: they agree with what the department said, a level or not
    reason: str = ""

    @property
    def agrees(self) -> bool:
        """Whether the friend sees what the department said."""
        return self.level is None

    @property
    def is_complete(self) -> bool:
        """Whether it says what it must: of another level, why."""
        return self.agrees or has_words(self.reason)


class ReplyKind(StrEnum):
    """What a department replies to a difference."""

    ACCEPTS = "accepts"
    KEEPS = "keeps"  # its own, because
    WILL_SHOW = "will_show"  # something by a month: a step of its plan


@dataclass(frozen=True)
class Reply:
    """What a department replies to one difference."""

    kind: ReplyKind
    reason: str = ""
    month: date | None = None  # its first day
    commitment_id: int | None = None  # the step of its plan that will show it

    @property
    def is_complete(self) -> bool:
        """Whether it says what it must: of what it keeps, why; of what it will show, by when."""
        if self.kind is ReplyKind.KEEPS:
            return has_words(self.reason)
        return self.kind is not ReplyKind.WILL_SHOW or self.month is not None


@dataclass(frozen=True)
class Said(Generic[_T]):
    """A remark, a reply or words in the version that stands."""

    value: _T
    version: int
    saved_at: datetime
    submission_id: int  # that was looked at; after a reopening there is a newer one
    erased_at: datetime | None = None  # when something that it said was erased


@dataclass(frozen=True)
class Visited:
    """What the two have said to each other."""

    remarks: Mapping[str, Said[Remark]]  # by question id
    words: Mapping[str, Said[str]]  # by one of WORDS, and ANSWER
    replies: Mapping[str, Said[Reply]]  # by question id


NOTHING_SAID = Visited({}, {}, {})


@dataclass(frozen=True)
class LookedAt:
    """What stands beside a department's answers: questions that a friend looked at."""

    agreed: tuple[str, ...]
    differed: tuple[str, ...]

    @property
    def looked_at(self) -> int:
        """How many questions."""
        return len(self.agreed) + len(self.differed)


def seen(questionnaire: Questionnaire, remarks: Mapping[str, Remark]) -> LookedAt:
    """Which questions a friend looked at, in the order of the questionnaire; of a level that lacks its reason none."""
    known = [(one.id, remarks[one.id]) for one in questionnaire.questions() if one.id in remarks]
    return LookedAt(
        agreed=tuple(question_id for question_id, remark in known if remark.agrees),
        differed=tuple(question_id for question_id, remark in known if not remark.agrees and remark.is_complete),
    )


def to_hand_in(questionnaire: Questionnaire, remarks: Mapping[str, Remark]) -> list[str]:
    """The questions that still keep a friend from handing in: essentials not looked at, and levels without a reason."""
    return [
        one.id
        for one in questionnaire.questions()
        if (one.essential and one.id not in remarks) or (one.id in remarks and not remarks[one.id].is_complete)
    ]


def to_reply(seen_by_friend: LookedAt, replies: Mapping[str, Reply]) -> list[str]:
    """The differences that the department has not replied to, or not in full."""
    return [one for one in seen_by_friend.differed if one not in replies or not replies[one].is_complete]


def changed_since(before: Answers, now: Answers, questions: Iterable[Question]) -> tuple[str, ...]:
    """The questions whose answer is another than when a friend looked at it."""
    return tuple(one.id for one in questions if before.get(one.id) != now.get(one.id))


@dataclass(frozen=True)
class Nearness:
    """How near friends and departments were, over all visits of a region."""

    visits: int
    questions: int  # answered with a level by both
    exact: float  # percent
    within_one: float  # percent
    direction: float  # mean of the department's level minus the friend's: above 0 departments said more


def in_fives(visits: Sequence[tuple[Hashable, Hashable]]) -> list[int]:
    """Which visits are told together, by their places: always five, of five departments and by five friends.

    Who knows what was told before learns of five new visits together, and so of no department and no friend alone.

    Args:
        visits: the department and the friend of each; those that were handed in first come first.
    """
    fives: list[list[int]] = []
    for at, visit in enumerate(visits):
        fits = (five for five in fives if len(five) < VISITS and not any(_meet(visit, visits[one]) for one in five))
        if (five := next(fits, None)) is None:
            fives.append(five := [])
        five.append(at)
    return sorted(at for five in fives if len(five) == VISITS for at in five)


def _meet(one: tuple[Hashable, Hashable], other: tuple[Hashable, Hashable]) -> bool:
    return one[0] == other[0] or one[1] == other[1]


def nearness(visits: Sequence[tuple[Answers, Mapping[str, Remark]]]) -> Nearness | None:
    """How near friends and departments were; None where no level was said.

    Args:
        visits: that are told together, each with the answers that were looked at and the remarks.

    Source: the exact share, that within one level, and the mean signed difference are what says most of two raters on
    a scale of five; kappa hides in which direction they differ.
    """
    pairs = [
        (own, own if remark.level is None else remark.level)
        for answers, remarks in visits
        for question_id, remark in remarks.items()
        if remark.is_complete and (own := known_level(answers, question_id)) is not None
    ]
    if not pairs:
        return None
    apart = [own - friends for own, friends in pairs]
    return Nearness(
        visits=len(visits),
        questions=len(pairs),
        exact=100 * sum(one == 0 for one in apart) / len(apart),
        within_one=100 * sum(abs(one) <= 1 for one in apart) / len(apart),
        direction=sum(apart) / len(apart),
    )
