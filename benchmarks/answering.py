"""From choosing a level to reading that it is saved, against a bare Streamlit page that saves nothing, in one run.

Both pages stand open in one Chromium and are clicked in turn. What is waited for is the button beside the state line,
whose key counts the saves: the words alone may stay the same within a minute.
"""

from __future__ import annotations

import itertools
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page

from benchmarks.measure import RUNS, Measure, processor_time

sys.path.append(str(Path(__file__).parent.parent / "tests"))  # they know how to start the application and a browser

from browser import RUNNING, TOP, Desk, Server, a_chromium, fill, serving

from assessment.questionnaire import load

TIMES, WARM_UP = 20, 6  # choices on each page: of every run, and before the first
SLOWER_AT_MOST, MORE_WORK_AT_MOST = 1.15, 1.3  # times a bare page: by the clock, and of the server's processor time

# Clicks an option; answers with the milliseconds until the next key of the button beside the state line is there.
_CLICK = """
([option, key]) => new Promise((done, failed) => {
  const clear = `.st-key-${CSS.escape(key.clear)}`;
  const asked = document.querySelector(`.st-key-${CSS.escape(key.radio)}`).querySelectorAll("input")[option];
  const started = performance.now();
  const watch = new MutationObserver(() => {
    if (!document.querySelector(clear)) return;
    watch.disconnect();
    done(performance.now() - started);
  });
  watch.observe(document.body, {subtree: true, childList: true, attributes: true, attributeFilter: ["class"]});
  setTimeout(() => failed(new Error(`${clear} never came`)), 20000);
  asked.click();
})
"""


@dataclass
class Clicked:
    """A page, and how its keys are called."""

    page: Page
    of: int  # the process that serves it
    radio: str
    clear: str  # with a place for the count
    count: int = 0

    def click(self, option: int) -> float:
        """Choose an option; the milliseconds until it is said to be saved."""
        self.count += 1
        keys = {"radio": self.radio, "clear": self.clear.format(count=self.count)}
        return float(self.page.evaluate(_CLICK, [option, keys]))


def measures() -> Iterator[Measure]:
    """The two promises, and the figures behind them."""
    with tempfile.TemporaryDirectory() as folder, a_chromium() as browser:
        database = Path(folder) / "in-touch.db"
        round_id = fill(database)
        with serving(database) as server, bare(Path(folder)) as empty:
            server.round_id = round_id
            product, plain = Desk(browser, server), Desk(browser, empty)
            yield from _compare(_product(product, server), _plain(plain))
            product.close()
            plain.close()


def _product(desk: Desk, server: Server) -> Clicked:
    topic = load(TOP / "questions.yaml").pillars[0].dimensions[0]
    place = server.place()
    draft = place.begin()
    page = desk.open(place.person(), f"/questions?topic={topic.id}")
    question = topic.questions[0].id
    return Clicked(
        page,
        _process(server),
        _class(f"answer-{draft}-{question}-it-0"),
        _class(f"clear-{draft}-{question}-") + "{count}",
    )


def _plain(desk: Desk) -> Clicked:
    page = desk.context("").new_page()
    page.goto(desk.server.url)
    page.wait_for_selector("[role=radiogroup]")
    page.wait_for_selector(RUNNING, state="attached")
    question = load(TOP / "questions.yaml").pillars[0].dimensions[0].questions[0].id
    return Clicked(page, _process(desk.server), _class(question), _class(f"clear-{question}-") + "{count}", count=1)


def _process(server: Server) -> int:
    assert server.process is not None, "it is running"
    return server.process.pid


def _class(key: str) -> str:
    """The class that Streamlit gives an element for its key."""
    return "".join(letter if letter.isalnum() or letter in "-_" else "-" for letter in key)


@dataclass(frozen=True)
class _Run:
    """What so many choices took, each on both pages in turn: milliseconds, and the server's for one of them."""

    saved: float
    drawn: float
    server: float
    bare_server: float


def _compare(product: Clicked, plain: Clicked) -> Iterator[Measure]:
    options = itertools.cycle(range(5))
    _run(product, plain, itertools.islice(options, WARM_UP))
    runs = [_run(product, plain, itertools.islice(options, TIMES)) for _ in range(RUNS)]
    drawn, saved = tuple(run.drawn for run in runs), tuple(run.saved for run in runs)
    yield Measure("a bare page: from a choice to its line", drawn, "ms")
    yield Measure("from a choice to its line saying saved", saved, "ms")
    as_many = tuple(run.saved / run.drawn for run in runs)
    yield Measure("the same, as many times as a bare page", as_many, "times", SLOWER_AT_MOST)
    yield Measure("a bare page: the server’s time for a choice", tuple(run.bare_server for run in runs), "ms")
    yield Measure("the server’s time for an answer", tuple(run.server for run in runs), "ms")
    as_many = tuple(run.server / run.bare_server for run in runs)
    yield Measure("the same, as many times as a bare page", as_many, "times", MORE_WORK_AT_MOST)


def _run(product: Clicked, plain: Clicked, options: Iterable[int]) -> _Run:
    """Choose each option on both pages, now one first and now the other: the machine is as busy for both."""
    times: dict[int, list[float]] = {product.of: [], plain.of: []}
    used = {product.of: 0.0, plain.of: 0.0}
    for option in options:
        for clicked in (product, plain) if option % 2 else (plain, product):
            before = processor_time(clicked.of)
            times[clicked.of].append(clicked.click(option))
            clicked.page.wait_for_selector(RUNNING, state="attached")
            used[clicked.of] += processor_time(clicked.of) - before
    saved, drawn = (statistics.median(times[one.of]) for one in (product, plain))
    each = 1000 / len(times[product.of])
    return _Run(saved, drawn, used[product.of] * each, used[plain.of] * each)


@contextmanager
def bare(folder: Path) -> Iterator[Server]:
    """The bare page on a server of its own, with the same configuration."""
    server = Server(folder / "bare.db", demo=False)
    page = Path(__file__).parent / "_bare_page.py"
    command = [sys.executable, "-m", "streamlit", "run", str(page), "--server.port", str(server.port)]
    environment = {**os.environ, "PYTHONPATH": str(TOP)}
    with server.log.open("wb") as log:
        server.process = subprocess.Popen(command, cwd=TOP, env=environment, stdout=log, stderr=log)
    try:
        server.wait("/_stcore/health")
        yield server
    finally:
        server.stop()
