"""What an operator types: what comes out, the exit code, and one clear line where something is wrong."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from given import QUESTIONNAIRE, QUESTIONS, another_version, minimum
from operating import refused, run, shell

from assessment.answers import to_json
from assessment.assessed import Assessed
from assessment.command import commands
from assessment.settings import settings

__all__ = ["shell"]

PROJECT = Path(__file__).parent.parent


def written(folder: Path, text: str | bytes) -> Path:
    path = folder / "answers.json"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


# score


def test_score_prints_the_scorecard_of_a_file(tmp_path: Path) -> None:
    result = run("score", "--answers", written(tmp_path, json.dumps(to_json(minimum()))))

    assert result.exit_code == 0
    assert result.stderr == ""
    printed = json.loads(result.stdout)
    assert printed == Assessed(QUESTIONNAIRE, minimum()).as_json()
    assert (printed["overall"]["score"], printed["overall"]["band"]) == (41.40625, "established")


def test_score_reads_a_file_that_begins_with_a_byte_order_mark(tmp_path: Path) -> None:
    result = run("score", "--answers", written(tmp_path, b'\xef\xbb\xbf{"PI1.1": 2}'))

    assert json.loads(result.stdout)["dimensions"]["PI1"]["score"] == 50


def test_score_takes_another_questionnaire(tmp_path: Path) -> None:
    other = tmp_path / "other.yaml"
    other.write_text(another_version("9.9"), "utf-8")
    answers = written(tmp_path, "{}")

    assert (
        json.loads(run("score", "--answers", answers, "--questions", other).stdout)["questionnaire"]["version"] == "9.9"
    )
    assert json.loads(run("score", "--answers", answers).stdout)["questionnaire"]["version"] == QUESTIONNAIRE.version


def test_score_takes_the_questionnaire_of_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = tmp_path / "other.yaml"
    other.write_text(another_version("9.9"), "utf-8")
    monkeypatch.setenv("ASSESSMENT_QUESTIONS", str(other))

    result = run("score", "--answers", written(tmp_path, "{}"))

    assert json.loads(result.stdout)["questionnaire"]["version"] == "9.9"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "the answers are no JSON"),
        ("not json", "the answers are no JSON"),
        ("[1, 2]", "no JSON object"),
        (b"\xff\xfe{}", "is no UTF-8 text"),
        ('{"PI9.9": 2}', f"PI9.9: questionnaire {QUESTIONNAIRE.version} does not ask this"),
        ('{"PI1.1": 7}', "PI1.1: 7 is not a level"),
        ('{"PI1.1": 1.5}', "PI1.1: 1.5 is no answer"),
        ('{"PI1.1": NaN}', "PI1.1: nan is no answer"),
        ('{"PI1.1": -Infinity}', "PI1.1: -inf is no answer"),
        ('{"PI1.1": null}', "PI1.1: None is no answer"),
        ('{"PI1.1": 1, "PI1.1": 2}', "PI1.1: is written twice"),
        ('{"PI1.1": {"not_applicable": "Too small"}}', '"does not apply" is not allowed here'),
        ('{"DC5.2": {"not_applicable": "  "}}', '"does not apply" needs a reason'),
        ('{"PI\\n1.1\\u001b[31m\\ud800": 2}', f"PI 1.1?[31m?: questionnaire {QUESTIONNAIRE.version} does not ask this"),
    ],
)
def test_score_refuses_a_wrong_file_in_one_line_with_its_name(tmp_path: Path, text: str | bytes, says: str) -> None:
    path = written(tmp_path, text)

    line = refused(run("score", "--answers", path))

    assert line.startswith(f"{path}: ")
    assert says in line


def test_a_line_stays_short_whatever_it_quotes(tmp_path: Path) -> None:
    assert len(refused(run("score", "--answers", written(tmp_path, json.dumps({"x" * 99_999: 2}))))) < 1000


def test_score_names_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    assert refused(run("score", "--answers", tmp_path / "nowhere.json")) == (
        f"{tmp_path / 'nowhere.json'}: No such file or directory"
    )
    assert refused(run("score", "--answers", tmp_path)) == f"{tmp_path}: Is a directory"


def test_score_names_a_questionnaire_that_cannot_be_read(tmp_path: Path) -> None:
    answers = written(tmp_path, "{}")

    assert "nowhere.yaml" in refused(run("score", "--answers", answers, "--questions", tmp_path / "nowhere.yaml"))


def test_score_shows_the_first_of_many_problems_of_a_questionnaire(tmp_path: Path) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_bytes(QUESTIONS.read_bytes().replace(b"minimum_level: 2", b"minimum_level: 9"))

    line = refused(run("score", "--answers", written(tmp_path, "{}"), "--questions", broken))

    assert line.startswith(f"{broken}:")
    assert "more: the command check lists them all)" in line


# check


def test_check_finds_nothing_wrong_with_the_questionnaire_of_the_project(monkeypatch: pytest.MonkeyPatch) -> None:
    result = run("check", PROJECT / "questions.yaml")

    assert (result.exit_code, result.stderr) == (0, "")
    monkeypatch.delenv("ASSESSMENT_QUESTIONS")
    settings.cache_clear()
    assert run("check").stdout == result.stdout


def test_check_says_how_much_is_asked() -> None:
    assert "38 questions, 10 of them essential, in en, it, es" in run("check", QUESTIONS).stdout


def test_check_writes_a_line_for_every_problem(tmp_path: Path) -> None:
    broken = tmp_path / "broken.yaml"
    text = QUESTIONS.read_text("utf-8").replace("minimum_level: 2", "minimum_level: 9", 2)
    broken.write_text(text, "utf-8")

    result = run("check", broken)

    assert (result.exit_code, result.stdout) == (1, "")
    places = [number for number, line in enumerate(text.splitlines(), 1) if "minimum_level: 9" in line]
    assert [line.split(": ")[0] for line in result.stderr.splitlines()] == [f"{broken}:{place}" for place in places]


def test_check_names_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert str(tmp_path / "nowhere.yaml") in refused(run("check", tmp_path / "nowhere.yaml"))


# Every command


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["nothing"], "No such command 'nothing'."),
        (["--nothing"], "No such option '--nothing'."),
        (["score"], "Missing option '--answers' or '--department'."),
        (["score", "--answers"], "Option '--answers' requires an argument."),
        (["check", "a", "b"], "Got unexpected extra argument (b)"),
    ],
)
def test_a_command_written_wrong_is_refused_with_2(words: list[str], says: str) -> None:
    assert refused(run(*words), code=2) == says


def test_without_a_command_the_commands_are_listed() -> None:
    result = run()

    assert result.exit_code == 2
    assert all(name in result.stderr for name in commands.commands)


@pytest.mark.parametrize("name", [[], *([name] for name in commands.commands)], ids=str)
def test_every_command_explains_itself(name: list[str]) -> None:
    result = run(*name, "--help")

    assert result.exit_code == 0
    assert result.stdout.startswith("Usage: python -m assessment")


def test_wrong_settings_stop_a_command_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSESSMENT_DATABSE", "x.db")

    assert refused(run("check")) == "ASSESSMENT_DATABSE: is no setting; write ASSESSMENT_DATABASE"


def test_the_package_is_run_by_name_from_anywhere(tmp_path: Path) -> None:
    path = written(tmp_path, '{"PI1.1": 7}')
    done = subprocess.run(
        [sys.executable, "-m", "assessment", "score", "--answers", path],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"{path}: PI1.1: 7 is not a level; give a whole number from 0 to 4\n"
