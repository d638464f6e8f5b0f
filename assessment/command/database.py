"""The database that a command works on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import click

from assessment import storage
from assessment.command.wrong import Wrong
from assessment.settings import settings
from assessment.storage import OPERATOR, Store

DATABASE = click.option(
    "--database",
    type=click.Path(path_type=Path, dir_okay=False),
    default=lambda: settings().database,
    help="The file; else that of ASSESSMENT_DATABASE.",
)


@contextmanager
def opened(database: Path) -> Iterator[Store]:
    """The store of an existing database, for the operator.

    Raises:
        Wrong: there is no such file.
        DatabaseError: it cannot be used.
    """
    if not database.is_file():
        raise Wrong(f"{database}: there is no such file; check the path, or make it with the command init")
    with closing(storage.prepare(database, demo=is_demo(database))):
        yield Store(database, OPERATOR)


@contextmanager
def beside(database: Path) -> Iterator[Path]:
    """Where a new database is made: beside, and put in place whole, so what was stopped leaves nothing half done."""
    storage.refuse_remains(database)
    unfinished = database.with_name(f".{database.name}.unfinished")
    try:
        _remove(unfinished)
        yield unfinished
        storage.settle(unfinished)
        unfinished.replace(database)
    finally:
        _remove(unfinished)


def _remove(database: Path) -> None:
    for file in (*storage.files_of(database), storage.lock_of(database)):
        file.unlink(missing_ok=True)


def site_of(database: Path) -> str:
    """The address that browsers see, which links begin with; to be asked for before one is made.

    Raises:
        Wrong: nobody has said it, and the links would lead nobody here.
    """
    if "public_url" not in settings().model_fields_set and not is_demo(database):
        raise Wrong("ASSESSMENT_PUBLIC_URL: is not set, and a link begins with it; write https://in-touch.example.org")
    return settings().public_url


class Listing(click.Group):
    """Commands about things that can be listed: without the name of one of them, they are."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take what does not begin with the name of a command as what the list is asked for."""
        given = args if args and args[0] in (*self.commands, *ctx.help_option_names) else ["list", *args]
        return super().parse_args(ctx, given)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print lines of columns with tabs between them, for people and programs alike."""
    for row in (head, *rows):
        click.echo("\t".join(" ".join(cell.split()) for cell in row))


def is_demo(database: Path) -> bool:
    """Whether an existing database holds an invented region; a command works on either kind."""
    return storage.holds_demo(database)
