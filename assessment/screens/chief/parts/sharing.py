"""What a department lets others know: its plan, or a letter about it. Each says so itself, and is told before."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from assessment.people import Action
from assessment.screens.parts.saving import reason, tick
from assessment.storage import HasLeft, NotSaved
from assessment.visit import Visit


def show(visit: Visit, department_id: str, *, can_change: bool) -> None:
    """Draw whether the coordinator reads the plan, which its chief decides, and a letter for oneself where there are.

    Args:
        visit: whose.
        department_id: whose plan.
        can_change: whether the department still takes part.
    """
    say = visit.say
    st.header(say("plan.shared.title"), anchor=False)
    st.markdown(say("plan.shared.means"))
    if can_change and visit.person.role.may(Action.SUBMIT):
        _tick(visit, department_id)
    else:
        st.markdown(say("plan.shared.is_on" if visit.store.shares_plan(department_id) else "plan.shared.is_off"))
    if visit.mails:
        _letters(visit, department_id)


@st.fragment
def _tick(visit: Visit, department_id: str) -> None:
    shared = visit.store.shares_plan(department_id)
    box(visit, "plan-shared", visit.say("plan.shared.tick"), shared, partial(visit.store.share_plan, department_id))
    st.caption(visit.say("plan.shared.is_on" if shared else "plan.shared.is_off"))


@st.fragment
def _letters(visit: Visit, department_id: str) -> None:
    wants = visit.store.plan_letters(department_id)
    keep = partial(visit.store.want_plan_letters, department_id)
    box(visit, "plan-letters", visit.say("plan.letters.tick"), wants, keep)
    st.caption(visit.say("plan.letters.means"))


def box(visit: Visit, key: str, label: str, is_on: bool, keep: Callable[..., None]) -> None:
    """Draw a box as it is kept, whoever ticked it; a tick is kept at once, or why not is said beside it."""
    tick(key, is_on=is_on)

    def turn() -> None:
        wanted, st.session_state[_why(key)] = bool(st.session_state.to_dict()[key]), ""
        try:
            keep(on=wanted)
        except (NotSaved, HasLeft) as error:
            st.session_state[_why(key)] = reason(visit.say, error) or ""

    st.checkbox(label, key=key, on_change=turn)
    if why := st.session_state.get(_why(key)):
        st.error(why, icon=":material/error:")


def _why(key: str) -> str:
    return f"why-{key}"
