"""`benchmark`: what a department may see of the others, as JSON; the same as its page shows."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from assessment.benchmark import Benchmark, Group
from assessment.command.database import DATABASE, opened
from assessment.command.report import DEPARTMENT, ROUND, submitted

NOT_PUBLISHED = "comparison.nothing_yet"  # a key of the wording


@click.command("benchmark")
@DATABASE
@DEPARTMENT
@ROUND
def command(database: Path, department_id: str, round_id: int | None) -> None:
    """Print what a department may see of the others, of the last publication or that of one round."""
    with opened(database) as store:
        latest = submitted(store, department_id, round_id).submission
        found = store.comparison(department_id, round_id)
    shown = _nothing_published(latest.round_id) if found is None else found.as_json()
    click.echo(json.dumps(shown, indent=2, ensure_ascii=False, allow_nan=False))


def _nothing_published(round_id: int) -> dict[str, Any]:
    """The promised shape, with nothing in it and the reason."""
    nothing = Group(criteria=(), published_at=None, n=None, reason=NOT_PUBLISHED)
    empty = Benchmark(round_id, datetime.min, None, nothing, nothing)
    return {**empty.as_json(), "published_at": None}
