"""One answer: its levels as sentences, saved before it is said to be.

The key of the widget carries the version that it was drawn from, so what a browser still holds from a session that is
gone never overwrites a newer answer; and the language, because the browser sends the words of the option chosen.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Literal

import streamlit as st

from assessment.answers import DONT_KNOW, NEVER, Answer, NotApplicable, SavedAnswer
from assessment.language import clock, moment
from assessment.questionnaire import Question
from assessment.screens.current import Current
from assessment.storage import ChangedMeanwhile, NotSaved, TooLate, now
from assessment.visit import Visit

Option = int | Literal["dont_know", "not_applicable"]

_RECENT = timedelta(hours=12)  # within which the time alone says when


@st.fragment
def show(visit: Visit, now_on: Current, question: Question) -> None:
    """Draw the options of a question; save a choice before saying so."""
    assert now_on.draft is not None, "only a draft is answered"
    draft = now_on.draft.id
    stored = visit.store.answers(draft).get(question.id, NEVER)
    place = f"shown-{draft}-{question.id}"
    # what this tab was shown: the version its widget was drawn from, and the answer it stands on by now
    drawn, base = st.session_state.get(place, (stored.version, stored))
    key = _key(visit, draft, question, drawn)
    untouched = st.session_state.get(key, _option(base.value)) == _option(base.value)
    if stored.version != base.version and untouched:
        drawn, base = stored.version, stored  # changed in another tab, untouched in this one
        key = _key(visit, draft, question, drawn)
    chosen = _choose(visit, now_on, question, key, base.value)
    value = _value(visit, question, chosen, base.value, key)
    st.session_state[place] = (drawn, base)
    if value is not None and value != base.value:
        saved = _save(visit, draft, question, value, base)
        if saved is None:
            return
        base = saved
    st.session_state[place] = (drawn, base)
    _state(visit, draft, question, base, chosen)


def show_given(visit: Visit, now_on: Current, question: Question) -> None:
    """Draw an answer that can no longer be changed."""
    assert now_on.draft is not None, "there is something to read"
    stored = visit.store.answers(now_on.draft.id).get(question.id, NEVER)
    st.markdown(f"**{words(visit, now_on, question, stored.value)}**")
    if isinstance(stored.value, NotApplicable):
        st.text(stored.value.reason)
    st.caption(_when(visit, stored))


def words(visit: Visit, now_on: Current, question: Question, value: Answer | None) -> str:
    """An answer as it is read: the whole sentence of a level."""
    if value is None:
        return visit.say("questions.unanswered")
    return _label(visit, now_on, question, _option(value) or 0)


def _key(visit: Visit, draft: int, question: Question, drawn: int) -> str:
    return f"answer-{draft}-{question.id}-{visit.language}-{drawn}"


def _choose(visit: Visit, now_on: Current, question: Question, key: str, value: Answer | None) -> Option | None:
    options: list[Option] = [*question.levels, "dont_know"]
    if question.not_applicable is not None:
        options.append("not_applicable")
    names = now_on.questionnaire.level_names
    option = _option(value)
    return st.radio(
        question.question[visit.language],
        options,
        index=None if option is None else options.index(option),
        key=key,
        format_func=lambda one: _label(visit, now_on, question, one),
        captions=[f"{one} · {names[one][visit.language]}" if isinstance(one, int) else "" for one in options],
        label_visibility="collapsed",
    )


def _label(visit: Visit, now_on: Current, question: Question, option: Option) -> str:
    if option == "dont_know":
        return now_on.questionnaire.dont_know[visit.language]
    if option == "not_applicable":
        return now_on.questionnaire.not_applicable[visit.language]
    return question.levels[option][visit.language]


def _option(value: Answer | None) -> Option | None:
    if value is DONT_KNOW:
        return "dont_know"
    if isinstance(value, NotApplicable):
        return "not_applicable"
    return value if isinstance(value, int) else None


def _value(visit: Visit, question: Question, chosen: Option | None, before: Answer | None, key: str) -> Answer | None:
    """The answer that a choice means; None where nothing is chosen, or the reason it needs is not there yet."""
    if chosen != "not_applicable":
        return DONT_KNOW if chosen == "dont_know" else chosen
    say = visit.say
    known = before.reason if isinstance(before, NotApplicable) else ""
    assert question.not_applicable is not None, "only then is it an option"
    when = question.not_applicable.when[visit.language]
    reason = st.text_input(say("questions.reason"), value=known, max_chars=500, key=f"reason-{key}", help=None)
    st.caption(say("questions.reason_when", when=when))
    return NotApplicable(reason.strip()) if reason.strip() else None


def _save(visit: Visit, draft: int, question: Question, value: Answer, base: SavedAnswer) -> SavedAnswer | None:
    """Save, or say at the place why not: the choice stays in the widget, and nothing stored is changed."""
    say = visit.say
    try:
        return visit.store.save_answer(draft, question.id, value, base.version)
    except ChangedMeanwhile as error:
        _ask(visit, draft, question, value, error)
    except TooLate:
        st.error(say("questions.not_saved_too_late"), icon=":material/error:")
    except NotSaved:
        last = say("questions.last_saved", time=_time(visit, base)) if base.saved_at else say("questions.none_saved")
        st.error(f"{say('questions.not_saved')} {last}", icon=":material/error:")
        st.button(say("questions.try_again"), key=f"again-{draft}-{question.id}")  # the run it causes tries again
    return None


def _ask(visit: Visit, draft: int, question: Question, mine: Answer, error: ChangedMeanwhile) -> None:
    """Show both answers, who and when, and let the person choose: the later save never silently wins."""
    say, theirs = visit.say, error.current
    assert isinstance(theirs, SavedAnswer), "an answer, not a note"
    st.warning(
        say("questions.changed_meanwhile", name=theirs.author, time=_time(visit, theirs)),
        icon=":material/group:",
    )
    for title, value in ((say("questions.theirs"), theirs.value), (say("questions.yours"), mine)):
        st.markdown(f"**{title}** {_short(visit, question, value)}")
    place = f"shown-{draft}-{question.id}"
    with st.container(horizontal=True):
        keeps = st.button(say("questions.keep_mine"), key=f"mine-{draft}-{question.id}-{theirs.version}")
        takes = st.button(say("questions.take_theirs"), key=f"theirs-{draft}-{question.id}-{theirs.version}")
    if keeps:
        saved = visit.store.save_answer(draft, question.id, mine, theirs.version)
        st.session_state[place] = (saved.version, saved)
    if takes:
        st.session_state[place] = (theirs.version, theirs)
    if keeps or takes:
        st.rerun(scope="fragment")


def _short(visit: Visit, question: Question, value: Answer | None) -> str:
    if isinstance(value, int):
        return question.levels[value][visit.language]
    option = _option(value)
    if option is None:
        return visit.say("questions.unanswered")
    texts = visit.questionnaire
    return texts.dont_know[visit.language] if option == "dont_know" else texts.not_applicable[visit.language]


def _state(visit: Visit, draft: int, question: Question, base: SavedAnswer, chosen: Option | None) -> None:
    """Say how the answer stands; always one line, for one that comes and goes would move what is below."""
    say, place = visit.say, f"shown-{draft}-{question.id}"
    with st.container(horizontal=True, vertical_alignment="center"):
        if chosen == "not_applicable" and not isinstance(base.value, NotApplicable):
            st.caption(say("questions.reason_missing"), width="content")
        elif base.value is None:
            st.caption(say("questions.unanswered"), width="content")
        elif not base.confirmed:
            st.markdown(f":orange[:material/history:] {say('questions.to_confirm')}", width="content")
            if st.button(say("questions.confirm"), key=f"confirm-{draft}-{question.id}-{base.version}"):
                st.session_state[place] = _again(visit, draft, question, base.value, base)
                st.rerun(scope="fragment")
        else:
            st.markdown(f":green[:material/check:] {_when(visit, base)}", width="content")
        if base.value is not None and st.button(
            say("questions.clear"),
            key=f"clear-{draft}-{question.id}-{base.version}",
            type="tertiary",
        ):
            st.session_state[place] = _again(visit, draft, question, None, base)
            st.rerun(scope="fragment")


def _again(
    visit: Visit, draft: int, question: Question, value: Answer | None, base: SavedAnswer
) -> tuple[int, SavedAnswer]:
    """Save what a button beside the answer means, and draw the widget anew from it."""
    try:
        saved = visit.store.save_answer(draft, question.id, value, base.version)
    except ChangedMeanwhile as error:
        assert isinstance(error.current, SavedAnswer), "an answer, not a note"
        saved = error.current  # what somebody else saved is shown; the button can be pressed again
    return saved.version, saved


def _when(visit: Visit, saved: SavedAnswer) -> str:
    if saved.saved_at is None:
        return visit.say("questions.unanswered")
    key = "questions.saved" if _is_recent(saved) else "questions.saved_day"
    return visit.say(key, time=_time(visit, saved), name=saved.author)


def _time(visit: Visit, saved: SavedAnswer) -> str:
    """The time of a recent save, else day and time."""
    assert saved.saved_at is not None, "only what was saved has a time"
    written = clock if _is_recent(saved) else moment
    return written(saved.saved_at, visit.language, visit.zone)


def _is_recent(saved: SavedAnswer) -> bool:
    return saved.saved_at is not None and now() - saved.saved_at < _RECENT
