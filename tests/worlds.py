"""A small region to test the store with: two departments in the north, one in the south, and a person for each role."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from assessment import storage
from assessment.friendship import FriendWish, Remark
from assessment.people import Role
from assessment.rounds import NewDepartment
from assessment.storage import OPERATOR, DoorStore, Store, connection, digest
from tests.given import QUESTIONNAIRE, QUESTIONS, everything

START = datetime(2027, 3, 1, 9, tzinfo=UTC)


@dataclass
class Clock:
    """A clock that stands where it is put."""

    at: datetime = START

    def __call__(self) -> datetime:
        return self.at


@dataclass
class World:
    """A region with two departments, an open round, and a store for each person."""

    path: Path
    clock: Clock = field(default_factory=Clock)
    round_id: int = 0
    sessions: dict[str, str] = field(default_factory=dict)

    @property
    def operator(self) -> Store:
        return Store(self.path, OPERATOR, self.clock)

    def of(self, who: str) -> Store:
        return Store(self.path, self.sessions[who], self.clock)

    def sign_in(self, who: str, role: Role, **where: str) -> None:
        token = self.operator.invite(f"{who}@example.org", role, name=who.title(), **where)
        session = DoorStore(self.path, self.clock).sign_in(digest(token))
        assert session is not None
        self.sessions[who] = digest(session)

    def begin(self) -> int:
        return self.of("alba").begin(self.round_id, "alba").id

    def visit(self, visited: str = "alba", helping: str = "bruma") -> int:
        """A whole visit, up to where it is handed in: one level less in the first essential, the others agreed."""
        friendship = befriend(self, visited, helping)
        friend = self.of("friend")
        friend.confide(friendship)
        friend.visited_submission(friendship)
        first, *others = (one.id for one in QUESTIONNAIRE.questions() if one.essential)
        version = friend.save_remark(friendship, first, Remark(0, "Non si vede"), 0)
        friend.save_remark(friendship, first, Remark(0, f"Non si vede da fuori, {visited}"), version)
        for one in others:
            friend.save_remark(friendship, one, Remark(None), 0)
        version = friend.save_words(friendship, "strength_1", "Abbozzo", 0)
        friend.save_words(friendship, "strength_1", f"Bene ad {visited}", version)
        friend.hand_in(friendship)
        return friendship

    def submit(self, who: str = "alba", level: int = 2) -> Store:
        store = self.of(who)
        draft = store.begin(self.round_id, who)
        store.save_profile(draft.id, staff=12, official_account=True)
        store.save_answers(draft.id, everything(level))
        store.submit(draft.id)
        return store


def befriend(made: World, visited: str = "alba", helping: str = "bruma", *, who: str = "friend") -> int:
    """Let the chief of one department visit what another has submitted: both have accepted, nothing is agreed to yet.

    They are signed in as a friend under a name of its own.
    """
    friendship = propose_friend(made, visited, helping)
    made.of(helping).offer_friend(friendship, helping, made.of(helping).person().id)
    made.of(visited).accept_friend(friendship, visited, made.of(helping).person().id)
    sign_in_as_friend(made, friendship, helping, who)
    return friendship


def propose_friend(made: World, visited: str = "alba", helping: str = "bruma") -> int:
    """Let both tick it, and the coordinator propose it."""
    made.of(visited).wish_friend(visited, FriendWish.WANTS, on=True)
    made.of(helping).wish_friend(helping, FriendWish.OFFERS, on=True)
    return made.of("north").propose_friend(made.round_id, visited, helping)


def sign_in_as_friend(made: World, friendship: int, helping: str, who: str = "friend") -> None:
    """Sign somebody in anew who changes into the post of a friend."""
    known = next(one for one in made.of(helping).friendships_of(helping) if one.id == friendship)
    home = next(one.post_id for one in made.operator.contacts(helping) if one.person_id == known.person_id)
    door = DoorStore(made.path, made.clock)
    session = door.sign_in(digest(made.operator.new_link(home)))
    assert session is not None and known.post_id is not None
    assert door.change_post(digest(session), known.post_id)
    made.sessions[who] = digest(session)


def rows(path: Path, sql: str, *values: object) -> list[tuple[Any, ...]]:
    """What a statement brings, or does, past the store."""
    with closing(connection.connect(path).conn) as opened:
        return list(opened.execute(sql, values))


def end_access(store: Store, email: str) -> None:
    """End every post of whoever has an address."""
    for one in store.people():
        for post in one.posts:
            if one.email == email and post.ended_at is None:
                store.end_post(post.id)


@contextmanager
def filled(made: World) -> Iterator[World]:
    """Fill the database of a world; it is ready as long as the block lasts."""
    if made.clock.at == START:
        made.round_id, made.sessions = _first().round_id, dict(_first().sessions)
        with copied(_first(), made.path):
            yield made
        return
    with closing(storage.prepare(made.path)):
        _fill(made)
        yield made


@contextmanager
def copied(template: World, path: Path) -> Iterator[World]:
    """A world of its own that begins as a template stands when it is copied first."""
    kept = template.path.with_name("copy.db")
    if not kept.exists():
        storage.backup(template.path, kept)
    shutil.copy(kept, path)
    with closing(storage.prepare(path)):
        yield replace(template, path=path, clock=Clock(template.clock.at), sessions=dict(template.sessions))


@cache
def _first() -> World:
    """What every world begins as, built once for all tests of a process."""
    made = World(Path(_folder().name) / "in-touch.db")
    with closing(storage.prepare(made.path)):
        _fill(made)
    return made


def _fill(made: World) -> None:
    sha256 = made.operator.keep_questionnaire(QUESTIONS.read_bytes())
    for region in ("north", "south"):
        made.operator.add_region(region, region.title(), "Europe/Rome")
    for name in ("alba", "bruma"):
        made.operator.add_departments("north", [NewDepartment(name.title(), "it", 12, id=name)])
    made.operator.add_departments("south", [NewDepartment("Corvo", "es", id="corvo")])
    made.round_id = made.operator.set_up_round("north", "2027", sha256, date(2027, 3, 1), date(2027, 5, 31)).id
    made.sign_in("alba", Role.CHIEF, department_id="alba")
    made.sign_in("helper", Role.MEMBER, department_id="alba")
    made.sign_in("bruma", Role.CHIEF, department_id="bruma")
    made.sign_in("north", Role.COORDINATOR, region_id="north")
    made.sign_in("south", Role.COORDINATOR, region_id="south")
    made.sign_in("admin", Role.ADMINISTRATOR)


@cache
def _folder() -> TemporaryDirectory[str]:
    return TemporaryDirectory(prefix="worlds-")  # gone with the process
