"""`backup` and `restore`: a copy that is whole, and its way back."""

from __future__ import annotations

from pathlib import Path

import click

from assessment import storage
from assessment.command.database import DATABASE
from assessment.command.wrong import Wrong
from assessment.storage import OPERATOR, Store


@click.command("backup")
@DATABASE
@click.argument("copy", type=click.Path(path_type=Path, dir_okay=False))
def backup(database: Path, copy: Path) -> None:
    """Write a checked COPY of the database, also while the application runs."""
    if not database.is_file():
        raise Wrong(f"{database}: there is no such file; check the path")
    if copy.exists():
        raise Wrong(f"{copy}: is there already; a backup never writes over another")
    sha256 = storage.backup(database, copy)
    Store(database, OPERATOR).note_backed_up(sha256)
    click.echo(f"{copy}: checked, {copy.stat().st_size} bytes")


@click.command("restore")
@DATABASE
@click.argument("copy", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def restore(database: Path, copy: Path) -> None:
    """Put a COPY in the place of a database that is not there. Stop the application first.

    An existing database is never written over: move it away yourself.
    """
    if database.exists():
        raise Wrong(f"{database}: is there; stop the application, move the file away, then restore")
    storage.restore(copy, database)
    click.echo(f"{database}: restored and checked")
