"""Before handing in: what is missing, what may not fit together, what goes to whom. Afterwards: the receipt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import streamlit as st

from assessment import answers as said
from assessment import task
from assessment.answers import NEVER, Answers, Doubt, Draft, SavedAnswer, Submission
from assessment.findings import promises
from assessment.language import moment
from assessment.opening import comes_before
from assessment.people import Action
from assessment.screens.chief.home import topic_title
from assessment.screens.chief.parts import about
from assessment.screens.chief.parts.current import Current, current, not_begun, submitted_before
from assessment.screens.parts import answer, figures, links, markdown, tab
from assessment.screens.parts.saving import Saving
from assessment.storage import NotReady, NotSaved, TooLate
from assessment.visit import Visit

_DECLARED = "declared"
_RECEIVED = "received"  # what names a submission in the address of its receipt
_CONSENTS = ("shares_notes", "may_be_asked")
_SHOWN = "shown-consents-{}"  # of a draft: from when the boxes are drawn, and how they stand


@dataclass(frozen=True)
class _Lacking:
    """What blocks handing in."""

    fields: tuple[str, ...]  # of the department
    topics: tuple[task.Topic, ...]
    left: Mapping[str, int]  # open questions of each

    @property
    def count(self) -> int:
        """How many questions are open."""
        return sum(self.left.values())

    def __bool__(self) -> bool:
        return bool(self.fields or self.topics)


def show(visit: Visit) -> None:
    """Draw the page."""
    say = visit.say
    now_on = current(visit)
    if now_on is None or now_on.draft is None:
        not_begun(visit, now_on, "review")
        return
    if now_on.is_submitted:
        _receipt(visit, now_on, visit.store.submission(now_on.draft.submission_id or 0))
        return
    st.title(say("menu.review"), anchor=False)
    saved = visit.store.answers(now_on.draft.id)
    lacking = _lacking(visit, now_on, saved)
    _missing(visit, now_on, lacking)
    _doubts(visit, now_on, saved, lacking)
    _answers(visit, now_on, saved, lacking)
    _promises(visit)
    _submit(visit, now_on, lacking)


def _lacking(visit: Visit, now_on: Current, saved: dict[str, SavedAnswer]) -> _Lacking:
    assert now_on.draft is not None, "there is a draft"
    profile, _ = visit.store.profile(now_on.draft.id)
    topics = tuple(t for t in task.topics(now_on.questionnaire) if t.state(saved) is not task.TopicState.DONE)
    left = {topic.id: len(topic.questions) - topic.answered(saved) for topic in topics}
    return _Lacking(tuple(said.missing_profile(profile)), topics, left)


def _missing(visit: Visit, now_on: Current, lacking: _Lacking) -> None:
    """Draw what blocks, each with its way to the question."""
    say = visit.say
    if not lacking:
        st.markdown(f":green[:material/check_circle:] {say('review.nothing_missing')}")
        return
    count = lacking.count
    st.header(say("review.missing", count=count) if count else say("review.missing_profile"), anchor=False)
    if lacking.fields:
        names = ", ".join(now_on.questionnaire.field(name).label[visit.language] for name in lacking.fields)
        _way_to_the_profile(visit, f"{say('home.about_you')}: {names}")
    for topic in lacking.topics:
        _way_to_the_topic(visit, topic, lacking)


def _way_to_the_topic(visit: Visit, topic: task.Topic, lacking: _Lacking) -> None:
    left = visit.say("review.open_questions", count=lacking.left[topic.id])
    st.page_link(
        links.screen(visit, "questions"),
        label=f"{topic_title(visit, topic)}: {left}",
        icon=":material/arrow_forward:",
        query_params={"topic": topic.id},
    )


def _way_to_the_profile(visit: Visit, label: str) -> None:
    st.page_link(
        links.screen(visit, "questions"),
        label=label,
        icon=":material/arrow_forward:",
        query_params={"topic": "profile"},
    )


def _doubts(visit: Visit, now_on: Current, saved: dict[str, SavedAnswer], lacking: _Lacking) -> None:
    assert now_on.draft is not None, "there is a draft"
    say, questionnaire = visit.say, now_on.questionnaire
    counted: Answers = {key: one.value for key, one in saved.items() if one.value is not None and one.confirmed}
    profile, _ = visit.store.profile(now_on.draft.id)
    evidence = visit.store.evidence(now_on.draft.id)
    before = submitted_before(visit, now_on)
    found = list(said.doubts(questionnaire, counted, profile, evidence, before.answers if before else None))
    unproved = [one for one in found if one.kind == "no_evidence"]
    others = [one for one in found if one.kind != "no_evidence"]
    sizes = about.unlikely(visit, now_on, profile).values()
    st.header(say("review.fits"), anchor=False)
    if not found and not sizes:
        st.markdown(say("review.fits_well"))
        return
    st.markdown(say("review.fits_means_open" if lacking else "review.fits_means"))
    for words in sizes:
        with st.container(border=True):
            st.markdown(words)
            _way_to_the_profile(visit, say("home.about_you"))
    for doubt in others:
        with st.container(border=True):
            st.markdown(doubt_words(visit, now_on, doubt))
            for question_id in doubt.questions:
                _way_to(visit, now_on, question_id)
    if unproved:
        with st.container(border=True):
            st.markdown(say("checks.no_evidence", count=len(unproved)))
            for doubt in unproved:
                _way_to(visit, now_on, doubt.questions[0])


def _way_to(visit: Visit, now_on: Current, question_id: str) -> None:
    topic = task.topic_of(now_on.questionnaire, question_id)
    st.page_link(
        links.screen(visit, "questions"),
        label=now_on.questionnaire.question(question_id).name[visit.language],
        icon=":material/arrow_forward:",
        query_params={"topic": topic.id},
    )


def doubt_words(visit: Visit, now_on: Current, doubt: Doubt) -> str:
    """The sentence of a doubt; those of the questionnaire come with it, the others from the wording."""
    say, questionnaire, language = visit.say, now_on.questionnaire, visit.language
    if doubt.kind == "contradiction":
        return next(c.says[language] for c in questionnaire.contradictions if c.id == doubt.contradiction)
    question = questionnaire.question(doubt.questions[0])
    if doubt.kind == "account":
        return questionnaire.account_conflicts.says[language].format(
            question=question.question[language], level=_level(now_on, visit, doubt.level)
        )
    facts = {"question": question.name[language], "level": _level(now_on, visit, doubt.level)}
    if doubt.kind == "jump":
        facts["before"] = _level(now_on, visit, doubt.before)
    if doubt.kind == "not_applicable" and question.not_applicable is not None:
        facts["when"] = question.not_applicable.when[language]
    return say(f"checks.{doubt.kind}", None, **facts)


def _level(now_on: Current, visit: Visit, level: int | None) -> str:
    return "" if level is None else f"{level} · {now_on.questionnaire.level_names[level][visit.language]}"


def _answers(visit: Visit, now_on: Current, saved: dict[str, SavedAnswer], lacking: _Lacking) -> None:
    """Draw every answer as it would be handed in, each under the name of its question, which leads there.

    Closed while something is open: what is missing stands above, and is what there is to do.
    """
    assert now_on.draft is not None, "there is a draft"
    st.header(visit.say("review.answers"), anchor=False)
    numbered = not comes_before(visit.store.profile(now_on.draft.id)[0])
    for number, pillar in enumerate(now_on.questionnaire.pillars, 1):
        with st.expander(f"**{number}. {markdown.plain(pillar.title[visit.language])}**", expanded=not lacking):
            for question in pillar.questions():
                stored = saved.get(question.id, NEVER)
                with st.container(gap="xxsmall"):
                    _way_to(visit, now_on, question.id)
                    st.markdown(answer.spelled(visit, now_on.questionnaire, question, stored.value, numbered=numbered))
                    if stored.value is not None and not stored.confirmed:
                        st.markdown(f":orange[:material/history:] {visit.say('questions.to_confirm')}")


def _promises(visit: Visit) -> None:
    """Draw the five sentences on what others can see."""
    st.header(visit.say("benchmark.trust.title"), anchor=False)
    figures.numbered(promises(visit.say))


def _submit(visit: Visit, now_on: Current, lacking: _Lacking) -> None:
    assert now_on.draft is not None, "there is a draft"
    say = visit.say
    st.header(say("review.what_goes_where"), anchor=False)
    st.markdown(say("review.coordinator_sees"))
    if not visit.person.role.may(Action.SUBMIT):
        st.info(say("review.chief_submits"))
        return
    if not now_on.can_write:
        st.info(say(now_on.too_late))
        return
    unseen = _changed_unseen(visit, now_on.draft)
    _consents(visit, now_on)
    st.header(say("review.declaration"), anchor=False)
    declared = st.checkbox(say("review.declare"), key=f"{_DECLARED}-{now_on.draft.id}-{visit.language}")
    with st.container(horizontal=True, vertical_alignment="center"):
        submits = st.button(
            say("review.submit"), type="primary", icon=":material/send:", key=f"submit-{now_on.draft.id}"
        )
        st.markdown(say("review.final"), width="content")
    if not submits:
        return
    if lacking:
        _refuse(visit, lacking)
    elif not declared:
        st.error(say("review.not_declared"))
    elif unseen:
        st.error(say("review.consents_changed"))
    else:
        _hand_in(visit, now_on.draft.id)


def _refuse(visit: Visit, lacking: _Lacking) -> None:
    """Say how much is open, and lead to the first of it: the list of it is far above the button."""
    say, count = visit.say, lacking.count
    st.error(say("review.still_open", count) if count else say("review.still_profile"))
    if lacking.fields:
        _way_to_the_profile(visit, say("home.about_you"))
    else:
        _way_to_the_topic(visit, lacking.topics[0], lacking)


@st.fragment
def _consents(visit: Visit, now_on: Current) -> None:
    """Two choices that are off until the department ticks them, each kept as it is made.

    The keys carry when the draft was last worked on, as those of answers carry a version: what a browser still holds
    from a session that is gone takes back nothing that was chosen since.
    """
    assert now_on.draft is not None, "there is a draft"
    kept = visit.store.draft(now_on.draft.round_id, now_on.draft.department_id)
    if kept is None or kept.id != now_on.draft.id or kept.submission_id is not None:
        return
    place, stored = _SHOWN.format(kept.id), _consents_of(kept)
    drawn, base = st.session_state.get(place, (kept.worked_at, stored))
    held = {name: st.session_state.get(_key(visit, kept, name, drawn), base[name]) for name in _CONSENTS}
    if stored != base and held == base:
        drawn, base = kept.worked_at, stored  # changed in another tab and untouched in this one
    ticked = {
        name: st.checkbox(visit.say(f"review.{name}"), value=base[name], key=_key(visit, kept, name, drawn))
        for name in _CONSENTS
    }
    changed = {name: value for name, value in ticked.items() if value != base[name]}
    with Saving(visit):
        if changed:
            visit.store.save_consent(kept.id, **changed)
        st.session_state[place] = (drawn, ticked)


def _key(visit: Visit, draft: Draft, name: str, drawn: datetime) -> str:
    return f"{name}-{draft.id}-{visit.language}-{drawn}"


def _consents_of(draft: Draft) -> dict[str, bool]:
    return {name: getattr(draft, name) for name in _CONSENTS}


def _changed_unseen(visit: Visit, draft: Draft) -> bool:
    """Whether the consents were changed elsewhere since this page showed them; it hands in only what it shows."""
    shown = st.session_state.get(_SHOWN.format(draft.id))
    kept = visit.store.draft(draft.round_id, draft.department_id)
    return shown is not None and kept is not None and kept.id == draft.id and shown[1] != _consents_of(kept)


def _hand_in(visit: Visit, draft_id: int) -> None:
    say = visit.say
    refused = {
        NotReady: say("review.still_missing"),
        TooLate: say("home.too_late"),
        NotSaved: say("review.not_submitted"),
    }
    with Saving(visit, refused):
        number = visit.store.submit(draft_id).number
        st.switch_page(links.screen(visit, "review"), query_params={_RECEIVED: number})  # another page, from its top


def _receipt(visit: Visit, now_on: Current, submission: Submission) -> None:
    say = visit.say
    tab.name(visit, say("review.receipt"), now_on.round.title)
    st.title(say("review.received"), anchor=False)
    when = moment(submission.submitted_at, visit.language, visit.zone)
    st.markdown(say("review.submitted_at", time=when, title=now_on.round.title))
    with st.container(horizontal=True, key="result-next"):
        result_of = say("opening.see" if comes_before(submission.profile) else "home.see_result")
        if st.button(result_of, type="primary", icon=":material/arrow_forward:", icon_position="right"):
            st.switch_page(links.screen(visit, "results"))
        if st.button(say("review.read_answers")):
            st.switch_page(links.screen(visit, "questions"))
    st.markdown(say("review.read_only"))
    st.header(say("review.receipt"), anchor=False)
    _rows(
        visit,
        {
            "number": submission.number,
            "department": submission.department_name,
            "by": submission.author,
            "notes_shared": say("about.said_yes" if submission.shares_notes else "about.said_no"),
            "asked": say("about.said_yes" if submission.may_be_asked else "about.said_no"),
        },
    )
    with st.expander(say("review.fingerprints")):
        st.caption(say("review.fingerprints_mean"))
        questionnaire = f"{now_on.questionnaire.version} · {submission.questionnaire_sha256[:12]}"
        _rows(visit, {"hash": submission.sha256, "questionnaire": questionnaire})


def _rows(visit: Visit, rows: dict[str, str]) -> None:
    for name, value in rows.items():
        with st.container(gap="xxsmall"):
            st.markdown(f"**{visit.say(f'review.{name}')}**")
            st.text(value)
