"""What every role and every post may do with its own and with others', in every state of a round: cell by cell.

One table says it: the calls of `test_store_access` with who may make them. Each set in it follows from what the
permissions allow a role, or is one of the few exceptions named here; from there it is worked out for everybody else.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database
from starlette.applications import Starlette
from starlette.routing import Route

from assessment import handover, report, screens, signin, storage
from assessment.people import Action, Role
from assessment.settings import settings
from assessment.storage import (
    OPERATOR,
    ChangedMeanwhile,
    DoorStore,
    NotAllowed,
    NotReady,
    Overlap,
    ProfileChanged,
    RegisterChanged,
    SessionEnded,
    Store,
    TooLate,
    connection,
    digest,
)
from assessment.storage.errors import PostChanged, PostInTheWay
from tests.test_signin import DOOR, Browser
from tests.test_store_access import ALL_OF_NORTH, CALLS, EVERYBODY, OF_BOTH, Place, _place
from tests.worlds import World, befriend, filled, rows, sign_in_as_friend

AT = datetime(2027, 9, 1, 9, tzinfo=UTC)  # in the round that is open
STATES = ("planned", "open", "closed", "published", "removed")
OF_A_ROUND = {"round", "draft", "planned"}  # what of a place differs from state to state
OF_ONESELF = {"own_friendship"}  # every friend their own
OF_ONE_PERSON = {"mailed"}  # the coordinator who did it, and no other
TELL_OF_NONE = {"draft"}  # it answers that there is none, where there is no such round either

# Exceptions: what anybody may who signs in; who is of the region, or of all; all that the region has put up is for, and
# no administrator; and what only the operator may.
ANYBODY, OF_THE_REGION, OPERATOR_ALONE = frozenset(EVERYBODY - {"nobody"}), frozenset(ALL_OF_NORTH), frozenset[str]()
READERS = frozenset(ALL_OF_NORTH - {"admin", "friend"})
NAMED = {"alba": Role.CHIEF, "helper": Role.MEMBER, "north": Role.COORDINATOR, "admin": Role.ADMINISTRATOR}
NAMED["friend"] = Role.FRIEND
OF_THE_REGION_BUT_FRIENDS = OF_THE_REGION - {"friend"}
OF_A_VISIT = frozenset(OF_BOTH)
EXCEPTIONS = {ANYBODY, OPERATOR_ALONE, READERS, OF_THE_REGION, OF_THE_REGION_BUT_FRIENDS, OF_A_VISIT}

# Allowed, and something else stands in the way.
OTHERWISE = (NotReady, TooLate, PostInTheWay, ChangedMeanwhile, Overlap, ProfileChanged, RegisterChanged)


@dataclass(frozen=True)
class Actor:
    """Somebody with a page in front of them, and what they are in the post it was drawn for."""

    session: str
    role: Role
    place: str | None = None  # department or region
    drawn_for: int | None = None  # the post
    refused: type[NotAllowed] | None = None  # whatever they do


@dataclass(frozen=True)
class Matrix:
    """The region, everybody in it, and what there is of a round in each state."""

    world: World
    actors: dict[str, Actor]
    places: dict[str, Place]
    lacking: dict[str, set[str]]  # by state: what of a place is not there

    def store(self, actor: Actor) -> Store:
        return Store(self.world.path, actor.session, self.world.clock, post=actor.drawn_for)


@pytest.fixture(scope="module")
def matrix(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Matrix]:
    world = World(tmp_path_factory.mktemp("matrix") / "in-touch.db")
    with filled(world):
        open_place = _place(world)
        first = world.of("alba").draft(world.round_id, "alba")
        assert first is not None
        world.operator.publish(world.round_id)
        gone = world.operator.set_up_round("north", "2030", open_place.sha256, date(2030, 1, 1), date(2030, 2, 1)).id
        world.operator.remove_round(gone)
        world.clock.at = AT
        for who in ("alba", "helper", "bruma", "north", "south", "admin"):
            role, where = _where(who)
            world.sign_in(who, role, **where)
        autumn = world.operator.set_up_round(
            "north", "Autumn", open_place.sha256, date(2027, 8, 20), date(2027, 12, 1)
        ).id
        begun = {who: world.of(who).begin(autumn, who).id for who in ("alba", "bruma")}
        friends = list(_friends(world))
        open_place = replace(open_place, friendship=_last(world))
        closed, absent = open_place, 10**6
        places = {
            "planned": replace(open_place, round=open_place.planned, draft=absent),
            "open": replace(open_place, round=autumn, draft=begun["alba"], other_draft=begun["bruma"]),
            "closed": closed,
            "published": replace(open_place, round=world.round_id, draft=first.id),
            "removed": replace(open_place, round=gone, planned=gone, draft=absent),
        }
        lacking = {"planned": {"draft"}, "removed": {"round", "planned", "draft"}}
        actors = dict([*_actors(world), *friends])
        yield Matrix(world, actors, places, {state: lacking.get(state, set()) for state in STATES})


def _friends(world: World) -> Iterator[tuple[str, Actor]]:
    """Friends in every state: whose time is over, whose visit was ended, of another department, and of this one."""
    over, ended = Actor(world.sessions["friend"], Role.FRIEND, "alba"), befriend(world, who="ended")
    yield "friend of alba until some months ago", replace(over, refused=SessionEnded)
    world.of("alba").end_friendship(ended)
    yield "friend of alba whose visit ended", Actor(world.sessions["ended"], Role.FRIEND, "alba", refused=SessionEnded)
    helping = next(one.id for one in world.of("alba").friendships_of("alba") if one.visited_id is None)
    world.of("alba").offer_friend(helping, "alba", world.of("helper").person().id)
    world.of("bruma").accept_friend(helping, "bruma", world.of("helper").person().id)
    sign_in_as_friend(world, helping, "alba", "other")
    yield "friend of bruma, member of alba too", Actor(world.sessions["other"], Role.FRIEND, "bruma")
    befriend(world)
    post = world.of("friend").person().post_id
    for drawn_for in (None, post):
        yield f"friend of alba, drawn for {drawn_for}", Actor(world.sessions["friend"], Role.FRIEND, "alba", drawn_for)
    home = world.of("bruma").person().post_id
    stale = Actor(world.sessions["friend"], Role.CHIEF, "bruma", home, PostChanged)
    yield "chief of bruma who changed to friend of alba", stale


def _last(world: World) -> int:
    return max(one.id for one in world.of("north").friendships("north"))


def _where(who: str) -> tuple[Role, dict[str, str]]:
    role = {"helper": Role.MEMBER, "north": Role.COORDINATOR, "south": Role.COORDINATOR, "admin": Role.ADMINISTRATOR}
    if who == "admin":
        return Role.ADMINISTRATOR, {}
    if who in ("north", "south"):
        return role[who], {"region_id": who}
    return role.get(who, Role.CHIEF), {"department_id": "alba" if who == "helper" else who}


def _actors(world: World) -> Iterator[tuple[str, Actor]]:
    """Every role alone, people with several posts in each of them, and all whose time is over."""
    chief, member, coordinator = Role.CHIEF, Role.MEMBER, Role.COORDINATOR
    for who, role, place in (
        ("alba", chief, "alba"),
        ("helper", member, "alba"),
        ("bruma", chief, "bruma"),
        ("north", coordinator, "north"),
        ("south", coordinator, "south"),
        ("admin", Role.ADMINISTRATOR, None),
    ):
        yield f"{role} of {place}", Actor(world.sessions[who], role, place)
    for who, role, place in (("b2", member, "bruma"), ("c1", chief, "corvo"), ("c2", member, "corvo")):
        yield f"{role} of {place}", _signed_in(world, who, (role, place))[0]

    several = [
        ((chief, "alba"), (coordinator, "south")),
        ((chief, "alba"), (chief, "bruma")),
        ((member, "alba"), (chief, "corvo")),
        ((member, "alba"), (coordinator, "north")),
        ((chief, "corvo"), (coordinator, "north")),
        ((chief, "bruma"), (Role.ADMINISTRATOR, "")),
    ]
    for number, posts in enumerate(several):
        for chosen, (role, place) in enumerate(posts):
            for actor in _signed_in(world, f"two{number}{chosen}", *posts, use=chosen):
                how = f"{role} of {place}, {posts[1 - chosen][0]} of {posts[1 - chosen][1]} too"
                yield f"{how}, drawn for it" if actor.drawn_for else how, actor
    yield from _stale(world)
    yield from _alone(world)
    yield from _over(world)


def _signed_in(world: World, who: str, *posts: tuple[Role, str], use: int = 0) -> tuple[Actor, Actor]:
    """Somebody with these posts who uses one of them: by a store for it, and by one for whatever they use."""
    for role, place in posts:
        _invite(world, who, role, place)
    role, place = posts[use]
    session = _sign_in(world, _invite(world, who, role, place))
    post = Store(world.path, session, world.clock).person().post_id
    actor = Actor(session, role, place)
    return actor, replace(actor, drawn_for=post)


def _invite(world: World, who: str, role: Role, place: str, store: Store | None = None) -> str:
    where = "department_id" if role.is_of_department else "region_id"
    given = {where: place} if place else {}
    return (store or world.operator).invite(f"{who}@example.org", role, name=who.title(), **given)


def _sign_in(world: World, token: str) -> str:
    session = DoorStore(world.path, world.clock).sign_in(digest(token))
    assert session is not None
    return digest(session)


def _stale(world: World) -> Iterator[tuple[str, Actor]]:
    """Whose page was drawn for a post that they do not use any more."""
    for number, (before, now) in enumerate((("alba", "bruma"), ("bruma", "alba"))):
        who = f"stale{number}"
        actor, drawn = _signed_in(world, who, (Role.CHIEF, now), (Role.CHIEF, before), use=1)
        other = next(
            one for one in Store(world.path, actor.session, world.clock).own_posts() if one.place.lower() == now
        )
        assert DoorStore(world.path, world.clock).change_post(actor.session, other.id)
        yield f"chief of {before} who changed to {now}", replace(drawn, refused=PostChanged)
        yield f"chief of {now} who changed from {before}", Actor(actor.session, Role.CHIEF, now)


def _alone(world: World) -> Iterator[tuple[str, Actor]]:
    """Who came by a link of somebody who could not have given them their other post: they never leave this one."""
    for place, maker, other in (("alba", "north", "south"), ("corvo", "south", "north")):
        who = f"alone-{place}"
        _invite(world, who, Role.COORDINATOR, other)
        _invite(world, who, Role.CHIEF, place)
        session = _sign_in(world, _invite(world, who, Role.CHIEF, place, world.of(maker)))
        (post,) = Store(world.path, session, world.clock).own_posts()
        assert post.role is Role.CHIEF
        for known in world.operator.people():
            for one in known.posts:
                if known.name == who.title() and one.id != post.id:
                    assert not DoorStore(world.path, world.clock).change_post(session, one.id)
        yield f"chief of {place} by a link that knew of nothing else", Actor(session, Role.CHIEF, place)


def _over(world: World) -> Iterator[tuple[str, Actor]]:
    """Whose post or session is over; and nobody at all."""
    for role, place in ((Role.CHIEF, "alba"), (Role.MEMBER, "alba"), (Role.COORDINATOR, "north")):
        actor, drawn = _signed_in(world, f"ended-{role}", (role, place))
        world.operator.end_post(drawn.drawn_for or 0)
        yield f"{role} of {place} whose post ended", replace(actor, refused=SessionEnded)
        yield f"{role} of {place} whose post ended, drawn for it", replace(drawn, refused=SessionEnded)
    actor, drawn = _signed_in(world, "left-one", (Role.CHIEF, "bruma"), (Role.CHIEF, "alba"), use=1)
    world.operator.end_post(drawn.drawn_for or 0)
    yield "chief of alba whose post ended, chief of bruma still", replace(actor, refused=SessionEnded)
    actor, drawn = _signed_in(world, "until", (Role.CHIEF, "alba"))
    rows(world.path, "UPDATE posts SET until = ? WHERE id = ?", AT.isoformat(), drawn.drawn_for)
    yield "chief of alba until now", replace(actor, refused=SessionEnded)
    actor, _ = _signed_in(world, "out", (Role.CHIEF, "alba"))
    DoorStore(world.path, world.clock).end_session(actor.session)
    yield "chief of alba who signed out", replace(actor, refused=SessionEnded)
    for lasting in (timedelta(hours=12), timedelta(days=30)):
        world.clock.at = AT - lasting
        actor, _ = _signed_in(world, f"idle{lasting.days}", (Role.CHIEF, "alba"))
        world.clock.at = AT
        yield f"chief of alba of {lasting} ago", replace(actor, refused=SessionEnded)
    yield "nobody", Actor("0" * 64, Role.CHIEF, refused=SessionEnded)


# What follows from the permissions


def holders(*actions: Action) -> frozenset[str]:
    """Who of the named people may do one of these in the department Alba or in the region north."""
    return frozenset(who for who, role in NAMED.items() if any(role.may(action) for action in actions))


FOLLOWS = {holders(*some): some for size in (2, 1) for some in itertools.combinations(Action, size)}


def is_allowed(method: str, actor: Actor) -> bool:
    """Whether the table lets somebody do it, in Alba and the north; whoever they are elsewhere does not count."""
    named = frozenset(CALLS[method][1])
    if method in OF_ONESELF:
        return actor.role is Role.FRIEND
    if named in (ANYBODY, OPERATOR_ALONE):
        return named == ANYBODY
    if named == OF_A_VISIT:
        is_chief = actor.role is Role.CHIEF and actor.place in ("alba", "bruma")
        return is_chief or (actor.role is Role.FRIEND and actor.place == "alba")
    if named in (OF_THE_REGION_BUT_FRIENDS, READERS) and actor.role is Role.FRIEND:
        return False
    if named in (OF_THE_REGION, OF_THE_REGION_BUT_FRIENDS):
        return actor.role is Role.ADMINISTRATOR or actor.place in ("alba", "bruma", "north")
    if named == READERS:
        return actor.place in ("alba", "bruma", "north")
    is_here = actor.role is Role.ADMINISTRATOR or actor.place in ("alba", "north")
    return is_here and any(actor.role.may(action) for action in FOLLOWS[named])


@pytest.mark.parametrize("method", sorted(CALLS))
def test_who_may_call_a_method_follows_from_the_permissions(method: str) -> None:
    named = frozenset(CALLS[method][1])

    assert named in EXCEPTIONS or named in FOLLOWS


# Cell by cell


def asked_about(call: Callable[[Store, Place], object]) -> set[str]:
    """What of a place a call names."""
    found: set[str] = set()

    class Anything(int):
        id = 0  # of a record, where a place names one

    class Watched:
        def __getattr__(self, name: str) -> Anything:
            found.add(name)
            return Anything()

    class Deaf:
        def __getattr__(self, _: str) -> Callable[..., None]:
            return lambda *given, **named: None

    call(Deaf(), Watched())  # type: ignore[arg-type]
    return found


def states(method: str) -> tuple[str, ...]:
    """The states in which a method is asked: once, where it is about no round."""
    return STATES if asked_about(CALLS[method][0]) & OF_A_ROUND else ("open",)


def test_there_are_enough_cells(matrix: Matrix) -> None:
    cells = Counter(method for method in CALLS for _ in itertools.product(states(method), matrix.actors))

    assert sum(cells.values()) >= 5000
    assert {field.name for field in fields(Place)} >= OF_A_ROUND


@pytest.mark.parametrize("method", sorted(CALLS))
def test_a_method_does_what_the_table_says_and_nothing_else(
    matrix: Matrix, monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    call, about = CALLS[method][0], asked_about(CALLS[method][0])
    wrong = []
    with closing(connection.connect(matrix.world.path).conn) as watching:
        for state, (name, actor) in itertools.product(states(method), matrix.actors.items()):
            is_there = method in TELL_OF_NONE or not about & matrix.lacking[state]
            is_theirs = method not in OF_ONE_PERSON or actor.session == matrix.world.sessions["north"]
            allowed = actor.refused is None and is_allowed(method, actor) and is_there and is_theirs
            expected = "allowed" if allowed else (actor.refused or NotAllowed).__name__
            before = watching.execute("PRAGMA data_version").fetchone()
            with monkeypatch.context() as undone:
                if allowed:
                    undone.setattr(connection, "_transaction", _undone)
                    undone.setattr(connection, "compact", lambda _: None)
                found = _outcome(lambda: call(matrix.store(actor), matrix.places[state]))  # noqa: B023
            if watching.execute("PRAGMA data_version").fetchone() != before:
                found += ", and something was written"
            if found != expected:
                wrong.append((state, name, expected, found))
    assert wrong == []


def _outcome(call: Callable[[], Any]) -> str:
    try:
        call()
    except OTHERWISE:
        return "allowed"
    except NotAllowed as refusal:
        return type(refusal).__name__
    return "allowed"


@contextmanager
def _undone(path: Path, _: float) -> Iterator[Database]:
    """A unit of work that is taken back when it is done: all cells share one region."""
    with closing(connection.connect(path).conn) as opened:
        opened.execute("BEGIN IMMEDIATE")
        try:
            yield Database(opened, execute_plugins=False)
        finally:
            opened.execute("ROLLBACK")


# Address by address

Visitor = tuple[Role, str] | None  # what somebody is where, in the post they use; None: nobody


@dataclass(frozen=True)
class Address:
    """An address of ours, and who is handed something there; whoever else is known is refused."""

    route: str  # as it is declared
    path: str  # as it is asked for: {round} is one in which Alba submitted
    may: Callable[[Role, str], bool]
    methods: tuple[str, ...] = ("GET", "HEAD")
    leads_to: str = ""  # where there is nothing to hand over, the page that says so


def _in(*places: str) -> Callable[[Role, str], bool]:
    return lambda role, place: role is not Role.FRIEND and place in places


def _region_files(_: Role, place: str) -> bool:
    return place in ("north", "south")


def _is_known(role: Role, place: str) -> bool:
    return role is Role.ADMINISTRATOR or place in ("alba", "bruma", "north")


def _nobody(_: Role, __: str) -> bool:
    return False


ALBA = "/files/report/{department_id}/{round_id}/{kind}.{ending}"
HANDED_OVER = [
    Address(ALBA, "/files/report/alba/{round}/brief.pdf", _in("alba", "north")),
    Address(ALBA, "/files/report/alba/{round}/full.docx", _in("alba", "north")),
    Address(ALBA, "/files/report/bruma/{round}/brief.pdf", _in("bruma", "north")),
    Address(ALBA, "/files/report/corvo/{round}/brief.pdf", _nobody),
    Address("/files/blank.pdf", "/files/blank.pdf", lambda _, __: True),
    Address("/files/blank.pdf", "/files/blank.pdf?round={round}", _is_known),
    Address("/files/climate.pdf", "/files/climate.pdf", lambda _, __: True),
    *(
        Address("/files/template/{id}.{ending}", f"/files/template/{one}", lambda _, __: True)
        for one in ("first.pdf", "campaign.docx?language=es")
    ),
    Address("/files/answers.xlsx", "/files/answers.xlsx?round={round}", _in("alba", "bruma")),
    *(
        Address("/files/plan.{ending}", f"/files/plan.{ending}", lambda role, _: role in (Role.CHIEF, Role.MEMBER))
        for ending in ("xlsx", "ics")
    ),
    Address("/files/friend/{friendship_id}.pdf", "/files/friend/1.pdf", _nobody),  # nobody is befriended there
    Address("/files/voices.pdf", "/files/voices.pdf", _in("alba")),  # elsewhere nobody has said anything
    *(
        Address(
            "/files/voices/{what}.pdf", f"/files/voices/{what}.pdf", lambda role, _: role in (Role.CHIEF, Role.MEMBER)
        )
        for what in ("poll", "tally")
    ),
    Address("/files/everything.zip", "/files/everything.zip", lambda role, _: role is Role.CHIEF),
    Address("/files/region/template.csv", "/files/region/template.csv", _region_files),
    Address("/files/region/documents.yaml", "/files/region/documents.yaml", _region_files),
    Address("/files/region/list/{token}.xlsx", "/files/region/list/x.xlsx", _nobody),
    Address("/files/region/reports/{token}.zip", "/files/region/reports/x.zip", _nobody, ("POST",)),
    Address(
        "/files/region/invitations.{ending}",
        "/files/region/invitations.csv?round={round}&purpose=invitation",
        _in("north"),
        ("POST",),
        "/invitations",
    ),
    *(
        Address(route, f"{path}?round={{round}}&for={whom}", _in("north"))
        for whom in ("others", "coordinator")
        for route, path in (
            ("/files/region/tables/{sheet}.csv", "/files/region/tables/rounds.csv"),
            ("/files/region/{what}.{ending}", "/files/region/workbook.xlsx"),
            ("/files/region/{what}.{ending}", "/files/region/report.pdf"),
        )
    ),
    *(
        Address("/files/region/{what}.{ending}", f"/files/region/training.{ending}?for=coordinator", _in("north"))
        for ending in ("pdf", "xlsx")
    ),
]
VISITORS: list[Visitor] = [
    (Role.CHIEF, "alba"),
    (Role.MEMBER, "alba"),
    (Role.CHIEF, "bruma"),
    (Role.MEMBER, "bruma"),
    (Role.CHIEF, "corvo"),
    (Role.COORDINATOR, "north"),
    (Role.COORDINATOR, "south"),
    (Role.ADMINISTRATOR, ""),
    (Role.FRIEND, "alba"),
    None,
]
KEPT_BACK = {401, 403, 404, 405, 410}


@pytest.fixture(scope="module")
def application(matrix: Matrix, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Starlette, Path]]:
    """The addresses of the application over a copy of the region, with files that are quickly made."""
    path = tmp_path_factory.mktemp("addresses") / "in-touch.db"
    storage.backup(matrix.world.path, path)
    made: Callable[..., bytes] = lambda *_, **__: b"made"  # noqa: E731
    with pytest.MonkeyPatch.context() as patched, closing(storage.prepare(path)):
        patched.setenv("ASSESSMENT_DATABASE", str(path))
        for forms in (report.FORMS, handover.region._REGIONAL):
            for kind in forms:
                patched.setitem(forms, kind, made)  # type: ignore[arg-type]
        patched.setattr(report, "blank", made)
        patched.setattr(report, "climate", made)
        patched.setattr(handover.own.spreadsheet, "answers_workbook", made)
        for name in ("workbook", "calendar"):
            patched.setattr(handover.own.plan_files, name, made)
        settings.cache_clear()
        routes = signin.routes(screens.open_to, handover.ROUTES)
        door = [DOOR]
        yield Starlette(routes=routes, middleware=door, exception_handlers=dict(signin.HANDLERS)), path
    settings.cache_clear()


@pytest.fixture(scope="module")
def browsers(matrix: Matrix, application: tuple[Starlette, Path]) -> dict[Visitor, Browser]:
    """Somebody at each place, who has another post elsewhere too; they came in by the clock of the door."""
    app, path = application
    operator, found = Store(path, OPERATOR), {}
    for number, visitor in enumerate(VISITORS):
        found[visitor] = Browser(app)
        if visitor is None:
            continue
        if visitor[0] is Role.FRIEND:
            token = operator.new_link(matrix.world.of("friend").person().post_id)
            assert found[visitor].post(f"/sign-in/{token}").status == 303
            continue
        email, (role, place) = f"visitor{number}@example.org", visitor
        operator.invite(email, Role.MEMBER, department_id="corvo" if place != "corvo" else "bruma")
        where = {} if not place else {"department_id" if role.is_of_department else "region_id": place}
        token = operator.invite(email, role, **where)
        assert found[visitor].post(f"/sign-in/{token}").status == 303
    return found


def test_every_file_that_is_handed_over_has_its_row() -> None:
    assert {route.path for route in handover.ROUTES if isinstance(route, Route)} == {one.route for one in HANDED_OVER}


@pytest.mark.parametrize("visitor", VISITORS, ids=str)
def test_an_address_hands_over_what_the_table_says_and_nothing_else(
    matrix: Matrix, browsers: dict[Visitor, Browser], visitor: Visitor
) -> None:
    browser = browsers[visitor]
    wrong = []
    for address, method in itertools.product(HANDED_OVER, ("GET", "HEAD", "POST")):
        path = address.path.format(round=matrix.places["published"].round)
        answer = browser.ask(method, path, {"Sec-Fetch-Site": "same-origin"})
        may = visitor is not None and method in address.methods and address.may(*visitor)
        sent_away = visitor is None and answer.status == 303 and answer.location == "/"
        handed = answer.status == (303 if address.leads_to else 200) and answer.location.startswith(address.leads_to)
        if not (handed if may else answer.status in KEPT_BACK or sent_away):
            wrong.append((method, path, answer.status))
    assert wrong == []


@pytest.fixture(scope="module")
def sheet(application: tuple[Starlette, Path], matrix: Matrix) -> str:
    """The address of the sheet of a second opinion that Alba asks for."""
    store = Store(application[1], OPERATOR, matrix.world.clock)
    return f"/opinion/{store.ask_opinion(matrix.places['published'].round, 'alba', 'patrol', 'it')}"


@pytest.mark.parametrize("visitor", VISITORS, ids=str)
def test_a_second_opinion_is_asked_of_whoever_has_its_link_and_of_nobody_else(
    browsers: dict[Visitor, Browser], sheet: str, visitor: Visitor
) -> None:
    browser = browsers[visitor]
    cookie = browser.cookie
    assert browser.get(sheet).status == browser.head(sheet).status == 200
    assert browser.post(sheet).status == 422  # nothing is chosen
    assert browser.get(f"{sheet}x").status == browser.post(f"{sheet}x").status == 410
    assert browser.cookie == cookie


@pytest.mark.parametrize("visitor", VISITORS, ids=str)
def test_a_screen_is_there_for_who_may_open_it(browsers: dict[Visitor, Browser], visitor: Visitor) -> None:
    browser = browsers[visitor]
    may = [] if visitor is None else screens.open_to(visitor[0])
    for name in screens.SCREENS:
        expected = 303 if visitor is None or name == may[0] else 200 if name in may else 404
        assert browser.get(f"/{name}").status == browser.head(f"/{name}").status == expected, name
        posted = browser.post(f"/{name}")
        assert posted.status in KEPT_BACK or (visitor is None and posted.location == "/"), name


def test_who_loses_the_post_they_use_loses_its_addresses_at_once(
    application: tuple[Starlette, Path], matrix: Matrix
) -> None:
    app, path = application
    operator, browser = Store(path, OPERATOR), Browser(app)
    operator.invite("going@example.org", Role.CHIEF, department_id="bruma")
    browser.post(f"/sign-in/{operator.invite('going@example.org', Role.CHIEF, department_id='alba')}")
    file = f"/files/report/alba/{matrix.places['published'].round}/brief.pdf"
    assert browser.get(file).status == 200

    for one in operator.contacts("alba"):
        if one.email == "going@example.org":
            operator.end_post(one.post_id)
    assert browser.get(file).status == 303
    assert browser.get("/results").status == 303
