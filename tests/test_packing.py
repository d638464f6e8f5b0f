"""What a first visit loads is sent packed: once made, never against the browser's will, and else as it was."""

from __future__ import annotations

import asyncio
import gzip
import os
import re
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import brotli
import pytest
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import Message
from streamlit.web.server.starlette.starlette_static_routes import create_streamlit_static_assets_routes

from assessment.signin import packing
from assessment.signin.document import FIRST, document
from assessment.signin.packing import Coding, Packed, pack, packed_text, taken

LARGE, SMALL, FONT = (
    next(name for name in packing._FILES if part in name)
    for part in ("/js/PlotlyChart", "/js/Radio", "/SourceSansVF-Upright")
)
THE_SAME = {"content-type", "cache-control", "last-modified"}  # as Streamlit says it of the file


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Headers
    body: bytes


def _echo(request: Request) -> Response:
    return PlainTextResponse(",".join(request.headers.getlist("accept-encoding")))


@pytest.fixture
def app() -> Packed:
    """Streamlit's own way to its files, behind ours."""
    return Packed(Starlette(routes=[Route("/echo", _echo), *create_streamlit_static_assets_routes("")]))


async def ask(app: Packed, path: str, method: str = "GET", **headers: str) -> Answer:
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "method": method,
        "path": path,
        "root_path": "",
        "query_string": b"",
        "headers": [(name.lower().replace("_", "-").encode(), value.encode()) for name, value in headers.items()],
    }
    await app(scope, receive, send)
    assert [message.get("more_body", False) for message in sent[1:]] == [True] * (len(sent) - 2) + [False]
    return Answer(
        sent[0]["status"], Headers(raw=sent[0]["headers"]), b"".join(message.get("body", b"") for message in sent[1:])
    )


def get(app: Packed, path: str, method: str = "GET", **headers: str) -> Answer:
    return asyncio.run(ask(app, path, method, **headers))


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip", "gzip"),
        ("gzip, deflate, br, zstd", "br"),
        ("br", "br"),
        ("GZIP", "gzip"),
        ("x-gzip", "gzip"),
        ("*", "br"),
        ("*, br;q=0", "gzip"),
        ("br;q=1.0, gzip;q=0.8, *;q=0.1", "br"),
        ("br;q=0.5, gzip;q=0.8", "gzip"),
        ("gzip;q=0.5, identity;q=0.5", "gzip"),
        ("identity;q=0, gzip", "gzip"),
        ("gzip ; q=0.3", "gzip"),
        ("gzip;q=0, br", "br"),
        ("", None),
        ("gzip;q=0", None),
        ("gzip;q=0.000", None),
        ("gzip; q=0, br;q=0, *", None),
        ("*;q=0", None),
        ("gzippy, brr", None),
        ("identity", None),
        ("gzip;q=0.2, br;q=0.3, identity;q=0.9", None),
        ("gzip;q=much", None),
        (",;,q=,=", None),
    ],
)
def test_a_file_is_packed_for_who_takes_it_so(accepted: str, coding: str | None) -> None:
    assert taken([accepted]) == coding
    assert taken(["deflate", accepted]) == coding


def test_a_large_file_comes_packed_and_all_else_is_said_of_it_as_before(app: Packed) -> None:
    plain, packed = get(app, LARGE), get(app, LARGE, Accept_Encoding="gzip")

    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain.body
    assert len(packed.body) < len(plain.body) / 3
    assert int(packed.headers["content-length"]) == len(packed.body)
    assert {name: packed.headers[name] for name in THE_SAME} == {name: plain.headers[name] for name in THE_SAME}
    assert "immutable" in packed.headers["cache-control"]
    assert [answer.headers["vary"] for answer in (plain, packed)] == ["Accept-Encoding"] * 2
    assert packed.headers["etag"] == f"W/{plain.headers['etag']}"
    assert "accept-ranges" not in packed.headers


def test_packing_again_gives_way_to_everything_else(app: Packed) -> None:
    def priority() -> int:
        return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())

    assert sys.platform != "linux" or app._one_by_one.submit(priority).result() == 19 > priority()


def test_who_takes_brotli_is_sent_it_quickly_and_smaller_once_there_was_time(app: Packed) -> None:
    async def both() -> tuple[Answer, Answer]:
        first = await ask(app, SMALL, Accept_Encoding="gzip, br")
        await asyncio.to_thread(app._one_by_one.shutdown)  # waits for what it was asked to do
        return first, await ask(app, SMALL, Accept_Encoding="gzip, br")

    first, second = asyncio.run(both())
    content = packing._FILES[SMALL].read_bytes()

    assert [answer.headers["content-encoding"] for answer in (first, second)] == ["br", "br"]
    assert [brotli.decompress(answer.body) for answer in (first, second)] == [content] * 2
    assert len(second.body) == int(second.headers["content-length"]) == len(pack(content, Coding.BROTLI))
    assert len(second.body) < len(first.body) < len(pack(content, Coding.GZIP))


