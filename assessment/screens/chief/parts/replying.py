"""One difference between a department and its critical friend: both levels, the friend's reason, and the reply."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any

import streamlit as st

from assessment import language
from assessment.answers import Answer, known_level
from assessment.findings import commitments as words
from assessment.findings import own_plan
from assessment.friendship import ANSWER, MOST_REMARK, Friendship, Remark, Reply, ReplyKind, Said
from assessment.language import clean
from assessment.questionnaire import Question, Questionnaire
from assessment.reading import commitments
from assessment.screens.chief.parts import offer, step
from assessment.screens.chief.parts.offer import Choosing
from assessment.screens.parts import answer, said, spoken
from assessment.screens.parts.markdown import plain
from assessment.screens.parts.said import SaidNotSaved, Saying, StandsOn
from assessment.screens.parts.saving import Saving
from assessment.storage import SaidMeanwhile, TooLate
from assessment.visit import Visit

_HIGHEST = 4


@dataclass(frozen=True)
class ToReply:
    """What the two see differently."""

    friendship: Friendship
    questionnaire: Questionnaire  # that of the round
    question: Question
    own: Answer | None  # that the friend looked at
    now: Answer | None  # that the department submitted since; the same where it did not
    remark: Remark

    @property
    def leads_to(self) -> int:
        """The level that a step for it leads to: the friend's where that is higher, else the next."""
        own, friends = known_level({"": self.own} if self.own is not None else {}, "") or 0, self.remark.level or 0
        return min(max(friends, 1) if friends > own else own + 1, _HIGHEST)


@st.fragment
def show(visit: Visit, one: ToReply, *, can_reply: bool) -> None:
    """Draw a difference with its reply, to be filled in or read; what is filled in draws only it anew."""
    with st.container(border=True, gap="small", key=f"difference-{one.question.id}"):
        _both(visit, one)
        with st.container(gap="xxsmall"):
            st.markdown(f"**{visit.say('friendship.reply.title')}**")
            if can_reply:
                _fill_in(visit, one)
            else:
                _read(visit, _stored(visit, one))


def _both(visit: Visit, one: ToReply) -> None:
    """Draw what the department said, and what the friend sees and why, side by side."""
    say, question = visit.say, one.question
    badge = f" :blue-badge[:material/shield: {say('questions.essential')}]" if question.essential else ""
    st.subheader(plain(question.name[visit.language]) + badge, anchor=False)
    st.caption(plain(question.question[visit.language]))
    own = answer.spelled(visit, one.questionnaire, question, one.own)
    friends = answer.spelled(visit, one.questionnaire, question, one.remark.level)
    with st.grid(2, min_column_width=300, gap="small") as grid:
        with grid.cell():
            st.markdown(f"**{say('friendship.said.you')}**  \n{own}")
            if one.now != one.own:
                now = answer.spelled(visit, one.questionnaire, question, one.now)
                st.markdown(f"**{say('friendship.said.since')}**  \n{now}")
        with grid.cell():
            st.markdown(f"**{plain(say('friendship.said.friend', None, person=one.friendship.person))}**  \n{friends}")
            with st.container(gap="xxsmall"):
                st.markdown(f"**{say('friendship.said.because')}**")
                st.text(one.remark.reason)


def _stored(visit: Visit, one: ToReply) -> Said[Reply] | None:
    return visit.store.said_in(one.friendship.id).replies.get(one.question.id)


def _saying(visit: Visit, one: ToReply) -> Saying[Reply | None]:
    def stored() -> Said[Reply | None] | None:
        found = _stored(visit, one)
        return None if found is None else Said(found.value, found.version, found.saved_at, found.submission_id)

    def save(value: Reply | None, base: int) -> int:
        assert value is not None, "a reply is changed, and not taken back"
        return visit.store.save_reply(one.friendship.id, one.question.id, value, base)

    place = f"reply-{one.friendship.id}-{one.question.id}"
    draw = partial(_words, visit)
    return Saying(place, stored(), said.read_anew(place), None, save, stored, draw, _told(visit))


def _told(visit: Visit) -> SaidNotSaved:
    say = visit.say
    return SaidNotSaved(
        say("friendship.too_late"), lambda _: say("friendship.reply.meanwhile"), say("friendship.too_late")
    )


def _fill_in(visit: Visit, one: ToReply) -> None:
    """Draw the fields of a reply; what it still lacks, and the way into the plan."""
    saying = _saying(visit, one)
    base = said.stands_on(saying, lambda base: _held(visit, saying, base))
    value = _draw(visit, saying, base)
    attempt = said.settle(visit, saying, base, value)
    kept = attempt.base.value
    if attempt.problem is not None:
        spoken.line(visit.say("questions.not_saved_see"), sign=spoken.NOT_SAVED)
    elif kept is None or attempt.base.saved_at is None:
        spoken.line("")
    else:
        when = spoken.at(visit, attempt.base.saved_at)
        spoken.line(visit.say("friend.saved", time=when), sign=spoken.SAVED, version=attempt.base.version)
    said.explain(visit, saying, attempt, value)
    if kept is not None and not kept.is_complete:
        st.markdown(f":orange[:material/edit:] {visit.say(f'friendship.reply.lacks.{kept.kind}')}")
    if kept is not None and kept.kind is ReplyKind.WILL_SHOW and kept.month is not None:
        _plan(visit, one, kept)


