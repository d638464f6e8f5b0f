"""The commands that read a database: what comes out, the exit code, and one clear line where there is nothing."""

from __future__ import annotations

import io
import json
import shutil
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pikepdf
import pytest
from click.testing import Result
from conftest import TODAY, at
from given import QUESTIONNAIRE, everything, minimum
from operating import refused, run, shell
from test_migrations import made_by
from worlds import World

from assessment import demo, report, storage
from assessment.assessed import Assessed
from assessment.reading import department
from assessment.reading.department import NotCompared
from assessment.storage import OPERATOR, Store, prepare
from assessment.wording import entries

__all__ = ["shell"]

US = "d0002"


@pytest.fixture
def world(world: World) -> World:
    """A small region in which Alba has submitted, and nothing is published."""
    store = world.of("alba")
    draft = store.begin(world.round_id, "alba")
    store.save_profile(draft.id, staff=12, official_account=True)
    store.save_answers(draft.id, minimum())
    store.save_note(draft.id, "PI1.1", "Odg 14", 0)
    store.submit(draft.id)
    return world


def printed(result: Result) -> dict[str, object]:
    assert (result.exit_code, result.stderr) == (0, "")
    return json.loads(result.stdout)  # type: ignore[no-any-return]


# benchmark


def test_benchmark_prints_what_the_page_shows(demo_region: Path) -> None:
    shown = Store(demo_region, OPERATOR).comparison(US)
    assert shown is not None and shown.region.shown

    assert printed(run("benchmark", "--database", demo_region, "--department", US)) == shown.as_json()


def test_benchmark_prints_an_earlier_round_as_it_was(demo_region: Path) -> None:
    store = Store(demo_region, OPERATOR)
    first = store.submissions(US)[0].round_id
    shown = store.comparison(US, first)
    assert shown is not None

    told = printed(run("benchmark", "--database", demo_region, "--department", US, "--round", first))
    assert told == shown.as_json()
    assert told["round"] == first


def test_benchmark_says_why_nothing_is_shown_before_a_publication(world: World) -> None:
    told = printed(run("benchmark", "--database", world.path, "--department", "alba"))

    assert (told["round"], told["published_at"], told["own"]) == (world.round_id, None, None)
    groups = told["groups"]
    assert isinstance(groups, dict)
    for name in ("region", "peers"):
        assert groups[name]["shown"] is False
        assert groups[name]["reason"] in entries()
    assert groups["peers"]["criteria"] == {"staff": []}
    assert groups["region"]["questions"] == {}


# score


def test_score_reads_what_was_submitted_with_its_own_questionnaire(world: World) -> None:
    told = printed(run("score", "--database", world.path, "--department", "alba"))

    assert told == Assessed(QUESTIONNAIRE, minimum()).as_json()


def test_score_takes_the_latest_round_or_the_one_named(demo_region: Path) -> None:
    for submission in (one := Store(demo_region, OPERATOR).submissions(US)):
        told = printed(run("score", "--database", demo_region, "--department", US, "--round", submission.round_id))
        assert told == Assessed(QUESTIONNAIRE, submission.answers).as_json()
    latest = Assessed(QUESTIONNAIRE, one[-1].answers).as_json()
    assert printed(run("score", "--database", demo_region, "--department", US)) == latest


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--answers", "a.json", "--database", "b.db"], "give one of the two"),
        (["--answers", "a.json", "--round", "1"], "give one of the two"),
        (["--database", "b.db"], "Missing option '--answers' or '--department'."),
        (["--database", "b.db", "--department", "alba", "--questions", "q.yaml"], "leave --questions out"),
    ],
)
def test_score_reads_one_thing_or_the_other(words: list[str], says: str) -> None:
    assert says in refused(run("score", *words), code=2)


# report


def test_report_writes_the_full_report_and_verify_knows_it(world: World, tmp_path: Path) -> None:
    target = tmp_path / "report.pdf"
    result = run("report", "--database", world.path, "--department", "alba", "--language", "it", "--output", target)

    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == f"{target}: submission 2027-00001 of Alba\n"
    with pikepdf.open(target) as opened:
        assert str(opened.Root.Lang) == "it"
        assert len(opened.pages) > 5
    verified = run("verify", "--database", world.path, target)
    assert (verified.exit_code, verified.stderr) == (0, "")
    assert "is what was printed for submission 2027-00001 of Alba" in verified.stdout


def test_report_writes_the_brief_where_it_is_asked_for(world: World, tmp_path: Path) -> None:
    target = tmp_path / "brief.pdf"
    words = ["report", "--database", world.path, "--department", "alba", "--language", "es", "--output", target]
    assert run(*words, "--kind", "brief").exit_code == 0

    with pikepdf.open(target) as opened:
        assert len(opened.pages) == 1
    assert run("verify", "--database", world.path, target).exit_code == 0


