"""`report`: a submission as a document."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import click

from assessment import report
from assessment.command.database import DATABASE, known_department, opened, writes_into
from assessment.command.wrong import Wrong
from assessment.reading.department import Reported, gather
from assessment.report import Kind, TypesettingError
from assessment.storage import Store
from assessment.wording import LANGUAGES

DEPARTMENT = click.option("--department", "department_id", metavar="ID", required=True)
ROUND = click.option("--round", "round_id", metavar="ID", type=int, help="Without it, the latest.")


@click.command("report")
@DATABASE
@DEPARTMENT
@ROUND
@click.option("--language", type=click.Choice(LANGUAGES), required=True)
@click.option("--kind", type=click.Choice(get_args(Kind)), default="full", show_default=True)
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), required=True, help="A PDF.")
def command(database: Path, department_id: str, round_id: int | None, language: str, kind: Kind, output: Path) -> None:
    """Write the report on what a department has submitted."""
    with opened(database) as store:
        reported = submitted(store, department_id, round_id)
    try:
        made = report.FORMS[kind, "pdf"](reported, language)
    except TypesettingError as error:
        raise Wrong(str(error)) from error
    with writes_into(output.parent):
        output.write_bytes(made)
    click.echo(f"{output}: submission {reported.submission.number} of {reported.submission.department_name}")


def submitted(store: Store, department_id: str, round_id: int | None) -> Reported:
    """What a department has submitted, with all that belongs to it.

    Raises:
        Wrong: there is no such department, or nothing is submitted.
    """
    known_department(store, department_id)
    found = gather(store, department_id, round_id)
    if found is None:
        where = "yet" if round_id is None else f"in round {round_id}; the command rounds lists them"
        raise Wrong(f"{department_id}: nothing is submitted {where}")
    return found
