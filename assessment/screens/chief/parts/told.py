"""Who opened the door of a department from outside: above everything on its first page, until it has read so."""

from __future__ import annotations

import streamlit as st

from assessment.language import moment_day
from assessment.people import Role
from assessment.screens.parts.markdown import plain
from assessment.screens.parts.saving import Saving
from assessment.storage import Told
from assessment.visit import Visit

_SHOWN = 3  # lines before the others are gathered
_BY = {Role.COORDINATOR: "coordinator", Role.ADMINISTRATOR: "administrator", None: "somebody"}
_OF_THE_READER = ("invited", "post_given", "email_corrected", "name_corrected")  # what is said otherwise of oneself


def show(visit: Visit) -> None:
    """Draw it with the button that says it was read; nothing where there is nothing."""
    department_id = visit.person.department_id
    assert department_id is not None, "only departments are told"
    unread = visit.store.told_of(department_id)
    if not unread:
        return
    own = [one for one in unread if one.is_own]
    others = [one for one in unread if not one.is_own]
    with st.container(border=True, gap="small"):
        for one in own:  # each of them, however many: nobody is to find it under a fold
            st.warning(plain(_said(visit, one)), icon=":material/door_open:")
        _lines(visit, others[:_SHOWN])
        if others[_SHOWN:]:
            with st.expander(visit.say("told.more", len(others) - _SHOWN), type="compact"):
                _lines(visit, others[_SHOWN:])
        _read(visit, unread)


def _lines(visit: Visit, some: list[Told]) -> None:
    with st.container(gap="xxsmall"):
        for one in some:
            st.markdown(f":small[:material/key: {plain(_said(visit, one))}]")


def _read(visit: Visit, unread: list[Told]) -> None:
    for_me = [event_id for one in unread if one.may_be_read for event_id in one.event_ids]
    if any(not one.may_be_read for one in unread):
        st.caption(visit.say("told.another_reads"))
    if for_me and st.button(visit.say("told.read"), key="told"):
        with Saving(visit):
            visit.store.read_told(for_me)
            st.rerun()


def _said(visit: Visit, one: Told) -> str:
    is_reader = one.person_id == visit.person.id
    if one.is_own:
        key = "told.own_you" if is_reader else "told.own"
    else:
        key = f"told.{one.kind}_you" if is_reader and one.kind in _OF_THE_READER else f"told.{one.kind}"
    day = moment_day(one.at, visit.language, visit.zone)
    return visit.say(key, None, day=day, actor=_actor(visit, one), person=one.person)


def _actor(visit: Visit, one: Told) -> str:
    if one.actor_id is None:
        return visit.say("told.by.operator")
    return visit.say(f"told.by.{_BY[one.actor_role]}", None, name=one.actor, place=one.actor_place)
