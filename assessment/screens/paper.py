"""On paper first: the blank questionnaire to print, and a spreadsheet to fill in offline and read back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from assessment.answers import NEVER, Answers, SavedAnswer
from assessment.findings import Table
from assessment.report import spreadsheet
from assessment.report.spreadsheet import Problem
from assessment.screens import answer, figures, links, saving, spoken, uploader
from assessment.screens.current import Current
from assessment.storage import ChangedMeanwhile, TooLate
from assessment.visit import Visit

_CAME_OF_IT, _TAKEN_OVER = "came-of-the-workbook", "taken over"


def show_blank(visit: Visit) -> None:
    """Draw the way to the blank questionnaire alone."""
    say = visit.say
    st.header(say("paper.title"), anchor=False)
    st.markdown(say("paper.blank_means"))
    st.html(links.anchor("/files/blank.pdf", say("paper.blank"), download=True))


def show(visit: Visit, now_on: Current) -> None:
    """Draw the ways on paper for an assessment that has begun."""
    say = visit.say
    show_blank(visit)
    if not now_on.can_write:
        return
    with st.expander(say("paper.offline"), icon=":material/table:"):
        st.markdown(say("paper.offline_means"))
        st.html(links.anchor(f"/files/answers.xlsx?round={now_on.round.id}", say("paper.workbook"), download=True))
        _read_back(visit, now_on)


@st.fragment
def _read_back(visit: Visit, now_on: Current) -> None:
    say, draft = visit.say, now_on.draft
    assert draft is not None, "only an assessment that has begun is read back"
    given = uploader.file(visit, say("paper.upload"), f"workbook-{draft.id}")
    if given is None:
        return
    read = spreadsheet.read_answers(given.getvalue(), now_on.questionnaire)
    if read.problems:
        _problems(visit, read.problems)
    else:
        _take_over(visit, now_on, draft.id, read.answers)


def _problems(visit: Visit, problems: Sequence[Problem]) -> None:
    say = visit.say
    of_the_file = [one for one in problems if not one.cell]
    if of_the_file:
        st.error(spreadsheet.problem_words(of_the_file[0], say))
        st.markdown(say("paper.unchanged"))
        return
    st.error(say("paper.problems", count=len(problems)))
    heads = (say("paper.cell"), say("paper.problem"))
    figures.table(Table(heads, tuple((one.cell, spreadsheet.problem_words(one, say)) for one in problems)))
    st.markdown(say("paper.nothing_taken"))


def _take_over(visit: Visit, now_on: Current, draft_id: int, read: Answers) -> None:
    """Say what the file would change, and which saved answers it would replace; then take it over, all or nothing."""
    say, saved = visit.say, visit.store.answers(draft_id)
    _say_why_not(visit)
    standing = {question_id: saved.get(question_id, NEVER) for question_id in read}
    changed = {key: one for key, one in standing.items() if one.value != read[key] or not one.confirmed}
    st.markdown(say("paper.would_change", count=len(changed), read=len(read)))
    replaced = {key: one for key, one in changed.items() if one.confirmed and one.value not in (None, read[key])}
    if replaced:
        st.warning(say("paper.would_replace", count=len(replaced)), icon=":material/group:")
        _replaced(visit, now_on, replaced, read)
    if changed:
        seen = {key: one.version for key, one in standing.items()}
        st.button(
            say("paper.take_over"),
            type="primary",
            key=f"take-over-{draft_id}",
            on_click=_save,  # before anything is drawn anew: what counts is what the person saw
            args=(visit, draft_id, read, seen),
        )


def _save(visit: Visit, draft_id: int, read: Answers, seen: Mapping[str, int]) -> None:
    """Save what was read if nothing of it has changed since it was seen, and keep what came of it."""
    say, came_of_it = visit.say, _TAKEN_OVER
    try:
        visit.store.save_answers(draft_id, read, seen)
    except Exception as error:
        refused = {ChangedMeanwhile: say("paper.changed_meanwhile"), TooLate: say("home.too_late")}
        why = saving.reason(say, error, refused)
        if why is None:
            raise
        came_of_it = why
    st.session_state[_CAME_OF_IT] = came_of_it


def _say_why_not(visit: Visit) -> None:
    """Say above the list drawn anew why nothing was taken over; draw the whole page anew where everything was."""
    came_of_it = st.session_state.pop(_CAME_OF_IT, None)
    if came_of_it == _TAKEN_OVER:
        st.rerun(scope="app")
    elif came_of_it is not None:
        st.error(came_of_it)


def _replaced(visit: Visit, now_on: Current, replaced: Mapping[str, SavedAnswer], read: Answers) -> None:
    """Which saved answers the file would replace: what stands, who gave it and when, and what the file says."""
    say = visit.say
    for question_id, one in replaced.items():
        question = now_on.questionnaire.question(question_id)
        stands, comes = (answer.words(visit, now_on, question, value) for value in (one.value, read[question_id]))
        with st.container(border=True, gap="xsmall"):
            st.markdown(f"**{question.name[visit.language]}**")
            st.markdown(f"**{say('paper.saved_now')}** {stands}")
            answer.show_reason(one.value)
            st.caption(figures.plain(spoken.when(visit, one)))
            st.markdown(f"**{say('paper.in_the_file')}** {comes}")
            answer.show_reason(read[question_id])
