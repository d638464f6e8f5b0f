"""Where no newer SQLite can be had than Python's own, the store works as promised with that one."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from assessment.storage.connection import _is_json

TOP = Path(__file__).parent.parent
OF_THE_STORE = ("test_storage", "test_migrations", "test_saving", "test_keeping")  # its own ways with the database
ON_IT = (
    *("test_store_access", "test_store_together", "test_outbox", "test_erasing", "test_events", "test_told"),
    "test_command_database",
)


@pytest.mark.thorough
@pytest.mark.parametrize("names", [OF_THE_STORE, pytest.param(ON_IT, marks=pytest.mark.proof)], ids=["store", "on it"])
def test_the_stores_tests_hold_with_the_sqlite_of_python(tmp_path: Path, names: tuple[str, ...]) -> None:
    (tmp_path / "pysqlite3.py").write_text("raise ImportError('hidden')\n")
    ours = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    found = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *(f"tests/{name}.py" for name in names)],
        env={**ours, "PYTHONPATH": str(tmp_path)},
        cwd=TOP,
        capture_output=True,
        text=True,
    )
    assert found.returncode == 0, found.stdout[-3000:]
    assert " passed" in found.stdout


@pytest.mark.parametrize(
    ("value", "said"),
    [(None, None), ("null", True), ('{"a": [1]}', True), ("", False), ("{", False), ("NaN", False), ("[1,]", False)],
)
def test_what_stands_in_for_the_check_of_json_says_the_same(value: str | None, said: bool | None) -> None:
    assert _is_json(value) == said
