"""The questions, a topic at a time: every answer is saved as it is chosen, and said to be."""

from __future__ import annotations

from contextlib import nullcontext

import streamlit as st

from assessment import task
from assessment.findings.came_of import beside
from assessment.plan import Step
from assessment.questionnaire import Question
from assessment.reading import commitments
from assessment.screens.chief.home import topic_title
from assessment.screens.chief.parts import about, given
from assessment.screens.chief.parts.current import Current, current, not_begun
from assessment.screens.parts import answer, evidence, helps, links, tab
from assessment.screens.parts.markdown import plain
from assessment.task import Topic
from assessment.visit import Visit

PROFILE = "profile"
_INSTRUCTED = "instructed"  # at which topic of this visit the instruction is read


def show(visit: Visit) -> None:
    """Draw the topic that the address names, or the next one that is not done."""
    say = visit.say
    now_on = current(visit)
    if now_on is None or now_on.draft is None:
        not_begun(visit, now_on, "questions")
        return
    asked = st.query_params.get("topic", "")
    if asked == PROFILE:
        tab.name(visit, say("home.about_you"), say("menu.questions"))
        about.show(visit, now_on)
        _ways_on(visit, now_on, None)
        return
    topic = task.find(now_on.questionnaire, asked) or _where_to_go_on(visit, now_on)
    # By these names page.css makes it shorter on a phone, and the ways on as well, and writes numbers of levels or not.
    # No container more than is needed: at every answer Streamlit copies each of them with all that it stands in.
    unnumbered = st.container(key="unnumbered") if topic.step is not None else nullcontext()
    with unnumbered, st.container(key="topic"):
        _topic(visit, now_on, topic)
    _ways_on(visit, now_on, topic)


def _where_to_go_on(visit: Visit, now_on: Current) -> Topic:
    assert now_on.draft is not None, "there is a draft"
    saved = visit.store.answers(now_on.draft.id)
    return task.next_open(now_on.questionnaire, saved) or task.topics(now_on.questionnaire)[0]


def _topic(visit: Visit, now_on: Current, topic: Topic) -> None:
    say = visit.say
    title = topic_title(visit, topic)
    st.title(title, anchor=False)
    if topic.pillar is not None:
        tab.name(visit, title, say("menu.questions"))
        place = say("questions.topic_of", number=topic.number, of=topic.of)
        st.caption(f"{place} · {topic.pillar.title[visit.language]}")
    else:
        place = say("questions.page_of", number=topic.number, of=topic.of)
        tab.name(visit, title, place)
        st.caption(place)
    if now_on.can_write:
        _instruct(visit, now_on, topic)
    else:
        st.info(say("questions.read_only" if now_on.is_submitted else now_on.too_late))
    planned = given.steps(visit, now_on)
    # read once a page: an answer is a fragment, which draws itself alone
    decided = commitments.gather(visit.store, now_on.participation.department_id)
    there = helps.read(visit, now_on.questionnaire)
    for question in topic.questions:
        st.space("small")
        stood = beside(question.id, now_on.questionnaire, decided, say, visit.zone)
        numbered = topic.step is None
        _question(visit, now_on, question, planned.get(question.id), stood, numbered=numbered)
        helps.line(visit, there, question.id, question.name[visit.language])
        _more_on(visit, now_on, question)


def _instruct(visit: Visit, now_on: Current, topic: Topic) -> None:
    """Say once a visit how to choose: at the topic that is opened first, however often it is opened again."""
    if st.session_state.setdefault(_INSTRUCTED, topic.id) == topic.id:
        st.markdown(now_on.questionnaire.instruction[visit.language])


def _question(
    visit: Visit, now_on: Current, question: Question, step: Step | None, stood: tuple[str, ...], *, numbered: bool
) -> None:
    """Draw a question with what is recommended, and what stood in the plan: beside the answer, never in its place."""
    say, language = visit.say, visit.language
    st.header(question.question[language], anchor=False)
    if question.essential and question.essential_reason is not None:
        badge = f":blue-badge[:material/shield: {say('questions.essential')}]"
        st.markdown(f"{badge} {question.essential_reason[language]}")
    if stood:
        st.markdown(f":small[:material/checklist: {plain(' '.join(stood))}]")
    if now_on.can_write:
        answer.show(visit, now_on, question, numbered=numbered)
    else:
        given.show(visit, now_on, question, step, numbered=numbered)


def _more_on(visit: Visit, now_on: Current, question: Question) -> None:
    """Draw, folded, what is meant by a question and where it comes from, and what was noted on it."""
    say, language = visit.say, visit.language
    with st.expander(say("questions.help")):
        st.markdown(question.help[language])
        st.markdown(f"**{say('questions.could_show')}** {question.evidence[language]}")
        titles = "; ".join(
            now_on.questionnaire.sources[key].title for key in dict.fromkeys(c.source for c in question.sources)
        )
        st.caption(say("questions.comes_from", titles=titles))
    evidence.show(visit, now_on, question)


def _ways_on(visit: Visit, now_on: Current, topic: Topic | None) -> None:
    """The buttons under a topic; each is a change of address, so that a page begins at its top."""
    say = visit.say
    if topic is None:
        around: tuple[Topic | None, Topic | None] = (None, task.topics(now_on.questionnaire)[0])
    else:
        around = task.neighbours(now_on.questionnaire, topic)
    before, after = around
    at = topic.id if topic is not None else PROFILE
    st.space("small")
    with st.container(horizontal=True, key="ways"):
        if st.button(say("questions.back"), icon=":material/arrow_back:", key=f"back-{at}"):
            if before is not None:
                _go(visit, before.id)
            elif topic is not None and topic.pillar is not None:
                _go(visit, PROFILE)
            else:
                st.switch_page(links.screen(visit, "home"))
        at_the_end = say("home.see_receipt" if now_on.is_submitted else "home.review")
        label = say("questions.next", topic=topic_title(visit, after)) if after else at_the_end
        if topic is not None and topic.pillar is None:
            label = _next_page(visit, topic, after)
        if st.button(label, type="primary", icon=":material/arrow_forward:", icon_position="right", key=f"next-{at}"):
            if after is not None:
                _go(visit, after.id)
            else:
                st.switch_page(links.screen(visit, _after_the_last(topic)))


def _next_page(visit: Visit, topic: Topic, after: Topic | None) -> str:
    """What leads on from a page of a shorter route."""
    if after is not None:
        return visit.say("questions.next_page")
    return visit.say("opening.see" if topic.step is not None else "questions.to_the_list")


def _after_the_last(topic: Topic | None) -> str:
    """The screen to which a route leads at its end."""
    if topic is None or topic.pillar is None:
        return "results" if topic is not None and topic.step is not None else "home"
    return "review"


def _go(visit: Visit, topic_id: str) -> None:
    st.switch_page(links.screen(visit, "questions"), query_params={"topic": topic_id})
