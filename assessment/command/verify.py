"""`verify`: whether what was sealed is still what was sealed, and whether a PDF is what was printed of it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path

import click

from assessment import report, storage
from assessment.answers import Submission
from assessment.command.database import DATABASE, counted, opened
from assessment.command.wrong import Wrong
from assessment.reading import commitments, opinion
from assessment.reading.department import NotCompared, Reported, gather
from assessment.reading.opinion import FriendOpinion
from assessment.report import Provenance, TypesettingError, Verdict, Verification
from assessment.report.provenance import MOST_BYTES
from assessment.storage import Store

_MOST_EVENTS = 10_000  # of a round that are looked through
_SAYS = {
    Verdict.CHANGED: "names submission {number}, but is not what this program prints for it: "
    "it was changed, or printed before an earlier round changed; print it again and compare",
    Verdict.ERASED: "names submission {number}, and of the plan or of what a friend says in it something was erased "
    "since; whether anything else was changed cannot be said any more",
    Verdict.OTHER_PROGRAM: "names submission {number} and was printed by version {program} of this program; "
    "verify it with that version",
    Verdict.OTHER_SUBMISSION: "names submission {number}, but with another hash than the one that is stored",
    Verdict.NO_REPORT: "is no report of this program",
}


@click.command("verify")
@DATABASE
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False), required=False)
def command(database: Path, file: Path | None) -> None:
    """Without FILE, say whether everything in the database is as it was written.

    That is: its tables, what was sealed and published, every version of an answer and a note, and the log of what
    happened. Each problem is a line. Nothing is written. A backup is looked through with --database COPY.

    With FILE, a report as PDF, say whether it is what this program prints for the stored submission.
    """
    if file is None:
        _database(database)
    else:
        with opened(database) as store:
            _file(store, file)


def _database(database: Path) -> None:
    storage.refuse_missing(database)
    found = storage.verify(database)
    for problem in found.problems:
        click.echo(str(problem), err=True)
    if found.problems:
        sys.exit(1)
    click.echo(f"{counted(found.counted)}: everything is as it was written")


def _file(store: Store, file: Path) -> None:
    if file.stat().st_size > MOST_BYTES:
        raise Wrong(f"{file}: is larger than any report")
    content = file.read_bytes()
    claimed = report.provenance(content)
    if claimed is None:
        raise Wrong(f"{file}: {_SAYS[Verdict.NO_REPORT]}")
    submission = store.submission_numbered(claimed.submission)
    if submission is None:
        raise Wrong(f"{file}: names submission {claimed.submission}, which this database does not have")
    if not store.seal(submission.id).holds:
        raise Wrong(f"{file}: submission {submission.number} is itself not what was sealed; restore a backup")
    found = _verdict(content, _forms(store, submission, claimed), claimed)
    if not found.matches:
        facts = {"number": submission.number, "program": claimed.program}
        raise Wrong(f"{file}: {_SAYS[found.verdict].format(**facts)}")
    click.echo(
        f"{file}: is what was printed for submission {submission.number} of {submission.department_name}, "
        f"sealed with {submission.sha256}"
    )


def _verdict(content: bytes, forms: Iterator[Reported], claimed: Provenance) -> Verification:
    """Hold a file against every form in which the same submission may have been printed."""
    found = Verification(Verdict.CHANGED, claimed)
    for form in forms:
        try:
            found = report.verify(content, form)
        except TypesettingError:
            continue
        if found.verdict not in (Verdict.CHANGED, Verdict.ERASED):  # else another form may be the one
            return found
    return found


def _forms(store: Store, submission: Submission, claimed: Provenance) -> Iterator[Reported]:
    """With the comparison of each publication and without; with the notes, which not everybody may read, and without.

    And under each title that the round had, and each name of a friend's department. The submission may be one that a
    later one of the same round replaced. Plan and friend are as of when the file says, or none: it may have been
    printed before another round was submitted to, or before the department wanted it so.
    """
    reported = gather(store, submission.department_id, submission.round_id)
    assert reported is not None, "it is stored, so something is submitted"
    without = replace(submission, evidence={})
    submissions = [submission, without] if submission.evidence else [without]
    benchmarks = [*reversed(store.comparisons(submission.id)), *NotCompared]
    at = claimed.planned_at
    decided = None if at is None else commitments.gather(store, submission.department_id, at)
    titles = [reported.round_title, *_former_titles(store, submission)]
    reported = replace(reported, decided=decided)
    for title, sealed, benchmark, seen in product(titles, submissions, benchmarks, _seen(store, submission, claimed)):
        yield replace(reported, round_title=title, submission=sealed, benchmark=benchmark, opinion=seen)


def _seen(store: Store, submission: Submission, claimed: Provenance) -> list[FriendOpinion | None]:
    """What a friend says, as the file claims that it stood."""
    if claimed.seen_at is None:
        return [None]
    return list(opinion.as_it_stood(store, submission, *claimed.seen_at)) or [None]


def _former_titles(store: Store, submission: Submission) -> list[str]:
    region_id = store.round(submission.round_id).region_id
    happened = store.events(region_id, most=_MOST_EVENTS, round_id=submission.round_id)
    return [one.details["before"] for one in happened if one.kind == "round_renamed"]
