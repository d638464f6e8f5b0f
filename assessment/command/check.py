"""`check`: whether a questionnaire can be used."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from assessment.questionnaire import QuestionnaireError, load
from assessment.settings import settings


@click.command("check")
@click.argument("file", type=click.Path(path_type=Path), required=False)
def command(file: Path | None) -> None:
    """Read a questionnaire as the program does and explain every mistake.

    Without FILE, the one that is used. Each mistake is a line on standard error, FILE:LINE: place: what is wrong;
    what to do; then the exit code is 1.
    """
    path = file or settings().questions
    try:
        questionnaire = load(path)
    except QuestionnaireError as error:
        for problem in error.problems:  # here all of them are wanted, each on a line of its own
            click.echo(problem, err=True)
        sys.exit(1)
    asked, essentials = len(list(questionnaire.questions())), len(questionnaire.essentials())
    click.echo(
        f"{path}: {questionnaire.id} {questionnaire.version} can be used: {asked} questions, "
        f"{essentials} of them essential, in {', '.join(questionnaire.languages)}"
    )
