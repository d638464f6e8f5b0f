"""`regions`: list the regions, and add, rename, close or open one again. `region` adds one too, as it always did."""

from __future__ import annotations

from pathlib import Path

import click

from assessment.command.database import DATABASE, ListingGroup, known_region, opened, table
from assessment.command.rounds import out_of_the_way
from assessment.command.wrong import Wrong
from assessment.storage import NotReady, RoundInTheWay

_HEAD = ("id", "name", "zone", "departments", "coordinators", "rounds", "closed")
_ID = click.argument("region_id", metavar="ID")


@click.group("regions", cls=ListingGroup)
def command() -> None:
    """List the regions; add, rename, close or open one again."""


@command.command("list")
@DATABASE
def listed(database: Path) -> None:
    """List the regions: their ids, names and time zones, what is in them, and since when they are closed."""
    with opened(database) as store:
        rows = [
            (
                one.region.id,
                one.region.name,
                one.region.zone,
                str(one.active),
                str(len(one.coordinators)),
                str(one.rounds),
                "" if one.region.closed_at is None else one.region.closed_at.date().isoformat(),
            )
            for one in store.regions()
        ]
    table(_HEAD, rows)


@command.command("add")
@DATABASE
@_ID
@click.argument("name")
@click.option("--zone", default="Europe/Rome", show_default=True, help="Time zone of its deadlines.")
@click.option("--departments-in-all", type=int, help="How many the region has, taking part or not.")
def add(database: Path, region_id: str, name: str, zone: str, departments_in_all: int | None) -> None:
    """Add a region with an ID and a NAME."""
    with opened(database) as store:
        try:
            store.add_region(region_id, name, zone, departments_in_all)
        except NotReady as error:
            raise Wrong(wrong(error.missing[0], region_id, zone)) from error
    click.echo(f"{region_id}: added")


@command.command("rename")
@DATABASE
@_ID
@click.argument("name")
def rename(database: Path, region_id: str, name: str) -> None:
    """Give the region with an ID another NAME; its id stays."""
    with opened(database) as store:
        known_region(store, region_id)
        try:
            store.rename_region(region_id, name)
        except NotReady as error:
            raise Wrong(wrong(error.missing[0], region_id)) from error
    click.echo(f"{region_id}: renamed")


@command.command("close")
@DATABASE
@_ID
def close(database: Path, region_id: str) -> None:
    """Let nothing new begin in the region with an ID: no round, no department. Its people keep reading."""
    with opened(database) as store:
        known_region(store, region_id)
        try:
            store.close_region(region_id)
        except RoundInTheWay as error:
            other = error.round
            state = other.state(store.now)
            raise Wrong(
                f"{region_id}: round {other.id} ({other.title}) is {state}; first: {out_of_the_way(other, store.now)}"
            ) from error
    click.echo(f"{region_id}: closed")


@command.command("reopen")
@DATABASE
@_ID
def reopen(database: Path, region_id: str) -> None:
    """Open the closed region with an ID again."""
    with opened(database) as store:
        known_region(store, region_id)
        store.reopen_region(region_id)
    click.echo(f"{region_id}: open")


def wrong(what: str, region_id: str, zone: str = "") -> str:
    """What is wrong with a region that is to be, and what to do."""
    return {
        "name": "a region needs a name; add one",
        "zone": f"{zone}: no such time zone; write one like Europe/Rome",
        "id": f"{region_id}: is taken already, or no id; write another in small letters, digits and dashes",
    }[what]
