"""Sorting one's own posts on a phone: one button a kind, each tap saved and said to be.

A tap adds one to what is kept, whoever taps besides: so two people can sort at once, and nothing is lost on a bad line,
for a count that is shown is one that is saved.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import streamlit as st

from assessment.findings import gaps
from assessment.findings.words import capital
from assessment.language import month, number
from assessment.report import voice_sheets
from assessment.screens.chief.parts import counts
from assessment.screens.parts import spoken, tab
from assessment.screens.parts.saving import Saving
from assessment.storage import HeardMeanwhile, NotReady
from assessment.visit import Visit
from assessment.voices.content import ContentKind
from assessment.voices.expectations import LEAST_POSTS, Tally

TAP = "tap"  # what names the month in an address
_BUTTON, _BESIDE = 216, 60  # px: together they fit the narrowest phone, and the count stays beside its button
_TRIES = 5  # where others tap at the same moment
_TAPPED = "tapped"  # in this tab, the kinds in order: what can be undone


def show(visit: Visit, of: date) -> None:
    """Draw the page."""
    say = visit.say
    tab.name(visit, say("tapping.title"), say("menu.voices"))
    st.title(say("tapping.title"), anchor=False)
    st.markdown(say("tapping.about", None, least=number(LEAST_POSTS, visit.language)))
    _buttons(visit, of)
    if st.button(say("tapping.back"), key="tapping-back", icon=":material/arrow_back:"):
        st.query_params.pop(TAP, None)
        st.rerun()


def month_named(visit: Visit) -> date | None:
    """The month that the address names; this one where it can not be chosen, None where the address asks for none."""
    given = st.query_params.get(TAP)
    if given is None:
        return None
    known = counts.months(visit)
    return next((one for one in known if f"{one:%Y-%m}" == given), known[0])


@st.fragment
def _buttons(visit: Visit, of: date) -> None:
    """Draw a button a kind with its count beside it; pressed, it is saved before anything is drawn anew."""
    say, tapped = visit.say, st.session_state.setdefault(f"{_TAPPED}-{of:%Y-%m}", [])
    line = st.container()
    undo = st.button(say("tapping.undo"), key="tapping-undo", icon=":material/undo:", width="stretch")
    wrong = st.container()
    pressed, beside = None, {}
    for kind in _kinds(visit, of):
        with st.container(horizontal=True, vertical_alignment="center", gap="xxsmall", key=f"tapping-{kind.id}"):
            label = kind.label[visit.language]
            if st.button(label, key=f"tap-{kind.id}", width=_BUTTON, wrap=True):
                pressed = kind.id
            beside[kind.id] = st.container(width=_BESIDE)
    with wrong, Saving(visit, {NotReady: say("tapping.refused"), HeardMeanwhile: say("tapping.refused")}):
        if pressed is not None:
            _add(visit, of, pressed, 1)
            tapped.append(pressed)
        elif undo and tapped:
            _add(visit, of, tapped[-1], -1)
            tapped.pop()
    posts, saved, version = _kept(visit, of)
    for kind_id, place in beside.items():
        sign = spoken.SAVED if tapped and tapped[-1] == kind_id else ""
        count = posts.get(kind_id)  # none stands for no tap, which is no answer
        place.markdown(f"**{number(count, visit.language)}** {sign}" if count else "")
    with line:
        _state(visit, of, posts, saved, version)


def _kinds(visit: Visit, of: date) -> tuple[ContentKind, ...]:
    department = visit.person.department_id or ""
    polls = [one.value for one in visit.store.polls(department)]
    tallies = [one.value for one in visit.store.tallies(department) if one.value.month == of]
    return voice_sheets.offered(court=counts.asks_court(polls, tallies))


def _kept(visit: Visit, of: date) -> tuple[Mapping[str, int], str, int]:
    """What is kept of a month: the posts, when it was saved, and which version it is."""
    department = visit.person.department_id or ""
    heard = next((one for one in visit.store.tallies(department) if one.value.month == of), None)
    if heard is None:
        return {}, "", 0
    return heard.value.posts, spoken.at(visit, heard.saved_at), heard.version


def _add(visit: Visit, of: date, kind: str, by: int) -> None:
    """Add to what is kept now; tried again where somebody else was faster.

    Raises:
        HeardMeanwhile: others were, each time.
        NotReady: there are more posts than are kept.
    """
    for left in reversed(range(_TRIES)):
        posts, _, version = _kept(visit, of)
        changed = {**posts, kind: max(posts.get(kind, 0) + by, 0)}
        try:
            visit.store.keep_tally(visit.person.department_id or "", Tally(changed, of), version)
        except HeardMeanwhile:
            if not left:
                raise
        else:
            return


def _state(visit: Visit, of: date, posts: Mapping[str, int], saved: str, version: int) -> None:
    """Say how many posts are sorted, that they are saved, and which came last."""
    say, tapped = visit.say, st.session_state[f"{_TAPPED}-{of:%Y-%m}"]
    total = sum(posts.values())
    st.markdown(f"**{say('tapping.sorted', total, month=capital(month(of, visit.language)))}**")
    words = say("tapping.saved", None, time=saved) if saved else say("tapping.nothing")
    if tapped:
        words = say("tapping.saved_last", None, time=saved, kind=gaps.label(tapped[-1], say))
    spoken.line(words, sign=spoken.SAVED if saved else "", version=version, quiet=not saved)
    if total >= LEAST_POSTS:
        st.markdown(say("tapping.enough", None, least=number(LEAST_POSTS, visit.language)))
