"""What a friend has before them: the submission, its evidence, the plan, and what was said; and how a question is read.

A page is read once a run. What is saved on it afterwards is known to its fragments, which read nothing anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import streamlit as st

from assessment.answers import Answer, Evidence, Submission
from assessment.findings import commitments as words
from assessment.findings.commitments import CommitmentInWords
from assessment.friendship import Friendship, Remark, Visited
from assessment.questionnaire import Question, Questionnaire
from assessment.reading import commitments as reading
from assessment.screens.parts import answer, evidence, said
from assessment.screens.parts.markdown import plain
from assessment.visit import Visit

QUESTION = "question"  # what names a question in an address
_RUN = "friend-run"


@dataclass(frozen=True)
class Page:
    """What one run of the page has read."""

    of: Friendship
    submission: Submission
    questionnaire: Questionnaire
    said: Visited
    run: int
    changed: frozenset[str] = frozenset()  # questions answered otherwise since the friend looked
    steps: Mapping[str, tuple[CommitmentInWords, ...]] = field(default_factory=dict)  # of the plan, by question
    shows_one: bool = False  # whether one question stands alone on it

    @property
    def department(self) -> str:
        """The name of the department that is visited."""
        return self.of.visited_name or self.submission.department_name

    def answer(self, question: Question) -> Answer | None:
        """What the department said."""
        return self.submission.answers.get(question.id)


def read(visit: Visit, one: Friendship) -> Page:
    """Read it anew; that is noted in the log, once a day."""
    store = visit.store
    submission = store.visited_submission(one.id)
    decided = reading.among(store, store.visited_plan(one.id))
    steps: dict[str, tuple[CommitmentInWords, ...]] = {}
    for step in words.all_told(decided.taken, decided, visit.say, visit.zone):
        steps[step.of.question_id] = (*steps.get(step.of.question_id, ()), step)
    run = st.session_state[_RUN] = st.session_state.get(_RUN, 0) + 1
    return Page(
        one,
        submission,
        store.questionnaire(submission.questionnaire_sha256),
        store.said_in(one.id),
        run,
        frozenset(store.changed_meanwhile(one.id)),
        steps,
    )


def place(page: Page, about: str) -> str:
    """Where a tab remembers what was said of a question, or of the whole."""
    return f"said-{page.of.id}-{about}"


def told(visit: Visit) -> said.SaidNotSaved:
    """What a friend is told where something is not saved."""
    say = visit.say
    return said.SaidNotSaved(
        say("friend.too_late"),
        lambda time: say("friend.said_elsewhere", None, time=time),
        say("friend.taken_back_elsewhere"),
    )


def remarks(page: Page) -> dict[str, Remark]:
    """What the friend says of each question, with what was saved since the page was read."""
    found = {about: one.value for about, one in page.said.remarks.items()}
    for question in page.questionnaire.questions():
        base: said.StandsOn[Remark | None] | None = st.session_state.get(place(page, question.id))
        if base is None or base.run != page.run:
            continue
        if base.value is None:
            found.pop(question.id, None)
        else:
            found[question.id] = base.value
    return found


def answered(visit: Visit, page: Page, question: Question) -> None:
    """Draw a question and all that the department says to it: its answer, what shows it, and its plan."""
    say, noted = visit.say, page.submission.evidence.get(question.id, Evidence())
    badge = f" :blue-badge[:material/shield: {say('questions.essential')}]" if question.essential else ""
    heading = st.header if page.shows_one else st.subheader
    heading(plain(question.name[visit.language]) + badge, anchor=False)
    st.markdown(plain(question.question[visit.language]))
    st.markdown(f"**{say('friend.they_say')}**  \n{spelled(visit, page, question)}")
    if noted:
        st.markdown(f"**{say('friend.they_note')}**")
        evidence.show_noted(noted)
        if noted.links:
            st.caption(f":material/open_in_new: {say('friend.leads_away')}")
    for step in page.steps.get(question.id, ()):
        by = say("commitments.by", month=step.when) if step.when and step.of.status.is_open else ""
        line = " · ".join(filter(None, (step.status, by)))
        st.markdown(f"**{say('friend.they_plan')}**  \n{plain(step.what)}  \n:small[{plain(line)}]")


def spelled(visit: Visit, page: Page, question: Question) -> str:
    """What the department said, in Markdown."""
    return answer.spelled(visit, page.questionnaire, question, page.answer(question))


def seen(visit: Visit, page: Page, question: Question, remark: Remark) -> str:
    """What the friend says of a question, without the reason, in Markdown."""
    if remark.agrees:
        return plain(visit.say("friend.choice.same"))
    return answer.spelled(visit, page.questionnaire, question, remark.level)
