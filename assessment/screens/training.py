"""What to train and which templates to publish: weak topics and practices, and the needs that most share."""

from __future__ import annotations

import streamlit as st

from assessment import charts
from assessment.answers import LEVELS
from assessment.findings import regional as words
from assessment.findings.regional import Need, Needs
from assessment.language import number
from assessment.reading import region as reading
from assessment.screens import figures, helping, markdown, regional
from assessment.visit import Visit

A_PAGE = 8  # needs


def show(visit: Visit) -> None:
    """Draw the page."""
    say = visit.say
    view = regional.opened(visit)
    if view is None:
        return
    region = regional.scored(visit, view.of, view.chosen)
    narrowed = reading.narrowed(region, view.which)
    if not narrowed.assessed:
        st.title(say("region.weakness.title"), anchor=False)
        regional.bar(visit, view)
        st.markdown(say("region.no_choice" if region.assessed else "region.nobody"))
        return
    with st.spinner(say("region.working")):
        found = words.needs(reading.weak(region, view.which), region.questionnaire, say)
    st.title(markdown.plain(found.headline), anchor=False)
    regional.bar(visit, view)
    st.caption(f"{say('region.rests_on', len(narrowed.assessed))}.")
    _topics(visit, found)
    _shared(visit, found)
    _practices(visit, found)
    st.caption(f"{say('region.weakness.practices_means')} {say('region.median_means')}")
    helping.section(visit, view)


def _topics(visit: Visit, found: Needs) -> None:
    st.header(visit.say("region.weakness.topics"), anchor=False)
    st.caption(visit.say("region.weakness.topics_means"))
    st.markdown(
        "\n".join(
            f"{place}. **{markdown.plain(one.name)}**  \n{markdown.plain(one.sentence)}"
            for place, one in enumerate(found.topics, 1)
        )
    )


def _shared(visit: Visit, found: Needs) -> None:
    st.header(markdown.plain(found.needs_headline), anchor=False)
    st.caption(visit.say("region.weakness.needs_means"))
    for place, one in enumerate(regional.page_of(found.needs, A_PAGE, "needs"), 1):
        _need(visit, one, place)


def _practices(visit: Visit, found: Needs) -> None:
    """Draw the weakest practices on the scale of levels."""
    levels = [number(level, visit.language) for level in LEVELS]
    shown = found.practices
    st.header(markdown.plain(shown.headline), anchor=False)
    figures.draw(charts.dot_rows(shown.rows, shown.key, ticks=levels), shown.alt, "practices")
    figures.in_a_table(visit, shown.table)


def _need(visit: Visit, one: Need, place: int) -> None:
    badge = f" :blue-badge[:material/shield: {visit.say('questions.essential')}]" if one.essential else ""
    with st.container(border=True, key=f"need-{place}"):
        st.subheader(markdown.plain(one.practice) + badge, anchor=False)
        st.markdown(markdown.plain(one.sentence))
        st.markdown("\n".join(f"- {markdown.plain(action)}" for action in one.actions))
        with st.expander(visit.say("region.weakness.which", one.count)):
            regional.who(visit, one.departments)