def test_a_report_printed_before_the_comparison_was_published_is_still_known(demo_region: Path, tmp_path: Path) -> None:
    reported = department.gather(Store(demo_region, OPERATOR), US)
    assert reported is not None
    target = tmp_path / "before.pdf"
    target.write_bytes(report.full(replace(reported, benchmark=NotCompared.UNPUBLISHED), "it"))

    assert run("verify", "--database", demo_region, target).exit_code == 0


@pytest.mark.thorough
def test_a_report_with_the_comparison_of_an_earlier_day_is_still_known(demo_region: Path, tmp_path: Path) -> None:
    path, target = tmp_path / "again.db", tmp_path / "earlier.pdf"
    storage.backup(demo_region, path)
    with closing(prepare(path, demo=True)):
        operator = Store(path, OPERATOR, at)
        first, second = (one for one in operator.rounds(demo.REGION) if one.published_at)
        reported = department.gather(operator, US, second.id)
        assert reported is not None
        target.write_bytes(report.full(reported, "it"))
        operator.close(operator.rounds(demo.REGION)[-1].id)  # a department answers in one round at a time
        draft = operator.reopen(second.id, "d0003", "A slip", until=TODAY)
        operator.save_answers(draft.id, everything(4))
        operator.submit(draft.id)
        published = Store(path, OPERATOR, lambda: at() + timedelta(days=2)).publish(second.id)

        now_on = department.gather(operator, US, second.id)
        assert now_on is not None and now_on.benchmark != reported.benchmark
        assert published.published_at > at() > first.published_at
        verified = run("verify", "--database", path, target)
        assert (verified.exit_code, verified.stderr) == (0, "")
        target.write_bytes(report.full(now_on, "it"))
        assert run("verify", "--database", path, target).exit_code == 0


@pytest.mark.thorough
def test_a_copy_without_the_notes_is_known_too(world: World, tmp_path: Path) -> None:
    reported = department.gather(world.of("north"), "alba", compared=False)
    assert reported is not None and not reported.submission.evidence
    assert reported.benchmark is NotCompared.NOT_YOURS
    target = tmp_path / "coordinator.pdf"
    target.write_bytes(report.full(reported, "en"))

    assert run("verify", "--database", world.path, target).exit_code == 0


def test_the_report_on_a_submission_that_was_replaced_is_known(world: World, tmp_path: Path) -> None:
    target = tmp_path / "first.pdf"
    run("report", "--database", world.path, "--department", "alba", "--language", "it", "--output", target)
    world.operator.reopen(world.round_id, "alba", "Una svista")
    store = world.of("alba")
    draft = store.draft(world.round_id, "alba")
    assert draft is not None
    store.save_answers(draft.id, everything(4))
    store.submit(draft.id)

    verified = run("verify", "--database", world.path, target)
    assert (verified.exit_code, verified.stderr) == (0, "")
    assert "submission 2027-00001" in verified.stdout


@pytest.mark.thorough  # every title that it had is tried
def test_a_report_printed_before_the_round_was_renamed_is_known(world: World, tmp_path: Path) -> None:
    target = tmp_path / "before.pdf"
    run("report", "--database", world.path, "--department", "alba", "--language", "it", "--output", target)
    for title in ("Primavera", "Primavera 2027"):
        world.operator.rename_round(world.round_id, title)

    verified = run("verify", "--database", world.path, target)
    assert (verified.exit_code, verified.stderr) == (0, "")


# verify


def test_verify_without_a_file_looks_at_every_seal(world: World) -> None:
    result = run("verify", "--database", world.path)

    assert (result.exit_code, result.stdout) == (
        0,
        "1 submission, 0 publications, 38 answers, 1 note, 25 events: everything is as it was written\n",
    )


def test_verify_names_a_submission_that_was_changed(world: World, tmp_path: Path) -> None:
    target = tmp_path / "report.pdf"
    run("report", "--database", world.path, "--department", "alba", "--language", "it", "--output", target)
    with closing(storage.connection.connect(world.path).conn) as connection:
        connection.execute("UPDATE submission_notes SET note = 'Odg 15'")

    line = refused(run("verify", "--database", world.path))
    assert line == "submission 2027-00001: is not what was sealed; restore a backup"
    assert "is itself not what was sealed" in refused(run("verify", "--database", world.path, target))


