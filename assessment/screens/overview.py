"""The coordinator's first page: who takes part, where the region stands, whom to visit or call."""

from __future__ import annotations

import streamlit as st

from assessment.findings import regional as words
from assessment.reading import region as reading
from assessment.screens import markdown, notices, regional
from assessment.visit import Visit


def show(visit: Visit) -> None:
    """Draw the page."""
    view = regional.opened(visit)
    if view is None:
        return
    found = reading.turnout(visit.store, view.of, view.chosen)
    said = words.participation(found, view.questionnaire(visit), visit.say)
    st.title(markdown.plain(said.headline), anchor=False)
    notices.region(visit)
    regional.caption(visit, view)
    regional.bar(visit, view)
