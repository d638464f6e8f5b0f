"""Asking to be introduced: a button beside a practice, or what became of it."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from assessment.language import moment_day
from assessment.people import Action
from assessment.screens.parts.saving import Saving, done
from assessment.storage import Introduction, NotReady, TooLate, Wish
from assessment.visit import Visit


@dataclass(frozen=True)
class AskedFor:
    """What a department has asked for, by question, the newest of each."""

    wishes: dict[str, Wish]
    introductions: dict[str, Introduction]  # that have not come to nothing
    may_ask: bool


def read(visit: Visit) -> AskedFor:
    """Read it once for a page."""
    store, department_id = visit.store, visit.person.department_id or ""
    of_ours = store.introductions_of(department_id)
    takes_part = store.department(department_id).left_on is None
    return AskedFor(
        wishes={one.question_id: one for one in store.wishes_of(department_id)},
        introductions={
            one.question_id: one for one in of_ours if one.asking_id == department_id and one.ended_at is None
        },
        may_ask=takes_part and visit.person.role.may(Action.SUBMIT),
    )


def about(visit: Visit, asked: AskedFor) -> None:
    """Say once, over several practices, that one can ask and who sees it."""
    if asked.may_ask:
        st.caption(visit.say("introductions.wish.about"))


def beside(visit: Visit, asked: AskedFor, question_id: str) -> None:
    """Draw the button beside a practice, or what became of it."""
    say, wish, made = visit.say, asked.wishes.get(question_id), asked.introductions.get(question_id)
    if made is not None:
        st.caption(say("introductions.wish.introduced" if made.agreed else "introductions.wish.proposed"))
        return
    if wish is not None:
        st.caption(told(visit, wish))
    if wish is not None and wish.is_open:
        take_back(visit, wish)
    elif asked.may_ask and _small(visit, "ask", question_id):
        with Saving(visit, {NotReady: lambda error: say(f"introductions.wish.problem.{error.missing[0]}")}):
            visit.store.wish(question_id, visit.person.department_id or "")
            done(say("introductions.wish.asked"))


def told(visit: Visit, wish: Wish) -> str:
    """Where a wish stands."""
    key = "introductions.wish.open" if wish.is_open else "introductions.wish.unmet"
    return visit.say(key, day=moment_day(wish.wished_at, visit.language, visit.zone))


def take_back(visit: Visit, wish: Wish) -> None:
    """Let who may ask take an open wish back."""
    may = wish.is_open and visit.person.role.may(Action.SUBMIT)
    if may and _small(visit, "take_back", wish.question_id):
        with Saving(visit, {TooLate: visit.say("introductions.wish.too_late")}):
            visit.store.take_back(wish.id)
            done(visit.say("introductions.wish.taken_back"))


_ICONS = {"ask": ":material/handshake:", "take_back": ":material/undo:"}


def _small(visit: Visit, what: str, question_id: str) -> bool:
    label = visit.say(f"introductions.wish.{what}")
    return st.button(label, key=f"{what}-{question_id}", type="tertiary", icon=_ICONS[what])
