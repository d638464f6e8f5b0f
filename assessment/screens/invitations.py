"""Inviting and reminding a whole region: who was written to and how far that led, and what is sent to whom."""

from __future__ import annotations

from datetime import timedelta

import streamlit as st

from assessment.findings import regional as words
from assessment.letters import Purpose
from assessment.region.approach import Approach, Standing, groups, latest
from assessment.rounds import Round, State
from assessment.screens import figures, links, notices, regional, writing
from assessment.screens.saving import Saving, done
from assessment.visit import Visit

A_PAGE = 30  # departments
_OFTEN = timedelta(seconds=2)  # how often one looks how far the letters are, while some wait
_MENDED = (Standing.REFUSED, Standing.NO_ADDRESS)  # on the page of the department
_PURPOSES = (Purpose.INVITATION, Purpose.REMINDER)


def show(visit: Visit) -> None:
    """Draw the page."""
    opened = regional.opened(visit)
    if opened is None:
        return
    of, chosen = opened
    found = visit.store.approaches(chosen.id)
    said = words.inviting(found, chosen, visit.store.now, visit.say)
    st.title(figures.plain(said.headline), anchor=False)
    regional.caption(visit, of, chosen)
    regional.other_rounds(visit, "invitations", of, chosen)
    is_closed = notices.region(visit)
    st.markdown(figures.plain(" ".join(said.to_do)))
    _progress(visit, chosen, found)
    if said.can_write and not is_closed:
        _write(visit, chosen.id)
        if visit.mails and chosen.state(visit.store.now) is State.OPEN:
            _by_itself(visit, chosen)
    if found:
        _list(visit, chosen.id)


def _progress(visit: Visit, chosen: Round, found: list[Approach]) -> None:
    """Say how far the letters are; while some wait, the page looks by itself."""
    batch = latest(found)
    if batch is None:
        return
    if batch.is_under_way:
        st.fragment(_look, run_every=_OFTEN)(visit, chosen.id)
    else:
        st.caption(words.so_far(batch, visit.say, chosen.zone))


def _look(visit: Visit, round_id: int) -> None:
    """Say how far the letters are that are under way; with the last of them the page is drawn anew."""
    batch = latest(visit.store.approaches(round_id))
    if batch is None or not batch.is_under_way:
        st.rerun()
    else:
        st.progress(batch.share, text=words.so_far(batch, visit.say, visit.zone))


@st.fragment
def _write(visit: Visit, round_id: int) -> None:
    """Draw what is sent: what, to whom, in which words, until when the links are valid; and the button."""
    say, chosen = visit.say, visit.store.round(round_id)
    found = visit.store.approaches(round_id)
    st.header(say("invitations.write"), anchor=False)
    first = next(iter(groups(found, Purpose.INVITATION).values()))
    purpose: Purpose = st.radio(
        say("invitations.purpose.label"),
        _PURPOSES,
        index=0 if first else 1,
        format_func=lambda one: say(f"invitations.purpose.{one}"),
        horizontal=True,
        key=f"purpose-{visit.language}",
    )
    writing.show(visit, chosen, found, purpose)


@st.fragment
def _by_itself(visit: Visit, chosen: Round) -> None:
    say = visit.say
    now_on = visit.store.round(chosen.id).reminds
    wanted = st.checkbox(say("invitations.by_itself.label"), now_on, key=f"reminds-{chosen.id}-{now_on}")
    if wanted != now_on:
        with Saving(visit):
            visit.store.remind_by_itself(chosen.id, on=wanted)
            done(say(f"invitations.by_itself.{'starts' if wanted else 'stops'}"))


@st.fragment
def _list(visit: Visit, round_id: int) -> None:
    """Draw the departments of a standing, by name."""
    say, chosen = visit.say, visit.store.round(round_id)
    found = visit.store.approaches(round_id)
    there = dict(words.inviting(found, chosen, visit.store.now, say).standings)
    wanted = st.pills(
        say("invitations.show"),
        list(there),
        format_func=lambda one: there.get(one, ""),
        key=f"standing-{'-'.join(there)}-{visit.language}",
    )
    those = [one for one in found if one.standing is wanted]
    if not those:
        return
    page = regional.page_of(those, A_PAGE, f"standing-{wanted}")
    if wanted not in _MENDED:
        figures.table(words.listed(page, say, chosen.zone))
        return
    st.markdown(say("invitations.mend"))
    for one in page:
        with st.container(gap="xxsmall"):
            regional.to_department(visit, one.department_id, one.department)
            whom = words.to_whom(one, say)
            links.beneath(figures.plain(f"{whom} · {words.stood(one, say, chosen.zone)}"))
