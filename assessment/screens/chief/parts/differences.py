"""What a critical friend handed in, and what the department replies to it, until all is read side by side."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from assessment.answers import Answers
from assessment.friendship import (
    ANSWER,
    QUESTION,
    STRENGTHS,
    WORK,
    Friendship,
    FriendshipState,
    LookedAt,
    Visited,
    seen,
    to_reply,
)
from assessment.language import enumeration, moment_day, number
from assessment.people import Action
from assessment.questionnaire import Questionnaire
from assessment.screens.chief.parts import replying
from assessment.screens.chief.parts.replying import ToReply
from assessment.screens.parts import links
from assessment.screens.parts.markdown import plain
from assessment.screens.parts.saving import Refused, Saving, done
from assessment.storage import NotReady, TooLate
from assessment.visit import Visit


@dataclass(frozen=True)
class HandedIn:
    """What was said, in the round that it is about."""

    friendship: Friendship
    round_title: str
    questionnaire: Questionnaire
    said: Visited
    seen: LookedAt
    looked_at: dict[int, Answers]  # by submission
    now: Answers  # that was submitted last

    @property
    def essentials_first(self) -> list[str]:
        """The differences in the order in which they are drawn."""
        return sorted(self.seen.differed, key=lambda one: not self.questionnaire.question(one).essential)

    @property
    def lacking(self) -> list[str]:
        """The differences without a full reply, likewise."""
        left = to_reply(self.seen, {about: one.value for about, one in self.said.replies.items()})
        return [one for one in self.essentials_first if one in left]


def read(visit: Visit, one: Friendship) -> HandedIn:
    """Read it once for a page."""
    store = visit.store
    of_round = store.round(one.round_id)
    questionnaire, said = store.questionnaire(of_round.questionnaire_sha256), store.said_in(one.id)
    newest = store.submission(store.submitted_in(visit.person.department_id or "")[one.round_id])
    looked_at = {newest.id: newest.answers}
    for of in said.remarks.values():
        if of.submission_id not in looked_at:  # submitted again since
            looked_at[of.submission_id] = store.submission(of.submission_id).answers
    found = seen(questionnaire, {about: of.value for about, of in said.remarks.items()})
    return HandedIn(one, of_round.title, questionnaire, said, found, looked_at, newest.answers)


def show(visit: Visit, found: HandedIn, *, can_reply: bool) -> None:
    """Draw all of it.

    Args:
        visit: whose.
        found: what was said.
        can_reply: whether the department replies still; otherwise it only reads.
    """
    _opening(visit, found)
    if found.seen.differed:
        st.header(visit.say("friendship.said.differences"), anchor=False)
        if can_reply:
            st.caption(visit.say("friendship.said.differences_mean"))
        for about in found.essentials_first:
            replying.show(visit, _difference(found, about), can_reply=can_reply)
    _agreed(visit, found)
    _of_the_whole(visit, found, can_reply=can_reply)
    if can_reply:
        _close(visit, found)


def _opening(visit: Visit, found: HandedIn) -> None:
    say, one = visit.say, found.friendship
    assert one.handed_in_at is not None, "there is something to read"
    day = moment_day(one.handed_in_at, visit.language, visit.zone)
    who = {"person": plain(one.person), "department": plain(one.helping_name or ""), "round": plain(found.round_title)}
    st.markdown(say("friendship.said.who", None, day=day, **who))
    counts = {
        "looked_at": number(found.seen.looked_at, visit.language),
        "agreed": number(len(found.seen.agreed), visit.language),
        "differed": number(len(found.seen.differed), visit.language),
    }
    st.markdown(say("friendship.said.counts", None, **counts))
    if one.closed_at is not None:
        st.markdown(say("friendship.said.closed", day=moment_day(one.closed_at, visit.language, visit.zone)))
    address = f"/files/friend/{one.id}.pdf?language={visit.language}"
    st.html(links.anchor(address, say("friendship.said.talk"), download=True))


def _difference(found: HandedIn, about: str) -> ToReply:
    said = found.said.remarks[about]
    own = found.looked_at.get(said.submission_id, {}).get(about)
    question = found.questionnaire.question(about)
    return ToReply(found.friendship, found.questionnaire, question, own, found.now.get(about), said.value)


def _agreed(visit: Visit, found: HandedIn) -> None:
    """Draw by name, folded, what the two see the same way."""
    if not found.seen.agreed:
        return
    label = visit.say("friendship.said.agreed", n=number(len(found.seen.agreed), visit.language))
    with st.expander(label):
        for about in found.seen.agreed:
            name, reason = found.questionnaire.question(about).name[visit.language], found.said.remarks[about].value
            st.markdown(f":green[:material/check:] {plain(name)}")
            if reason.reason:
                st.text(reason.reason)


def _of_the_whole(visit: Visit, found: HandedIn, *, can_reply: bool) -> None:
    """Draw what the friend says of the whole, and what the department answers to their question."""
    say, words = visit.say, found.said.words
    for key, names in (("strengths", STRENGTHS), ("work", WORK)):
        said = [words[name].value for name in names if name in words and words[name].value]
        if said:
            st.header(say(f"friendship.said.{key}"), anchor=False)
            for text in said:
                st.text(text)
    if QUESTION not in words or not words[QUESTION].value:
        return
    st.header(say("friendship.said.question"), anchor=False)
    st.text(words[QUESTION].value)
    if can_reply:
        replying.to_question(visit, found.friendship.id)
        return
    st.markdown(f"**{say('friendship.said.answer')}**")
    if ANSWER in words and words[ANSWER].value:
        st.text(words[ANSWER].value)
    else:
        st.markdown(say("friendship.said.no_answer"))


@st.fragment
def _close(visit: Visit, found: HandedIn) -> None:
    """Draw how the visit is closed: with the press it says what is still missing."""
    say = visit.say
    st.header(say("friendship.close.title"), anchor=False)
    st.markdown(say("friendship.close.means"))
    if not visit.person.role.may(Action.SUBMIT):
        st.markdown(say("friendship.for_the_chief"))
        return
    if st.button(say("friendship.close.button"), key="close-visit", type="primary"):
        refused: Refused = {
            TooLate: say("friendship.too_late"),
            NotReady: lambda error: plain(_lacks(visit, found, error.missing)),
        }
        with Saving(visit, refused):
            visit.store.close_friendship(found.friendship.id)
            done(say("friendship.close.done"))


def _lacks(visit: Visit, found: HandedIn, missing: list[str]) -> str:
    names = [found.questionnaire.question(one).name[visit.language] for one in found.essentials_first if one in missing]
    return visit.say("friendship.close.lacking", None, names=enumeration(names, visit.language))


def is_to_be_read(one: Friendship, state: FriendshipState) -> bool:
    """Whether the department reads what the friend wrote: also where a visit ended after it was handed in."""
    return state.is_read or (state is FriendshipState.ENDED and one.handed_in_at is not None)
