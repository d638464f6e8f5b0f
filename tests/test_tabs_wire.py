"""More tabs than there is room for, and more messages than anybody sends, on the running application."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest
from browser import Place, Server, ask, eventually, fill, serving
from websockets.exceptions import ConnectionClosed
from wire import TO_FINISH, Wire

from assessment.order import MOST_LEFT
from assessment.people import Role
from assessment.signin import room
from assessment.signin.tabs import MOST_OF_ONE

pytestmark = pytest.mark.browser

FEW = 512  # files, enough for ten tabs
MANY = 40  # tabs


# --- six of one sign-in ----------------------------------------------------------------------------------------------


def sent_away(tab: Wire) -> str:
    """Where a connection leads that is closed at once."""
    with pytest.raises(ConnectionClosed):
        tab.wait()
    return tab.redirected_to


@pytest.fixture
def six(place: Place) -> Iterator[list[Wire]]:
    """As many tabs of one sign-in as it may have."""
    cookie = place.person()
    with ExitStack() as stack:
        tabs = [stack.enter_context(Wire(place.server.url, cookie)) for _ in range(MOST_OF_ONE)]
        for tab in tabs:
            tab.open("")
        yield tabs


def test_the_seventh_tab_is_sent_away_and_the_six_go_on(place: Place, six: list[Wire]) -> None:
    with Wire(place.server.url, six[0].cookie) as seventh:
        assert sent_away(seventh) == "/tabs"
    with Wire(place.server.url, place.person("Leo Conti", Role.MEMBER)) as another:
        another.open("")
    for tab in six:
        tab.open("help")
    six[3].leave()

    with Wire(place.server.url, six[0].cookie) as in_its_place:
        in_its_place.open("")
        assert not in_its_place.redirected_to


def test_a_tab_that_comes_back_goes_on_where_it_was_and_its_old_connection_is_closed(
    place: Place, six: list[Wire]
) -> None:
    lost = six[2]
    with Wire(place.server.url, lost.cookie, session=lost.session) as back:
        back.open("")

        assert back.session == lost.session
        with pytest.raises(ConnectionClosed):
            lost.wait()
        with Wire(place.server.url, lost.cookie) as seventh:
            assert sent_away(seventh) == "/tabs"


# --- files -----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that may open few files."""
    database = tmp_path_factory.mktemp("few") / "in-touch.db"
    round_id = fill(database)
    with serving(database, files=FEW) as server:
        server.round_id = round_id
        yield server


def files(server: Server) -> list[str]:
    """What the server holds open; a file that it closes meanwhile is left out."""
    assert server.process is not None
    held = []
    for one in Path(f"/proc/{server.process.pid}/fd").iterdir():
        with suppress(FileNotFoundError):
            held.append(str(one.readlink()))
    return held


def of_tabs(server: Server) -> int:
    """How many of them are connections and event loops; those of the database come and go."""
    return sum(one.startswith(("socket:", "anon_inode:")) for one in files(server))


def test_where_files_are_few_more_tabs_than_they_allow_are_told_so_and_the_rest_goes_on(small: Server) -> None:
    cookies = [small.place().person() for _ in range(MANY // 5)]
    time.sleep(1)  # the connections of signing in are closed by then
    with ExitStack() as stack:
        tabs, before = [], of_tabs(small)
        for number in range(MANY):
            tab = stack.enter_context(Wire(small.url, cookies[number % len(cookies)]))
            if number < room.tabs_for(FEW):
                tab.open("")
            else:
                assert sent_away(tab) == "/full"
            tabs.append(tab)

        assert eventually(lambda: of_tabs(small) - before == room.tabs_for(FEW) * room.A_TAB)
        assert ask(small.url, "GET", "/health").status == 200
        assert ask(small.url, "GET", "/").status == 200
        assert ask(small.url, "GET", "/full", cookies[0]).status == 503
        tabs[0].open("help")
    said = small.log.read_text()
    assert said.count(f"may open {FEW} files, enough for {room.tabs_for(FEW)} tabs at once") == 1
    assert said.count("tabs are open, as many as there are files for") == 1


@pytest.mark.thorough
def test_tabs_that_come_and_go_leave_room_for_others(small: Server) -> None:
    cookie = small.place().person()
    for _ in range(150):  # more than Streamlit keeps the sessions of
        with Wire(small.url, cookie) as tab:
            tab.open("help")

    assert len(files(small)) < FEW - room.tabs_for(FEW) * room.A_TAB
    assert ask(small.url, "GET", "/health").status == 200


def test_with_too_few_files_for_a_single_tab_it_does_not_start(tmp_path: Path) -> None:
    server = Server(tmp_path / "in-touch.db", demo=False, files=400)
    with pytest.raises(AssertionError, match="400 files, too few for a single tab; raise its limit to 65536"):
        server.start()


# --- what is sent ----------------------------------------------------------------------------------------------------

RUNS = 20


def worked(server: Server) -> int:
    """How much the server has worked so far, in the clock's own ticks."""
    assert server.process is not None
    told = Path(f"/proc/{server.process.pid}/stat").read_text().rpartition(")")[2].split()
    return int(told[11]) + int(told[12])


def worked_off(server: Server) -> int:
    """The same, when it rests."""
    before = -1
    while (now := worked(server)) != before:
        before = now
        time.sleep(1)
    return now


def test_messages_without_end_of_a_tab_that_closes_keep_nobody_busy(small: Server) -> None:
    tab = Wire(small.url, small.place().person())
    tab.connect()
    tab.open("help")
    before = worked_off(small)
    for _ in range(RUNS):
        tab.send()
        tab.wait()
    a_run = (worked_off(small) - before) / RUNS
    before = worked(small)
    with pytest.raises(ConnectionClosed):
        for _ in range(3_000):
            tab.send()
        assert tab.socket is not None
        while True:  # a server that is busy has not looked at them yet
            tab.socket.recv(TO_FINISH)
    tab.leave()

    assert worked_off(small) - before < 3 * MOST_LEFT * a_run
