"""Regions: what is in each, and what whoever runs the site does to them; on an empty site, the first steps."""

from __future__ import annotations

from zoneinfo import available_timezones

import streamlit as st

from assessment.language import enumeration, moment_day
from assessment.people import Role
from assessment.rounds import MOST_EMAIL, MOST_NAME
from assessment.screens.parts import access, figures, letting_in, markdown
from assessment.screens.parts.saving import Refused, Saving, done
from assessment.storage import NotReady, RegionContents, RoundInTheWay
from assessment.visit import Visit

_ZONE = "Europe/Rome"  # until another is chosen
COORDINATOR, RENAME, CLOSE, REOPEN = "coordinator", "rename", "close", "reopen"


def show(visit: Visit) -> None:
    """Draw the page."""
    say, regions = visit.say, visit.store.regions()
    st.title(say("regions.headline", len(regions)), anchor=False)
    if not regions:
        steps = ("add", "coordinator", letting_in.way(visit, Role.COORDINATOR))
        figures.numbered([say(f"regions.first.{step}") for step in steps])
    for one in regions:
        _one(visit, one)
    _add(visit, expanded=not regions)


def _one(visit: Visit, one: RegionContents) -> None:
    """A region: what is in it, and what can be done."""
    say = visit.say
    st.header(markdown.plain(one.region.name), anchor=False)
    counts = (
        say("regions.departments", one.active),
        say("regions.rounds", one.rounds),
        say("regions.facts", id=one.region.id, zone=one.region.zone),
    )
    st.caption(markdown.plain(" · ".join(counts)))
    if one.coordinators:
        who = enumeration(one.coordinators, visit.language)
        st.markdown(markdown.plain(say("regions.coordinated", len(one.coordinators), who=who)))
    else:
        st.markdown(say("regions.uncoordinated"))
    if one.region.closed_at is not None:
        st.info(
            say("regions.closed", day=moment_day(one.region.closed_at, visit.language, visit.zone)),
            icon=":material/lock:",
        )
    _change(visit, one)


@st.fragment
def _change(visit: Visit, one: RegionContents) -> None:
    """Draw what can be done to a region, and the form of what is chosen; first of all it needs a coordinator."""
    say, region, is_closed = visit.say, one.region, one.region.closed_at is not None
    with st.expander(markdown.plain(say("regions.change", name=region.name)), expanded=not one.coordinators):
        chosen = st.radio(
            say("regions.what"),
            (COORDINATOR, RENAME, REOPEN if is_closed else CLOSE),
            index=None if one.coordinators else 0,
            format_func=lambda act: say(f"regions.act.{act}"),
            key=f"region-act-{region.id}-{visit.language}",
        )
        if chosen == COORDINATOR:
            _coordinator(visit, one)
        elif chosen == RENAME:
            _rename(visit, one)
        elif chosen == CLOSE:
            _close(visit, one)
        elif chosen == REOPEN and st.button(say("regions.reopen.button"), key=f"reopen-{region.id}"):
            with Saving(visit):
                visit.store.reopen_region(region.id)
                done(say("regions.reopen.done"))


def _coordinator(visit: Visit, one: RegionContents) -> None:
    say, region_id = visit.say, one.region.id
    st.markdown(f"{letting_in.means(visit, Role.COORDINATOR)} {say('regions.coordinator.means')}")
    with st.form(f"coordinator-{region_id}", border=False):
        email = st.text_input(say("departments.invite.email"), max_chars=MOST_EMAIL, key=f"coordinator-{region_id}")
        name = st.text_input(say("departments.invite.name"), max_chars=MOST_NAME, key=f"called-{region_id}")
        pressed = st.form_submit_button(letting_in.button(visit, Role.COORDINATOR), type="primary")
    place = f"coordinator-{region_id}"
    if pressed:
        where = {"region_id": region_id, "language": visit.language}
        access.let_in(visit, place, email, Role.COORDINATOR, name=name, **where)
    letting_in.tell(visit, place)


def _rename(visit: Visit, one: RegionContents) -> None:
    say, region = visit.say, one.region
    st.markdown(say("regions.rename.means"))
    with st.form(f"rename-{region.id}", border=False):
        key = f"name-{region.id}-{region.name}"  # others may have renamed it meanwhile
        name = st.text_input(say("regions.field.name"), region.name, max_chars=MOST_NAME, key=key)
        pressed = st.form_submit_button(say("departments.edit.button"))
    if pressed:
        with Saving(visit, {NotReady: say("regions.problem.name")}):
            visit.store.rename_region(region.id, name)
            done(say("departments.edit.done"))


def _close(visit: Visit, one: RegionContents) -> None:
    say, region_id = visit.say, one.region.id
    st.markdown(say("regions.close.means"))
    if st.button(say("regions.close.button"), key=f"close-{region_id}"):
        refused: Refused = {
            RoundInTheWay: lambda error: markdown.plain(say("regions.problem.round", round=error.round.title))
        }
        with Saving(visit, refused):
            visit.store.close_region(region_id)
            done(say("regions.close.done"))


@st.fragment
def _add(visit: Visit, *, expanded: bool) -> None:
    say = visit.say
    with st.expander(say("regions.add.title"), icon=":material/add:", expanded=expanded):
        with st.form("add-region", border=False):
            name = st.text_input(say("regions.field.name"), max_chars=MOST_NAME, key="region-name")
            zones = sorted(one for one in available_timezones() if "/" in one)
            zone = st.selectbox(say("regions.field.zone"), zones, index=zones.index(_ZONE), key="region-zone")
            pressed = st.form_submit_button(say("regions.add.button"), type="primary")
        if pressed:
            with Saving(visit, {NotReady: say("regions.problem.name")}):
                visit.store.add_region(None, name, zone)
                done(markdown.plain(say("regions.add.done", name=name.strip())))
