"""What is only looked at or taken along, and is told in the log all the same.

Where it cannot be written at once, reading goes on: these lines are left out, never the page or the file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from zoneinfo import ZoneInfo

from assessment.people import Action, Person
from assessment.rounds import start_of
from assessment.storage import connection
from assessment.storage.access import Base, Unit
from assessment.storage.errors import NotAllowed, NotSaved
from assessment.storage.kept import round_of
from assessment.storage.mailing import give_up_waiting

Look = tuple[str, int]  # at a department's result, in a round


class Looking(Base):
    """The part of the store that notes what was looked at and what was taken along."""

    def note_exported(self, round_id: int, what: str, *, for_others: bool = False) -> None:
        """Note that somebody takes along what is known of a round.

        Args:
            round_id: of one's own region.
            what: "workbook", "report", "table", "reports" or "training".
            for_others: whether it names no department with its levels.
        """
        with self._reading() as unit:
            region_id = round_of(unit, round_id).region_id
            unit.must(Action.READ_REGION, region=region_id)
        details = {"what": what, "for": "others" if for_others else "coordinator"}
        self._note(lambda unit: unit.record("exported", region=region_id, round_id=round_id, details=details))

    def note_backed_up(self, sha256: str) -> None:
        """Note that the database was copied, and what the copy's SHA-256 is."""
        with self._reading() as unit:
            unit.must(Action.ADMINISTER)
        self._note(lambda unit: unit.record("backed_up", details={"sha256": sha256}))

    def note_restored(self, sha256: str) -> None:
        """Note in a copy that it takes the place of a database, and what its SHA-256 was.

        Raises:
            NotSaved: it did not reach the disk.
        """
        with self._writing() as unit:
            unit.must(Action.ADMINISTER)
            unit.record("restored", details={"sha256": sha256})
            give_up_waiting(unit)

    def _note_looks(self, looks: Sequence[Look]) -> None:
        """Note what `new_looks` found."""

        def note(unit: Unit) -> None:
            for department_id, round_id in new_looks(unit, looks):
                unit.record("looked_at", department=department_id, round_id=round_id)

        if looks:
            self._note(note)

    def _note(self, note: Callable[[Unit], None]) -> None:
        with suppress(NotSaved, NotAllowed), connection.writing(self._database, connection.BRIEFLY) as db:
            note(self._unit(db))


def new_looks(unit: Unit, looks: Iterable[Look]) -> list[Look]:
    """Those results of departments that are not the visitor's own and were not yet noted as looked at by them today."""
    person = unit.person
    if person is None:
        return []
    facts = {"actor": person.id, "since": day_began(person, unit.at).isoformat()}
    known = """
        SELECT 1 FROM events
         WHERE department_id = :department AND round_id = :round AND actor_id = :actor
           AND kind = 'looked_at' AND at >= :since
        """
    return [
        (department_id, round_id)
        for department_id, round_id in looks
        if department_id != person.department_id
        and unit.maybe(known, department=department_id, round=round_id, **facts) is None
    ]


def day_began(person: Person, at: datetime) -> datetime:
    """When the day of an instant began, where somebody is."""
    return start_of(at.astimezone(ZoneInfo(person.zone)).date(), person.zone)
