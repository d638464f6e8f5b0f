"""Whom to write to: the departments that have not started, and a mail text for each, in its own language.

A text holds a fresh sign-in link, so it is made only when it is asked for, and kept nowhere.
"""

from __future__ import annotations

import streamlit as st

from assessment.findings import regional as words
from assessment.language import day, moment_day, number
from assessment.letters import HANDED_LASTS
from assessment.people import Role
from assessment.reading import region as reading
from assessment.region import Invitee
from assessment.rounds import Round
from assessment.screens import figures, regional
from assessment.screens.saving import Saving
from assessment.storage import Contact
from assessment.visit import Visit
from assessment.wording import LANGUAGES, Say

AT_ONCE = 20  # texts; each makes a link


@st.fragment
def show(visit: Visit, round_id: int) -> None:
    """Draw who has not started, and the way to write to them; nothing where all have, or the round is not open."""
    say = visit.say
    of = regional.read(visit)
    chosen = of.round(round_id)
    if chosen is None:
        return
    questionnaire = visit.store.questionnaire(chosen.questionnaire_sha256)
    said = words.participation(reading.turnout(visit.store, of, chosen), questionnaire, say)
    if not said.waiting:
        return
    st.header(said.waiting_headline, anchor=False)
    st.markdown(say("region.reminder.means"))
    place = st.selectbox(
        say("region.reminder.group"),
        range(len(said.waiting)),
        format_func=lambda one: say(
            "region.reminder.group_of",
            group=said.waiting[one].title,
            n=number(len(said.waiting[one].invitees), say.language),
        ),
        key=f"waiting-{visit.language}",
    )
    group = regional.page_of(said.waiting[place].invitees, AT_ONCE, f"waiting-{place}")
    st.markdown(figures.plain(", ".join(one.member.name for one in group)))
    if st.button(say("region.reminder.button", len(group)), icon=":material/mail:", key="write"):
        asks = sum(1 for _ in questionnaire.questions())
        _write(visit, chosen, [(one, visit.store.contacts(one.member.id)) for one in group], asks)


def _write(visit: Visit, chosen: Round, group: list[tuple[Invitee, list[Contact]]], questions: int) -> None:
    say = visit.say
    known = [(one, _first(contacts)) for one, contacts in group if contacts]
    texts: list[tuple[str, str]] | None = None
    with Saving(visit):
        texts = [(one.member.name, _text(visit, chosen, one, contact, questions)) for one, contact in known]
    if texts is None:
        return
    if texts:
        st.success(say("region.reminder.made", len(texts)))
    for name, text in texts:
        with st.expander(figures.plain(name), expanded=len(texts) == 1):
            st.code(text, language=None, wrap_lines=True)
    unknown = [one for one, contacts in group if not contacts]
    if unknown:
        st.markdown(say("region.reminder.nobody_knows"))
        for one in unknown:
            regional.to_department(visit, one.member.id, one.member.name)


def _first(contacts: list[Contact]) -> Contact:
    """The chief where one is known, else whoever is."""
    return next((one for one in contacts if one.role is Role.CHIEF), contacts[0])


def _text(visit: Visit, chosen: Round, one: Invitee, contact: Contact, questions: int) -> str:
    """The mail to a department in its language, with a new link."""
    say = Say(one.language if one.language in LANGUAGES else visit.language)
    token = visit.store.new_link(contact.post_id)
    until = day(one.last_day, say.language)
    text = say(
        "region.reminder.text",
        department=one.member.name,
        round=chosen.title,
        questions=say("home.questions", questions),
        link_until=moment_day(visit.store.now + HANDED_LASTS, say.language, chosen.zone),
        link=visit.link(token),
        day=until,
        coordinator=visit.person.name,
    )
    subject = say("region.reminder.subject", round=chosen.title, day=until)
    return say("region.reminder.mail", to=contact.email, subject=subject, text=text)
