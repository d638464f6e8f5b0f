"""Fixtures of the running application: servers for each process, a browser for each module, a place for each test.

Everything is imported where it is used: most tests need none of it.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING
from zlib import crc32

import pytest
from given import LANGUAGES

from assessment.wording import Say

if TYPE_CHECKING:
    from browser import Desk, Place, Rooms, Server
    from playwright.sync_api import Browser


SPOKEN = ("say", "language")  # what a test calls the language that it runs in
DEAR = ("browser", "papers", "thorough")  # where each language costs as much as the first


@pytest.hookimpl(tryfirst=True)  # before those marked are chosen from
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Where a test that costs much differs in nothing but its language, leave all but one to the long suites.

    Which one its name decides, so that every page and paper is seen in each language, by different tests.
    """
    tests: dict[str, dict[str, list[pytest.Function]]] = defaultdict(lambda: defaultdict(list))
    for item in items:
        if isinstance(item, pytest.Function) and hasattr(item, "callspec") and any(map(item.get_closest_marker, DEAR)):
            besides = {name: value for name, value in item.callspec.params.items() if name not in SPOKEN}
            if len(besides) < len(item.callspec.params):
                tests[f"{item.path.name}::{item.originalname}"][repr(besides)].append(item)
    for name, groups in tests.items():
        for first, alike in enumerate(groups.values(), crc32(name.encode())):
            for turn, item in enumerate(alike):
                if turn != first % len(alike):
                    item.add_marker(pytest.mark.proof)


@pytest.fixture(scope="session")
def region_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The application with a region in which every test has a department of its own."""
    from browser import fill, serving

    database = tmp_path_factory.mktemp("region") / "in-touch.db"
    round_id = fill(database)
    with serving(database) as server:
        server.round_id = round_id
        yield server


@pytest.fixture(scope="session")
def demo_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The application with the demo in it."""
    from browser import build_demo, serving

    own = tmp_path_factory.getbasetemp()
    every_process = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    database = build_demo(tmp_path_factory.mktemp("demo") / "demo.db", every_process)
    with serving(database, demo=True) as server:
        yield server


def _long(fixture_name: str, config: pytest.Config) -> str:
    """How long one Chromium does: playwright keeps an event loop running, which only tests of browsers can stand."""
    return "session" if config.getoption("markexpr").startswith("browser") else "module"


@pytest.fixture(scope=_long)
def chrome() -> Iterator[Browser]:
    """A Chromium."""
    from browser import a_chromium

    with a_chromium() as browser:
        yield browser


@pytest.fixture(scope=_long)
def rooms(chrome: Browser) -> Rooms:
    """Pages of that Chromium that one test leaves and another uses."""
    from browser import Rooms

    return Rooms()


@pytest.fixture(params=LANGUAGES)
def say(request: pytest.FixtureRequest) -> Say:
    """The words of a visitor's language: a test that takes them runs in each."""
    return Say(request.param)


@pytest.fixture
def place(region_server: Server) -> Place:
    """A department that no other test has, with its assessment begun."""
    place = region_server.place()
    place.begin()
    return place


@pytest.fixture
def desk(chrome: Browser, rooms: Rooms, region_server: Server) -> Iterator[Desk]:
    """Pages on the region's server."""
    from browser import Desk

    desk = Desk(chrome, region_server, rooms)
    yield desk
    desk.close()


@pytest.fixture
def demo_desk(chrome: Browser, rooms: Rooms, demo_server: Server) -> Iterator[Desk]:
    """Pages on the demo's server."""
    from browser import Desk

    desk = Desk(chrome, demo_server, rooms)
    yield desk
    desk.close()
