"""The real application for a real browser: servers, invented people signed in, and pages that notice what leaks out."""

from __future__ import annotations

import fcntl
import os
import re
import resource
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from find_browser import chromium
from given import QUESTIONS
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Error,
    Locator,
    Page,
    Request,
    expect,
    sync_playwright,
)

from assessment import storage
from assessment.answers import Draft, Profile, SavedAnswer
from assessment.people import Role
from assessment.rounds import NewDepartment
from assessment.storage import OPERATOR, Store, digest, now

TOP = Path(__file__).parent.parent
REGION, ZONE = "north", "Europe/Rome"
TO_START, TO_STOP = 60.0, 20.0  # seconds, on a busy machine
PATIENCE = 20_000  # milliseconds, for anything that a page must come to show
RUNNING = '[data-testid="stApp"][data-test-connection-state="CONNECTED"][data-test-script-state="notRunning"]'


# --- servers ---------------------------------------------------------------------------------------------------------


@dataclass
class Server:
    """The application on a port of its own, on a database of its own."""

    database: Path
    demo: bool
    options: tuple[str, ...] = ()
    errors: str = ""  # where standard error goes, if not into the log
    settings: Mapping[str, str] = field(default_factory=dict)  # besides, by their names without prefix
    files: int = 0  # how many it may open, if not as many as these tests
    app: Path = TOP / "app.py"
    port: int = field(default_factory=lambda: _free_port())
    process: subprocess.Popen[bytes] | None = None
    round_id: int = 0  # of a region made by `fill`
    handed_out: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        return self.database.with_suffix(".log")

    @property
    def operator(self) -> Store:
        return Store(self.database, OPERATOR)

    def start(self) -> None:
        """Start, and wait until it answers."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith("ASSESSMENT_")}
        environment |= {
            "ASSESSMENT_DATABASE": str(self.database),
            "ASSESSMENT_DEMO": str(int(self.demo)),
            "ASSESSMENT_PUBLIC_URL": self.url,
            "ASSESSMENT_QUESTIONS": str(QUESTIONS),
        }
        environment |= {f"ASSESSMENT_{name.upper()}": value for name, value in self.settings.items()}
        command = [sys.executable, "-m", "streamlit", "run", str(self.app), "--server.port", str(self.port)]
        with self.log.open("ab") as log, Path(self.errors or self.log).open("ab") as errors:
            self.process = subprocess.Popen(
                [*command, *self.options],
                env=environment,
                cwd=TOP,
                stdout=log,
                stderr=errors,
                preexec_fn=partial(resource.setrlimit, resource.RLIMIT_NOFILE, (self.files,) * 2)
                if self.files
                else None,
            )
        self.wait()

    def wait(self, health: str = "/health") -> None:
        """Wait until it answers."""
        end = time.monotonic() + TO_START
        while not self.answers(health):
            assert self.process is not None and self.process.poll() is None, f"did not start:\n{self.log.read_text()}"
            assert time.monotonic() < end, f"does not answer:\n{self.log.read_text()}"
            time.sleep(0.1)

    def answers(self, health: str) -> bool:
        with suppress(OSError):
            return ask(self.url, "GET", health).status == 200
        return False

    def stop(self, *, kill: bool = False) -> None:
        """End it; with `kill`, as a power cut ends a program."""
        if self.process is None:
            return
        if kill:
            self.process.kill()
        else:
            self.process.terminate()
        try:
            self.process.wait(TO_STOP)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(TO_STOP)
        self.process = None

    def restart(self) -> None:
        self.stop()
        self.start()

    def place(self) -> Place:
        """A department that no other test has."""
        number, self.handed_out = self.handed_out, self.handed_out + 1
        assert number < PLACES, "more departments are needed"
        return Place(self, f"p{number:03d}", f"Montalbo {number}", self.round_id)

    def sign_in(self, link: str, language: str = "it") -> str:
        """Use a sign-in link (its token) as its button does; returns the cookie."""
        opened = ask(self.url, "GET", f"/sign-in/{link}?language={language}")
        return _cookie(ask(self.url, "POST", opened.location, opened.cookie))

    def sign_in_as(self, persona: str, language: str = "it") -> str:
        """Be somebody of the demo; returns the cookie."""
        return _cookie(ask(self.url, "POST", f"/sign-in-as/{persona}?language={language}"))


@contextmanager
def serving(
    database: Path,
    *options: str,
    demo: bool = False,
    errors: str = "",
    settings: Mapping[str, str] | None = None,
    files: int = 0,
    app: Path = TOP / "app.py",
) -> Iterator[Server]:
    """The application on a database, as long as the block lasts."""
    server = Server(database, demo, options, errors, settings or {}, files, app)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def build_demo(database: Path, folder: Path) -> Path:
    """A demo to work on, copied from one that is built once for all the processes that share a folder."""
    built = folder / "built-once.db"
    with (folder / "built-once.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        subprocess.run(
            [sys.executable, "-m", "assessment", "demo", "--database", str(built), "--if-missing"], cwd=TOP, check=True
        )
    shutil.copy(built, database)
    return database


@dataclass(frozen=True)
class HttpAnswer:
    """What came back, with the first cookie it gave."""

    status: int
    cookie: str
    location: str
    body: bytes


def ask(url: str, method: str, path: str, cookie: str = "") -> HttpAnswer:
    """One request, as a page of the application itself makes it; follows nothing."""
    with closing(HTTPConnection(urlsplit(url).netloc, timeout=30)) as connection:
        headers = {"Origin": url, "Sec-Fetch-Site": "same-origin", "Cookie": cookie, "Accept": "text/html"}
        connection.request(method, path, headers=headers)
        answer = connection.getresponse()
        given = (answer.getheader("set-cookie") or "").split(";")[0]
        return HttpAnswer(answer.status, given, answer.getheader("location") or "", answer.read())


def _cookie(answer: HttpAnswer) -> str:
    assert answer.status == 303, f"not signed in: {answer.status}"
    assert answer.cookie, "no cookie was given"
    return answer.cookie


def _free_port() -> int:
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


# --- a region of its own for every test ------------------------------------------------------------------------------


@dataclass
class Place:
    """A department in an open round, and those who work on its assessment."""

    server: Server
    id: str
    name: str
    round_id: int

    def begin(self) -> int:
        """Its draft."""
        return self.server.operator.begin(self.round_id, self.id).id

    @property
    def draft(self) -> Draft:
        found = self.server.operator.draft(self.round_id, self.id)
        assert found is not None, "nothing was begun"
        return found

    def person(self, name: str = "Ada Bruni", role: Role = Role.CHIEF, language: str = "it") -> str:
        """Sign somebody in, who as a chief has read who gave them access; returns the cookie."""
        email = f"{name.split()[0]}.{self.id}@example.org".lower()
        link = self.server.operator.invite(email, role, department_id=self.id, name=name, language=language)
        cookie = self.server.sign_in(link, language)
        if role is Role.CHIEF:
            store = Store(self.server.database, digest(cookie.partition("=")[2]))
            store.read_told([event_id for one in store.told_of(self.id) for event_id in one.event_ids])
        return cookie

    def answers(self) -> dict[str, SavedAnswer]:
        return self.server.operator.answers(self.draft.id)

    def value(self, question_id: str) -> object:
        """What is on disk: a level or another answer; None where there is none."""
        saved = self.answers().get(question_id)
        return None if saved is None else saved.value

    def profile(self) -> Profile:
        return self.server.operator.profile(self.draft.id)[0]

    def note(self, question_id: str, part: str = "note") -> str:
        """What is on disk beside an answer."""
        return self.server.operator.note(self.draft.id, question_id, part).value


def eventually(holds: Callable[[], bool]) -> bool:
    """Wait for what has no sign of its own; whether it came to hold."""
    end = time.monotonic() + PATIENCE / 1000
    while not holds() and time.monotonic() < end:
        time.sleep(0.02)
    return holds()


def on_disk(read: Callable[[], object], value: object) -> None:
    """Wait until what is read from the disk is so."""
    eventually(lambda: read() == value)
    assert read() == value


_HOLD = """
import sqlite3, sys
held = sqlite3.connect(sys.argv[1], isolation_level=None)
held.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.read()
"""


@contextmanager
def locked(database: Path) -> Iterator[None]:
    """Another program holds the database, as long as the block lasts."""
    command = [sys.executable, "-c", _HOLD, str(database)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdin is not None and holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        yield
        holder.stdin.close()


PLACES = 260  # departments to hand out, one a test


def fill(database: Path, questions: Path = QUESTIONS) -> int:
    """A region whose round is open now, with a department for every test; returns the round."""
    with closing(storage.prepare(database)):
        operator = Store(database, OPERATOR)
        sha256 = operator.keep_questionnaire(questions.read_bytes())
        operator.add_region(REGION, "North", ZONE)
        places = [NewDepartment(f"Montalbo {n}", "it", id=f"p{n:03d}") for n in range(PLACES)]
        operator.add_departments(REGION, places)
        today = now().date()
        opens, closes = today - timedelta(days=10), today + timedelta(days=60)
        return operator.set_up_round(REGION, str(today.year), sha256, opens, closes).id


# --- pages -----------------------------------------------------------------------------------------------------------


# There is no graphics card to look for; without windows, letters would be bent to the pixels as on no screen.
DRAWS = ("--disable-gpu", "--font-render-hinting=slight")


@contextmanager
def a_chromium() -> Iterator[Browser]:
    """A browser, as long as the block lasts, in which playwright keeps an event loop running."""
    path = chromium()
    expect.set_options(timeout=PATIENCE)
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=[*DRAWS, *sandbox])
        yield browser
        browser.close()


USUAL: dict[str, Any] = {"viewport": {"width": 1280, "height": 900}, "locale": "it-IT"}
ITS_OWN = USUAL.keys()  # what a page can be given that another test has used


@dataclass
class Rooms:
    """Pages that a test has left and the next may use: a new browser takes twice as long to show the application."""

    spare: dict[str, list[Page]] = field(default_factory=dict)  # by the browser's language

    def take(self, locale: str) -> Page | None:
        """A page as if it were new, if one was left."""
        return self.spare[locale].pop() if self.spare.get(locale) else None

    def leave(self, page: Page, locale: str, url: str) -> None:
        """Leave a page as it was found: with nothing kept, nothing to go back to, and nothing set."""
        for other in page.context.pages:
            if other is not page:
                other.close()
        page.context.clear_cookies()
        page.goto(f"{url}/health")  # of the same origin, and without a script
        page.evaluate("() => { localStorage.clear(); sessionStorage.clear(); }")
        client = page.context.new_cdp_session(page)
        client.send("Page.resetNavigationHistory")
        client.detach()
        page.emulate_media(media="null", color_scheme="light", forced_colors="none", reduced_motion="no-preference")
        page.mouse.move(0, 0)
        self.spare.setdefault(locale, []).append(page)


@dataclass
class Desk:
    """Opens pages of one server for people, and notices what must never happen on any of them."""

    browser: Browser
    server: Server
    rooms: Rooms = field(default_factory=Rooms)
    leaks: list[str] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)
    lent: list[tuple[Page, str]] = field(default_factory=list)

    def context(self, cookie: str, **how: object) -> BrowserContext:
        """A browser of somebody's own, signed in, that nobody has used and nobody will."""
        context = self.browser.new_context(**{**USUAL, **how})
        self.contexts.append(context)
        return self._entered(context, cookie)

    def open(self, cookie: str, address: str = "/", **how: object) -> Page:
        """A page of somebody's, drawn to its end."""
        if how.keys() - ITS_OWN:
            return self.tab(self.context(cookie, **how), address)
        locale, viewport = (str({**USUAL, **how}["locale"]), {**USUAL, **how}["viewport"])
        page = self.rooms.take(locale) or self.browser.new_context(locale=locale).new_page()
        self.lent.append((page, locale))
        page.set_viewport_size(viewport)
        self._entered(page.context, cookie)
        return self._drawn(page, address)

    def _entered(self, context: BrowserContext, cookie: str) -> BrowserContext:
        """Sign a browser in, and watch it."""
        context.set_default_timeout(PATIENCE)
        if cookie:
            name, _, value = cookie.partition("=")
            context.add_cookies([{"name": name, "value": value, "url": self.server.url}])
        context.on("request", self._requested)
        context.on("console", self._said)
        return context

    def tab(self, context: BrowserContext, address: str = "/") -> Page:
        """One more tab of the same browser."""
        return self._drawn(context.new_page(), address)

    def _drawn(self, page: Page, address: str) -> Page:
        page.goto(self.server.url + address)
        wait_for_run(page)
        return page

    def close(self) -> None:
        """Close everything or leave it to the next, and fail over what was noticed."""
        for context in self.contexts:
            context.close()
        self.contexts.clear()
        for page, locale in self.lent:
            page.context.remove_listener("request", self._requested)
            page.context.remove_listener("console", self._said)
            self.rooms.leave(page, locale, self.server.url)
        self.lent.clear()
        assert self.leaks == []

    def _requested(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob") and parts.netloc != urlsplit(self.server.url).netloc:
            self.leaks.append(f"asked another host: {request.url}")

    def _said(self, message: ConsoleMessage) -> None:
        if re.search(r"Content[- ]Security[- ]Policy|Refused to", message.text):
            self.leaks.append(f"against the policy: {message.text}")


def wait_for_run(page: Page) -> None:
    """Wait until the page is connected, nothing runs, and the foot stands under a whole screen."""
    page.wait_for_selector(f'{RUNNING} a[href="/auth/logout"]', state="attached")
    page.wait_for_function("""() => document.querySelector('[data-stale="true"]') === null""")


def choices(page: Page, question: str) -> Locator:
    """The options under a question, by its words."""
    return page.get_by_role("radiogroup", name=question, exact=True)


# Resolves when an element has been at one place of the window for ten frames and a sixth of a second: where a fold
# opens above it, a pointer goes down on the option and up on the one beside it, which is no click.
_STANDS_STILL = """one => new Promise(done => {
  const place = () => JSON.stringify(one.getBoundingClientRect());
  let before = place(), since = performance.now(), frames = 0;
  const look = () => {
    const now = place();
    if (now !== before) [before, since, frames] = [now, performance.now(), 0];
    frames += 1;
    const still = frames > 10 && performance.now() - since > 160;
    if (still || !one.isConnected) done(); else requestAnimationFrame(look);
  };
  look();
})"""


def still(one: Locator) -> Locator:
    """An element, as soon as nothing above it moves any more: people press then, too."""
    while True:
        try:
            one.scroll_into_view_if_needed()
            one.evaluate(_STANDS_STILL)
        except Error as error:
            if "not attached" not in error.message:  # drawn anew meanwhile: it is another one now
                raise
        else:
            return one


def choose(page: Page, question: str, option: str) -> None:
    """Choose an option by its words, as a pointer does."""
    still(choices(page, question).locator("label").filter(has_text=re.compile(f"^{re.escape(option)}$"))).click()


def chosen(page: Page, question: str) -> Locator:
    """The option that the page shows as chosen."""
    return choices(page, question).locator("label[data-selected=true]")


def saved_lines(page: Page) -> Locator:
    """The lines that say how something stands, in their order."""
    return page.get_by_role("status")


# Clicks a radio button and, so many milliseconds later, whatever stands under a name; a pointer cannot be that exact.
_BOTH = """
async ([question, option, gap, name]) => {
  const group = [...document.querySelectorAll("[role=radiogroup]")].find(e => e.ariaLabel === question);
  const called = () => [...document.querySelectorAll("button, a")].find(e => e.textContent.includes(name));
  while (!called()) await new Promise(requestAnimationFrame);  // its words come a little later than itself
  const button = called();
  group.querySelectorAll("input")[option].click();
  setTimeout(() => button.click(), gap);
}
"""


def choose_and_click(page: Page, question: str, option: int, gap: float, name: str) -> None:
    """Choose an option by its place, and click a button or link so many milliseconds later."""
    page.evaluate(_BOTH, [question, option, gap, name])


# Lets a test cut the connection of a page, and keep it from coming back, as a laptop that sleeps does.
_LINE = """
window.WebSocket = class extends WebSocket {
  constructor(address, protocols) {
    super(window.away ? address.replace("/_stcore/stream", "/away") : address, protocols);
    (window.lines ||= []).push(this);
  }
};
"""


def make_cuttable(context: BrowserContext) -> None:
    """Let the pages of a browser be cut off with `go_away`."""
    context.add_init_script(_LINE)


def go_away(page: Page) -> None:
    """Cut the connection of a page."""
    page.evaluate("() => { window.away = true; window.lines.forEach(line => line.close()); }")
    page.wait_for_selector('[data-testid="stApp"]:not([data-test-connection-state="CONNECTED"])', state="attached")


def come_back(page: Page) -> None:
    """Let it connect again, and wait until it has."""
    page.evaluate("() => { window.away = false; }")
    page.wait_for_selector(RUNNING, state="attached", timeout=60_000)
