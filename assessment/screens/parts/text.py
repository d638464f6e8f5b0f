"""A page of nothing but text: a title, an opening and sections, all from one file of the wording."""

from __future__ import annotations

import streamlit as st

from assessment.wording import Say


def opening(say: Say, page: str) -> None:
    """Draw how the page begins."""
    st.title(say(f"{page}.title"), anchor=False)
    st.markdown(say(f"{page}.opening"))


def section(say: Say, page: str, name: str, **facts: str) -> None:
    """Draw a heading and its text, with its facts in place."""
    st.header(say(f"{page}.{name}.title"), anchor=False)
    st.markdown(say(f"{page}.{name}.text", None, **facts))
