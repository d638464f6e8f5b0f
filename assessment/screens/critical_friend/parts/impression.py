"""What a friend says of the whole: strengths, what to work on, and one question back; saved as it is typed."""

from __future__ import annotations

import streamlit as st

from assessment.friendship import QUESTION, STRENGTHS, WORK
from assessment.language import number
from assessment.screens.critical_friend.parts import visited
from assessment.screens.critical_friend.parts.visited import Page
from assessment.screens.parts import said
from assessment.screens.parts.said import Saying
from assessment.visit import Visit


def show(visit: Visit, page: Page) -> None:
    """Draw a field for each; all of them may stay empty."""
    say = visit.say
    st.header(say("friend.words.title"), anchor=False)
    st.markdown(say("friend.words.means"))
    for name, abouts in (("strengths", STRENGTHS), ("work", WORK)):
        st.subheader(say(f"friend.words.{name}"), anchor=False)
        for at, about in enumerate(abouts, 1):
            _field(visit, page, about, say(f"friend.words.{name}_one", None, number=number(at, visit.language)))
    st.subheader(say("friend.words.question"), anchor=False)
    _field(visit, page, QUESTION, say("friend.words.question_one"))


@st.fragment
def _field(visit: Visit, page: Page, about: str, label: str) -> None:
    one: Saying[str] = Saying(
        visited.place(page, about),
        page.said.words.get(about),
        page.run,
        "",
        lambda value, base: visit.store.save_words(page.of.id, about, value, base),
        lambda: visit.store.said_in(page.of.id).words.get(about),
        st.text,
        visited.told(visit),
    )
    said.field(visit, one, label)
