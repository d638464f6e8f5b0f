"""A line that says how something stands, and that a screen reader hears when its words change.

Streamlit has no live region. But an element inside Markdown that is drawn at the same place again stays the same one in
the browser, where only its words change; words.js knows it by its background, which nobody sees, and the role "status"
makes a live region of it. HTML inside Markdown would say so by itself, and takes 53 kB more before any answer is
confirmed. `st.html` is put in anew at every run and would hardly be heard. Alerts need nothing: Streamlit gives them a
role that is heard when they come.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import streamlit as st

from assessment.answers import SavedAnswer, SavedNote
from assessment.language import clock, moment
from assessment.screens.parts.markdown import plain
from assessment.visit import Visit

SAVED = ":green[:material/check:]"  # the sign before words that say so
NOT_SAVED = ":red[:material/error:]"  # before words that say that
_RECENT = timedelta(hours=12)  # within which the time alone says when
_SAME_WORDS = "\N{NO-BREAK SPACE}"  # invisible at the end of a line; every second time, or nothing would have changed


def line(words: str, *, sign: str = "", version: int = 0, quiet: bool = False) -> None:
    """Draw the line; to be drawn at every run and at the same place, without words where there is nothing to say.

    Args:
        words: as they are read; nothing in them is Markdown.
        sign: before them, in Markdown; a constant, for it is not escaped.
        version: of what the words are about: the same words about a newer one are heard again.
        quiet: in the grey of what has not happened yet.
    """
    said = plain(words) + _SAME_WORDS * (version % 2)
    if quiet and words:
        said = f":gray[{said}]"
    # the sign has a place of its own, also where there is none: or its element would become that of the words
    st.markdown(f':color[{sign}] :color[{said}]{{background="transparent"}}', width="content")


def when(visit: Visit, saved: SavedAnswer | SavedNote) -> str:
    """When something was saved and by whom; that it is unanswered where it never was."""
    if saved.saved_at is None:
        return visit.say("questions.unanswered")
    key = "questions.saved" if _is_recent(visit, saved.saved_at) else "questions.saved_day"
    return visit.say(key, time=time(visit, saved), name=saved.author)


def is_own(visit: Visit, saved: SavedAnswer | SavedNote) -> bool:
    """Whether it was saved by whoever visits: in another window, where this one does not know of it."""
    return saved.author_id == visit.person.id


def time(visit: Visit, saved: SavedAnswer | SavedNote) -> str:
    """The time of a recent save, else day and time."""
    assert saved.saved_at is not None, "only what was saved has a time"
    return at(visit, saved.saved_at)


def at(visit: Visit, saved_at: datetime) -> str:
    """The time of a recent moment, else day and time."""
    written = clock if _is_recent(visit, saved_at) else moment
    return written(saved_at, visit.language, visit.zone)


def _is_recent(visit: Visit, saved_at: datetime) -> bool:
    return visit.store.now - saved_at < _RECENT
