"""What tests of the commands share: an operator at a shell without settings, and how they read what comes out."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from worlds import World, filled

from assessment.command import commands
from assessment.settings import settings
from assessment.storage import Store

SITE = "https://in-touch.example.org"


@pytest.fixture(autouse=True)
def shell(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """No settings of this machine but the questionnaire of the tests, and the address of a site."""
    for name in [name for name in os.environ if name.startswith("ASSESSMENT_") and name != "ASSESSMENT_QUESTIONS"]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("ASSESSMENT_PUBLIC_URL", SITE)
    settings.cache_clear()
    yield monkeypatch
    settings.cache_clear()


@pytest.fixture
def world(tmp_path: Path, shell: pytest.MonkeyPatch) -> Iterator[World]:
    """The world of these tests, which the setting names, and whose clock the commands go by."""
    with filled(World(tmp_path / "in-touch.db")) as made:
        shell.setenv("ASSESSMENT_DATABASE", str(made.path))
        settings.cache_clear()
        shell.setattr("assessment.command.database.Store", partial(Store, clock=made.clock))
        yield made


def run(*words: str | Path | int) -> Result:
    """Type a command."""
    return CliRunner().invoke(commands, [str(word) for word in words], prog_name="python -m assessment")


def done(result: Result) -> str:
    """What a command printed that did what it was to do."""
    assert (result.exit_code, result.stderr) == (0, ""), result.stderr or result.exception
    return result.stdout.strip()


def listed(result: Result) -> list[dict[str, str]]:
    """The lines of a list, each by its heads."""
    done(result)
    head, *rows = (line.split("\t") for line in result.stdout.splitlines())
    return [dict(zip(head, row, strict=True)) for row in rows]


def refusal(result: Result, code: int = 1) -> list[str]:
    """The lines of a refusal; nothing on standard output, no traceback."""
    assert isinstance(result.exception, SystemExit), repr(result.exception)
    assert (result.exit_code, result.stdout) == (code, ""), result.stdout
    return result.stderr.splitlines()


def refused(result: Result, code: int = 1) -> str:
    """The one line of a refusal."""
    (line,) = refusal(result, code)
    return line
