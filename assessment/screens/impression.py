"""What a friend says of the whole: strengths, what to work on, and one question back; saved as it is typed."""

from __future__ import annotations

import streamlit as st

from assessment.friendship import MOST_WORDS, QUESTION, STRENGTHS, WORK
from assessment.language import clean, number
from assessment.screens import said, spoken, visited
from assessment.screens.said import Base, Saying
from assessment.screens.visited import Page
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
    )

    def key(base: Base[str]) -> str:
        return f"words-{one.place}-{visit.language}-{base.drawn}"

    base = said.stands_on(one, lambda base: _kept(st.session_state.get(key(base), base.value)))
    typed = st.text_area(label, value=base.value, max_chars=MOST_WORDS, key=key(base), height="content")
    attempt = said.settle(visit, one, base, _kept(typed))
    if attempt.problem is None and attempt.base.saved_at is not None:
        when = spoken.at(visit, attempt.base.saved_at)
        spoken.line(visit.say("friend.saved", time=when), sign=spoken.SAVED, version=attempt.base.version)
    else:
        spoken.line("")
    said.explain(visit, one, attempt, _kept(typed))


def _kept(typed: str) -> str:
    """A text as it is kept."""
    return clean(typed, MOST_WORDS).strip()
