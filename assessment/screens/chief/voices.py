"""What others can tell a department, each optional and brought in as counts: people, its staff, a colleague."""

from __future__ import annotations

import streamlit as st

from assessment.screens.chief.parts import climate, departed, expectations, opinion, tapping
from assessment.visit import Visit


def show(visit: Visit) -> None:
    """Draw the page, or where the address asks for it the one to sort posts on."""
    say = visit.say
    can_change = departed.departure(visit) is None
    of = tapping.month_named(visit)
    if of is not None and can_change:
        tapping.show(visit, of)
        return
    st.title(say("voices.title"), anchor=False)
    st.markdown(say("voices.opening"))
    expectations.show(visit, can_change=can_change)
    climate.show(visit)
    opinion.show(visit)
