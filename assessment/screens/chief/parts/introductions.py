"""What a department reads of its introductions: those to reply to, whom it can write to, and what it asked for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import streamlit as st

from assessment.people import Action
from assessment.screens.chief.parts import asking
from assessment.screens.parts.markdown import address, plain
from assessment.screens.parts.saving import Saving
from assessment.storage import Introduction, Reached, TooLate
from assessment.visit import Visit


def to_answer(visit: Visit) -> None:
    """Draw those that wait for this department, each in a frame; nothing where none does."""
    department_id = visit.person.department_id or ""
    for one in visit.store.introductions_of(department_id):
        if _waits(one, department_id):
            asks = one.asking_id == department_id
            with st.container(border=True):
                practice = plain(_practice(visit, one.question_id))
                title = "introductions.asks" if asks else "introductions.helps"
                st.subheader(visit.say(title, practice=practice), anchor=False)
                if one.asking_accepted if asks else one.helping_accepted:
                    st.markdown(visit.say("introductions.nobody_of_yours"))
                else:
                    st.markdown(visit.say("introductions.means"))
                _reply(visit, one, department_id)


def others(visit: Visit, since: datetime | None) -> None:
    """Draw what became of the others, and of what the department asked for; nothing where there is nothing.

    Args:
        visit: whose.
        since: when the department's last round opened; what came to nothing before that is no longer told.
    """
    department_id = visit.person.department_id or ""

    def is_told(ended: datetime | None) -> bool:
        return ended is None or since is None or ended >= since

    made = [
        one
        for one in visit.store.introductions_of(department_id)
        if one.declined_by != department_id and is_told(one.ended_at) and (one.agreed or not _waits(one, department_id))
    ]
    wishes = [one for one in visit.store.wishes_of(department_id) if is_told(one.unmet_at)]
    if made or wishes:
        st.header(visit.say("introductions.title"), anchor=False)
    for one in made:
        with _framed(visit, one.question_id):
            _became(visit, one, department_id)
    for wish in wishes:
        with _framed(visit, wish.question_id):
            st.markdown(asking.told(visit, wish))
            asking.take_back(visit, wish)


@contextmanager
def _framed(visit: Visit, question_id: str) -> Iterator[None]:
    """A frame under the name of a practice."""
    with st.container(border=True):
        st.subheader(plain(_practice(visit, question_id)), anchor=False)
        yield


def _waits(one: Introduction, department_id: str) -> bool:
    """Whether the department is to reply, or somebody else of it is to be named."""
    ours, _ = _sides(one, department_id)
    return one.ended_at is None and ours is None


def _sides(one: Introduction, department_id: str) -> tuple[Reached | None, Reached | None]:
    """Who accepted for the department, and who for the other."""
    if one.asking_id == department_id:
        return one.asking_person, one.helping_person
    return one.helping_person, one.asking_person


def _became(visit: Visit, one: Introduction, department_id: str) -> None:
    say, (ours, theirs) = visit.say, _sides(one, department_id)
    if one.ended_at is not None:
        st.markdown(say("introductions.declined" if one.declined else "introductions.left"))
        return
    if one.agreed:
        _agreed(visit, one, theirs, asks=one.asking_id == department_id)
    if ours is not None:
        st.markdown(say("introductions.agreed_ours" if one.agreed else "introductions.waiting", None, **_facts(ours)))
    if not one.agreed and visit.person.role.may(Action.SUBMIT):
        _save(visit, one, department_id, accepts=False, declines=True)


def _agreed(visit: Visit, one: Introduction, theirs: Reached | None, *, asks: bool) -> None:
    """Whom to write to, or that nobody is named."""
    department = plain((one.helping_name if asks else one.asking_name) or "")
    if theirs is None:
        st.markdown(visit.say("introductions.agreed_nobody", department=department))
        return
    st.markdown(visit.say("introductions.agreed_asks" if asks else "introductions.agreed_helps"))
    st.markdown(f"**{department}**  \n{plain(theirs.name)}  \n{address(theirs.email)}")


def _reply(visit: Visit, one: Introduction, department_id: str) -> None:
    """Say exactly what accepting gives away, and let who may reply."""
    say, person = visit.say, visit.person
    if not person.role.may(Action.SUBMIT):
        st.markdown(say("introductions.for_the_chief"))
        return
    department = visit.store.department(department_id).name
    given = _facts(Reached(person.name, person.email))
    st.markdown(say("introductions.gives", None, department=plain(department), **given))
    _save(visit, one, department_id, accepts=True, declines=not one.agreed)


def _save(visit: Visit, one: Introduction, department_id: str, *, accepts: bool, declines: bool) -> None:
    say = visit.say
    with st.container(horizontal=True):
        accept = accepts and st.button(say("introductions.accept"), key=f"accept-{one.id}")
        decline = declines and st.button(say("introductions.decline"), key=f"decline-{one.id}")
    if accept or decline:
        with Saving(visit, {TooLate: say("introductions.settled")}):
            visit.store.reply(one.id, department_id, accept=accept)
            st.rerun()


def _facts(one: Reached) -> dict[str, str]:
    return {"name": plain(one.name), "email": address(one.email)}


def _practice(visit: Visit, question_id: str) -> str:
    question = visit.questionnaire.find(question_id)
    return question_id if question is None else question.name[visit.language]
