"""What a department says to its critical friend: saved as it is filled in, and nobody is overruled unsaid.

The keys of the widgets carry the version that they were drawn from, as those of answers do.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

import streamlit as st

from assessment.friendship import Said
from assessment.screens import spoken
from assessment.screens.saving import Saving
from assessment.storage import SaidMeanwhile, TooLate
from assessment.visit import Visit

_T = TypeVar("_T")


@dataclass(frozen=True)
class Field(Generic[_T]):
    """Something that is said, of one or several widgets."""

    name: str  # once a page
    stored: Callable[[], Said[_T] | None]
    draw: Callable[[str, _T | None], _T | None]  # the widgets with a key and what they begin with; what they hold then
    held: Callable[[str, _T | None], _T | None]  # what the browser has sent under a key, else what it began with
    save: Callable[[_T, int], int]  # on a version; returns the next
    show: Callable[[_T | None], None]  # where one chooses between two


@dataclass(frozen=True)
class _Place(Generic[_T]):
    """Where this tab remembers what a field was drawn from."""

    name: str
    drawn: int  # version
    base: _T | None  # what this tab stands on by now
    version: int  # of that

    def key(self, visit: Visit) -> str:
        return f"{self.name}-{visit.language}-{self.drawn}"

    def stands_on(self, base: _T | None, version: int, *, anew: bool = False) -> None:
        st.session_state[self.name] = (version if anew else self.drawn, base, version)


def show(visit: Visit, field: Field[_T]) -> _T | None:
    """Draw a field, and save what was changed in it or say at the place why not; returns what is kept then."""
    stored = field.stored()
    value, version = (None, 0) if stored is None else (stored.value, stored.version)
    place = _Place(field.name, *st.session_state.get(field.name, (version, value, version)))
    if version != place.version and field.held(place.key(visit), place.base) == place.base:
        place = _Place(field.name, version, value, version)  # changed elsewhere, and nothing was typed in it here
    held = field.draw(place.key(visit), place.base)
    place.stands_on(place.base, place.version)
    saved_at = None if stored is None else stored.saved_at
    if held is not None and held != place.base:
        made = _saved(visit, field, place, held)
        if made is None:
            return value
        place.stands_on(held, made)
        value, version, saved_at = held, made, visit.store.now
    said = "" if saved_at is None else visit.say("friendship.reply.saved", time=spoken.at(visit, saved_at))
    spoken.line(said, sign=spoken.SAVED if said else "", version=version)
    return value


def _saved(visit: Visit, field: Field[_T], place: _Place[_T], held: _T) -> int | None:
    """Save over the version that this tab stands on; None where it is not, which is said."""
    with Saving(visit, {TooLate: visit.say("friendship.too_late")}):
        try:
            return field.save(held, place.version)
        except SaidMeanwhile:
            _ask(visit, field, place, held)
    return None


def _ask(visit: Visit, field: Field[_T], place: _Place[_T], mine: _T) -> None:
    """Show both, and let the person choose: the later save never silently wins."""
    say, stored, key = visit.say, field.stored(), place.key(visit)
    theirs, version = (None, 0) if stored is None else (stored.value, stored.version)
    st.warning(say("friendship.reply.meanwhile"), icon=":material/group:")
    for title, value in ((say("plan.theirs"), theirs), (say("plan.yours"), mine)):
        st.markdown(f"**{title}**")
        field.show(value)
    with st.container(horizontal=True):
        st.button(say("plan.keep_mine"), key=f"mine-{key}", on_click=place.stands_on, args=(theirs, version))
        st.button(
            say("plan.take_theirs"),
            key=f"theirs-{key}",
            on_click=place.stands_on,
            args=(theirs, version),
            kwargs={"anew": True},
        )
