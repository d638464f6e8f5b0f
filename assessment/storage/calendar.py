"""Rounds: set up, and followed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from assessment.answers import Draft
from assessment.people import Action
from assessment.questionnaire import Questionnaire, QuestionnaireError, lineage_problems, parse
from assessment.rounds import MOST_TITLE, Department, Participation, Progress, Round, day_of, end_of, start_of
from assessment.storage import bounds
from assessment.storage.access import Base, Unit
from assessment.storage.drafts import only_own
from assessment.storage.errors import NotReady
from assessment.storage.kept import (
    as_department,
    kept_questionnaire,
    kept_questionnaires,
    known_in,
    latest_drafts,
    open_region,
    progress_of,
    progress_through,
    record,
    round_of,
    rounds_by_id,
    rounds_of,
)
from assessment.storage.overlaps import Span, refuse_overlap
from assessment.storage.records import Records


@dataclass(frozen=True)
class Place:
    """Where a department stands in a round."""

    round: Round
    participation: Participation
    draft: Draft | None  # its latest, submitted or not; None where none was begun
    questionnaire: Questionnaire


class Calendar(Base):
    """The part of the store that knows the rounds and how far everybody is in them."""

    def rounds(self, region_id: str) -> list[Round]:
        """The rounds of one's region, oldest first."""
        with self._reading() as unit:
            known_in(unit, region_id)
            return rounds_of(unit, region_id)

    def round(self, round_id: int) -> Round:
        """A round of one's region."""
        with self._reading() as unit:
            found = round_of(unit, round_id)
            known_in(unit, found.region_id)
            return found

    def titles(self, round_ids: Collection[int]) -> dict[int, str]:
        """What rounds of one's region are called, by id."""
        with self._reading() as unit:
            found = rounds_by_id(unit, round_ids)
            for region_id in {one.region_id for one in found}:
                known_in(unit, region_id)
            return {one.id: one.title for one in found}

    def keep_questionnaire(self, text: bytes) -> str:
        """Keep a questionnaire's text by its hash, once; returns the hash. For the operator.

        Raises:
            QuestionnaireError: it is wrong, or reuses an id that an earlier version retired.
        """
        questionnaire = parse(text)
        with self._writing() as unit:
            unit.must(Action.ADMINISTER)
            known = kept_questionnaires(unit)
            if all(one.sha256 != questionnaire.sha256 for one in known):
                _check_lineage(questionnaire, known)
                unit.write(
                    """
                    INSERT INTO questionnaires (sha256, id, version, text, kept_at)
                    VALUES (:sha, :id, :version, :text, :at)
                    """,
                    sha=questionnaire.sha256,
                    id=questionnaire.id,
                    version=questionnaire.version,
                    text=text,
                    at=unit.stamp,
                )
            return questionnaire.sha256

    def questionnaires(self) -> list[Questionnaire]:
        """Every questionnaire kept, oldest first."""
        with self._reading() as unit:
            return kept_questionnaires(unit)

    def set_up_round(
        self,
        region_id: str,
        title: str,
        questionnaire_sha256: str,
        opens_on: date,
        closes_on: date,
        departments: Iterable[str] | None = None,
    ) -> Round:
        """Set up a round and invite departments; it opens and closes by itself on its days.

        Args:
            region_id: the coordinator's own.
            title: as visitors read it, such as "Spring 2027".
            questionnaire_sha256: of a questionnaire that is kept; it is fixed from now on.
            opens_on: the first day.
            closes_on: the last day, to its end.
            departments: ids; all that take part today where it is None.

        Raises:
            NotReady: names "title", "days", "departments" or "questionnaire".
            Unfit: the title is too long, or a day out of reach.
            Overlap: one of the departments can answer in another round on one of these days.
            RegionClosed: the region is closed.
        """
        with self._writing() as unit:
            unit.must(Action.RUN_ROUNDS, region=region_id)
            active = {
                row["id"]: as_department(row)
                for row in unit.all(
                    "SELECT * FROM departments WHERE region_id = :region AND left_on IS NULL ORDER BY name",
                    region=region_id,
                )
            }
            chosen = list(active) if departments is None else list(departments)
            zone = open_region(unit, region_id).zone
            title = bounds.needed("title", title, MOST_TITLE)
            for name, one in (("opens_on", opens_on), ("closes_on", closes_on)):
                bounds.day(name, one, day_of(unit.at, zone))
            if problem := _round_problem(unit, questionnaire_sha256, opens_on, closes_on, chosen, active):
                raise NotReady([problem])
            days = Span(start_of(opens_on, zone), end_of(closes_on, zone))
            refuse_overlap(unit, region_id, dict.fromkeys(chosen, days))
            round_id = _free_id(unit)
            unit.write(
                """
                INSERT INTO rounds (
                    id, region_id, title, questionnaire_sha256, opens_on, closes_on, opened_at, departments_in_all
                )
                VALUES (:id, :region, :title, :sha, :opens, :closes, :at,
                        (SELECT departments_in_all FROM regions WHERE id = :region))
                """,
                id=round_id,
                region=region_id,
                title=title,
                sha=questionnaire_sha256,
                opens=opens_on.isoformat(),
                closes=closes_on.isoformat(),
                at=unit.stamp,
            )
            for department_id in chosen:
                invite(unit, round_id, active[department_id])
            unit.record("round_set_up", region=region_id, round_id=round_id, details={"departments": len(chosen)})
            return round_of(unit, round_id)

    def places(self, department_id: str) -> list[Place]:
        """Where a department stands in every round that it is invited to, the one that opens first before the others.

        With its drafts: for its own people.
        """
        with self._reading() as unit:
            unit.must(Action.READ_OWN, department=department_id)
            only_own(unit, department_id)
            rows = unit.all("SELECT * FROM round_departments WHERE department_id = :id", id=department_id)
            invited = {row["round_id"]: record(Participation, row) for row in rows}
            drafts = latest_drafts(unit, department_id)
            return [
                Place(one, invited[one.id], drafts.get(one.id), kept_questionnaire(unit, one.questionnaire_sha256))
                for one in rounds_of(unit, unit.region_of(department_id))
                if one.id in invited
            ]

    def progress(self, round_id: int) -> Records[Progress]:
        """How far every invited department is, by name; for the coordinator."""
        with self._reading() as unit:
            unit.must(Action.READ_REGION, region=round_of(unit, round_id).region_id)
            return progress_of(unit, round_id)

    def progress_through(self, department_id: str) -> dict[int, Progress]:
        """How far a department is in every round that it is invited to, by the round's id; for its coordinator."""
        with self._reading() as unit:
            unit.must(Action.READ_REGION, department=department_id)
            return progress_through(unit, department_id)


