"""A post ends while its page is open: out at the next call, nothing saved, and whoever has another post keeps it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from threading import Barrier

import pytest

from assessment.people import Role
from assessment.storage import DoorStore, NotAllowed, NotReady, SessionEnded, Store, connection, digest
from assessment.storage.errors import PostChanged
from tests.test_store_access import CALLS, Place, _content, _place
from tests.worlds import World, filled, rows

Ending = Callable[[World, Store], None]
AFTER = timedelta(days=3)


def _ended(world: World, store: Store) -> None:
    world.of("north").end_post(store.person().post_id)


def _handed_over(world: World, store: Store) -> None:
    world.of("north").hand_over(store.person().id, "Somebody new")


def _ran_out(world: World, store: Store) -> None:
    rows(world.path, "UPDATE posts SET until = ? WHERE id = ?", world.clock.at.isoformat(), store.person().post_id)


def _signed_out(world: World, store: Store) -> None:
    DoorStore(world.path, world.clock).end_session(world.sessions[store.person().name.lower()])


ENDINGS = {"ended": _ended, "handed over": _handed_over, "ran out": _ran_out, "signed out": _signed_out}


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[World, Place]]:
    """A region in which there is something to do for everybody, and a chief of Alba with a page open."""
    made = World(tmp_path_factory.mktemp("kept") / "in-touch.db")
    with filled(made):
        yield made, _place(made)


@pytest.mark.parametrize("how", ENDINGS)
@pytest.mark.parametrize("who", ["alba", "helper"])
def test_what_was_being_written_is_not_saved_once_the_post_ends(world: World, who: str, how: str) -> None:
    draft, store = world.begin(), world.of(who)
    saved = store.save_answer(draft, "PI1.1", 3, 0)
    note = store.note(draft, "PI1.1")
    ENDINGS[how](world, store)
    before = _content(world.path)

    for write in (
        lambda: store.save_answer(draft, "PI1.1", 4, saved.version),
        lambda: store.save_note(draft, "PI1.1", "page 2", note.version),
        lambda: store.save_answers(draft, {"PI1.2": 1}),
        lambda: store.answers(draft),
        store.person,
    ):
        with pytest.raises(SessionEnded):
            write()
    assert _content(world.path) == before
    assert DoorStore(world.path, world.clock).visitor(world.sessions[who]) is None


@pytest.mark.parametrize("method", sorted(CALLS))
def test_no_call_at_all_is_answered_once_the_post_ends(kept: tuple[World, Place], method: str) -> None:
    world, place = kept
    with closing(connection.connect(world.path).conn) as watching:
        for who in ("alba", "helper", "north", "admin"):
            store = world.of(who)
            rows(world.path, "UPDATE posts SET ended_at = '2027-03-01' WHERE id = ?", store.person().post_id)
            before = watching.execute("PRAGMA data_version").fetchone()
            with pytest.raises(SessionEnded):
                CALLS[method][0](store, place)
            assert watching.execute("PRAGMA data_version").fetchone() == before, who
            rows(world.path, "UPDATE posts SET ended_at = NULL WHERE ended_at = '2027-03-01'")


def test_a_post_that_ends_while_a_save_waits_its_turn_ends_it(world: World) -> None:
    draft, store = world.begin(), world.of("alba")
    store.answers(draft)  # read, and shown
    post = store.person().post_id

    with closing(connection.connect(world.path).conn) as ending, ThreadPoolExecutor() as pool:
        ending.execute("BEGIN IMMEDIATE")
        ending.execute("UPDATE posts SET ended_at = ? WHERE id = ?", [world.clock.at.isoformat(), post])
        waiting = pool.submit(store.save_answer, draft, "PI1.1", 3, 0)
        assert store.answers(draft) == {}  # the other's step has not been taken yet
        ending.execute("COMMIT")
        with pytest.raises(SessionEnded):
            waiting.result()
    assert world.operator.answers(draft) == {}


def test_what_is_being_read_is_read_to_its_end_as_it_was(world: World) -> None:
    draft, store = world.begin(), world.of("alba")
    store.save_answer(draft, "PI1.1", 3, 0)

    with store._reading() as unit:
        world.operator.end_post(store.person().post_id)
        assert [row["value"] for row in unit.all("SELECT value FROM answers WHERE draft_id = :id", id=draft)] == ["3"]
    with pytest.raises(SessionEnded):
        store.answers(draft)


def test_with_a_post_end_all_of_its_sessions_and_links_and_no_other(world: World) -> None:
    first = world.sessions["alba"]
    world.sign_in("alba", Role.CHIEF, department_id="alba")
    second = world.sessions["alba"]
    world.sign_in("alba", Role.CHIEF, department_id="bruma")
    elsewhere = world.of("alba")
    unused = digest(world.operator.invite("alba@example.org", Role.CHIEF, department_id="alba"))
    good = digest(world.operator.invite("alba@example.org", Role.CHIEF, department_id="bruma"))

    world.operator.end_post(Store(world.path, first, world.clock).person().post_id)
    door = DoorStore(world.path, world.clock)
    assert [door.visitor(first), door.visitor(second)] == [None, None]
    assert door.sign_in(unused) is None
    assert door.sign_in(good) is not None
    assert elsewhere.person().department_id == "bruma"
    assert [one.place for one in elsewhere.own_posts()] == ["Bruma"]
    with pytest.raises(NotAllowed):
        elsewhere.contacts("alba")


def test_a_session_whose_post_ended_does_not_go_on_in_another(world: World) -> None:
    world.sign_in("alba", Role.CHIEF, department_id="bruma")
    world.sign_in("alba", Role.CHIEF, department_id="alba")
    door, session = DoorStore(world.path, world.clock), world.sessions["alba"]
    used, other = world.of("alba").own_posts()
    world.operator.end_post(used.id)

    assert not door.change_post(session, other.id)
    assert door.visitor(session) is None


def test_each_session_uses_its_own_post(world: World) -> None:
    draft = world.begin()
    world.sign_in("alba", Role.CHIEF, department_id="bruma")
    world.sign_in("alba", Role.CHIEF, department_id="alba")
    one = world.sessions["alba"]
    world.sign_in("alba", Role.CHIEF, department_id="alba")
    another = world.sessions["alba"]
    door = DoorStore(world.path, world.clock)
    page = Store(world.path, one, world.clock, post=Store(world.path, one, world.clock).person().post_id)
    (bruma,) = (post.id for post in page.own_posts() if post.department_id == "bruma")

    assert door.change_post(one, bruma)
    assert door.visitor(one) is not None
    with pytest.raises(PostChanged):
        page.save_answer(draft, "PI1.1", 3, 0)
    assert Store(world.path, another, world.clock).save_answer(draft, "PI1.1", 2, 0).value == 2

    world.operator.end_post(bruma)
    with pytest.raises(SessionEnded):  # and not that another post is used: there is none
        page.answers(draft)
    assert Store(world.path, another, world.clock).answers(draft)["PI1.1"].value == 2


def test_two_administrators_who_end_each_other_at_once_leave_one(world: World) -> None:
    for _ in range(5):
        world.sign_in("admin", Role.ADMINISTRATOR)
        world.sign_in("second", Role.ADMINISTRATOR)
        stores = [world.of("admin"), world.of("second")]
        posts, start = [store.person().post_id for store in stores], Barrier(2)

        def end(store: Store, post: int, start: Barrier = start) -> str:
            start.wait()
            try:
                store.end_post(post)
            except (SessionEnded, NotReady, NotAllowed) as refused:
                return type(refused).__name__
            return "ended"

        with ThreadPoolExecutor(2) as pool:
            found = list(pool.map(end, stores, reversed(posts)))
        assert sorted(found) == ["SessionEnded", "ended"]
        left = [post for one in world.operator.people() for post in one.posts if post.role is Role.ADMINISTRATOR]
        (last,) = (post for post in left if post.ended_at is None)
        with pytest.raises(NotReady):
            world.operator.end_post(last.id)
