"""A first visit on a bad line: when the words of a page stand, when its figures do, and what went over the line.

Straight at a page with nothing kept, which is the worst there is; and as people come, from a sign-in link over its page
and the first one, both of which they read. Chromium opens the demo through a line of its own (`_slow_line`). The server
has had one visit before, so its files are packed as small as they get. The words of a page stand when nine tenths of
all its text do, in whatever font.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page

from benchmarks._slow_line import Line, slow_line
from benchmarks.measure import Measure, once

sys.path.append(str(Path(__file__).parent.parent / "tests"))  # they know how to start the application and a browser

from browser import RUNNING, USUAL, Server, a_chromium, ask, build_demo

from assessment.people import Role
from assessment.signin.document import FIRST, scripts
from assessment.signin.packing import Coding
from assessment.storage import OPERATOR, Store
from assessment.wording import Say

KILOBITS, ROUND_TRIP = 400, 0.4  # a second each way, and seconds
WORDS, FIGURES, AGAIN, BYTES = 12.0, 30.0, 3.0, 900  # seconds, the last in kilobytes
RUNS, LARGEST, ANSWERS, READING = 3, 8, 2, 20  # the last: seconds on a page before what stands there is pressed
PATIENCE = 120_000  # milliseconds
ALL_TEXT = 0.9  # of it

# Notes when how much text of the page stands, and how many of its figures are drawn.
_WATCH = """
(() => {
  const notes = window.notes = [];
  const look = () => {
    const main = document.querySelector("[data-testid=stMain]");
    const drawn = [...(main?.querySelectorAll(".js-plotly-plot:has(.main-svg)") ?? [])];
    const figures = drawn.length;
    const text = drawn.reduce((sum, one) => sum - one.innerText.length, main?.innerText.length ?? 0);
    const last = notes.at(-1);
    if (text !== last?.text || figures !== last?.figures) notes.push({at: performance.now() / 1000, text, figures});
  };
  setInterval(look, 50);
})();
"""

_ALL_DRAWN = """
() => !document.querySelector("[data-testid=stPlotlyChart]:not(:has(.main-svg)), [data-testid=stSkeleton]")
"""


@dataclass
class Visit:
    """A browser on the line, and what it was sent."""

    line: Line
    page: Page
    files: Counter[str] = field(default_factory=Counter)
    named: dict[str, str] = field(default_factory=dict)

    def watch(self) -> None:
        """Count what comes, by file."""
        client = self.page.context.new_cdp_session(self.page)
        client.send("Network.enable")
        client.on("Network.responseReceived", self._begins)
        client.on("Network.loadingFinished", self._is_there)
        self.page.add_init_script(_WATCH)

    def _begins(self, told: dict[str, Any]) -> None:
        self.named[told["requestId"]] = urlsplit(told["response"]["url"]).path.rsplit("/", 1)[-1] or "the page itself"

    def _is_there(self, told: dict[str, Any]) -> None:
        self.files[self.named.get(told["requestId"], "?")] += int(told["encodedDataLength"])

    def open(self, address: str) -> tuple[float, float]:
        """Open a page and read it to its end; the seconds until its words stood, and until its figures did."""
        self.page.goto(f"http://127.0.0.1:{self.line.port}{address}", wait_until="commit", timeout=PATIENCE)
        return self.read()

    def read(self) -> tuple[float, float]:
        """Wait until all stands."""
        self.page.wait_for_selector(f'{RUNNING} a[href="/auth/logout"]', state="attached", timeout=PATIENCE)
        self.page.wait_for_load_state("networkidle", timeout=PATIENCE)
        self.page.wait_for_function(_ALL_DRAWN, timeout=PATIENCE)
        notes = self.page.evaluate("() => window.notes")
        text, figures = (notes[-1][key] for key in ("text", "figures"))
        return (
            next(note["at"] for note in notes if note["text"] >= ALL_TEXT * text),
            next(note["at"] for note in notes if note["figures"] == figures),
        )


@dataclass
class Place:
    """A server at the far end of a line."""

    browser: Browser
    server: Server
    line: Line

    @property
    def url(self) -> str:
        """Where it is reached over the line."""
        return f"http://127.0.0.1:{self.line.port}"

    @contextmanager
    def visit(self, cookie: str) -> Iterator[Visit]:
        """A browser with nothing kept but who it is."""
        context = self.browser.new_context(**USUAL)
        context.set_default_timeout(PATIENCE)
        if cookie:
            name, _, value = cookie.partition("=")
            context.add_cookies([{"name": name, "value": value, "url": self.url}])
        visit = Visit(self.line, context.new_page())
        visit.watch()
        yield visit
        context.close()

    def pack(self) -> None:
        """Be the visit before: ask for every file, and wait until the largest is as small as it gets."""
        figures = [f"/static/js/{name}" for name in scripts("PlotlyChart", "Metric", "Radio", "TextArea")]
        for path in (*FIRST, *figures):
            self._size(path)
        (largest,) = (path for path in figures if "PlotlyChart" in path)
        end, before = time.monotonic() + PATIENCE / 1000, self._size(largest)
        while self._size(largest) == before and time.monotonic() < end:
            time.sleep(1)

    def _size(self, path: str) -> int:
        connection = HTTPConnection("127.0.0.1", self.server.port, timeout=PATIENCE / 1000)
        connection.request("GET", path, headers={"Host": urlsplit(self.url).netloc, "Accept-Encoding": Coding.BROTLI})
        size = len(connection.getresponse().read())
        connection.close()
        return size


def measures() -> Iterator[Measure]:
    """The promises of a first visit, and what it is sent."""
    with _place() as place:
        place.pack()
        cookie = ask(place.url, "POST", "/sign-in-as/seasoned_chief?language=it").cookie
        home, again, words, figures = [], [], [], []
        for _ in range(RUNS):
            with place.visit(cookie) as visit:
                home.append(visit.open("/")[0])
                again.append(visit.open("/")[0])
            with place.visit(cookie) as visit:
                stand, drawn = visit.open("/results?round=2")
                words.append(stand)
                figures.append(drawn)
        yield Measure("Home, nothing kept: until its words stand", tuple(home), "s", WORDS)
        yield Measure("Home again: until its words stand", tuple(again), "s", AGAIN)
        yield Measure("straight at the result, nothing kept: until its words stand", tuple(words), "s", WORDS)
        yield Measure("straight at the result, nothing kept: until its figures stand", tuple(figures), "s", FIGURES)
        yield from _reading(place)
        yield from _answering(place)


def _reading(place: Place) -> Iterator[Measure]:
    """From a sign-in link to the result, of a chief who has handed in; and of one who answers and looks at the last."""
    for department, who in (("d0005", "who has handed in"), ("d0002", "who is still to answer")):
        with _arrived(place, department) as (visit, _):
            visit.page.wait_for_timeout(READING * 1000)
            visit.page.evaluate("() => { window.notes.length = 0; window.pressed = performance.now() / 1000; }")
            inside = visit.page.get_by_test_id("stMain")
            inside.get_by_text(Say("it")("home.see_result")).or_(inside.locator("a[href*=results]")).first.click()
            visit.page.get_by_test_id("stPlotlyChart").first.wait_for(state="attached")
            _, drawn = visit.read()
            pressed = visit.page.evaluate("() => window.pressed")
        yield once(f"the result, {who}, {READING} s after Home: until its figures stand", drawn - pressed, "s", FIGURES)


@contextmanager
def _arrived(place: Place, department: str) -> Iterator[tuple[Visit, float]]:
    """A chief who came by a sign-in link and read its page: at Home, with the seconds until its words stood."""
    link = Store(place.server.database, OPERATOR).invite(
        f"ada.{department}@example.org", Role.CHIEF, department_id=department, name="Ada Bruni", language="it"
    )
    with place.visit("") as visit:
        page = visit.page
        page.goto(f"{place.url}/sign-in/{link}", wait_until="commit")
        page.get_by_role("button").wait_for()
        page.wait_for_timeout(READING * 1000)
        page.get_by_role("button").click()
        yield visit, visit.read()[0]


def _answering(place: Place) -> Iterator[Measure]:
    """From a sign-in link to the answers of a first page."""
    before = place.line.carried
    with _arrived(place, "d0002") as (visit, words):
        page = visit.page
        yield once(f"Home, {READING} s after the page of its link: until its words stand", words, "s", WORDS)
        visit.open("/questions?topic=FI4")
        for number in range(ANSWERS):
            page.get_by_role("radiogroup").nth(number).locator("label").nth(2).click(timeout=20_000)
            page.wait_for_timeout(2000)
        visit.read()
        carried = (place.line.carried - before) / 1000
        yield once(f"from a link to {ANSWERS} answers: all that went over the line", carried, "kB", BYTES)
        for name, size in visit.files.most_common(LARGEST):
            yield once(f"of it {name}", size / 1000, "kB")


@contextmanager
def _place() -> Iterator[Place]:
    with tempfile.TemporaryDirectory() as folder, a_chromium() as browser:
        server = Server(build_demo(Path(folder) / "demo.db", Path(folder)), demo=True)
        with slow_line(server.port, KILOBITS, ROUND_TRIP) as line:
            place = Place(browser, server, line)
            server.settings = {"public_url": place.url}
            server.start()
            try:
                yield place
            finally:
                server.stop()
