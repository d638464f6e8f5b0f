"""The register: the departments of a region."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import asdict, fields, replace

from assessment import names
from assessment.people import Action, Role
from assessment.rounds import MOST_AREA, MOST_CODE, MOST_NAME, ChangedDepartment, Department, Description, NewDepartment
from assessment.sizes import MOST_STAFF
from assessment.storage import bounds
from assessment.storage.access import Base, Unit
from assessment.storage.errors import NotAllowed, NotReady, RegisterChanged
from assessment.storage.friends import end_visits_with
from assessment.storage.kept import as_department, department_of, open_region
from assessment.storage.posts import appointed, present
from assessment.storage.records import Records, records
from assessment.wording import LANGUAGES

_MOST = {  # characters of what may be empty
    **{"form": MOST_CODE, "main_territory": MOST_CODE, "contact": MOST_NAME, "second_contact": MOST_NAME},
    **{"area": MOST_AREA, "code": MOST_CODE},
}


class Register(Base):
    """The part of the store that knows the departments of a region."""

    def department(self, department_id: str) -> Department:
        """One's own department, or one of one's region for a coordinator."""
        with self._reading() as unit:
            if unit.person is not None and unit.person.department_id != department_id:
                unit.must(Action.READ_REGION, department=department_id)
            return department_of(unit, department_id)

    def departments(self, region_id: str) -> Records[Department]:
        """Every department of a region, those that left included, by name; for its coordinator."""
        with self._reading() as unit:
            unit.must(Action.READ_REGION, region=region_id)
            query = "SELECT * FROM departments WHERE region_id = :region ORDER BY name"
            return records(unit, as_department, query, region=region_id)

    def add_departments(self, region_id: str, departments: Iterable[NewDepartment]) -> list[str]:
        """Add departments to one's own region, all or none; returns their ids.

        Raises:
            NotReady: names the departments that have no name, or one that the region has already, however it is
                written; "code" or "id" where there is one already; "email" or "second_email" where that is no address.
            Unfit: a text is too long, or there cannot be so much staff.
            PostInTheWay: the address of a chief is that of somebody with another name.
            RegionClosed: the region is closed.
        """
        with self._writing() as unit:
            unit.must(Action.MANAGE_DEPARTMENTS, region=region_id)
            open_region(unit, region_id)
            return [_add_department(unit, region_id, given) for given in departments]

    def take_list(
        self, region_id: str, new: Collection[NewDepartment], changed: Collection[ChangedDepartment]
    ) -> list[str]:
        """Add and change departments of one's own region as a list says, all or none; returns the ids of the new ones.

        Raises:
            NotReady, Unfit: as with `add_departments`.
            PostInTheWay: the address of a chief is that of somebody with another name.
            NotAllowed: a department is another region's.
            RegisterChanged: names the departments that are no longer as they were `before`.
        """
        with self._writing() as unit:
            unit.must(Action.MANAGE_DEPARTMENTS, region=region_id)
            if new:
                open_region(unit, region_id)
            now = {one.before.id: department_of(unit, one.before.id) for one in changed}
            if any(one.region_id != region_id for one in now.values()):
                raise NotAllowed("a list is about one region")
            if meanwhile := [one.before.name for one in changed if now[one.before.id] != one.before]:
                raise RegisterChanged(meanwhile)
            for one in changed:
                _describe(unit, one.before, one.to)
                if one.email:
                    _let_in(unit, one.before.id, one.email, one.called, one.to)
            added = [_add_department(unit, region_id, given) for given in new]
            unit.record("list_taken", region=region_id, details={"added": len(added), "changed": len(changed)})
            return added

    def change_department(self, department_id: str, to: Description, before: Department | None = None) -> Department:
        """Change how the register describes a department. Past rounds keep what they had.

        Args:
            department_id: of one's own region.
            to: as it is now to be.
            before: what the change was made on; what others changed meanwhile in other fields stays. Without it, `to`
                holds whatever was changed meanwhile.

        Raises:
            NotReady: names "name" where it is empty or another department of the region has it, however it is written;
                "code" where another has that, and "second_email" where it is no address.
            Unfit: a text is too long, or there cannot be so much staff.
            RegisterChanged: somebody else changed the same field to something else.
        """
        with self._writing() as unit:
            unit.must(Action.MANAGE_DEPARTMENTS, department=department_id)
            now, to = department_of(unit, department_id), _fit(to)
            meant = ChangedDepartment(before or now, to).fields()
            others = ChangedDepartment(now, to).fields()
            if before is not None and any(getattr(now, one) != getattr(before, one) for one in meant if one in others):
                raise RegisterChanged([now.name])
            _describe(unit, now, replace(_description(now), **{one: getattr(to, one) for one in meant}))
            return department_of(unit, department_id)

    def leave(self, department_id: str, merged_into: str | None = None) -> None:
        """Note that a department left the network, or became part of another; its history stays under its name.

        Raises:
            NotReady: names "merged_into" where that is the department itself, or one of another region.
        """
        with self._writing() as unit:
            unit.must(Action.MANAGE_DEPARTMENTS, department=department_id)
            if merged_into is not None:
                unit.must(Action.MANAGE_DEPARTMENTS, department=merged_into)
                if merged_into == department_id or unit.region_of(merged_into) != unit.region_of(department_id):
                    raise NotReady(["merged_into"])
            unit.write(
                "UPDATE departments SET left_on = :day, merged_into = :into WHERE id = :id",
                day=unit.at.date().isoformat(),
                into=merged_into,
                id=department_id,
            )
            # that its plan is read, that it gets ready or would like a friend is said anew, should it take part again
            unit.write("DELETE FROM shared_plans WHERE department_id = :id", id=department_id)
            unit.write("DELETE FROM opening_told WHERE department_id = :id", id=department_id)
            unit.write("DELETE FROM friend_wishes WHERE department_id = :id", id=department_id)
            end_visits_with(unit, department_id)
            kind = "left" if merged_into is None else "merged"
            unit.record(kind, department=department_id, details={"into": merged_into})

    def rejoin(self, department_id: str) -> None:
        """Note that a department that had left takes part again.

        Raises:
            RegionClosed: its region is closed.
        """
        with self._writing() as unit:
            unit.must(Action.MANAGE_DEPARTMENTS, department=department_id)
            open_region(unit, unit.region_of(department_id))
            unit.write("UPDATE departments SET left_on = NULL, merged_into = NULL WHERE id = :id", id=department_id)
            unit.record("rejoined", department=department_id)


def identifier(name: str, taken: Iterable[str] = (), *, otherwise: str = "department") -> str:
    """A short id from a name, in ASCII, unlike those taken."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    base = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:50] or otherwise
    used, number, found = set(taken), 1, base
    while found in used:
        number += 1
        found = f"{base}-{number}"
    return found


