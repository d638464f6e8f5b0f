"""The departments of a region in one list: how far each is in a round, with search and filters; and the register."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

import streamlit as st

from assessment.findings import Table
from assessment.findings import region as words
from assessment.findings.region import RosterEntry
from assessment.language import number
from assessment.letters import Purpose
from assessment.reading import region as reading
from assessment.reading.region import RegionReading
from assessment.region import Situation
from assessment.region.approach import Addressees, groups, latest
from assessment.region.members import alphabetical
from assessment.rounds import MOST_DEPARTMENTS, Department, NewDepartment, Region, RoundState
from assessment.screens.coordinator.parts import beginning, common, describing, importing, roster, writing
from assessment.screens.coordinator.parts.roster import A_PAGE, RosterPage
from assessment.screens.parts import access, audit, choices, controller, figures, markdown, notices, typed
from assessment.screens.parts.saving import Refused, Saving, done
from assessment.storage import NotReady, PostInTheWay
from assessment.visit import Visit

_REMINDED = (Situation.STARTED, Situation.NOT_STARTED, Situation.SENT, Situation.SIGNED_IN)
_NAME, _CELLS = 212, (98, 214, 136, 100, 150, 160)  # px: what stands beside each other on a desk, and wraps on a phone


def show(visit: Visit) -> None:
    """Draw the page."""
    of = common.read(visit)
    if of.at_hand is None:
        _register(visit, of)
    else:
        _list(visit, of)
    _keep(visit, of.region, list(of.departments))


def _list(visit: Visit, of: RegionReading) -> None:
    """Draw the departments with what the address asks for."""
    view = common.opened(visit, of)
    assert view is not None, "a round has opened"
    with st.spinner(visit.say("region.working")):
        found = roster.read(visit, view)
    listed = [one for one in found.whole if one.situations[0] is not Situation.LEFT and view.which.takes(one.member)]
    said = words.roster_title(listed, found.found, roster.asked(visit, found), visit.say)
    with common.anew("title"):
        st.title(markdown.plain(said), anchor=False)
    is_closed = notices.region(visit)
    common.bar(visit, view)
    roster.narrow(visit, found)
    with common.anew("asked"):
        if not is_closed and found.sought.situation in _REMINDED and view.chosen.state(view.of.now) is RoundState.OPEN:
            _remind(visit, found)
        if found.address() and not found.found:
            common.to_screen(visit, view, "departments", visit.say("departments.everybody"))
    shown = choices.paged(found.found, A_PAGE)
    with common.anew("found"):
        seen = visit.store.last_seen(of.region.id, [one.member.id for one in shown])
        _rows(visit, found, words.roster_entries(shown, roster.sources(visit, view, seen), visit.say))


def _rows(visit: Visit, of: RosterPage, entries: Sequence[RosterEntry]) -> None:
    """Draw departments one under the other, and the same in a table."""
    with st.container(gap="xsmall"):  # wider than between cells: on a phone it tells one department from the next
        for one in entries:
            _row(visit, of, one)
    if entries:
        figures.in_a_table(visit, words.roster_table(entries, visit.say))


def _row(visit: Visit, of: RosterPage, one: RosterEntry) -> None:
    """A department: the way to it, and beside it cells that line up on a desk and follow each other on a phone."""
    with st.container(horizontal=True, gap="xxsmall", vertical_alignment="center"):
        with st.container(width=_NAME):
            common.to_department(visit, of.view, one.id, one.name, arrow=True, asked=of.address())
        for width, cell in zip(_CELLS, one.cells, strict=True):
            st.caption(markdown.plain(cell), width=width)


def _remind(visit: Visit, of: RosterPage) -> None:
    """Draw the button that reminds the departments of the list, with whom it reaches, and the way to other words."""
    say, view = visit.say, of.view
    ids = {one.member.id for one in of.found}
    approaches = reading.approaches(visit.store, view.of, view.chosen)
    whom = [one for one in groups(approaches, Purpose.REMINDER)[Addressees.ALL] if one.department_id in ids]
    others = len(ids) - len(whom)
    batch = latest([one for one in approaches if one.department_id in ids])
    is_under_way = batch is not None and batch.is_under_way
    with st.container(border=True):
        if is_under_way:
            writing.under_way(visit, view.chosen.id)
        elif batch is not None:
            st.caption(markdown.plain(words.so_far(batch, say, view.chosen.zone)))
        if whom or not is_under_way:
            means = say("departments.remind.means", len(whom))
            st.markdown(f"{means} {say('departments.remind.others', others)}" if whom and others else means)
        if whom:
            writing.remind(visit, view.chosen, whom)
            with st.expander(say("departments.remind.whom"), type="compact"):
                figures.table(words.listed(whom, say, view.chosen.zone))
        common.to_screen(visit, view, "invitations", say("departments.remind.words"))


def _register(visit: Visit, of: RegionReading) -> None:
    """Draw the register alone, as long as there is no round, and the way to the first step."""
    say, departments = visit.say, of.departments
    active = [one for one in departments if one.left_on is None]
    st.title(say("departments.headline", len(active)) if departments else say("departments.none"), anchor=False)
    st.caption(markdown.plain(of.region.name))
    notices.region(visit)
    if of.region.closed_at is None:
        beginning.steps(visit, of)
    if not departments:
        return
    in_order = sorted(active, key=lambda one: (alphabetical(one.name), one.id))
    shown = choices.paged(in_order, A_PAGE)
    for one in shown:
        with st.container(horizontal=True, gap="xxsmall", vertical_alignment="center"):
            with st.container(width=_NAME):
                common.to_department(visit, None, one.id, one.name)
            st.caption(markdown.plain(_size(visit, one)), width=_CELLS[-1])
            st.caption(markdown.plain(one.area or ""), width=_CELLS[1])
    heads = tuple(say(f"departments.field.{name}") for name in ("name", "staff", "area"))
    rows = tuple((one.name, _size(visit, one), one.area or "") for one in shown)
    figures.in_a_table(visit, Table(heads, rows))


def _size(visit: Visit, one: Department) -> str:
    return visit.say("region.size_not_said") if one.staff is None else visit.say("departments.staff", one.staff)


def _keep(visit: Visit, region: Region, departments: list[Department]) -> None:
    """Draw what is done to the register, closed at first."""
    say, active = visit.say, sum(one.left_on is None for one in departments)
    st.header(say("departments.keep"), anchor=False)
    if region.closed_at is None:
        _add(visit, departments)
        importing.show(visit, departments)
    _in_all(visit, region, active)
    controller.show(visit, region.id, visit.store.controller(region.id))
    names = {one.id: one.name for one in departments}
    audit.show(visit, lambda: visit.store.events(region.id), names, "region-events")


@st.fragment
def _add(visit: Visit, departments: list[Department]) -> None:
    say = visit.say
    with st.expander(say("departments.add.title"), icon=":material/add:"):
        with st.form("add-department", border=False):
            typed_in = describing.fields(visit, None)
            pressed = st.form_submit_button(say("departments.add.button"), type="primary")
        if not pressed:
            return
        if typed_in.problem:
            st.error(typed_in.problem)
            return
        describing.ask_where_in_doubt(typed_in, departments)
        new = NewDepartment(**asdict(typed_in.described), email=typed_in.email)
        refused: Refused = {NotReady: describing.not_free(visit), PostInTheWay: access.address_in_the_way(visit)}
        with Saving(visit, refused):
            visit.store.add_departments(common.region_of(visit), [new])
            done(say("departments.add.done", name=markdown.plain(new.name)))


@st.fragment
def _in_all(visit: Visit, region: Region, active: int) -> None:
    """How many departments the region has, whether they take part or not."""
    say, known = visit.say, region.departments_in_all
    if known and known < active:
        st.warning(
            say("departments.size.fewer", in_all=number(known, visit.language), active=number(active, visit.language))
        )
    with st.expander(say("departments.size.title"), icon=":material/edit:"):
        st.markdown(say("departments.size.means"))
        if known and known >= active:
            st.caption(
                markdown.plain(say("departments.in_all", region=region.name, in_all=number(known, visit.language)))
            )
        with st.form("region-size", border=False):
            written = typed.field(visit, say("departments.size.field"), known, f"{typed.KEY}in-all-{visit.language}")
            pressed = st.form_submit_button(say("departments.edit.button"), type="primary")
        if not pressed:
            return
        read = typed.read(visit, written, least=1, most=MOST_DEPARTMENTS)
        if read.problem:
            st.error(read.problem)
            return
        with Saving(visit, {NotReady: say("departments.size.too_few", active)}):
            visit.store.change_region(region.id, read.count)
            done(say("departments.edit.done"))