def test_verify_says_each_problem_in_a_line_of_its_own(world: World) -> None:
    with closing(storage.connection.connect(world.path).conn) as connection:
        connection.execute("UPDATE answer_versions SET author_id = NULL WHERE question_id IN ('PI1.1', 'PI1.2')")
        connection.execute("UPDATE answers SET author_id = NULL WHERE question_id = 'PI1.1'")

    result = run("verify", "--database", world.path)

    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.splitlines() == [
        "answer PI1.1 of draft 1: version 1 is not what was saved; restore a backup",
        "answer PI1.2 of draft 1: version 1 is not what was saved; restore a backup",
        "answer PI1.2 of draft 1: is not what its history says; restore a backup",
    ]


def test_verify_brings_no_older_database_up_to_date(tmp_path: Path) -> None:
    made_by(tmp_path / "old.db", 5)
    before = (tmp_path / "old.db").read_bytes()

    line = refused(run("verify", "--database", tmp_path / "old.db"))

    assert line.startswith("the database: was written by an older version of this program; start the application")
    assert (tmp_path / "old.db").read_bytes() == before


@pytest.mark.thorough
def test_verify_tells_a_changed_report_from_one_that_is_no_report(world: World, tmp_path: Path) -> None:
    target = tmp_path / "report.pdf"
    run("report", "--database", world.path, "--department", "alba", "--language", "it", "--output", target)
    content = target.read_bytes()

    target.write_bytes(content + b"\n")
    assert "names submission 2027-00001, but is not what this program prints" in refused(
        run("verify", "--database", world.path, target)
    )
    for other in (b"", b"%PDF-1.7\n", content[:1000], _blank_pdf()):
        target.write_bytes(other)
        assert refused(run("verify", "--database", world.path, target)) == f"{target}: is no report of this program"


def test_verify_does_not_know_a_submission_of_another_database(world: World, demo_region: Path, tmp_path: Path) -> None:
    target = tmp_path / "report.pdf"
    run("report", "--database", demo_region, "--department", US, "--language", "it", "--output", target)

    assert "which this database does not have" in refused(run("verify", "--database", world.path, target))


# All of them


COMMANDS = {"benchmark": [], "score": [], "report": ["--language", "en", "--output", "unwritten.pdf"]}


@pytest.mark.parametrize("name", COMMANDS)
def test_where_nothing_is_submitted_one_line_says_so(world: World, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(world.path.parent)

    def asked(*words: str) -> str:
        return refused(run(name, "--database", world.path, *COMMANDS[name], *words))

    assert asked("--department", "bruma") == "bruma: nothing is submitted yet"
    assert asked("--department", "alba", "--round", "99").startswith("alba: nothing is submitted in round 99; ")
    assert asked("--department", "nobody").startswith("nobody: there is no such department")
    assert not Path("unwritten.pdf").exists()


@pytest.mark.parametrize("name", [*COMMANDS, "verify"])
def test_a_missing_or_damaged_database_is_told_in_one_line_and_left_alone(name: str, tmp_path: Path) -> None:
    words = [*COMMANDS.get(name, []), *([] if name == "verify" else ["--department", "alba"])]
    missing, damaged = tmp_path / "missing.db", tmp_path / "damaged.db"
    damaged.write_bytes(b"no database at all " * 500)
    before = damaged.read_bytes()

    assert refused(run(name, "--database", missing, *words)).startswith(f"{missing}: there is no such file")
    assert refused(run(name, "--database", damaged, *words)).startswith(f"{damaged}: ")
    assert not missing.exists()
    assert damaged.read_bytes() == before


def test_a_place_that_cannot_be_written_to_is_named(world: World, tmp_path: Path) -> None:
    target = tmp_path / "nowhere" / "report.pdf"
    line = refused(
        run("report", "--database", world.path, "--department", "alba", "--language", "en", "--output", target)
    )

    assert line.startswith(f"{target.parent}: cannot be written to (No such file or directory); ")


def test_a_command_leaves_the_database_as_it_was(demo_region: Path, tmp_path: Path) -> None:
    copy = tmp_path / "demo.db"
    storage.backup(demo_region, copy)
    shutil.copy(copy, tmp_path / "before.db")
    for name in ("benchmark", "score"):
        assert run(name, "--database", copy, "--department", US).exit_code == 0

    assert _content(copy) == _content(tmp_path / "before.db")


def _content(path: Path) -> dict[str, list[tuple[object, ...]]]:
    with closing(storage.connection.connect(path).conn) as connection:
        tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: list(connection.execute(f"SELECT * FROM {name}")) for name in tables}


def _blank_pdf() -> bytes:
    target = io.BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page()
        made.save(target)
    return target.getvalue()
