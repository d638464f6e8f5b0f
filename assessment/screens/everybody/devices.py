"""Your devices: where somebody is signed in, how that ends, and a link for one more device."""

from __future__ import annotations

from datetime import timedelta

import streamlit as st

from assessment.language import clock, moment
from assessment.letters import DEVICE_LASTS
from assessment.screens.parts import links, markdown
from assessment.screens.parts.saving import Saving, done
from assessment.storage import Session
from assessment.visit import Visit


def show(visit: Visit) -> None:
    """Draw the page."""
    sessions = visit.store.own_sessions()
    st.title(visit.say("devices.headline", len(sessions)), anchor=False)
    if len(sessions) > 1:
        st.markdown(visit.say("devices.means"))
    for one in sessions:
        with st.container(border=True, gap="xsmall"):
            _one(visit, one)
    st.header(visit.say("devices.another.title"), anchor=False)
    _another(visit)


def _one(visit: Visit, session: Session) -> None:
    """A browser: since when, until when, and what ends it."""
    say = visit.say
    browser = markdown.plain(_called(visit, session))
    st.markdown(f"**{browser}** · {say('devices.this')}" if session.is_this else f"**{browser}**")
    since, seen = (moment(at, visit.language, visit.zone) for at in (session.created_at, session.seen_at))
    st.markdown(say("devices.since", since=since, seen=seen))
    ends = moment(session.ends_at, visit.language, visit.zone)
    st.caption(say("devices.own" if session.own_device else "devices.not_own", ends=ends))
    if session.is_this:
        st.html(links.anchor("/auth/logout", say("devices.sign_out")))
    elif st.button(say("devices.end", browser=browser), key=f"end-{session.id}-{visit.language}"):
        with Saving(visit):
            visit.store.end_own_session(session.id)
            done(say("devices.ended", browser=browser))


def _called(visit: Visit, session: Session) -> str:
    return session.browser or visit.say("devices.unknown")


@st.fragment
def _another(visit: Visit) -> None:
    """Draw the button that makes a link, and the link it made: as a code to be photographed, and to copy."""
    say = visit.say
    facts = {"minutes": int(DEVICE_LASTS / timedelta(minutes=1))}
    st.markdown(say("devices.another.means", None, **facts))
    if not st.button(say("devices.another.button"), key=f"another-{visit.language}", icon=":material/qr_code_2:"):
        return
    with Saving(visit):
        until = clock(visit.store.now + DEVICE_LASTS, visit.language, visit.zone)
        address = visit.link(visit.store.own_link())
        st.markdown(say("devices.another.made", until=until))
        st.html(links.qr(address, say("devices.another.code")))
        st.code(address, language=None, wrap_lines=True)
        st.markdown(say("devices.another.for_nobody_else"))
