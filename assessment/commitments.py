"""What a department has decided about steps: its own plan, which lives all year, and what that would bring.

A recommended step is advice; a commitment is what a department made of it: taken, taken later, or not, because.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from assessment.answers import Answer, Answers, NotApplicable, known_level
from assessment.questionnaire import Questionnaire, RecommendedAction
from assessment.scoring import Scorecard, score

MOST_COMMITMENTS = 500  # of one department, whatever became of them
MOST_WHO, MOST_EFFORT = 120, 120  # characters
MOST_ACTION, MOST_BECAUSE, MOST_NOTE = 600, 500, 1_500
_PSEUDONYM = re.compile(r"#\d+\b")  # what stands in the place of a name that was erased
NEAREST, FROM = 5, 5  # what is told of a region: departments to the nearest five, and from five on


class Status(StrEnum):
    """How a commitment stands."""

    PLANNED = "planned"
    UNDER_WAY = "under_way"
    DONE = "done"
    GIVEN_UP = "given_up"  # was planned, and is no longer, because
    LATER = "later"  # the recommended step is not for now
    NOT_PLANNED = "not_planned"  # it is not to be done, because

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do it."""
        return self in (Status.PLANNED, Status.UNDER_WAY)

    @property
    def is_taken(self) -> bool:
        """Whether it stands in the plan; else the step is only decided on."""
        return self not in (Status.LATER, Status.NOT_PLANNED)

    @property
    def says_why(self) -> bool:
        """Whether it is said why."""
        return self in (Status.GIVEN_UP, Status.NOT_PLANNED)


@dataclass(frozen=True)
class Commitment:
    """What a department decided about one step, in one of its versions."""

    id: int
    department_id: str
    round_id: int  # of the result that it was taken from
    question_id: str
    questionnaire_sha256: str  # of the questionnaire whose words it is told in
    leads_to: int  # level
    own: bool  # added by the department, not recommended
    made_at: datetime
    version: int
    status: Status
    since: datetime  # when it came to stand so
    action: str  # what they do, in their own words; empty: as the questionnaire recommends
    who: str  # a name as it was typed
    month: date | None  # its first day: by when
    effort: str  # hours or cost, as it was typed
    note: str
    because: str
    author: str
    author_id: int | None
    saved_at: datetime
    erased_at: datetime | None = None  # when something in it was erased; later versions that still lack it say so too

    def is_overdue(self, today: date) -> bool:
        """Whether its month is over and nobody has said that it is done."""
        return self.status.is_open and self.month is not None and self.month < today.replace(day=1)

    @property
    def lacks_a_name(self) -> bool:
        """Whether a name was erased from it, and a pseudonym still stands where somebody should."""
        texts = (self.action, self.who, self.effort, self.note, self.because)
        return self.erased_at is not None and any(map(_PSEUDONYM.search, texts))

    @property
    def was_erased_in(self) -> bool:
        """Whether this very version held what was erased."""
        return self.erased_at is not None and self.erased_at >= self.saved_at

    def recommended(self, questionnaire: Questionnaire) -> RecommendedAction:
        """What the questionnaire that it was taken from recommends for it."""
        action = questionnaire.question(self.question_id).actions.from_level(self.leads_to - 1)
        assert action is not None, "a step leads from a level below the highest"
        return action


@dataclass(frozen=True)
class Prospect:
    """What answers would mean if the steps of a plan had led where they lead."""

    now: Scorecard
    then: Scorecard
    unknown: tuple[str, ...]  # questions that a step leads on from without its level being known: no score is told
    steps: int  # that it is made of

    @property
    def tells_score(self) -> bool:
        """Whether both scores are known, and the steps start from known levels."""
        return not self.unknown and self.now.overall.score is not None and self.then.overall.score is not None


def prospect(
    questionnaire: Questionnaire,
    answers: Answers,
    commitments: Iterable[Commitment],
    answered_at: datetime,
    now: Scorecard | None = None,
) -> Prospect:
    """Score the answers raised to the level each step leads to.

    Counted are steps that are planned or under way, and those that were done since these answers; of two on a question
    the higher. A question that does not apply, or is not asked any more, is not raised.

    Args:
        questionnaire: that was answered.
        answers: by question id.
        commitments: of the department, whatever their status.
        answered_at: when the answers were given.
        now: the scorecard of the answers, where it is known already.
    """
    counted = [
        one
        for one in commitments
        if (one.status.is_open or (one.status is Status.DONE and one.since > answered_at))
        and questionnaire.find(one.question_id) is not None
        and not isinstance(answers.get(one.question_id), NotApplicable)
    ]
    unknown = {one.question_id for one in counted if known_level(answers, one.question_id) is None}
    return Prospect(
        now=score(questionnaire, answers) if now is None else now,
        then=score(questionnaire, _raised(answers, counted)),
        unknown=tuple(question.id for question in questionnaire.questions() if question.id in unknown),
        steps=len(counted),
    )


def _raised(answers: Answers, counted: Iterable[Commitment]) -> dict[str, Answer]:
    raised = dict(answers)
    for one in counted:
        raised[one.question_id] = max(known_level(raised, one.question_id) or 0, one.leads_to)
    return raised


def nearest(one: Commitment) -> tuple[bool, bool, date, int]:
    """The order of steps on pages and in files: what is open by month, then what was done, then what was given up."""
    over = not one.status.is_open
    return over, one.status is Status.GIVEN_UP, (not over and one.month) or date.max, one.id


def decided(commitments: Iterable[Commitment], question_id: str, leads_to: int) -> Commitment | None:
    """What was decided on a recommended step; the newest where there are several."""
    about = [one for one in commitments if (one.question_id, one.leads_to, one.own) == (question_id, leads_to, False)]
    return about[-1] if about else None


@dataclass(frozen=True)
class Together:
    """How many departments of a region have a step for a practice: to the nearest five, None under five."""

    planned: int | None  # have taken one, whatever has become of it but giving up
    begun: int | None  # have one that is under way or done
    done: int | None


def together(standing: Mapping[str, Collection[Status]], shared: Collection[str] = ()) -> Together:
    """Count what the departments of a region have for one practice.

    Who reads the plans that are shared could take them off: so of the others, fewer than five count as none.

    Args:
        standing: how their steps stand, by the id of the department.
        shared: ids of departments whose plans are read by who is told.
    """

    def count(*statuses: Status) -> int | None:
        have = {one for one, of in standing.items() if not set(statuses).isdisjoint(of)}
        return _rounded(len(have.intersection(shared)) + (_rounded(len(have.difference(shared))) or 0))

    begun = (Status.UNDER_WAY, Status.DONE)
    return Together(planned=count(Status.PLANNED, *begun), begun=count(*begun), done=count(Status.DONE))


def _rounded(count: int) -> int | None:
    return NEAREST * int(count / NEAREST + 0.5) if count >= FROM else None
