"""`export`: a region's workbook, for its coordinator or for others."""

from __future__ import annotations

from pathlib import Path

import click

from assessment.command.database import DATABASE, known_region, opened, writes_into
from assessment.command.wrong import Wrong
from assessment.reading.files import gather
from assessment.report.region import Files
from assessment.wording import LANGUAGES


@click.command("export")
@DATABASE
@click.option("--region", "region_id", metavar="ID", required=True, help="Whose workbook.")
@click.option(
    "--round", "round_id", type=int, metavar="ID", help="Without it, the one that is open, else the latest that was."
)
@click.option("--language", type=click.Choice(LANGUAGES), default=LANGUAGES[0], show_default=True)
@click.option("--for-others", is_flag=True, help="Only who takes part in numbers, and what the comparison may show.")
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), required=True, help="The .xlsx to write.")
def command(
    database: Path, region_id: str, round_id: int | None, language: str, *, for_others: bool, output: Path
) -> None:
    """Write a region's workbook. Unless it is for others, it names departments with their levels: keep it so."""
    with opened(database) as store:
        known_region(store, region_id)
        gathered = gather(store, region_id, round_id, for_others=for_others)
        if gathered is None:
            none = "no round has opened yet" if round_id is None else f"has no round {round_id}"
            raise Wrong(f"{region_id}: {none}; the command rounds lists them")
        made = Files(gathered).workbook(language)
        with writes_into(output.parent):
            output.write_bytes(made)
        store.note_exported(gathered.asked.id, "workbook", for_others=for_others)
    click.echo(str(output))
