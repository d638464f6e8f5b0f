"""The coordinator's first page: who takes part, where the region stands, whom to visit or call; more of it folded."""

from __future__ import annotations

from dataclasses import dataclass

import plotly.graph_objects as go
import streamlit as st

from assessment import charts
from assessment.findings.region import hindered, turnout_words
from assessment.findings.region import overview as words
from assessment.findings.region.overview import BandRounds, Glance, ToVisit
from assessment.language import moment_day, number
from assessment.questionnaire import asks_the_same
from assessment.reading import region as reading
from assessment.region import Results, Situation, Stage, Standing, Turnout
from assessment.rounds import RoundState
from assessment.screens.coordinator.parts import common, more
from assessment.screens.coordinator.parts.common import View
from assessment.screens.parts import figures, markdown, notices
from assessment.visit import Visit

_WIDE = 4  # cells beside each other on a desk
_CELL = 250  # px: the narrowest
_STAGES = (Stage.SUBMITTED, Stage.STARTED, Stage.NOT_STARTED)
_NAMED = 4  # departments of a reason that are named at once


@dataclass(frozen=True)
class _Region:
    """What the page is drawn from: the round and those before it, each with the departments that are chosen."""

    view: View
    turnout: Turnout
    now: Results
    rounds: tuple[Results, ...]  # up to this one, oldest first
    before: Results | None  # the round before, where somebody submitted in it

    @property
    def open_id(self) -> int | None:
        """The id of the round, while it is open."""
        return self.view.chosen.id if self.turnout.state is RoundState.OPEN else None

    @property
    def narrows(self) -> bool:
        """Whether only some departments are chosen."""
        return self.view.which != reading.EVERYBODY

    @property
    def stood(self) -> list[Standing]:
        """Where the departments of each round stood; rounds in which nobody submitted are left out."""
        return [reading.stood(one) for one in self.rounds if one.assessed or one is self.now]


def show(visit: Visit) -> None:
    """Draw the page."""
    view = common.opened(visit)
    if view is None:
        return
    region = _read(visit, view)
    _opening(visit, region)
    with common.anew("found"):
        with st.container(gap="xsmall"):
            tables = _rounds(visit, region)
            _visits(visit, region)
            tables += _topics(visit, region)
            st.caption(markdown.plain(_means(visit, region)))
        with st.expander(visit.say("region.overview.tables")):
            for one in tables:
                st.markdown(f"**{markdown.plain(one.finding)}**")
                figures.table(one.table)
        more.show(visit, view)


def _read(visit: Visit, view: View) -> _Region:
    found = [reading.narrowed(common.scored(visit, view.of, one), view.which) for one in view.of.up_to(view.chosen)]
    those = [one for one in view.there if view.which.takes(one)]
    turnout = reading.turnout_of(reading.turnout(visit.store, view.of, view.chosen), those)
    before = found[-2] if len(found) > 1 and found[-2].assessed else None
    return _Region(view, turnout, found[-1], tuple(found), before)


def _opening(visit: Visit, region: _Region) -> None:
    before = region.before
    change = reading.moved(region.now, before) if before is not None else None
    title = before.asked.title if before is not None else ""
    now = reading.stood(region.now)
    said = words.headline(region.turnout, now, change, title, visit.say, narrows=region.narrows)
    with common.anew("title"):
        st.title(markdown.plain(said), anchor=False)
    notices.region(visit)
    common.bar(visit, region.view)


def _rounds(visit: Visit, region: _Region) -> list[Glance]:
    """Draw who takes part, and the median, the bands and the sizes; returns what they say in tables."""
    stood = region.stood
    rounds = words.over_rounds(stood, region.open_id, visit.say)
    bands = words.bands_over_rounds(stood, region.open_id, visit.say)
    sizes = words.sizes(reading.sizes(region.now), region.now.questionnaire, visit.say)
    drawn: list[tuple[Glance, go.Figure]] = [(rounds, charts.over_rounds(rounds.moments))]
    if bands.rows:
        drawn.append((bands, charts.band_rows(bands.rows)))
    if sizes.rows:
        drawn.append((sizes, charts.dot_rows(sizes.rows, close=True, unit=None)))
    with st.grid(_WIDE, min_column_width=_CELL) as grid:
        with grid.cell():
            taking_part = _taking_part(visit, region)
        for said, figure in drawn:
            with grid.cell(), st.container(gap="xxsmall"):
                figures.finding(said.finding)
                figures.draw(figure, said.alt, type(said).__name__)
                if isinstance(said, BandRounds):
                    st.caption(markdown.plain(said.names))
    return [taking_part, *(said for said, _ in drawn)]


