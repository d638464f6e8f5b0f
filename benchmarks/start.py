"""How long the start takes: what is imported, in processor time, and from `streamlit run` to the first answers.

Beside bare Streamlit with a page of the same widgets, in turn, so that both are measured on the same machine at the
same time. What a command imports before it says how it is used is told by package.
"""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from benchmarks.measure import RUNS, Measure, once

HOUSE = Path(__file__).parent.parent
BARE = Path(__file__).with_name("_bare_page.py")
MORE_AT_MOST, DEMO_AT_MOST = 3.0, 10.0  # seconds: until the first page, more than bare Streamlit; to build the demo
PATIENCE, PACKAGES = 120, 8
_IMPORTED = re.compile(r"import time:\s+(\d+) \|\s+\d+ \|\s+(\S+)")


def measures() -> Iterator[Measure]:
    """The promises, and what is behind them."""
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "demo.db"
        began = time.perf_counter()
        used = _run("-m", "assessment", "demo", "--database", str(database))
        yield once("the demo, built, by the clock", time.perf_counter() - began, "s", DEMO_AT_MOST)
        yield once("the same, in processor time", used, "s")
        ours, bare = [], []
        for _ in range(RUNS):
            ours.append(_first_page(HOUSE / "app.py", {"ASSESSMENT_DEMO": "1", "ASSESSMENT_DATABASE": str(database)}))
            bare.append(_first_page(BARE, {"PYTHONPATH": str(HOUSE)}))
    yield Measure("bare Streamlit, from its start to its first document, by the clock", tuple(bare), "s")
    yield Measure("ours", tuple(ours), "s")
    more = tuple(one - other for one, other in zip(ours, bare, strict=True))
    yield Measure("ours, more than bare Streamlit", more, "s", MORE_AT_MOST)
    for what, name in (("the application", "assessment.serving"), ("the commands", "assessment.command")):
        yield Measure(f"{what}, imported", tuple(_run("-c", f"import {name}") for _ in range(RUNS)), "s")
        for package, taken in _packages(name).most_common(PACKAGES):
            yield once(f"    {package}, by the clock", taken, "ms")


def _run(*words: str) -> float:
    """Seconds of processor time that a Python takes, from its start to its end."""
    before = os.times()
    subprocess.run([sys.executable, *words], cwd=HOUSE, check=True, capture_output=True)
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


def _packages(name: str) -> Counter[str]:
    """Milliseconds that importing takes, by the package that they are spent in."""
    words = [sys.executable, "-X", "importtime", "-c", f"import {name}"]
    told = subprocess.run(words, cwd=HOUSE, check=True, capture_output=True, text=True).stderr
    taken: Counter[str] = Counter()
    for microseconds, module in _IMPORTED.findall(told):
        taken[module.partition(".")[0]] += int(microseconds) // 1000
    return taken


def _first_page(script: Path, environment: Mapping[str, str]) -> float:
    """Seconds from the start of a server until it says that it is well and hands out a document."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = [sys.executable, "-m", "streamlit", "run", str(script), "--server.port", str(port)]
    began = time.perf_counter()
    server = subprocess.Popen(
        words, cwd=HOUSE, env={**os.environ, **environment}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        for path in ("/_stcore/health", "/"):
            while not _answers(port, path):
                assert server.poll() is None and time.perf_counter() - began < PATIENCE, script
                time.sleep(0.02)
        return time.perf_counter() - began
    finally:
        server.terminate()
        server.wait()


def _answers(port: int, path: str) -> bool:
    """Whether an answer comes; at our door it may be where to go on."""
    there = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        there.request("GET", path, headers={"Accept": "text/html"})
        return there.getresponse().status < 400
    except (OSError, HTTPException):
        return False
    finally:
        there.close()
