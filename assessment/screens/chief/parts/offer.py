"""A recommended step that a department can take into its plan, now or later, or not; with what it decided on it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from assessment.commitments import MOST_COMMITMENTS, Commitment, Status, decided
from assessment.findings import commitments as words
from assessment.language import number
from assessment.reading.commitments import Decided, gather
from assessment.screens.chief.parts import departed, step, step_field
from assessment.screens.parts import links
from assessment.screens.parts.markdown import plain
from assessment.screens.parts.saving import Saving, done
from assessment.storage import Unfit
from assessment.visit import Visit

_CHOICES = (Status.PLANNED, Status.LATER, Status.NOT_PLANNED)  # what can be decided on a step
_BESIDE = "decided-beside"  # steps of a result that this tab decided on


@dataclass(frozen=True)
class Choosing:
    """From which result steps can be taken, and what is decided already."""

    round_id: int
    of: Decided = field(default_factory=Decided)
    can_change: bool = True

    def on(self, question_id: str, leads_to: int) -> Commitment | None:
        """What is decided on a recommended step."""
        return decided(self.of.all, question_id, leads_to)


def read(visit: Visit, round_id: int) -> Choosing:
    """Read it once for a page."""
    department = visit.person.department_id or ""
    return Choosing(round_id, gather(visit.store, department), departed.departure(visit) is None)


def word(visit: Visit, one: Commitment | None) -> str:
    """What was decided, in a word for the label of a step; empty where nothing was."""
    if one is None:
        return ""
    status = visit.say(f"commitments.status.{one.status}")
    return visit.say("plan.in_plan_short", None, status=status) if one.status.is_taken else status


def beside(visit: Visit, choosing: Choosing, question_id: str, leads_to: int) -> None:
    """Draw beside a recommended step of a result what can be decided on it, or what was, with the way to the plan."""
    one = choosing.on(question_id, leads_to)
    if one is not None:
        told(visit, choosing, one)
    if one is None or not one.status.is_taken:
        made = buttons(visit, choosing, question_id, leads_to, one)
        if made is not None:
            st.session_state[_BESIDE] = {*_beside(), (question_id, leads_to)}
            done(visit.say("plan.saved_choice"))
    if one is not None and one.status.is_taken:
        name = choosing.of.question(one).name[visit.language]  # a page has several such links
        key = "plan.who_and_when" if one.status.is_open else "plan.open_step"
        to_plan(visit, plain(visit.say(key, None, name=name)), one)


def stays_open(question_id: str, leads_to: int) -> bool:
    """Whether something was just decided on a step: its label says so then, and with another one a fold would close."""
    return (question_id, leads_to) in _beside()


def _beside() -> set[tuple[str, int]]:
    decided_on: set[tuple[str, int]] = st.session_state.get(_BESIDE, set())
    return decided_on


def told(visit: Visit, choosing: Choosing, one: Commitment) -> None:
    """Draw what was decided on a step; of one that is not planned, why can be written."""
    say = visit.say
    if one.status.is_taken:
        line = words.told(one, choosing.of, say, visit.zone).line
        st.markdown(f":green[:material/task_alt:] {plain(say('plan.in_plan', None, line=line))}")
        return
    st.markdown(say(f"plan.decided.{one.status}"))
    if one.status is Status.NOT_PLANNED:
        why(visit, choosing, one)


@st.fragment
def why(visit: Visit, choosing: Choosing, one: Commitment) -> None:
    """Draw the field that says why a step is not planned, or what stands in it."""
    if choosing.can_change:
        now = visit.store.history_of_commitment(one.id)[-1]
        step_field.show(visit, now, step.because(visit, "plan.field.why_not"))
    elif one.because:
        st.text(one.because)


def buttons(visit: Visit, choosing: Choosing, question_id: str, leads_to: int, one: Commitment | None) -> int | None:
    """Draw the buttons that decide on a step; returns the id of what was decided, in the run in which it was."""
    if not choosing.can_change:
        return None
    left = [status for status in _CHOICES if one is None or one.status is not status]
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        pressed = [status for status in left if _button(visit, status, f"{question_id}-{leads_to}", one)]
    if not pressed:
        return None
    return take(visit, choosing, question_id, leads_to, status=pressed[0])


def take(visit: Visit, choosing: Choosing, question_id: str, leads_to: int, **how: Any) -> int | None:
    """Decide on a step, or say at the place why it is not kept; returns its id."""
    with Saving(visit, {Unfit: visit.say("plan.too_many", None, most=number(MOST_COMMITMENTS, visit.language))}):
        return visit.store.take_step(choosing.round_id, visit.person.department_id or "", question_id, leads_to, **how)
    return None


def _button(visit: Visit, status: Status, of_step: str, one: Commitment | None) -> bool:
    takes = status is Status.PLANNED
    again = "_after_all" if takes and one is not None else ""
    return st.button(
        visit.say(f"plan.choice.{status}{again}"), key=f"{status}-{of_step}", type="secondary" if takes else "tertiary"
    )


def to_plan(visit: Visit, label: str, one: Commitment | None = None) -> None:
    """A link to the plan; with one of its steps opened."""
    st.page_link(
        links.screen(visit, "plan"),
        label=label,
        icon=":material/arrow_forward:",
        query_params={} if one is None else {"step": str(one.id)},
        width="content",
    )
