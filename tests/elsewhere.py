"""Another site to sign in at: a real one, on a port of its own, and one that says whatever a test lets it say."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
from joserfc import jwt
from joserfc.jwk import ECKey, Key, RSAKey

CLIENT, SECRET, NAME = "in-touch", "not-to-be-told", "Accesso del Comune"
KEY = RSAKey.generate_key(2048, {"kid": "first", "use": "sig"}, auto_kid=False)
OTHER_KEY = RSAKey.generate_key(2048, {"kid": "second", "use": "sig"}, auto_kid=False)
CURVE_KEY = ECKey.generate_key("P-256", {"kid": "curve", "use": "sig"}, auto_kid=False)


@contextmanager
def real(log: Path, *people: Mapping[str, Any]) -> Iterator[str]:
    """A real provider that knows some people; its address."""
    port = free_port()
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port)]
    command += [part for one in people for part in ("--user-claims", json.dumps(one))]
    with log.open("ab") as told:
        process = subprocess.Popen(command, stdout=told, stderr=told)
        try:
            wait_for(f"http://127.0.0.1:{port}/jwks", process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(20)


def wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    """Wait until somebody answers."""
    end = time.monotonic() + 60
    while True:
        try:
            httpx.get(url)
            return
        except httpx.TransportError:
            assert process.poll() is None and time.monotonic() < end, "the provider does not start"
            time.sleep(0.1)


def free_port() -> int:
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@dataclass
class Fake:
    """A provider that says what a test lets it say, and remembers what it was asked."""

    url: str = ""
    description: dict[str, Any] = field(default_factory=dict)  # instead of what it would say of itself
    claims: dict[str, Any] = field(default_factory=dict)  # likewise of whom it vouches for; None leaves one out
    header: dict[str, Any] = field(default_factory=lambda: {"alg": "RS256", "kid": "first"})
    signs_with: Key = field(default_factory=lambda: KEY)
    publishes: list[Key] = field(default_factory=lambda: [KEY, CURVE_KEY])
    written: Callable[[dict[str, Any]], str] | None = None  # the token, where a test writes it itself
    userinfo: dict[str, Any] = field(default_factory=dict)
    answers: dict[str, tuple[int, bytes]] = field(default_factory=dict)  # instead of anything else, by path
    asked: list[tuple[str, dict[str, str], dict[str, str]]] = field(default_factory=list)
    nonce: str = ""  # of whoever signs in now

    def paths(self) -> list[str]:
        return [path for path, _, _ in self.asked]

    def answer(self, path: str) -> tuple[int, bytes]:
        if path in self.answers:
            return self.answers[path]
        told: dict[str, Any] = {
            "/.well-known/openid-configuration": self._described,
            "/keys": lambda: {"keys": [one.as_dict(private=False) for one in self.publishes]},
            "/token": lambda: {"access_token": "opens-userinfo", "token_type": "Bearer", "id_token": self._token()},
            "/userinfo": lambda: self.userinfo,
        }.get(path, lambda: None)()
        return (404, b"{}") if told is None else (200, json.dumps(told).encode())

    def _described(self) -> dict[str, Any]:
        places = {"authorization_endpoint": "/go", "token_endpoint": "/token", "jwks_uri": "/keys"}
        return {"issuer": self.url, **{name: self.url + path for name, path in places.items()}, **self.description}

    def _token(self) -> str:
        now = int(time.time())
        said: dict[str, Any] = {
            **{"iss": self.url, "aud": CLIENT, "sub": "ada-7", "nonce": self.nonce, "iat": now, "exp": now + 300},
            **self.claims,
        }
        said = {name: value for name, value in said.items() if value is not None}
        if self.written is not None:
            return self.written(said)
        return jwt.encode(self.header, said, self.signs_with, algorithms=[self.header["alg"]])


@contextmanager
def fake() -> Iterator[Fake]:
    """Such a provider, as long as the block lasts."""
    one = Fake()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # so it is called
            length = int(self.headers.get("content-length", 0))
            fields = {name: values[0] for name, values in parse_qs(self.rfile.read(length).decode()).items()}
            path = urlsplit(self.path).path
            one.asked.append((path, fields, {name.lower(): value for name, value in self.headers.items()}))
            status, body = one.answer(path)
            self.send_response(status)
            self.send_header("content-length", str(len(body)))
            if status == 302:
                self.send_header("location", f"{one.url}/elsewhere")
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET  # noqa: N815

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    one.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield one
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def authorise(address: str, subject: str | None) -> str:
    """Sign in at the real provider, or refuse to; where it sends the browser back to, without the origin."""
    form = {"action": "deny"} if subject is None else {"sub": subject}
    answer = httpx.post(address, data=form)
    assert answer.status_code == 302, answer.text
    parts = urlsplit(answer.headers["location"])
    return f"{parts.path}?{parts.query}"


def back(state: str, **more: str) -> str:
    """The address that a provider sends the browser back to."""
    return "/auth/elsewhere/back?" + urlencode({"code": "a-code", "state": state, **more})
