"""Critical friends of a department: what one is, who comes and what they say, who of it goes, what it would like."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from assessment.friendship import Friendship, FriendshipState, FriendWish
from assessment.people import Action
from assessment.screens.chief.parts import departed, differences, hosting, lending, sharing
from assessment.visit import Visit


def show(visit: Visit) -> None:
    """Draw the page: first what waits or was said, then what the department would like, and what was before."""
    department = visit.person.department_id
    assert department is not None, "only departments have this page"
    can_change = departed.departure(visit) is None
    found, now = visit.store.friendships_of(department), visit.store.now
    to_us = [one for one in found if one.visited_id == department]
    by_us = [one for one in found if one.visited_id != department]
    at_hand = next((one for one in to_us if one.state(now).is_open), to_us[0] if to_us else None)
    going = [one for one in by_us if one.state(now).is_open]
    is_asked = any(one.state(now) is FriendshipState.PROPOSED for one in going)
    st.title(_title(visit, at_hand, is_asked=is_asked), anchor=False)
    begun = at_hand is not None and at_hand.state(now) in (
        FriendshipState.VISITING,
        FriendshipState.HANDED_IN,
        FriendshipState.CLOSED,
    )
    decides = is_asked or (at_hand is not None and at_hand.state(now) is FriendshipState.OFFERED)
    if not begun and not decides:
        st.markdown(visit.say("friendship.about"))
    if at_hand is not None:
        hosting.show(visit, at_hand, can_change=can_change)
    if going:
        st.header(visit.say("friendship.lending.title"), anchor=False)
        for one in going:
            lending.show(visit, one, can_change=can_change)
    if can_change:
        st.header(visit.say("friendship.ticks"), anchor=False)
        if begun or decides:
            st.markdown(visit.say("friendship.about"))
        _ticks(visit, department)
    _earlier(visit, [one for one in to_us if one is not at_hand], [one for one in by_us if one not in going])


def _title(visit: Visit, one: Friendship | None, *, is_asked: bool = False) -> str:
    """What is to be known of the visit at hand; where there is none, whether the department is asked for a friend."""
    say = visit.say
    state = FriendshipState.DECLINED if one is None else one.state(visit.store.now)
    if is_asked and not state.is_open:
        return say("friendship.title.asked")
    if one is None or state is FriendshipState.DECLINED:
        return say("friendship.title.none")
    if state is FriendshipState.HANDED_IN:
        return say("friendship.title.handed_in", len(differences.read(visit, one).seen.differed))
    return say(f"friendship.title.{state}")


@st.fragment
def _ticks(visit: Visit, department: str) -> None:
    """Draw what the department would like, each with what follows from it; a tick is kept at once."""
    say, wishes = visit.say, visit.store.friend_wishes(department)
    for wish in FriendWish:
        if visit.person.role.may(Action.SUBMIT):
            keep = partial(visit.store.wish_friend, department, wish)
            sharing.box(visit, f"friend-{wish}", say(f"friendship.{wish}.tick"), wish in wishes, keep)
        else:
            st.markdown(f"**{say(f'friendship.{wish}.tick')}** {_stands(visit, is_on=wish in wishes)}")
        st.caption(say(f"friendship.{wish}.means"))
    if not visit.person.role.may(Action.SUBMIT):
        st.markdown(say("friendship.for_the_chief"))


def _stands(visit: Visit, *, is_on: bool) -> str:
    return visit.say("friendship.ticked.is_on" if is_on else "friendship.ticked.is_off")


def _earlier(visit: Visit, to_us: Sequence[Friendship], by_us: Sequence[Friendship]) -> None:
    """Draw what was before, folded; opened, what was said then."""
    if not to_us and not by_us:
        return
    st.header(visit.say("friendship.earlier"), anchor=False)
    now = visit.store.now
    for one in to_us:
        state = one.state(now)
        if not differences.is_to_be_read(one, state):
            st.markdown(hosting.told_of_end(visit, one))
            continue
        fold = st.expander(_title(visit, one), key=f"visit-{one.id}", on_change="rerun")
        if fold.open:
            with fold:
                hosting.show(visit, one, can_change=False)
    for one in by_us:
        st.markdown(lending.told(visit, one))
