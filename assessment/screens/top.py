"""A page that follows another begins at its top.

Streamlit leaves the page scrolled where the one before was, and draws the new one into its place. Only a page that is
short for a moment goes back to its top by itself; so what was there is taken away first, and the browser given the time
to see it.
"""

from __future__ import annotations

import time

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

_A_MOMENT = 0.06  # seconds; several frames of a browser, which puts together what comes faster


def part(place: str) -> DeltaGenerator:
    """Where to draw what stands at a place; emptied where another place was drawn there before.

    Args:
        place: says which page, and which part of it, in any words.
    """
    before = st.session_state.get("place", place)
    st.session_state["place"] = place
    if before == place:
        return st.container()
    emptied = st.empty()
    time.sleep(_A_MOMENT)
    return emptied.container()
