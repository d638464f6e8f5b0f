"""`controller`: state who answers for a region's data and pages, or print what is stated."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import click

from assessment.command.database import DATABASE, known_region, opened
from assessment.command.wrong import Wrong
from assessment.rounds import Basis, Country
from assessment.storage import NotReady, Unfit


@click.command("controller")
@DATABASE
@click.option("--region", "region_id", metavar="ID", required=True)
@click.option("--name", help="The body that answers for data and pages; as all that follows, empty to take it back.")
@click.option("--contact", help="Its postal address and e-mail.")
@click.option("--dpo", help="How to reach the data protection officer.")
@click.option("--basis", type=click.Choice([str(one) for one in Basis]), help="Article 6(1)(e) or (c) of the GDPR.")
@click.option("--act", help="The law or decision that the basis rests on.")
@click.option("--retention", help="How long the data are kept, in a sentence.")
@click.option("--accessibility-contact", help="Where an accessibility problem is reported.")
@click.option("--country", type=click.Choice([str(one) for one in Country]), help="Whose law and authorities.")
def command(database: Path, region_id: str, **given: str | None) -> None:
    """Keep what is given, and print as JSON what the privacy and accessibility pages of a region say."""
    changes = {name: value for name, value in given.items() if value is not None}
    with opened(database) as store:
        known_region(store, region_id)
        try:
            before = store.controller(region_id)
            stated = store.change_controller(region_id, replace(before, **_typed(changes)), before)
        except NotReady as error:
            raise Wrong(f"{_option(error.missing[0])}: an e-mail address is not complete; write it whole") from error
        except Unfit as error:
            raise Wrong(f"{_option(error.field)}: is {error.told}") from error
    click.echo(json.dumps(asdict(stated), ensure_ascii=False, indent=2))


def _typed(changes: dict[str, str]) -> dict[str, Any]:
    types = {"basis": Basis, "country": Country}
    return {name: types.get(name, str)(value) for name, value in changes.items()}


def _option(name: str) -> str:
    return "--" + name.replace("_", "-")