@pytest.mark.parametrize("accepted", ["gzip", "gzip;q=0"])
def test_head_tells_the_same_without_the_file(app: Packed, accepted: str) -> None:
    head, whole = (get(app, LARGE, method, Accept_Encoding=accepted) for method in ("HEAD", "GET"))

    assert (head.status, head.headers, head.body) == (200, whole.headers, b"")


@pytest.mark.parametrize("headers", [{}, {"Accept_Encoding": "gzip;q=0, deflate"}])
def test_a_file_comes_as_it_is_to_who_wants_it_so(app: Packed, headers: dict[str, str]) -> None:
    answer = get(app, LARGE, **headers)

    assert "content-encoding" not in answer.headers
    assert answer.body == packing._FILES[LARGE].read_bytes()


def test_a_part_is_a_part_of_the_file_as_it_is(app: Packed) -> None:
    answer = get(app, LARGE, Accept_Encoding="gzip", Range="bytes=10-19")

    assert answer.status == 206
    assert "content-encoding" not in answer.headers
    assert answer.headers["vary"] == "Accept-Encoding"
    assert answer.body == packing._FILES[LARGE].read_bytes()[10:20]


@pytest.mark.parametrize("had", ["gzip", "identity"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_who_has_a_file_is_not_sent_it_again(app: Packed, had: str, method: str) -> None:
    tag = get(app, LARGE, Accept_Encoding=had).headers["etag"]
    answer = get(app, LARGE, method, Accept_Encoding="gzip", If_None_Match=tag)

    assert (answer.status, answer.body) == (304, b"")
    assert answer.headers["etag"] == get(app, LARGE, Accept_Encoding="gzip").headers["etag"]
    assert answer.headers["vary"] == "Accept-Encoding"
    assert "content-encoding" not in answer.headers


def test_what_does_not_get_smaller_is_left_as_it_is(app: Packed) -> None:
    answer = get(app, FONT, Accept_Encoding="gzip")

    assert "content-encoding" not in answer.headers
    assert answer.body == packing._FILES[FONT].read_bytes()


@pytest.fixture
def packings(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[tuple[Path, str]]]:
    """Every file that is packed, and the thread it is done in."""
    made: list[tuple[Path, str]] = []
    packs = Packed._pack

    def noted(self: Packed, path: Path, coding: Coding) -> bytes | None:
        made.append((path, threading.current_thread().name))
        return packs(self, path, coding)

    monkeypatch.setattr(Packed, "_pack", noted)
    yield made


def test_of_many_who_ask_at_once_one_has_a_file_packed_in_a_thread_of_its_own(
    app: Packed, packings: list[tuple[Path, str]]
) -> None:
    async def many() -> list[Answer]:
        return await asyncio.gather(*(ask(app, LARGE, Accept_Encoding="gzip") for _ in range(20)))

    answers = [*asyncio.run(many()), get(app, LARGE, Accept_Encoding="gzip")]

    assert len({answer.body for answer in answers}) == 1
    ((path, thread),) = packings
    assert path == packing._FILES[LARGE]
    assert thread != threading.main_thread().name


def test_who_asks_first_and_leaves_leaves_nobody_waiting(app: Packed, packings: list[tuple[Path, str]]) -> None:
    async def one_leaves() -> Answer:
        first = asyncio.create_task(ask(app, LARGE, Accept_Encoding="gzip"))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        second = asyncio.create_task(ask(app, LARGE, Accept_Encoding="gzip"))
        first.cancel()
        return await second

    assert asyncio.run(one_leaves()).headers["content-encoding"] == "gzip"
    assert len(packings) == 1


@pytest.mark.parametrize(
    "path", ["/static/js/none.js", "/static/./js/none.js", f"/{LARGE}", LARGE.replace("/js/", "/./js/"), "/index.html"]
)
def test_nothing_is_kept_of_what_is_not_one_of_the_files(
    app: Packed, packings: list[tuple[Path, str]], path: str
) -> None:
    get(app, path, Accept_Encoding="gzip")

    assert packings == []


@pytest.mark.parametrize(
    ("accepted", "told"), [("br, gzip;q=0.5", "br, gzip"), ("gzip;q=0, br", "br"), ("gzip;q=0", "")]
)
def test_streamlit_is_told_in_one_word(app: Packed, accepted: str, told: str) -> None:
    assert get(app, "/echo", Accept_Encoding=accepted).body.decode() == told


def test_before_the_first_page_comes_no_font_no_figure_and_not_much(app: Packed) -> None:
    page = document("it")
    asked = re.findall(r'(?:href|src)="\.?(/[^"?]+)', page.replace("<link disabled", "<"))
    scripts = [path for path in asked if path.startswith("/static/js/")]
    sent = sum(len(get(app, path, Accept_Encoding="br").body) for path in scripts)

    assert [path for path in asked if "woff2" in path or "PlotlyChart" in path] == []
    assert scripts == list(FIRST)
    assert len(scripts) <= 70
    assert sent <= 480_000  # as it is packed quickly; 430,000 from the second visit on
    assert len(packed_text(page, Coding.BROTLI)) <= 12_500
