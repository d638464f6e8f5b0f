"""Several hands: who works for the department, a link for one more, and who answered what."""

from __future__ import annotations

import streamlit as st

from assessment import task
from assessment.answers import NEVER, SavedAnswer
from assessment.people import Action, Role
from assessment.rounds import MOST_EMAIL, MOST_NAME
from assessment.screens import access, letting_in, markdown, spoken
from assessment.screens.current import Current
from assessment.visit import Visit


def show(visit: Visit, now_on: Current) -> None:
    """Draw who works for the department, and who answered what as soon as something is answered."""
    show_people(visit)
    _answered(visit, now_on)


def show_people(visit: Visit) -> None:
    """Draw who can sign in for the department; for its chief, what can be done about it."""
    st.header(visit.say("colleagues.title"), anchor=False)
    with st.expander(visit.say("colleagues.who")):
        _people(visit)


def _answered(visit: Visit, now_on: Current) -> None:
    """Draw who gave each answer and when, topic by topic; closed at first. A draft is read by its department alone."""
    assert now_on.draft is not None, "there is something to tell of"
    say, language = visit.say, visit.language
    saved = visit.store.answers(now_on.draft.id)
    heads = [say(f"colleagues.head.{name}") for name in ("question", "who", "when")]
    rows: list[tuple[str, str, str]] = []
    for topic in task.topics(now_on.questionnaire):
        title = next(one.title[language] for one in now_on.questionnaire.dimensions() if one.id == topic.id)
        rows.append((f"**{markdown.plain(title)}**", "", ""))
        for question in topic.questions:
            who, when = _by(visit, saved.get(question.id, NEVER))
            rows.append((markdown.plain(question.name[language]), markdown.plain(who), markdown.plain(when)))
    with st.expander(say("colleagues.answered")):
        st.table([dict(zip(heads, row, strict=True)) for row in rows], hide_index=True, border="horizontal")


def _by(visit: Visit, saved: SavedAnswer) -> tuple[str, str]:
    """Who gave an answer, or how it stands where nobody did; and when."""
    if saved.value is None:
        return visit.say("findings.no_answer"), ""
    if not saved.confirmed:
        return visit.say("colleagues.to_confirm"), ""
    return saved.author, spoken.time(visit, saved)


@st.fragment
def _people(visit: Visit) -> None:
    """Draw everybody, with whoever is brought in below the list at this very run."""
    department = visit.person.department_id
    assert department is not None, "only departments have colleagues"
    people = st.container()
    if visit.person.role.may(Action.SUBMIT):
        _invite(visit, department)
    with people:
        access.show(visit, department)


def _invite(visit: Visit, department_id: str) -> None:
    say = visit.say
    st.markdown(f"{say('colleagues.means')} {letting_in.means(visit, Role.MEMBER)}")
    with st.form("colleague", border=False):
        name = st.text_input(say("colleagues.name"), max_chars=MOST_NAME, key="colleague-name")
        email = st.text_input(say("colleagues.email"), max_chars=MOST_EMAIL, key="colleague-email")
        asked = st.form_submit_button(letting_in.button(visit, Role.MEMBER))
    if asked:
        where = {"department_id": department_id, "language": visit.language}
        access.let_in(visit, "colleague", email, Role.MEMBER, name=name, **where)
    letting_in.tell(visit, "colleague")
