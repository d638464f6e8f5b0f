"""The maps of a region: departments by topic, and by essential; a row leads to its department."""

from __future__ import annotations

import plotly.graph_objects as go
import streamlit as st

from assessment import charts
from assessment.findings import regional as words
from assessment.findings.regional import Map, MapPart
from assessment.reading import region as reading
from assessment.screens import figures, markdown, regional
from assessment.screens.regional import View
from assessment.visit import Visit

_VIEWS = ("topics", "essentials")
_WIDEST = 1080  # px: a map is drawn for so much; a narrower page scrolls it sideways
_LINKS = 4  # beside each other


def show(visit: Visit) -> None:
    """Draw the page."""
    say = visit.say
    view = regional.opened(visit)
    if view is None:
        return
    region = regional.scored(visit, view.of, view.chosen)
    if not reading.narrowed(region, view.which).assessed:
        st.title(say("menu.maps"), anchor=False)
        regional.bar(visit, view)
        st.markdown(say("region.no_choice" if region.assessed else "region.nobody"))
        return
    chosen = st.query_params.get("view", _VIEWS[0])
    if chosen == "essentials":
        found = words.essentials(reading.essentials(region, view.which), region.questionnaire, say)
    else:
        found = words.departments(reading.topics(region, view.which), region.questionnaire, say)
    st.title(markdown.plain(found.headline), anchor=False)
    regional.bar(visit, view)
    _map(visit, view, chosen, found)


def _map(visit: Visit, view: View, chosen: str, found: Map) -> None:
    say = visit.say
    st.caption(markdown.plain(found.caption))
    figures.in_a_table(visit, found.table, say("region.each_topic" if found.groups else "region.each_essential"))
    (part,) = regional.page_of(found.parts, 1, f"{chosen}-part")
    st.subheader(markdown.plain(part.title), anchor=False)
    with st.grid(1, wrap=False, min_column_width=_WIDEST):
        figures.draw(_drawn(found, part), part.alt, f"{chosen}-map")
    figures.in_a_table(visit, part.table)
    with st.expander(say("region.open_one")), st.grid(_LINKS, min_column_width=200, gap="xsmall"):
        for department_id, name, _ in part.submissions:
            regional.to_department(visit, view, department_id, name)


def _drawn(found: Map, part: MapPart) -> go.Figure:
    if found.groups:
        return charts.heat_map(part.names, found.columns, found.groups, part.levels, part.words, part.bands)
    return charts.essentials_map(part.names, found.columns, part.met, part.bands)
