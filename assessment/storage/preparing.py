"""Which departments are getting ready for a first account: by their word, or by what they handed in last."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from assessment.people import Action
from assessment.storage.access import Base, Unit
from assessment.storage.kept import department_of, takes_part
from assessment.storage.records import last_sealed, mark, proved


@dataclass(frozen=True)
class OnTheWay:
    """That a department has no account yet and is on the way to one, and nothing of how far it is."""

    department_id: str
    since: datetime
    told: bool  # by its chief; otherwise what it handed in last says so


class Preparing(Base):
    """The part of the store that keeps who told the coordinator to be getting ready."""

    def tells_opening(self, department_id: str) -> datetime | None:
        """Since when a department lets its coordinator know; None where it does not. For its own people."""
        with self._reading() as unit:
            unit.must(Action.READ_OWN, department=department_id)
            row = unit.maybe("SELECT told_at FROM opening_told WHERE department_id = :id", id=department_id)
            return None if row is None else datetime.fromisoformat(row["told_at"])

    def tell_opening(self, department_id: str, *, on: bool) -> None:
        """Let the coordinator know from now on that the department is getting ready, or no longer; for the chief.

        Raises:
            HasLeft: it is to be known, and the department takes part no more.
        """
        with self._writing() as unit:
            unit.must(Action.SUBMIT, department=department_of(unit, department_id).id)
            if on:
                takes_part(unit, department_id)
            told = unit.maybe("SELECT 1 FROM opening_told WHERE department_id = :id", id=department_id) is not None
            if told == on:
                return
            if on:
                unit.write(_TELLS, id=department_id, at=unit.stamp)
            else:
                unit.write("DELETE FROM opening_told WHERE department_id = :id", id=department_id)
            unit.record("opening_told" if on else "opening_untold", department=department_id)

    def on_the_way(self, region_id: str, department_id: str | None = None) -> Mapping[str, OnTheWay]:
        """The departments of a region that are getting ready, by id, or one of them; for its coordinators.

        A submission that says that there is an account ends what was told before it.
        """
        with self._reading() as unit:
            unit.must(Action.READ_REGION, region=region_id)
            last, facts = last_sealed(unit), {"region": region_id, "department": department_id}
            if last is None or department_id is not None:
                return _on_the_way(unit, facts)
            by = ("on the way", self._database, region_id, last, mark(unit, _TOLD_OR_LEFT, region=region_id))
            return proved(by, lambda: _on_the_way(unit, facts))


def _on_the_way(unit: Unit, facts: dict[str, Any]) -> Mapping[str, OnTheWay]:
    return MappingProxyType(
        {
            row["id"]: OnTheWay(row["id"], datetime.fromisoformat(row["since"]), row["told_at"] is not None)
            for row in unit.all(_ON_THE_WAY, **facts)
        }
    )


_TELLS = "INSERT INTO opening_told (department_id, told_at) VALUES (:id, :at)"
# What it depends on besides what is submitted: who said so, and who takes part no more.
_TOLD_OR_LEFT = """
    SELECT department_id, told_at FROM opening_told
     UNION ALL
    SELECT id, left_on FROM departments WHERE region_id = :region AND left_on IS NOT NULL
     ORDER BY 1, 2
"""
_ACCOUNT = "json_extract(newest.document, '$.profile.official_account')"  # 1 or 0
_ON_THE_WAY = f"""
    SELECT departments.id, opening_told.told_at, coalesce(opening_told.told_at, newest.submitted_at) AS since
      FROM departments
      LEFT JOIN opening_told ON opening_told.department_id = departments.id
      LEFT JOIN submissions AS newest
        ON newest.id = (SELECT max(id) FROM submissions WHERE department_id = departments.id)
     WHERE region_id = :region AND left_on IS NULL AND (:department IS NULL OR departments.id = :department)
       AND ({_ACCOUNT} = 0
            OR (told_at IS NOT NULL AND (newest.id IS NULL OR newest.submitted_at < told_at)))
"""
