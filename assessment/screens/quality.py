"""How well the questionnaire works, for whoever writes its next version."""

from __future__ import annotations

import streamlit as st

from assessment.findings import Table
from assessment.findings import regional as words
from assessment.reading import region as reading
from assessment.screens import figures, markdown, regional
from assessment.visit import Visit


def show(visit: Visit) -> None:
    """Draw the page."""
    say = visit.say
    view = regional.opened(visit, narrows=False)
    if view is None:
        return
    region = regional.scored(visit, view.of, view.chosen)
    with st.spinner(say("region.working")):
        found = words.quality(reading.works(visit.store, region), region.questionnaire, say)
    st.title(markdown.plain(found.headline), anchor=False)
    regional.bar(visit, view, narrows=False)
    if not region.assessed:
        st.markdown(say("region.nobody"))
        return
    st.markdown(f"{say('region.rests_on', len(region.assessed))}. {say('region.health.purpose')}")
    for sentence in found.sentences:
        st.markdown(sentence)
    _listed(visit, "unclear", found.unclear)
    _listed(visit, "separates_nobody", found.alike)
    figures.in_a_table(visit, found.all, say("region.health.every_question"))


def _listed(visit: Visit, name: str, table: Table) -> None:
    st.header(visit.say(f"region.health.{name}"), anchor=False)
    if not table.rows:
        st.markdown(visit.say("region.health.none"))
        return
    figures.table(table)
