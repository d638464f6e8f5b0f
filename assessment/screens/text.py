"""A page of nothing but text: a title, an opening and sections, all from one file of the wording."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from assessment.wording import Say


def show(say: Say, page: str, sections: Sequence[str]) -> None:
    """Draw the page; each section is a heading and a text, which may be a list in Markdown."""
    st.title(say(f"{page}.title"), anchor=False)
    st.markdown(say(f"{page}.opening"))
    for section in sections:
        st.header(say(f"{page}.{section}.title"), anchor=False)
        st.markdown(say(f"{page}.{section}.text"))
