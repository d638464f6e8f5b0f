"""Rounds: set up, followed, extended and closed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from assessment.people import Action
from assessment.questionnaire import Questionnaire, QuestionnaireError, lineage_problems, parse
from assessment.rounds import Department, Participation, Progress, Round
from assessment.storage.access import Base, Unit
from assessment.storage.errors import NotReady
from assessment.storage.kept import (
    as_department,
    as_participation,
    as_progress,
    invited,
    kept_questionnaire,
    known_in,
    round_of,
    rounds_of,
)


class Calendar(Base):
    """The part of the store that runs rounds."""

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

    def keep_questionnaire(self, text: bytes) -> str:
        """Keep a questionnaire's text by its hash, once; returns the hash. For the operator.

        Raises:
            QuestionnaireError: it is wrong, or reuses an id that an earlier version retired.
        """
        questionnaire = parse(text)
        with self._writing() as unit:
            unit.must(Action.ADMINISTER)
            known = _questionnaires(unit)
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
            return _questionnaires(unit)

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
            if problem := _round_problem(unit, title, questionnaire_sha256, opens_on, closes_on, chosen, active):
                raise NotReady([problem])
            round_id = unit.write(
                """
                INSERT INTO rounds (
                    region_id, title, questionnaire_sha256, opens_on, closes_on, opened_at, departments_in_all
                )
                VALUES (:region, :title, :sha, :opens, :closes, :at,
                        (SELECT departments_in_all FROM regions WHERE id = :region))
                """,
                region=region_id,
                title=title.strip(),
                sha=questionnaire_sha256,
                opens=opens_on.isoformat(),
                closes=closes_on.isoformat(),
                at=unit.stamp,
            )
            for department_id in chosen:
                _invite(unit, round_id, active[department_id])
            unit.record("round_set_up", region=region_id, round_id=round_id, details={"departments": len(chosen)})
            return round_of(unit, round_id)

    def invite_to(self, round_id: int, department_id: str) -> None:
        """Invite one more department to a round."""
        with self._writing() as unit:
            asked = round_of(unit, round_id)
            unit.must(Action.RUN_ROUNDS, region=asked.region_id)
            row = unit.one(
                "SELECT * FROM departments WHERE id = :id AND region_id = :region AND left_on IS NULL",
                id=department_id,
                region=asked.region_id,
            )
            _invite(unit, round_id, as_department(row))
            unit.record("invited_to_round", department=department_id, round_id=round_id)

    def extend(self, round_id: int, until: date, department_id: str | None = None) -> None:
        """Move the closing day of a round, or of one department in it; never to an earlier day than today's.

        Raises:
            NotReady: the day is before the round's opening day, or earlier than now.
        """
        with self._writing() as unit:
            asked = round_of(unit, round_id)
            unit.must(Action.RUN_ROUNDS, region=asked.region_id)
            if until < asked.opens_on or until < unit.at.date():
                raise NotReady(["days"])
            if department_id is None:
                unit.write(
                    "UPDATE rounds SET closes_on = :until, closed_early_at = NULL WHERE id = :id",
                    until=until.isoformat(),
                    id=round_id,
                )
            else:
                invited(unit, round_id, department_id)
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
        """Close a round before its last day is over."""
        with self._writing() as unit:
            asked = round_of(unit, round_id)
            unit.must(Action.RUN_ROUNDS, region=asked.region_id)
            unit.write(
                "UPDATE rounds SET closed_early_at = :at WHERE id = :id AND closed_early_at IS NULL",
                at=unit.stamp,
                id=round_id,
            )
            unit.record("closed", region=asked.region_id, round_id=round_id)

    def participation(self, round_id: int, department_id: str) -> Participation | None:
        """A department's place in a round; None where it is not invited."""
        with self._reading() as unit:
            unit.must(Action.READ_OWN, department=department_id)
            row = unit.maybe(
                "SELECT * FROM round_departments WHERE round_id = :round AND department_id = :department",
                round=round_id,
                department=department_id,
            )
            return None if row is None else as_participation(row)

    def progress(self, round_id: int) -> list[Progress]:
        """How far every invited department is, by name; for the coordinator."""
        with self._reading() as unit:
            unit.must(Action.READ_REGION, region=round_of(unit, round_id).region_id)
            rows = unit.all(
                """
                SELECT round_departments.*, latest.begun_at, latest.worked_at,
                       latest.submitted_at AS draft_submitted_at, submissions.id AS submission_id,
                       submissions.submitted_at
                  FROM round_departments
                  LEFT JOIN (SELECT department_id, max(id) AS id FROM drafts
                              WHERE round_id = :round GROUP BY department_id) AS last_draft
                    ON last_draft.department_id = round_departments.department_id
                  LEFT JOIN drafts AS latest ON latest.id = last_draft.id
                  LEFT JOIN (SELECT department_id, max(id) AS id FROM submissions
                              WHERE round_id = :round GROUP BY department_id) AS newest
                    ON newest.department_id = round_departments.department_id
                  LEFT JOIN submissions ON submissions.id = newest.id
                 WHERE round_departments.round_id = :round
                 ORDER BY round_departments.name
                """,
                round=round_id,
            )
            return [as_progress(row) for row in rows]


def _questionnaires(unit: Unit) -> list[Questionnaire]:
    rows = unit.all("SELECT sha256 FROM questionnaires ORDER BY rowid")
    return [kept_questionnaire(unit, row["sha256"]) for row in rows]


def _check_lineage(questionnaire: Questionnaire, known: list[Questionnaire]) -> None:
    problems = lineage_problems(questionnaire, [one for one in known if one.id == questionnaire.id])
    if problems:
        raise QuestionnaireError(problems)


def _round_problem(
    unit: Unit,
    title: str,
    sha256: str,
    opens_on: date,
    closes_on: date,
    chosen: list[str],
    active: Mapping[str, Department],
) -> str:
    if not title.strip():
        return "title"
    if opens_on > closes_on:
        return "days"
    if not chosen or any(one not in active for one in chosen):
        return "departments"
    if unit.maybe("SELECT 1 FROM questionnaires WHERE sha256 = :sha", sha=sha256) is None:
        return "questionnaire"
    return ""


def _invite(unit: Unit, round_id: int, department: Department) -> None:
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
