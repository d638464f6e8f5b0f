"""Who answers by law for a region's data and pages: read by everybody of the region, stated by its coordinator."""

from __future__ import annotations

import re
from dataclasses import asdict, replace
from typing import Any

from assessment.people import Action
from assessment.rounds import MOST_STATED, Basis, Controller, Country
from assessment.storage import bounds
from assessment.storage.access import Base, Unit
from assessment.storage.errors import NotReady
from assessment.storage.kept import known_in, region_of

_AROUND = re.compile(r"[\s,;:()<>\[\]]+")  # what may stand around an address in a sentence, a point at its end aside


class Controllers(Base):
    """The part of the store that knows what a region states by law."""

    def controller(self, region_id: str) -> Controller:
        """What one's own region has stated so far."""
        with self._reading() as unit:
            known_in(unit, region_id)
            return _stated(unit, region_id)

    def change_controller(self, region_id: str, controller: Controller, before: Controller) -> Controller:
        """State who answers for a region, in what differs from `before`; what others stated meanwhile stays.

        Args:
            region_id: the coordinator's own.
            controller: as it is now to be; a blank text is none.
            before: what the changes were made on.

        Returns:
            What is stated then.

        Raises:
            NotReady: names the fields in which an e-mail address is not complete.
            Unfit: a text is too long.
        """
        given = _tidy(controller)
        if wrong := [name for name, value in asdict(given).items() if value is not None and _is_cut_short(value)]:
            raise NotReady(wrong)
        with self._writing() as unit:
            unit.must(Action.MANAGE_DEPARTMENTS, region=region_id)
            region_of(unit, region_id)
            stated = _stated(unit, region_id)
            changes = {name: value for name, value in asdict(given).items() if value != getattr(before, name)}
            after = replace(stated, **changes)
            changed = [name for name, value in asdict(after).items() if value != getattr(stated, name)]
            if changed:
                _keep(unit, region_id, after)
                unit.record("controller_changed", region=region_id, details={"fields": changed})
            return after


def _stated(unit: Unit, region_id: str) -> Controller:
    row = unit.maybe("SELECT * FROM controllers WHERE region_id = :region", region=region_id)
    if row is None:
        return Controller()
    del row["region_id"]
    basis, country = row.pop("basis"), row.pop("country")
    return Controller(**row, basis=basis and Basis(basis), country=country and Country(country))


def _keep(unit: Unit, region_id: str, after: Controller) -> None:
    unit.write(
        """
        INSERT INTO controllers (region_id, name, contact, dpo, basis, act, retention, accessibility_contact, country)
        VALUES (:region, :name, :contact, :dpo, :basis, :act, :retention, :accessibility_contact, :country)
            ON CONFLICT (region_id) DO UPDATE
           SET name = :name, contact = :contact, dpo = :dpo, basis = :basis, act = :act, retention = :retention,
               accessibility_contact = :accessibility_contact, country = :country
        """,
        region=region_id,
        **asdict(after),
    )


def _tidy(controller: Controller) -> Controller:
    """Each text in one line and without blanks around it; a blank one is none."""
    texts: dict[str, Any] = {
        name: bounds.line(name, value, MOST_STATED)
        for name, value in asdict(controller).items()
        if isinstance(value, str) and not isinstance(value, Basis | Country)
    }
    return replace(controller, **texts)


def _is_cut_short(text: str) -> bool:
    """Whether something in a text is meant as an e-mail address and cannot be one; a name like @police is none."""
    words = (word.strip(".") for word in _AROUND.split(text))
    return any("@" in word[1:] and not bounds.is_address(word) for word in words)