def _check_lineage(questionnaire: Questionnaire, known: list[Questionnaire]) -> None:
    problems = lineage_problems(questionnaire, [one for one in known if one.id == questionnaire.id])
    if problems:
        raise QuestionnaireError(problems)


def _free_id(unit: Unit) -> int:
    """The id of a new round; one that was removed keeps its own, because what happened in it is told by its id."""
    query = (
        "SELECT max((SELECT coalesce(max(id), 0) FROM rounds), (SELECT coalesce(max(round_id), 0) FROM events)) AS n"
    )
    return 1 + int(unit.one(query)["n"])


def _round_problem(
    unit: Unit, sha256: str, opens_on: date, closes_on: date, chosen: list[str], active: Mapping[str, Department]
) -> str:
    if opens_on > closes_on:
        return "days"
    if not chosen or any(one not in active for one in chosen):
        return "departments"
    if unit.maybe("SELECT 1 FROM questionnaires WHERE sha256 = :sha", sha=sha256) is None:
        return "questionnaire"
    return ""


def invite(unit: Unit, round_id: int, department: Department) -> None:
    """Put a department on the list of a round, as the register describes it now."""
    unit.write(
        """
        INSERT INTO round_departments (round_id, department_id, name, staff, form, main_territory, invited_at)
        VALUES (:round, :department, :name, :staff, :form, :territory, :at)
        ON CONFLICT DO NOTHING
        """,
        round=round_id,
        department=department.id,
        name=department.name,
        staff=department.staff,
        form=department.form,
        territory=department.main_territory,
        at=unit.stamp,
    )
