"""The regions: added, named, closed and opened again; and what is in each, for whoever runs the site."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from assessment.people import Action
from assessment.rounds import MOST_DEPARTMENTS, MOST_NAME, Department, Participation, Region, Round
from assessment.storage import bounds
from assessment.storage.access import Base, Unit
from assessment.storage.errors import NotReady, RoundInTheWay
from assessment.storage.kept import as_department, record, region_of, rounds_of
from assessment.storage.members import identifier


@dataclass(frozen=True)
class RegionContents:
    """A region and what is in it; of its departments only what the register says."""

    region: Region
    departments: tuple[Department, ...]  # by name, those that left included
    coordinators: tuple[str, ...]  # what those are called who run its rounds now
    rounds: int  # that were ever set up, and not removed

    @property
    def active(self) -> int:
        """How many departments take part."""
        return sum(one.left_on is None for one in self.departments)


class Regions(Base):
    """The part of the store that knows the regions."""

    def region(self, region_id: str) -> Region:
        """One's own region."""
        with self._reading() as unit:
            if unit.person is not None and unit.person.region_id != region_id:
                unit.must(Action.ADMINISTER)
            return region_of(unit, region_id)

    def regions(self) -> list[RegionContents]:
        """Every region, by name; for the administrator."""
        with self._reading() as unit:
            unit.must(Action.ADMINISTER)
            return [_contents(unit, record(Region, row)) for row in unit.all("SELECT * FROM regions ORDER BY name, id")]

    def add_region(self, region_id: str | None, name: str, zone: str, departments_in_all: int | None = None) -> Region:
        """Add a region; without an id, it gets one from its name.

        Raises:
            NotReady: names "id" where it is taken or malformed, "zone" where no such time zone is known, "name" where
                it is empty.
            Unfit: the name is too long, or there cannot be so many departments.
        """
        name = bounds.needed("name", name, MOST_NAME)
        bounds.number("departments_in_all", departments_in_all, MOST_DEPARTMENTS)
        if region_id is not None and not bounds.is_id(region_id):
            raise NotReady(["id"])
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:  # the last for the name of a folder
            raise NotReady(["zone"]) from error
        with self._writing() as unit:
            unit.must(Action.ADMINISTER)
            taken = [row["id"] for row in unit.all("SELECT id FROM regions")]
            if region_id in taken:
                raise NotReady(["id"])
            region_id = region_id or identifier(name, taken, otherwise="region")
            unit.write(
                "INSERT INTO regions (id, name, zone, departments_in_all) VALUES (:id, :name, :zone, :all)",
                id=region_id,
                name=name,
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
            Unfit: there cannot be so many.
        """
        bounds.number("departments_in_all", departments_in_all, MOST_DEPARTMENTS)
        with self._writing() as unit:
            unit.must(Action.MANAGE_DEPARTMENTS, region=region_id)
            query = "SELECT count(*) AS n FROM departments WHERE region_id = :region AND left_on IS NULL"
            if departments_in_all is not None and departments_in_all < unit.one(query, region=region_id)["n"]:
                raise NotReady(["departments_in_all"])
            unit.write("UPDATE regions SET departments_in_all = :n WHERE id = :id", n=departments_in_all, id=region_id)
            unit.record("region_changed", region=region_id, details={"departments": departments_in_all})
            return region_of(unit, region_id)

    def rename_region(self, region_id: str, name: str) -> None:
        """Give a region another name; its id stays.

        Raises:
            NotReady: names "name" where it is empty.
            Unfit: it is too long.
        """
        name = bounds.needed("name", name, MOST_NAME)
        with self._writing() as unit:
            unit.must(Action.ADMINISTER)
            before = region_of(unit, region_id).name
            if name == before:
                return
            unit.write("UPDATE regions SET name = :name WHERE id = :id", name=name, id=region_id)
            unit.record("region_renamed", region=region_id, words={"before": before, "now": name})

    def close_region(self, region_id: str) -> None:
        """Let nothing new begin in a region: no round, no department; its people keep reading.

        Raises:
            RoundInTheWay: a round in it is open to somebody, or is going to open.
        """
        with self._writing() as unit:
            unit.must(Action.ADMINISTER)
            if region_of(unit, region_id).closed_at is not None:
                return
            if (other := _unfinished(unit, region_id)) is not None:
                raise RoundInTheWay(other)
            unit.write("UPDATE regions SET closed_at = :at WHERE id = :id", at=unit.stamp, id=region_id)
            unit.record("region_closed", region=region_id)

    def reopen_region(self, region_id: str) -> None:
        """Open a closed region again."""
        with self._writing() as unit:
            unit.must(Action.ADMINISTER)
            if region_of(unit, region_id).closed_at is None:
                return
            unit.write("UPDATE regions SET closed_at = NULL WHERE id = :id", id=region_id)
            unit.record("region_reopened", region=region_id)


def _contents(unit: Unit, region: Region) -> RegionContents:
    departments = unit.all("SELECT * FROM departments WHERE region_id = :id ORDER BY name", id=region.id)
    coordinators = unit.all(
        """
        SELECT name FROM posts JOIN people ON people.id = posts.person_id
         WHERE posts.region_id = :id AND role = 'coordinator' AND ended_at IS NULL ORDER BY name, people.id
        """,
        id=region.id,
    )
    return RegionContents(
        region,
        tuple(as_department(row) for row in departments),
        tuple(row["name"] for row in coordinators),
        len(rounds_of(unit, region.id)),
    )


def _unfinished(unit: Unit, region_id: str) -> Round | None:
    """A round of a region in which some department can answer, or will; more time of its own counts too."""
    rows = unit.all(
        """
        SELECT round_departments.* FROM round_departments JOIN rounds ON rounds.id = round_departments.round_id
         WHERE region_id = :region ORDER BY opens_on, rounds.id
        """,
        region=region_id,
    )
    asked = {one.id: one for one in rounds_of(unit, region_id)}
    places = (record(Participation, row) for row in rows)
    return next((asked[one.round_id] for one in places if unit.at < one.deadline(asked[one.round_id])), None)
