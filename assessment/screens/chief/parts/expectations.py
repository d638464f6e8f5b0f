"""What people want from a department's accounts beside what it posts: to prepare, to type in, and what comes of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import streamlit as st

from assessment import charts
from assessment.commitments import Commitment
from assessment.findings import gaps, own_plan
from assessment.findings.gaps import PRACTICE, Gaps
from assessment.findings.words import capital
from assessment.language import month, number
from assessment.people import Action
from assessment.reading.department import Reported
from assessment.reading.department import gather as gather_submitted
from assessment.report import voice_sheets
from assessment.screens.chief.parts import counts, offer, tapping
from assessment.screens.chief.parts.current import current
from assessment.screens.chief.parts.offer import Choosing
from assessment.screens.parts import choices, figures, links, markdown, spoken
from assessment.screens.parts.saving import Saving, done
from assessment.storage import Heard
from assessment.visit import Visit
from assessment.voices.expectations import LEAST_POSTS, Poll, PollAndTally, Tally, now_and_before

_SURE = "remove-heard"  # which counts are about to be removed


def show(visit: Visit, *, can_change: bool) -> None:
    """Draw the part.

    Args:
        visit: whose.
        can_change: whether the department still takes part.
    """
    say, department = visit.say, visit.person.department_id or ""
    polls, tallies = visit.store.polls(department), visit.store.tallies(department)
    st.header(say("expectations.title"), anchor=False)
    st.markdown(say("expectations.about"))
    st.caption(say("expectations.takes"))
    now, before = now_and_before([one.value for one in polls], [one.value for one in tallies])
    told = None if now is None else gaps.told(now, before, say)
    if now is None or told is None:
        st.markdown(_missing(visit, polls, tallies))
    else:
        _result(visit, told)
        _under_way(visit, tallies[0].value)
        _to_do(visit, now, told, can_change=can_change)
    if can_change:
        for name, draw in (("prepare", _prepare), ("poll", _poll), ("tally", _tally)):
            fold = st.expander(say(f"expectations.{name}.title"), key=f"expectations-{name}", on_change="rerun")
            if fold.open:
                with fold:
                    draw(visit)
    _kept(visit, polls, tallies, can_change=can_change)


def _missing(visit: Visit, polls: Sequence[Heard[Poll]], tallies: Sequence[Heard[Tally]]) -> str:
    """What is still needed before anything can be compared."""
    say = visit.say
    if not polls:
        return say("expectations.missing.poll" if tallies else "expectations.missing.both")
    posts = sum(tallies[0].value.posts.values()) if tallies else 0
    if posts < LEAST_POSTS:
        facts = {"posts": number(posts, visit.language), "least": number(LEAST_POSTS, visit.language)}
        return say("expectations.missing.tally", None, **facts)
    return say("expectations.missing.choices")


def _result(visit: Visit, told: Gaps) -> None:
    """Draw what the counts show: a sentence, the figure, the table, and what it is not."""
    st.subheader(markdown.plain(told.headline), anchor=False)
    st.caption(markdown.plain(told.made_of))
    for sentence in told.sentences:
        st.markdown(markdown.plain(sentence))
    if told.moved:
        st.markdown(f":material/history: {markdown.plain(told.moved)}")
    figures.draw(charts.dot_rows(told.rows, told.key, "", told.ticks), told.alt, "gaps")
    st.caption(markdown.plain(told.about))
    figures.in_a_table(visit, told.table)
    st.markdown(markdown.plain(told.match))
    st.markdown(markdown.plain(told.duties))
    st.markdown("\n".join(f"- {markdown.plain(one)}" for one in told.caveats))


def _under_way(visit: Visit, newest: Tally) -> None:
    """Say of a newer tally with too few posts that it is not what is shown."""
    posts = sum(newest.posts.values())
    if posts < LEAST_POSTS:
        facts = {"posts": number(posts, visit.language), "least": number(LEAST_POSTS, visit.language)}
        st.caption(visit.say("expectations.under_way", None, month=month(newest.month, visit.language), **facts))


def _to_do(visit: Visit, now: PollAndTally, told: Gaps, *, can_change: bool) -> None:
    """Draw the step for the largest gap, and the practice that all of this is about."""
    say = visit.say
    st.markdown(f"**{say('expectations.do.title')}**")
    if told.step:
        _step(visit, now, told.step, can_change=can_change)
    now_on = current(visit)
    questionnaire = visit.questionnaire if now_on is None else now_on.questionnaire
    if questionnaire.find(PRACTICE) is not None:
        figures.to_question(visit, questionnaire, PRACTICE)


def _step(visit: Visit, now: PollAndTally, step: str, *, can_change: bool) -> None:
    """Draw the step: in the plan, or the button that puts it there."""
    say, department = visit.say, visit.person.department_id or ""
    st.markdown(f"**{markdown.plain(step)}**")
    largest = gaps.clearest(now)
    known = set() if largest is None else set(gaps.steps(largest).values())
    taken = next((one for one in visit.store.commitments(department) if one.own and one.action in known), None)
    if taken is not None:
        offer.to_plan(visit, say("expectations.do.in_plan"), taken)
        return
    reported = gather_submitted(visit.store, department)
    leads_to = None if reported is None else own_plan.can_be_added(reported.assessed, say).get(PRACTICE)
    if not can_change:
        return
    if reported is None or leads_to is None:
        st.caption(say("expectations.do.not_yet" if reported is None else "expectations.do.highest"))
    elif st.button(say("expectations.do.add"), key="gap-step", icon=":material/add:"):
        _add(visit, reported, leads_to[0], step)


def _add(visit: Visit, reported: Reported, leads_to: int, step: str) -> None:
    """Put the step into the plan, in the department's own words."""
    made = offer.take(visit, Choosing(reported.submission.round_id), PRACTICE, leads_to, own=True)
    if made is None:
        return
    with Saving(visit):
        taken: Commitment = visit.store.history_of_commitment(made)[-1]
        visit.store.change_commitment(taken, action=step)
        done(visit.say("expectations.do.added"))


