"""Choices of what a page shows, which stand in its address, and the pages of long lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

import streamlit as st

from assessment.language import own_name
from assessment.screens.parts.sealed import as_id
from assessment.visit import Visit
from assessment.wording import LANGUAGES

ALL = "*"  # stands for no choice in a list; None would be drawn as a field that was cleared
VIEW, PAGE = "view", "page"
FIELD = 205  # px of a choice

_Item = TypeVar("_Item")


def select(visit: Visit, name: str, options: dict[str, str], now: str, label: str, width: int = FIELD) -> None:
    """Draw a choice of what is looked at, which the address says.

    Args:
        visit: whose.
        name: of the choice in the address.
        options: in words, by what the address says; ALL stands for no choice.
        now: what is chosen.
        label: of the choice.
        width: in px.
    """
    key = f"view-{name}-{visit.language}"
    st.session_state[key] = now  # Back changes the address, and with it what is chosen
    st.selectbox(
        label,
        list(options),
        format_func=lambda one: options.get(one, one),
        key=key,
        label_visibility="collapsed",
        width=width,
        on_change=lambda: choose({name: st.session_state[key]}),
    )


def choose(wanted: dict[str, str]) -> None:
    """Write a choice into the address; what stands for no choice is left out of it.

    Another choice is another list, which begins at its first page.
    """
    st.query_params.pop(PAGE, None)
    for name, value in wanted.items():
        if value == ALL:
            st.query_params.pop(name, None)
        else:
            st.query_params[name] = value


def one_view(visit: Visit, label: str, views: Mapping[str, str]) -> str:
    """Draw the choice of how a page shows what it is about, which stands in the address; returns its name.

    Args:
        visit: whose.
        label: of the choice, for those who hear it.
        views: their words by name; the first is what a page opens with.
    """
    first, *_ = views
    given = st.query_params.get(VIEW, first)
    if given not in views:
        given = first
        st.query_params.pop(VIEW, None)
    key = f"view-{'-'.join(views)}-{visit.language}"
    st.session_state[key] = given
    st.radio(
        label,
        list(views),
        format_func=lambda one: views[one],
        horizontal=True,
        key=key,
        label_visibility="collapsed",
        width="content",
        on_change=lambda: choose({VIEW: ALL if st.session_state[key] == first else st.session_state[key]}),
    )
    return given


def paged(items: Sequence[_Item], size_of_page: int) -> Sequence[_Item]:
    """Draw the numbers of pages where there are several, and return the items of the one that the address names."""
    pages = -(-len(items) // size_of_page)
    number = as_id(st.query_params.get(PAGE, "1")) or 0
    if not 0 < number <= max(pages, 1):
        number = 1
        st.query_params.pop(PAGE, None)
    if pages < 2:
        return items
    key = f"view-page-{pages}"
    st.session_state[key] = number
    st.pagination(
        pages,
        key=key,
        on_change=lambda: choose({PAGE: ALL if st.session_state[key] == 1 else str(st.session_state[key])}),
    )
    return items[(number - 1) * size_of_page : number * size_of_page]


def page_of(items: Sequence[_Item], size_of_page: int, key: str) -> Sequence[_Item]:
    """Draw the numbers of pages where there are several, and return the items of the page that is chosen."""
    pages = -(-len(items) // size_of_page)
    if pages < 2:
        return items
    number = st.pagination(pages, key=f"{key}-{pages}")
    return items[(number - 1) * size_of_page : number * size_of_page]


def written_in(visit: Visit, label: str, key: str) -> str:
    """Draw the choice of the language of a file or a sheet, which is the visitor's own at first; returns its code."""
    return st.radio(
        label,
        LANGUAGES,
        index=LANGUAGES.index(visit.language),
        format_func=own_name,
        horizontal=True,
        key=f"{key}-{visit.language}",
    )
