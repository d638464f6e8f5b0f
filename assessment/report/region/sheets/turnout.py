"""Tables of who takes part: the rounds so far, and how far everybody is."""

from __future__ import annotations

from assessment.reading.files import Gathered
from assessment.region import Stage
from assessment.report.region.cells import TableSheet, a_sheet, column, day, part, who_cells, who_columns
from assessment.wording import Say


def rounds(gathered: Gathered, say: Say) -> TableSheet:
    """A row a round: how the network grew."""
    columns = [
        column("round", say, wide=24),
        column("last_day", say, "day"),
        column("invited", say, "number"),
        column("submitted", say, "number"),
        column("first_time", say, "number"),
        column("in_all", say, "number"),
        column("share", say, "share"),
    ]
    rows = [
        (one.title, one.closes_on, one.invited, one.submitted, one.first_time, one.in_all, part(one.share))
        for one in gathered.growth
    ]
    return a_sheet("rounds", columns, rows, say)


def stages(gathered: Gathered, say: Say) -> TableSheet:
    """How many departments have come how far."""
    found = gathered.turnout
    columns = [column("state", say, wide=24), column("departments", say, "number")]
    counts = (
        (Stage.SUBMITTED, found.submitted),
        (Stage.STARTED, found.started),
        (Stage.NOT_STARTED, found.not_started),
        (Stage.LEFT, found.left),
    )
    rows = [(say(f"region.turnout.stage.{stage}"), count) for stage, count in counts]
    return a_sheet("stages", columns, rows, say)


def participation(gathered: Gathered, say: Say) -> TableSheet:
    """How far each department is."""
    columns = [
        *who_columns(say),
        column("area", say, wide=18),
        column("code", say),
        column("state", say, wide=18),
        column("submitted_on", say, "day"),
        column("worked_on", say, "day"),
        column("last_day", say, "day"),
    ]
    rows = [
        (
            *who_cells(one.member, gathered.questionnaire, say),
            one.member.area or None,
            one.code,
            say(f"files.stage.{one.stage}"),
            day(one.submitted_at, gathered.zone),
            day(one.worked_at, gathered.zone),
            one.last_day,
        )
        for one in gathered.turnout.invitees
    ]
    return a_sheet("participation", columns, rows, say)
