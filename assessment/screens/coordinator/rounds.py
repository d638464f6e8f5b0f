"""Rounds: the one under way with what can be done to it, and setting up the next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial

import streamlit as st

from assessment.findings import region as words
from assessment.language import day, moment, number, zone_name
from assessment.reading import region as reading
from assessment.report.reported import code
from assessment.rounds import MOST_TITLE, Department, Progress, Round, RoundState, day_of
from assessment.screens.coordinator.parts import common, publishing, quality, running
from assessment.screens.coordinator.parts.common import View
from assessment.screens.parts import audit, figures, markdown, notices
from assessment.storage import Event
from assessment.visit import Visit

_MOST_EVENTS = 10_000  # of a round that are looked through
_LASTS = timedelta(days=60)  # a new round, until it is changed


def show(visit: Visit) -> None:
    """Draw the round that the address names, else the one the region is at; then the way to a new one."""
    of = common.read(visit)
    view = common.opened(visit, of, narrows=False, planned=True)
    with common.held():
        if view is not None:
            _round(visit, view)
        if of.region.closed_at is None:
            _new(visit, visit.store.rounds(of.region.id), of.departments)


def _round(visit: Visit, view: View) -> None:
    chosen, progress = view.chosen, reading.progress_in(visit.store, view.of, view.chosen)
    state = chosen.state(visit.store.now)
    with common.anew("title"):
        on = chosen.opens_on if state is RoundState.PLANNED else chosen.closes_on
        title = visit.say(f"rounds.title.{state}", title=chosen.title, day=day(on, visit.language))
        st.title(markdown.plain(title), anchor=False)
        is_closed = notices.region(visit)
    common.bar(visit, view, narrows=False)
    with common.anew("found"):
        _facts(visit, view, progress)
        _ways(visit, view, state)
        if state in (RoundState.CLOSED, RoundState.PUBLISHED):
            publishing.show(visit, chosen)
        else:
            st.markdown(visit.say("rounds.publish.when_closed"))
        if not is_closed:
            running.show(visit, chosen, progress, view.of.departments)
        if state is not RoundState.PLANNED:
            quality.show(visit, chosen.id)
        names = {one.id: one.name for one in view.of.departments}
        audit.show(visit, partial(_happened, visit, chosen), names, f"events-{chosen.id}")


def _happened(visit: Visit, chosen: Round) -> list[Event]:
    """What happened in a round, without what the overview tells."""
    return visit.store.events(chosen.region_id, most=_MOST_EVENTS, round_id=chosen.id, without="submitted")


def _facts(visit: Visit, view: View, progress: Sequence[Progress]) -> None:
    say, language, chosen = visit.say, visit.language, view.chosen
    opens, closes = day(chosen.opens_on, language), day(chosen.closes_on, language)
    said = [say("rounds.facts.days", opens=opens, closes=closes, zone=zone_name(chosen.zone, language))]
    if chosen.closed_early_at is not None and chosen.opens_at <= chosen.closed_early_at < chosen.ends_at:
        said.append(say("rounds.facts.closed_early", moment=moment(chosen.closed_early_at, language, chosen.zone)))
    submitted = sum(one.submitted_at is not None for one in progress)
    said.append(say("rounds.facts.counts", len(progress), submitted=number(submitted, language)))
    asks = visit.store.questionnaire(chosen.questionnaire_sha256)
    said.append(say("rounds.facts.questionnaire", version=asks.version))
    said += _published(visit, chosen)
    if chosen.state(visit.store.now) is RoundState.OPEN:
        found = words.inviting(reading.approaches(visit.store, view.of, chosen), chosen, say)
        said.append(f"{found.headline}. {' '.join(found.to_do)}")
    st.markdown("  \n".join(markdown.plain(one) for one in said))


def _ways(visit: Visit, view: View, state: RoundState) -> None:
    """Draw the ways to who takes part and to the letters about it, once the round has opened."""
    if state is RoundState.PLANNED:
        return
    with st.container(horizontal=True, gap="small"):
        common.to_screen(visit, view, "overview", visit.say("rounds.to_region"))
        if state is RoundState.OPEN:
            common.to_screen(visit, view, "invitations", visit.say("rounds.to_invitations"))


def _published(visit: Visit, chosen: Round) -> list[str]:
    last = [one for one in visit.store.publications(chosen.region_id) if one.round_id == chosen.id][-1:]
    return [
        visit.say(
            "rounds.facts.published",
            moment=moment(one.published_at, visit.language, chosen.zone),
            counted=number(len(one.sheets), visit.language),
            code=code(one.sha256),
        )
        for one in last
    ]


@st.fragment
def _new(visit: Visit, rounds: list[Round], departments: Sequence[Department]) -> None:
    """Draw the way to a new round; every field at its place, and nothing is kept before the button."""
    say = visit.say
    active = [one for one in departments if one.left_on is None]
    zone = visit.zone
    today = day_of(visit.store.now, zone)
    free = max([today, *(one.last_day + timedelta(days=1) for one in rounds)])
    st.header(say("rounds.next"), anchor=False)
    with st.expander(say("rounds.new.title"), icon=":material/add:", expanded=not rounds):
        if visit.file_problems or not active:
            st.markdown(say("rounds.new.no_file" if visit.file_problems else "rounds.new.nobody"))
            return
        title = st.text_input(say("rounds.new.name"), max_chars=MOST_TITLE, key="new-title")
        versions = {one.sha256: one.version for one in reversed(visit.store.questionnaires())}
        asks: str = st.selectbox(  # by hash: Streamlit copies what is chosen from, and a questionnaire is large
            say("rounds.new.questionnaire"),
            list(versions),
            index=list(versions).index(visit.questionnaire.sha256) if visit.questionnaire.sha256 in versions else 0,
            format_func=lambda one: say("rounds.new.version", version=versions[one], code=code(one)),
            key="new-questionnaire",
        )
        with st.grid(2, min_column_width=200):
            opens = running.day_field(visit, say("rounds.new.opens"), free, zone, "new-opens")
            closes = running.day_field(visit, say("rounds.new.closes"), free + _LASTS, zone, "new-closes")
        st.caption(say("rounds.new.zone", zone=zone_name(zone, visit.language)))
        everybody = st.radio(
            say("rounds.new.who"),
            [True, False],
            format_func=lambda one: say("rounds.new.all", len(active)) if one else say("rounds.new.some"),
            key=f"new-who-{visit.language}",
        )
        chosen = None if everybody else running.several(visit, active, "new-departments")
        if st.button(say("rounds.new.button"), type="primary", key="new-round"):
            running.act(visit, "set_up", lambda: _set_up(visit, title, asks, (opens, closes), chosen))


def _set_up(visit: Visit, title: str, asks: str, days: tuple[date, date], departments: list[str] | None) -> None:
    """Set up a round, and go to it."""
    made = visit.store.set_up_round(common.region_of(visit), title, asks, *days, departments)
    st.query_params[figures.ROUND] = str(made.id)
