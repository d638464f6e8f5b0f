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
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page

from benchmarks.measure import Measure, once, processor_time

sys.path.append(str(Path(__file__).parent.parent / "tests"))  # they know how to start the application and a browser

from browser import RUNNING, TOP, Desk, Server, a_chromium, fill, serving

from assessment.questionnaire import load

TIMES, WARM_UP = 50, 6
SLOWER_AT_MOST, MILLISECONDS_AT_MOST = 1.2, 12.0

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
            yield from _compare(_product(product, server), _plain(plain), server, empty)
            product.close()
            plain.close()


def _product(desk: Desk, server: Server) -> Clicked:
    topic = load(TOP / "questions.yaml").pillars[0].dimensions[0]
    place = server.place()
    draft = place.begin()
    page = desk.open(place.person(), f"/questions?topic={topic.id}")
    question = topic.questions[0].id
    return Clicked(page, _class(f"answer-{draft}-{question}-it-0"), _class(f"clear-{draft}-{question}-") + "{count}")


def _plain(desk: Desk) -> Clicked:
    page = desk.context("").new_page()
    page.goto(desk.server.url)
    page.wait_for_selector("[role=radiogroup]")
    page.wait_for_selector(RUNNING, state="attached")
    question = load(TOP / "questions.yaml").pillars[0].dimensions[0].questions[0].id
    return Clicked(page, _class(question), _class(f"clear-{question}-") + "{count}", count=1)


def _class(key: str) -> str:
    """The class that Streamlit gives an element for its key."""
    return "".join(letter if letter.isalnum() or letter in "-_" else "-" for letter in key)


def _compare(product: Clicked, plain: Clicked, server: Server, empty: Server) -> Iterator[Measure]:
    options = itertools.cycle(range(5))
    for _ in range(WARM_UP):
        option = next(options)
        product.click(option)
        plain.click(option)
    times: dict[str, list[float]] = {"product": [], "plain": []}
    used: dict[str, float] = {"product": 0.0, "plain": 0.0}
    for _ in range(TIMES):
        option = next(options)
        for name, clicked, server_of in (("product", product, server), ("plain", plain, empty)):
            assert server_of.process is not None
            before = processor_time(server_of.process.pid)
            times[name].append(clicked.click(option))
            clicked.page.wait_for_selector(RUNNING, state="attached")
            used[name] += processor_time(server_of.process.pid) - before
    saved, drawn = statistics.median(times["product"]), statistics.median(times["plain"])
    yield once("a bare page: from a choice to its line", drawn, "ms")
    yield once("from a choice to its line saying saved", saved, "ms")
    yield once("the same, as many times as a bare page", saved / drawn, "times", SLOWER_AT_MOST)
    yield once("a bare page: the server's time for a choice", used["plain"] / TIMES * 1000, "ms")
    yield once("the server's time for an answer", used["product"] / TIMES * 1000, "ms", MILLISECONDS_AT_MOST)


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
