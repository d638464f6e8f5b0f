"""The database that a command works on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import click

from assessment import storage
from assessment.command.wrong import Wrong
from assessment.storage import OPERATOR, Store

DATABASE = click.option(
    "--database",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="The file, as in ASSESSMENT_DATABASE.",
)


@contextmanager
def opened(database: Path) -> Iterator[Store]:
    """The store of an existing database, for the operator.

    Raises:
        Wrong: there is no such file.
        DatabaseError: it cannot be used.
    """
    if not database.is_file():
        raise Wrong(f"{database}: there is no such file; check the path")
    with closing(storage.prepare(database, demo=is_demo(database))):
        yield Store(database, OPERATOR)


def is_demo(database: Path) -> bool:
    """Whether an existing database holds an invented region; a command works on either kind."""
    return storage.holds_demo(database)
