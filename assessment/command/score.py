"""`score`: what a set of answers means, as JSON."""

from __future__ import annotations

import json
from pathlib import Path

import click
from click.core import ParameterSource

from assessment.answers import Answers, AnswersError, read_file
from assessment.assessed import Assessed
from assessment.command.database import DATABASE, opened
from assessment.command.report import ROUND, submitted
from assessment.questionnaire import Questionnaire, load
from assessment.settings import settings


@click.command("score")
@click.option("--answers", type=click.Path(path_type=Path), help="File of answers by question id, JSON.")
@click.option(
    "--questions", type=click.Path(path_type=Path), help="The questionnaire; without it, the one that is used."
)
@click.option("--department", "department_id", metavar="ID", help="In place of a file: what this one submitted.")
@ROUND
@DATABASE
@click.pass_context
def command(
    context: click.Context,
    database: Path,
    answers: Path | None,
    questions: Path | None,
    department_id: str | None,
    round_id: int | None,
) -> None:
    """Print the scorecard and the plan of a file of answers, or of what a department has submitted.

    The file is one JSON object: {"PI1.1": 2, "PI1.2": "dont_know", "DC5.2": {"not_applicable": "reason"}}.
    A question left out is unanswered. What was submitted is scored with the questionnaire that it answered.
    """
    named = context.get_parameter_source("database") is ParameterSource.COMMANDLINE
    if answers is not None and (named or department_id is not None or round_id is not None):
        raise click.UsageError("--answers reads a file and --department what was submitted; give one of the two.")
    if answers is not None:
        questionnaire = load(questions or settings().questions)
        assessed = Assessed(questionnaire, _read(answers, questionnaire))
    else:
        assessed = _submitted(database, department_id, round_id, questions)
    click.echo(json.dumps(assessed.as_json(), indent=2, ensure_ascii=False, allow_nan=False))


def _submitted(database: Path, department_id: str | None, round_id: int | None, questions: Path | None) -> Assessed:
    if department_id is None:
        raise click.UsageError("Missing option '--answers' or '--department'.")
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
