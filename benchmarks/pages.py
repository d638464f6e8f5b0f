"""Every page for regions of every size: the processor's time cold and warm, and the bytes sent.

A page is drawn by its own screen in AppTest, in a process of its own: the first time is the cold one, then five warm.
What the frame around it draws is the same on all of them. Its bytes are those of all messages to the browser. Each
page of a department, or of whoever comes from outside one, has to cost in the largest region what it costs in another.
In the region of five departments nobody has a critical friend, so that page is not there.
"""

from __future__ import annotations

import logging
import multiprocessing
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path

from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest, local_script_runner
from streamlit.testing.v1.element_tree import parse_tree_from_messages

sys.path.append(str(Path(__file__).parent.parent / "tests"))  # they know how to start the application and a browser

from assessment import demo, storage
from assessment.people import Action, Role
from assessment.questionnaire import load
from assessment.screens import SCREENS
from assessment.screens.coordinator.parts import planning
from assessment.storage import OPERATOR, DoorStore, Store, connection, digest
from assessment.visit import Visit
from assessment.wording import Say, entries
from benchmarks import _regions
from benchmarks.measure import RUNS, Measure, once

WARM_AT_MOST, SENT_AT_MOST, FLAT_AT_MOST = 300.0, 1000.0, 1.2  # milliseconds; kilobytes; times
FLAT_FROM = 143  # departments: in a region of fewer than ten, most of a comparison is not there
DEPARTMENT = "d0002"  # of the chief with a history
_OTHER = "d0003"  # one that has submitted


