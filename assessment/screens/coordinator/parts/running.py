"""What a coordinator does to a round: title and days, more time for one department, who is in it, its end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta

import streamlit as st

from assessment.answers import MOST_REASON
from assessment.language import day
from assessment.rounds import MOST_TITLE, Department, Progress, Round, RoundState, day_of, reach
from assessment.screens.coordinator.parts import common
from assessment.screens.parts import markdown
from assessment.screens.parts.saving import Saving, done
from assessment.storage import NotReady, Overlap
from assessment.visit import Visit

_DAYS = "DD/MM/YYYY"  # how a field for a day is written, in all our languages
_MORE = timedelta(days=14)  # of time, until another day is chosen


def show(visit: Visit, chosen: Round, progress: Sequence[Progress], departments: Sequence[Department]) -> None:
    """Draw what can be done to a round in the state it is in."""
    state = chosen.state(visit.store.now)
    st.header(visit.say("rounds.run"), anchor=False)
    if state in (RoundState.PLANNED, RoundState.OPEN):
        _rename(visit, chosen)
    if state is RoundState.PLANNED:
        _move(visit, chosen)
    elif state is not RoundState.PUBLISHED:
        _extend(visit, chosen)
    if state is not RoundState.PLANNED:
        _extend_one(visit, chosen, progress)
        _reopen(visit, chosen, progress)
    if state is not RoundState.PUBLISHED:
        _invite(visit, chosen, progress, departments)
    if state is RoundState.OPEN:
        _close(visit, chosen)
    if all(one.submitted_at is None for one in progress):
        _remove(visit, chosen)


def several(visit: Visit, departments: Sequence[Department], key: str) -> list[str]:
    """Draw a choice of several departments by name; returns their ids."""
    names = {one.id: one.name for one in departments}
    return st.multiselect(
        visit.say("rounds.departments"),
        list(names),
        format_func=lambda one: names[one],
        placeholder=visit.say("rounds.choose"),
        select_all=False,
        key=f"{key}-{visit.language}",
    )


def can_have_more_time(one: Progress) -> bool:
    """Whether a department still works on its assessment; else it can be reopened."""
    return one.submitted_at is None or one.reopened


def more_time(visit: Visit, chosen: Round, department: str | None, of: str = "") -> None:
    """Draw the day until which a department may answer, and the button.

    Args:
        visit: whose.
        chosen: the round.
        department: None where none is chosen yet.
        of: what the fields are about besides the round: what is typed for one is not there for another.
    """
    say = visit.say
    until = _until(visit, chosen, "extend_one", _later(visit, chosen), of)
    if st.button(say("rounds.extend_one.button"), key="extend-one", disabled=department is None) and department:
        act(visit, "extended", lambda: visit.store.extend(chosen.id, until, department))


def reopen(visit: Visit, chosen: Round, department: str | None, of: str = "") -> None:
    """Draw why a department's assessment is reopened and until when, and the button; arguments as of `more_time`."""
    say = visit.say
    because = st.text_area(say("rounds.reopen.because"), max_chars=MOST_REASON, key=f"reopen-because-{chosen.id}-{of}")
    until = _until(visit, chosen, "reopen", _later(visit, chosen), of)
    if st.button(say("rounds.reopen.button"), key="reopen", disabled=department is None) and department:
        # a day that the round is open to anyway is no extension
        own = until if until > chosen.closes_on or chosen.state(visit.store.now) is not RoundState.OPEN else None
        act(visit, "reopened", lambda: visit.store.reopen(chosen.id, department, because, own))


def act(visit: Visit, deed: str, what: Callable[[], object]) -> None:
    """Do something to a round: draw the page anew, or say at its place why nothing was done."""
    refused = {
        NotReady: lambda error: visit.say(f"rounds.problem.{error.missing[0]}"),
        Overlap: lambda error: _in_the_way(visit, error),
    }
    with Saving(visit, refused):
        what()
        done(visit.say(f"rounds.done.{deed}"))


def _in_the_way(visit: Visit, error: Overlap) -> str:
    other = error.round
    return visit.say(
        "rounds.problem.overlap",
        len(error.departments),
        name=markdown.plain(error.departments[0]),
        round=markdown.plain(other.title),
        opens=day(other.opens_on, visit.language),
        closes=day(error.last_day, visit.language),
    )


@st.fragment
def _rename(visit: Visit, chosen: Round) -> None:
    say = visit.say
    with st.expander(say("rounds.rename.title")):
        st.markdown(say("rounds.rename.means"))
        title = st.text_input(say("rounds.new.name"), chosen.title, max_chars=MOST_TITLE, key=f"title-{chosen.id}")
        if st.button(say("rounds.rename.button"), key="rename"):
            act(visit, "renamed", lambda: visit.store.rename_round(chosen.id, title))


@st.fragment
def _move(visit: Visit, chosen: Round) -> None:
    say = visit.say
    with st.expander(say("rounds.move.title")):
        with st.grid(2, min_column_width=200):
            opens = day_field(visit, say("rounds.new.opens"), chosen.opens_on, chosen.zone, f"opens-{chosen.id}")
            closes = day_field(visit, say("rounds.new.closes"), chosen.closes_on, chosen.zone, f"closes-{chosen.id}")
        if st.button(say("rounds.move.button"), key="move"):
            act(visit, "moved", lambda: visit.store.move_round(chosen.id, opens, closes))


