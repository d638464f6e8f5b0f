"""`job`: what a timer calls, once a day: what is no longer kept is ended, and it is said how much."""

from __future__ import annotations

from pathlib import Path

import click

from assessment.command.database import DATABASE, opened
from assessment.letters import Sent
from assessment.storage import DRAFTS_LAST, VISITS_LAST

_EVERY = 1_000_000  # letters; no region has as many


@click.command("job")
@DATABASE
def command(database: Path) -> None:
    """End what is no longer kept, and say what that was. Let a timer run it once a day, also while the site is served.

    All else runs by itself: rounds open and close on their days, links and sessions run out by the clock, and the
    application sends letters and reminders for as long as it is served; without it they wait.
    """
    with opened(database) as store:
        ended = store.end_what_is_over()
        waiting = sum(one.state is Sent.WAITING for one in store.outbox(_EVERY))
    click.echo(f"drafts emptied, {DRAFTS_LAST.days} days after their round: {ended.drafts}")
    click.echo(f"earlier versions of submitted answers and notes removed: {ended.versions}")
    click.echo(f"sessions removed, {VISITS_LAST.days} days after their end: {ended.sessions}")
    click.echo(f"sign-in links removed, {VISITS_LAST.days} days after their end: {ended.links}")
    click.echo(f"letters removed, {VISITS_LAST.days} days after they were sent or refused: {ended.letters}")
    click.echo(f"letters that wait to be sent by the application: {waiting}")
