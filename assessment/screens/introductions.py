"""What a department reads of its introductions: those to reply to, whom it can write to, and what it asked for."""

from __future__ import annotations

from datetime import datetime

import streamlit as st

from assessment.people import Action
from assessment.screens import asking
from assessment.screens.figures import plain
from assessment.screens.saving import Saving
from assessment.storage import Introduction, Reached, TooLate
from assessment.visit import Visit


def show(visit: Visit, since: datetime | None) -> None:
    """Draw them, each in a frame; nothing where there is nothing.

    Args:
        visit: whose.
        since: when the department's last round opened; what came to nothing before that is no longer told.
    """
    department_id = visit.person.department_id or ""

    def is_told(ended: datetime | None) -> bool:
        return ended is None or since is None or ended >= since

    for one in visit.store.introductions_of(department_id):
        if is_told(one.ended_at) and one.declined_by != department_id:
            with st.container(border=True):
                _introduction(visit, one, department_id)
    for wish in visit.store.wishes_of(department_id):
        if is_told(wish.unmet_at):
            with st.container(border=True):
                st.subheader(
                    visit.say("introductions.wish.title", practice=plain(_practice(visit, wish.question_id))),
                    anchor=False,
                )
                asking.told(visit, wish)
                if wish.is_open:
                    asking.take_back(visit, wish)


def _introduction(visit: Visit, one: Introduction, department_id: str) -> None:
    say, asks = visit.say, one.asking_id == department_id
    practice = plain(_practice(visit, one.question_id))
    st.subheader(say("introductions.asks" if asks else "introductions.helps", practice=practice), anchor=False)
    ours, theirs = (one.asking_person, one.helping_person)[:: 1 if asks else -1]
    accepted = one.asking_accepted if asks else one.helping_accepted
    if one.ended_at is not None:
        st.markdown(say("introductions.declined" if one.declined else "introductions.left"))
        return
    if one.agreed:
        _agreed(visit, one.helping_name if asks else one.asking_name, theirs)
    if accepted and ours is not None:
        st.markdown(say("introductions.agreed_ours" if one.agreed else "introductions.waiting", None, **_facts(ours)))
    elif accepted:
        st.markdown(say("introductions.nobody_of_yours"))
    else:
        st.markdown(say("introductions.means"))
    if not (one.agreed and ours is not None):
        _reply(visit, one, department_id, accepts=not accepted or ours is None, declines=not one.agreed)


def _agreed(visit: Visit, name: str | None, theirs: Reached | None) -> None:
    """Whom to write to, or that nobody is named."""
    if theirs is None:
        st.markdown(visit.say("introductions.agreed_nobody", department=plain(name or "")))
        return
    st.markdown(visit.say("introductions.agreed"))
    st.text(f"{name}\n{theirs.name}\n{theirs.email}")


def _reply(visit: Visit, one: Introduction, department_id: str, *, accepts: bool, declines: bool) -> None:
    """Say exactly what accepting gives away, and let who may reply."""
    say, person = visit.say, visit.person
    if not person.role.may(Action.SUBMIT):
        st.markdown(say("introductions.for_the_chief"))
        return
    if accepts:
        department = visit.store.department(department_id).name
        given = _facts(Reached(person.name, person.email))
        st.markdown(say("introductions.gives", None, department=plain(department), **given))
    with st.container(horizontal=True):
        accept = accepts and st.button(say("introductions.accept"), key=f"accept-{one.id}")
        decline = declines and st.button(say("introductions.decline"), key=f"decline-{one.id}")
    if accept or decline:
        with Saving(visit, {TooLate: say("introductions.settled")}):
            visit.store.reply(one.id, department_id, accept=accept)
            st.rerun()


def _facts(one: Reached) -> dict[str, str]:
    return {"name": plain(one.name), "email": plain(one.email)}


def _practice(visit: Visit, question_id: str) -> str:
    question = visit.questionnaire.find(question_id)
    return question_id if question is None else question.name[visit.language]