def _prepare(visit: Visit) -> None:
    """Draw what is needed to ask: a sheet for the counter, a text for a post, a sheet to sort posts on."""
    say = visit.say
    st.markdown(say("expectations.prepare.about"))
    language = choices.written_in(visit, say("expectations.prepare.language"), "voices-language")
    court = st.checkbox(say("expectations.prepare.court"), key=f"voices-court-{visit.language}")
    for what in voice_sheets.SHEETS:
        address = f"/files/voices/{what}.pdf?language={language}&court={int(court)}&post={visit.person.post_id}"
        st.html(links.anchor(address, say(f"expectations.prepare.{what}"), download=True))
    st.markdown(say("expectations.prepare.post"))
    st.code(voice_sheets.post(language, court=court), language=None, wrap_lines=True)


def _poll(visit: Visit) -> None:
    st.markdown(visit.say("expectations.poll.about"))
    counts.poll(visit)


def _tally(visit: Visit) -> None:
    """Draw the two ways to count posts: by tapping on a phone, or typed in from the sheet."""
    say, this = visit.say, counts.months(visit)[0]
    st.markdown(say("expectations.tally.about"))
    if st.button(say("expectations.tally.tap"), key="to-tapping", icon=":material/touch_app:"):
        st.query_params[tapping.TAP] = f"{this:%Y-%m}"
        st.rerun()
    st.markdown(say("expectations.tally.or_type"))
    counts.tally(visit)


def _kept(visit: Visit, polls: Sequence[Heard[Poll]], tallies: Sequence[Heard[Tally]], *, can_change: bool) -> None:
    """Draw what is kept, folded; the chief may take it out again."""
    say = visit.say
    if not polls and not tallies:
        return
    fold = st.expander(say("expectations.kept.title", len(polls) + len(tallies)), key="heard", on_change="rerun")
    if not fold.open:
        return
    may = can_change and visit.person.role.may(Action.SUBMIT)
    with fold:
        st.caption(say("expectations.kept.about" if may else "expectations.kept.members"))
        for one in polls:
            facts = {"month": _month(visit, one.value.month), "where": one.value.where}
            key = "expectations.kept.poll_where" if one.value.where else "expectations.kept.poll"
            _line(visit, one, say(key, one.value.asked, **facts), may=may)
        for other in tallies:
            posts = sum(other.value.posts.values())
            words = say("expectations.kept.tally", posts, month=_month(visit, other.value.month))
            _line(visit, other, words, may=may)


def _month(visit: Visit, of: date) -> str:
    return capital(month(of, visit.language))


def _line(visit: Visit, one: Heard[Any], words: str, *, may: bool) -> None:
    """Draw one of them; removing asks first."""
    say = visit.say
    by = say("expectations.kept.by", None, name=one.author, time=spoken.at(visit, one.saved_at))
    st.markdown(f"{markdown.plain(words)}  \n:small[{markdown.plain(by)}]")
    if not may:
        return
    if st.session_state.get(_SURE) != one.id:
        if st.button(
            say("expectations.kept.remove"), key=f"remove-{one.id}", type="tertiary", icon=":material/delete:"
        ):
            st.session_state[_SURE] = one.id
            st.rerun()
        return
    st.warning(say("expectations.kept.sure"))
    with st.container(horizontal=True):
        sure = st.button(say("expectations.kept.remove_sure"), key=f"remove-sure-{one.id}")
        if st.button(say("expectations.kept.keep"), key=f"remove-not-{one.id}", type="tertiary"):
            del st.session_state[_SURE]
            st.rerun()
    if sure:
        with Saving(visit):
            visit.store.remove_heard(one.id)
            del st.session_state[_SURE]
            done(say("expectations.kept.removed"))
