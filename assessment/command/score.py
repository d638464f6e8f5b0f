"""`score`: what a set of answers means, as JSON."""

from __future__ import annotations

import json
from pathlib import Path

import click

from assessment import scoring
from assessment.answers import Answers, AnswersError, read_file
from assessment.questionnaire import Questionnaire, load
from assessment.settings import settings


@click.command("score")
@click.option(
    "--answers",
    type=click.Path(path_type=Path),
    required=True,
    help="File of answers by question id, JSON.",
)
@click.option(
    "--questions",
    type=click.Path(path_type=Path),
    help="The questionnaire; without it, the one that is used.",
)
def command(answers: Path, questions: Path | None) -> None:
    """Print the scorecard of a file of answers.

    The file is one JSON object: {"PI1.1": 2, "PI1.2": "dont_know", "DC5.2": {"not_applicable": "reason"}}.
    A question left out is unanswered.
    """
    questionnaire = load(questions or settings().questions)
    scorecard = scoring.score(questionnaire, _read(answers, questionnaire))
    click.echo(json.dumps(scoring.as_json(scorecard), indent=2, ensure_ascii=False, allow_nan=False))


def _read(path: Path, questionnaire: Questionnaire) -> Answers:
    """Read a file of answers; its name stands before what is wrong in it."""
    try:
        return read_file(path.read_text("utf-8-sig"), questionnaire)  # editors on Windows begin with a mark
    except UnicodeDecodeError as error:
        raise AnswersError(f"{path}: is no UTF-8 text; save it as JSON in UTF-8") from error
    except AnswersError as error:
        raise AnswersError(f"{path}: {error}") from error
