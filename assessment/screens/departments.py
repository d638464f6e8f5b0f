"""The register: departments by size and name, adding one, and bringing in a list."""

from __future__ import annotations

from dataclasses import asdict

import streamlit as st

from assessment import names
from assessment.benchmark import band_ids
from assessment.findings import regional as words
from assessment.language import day, number
from assessment.region.members import NOT_SAID, alphabetical
from assessment.rounds import MOST_DEPARTMENTS, MOST_NAME, Department, NewDepartment, Region, staff_band
from assessment.screens import (
    access,
    audit,
    controller,
    describing,
    importing,
    links,
    markdown,
    notices,
    regional,
    typed,
)
from assessment.screens.saving import Refused, Saving, done
from assessment.storage import NotReady, PostInTheWay
from assessment.visit import Visit

A_PAGE = 30  # departments


def show(visit: Visit) -> None:
    """Draw the page."""
    say, region_id = visit.say, regional.region_of(visit)
    region, departments = visit.store.region(region_id), visit.store.departments(region_id)
    active = sum(one.left_on is None for one in departments)
    st.title(say("departments.headline", active) if departments else say("departments.none"), anchor=False)
    if region.departments_in_all and region.departments_in_all >= active:
        in_all = number(region.departments_in_all, visit.language)
        st.caption(markdown.plain(say("departments.in_all", region=region.name, in_all=in_all)))
    else:
        st.caption(markdown.plain(region.name))
    is_closed = notices.region(visit)
    if departments:
        _list(visit, departments)
    else:
        st.markdown(say("departments.none_means"))
    if not is_closed:
        st.header(say("departments.bring_in"), anchor=False)
        _add(visit, departments)
        importing.show(visit, departments)
    st.header(say("departments.of_region"), anchor=False)
    _in_all(visit, region, active)
    controller.show(visit, region_id, visit.store.controller(region_id))
    names = {one.id: one.name for one in departments}
    audit.show(visit, visit.store.events(region_id), names, "region-events")


@st.fragment
def _list(visit: Visit, departments: list[Department]) -> None:
    """Draw the departments of a size or with a name, each with the way to it."""
    say = visit.say
    visit.store.person()  # a page that was left open shows nothing after its session
    bands = _present(visit, departments)
    with st.grid(2, min_column_width=220):
        wanted = st.text_input(say("departments.search"), max_chars=MOST_NAME, key="search")
        band = st.selectbox(
            say("region.filter.staff_band"),
            [regional.ALL, *bands],
            format_func=lambda one: say("region.everybody") if one == regional.ALL else words.size(one, say),
            key=f"band-{visit.language}",
        )
        area = _area(visit, departments)
    left = any(one.left_on is not None for one in departments) and st.checkbox(
        say("departments.with_left"), key=f"left-{visit.language}"
    )
    found = [
        (of_band, one)
        for of_band, listed in bands.items()
        for one in listed
        if names.bare(wanted) in names.bare(one.name)
        and band in (regional.ALL, of_band)
        and area in (regional.ALL, one.area or NOT_SAID)
        and (left or one.left_on is None)
    ]
    if not found:
        st.markdown(say("departments.nothing_found"))
        return
    called = {one.id: one.name for one in departments}
    last = None
    for of_band, one in regional.page_of(found, A_PAGE, f"list-{wanted}-{band}-{area}-{left}"):
        if of_band != last:
            st.header(words.size(of_band, say), anchor=False)
            last = of_band
        _row(visit, one, called)


def _area(visit: Visit, departments: list[Department]) -> str:
    """Draw the choice of a province or area, where the register knows of any."""
    say = visit.say
    stated = {one.area or NOT_SAID for one in departments}
    if stated == {NOT_SAID}:
        return regional.ALL
    said = {regional.ALL: say("departments.all_areas"), NOT_SAID: say("region.not_said")}
    in_order = sorted(stated - {NOT_SAID}, key=alphabetical)
    chosen: str = st.selectbox(
        say("departments.area"),
        [regional.ALL, *in_order, *({NOT_SAID} & stated)],
        format_func=lambda one: said.get(one, one),
        key=f"area-{visit.language}",
    )
    return chosen


def _row(visit: Visit, one: Department, called: dict[str, str]) -> None:
    """A line of the list: the way to a department, and in few words what it is like."""
    with st.container(gap="xxsmall"):
        regional.to_department(visit, None, one.id, one.name)
        links.beneath(markdown.plain(about(visit, one, called, short=True)))


def about(visit: Visit, one: Department, called: dict[str, str], *, short: bool = False) -> str:
    """What the register says of a department: size, form, territory and more, or when it left; in short the size."""
    say = visit.say
    if one.left_on is not None:
        when = day(one.left_on, visit.language)
        if one.merged_into is not None:
            return say("departments.merged", into=called.get(one.merged_into, one.merged_into), day=when)
        return say("departments.left", day=when)
    said = [say("departments.staff", one.staff)] if one.staff is not None else [say("region.size_not_said")]
    stated = () if short else (("form", one.form), ("main_territory", one.main_territory))
    said += [words.choice(visit.questionnaire, field, value, say) for field, value in stated if value]
    said += [] if short else [value for value in (one.area, one.code) if value]
    return " · ".join(said)


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
            visit.store.add_departments(regional.region_of(visit), [new])
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


def _present(visit: Visit, departments: list[Department]) -> dict[str, list[Department]]:
    """The departments by staff band, the smallest first and those without one last, by name in each."""
    starts = visit.questionnaire.staff_bands
    found: dict[str, list[Department]] = {band: [] for band in (*band_ids(starts), NOT_SAID)}
    for one in sorted(departments, key=lambda one: alphabetical(one.name)):
        found[NOT_SAID if one.staff is None else staff_band(starts, one.staff)].append(one)
    return {band: of_band for band, of_band in found.items() if of_band}
