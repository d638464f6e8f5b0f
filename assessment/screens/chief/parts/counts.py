"""Counts that are typed in, a field a kind: what cannot be is said at its field, and what was typed stays.

Nothing stands in a field that nobody typed. What is left empty counts as none only after the page has said so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from assessment.findings import gaps
from assessment.findings.words import listed
from assessment.language import line, month
from assessment.report import voice_sheets
from assessment.screens.parts import markdown, spoken, typed
from assessment.screens.parts.saving import Saving, done
from assessment.storage import MOST_WHERE, Heard, HeardMeanwhile, NotReady
from assessment.visit import Visit
from assessment.voices.content import ContentKind
from assessment.voices.expectations import (
    MOST_ASKED,
    MOST_POSTS,
    CountProblem,
    CountWrong,
    Poll,
    Tally,
    poll_problems,
    tally_problems,
)

MONTHS = 24  # back from now, that can be chosen
TOTAL = ""  # stands for the field of the whole, where the others are named by their kind
_MAY_BE = (CountWrong.FEW_POSTS, CountWrong.PERCENT, CountWrong.OTHER_TIME)  # asked about, and kept all the same


@dataclass
class _Fields:
    """The fields of one month, and what stands in them."""

    visit: Visit
    name: str  # poll or tally
    month: date
    stored: Heard[Any] | None
    drawn: int  # version that the fields were drawn from
    base: int  # that a save stands on by now
    below: dict[str, DeltaGenerator] = field(default_factory=dict)
    counts: dict[str, int | None] = field(default_factory=dict)
    unreadable: bool = False

    @property
    def at(self) -> str:
        """What the keys of this form have in common."""
        return f"{self.name}-{self.month:%Y-%m}-{self.visit.language}"

    def key(self, of: str) -> str:
        """The key of a field; a field for a number is known by how it begins."""
        return f"{typed.KEY}{self.at}-{self.drawn}-{of}"


def months(visit: Visit) -> list[date]:
    """The months that can be chosen, this one first."""
    now = visit.store.now.date()
    this = 12 * now.year + now.month - 1
    return [date(one // 12, one % 12 + 1, 1) for one in range(this, this - MONTHS, -1)]


@st.fragment
def poll(visit: Visit) -> None:
    """Draw the fields for what people said in one month."""
    say, department = visit.say, visit.person.department_id or ""
    form = _opened(visit, "poll", visit.store.polls(department))
    if form is None:
        return
    was: Poll | None = None if form.stored is None else form.stored.value
    _count(form, TOTAL, say("expectations.poll.asked"), None if was is None else was.asked, MOST_ASKED)
    where = _where(form, "" if was is None else was.where)
    has_court = was is not None and "court" in was.wanted
    court = st.checkbox(say("expectations.court_asked"), value=has_court, key=f"court-{form.at}-{form.drawn}")
    st.markdown(f"**{say('expectations.poll.kinds')}**")
    kinds = voice_sheets.offered(court=court)
    _count_each(form, kinds, {} if was is None else was.wanted, MOST_ASKED)
    value = Poll(form.counts.get(TOTAL) or 0, _counts(form, kinds), form.month, where)
    found = [one for one in poll_problems(value, value.wanted) if value.asked or one.wrong is CountWrong.NOBODY_ASKED]
    _finish(form, kinds, found, value, lambda: visit.store.keep_poll(department, value, form.base))


@st.fragment
def tally(visit: Visit) -> None:
    """Draw the fields for what was posted until one month."""
    say, department = visit.say, visit.person.department_id or ""
    form = _opened(visit, "tally", visit.store.tallies(department))
    if form is None:
        return
    polls = [one.value for one in visit.store.polls(department)]
    was: Tally | None = None if form.stored is None else form.stored.value
    _count(form, TOTAL, say("expectations.tally.counted"), None if was is None else was.counted, MOST_POSTS)
    st.markdown(f"**{say('expectations.tally.kinds')}**")
    kinds = voice_sheets.offered(court=asks_court(polls, [] if was is None else [was]))
    _count_each(form, kinds, {} if was is None else was.posts, MOST_POSTS)
    value = Tally(_counts(form, kinds), form.month, form.counts.get(TOTAL))
    found = list(tally_problems(value, value.posts, polls[0] if polls else None))
    _finish(form, kinds, found, value, lambda: visit.store.keep_tally(department, value, form.base))


def asks_court(polls: Iterable[Poll], tallies: Iterable[Tally]) -> bool:
    """Whether results of court cases are counted too: where a poll asked about them, or a tally has some."""
    return any("court" in one.wanted for one in polls) or any(one.posts.get("court") for one in tallies)


def _opened(visit: Visit, name: str, kept: Sequence[Heard[Any]]) -> _Fields | None:
    """Let the month be chosen, which says what is filled in; None until it is."""
    say, language = visit.say, visit.language
    chosen: date | None = st.selectbox(
        say(f"expectations.{name}.month"),
        months(visit),
        index=None,
        format_func=lambda one: month(one, language),
        key=f"{name}-month-{language}",
        placeholder=say("expectations.choose_month"),
    )
    if chosen is None:
        return None
    stored = next((one for one in kept if one.value.month == chosen), None)
    now = 0 if stored is None else stored.version
    drawn, base = st.session_state.setdefault(_place(visit, name, chosen), (now, now))
    form = _Fields(visit, name, chosen, stored, drawn, base)
    if stored is not None and now != base:
        _changed_meanwhile(form, stored)
    return form


def _place(visit: Visit, name: str, chosen: date) -> str:
    return f"counts-{name}-{chosen:%Y-%m}-{visit.language}"


def _changed_meanwhile(form: _Fields, stored: Heard[Any]) -> None:
    """Say that somebody else has saved, and let the person choose: neither wins silently."""
    say, place = form.visit.say, _place(form.visit, form.name, form.month)
    when = {"name": markdown.plain(stored.author), "time": spoken.at(form.visit, stored.saved_at)}
    st.warning(say("expectations.changed_meanwhile", None, **when), icon=":material/group:")
    with st.container(horizontal=True):
        st.button(
            say("expectations.take_theirs"),
            key=f"theirs-{form.at}",
            on_click=_stand_on,
            args=(place, stored.version, True),
        )
        st.button(
            say("expectations.keep_mine"),
            key=f"mine-{form.at}",
            on_click=_stand_on,
            args=(place, stored.version, False),
        )


def _stand_on(place: str, version: int, anew: bool) -> None:
    drawn, _ = st.session_state[place]
    st.session_state[place] = (version if anew else drawn, version)


def _count_each(form: _Fields, kinds: Sequence[ContentKind], was: Mapping[str, int], most: int) -> None:
    """Draw a field a kind, two beside each other where there is room."""
    with st.grid(2, min_column_width=300, gap="small") as grid:
        for one in kinds:
            with grid.cell():
                _count(form, one.id, one.label[form.visit.language], was.get(one.id), most)


def _count(form: _Fields, of: str, label: str, was: int | None, most: int) -> None:
    """Draw a field for a count, with room below it for what is wrong."""
    key = form.key(of)
    kept = _kept(form)
    if key not in st.session_state:
        st.session_state[key] = kept.get(key, typed.text(form.visit, was))
    with st.container(gap="xsmall"):
        written = typed.field(form.visit, label, None, key)
        form.below[of] = st.container()
    kept[key] = written
    read = typed.read(form.visit, written, most=most)
    form.counts[of] = read.count
    if read.problem:
        form.unreadable = True
        form.below[of].error(read.problem)


def _where(form: _Fields, was: str) -> str:
    key, kept = f"where-{form.at}-{form.drawn}", _kept(form)
    if key not in st.session_state:
        st.session_state[key] = kept.get(key, was)
    kept[key] = st.text_input(form.visit.say("expectations.poll.where"), key=key, max_chars=MOST_WHERE)
    return line(kept[key])


def _kept(form: _Fields) -> dict[str, str]:
    """What was typed in this tab and is not saved; it outlives the page being left."""
    kept: dict[str, str] = st.session_state.setdefault(f"typed-{form.at}", {})
    return kept


def _counts(form: _Fields, kinds: Sequence[ContentKind]) -> dict[str, int]:
    return {one.id: form.counts[one.id] or 0 for one in kinds}


def _finish(
    form: _Fields, kinds: Sequence[ContentKind], found: Sequence[CountProblem], value: object, keep: Callable[[], int]
) -> None:
    """Draw the button that saves, and say what stands against it; what may be is asked about first."""
    say, checked, sure = form.visit.say, f"checked-{form.at}", f"sure-{form.at}"
    if st.button(say(f"expectations.{form.name}.save"), key=f"save-{form.at}", type="primary", icon=":material/save:"):
        st.session_state[checked] = True
        st.session_state[sure] = value
    if not st.session_state.get(checked):
        return
    if form.unreadable:
        st.error(say("expectations.mend"), icon=":material/error:")
        return
    refused = [one for one in found if one.wrong not in _MAY_BE]
    for one in refused:
        _at_its_field(form, one)
    if refused:
        st.error(say("expectations.mend"), icon=":material/error:")
    elif st.session_state.get(sure) == value:
        _save_or_ask(form, kinds, found, keep)


def _at_its_field(form: _Fields, one: CountProblem) -> None:
    of = one.kind or TOTAL
    form.below.get(of, form.below[TOTAL]).error(gaps.problem(one, form.visit.say))


def _save_or_ask(
    form: _Fields, kinds: Sequence[ContentKind], found: Sequence[CountProblem], keep: Callable[[], int]
) -> None:
    say = form.visit.say
    empty = [one.label[form.visit.language] for one in kinds if form.counts[one.id] is None]
    questions = [gaps.problem(one, say) for one in found]
    if empty:
        questions.append(say(f"expectations.{form.name}.empty", len(empty), kinds=listed(empty, say)))
    for one in questions:
        st.warning(one, icon=":material/help:")
    label = say("expectations.save_so")
    if questions and not st.button(label, key=f"so-{form.at}"):
        return
    changed = say("expectations.saved_meanwhile")
    full = say("expectations.refused")
    with Saving(form.visit, {HeardMeanwhile: changed, NotReady: full}):
        keep()
        _forget(form)
        done(say(f"expectations.{form.name}.saved", None, month=month(form.month, form.visit.language)))


def _forget(form: _Fields) -> None:
    """Begin anew from what is kept."""
    st.session_state.pop(_place(form.visit, form.name, form.month), None)
    for of in ("typed", "checked", "sure"):
        st.session_state.pop(f"{of}-{form.at}", None)
