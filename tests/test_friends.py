"""Critical friends, in a real database: both accept, the friend reads and writes, the department replies; faults."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import fields
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from given import QUESTIONNAIRE, everything
from test_store_access import CALLS, OF_BOTH, OWN, Place, _content, _place
from worlds import World, befriend, copied, filled, propose_friend, rows, sign_in_as_friend

from assessment import storage
from assessment.answers import NotApplicable
from assessment.friendship import LASTS, Ending, FriendshipState, FriendWish, Remark, Reply, ReplyKind
from assessment.letters import Purpose
from assessment.people import Role
from assessment.rounds import NewDepartment
from assessment.storage import (
    DoorStore,
    MailStore,
    NotAllowed,
    NotReady,
    PostChanged,
    RegionClosed,
    SaidMeanwhile,
    SessionEnded,
    Store,
    TooLate,
    TooOften,
    Unfit,
    digest,
)
from assessment.storage.entries import MOST_A_MINUTE

ESSENTIAL = [one.id for one in QUESTIONNAIRE.questions() if one.essential]
FIRST = ESSENTIAL[0]


@pytest.fixture
def world(world: World) -> World:
    """Alba has submitted, and nobody has proposed anything."""
    world.submit("alba")
    return world


def visiting(world: World) -> int:
    """A visit in which the friend has agreed to the sentence of confidence."""
    friendship = befriend(world)
    world.of("friend").confide(friendship)
    return friendship


def state(world: World) -> FriendshipState:
    return world.of("north").friendships("north")[0].state(world.clock.at)


def lacking(call: Callable[[], object]) -> list[str]:
    with pytest.raises(NotReady) as refused:
        call()
    return refused.value.missing


def agree(world: World, friendship: int, *, but: dict[str, Remark] | None = None) -> None:
    for one in ESSENTIAL:
        world.of("friend").save_remark(friendship, one, (but or {}).get(one, Remark(None)), 0)


def resubmit(world: World, level: int, question: str = FIRST) -> None:
    """The department corrects one answer and submits again."""
    draft = world.operator.reopen(world.round_id, "alba", "Letto male")
    version = world.of("alba").answer(draft.id, question).version
    world.of("alba").save_answer(draft.id, question, level, version)
    world.of("alba").submit(draft.id)


# Arranging


def test_neither_is_named_to_the_other_before_somebody_would_come(world: World) -> None:
    friendship = propose_friend(world)
    (visited,), (helping,) = (world.of(who).friendships_of(who) for who in ("alba", "bruma"))
    assert (visited.helping_id, visited.helping_name, visited.person) == (None, None, "")
    assert (helping.visited_id, helping.visited_name) == (None, None)

    world.of("bruma").offer_friend(friendship, "bruma", world.of("bruma").person().id)

    (visited,), (helping,) = (world.of(who).friendships_of(who) for who in ("alba", "bruma"))
    assert (visited.helping_name, visited.person, helping.visited_name) == ("Bruma", "Bruma", "Alba")
    assert state(world) is FriendshipState.OFFERED


@pytest.mark.parametrize("who", ["alba", "bruma"])
def test_either_declines_before_it_begins_and_the_log_of_the_other_tells_no_name(world: World, who: str) -> None:
    friendship, other = propose_friend(world), {"alba": "bruma", "bruma": "alba"}[who]

    world.of(who).decline_friend(friendship, who)

    assert state(world) is FriendshipState.DECLINED
    assert "friend_declined" in {one.kind for one in world.of(who).events("north", who)}
    assert "friend_declined" not in {one.kind for one in world.of(other).events("north", other)}
    assert "friend_proposed" not in {one.kind for one in world.of(other).events("north", other)}
    for again in (
        lambda: world.of(who).decline_friend(friendship, who),
        lambda: world.of("bruma").offer_friend(friendship, "bruma", world.of("bruma").person().id),
        lambda: world.of("alba").accept_friend(friendship, "alba", None),
    ):
        with pytest.raises(TooLate):
            again()


def test_a_proposal_says_what_stands_in_its_way(world: World) -> None:
    def propose(visited: str = "alba", helping: str = "bruma", round_id: int | None = None) -> list[str]:
        return lacking(lambda: world.of("north").propose_friend(round_id or world.round_id, visited, helping))

    assert propose() == ["wants"]
    world.of("alba").wish_friend("alba", FriendWish.WANTS, on=True)
    assert propose() == ["offers"]
    world.of("bruma").wish_friend("bruma", FriendWish.OFFERS, on=True)
    world.of("bruma").wish_friend("bruma", FriendWish.WANTS, on=True)
    world.of("alba").wish_friend("alba", FriendWish.OFFERS, on=True)
    assert propose("bruma", "alba") == ["submission"]
    assert world.of("north").friends_wished("north") == {"alba": set(FriendWish), "bruma": set(FriendWish)}
    for visited, helping in (("alba", "alba"), ("alba", "corvo")):
        with pytest.raises(NotAllowed):
            world.operator.propose_friend(world.round_id, visited, helping)
    with pytest.raises(NotAllowed):
        world.of("north").propose_friend(99, "alba", "bruma")
    world.of("north").propose_friend(world.round_id, "alba", "bruma")
    assert propose() == ["friend"]  # somebody is proposed already: there are never two
    world.operator.leave("bruma")
    assert propose() == ["left"]


def test_whoever_works_in_both_departments_is_no_friend(world: World) -> None:
    friendship = propose_friend(world)
    both = world.of("bruma").person().id
    world.operator.invite("bruma@example.org", Role.MEMBER, department_id="alba")
    assert lacking(lambda: world.of("bruma").offer_friend(friendship, "bruma", both)) == ["same"]
    nobody = world.of("helper").person().id
    assert lacking(lambda: world.of("bruma").offer_friend(friendship, "bruma", nobody)) == ["person"]

    world.sign_in("else", Role.MEMBER, department_id="bruma")
    world.of("bruma").offer_friend(friendship, "bruma", world.of("else").person().id)
    world.operator.invite("else@example.org", Role.MEMBER, department_id="alba")  # meanwhile
    assert lacking(lambda: world.of("alba").accept_friend(friendship, "alba", world.of("else").person().id)) == ["same"]
    assert rows(world.path, "SELECT 1 FROM posts WHERE role = 'friend'") == []


def test_a_friend_who_left_meanwhile_is_not_accepted(world: World) -> None:
    friendship = propose_friend(world)
    world.sign_in("else", Role.MEMBER, department_id="bruma")
    one = world.of("else").person()
    world.of("bruma").offer_friend(friendship, "bruma", one.id)

    world.operator.end_post(one.post_id)

    assert state(world) is FriendshipState.DECLINED
    with pytest.raises(TooLate):
        world.of("alba").accept_friend(friendship, "alba", one.id)


# Reading


def test_a_friend_reads_what_was_handed_in_and_its_plan_and_nothing_of_a_draft(world: World) -> None:
    friendship = befriend(world)
    friend, draft = world.of("friend"), world.operator.reopen(world.round_id, "alba", "Letto male")
    world.of("alba").save_answer(draft.id, FIRST, 4, 1)
    world.of("alba").take_step(world.round_id, "alba", FIRST, 3)
    for call in (friend.visited_submission, friend.visited_plan, friend.changed_meanwhile, friend.hand_in):
        assert lacking(lambda: call(friendship)) == ["confidence"]  # noqa: B023
    assert lacking(lambda: friend.save_remark(friendship, FIRST, Remark(None), 0)) == ["confidence"]

    friend.confide(friendship)
    friend.confide(friendship)  # once is enough

    assert friend.visited_submission(friendship).answers[FIRST] == 2
    assert [one.question_id for one in friend.visited_plan(friendship)] == [FIRST]
    for refused in (
        lambda: friend.answers(draft.id),
        lambda: friend.draft(world.round_id, "alba"),
        lambda: friend.submissions("alba"),
        lambda: friend.submissions("bruma"),
        lambda: friend.commitments("alba"),
        lambda: friend.comparison("alba"),
    ):
        with pytest.raises(NotAllowed):
            refused()


def test_on_which_days_a_friend_reads_is_told_to_the_department(world: World) -> None:
    friendship = visiting(world)
    days = []
    for _ in range(2):
        days.append(world.clock.at)
        world.of("friend").visited_submission(friendship)
        world.clock.at += timedelta(hours=2)
        world.of("friend").visited_submission(friendship)
        world.of("friend").visited_plan(friendship)
        world.clock.at += timedelta(days=1)
        world.sign_in("alba", Role.CHIEF, department_id="alba")
        world.sign_in("bruma", Role.CHIEF, department_id="bruma")
        sign_in_as_friend(world, friendship, "bruma")
    days.append(world.clock.at)
    world.of("friend").visited_plan(friendship)  # the plan alone is read too

    assert list(world.of("alba").friendships_of("alba")[0].read_at) == days
    told = [one for one in world.of("alba").events("north", "alba") if one.kind == "friend_read"]
    assert {(one.actor, one.actor_role) for one in told} == {("Bruma", Role.FRIEND)} and len(told) == 3
    assert world.of("bruma").friendships_of("bruma")[0].read_at == ()
    assert "friend_read" not in {one.kind for one in world.operator.events("north")}


def test_the_post_of_a_friend_is_beside_their_others_and_changes_none_of_them(world: World) -> None:
    befriend(world)
    friend, home = world.of("friend"), world.of("bruma").person().post_id

    assert [(one.role, one.place) for one in friend.own_posts()] == [(Role.CHIEF, "Bruma"), (Role.FRIEND, "Alba")]
    assert (friend.person().role, friend.person().department_id, friend.person().region_id) == (
        *(Role.FRIEND, None, "north"),
    )
    with pytest.raises(PostChanged):
        Store(world.path, world.sessions["friend"], world.clock, post=home).own_friendship()
    assert DoorStore(world.path, world.clock).change_post(world.sessions["friend"], home)
    assert friend.person().department_id == "bruma"
    with pytest.raises(NotAllowed):
        friend.own_friendship()


# Writing


def test_what_is_said_is_kept_with_who_and_when(world: World) -> None:
    friendship = visiting(world)
    friend, who = world.of("friend"), world.of("bruma").person().id

    assert friend.save_remark(friendship, FIRST, Remark(3, " Si vede di più \n"), 0) == 1
    assert friend.save_remark(friendship, FIRST, Remark(3, "Si vede di più"), 0) == 1  # the same once more
    assert friend.save_remark(friendship, FIRST, Remark(2, ""), 1) == 2  # what the department said is agreement
    assert friend.save_remark(friendship, FIRST, None, 2) == 3  # taken back
    assert FIRST not in friend.said_in(friendship).remarks
    assert friend.save_remark(friendship, FIRST, Remark(1, "No"), 0) == 4
    assert friend.save_words(friendship, "strength_1", "Bene", 0) == 1

    kept = rows(
        world.path, "SELECT value, author_id, saved_at, submission_id FROM friend_entries WHERE side = 'remark'"
    )
    assert [json.loads(str(value)) for value, *_ in kept] == [
        {"level": 3, "reason": "Si vede di più"},
        {"level": None, "reason": ""},
        None,
        {"level": 1, "reason": "No"},
    ]
    assert {tuple(rest) for _, *rest in kept} == {(who, world.clock.at.isoformat(), 1)}
    world.operator.leave("bruma")
    assert len(rows(world.path, "SELECT 1 FROM friend_entries")) == 5
    assert storage.verify(world.path).problems == ()


def test_what_is_no_answer_to_a_question_is_refused_in_words(world: World) -> None:
    friendship = visiting(world)
    friend = world.of("friend")

    assert lacking(lambda: friend.save_remark(friendship, "XX9.9", Remark(None), 0)) == ["question"]
    for level in (-1, 5, True, 2.0):
        assert lacking(lambda: friend.save_remark(friendship, FIRST, Remark(level, "x"), 0)) == ["level"]  # noqa: B023
    assert lacking(lambda: friend.save_words(friendship, "answer", "Nostra", 0)) == ["words"]
    with pytest.raises(Unfit):
        friend.save_words(friendship, "question", "x" * 10_000, 0)
    assert rows(world.path, "SELECT 1 FROM friend_entries") == []


def test_a_level_for_what_does_not_apply_is_a_difference_like_any_other(tmp_path: Path) -> None:
    asked = next(one.id for one in QUESTIONNAIRE.questions() if one.not_applicable is not None)
    with filled(World(tmp_path / "other.db")) as world:
        draft = world.begin()
        world.of("alba").save_profile(draft, staff=12, official_account=True)
        world.of("alba").save_answers(draft, everything(2) | {asked: NotApplicable("Nessuna centrale")})
        world.of("alba").submit(draft)
        friendship = visiting(world)
        agree(world, friendship)
        version = 1 if asked in ESSENTIAL else 0
        world.of("friend").save_remark(friendship, asked, Remark(3, "La usate con il comune vicino"), version)
        world.of("friend").hand_in(friendship)

        assert world.of("alba").said_in(friendship).remarks[asked].value.level == 3
        assert lacking(lambda: world.of("alba").close_friendship(friendship)) == [asked]


def test_of_two_tabs_the_one_that_comes_later_is_told_and_overwrites_nothing(world: World) -> None:
    friendship = visiting(world)
    friend = world.of("friend")
    friend.save_remark(friendship, FIRST, Remark(3, "Prima"), 0)

    for call in (
        lambda: friend.save_remark(friendship, FIRST, Remark(1, "Seconda"), 0),
        lambda: friend.save_remark(friendship, FIRST, None, 0),
    ):
        with pytest.raises(SaidMeanwhile):
            call()
    assert friend.said_in(friendship).remarks[FIRST].value == Remark(3, "Prima")


def test_who_saves_without_pause_is_slowed_down_and_nothing_of_it_is_kept(world: World) -> None:
    friendship = visiting(world)
    friend, version = world.of("friend"), 0
    for number in range(MOST_A_MINUTE):
        version = friend.save_words(friendship, "question", f"{number}", version)

    with pytest.raises(TooOften):
        friend.save_words(friendship, "question", "zu viel", version)
    assert friend.said_in(friendship).words["question"].version == version
    world.clock.at += timedelta(seconds=61)
    assert friend.save_words(friendship, "question", "in Ruhe", version) == version + 1


def test_it_is_handed_in_whole_and_changed_no_more(world: World) -> None:
    friendship = visiting(world)
    friend = world.of("friend")
    assert lacking(lambda: friend.hand_in(friendship)) == ESSENTIAL
    agree(world, friendship, but={FIRST: Remark(4, "  ")})
    assert lacking(lambda: friend.hand_in(friendship)) == [FIRST]
    friend.save_remark(friendship, FIRST, Remark(4, "Si vede"), 1)

    friend.hand_in(friendship)

    assert state(world) is FriendshipState.HANDED_IN
    for call in (
        lambda: friend.hand_in(friendship),
        lambda: friend.save_remark(friendship, FIRST, Remark(None), 2),
        lambda: friend.save_words(friendship, "question", "Ancora", 0),
        lambda: world.of("alba").extend_friendship(friendship, "alba"),
    ):
        with pytest.raises(TooLate):
            call()
    assert friend.visited_submission(friendship).id == 1  # it is read still


def test_nothing_is_read_by_the_other_before_its_time(world: World) -> None:
    friendship = visiting(world)
    friend, alba = world.of("friend"), world.of("alba")
    agree(world, friendship, but={FIRST: Remark(4, "Primo pensiero")})
    early = world.clock.at
    assert alba.said_in(friendship).remarks == {}
    world.clock.at += timedelta(hours=1)
    friend.save_remark(friendship, FIRST, Remark(4, "Ripensato"), 1)
    friend.hand_in(friendship)
    assert alba.said_in(friendship).remarks[FIRST].value.reason == "Ripensato"
    assert alba.said_in(friendship, early).remarks == {}  # what was thought before is told as of no moment

    alba.save_reply(friendship, FIRST, Reply(ReplyKind.ACCEPTS), 0)
    alba.answer_friend(friendship, "Grazie", 0)
    assert (friend.said_in(friendship).replies, "answer" in friend.said_in(friendship).words) == ({}, False)
    world.clock.at += timedelta(hours=1)
    alba.close_friendship(friendship)
    assert friend.said_in(friendship).replies[FIRST].value == Reply(ReplyKind.ACCEPTS)
    assert friend.said_in(friendship).words["answer"].value == "Grazie"
    for who in ("north", "admin", "bruma"):
        with pytest.raises(NotAllowed):
            world.of(who).said_in(friendship)


# Replying


def test_each_difference_has_its_reply_before_it_is_closed(world: World) -> None:
    friendship = visiting(world)
    alba, second = world.of("alba"), ESSENTIAL[1]
    with pytest.raises(TooLate):
        alba.save_reply(friendship, FIRST, Reply(ReplyKind.ACCEPTS), 0)
    agree(world, friendship, but={FIRST: Remark(4, "Sì"), second: Remark(0, "No")})
    world.of("friend").hand_in(friendship)
    assert lacking(lambda: alba.close_friendship(friendship)) == [FIRST, second]
    assert lacking(lambda: alba.save_reply(friendship, ESSENTIAL[2], Reply(ReplyKind.ACCEPTS), 0)) == ["question"]
    foreign = Reply(ReplyKind.WILL_SHOW, month=date(2027, 6, 1), commitment_id=99)
    assert lacking(lambda: alba.save_reply(friendship, FIRST, foreign, 0)) == ["step"]

    step = alba.take_step(world.round_id, "alba", FIRST, 3)
    known = step if isinstance(step, int) else step.id
    alba.save_reply(friendship, FIRST, Reply(ReplyKind.WILL_SHOW, "", date(2027, 6, 17), known), 0)
    world.of("helper").save_reply(friendship, second, Reply(ReplyKind.KEEPS), 0)
    assert lacking(lambda: alba.close_friendship(friendship)) == [second]
    with pytest.raises(SaidMeanwhile):
        alba.save_reply(friendship, second, Reply(ReplyKind.ACCEPTS), 0)
    alba.save_reply(friendship, second, Reply(ReplyKind.KEEPS, "C’è un atto"), 1)
    alba.close_friendship(friendship)

    assert alba.said_in(friendship).replies[FIRST].value.month == date(2027, 6, 1)
    assert state(world) is FriendshipState.CLOSED
    with pytest.raises(TooLate):
        alba.save_reply(friendship, second, Reply(ReplyKind.ACCEPTS), 2)
    with pytest.raises(TooLate):
        alba.end_friendship(friendship)


# What happens meanwhile


def test_what_was_answered_otherwise_during_the_visit_is_looked_at_again(world: World) -> None:
    friendship = visiting(world)
    friend = world.of("friend")
    agree(world, friendship)
    assert friend.changed_meanwhile(friendship) == set()

    resubmit(world, 4)

    assert friend.visited_submission(friendship).answers[FIRST] == 4
    assert friend.changed_meanwhile(friendship) == {FIRST}
    assert lacking(lambda: friend.hand_in(friendship)) == [FIRST]
    friend.save_remark(friendship, FIRST, Remark(None), 1)  # the same again, of another answer
    assert friend.changed_meanwhile(friendship) == set()
    friend.hand_in(friendship)
    assert world.of("alba").said_in(friendship).remarks[FIRST].submission_id == 2


def test_a_visit_ends_by_itself_and_the_department_alone_gives_it_more_time(world: World) -> None:
    friendship = visiting(world)
    world.clock.at += timedelta(days=20)
    for who in ("alba", "bruma"):
        world.sign_in(who, Role.CHIEF, department_id=who)
    world.sign_in("north", Role.COORDINATOR, region_id="north")
    with pytest.raises(NotAllowed):
        world.of("bruma").extend_friendship(friendship, "bruma")
    world.of("alba").extend_friendship(friendship, "alba")
    until = world.of("alba").friendships_of("alba")[0].until
    assert until == world.clock.at + LASTS

    for days, left in ((LASTS.days - 1, True), (LASTS.days, False)):
        world.clock.at = until - LASTS + timedelta(days=days)
        for who in ("alba", "bruma"):
            world.sign_in(who, Role.CHIEF, department_id=who)
        world.sign_in("north", Role.COORDINATOR, region_id="north")
        assert (Role.FRIEND in {one.role for one in world.of("bruma").own_posts()}) is left
    assert state(world) is FriendshipState.ENDED
    with pytest.raises(TooLate):
        world.of("alba").extend_friendship(friendship, "alba")
    world.operator.end_what_is_over()
    assert rows(world.path, "SELECT ended_at FROM posts WHERE role = 'friend'") == [(until.isoformat(),)]

    assert befriend(world) != friendship  # the same two may visit once more
    world.of("friend").confide(world.of("friend").own_friendship().id)


@pytest.mark.parametrize(
    ("who", "why"), [("alba", Ending.VISITED), ("bruma", Ending.FRIEND), ("friend", Ending.FRIEND)]
)
def test_either_side_ends_it_at_any_time_and_nothing_is_lost(world: World, who: str, why: Ending) -> None:
    friendship = visiting(world)
    world.of("friend").save_remark(friendship, FIRST, Remark(None), 0)

    world.of(who).end_friendship(friendship)

    assert state(world) is FriendshipState.ENDED
    assert world.of("alba").friendships_of("alba")[0].ending is why
    assert len(rows(world.path, "SELECT 1 FROM friend_entries")) == 1
    assert world.of("alba").said_in(friendship).remarks == {}
    with pytest.raises(SessionEnded):
        world.of("friend").person()
    assert [one.role for one in world.of("bruma").own_posts()] == [Role.CHIEF]


def test_who_takes_part_again_ticks_anew_what_it_would_like(world: World) -> None:
    world.of("alba").wish_friend("alba", FriendWish.WANTS, on=True)

    world.operator.leave("alba")
    world.operator.rejoin("alba")

    assert world.of("north").friends_wished("north") == {}


def test_in_a_closed_region_no_visit_is_proposed(world: World) -> None:
    friendship = visiting(world)
    world.clock.at += timedelta(days=400)
    for who in ("alba", "bruma"):
        world.sign_in(who, Role.CHIEF, department_id=who)
    world.sign_in("north", Role.COORDINATOR, region_id="north")
    world.sign_in("admin", Role.ADMINISTRATOR)
    world.operator.close_region("north")

    assert friendship and state(world) is FriendshipState.ENDED
    with pytest.raises(RegionClosed):
        propose_friend(world)


def test_what_is_handed_in_is_replied_to_whatever_the_other_side_does(world: World) -> None:
    friendship = visiting(world)
    agree(world, friendship, but={FIRST: Remark(4, "Si vede")})
    world.of("friend").hand_in(friendship)

    for who in ("friend", "bruma"):
        with pytest.raises(TooLate):
            world.of(who).end_friendship(friendship)
    world.of("north").end_post(world.of("bruma").person().post_id)

    world.of("alba").save_reply(friendship, FIRST, Reply(ReplyKind.ACCEPTS), 0)
    world.of("alba").close_friendship(friendship)
    assert state(world) is FriendshipState.CLOSED


def test_the_department_ends_what_was_handed_in_too(world: World) -> None:
    friendship = visiting(world)
    agree(world, friendship)
    world.of("friend").hand_in(friendship)

    world.of("alba").end_friendship(friendship)

    assert (state(world), world.of("alba").friendships_of("alba")[0].ending) == (FriendshipState.ENDED, Ending.VISITED)


def test_nobody_is_let_in_who_was_named_after_it_was_decided(world: World) -> None:
    friendship, bruma = propose_friend(world), world.of("bruma")
    first = bruma.person().id
    bruma.offer_friend(friendship, "bruma", first)
    second = world.operator.invite("due@example.org", Role.MEMBER, department_id="bruma", name="Due Bruni")
    shown = world.of("alba").friendships_of("alba")[0].person_id
    other = next(one.person_id for one in world.operator.contacts("bruma") if one.person_id != first)

    bruma.offer_friend(friendship, "bruma", other)

    assert second and lacking(lambda: world.of("alba").accept_friend(friendship, "alba", shown)) == ["another"]
    assert state(world) is FriendshipState.OFFERED
    world.of("alba").accept_friend(friendship, "alba", other)
    assert world.of("alba").friendships_of("alba")[0].person == "Due Bruni"


def test_what_is_handed_in_stays_beside_what_was_looked_at(world: World) -> None:
    friendship = visiting(world)
    agree(world, friendship)
    world.of("friend").hand_in(friendship)
    world.clock.at += timedelta(hours=1)

    resubmit(world, 4)
    world.of("alba").take_step(world.round_id, "alba", ESSENTIAL[1], 3)

    assert world.of("friend").visited_submission(friendship).answers[FIRST] == 2
    assert world.of("friend").visited_plan(friendship) == []


@pytest.mark.parametrize("who", ["alba", "bruma"])
@pytest.mark.parametrize("merged", [False, True])
@pytest.mark.parametrize("how_far", ["proposed", "visiting", "handed_in", "closed"])
def test_where_one_leaves_the_visit_ends_and_nobody_reads_on(
    world: World, who: str, merged: bool, how_far: str
) -> None:
    (other,) = world.operator.add_departments("north", [NewDepartment("Dosso", "it")])
    friendship = propose_friend(world) if how_far == "proposed" else visiting(world)
    if how_far in ("handed_in", "closed"):
        agree(world, friendship)
        world.of("friend").hand_in(friendship)
    if how_far == "closed":
        world.of("alba").close_friendship(friendship)

    world.operator.leave(who, other if merged else None)

    ends = {"proposed": FriendshipState.DECLINED, "closed": FriendshipState.CLOSED}
    if who == "bruma":
        ends["handed_in"] = FriendshipState.HANDED_IN  # what somebody of it has handed in is replied to all the same
    assert state(world) is ends.get(how_far, FriendshipState.ENDED)
    if how_far != "proposed":
        with pytest.raises(SessionEnded):
            world.of("friend").visited_submission(friendship)
    if how_far in ("handed_in", "closed"):
        assert len(world.of("alba").said_in(friendship).remarks) == len(ESSENTIAL)
    assert storage.verify(world.path).problems == ()


@pytest.mark.parametrize("how_far", ["visiting", "handed_in", "closed"])
def test_who_leaves_home_is_a_friend_no_more(world: World, how_far: str) -> None:
    friendship = visiting(world)
    if how_far != "visiting":
        agree(world, friendship)
        world.of("friend").hand_in(friendship)
    if how_far == "closed":
        world.of("alba").close_friendship(friendship)
    one = world.of("bruma").person()

    world.of("north").end_post(one.post_id)

    with pytest.raises(SessionEnded):
        world.of("friend").person()
    assert rows(world.path, "SELECT 1 FROM posts WHERE person_id = ? AND ended_at IS NULL", one.id) == []
    assert rows(world.path, "SELECT left_at IS NULL FROM people WHERE id = ?", one.id) == [(0,)]
    ends = {"visiting": FriendshipState.ENDED, "handed_in": FriendshipState.HANDED_IN, "closed": FriendshipState.CLOSED}
    assert state(world) is ends[how_far]  # what is handed in is replied to all the same


@pytest.mark.parametrize("is_handed_in", [False, True])
def test_who_comes_to_work_in_the_department_visits_it_no_more(world: World, is_handed_in: bool) -> None:
    friendship = visiting(world)
    if is_handed_in:
        agree(world, friendship)
        world.of("friend").hand_in(friendship)

    world.operator.invite("bruma@example.org", Role.MEMBER, department_id="alba")

    assert state(world) is (FriendshipState.HANDED_IN if is_handed_in else FriendshipState.ENDED)
    with pytest.raises(SessionEnded):
        world.of("friend").person()
    assert {one.role for one in world.of("bruma").own_posts()} == {Role.CHIEF, Role.MEMBER}


@pytest.mark.parametrize("closed", [False, True])
def test_an_address_that_is_handed_over_brings_no_visit_along(world: World, closed: bool) -> None:
    friendship = visiting(world)
    if closed:
        agree(world, friendship)
        world.of("friend").hand_in(friendship)
        world.of("alba").close_friendship(friendship)

    new = world.of("north").hand_over(world.of("bruma").person().id, "Chi Viene Dopo")

    assert rows(world.path, "SELECT role FROM posts WHERE person_id = ?", new) == [("chief",)]
    assert rows(world.path, "SELECT 1 FROM posts WHERE role = 'friend' AND ended_at IS NULL") == []


def test_a_visit_stands_in_the_way_of_nothing_that_a_coordinator_does(world: World) -> None:
    befriend(world)
    person = world.of("bruma").person()

    world.of("north").correct_person(person.id, name="Bruma Nuova", email=person.email)
    link = world.of("north").new_link(person.post_id)

    session = DoorStore(world.path, world.clock).sign_in(digest(link))
    assert session is not None
    assert len(Store(world.path, digest(session), world.clock).own_posts()) == 2


def test_the_post_of_a_friend_is_given_and_changed_by_nobody_and_ended_by_who_runs_the_site(world: World) -> None:
    befriend(world)
    post = world.of("friend").person().post_id
    for who in ("alba", "bruma", "north", "admin"):
        store = world.of(who)
        for call in (
            lambda: store.new_link(post),  # noqa: B023
            lambda: store.mail_link(post),  # noqa: B023
            lambda: store.change_role(post, Role.ADMINISTRATOR),  # noqa: B023
            lambda: store.change_role(world.of("alba").person().post_id, Role.FRIEND),  # noqa: B023
            lambda: store.invite("x@example.org", Role.FRIEND),  # noqa: B023
            lambda: store.appoint("x@example.org", Role.FRIEND, department_id="alba"),  # noqa: B023
        ):
            with pytest.raises(NotAllowed):
                call()
        if who != "admin":
            with pytest.raises(NotAllowed):
                store.end_post(post)

    world.of("admin").end_post(post)
    assert state(world) is FriendshipState.ENDED


def test_a_friend_is_written_to_as_nobody_of_the_department(world: World) -> None:
    befriend(world)

    assert {one.email for one in world.of("alba").contacts("alba")} == {"alba@example.org", "helper@example.org"}
    assert "alba" not in world.of("north").known_emails("north")["bruma@example.org"].departments
    world.operator.close(world.round_id)
    sha256 = world.operator.questionnaires()[0].sha256
    later = world.operator.set_up_round("north", "Summer", sha256, date(2027, 3, 1), date(2027, 7, 31)).id
    world.of("north").send(later, Purpose.INVITATION, ["alba", "bruma"])
    for asked in ("bruma@example.org", "alba@example.org"):
        assert DoorStore(world.path, world.clock).ask_for_link(asked, "192.0.2.1")
    mail = MailStore(world.path, world.clock)
    while letter := mail.take():
        mail.sent(letter)
    written = {post for (post,) in rows(world.path, "SELECT post_id FROM outbox WHERE post_id IS NOT NULL")}
    assert len(written) == 2 and world.of("friend").person().post_id not in written


# What it does to numbers, and to a person's name


def test_a_region_is_told_how_near_they_were_of_five_departments_and_five_friends(world: World) -> None:
    more = world.operator.add_departments("north", [NewDepartment(f"Dosso {n}", "it") for n in range(3)])
    world.operator.invite_to(world.round_id, *more)
    for department in more:
        world.sign_in(department, Role.CHIEF, department_id=department)
    all_five = ["alba", "bruma", *more]
    for department in all_five[1:]:
        world.submit(department)
    for visited, helping in pairwise(all_five):
        world.visit(visited, helping)
    world.of("alba").end_friendship(world.of("alba").friendships_of("alba")[0].id)
    world.visit("alba", "bruma")
    assert world.of("north").nearness("north") is None  # five visits, of four departments

    world.visit(all_five[-1], "alba")

    found = world.of("north").nearness("north")
    assert found is not None
    assert (found.visits, found.questions, found.direction) == (5, 5 * len(ESSENTIAL), 2 / len(ESSENTIAL))


def test_figures_comparison_and_what_is_published_are_the_same_with_and_without_friends(tmp_path: Path) -> None:
    found = []
    for with_friend in (False, True):
        with filled(World(tmp_path / f"{with_friend}.db")) as world:
            for who, level in (("alba", 2), ("bruma", 3)):
                world.submit(who, level)
            if with_friend:
                friendship = world.visit()
                alba = world.of("alba")
                (differs,) = (k for k, one in alba.said_in(friendship).remarks.items() if not one.value.agrees)
                alba.save_reply(friendship, differs, Reply(ReplyKind.ACCEPTS), 0)
                alba.close_friendship(friendship)
                alba.friend_on_paper(friendship, on=True)
            world.operator.close(world.round_id)
            world.of("north").publish(world.round_id)
            kept = "SELECT sheets, sha256 FROM publications UNION ALL SELECT document, sha256 FROM submissions"
            compared = [world.of(who).comparison(who) for who in ("alba", "bruma")]
            found.append((rows(world.path, kept), compared, world.of("north").comparison_for_others("north")))

    assert found[0] == found[1]


def test_a_name_that_is_erased_goes_from_what_was_said_and_from_the_visit(world: World) -> None:
    friendship, name = visiting(world), "Ginevra Malaspina"
    person = world.of("bruma").person()
    world.operator.correct_person(person.id, name=name, email=person.email)
    friend = world.of("friend")
    agree(world, friendship, but={FIRST: Remark(0, f"{name} (bruma@example.org) non lo vede")})
    friend.save_words(friendship, "strength_1", f"{name}, di persona", 0)
    friend.hand_in(friendship)
    alba = world.of("alba")
    alba.save_reply(friendship, FIRST, Reply(ReplyKind.KEEPS, f"A {name.upper()} l’abbiamo mostrato"), 0)

    told = world.operator.erase(person.id)

    assert told.gone["visits"] == 3 and told.stays["said"] == len(ESSENTIAL) + 1 and told.stays["mentions"] == 0
    said = alba.said_in(friendship)
    assert said.remarks[FIRST].value.reason == f"#{person.id} (#{person.id}) non lo vede"
    assert said.words["strength_1"].value == f"#{person.id}, di persona"
    assert said.replies[FIRST].value.reason == f"A #{person.id} l’abbiamo mostrato"
    assert alba.friendships_of("alba")[0].person == f"#{person.id}"
    assert name.lower().encode() not in world.path.read_bytes().lower()
    assert {bool(one) for (one,) in rows(world.path, "SELECT erased_at FROM friend_entries")} == {True, False}
    assert storage.verify(world.path).problems == ()


def test_what_was_said_is_held_by_its_hash(world: World) -> None:
    friendship = visiting(world)
    world.of("friend").save_words(friendship, "question", "Chi risponde di sera?", 0)
    rows(world.path, "UPDATE friend_entries SET value = '\"Altro\"'")

    (found,) = storage.verify(world.path).problems
    assert str(found).startswith(f"words question of visit {friendship}: version 1 is not what was saved")


# The role in every state, method by method


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> tuple[World, Place]:
    made = World(tmp_path_factory.mktemp("friends") / "in-touch.db")
    with filled(made):
        return made, _place(made)


def confided(world: World, place: Place) -> None:
    world.of("friend").confide(place.friendship)


def handed_in(world: World, place: Place) -> None:
    confided(world, place)
    agree(world, place.friendship)
    world.of("friend").hand_in(place.friendship)


def closed(world: World, place: Place) -> None:
    handed_in(world, place)
    world.of("alba").close_friendship(place.friendship)


def ended(world: World, place: Place) -> None:
    confided(world, place)
    world.of("alba").end_friendship(place.friendship)


def over(world: World, place: Place) -> None:
    world.clock.at += LASTS
    rows(world.path, "UPDATE sessions SET created_at = ?, seen_at = ?", *[world.clock.at.isoformat()] * 2)


def accepted(world: World, place: Place) -> None:
    """They have not agreed to the sentence of confidence."""


OF_FRIEND = {name for name, (_, may) in CALLS.items() if may == {"friend"}}
OF_EVERYBODY = {name for name, (_, may) in CALLS.items() if {"friend", "south", "admin"} <= may}
OF_REGION = {
    "region",
    "controller",
    "rounds",
    "round",
    "titles",
}  # its name, who answers for data, and the titles of its rounds
READS = {"own_friendship", "said_in"}
# What a friend is let do in each state beside what everybody is: `True` where it is done, `False` where something else
# stands in the way, which is said in words. What is named nowhere is refused.
DONE: dict[Callable[[World, Place], None], set[str]] = {
    accepted: READS | {"confide", "end_friendship"},
    confided: READS
    | {"confide", "visited_submission", "visited_plan", "changed_meanwhile", "save_remark", "save_words"}
    | {"end_friendship"},
    handed_in: READS | {"confide", "visited_submission", "visited_plan", "changed_meanwhile"},
    closed: READS | {"confide", "visited_submission", "visited_plan", "changed_meanwhile"},
    ended: set(),
    over: set(),
}


def test_a_friend_gets_its_own_methods_and_what_everybody_has() -> None:
    assert {name for name, (_, may) in CALLS.items() if "friend" in may} == (
        OF_FRIEND | OF_EVERYBODY | OF_REGION | {"said_in", "end_friendship"}
    )
    assert CALLS["said_in"][1] == OWN | {"friend"} and CALLS["end_friendship"][1] == OF_BOTH


@pytest.mark.parametrize("reached", DONE, ids=lambda one: one.__name__)
def test_what_a_friend_is_let_do_in_each_state(
    template: tuple[World, Place], tmp_path: Path, reached: Callable[[World, Place], None]
) -> None:
    made, place = template
    wrong = []
    with copied(made, tmp_path / "in-touch.db") as world:
        reached(world, place)
        is_over = reached in (ended, over)
        storage.backup(world.path, tmp_path / "reached.db")
        for method, (call, may) in sorted(CALLS.items()):
            path = tmp_path / "asked.db"
            path.write_bytes((tmp_path / "reached.db").read_bytes())
            before = _content(path)
            try:
                call(Store(path, world.sessions["friend"], world.clock), place)
                found = "done"
            except SessionEnded:
                found = "over"
            except (NotReady, TooLate) as error:
                found = "said" if type(error) in (NotReady, TooLate) else "refused"
            except NotAllowed:
                found = "refused"
            if is_over:
                expected = "over"
            elif "friend" not in may:
                expected = "refused"
            elif method in OF_EVERYBODY | OF_REGION | DONE[reached]:
                expected = "done"
            else:
                expected = "said"
            if found != expected or (expected != "done" and _content(path) != before):
                wrong.append((method, expected, found))
    assert wrong == []


def test_before_it_is_accepted_nobody_has_such_a_post(world: World) -> None:
    friendship = propose_friend(world)
    world.of("bruma").offer_friend(friendship, "bruma", world.of("bruma").person().id)
    assert rows(world.path, "SELECT 1 FROM posts WHERE role = 'friend'") == []
    nowhere: dict[str, Any] = dict.fromkeys(one.name for one in fields(Place))
    place = Place(**nowhere | {"friendship": friendship, "helping": friendship})
    for name in sorted(OF_FRIEND):
        with pytest.raises(NotAllowed):
            CALLS[name][0](world.of("bruma"), place)


def test_a_friend_is_let_into_no_other_visit(world: World) -> None:
    world.submit("bruma")
    friendship = visiting(world)
    other = propose_friend(world, "bruma", "alba")
    world.of("alba").offer_friend(other, "alba", world.of("helper").person().id)
    world.of("bruma").accept_friend(other, "bruma", world.of("helper").person().id)
    sign_in_as_friend(world, other, "alba", "other")
    world.of("other").confide(other)

    for who, theirs in (("friend", other), ("other", friendship)):
        store = world.of(who)
        for call in (
            lambda: store.confide(theirs),  # noqa: B023
            lambda: store.visited_submission(theirs),  # noqa: B023
            lambda: store.visited_plan(theirs),  # noqa: B023
            lambda: store.said_in(theirs),  # noqa: B023
            lambda: store.changed_meanwhile(theirs),  # noqa: B023
            lambda: store.save_remark(theirs, FIRST, Remark(None), 0),  # noqa: B023
            lambda: store.save_words(theirs, "question", "?", 0),  # noqa: B023
            lambda: store.hand_in(theirs),  # noqa: B023
            lambda: store.save_reply(theirs, FIRST, Reply(ReplyKind.ACCEPTS), 0),  # noqa: B023
            lambda: store.end_friendship(theirs),  # noqa: B023
        ):
            with pytest.raises(NotAllowed):
                call()
    assert world.of("other").visited_submission(other).department_id == "bruma"
