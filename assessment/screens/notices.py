"""What a department is told: that its assessment was reopened or given more time, and introductions to reply to."""

from __future__ import annotations

import streamlit as st

from assessment.language import day, moment_day
from assessment.people import Action
from assessment.screens.current import Current
from assessment.screens.saving import Saving
from assessment.storage import Introduction
from assessment.visit import Visit


def show(visit: Visit, now_on: Current) -> None:
    """Draw what there is to tell; nothing where there is nothing."""
    say, draft = visit.say, now_on.draft
    if draft is not None and now_on.is_reopened:
        when = moment_day(draft.begun_at, visit.language, visit.zone)
        st.info(say("notices.reopened", day=when), icon=":material/lock_open:")
        st.text(draft.reopened_because)
    own = now_on.participation.last_day(now_on.round)
    if own > now_on.round.last_day and now_on.is_unfinished:
        st.info(say("notices.extended", day=day(own, visit.language)))
    for one in visit.store.introductions_of(now_on.participation.department_id):
        if not one.declined:
            _introduction(visit, one, now_on.participation.department_id)


def _introduction(visit: Visit, one: Introduction, department_id: str) -> None:
    say = visit.say
    question = visit.questionnaire.find(one.question_id)
    practice = question.name[visit.language] if question is not None else one.question_id
    asks = one.asking_id == department_id
    with st.container(border=True):
        st.subheader(
            say("notices.introduction_asking" if asks else "notices.introduction_helping", practice=practice),
            anchor=False,
        )
        if one.agreed:
            other = one.helping_name if asks else one.asking_name
            st.markdown(say("notices.introduction_agreed"))
            st.text(other or "")
            return
        if one.asking_accepted if asks else one.helping_accepted:
            st.markdown(say("notices.introduction_waiting"))
            return
        st.markdown(say("notices.introduction_means"))
        if not visit.person.role.may(Action.SUBMIT):
            return
        with st.container(horizontal=True):
            accepts = st.button(say("notices.accept"), key=f"accept-{one.id}")
            declines = st.button(say("notices.decline"), key=f"decline-{one.id}")
        if accepts or declines:
            with Saving(visit):
                visit.store.reply(one.id, department_id, accept=accepts)
                st.rerun()
