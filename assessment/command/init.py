"""`init`: a new site: its database, the first region and whoever runs it."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import click

from assessment import storage
from assessment.command.database import DATABASE, beside, site_of
from assessment.command.invite import missing
from assessment.command.regions import wrong
from assessment.command.wrong import Wrong
from assessment.letters import sign_in_at
from assessment.people import Role
from assessment.questionnaire import load
from assessment.settings import settings
from assessment.storage import OPERATOR, NotReady, Store


@click.command("init")
@DATABASE
@click.option("--region", "region_id", metavar="ID", required=True, help="Short, for addresses and commands: north.")
@click.option("--name", required=True, help="Of the region, as people read it.")
@click.option("--zone", default="Europe/Rome", show_default=True, help="Time zone of its deadlines.")
@click.option("--administrator", "email", metavar="EMAIL", required=True, help="Who runs the site and lets others in.")
@click.option("--administrator-name", default="", help="As others read it.")
def command(database: Path, region_id: str, name: str, zone: str, email: str, administrator_name: str) -> None:
    """Make the database of a new site, and print the sign-in link of its first administrator.

    The link is good once and for three days; `link` prints another. Where anything is wrong, nothing is made.
    """
    if database.exists():
        raise Wrong(f"{database}: is there already; the commands regions, invite and link go on with it")
    site = site_of(database)
    load(settings().questions)  # without one the site could not begin
    with beside(database) as unfinished, closing(storage.prepare(unfinished)):
        store = Store(unfinished, OPERATOR)
        try:
            store.add_region(region_id, name, zone)
        except NotReady as error:
            raise Wrong(wrong(error.missing[0], region_id, zone)) from error
        try:
            token = store.invite(email, Role.ADMINISTRATOR, name=administrator_name)
        except NotReady as error:
            raise Wrong(missing(error.missing[0], email)) from error
    click.echo(sign_in_at(site, token))
