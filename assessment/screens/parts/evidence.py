"""What shows an answer: a note and links beside it, saved when the box is left.

The keys carry no version: half-typed text comes back with a reconnect only under the same key. The history of a note
tells what was shown from what was typed, so nothing typed is taken away and nothing stored is replaced unsaid.
"""

from __future__ import annotations

import html

import streamlit as st

from assessment.answers import MOST_CHARACTERS, Evidence, SavedNote, is_web_link
from assessment.language import clean
from assessment.questionnaire import Question
from assessment.screens.chief.parts.current import Current
from assessment.screens.parts import spoken
from assessment.screens.parts.markdown import plain
from assessment.screens.parts.saving import Saving
from assessment.storage import NotSaved
from assessment.visit import Visit


def show(visit: Visit, now_on: Current, question: Question) -> None:
    """Draw note and links, to write or only to read."""
    assert now_on.draft is not None, "there is something to note on"
    if not now_on.can_write:
        noted = visit.store.evidence(now_on.draft.id).get(question.id, Evidence())
        if noted:
            with st.expander(visit.say("questions.evidence")):
                show_noted(noted)
        return
    with st.expander(visit.say("questions.evidence")):
        _write(visit, now_on.draft.id, question)


def show_noted(noted: Evidence) -> None:
    """Draw what was noted, as it was typed: links as links, and never as Markdown."""
    if noted.note:
        st.text(noted.note)
    for link in noted.links:
        safe = html.escape(link, quote=True)
        st.html(f'<a href="{safe}" rel="noopener noreferrer">{safe}</a>')


@st.fragment
def _write(visit: Visit, draft: int, question: Question) -> None:
    say = visit.say
    st.caption(say("questions.evidence_means"))
    with visit.store.held():
        _box(visit, draft, question, "note", say("questions.note"))
        _box(visit, draft, question, "links", say("questions.links"))


def _box(visit: Visit, draft: int, question: Question, part: str, label: str) -> None:
    stored = visit.store.note(draft, question.id, part)
    place, key = f"shown-{part}-{draft}-{question.id}", f"{part}-{draft}-{question.id}"
    base: SavedNote | None = st.session_state.get(place)
    value = "" if key in st.session_state else stored.value
    typed = st.text_area(label, value=value, max_chars=MOST_CHARACTERS, key=key, height="content")
    text = clean(typed, MOST_CHARACTERS)
    line = st.container()  # before what may go wrong, so that it stays where it is
    kept = _saved(visit, draft, question, part, text, base, stored)
    with line:
        _state(visit, None if kept is None else kept[0])
    if kept is None:
        return
    st.session_state[place], other = kept
    if other is not None and other.saved_at is not None:
        own, when = spoken.is_own(visit, other), spoken.time(visit, other)
        said = "questions.note_elsewhere" if own else "questions.note_other"
        st.info(visit.say(said, None, time=when, name=plain(other.author)))
        st.text(other.value or visit.say("questions.note_empty"))
        st.button(visit.say("questions.note_use"), key=f"use-{key}", on_click=_use, args=(key, other.value))


def _state(visit: Visit, kept: SavedNote | None) -> None:
    """Say that a text is saved; silent while there is none, and where saving failed, which is said below."""
    if kept is None or kept.saved_at is None:
        spoken.line("")
    else:
        spoken.line(spoken.when(visit, kept), sign=spoken.SAVED, version=kept.version)


def _saved(
    visit: Visit, draft: int, question: Question, part: str, text: str, base: SavedNote | None, stored: SavedNote
) -> tuple[SavedNote, SavedNote | None] | None:
    """Save what was typed, as `_kept` does, or say at the place why not: the text stays in the box."""
    if part == "links" and (wrong := _wrong_links(text)):
        st.error(_link_problem(visit, wrong))
        return None
    with Saving(visit, {NotSaved: visit.say("questions.note_not_saved")}):
        return _kept(visit, draft, question, part, text, base, stored)
    return None


def _kept(
    visit: Visit, draft: int, question: Question, part: str, text: str, base: SavedNote | None, stored: SavedNote
) -> tuple[SavedNote, SavedNote | None]:
    """Save what was typed; returns what this tab stands on, and a text of somebody else that it has not seen."""
    if text == stored.value:
        return stored, None
    if base is None:  # a new session, and the browser still holds an older text, or one never sent
        base = visit.store.note_as(draft, question.id, text, part)
    if base is None or text != base.value:
        known = base is not None and base.version == stored.version
        saved = visit.store.save_note(draft, question.id, text, base.version if base else stored.version, part)
        return saved, None if known or stored.value in text else stored
    return base, stored if base.version != stored.version else None


def _use(key: str, text: str) -> None:
    st.session_state[key] = text


def _wrong_links(text: str) -> list[str]:
    return [line for line in text.split("\n") if line.strip() and not is_web_link(line)]


def _link_problem(visit: Visit, wrong: list[str]) -> str:
    """What to do about links that are none; the text is escaped, for an error is drawn as Markdown."""
    return visit.say("questions.link_wrong", link=plain(wrong[0][:80]))
