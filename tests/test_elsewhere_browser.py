"""In at another site and back, and out at both, in a real browser: what policy and cookies let through."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from browser import Server, fill, serving, wait_for_run
from elsewhere import CLIENT, NAME, SECRET, real
from playwright.sync_api import Browser, ConsoleMessage, Page, expect
from test_accessibility_browser import ALL

from assessment.people import Role
from assessment.wording import Say

pytestmark = pytest.mark.browser

ADA = "ada@montalbo.example"
IT = Say("it")
PEOPLE = (
    {"sub": "ada", "email": ADA, "email_verified": True},
    {"sub": "unverified", "email": ADA, "email_verified": False},
    {"sub": "stranger", "email": "stranger@elsewhere.example", "email_verified": True},
)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The application with a provider beside it, which to a browser is another site: it has another host."""
    folder = tmp_path_factory.mktemp("elsewhere")
    fill(folder / "in-touch.db")
    (folder / "secret").write_text(SECRET, "utf-8")  # it takes nobody without one
    with real(folder / "provider.log", *PEOPLE) as issuer:
        settings = {
            "oidc_issuer": issuer.replace("127.0.0.1", "localhost"),
            "oidc_client": CLIENT,
            "oidc_name": NAME,
            "oidc_secret_file": str(folder / "secret"),
        }
        with serving(folder / "in-touch.db", settings=settings) as server:
            server.operator.invite(ADA, Role.CHIEF, department_id="p000", name="Ada Bruni", language="it")
            yield server


@dataclass
class Tab:
    """A browser of somebody's, that hears what it refuses."""

    page: Page
    server: Server
    refused: list[str] = field(default_factory=list)

    def hear(self, message: ConsoleMessage) -> None:
        if re.search(r"Content[- ]Security[- ]Policy|Refused to", message.text):
            self.refused.append(message.text)

    def go(self) -> None:
        """Press the button of the first page, and come to the other site by oneself."""
        self.page.goto(self.server.url)
        self.page.get_by_role("button", name=IT("signin.elsewhere.button", name=NAME)).click()
        self.page.wait_for_url("http://localhost:*/oauth2/authorize?*")

    def sign_in(self, who: str) -> None:
        """Sign in there, and come back."""
        self.go()
        self.page.get_by_role("button", name=who, exact=True).click()


@pytest.fixture
def tab(chrome: Browser, server: Server) -> Iterator[Tab]:
    context = chrome.new_context(locale="it-IT")
    one = Tab(context.new_page(), server)
    context.on("console", one.hear)
    yield one
    context.close()
    assert one.refused == []


def test_the_button_leads_there_and_back_and_out_at_both(tab: Tab) -> None:
    tab.sign_in("ada")
    tab.page.wait_for_url(f"{tab.server.url}/")
    wait_for_run(tab.page)
    names = {one["name"]: one for one in tab.page.context.cookies(tab.server.url)}
    assert "in-touch" in names and "in-touch-elsewhere" not in names
    assert names["in-touch"]["expires"] == -1

    tab.page.goto(f"{tab.server.url}/auth/logout")
    tab.page.get_by_role("button", name=IT("signin.out.button")).click()
    tab.page.wait_for_url("http://localhost:*/oauth2/end_session?*")
    tab.page.get_by_role("button").first.click()
    expect(tab.page.get_by_role("status")).to_have_text(IT("signin.because.signed_out"))
    assert "in-touch" not in {one["name"] for one in tab.page.context.cookies(tab.server.url)}


def test_on_a_device_of_ones_own_the_session_outlives_the_browser(tab: Tab) -> None:
    tab.page.goto(tab.server.url)
    tab.page.get_by_label(IT("signin.link.own")).check()
    tab.page.get_by_role("button", name=IT("signin.elsewhere.button", name=NAME)).click()
    tab.page.get_by_role("button", name="ada", exact=True).click()
    tab.page.wait_for_url(f"{tab.server.url}/")

    (given,) = [one for one in tab.page.context.cookies(tab.server.url) if one["name"] == "in-touch"]
    assert given["expires"] > 0


def test_going_back_leads_to_the_first_page(tab: Tab) -> None:
    tab.go()
    tab.page.go_back()

    expect(tab.page).to_have_url(f"{tab.server.url}/")


@pytest.mark.parametrize(
    ("who", "title"),
    [("unverified", "errors.elsewhere_unverified.title"), ("stranger", "signin.elsewhere.stranger.title")],
)
def test_who_does_not_come_in_reads_why_and_can_begin_again(tab: Tab, who: str, title: str) -> None:
    tab.sign_in(who)
    expect(tab.page.get_by_role("heading", level=1)).to_have_text(IT(title))

    found = Axe().run(tab.page, options={"runOnly": ALL}).response["violations"]
    assert [one["id"] for one in found] == []
    tab.page.get_by_role("link", name=IT("errors.start")).click()
    expect(tab.page.get_by_role("button", name=IT("signin.elsewhere.button", name=NAME))).to_be_visible()


def test_the_first_page_with_its_button_is_for_everybody(tab: Tab) -> None:
    tab.page.goto(tab.server.url)

    found = Axe().run(tab.page, options={"runOnly": ALL}).response["violations"]
    assert [one["id"] for one in found] == []


def test_the_log_says_nothing_of_anybody(tab: Tab, tmp_path: Path) -> None:
    tab.sign_in("stranger")
    expect(tab.page.get_by_role("heading", level=1)).to_have_text(IT("signin.elsewhere.stranger.title"))
    told = tab.server.log.read_text()

    assert "Stranger" in told
    assert not re.search(r"elsewhere\.example|montalbo\.example|code=|state=", told)
