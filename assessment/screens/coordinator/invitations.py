"""Inviting and reminding a whole region: who was written to and how far that led, and what is sent to whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

import streamlit as st

from assessment.findings import region as words
from assessment.language import day, number
from assessment.letters import Purpose
from assessment.reading import region as reading
from assessment.region.approach import Approach, Furthest, groups, latest
from assessment.rounds import Round, RoundState
from assessment.screens.coordinator.parts import common, writing
from assessment.screens.coordinator.parts.common import View
from assessment.screens.parts import choices, figures, links, markdown, notices
from assessment.screens.parts.saving import Saving, done
from assessment.visit import Visit

A_PAGE = 30  # departments
_MENDED = (Furthest.REFUSED, Furthest.NO_ADDRESS)  # on the page of the department
_PURPOSES = (Purpose.INVITATION, Purpose.REMINDER)


def show(visit: Visit) -> None:
    """Draw the page."""
    view = common.opened(visit, narrows=False)
    if view is not None:
        with common.held():
            _round(visit, view)


def _round(visit: Visit, view: View) -> None:
    chosen = view.chosen
    found = reading.approaches(visit.store, view.of, chosen)
    said = words.inviting(found, chosen, visit.say)

    def again() -> Sequence[Approach]:
        return visit.store.approaches(chosen.id)

    with common.anew("title"):
        st.title(markdown.plain(said.headline), anchor=False)
    common.bar(visit, view, narrows=False)
    with common.anew("found"):
        is_closed = notices.region(visit)
        st.markdown(markdown.plain(" ".join(said.to_do)))
        _planned(visit, view)
        batch = latest(found)
        if batch is not None and not batch.is_under_way:
            st.caption(words.so_far(batch, visit.say, chosen.zone))
        if found:
            _list(visit, chosen.id, said.standings, common.handed(found, again))
        if said.can_write and not is_closed:
            _write(visit, chosen.id, common.handed(found, again))
        if batch is not None and batch.is_under_way:  # under the button that sent them, where one looks
            writing.under_way(visit, chosen.id)
        if visit.mails and not is_closed and chosen.state(visit.store.now) is RoundState.OPEN:
            st.space("small")  # it belongs to no button above it
            _by_itself(visit, chosen)
        common.to_screen(visit, view, "rounds", visit.say("invitations.to_round"))


def _planned(visit: Visit, view: View) -> None:
    """Say of rounds that have not opened when they can be written about."""
    for one in view.of.planned:
        opens = day(one.opens_on, visit.language)
        st.markdown(markdown.plain(visit.say("invitations.planned", round=one.title, day=opens)))


@st.fragment
def _write(visit: Visit, round_id: int, read: Callable[[], Sequence[Approach]]) -> None:
    """Draw what is sent: what, to whom, in which words, until when the links are valid; and the button."""
    say, chosen = visit.say, visit.store.round(round_id)
    found = read()
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
def _list(visit: Visit, round_id: int, there: Sequence[Furthest], read: Callable[[], Sequence[Approach]]) -> None:
    """Draw the departments of a standing, by name.

    The choice is of the standings that the page was drawn with, because a choice of others would be another field.
    """
    say, chosen = visit.say, visit.store.round(round_id)
    found = read()
    counts = Counter(one.standing for one in found)
    wanted: Furthest | None = st.radio(
        say("invitations.show"),
        there,
        index=None,
        format_func=lambda one: say(f"invitations.standing.{one}"),
        captions=[number(counts[one], visit.language) for one in there],
        horizontal=True,
        key=f"standing-{'-'.join(there)}-{visit.language}",
    )
    if wanted is None:
        return
    page = choices.page_of([one for one in found if one.standing is wanted], A_PAGE, f"standing-{wanted}")
    if not page:
        st.markdown(say("invitations.none_so"))
    elif wanted not in _MENDED:
        figures.table(words.listed(page, say, chosen.zone))
    else:
        _mend(visit, page, chosen.zone)


def _mend(visit: Visit, those: Sequence[Approach], zone: str) -> None:
    """Departments whose address is to be given or corrected, each with the way to its page."""
    say = visit.say
    st.markdown(say("invitations.mend"))
    for one in those:
        with st.container(gap="xxsmall"):
            common.to_department(visit, None, one.department_id, one.department)
            links.beneath(markdown.plain(f"{words.to_whom(one, say)} · {words.stood(one, say, zone)}"))
