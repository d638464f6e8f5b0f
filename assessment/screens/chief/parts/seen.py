"""What a critical friend sees, beside a department's own result: words and a way to all of it, never a figure."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

import streamlit as st

from assessment.findings.seen import rests_on, seen_by_friend
from assessment.people import Action
from assessment.questionnaire import Questionnaire
from assessment.reading import opinion
from assessment.reading.department import Past, Reported
from assessment.screens.parts import links, markdown
from assessment.screens.parts.saving import reason
from assessment.storage import NotSaved
from assessment.visit import Visit

_ADDRESS = "/friendship"  # the page with all that the two have said
_QUIET = "font-size:0.875rem;opacity:0.8"
_WANTED, _WHY = "friend-on-paper", "why-friend-on-paper"


def line(visit: Visit, reported: Reported) -> None:
    """Draw that a friend has looked, and how often they saw the same, with a way to all of it; nothing without one."""
    if reported.opinion is None:
        return
    told = seen_by_friend(reported.questionnaire, reported.submission.answers, reported.opinion, visit.say)
    words = escape(" ".join(filter(None, (told.sentence, told.changed))))
    st.html(f'<div style="{_QUIET}">{words} {links.anchor(_ADDRESS, visit.say("results.see_friend"))}</div>')


def beside(visit: Visit, reported: Reported, questionnaire: Questionnaire, question_id: str) -> None:
    """Draw what an answer rests on; only where a friend has looked, for else it is said and noted at most."""
    if reported.opinion is not None:
        question = questionnaire.question(question_id)
        words = rests_on(reported.submission, reported.opinion, question, visit.say)
        if words:
            st.caption(markdown.plain(words))


def of_rounds(visit: Visit, department_id: str, past: Iterable[Past]) -> None:
    """Draw the same line for every round in which a friend looked."""
    rounds = list(past)
    found = opinion.by_round(visit.store, department_id, [one.submission for one in rounds])
    lines = []
    for one in rounds:
        if (of_round := found.get(one.submission.round_id)) is not None:
            told = seen_by_friend(one.questionnaire, one.submission.answers, of_round, visit.say)
            words = " ".join(filter(None, (told.sentence, told.changed)))
            lines.append(markdown.plain(visit.say("history.seen", round=one.round_title, sentence=words)))
    if lines:
        st.caption("  \n".join(lines))


def on_paper(visit: Visit, reported: Reported) -> None:
    """Draw whether the papers say what a friend sees, which the chief decides; nothing where no friend has looked."""
    if reported.opinion is None:
        return
    friendship, say = reported.opinion.friendship, visit.say
    if not visit.person.role.may(Action.SUBMIT):
        st.markdown(say(f"report_page.friend.{'is_on' if friendship.on_paper else 'is_off'}"))
        return
    st.session_state[_WANTED] = friendship.on_paper

    def keep() -> None:
        wanted, st.session_state[_WHY] = st.session_state.to_dict()[_WANTED], ""
        try:
            visit.store.friend_on_paper(friendship.id, on=bool(wanted))
        except NotSaved as error:
            st.session_state[_WHY] = reason(say, error) or ""

    st.radio(
        say("report_page.friend.wanted"),
        (True, False),
        index=None,
        format_func=lambda wanted: say(f"report_page.friend.{'on' if wanted else 'off'}"),
        horizontal=True,
        key=_WANTED,
        on_change=keep,
    )
    st.caption(say("report_page.friend.means" if friendship.on_paper is not None else "report_page.friend.not_asked"))
    if why := st.session_state.get(_WHY):
        st.error(why, icon=":material/error:")
