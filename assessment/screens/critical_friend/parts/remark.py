"""What a friend says of one question: that they see it the same way, or which other level they see and why."""

from __future__ import annotations

from contextlib import suppress
from typing import Literal

import streamlit as st

from assessment.findings import level_among_others, level_words
from assessment.friendship import MOST_REMARK, Remark, Said
from assessment.language import clean
from assessment.questionnaire import Question
from assessment.screens.critical_friend.parts import visited
from assessment.screens.critical_friend.parts.visited import Page
from assessment.screens.parts import said, spoken
from assessment.screens.parts.said import Attempt, Saying, StandsOn
from assessment.screens.parts.saving import Saving
from assessment.storage import SaidMeanwhile, TooLate
from assessment.visit import Visit

Choice = Literal["same", "other"]
_CHOICES: tuple[Choice, ...] = ("same", "other")


@st.fragment
def show(visit: Visit, page: Page, question: Question) -> None:
    """Draw a question with what the department says to it, and what the friend does; each change is saved by itself.

    The page is drawn anew only where something else on it tells of the change: that a question was looked at.
    """
    one = _saying(visit, page, question)
    visited.answered(visit, page, question)
    base = said.stands_on(one, lambda base: _held(one, visit, base))
    is_changed = question.id in page.changed and _is_untouched(page, question, base)
    if is_changed:
        st.warning(visit.say("friend.changed"), icon=":material/update:")
    value = _fields(visit, page, question, one, base)
    attempt = said.settle(visit, one, base, value)
    with st.container(horizontal=True, vertical_alignment="center"):
        _state(visit, attempt)
        if is_changed and st.button(visit.say("friend.still"), key=f"still-{one.place}"):
            _look_again(visit, one, attempt.base)
        if attempt.base.value is not None and st.button(visit.say("friend.take_back"), key=f"back-{one.place}"):
            attempt = said.take_back(visit, one, attempt.base)
            if attempt.problem is None:
                st.rerun()
    said.explain(visit, one, attempt, value)
    if _outside(attempt.base.value) != _outside(base.value):
        st.rerun()


def _outside(value: Remark | None) -> bool | None:
    """What the page tells of a remark outside of it: whether there is one, and whether its reason is missing."""
    return None if value is None else value.is_complete


def _look_again(visit: Visit, one: Saying[Remark | None], base: StandsOn[Remark | None]) -> None:
    """Save what stands as said of the answer as it is now."""
    with Saving(visit, {TooLate: visit.say("friend.too_late")}):
        with suppress(SaidMeanwhile):  # the page that is drawn anew tells what was said
            one.save(base.value, base.version)
        st.rerun()


def _saying(visit: Visit, page: Page, question: Question) -> Saying[Remark | None]:
    def again() -> Said[Remark | None] | None:
        found = visit.store.said_in(page.of.id).remarks.get(question.id)
        return None if found is None else _as_any(found)

    stored = page.said.remarks.get(question.id)
    return Saying(
        visited.place(page, question.id),
        None if stored is None else _as_any(stored),
        page.run,
        None,
        lambda value, base: visit.store.save_remark(page.of.id, question.id, value, base),
        again,
        lambda value: _read(visit, page, question, value),
        visited.told(visit),
    )


def _as_any(one: Said[Remark]) -> Said[Remark | None]:
    return Said(one.value, one.version, one.saved_at, one.submission_id)


def _is_untouched(page: Page, question: Question, base: StandsOn[Remark | None]) -> bool:
    """Whether nothing was said of it since the page was read."""
    stored = page.said.remarks.get(question.id)
    return stored is not None and stored.version == base.version


def _held(one: Saying[Remark | None], visit: Visit, base: StandsOn[Remark | None]) -> Remark | None:
    """What the widgets hold, as far as this session knows them; else what they are drawn from."""
    state, value = st.session_state, base.value
    choice = state.get(said.key(visit, one, base, "choice"), _choice(value))
    level = state.get(said.key(visit, one, base, "level"), None if value is None else value.level)
    reason = state.get(said.key(visit, one, base, "reason"), "" if value is None else value.reason)
    return _as_remark(choice, level, reason, value)


def _choice(value: Remark | None) -> Choice | None:
    return None if value is None else "same" if value.agrees else "other"


def _as_remark(choice: Choice | None, level: int | None, reason: str, before: Remark | None) -> Remark | None:
    """What the fields mean together; what was said before where another level is not chosen yet."""
    if choice is None or (choice == "other" and level is None):
        return before
    return Remark(None if choice == "same" else level, clean(reason, MOST_REMARK).strip())


def _fields(
    visit: Visit, page: Page, question: Question, one: Saying[Remark | None], base: StandsOn[Remark | None]
) -> Remark | None:
    """Draw the choice, and what it asks for; nothing is chosen by itself."""
    say, value = visit.say, base.value
    before = _choice(value)
    choice = st.radio(
        say("friend.choice.label"),
        _CHOICES,
        index=None if before is None else _CHOICES.index(before),
        key=said.key(visit, one, base, "choice"),
        format_func=lambda option: say(f"friend.choice.{option}"),
        horizontal=True,
    )
    if choice is None:
        return value
    level = None if choice == "same" else _level(visit, page, question, said.key(visit, one, base, "level"), value)
    reason = st.text_area(
        say(f"friend.reason.{choice}"),
        value="" if value is None else value.reason,
        max_chars=MOST_REMARK,
        key=said.key(visit, one, base, "reason"),
        height="content",
    )
    if choice == "other" and level is None:
        st.caption(say("friend.no_level"))
    return _as_remark(choice, level, reason, value)


def _level(visit: Visit, page: Page, question: Question, key: str, value: Remark | None) -> int | None:
    """Draw every level but the department's own."""
    before = None if value is None else value.level
    options = [one for one in question.levels if one == before or one != page.answer(question)]
    return st.radio(
        visit.say("friend.level"),
        options,
        index=None if before is None else options.index(before),
        key=key,
        format_func=lambda one: level_among_others(question, one, visit.say),
        captions=[level_words(page.questionnaire, one, visit.say) for one in options],
    )


def _state(visit: Visit, attempt: Attempt[Remark | None]) -> None:
    """Say how it stands; always one line."""
    say, base = visit.say, attempt.base
    if attempt.problem is not None:
        spoken.line(say("questions.not_saved_see"), sign=spoken.NOT_SAVED)
    elif base.value is None or base.saved_at is None:
        spoken.line(say("friend.not_looked_at"), quiet=True)
    else:
        key = "friend.saved" if base.value.is_complete else "friend.saved_without_reason"
        sign = spoken.SAVED if base.value.is_complete else ":orange[:material/edit:]"
        spoken.line(say(key, time=spoken.at(visit, base.saved_at)), sign=sign, version=base.version)


def _read(visit: Visit, page: Page, question: Question, value: Remark | None) -> None:
    """Draw a remark to be read."""
    if value is None:
        st.markdown(visit.say("friend.not_looked_at"))
        return
    st.markdown(visited.seen(visit, page, question, value))
    if value.reason:
        st.text(value.reason)