def _draw(visit: Visit, saying: Saying[Reply | None], at: StandsOn[Reply | None]) -> Reply | None:
    say, kinds, base = visit.say, list(ReplyKind), at.value
    kind = st.radio(
        say("friendship.reply.title"),
        kinds,
        index=None if base is None else kinds.index(base.kind),
        format_func=lambda one: say(f"friendship.reply.{one}"),
        key=said.key(visit, saying, at, "kind"),
        label_visibility="collapsed",
    )
    if kind is None:
        return None
    month = None if base is None else base.month
    if kind is ReplyKind.WILL_SHOW:
        month = _month(visit, said.key(visit, saying, at, "month"), month)
    reason = st.text_area(
        say(f"friendship.reply.reason.{kind}"),
        value="" if base is None else base.reason,
        max_chars=MOST_REMARK,
        height="content",
        key=said.key(visit, saying, at, "reason"),
    )
    return _reply(base, kind, reason, month)


def _reply(base: Reply | None, kind: ReplyKind, reason: str, month: date | None) -> Reply:
    """What the widgets hold, as the store keeps it; the step of the plan stays with it."""
    return Reply(kind, clean(reason, None).strip(), month, None if base is None else base.commitment_id)


def _held(visit: Visit, saying: Saying[Reply | None], at: StandsOn[Reply | None]) -> Reply | None:
    """What the browser has sent, else what the widgets are drawn from."""
    sent: dict[str, Any] = st.session_state.to_dict()
    base = at.value
    kind = sent.get(said.key(visit, saying, at, "kind"), None if base is None else base.kind)
    if kind is None:
        return None
    reason = sent.get(said.key(visit, saying, at, "reason"), "" if base is None else base.reason)
    month = sent.get(said.key(visit, saying, at, "month"), None if base is None else base.month)
    return _reply(base, kind, reason, month)


def _month(visit: Visit, key: str, month: date | None) -> date | None:
    options = own_plan.months(step.today(visit), (month,))
    return st.selectbox(
        visit.say("friendship.reply.month"),
        options,
        index=None if month is None else options.index(month),
        format_func=lambda one: language.month(one, visit.language),
        key=key,
        placeholder=visit.say("plan.no_month"),
    )


def _words(visit: Visit, reply: Reply | None) -> None:
    """Draw a reply to be read."""
    say = visit.say
    if reply is None:
        st.markdown(say("friendship.reply.none"))
        return
    told = say(f"friendship.reply.{reply.kind}")
    if reply.kind is ReplyKind.WILL_SHOW and reply.month is not None:
        told = say("friendship.reply.by", month=language.month(reply.month, visit.language))
    with st.container(gap="xxsmall"):
        st.markdown(told)
        if reply.reason:
            st.text(reply.reason)


def _read(visit: Visit, stored: Said[Reply] | None) -> None:
    reply = None if stored is None else stored.value
    _words(visit, reply)
    if reply is not None and reply.commitment_id is not None:
        _in_plan(visit, reply.commitment_id)


def _plan(visit: Visit, one: ToReply, reply: Reply) -> None:
    """Draw the step of the plan that will show it, or the button that puts one there."""
    if reply.commitment_id is not None:
        _in_plan(visit, reply.commitment_id)
    elif st.button(
        visit.say("friendship.reply.to_plan"),
        key=f"to-plan-{one.friendship.id}-{one.question.id}",
        icon=":material/add:",
    ):
        _take(visit, one)


def _take(visit: Visit, one: ToReply) -> None:
    """Put a step into the plan, with the month, and say in the reply which it is."""
    stored = _stored(visit, one)
    if stored is None or stored.value.commitment_id is not None:
        st.rerun()  # another window has done so
        return
    reply, store = stored.value, visit.store
    choosing = Choosing(one.friendship.round_id)
    made = offer.take(visit, choosing, one.question.id, one.leads_to, own=True)
    if made is None:
        return
    say = visit.say
    with Saving(visit, {TooLate: say("friendship.too_late"), SaidMeanwhile: say("friendship.reply.meanwhile")}):
        store.change_commitment(store.history_of_commitment(made)[-1], month=reply.month)
        linked = replace(reply, commitment_id=made)
        store.save_reply(one.friendship.id, one.question.id, linked, stored.version)
        st.rerun()


def _in_plan(visit: Visit, commitment_id: int) -> None:
    """Draw how the step stands, with the way to it."""
    decided = commitments.gather(visit.store, visit.person.department_id or "")
    found = next((one for one in decided.all if one.id == commitment_id), None)
    if found is None:
        return
    line = words.told(found, decided, visit.say, visit.zone).line
    st.markdown(f":green[:material/task_alt:] {plain(visit.say('friendship.reply.in_plan', None, line=line))}")
    name = decided.question(found).name[visit.language]  # a page has several such links
    offer.to_plan(visit, plain(visit.say("plan.open_step", None, name=name)), found)


@st.fragment
def to_question(visit: Visit, friendship_id: int) -> None:
    """Draw the field for what the department answers to the question that the friend asked back."""

    def stored() -> Said[str] | None:
        return visit.store.said_in(friendship_id).words.get(ANSWER)

    place = f"answer-friend-{friendship_id}"
    saying: Saying[str] = Saying(
        place,
        stored(),
        said.read_anew(place),
        "",
        lambda text, base: visit.store.answer_friend(friendship_id, text, base),
        stored,
        st.text,
        _told(visit),
    )
    said.field(visit, saying, visit.say("friendship.said.answer"))
