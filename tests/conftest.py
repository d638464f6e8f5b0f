"""What tests of whole pages share: the demo's region, built once, and a page drawn for one of its people."""

from __future__ import annotations

import os
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest
from given import QUESTIONNAIRE, QUESTIONS, facts_in
from hypothesis import settings
from pandas import DataFrame
from streamlit import config
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Block
from worlds import World, filled

from assessment import demo
from assessment.storage import DoorStore, Store, digest, prepare
from assessment.storage.connection import compact
from assessment.visit import Visit
from assessment.wording import Say

settings.register_profile("house", deadline=None)  # how long an example takes is the machine's affair
settings.load_profile("house")

pytest_plugins = ["running"]  # the fixtures of the running application

TODAY = date(2027, 4, 20)  # in the demo's open round
OpenPage = Callable[..., AppTest]
MEMORY, ROOM = Path("/dev/shm"), 1_000_000_000  # bytes


def pytest_configure() -> None:
    """Keep what tests write in memory where there is room for it: half of their time, a disk would be waited for."""
    if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM:
        os.environ.setdefault("TMPDIR", str(MEMORY))
        tempfile.tempdir = None  # look again


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave out files without a browser where only those with one run: each process would read all for nothing."""
    browsers_alone = config.getoption("markexpr").startswith("browser") and collection_path.suffix == ".py"
    return True if browsers_alone and b"mark.browser" not in collection_path.read_bytes() else None


def at() -> datetime:
    """The clock of whoever visits the demo's region."""
    return datetime.combine(TODAY, time(9), UTC)


@pytest.fixture(autouse=True)
def _main_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    """AppTest leaves its script behind as the main module, which a process started later would run again."""
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])


@pytest.fixture(autouse=True)
def _asks_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """The questionnaire of the tests is the one in use, wherever the settings are asked for it."""
    monkeypatch.setenv("ASSESSMENT_QUESTIONS", str(QUESTIONS))


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A region with a round, three departments and their people, in a file of its own."""
    with filled(World(tmp_path / "in-touch.db")) as made:
        yield made


@pytest.fixture(scope="session")
def demo_region(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The database of a demo: two rounds published, one open. Only read from; tests that write take a copy."""
    path = tmp_path_factory.mktemp("demo") / "demo.db"
    with closing(prepare(path, demo=True)):
        demo.build(path, QUESTIONS.read_bytes(), TODAY, departments=20)
        compact(path)  # into the one file that is copied, which lacks what only the log has
        yield path


@pytest.fixture
def seasoned(demo_region: Path) -> Visit:
    """The visit of a chief with a history, in Italian."""
    return visit_of(demo_region, "seasoned_chief", "it")


def visit_of(database: Path, persona: str, language: str) -> Visit:
    """A visit of somebody of a demo."""
    token = DoorStore(database, at).sign_in_as(persona)
    assert token is not None, "the demo names its personas"
    return visit_to(Store(database, digest(token), at), language)


def visit_to(store: Store, language: str) -> Visit:
    """A visit of whoever a store is opened for."""
    return Visit(store.person(), Say(language), store, QUESTIONNAIRE)


@pytest.fixture
def open_page(monkeypatch: pytest.MonkeyPatch) -> OpenPage:
    """Draws a screen for a visit, at an address with these parameters, and fails where it does."""
    # AppTest would read the metadata of every installed package at each run, to find components; there are none
    monkeypatch.setattr("streamlit.components.v2.manifest_scanner.scan_component_manifests", list)
    config.set_option("client.showErrorDetails", "full")

    def opened(show: Callable[[Visit], None], visit: Visit, **parameters: str) -> AppTest:
        def script(show, visit):  # type: ignore[no-untyped-def]  # copied: nothing from outside it exists inside
            show(visit)

        page = AppTest.from_function(script, args=(show, visit), default_timeout=30)
        for name, value in parameters.items():
            page.query_params[name] = value
        page.run()
        assert not page.exception, page.exception[0].value
        return page

    return opened


def press(page: AppTest, label: str, nth: int = 0) -> None:
    """Press one of the buttons with a label, and fail where what comes of it fails."""
    [one for one in page.button if one.label == label][nth].click().run()
    assert not page.exception, page.exception[0].value


def unfold(page: AppTest, *labels: str) -> AppTest:
    """Open folds that are drawn when they are opened: those with one of these labels, or all that there are."""
    for fold in page.expander:
        if fold.proto.id and (not labels or as_read(fold.label) in labels):
            page.session_state[fold.proto.id.split("-", 2)[2]] = True  # its key
    page.run()
    assert not page.exception, page.exception[0].value
    return page


def words(page: AppTest) -> str:
    """Everything that a page says in text, in its order within each kind."""
    kinds = ("title", "header", "subheader", "caption", "markdown", "info", "warning", "error")
    said = [part.value for kind in kinds for part in getattr(page, kind)]
    said += [part.proto.body for part in page.get("html")]
    said += [part.label for part in page.expander]
    said += [part.proto.label for kind in ("page_link", "link_button") for part in page.get(kind)]
    return as_read("\n".join(said))


def as_read(written: str) -> str:
    """Markdown of ours as it is read: without what keeps its signs apart, and an address without its link."""
    heard = re.sub(r':color\[(.*?)\] :color\[(.*?)\]\{background="transparent"\}', r"\1 \2", written)
    unbroken = heard.replace("\\", "").replace(":small[]", "")
    return re.sub(r"\[([^\]\s]+@[^\]\s]+)\]\(mailto:[^)]*\)", r"\1", unbroken)


def is_table(written: str) -> bool:
    """Whether Markdown of ours is a table."""
    return "\n| --- |" in written


def tables(part: Block | AppTest) -> list[DataFrame]:
    """The tables of a page or a part of it: heads as they are read, cells as they are written."""
    written = [one.value.splitlines() for one in part.markdown if is_table(one.value)]
    lines = [[line.removeprefix("| ").removesuffix(" |").split(" | ") for line in one] for one in written]
    return [DataFrame(rows, columns=[as_read(head) for head in heads]) for heads, _, *rows in lines]


def told(page: AppTest, key: str, language: str = "it") -> dict[str, str]:
    """What the sentence of a key says on a page for each of its names in braces; fails where it is not said."""
    found = [facts for line in words(page).splitlines() if (facts := facts_in(line, key, language))]
    assert found, f"{key} is not said"
    return found[0]
