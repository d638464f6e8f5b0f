"""The database that a command works on, and what it names of it: a region, a department, an address of the site."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import click

from assessment import owner, storage
from assessment.command.wrong import Wrong
from assessment.rounds import Department, Region
from assessment.settings import settings
from assessment.storage import OPERATOR, DatabaseError, NotAllowed, NotSaved, Store

DATABASE = click.option(
    "--database",
    type=click.Path(path_type=Path),
    default=lambda: settings().database,
    help="The file; else that of ASSESSMENT_DATABASE.",
)


@contextmanager
def opened(database: Path) -> Iterator[Store]:
    """The store of an existing database, for the operator.

    Raises:
        DatabaseError: there is no such file, or it cannot be used.
        Wrong: nothing can be written to it.
    """
    storage.refuse_missing(database)
    with closing(storage.prepare(database, demo=is_demo(database))):
        try:
            yield Store(database, OPERATOR)
        except NotSaved as error:
            raise Wrong(f"{database}: nothing was saved ({error}); put that right, then do it again") from error


@contextmanager
def beside(database: Path) -> Iterator[Path]:
    """Where a new database is made: beside, and put in place whole, so what was stopped leaves nothing half done.

    Raises:
        Wrong: nothing can be written there.
    """
    storage.refuse_remains(database)
    unfinished = database.with_name(f".{database.name}.unfinished")
    with writes_into(database.parent):
        owner.make_folder(database.parent)
        _remove(unfinished)
        owner.lay(unfinished)
        try:
            yield unfinished
            storage.settle(unfinished)
            unfinished.replace(database)
        except (NotSaved, DatabaseError) as error:
            raise Wrong(f"{database}: could not be made ({error.__cause__ or error}); nothing is left of it") from error
        finally:
            _remove(unfinished)


@contextmanager
def writes_into(folder: Path) -> Iterator[None]:
    """Around what writes a file with another name first: that name is never what was wrong, its folder is.

    Raises:
        Wrong: nothing can be written there.
    """
    try:
        yield
    except OSError as error:
        raise Wrong(
            f"{folder}: cannot be written to ({error.strerror}); name another folder, or let this user write to it"
        ) from error


def _remove(database: Path) -> None:
    for file in (*storage.files_of(database), storage.lock_of(database)):
        file.unlink(missing_ok=True)


def known_region(store: Store, region_id: str) -> Region:
    """The region with an id.

    Raises:
        Wrong: there is none.
    """
    with _must_be_there("region", region_id):
        return store.region(region_id)


def known_department(store: Store, department_id: str) -> Department:
    """The department with an id.

    Raises:
        Wrong: there is none.
    """
    with _must_be_there("department", department_id):
        return store.department(department_id)


@contextmanager
def _must_be_there(what: str, named: str) -> Iterator[None]:
    try:
        yield
    except NotAllowed as error:
        raise Wrong(f"{named}: there is no such {what}; the command {what}s lists their ids") from error


def site_of(database: Path) -> str:
    """The address that browsers see, which links begin with; to be asked for before one is made.

    Raises:
        Wrong: nobody has said it, and the links would lead nobody here.
    """
    if "public_url" not in settings().model_fields_set and not is_demo(database):
        raise Wrong("ASSESSMENT_PUBLIC_URL: is not set, and a link begins with it; write https://in-touch.example.org")
    return settings().public_url


class ListingGroup(click.Group):
    """Commands about things that can be listed: without the name of one of them, they are."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take what begins with an option, or does not begin at all, as what the list is asked for."""
        asks_for_list = not args or (args[0].startswith("-") and args[0] not in ctx.help_option_names)
        given = ["list", *args] if asks_for_list else args
        return super().parse_args(ctx, given)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print lines of columns with tabs between them, for people and programs alike."""
    for row in (head, *rows):
        click.echo("\t".join(" ".join(cell.split()) for cell in row))


def counted(things: Mapping[str, int]) -> str:
    """How many there are of what, by its name in the singular."""
    plural = {"person": "people"}
    return ", ".join(
        f"{count} {name if count == 1 else plural.get(name, name + 's')}" for name, count in things.items()
    )


def is_demo(database: Path) -> bool:
    """Whether an existing database holds an invented region; a command works on either kind."""
    return storage.holds_demo(database)
