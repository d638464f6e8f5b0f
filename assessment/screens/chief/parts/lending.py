"""A department that a critical friend comes from: whether somebody would go and who, and how far their visit is."""

from __future__ import annotations

import streamlit as st

from assessment.friendship import Friendship, FriendshipState
from assessment.language import moment_day
from assessment.people import Action
from assessment.screens.chief.parts import hosting
from assessment.screens.parts import access
from assessment.screens.parts.markdown import plain
from assessment.screens.parts.saving import done
from assessment.visit import Visit


def show(visit: Visit, one: Friendship, *, can_change: bool) -> None:
    """Draw how a visit by somebody of the department stands, with what can be done now.

    Args:
        visit: whose.
        one: by somebody of the visitor's own department.
        can_change: whether the department still takes part.
    """
    state = one.state(visit.store.now)
    decides = can_change and visit.person.role.may(Action.SUBMIT)
    with st.container(border=True):
        if state is FriendshipState.PROPOSED:
            st.subheader(visit.say("friendship.lending.asked"), anchor=False)
            st.markdown(visit.say("friendship.lending.means"))
        else:
            st.markdown(told(visit, one))
        if state in (FriendshipState.PROPOSED, FriendshipState.OFFERED):
            if decides:
                _choose(visit, one)
            else:
                st.markdown(visit.say("friendship.for_the_chief"))
        elif decides and state is FriendshipState.VISITING:
            hosting.end(visit, one)


def told(visit: Visit, one: Friendship) -> str:
    """How far a visit is that somebody was named for, or that is over; in Markdown."""
    state = one.state(visit.store.now)
    facts = {"person": plain(one.person), "department": plain(one.visited_name or "")}
    at = {FriendshipState.OFFERED: one.offered_at, FriendshipState.VISITING: one.until}.get(state) or one.proposed_at
    day = moment_day(at, visit.language, visit.zone)
    return visit.say(f"friendship.lending.{state}", None, day=day, **facts)


def _choose(visit: Visit, one: Friendship) -> None:
    """Draw the people of the department, by name, and the two answers."""
    say, department = visit.say, visit.person.department_id or ""
    contacts = visit.store.contacts(department)
    called = {person.person_id: access.called(visit, person, contacts) for person in contacts}
    chosen = st.selectbox(
        say("friendship.lending.who"),
        list(called),
        index=None,
        format_func=lambda person: called.get(person, ""),
        key=f"who-goes-{one.id}-{visit.language}",
        placeholder=say("friendship.lending.choose"),
    )
    with st.container(horizontal=True):
        offers = st.button(say("friendship.lending.offer"), key=f"offer-visit-{one.id}", type="primary")
        declines = st.button(say("friendship.decline"), key=f"decline-going-{one.id}")
    if offers and chosen is None:
        st.error(say("friendship.lending.none_chosen"), icon=":material/error:")
    elif offers and chosen is not None:
        with hosting.saving(visit):
            visit.store.offer_friend(one.id, department, chosen)
            done(say("friendship.lending.named"))
    elif declines:
        with hosting.saving(visit):
            visit.store.decline_friend(one.id, department)
            done(say("friendship.declined_now"))
