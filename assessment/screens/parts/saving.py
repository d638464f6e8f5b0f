"""Around what is saved: what was refused is said at its place, what was done on the page that is drawn anew."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from types import TracebackType
from typing import Any

import streamlit as st

from assessment import log
from assessment.language import day, number
from assessment.storage import (
    HasLeft,
    NotSaved,
    PostChanged,
    RegionClosed,
    SessionEnded,
    TooLate,
    TooManyLetters,
    TooOften,
    Unfit,
)
from assessment.visit import Visit
from assessment.wording import Say

# By what was raised: what to say, or how to say it of what the exception names. The nearest class counts.
Refused = Mapping[type[Exception], str | Callable[[Any], str]]

_DONE = "done"


class Saving:
    """What stands inside is saved, or the place says why not and the page goes on.

    A write that did not reach the disk, one that came too late, too often or for a region that is closed, and one of
    more than is kept are always told; other refusals where the page names them. Whatever else goes wrong, an ended
    session or a changed post among it, is not for the place to say.
    """

    def __init__(self, visit: Visit, refused: Refused | None = None) -> None:
        """Take the texts of the refusals that this place can meet, or words of its own for the usual ones."""
        self._say, self._refused = visit.say, refused or {}

    def __enter__(self) -> None:
        """Nothing is prepared."""

    def __exit__(self, _: type[BaseException] | None, error: BaseException | None, __: TracebackType | None) -> bool:
        """Say what was refused, in red; whether it was said."""
        why = reason(self._say, error, self._refused)
        if why is not None:
            st.error(why, icon=":material/error:")
        return why is not None


def reason(say: Say, error: BaseException | None, refused: Refused | None = None) -> str | None:
    """Why nothing was saved, or None for what no place can explain."""
    if isinstance(error, SessionEnded | PostChanged):
        return None
    usual: Refused = {
        TooLate: say("questions.not_saved_too_late"),
        HasLeft: say("departed.not_saved"),
        NotSaved: say("errors.not_saved.here"),
        TooOften: say("errors.too_often"),
        TooManyLetters: say("errors.too_many_letters"),
        RegionClosed: say("notices.region_closed.refused"),
        Unfit: lambda unfit: _fits(say, unfit),
    }
    known = {**usual, **(refused or {})}
    told = next((known[kind] for kind in type(error).__mro__ if kind in known), None)
    why = told(error) if callable(told) else told
    return f"{why} {recorded(say, error)}" if isinstance(error, NotSaved) else why


def recorded(say: Say, error: NotSaved) -> str:
    """Tell the log that something was not saved, and say under which reference."""
    screen = st.session_state.to_dict().get("screen", "")
    return log.words(say, log.tell(log.LogKind.NOT_SAVED, str(screen), error))


def _fits(say: Say, unfit: Unfit) -> str:
    """What would be kept instead of what is not."""
    kind = "text_long" if unfit.least is None else "day_range" if isinstance(unfit.least, date) else "number_range"
    least, most = (
        day(one, say.language) if isinstance(one, date) else number(one or 0, say.language)
        for one in (unfit.least, unfit.most)
    )
    return say(f"errors.{kind}", least=least, most=most)


def done(text: str) -> None:
    """Draw the page anew and say there what was done: said before, it would be gone with the page that is replaced."""
    st.session_state[_DONE] = text
    st.rerun()


def tell() -> None:
    """Say once what was done before this page was drawn."""
    if (text := st.session_state.pop(_DONE, None)) is not None:
        st.toast(text)


def tick(key: str, *, is_on: bool) -> None:
    """Show a box as it is kept, whoever ticked it; called before it is drawn.

    Told only where it differs: what is told to a page takes back what was ticked on it meanwhile.
    """
    if st.session_state.get(key, False) != is_on:
        st.session_state[key] = is_on
