"""On paper first: the blank questionnaire to print, and a spreadsheet to fill in offline and read back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from assessment.answers import NEVER, NO_NOTE, Answers, Brought, Part, SavedAnswer, SavedNote, SeenBefore
from assessment.findings import Table
from assessment.report import spreadsheet
from assessment.report.spreadsheet import CellProblem, Read
from assessment.screens.chief.parts import about
from assessment.screens.chief.parts.current import Current
from assessment.screens.parts import answer, figures, links, markdown, saving, spoken, uploader
from assessment.storage import ChangedMeanwhile, ProfileChanged, TooLate
from assessment.visit import Visit

_CAME_OF_IT, _TAKEN_OVER = "came-of-the-workbook", "taken over"


@dataclass(frozen=True)
class _Different:
    """What a file says otherwise than what stands, and what stands there now."""

    answers: Mapping[str, SavedAnswer]
    notes: Mapping[tuple[str, Part], SavedNote]
    profile: Mapping[str, Any]

    def __bool__(self) -> bool:
        return bool(self.answers or self.notes or self.profile)


def show_blank(visit: Visit) -> None:
    """Draw the way to the blank questionnaire alone."""
    say = visit.say
    st.header(say("paper.title"), anchor=False)
    st.markdown(say("paper.blank_means"))
    st.html(links.anchor("/files/blank.pdf", say("paper.blank"), download=True))


def show_before(visit: Visit) -> None:
    """Draw the same where nothing has begun, and say what there is afterwards."""
    show_blank(visit)
    st.markdown(visit.say("paper.once_begun"))


def show(visit: Visit, now_on: Current) -> None:
    """Draw the ways on paper for an assessment that has begun."""
    say = visit.say
    show_blank(visit)
    if not now_on.can_write:
        return
    with st.expander(say("paper.offline")):
        st.markdown(say("paper.offline_means"))
        address = f"/files/answers.xlsx?round={now_on.round.id}&post={visit.person.post_id}"
        st.html(links.anchor(address, say("paper.workbook"), download=True))
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
        if not read.problems[0].cell:
            uploader.refused(given.file_id)
        _problems(visit, read.problems)
    else:
        _take_over(visit, now_on, draft.id, read)


def _problems(visit: Visit, problems: Sequence[CellProblem]) -> None:
    say = visit.say
    of_the_file = [one for one in problems if not one.cell]
    if of_the_file:
        st.error(markdown.plain(spreadsheet.problem_words(of_the_file[0], say)))
        st.markdown(say("paper.unchanged"))
        return
    st.error(say("paper.problems", count=len(problems)))
    heads = (say("paper.cell"), say("paper.problem"))
    rows = tuple((spreadsheet.problem_place(one, say), spreadsheet.problem_words(one, say)) for one in problems)
    figures.table(Table(heads, rows))
    st.markdown(say("paper.nothing_taken"))


def _take_over(visit: Visit, now_on: Current, draft_id: int, read: Read) -> None:
    """Say what the file would change, and what that is saved it would replace; then take it over, all or nothing."""
    say = visit.say
    saved, notes = visit.store.answers(draft_id), visit.store.notes(draft_id)
    profile, _ = visit.store.profile(draft_id)
    _say_why_not()
    standing = {question_id: saved.get(question_id, NEVER) for question_id in read.answers}
    noted = {place: notes.get(place, NO_NOTE) for place in read.notes}
    brought = Brought(read.answers, read.notes, read.profile(profile))
    different = _Different(
        {key: one for key, one in standing.items() if one.value != read.answers[key] or not one.confirmed},
        {place: one for place, one in noted.items() if one.value.strip() != read.notes[place]},
        {name: getattr(profile, name) for name, value in brought.profile.items() if getattr(profile, name) != value},
    )
    st.markdown(say("paper.would_change", count=len(different.answers), read=len(read.answers)))
    if different.notes:
        st.markdown(say("paper.notes_differ", len(different.notes)))
    if different.profile:
        st.markdown(say("paper.profile_differs", len(different.profile)))
    _answers_replaced(visit, now_on, different.answers, read.answers)
    _others_replaced(visit, now_on, different, brought)
    if different:
        seen = SeenBefore(
            {key: one.version for key, one in standing.items()},
            {place: one.version for place, one in noted.items()},
            profile,
        )
        st.button(
            say("paper.take_over"),
            type="primary",
            key=f"take-over-{draft_id}",
            on_click=_save,  # before anything is drawn anew: what counts is what the person saw
            args=(visit, draft_id, _only(brought, different), seen),
        )


def _only(brought: Brought, different: _Different) -> Brought:
    """What is brought back, of notes and details only what is not saved already."""
    notes = {place: brought.notes[place] for place in different.notes}
    return Brought(brought.answers, notes, {name: brought.profile[name] for name in different.profile})


def _save(visit: Visit, draft_id: int, brought: Brought, seen: SeenBefore) -> None:
    """Save what was read if nothing of it has changed since it was seen, and keep what came of it."""
    say, came_of_it = visit.say, _TAKEN_OVER
    try:
        visit.store.bring_in(draft_id, brought, seen)
    except Exception as error:
        changed = say("paper.changed_meanwhile")
        refused = {ChangedMeanwhile: changed, ProfileChanged: changed, TooLate: say("home.too_late")}
        why = saving.reason(say, error, refused)
        if why is None:
            raise
        came_of_it = why
    st.session_state[_CAME_OF_IT] = came_of_it


def _say_why_not() -> None:
    """Say above the list drawn anew why nothing was taken over; draw the whole page anew where everything was."""
    came_of_it = st.session_state.pop(_CAME_OF_IT, None)
    if came_of_it == _TAKEN_OVER:
        st.rerun(scope="app")
    elif came_of_it is not None:
        st.error(came_of_it)


def _answers_replaced(visit: Visit, now_on: Current, changed: Mapping[str, SavedAnswer], read: Answers) -> None:
    """Which saved answers the file would replace: what stands, who gave it and when, and what the file says."""
    say = visit.say
    replaced = {key: one for key, one in changed.items() if one.confirmed and one.value not in (None, read[key])}
    if replaced:
        st.warning(say("paper.would_replace", count=len(replaced)), icon=":material/group:")
    for question_id, one in replaced.items():
        question = now_on.questionnaire.question(question_id)
        stands, comes = (answer.words(visit, now_on, question, value) for value in (one.value, read[question_id]))
        with st.container(border=True, gap="xsmall"):
            st.markdown(f"**{question.name[visit.language]}**")
            st.markdown(f"**{say('paper.saved_now')}** {stands}")
            answer.show_reason(one.value)
            st.caption(markdown.plain(spoken.when(visit, one)))
            st.markdown(f"**{say('paper.in_the_file')}** {comes}")
            answer.show_reason(read[question_id])


def _others_replaced(visit: Visit, now_on: Current, different: _Different, brought: Brought) -> None:
    """The same of notes, links and details; a note is shown as it was typed, never as Markdown."""
    say = visit.say
    notes = {place: one for place, one in different.notes.items() if one.value.strip()}
    details = {name: one for name, one in different.profile.items() if one is not None and one != {}}
    if notes or details:
        st.warning(say("paper.would_replace_beside"), icon=":material/group:")
    for (question_id, part), noted in notes.items():
        with st.container(border=True, gap="xsmall"):
            name = now_on.questionnaire.question(question_id).name[visit.language]
            st.markdown(f"**{name}** · {say(f'questions.{part}')}")
            st.markdown(f"**{say('paper.saved_now')}**")
            st.text(noted.value)
            st.caption(markdown.plain(spoken.when(visit, noted)))
            st.markdown(f"**{say('paper.in_the_file')}**")
            st.text(brought.notes[question_id, part])
    for name, stands in details.items():
        item = now_on.questionnaire.field(name)
        with st.container(border=True, gap="xsmall"):
            st.markdown(f"**{item.label[visit.language]}**")
            for title, value in (("saved_now", stands), ("in_the_file", brought.profile[name])):
                st.markdown(f"**{say(f'paper.{title}')}** {markdown.plain(about.shown(visit, item, value))}")
