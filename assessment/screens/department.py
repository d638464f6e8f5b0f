"""One department of the register: its rounds, who signs in for it, what the register says of it, and what happened."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import streamlit as st

from assessment.language import moment_day
from assessment.people import Role
from assessment.rounds import MOST_EMAIL, MOST_NAME, Department, Progress, Round
from assessment.screens import access, audit, describing, letting_in, links, markdown, regional, tab
from assessment.screens.assessment import DEPARTMENT
from assessment.screens.departments import about
from assessment.screens.saving import Refused, Saving, done
from assessment.storage import Contact, NotReady, RegisterChanged
from assessment.visit import Visit

_ROLES = (Role.CHIEF, Role.MEMBER)


def show(visit: Visit) -> None:
    """Draw the department that the address names."""
    say, region_id = visit.say, regional.region_of(visit)
    departments = {one.id: one for one in visit.store.departments(region_id)}
    one = departments.get(str(st.query_params.get(DEPARTMENT, "")))
    if one is None:
        st.title(say("departments.unknown"), anchor=False)
        st.page_link(links.screen(visit, "departments"), icon=":material/arrow_forward:")
        return
    names = {other.id: other.name for other in departments.values()}
    rounds = visit.store.rounds(region_id)
    tab.name(visit, one.name, say("menu.department"))
    st.title(markdown.plain(one.name), anchor=False)
    st.caption(markdown.plain(about(visit, one, names)))
    st.page_link(links.screen(visit, "departments"), label=say("departments.back"), icon=":material/arrow_back:")
    _rounds(visit, one, rounds)
    st.header(say("departments.people"), anchor=False)
    _people(visit, one)
    _edit(visit, one, list(departments.values()))
    _leave(visit, one, [other for other in departments.values() if other.left_on is None and other.id != one.id])
    audit.show(visit, visit.store.events(region_id, one.id), {}, "department-events")


def _rounds(visit: Visit, one: Department, rounds: list[Round]) -> None:
    """Draw how far it is or was in every round; of a draft only that there is one, and when it was worked on."""
    say = visit.say
    st.header(say("departments.rounds"), anchor=False)
    found = [
        (asked, progress)
        for asked in reversed(rounds)
        for progress in visit.store.progress(asked.id)
        if progress.participation.department_id == one.id
    ]
    if not found:
        st.markdown(say("departments.not_invited"))
    for asked, progress in found:
        state = say("departments.in_round", round=asked.title, state=_state(visit, progress))
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(markdown.plain(state), width="content")
            if progress.submission_id is not None:
                regional.to_assessment(visit, None, one.id, say("departments.read"), asked.id)


def _state(visit: Visit, progress: Progress) -> str:
    def on(moment: datetime) -> str:
        return moment_day(moment, visit.language, visit.zone)

    say = visit.say
    if progress.submitted_at is not None:
        again = "reopened" if progress.reopened else "submitted"
        return say(f"region.participation.state.{again}", day=on(progress.submitted_at))
    if progress.worked_at is not None:
        return say("region.participation.state.started", day=on(progress.worked_at))
    return say("region.participation.state.not_started")


@st.fragment
def _people(visit: Visit, one: Department) -> None:
    """Draw who has access, with whoever gets it below the list at this very run."""
    say, people = visit.say, st.container()
    _invite(visit, one, visit.store.contacts(one.id))  # also where it has left: its people read on
    contacts = visit.store.contacts(one.id)
    with people:
        if not contacts:
            st.markdown(say("departments.nobody"))
        _named(visit, one, contacts)
        access.show(visit, one.id)


def _named(visit: Visit, one: Department, contacts: list[Contact]) -> None:
    """Draw whom the register names beside those who have access."""
    say = visit.say
    if one.contact and one.contact not in {contact.name for contact in contacts}:
        st.markdown(markdown.plain(say("departments.contact_of", who=one.contact)))
    if one.second_contact or one.second_email:
        who = ", ".join(filter(None, (one.second_contact, one.second_email)))
        st.markdown(markdown.plain(say("departments.second_of", who=who)))


def _invite(visit: Visit, one: Department, contacts: list[Contact]) -> None:
    say = visit.say
    with st.expander(say("departments.invite.title"), icon=":material/link:"):
        st.markdown(f"{letting_in.means(visit, Role.CHIEF)} {say('departments.invite.means')}")
        with st.form("invite", border=False):
            email = st.text_input(say("departments.invite.email"), max_chars=MOST_EMAIL, key=f"email-{one.id}")
            first = "" if contacts else one.contact or ""
            name = st.text_input(say("departments.invite.name"), first, max_chars=MOST_NAME, key=f"person-{one.id}")
            role = st.radio(
                say("departments.invite.role"),
                _ROLES,
                format_func=lambda role: access.role(visit, role),
                horizontal=True,
                key=f"role-{one.id}-{visit.language}",
            )
            pressed = st.form_submit_button(letting_in.button(visit, Role.CHIEF), type="primary")
        place = f"invite-{one.id}"
        if pressed:
            access.let_in(visit, place, email, role, department_id=one.id, name=name.strip(), language=one.language)
        letting_in.tell(visit, place)


@st.fragment
def _edit(visit: Visit, one: Department, departments: list[Department]) -> None:
    say = visit.say
    with st.expander(say("departments.edit.title"), icon=":material/edit:"):
        st.markdown(say("departments.edit.means"))
        with st.form("edit", border=False):
            typed_in = describing.fields(visit, one)
            pressed = st.form_submit_button(say("departments.edit.button"), type="primary")
        if not pressed:
            return
        if typed_in.problem:
            st.error(typed_in.problem)
            return
        if typed_in.described.name != one.name:
            describing.ask_where_in_doubt(typed_in, [other for other in departments if other.id != one.id])
        changed = say("departments.problem.changed_meanwhile")
        refused: Refused = {NotReady: describing.not_free(visit), RegisterChanged: changed}
        with Saving(visit, refused):
            visit.store.change_department(one.id, typed_in.described, one)
            done(say("departments.edit.done"))


@st.fragment
def _leave(visit: Visit, one: Department, others: list[Department]) -> None:
    say = visit.say
    if one.left_on is not None:
        if st.button(say("departments.rejoin.button"), key="rejoin"):
            _note(visit, lambda: visit.store.rejoin(one.id))
        return
    with st.expander(say("departments.leave.title")):
        st.markdown(say("departments.leave.means"))
        names = {regional.ALL: say("departments.leave.nobody")} | {other.id: other.name for other in others}
        into = st.selectbox(
            say("departments.leave.into"), list(names), format_func=lambda key: names[key], key=f"into-{visit.language}"
        )
        sure = st.checkbox(
            markdown.plain(say("departments.leave.sure", name=one.name)), key=f"leave-sure-{visit.language}"
        )
        if st.button(say("departments.leave.button"), key="leave"):
            if sure:
                _note(visit, lambda: visit.store.leave(one.id, None if into == regional.ALL else into))
            else:
                st.error(say("departments.problem.unconfirmed"))


def _note(visit: Visit, what: Callable[[], None]) -> None:
    with Saving(visit):
        what()
        done(visit.say("departments.leave.done"))
