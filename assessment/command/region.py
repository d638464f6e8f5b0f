"""`region`: add a region, whose coordinator runs the rounds."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import click

from assessment import storage
from assessment.command.database import DATABASE, is_demo
from assessment.command.wrong import Wrong
from assessment.storage import OPERATOR, NotReady, Store


@click.command("region")
@DATABASE
@click.argument("region_id", metavar="ID")
@click.argument("name")
@click.option("--zone", default="Europe/Rome", show_default=True, help="Time zone of its deadlines.")
@click.option("--departments-in-all", type=int, help="How many the region has, taking part or not.")
def command(database: Path, region_id: str, name: str, zone: str, departments_in_all: int | None) -> None:
    """Add a region with an ID and a NAME. The database is made where it is not there yet."""
    with closing(storage.prepare(database, demo=is_demo(database))):
        try:
            Store(database, OPERATOR).add_region(region_id, name, zone, departments_in_all)
        except NotReady as error:
            raise Wrong(_wrong(error.missing[0], region_id, zone)) from error
    click.echo(f"{region_id}: added")


def _wrong(what: str, region_id: str, zone: str) -> str:
    return {
        "name": "a region needs a name; add one",
        "zone": f"{zone}: no such time zone; write one like Europe/Rome",
        "id": f"{region_id}: is taken, or no id; use other small letters, digits and dashes",
    }[what]
