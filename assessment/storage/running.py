"""What a coordinator does to a round: more departments, another title, other days, an early end, or away with it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from assessment.people import Action
from assessment.rounds import MOST_TITLE, Participation, Round, RoundState, day_of
from assessment.storage import bounds
from assessment.storage.access import Base, Unit
from assessment.storage.calendar import invite
from assessment.storage.errors import NotReady
from assessment.storage.kept import as_department, invited, open_region, record, round_of
from assessment.storage.overlaps import Span, refuse_overlap


class Running(Base):
    """The part of the store that changes rounds."""

    def invite_to(self, round_id: int, *department_ids: str) -> None:
        """Add more departments to a round, all or none; those that are in it stay as they are.

        Raises:
            Overlap: one of them can answer in another round as long as this one is open.
            RegionClosed: the region is closed.
        """
        with self._writing() as unit:
            asked = round_of(unit, round_id)
            unit.must(Action.RUN_ROUNDS, region=asked.region_id)
            open_region(unit, asked.region_id)
            rows = [
                unit.one(
                    "SELECT * FROM departments WHERE id = :id AND region_id = :region AND left_on IS NULL",
                    id=department_id,
                    region=asked.region_id,
                )
                for department_id in department_ids
            ]
            known = {one.department_id for one in _places(unit, round_id)}
            new = [as_department(row) for row in rows if row["id"] not in known]
            closes = min(asked.closed_early_at or asked.ends_at, asked.ends_at)
            given = dict.fromkeys([one.id for one in new], Span(asked.opens_at, closes))
            refuse_overlap(unit, asked.region_id, given, round_id)
            for one in new:
                invite(unit, round_id, one)
                unit.record("invited_to_round", department=one.id, round_id=round_id)

    def rename_round(self, round_id: int, title: str) -> None:
        """Give another title to a round that is planned or open; afterwards it stands in what was handed on.

        Raises:
            NotReady: names "title" where it is empty, "over" where the round is.
            Unfit: the title is too long.
        """
        with self._writing() as unit:
            asked = _ahead(unit, round_id, RoundState.PLANNED, RoundState.OPEN)
            title = bounds.needed("title", title, MOST_TITLE)
            if title == asked.title:
                return
            unit.write("UPDATE rounds SET title = :title WHERE id = :id", title=title, id=round_id)
            words = {"before": asked.title, "now": title}
            unit.record("round_renamed", region=asked.region_id, round_id=round_id, words=words)

    def move_round(self, round_id: int, opens_on: date, closes_on: date) -> None:
        """Give a planned round other days.

        Raises:
            NotReady: names "days" where the last is before the first or before today, "over" where it has opened.
            Unfit: one of them is out of reach.
            Overlap: one of its departments can answer in another round on one of these days.
        """
        with self._writing() as unit:
            asked = _ahead(unit, round_id, RoundState.PLANNED)
            today = day_of(unit.at, asked.zone)
            for name, one in (("opens_on", opens_on), ("closes_on", closes_on)):
                bounds.day(name, one, today)
            if opens_on > closes_on or closes_on < today:
                raise NotReady(["days"])
            if (opens_on, closes_on) == (asked.opens_on, asked.closes_on):
                return
            moved = replace(asked, opens_on=opens_on, closes_on=closes_on)
            given = {one.department_id: Span(moved.opens_at, one.deadline(moved)) for one in _places(unit, round_id)}
            refuse_overlap(unit, asked.region_id, given, round_id)
            days = {"opens": opens_on.isoformat(), "closes": closes_on.isoformat()}
            unit.write("UPDATE rounds SET opens_on = :opens, closes_on = :closes WHERE id = :id", id=round_id, **days)
            unit.record("round_moved", region=asked.region_id, round_id=round_id, details=days)

    def remove_round(self, round_id: int) -> None:
        """Remove a round in which nobody has written anything, with the drafts that were begun and left empty.

        Raises:
            NotReady: names "answers" where a department has answered, noted or filled in something, or planned a step.
        """
        with self._writing() as unit:
            asked = round_of(unit, round_id)
            unit.must(Action.RUN_ROUNDS, region=asked.region_id)
            if _is_written_in(unit, round_id):
                raise NotReady(["answers"])
            unit.record("round_removed", region=asked.region_id, round_id=round_id, words={"title": asked.title})
            unit.write("DELETE FROM training WHERE round_id = :round", round=round_id)
            unit.write("DELETE FROM drafts WHERE round_id = :round", round=round_id)
            unit.write("DELETE FROM round_departments WHERE round_id = :round", round=round_id)
            unit.write("DELETE FROM rounds WHERE id = :round", round=round_id)

    def extend(self, round_id: int, until: date, department_id: str | None = None) -> None:
        """Move the closing day of a round, or of one department in it; never to an earlier day than today's.

        Raises:
            NotReady: names "days" where the day is before the round's first, or earlier than now.
            Unfit: it is out of reach.
            Overlap: a department can answer in another round in the time that it would get.
            RegionClosed: the region is closed.
        """
        with self._writing() as unit:
            asked = round_of(unit, round_id)
            unit.must(Action.RUN_ROUNDS, region=asked.region_id)
            open_region(unit, asked.region_id)
            bounds.until(asked, until, unit.at)
            given = _given(unit, asked, until, department_id)
            refuse_overlap(unit, asked.region_id, given, round_id)
            if department_id is None:
                unit.write(
                    "UPDATE rounds SET closes_on = :until, closed_early_at = NULL WHERE id = :id",
                    until=until.isoformat(),
                    id=round_id,
                )
            else:
                unit.write(
                    """
                    UPDATE round_departments SET extended_to = :until
                     WHERE round_id = :round AND department_id = :department
                    """,
                    until=until.isoformat(),
                    round=round_id,
                    department=department_id,
                )
            details = {"until": until.isoformat()}
            unit.record(
                "extended", region=asked.region_id, department=department_id, round_id=round_id, details=details
            )

    def close(self, round_id: int) -> None:
        """Close a round that is open, before its last day is over.

        Raises:
            NotReady: names "over" where it is not open.
        """
        with self._writing() as unit:
            asked = _ahead(unit, round_id, RoundState.OPEN)
            unit.write("UPDATE rounds SET closed_early_at = :at WHERE id = :id", at=unit.stamp, id=round_id)
            unit.record("closed", region=asked.region_id, round_id=round_id)


def _ahead(unit: Unit, round_id: int, *states: RoundState) -> Round:
    """A round that is to be changed, which can be in these states alone.

    Raises:
        NotReady: names "over" where it is in another.
    """
    asked = round_of(unit, round_id)
    unit.must(Action.RUN_ROUNDS, region=asked.region_id)
    if asked.state(unit.at) not in states:
        raise NotReady(["over"])
    return asked


def _places(unit: Unit, round_id: int) -> list[Participation]:
    rows = unit.all("SELECT * FROM round_departments WHERE round_id = :round", round=round_id)
    return [record(Participation, row) for row in rows]


def _given(unit: Unit, asked: Round, until: date, department_id: str | None) -> dict[str, Span]:
    """The time that each department gets when a last day is moved: all of them, or one."""
    if department_id is None:
        moved = replace(asked, closes_on=until, closed_early_at=None)
        return {one.department_id: Span(one.deadline(asked), one.deadline(moved)) for one in _places(unit, asked.id)}
    place = invited(unit, asked.id, department_id)
    return {department_id: Span(place.deadline(asked), replace(place, extended_to=until).deadline(asked))}


def _is_written_in(unit: Unit, round_id: int) -> bool:
    """Whether anything of a department stands in a round: an answer, a note, a detail of the profile, a step."""
    row = unit.one(
        """
        SELECT EXISTS (
               SELECT 1 FROM drafts
                WHERE round_id = :round
                  AND (profile_version > 0 OR shares_notes OR may_be_asked
                       OR EXISTS (SELECT 1 FROM answers WHERE draft_id = drafts.id)
                       OR EXISTS (SELECT 1 FROM notes WHERE draft_id = drafts.id)))
            OR EXISTS (SELECT 1 FROM commitments WHERE round_id = :round) AS is_written_in
        """,
        round=round_id,
    )
    return bool(row["is_written_in"])
