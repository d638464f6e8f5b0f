"""What a critical friend's visit comes to, worked out a second way: seen, still to do, and how near two readings."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
from given import QUESTIONNAIRE, everything
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.answers import Answers, NotApplicable, known_level
from assessment.friendship import (
    VISITS,
    Ending,
    Friendship,
    FriendshipState,
    Remark,
    Reply,
    ReplyKind,
    changed_since,
    in_fives,
    nearness,
    seen,
    to_hand_in,
    to_reply,
)

QUESTIONS = list(QUESTIONNAIRE.questions())
IDS = [one.id for one in QUESTIONS]
ESSENTIAL = [one.id for one in QUESTIONS if one.essential]
AT = datetime(2027, 3, 1, 9, tzinfo=UTC)
FRIENDSHIP = Friendship(
    *(1, 1, "alba", "Alba", "bruma", "Bruma", None, None, "", AT),
    **dict.fromkeys(("offered_at", "accepted_at", "confided_at", "until", "handed_in_at", "closed_at", "ended_at")),
    ending=None,
    on_paper=None,
)

remarks_given = st.dictionaries(
    st.sampled_from([*IDS, "XX9.9"]),
    st.builds(Remark, st.none() | st.integers(0, 4), st.sampled_from(["", "  ", "Non si vede"])),
)
replies_given = st.dictionaries(
    st.sampled_from(IDS),
    st.builds(
        Reply, st.sampled_from(list(ReplyKind)), st.sampled_from(["", "Sì"]), st.none() | st.just(date(2027, 5, 1))
    ),
)
answers_given = st.dictionaries(
    st.sampled_from(IDS), st.integers(0, 4) | st.sampled_from(["dont_know", NotApplicable("Nessuna")]), min_size=8
).map(lambda some: everything(2) | {k: v for k, v in some.items() if isinstance(v, int | NotApplicable)})


# How far it is


@pytest.mark.parametrize(
    ("facts", "days", "state"),
    [
        ({}, 0, FriendshipState.PROPOSED),
        ({"ended_at": AT}, 0, FriendshipState.DECLINED),
        ({"offered_at": AT}, 0, FriendshipState.OFFERED),
        ({"offered_at": AT, "ended_at": AT, "ending": Ending.LEFT}, 0, FriendshipState.DECLINED),
        ({"accepted_at": AT, "until": AT + timedelta(days=60)}, 59, FriendshipState.VISITING),
        ({"accepted_at": AT, "until": AT + timedelta(days=60)}, 60, FriendshipState.ENDED),
        ({"accepted_at": AT, "until": AT + timedelta(days=60), "ended_at": AT}, 1, FriendshipState.ENDED),
        ({"accepted_at": AT, "until": AT + timedelta(days=60), "handed_in_at": AT}, 99, FriendshipState.HANDED_IN),
        ({"accepted_at": AT, "handed_in_at": AT, "ended_at": AT}, 1, FriendshipState.ENDED),
        ({"accepted_at": AT, "handed_in_at": AT, "closed_at": AT}, 99, FriendshipState.CLOSED),
    ],
)
def test_how_far_a_visit_is_follows_from_what_was_done_and_the_time(
    facts: dict[str, object], days: int, state: FriendshipState
) -> None:
    assert replace(FRIENDSHIP, **facts).state(AT + timedelta(days=days)) is state  # type: ignore[arg-type]


def test_what_is_open_and_what_is_read() -> None:
    assert {one for one in FriendshipState if one.is_open} == {
        FriendshipState.PROPOSED,
        FriendshipState.OFFERED,
        FriendshipState.VISITING,
        FriendshipState.HANDED_IN,
    }
    assert {one for one in FriendshipState if one.is_read} == {FriendshipState.HANDED_IN, FriendshipState.CLOSED}


# What was looked at, and what is still to do


@given(remarks_given)
def test_what_was_looked_at_is_what_agrees_and_what_differs_with_its_reason(remarks: dict[str, Remark]) -> None:
    found = seen(QUESTIONNAIRE, remarks)

    whole = {about: one for about, one in remarks.items() if about in IDS and (one.level is None or one.reason.strip())}
    assert sorted([*found.agreed, *found.differed], key=IDS.index) == [one for one in IDS if one in whole]
    assert all(whole[one].level is None for one in found.agreed)
    assert all(whole[one].level is not None for one in found.differed)
    assert list(found.agreed) == sorted(found.agreed, key=IDS.index)
    assert found.looked_at == len(whole)


@given(remarks_given)
def test_a_friend_hands_in_once_every_essential_is_looked_at_and_every_level_has_its_reason(
    remarks: dict[str, Remark],
) -> None:
    lacking = to_hand_in(QUESTIONNAIRE, remarks)

    by_hand = {one for one in ESSENTIAL if one not in remarks}
    by_hand |= {about for about, one in remarks.items() if one.level is not None and not one.reason.strip()} & set(IDS)
    assert set(lacking) == by_hand and len(lacking) == len(by_hand)
    done = remarks | {one: Remark(None) for one in lacking}
    assert to_hand_in(QUESTIONNAIRE, done) == []


@given(remarks_given, replies_given)
def test_each_difference_waits_for_a_reply_that_says_what_it_must(
    remarks: dict[str, Remark], replies: dict[str, Reply]
) -> None:
    found = seen(QUESTIONNAIRE, remarks)
    lacking = to_reply(found, replies)

    for one in found.differed:
        reply = replies.get(one)
        says = (
            reply is not None
            and {
                ReplyKind.ACCEPTS: True,
                ReplyKind.KEEPS: bool(reply.reason),
                ReplyKind.WILL_SHOW: reply.month is not None,
            }[reply.kind]
        )
        assert (one in lacking) is not says
    assert set(lacking) <= set(found.differed)


def test_what_was_answered_otherwise_is_found_whatever_it_was_before() -> None:
    before: Answers = everything(2)
    now = before | {IDS[0]: 3, IDS[1]: NotApplicable("Nessuna")}
    del now[IDS[2]]  # type: ignore[attr-defined]

    assert changed_since(before, now, QUESTIONS) == tuple(IDS[:3])
    assert changed_since(before, before, QUESTIONS) == ()


# How near the two readings are


def by_hand(visits: list[tuple[Answers, dict[str, Remark]]]) -> tuple[int, Fraction, Fraction, Fraction] | None:
    """The same figures, counted one by one and exactly."""
    pairs = []
    for answers, remarks in visits:
        for about, remark in remarks.items():
            own = known_level(answers, about)
            if own is None or (remark.level is not None and not remark.reason.strip()):
                continue
            pairs.append((own, own if remark.level is None else remark.level))
    if not pairs:
        return None
    count = len(pairs)
    exact = sum(1 for own, friends in pairs if own == friends)
    near = sum(1 for own, friends in pairs if own - friends in (-1, 0, 1))
    return (
        count,
        Fraction(100 * exact, count),
        Fraction(100 * near, count),
        Fraction(sum(a - b for a, b in pairs), count),
    )


@settings(deadline=None)
@given(st.lists(st.tuples(answers_given, remarks_given), max_size=12))
def test_how_near_they_are_is_worked_out_a_second_way(visits: list[tuple[Answers, dict[str, Remark]]]) -> None:
    found, expected = nearness(visits), by_hand(visits)

    assert (found is None) == (expected is None)
    if found is not None and expected is not None:
        count, exact, near, direction = expected
        assert found.questions == count and found.visits == len(visits)
        assert found.exact == pytest.approx(float(exact)) and found.within_one == pytest.approx(float(near))
        assert found.direction == pytest.approx(float(direction))
        assert 0 <= found.exact <= found.within_one <= 100 and -4 <= found.direction <= 4


def test_of_visits_it_is_told_by_fives_of_five_departments_and_five_friends() -> None:
    five = [("alba", 1), ("bruma", 2), ("colle", 3), ("dosso", 4), ("erba", 5)]

    assert in_fives(five[:-1]) == []
    assert in_fives(five) == [0, 1, 2, 3, 4]
    assert in_fives([("alba", friend) for friend in range(9)]) == []  # of one department
    assert in_fives([(department, 1) for department, _ in five]) == []  # or by one friend
    assert in_fives([*five[:4], ("alba", 9), five[4]]) == [0, 1, 2, 3, 5]


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=40))
def test_who_knows_what_was_told_before_learns_of_five_new_visits_together(visits: list[tuple[int, int]]) -> None:
    before: set[int] = set()
    for count in range(len(visits) + 1):
        told = set(in_fives(visits[:count]))
        new = [visits[at] for at in told - before]
        assert before <= told and len(new) in (0, VISITS)
        assert len({one for one, _ in new}) == len({friend for _, friend in new}) == len(new)
        before = told


def test_a_level_where_the_department_said_none_is_no_pair() -> None:
    does_not_apply = next(one.id for one in QUESTIONS if one.not_applicable is not None)
    answers = everything(2) | {does_not_apply: NotApplicable("Nessuna")}

    assert nearness([(answers, {does_not_apply: Remark(3, "C’è")})] * VISITS) is None
    assert seen(QUESTIONNAIRE, {does_not_apply: Remark(3, "C’è")}).differed == (does_not_apply,)
