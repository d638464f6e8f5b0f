"""An answer that can no longer be changed, among all the levels, and where the recommended step leads from it."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from assessment.answers import NEVER, Answer, SavedAnswer
from assessment.assessed import Assessed
from assessment.findings import level_among_others, level_name, level_words
from assessment.plan import Step
from assessment.questionnaire import Question
from assessment.screens.chief.parts.current import Current
from assessment.screens.parts import answer, spoken
from assessment.screens.parts.markdown import plain
from assessment.visit import Visit

Steps = Mapping[str, Step]  # recommended, by question


def steps(visit: Visit, now_on: Current) -> Steps:
    """What is recommended after a submitted assessment; nothing before it is submitted."""
    if now_on.draft is None or now_on.draft.submission_id is None:
        return {}
    submission = visit.store.submission(now_on.draft.submission_id)
    return {step.question_id: step for step in Assessed(now_on.questionnaire, submission.answers).plan.steps}


def show(visit: Visit, now_on: Current, question: Question, step: Step | None, *, numbered: bool = True) -> None:
    """Draw every level with its sentence, the one that was given marked in words, and who gave it and when."""
    assert now_on.draft is not None, "there is something to read"
    stored: SavedAnswer = visit.store.answers(now_on.draft.id).get(question.id, NEVER)
    leads_to = None if step is None else (step.level or 0) + 1
    lines = [
        _level(visit, _name(visit, now_on, at, numbered), question, at, stored.value, leads_to)
        for at in question.levels
    ]
    if stored.value is not None and not isinstance(stored.value, int):
        lines.append(_marked(visit, answer.words(visit, now_on, question, stored.value)))
    st.markdown("\n".join(f"- {line}" for line in lines))
    answer.show_reason(stored.value)
    if step is not None:
        st.markdown(f"**{visit.say('questions.step')}** {plain(step.action.action[visit.language])}")
    st.caption(plain(spoken.when(visit, stored)))


def _name(visit: Visit, now_on: Current, level: int, numbered: bool) -> str:
    return (level_words if numbered else level_name)(now_on.questionnaire, level, visit.say)


def _level(visit: Visit, name: str, question: Question, at: int, value: Answer | None, leads_to: int | None) -> str:
    words = f"{name}: {level_among_others(question, at, visit.say)}"
    if value == at:
        return _marked(visit, words)
    if leads_to == at:
        return f"{plain(words)} :green-badge[:material/flag: {visit.say('questions.step_leads')}]"
    return plain(words)


def _marked(visit: Visit, words: str) -> str:
    """What was answered, in bold and said to be."""
    return f"**{plain(words)}** :blue-badge[:material/check: {visit.say('questions.given')}]"