@dataclass(frozen=True)
class Asked:
    """A page, as whom it is opened, and what its address says."""

    role: Role
    screen: str
    address: dict[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """As whom, which page, and what of it."""
        return " ".join((self.role, self.screen, *(f"{name}={value}" for name, value in self.address.items())))

    @property
    def is_flat(self) -> bool:
        """Whether the region's size is to make no difference: all but the pages of coordinator and administrator."""
        needs = SCREENS[self.screen].needs
        return needs not in (Action.READ_REGION, Action.ADMINISTER)


@dataclass(frozen=True)
class Drawn:
    """What drawing a page took and sent."""

    cold: float  # milliseconds
    warm: tuple[float, ...]
    sent: float  # kilobytes


def measures() -> Iterator[Measure]:
    """Each page at each size, and of those that are to be flat how many times the largest costs the smaller."""
    found: dict[tuple[str, int], Drawn] = {}
    for departments in _regions.SIZES:
        with tempfile.TemporaryDirectory() as folder:
            database = _regions.copied(departments, Path(folder))
            for page in _pages(database):
                drawn = found[page.name, departments] = _apart(partial(_drawn, database, page))
                yield from _told(page, departments, drawn)
    for page in _flat(found):
        large, small = (found[page, size] for size in (_regions.SIZES[-1], FLAT_FROM))
        name = f"{page}: {_regions.SIZES[-1]} departments, as many times as {FLAT_FROM}"
        yield once(f"{name}, warm", min(large.warm) / min(small.warm), "times", FLAT_AT_MOST)
        yield once(f"{name}, bytes", large.sent / small.sent, "times", FLAT_AT_MOST)


def _told(page: Asked, departments: int, drawn: Drawn) -> Iterator[Measure]:
    name = f"{page.name}, of {departments} departments"
    yield once(f"{name}: cold", drawn.cold, "ms")
    yield Measure(f"{name}: warm", drawn.warm, "ms", WARM_AT_MOST)
    yield once(f"{name}: sent", drawn.sent, "KB", SENT_AT_MOST)


def _flat(found: dict[tuple[str, int], Drawn]) -> list[str]:
    pages = (page for page in _asked((Role.CHIEF, Role.MEMBER, Role.FRIEND)) if page.is_flat)
    return [page.name for page in pages if (page.name, _regions.SIZES[-1]) in found]


def _pages(database: Path) -> list[Asked]:
    """Every page that is open to somebody; the address of an assessment names the last round that is published."""
    with closing(storage.prepare(database, demo=True)):
        operator = Store(database, OPERATOR, lambda: _regions.moment_of(database))
        last = operator.publications(demo.REGION)[-1].round_id
        has_friend = bool(operator.friendships(demo.REGION))
    roles = tuple(role for role in Role if role is not Role.FRIEND or has_friend)
    return _asked(roles, {"assessment": {"round": str(last)}})


def _asked(roles: tuple[Role, ...], more: dict[str, dict[str, str]] | None = None) -> list[Asked]:
    given = {"department": {"department": _OTHER}, "assessment": {"department": _OTHER}}
    found = []
    for role in roles:
        for name, screen in SCREENS.items():
            if screen.needs is None and role is not Role.CHIEF:
                continue  # the same for everybody
            if screen.needs is None or role.may(screen.needs):
                found.append(Asked(role, name, given.get(name, {}) | (more or {}).get(name, {})))
    if Role.COORDINATOR in roles:
        found += [
            Asked(Role.COORDINATOR, "maps", {"view": "essentials"}),
            Asked(Role.COORDINATOR, "training", {planning.NAMED: planning.VIEW}),
        ]
    return found


def _apart(work: Callable[[], Drawn]) -> Drawn:
    """Draw in a process of its own, which has imported everything and read nothing."""
    with multiprocessing.get_context("fork").Pool(1) as alone:
        return alone.apply(work)


def _drawn(database: Path, page: Asked) -> Drawn:
    show = SCREENS[page.screen].show
    with _quiet(database):
        whose = visit(database, page.role)
        _run(Asked(page.role, ""), lambda _: None, whose)  # what Streamlit and its tests make at their first run
        (cold, _), *warm = (_run(page, show, whose) for _ in range(RUNS + 1))
        sent = _run(page, show, whose)[1]
    return Drawn(1000 * cold, tuple(1000 * took for took, _ in warm), sent / 1000)


def first(database: Path, screen: str) -> None:
    """Draw a page of the coordinator once."""
    with _quiet(database):
        _run(Asked(Role.COORDINATOR, screen), SCREENS[screen].show, visit(database, Role.COORDINATOR))


@contextmanager
def _quiet(database: Path) -> Iterator[None]:
    """A database that stays open, as a server keeps it, and nothing of what Streamlit says without one."""
    logging.disable(logging.WARNING)
    manifest_scanner.scan_component_manifests = list  # type: ignore[assignment]  # a server does it once; here it would be done at every run
    with closing(connection.connect(database).conn):
        entries()  # as a server has them at its start
        yield


def _run(page: Asked, show: Callable[[Visit], None], visit: Visit) -> tuple[float, int]:
    """The seconds until a page is drawn, and the bytes of it; taking it apart for tests is not counted."""
    ended, sent = 0.0, 0

    def taken(messages):  # type: ignore[no-untyped-def]
        nonlocal ended, sent
        ended, sent = time.process_time(), sum(one.ByteSize() for one in messages)
        return parse_tree_from_messages(messages)

    def script(show, visit):  # type: ignore[no-untyped-def]  # copied: nothing from outside it exists inside
        show(visit)

    local_script_runner.parse_tree_from_messages = taken
    opened = AppTest.from_function(script, default_timeout=120, args=(show, visit))
    for name, value in page.address.items():
        opened.query_params[name] = value
    began = time.process_time()
    opened.run()
    assert not opened.exception, f"{page.name}: {opened.exception[0].value}"
    return ended - began, sent


def visit(database: Path, role: Role) -> Visit:
    """A visit on the day of the region; that of a friend on a day on which they may still read."""
    moment = _regions.moment_of(database)
    personas = {Role.CHIEF: "seasoned_chief", Role.COORDINATOR: "coordinator"}
    operator = Store(database, OPERATOR, lambda: moment)
    if role in personas:
        token = DoorStore(database, lambda: moment).sign_in_as(personas[role])
    else:
        if role is Role.FRIEND:
            made = operator.friendships(demo.REGION)[0]
            assert made.post_id is not None and made.handed_in_at is not None, "it has gone all the way"
            moment = made.handed_in_at + timedelta(hours=1)
            link = operator.new_link(made.post_id)
        else:
            of = {"department_id": DEPARTMENT} if role.is_of_department else {}
            link = operator.invite(f"{role}@example.org", role, name="Ada", **of)
        token = DoorStore(database, lambda: moment).sign_in(digest(link))
    assert token is not None, "a fresh link is good"
    store = Store(database, digest(token), lambda: moment)
    return Visit(store.person(), Say("it"), store, load(_regions.QUESTIONS))
