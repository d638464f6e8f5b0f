"""A page that follows another begins at its top.

Streamlit leaves the page scrolled to where the one before was, and draws the new one into its place. It goes back to
its top only when it is short for a moment; so what was there is taken away first, and the browser given time to see it.
"""

from __future__ import annotations

import time

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

_A_MOMENT = 0.15  # seconds; what comes faster, a busy browser draws as one change, and nothing was ever short
_PLACE = "place"


def part(place: str) -> DeltaGenerator:
    """The part of the page to draw a screen into; emptied first where another place was shown there.

    Args:
        place: the screen and what of it is shown; the same words as long as it is the same.
    """
    before = st.session_state.get(_PLACE, place)
    st.session_state[_PLACE] = place
    if before == place:
        return st.container()
    emptied = st.empty()
    time.sleep(_A_MOMENT)
    return emptied.container()
