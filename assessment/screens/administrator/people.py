"""People: everybody who is known, what they are where, and what can be done about it; for whoever runs the site."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from assessment import names
from assessment.language import moment_day
from assessment.people import GIVEN, Known, Post, Role
from assessment.rounds import MOST_EMAIL, MOST_NAME
from assessment.screens.parts import access, choices, letting_in, markdown
from assessment.storage import Contact, RegionContents
from assessment.visit import Visit

A_PAGE = 15  # people
_LEFT = "left"
_SHOWN = (choices.ALL, Role.ADMINISTRATOR, Role.COORDINATOR, Role.CHIEF, Role.MEMBER, Role.FRIEND, _LEFT)


def show(visit: Visit) -> None:
    """Draw the page."""
    present = sum(one.left_at is None for one in visit.store.people())
    st.title(visit.say("people.headline", present), anchor=False)
    st.markdown(visit.say("people.means"))
    letting_in.tell(visit, access.SITE)
    _give(visit)
    _list(visit)


@st.fragment
def _list(visit: Visit) -> None:
    """Draw those who are looked for, each with what can be done."""
    say = visit.say
    people = visit.store.people()
    with st.grid(2, min_column_width=220):
        wanted = st.text_input(say("people.search"), max_chars=MOST_NAME, key="people-search")
        shown = st.selectbox(
            say("people.show"), _SHOWN, format_func=lambda one: say(_says(one)), key=f"people-show-{visit.language}"
        )
    found = [one for one in people if _is_shown(one, shown) and _is_wanted(one, wanted)]
    if not found:
        st.markdown(say("people.nothing_found"))
        return
    contacts = access.everybody(people)
    for one in choices.page_of(found, A_PAGE, f"people-{wanted}-{shown}"):
        _one(visit, one, contacts)


def _says(shown: str) -> str:
    """The key of what a choice of people is called."""
    return {choices.ALL: "people.everybody", _LEFT: "people.left"}.get(shown, f"access.role.{shown}")


def _is_shown(one: Known, shown: str) -> bool:
    if shown in (choices.ALL, _LEFT):
        return (one.left_at is not None) == (shown == _LEFT)
    return any(post.ended_at is None and post.role == shown for post in one.posts)


def _is_wanted(one: Known, wanted: str) -> bool:
    if not wanted:
        return True
    words = (one.name, one.email, *(post.place for post in one.posts))
    return any(names.bare(wanted) in names.bare(word) for word in words)


def _one(visit: Visit, one: Known, contacts: Sequence[Contact]) -> None:
    """A name and an address, every post, when they were seen; and what can be done about each post."""
    with st.container(gap="xxsmall"):
        st.markdown(" · ".join(filter(None, (f"**{markdown.plain(one.name)}**", markdown.address(one.email)))))
        for line in (*(_post(visit, post) for post in one.posts), _seen(visit, one)):
            st.caption(markdown.plain(line))
        for contact in contacts:
            if contact.person_id == one.id:
                here = (contact.role.is_of_department, contact.place)
                access.change(visit, contact, [c for c in contacts if (c.role.is_of_department, c.place) == here])


def _post(visit: Visit, post: Post) -> str:
    say, words = visit.say, access.post_words(visit, post)
    since = moment_day(post.since, visit.language, visit.zone)
    if post.ended_at is None:
        return say("people.since", post=words, day=since)
    return say("people.until", post=words, day=since, end=moment_day(post.ended_at, visit.language, visit.zone))


def _seen(visit: Visit, one: Known) -> str:
    say = visit.say
    seen = None if one.seen_at is None else moment_day(one.seen_at, visit.language, visit.zone)
    said = say("access.never_seen") if seen is None else say("access.seen", day=seen)
    if one.left_at is not None:
        said = f"{said} · {say('people.left_on', day=moment_day(one.left_at, visit.language, visit.zone))}"
    elif one.id == visit.person.id:
        said = f"{said} · {say('people.yourself')}"
    return said


@st.fragment
def _give(visit: Visit) -> None:
    """Draw the way to a post for somebody, known or new."""
    say, regions = visit.say, visit.store.regions()
    with st.expander(say("people.give.title"), icon=":material/link:"):
        role = st.radio(
            say("departments.invite.role"),
            GIVEN,
            format_func=lambda one: access.role(visit, one),
            key=f"give-role-{visit.language}",
        )
        places = _places(role, regions)
        if not places:
            st.markdown(say("people.give.no_place"))
            return
        st.markdown(f"{letting_in.means(visit, role)} {say('people.give.means')}")
        with st.form("give", border=False):
            place = choices.ALL if role is Role.ADMINISTRATOR else _place(visit, role, places)
            email = st.text_input(say("departments.invite.email"), max_chars=MOST_EMAIL, key="give-email")
            name = st.text_input(say("departments.invite.name"), max_chars=MOST_NAME, key="give-name")
            pressed = st.form_submit_button(letting_in.button(visit, role), type="primary")
        if pressed:
            access.let_in(
                visit,
                "give",
                email,
                role,
                department_id=place if role.is_of_department else None,
                region_id=place if role is Role.COORDINATOR else None,
                name=name,
                language=None if role.is_of_department else visit.language,
            )
        letting_in.tell(visit, "give")


def _place(visit: Visit, role: Role, places: dict[str, str]) -> str:
    label = "people.give.department" if role.is_of_department else "people.give.region"
    chosen: str = st.selectbox(
        visit.say(label), list(places), format_func=lambda one: places[one], key=f"give-{role}-{visit.language}"
    )
    return chosen


def _places(role: Role, regions: Sequence[RegionContents]) -> dict[str, str]:
    """Where somebody can have a role, by id: a department with its region where there are several."""
    if role is Role.ADMINISTRATOR:
        return {choices.ALL: ""}
    if role is Role.COORDINATOR:
        return {one.region.id: one.region.name for one in regions}
    return {
        department.id: f"{department.name} · {one.region.name}" if len(regions) > 1 else department.name
        for one in regions
        for department in one.departments
        if department.left_on is None
    }
