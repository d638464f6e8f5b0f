"""What a page hands in, asked of the real application: for its own sign-in alone, and no more than one may hold."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest
from browser import Server, ask, eventually
from wire import Wire

from assessment import received

BOUNDARY = "----a"
MEGABYTE = 1_000_000


@dataclass
class Visitor:
    """Somebody signed in, who hands in files by hand."""

    server: Server
    cookie: str

    def tab(self) -> Wire:
        """A page of theirs; what Streamlit calls it is its session."""
        tab = Wire(self.server.url, self.cookie)
        tab.connect()
        tab.open("")
        return tab

    def send(self, method: str, page: str, name: str = "f", size: int = 10, *, announced: bool = True) -> int:
        """The status with which a file is answered."""
        token = ask(self.server.url, "GET", "/_stcore/health", self.cookie).cookie
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="f"; filename="a.xlsx"\r\n\r\n'.encode()
        body = head + bytes(size) + f"\r\n--{BOUNDARY}--\r\n".encode()
        headers = {
            "Origin": self.server.url,
            "Sec-Fetch-Site": "same-origin",
            "Cookie": f"{self.cookie}; {token}",
            "X-Xsrftoken": token.partition("=")[2],
            "Content-Type": f"multipart/form-data; boundary={BOUNDARY}",
        }
        pieces = (body[at : at + 65536] for at in range(0, len(body), 65536))
        with closing(HTTPConnection(urlsplit(self.server.url).netloc, timeout=30)) as connection:
            path = f"/_stcore/upload_file/{page}/{name}"
            sent = (body if announced else pieces) if method == "PUT" else None
            connection.request(method, path, body=sent, headers=headers, encode_chunked=not announced)
            return connection.getresponse().status


@pytest.fixture(scope="module")
def chief(region_server: Server) -> Visitor:
    return Visitor(region_server, region_server.place().person())


@pytest.fixture
def stranger(region_server: Server) -> Visitor:
    return Visitor(region_server, region_server.place().person(name="Bea Neri"))


@pytest.fixture
def own(region_server: Server) -> Visitor:
    return Visitor(region_server, region_server.place().person())


@pytest.fixture
def tab(own: Visitor) -> Iterator[Wire]:
    tab = own.tab()
    yield tab
    tab.leave()


def test_a_file_is_taken_for_a_page_of_ones_own(own: Visitor, tab: Wire) -> None:
    assert own.send("PUT", tab.session) == 204
    assert own.send("DELETE", tab.session) == 204


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS"])
def test_nothing_reaches_the_page_of_somebody_else(own: Visitor, tab: Wire, stranger: Visitor, method: str) -> None:
    there = stranger.tab()

    assert stranger.send(method, tab.session) == 404
    assert stranger.send(method, "no-such-page") == 404
    assert stranger.send(method, there.session) == 204
    there.leave()


def test_another_sign_in_of_the_same_person_is_somebody_else(region_server: Server) -> None:
    place = region_server.place()
    first, second = Visitor(region_server, place.person()), Visitor(region_server, place.person())
    tab = first.tab()

    assert second.send("PUT", tab.session) == 404
    tab.leave()


def test_a_sign_in_holds_so_many_files_over_all_its_tabs(own: Visitor, tab: Wire, stranger: Visitor) -> None:
    second = own.tab()
    for n in range(received.MOST_FILES):
        assert own.send("PUT", (tab, second)[n % 2].session, f"f{n}") == 204

    assert own.send("PUT", tab.session, "more") == received.TOO_MANY
    assert own.send("DELETE", second.session, "f1") == 204
    assert own.send("PUT", tab.session, "more") == 204
    there = stranger.tab()
    assert stranger.send("PUT", there.session) == 204
    for one in (there, second):
        one.leave()


def test_a_sign_in_holds_so_many_bytes(own: Visitor, tab: Wire) -> None:
    for n in range(2):
        assert own.send("PUT", tab.session, f"f{n}", 9 * MEGABYTE) == 204

    assert own.send("PUT", tab.session, "more", 3 * MEGABYTE) == received.TOO_MANY
    assert own.send("PUT", tab.session, "more", MEGABYTE, announced=False) == received.TOO_MANY
    assert own.send("PUT", tab.session, "small", MEGABYTE) == 204


def test_what_closed_tabs_have_left_gives_way(own: Visitor, tab: Wire) -> None:
    closed = own.tab()
    for n in range(received.MOST_FILES):
        assert own.send("PUT", closed.session, f"f{n}") == 204
    closed.leave()

    assert eventually(lambda: own.send("PUT", tab.session, "more") == 204)
    assert own.send("PUT", tab.session, "another") == 204


def test_what_is_too_large_is_cut_off_while_it_arrives(own: Visitor, tab: Wire) -> None:
    for size in (12 * MEGABYTE, 40 * MEGABYTE):
        with suppress(OSError):  # cut off before all was sent
            assert own.send("PUT", tab.session, "huge", size, announced=False) == 413

    assert own.send("PUT", tab.session, "small") == 204
