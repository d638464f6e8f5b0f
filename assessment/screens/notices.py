"""What a department is told of its assessment: that it was reopened, or given more time."""

from __future__ import annotations

import streamlit as st

from assessment.language import day, moment_day
from assessment.screens.current import Current
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
