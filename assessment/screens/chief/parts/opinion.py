"""A second opinion: the link for a colleague, and what they say beside what the department said."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import streamlit as st

from assessment.answers import Answers
from assessment.findings import opinion as words
from assessment.language import moment_day, number
from assessment.people import Action
from assessment.questionnaire import Questionnaire
from assessment.reading.voices import own_answers
from assessment.screens.chief.parts.current import Current, current
from assessment.screens.chief.parts.departed import departure
from assessment.screens.parts import choices, figures, links
from assessment.screens.parts.markdown import plain
from assessment.screens.parts.saving import Saving, done
from assessment.storage import NotReady, Opinion
from assessment.storage.opinions import LASTS, MOST_LABEL, MOST_OPEN
from assessment.visit import Visit
from assessment.voices.opinion import Beside, Sees, beside
from assessment.wording import Say


def show(visit: Visit) -> None:
    """Draw it: what it is for, the link, and both sides of what came."""
    say, now_on = visit.say, current(visit)
    st.header(say("opinion.title"), anchor=False)
    st.markdown(say("opinion.about"))
    st.caption(say("opinion.takes"))
    if departure(visit) is None:
        if now_on is None or now_on.at < now_on.round.opens_at:
            st.markdown(say("opinion.no_round"))
        elif visit.person.role.may(Action.SUBMIT):
            _asking(visit, now_on)
        else:
            st.caption(say("opinion.chief_only"))
    given = [one for one in _opinions(visit) if one.answered_at is not None]
    for one in given:
        _came(visit, one, now_on, is_open=one is given[0])


def _opinions(visit: Visit) -> list[Opinion]:
    return visit.store.opinions(visit.person.department_id or "")


@st.fragment
def _asking(visit: Visit, now_on: Current) -> None:
    """Draw the form that makes a link, the link it made, and those that are still open."""
    say = visit.say
    days = number(LASTS / timedelta(days=1), visit.language)
    st.markdown(say("opinion.how", None, days=days))
    with st.form(f"ask-opinion-{visit.language}", border=False):
        label = st.text_input(
            say("opinion.label"),
            max_chars=MOST_LABEL,
            placeholder=say("opinion.label_example"),
            key=f"opinion-label-{visit.language}",
        )
        language = choices.written_in(visit, say("opinion.language"), "opinion-language")
        pressed = st.form_submit_button(say("opinion.make"), icon=":material/qr_code_2:")
    if pressed:
        _make(visit, now_on, label, language)
    for one in _opinions(visit):
        if one.is_open(visit.store.now):
            _open(visit, one)


def _make(visit: Visit, now_on: Current, label: str, language: str) -> None:
    """Make a link and show it, this once; or say at the place why not."""
    say, department = visit.say, visit.person.department_id or ""
    most = number(MOST_OPEN, visit.language)
    why: dict[type[Exception], Callable[[NotReady], str]] = {
        NotReady: lambda error: say(f"opinion.refused.{error.missing[0]}", None, most=most)
    }
    with Saving(visit, why):
        token = visit.store.ask_opinion(now_on.round.id, department, label, language)
        address = f"{visit.public_url}/opinion/{token}"
        until = moment_day(visit.store.now + LASTS, language, visit.zone)
        named = visit.store.department(department).name
        st.success(say("opinion.made"), icon=":material/check:")
        st.code(address, language=None, wrap_lines=True)
        st.html(links.qr(address, say("opinion.code")))
        st.markdown(say("opinion.to_send"))
        mail = Say(language)("opinion.mail", None, department=named, address=address, until=until)
        st.code(mail, language=None, wrap_lines=True)


def _open(visit: Visit, one: Opinion) -> None:
    """A link that nobody has used yet."""
    say, label = visit.say, plain(one.label)
    until = moment_day(one.until, visit.language, visit.zone)
    with st.container(border=True, gap="xsmall"):
        st.markdown(say("opinion.waiting", None, label=f"**{label}**", until=until))
        _end(visit, one, say("opinion.take_back", None, label=label), say("opinion.taken_back"))


def _end(visit: Visit, one: Opinion, button: str, afterwards: str) -> None:
    if visit.person.role.may(Action.SUBMIT) and st.button(button, key=f"end-opinion-{one.id}-{visit.language}"):
        with Saving(visit):
            visit.store.end_opinion(one.id)
            done(afterwards)


def _came(visit: Visit, one: Opinion, now_on: Current | None, *, is_open: bool) -> None:
    """What somebody said, beside what the department said: the finding, then what differs, then the rest."""
    say = visit.say
    questionnaire = visit.store.questionnaire(visit.store.round(one.round_id).questionnaire_sha256)
    own = own_answers(visit.store, visit.person.department_id or "", one.round_id)
    found = beside(questionnaire, own, one.answers)
    finding, *rest = words.differences(found, say)
    at = moment_day(one.answered_at or one.made_at, visit.language, visit.zone)
    title = say("opinion.finding", None, label=plain(one.label), finding=finding)
    with st.expander(f"**{title}** · {at}", expanded=is_open):
        st.markdown("\n".join(f"- {sentence}" for sentence in rest))
        st.caption(say("opinion.means"))
        to_question = now_on is not None and now_on.can_write and now_on.round.id == one.round_id
        for item in found:
            if item.sees is not Sees.SAME:
                _pair(visit, questionnaire, item, (own, one), to_question=to_question)
        _alike(visit, questionnaire, [item for item in found if item.sees is Sees.SAME], own)
        _end(visit, one, say("opinion.take_out"), say("opinion.taken_out"))


def _pair(
    visit: Visit, questionnaire: Questionnaire, item: Beside, both: tuple[Answers, Opinion], *, to_question: bool
) -> None:
    """An essential on which the two differ: both sentences, and the way to the question while it can be changed."""
    say, (own, other) = visit.say, both
    question = questionnaire.question(item.question_id)
    with st.container(border=True, gap="xsmall"):
        name = plain(question.name[visit.language])
        st.markdown(f"**{name}** · {say(f'opinion.verdict.{item.sees}')}")
        with figures.beside_each_other():
            for who, answers in ((say("opinion.department"), own), (plain(other.label), other.answers)):
                said = words.side(questionnaire, question, answers, say)
                means = "  \n".join(plain(one) for one in said.sentences)
                st.markdown(f"{who}: **{plain(said.short)}**\n\n{means}")
        if to_question:
            figures.to_question(visit, questionnaire, item.question_id)


def _alike(visit: Visit, questionnaire: Questionnaire, alike: list[Beside], own: Answers) -> None:
    """Those on which both said the same, in short."""
    if not alike:
        return
    say = visit.say
    st.markdown(f"**{say('opinion.alike')}**")
    lines = []
    for item in alike:
        question = questionnaire.question(item.question_id)
        said = words.side(questionnaire, question, own, say)
        lines.append(f"- {plain(question.name[visit.language])}: {plain(said.short)}")
    st.markdown("\n".join(lines))