def _description(one: Department) -> Description:
    return Description(**{part.name: getattr(one, part.name) for part in fields(Description)})


def _fit(given: Description) -> Description:
    """A description as it is kept: each text on one line, none for a blank one."""
    if given.language not in LANGUAGES:
        raise NotAllowed("there is no such language here")
    texts = {field: bounds.line(field, getattr(given, field), most) for field, most in _MOST.items()}
    name = bounds.line("name", given.name, MOST_NAME) or ""
    second_email = bounds.address("second_email", given.second_email)
    staff = bounds.number("staff", given.staff, MOST_STAFF)
    return Description(name, given.language, staff, **texts, second_email=second_email)


def _describe(unit: Unit, now: Department, given: Description) -> None:
    """Write what has changed of a description, and a line of what that was."""
    to = _fit(given)
    changed = ChangedDepartment(now, to).fields()
    _must_be_free(unit, now.region_id, to, changed, now.id)
    if not changed:
        return
    unit.write(
        """
        UPDATE departments
           SET name = :name, language = :language, staff = :staff, form = :form, main_territory = :main_territory,
               contact = :contact, second_contact = :second_contact, second_email = :second_email, area = :area,
               code = :code
         WHERE id = :id
        """,
        **asdict(to),
        id=now.id,
    )
    if "name" in changed:
        unit.write("UPDATE departments SET name_key = :key WHERE id = :id", key=names.same(to.name), id=now.id)
    unit.record("department_changed", department=now.id, details={"fields": changed})


def _must_be_free(
    unit: Unit, region_id: str, given: Description, changed: Collection[str], department_id: str = ""
) -> None:
    """Refuse a name that is empty, and a name or code that another department of the region has."""
    query = "SELECT 1 FROM departments WHERE region_id = :region AND id <> :id"
    facts = {"region": region_id, "id": department_id}
    key = names.same(given.name)
    if "name" in changed and (not given.name or unit.maybe(f"{query} AND name_key = :key", **facts, key=key)):
        raise NotReady(["name"] if department_id else [given.name])
    if "code" in changed and given.code and unit.maybe(f"{query} AND code = :code", **facts, code=given.code):
        raise NotReady(["code"])


def _add_department(unit: Unit, region_id: str, given: NewDepartment) -> str:
    to = _fit(given)
    _must_be_free(unit, region_id, to, ("name", "code"))
    department_id = given.id or _free_identifier(unit, to.name)
    if not bounds.is_id(department_id) or unit.maybe("SELECT 1 FROM departments WHERE id = :id", id=department_id):
        raise NotReady(["id"])
    unit.write(
        """
        INSERT INTO departments (id, region_id, name, name_key, language, staff, form, main_territory, contact,
                                 second_contact, second_email, area, code, joined_on)
        VALUES (:id, :region, :name, :key, :language, :staff, :form, :main_territory, :contact,
                :second_contact, :second_email, :area, :code, :day)
        """,
        **asdict(to),
        id=department_id,
        region=region_id,
        key=names.same(to.name),
        day=unit.at.date().isoformat(),
    )
    unit.record("department_added", department=department_id)
    if given.email:
        _let_in(unit, department_id, given.email, to.contact or "", to)
    return department_id


def _let_in(unit: Unit, department_id: str, email: str, called: str, described: Description) -> None:
    """Let the contact of a department sign in as its chief; who can sign in for it already stays what they are.

    Who is known is called what they are, unless another name is said; who is new, as the register calls the contact.
    """
    address = bounds.address("email", email)
    query = """
        SELECT 1 FROM posts JOIN people ON people.id = posts.person_id
         WHERE department_id = :department AND email = :email AND ended_at IS NULL
        """
    if address is not None and unit.maybe(query, department=department_id, email=address) is None:
        name = called or ("" if present(unit, address) else described.contact or "")
        appointed(unit, address, Role.CHIEF, department_id, None, name, described.language)


def _free_identifier(unit: Unit, name: str) -> str:
    base = identifier(name)
    rows = unit.all("SELECT id FROM departments WHERE id >= :base AND id < :end", base=base, end=f"{base}\uffff")
    return identifier(name, [row["id"] for row in rows])
