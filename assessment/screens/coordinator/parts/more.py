"""What the overview says more of, each in a fold that is worked out when it is opened."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import streamlit as st

from assessment import charts
from assessment.findings import Table
from assessment.findings import region as words
from assessment.reading import region as reading
from assessment.region import Results
from assessment.rounds import RoundState
from assessment.screens.coordinator.parts import common
from assessment.screens.coordinator.parts.common import View
from assessment.screens.parts import choices, figures, markdown
from assessment.visit import Visit

A_PAGE = 30  # departments


class _Read(NamedTuple):
    """What a fold is drawn from."""

    view: View
    now: Results
    before: Results | None


@st.fragment
def show(visit: Visit, view: View) -> None:
    """Draw the folds; opening one draws only them anew."""
    visit.store.person()  # a page that was left open shows nothing after its session
    before = view.of.before(view.chosen)
    found = (common.scored(visit, view.of, one) if one is not None else None for one in (view.chosen, before))
    now, then = (None if one is None else reading.narrowed(one, view.which) for one in found)
    assert now is not None, "a round is chosen"
    read = _Read(view, now, then if then is not None and then.assessed else None)
    folds: dict[str, Callable[[Visit, _Read], None]] = {}
    if read.now.assessed and read.before is not None:
        folds["change"] = _change
    if read.now.assessed:
        folds |= {"pillars": _pillars, "platforms": _platforms}
    folds |= {"groups": _groups, "network": _network}
    title = "" if before is None else before.title
    with st.container(key="folds"):  # of which paper leaves out those that are closed
        for name, draw in folds.items():
            label = markdown.plain(visit.say(f"region.overview.fold.{name}", None, before=title))
            fold = st.expander(label, key=f"fold-{name}", on_change="rerun")
            if fold.open:
                with fold:
                    draw(visit, read)


def _change(visit: Visit, read: _Read) -> None:
    say, now, before = visit.say, read.now, read.before
    assert before is not None, "there is a round before"
    found = words.movement(reading.moved(now, before), now.questionnaire, before.asked.title, now.asked.title, say)
    st.markdown(f"**{markdown.plain(found.headline)}**")
    st.caption(markdown.plain(f"{found.rests_on} {found.noise}"))
    if sum(count for _, count, _ in found.parts):
        figures.draw(charts.shares(found.parts), found.alt, "moved")
        figures.in_a_table(visit, found.table)
    for direction, table in found.moved:
        with st.expander(say("region.movement.who", direction=direction), type="compact"):
            figures.table(Table(table.heads, tuple(choices.page_of(table.rows, A_PAGE, f"moved-{direction}"))))
    for note in found.notes:
        st.markdown(note)
    for title, departments in found.lists:
        with st.expander(title, type="compact"):
            common.who(departments)
    st.markdown(f"**{markdown.plain(found.practices_headline)}**")
    st.caption(say("region.movement.practices_means"))
    if found.practices.rows:
        figures.table(found.practices)
    else:
        st.markdown(say("region.movement.none_came"))


def _pillars(visit: Visit, read: _Read) -> None:
    ground = words.standing([reading.stood(read.now)], visit.say)
    st.markdown(ground.essentials)
    figures.picture(visit, ground.scores, "scores")
    st.caption(" ".join((visit.say("region.median_means"), *ground.notes)))


def _platforms(visit: Visit, read: _Read) -> None:
    say, of = visit.say, read.view.of
    *before, now = (
        reading.narrowed(common.scored(visit, of, one), read.view.which) for one in of.up_to(read.view.chosen)
    )
    titles = [one.asked.title for one in (*before, now)]
    found = words.platforms(reading.on_platforms(now, *before), now.questionnaire, titles, say)
    figures.picture(visit, found.picture, "platforms")
    st.caption(f"{say('region.platforms.caption')} {say('region.rests_on', len(now.assessed))}.")
    st.markdown(f"**{say('region.platforms.followers')}**")
    figures.table(found.followers)
    st.caption(say("region.platforms.followers_means"))
    for name, departments in found.who:
        with st.expander(markdown.plain(name), type="compact"):
            common.who(departments)


def _groups(visit: Visit, read: _Read) -> None:
    view = read.view
    those = [one for one in view.there if view.which.takes(one)]
    found = reading.turnout_of(reading.turnout(visit.store, view.of, view.chosen), those)
    figures.table(words.turnout_words(found, read.now.questionnaire, visit.say).groups)


def _network(visit: Visit, read: _Read) -> None:
    """Draw the whole network: what a region has in all is known for no part of it."""
    of, chosen = read.view.of, read.view.chosen
    found = reading.network(visit.store, of, chosen)
    open_id = chosen.id if chosen.state(of.now) is RoundState.OPEN else None
    said = words.network(found, visit.say, open_id=open_id)
    figures.picture(visit, said.picture, "network")
    st.caption(markdown.plain(said.caption))
