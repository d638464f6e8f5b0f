"""The register: regions, departments and people, and who is invited to sign in."""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from assessment.language import clean
from assessment.people import Action, Person, Role
from assessment.rounds import Department, Region
from assessment.storage.access import Base, Unit, digest
from assessment.storage.connection import is_demo
from assessment.storage.errors import NotAllowed, NotReady
from assessment.storage.kept import as_department, region_of

LINK_LASTS = timedelta(hours=72)


@dataclass(frozen=True)
class Contact:
    """Somebody of a department, as its coordinator may know them."""

    email: str
    name: str
    role: Role


class Register(Base):
    """The part of the store that knows who belongs where."""

    def person(self) -> Person:
        """Who the store is opened for.

        Raises:
            SessionEnded: their session is over.
            NotAllowed: it is opened for the operator, who is nobody in particular.
        """
        with self._reading() as unit:
            if unit.person is None:
                raise NotAllowed("the operator is no visitor")
            return unit.person

    def region(self, region_id: str) -> Region:
        """One's own region."""
        with self._reading() as unit:
            if unit.person is not None and unit.person.region_id != region_id:
                unit.must(Action.ADMINISTER)
            return region_of(unit, region_id)

    def regions(self) -> list[Region]:
        """Every region; for the operator and the administrator."""
        with self._reading() as unit:
            unit.must(Action.ADMINISTER)
            return [region_of(unit, row["id"]) for row in unit.all("SELECT id FROM regions ORDER BY name")]

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

    def change_region(self, region_id: str, departments_in_all: int) -> Region:
        """Say how many departments a region has, taking part or not.

        A round keeps the number that stood when it was set up; where none stood, it takes this one.

        Raises:
            NotReady: more than that take part.
        """
        with self._writing() as unit:
            unit.must(Action.MANAGE_DEPARTMENTS, region=region_id)
            query = "SELECT count(*) AS n FROM departments WHERE region_id = :region AND left_on IS NULL"
            if departments_in_all < unit.one(query, region=region_id)["n"]:
                raise NotReady(["departments_in_all"])
            unit.write("UPDATE regions SET departments_in_all = :n WHERE id = :id", n=departments_in_all, id=region_id)
            unit.record("region_changed", region=region_id, details={"departments": departments_in_all})
            return region_of(unit, region_id)

    def department(self, department_id: str) -> Department:
        """One's own department, or one of one's region for a coordinator."""
        with self._reading() as unit:
            if unit.person is not None and unit.person.department_id != department_id:
                unit.must(Action.READ_REGION, department=department_id)
            return as_department(unit.one("SELECT * FROM departments WHERE id = :id", id=department_id))

    def departments(self, region_id: str) -> list[Department]:
        """Every department of a region, those that left included, by name; for its coordinator."""
        with self._reading() as unit:
            unit.must(Action.READ_REGION, region=region_id)
            rows = unit.all(
                "SELECT * FROM departments WHERE region_id = :region ORDER BY name",
                region=region_id,
            )
            return [as_department(row) for row in rows]

    def add_departments(self, region_id: str, departments: Iterable[Mapping[str, Any]]) -> list[str]:
        """Add departments, all or none; returns their ids.

        Args:
            region_id: the coordinator's own.
            departments: name, language, and where known staff, form, main_territory, email and id.

        Raises:
            NotReady: names the departments whose name the region has already, or that have none.
        """
        with self._writing() as unit:
            unit.must(Action.MANAGE_DEPARTMENTS, region=region_id)
            taken = {row["name"] for row in unit.all("SELECT name FROM departments WHERE region_id = :r", r=region_id)}
            added = []
            for given in departments:
                name = clean(str(given["name"]), 120).strip()
                if not name or name in taken:
                    raise NotReady([name])
                taken.add(name)
                added.append(_add_department(unit, region_id, name, given))
            return added

    def change_department(self, department_id: str, **values: Any) -> Department:
        """Change name, language, staff, form or main_territory in the register. Past rounds keep what they had.

        Raises:
            NotReady: names "name" where it is empty or another department of the region has it.
        """
        allowed = {"name", "language", "staff", "form", "main_territory"}
        with self._writing() as unit:
            unit.must(Action.MANAGE_DEPARTMENTS, department=department_id)
            before = unit.one("SELECT * FROM departments WHERE id = :id", id=department_id)
            changed = {key: value for key, value in values.items() if key in allowed and value != before[key]}
            if "name" in changed:
                changed["name"] = clean(str(changed["name"]), 120).strip()
                if not changed["name"] or _is_taken(unit, changed["name"], before):
                    raise NotReady(["name"])
            after = {**before, **changed}
            unit.write(
                """
                UPDATE departments
                   SET name = :name, language = :language, staff = :staff, form = :form,
                       main_territory = :main_territory
                 WHERE id = :id
                """,
                **{key: after[key] for key in (*sorted(allowed), "id")},
            )
            if changed:
                unit.record(
                    "department_changed",
                    department=department_id,
                    details={"fields": sorted(changed)},
                )
            return as_department(unit.one("SELECT * FROM departments WHERE id = :id", id=department_id))

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
            unit.write(
                "UPDATE departments SET left_on = NULL, merged_into = NULL WHERE id = :id",
                id=department_id,
            )
            unit.record("rejoined", department=department_id)

    def contacts(self, department_id: str) -> list[Contact]:
        """Who can sign in for a department; for its coordinator and itself."""
        with self._reading() as unit:
            if unit.person is None or unit.person.department_id != department_id:
                unit.must(Action.MANAGE_DEPARTMENTS, department=department_id)
            rows = unit.all(
                """
                SELECT email, name, role FROM people JOIN roles ON roles.person_id = people.id
                 WHERE department_id = :department AND disabled_at IS NULL ORDER BY role, name
                """,
                department=department_id,
            )
            return [Contact(row["email"], row["name"], Role(row["role"])) for row in rows]

    def known_emails(self, region_id: str) -> list[str]:
        """The addresses of everybody who signs in for a department of a region, or did; for its coordinator."""
        with self._reading() as unit:
            unit.must(Action.MANAGE_DEPARTMENTS, region=region_id)
            rows = unit.all(
                """
                SELECT email FROM people
                  JOIN roles ON roles.person_id = people.id
                  JOIN departments ON departments.id = roles.department_id
                 WHERE departments.region_id = :region
                 ORDER BY email
                """,
                region=region_id,
            )
            return [row["email"] for row in rows]

    def invite(
        self,
        email: str,
        role: Role,
        *,
        department_id: str | None = None,
        region_id: str | None = None,
        name: str = "",
        language: str | None = None,
    ) -> str:
        """Make a one-time sign-in link for somebody, adding them where they are not known.

        Returns:
            The raw token, which is kept nowhere: only its digest is.

        Raises:
            NotReady: names "email", or "department" or "region" where the role needs one that is not given.
            NotAllowed: the department or region is not one's own, or the address belongs to somebody elsewhere.
        """
        email = email.strip().lower()
        if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", email):
            raise NotReady(["email"])
        if role.is_of_department and department_id is None:
            raise NotReady(["department"])
        if role is Role.COORDINATOR and region_id is None:
            raise NotReady(["region"])
        with self._writing() as unit:
            _may_invite(unit, role, department_id, region_id)
            person_id = _person(unit, email, role, department_id, region_id, name or email.split("@")[0], language)
            token = secrets.token_urlsafe(32)
            unit.write(
                """
                INSERT INTO links (digest, person_id, created_at, expires_at)
                VALUES (:digest, :person, :at, :until)
                """,
                digest=digest(token),
                person=person_id,
                at=unit.stamp,
                until=(unit.at + LINK_LASTS).isoformat(),
            )
            unit.record("invited", department=department_id, region=region_id, details={"role": role})
            return token

    def disable(self, email: str) -> None:
        """End somebody's access at once; what they wrote stays."""
        with self._writing() as unit:
            row = unit.one(
                "SELECT people.id, role, department_id, region_id FROM people "
                "JOIN roles ON roles.person_id = people.id WHERE email = :email",
                email=email.strip().lower(),
            )
            _may_invite(unit, Role(row["role"]), row["department_id"], row["region_id"])
            unit.write("UPDATE people SET disabled_at = :at WHERE id = :id", at=unit.stamp, id=row["id"])
            unit.write(
                "UPDATE sessions SET ended_at = :at WHERE person_id = :id AND ended_at IS NULL",
                at=unit.stamp,
                id=row["id"],
            )
            unit.record("access_ended", department=row["department_id"], region=row["region_id"])

    def name_persona(self, key: str, email: str) -> None:
        """Let visitors of a demo choose to be somebody; refused in any other database."""
        with self._writing() as unit:
            unit.must(Action.ADMINISTER)
            if not is_demo(unit.db):
                raise NotAllowed("only a demo lets its visitors choose whom to be")
            unit.write(
                "INSERT INTO facts (name, value) VALUES (:name, :email) ON CONFLICT DO UPDATE SET value = :email",
                name=f"persona.{key}",
                email=email,
            )


