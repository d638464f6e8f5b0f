"""`demo`: build the invented region."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import click

from assessment import demo, storage
from assessment.command.database import beside
from assessment.command.wrong import Whole, Wrong
from assessment.settings import DATA, settings
from assessment.storage import now


@click.command("demo")
@click.option(
    "--database",
    type=click.Path(path_type=Path),
    default=lambda: settings().database if "database" in settings().model_fields_set else DATA / "demo.db",
    help="The file; else that of ASSESSMENT_DATABASE, else demo.db.",
)
@click.option("--departments", type=Whole(2, 20_000), default=demo.DEPARTMENTS, show_default=True)
@click.option(
    "--rounds", type=Whole(0, 20), default=demo.ROUNDS, show_default=True, help="Published ones; one more is open."
)
@click.option("--seed", type=int, default=demo.SEED, show_default=True)
@click.option("--if-missing", is_flag=True, help="Leave a demo that is there as it is.")
def command(database: Path, departments: int, rounds: int, seed: int, *, if_missing: bool) -> None:
    """Build an invented region: so many published rounds and one that is open today.

    It is built beside and put in place whole, so a build that was stopped leaves nothing half done.
    """
    if database.exists():
        if if_missing:
            return
        raise Wrong(f"{database}: is there already; remove it first, or name another file with --database")
    questions = settings().questions.read_bytes()
    with (
        beside(database) as unfinished,
        closing(storage.prepare(unfinished, demo=True)),
        click.progressbar(length=1, label="Building the demo", width=0) as bar,
    ):

        def told(done: int, of: int) -> None:
            bar.length = of
            bar.update(done - bar.pos)

        demo.build(unfinished, questions, now().date(), departments=departments, rounds=rounds, seed=seed, told=told)
    click.echo(f"{database}: {departments} invented departments, {rounds} published rounds and one open")
