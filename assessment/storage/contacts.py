"""Who is known: the people of the departments and regions, and who is invited to sign in."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import timedelta

from assessment.language import clean
from assessment.people import Action, Person, Role
from assessment.storage.access import Base, Unit, digest
from assessment.storage.connection import is_demo
from assessment.storage.errors import NotAllowed, NotReady
from assessment.storage.kept import department_of, region_of

LINK_LASTS = timedelta(hours=72)


@dataclass(frozen=True)
class Contact:
    """Somebody who can be written to: one of a department, for its coordinator, or the coordinator for a department."""

    email: str
    name: str
    role: Role


class Contacts(Base):
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

    def known_emails(self, region_id: str) -> dict[str, str]:
        """The address of everybody who signs in for a department of a region, or did, with the department's id."""
        with self._reading() as unit:
            unit.must(Action.MANAGE_DEPARTMENTS, region=region_id)
            rows = unit.all(
                """
                SELECT email, departments.id AS department FROM people
                  JOIN roles ON roles.person_id = people.id
                  JOIN departments ON departments.id = roles.department_id
                 WHERE departments.region_id = :region
                 ORDER BY email
                """,
                region=region_id,
            )
            return {row["email"]: row["department"] for row in rows}

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
            person_id = known_person(unit, email, role, department_id, region_id, name or email.split("@")[0], language)
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


def _may_invite(unit: Unit, role: Role, department_id: str | None, region_id: str | None) -> None:
    if role.is_of_department and department_id is not None:
        person = unit.person
        if person is not None and person.department_id == department_id and role is Role.MEMBER:
            unit.must(Action.SUBMIT, department=department_id)  # a chief brings in colleagues
            return
        unit.must(Action.MANAGE_DEPARTMENTS, department=department_id)
    else:
        unit.must(Action.ADMINISTER)


def known_person(
    unit: Unit,
    email: str,
    role: Role,
    department_id: str | None,
    region_id: str | None,
    name: str,
    language: str | None,
) -> int:
    """Somebody who may sign in, added where they are not known; returns their id.

    Raises:
        NotAllowed: the address belongs to somebody elsewhere, or with another role.
    """
    row = unit.maybe(
        """
        SELECT people.id, role, department_id, region_id FROM people JOIN roles ON roles.person_id = people.id
         WHERE email = :email
        """,
        email=email,
    )
    if row is not None:
        if (row["role"], row["department_id"], row["region_id"]) != (role, department_id, region_id):
            raise NotAllowed(f"{email} is known with another role; end that access first or use another address")
        unit.write("UPDATE people SET disabled_at = NULL WHERE id = :id", id=row["id"])
        return int(row["id"])
    if language is None and department_id is not None:
        language = department_of(unit, department_id).language
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
