"""Files are made a few at a time: who asks for many waits or is told so, and pages keep their turn."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from functools import partial
from http.client import HTTPConnection
from time import perf_counter
from urllib.parse import urlsplit

import pytest
from browser import Server, ask
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import Message

from assessment import handover, turn
from assessment.people import Role
from assessment.signin import form
from assessment.turn import AT_ONCE, MOST, MOST_OWN, Turn
from assessment.wording import LANGUAGES, Say

HAND_OVER_ONLY = {"/files/region/list/{token}.xlsx", "/files/region/reports/{token}.zip"}


@dataclass(frozen=True)
class Named:
    """Somebody, as far as a turn is concerned."""

    id: str
    language: str


def request(who: str, language: str = "it") -> Request:
    scope = {
        "type": "http",
        "method": "GET",
        "path": "/files/blank.pdf",
        "query_string": f"language={language}".encode(),
    }
    return Request({**scope, "headers": [], "state": {"session": f"{who}'s", "person": Named(who, language)}})


@dataclass
class Maker:
    """Makes files as long as nobody lets it end, and knows how many at once."""

    may_end: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)
    making: int = 0
    most: int = 0
    made: list[str] = field(default_factory=list)

    def __call__(self, asked: Request) -> Response:
        with self.lock:
            self.making += 1
            self.most = max(self.most, self.making)
        self.may_end.wait(10)
        with self.lock:
            self.making -= 1
            self.made.append(asked.state.person.id)
        if asked.state.person.id == "fails":
            raise ValueError("no file")
        return PlainTextResponse("a file")


def asked_at_once(maker: Maker, *who: str) -> list[Response | BaseException]:
    """What each gets who asks while nothing is ready yet."""

    async def all_of_them() -> list[Response | BaseException]:
        answer = Turn().make(maker)
        asking = [asyncio.create_task(answer(request(one))) for one in who]
        await asyncio.sleep(0.05)
        maker.may_end.set()
        return await asyncio.gather(*asking, return_exceptions=True)

    return asyncio.run(all_of_them())


def statuses(answers: list[Response | BaseException]) -> list[int]:
    return [one.status_code for one in answers if isinstance(one, Response)]


def test_a_few_are_made_at_once_and_the_others_wait_their_turn() -> None:
    maker, who = Maker(), [f"s{n}" for n in range(MOST)]

    assert statuses(asked_at_once(maker, *who)) == [200] * MOST
    assert maker.most == AT_ONCE
    assert sorted(maker.made) == sorted(who)


def test_one_person_waits_for_a_few_and_no_more() -> None:
    answers = statuses(asked_at_once(Maker(), *["one"] * (MOST_OWN + 3), "another"))

    assert answers == [200] * MOST_OWN + [503] * 3 + [200]


def test_more_than_fits_is_refused_whoever_asks() -> None:
    answers = statuses(asked_at_once(Maker(), *[f"s{n}" for n in range(MOST + 2)]))

    assert answers == [200] * MOST + [503] * 2


def test_a_file_that_cannot_be_made_takes_no_place_for_ever() -> None:
    async def again_and_again() -> list[int]:
        maker = Maker()
        maker.may_end.set()
        answer = Turn().make(maker)
        for _ in range(MOST + 1):
            with pytest.raises(ValueError, match="no file"):
                await answer(request("fails"))
        return [(await answer(request("fails-not"))).status_code]

    assert asyncio.run(again_and_again()) == [200]


def test_whoever_leaves_while_waiting_leaves_their_place() -> None:
    async def leaving() -> list[int]:
        maker = Maker()
        answer = Turn().make(maker)
        tasks = [asyncio.create_task(answer(request(f"s{n}"))) for n in range(AT_ONCE)]
        waiting = [asyncio.create_task(answer(request("one"))) for _ in range(MOST_OWN)]
        await asyncio.sleep(0.05)
        for one in waiting:
            one.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        more = [asyncio.create_task(answer(request("one"))) for _ in range(MOST_OWN)]
        await asyncio.sleep(0.05)
        maker.may_end.set()
        return statuses(await asyncio.gather(*tasks, *more))

    assert asyncio.run(leaving()) == [200] * (AT_ONCE + MOST_OWN)


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_is_refused_reads_so_and_when_to_try_again(language: str) -> None:
    async def refused() -> Response:
        maker = Maker()
        answer = Turn().make(maker)
        tasks = [asyncio.create_task(answer(request("one", language))) for _ in range(MOST_OWN)]
        await asyncio.sleep(0.05)
        told = await answer(request("one", language))
        maker.may_end.set()
        await asyncio.gather(*tasks)
        return told

    told, say = asyncio.run(refused()), Say(language)
    page = bytes(told.body).decode()
    assert told.headers["Retry-After"] == str(turn.AGAIN)
    assert say("errors.busy.title") in page and say("errors.busy.text") in page


def test_every_address_that_makes_a_file_does_so_in_turn() -> None:
    in_turn = {
        route.path
        for route in handover.ROUTES
        if isinstance(route, Route) and "Turn.make" in getattr(route.endpoint, "__qualname__", "")
    }

    assert in_turn == {route.path for route in handover.ROUTES if isinstance(route, Route)} - HAND_OVER_ONLY


# --- the real application ---------------------------------------------------------------------------------------------


def answered(server: Server, cookie: str) -> tuple[int, str | None, bytes]:
    """What asking for a report comes to: its status, when to try again, and what is read."""
    with closing(HTTPConnection(urlsplit(server.url).netloc, timeout=60)) as connection:
        connection.request("GET", "/files/blank.pdf", headers={"Cookie": cookie, "Accept": "text/html"})
        answer = connection.getresponse()
        return answer.status, answer.getheader("retry-after"), answer.read()


def half_sent(server: Server, cookie: str) -> socket.socket:
    """A form that is begun and does not come to its end."""
    line = socket.create_connection((urlsplit(server.url).hostname, server.port), timeout=30)
    head = [f"Host: {urlsplit(server.url).netloc}", "Sec-Fetch-Site: same-origin", f"Cookie: {cookie}"]
    lines = ["POST /files/region/invitations.pdf HTTP/1.1", *head, "Content-Length: 99", "", "departments="]
    line.sendall("\r\n".join(lines).encode())
    return line


def test_nobody_waits_for_a_form_that_somebody_does_not_send_to_its_end(demo_server: Server) -> None:
    cookies = [demo_server.sign_in_as("seasoned_chief") for _ in range(2)]
    with ExitStack() as lines:
        for _ in range(AT_ONCE):
            lines.enter_context(closing(half_sent(demo_server, cookies[0])))
        assert ask(demo_server.url, "GET", "/", cookies[0]).status == 200  # by then they have come
        assert answered(demo_server, cookies[1])[0] == 200


def test_a_form_that_does_not_come_to_its_end_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(form, "_TO_COME", 0.05)
    pieces = iter([{"type": "http.request", "body": b"departments=", "more_body": True}])

    async def slowly() -> Message:
        for piece in pieces:
            return piece
        await asyncio.sleep(10)
        raise AssertionError("it was waited for")

    maker = Maker()
    asked = Request({"type": "http", "method": "POST", "path": "/", "headers": []}, slowly)
    told = asyncio.run(form.with_fields(Turn().make(maker))(asked))

    assert told.status_code == 408 and maker.made == []


def test_whoever_leaves_while_sending_a_form_is_no_fault() -> None:
    async def gone() -> Message:
        return {"type": "http.disconnect"}

    asked = Request({"type": "http", "method": "POST", "path": "/", "headers": []}, gone)

    assert asyncio.run(form.with_fields(lambda _, __: PlainTextResponse("made"))(asked)).status_code == 408


def test_pages_and_the_health_check_keep_their_turn_while_many_reports_are_asked_for(region_server: Server) -> None:
    place = region_server.place()
    cookies = [place.person(f"Ada{n} Bruni", Role.MEMBER) for n in range(MOST + 20)]
    begun = perf_counter()
    with ThreadPoolExecutor(len(cookies)) as pool:
        asked = [pool.submit(answered, region_server, one) for one in cookies]
        waited = []
        while not all(one.done() for one in asked):
            for path in ("/health", "/"):
                before = perf_counter()
                assert ask(region_server.url, "GET", path, cookies[0]).status == 200
                waited.append(perf_counter() - before)
    took = perf_counter() - begun
    got = Counter(one.result()[0] for one in asked)

    assert got[200] >= MOST and got[200] + got[503] == len(cookies)
    assert max(waited) < took / 3


def test_one_who_asks_for_ten_reports_is_told_to_come_back_for_some(demo_server: Server) -> None:
    cookie, *others = (demo_server.sign_in_as("seasoned_chief", "es") for _ in range(10))
    with ThreadPoolExecutor(10) as pool:  # in ten browsers, too
        got = list(pool.map(partial(answered, demo_server), (cookie, *others)))

    refused = [one for one in got if one[0] != 200]
    assert 0 < len(refused) <= 10 - MOST_OWN
    for status, again, page in refused:
        assert (status, again) == (503, str(turn.AGAIN))
        assert Say("es")("errors.busy.text") in page.decode()
    assert answered(demo_server, cookie)[0] == 200
