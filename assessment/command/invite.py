"""`invite`: print a one-time sign-in link."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import click

from assessment import storage
from assessment.command.database import DATABASE, is_demo
from assessment.command.people import in_the_way
from assessment.command.wrong import Wrong
from assessment.people import Role
from assessment.settings import settings
from assessment.storage import OPERATOR, NotAllowed, NotReady, PostInTheWay, Store


@click.command("invite")
@DATABASE
@click.argument("email")
@click.option("--role", type=click.Choice([str(role) for role in Role]), required=True)
@click.option("--department", "department_id", metavar="ID", help="For a chief or member.")
@click.option("--region", "region_id", metavar="ID", help="For a coordinator.")
@click.option("--name", default="", help="As colleagues read it beside answers.")
def command(database: Path, email: str, role: str, department_id: str | None, region_id: str | None, name: str) -> None:
    """Print a sign-in link for EMAIL, good once and for three days."""
    with closing(storage.prepare(database, demo=is_demo(database))):
        try:
            token = Store(database, OPERATOR).invite(
                email, Role(role), department_id=department_id, region_id=region_id, name=name
            )
        except NotReady as error:
            raise Wrong(_missing(error.missing[0])) from error
        except PostInTheWay as error:
            raise Wrong(in_the_way(Store(database, OPERATOR), error)) from error
        except NotAllowed as error:
            raise Wrong(f"{department_id or region_id}: there is no such place; check the id") from error
    click.echo(f"{settings().public_url}/sign-in/{token}")


def _missing(what: str) -> str:
    return {
        "email": "this is no e-mail address; write it like name@example.org",
        "department": "a chief or member belongs to a department; add --department ID",
        "region": "a coordinator belongs to a region; add --region ID",
    }[what]
