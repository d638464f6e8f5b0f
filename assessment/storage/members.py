"""The register: regions and the departments in them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import fields
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from assessment.language import clean
from assessment.people import Action, Role
from assessment.rounds import Department, Description, NewDepartment, Region
from assessment.storage.access import Base, Unit
from assessment.storage.contacts import known_person
from assessment.storage.errors import NotReady
from assessment.storage.kept import as_department, department_of, region_of


class Register(Base):
    """The part of the store that knows the regions and their departments."""

    def region(self, region_id: str) -> Region:
        """One's own region."""
        with self._reading() as unit:
            if unit.person is not None and unit.person.region_id != region_id:
                unit.must(Action.ADMINISTER)
            return region_of(unit, region_id)

    def add_region(self, region_id: str, name: str, zone: str, departments_in_all: int | None = None) -> Region:
        """Add a region.

        Raises:
            NotReady: names "id" where it is taken or malformed, "zone" where no such time zone is known, "name" where
                it is empty.
        """
        if not name.strip():
            raise NotReady(["name"])
        if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,59}", region_id):
            raise NotReady(["id"])
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise NotReady(["zone"]) from error
        with self._writing() as unit:
            unit.must(Action.ADMINISTER)
            if unit.maybe("SELECT 1 FROM regions WHERE id = :id", id=region_id) is not None:
                raise NotReady(["id"])
            unit.write(
                "INSERT INTO regions (id, name, zone, departments_in_all) VALUES (:id, :name, :zone, :all)",
                id=region_id,
                name=clean(name, 120),
                zone=zone,
                all=departments_in_all,
            )
            unit.record("region_added", region=region_id)
            return region_of(unit, region_id)

    def change_region(self, region_id: str, departments_in_all: int | None) -> Region:
        """Say how many departments a region has, taking part or not; None where that is not known.

        A round keeps the number that stood when it was set up; where none stood, it takes this one.

        Raises:
            NotReady: more than that take part.
        """
        with self._writing() as unit:
            unit.must(Action.MANAGE_DEPARTMENTS, region=region_id)
            query = "SELECT count(*) AS n FROM departments WHERE region_id = :region AND left_on IS NULL"
            if departments_in_all is not None and departments_in_all < unit.one(query, region=region_id)["n"]:
                raise NotReady(["departments_in_all"])
            unit.write("UPDATE regions SET departments_in_all = :n WHERE id = :id", n=departments_in_all, id=region_id)
            unit.record("region_changed", region=region_id, details={"departments": departments_in_all})
            return region_of(unit, region_id)

    def department(self, department_id: str) -> Department:
        """One's own department, or one of one's region for a coordinator."""
        with self._reading() as unit:
            if unit.person is not None and unit.person.department_id != department_id:
                unit.must(Action.READ_REGION, department=department_id)
            return department_of(unit, department_id)

    def departments(self, region_id: str) -> list[Department]:
        """Every department of a region, those that left included, by name; for its coordinator."""
        with self._reading() as unit:
            unit.must(Action.READ_REGION, region=region_id)
            rows = unit.all("SELECT * FROM departments WHERE region_id = :region ORDER BY name", region=region_id)
            return [as_department(row) for row in rows]

    def add_departments(self, region_id: str, departments: Iterable[NewDepartment]) -> list[str]:
        """Add departments to one's own region, all or none; returns their ids.

        Raises:
            NotReady: names the departments whose name the region has already, or that have none.
            NotAllowed: the address of a chief belongs to somebody elsewhere.
        """
        with self._writing() as unit:
            unit.must(Action.MANAGE_DEPARTMENTS, region=region_id)
            taken = {row["name"] for row in unit.all("SELECT name FROM departments WHERE region_id = :r", r=region_id)}
            added = []
            for given in departments:
                name = _tidy(given.name)
                if not name or name in taken:
                    raise NotReady([name])
                taken.add(name)
                added.append(_add_department(unit, region_id, name, given))
            return added

    def change_department(self, department_id: str, to: Description) -> Department:
        """Change how the register describes a department. Past rounds keep what they had.

        Raises:
            NotReady: names "name" where it is empty or another department of the region has it.
        """
        with self._writing() as unit:
            unit.must(Action.MANAGE_DEPARTMENTS, department=department_id)
            before = department_of(unit, department_id)
            names = [item.name for item in fields(Description)]
            changed = sorted(name for name in names if getattr(to, name) != getattr(before, name))
            name = to.name if "name" not in changed else _tidy(to.name)
            if "name" in changed and (not name or _is_taken(unit, name, before)):
                raise NotReady(["name"])
            unit.write(
                """
                UPDATE departments
                   SET name = :name, language = :language, staff = :staff, form = :form,
                       main_territory = :territory
                 WHERE id = :id
                """,
                name=name,
                language=to.language,
                staff=to.staff,
                form=to.form,
                territory=to.main_territory,
                id=department_id,
            )
            if changed:
                unit.record("department_changed", department=department_id, details={"fields": changed})
            return department_of(unit, department_id)

    def leave(self, department_id: str, merged_into: str | None = None) -> None:
        """Note that a department left the network, or became part of another; its history stays under its name."""
        with self._writing() as unit:
            unit.must(Action.MANAGE_DEPARTMENTS, department=department_id)
            if merged_into is not None:
                unit.must(Action.MANAGE_DEPARTMENTS, department=merged_into)
                if merged_into == department_id:
                    raise NotReady(["merged_into"])
            unit.write(
                "UPDATE departments SET left_on = :day, merged_into = :into WHERE id = :id",
                day=unit.at.date().isoformat(),
                into=merged_into,
                id=department_id,
            )
            kind = "left" if merged_into is None else "merged"
            unit.record(kind, department=department_id, details={"into": merged_into})

    def rejoin(self, department_id: str) -> None:
        """Note that a department that had left takes part again."""
        with self._writing() as unit:
            unit.must(Action.MANAGE_DEPARTMENTS, department=department_id)
            unit.write("UPDATE departments SET left_on = NULL, merged_into = NULL WHERE id = :id", id=department_id)
            unit.record("rejoined", department=department_id)


