"""The foot of every screen: languages, the pages about the application, signing out, and the pulse."""

from __future__ import annotations

from html import escape

import streamlit as st

from assessment.language import own_name
from assessment.screens.parts import posts
from assessment.screens.parts.links import anchor, screen, turn
from assessment.screens.parts.posts import Posts
from assessment.visit import Visit
from assessment.wording import LANGUAGES

_ABOUT = ("help", "privacy", "accessibility")
_OFTEN = 300  # seconds; of a text Streamlit asks pandas how long that is, and a page needs it for nothing else


def show(visit: Visit, own: Posts, *, demo: bool = False) -> None:
    """Draw the foot.

    Args:
        visit: whose.
        own: the posts that they can change to.
        demo: signing out then means to choose somebody else to be.
    """
    say = visit.say
    st.space("medium")
    with st.container(key="foot"):  # by this name print.css leaves it out
        languages = " · ".join(_language(language, visit.language) for language in LANGUAGES)
        st.html(f'<nav aria-label="{escape(say("foot.languages"))}">{languages}</nav>')
        with st.container(horizontal=True):
            for name in _ABOUT:
                st.page_link(screen(visit, name))
        who = escape(say("foot.signed_in", name=visit.person.name))
        devices = anchor("/devices", say("menu.devices"))
        leave = anchor("/auth/logout", say("foot.somebody_else" if demo else "foot.sign_out"))
        st.html(f"<p>{who}&nbsp;· {devices}&nbsp;· {leave}</p>")  # no line begins with a dot
        if not own.is_changed:
            posts.show(say, own)
    _pulse(visit)


def _language(language: str, current: str) -> str:
    """The way to a language; each is a page load, because only a page can say its language."""
    if language == current:
        return f'<span lang="{language}" aria-current="true">{own_name(language)}</span>'
    return turn(f"/language/{language}", own_name(language), language)


@st.fragment(run_every=_OFTEN)
def _pulse(visit: Visit) -> None:
    """Look whether the visitor is still signed in.

    The timer alone makes a browser that reconnects ask for the whole page.
    """
    visit.store.person()
