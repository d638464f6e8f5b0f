"""The coordinator's first page: who takes part and whom to remind; the region by topic, department, essential."""

from __future__ import annotations

import plotly.graph_objects as go
import streamlit as st

from assessment import charts
from assessment.findings import regional as words
from assessment.findings.regional import Map, MapPart
from assessment.reading import region as reading
from assessment.reading.region import Regional
from assessment.rounds import Round, State
from assessment.screens import figures, links, markdown, notices, regional
from assessment.visit import Visit

_VIEWS = ("topics", "departments", "essentials")
_FURTHER = ("quality", "platforms", "export")
_WIDEST = 1080  # px: a map is drawn for so much; a narrower page scrolls it sideways
_LINKS = 4  # beside each other


def show(visit: Visit) -> None:
    """Draw the page."""
    opened = regional.opened(visit)
    if opened is None:
        return
    of, chosen = opened
    with regional.held():
        notices.region(visit)
        _participation(visit, of, chosen)
    _views(visit, chosen.id)
    with regional.held():
        _network(visit, of, chosen)
        _more(visit, chosen)


def _participation(visit: Visit, of: Regional, chosen: Round) -> None:
    found = reading.turnout(visit.store, of, chosen)
    said = words.participation(found, visit.store.questionnaire(chosen.questionnaire_sha256), visit.say)
    st.title(markdown.plain(said.headline), anchor=False)
    regional.caption(visit, of, chosen)
    regional.other_rounds(visit, "region", of, chosen)
    if found.invited:
        figures.draw(charts.shares(said.parts), said.alt, "turnout")
        figures.in_a_table(visit, said.table)
    st.markdown(markdown.plain(" ".join((said.closing, *said.notes))))
    if said.groups.rows:
        figures.in_a_table(visit, said.groups, visit.say("region.participation.groups"))
    if said.waiting:
        st.header(markdown.plain(said.waiting), anchor=False)
        st.page_link(
            links.screen(visit, "invitations"),
            label=visit.say("invitations.from_region"),
            icon=":material/arrow_forward:",
            query_params={"round": str(chosen.id)},
        )


def _network(visit: Visit, of: Regional, chosen: Round) -> None:
    found = reading.network(visit.store, of, chosen)
    if not any(one.submitted for one in found):
        return
    said = words.network(found, visit.say, open_id=chosen.id if chosen.state(of.now) is State.OPEN else None)
    figures.picture(visit, said.picture, "network")
    st.caption(markdown.plain(said.caption))


@st.fragment
def _views(visit: Visit, round_id: int) -> None:
    """Draw the region by topic, by department or by essential; a choice draws only this anew."""
    say = visit.say
    of = regional.read(visit)
    chosen = of.round(round_id)
    if chosen is None:
        return
    region = regional.scored(visit, of, chosen)
    if not region.assessed:
        st.markdown(say("region.nobody"))
        return
    view = st.radio(
        say("region.show"),
        _VIEWS,
        format_func=lambda one: say(f"region.view.{one}"),
        horizontal=True,
        key=f"view-{visit.language}",
    )
    with regional.held():
        which = regional.which(visit, region, "region")
        narrowed = reading.narrowed(region, which)
        if not narrowed.assessed:
            st.markdown(say("region.no_choice"))
            return
    if view == "topics":
        found = words.topics(reading.topics(region, which), region.questionnaire, say)
        with regional.held():
            figures.picture(visit, found, "topics")
            st.caption(
                f"{say('region.topics.caption')} {say('region.rests_on', len(narrowed.assessed))}. "
                f"{say('region.median_means')}"
            )
        return
    if view == "departments":
        _map(visit, view, words.departments(reading.topics(region, which), region.questionnaire, say), chosen)
    else:
        _map(visit, view, words.essentials(reading.essentials(region, which), region.questionnaire, say), chosen)


def _map(visit: Visit, view: str, found: Map, chosen: Round) -> None:
    say = visit.say
    with regional.held():
        st.header(markdown.plain(found.headline), anchor=False)
        st.caption(markdown.plain(found.caption))
        figures.in_a_table(visit, found.table, say("region.each_topic" if found.groups else "region.each_essential"))
        (part,) = regional.page_of(found.parts, 1, f"{view}-part")
        st.subheader(markdown.plain(part.title), anchor=False)
    with st.grid(1, wrap=False, min_column_width=_WIDEST):
        figures.draw(_drawn(found, part), part.alt, f"{view}-map")
    figures.in_a_table(visit, part.table)
    with st.expander(say("region.open_one")), st.grid(_LINKS, min_column_width=200, gap="xsmall"):
        for department_id, name, _ in part.submissions:
            regional.to_assessment(visit, department_id, name, chosen.id)


def _drawn(found: Map, part: MapPart) -> go.Figure:
    if found.groups:
        return charts.heat_map(part.names, found.columns, found.groups, part.levels, part.words, part.bands)
    return charts.essentials_map(part.names, found.columns, part.met, part.bands)


def _more(visit: Visit, chosen: Round) -> None:
    st.header(visit.say("region.more"), anchor=False)
    for name in _FURTHER:
        st.page_link(links.screen(visit, name), icon=":material/arrow_forward:", query_params={"round": str(chosen.id)})
