"""`departments`: list the register, with the ids that other commands ask for. `import` brings in and changes."""

from __future__ import annotations

from pathlib import Path

import click

from assessment.command.database import DATABASE, ListingGroup, known_region, opened, table
from assessment.people import Role
from assessment.rounds import Progress, Round
from assessment.storage import Store

_HEAD = ("id", "name", "region", "staff", "chiefs", "round", "submitted", "left")


@click.group("departments", cls=ListingGroup)
def command() -> None:
    """List the departments with their ids. To bring in or change many at once: import."""


@command.command("list")
@DATABASE
@click.option("--region", "region_id", metavar="ID", help="Only those of this region.")
@click.option("--all", "everything", is_flag=True, help="With those that have left.")
def listed(database: Path, region_id: str | None, *, everything: bool) -> None:
    """List the departments: ids, names, how many people, who their chiefs are, and the last round that they are in."""
    with opened(database) as store:
        if region_id is not None:
            known_region(store, region_id)
        chiefs = _chiefs(store)
        rows = []
        for region in [one.region.id for one in store.regions() if region_id in (None, one.region.id)]:
            last = _last(store, region)
            for one in store.departments(region):
                if one.left_on is None or everything:
                    asked, progress = last.get(one.id, (None, None))
                    rows.append(
                        (
                            *(one.id, one.name, region, "" if one.staff is None else str(one.staff)),
                            ", ".join(chiefs.get(one.id, ())),
                            "" if asked is None else str(asked.id),
                            ""
                            if progress is None or progress.submitted_at is None
                            else str(progress.submitted_at.date()),
                            "" if one.left_on is None else one.left_on.isoformat(),
                        )
                    )
    table(_HEAD, rows)


def _chiefs(store: Store) -> dict[str, list[str]]:
    """The addresses of the chiefs of each department, by its id."""
    found: dict[str, list[str]] = {}
    for one in store.people():
        for post in one.posts:
            if post.role is Role.CHIEF and post.ended_at is None and post.department_id is not None:
                found.setdefault(post.department_id, []).append(one.email or one.name)
    return found


def _last(store: Store, region_id: str) -> dict[str, tuple[Round, Progress]]:
    """The last round that each department is in, and how far it is there."""
    return {
        progress.participation.department_id: (asked, progress)
        for asked in store.rounds(region_id)
        for progress in store.progress(asked.id)
    }