def identifier(name: str, taken: Iterable[str] = ()) -> str:
    """A short id from a name, in ASCII, unlike those taken."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    base = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:50] or "department"
    used, number, found = set(taken), 1, base
    while found in used:
        number += 1
        found = f"{base}-{number}"
    return found


def _tidy(name: str) -> str:
    return clean(name, 120).strip()


def _is_taken(unit: Unit, name: str, department: Department) -> bool:
    row = unit.maybe(
        "SELECT 1 FROM departments WHERE region_id = :region AND name = :name AND id <> :id",
        region=department.region_id,
        name=name,
        id=department.id,
    )
    return row is not None


def _add_department(unit: Unit, region_id: str, name: str, given: NewDepartment) -> str:
    department_id = given.id or _free_identifier(unit, name)
    unit.write(
        """
        INSERT INTO departments (id, region_id, name, language, staff, form, main_territory, joined_on)
        VALUES (:id, :region, :name, :language, :staff, :form, :territory, :day)
        """,
        id=department_id,
        region=region_id,
        name=name,
        language=given.language,
        staff=given.staff,
        form=given.form,
        territory=given.main_territory,
        day=unit.at.date().isoformat(),
    )
    unit.record("department_added", department=department_id)
    if given.email:
        chief, email = given.chief or name, given.email.lower()
        known_person(unit, email, Role.CHIEF, department_id, None, chief, given.language)
    return department_id


def _free_identifier(unit: Unit, name: str) -> str:
    base = identifier(name)
    rows = unit.all("SELECT id FROM departments WHERE substr(id, 1, :length) = :base", length=len(base), base=base)
    return identifier(name, [row["id"] for row in rows])
