"""What a crowd meets: the application in one process, in two behind a proxy, or a page that saves nothing."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks._visitors import Visitor
from benchmarks.answering import bare
from benchmarks.measure import memory

sys.path.append(str(Path(__file__).parent.parent / "tests"))

from browser import TOP, Server, serving

SETTINGS = {"questions": str(TOP / "questions.yaml")}


@dataclass(frozen=True)
class Site:
    """The address that visitors call, and the processes behind it."""

    url: str
    pids: tuple[int, ...]
    answered_at: str = "questions"  # the page with questions

    @property
    def memory(self) -> float:
        """Mebibytes of all processes."""
        return sum(memory(pid) for pid in self.pids)

    async def tab(self, cookie: str, name: str) -> Visitor:
        """Somebody's new tab, on a page."""
        visitor = Visitor(self.url, cookie)
        await visitor.connect()
        await visitor.open(name)
        return visitor


@contextmanager
def one(filled: Path, database: Path) -> Iterator[Site]:
    """One process, on a copy of a database."""
    shutil.copy(filled, database)
    with serving(database, demo=True, settings=SETTINGS) as server:
        yield Site(server.url, (_pid(server),))


@contextmanager
def two(filled: Path, database: Path) -> Iterator[Site]:
    """Two processes on one database, and Caddy, which keeps each browser at its process as `docs/running.md` has it."""
    shutil.copy(filled, database)
    front = Server(database.with_name("front.db"), demo=False)  # for its port and its log alone
    settings = SETTINGS | {"public_url": front.url}
    with (
        serving(database, demo=True, settings=settings) as first,
        serving(database, demo=True, settings=settings) as second,
    ):
        written = database.with_name("Caddyfile")
        written.write_text(_CADDY.format(front=front.port, first=first.port, second=second.port))
        with front.log.open("wb") as log:
            command = ["caddy", "run", "--adapter", "caddyfile", "--config", str(written)]
            front.process = subprocess.Popen(command, stdout=log, stderr=log)
        try:
            front.wait()
            yield Site(front.url, (_pid(first), _pid(second)))
        finally:
            front.stop()


_CADDY = """
{{
    admin off
    auto_https off
}}
http://127.0.0.1:{front} {{
    reverse_proxy 127.0.0.1:{first} 127.0.0.1:{second} {{
        lb_policy cookie in_touch_process
    }}
}}
"""


@contextmanager
def bare_page(folder: Path) -> Iterator[Site]:
    """The page that saves nothing."""
    with bare(folder) as server:
        yield Site(server.url, (_pid(server),), answered_at="")


def _pid(server: Server) -> int:
    assert server.process is not None
    return server.process.pid
