"""How well the questionnaire of a round works, for whoever writes its next version: a part of the page of rounds."""

from __future__ import annotations

import streamlit as st

from assessment.findings import Table
from assessment.findings import region as words
from assessment.reading import region as reading
from assessment.screens.coordinator.parts import common
from assessment.screens.parts import figures, markdown
from assessment.visit import Visit


@st.fragment
def show(visit: Visit, round_id: int) -> None:
    """Draw it closed at first, and work it out when it is opened."""
    say = visit.say
    fold = st.expander(say("region.quality.title"), key=f"quality-{round_id}-{visit.language}", on_change="rerun")
    if not fold.open:
        return
    of = common.read(visit)
    asked = of.round(round_id)
    if asked is None:
        return
    with fold:
        region = common.scored(visit, of, asked)
        if not region.assessed:
            st.markdown(say("region.nobody"))
            return
        with st.spinner(say("region.working")):
            found = words.quality(reading.works(visit.store, region), region.questionnaire, say)
        st.markdown(f"**{markdown.plain(found.headline)}.** {say('region.rests_on', len(region.assessed))}.")
        st.caption(say("region.quality.purpose"))
        for sentence in found.sentences:
            st.markdown(sentence)
        _listed(visit, "unclear", found.unclear)
        _listed(visit, "separates_nobody", found.alike)
        st.subheader(say("region.quality.every_question"), anchor=False)
        figures.table(found.all)


def _listed(visit: Visit, name: str, table: Table) -> None:
    st.subheader(visit.say(f"region.quality.{name}"), anchor=False)
    if not table.rows:
        st.markdown(visit.say("region.quality.none"))
        return
    figures.table(table)
