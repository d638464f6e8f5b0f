"""A submitted assessment as the coordinator reads it: levels with their sentences; evidence only where it is shared."""

from __future__ import annotations

from html import escape
from urllib.parse import urlencode

import streamlit as st

from assessment.answers import Evidence, Submission
from assessment.assessed import Assessed
from assessment.findings import Result, level_words, result
from assessment.language import moment_day
from assessment.questionnaire import Dimension
from assessment.rounds import Round
from assessment.screens.coordinator.parts import common
from assessment.screens.parts import answer, evidence, figures, handed_over, links, markdown, tab
from assessment.screens.parts.sealed import asked_for
from assessment.visit import Visit

DEPARTMENT = "department"  # what names a department in an address


def show(visit: Visit) -> None:
    """Draw the assessment that the address names."""
    found = _asked(visit)
    if found is None:
        st.title(visit.say("departments.assessment.none"), anchor=False)
        st.page_link(links.screen(visit, "departments"), icon=":material/arrow_forward:")
        return
    chosen, submission, others = found
    assessed = Assessed(visit.store.questionnaire(submission.questionnaire_sha256), submission.answers)
    said = result(assessed, visit.say)
    _opening(visit, chosen, submission, said, others)
    figures.picture(visit, said.pillars, "pillars", explained=False)
    _essentials(said)
    _answers(visit, submission, assessed)


def _asked(visit: Visit) -> tuple[Round, Submission, tuple[tuple[int, str], ...]] | None:
    """The submission that the address names, its round, and every round that the department submitted in."""
    department = str(st.query_params.get(DEPARTMENT, ""))
    if department not in {one.id for one in visit.store.departments(common.region_of(visit))}:
        return None
    submitted = visit.store.submitted_in(department)
    rounds = [one for one in visit.store.rounds(common.region_of(visit)) if one.id in submitted]
    if not rounds:
        return None
    chosen = next((one for one in rounds if one.id == asked_for()), rounds[-1])
    return chosen, visit.store.submission(submitted[chosen.id]), tuple((one.id, one.title) for one in rounds)


def _opening(
    visit: Visit, chosen: Round, submission: Submission, said: Result, others: tuple[tuple[int, str], ...]
) -> None:
    say = visit.say
    tab.name(visit, submission.department_name, chosen.title, say("menu.assessment"))
    st.title(markdown.plain(submission.department_name), anchor=False)
    day = moment_day(submission.submitted_at, visit.language, visit.zone)
    st.caption(
        markdown.plain(say("departments.assessment.caption", round=chosen.title, day=day, number=submission.number))
    )
    _other_rounds(visit, submission.department_id, chosen, others)
    st.markdown(f"**{markdown.plain(said.headline)}.** {_worth(visit, said)}")
    figures.score(said.overall)
    st.markdown(say(f"departments.assessment.{'shared' if submission.shares_notes else 'not_shared'}"))
    with st.container(horizontal=True):
        for kind in handed_over.KINDS:
            handed_over.button(visit, submission, kind)
    to_register = say("departments.assessment.to_register")
    common.to_department(visit, None, submission.department_id, to_register, arrow=True)


def _worth(visit: Visit, said: Result) -> str:
    """What the answers are worth, said of the department and not to it."""
    words = said.overall.words
    if said.overall.range:
        words = visit.say("departments.assessment.ranged", score=words, range=said.overall.range)
    return markdown.strong(visit.say("departments.assessment.worth", score=words), said.overall.words)


def _other_rounds(visit: Visit, department_id: str, chosen: Round, others: tuple[tuple[int, str], ...]) -> None:
    """Links to what the department submitted in other rounds; each loads the page anew."""
    named = [
        links.anchor(f"/assessment?{urlencode({DEPARTMENT: department_id, figures.ROUND: key})}", title)
        for key, title in reversed(others)
        if key != chosen.id
    ]
    if named:
        st.html(f"<div>{escape(visit.say('figures.other_rounds'))} {' · '.join(named)}</div>")


def _essentials(said: Result) -> None:
    st.header(markdown.plain(said.essentials.headline), anchor=False)
    with figures.beside_each_other():
        for item in said.essentials.items:
            st.markdown(figures.essential(item))


def _answers(visit: Visit, submission: Submission, assessed: Assessed) -> None:
    st.header(visit.say("departments.assessment.answers"), anchor=False)
    for number, pillar in enumerate(assessed.questionnaire.pillars, 1):
        with st.expander(f"**{number}. {markdown.plain(pillar.title[visit.language])}**", expanded=number == 1):
            for topic in pillar.dimensions:
                _topic(visit, topic, submission, assessed)


def _topic(visit: Visit, topic: Dimension, submission: Submission, assessed: Assessed) -> None:
    questionnaire = assessed.questionnaire
    st.subheader(markdown.plain(topic.title[visit.language]), anchor=False)
    for question in topic.questions:
        given = submission.answers.get(question.id)
        badge = f" :blue-badge[:material/shield: {visit.say('questions.essential')}]" if question.essential else ""
        st.markdown(f"**{markdown.plain(question.name[visit.language])}**{badge}")
        st.markdown(answer.spelled(visit, questionnaire, question, given))
        if assessed.scorecard.minimums.get(question.id) is False:
            level = level_words(questionnaire, question.minimum_level, visit.say)
            missing = visit.say("departments.assessment.below_minimum", level=level)
            st.markdown(f":orange[:material/radio_button_unchecked:] {markdown.plain(missing)}")
        evidence.show_noted(submission.evidence.get(question.id, Evidence()))
