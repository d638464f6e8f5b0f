"""Critical friends of a region: who ticked what, who fits whom, how far visits are, and how near all of them were."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import streamlit as st

from assessment.findings import Table
from assessment.findings.region import friends as words
from assessment.friendship import Friendship, FriendWish
from assessment.language import number
from assessment.reading.region import RegionReading
from assessment.region import Results
from assessment.region.friends import Pair, WouldLike, friends, proposed
from assessment.region.members import alphabetical
from assessment.screens.coordinator.parts import common
from assessment.screens.coordinator.parts.common import View
from assessment.screens.parts import choices, figures, markdown
from assessment.screens.parts.saving import Saving, done
from assessment.storage import NotReady
from assessment.visit import Visit

_MADE = 20  # on one page
_LOOKING = 10  # departments on one page

_Wishes = Mapping[str, Collection[FriendWish]]


def show(visit: Visit) -> None:
    """Draw the page."""
    view = common.opened(visit, narrows=False)
    if view is None:
        return
    say, region_id = visit.say, common.region_of(visit)
    wishes: _Wishes = visit.store.friends_wished(region_id)
    made = visit.store.friendships(region_id)
    with common.anew("title"):
        st.title(say("friends.title", sum(FriendWish.WANTS in ticked for ticked in wishes.values())), anchor=False)
    common.bar(visit, view, narrows=False)
    with common.anew("found"), common.held():
        st.markdown(say("friends.about"))
        _ticked(visit, view.of, wishes)
        _fitting(visit, view, common.scored(visit, view.of, view.chosen), wishes, made)
        _made(visit, view.of, made)
        _near(visit, region_id)


def to_page(visit: Visit, view: View) -> None:
    """A link to the page, which shows the same round."""
    common.to_screen(visit, view, "friends", visit.say("friends.open"))


def _ticked(visit: Visit, of: RegionReading, wishes: _Wishes) -> None:
    """Draw who ticked what, by name."""
    st.header(visit.say("friends.ticked.title"), anchor=False)
    lines = []
    for wish in FriendWish:
        names = _named(of, [one for one, ticked in wishes.items() if wish in ticked])
        label = visit.say(f"friends.ticked.{wish}", None, n=number(len(names), visit.language))
        lines.append(f"- **{label}** · {markdown.plain(', '.join(names) or visit.say('friends.ticked.nobody'))}")
    st.markdown("\n".join(lines))


def _named(of: RegionReading, ids: Collection[str]) -> list[str]:
    """The names of departments, in alphabetical order."""
    return sorted((one.name for one in of.departments if one.id in ids), key=alphabetical)


def _fitting(visit: Visit, view: View, region: Results, wishes: _Wishes, made: list[Friendship]) -> None:
    """Draw who fits each department that would like a friend, with the button that proposes it."""
    say, now = visit.say, visit.store.now
    st.header(say("friends.pairs.title"), anchor=False)
    is_open = {one.id for one in made if one.state(now).is_open}
    before = proposed(made, is_open)
    found = friends(region, wishes, before)
    for one in choices.page_of(found, _LOOKING, "looking"):
        _looking(visit, view, region, one)
    present = {one.member.id for one in region.assessed}
    waiting = [one for one, ticked in wishes.items() if FriendWish.WANTS in ticked and one not in present]
    if waiting:
        names = ", ".join(_named(view.of, waiting))
        st.markdown(markdown.plain(say("friends.pairs.not_yet", None, round=view.chosen.title, names=names)))
    if not found and not waiting:
        st.markdown(say("friends.pairs.nobody"))
    st.caption(say("friends.pairs.rule"))


def _looking(visit: Visit, view: View, region: Results, one: WouldLike) -> None:
    with st.container(border=True, gap="small"):
        st.subheader(markdown.plain(one.visited.name), anchor=False)
        if not one.pairs:
            st.markdown(markdown.plain(visit.say("friends.pairs.none", None, visited=one.visited.name)))
        for pair in one.pairs:
            _pair(visit, view, region, pair)


def _pair(visit: Visit, view: View, region: Results, pair: Pair) -> None:
    say = visit.say
    names = {"helping": pair.helping.name, "visited": pair.visited.name}
    sentence = markdown.plain(say("friends.pairs.pair", None, **names))
    why = markdown.plain(words.why_friends(pair, region.questionnaire, say))
    said, pressed_at = st.columns((5, 1), vertical_alignment="center")
    said.markdown(f"**{sentence}**  \n{why}")
    if pressed_at.button(say("friends.pairs.propose"), key=f"befriend-{pair.visited.id}-{pair.helping.id}"):
        with Saving(visit, {NotReady: lambda error: say(f"friends.problem.{error.missing[0]}")}):
            visit.store.propose_friend(view.chosen.id, pair.visited.id, pair.helping.id)
            done(say("friends.pairs.proposed"))


def _made(visit: Visit, of: RegionReading, made: list[Friendship]) -> None:
    """Draw what is proposed and how far it is; nothing of what was said."""
    if not made:
        return
    say, now = visit.say, visit.store.now
    titles = {one.id: one.title for one in of.rounds}
    st.header(say("friends.made.title", None, n=number(len(made), visit.language)), anchor=False)
    rows = tuple(
        (
            say("friends.pairs.pair", None, helping=one.helping_name or "", visited=one.visited_name or ""),
            titles.get(one.round_id, ""),
            words.how_far(one, now, say, visit.zone),
        )
        for one in choices.page_of(made, _MADE, "friends-made")
    )
    figures.table(Table(tuple(say(f"friends.made.head.{name}") for name in ("who", "round", "state")), rows))


def _near(visit: Visit, region_id: str) -> None:
    """Draw how near friends and departments were, from as many visits on as that is told of."""
    st.header(visit.say("friends.near.title"), anchor=False)
    found = visit.store.nearness(region_id)
    if found is None:
        st.markdown(visit.say("friends.near.too_few"))
        return
    sentence, made_of = words.how_near(found, visit.say)
    st.markdown(markdown.plain(sentence))
    st.caption(markdown.plain(made_of))
