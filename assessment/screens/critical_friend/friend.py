"""A friend's visit: what it is before it begins, the questions, handing in, and all of it to be read afterwards."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import streamlit as st

from assessment.friendship import Friendship, FriendshipState, Remark, seen, to_hand_in
from assessment.language import moment_day, number
from assessment.questionnaire import Dimension, Question
from assessment.screens.critical_friend.parts import impression, remark, side_by_side, visited
from assessment.screens.critical_friend.parts.visited import QUESTION, Page
from assessment.screens.parts import links, tab
from assessment.screens.parts.markdown import plain
from assessment.screens.parts.saving import Refused, Saving, done
from assessment.storage import NotReady, TooLate
from assessment.visit import Visit


def show(visit: Visit) -> None:
    """Draw the page, by how far the visit is. Where it is over nobody has it: they are told in their own post."""
    one = visit.store.own_friendship()
    tab.name(visit, one.visited_name or "", visit.say("menu.friend"))
    if one.confided_at is None:
        _before(visit, one)
    elif one.state(visit.store.now) is FriendshipState.VISITING:
        _work(visit, visited.read(visit, one))
    else:
        side_by_side.show(visit, visited.read(visit, one))


def _before(visit: Visit, one: Friendship) -> None:
    """Draw what the visit is, and the sentence of confidence to agree to."""
    say = visit.say
    facts = {"department": plain(one.visited_name or ""), "helping": plain(one.helping_name or "")}
    facts |= {"until": _until(visit, one), "round": plain(visit.store.round(one.round_id).title)}
    st.title(say("friend.title", None, department=facts["department"]), anchor=False)
    st.markdown(say("friend.before.opening", None, **facts))
    for part in ("asks", "sees", "sees_not", "becomes"):
        st.header(say(f"friend.before.{part}.title"), anchor=False)
        st.markdown(say(f"friend.before.{part}.text", None, **facts))
    st.header(say("friend.before.confidence.title"), anchor=False)
    st.info(say("friend.before.confidence.text", None, **facts), icon=":material/handshake:")
    if st.button(say("friend.before.agree"), type="primary", key="confide"):
        with Saving(visit, _refused(visit)):
            visit.store.confide(one.id)
            st.rerun()


def _until(visit: Visit, one: Friendship) -> str:
    assert one.until is not None, "a visit has begun, and ends by itself"
    return moment_day(one.until, visit.language, visit.zone)


def _refused(visit: Visit) -> Refused:
    return {TooLate: visit.say("friend.too_late")}


def _work(visit: Visit, page: Page) -> None:
    """Draw the questions, one alone where the address names it, with what is left to do."""
    named = page.questionnaire.find(st.query_params.get(QUESTION, ""))
    if named is not None:
        _alone(visit, page, named)
        return
    say = visit.say
    st.title(say("friend.title", None, department=plain(page.department)), anchor=False)
    st.markdown(_progress(visit, page))
    st.caption(_where(visit, page))
    st.markdown(say("friend.how"))
    _talk(visit, page)
    st.header(say("friend.essentials"), anchor=False)
    for question in page.questionnaire.essentials():
        remark.show(visit, page, question)
        st.space("small")
    st.header(say("friend.others.title"), anchor=False)
    st.markdown(say("friend.others.means"))
    for topic in page.questionnaire.dimensions():
        if others := [one for one in topic.questions if not one.essential]:
            _topic(visit, page, topic, others)
    impression.show(visit, page)
    _hand_in(visit, page)
    _end(visit, page)


def _alone(visit: Visit, page: Page, question: Question) -> None:
    """Draw one question, and the way back to all of them."""
    st.title(visit.say("friend.title", None, department=plain(page.department)), anchor=False)
    st.html(f"<p>{links.anchor('/', visit.say('friend.all'))}</p>")
    remark.show(visit, replace(page, shows_one=True), question)


def _progress(visit: Visit, page: Page) -> str:
    """How many questions are looked at."""
    say, found = visit.say, seen(page.questionnaire, visited.remarks(page))
    essentials = {one.id for one in page.questionnaire.essentials()}
    looked_at = {*found.agreed, *found.differed}
    n, others = (number(len(those), visit.language) for those in (looked_at & essentials, looked_at - essentials))
    line = f"**{say('friend.looked_at', None, n=n, of=number(len(essentials), visit.language))}**"
    return f"{line} · {say('friend.others_looked_at', None, n=others)}" if looked_at - essentials else line


def _where(visit: Visit, page: Page) -> str:
    asked = visit.store.round(page.of.round_id)
    return plain(visit.say("friend.where", None, round=asked.title, until=_until(visit, page.of)))


def _talk(visit: Visit, page: Page) -> None:
    """Draw the way to the page for the meeting."""
    address = f"/files/friend/{page.of.id}.pdf?language={visit.language}&post={visit.person.post_id}"
    st.link_button(visit.say("friend.talk.button"), address, icon=":material/print:", wrap=True)
    st.caption(visit.say("friend.talk.means"))


@st.fragment
def _topic(visit: Visit, page: Page, topic: Dimension, others: list[Question]) -> None:
    """Draw a topic, closed at first; opening it draws nothing else anew."""
    title = f"**{plain(topic.title[visit.language])}**"
    fold = st.expander(title, key=f"friend-topic-{page.of.id}-{topic.id}", on_change="rerun")
    if fold.open:
        with fold:
            for question in others:
                remark.show(visit, page, question)


def _hand_in(visit: Visit, page: Page) -> None:
    """Draw what is missing, each with the way to it; where nothing is, the button that hands in."""
    say = visit.say
    st.header(say("friend.hand_in.title"), anchor=False)
    st.markdown(say("friend.hand_in.means", None, department=plain(page.department)))
    _ways(visit, page, "friend.hand_in.changed", list(_changed(page)))
    missing = to_hand_in(page.questionnaire, visited.remarks(page))
    if missing:
        _ways(visit, page, "friend.hand_in.missing", missing)
        return
    sure = st.checkbox(say("friend.hand_in.sure"), key=f"hands-in-{page.of.id}-{visit.language}")
    button = st.button(say("friend.hand_in.button"), type="primary", disabled=not sure, key=f"hand-in-{page.of.id}")
    if button and sure:
        with Saving(visit, {**_refused(visit), NotReady: say("friend.hand_in.not_ready")}):
            visit.store.hand_in(page.of.id)
            done(say("friend.hand_in.done"))


def _changed(page: Page) -> Iterator[str]:
    """Questions answered otherwise since, in their order."""
    return (one.id for one in page.questionnaire.questions() if one.id in page.changed)


def _ways(visit: Visit, page: Page, title: str, question_ids: list[str]) -> None:
    """Draw links to questions under what is to be done about them; each loads the page anew, for it is the same one."""
    if not question_ids:
        return
    found = visited.remarks(page)
    st.markdown(f"**{visit.say(title)}**")
    with st.container(gap="xxsmall"):
        for one in question_ids:
            st.html(f"<div>{links.anchor(f'/?{QUESTION}={one}', _missing(visit, page, one, found))}</div>")


def _missing(visit: Visit, page: Page, question_id: str, found: Mapping[str, Remark]) -> str:
    """The name of a question; where it is only its reason that is missing, that too."""
    name = page.questionnaire.question(question_id).name[visit.language]
    is_said = question_id in found and not found[question_id].is_complete
    return visit.say("friend.hand_in.reason", None, name=name) if is_said else name


def _end(visit: Visit, page: Page) -> None:
    """Draw a fold in which the friend ends the visit."""
    say = visit.say
    with st.expander(say("friend.end.title"), type="compact"):
        st.markdown(say("friend.end.means", None, department=plain(page.department)))
        sure = st.checkbox(say("friend.end.sure"), key=f"ends-{page.of.id}-{visit.language}")
        if st.button(say("friend.end.button"), disabled=not sure, key=f"end-{page.of.id}") and sure:
            with Saving(visit, _refused(visit)):
                visit.store.end_friendship(page.of.id)
                st.rerun()