def _taking_part(visit: Visit, region: _Region) -> Glance:
    """Draw how far everybody is, each part with the way to its departments, and what to do next."""
    say, turnout, view = visit.say, region.turnout, region.view
    said = turnout_words(turnout, view.questionnaire(visit), say)
    found = Glance(words.time_left(turnout, say), said.alt, said.table)
    with st.container(gap="xxsmall"):
        figures.finding(found.finding)
        figures.draw(charts.shares(said.parts, named=False), said.alt, "turnout")
        with st.container(gap=None):
            for (_, count, written), stage in zip(said.parts, _STAGES, strict=True):
                if count:
                    label = say(f"region.overview.{stage}", n=written)
                    common.to_screen(visit, view, "departments", label, state=stage.value)
            if ready := reading.getting_ready(visit.store, view.of, view.chosen, view.there, view.which):
                label = say("region.overview.getting_ready", ready)
                common.to_screen(visit, view, "departments", label, state=Situation.GETTING_READY.value)
            _next(visit, view, turnout)
    return found


def _means(visit: Visit, region: _Region) -> str:
    """What the marks of the page stand for, what the numbers leave out or hide."""
    said = turnout_words(region.turnout, region.view.questionnaire(visit), visit.say)
    means = words.means(region.stood, region.open_id is not None, visit.say)
    of, say = region.view.of, visit.say
    where = say("region.as_of", region=of.region.name, day=moment_day(of.now, visit.language, visit.zone))
    return " ".join((said.closing, *said.notes, means, f"{where}."))


def _next(visit: Visit, view: View, turnout: Turnout) -> None:
    """Draw the way to what a coordinator does next for this round."""
    if turnout.state is RoundState.OPEN and turnout.submitted < turnout.invited - turnout.left:
        common.to_screen(visit, view, "invitations", visit.say("invitations.from_region"))
        ids = {one.member.id for one in turnout.invitees}
        those = [one for one in reading.approaches(visit.store, view.of, view.chosen) if one.department_id in ids]
        found = [*hindered(those, visit.say)]
        if found:
            st.caption(markdown.plain(" ".join(found)))
    elif turnout.state is RoundState.CLOSED:
        common.to_screen(visit, view, "rounds", visit.say("region.overview.to_publish"))


def _visits(visit: Visit, region: _Region) -> None:
    """Draw whom to visit or call, a reason a line; reasons without anybody are said together."""
    say, view = visit.say, region.view
    before = view.of.before(view.chosen)
    found = reading.to_visit(visit.store, view.of, view.chosen, view.which)
    reasons = words.to_visit(
        found, region.now.questionnaire, before.title if before is not None else "", view.chosen.title, say
    )
    nobody = [one.title for one in reasons if not one.members]
    figures.finding(say("region.overview.visits"))
    if len(nobody) < len(reasons):
        with st.container(gap=None):
            for one in reasons:
                if one.members:
                    _reason(visit, view, one)
    if nobody:
        st.caption(markdown.plain(f"{'. '.join(nobody)}."))


def _reason(visit: Visit, view: View, one: ToVisit) -> None:
    shown = one.members if len(one.members) <= _NAMED else one.members[: _NAMED - 1]
    with st.container(horizontal=True, gap="xsmall", vertical_alignment="center"):
        st.markdown(markdown.plain(f"{one.title}:"), width="content")
        for member in shown:
            common.to_department(visit, view, member.id, member.name, arrow=True)
        if len(shown) < len(one.members):
            label = visit.say("region.overview.all_of_them", n=number(len(one.members), visit.language))
            common.to_screen(visit, view, "departments", label, reason=one.reason.value)


def _topics(visit: Visit, region: _Region) -> list[Glance]:
    """Draw the topics, a pillar a column; returns what they say in a table."""
    say, now, before = visit.say, region.now, region.before
    if not now.assessed:
        common.nothing(visit, region.view, common.scored(visit, region.view.of, region.view.chosen))
        return []
    is_alike = before is not None and asks_the_same(now.questionnaire, before.questionnaire)
    then = reading.topics(before, reading.EVERYBODY) if before is not None and is_alike else None
    found = words.topics(reading.topics(now, reading.EVERYBODY), then, now.questionnaire, say)
    with st.container(horizontal=True, vertical_alignment="center"):
        with st.container(width="content"):
            figures.finding(found.finding)
        for one in ("topics", "essentials"):
            common.to_screen(visit, region.view, "maps", say(f"region.overview.to_map.{one}"), view=one)
    with st.grid(_WIDE, min_column_width=_CELL) as grid:
        for place, (pillar, rows, aloud) in enumerate(found.pillars):
            with grid.cell(), st.container(gap="xxsmall"):
                st.caption(f"**{markdown.plain(pillar)}**")
                figures.draw(charts.dot_rows(rows, close=True, unit=None), aloud, f"topics-{place}")
    return [found]
