"""The maps of a region: departments by topic, and by essential; a cell and a name lead to the department."""

from __future__ import annotations

import plotly.graph_objects as go
import streamlit as st

from assessment import charts
from assessment.findings import region as words
from assessment.findings.region import Map, MapPart
from assessment.reading import region as reading
from assessment.region import Results
from assessment.screens.coordinator.assessment import DEPARTMENT
from assessment.screens.coordinator.parts import common
from assessment.screens.coordinator.parts.common import View
from assessment.screens.parts import choices, figures, links, markdown
from assessment.visit import Visit

_VIEWS = ("topics", "essentials")
_WIDTHS = {"topics": 1080, "essentials": 736}  # px; a narrower page scrolls the map sideways
_BESIDE = 320  # px: for the names, where the map leaves so much
_PAGES = 380  # px: for the numbers of pages, which in less room would be fewer
_ACROSS = 5  # names beside each other, where it does not


def show(visit: Visit) -> None:
    """Draw the page."""
    view = common.opened(visit)
    if view is None:
        return
    region = common.scored(visit, view.of, view.chosen)
    if not reading.narrowed(region, view.which).assessed:
        with common.anew("title"):
            st.title(visit.say("menu.maps"), anchor=False)
        common.bar(visit, view)
        with common.anew("found"):
            common.nothing(visit, view, region)
        return
    _opening(visit, view, region)


def _opening(visit: Visit, view: View, region: Results) -> None:
    say = visit.say
    chosen = st.query_params.get(choices.VIEW, _VIEWS[0])
    if chosen == "essentials":
        found = words.essentials(reading.essentials(region, view.which), region.questionnaire, say)
    else:
        found = words.departments(reading.topics(region, view.which), region.questionnaire, say)
    with common.anew("title"):
        st.title(markdown.plain(found.headline), anchor=False)
    common.bar(visit, view)
    with st.container(horizontal=True, gap="medium", vertical_alignment="center"):
        choices.one_view(visit, say("region.map.which"), {one: say(f"region.map.{one}") for one in _VIEWS})
        with st.container(width=_PAGES):
            (part,) = choices.paged(found.parts, 1)
    with common.anew("found"):
        _map(visit, view, found, part)


def _map(visit: Visit, view: View, found: Map, part: MapPart) -> None:
    say = visit.say
    by = "topics" if found.groups else "essentials"
    st.header(markdown.plain(part.title), anchor=False)
    st.caption(markdown.plain(found.caption))
    if by == "essentials":  # a map of few columns leaves room beside it
        with st.container(horizontal=True, gap="medium"):
            with st.container(width=_WIDTHS[by]):
                _pressed(visit, view, part, _drawn(found, part), by)
            with st.container(width=_BESIDE, gap="xsmall"):
                _names(visit, view, part, 1)
    else:
        _pressed(visit, view, part, _drawn(found, part), by)
        _names(visit, view, part, _ACROSS)
    figures.in_a_table(visit, part.table)
    figures.in_a_table(visit, found.table, say("region.each_topic" if found.groups else "region.each_essential"))


def _pressed(visit: Visit, view: View, part: MapPart, drawn: go.Figure, by: str) -> None:
    """Draw a map; who presses a cell goes to its department."""
    key = f"map-{by}-{view.chosen.id}"
    with st.grid(1, wrap=False, min_column_width=_WIDTHS[by]):
        pressed = st.plotly_chart(
            drawn, config=charts.CONFIG, alt=part.alt, key=key, on_select="rerun", selection_mode="points"
        )
    for point in pressed["selection"]["points"]:
        department_id, _, _ = part.submissions[point["customdata"]]
        st.switch_page(links.screen(visit, "department"), query_params={**view.address(), DEPARTMENT: department_id})


def _names(visit: Visit, view: View, part: MapPart, across: int) -> None:
    """Draw the way to each department of a map, in the order of its rows."""
    st.markdown(f"**{visit.say('region.map.open')}**")
    with st.grid(across, min_column_width=200, gap="xsmall"):
        for department_id, name, _ in part.submissions:
            common.to_department(visit, view, department_id, name, arrow=True)


def _drawn(found: Map, part: MapPart) -> go.Figure:
    if found.groups:
        return charts.heat_map(part.names, found.columns, found.groups, part.levels, part.words, part.bands)
    return charts.essentials_map(part.names, found.columns, part.met, part.bands)
