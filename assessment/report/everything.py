"""Everything kept about a department in one zip: the rows as JSON, what they mean, and its reports."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from assessment.language import moment_day
from assessment.reading.department import Reported
from assessment.report.reported import file_name, slug_of
from assessment.wording import Say

DATA = "everything.json"

Taken = Mapping[str, Sequence[Mapping[str, Any]]]  # rows by the table they are kept in


def name(department: str, language: str) -> str:
    """The name of the zip."""
    return f"{slug_of(department)}-{Say(language)('taken.file')}-{language}.zip"


def packed(
    taken: Taken, left_out: Mapping[str, str], reports: Sequence[tuple[Reported, bytes]], language: str, zone: str
) -> bytes:
    """The zip.

    Args:
        taken: the rows, as the store gives them.
        left_out: what of the same tables is not among them, with a key of the wording for the reason.
        reports: each as it is printed, as PDF.
        language: of what explains them.
        zone: in which the day is told on which they were taken.
    """
    say, made = Say(language), io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr(f"{say('taken.read_me')}.txt", "\n".join(_explained(taken, left_out, say, zone)))
        target.writestr(DATA, json.dumps(taken, ensure_ascii=False, indent=1))
        for reported, content in reports:
            target.writestr(f"{say('taken.reports')}/{file_name(reported, 'full', language)}", content)
    return made.getvalue()


def _explained(taken: Taken, left_out: Mapping[str, str], say: Say, zone: str) -> Iterator[str]:
    (department,) = taken["departments"]
    yield say("taken.title", department=department["name"], day=_day(taken, say, zone))
    yield ""
    yield say("taken.how", file=DATA)
    yield say("taken.sealed")
    for table, rows in taken.items():
        yield ""
        yield f"{table}: {say(f'taken.table.{table}')} ({len(rows)})"
        yield from (f"  {column}: {say(f'taken.column.{column}')}" for column in (rows[0] if rows else ()))
    yield ""
    yield say("taken.not_in_it")
    for what, why in left_out.items():
        yield f"  {what}: {say(f'taken.left_out.{why}')}"
    yield ""


def _day(taken: Taken, say: Say, zone: str) -> str:
    """The day on which it was taken: that of the last line of the log, which says so."""
    return moment_day(datetime.fromisoformat(taken["events"][-1]["at"]), say.language, zone)