def identifier(name: str, taken: Iterable[str] = ()) -> str:
    """A short id from a name, in ASCII, unlike those taken."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    base = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:50] or "department"
    used, number, found = set(taken), 1, base
    while found in used:
        number += 1
        found = f"{base}-{number}"
    return found


def _is_taken(unit: Unit, name: str, department: Mapping[str, Any]) -> bool:
    row = unit.maybe(
        "SELECT 1 FROM departments WHERE region_id = :region AND name = :name AND id <> :id",
        region=department["region_id"],
        name=name,
        id=department["id"],
    )
    return row is not None


def _add_department(unit: Unit, region_id: str, name: str, given: Mapping[str, Any]) -> str:
    department_id = str(given.get("id") or "") or _free_identifier(unit, name)
    unit.write(
        """
        INSERT INTO departments (id, region_id, name, language, staff, form, main_territory, joined_on)
        VALUES (:id, :region, :name, :language, :staff, :form, :territory, :day)
        """,
        id=department_id,
        region=region_id,
        name=name,
        language=given["language"],
        staff=given.get("staff"),
        form=given.get("form"),
        territory=given.get("main_territory"),
        day=unit.at.date().isoformat(),
    )
    unit.record("department_added", department=department_id)
    if email := given.get("email"):
        _person(
            unit,
            str(email).lower(),
            Role.CHIEF,
            department_id,
            None,
            str(given.get("chief") or name),
            given["language"],
        )
    return department_id


def _free_identifier(unit: Unit, name: str) -> str:
    base = identifier(name)
    rows = unit.all("SELECT id FROM departments WHERE substr(id, 1, :length) = :base", length=len(base), base=base)
    return identifier(name, [row["id"] for row in rows])


def _may_invite(unit: Unit, role: Role, department_id: str | None, region_id: str | None) -> None:
    if role.is_of_department and department_id is not None:
        person = unit.person
        if person is not None and person.department_id == department_id and role is Role.MEMBER:
            unit.must(Action.SUBMIT, department=department_id)  # a chief brings in colleagues
            return
        unit.must(Action.MANAGE_DEPARTMENTS, department=department_id)
    else:
        unit.must(Action.ADMINISTER)


def _person(
    unit: Unit,
    email: str,
    role: Role,
    department_id: str | None,
    region_id: str | None,
    name: str,
    language: str | None,
) -> int:
    row = unit.maybe(
        """
        SELECT people.id, role, department_id, region_id FROM people JOIN roles ON roles.person_id = people.id
         WHERE email = :email
        """,
        email=email,
    )
    if row is not None:
        if (row["role"], row["department_id"], row["region_id"]) != (
            role,
            department_id,
            region_id,
        ):
            raise NotAllowed(f"{email} is known with another role; end that access first or use another address")
        unit.write("UPDATE people SET disabled_at = NULL WHERE id = :id", id=row["id"])
        return int(row["id"])
    if language is None and department_id is not None:
        language = unit.one("SELECT language FROM departments WHERE id = :id", id=department_id)["language"]
    if region_id is not None:
        region_of(unit, region_id)
    person_id = unit.write(
        "INSERT INTO people (email, name, language) VALUES (:email, :name, :language)",
        email=email,
        name=clean(name, 120),
        language=language or "en",
    )
    unit.write(
        "INSERT INTO roles (person_id, role, department_id, region_id) VALUES (:person, :role, :department, :region)",
        person=person_id,
        role=str(role),
        department=department_id,
        region=region_id,
    )
    return person_id