@st.fragment
def _remove(visit: Visit, chosen: Round) -> None:
    say = visit.say
    with st.expander(say("rounds.remove.title")):
        st.markdown(say("rounds.remove.means"))
        sure = st.checkbox(
            markdown.plain(say("rounds.remove.sure", title=chosen.title)),
            key=f"remove-sure-{chosen.id}-{visit.language}",
        )
        if st.button(say("rounds.remove.button"), key="remove"):
            if sure:
                act(visit, "removed", lambda: visit.store.remove_round(chosen.id))
            else:
                st.error(say("rounds.problem.unconfirmed"))


@st.fragment
def _extend(visit: Visit, chosen: Round) -> None:
    say = visit.say
    with st.expander(say("rounds.extend.title")):
        st.markdown(say("rounds.extend.means"))
        until = _until(visit, chosen, "extend", max(chosen.closes_on, _today(visit, chosen)))
        if st.button(say("rounds.extend.button"), key="extend-all"):
            act(visit, "extended", lambda: visit.store.extend(chosen.id, until))


@st.fragment
def _extend_one(visit: Visit, chosen: Round, progress: Sequence[Progress]) -> None:
    say = visit.say
    fold = common.fold(visit, say("rounds.extend_one.title"), f"extend_one-{chosen.id}")
    if not fold.open:
        return
    with fold:
        st.markdown(say("rounds.extend_one.means"))
        department = _one(visit, chosen, [one for one in progress if can_have_more_time(one)], "extend-one")
        more_time(visit, chosen, department)


@st.fragment
def _reopen(visit: Visit, chosen: Round, progress: Sequence[Progress]) -> None:
    say = visit.say
    fold = common.fold(visit, say("rounds.reopen.title"), f"reopen-{chosen.id}")
    if not fold.open:
        return
    submitted = [one for one in progress if not can_have_more_time(one)]
    with fold:
        if not submitted:
            st.markdown(say("rounds.reopen.nobody"))
            return
        st.markdown(say("rounds.reopen.means"))
        department = _one(visit, chosen, submitted, "reopen")
        reopen(visit, chosen, department)


@st.fragment
def _invite(visit: Visit, chosen: Round, progress: Sequence[Progress], departments: Sequence[Department]) -> None:
    say = visit.say
    fold = common.fold(visit, say("rounds.invite.title"), f"invite-{chosen.id}")
    if not fold.open:
        return
    listed = {one.participation.department_id for one in progress}
    others = [one for one in departments if one.left_on is None and one.id not in listed]
    with fold:
        if not others:
            st.markdown(say("rounds.invite.all_invited"))
            return
        asked = several(visit, others, f"invite-{chosen.id}")
        if st.button(say("rounds.invite.button"), key="invite", disabled=not asked) and asked:
            act(visit, "invited", lambda: visit.store.invite_to(chosen.id, *asked))


@st.fragment
def _close(visit: Visit, chosen: Round) -> None:
    say = visit.say
    with st.expander(say("rounds.close.title")):
        st.markdown(say("rounds.close.means"))
        sure = st.checkbox(say("rounds.close.sure"), key=f"close-sure-{chosen.id}-{visit.language}")
        if st.button(say("rounds.close.button"), key="close"):
            if sure:
                act(visit, "closed", lambda: visit.store.close(chosen.id))
            else:
                st.error(say("rounds.problem.unconfirmed"))


def _one(visit: Visit, chosen: Round, progress: Sequence[Progress], key: str) -> str | None:
    """Draw the choice of one department of a round by name; returns its id."""
    names = {one.participation.department_id: one.participation.name for one in progress}
    department: str | None = st.selectbox(
        visit.say("rounds.department"),
        list(names),
        index=None,
        format_func=lambda one: names[one],
        placeholder=visit.say("rounds.choose"),
        key=f"{key}-{chosen.id}-department-{visit.language}",
    )
    return department


def day_field(visit: Visit, label: str, value: date, zone: str, key: str, *, ahead: bool = False) -> date:
    """Draw a field for a day that a round can be given.

    Args:
        visit: whose clock.
        label: of the field.
        value: that it is drawn with.
        zone: of the round.
        key: of the widget.
        ahead: with no day that is over.
    """
    today = day_of(visit.store.now, zone)
    first, last = reach(today)
    picked = st.date_input(
        label, value, min_value=min(today if ahead else first, value), max_value=max(last, value), format=_DAYS, key=key
    )
    assert isinstance(picked, date), "one day is asked for"
    return picked


def _until(visit: Visit, chosen: Round, name: str, value: date, of: str = "") -> date:
    key = f"{name}-day-{chosen.id}{of}"
    return day_field(visit, visit.say(f"rounds.{name}.day"), value, chosen.zone, key, ahead=True)


def _later(visit: Visit, chosen: Round) -> date:
    """A day that gives time: some days from today, and beyond the round's own last day."""
    return max(_today(visit, chosen), chosen.closes_on) + _MORE


def _today(visit: Visit, chosen: Round) -> date:
    return day_of(visit.store.now, chosen.zone)
