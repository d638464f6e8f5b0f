"""On paper first: the blank questionnaire to print, and a spreadsheet to fill in offline and read back."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from assessment.answers import SavedAnswer
from assessment.report import spreadsheet
from assessment.screens import links
from assessment.screens.current import Current
from assessment.storage import NotSaved, TooLate
from assessment.visit import Visit

_MOST_BYTES = 1_000_000  # of a spreadsheet that is read back; the one handed out has some sixty thousand


def show_blank(visit: Visit) -> None:
    """Draw the way to the blank questionnaire alone."""
    say = visit.say
    st.header(say("paper.title"))
    st.markdown(say("paper.blank_means"))
    st.html(links.anchor("/files/blank.pdf", say("paper.blank"), download=True))


def show(visit: Visit, now_on: Current, saved: Mapping[str, SavedAnswer]) -> None:
    """Draw the ways on paper for an assessment that has begun."""
    say = visit.say
    show_blank(visit)
    if not now_on.can_write:
        return
    with st.expander(say("paper.offline"), icon=":material/table:"):
        st.markdown(say("paper.offline_means"))
        st.html(links.anchor(f"/files/answers.xlsx?round={now_on.round.id}", say("paper.workbook"), download=True))
        _read_back(visit, now_on, saved)


@st.fragment
def _read_back(visit: Visit, now_on: Current, saved: Mapping[str, SavedAnswer]) -> None:
    say, draft = visit.say, now_on.draft
    assert draft is not None, "only an assessment that has begun is read back"
    given = st.file_uploader(say("paper.upload"), type="xlsx", key=f"workbook-{draft.id}")
    if given is None:
        return
    if given.size > _MOST_BYTES:
        st.error(say("paper.too_large"))
        return
    read = spreadsheet.read_answers(given.getvalue(), now_on.questionnaire)
    if read.problems:
        st.error(say("paper.problems", count=len(read.problems)))
        st.table(
            [
                {
                    say("paper.cell"): problem.cell,
                    say("paper.problem"): spreadsheet.problem_words(problem, say),
                }
                for problem in read.problems
            ],
            hide_index=True,
        )
        st.markdown(say("paper.nothing_taken"))
        return
    changed = [
        question_id
        for question_id, answer in read.answers.items()
        if question_id not in saved or saved[question_id].value != answer or not saved[question_id].confirmed
    ]
    st.markdown(say("paper.would_change", count=len(changed), read=len(read.answers)))
    if changed and st.button(say("paper.take_over"), type="primary", key=f"take-over-{draft.id}"):
        try:
            visit.store.save_answers(draft.id, read.answers)
        except TooLate:
            st.error(say("home.too_late"))
        except NotSaved:
            st.error(say("questions.not_saved_now"))
        else:
            st.rerun(scope="app")
