"""A field of a step of a plan: saved as it is filled in, and of two people who change it neither is overruled unsaid.

The key of a field carries the version that it was drawn from, as those of answers do.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from assessment.commitments import Commitment
from assessment.screens.parts import spoken
from assessment.screens.parts.markdown import plain
from assessment.screens.parts.saving import Saving
from assessment.storage import CommitmentChanged
from assessment.visit import Visit

Turn = Callable[[Any], Any]


def _as_it_is(value: Any) -> Any:
    return value


@dataclass(frozen=True)
class Field:
    """One field, and how what its widget holds and what is kept become each other."""

    name: str  # of what `Commitment` calls it
    draw: Callable[[str, Any], Any]  # the widget with a key and what it begins with; returns what it holds
    keeps: Turn = _as_it_is  # of what it holds
    holds: Turn = _as_it_is  # of what is kept
    words: Callable[[Any], str] = str  # what it holds, for choosing between two
    empty: Any = ""  # what it begins with where a value is put into it


@dataclass(frozen=True)
class _DrawnFrom:
    """Where this tab remembers what a field was drawn from."""

    name: str
    drawn: int  # version
    base: Any  # what this tab stands on by now

    def key(self, visit: Visit) -> str:
        return f"{self.name}-{visit.language}-{self.drawn}"

    def stands_on(self, base: Any) -> None:
        st.session_state[self.name] = (self.drawn, base)


def show(visit: Visit, one: Commitment, field: Field) -> tuple[Commitment, bool]:
    """Draw a field and save what was changed in it, or say at the place why not; what was typed stays in it.

    Returns:
        The step as it stands then, and whether all that stands in the field is saved.
    """
    place = _place(visit, one, field)
    key = place.key(visit)
    if key not in st.session_state and _unsaved(key) in st.session_state:
        _put(key, st.session_state[_unsaved(key)])  # the page was left, and its fields are gone since
    is_put = _is_put(key) in st.session_state and key in st.session_state
    held = field.draw(key, field.empty if is_put else field.holds(place.base))
    value = field.keeps(held)
    place.stands_on(place.base)
    if value == place.base:
        st.session_state.pop(_unsaved(key), None)
        return one, True
    st.session_state[_unsaved(key)] = held
    saved = _saved(visit, one, field, place, value)
    if saved is None:
        return one, False
    st.session_state.pop(_unsaved(key), None)
    place.stands_on(value)
    return saved, True


def _place(visit: Visit, one: Commitment, field: Field) -> _DrawnFrom:
    """What the field is drawn from: anew, where it was changed elsewhere and nothing was typed in it here."""
    name, stored = f"step-{one.id}-{field.name}", getattr(one, field.name)
    place = _DrawnFrom(name, *st.session_state.get(name, (one.version, stored)))
    here = st.session_state.get(place.key(visit), st.session_state.get(_unsaved(place.key(visit))))
    untouched = here is None or field.keeps(here) == place.base
    return _DrawnFrom(name, one.version, stored) if stored != place.base and untouched else place


def _saved(visit: Visit, one: Commitment, field: Field, place: _DrawnFrom, value: Any) -> Commitment | None:
    """Save a value over the one that this tab stands on; None where it is not, which is said."""
    with Saving(visit):
        try:
            return visit.store.change_commitment(replace(one, **{field.name: place.base}), **{field.name: value})
        except CommitmentChanged as error:
            _ask(visit, field, place, error.current, value)
    return None


def _ask(visit: Visit, field: Field, place: _DrawnFrom, current: Commitment, mine: Any) -> None:
    """Show both values, and let the person choose: the later save never silently wins."""
    say, theirs, key = visit.say, getattr(current, field.name), place.key(visit)
    when = {"name": plain(current.author), "time": spoken.at(visit, current.saved_at)}
    st.warning(say("plan.changed_meanwhile", None, **when), icon=":material/group:")
    for title, value in ((say("plan.theirs"), theirs), (say("plan.yours"), mine)):
        st.markdown(f"**{title}**")
        st.text(field.words(field.holds(value)) or say("commitments.nothing"))
    with st.container(horizontal=True):
        st.button(say("plan.keep_mine"), key=f"mine-{key}", on_click=place.stands_on, args=(theirs,))
        st.button(say("plan.take_theirs"), key=f"theirs-{key}", on_click=_take, args=(place, key, field, theirs))


def _take(place: _DrawnFrom, key: str, field: Field, theirs: Any) -> None:
    """Put what somebody else saved into the field."""
    place.stands_on(theirs)
    _put(key, field.holds(theirs))


def _put(key: str, held: Any) -> None:
    """Put a value into a field before it is drawn; Streamlit warns of one that begins with another then."""
    st.session_state[_is_put(key)] = True
    st.session_state[key] = held


def _is_put(key: str) -> str:
    return f"put-in-{key}"


def _unsaved(key: str) -> str:
    return f"unsaved-{key}"
