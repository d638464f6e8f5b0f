"""`job`: what a timer calls, once a day: what is no longer kept is ended, and it is said how much."""

from __future__ import annotations

from pathlib import Path

import click

from assessment.command.database import DATABASE, opened
from assessment.storage import DRAFTS_LAST, VISITS_LAST


@click.command("job")
@DATABASE
def command(database: Path) -> None:
    """End what is no longer kept, and say what that was. Let a timer run it once a day."""
    with opened(database) as store:
        ended = store.end_what_is_over()
    click.echo(f"drafts emptied, {DRAFTS_LAST.days} days after their round: {ended.drafts}")
    click.echo(f"earlier versions of submitted answers and notes removed: {ended.versions}")
    click.echo(f"sessions removed, {VISITS_LAST.days} days after their end: {ended.sessions}")
    click.echo(f"sign-in links removed, {VISITS_LAST.days} days after their end: {ended.links}")
