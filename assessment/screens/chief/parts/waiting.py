"""What a department's first page says of critical friends: what waits for it, and a visit under way."""

from __future__ import annotations

import streamlit as st

from assessment.friendship import LASTS, Ending, Friendship, FriendshipState
from assessment.language import moment_day
from assessment.screens.parts import links, posts
from assessment.screens.parts.markdown import plain
from assessment.visit import Visit


def show(visit: Visit) -> bool:
    """Draw what waits for this department in a frame, and quietly what is under way; whether there was anything."""
    department = visit.person.department_id or ""
    found = visit.store.friendships_of(department)
    for one in found:
        if _is_own(visit, one, department) and _state(visit, one) is FriendshipState.VISITING:
            _to_visit(visit, one)
    waits = [(key, one) for one in found if (key := _waits(visit, one, department))]
    for key, one in waits:
        with st.container(border=True):
            st.markdown(f":material/group: {_said(visit, key, one)}")
            to_page(visit)
    under_way = [
        one for one in found if one.visited_id == department and _state(visit, one) is FriendshipState.VISITING
    ]
    for one in under_way:
        st.caption(f":material/visibility: {_said(visit, 'visiting', one)}")
    own = [told for one in found if (told := _own(visit, one, department))]
    for told in own:
        st.caption(f":material/visibility: {told}")
    if (under_way or own) and not waits:
        to_page(visit)
    return bool(waits or under_way or own)


def to_page(visit: Visit) -> None:
    """A link to the page on critical friends."""
    st.page_link(
        links.screen(visit, "friendship"),
        label=visit.say("friendship.open"),
        icon=":material/arrow_forward:",
        width="content",
    )


def _state(visit: Visit, one: Friendship) -> FriendshipState:
    return one.state(visit.store.now)


def _waits(visit: Visit, one: Friendship, department: str) -> str:
    """What a visit waits for from this department; empty where for nothing."""
    state, is_visited = _state(visit, one), one.visited_id == department
    if state is FriendshipState.PROPOSED and not is_visited:
        return "asked"
    return str(state) if is_visited and state in (FriendshipState.OFFERED, FriendshipState.HANDED_IN) else ""


def _is_own(visit: Visit, one: Friendship, department: str) -> bool:
    """Whether it is the visitor who goes."""
    return one.helping_id == department and one.person_id == visit.person.id


def _to_visit(visit: Visit, one: Friendship) -> None:
    """Draw the way to a visit of the visitor's own; whoever signed in before it began has to do so again."""
    say = visit.say
    post = next((post for post in visit.store.own_posts() if post.id == one.post_id), None)
    key = "sign_in" if post is None else "begin" if one.confided_at is None else "go_on"
    day = "" if one.until is None else moment_day(one.until, visit.language, visit.zone)
    with st.container(border=True):
        told = say(f"friendship.waiting.{key}", None, department=plain(one.visited_name or ""), day=day)
        st.markdown(f":material/group: {told}")
        if post is not None:
            st.html(links.press(f"/post/{post.id}", say("posts.change", post=posts.name(say, post))))


def _own(visit: Visit, one: Friendship, department: str) -> str:
    """What the visitor is told of a visit of their own that is over, for a time: in its post nobody is any more."""
    over = one.closed_at or one.ended_at or one.until
    state, now, say = _state(visit, one), visit.store.now, visit.say
    if not _is_own(visit, one, department) or over is None:
        return ""
    if state not in (FriendshipState.CLOSED, FriendshipState.ENDED) or now >= over + LASTS:
        return ""
    facts = {"department": plain(one.visited_name or "")}
    told = [say(f"friend.over.{state}", None, **facts)]
    if state is FriendshipState.ENDED:
        told.append(say(f"friend.over.{one.ending or Ending.TIME}", None, **facts))
    elif one.until is not None and now < one.until:
        told.append(say("friend.over.to_read", None, day=moment_day(one.until, visit.language, visit.zone)))
    return " ".join(told)


def _said(visit: Visit, key: str, one: Friendship) -> str:
    facts = {"person": plain(one.person), "department": plain(one.helping_name or "")}
    day = "" if one.until is None else moment_day(one.until, visit.language, visit.zone)
    return visit.say(f"friendship.waiting.{key}", None, day=day, **facts)
