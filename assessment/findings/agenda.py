"""What is next in a department's plan, in finished words: for the page that it begins at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from assessment.commitments import Commitment, Status
from assessment.findings.commitments import NAMED, CommitmentInWords, all_told, standing
from assessment.findings.own_plan import open_in_order
from assessment.findings.words import first_of
from assessment.language import enumeration
from assessment.reading.commitments import Decided
from assessment.wording import Say

NEXT = 3  # steps that the first page has room for
_IN_ORDER = (Status.DONE, Status.UNDER_WAY, Status.PLANNED, Status.GIVEN_UP)


@dataclass(frozen=True)
class Agenda:
    """A plan as its first page tells it."""

    sentence: str = ""  # how many steps there are, and how they stand; empty where none is taken
    next: tuple[CommitmentInWords, ...] = ()  # what is open, soonest first
    overdue: str = ""  # of what the month is over; empty where there is nothing of the kind


def agenda(decided: Decided, today: date, say: Say, zone: str) -> Agenda:
    """What is next in a plan.

    Args:
        decided: by a department.
        today: in the region.
        say: in the reader's language.
        zone: of the region, in which days are written.
    """
    if not decided.taken:
        return Agenda()
    return Agenda(
        sentence=say("agenda.steps", len(decided.taken), counts=counted(decided.taken, say, zone)),
        next=all_told(open_in_order(decided)[:NEXT], decided, say, zone),
        overdue=overdue(decided, today, say),
    )


def counted(steps: Sequence[Commitment], say: Say, zone: str) -> str:
    """How many of some steps stand how: "two done, one under way and three planned"; of a single one, since when."""
    if len(steps) == 1:
        return standing(steps[0], say, zone)
    by = Counter(one.status for one in steps)
    return enumeration([say(f"agenda.counted.{one}", by[one]) for one in _IN_ORDER if by[one]], say.language)


def overdue(decided: Decided, today: date, say: Say) -> str:
    """Ask about the steps of which the month is over; empty where there are none."""
    late = decided.overdue(today)
    if not late:
        return ""
    names = list(dict.fromkeys(decided.question(one).name[say.language] for one in late))
    return say("agenda.overdue", len(late), names=first_of(names, NAMED, say))
