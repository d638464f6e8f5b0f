"""The training plan of a region: which practices are in it, whom to invite for each, and the same to take along."""

from __future__ import annotations

from typing import Literal

import streamlit as st

from assessment.findings import region as words
from assessment.findings.region import NeedInWords, TrainingPlan
from assessment.reading import region as reading
from assessment.region import Results
from assessment.screens.coordinator.parts import common
from assessment.screens.coordinator.parts.common import View
from assessment.screens.parts import markdown
from assessment.visit import Visit

VIEW = "plan"  # of the page on training, in its address
NAMED = "part"


def show(visit: Visit, view: View, region: Results) -> None:
    """Draw the plan that stands on a round, for all of its departments."""
    say = visit.say
    ticked = {one.question_id for one in visit.store.training(view.chosen.id)}
    weak = reading.weak(region, reading.EVERYBODY)
    found = words.plan(weak, ticked, region.questionnaire, view.chosen.trains_in, say)
    st.title(markdown.plain(found.headline), anchor=False)
    common.bar(visit, view, narrows=False)
    if not found.practices:
        st.markdown(markdown.plain(say("training.plan.empty")))
        _to_list(visit, "training.plan.choose", "primary")
        return
    say_unfinished(visit, view)
    _take_along(visit, view)
    st.header(say("training.plan.whom"), anchor=False)
    st.caption(say("training.plan.means"))
    with st.grid(2, min_column_width=300, gap="medium") as grid:
        for one in found.practices:
            with grid.cell():
                _practice(visit, one)
    _several(visit, found)


def to_plan(visit: Visit, view: View, ticked: int) -> None:
    """The way from the list to the plan; a link to the page that one is on would look like the place one is at."""
    label = visit.say("training.plan.to", ticked, year=str(view.chosen.trains_in))
    if st.button(label, key="to-plan", type="primary", icon=":material/checklist:"):
        st.query_params[NAMED] = VIEW
        st.rerun()


def say_unfinished(visit: Visit, view: View) -> None:
    """Say of an open round that its numbers are not the last."""
    if told := words.unfinished(view.chosen, reading.turnout(visit.store, view.of, view.chosen), visit.say):
        st.markdown(f":blue-badge[:material/hourglass_top: {visit.say('training.open')}] {markdown.plain(told)}")


def _to_list(visit: Visit, key: str, kind: Literal["primary", "tertiary"]) -> None:
    if st.button(visit.say(key), key="to-list", type=kind, icon=":material/arrow_back:"):
        st.query_params.pop(NAMED, None)
        st.rerun()


def _take_along(visit: Visit, view: View) -> None:
    say = visit.say
    asks = f"round={view.chosen.id}&for=coordinator&language={visit.language}&post={visit.person.post_id}"
    with st.container(horizontal=True, vertical_alignment="center"):
        st.link_button(
            say("training.plan.pdf"), f"/files/region/training.pdf?{asks}", icon=":material/download:", type="primary"
        )
        st.link_button(say("training.plan.xlsx"), f"/files/region/training.xlsx?{asks}", icon=":material/table_view:")
        _to_list(visit, "training.plan.back", "tertiary")


def _practice(visit: Visit, one: NeedInWords) -> None:
    badge = f" :blue-badge[:material/shield: {visit.say('questions.essential')}]" if one.essential else ""
    st.subheader(markdown.plain(one.practice) + badge, anchor=False)
    st.markdown(markdown.plain(one.sentence))
    common.who(one.departments)
    st.markdown("\n".join(f"- {markdown.plain(action)}" for action in one.actions))


def _several(visit: Visit, found: TrainingPlan) -> None:
    """Draw the departments that come up for several practices: one invitation may do for them."""
    st.header(markdown.plain(found.several_headline), anchor=False)
    if found.several:
        st.caption(visit.say("training.plan.several_means"))
        st.markdown(markdown.plain(found.several))
