"""What the running application answers to whoever asks by hand: types, cookies, other sites, and requests that hide."""

from __future__ import annotations

import json
import re
import socket
import tomllib
from collections.abc import Mapping
from contextlib import closing, suppress
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import streamlit
from browser import Server

pytestmark = pytest.mark.browser

CONFIG = tomllib.loads((Path(__file__).parent.parent / ".streamlit" / "config.toml").read_text("utf-8"))
SHIPPED = Path(streamlit.__file__).parent / "static"
EVIL = "https://evil.example"
FILES = [
    f"/{next(SHIPPED.rglob(pattern)).relative_to(SHIPPED).as_posix()}" for pattern in ("index*.js", "*.css", "*.woff2")
]
OURS = ["/", "/link", "/sign-in/x", "/health", "/mark.svg", "/favicon.png", "/door.css", "/print.css"]
STREAMLITS = ["/_stcore/health", "/_stcore/host-config", "/_stcore/metrics", *FILES]
ENDS = {".js": "javascript", ".css": "text/css", ".woff2": "font/woff2", ".svg": "image/svg+xml"}


def asked(server: Server, path: str, headers: Mapping[str, str] | None = None) -> tuple[HTTPResponse, bytes]:
    with closing(HTTPConnection(urlsplit(server.url).netloc, timeout=30)) as connection:
        connection.request("GET", path, headers={"Accept": "text/html", **(headers or {})})
        answer = connection.getresponse()
        return answer, answer.read()


@pytest.mark.parametrize("path", [*OURS, *STREAMLITS])
def test_every_answer_says_what_it_is_and_in_which_letters(region_server: Server, path: str) -> None:
    answer, body = asked(region_server, path)
    kind = answer.getheader("content-type") or ""

    assert kind or not body
    assert ENDS.get(Path(path).suffix, "") in kind
    if kind.startswith("text/") or "xml" in kind:
        assert kind.lower().endswith("charset=utf-8")
        body.decode("utf-8")


@pytest.mark.parametrize("path", [*OURS, *STREAMLITS, "/_stcore/upload_file/a/b"])
def test_no_other_site_may_read_what_is_answered(region_server: Server, path: str) -> None:
    answer, _ = asked(region_server, path, {"Origin": EVIL, "Sec-Fetch-Site": "cross-site"})

    assert answer.getheader("access-control-allow-origin") is None
    assert answer.getheader("cross-origin-resource-policy") == "same-origin"


def test_no_other_window_is_listened_to(region_server: Server) -> None:
    answer, body = asked(region_server, "/_stcore/host-config")

    assert answer.status == 200
    assert json.loads(body)["allowedOrigins"] == []  # then Streamlit's page does not listen at all


def test_every_cookie_of_the_platform_stays_on_this_site(region_server: Server) -> None:
    given = [
        cookie for path in STREAMLITS for cookie in asked(region_server, path)[0].headers.get_all("set-cookie") or ()
    ]

    assert given
    assert [one for one in given if not re.search(r"; samesite=(lax|strict)(;|$)", one.lower())] == []
    assert [one for one in given if re.search(r"; (domain|max-age|expires)=", one.lower())] == []


@pytest.mark.parametrize(
    "path", ["/app/static/x", "/media/x", "/.git/config", "/data/in-touch.db", "/static/%2e%2e/app.py"]
)
def test_no_folder_is_served(region_server: Server, path: str) -> None:
    answer, body = asked(region_server, path)

    assert CONFIG["server"]["enableStaticServing"] is False
    assert answer.status in (303, 400, 404)
    assert b"[core]" not in body and b"import" not in body and b"SQLite" not in body


@pytest.mark.parametrize(
    ("headers", "body", "statuses"),
    [
        # with both, the pieces count and the length does not: the second request begins where the pieces end
        (["Content-Length: 4", "Transfer-Encoding: chunked"], "0\r\n\r\n", [404, 200]),
        (["Transfer-Encoding: chunked", "Content-Length: 60"], "0\r\n\r\n", [404, 200]),
        (["Content-Length: 4"], "abcd", [404, 200]),
        (["Content-Length: 4", "Content-Length: 5"], "abcde", [400]),
        (["Content-Length: 4, 5"], "abcde", [400]),
        (["Transfer-Encoding: xchunked", "Content-Length: 4"], "abcd", [400]),
        (["Transfer-Encoding: chunked, identity"], "0\r\n\r\n", [400]),
        (["Transfer-Encoding : chunked"], "0\r\n\r\n", [400]),
        (["Content-Length: +4"], "abcd", [400]),
    ],
)
def test_no_request_hides_in_another(region_server: Server, headers: list[str], body: str, statuses: list[int]) -> None:
    host = urlsplit(region_server.url).netloc
    first = "\r\n".join(["POST /link HTTP/1.1", f"Host: {host}", "Sec-Fetch-Site: same-origin", *headers, "", body])
    second = f"GET /health HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
    said = b""
    with closing(
        socket.create_connection((urlsplit(region_server.url).hostname, region_server.port), timeout=10)
    ) as line:
        line.sendall(f"{first}{second}".encode())
        with suppress(ConnectionResetError):
            while piece := line.recv(2**16):
                said += piece

    assert [int(one) for one in re.findall(rb"HTTP/1\.1 (\d{3}) ", said)] == statuses
