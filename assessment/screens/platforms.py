"""Which platforms are in use, with how many followers, over the rounds; for the coordinator alone."""

from __future__ import annotations

import streamlit as st

from assessment.findings import regional as words
from assessment.reading import region as reading
from assessment.screens import figures, markdown, regional
from assessment.visit import Visit


def show(visit: Visit) -> None:
    """Draw the page."""
    say = visit.say
    opened = regional.opened(visit)
    if opened is None:
        return
    of, chosen = opened
    *before, now = (regional.scored(visit, of, one) for one in of.up_to(chosen))
    found = words.platforms(
        reading.on_platforms(now, *before), now.questionnaire, [one.asked.title for one in (*before, now)], say
    )
    st.title(markdown.plain(found.picture.headline), anchor=False)
    regional.caption(visit, of, chosen)
    regional.other_rounds(visit, "platforms", of, chosen)
    if not found.picture.rows:
        st.markdown(say("region.nobody"))
        return
    figures.picture(visit, found.picture, "platforms", heading=say("region.platforms.title"))
    st.caption(f"{say('region.platforms.caption')} {say('region.rests_on', len(now.assessed))}.")
    st.header(say("region.platforms.followers"), anchor=False)
    figures.table(found.followers)
    st.caption(say("region.platforms.followers_means"))
    st.header(say("region.platforms.who"), anchor=False)
    for name, departments in found.who:
        with st.expander(markdown.plain(name)):
            regional.who(visit, departments)
