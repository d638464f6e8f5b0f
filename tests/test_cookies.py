"""Every cookie that the running application sets behind TLS, address by address; and that no token stays in its log."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from browser import Server, fill, serving
from elsewhere import CLIENT, NAME, SECRET, Fake, fake
from given import LANGUAGES

from assessment import handover, screens, signin
from assessment.people import Role
from assessment.wording import Say

pytestmark = pytest.mark.browser

HOST = "in-touch.example.org"
CHIEF = "chief@montalbo.example"
STREAMLITS = ("/_stcore/health", "/_stcore/host-config", "/_stcore/upload_file/x/y", "/media/x", "/static/x")


@pytest.fixture(scope="module")
def provider() -> Iterator[Fake]:
    with fake() as one:
        one.claims = {"email": CHIEF, "email_verified": True}
        yield one


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, provider: Fake) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("cookies")
    fill(folder / "in-touch.db")
    (folder / "secret").write_text(SECRET, "utf-8")
    elsewhere = {"issuer": provider.url, "client": CLIENT, "name": NAME, "secret_file": str(folder / "secret")}
    given = {"public_url": f"https://{HOST}", **{f"oidc_{name}": value for name, value in elsewhere.items()}}
    with serving(folder / "in-touch.db", settings=given) as server:
        yield server


@dataclass
class Visitor:
    """A browser behind the proxy: what it is given it sends back, and all of it is on record."""

    server: Server
    jar: dict[str, str] = field(default_factory=dict)
    given: list[str] = field(default_factory=list)

    def ask(self, method: str, path: str) -> tuple[int, str, str]:
        """The status, where it leads, and what it says."""
        sent = {"Host": HOST, "Origin": f"https://{HOST}", "Sec-Fetch-Site": "same-origin", "Accept": "text/html"}
        sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.jar.items())
        with closing(HTTPConnection(urlsplit(self.server.url).netloc, timeout=30)) as connection:
            connection.request(method, path, headers=sent)
            answer = connection.getresponse()
            for one in answer.headers.get_all("set-cookie") or ():
                self.given.append(one)
                name, _, value = one.split(";")[0].partition("=")
                self.jar[name] = value
            return answer.status, answer.getheader("location") or "", answer.read().decode("utf-8", "replace")


def test_every_cookie_is_named_on_the_page_about_privacy_and_is_as_closed_as_it_can_be(
    server: Server, provider: Fake
) -> None:
    visitor = Visitor(server)
    token = server.operator.invite(CHIEF, Role.CHIEF, department_id="p000")
    _, page, _ = visitor.ask("GET", f"/sign-in/{token}")
    assert visitor.ask("POST", page)[:2] == (303, "/")
    _everywhere(visitor)
    _by_the_other_site(visitor, provider)
    visitor.ask("POST", "/auth/logout")

    names = {one.partition("=")[0] for one in visitor.given}
    called = {re.sub(r"(-link-).*", r"\1…", name) for name in names}
    for language in LANGUAGES:
        assert called == set(re.findall("`([^`]+)`", Say(language)("privacy.cookies.text")))
    for one in visitor.given:
        ((name, cookie),) = SimpleCookie(one).items()
        is_ours = name != "_streamlit_xsrf"  # which its own script has to read
        assert name.startswith("__Host-") is is_ours, one
        assert cookie["secure"] and cookie["path"] == "/" and not cookie["domain"], one
        assert cookie["samesite"].lower() == "lax" and bool(cookie["httponly"]) is is_ours, one


def _everywhere(visitor: Visitor) -> None:
    """Ask each address of ours and of Streamlit's that there is, but for those that end the session."""
    routes = [one.path for one in signin.routes(screens.open_to, handover.ROUTES)]  # type: ignore[attr-defined]
    for path in (*routes, *STREAMLITS):
        if path not in ("/auth/logout", "/auth/elsewhere/back"):
            for method in ("GET", "HEAD"):
                visitor.ask(method, re.sub(r"{[^}]+}", "1", path))
    for name in screens.open_to(Role.CHIEF):
        visitor.ask("GET", f"/{name}")


def _by_the_other_site(visitor: Visitor, provider: Fake) -> None:
    """Sign in there, and come back twice: the second time in vain."""
    _, _, said = visitor.ask("POST", "/auth/elsewhere")
    (there,) = re.findall(r'content="0; url=([^"]+)"', said)
    given = {name: values[0] for name, values in parse_qs(urlsplit(html.unescape(there)).query).items()}
    provider.nonce = given["nonce"]
    back = f"/auth/elsewhere/back?code=a-code&state={given['state']}"
    assert visitor.ask("GET", back)[:2] == (303, "/")
    assert visitor.ask("GET", back)[1].startswith("/auth/elsewhere/problem?")


def test_no_token_stands_in_the_log(server: Server, provider: Fake) -> None:
    visitor = Visitor(server)
    used = server.operator.invite(CHIEF, Role.CHIEF, department_id="p000")
    _, page, _ = visitor.ask("GET", f"/sign-in/{used}")
    visitor.ask("POST", page)
    visitor.ask("GET", f"/sign-in/{used}")
    visitor.ask("POST", f"/sign-in/{used}")
    _by_the_other_site(visitor, provider)
    log = Path(server.log).read_text("utf-8")

    carried = [value.split(".")[0] for value in visitor.jar.values() if value.strip('"')]
    assert "refused" in log and not any(one in log for one in (used, "a-code", *carried))
