"""Where a department is and what is next: the task list of its assessment."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import streamlit as st

from assessment import task
from assessment.answers import SavedAnswer, Submission, missing_profile
from assessment.assessed import Assessed
from assessment.findings import result
from assessment.findings.agenda import Agenda
from assessment.language import day, moment_day
from assessment.opening import comes_before
from assessment.people import Action
from assessment.questionnaire import Pillar
from assessment.rounds import Round, RoundState
from assessment.screens.chief.parts import colleagues, introductions, opening, paper, told, waiting, year
from assessment.screens.chief.parts.current import Current, at_hand, places, submitted_before
from assessment.screens.parts import links, notices
from assessment.screens.parts.markdown import plain
from assessment.screens.parts.saving import Saving
from assessment.storage import NotSaved, TooLate
from assessment.task import Topic, TopicState
from assessment.visit import Visit

_SIGNS = {
    TopicState.DONE: ":green[:material/check_circle:]",
    TopicState.PARTLY: ":material/pending:",
    TopicState.NOT_STARTED: ":material/radio_button_unchecked:",
}
_FEW = 3  # open essentials from which a route of their own is worth it

Saved = dict[str, SavedAnswer]


def show(visit: Visit) -> None:
    """Draw the page."""
    assert visit.person.department_id is not None, "only departments have this page"
    department = visit.store.department(visit.person.department_id)
    st.title(plain(department.name), anchor=False)
    told.show(visit)
    notices.region(visit)
    found = places(visit)
    now_on = at_hand(found)
    if department.left_on is not None and (now_on is None or now_on.draft is None):
        introductions.to_answer(visit)
        introductions.others(visit, None)
        _last_round(visit, None)
        colleagues.show_people(visit)
        return
    if department.left_on is None:
        _rounds(visit, found, now_on)
    if now_on is not None:
        notices.show(visit, now_on)
    opened = max((one.round.opens_at for one in found if one.round.opens_at <= one.at), default=None)
    out = _published(visit, found, opened)
    plan = year.planned(visit, department)
    year.overdue(visit, plan)
    led = waiting.show(visit)
    introductions.to_answer(visit)
    if now_on is None or now_on.is_submitted or (now_on.draft is None and not now_on.is_open):
        _between(visit, found, now_on, out, plan)
    else:
        _answering(visit, now_on, out)
    introductions.others(visit, opened)
    if not led and department.left_on is None and year.submitted_last(visit, now_on) is not None:
        waiting.to_page(visit)


def _answering(visit: Visit, now_on: Current, out: Round | None) -> None:
    """Draw an assessment that is to be begun or was begun, and what came before it."""
    if out is not None:
        with st.container(border=True):
            st.markdown(_is_out(visit, out))
            year.to_comparison(visit, out)
    if now_on.draft is None:
        _begin(visit, now_on)
        colleagues.show_people(visit, now_on)
    else:
        _under_way(visit, now_on)
    _last_round(visit, now_on)


def _between(visit: Visit, found: list[Current], now_on: Current | None, out: Round | None, plan: Agenda) -> None:
    """Draw what there is while nothing is to be answered: of what was submitted last, or to get ready."""
    last = year.submitted_last(visit, now_on)
    if last is None:
        _get_ready(visit, now_on)
    else:
        _submitted(visit, now_on, last, out)
        if now_on is None or not now_on.has_left:
            year.show(visit, last, plan, found, out)
    if now_on is not None and now_on.is_submitted:
        colleagues.show(visit, now_on)
    else:
        colleagues.show_people(visit)


def _rounds(visit: Visit, found: list[Current], now_on: Current | None) -> None:
    """Say which round this is about and how long there is, or that there is none."""
    if now_on is None:
        st.markdown(visit.say("home.no_round"))
        st.caption(visit.say("home.no_round_next"))
        return
    st.markdown(_when(visit, now_on))
    for sentence in _other_rounds(visit, found, now_on):
        st.markdown(sentence)


def _when(visit: Visit, now_on: Current) -> str:
    say, asked = visit.say, now_on.round
    facts = {"title": plain(asked.title), "day": day(now_on.participation.last_day(asked), visit.language)}
    if now_on.is_open:
        return say("home.open_until", None, **facts)
    if asked.state(now_on.at) is RoundState.PLANNED:
        return say("home.opens_on", title=plain(asked.title), day=day(asked.opens_on, visit.language))
    return say("home.closed_since", None, **facts)


def _other_rounds(visit: Visit, found: list[Current], now_on: Current) -> Iterator[str]:
    """What else is open to the department, and the round that opens next."""
    others = [one for one in found if one is not now_on]
    for one in others:
        if one.is_unfinished:
            last = day(one.participation.last_day(one.round), visit.language)
            yield visit.say("home.also_open", title=plain(one.round.title), day=last)
    planned = [one.round for one in others if one.round.state(now_on.at) is RoundState.PLANNED]
    if planned:
        opens = day(planned[-1].opens_on, visit.language)
        yield visit.say("home.next_opens", title=plain(planned[-1].title), day=opens)


def _published(visit: Visit, found: list[Current], opened: datetime | None) -> Round | None:
    """The round of a comparison that is out with the department in it, until the next round opens to it."""
    for one in found:
        out = one.round.published_at
        if out is None or one.has_left or (opened is not None and out < opened):
            continue
        if visit.store.counted(one.participation.department_id, one.round.id) is not None:
            return one.round
    return None


def _is_out(visit: Visit, out: Round) -> str:
    assert out.published_at is not None, "it is published"
    when = moment_day(out.published_at, visit.language, visit.zone)
    return visit.say("home.published", title=plain(out.title), day=when)


def _get_ready(visit: Visit, now_on: Current | None) -> None:
    """Draw the way to the questions on paper: what there is to do before a round opens, and after one was missed."""
    say, questions = visit.say, list(visit.questionnaire.questions())
    if now_on is not None and now_on.at >= now_on.round.opens_at:
        st.markdown(say("home.not_submitted"))
    with st.container(border=True):
        st.header(say("home.get_ready"), anchor=False)
        minutes = minutes_words(visit, task.minutes(questions))
        st.markdown(say("home.get_ready_means", questions=say("home.questions", len(questions)), minutes=minutes))
        st.link_button(say("paper.blank"), "/files/blank.pdf", icon=":material/download:", type="primary")


def _begin(visit: Visit, now_on: Current) -> None:
    say = visit.say
    before = visit.store.submissions(now_on.participation.department_id)
    with st.container(border=True):
        st.header(say("home.not_started"), anchor=False)
        count = len(list(now_on.questionnaire.questions()))
        st.markdown(
            say(
                "home.length",
                questions=say("home.questions", count),
                minutes=minutes_words(visit, task.minutes(now_on.questionnaire.questions())),
            )
        )
        with st.container(horizontal=True):
            carried = bool(before) and st.button(say("home.start_from_last"), type="primary")
            blank = st.button(
                say("home.start_blank" if before else "home.start"), type="secondary" if before else "primary"
            )
        if before:
            st.caption(say("home.start_from_last_means"))
        if carried or blank:
            _start(visit, now_on, carry_over=carried)
    paper.show_before(visit)


def _start(visit: Visit, now_on: Current, *, carry_over: bool) -> None:
    with Saving(visit, {TooLate: visit.say("home.too_late"), NotSaved: visit.say("home.not_begun")}):
        visit.store.begin(now_on.round.id, now_on.participation.department_id, carry_over=carry_over)
        st.switch_page(links.screen(visit, "questions"), query_params={"topic": "profile"})


def _under_way(visit: Visit, now_on: Current) -> None:
    say, draft = visit.say, now_on.draft
    assert draft is not None, "there is a draft"
    saved = visit.store.answers(draft.id)
    profile, _ = visit.store.profile(draft.id)
    lacking = missing_profile(profile)
    _card(visit, now_on, saved, lacking)
    if is_before := comes_before(profile):
        _before_opening(visit, now_on, saved)
    takes = colleagues.taken_by(visit)
    st.header(say("home.to_do" if now_on.can_write else "home.given"), anchor=False)
    next_one = task.next_open(now_on.questionnaire, saved)
    state = TopicState.DONE if not lacking else TopicState.NOT_STARTED if len(lacking) == 2 else TopicState.PARTLY
    _expander_of_one(visit, 1, say("home.about_you"), state, bool(lacking), "profile")
    for number, pillar in enumerate(now_on.questionnaire.pillars, 2):
        is_next = not lacking and next_one is not None and next_one.pillar is not None
        is_here = bool(is_next and next_one and next_one.pillar == pillar)
        _pillar(visit, number, pillar, now_on, saved, is_here, takes.get(pillar.id))
    if now_on.can_write:
        _review(visit, len(now_on.questionnaire.pillars) + 2, next_one is None and not lacking)
    if not is_before:
        _other_ways(visit, now_on, saved)
    paper.show(visit, now_on)
    colleagues.show(visit, now_on)


def _card(visit: Visit, now_on: Current, saved: Saved, lacking: list[str]) -> None:
    say, questionnaire = visit.say, now_on.questionnaire
    count, given = len(list(questionnaire.questions())), task.answered(questionnaire, saved)
    next_one = task.next_open(questionnaire, saved)
    with st.container(border=True):
        st.header(say("home.answered", given=given, count=count) if given else say("home.none_answered"), anchor=False)
        if given:
            st.progress(given / count, text=None)
        if next_one is not None and now_on.can_write:
            left = task.minutes_left(questionnaire, saved)
            st.markdown(f"{say('home.minutes_left', count=left)} {say('home.saved_as_you_go')}")
        unconfirmed = sum(one.value is not None and not one.confirmed for one in saved.values())
        if unconfirmed:
            st.markdown(say("home.to_confirm", count=unconfirmed))
        if not now_on.can_write:
            st.markdown(say(now_on.too_late))
            _primary(visit, say("home.read_answers"), task.topics(questionnaire)[0].id)
        elif lacking:
            _primary(visit, say("home.continue", topic=say("home.about_you")), "profile")
        elif next_one is not None:
            _primary(visit, say("home.continue", topic=topic_title(visit, next_one)), next_one.id)
        else:
            st.markdown(say("home.all_answered"))
            if st.button(say("home.review"), type="primary", icon=":material/arrow_forward:", icon_position="right"):
                st.switch_page(links.screen(visit, "review"))


def _primary(visit: Visit, label: str, topic_id: str) -> None:
    if st.button(label, type="primary", icon=":material/arrow_forward:", icon_position="right"):
        st.switch_page(links.screen(visit, "questions"), query_params={"topic": topic_id})


def _pillar(
    visit: Visit, number: int, pillar: Pillar, now_on: Current, saved: Saved, is_next: bool, taker: str | None
) -> None:
    say = visit.say
    state, done = task.pillar_state(pillar, saved)
    words = (
        say(f"home.state_{state}")
        if state is not TopicState.PARTLY or not done
        else say("home.topics_done", done=done, of=len(pillar.dimensions))
    )
    label = f"{_SIGNS[state]} **{number}. {pillar.title[visit.language]}** · {words}"
    if taker is not None:
        label += f" · {say('colleagues.split.takes', name=plain(taker))}"
    with st.expander(label, expanded=is_next):
        for topic in task.topics(now_on.questionnaire):
            if topic.pillar == pillar:
                _topic(visit, topic, saved)


def _topic(visit: Visit, topic: Topic, saved: Saved) -> None:
    say, state = visit.say, topic.state(saved)
    words = say(f"home.state_{state}")
    if state is TopicState.PARTLY:
        words = say("home.answered_of", given=topic.answered(saved), of=len(topic.questions))
    with st.container(gap="xxsmall"):
        st.page_link(
            links.screen(visit, "questions"), label=topic_title(visit, topic), query_params={"topic": topic.id}
        )
        links.beneath(f"{_SIGNS[state]} {words}")


def _expander_of_one(visit: Visit, number: int, title: str, state: TopicState, is_next: bool, topic_id: str) -> None:
    say = visit.say
    label = f"{_SIGNS[state]} **{number}. {title}** · {say(f'home.state_{state}')}"
    with st.expander(label, expanded=is_next):
        st.markdown(say("home.about_you_why"))
        st.page_link(
            links.screen(visit, "questions"),
            label=say("home.open_about_you"),
            icon=":material/arrow_forward:",
            query_params={"topic": topic_id},
        )


def _review(visit: Visit, number: int, ready: bool) -> None:
    say = visit.say
    words = say("home.ready") if ready else say("home.after_last")
    label = f":material/send: **{number}. {say('menu.review')}** · {words}"
    with st.expander(label, expanded=ready):
        st.markdown(say("home.review_means"))
        st.page_link(links.screen(visit, "review"), label=say("home.review"), icon=":material/arrow_forward:")


def _before_opening(visit: Visit, now_on: Current, saved: Saved) -> None:
    """Offer, of a department without an account, the questions that tell of its steps, and these."""
    st.header(visit.say("opening.first.title"), anchor=False)
    if now_on.can_write:
        opening.to_questions(visit, now_on.questionnaire, saved)
    opening.to_page(visit)


def _other_ways(visit: Visit, now_on: Current, saved: Saved) -> None:
    """Offer the essentials to take first."""
    say, questionnaire = visit.say, now_on.questionnaire
    asked = questionnaire.essentials()
    left = [question for question in asked if not task.is_answered(saved, question.id)]
    if len(left) < _FEW or not now_on.can_write:
        return
    st.header(say("home.short_of_time"), anchor=False)
    st.markdown(say("home.essentials_first", count=len(asked), minutes=minutes_words(visit, task.minutes(left))))
    page = next(t for t in task.essentials(questionnaire) if t.state(saved) is not TopicState.DONE)
    st.page_link(
        links.screen(visit, "questions"),
        label=say("home.essentials_link"),
        icon=":material/arrow_forward:",
        query_params={"topic": page.id},
    )


def _submitted(visit: Visit, now_on: Current | None, last: Submission, out: Round | None) -> None:
    """Draw what was submitted last, with the one thing to look at next: the comparison as long as it is new."""
    say = visit.say
    is_now, is_before = now_on is not None and now_on.is_submitted, comes_before(last.profile)
    with st.container(border=True, key="result-next"):  # by which ahead.js knows what is read next
        st.header(say("home.submitted" if is_now else "home.last_round"), anchor=False)
        if is_now:
            st.markdown(say("home.submitted_next"))
        if not is_now or is_before:
            st.markdown(_in_short(visit, last))
        if out is not None:
            st.markdown(_is_out(visit, out))
        with st.container(horizontal=True):
            if out is not None:
                _pressed(visit, "results.see_comparison", "comparison", primary=not is_before, round=str(out.id))
            result_of = "opening.see" if is_before else "home.see_result"
            _pressed(visit, result_of, "results", primary=out is None or is_before, round=str(last.round_id))
            if is_now:
                _pressed(visit, "home.see_receipt", "review")


def _pressed(visit: Visit, key: str, screen: str, *, primary: bool = False, **parameters: str) -> None:
    arrow = {"icon": ":material/arrow_forward:", "icon_position": "right"} if primary else {}
    if st.button(visit.say(key), type="primary" if primary else "secondary", **arrow):  # type: ignore[arg-type]
        st.switch_page(links.screen(visit, screen), query_params=parameters)


def _last_round(visit: Visit, now_on: Current | None) -> None:
    say = visit.say
    if not visit.person.role.may(Action.READ_OWN):
        return
    last = submitted_before(visit, now_on)
    if last is None:
        return
    title = plain(visit.store.round(last.round_id).title)
    st.header(say("home.last_round"), anchor=False)
    st.markdown(_in_short(visit, last))
    st.page_link(
        links.screen(visit, "results"),
        label=say("opening.see") if comes_before(last.profile) else say("home.see_result_of", title=title),
        icon=":material/arrow_forward:",
        query_params={"round": str(last.round_id)},
    )


def _in_short(visit: Visit, submission: Submission) -> str:
    if comes_before(submission.profile):
        return opening.in_short(visit, submission)
    questionnaire = visit.store.questionnaire(submission.questionnaire_sha256)
    told = result(Assessed(questionnaire, submission.answers), visit.say)
    return f"{told.sentence} {told.headline}.".strip()


def minutes_words(visit: Visit, count: int) -> str:
    """So many minutes, with the word."""
    return visit.say("home.minutes", count=count)


def topic_title(visit: Visit, topic: Topic) -> str:
    """A topic's name as visitors read it."""
    if topic.step is not None:
        return visit.say(f"opening.step.{topic.step}.title")
    if topic.pillar is None:
        return visit.say("questions.essentials_title")
    return next(d.title[visit.language] for d in topic.pillar.dimensions if d.id == topic.id)
