"""In a real browser a name shows as it was typed in every kind of element, and asks for nothing from anywhere."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from browser import PATIENCE, TOP, Desk, Server
from elements import ALL, kinds_of
from hostile import names
from playwright.sync_api import Browser, Page

A_PAGE = 25  # names, in every kind
# What stands in an element, and what in it is more than words; the links and pictures of the elements themselves aside.
_SHOWN = """
kinds => kinds.map(key => {
  const place = document.querySelector(".st-key-" + key);
  const made = place.querySelectorAll(
    "p a, p img, h1 a, h2 a, h3 a, td a, em, del, sup, .katex, code a, blockquote, hr, [role=img], " +
    ".stMarkdownColoredText, .stMarkdownBadge, .stMarkdownColoredBackground, script, video, iframe"
  );
  const typed = [...place.querySelectorAll("input")].map(one => one.value);
  return [[place.textContent, ...typed].join(" "), [...made].map(one => one.outerHTML.slice(0, 200))];
})
"""


@dataclass
class Elements(Server):
    """The application of `elements.py`, on a port of its own."""

    def start(self) -> None:
        command = [sys.executable, "-m", "streamlit", "run", str(Path(__file__).with_name("elements.py"))]
        path = os.pathsep.join((str(TOP), str(TOP / "tests")))
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*command, "--server.port", str(self.port)],
                env={**os.environ, "PYTHONPATH": path},
                cwd=TOP,
                stdout=log,
                stderr=log,
            )
        self.wait("/_stcore/health")


@pytest.fixture(scope="module")
def elements(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Elements]:
    server = Elements(tmp_path_factory.mktemp("elements") / "elements.db", demo=False)
    server.start()
    yield server
    server.stop()


@pytest.mark.browser
@pytest.mark.parametrize("first", range(0, ALL, ALL // 4))
def test_a_name_shows_as_it_was_typed_and_asks_for_nothing(elements: Elements, chrome: Browser, first: int):
    assert _wrong(elements, chrome, first, first + ALL // 4, every=8) == []


@pytest.mark.proof
@pytest.mark.parametrize("first", range(0, ALL, A_PAGE))
def test_a_name_does_so_in_every_kind_of_element(elements: Elements, chrome: Browser, first: int):
    assert _wrong(elements, chrome, first, first + A_PAGE, every=1) == []


def _wrong(
    elements: Elements, chrome: Browser, first: int, last: int, every: int
) -> list[tuple[str, str, str, list[str]]]:
    """What is shown otherwise than it was typed; fails over what was asked elsewhere or was against the policy."""
    desk = Desk(chrome, elements)
    page = desk.context("").new_page()
    page.goto(f"{elements.url}/?from={first}&to={last}&every={every}")
    page.get_by_text("drawn to its end").wait_for(timeout=3 * PATIENCE)
    page.wait_for_function("() => document.querySelector('[data-testid=stSkeleton]') === null")
    wrong = [one for place in range(first, last) for one in _shown_otherwise(page, place, kinds_of(place, every))]
    desk.close()
    return wrong


def _shown_otherwise(page: Page, place: int, kinds: list[str]) -> Iterator[tuple[str, str, str, list[str]]]:
    name = names(ALL)[place]
    for kind, (text, made) in zip(kinds, page.evaluate(_SHOWN, [f"{one}-{place}" for one in kinds]), strict=True):
        shown = " ".join(text.split())
        if " ".join(name.split()) not in shown or made:
            yield kind, name, shown, made
