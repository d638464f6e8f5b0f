"""Fixtures of the running application: servers for each process, a browser for each module, a place for each test.

Everything is imported where it is used: most tests need none of it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from given import LANGUAGES

from assessment.wording import Say

if TYPE_CHECKING:
    from browser import Desk, Place, Rooms, Server
    from playwright.sync_api import Browser


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


@pytest.fixture(scope="module")
def chrome() -> Iterator[Browser]:
    """A Chromium."""
    from browser import a_chromium

    with a_chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
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
