"""Who is looked at: a round's departments in the order they are always listed in, scored once.

That order is by staff band and, within one, by name; it is never by result.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from assessment.answers import Submission
from assessment.assessed import Assessed
from assessment.benchmark import band_ids
from assessment.questionnaire import Questionnaire
from assessment.rounds import Department, Participation, Round, staff_band
from assessment.scoring import Scorecard

NOT_SAID = ""  # stands for a staff band, a form, a territory or an area that nobody has stated
MOST_ROWS = 30  # of one map: more, and the heads of its columns are out of sight

Cell = TypeVar("Cell")


@dataclass(frozen=True)
class Member:
    """A department as it took part in one round."""

    id: str
    name: str  # as it was then
    staff_band: str  # such as "10-29" or "100+"
    form: str
    territory: str
    area: str = NOT_SAID  # a province, say, as the register says today
    left: bool = False  # whether it has left the network since: its answers count, and nothing is asked of it


@dataclass(frozen=True)
class Submitted:
    """A department's latest submission of a round, and what it means."""

    member: Member
    submission: Submission
    assessed: Assessed

    @property
    def scorecard(self) -> Scorecard:
        """What its answers mean."""
        return self.assessed.scorecard


@dataclass(frozen=True)
class Only:
    """Which departments are looked at. None = whatever it is; NOT_SAID = those who have not stated it."""

    staff_band: str | None = None
    form: str | None = None
    territory: str | None = None
    area: str | None = None

    def takes(self, member: Member) -> bool:
        """Whether a department is one of them."""
        return (
            self.staff_band in (None, member.staff_band)
            and self.form in (None, member.form)
            and self.territory in (None, member.territory)
            and self.area in (None, member.area)
        )


@dataclass(frozen=True, eq=False)
class Results:
    """What was submitted in one round, scored once: every view of the region is drawn from it."""

    asked: Round
    questionnaire: Questionnaire
    assessed: tuple[Submitted, ...]  # by staff band, then by name

    def only(self, which: Only) -> Results:
        """The same round with some of its departments."""
        return replace(self, assessed=tuple(one for one in self.assessed if which.takes(one.member)))


@dataclass(frozen=True)
class MapRow(Generic[Cell]):
    """A department's row in a map; the submission is what opens when it is clicked."""

    member: Member
    submission_id: int
    cells: tuple[Cell, ...]  # as the columns


@dataclass(frozen=True)
class Part(Generic[Cell]):
    """Rows that fit one screen: all of one staff band, or an even share of them."""

    staff_band: str
    number: int  # from 1
    of: int
    lines: tuple[MapRow[Cell], ...]


def results(
    asked: Round,
    questionnaire: Questionnaire,
    participations: Iterable[Participation],
    submissions: Iterable[Submission],
    departments: Iterable[Department] = (),
) -> Results:
    """Score every department's latest submission of a round.

    Args:
        asked: the round.
        questionnaire: the one that the round fixed.
        participations: the frozen list of the round; who is not on it is not counted.
        submissions: those of the round. Where a department handed in again, the last one counts.
        departments: as the register knows them today; says who has left, and where each one is.

    Returns:
        Departments with the size, form and territory that they stated themselves, else those of the list.
    """
    latest = latest_submissions(submissions)
    register = {department.id: department for department in departments}
    starts = questionnaire.staff_bands
    found = [
        Submitted(
            member(invited, starts, register.get(invited.department_id), latest[invited.department_id]),
            latest[invited.department_id],
            Assessed(questionnaire, latest[invited.department_id].answers),
        )
        for invited in participations
        if invited.department_id in latest
    ]
    in_order = listed(starts, [one.member for one in found])
    by_id = {one.member.id: one for one in found}
    return Results(asked, questionnaire, tuple(by_id[one.id] for one in in_order))


def member(
    invited: Participation,
    starts: Sequence[int],
    department: Department | None = None,
    submission: Submission | None = None,
) -> Member:
    """A department with what it stated of itself, else with what the round's list says of it.

    Args:
        invited: its place on the list.
        starts: where each staff band begins.
        department: as the register knows it today.
        submission: where it states what it is like.
    """
    stated = submission.profile if submission else None
    staff = stated.staff if stated and stated.staff is not None else invited.staff
    return Member(
        id=invited.department_id,
        name=invited.name,
        staff_band=NOT_SAID if staff is None else staff_band(starts, staff),
        form=(stated.form if stated else None) or invited.form or NOT_SAID,
        territory=(stated.main_territory if stated else None) or invited.main_territory or NOT_SAID,
        area=(department.area if department else None) or NOT_SAID,
        left=department is not None and department.left_on is not None,
    )


def registered(department: Department, starts: Sequence[int]) -> Member:
    """A department as the register knows it today, where it has no place in a round."""
    return Member(
        id=department.id,
        name=department.name,
        staff_band=NOT_SAID if department.staff is None else staff_band(starts, department.staff),
        form=department.form or NOT_SAID,
        territory=department.main_territory or NOT_SAID,
        area=department.area or NOT_SAID,
        left=department.left_on is not None,
    )


def latest_submissions(submissions: Iterable[Submission]) -> Mapping[str, Submission]:
    """The last submission of each department."""
    latest: dict[str, Submission] = {}
    for submission in submissions:
        before = latest.get(submission.department_id)
        if before is None or before.id < submission.id:
            latest[submission.department_id] = submission
    return latest


def listed(starts: Sequence[int], members: Collection[Member]) -> list[Member]:
    """Departments by staff band, those without one last, and by name within a band."""
    places = {band: place for place, band in enumerate((*band_ids(starts), NOT_SAID))}
    return sorted(members, key=lambda one: (places[one.staff_band], alphabetical(one.name), one.id))


def alphabetical(name: str) -> str:
    """What names are ordered by: letters without capitals and accents."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def parts(lines: Sequence[MapRow[Cell]]) -> tuple[Part[Cell], ...]:
    """Divide the rows of a map: one part a staff band, and even parts where a band has more than fit a screen."""
    bands: dict[str, list[MapRow[Cell]]] = {}
    for line in lines:
        bands.setdefault(line.member.staff_band, []).append(line)
    found: list[Part[Cell]] = []
    for band, of_band in bands.items():
        many = -(-len(of_band) // MOST_ROWS)
        edges = [len(of_band) * number // many for number in range(many + 1)]
        for number in range(many):
            found.append(Part(band, number + 1, many, tuple(of_band[edges[number] : edges[number + 1]])))
    return tuple(found)
