"""`backup` and `restore`: a copy that is whole, and its way back, which `restore --drill` goes and leaves nothing."""

from __future__ import annotations

import re
import sys
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from assessment import storage
from assessment.command.database import DATABASE, counted, writes_into
from assessment.command.wrong import Whole, Wrong
from assessment.storage import OPERATOR, Store, now

_INSTANT = "%Y%m%dT%H%M%SZ"  # in UTC, so the names of copies are in the order in which they were made
_INSTANTS = re.compile("[0-9]{8}T[0-9]{6}Z")


@click.command("backup")
@DATABASE
@click.argument("copy", type=click.Path(path_type=Path, dir_okay=False), required=False)
@click.option("--into", "folder", type=click.Path(path_type=Path, file_okay=False), help="A folder, for a timer.")
@click.option("--keep", type=Whole(min=1), help="With --into: how many copies of this database stay there.")
def backup(database: Path, copy: Path | None, folder: Path | None, keep: int | None) -> None:
    """Write a checked COPY of the database, also while the application runs.

    With --into, the copy is named after the database and the instant (in-touch-20270301T090000Z.db), and with --keep
    older ones named so are removed, once the new one is checked. Other files stay.
    """
    if (copy is None) == (folder is None):
        raise click.UsageError("where to? give the COPY to write, or --into FOLDER")
    if keep is not None and folder is None:
        raise click.UsageError("--keep is about the copies in a folder; add --into FOLDER")
    target = copy if copy is not None else _named(database, folder or Path())
    if target.exists():
        raise Wrong(f"{target}: is there already; a backup never writes over another")
    with writes_into(target.parent):
        sha256 = storage.backup(database, target)
    Store(database, OPERATOR).note_backed_up(sha256)
    click.echo(f"{target}: checked, {target.stat().st_size} bytes")
    for one in _older(database, target)[keep - 1 :] if keep is not None else ():
        one.unlink()
        click.echo(f"{one}: removed, {keep} newer ones are kept")


@click.command("restore")
@DATABASE
@click.argument("copy", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--drill", is_flag=True, help="Only try it, elsewhere: say what COPY holds, and leave everything as it is."
)
def restore(database: Path, copy: Path, *, drill: bool) -> None:
    """Put a COPY in the place of a database that is not there. Stop the application first.

    An existing database is never written over: move it away yourself. With --drill, COPY is restored into a temporary
    folder and looked through there whole, as verify does, beside a database that goes on being used.
    """
    if copy.stat().st_size == 0:
        raise Wrong(f"{copy}: is empty, so there is nothing to restore; take another copy")
    if drill:
        _drill(copy)
        return
    if database.exists():
        raise Wrong(f"{database}: is there; stop the application, move the file away, then restore")
    with writes_into(database.parent):
        storage.restore(copy, database)
    click.echo(f"{database}: restored and checked")


def _named(database: Path, folder: Path) -> Path:
    return folder / f"{database.stem}-{now().strftime(_INSTANT)}{database.suffix}"


def _older(database: Path, newest: Path) -> list[Path]:
    """The other copies of a database that lie beside one, newest first: files that `backup` alone names so."""
    found = [one for one in newest.parent.iterdir() if one != newest and one.is_file() and not one.is_symlink()]
    return sorted((one for one in found if _is_copy(one, database)), reverse=True)


def _is_copy(file: Path, database: Path) -> bool:
    begins = f"{database.stem}-"
    instant = file.stem.removeprefix(begins)
    return file.suffix == database.suffix and file.stem == begins + instant and bool(_INSTANTS.fullmatch(instant))


def _drill(copy: Path) -> None:
    """Restore a copy where nobody looks, say what is in it, and take it away again."""
    with TemporaryDirectory(prefix="in-touch-") as folder:
        restored = Path(folder) / "restored.db"
        storage.restore(copy, restored)
        found = storage.verify(restored)
        for problem in found.problems:
            click.echo(f"{copy}: {problem}", err=True)
        if found.problems:
            sys.exit(1)
        store = Store(restored, OPERATOR)
        regions = store.regions()
        holds = {
            "region": len(regions),
            "department": sum(len(one.departments) for one in regions),
            "person": len(store.people()),
            "round": sum(one.rounds for one in regions),
            **found.counted,
        }
        last = _last(store)
    click.echo(f"{copy}: can be restored, and everything in it is as it was written")
    click.echo(f"{copy}: {counted(holds)}")
    click.echo(
        f"{copy}: the last entry of its log is of {last:%Y-%m-%d %H:%M} UTC" if last else f"{copy}: its log is empty"
    )


def _last(store: Store) -> datetime | None:
    """When something last happened in a copy, before it was restored."""
    happened = store.happened(most=2)
    return happened[1].at if len(happened) > 1 else None
