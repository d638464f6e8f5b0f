"""What the browser's tab, its history and its bookmarks call a page."""

from __future__ import annotations

import streamlit as st

from assessment.visit import Visit


def name(visit: Visit, *words: str) -> None:
    """Call the page so; what tells it best from the others comes first."""
    st.set_page_config(page_title=" · ".join((*words, visit.say("menu.product"))))
