"""What a department has planned, for its coordinator: where it shares that, and never who does it or why not."""

from __future__ import annotations

import streamlit as st

from assessment.findings import commitments as words
from assessment.findings.commitments import CommitmentInWords
from assessment.reading import commitments as reading
from assessment.rounds import Department
from assessment.screens.parts import choices, figures, markdown
from assessment.visit import Visit

STEPS = 20  # on one page
_WIDTH = 300  # px: the narrowest column


def show(visit: Visit, one: Department) -> None:
    """Draw the steps of its plan, those still to be done first; where it shares none, a line that says so."""
    say, shared = visit.say, visit.store.shared_plan(one.id)
    if shared is None:
        st.markdown(say(f"departments.plan.{'not_shared' if one.left_on is None else 'left'}"))
        return
    decided = reading.among(visit.store, shared)
    st.header(say("departments.plan.title", len(decided.all)), anchor=False)
    st.caption(say("departments.plan.means"), width=figures.PROSE)
    steps = sorted(decided.all, key=lambda step: not step.status.is_open)
    shown = choices.page_of(steps, STEPS, f"plan-{one.id}")
    with st.grid(2, min_column_width=_WIDTH, gap="medium") as grid:
        for step in shown:
            with grid.cell():
                _step(visit, words.told(step, decided, say, visit.zone))


def _step(visit: Visit, told: CommitmentInWords) -> None:
    badge = f" :blue-badge[:material/shield: {visit.say('questions.essential')}]" if told.essential else ""
    st.subheader(markdown.plain(told.practice) + badge, anchor=False)
    st.markdown(markdown.plain(told.what))
    st.caption(markdown.plain(told.line))
    leads = visit.say("departments.plan.leads", level=told.leads)
    with st.expander(markdown.plain(leads), type="compact"):
        st.markdown(markdown.plain(told.sentence))
