"""What is told at the top of a page: that an assessment was reopened or given more time, that a region is closed."""

from __future__ import annotations

import streamlit as st

from assessment.language import day, moment_day
from assessment.screens.chief.parts.current import Current
from assessment.visit import Visit


def region(visit: Visit) -> bool:
    """Tell people of a closed region what that means; whether it is closed."""
    assert visit.person.region_id is not None, "only somebody of a region has such a page"
    closed_at = visit.store.region(visit.person.region_id).closed_at
    if closed_at is None:
        return False
    whom = "department" if visit.person.role.is_of_department else "coordinator"
    when = moment_day(closed_at, visit.language, visit.zone)
    st.info(visit.say(f"notices.region_closed.{whom}", day=when), icon=":material/lock:")
    return True


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
