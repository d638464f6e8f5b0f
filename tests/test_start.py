"""What a start does not wait for, nor a server hold: packages that nothing needs before somebody asks for it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from browser import Server, eventually, fill, serving
from given import QUESTIONNAIRE
from wire import Wire

HOUSE = Path(__file__).parent.parent
SERVER = "streamlit.web.server.starlette, uvicorn, h11, websockets, itsdangerous"  # what bare Streamlit serves with
BARE = f"import sys, {SERVER}; print(*{{one.partition('.')[0] for one in sys.modules}})"
OURS = {  # of all packages those that are loaded once the server answers, beside what Streamlit itself has loaded
    *("annotated_types", "babel", "brotli", "dateutil", "dotenv", "jinja2", "markupsafe", "pluggy", "pydantic"),
    *("pydantic_core", "pydantic_settings", "sqlite_fts4", "sqlite_utils", "typing_inspection", "yaml"),
}
OF_PAGES = {"numpy"}  # which Streamlit loads to send a page's logo; pandas comes with the first table of a result
ANY = {"pysqlite3", "cython_runtime", "assessment", "counted", "loaded_app"}  # by the machine; or our own


@pytest.mark.parametrize(
    ("name", "without"),
    [
        ("assessment.serving", {"pandas", "pyarrow", "icalendar", "numpy", "openpyxl", "docx", "httpx"}),
        ("assessment.command", {"pandas", "pyarrow", "streamlit", "plotly", "authlib", "httpx", "icalendar", "numpy"}),
        ("assessment.report.region.making", {"pandas", "pyarrow", "streamlit", "plotly", "authlib", "httpx"}),
    ],
    ids=["application", "commands", "process-for-reports"],
)
def test_nothing_heavy_is_imported_before_it_is_needed(name: str, without: set[str]) -> None:
    asked = f"import sys, {name}; print(*sorted({{one.partition('.')[0] for one in sys.modules}}))"
    told = subprocess.run([sys.executable, "-c", asked], cwd=HOUSE, capture_output=True, text=True, check=True)

    assert without & set(told.stdout.split()) == set()


def test_pandas_is_there_for_whoever_needs_it() -> None:
    asked = "import assessment.storage, pandas, sqlite_utils.db; print(pandas.DataFrame, sqlite_utils.db.pd)"
    told = subprocess.run([sys.executable, "-c", asked], cwd=HOUSE, capture_output=True, text=True, check=True)

    assert told.stdout.split() == ["<class", "'pandas.DataFrame'>", "None"]


@pytest.mark.browser
def test_a_server_that_has_taken_an_answer_holds_no_package_that_it_did_not_need(tmp_path: Path) -> None:
    database, topic = tmp_path / "in-touch.db", QUESTIONNAIRE.pillars[0].dimensions[0]
    round_id = fill(database)
    with serving(database, app=HOUSE / "tests" / "loaded_app.py") as server:
        server.round_id = round_id
        started, place = loaded(server), server.place()
        place.begin()
        with Wire(server.url, place.person()) as tab:
            tab.connect()
            tab.open("questions", f"topic={topic.id}")
            asked = topic.questions[0]
            tab.choose(asked.question["it"], asked.levels[2]["it"])
            tab.wait(1)
        assert place.value(asked.id) == 2

        assert started == OURS
        assert loaded(server) == OURS | OF_PAGES


def loaded(server: Server) -> set[str]:
    """The packages in a server's process, without Python's own and those that bare Streamlit has."""
    told = server.database.with_suffix(".loaded")
    before = told.read_text() if told.exists() else ""
    assert server.process is not None
    os.kill(server.process.pid, signal.SIGUSR1)
    assert eventually(lambda: told.exists() and told.read_text().endswith("\n") and told.read_text() != before)
    bare = subprocess.run([sys.executable, "-c", BARE], capture_output=True, text=True, check=True).stdout.split()
    names = {name for name in told.read_text().splitlines()[-1].split() if not name.startswith("_")}
    return names - sys.stdlib_module_names - set(bare) - ANY
