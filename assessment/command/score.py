"""`score`: what a set of answers means, as JSON."""

from __future__ import annotations

import json
from pathlib import Path

import click

from assessment.answers import Answers, AnswersError, read_file
from assessment.assessed import Assessed
from assessment.command.database import opened
from assessment.command.report import ROUND, submitted
from assessment.questionnaire import Questionnaire, load
from assessment.settings import settings


@click.command("score")
@click.option("--answers", type=click.Path(path_type=Path), help="File of answers by question id, JSON.")
@click.option(
    "--questions", type=click.Path(path_type=Path), help="The questionnaire; without it, the one that is used."
)
@click.option(
    "--database", type=click.Path(path_type=Path, dir_okay=False), help="In place of a file: what was submitted."
)
@click.option("--department", "department_id", metavar="ID", help="Whose; with --database.")
@ROUND
def command(
    answers: Path | None, questions: Path | None, database: Path | None, department_id: str | None, round_id: int | None
) -> None:
    """Print the scorecard and the plan of a file of answers, or of what a department has submitted.

    The file is one JSON object: {"PI1.1": 2, "PI1.2": "dont_know", "DC5.2": {"not_applicable": "reason"}}.
    A question left out is unanswered. What was submitted is scored with the questionnaire that it answered.
    """
    if answers is not None and (database is not None or department_id is not None or round_id is not None):
        raise click.UsageError("--answers reads a file and --database what was submitted; give one of the two.")
    if answers is not None:
        questionnaire = load(questions or settings().questions)
        assessed = Assessed(questionnaire, _read(answers, questionnaire))
    else:
        assessed = _submitted(database, department_id, round_id, questions)
    click.echo(json.dumps(assessed.as_json(), indent=2, ensure_ascii=False, allow_nan=False))


def _submitted(
    database: Path | None, department_id: str | None, round_id: int | None, questions: Path | None
) -> Assessed:
    if database is None:
        raise click.UsageError("Missing option '--answers', or '--database' with '--department'.")
    if department_id is None:
        raise click.UsageError("Missing option '--department'.")
    if questions is not None:
        raise click.UsageError(
            "What was submitted is scored with the questionnaire that it answered; leave --questions out."
        )
    with opened(database) as store:
        reported = submitted(store, department_id, round_id)
    return reported.assessed


def _read(path: Path, questionnaire: Questionnaire) -> Answers:
    """Read a file of answers; its name stands before what is wrong in it."""
    try:
        return read_file(path.read_text("utf-8-sig"), questionnaire)  # editors on Windows begin with a mark
    except UnicodeDecodeError as error:
        raise AnswersError(f"{path}: is no UTF-8 text; save it as JSON in UTF-8") from error
    except AnswersError as error:
        raise AnswersError(f"{path}: {error}") from error
