"""What the people of a department read that has left: since when, and what of theirs still counts."""

from __future__ import annotations

import streamlit as st

from assessment.language import day, enumeration, moment_day
from assessment.rounds import Departure
from assessment.screens.parts.markdown import plain
from assessment.visit import Visit


def tell(visit: Visit) -> None:
    """Draw it; nothing where the department takes part."""
    gone = departure(visit)
    if gone is None:
        return
    say, on = visit.say, day(gone.left_on, visit.language)
    if gone.into is None:
        since = say("departed.left", None, day=on)
    else:
        since = say("departed.merged", None, day=on, into=plain(gone.into))
    days = list(dict.fromkeys(moment_day(at, visit.language, visit.zone) for _, at in gone.counted))
    counts = say("departed.not_counted")
    if days:
        counts = say("departed.counted", len(days), days=enumeration(days, visit.language))
    st.info(f"{since}\n\n{counts}", icon=":material/logout:")


def departure(visit: Visit) -> Departure | None:
    """When the department of a visitor left, and what of it still counts; None where it takes part."""
    department_id = visit.person.department_id
    return None if department_id is None else visit.store.departure(department_id)
