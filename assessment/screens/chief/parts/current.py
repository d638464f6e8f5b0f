"""The assessment that a department is at: its round, its place in it, and its draft."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import streamlit as st

from assessment.answers import Draft, Submission
from assessment.questionnaire import Questionnaire
from assessment.rounds import Participation, Round
from assessment.screens.parts import links
from assessment.visit import Visit


@dataclass(frozen=True)
class Current:
    """One department in one round, as it stands."""

    round: Round
    participation: Participation
    draft: Draft | None  # None: not begun
    questionnaire: Questionnaire
    at: datetime
    has_left: bool = False  # the network: then it is only read

    @property
    def is_open(self) -> bool:
        """Whether answers can be given: the round has opened, and this department's last day is not over."""
        return not self.has_left and self.participation.is_open(self.round, self.at)

    @property
    def too_late(self) -> str:
        """The key of why its answers can no longer be changed."""
        return "departed.too_late" if self.has_left else "home.too_late"

    @property
    def is_submitted(self) -> bool:
        """Whether the newest draft is a submission."""
        return self.draft is not None and self.draft.submission_id is not None

    @property
    def is_unfinished(self) -> bool:
        """Whether there is something to submit, and time for it."""
        return self.is_open and not self.is_submitted

    @property
    def is_reopened(self) -> bool:
        """Whether the coordinator reopened it and it is not submitted again."""
        return self.draft is not None and bool(self.draft.reopened_because) and not self.is_submitted

    @property
    def can_write(self) -> bool:
        """Whether its draft can be changed."""
        return self.is_open and self.draft is not None and not self.is_submitted


def places(visit: Visit) -> list[Current]:
    """Every round that the department is in, the one that opens last first."""
    department = visit.person.department_id
    if department is None:
        return []
    has_left, now = visit.store.department(department).left_on is not None, visit.store.now
    return [
        Current(one.round, one.participation, one.draft, one.questionnaire, now, has_left)
        for one in reversed(visit.store.places(department))
    ]


def current(visit: Visit) -> Current | None:
    """The round that a department can answer in; where there is none, the last it could, or the next that it will."""
    return at_hand(places(visit))


def asked_now(visit: Visit) -> Questionnaire:
    """The questionnaire of a department's round; of whoever has none, today's."""
    now_on = current(visit)
    return visit.questionnaire if now_on is None else now_on.questionnaire


def at_hand(found: Sequence[Current]) -> Current | None:
    """The one of a department's places that its pages are about.

    A database from before may have several open at once: one comes after another then, first what was reopened, then
    what ends soonest; what is submitted hides nothing that is not.
    """
    unfinished = [one for one in found if one.is_unfinished]
    if unfinished:
        return min(unfinished, key=lambda one: (not one.is_reopened, one.participation.deadline(one.round)))
    for wanted in (lambda one: one.is_open, lambda one: one.at >= one.round.opens_at, lambda one: True):
        for one in found:
            if wanted(one):
                return one
    return None


def submitted_before(visit: Visit, now_on: Current | None) -> Submission | None:
    """What the department submitted last in another round than this one; None where it never did."""
    submissions = visit.store.submissions(visit.person.department_id or "")
    others = [one for one in submissions if now_on is None or one.round_id != now_on.round.id]
    return others[-1] if others else None


def not_begun(visit: Visit, now_on: Current | None, page: str) -> None:
    """Draw a page on a draft where there is none, with the way to where one begins."""
    say = visit.say
    st.title(say(f"menu.{page}"), anchor=False)
    st.markdown(say("questions.not_begun" if now_on is not None and now_on.is_open else "home.no_round"))
    st.page_link(links.screen(visit, "home"), icon=":material/arrow_forward:")
