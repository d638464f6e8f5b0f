"""What is said of a visit, one thing at a time: saved by itself, and of two windows neither overrules the other unsaid.

The key of a widget carries the version that it was drawn from, as those of answers do. A page that is read anew has
another number than the one before; only such a one tells what was said in another window.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Generic, TypeVar

import streamlit as st

from assessment.friendship import MOST_WORDS, Said
from assessment.language import clean
from assessment.screens.parts import spoken
from assessment.screens.parts.saving import reason
from assessment.storage import NotSaved, SaidMeanwhile, TooLate, TooOften, Unfit
from assessment.visit import Visit

_T = TypeVar("_T")


@dataclass(frozen=True)
class SaidNotSaved:
    """What is told where something is not saved, in finished words: to a friend, or to a department."""

    too_late: str
    elsewhere: Callable[[str], str]  # at a time, something else was said
    taken_back: str  # or what was said is taken back


@dataclass(frozen=True)
class Saying(Generic[_T]):
    """One thing that can be said, and how it is kept."""

    place: str  # where this tab remembers it
    stored: Said[_T] | None  # as the page has read it
    run: int  # of the page
    empty: _T  # what stands where nothing was said
    save: Callable[[_T, int], int]  # over a version; returns the new one
    again: Callable[[], Said[_T] | None]  # reads it anew, where another window was faster
    draw: Callable[[_T], object]  # in words, to choose between two
    told: SaidNotSaved


@dataclass(frozen=True)
class StandsOn(Generic[_T]):
    """What this tab stands on."""

    drawn: int  # what the keys of the widgets carry
    value: _T
    version: int  # 0 where nothing stands
    saved_at: datetime | None
    run: int


@dataclass(frozen=True)
class Attempt(Generic[_T]):
    """What came of saving."""

    base: StandsOn[_T]
    problem: Exception | None = None
    theirs: Said[_T] | None = None  # what another window has saved meanwhile; None too where it took it back


def stands_on(one: Saying[_T], held: Callable[[StandsOn[_T]], _T]) -> StandsOn[_T]:
    """What the widgets are drawn from: anew, where it was changed in another window and nothing was touched in this.

    Args:
        one: what is said.
        held: what the widgets hold that were drawn from something.
    """
    known: StandsOn[_T] | None = st.session_state.get(one.place)
    if known is None:
        found = _fresh(one, one.stored, 0)
    elif known.run == one.run:
        return known
    elif _version(one.stored) == known.version or held(known) != known.value:
        found = replace(known, run=one.run)
    else:
        found = _fresh(one, one.stored, known.version + 1)
    _put(one, found)
    return found


def read_anew(place: str) -> int:
    """The next number of a run, for what is read by itself each time that it is drawn."""
    known: StandsOn[object] | None = st.session_state.get(place)
    return 0 if known is None else known.run + 1


def key(visit: Visit, one: Saying[_T], base: StandsOn[_T], part: str) -> str:
    """Of a widget."""
    return f"{part}-{one.place}-{visit.language}-{base.drawn}"


def field(visit: Visit, one: Saying[str], label: str) -> None:
    """Draw a text that may stay empty, and save it as it is typed."""
    base = stands_on(one, lambda base: _kept(st.session_state.get(key(visit, one, base, "words"), base.value)))
    typed = st.text_area(
        label, value=base.value, max_chars=MOST_WORDS, key=key(visit, one, base, "words"), height="content"
    )
    attempt = settle(visit, one, base, _kept(typed))
    if attempt.problem is None and attempt.base.saved_at is not None:
        when = spoken.at(visit, attempt.base.saved_at)
        spoken.line(visit.say("friend.saved", time=when), sign=spoken.SAVED, version=attempt.base.version)
    else:
        spoken.line("")
    explain(visit, one, attempt, _kept(typed))


def _kept(typed: str) -> str:
    """A text as it is kept."""
    return clean(typed, MOST_WORDS).strip()


def settle(visit: Visit, one: Saying[_T], base: StandsOn[_T], value: _T) -> Attempt[_T]:
    """Save a value if it is another than this tab stands on."""
    if value == base.value:
        return Attempt(base)
    try:
        version = one.save(value, base.version)
    except SaidMeanwhile as error:
        theirs = one.again()
        if (one.empty if theirs is None else theirs.value) != value:
            return Attempt(base, error, theirs)
        version = _version(theirs)
    except (TooLate, TooOften, NotSaved, Unfit) as error:
        return Attempt(base, error)
    saved = replace(base, value=value, version=version, saved_at=visit.store.now)
    _put(one, saved)
    return Attempt(saved)


def take_back(visit: Visit, one: Saying[_T], base: StandsOn[_T]) -> Attempt[_T]:
    """Save that nothing is said, and draw the widgets anew."""
    attempt = settle(visit, one, base, one.empty)
    if attempt.problem is not None:
        return attempt
    drawn = max(attempt.base.version, base.version + 1)  # where another window took it back, no version is told
    nothing = StandsOn(drawn, one.empty, 0, None, one.run)
    _put(one, nothing)
    return Attempt(nothing)


def explain(visit: Visit, one: Saying[_T], attempt: Attempt[_T], mine: _T) -> None:
    """Say why something was not saved: it stays in the widgets, and nothing that is kept was changed."""
    problem = attempt.problem
    if isinstance(problem, SaidMeanwhile):
        _ask(visit, one, attempt, mine)
    elif problem is not None:
        why = reason(visit.say, problem, {TooLate: one.told.too_late})
        st.error(why or "", icon=":material/error:")
    if isinstance(problem, NotSaved | TooOften):
        st.button(visit.say("questions.try_again"), key=f"again-{one.place}")  # the run it causes tries again


def _ask(visit: Visit, one: Saying[_T], attempt: Attempt[_T], mine: _T) -> None:
    """Show both, and let the person choose: the later save never silently wins."""
    say, theirs = visit.say, attempt.theirs
    if theirs is None:
        st.warning(one.told.taken_back, icon=":material/tab:")
    else:
        st.warning(one.told.elsewhere(spoken.at(visit, theirs.saved_at)), icon=":material/tab:")
        st.markdown(f"**{say('questions.theirs')}**")
        one.draw(theirs.value)
    st.markdown(f"**{say('questions.yours')}**")
    one.draw(mine)
    over = replace(
        attempt.base,
        value=one.empty if theirs is None else theirs.value,
        version=_version(theirs),
        saved_at=None if theirs is None else theirs.saved_at,
    )
    anew = _fresh(one, theirs, attempt.base.version + 1)
    with st.container(horizontal=True):
        st.button(say("questions.keep_mine"), key=f"mine-{one.place}-{over.version}", on_click=_put, args=(one, over))
        st.button(
            say("questions.take_theirs"), key=f"theirs-{one.place}-{over.version}", on_click=_put, args=(one, anew)
        )


def _put(one: Saying[_T], base: StandsOn[_T]) -> None:
    st.session_state[one.place] = base


def _fresh(one: Saying[_T], stored: Said[_T] | None, drawn: int) -> StandsOn[_T]:
    """Drawn from what is kept, under a key that no widget has had."""
    if stored is None:
        return StandsOn(drawn, one.empty, 0, None, one.run)
    return StandsOn(stored.version, stored.value, stored.version, stored.saved_at, one.run)


def _version(stored: Said[_T] | None) -> int:
    return 0 if stored is None else stored.version
