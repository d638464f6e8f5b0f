"""One round at a time: no department is given two in which it can answer at once.

Two would hide each other's drafts. Only time to come is looked at, and only time that is given anew: where two rounds
overlap already, as they may in a database from before, each can still be shortened.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from assessment.rounds import Participation
from assessment.storage.access import Unit
from assessment.storage.errors import Overlap
from assessment.storage.kept import record, rounds_of


@dataclass(frozen=True)
class Span:
    """Time in which a department is to be able to answer."""

    since: datetime
    until: datetime  # the first instant after it


def refuse_overlap(unit: Unit, region_id: str, given: Mapping[str, Span], round_id: int | None = None) -> None:
    """Refuse time in which a department can answer in another round as well.

    Args:
        unit: of work.
        region_id: of the departments.
        given: the time that each gets anew, by the department's id; what of it is over counts for nothing.
        round_id: of the round that it is given in; None for one that is not there yet.

    Raises:
        Overlap: another round is in the way.
    """
    ahead = {name: Span(max(one.since, unit.at), one.until) for name, one in given.items() if one.until > unit.at}
    if not ahead:
        return
    places = _places_after(unit, region_id, min(one.since for one in ahead.values()), round_id)
    for other in rounds_of(unit, region_id):
        taken = [
            place
            for place in places.get(other.id, ())
            if (span := ahead.get(place.department_id)) and place.is_open_within(other, span.since, span.until)
        ]
        if taken:
            last_day = max(place.last_day(other) for place in taken)
            raise Overlap(other, last_day, [place.name for place in taken])


def _places_after(unit: Unit, region_id: str, at: datetime, round_id: int | None) -> dict[int, list[Participation]]:
    """The places in other rounds that may be open at an instant or later, by round; of who left the network none."""
    rows = unit.all(
        """
        SELECT round_departments.*
          FROM round_departments
          JOIN rounds ON rounds.id = round_departments.round_id
          JOIN departments ON departments.id = round_departments.department_id
         WHERE rounds.region_id = :region
           AND rounds.id IS NOT :round
           AND departments.left_on IS NULL
           AND max(rounds.closes_on, coalesce(round_departments.extended_to, rounds.closes_on)) >= :day
         ORDER BY round_departments.name
        """,
        region=region_id,
        round=round_id,
        day=(at - timedelta(days=1)).date().isoformat(),  # in every zone
    )
    found: dict[int, list[Participation]] = {}
    for row in rows:
        found.setdefault(row["round_id"], []).append(record(Participation, row))
    return found
