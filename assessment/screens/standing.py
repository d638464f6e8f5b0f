"""Where the region stands: bands and scores over the rounds, minimum standard, each department, what changed."""

from __future__ import annotations

import streamlit as st

from assessment import charts
from assessment.findings import Table
from assessment.findings import regional as words
from assessment.findings.regional import Ground
from assessment.reading import region as reading
from assessment.screens import figures, links, markdown, regional
from assessment.visit import Visit

A_PAGE = 30  # departments


def show(visit: Visit) -> None:
    """Draw the page."""
    say = visit.say
    opened = regional.opened(visit)
    if opened is None:
        return
    of, chosen = opened
    rounds = [regional.scored(visit, of, one) for one in of.up_to(chosen)]
    if not rounds[-1].assessed:
        regional.nobody(visit, "standing", say("menu.standing"), of, chosen)
        return
    filled = [one for one in rounds if one.assessed]
    ground = words.standing([reading.stood(one) for one in filled], say)
    st.title(markdown.plain(ground.headline), anchor=False)
    regional.caption(visit, of, chosen)
    regional.other_rounds(visit, "standing", of, chosen)
    _ground(visit, ground, len(filled[-1].assessed))
    if len(filled) > 1:
        _movement(visit, filled[-2].asked.id, chosen.id)
    _placed(visit, chosen.id)
    st.page_link(
        links.screen(visit, "platforms"), icon=":material/arrow_forward:", query_params={"round": str(chosen.id)}
    )


def _ground(visit: Visit, ground: Ground, n: int) -> None:
    say = visit.say
    st.markdown(ground.essentials)
    figures.picture(visit, ground.bands, "bands")
    st.caption(f"{say('region.standing.bands_caption')} {say('region.rests_on', n)}. {ground.left_out}".rstrip())
    figures.picture(visit, ground.scores, "scores")
    st.caption(" ".join((say("region.median_means"), *ground.notes)))
    if len(ground.rounds.rows) > 1:
        figures.picture(visit, ground.rounds, "rounds", explained=False)
        st.caption(say("region.standing.rounds_caption"))


@st.fragment
def _movement(visit: Visit, before_id: int, now_id: int) -> None:
    """Draw what changed since the round before."""
    say = visit.say
    of = regional.read(visit)
    asked = [one for one in of.rounds if one.id in (before_id, now_id)]
    if len(asked) < 2:
        return
    before, now = (regional.scored(visit, of, one) for one in asked)
    found = words.movement(reading.moved(now, before), now.questionnaire, before.asked.title, now.asked.title, say)
    st.header(markdown.plain(found.headline), anchor=False)
    st.caption(markdown.plain(f"{found.rests_on} {found.noise}"))
    if sum(count for _, count, _ in found.parts):
        figures.draw(charts.shares(found.parts), found.alt, "moved")
        figures.in_a_table(visit, found.table)
    for direction, table in found.moved:
        with st.expander(say("region.change.who", direction=direction), type="compact"):
            shown = regional.page_of(table.rows, A_PAGE, f"moved-{direction}")
            figures.table(Table(table.heads, tuple(shown)))
    for note in found.notes:
        st.markdown(note)
    for title, departments in found.lists:
        with st.expander(title, type="compact"):
            regional.who(visit, departments)
    st.subheader(markdown.plain(found.practices_headline), anchor=False)
    st.caption(say("region.change.practices_means"))
    if not found.practices.rows:
        st.markdown(say("region.change.none_came"))
        return
    figures.table(found.practices)


@st.fragment
def _placed(visit: Visit, round_id: int) -> None:
    """Draw each department by name, a size at a time, with the way to its assessment."""
    say = visit.say
    of = regional.read(visit)
    chosen = of.round(round_id)
    if chosen is None:
        return
    found = reading.stood(regional.scored(visit, of, chosen))
    st.header(say("region.standing.each"), anchor=False)
    st.caption(say("region.standing.each_means"))
    bands = list(dict.fromkeys(one.member.staff_band for one in found.placed))
    band = st.selectbox(
        say("region.filter.staff_band"),
        bands,
        format_func=lambda one: words.size(one, say),
        key=f"placed-{visit.language}",
    )
    of_band = [one for one in found.placed if one.member.staff_band == band]
    shown = regional.page_of(of_band, A_PAGE, f"placed-{bands.index(band)}")
    heads = tuple(say(f"region.head.{name}") for name in ("department", "score_band", "essentials_missing"))
    figures.table(Table(heads, tuple(words.placed_row(one, found.questionnaire, say) for one in shown)))
    with st.expander(say("region.open_one")), st.grid(2, min_column_width=300, gap="xsmall"):
        for one in shown:
            regional.to_assessment(visit, one.member.id, one.member.name, chosen.id)
