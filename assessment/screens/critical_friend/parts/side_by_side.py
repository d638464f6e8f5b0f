"""A visit to be read: what the department says, what the friend sees, and, once it is closed, what it replies."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import streamlit as st

from assessment.friendship import ANSWER, QUESTION, STRENGTHS, WORK, Reply, ReplyKind, seen
from assessment.language import moment_day, month
from assessment.screens.critical_friend.parts import visited
from assessment.screens.critical_friend.parts.visited import Page
from assessment.screens.parts.markdown import plain
from assessment.visit import Visit

_WIDTH = 200  # px: the narrowest column


def show(visit: Visit, page: Page) -> None:
    """Draw the page of a friend who has handed in."""
    say, one, department = visit.say, page.of, plain(page.department)
    is_closed = one.closed_at is not None
    assert one.until is not None and one.handed_in_at is not None, "it is handed in, and ends by itself"
    until, day = (moment_day(at, visit.language, visit.zone) for at in (one.until, one.handed_in_at))
    st.title(say("friend.title", None, department=department), anchor=False)
    said = "friend.after.closed" if is_closed else "friend.after.handed_in"
    st.markdown(say(said, None, department=department, day=day, until=until))
    found = seen(page.questionnaire, visited.remarks(page))
    _differences(visit, page, found.differed)
    if found.agreed:
        st.header(say("friend.after.agreed"), anchor=False)
        for question_id in found.agreed:
            _agreed(visit, page, question_id)
    _words(visit, page)


def _differences(visit: Visit, page: Page, question_ids: Sequence[str]) -> None:
    st.header(visit.say("friend.after.differed" if question_ids else "friend.after.no_difference"), anchor=False)
    for question_id in question_ids:
        question, remark = page.questionnaire.question(question_id), page.said.remarks[question_id].value
        reply = page.said.replies.get(question_id)
        st.subheader(plain(question.name[visit.language]), anchor=False)
        with st.grid(2 if reply is None else 3, min_column_width=_WIDTH, gap="small") as grid:
            with grid.cell():
                st.markdown(f"**{visit.say('friend.they_say')}**  \n{visited.spelled(visit, page, question)}")
            with grid.cell():
                st.markdown(f"**{visit.say('friend.you_see')}**  \n{visited.seen(visit, page, question, remark)}")
                st.text(remark.reason)
            if reply is not None:
                with grid.cell():
                    _reply(visit, reply.value)


def _reply(visit: Visit, reply: Reply) -> None:
    say = visit.say
    words = say(f"friend.reply.{reply.kind}")
    if reply.kind is ReplyKind.WILL_SHOW and reply.month is not None:
        words = say("friend.reply.will_show_by", None, month=month(reply.month, visit.language))
    st.markdown(f"**{say('friend.they_reply')}**  \n{plain(words)}")
    if reply.reason:
        st.text(reply.reason)


def _agreed(visit: Visit, page: Page, question_id: str) -> None:
    question, remark = page.questionnaire.question(question_id), page.said.remarks[question_id].value
    name = f":material/check: **{plain(question.name[visit.language])}**"
    st.markdown(f"{name}  \n{visited.spelled(visit, page, question)}")
    if remark.reason:
        st.text(remark.reason)


def _words(visit: Visit, page: Page) -> None:
    """Draw what was said of the whole, and the answer to what was asked back."""
    say = visit.say
    parts = (
        ("words.strengths", STRENGTHS),
        ("words.work", WORK),
        ("words.question", (QUESTION,)),
        ("answer", (ANSWER,)),
    )
    for name, abouts in parts:
        if texts := list(_said(page, abouts)):
            st.header(say(f"friend.{name}"), anchor=False)
            for text in texts:
                st.text(text)


def _said(page: Page, abouts: Iterable[str]) -> Iterable[str]:
    return (page.said.words[one].value for one in abouts if one in page.said.words and page.said.words[one].value)
