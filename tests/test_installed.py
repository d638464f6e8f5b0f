"""What is installed, and nothing else of this folder: it begins, serves with its look and settings, and prints."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pikepdf
import pytest
from browser import TO_START, _free_port, ask
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from wire import Wire
from worlds import World

TOP = Path(__file__).parent.parent
PETROL = "#0b5163"  # of the look
pytestmark = pytest.mark.browser  # a real server


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the package as `pip install` lays it down, without what it depends on."""
    source, target = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("installed")
    for name in ("pyproject.toml", "README.md", "LICENSE", "questions.yaml"):
        shutil.copy(TOP / name, source)
    for name in ("assessment", ".streamlit"):
        shutil.copytree(TOP / name, source / name, symlinks=True, ignore=shutil.ignore_patterns("__pycache__"))
    words = [
        "--quiet",
        "--disable-pip-version-check",
        "--no-deps",
        "--no-compile",
        "--target",
        str(target),
        str(source),
    ]
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "--no-build-isolation", *words, str(source)], check=True, cwd=source
    )
    return target


def environment(installed: Path, **settings: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ASSESSMENT_")}
    given = {f"ASSESSMENT_{name.upper()}": value for name, value in settings.items()}
    return kept | given | {"PYTHONPATH": str(installed), "PYTHONDONTWRITEBYTECODE": "1"}


def typed(installed: Path, folder: Path, *words: str, **settings: str) -> str:
    """What the command prints, in a folder of its own."""
    command = [str(installed / "bin" / "in-touch"), *words]
    ended = subprocess.run(
        command, cwd=folder, env=environment(installed, **settings), capture_output=True, text=True, check=False
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    return ended.stdout.strip()


def test_what_is_asked_comes_along(installed: Path, tmp_path: Path) -> None:
    told = typed(installed, tmp_path, "check")

    assert told.startswith(str(installed / "assessment" / "questions.yaml"))
    assert (installed / "assessment" / "questions.yaml").read_bytes() == (TOP / "questions.yaml").read_bytes()


def test_our_own_sheets_come_along(installed: Path) -> None:
    here, there = (sorted(top.glob("assessment/templates/*.yaml")) for top in (TOP, installed))

    assert [path.name for path in there] == [path.name for path in here] and len(here) == 6
    assert [path.read_bytes() for path in there] == [path.read_bytes() for path in here]


def test_a_report_is_printed_in_the_faces_that_come_along(installed: Path, tmp_path: Path, world: World) -> None:
    world.submit()
    words = ("report", "--department", "alba", "--language", "es", "--output", "report.pdf")
    typed(installed, tmp_path, *words, database="in-touch.db")

    with pikepdf.open(tmp_path / "report.pdf") as opened:
        faces = {str(font.get("/BaseFont")) for font in opened.objects if isinstance(font, pikepdf.Dictionary)}
    assert any("SourceSansPro" in one for one in faces) and any("SourceSerifPro" in one for one in faces)


def test_a_site_begins_and_is_served_in_its_own_folder(installed: Path, tmp_path: Path) -> None:
    port = _free_port()
    url = f"http://127.0.0.1:{port}"
    link = typed(
        installed,
        tmp_path,
        *("init", "--region", "north", "--name", "North", "--administrator", "admin@example.org"),
        public_url=url,
    )
    log = tmp_path / "log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [str(installed / "bin" / "in-touch"), "serve", "--port", str(port)],
            cwd=tmp_path,
            env=environment(installed, public_url=url),
            stdout=out,
            stderr=out,
        )
    try:
        end = time.monotonic() + TO_START
        while not healthy(url):
            assert process.poll() is None and time.monotonic() < end, log.read_text()
            time.sleep(0.1)
        opened = ask(url, "GET", link.removeprefix(url))
        cookie = ask(url, "POST", opened.location, opened.cookie).cookie
        with Wire(url, cookie) as tab:
            session = begun(tab)
            tab.open("regions")
            said = "\n".join(tab.texts())
    finally:
        process.terminate()
        process.wait(TO_START)

    assert PETROL in str(session.new_session.custom_theme)
    assert "North" in said and "Traceback" not in log.read_text()
    assert sorted(one.name for one in tmp_path.iterdir() if one.suffix == ".db") == ["in-touch.db"]


def healthy(url: str) -> bool:
    with suppress(OSError):
        return ask(url, "GET", "/health").status == 200
    return False


def begun(tab: Wire) -> ForwardMsg:
    """The message with which a tab is told how it looks."""
    assert tab.socket is not None
    tab.send(page_name="")
    while True:
        message = ForwardMsg()
        message.ParseFromString(tab.socket.recv(TO_START))
        tab._take(message)
        if message.WhichOneof("type") == "new_session":
            tab.wait()
            return message
