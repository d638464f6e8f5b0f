"""Several hands: who works on the department's assessment, and a link for one more."""

from __future__ import annotations

import streamlit as st

from assessment.people import Action, Role
from assessment.screens.saving import Saving
from assessment.storage import NotAllowed, NotReady
from assessment.visit import Visit


def show(visit: Visit) -> None:
    """Draw who can sign in for the department, and for its chief the way to bring in a colleague."""
    say, department = visit.say, visit.person.department_id
    assert department is not None, "only departments have colleagues"
    st.header(say("colleagues.title"), anchor=False)
    with st.expander(say("colleagues.who"), icon=":material/group:"):
        for contact in visit.store.contacts(department):
            with st.container(horizontal=True):
                st.text(contact.name, width="content")
                st.caption(say(f"colleagues.{contact.role}"), width="content")
        if visit.person.role.may(Action.SUBMIT):
            _invite(visit, department)


@st.fragment
def _invite(visit: Visit, department_id: str) -> None:
    say = visit.say
    st.markdown(say("colleagues.means"))
    with st.form("colleague", border=False):
        name = st.text_input(say("colleagues.name"), max_chars=120)
        email = st.text_input(say("colleagues.email"), max_chars=200)
        asked = st.form_submit_button(say("colleagues.make_link"))
    if not asked:
        return
    with Saving(visit, {NotReady: say("colleagues.email_wrong"), NotAllowed: say("colleagues.known_elsewhere")}):
        token = visit.store.invite(email, Role.MEMBER, department_id=department_id, name=name, language=visit.language)
        st.markdown(say("colleagues.link", email=email.strip().replace("`", "")))
        st.code(visit.link(token), language=None, wrap_lines=True)
