"""What a start does not wait for: packages that nothing needs before somebody asks for it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

HOUSE = Path(__file__).parent.parent


@pytest.mark.parametrize(
    ("name", "without"),
    [
        ("assessment.serving", {"pandas", "pyarrow", "icalendar"}),
        ("assessment.command", {"pandas", "pyarrow", "streamlit", "plotly", "authlib", "httpx", "icalendar"}),
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
