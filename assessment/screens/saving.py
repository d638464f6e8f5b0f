"""Around what is saved: what was refused is said at its place, what was done on the page that is drawn anew."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Any

import streamlit as st

from assessment.storage import HasLeft, NotSaved, PostChanged, SessionEnded, TooLate
from assessment.visit import Visit
from assessment.wording import Say

# By what was raised: what to say, or how to say it of what the exception names. The nearest class counts.
Refused = Mapping[type[Exception], str | Callable[[Any], str]]

_DONE = "done"


class Saving:
    """What stands inside is saved, or the place says why not and the page goes on.

    A write that did not reach the disk and one that came too late are always told; other refusals where the page
    names them. Whatever else goes wrong, an ended session or a changed post among it, is not for the place to say.
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
    }
    known = {**usual, **(refused or {})}
    told = next((known[kind] for kind in type(error).__mro__ if kind in known), None)
    return told(error) if callable(told) else told


def done(text: str) -> None:
    """Draw the page anew and say there what was done: said before, it would be gone with the page that is replaced."""
    st.session_state[_DONE] = text
    st.rerun()


def tell() -> None:
    """Say once what was done before this page was drawn."""
    if (text := st.session_state.pop(_DONE, None)) is not None:
        st.toast(text)
