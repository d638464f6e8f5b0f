"""A department that a critical friend is to visit: what it is told before it decides, and what during and after."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from assessment.friendship import Ending, Friendship, FriendshipState
from assessment.language import enumeration, moment_day
from assessment.people import Action
from assessment.screens.chief.parts import differences
from assessment.screens.parts.markdown import plain
from assessment.screens.parts.saving import Refused, Saving, done
from assessment.storage import NotReady, TooLate
from assessment.visit import Visit


def show(visit: Visit, one: Friendship, *, can_change: bool) -> None:
    """Draw how a visit stands, with what can be done now.

    Args:
        visit: whose.
        one: to the visitor's own department.
        can_change: whether the department still takes part.
    """
    state = one.state(visit.store.now)
    decides = can_change and visit.person.role.may(Action.SUBMIT)
    if state in _BEFORE:
        with st.container(border=True):
            _BEFORE[state](visit, one, decides)
    elif differences.is_to_be_read(one, state):
        if state is FriendshipState.ENDED:
            st.markdown(told_of_end(visit, one))
        found = differences.read(visit, one)
        can_reply = can_change and state is FriendshipState.HANDED_IN and visit.person.role.may(Action.ANSWER)
        differences.show(visit, found, can_reply=can_reply)
        if state is FriendshipState.HANDED_IN and decides:
            end(visit, one)
    else:
        st.markdown(told_of_end(visit, one))
        if state is FriendshipState.ENDED:
            st.markdown(visit.say("friendship.kept"))


def told_of_end(visit: Visit, one: Friendship) -> str:
    """Why nothing came of a visit, or why it ended early; in Markdown."""
    say, proposed = visit.say, moment_day(one.proposed_at, visit.language, visit.zone)
    if one.state(visit.store.now) is FriendshipState.DECLINED:
        return say(f"friendship.declined.{one.ending or Ending.VISITED}", None, day=proposed)
    ended = one.ended_at or one.until
    assert ended is not None, "it is over"
    day = moment_day(ended, visit.language, visit.zone)
    return say(f"friendship.ending.{one.ending or Ending.TIME}", None, day=day, person=plain(one.person))


def end(visit: Visit, one: Friendship) -> None:
    """Draw, folded, how a visit is ended before its time."""
    say = visit.say
    with st.expander(say("friendship.end.title")):
        st.markdown(say("friendship.end.means"))
        if st.button(say("friendship.end.button"), key=f"end-visit-{one.id}"):
            with saving(visit):
                visit.store.end_friendship(one.id)
                done(say("friendship.end.done"))


def saving(visit: Visit) -> Saving:
    """Around what is decided on a visit: why it is not kept is said in its own words."""
    say = visit.say
    refused: Refused = {
        TooLate: say("friendship.too_late"),
        NotReady: lambda error: say(f"friendship.problem.{error.missing[0]}"),
    }
    return Saving(visit, refused)


def _proposed(visit: Visit, one: Friendship, decides: bool) -> None:
    st.markdown(visit.say("friendship.looking"))
    if decides and st.button(visit.say("friendship.not_now"), key=f"decline-visit-{one.id}"):
        _decline(visit, one)


def _decline(visit: Visit, one: Friendship) -> None:
    with saving(visit):
        visit.store.decline_friend(one.id, visit.person.department_id or "")
        done(visit.say("friendship.declined_now"))


def _offered(visit: Visit, one: Friendship, decides: bool) -> None:
    """Draw who would come, and everything that follows from it, before the two buttons."""
    say = visit.say
    who = {"person": plain(one.person), "department": plain(one.helping_name or "")}
    if st.session_state.setdefault(f"offered-{one.id}", one.person_id) != one.person_id:
        st.session_state[f"offered-{one.id}"] = one.person_id
        st.warning(say("friendship.problem.another"), icon=":material/group:")
    st.markdown(say("friendship.offered.who", None, round=plain(visit.store.round(one.round_id).title), **who))
    st.markdown(say("friendship.offered.means"))
    if not decides:
        st.markdown(say("friendship.for_the_chief"))
        return
    st.caption(say("friendship.offered.no_reason"))
    with st.container(horizontal=True):
        # of this person alone: a press is lost where somebody else is named meanwhile
        key = f"accept-visit-{one.id}-{one.person_id}"
        accepts = st.button(say("friendship.accept"), key=key, type="primary")
        declines = st.button(say("friendship.decline"), key=f"decline-visit-{one.id}")
    if declines:
        _decline(visit, one)
    elif accepts:
        with saving(visit):
            visit.store.accept_friend(one.id, visit.person.department_id or "", one.person_id)
            done(say("friendship.offered.accepted"))


def _visiting(visit: Visit, one: Friendship, decides: bool) -> None:
    """Draw since when and until when the friend can read, and on which days they did."""
    say = visit.say
    assert one.accepted_at is not None and one.until is not None, "both have accepted"
    since, until = (moment_day(at, visit.language, visit.zone) for at in (one.accepted_at, one.until))
    who = {"person": plain(one.person), "department": plain(one.helping_name or "")}
    title = plain(visit.store.round(one.round_id).title)
    st.markdown(say("friendship.visiting.since", None, round=title, since=since, until=until, **who))
    days = list(dict.fromkeys(moment_day(at, visit.language, visit.zone) for at in one.read_at))
    if days:
        st.markdown(say("friendship.visiting.read_on", days=enumeration(days, visit.language)))
    else:
        st.markdown(say("friendship.visiting.not_read" if one.confided_at else "friendship.visiting.to_confide"))
    st.markdown(say("friendship.visiting.waits"))
    if not decides:
        return
    if st.button(say("friendship.visiting.extend"), key=f"extend-visit-{one.id}"):
        with saving(visit):
            visit.store.extend_friendship(one.id, visit.person.department_id or "")
            done(say("friendship.visiting.extended"))
    end(visit, one)


_BEFORE: dict[FriendshipState, Callable[[Visit, Friendship, bool], None]] = {
    FriendshipState.PROPOSED: _proposed,
    FriendshipState.OFFERED: _offered,
    FriendshipState.VISITING: _visiting,
}
