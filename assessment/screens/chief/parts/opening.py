"""Before a department opens its first account: eight steps in the place of a result, from its draft or what it sealed.

A department that says that it has no account sees these, and not figures that say no more than that.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

import streamlit as st

from assessment import task
from assessment.answers import Answers, Submission
from assessment.findings.opening import Opening, StepTold, ToPrepare, opening
from assessment.language import moment_day
from assessment.library import Sorted
from assessment.opening import StepState, asked_first, comes_before
from assessment.people import Action
from assessment.questionnaire import Questionnaire
from assessment.rounds import Round
from assessment.screens.chief.parts import sharing
from assessment.screens.chief.parts.current import Current, current
from assessment.screens.parts import figures, helps, links, markdown, tab
from assessment.screens.parts.sealed import Sealed, asked_for
from assessment.visit import Visit

_ANYWAY = "anyway"  # what names, in an address, that the page is wanted as others have it
_SIGNS = {
    StepState.READY: ":green[:material/check_circle:]",
    StepState.BEGUN: ":material/pending:",
    StepState.MISSING: ":orange[:material/radio_button_unchecked:]",
    StepState.UNSAID: ":material/help:",
}


@dataclass(frozen=True)
class _Page:
    """What the page is made of."""

    questionnaire: Questionnaire
    answers: Answers
    caption: str  # whose, of which round, and whether it is handed in
    at: Current | None  # the assessment in which questions are answered or read
    shown: Sealed | None  # what is handed in; None while a draft is shown
    there: Sorted  # documents of the region

    @property
    def can_write(self) -> bool:
        """Whether the page is of answers that can be changed."""
        return self.shown is None and self.at is not None and self.at.can_write


def in_place(visit: Visit, shown: Sealed | None) -> bool:
    """Draw the steps where they take the place of a result; whether they do.

    Args:
        visit: whose.
        shown: the submission that the address names, else the latest; a draft under way comes before the latest.
    """
    now_on = current(visit)
    page = None if asked_for() is not None else _of_draft(visit, now_on)
    if page is None and shown is not None and _stands_for(shown.submission):
        caption = _caption_of(visit, shown)
        asked, answers = shown.assessed.questionnaire, shown.submission.answers
        page = _Page(asked, answers, caption, now_on, shown, helps.read(visit, asked))
    if page is None:
        return False
    _draw(visit, page, () if shown is None else shown.rounds)
    return True


def instead(visit: Visit, title: str, submissions: Iterable[Submission]) -> bool:
    """Lead to the steps from a page that would say little as long as a department has no account; whether it does.

    Args:
        visit: whose.
        title: of the page.
        submissions: what the page is about; one with an account and it is drawn as always.
    """
    those = list(submissions)
    if not those or not all(_stands_for(one) for one in those):
        return False
    st.title(title, anchor=False)
    st.markdown(visit.say("opening.instead"))
    to_page(visit)
    named = "" if asked_for() is None else f"&{figures.ROUND}={asked_for()}"
    st.html(links.anchor(f"?{_ANYWAY}=yes{named}", visit.say("opening.anyway")))
    return True


def why_low(visit: Visit, submission: Submission) -> None:
    """Say under an ordinary result why it is low, and lead back; nothing where there is an account."""
    if comes_before(submission.profile):
        st.markdown(visit.say("opening.low"))
        st.html(links.anchor(f"/results?{figures.ROUND}={submission.round_id}", visit.say("opening.see")))


def in_short(visit: Visit, submission: Submission) -> str:
    """How many steps are ready and what is next, of what a department without an account handed in."""
    told = opening(visit.store.questionnaire(submission.questionnaire_sha256), submission.answers, visit.say)
    return f"{told.short} {told.next}".strip()


def to_page(visit: Visit) -> None:
    """A link to the steps."""
    st.page_link(links.screen(visit, "results"), label=visit.say("opening.see"), icon=":material/arrow_forward:")


def to_questions(visit: Visit, questionnaire: Questionnaire, saved: task.Saved, *, primary: bool = False) -> bool:
    """Offer the questions that tell of the steps before all others; whether any is open.

    A button: a link to the page that one is on, as the questions are, would look like the place that one is at.
    """
    route = task.before_opening(questionnaire)
    first = next((one for one in route if one.state(saved) is not task.TopicState.DONE), None)
    if first is None:
        return False
    asked = asked_first(questionnaire)
    minutes = visit.say("home.minutes", task.minutes([q for q in asked if not task.is_answered(saved, q.id)]))
    st.markdown(visit.say("opening.first.means", len(asked), minutes=minutes))
    if st.button(
        visit.say("opening.first.link"),
        type="primary" if primary else "secondary",
        icon=":material/arrow_forward:",
        icon_position="right",
        key="opening-first",
    ):
        st.switch_page(links.screen(visit, "questions"), query_params={"topic": first.id})
    return True


def _stands_for(submission: Submission) -> bool:
    """Whether the steps stand for what a department handed in, unless the address wants that anyway."""
    return comes_before(submission.profile) and _ANYWAY not in st.query_params


def _of_draft(visit: Visit, now_on: Current | None) -> _Page | None:
    """The page of an assessment that is not handed in; None where there is none, or it has an account."""
    if now_on is None or now_on.draft is None or now_on.is_submitted or now_on.has_left:
        return None
    profile, _ = visit.store.profile(now_on.draft.id)
    if not comes_before(profile):
        return None
    saved = visit.store.answers(now_on.draft.id)
    answers = {key: one.value for key, one in saved.items() if one.value is not None and one.confirmed}
    name = visit.store.department(now_on.draft.department_id).name
    caption = visit.say("opening.from_draft", department=name, round=now_on.round.title)
    return _Page(now_on.questionnaire, answers, caption, now_on, None, helps.read(visit, now_on.questionnaire))


def _caption_of(visit: Visit, shown: Sealed) -> str:
    day = moment_day(shown.submission.submitted_at, visit.language, visit.zone)
    name = shown.submission.department_name
    return visit.say("results.caption", department=name, round=shown.round.title, day=day)


def _draw(visit: Visit, page: _Page, rounds: tuple[Round, ...]) -> None:
    say, told = visit.say, opening(page.questionnaire, page.answers, visit.say)
    tab.name(visit, told.headline)
    st.title(markdown.plain(told.headline), anchor=False)
    st.caption(markdown.plain(page.caption))
    if page.shown is not None:
        figures.other_rounds(visit, "results", rounds, page.shown.round)
    if told.next:
        st.markdown(f"**{markdown.plain(told.next)}**")
    st.markdown(say("opening.made_of"))
    if page.can_write:
        _go_on(visit, page)
    for number, step in enumerate(told.steps, 1):
        _step(visit, page, step, number, opened=step.step == told.next_step)
    st.caption(say("opening.from_region"))
    _launch(visit, told)
    if page.at is None or not page.at.has_left:
        st.header(visit.say("opening.tell.title"), anchor=False)
        st.markdown(visit.say("opening.tell.means"))
        _tell(visit)
    if page.shown is not None:
        _ordinary(visit, page.shown)


@st.fragment
def _tell(visit: Visit) -> None:
    """Draw whether the coordinator is let know, which the chief decides."""
    department_id = visit.person.department_id or ""
    since = visit.store.tells_opening(department_id)
    if visit.person.role.may(Action.SUBMIT):
        keep = partial(visit.store.tell_opening, department_id)
        sharing.box(visit, "opening-told", visit.say("opening.tell.tick"), since is not None, keep)
    if since is None:
        st.caption(visit.say("opening.tell.is_off"))
    else:
        st.caption(visit.say("opening.tell.is_on", day=moment_day(since, visit.language, visit.zone)))


def _go_on(visit: Visit, page: _Page) -> None:
    """Draw the way to the questions that tell more of the steps; with all answered, to what else there is."""
    assert page.at is not None and page.at.draft is not None, "it can be written"
    if not to_questions(visit, page.questionnaire, visit.store.answers(page.at.draft.id), primary=True):
        st.markdown(visit.say("opening.rest"))
        st.page_link(links.screen(visit, "home"), icon=":material/arrow_forward:")


def _step(visit: Visit, page: _Page, step: StepTold, number: int, *, opened: bool) -> None:
    """Draw a step under how far it is: a sign and a word; what is ready, what is missing, and the sheets for it."""
    sign = "" if step.state is None else f"{_SIGNS[step.state]} "
    word = f" · {markdown.plain(step.word)}" if step.word else ""
    with st.expander(f"{sign}**{number}. {markdown.plain(step.title)}**{word}", expanded=opened):
        st.markdown(markdown.plain(step.means))
        if step.ready:
            st.markdown(markdown.plain(step.ready))
        for key, those in (("opening.missing", step.missing), ("opening.unsaid", step.unsaid)):
            if those:
                st.markdown(f"**{visit.say(key)}**")
                for one in those:
                    _to_prepare(visit, page, step, one)
        helps.step(visit, page.there, step.asked)


def _to_prepare(visit: Visit, page: _Page, step: StepTold, one: ToPrepare) -> None:
    """Draw a practice as the way to its question, where that can be opened, and what to do."""
    with st.container(gap="xxsmall"):
        topic = _topic(page, step, one.question_id)
        if topic is None:
            st.markdown(markdown.plain(one.practice))
        else:
            st.page_link(
                links.screen(visit, "questions"),
                label=markdown.plain(one.practice),
                icon=":material/arrow_forward:",
                query_params={"topic": topic},
            )
        if said := f"{one.waits} {one.what}".strip():
            st.markdown(markdown.plain(said))


def _topic(page: _Page, step: StepTold, question_id: str) -> str | None:
    """Where a question is answered or read, on the route of the steps; None where no assessment that asks it began."""
    if page.at is None or page.at.draft is None or page.at.questionnaire.find(question_id) is None:
        return None
    return f"{task.OPENING}-{step.step}"


def _launch(visit: Visit, told: Opening) -> None:
    st.header(visit.say("opening.launch.title"), anchor=False)
    st.markdown(visit.say("opening.launch.means"))
    figures.numbered([markdown.plain(one) for one in told.launch])


def _ordinary(visit: Visit, shown: Sealed) -> None:
    """Draw the way to the result as others have it, with why it is low."""
    st.caption(visit.say("opening.ordinary_means"))
    address = f"/results?{figures.ROUND}={shown.round.id}&{_ANYWAY}=yes"
    st.html(links.anchor(address, visit.say("opening.ordinary")))
