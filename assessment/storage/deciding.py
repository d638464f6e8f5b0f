"""What departments decide about steps: their own plans, with every change; seen by others only where it is shared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from assessment.commitments import (
    MOST_ACTION,
    MOST_BECAUSE,
    MOST_COMMITMENTS,
    MOST_EFFORT,
    MOST_NOTE,
    MOST_WHO,
    Commitment,
    Status,
    Together,
    together,
)
from assessment.people import Action
from assessment.storage import bounds
from assessment.storage.access import OPERATOR, Base, Unit
from assessment.storage.chain import held
from assessment.storage.entries import no_faster
from assessment.storage.errors import CommitmentChanged, NotReady, Unfit
from assessment.storage.kept import department_of, invited, kept_questionnaire, record, round_of, takes_part

_YEAR = timedelta(days=365)
_LINES = {"action": MOST_ACTION, "who": MOST_WHO, "effort": MOST_EFFORT, "because": MOST_BECAUSE}
_CHANGED = (*_LINES, "note", "month", "status")  # what a save may change


class Deciding(Base):
    """The part of the store that keeps what departments decide about steps."""

    def commitments(self, department_id: str, as_of: datetime | None = None) -> list[Commitment]:
        """What a department has decided, in the order it did; for its own people.

        Args:
            department_id: whose.
            as_of: as it stood then; what was erased since is erased in it.
        """
        with self._reading() as unit:
            unit.must(Action.READ_OWN, department=department_id)
            return commitments_of(unit, department_id, as_of)

    def history_of_commitment(self, commitment_id: int) -> list[Commitment]:
        """Every version of a commitment, oldest first; for its department's people."""
        with self._reading() as unit:
            _own(unit, commitment_id, Action.READ_OWN)
            return _versions(unit, commitment_id=commitment_id)

    def take_step(
        self,
        round_id: int,
        department_id: str,
        question_id: str,
        leads_to: int,
        *,
        status: Status = Status.PLANNED,
        because: str = "",
        own: bool = False,
    ) -> int:
        """Decide on a step of a round's result; returns the id of the commitment.

        A recommended step is decided on once: where that was done, it stands as it is now said. What stands in the
        plan already stays as it is, for somebody else may have taken it meanwhile, and begun: it is changed there.

        Args:
            round_id: in which the department is.
            department_id: one's own.
            question_id: of the practice.
            leads_to: the level.
            status: taken, later or not.
            because: why not.
            own: whether the department adds a step that is not recommended; as often as it wants.

        Raises:
            NotReady: names "question" where the round does not ask it, "level" where there is none such.
            Unfit: the reason is too long, or there are too many.
            TooOften: this person has saved too often within a minute.
            HasLeft: the department takes part no more.
        """
        with self._writing() as unit:
            unit.must(Action.ANSWER, department=department_id)
            takes_part(unit, department_id)
            invited(unit, round_id, department_id)
            sha256 = round_of(unit, round_id).questionnaire_sha256
            if kept_questionnaire(unit, sha256).find(question_id) is None:
                raise NotReady(["question"])
            if not 1 <= leads_to <= 4:
                raise NotReady(["level"])
            values = _fit({"status": status, "because": because})
            facts = {"department": department_id, "question": question_id, "leads_to": leads_to}
            known = None if own else unit.maybe(_RECOMMENDED, **facts)
            if known is not None:
                current = _current(unit, known["id"])
                return current.id if current.status.is_taken else _change(unit, current, values).id
            count = unit.one("SELECT count(*) AS n FROM commitments WHERE department_id = :id", id=department_id)["n"]
            if count >= MOST_COMMITMENTS:
                raise Unfit("steps", 1, MOST_COMMITMENTS)
            made = unit.write(
                """
                INSERT INTO commitments
                       (department_id, round_id, question_id, questionnaire_sha256, leads_to, own, made_at)
                VALUES (:department, :round, :question, :sha256, :leads_to, :own, :at)
                """,
                round=round_id,
                sha256=sha256,
                own=int(own),
                at=unit.stamp,
                **facts,
            )
            blank = {"action": "", "who": "", "month": None, "effort": "", "note": "", "because": ""}
            _write(unit, made, 1, blank | values)
            return made

    def change_commitment(self, base: Commitment, **values: Any) -> Commitment:
        """Change some fields of a commitment, leaving the others as they are; returns it as it is then.

        Args:
            base: as the person saw it.
            values: of action, who, month, effort, note, because and status those to change.

        Raises:
            CommitmentChanged: one of these fields has another value than the person saw; nothing was changed.
            Unfit: a text is too long.
            TooOften: this person has saved too often within a minute.
            NotSaved: it did not reach the disk.
            HasLeft: the department takes part no more.
        """
        with self._writing() as unit:
            _own(unit, base.id, Action.ANSWER)
            current = _current(unit, base.id)
            takes_part(unit, current.department_id)
            fit = _fit(values)
            if any(getattr(current, name) not in (getattr(base, name), value) for name, value in fit.items()):
                raise CommitmentChanged(current)
            return _change(unit, current, fit)

    def shares_plan(self, department_id: str) -> bool:
        """Whether a department lets its coordinator read its plan; for its own people."""
        with self._reading() as unit:
            unit.must(Action.READ_OWN, department=department_id)
            return _is_shared(unit, department_id)

    def share_plan(self, department_id: str, *, on: bool) -> None:
        """Let the coordinator read the plan from now on, or no longer; for the chief.

        Raises:
            HasLeft: it is to be read, and the department takes part no more.
        """
        with self._writing() as unit:
            unit.must(Action.SUBMIT, department=department_of(unit, department_id).id)
            if on:
                takes_part(unit, department_id)
            if _is_shared(unit, department_id) == on:
                return
            if on:
                unit.write(
                    "INSERT INTO shared_plans (department_id, shared_at) VALUES (:id, :at)",
                    id=department_id,
                    at=unit.stamp,
                )
            else:
                unit.write("DELETE FROM shared_plans WHERE department_id = :id", id=department_id)
            unit.record("plan_shared" if on else "plan_unshared", department=department_id)

    def shared_plan(self, department_id: str) -> list[Commitment] | None:
        """The plan of a department that shares it, without names, notes and what is not planned; None if it does not.

        For the coordinator of its region, as long as the department is in the network: once it has left, its chief
        could not take back what was agreed to.
        """
        with self._reading() as unit:
            unit.must(Action.READ_REGION, department=department_id)
            if department_of(unit, department_id).left_on is not None or not _is_shared(unit, department_id):
                return None
            return [
                replace(one, who="", note="", effort="", because="", author="", author_id=None)
                for one in commitments_of(unit, department_id)
                if one.status.is_taken
            ]

    def planned_together(self, region_id: str) -> dict[str, Together]:
        """How many departments of a region have planned, begun and done something, by question; for its coordinator.

        Of those that are in the network, and of what is open or was done within a year. The exact numbers leave nobody
        but the database: `together` rounds them, those of plans that are not shared apart.
        """
        with self._reading() as unit:
            unit.must(Action.READ_REGION, region=region_id)
            shared = {row["department_id"] for row in unit.all("SELECT department_id FROM shared_plans")}
            return {question_id: together(of, shared) for question_id, of in _standing(unit, region_id).items()}

    def plan_letters(self, department_id: str) -> bool:
        """Whether whoever asks is written to the month before a step is due."""
        with self._reading() as unit:
            unit.must(Action.READ_OWN, department=department_id)
            wanted = "SELECT 1 FROM plan_letters WHERE department_id = :department AND person_id = :person"
            return unit.maybe(wanted, department=department_id, person=unit.actor_id) is not None

    def want_plan_letters(self, department_id: str, *, on: bool) -> None:
        """Be written to the month before a step is due, or no longer: for oneself alone."""
        with self._writing() as unit:
            unit.must(Action.READ_OWN, department=department_id)
            if unit.person is None:
                raise NotReady(["person"])
            facts = {"department": department_id, "person": unit.person.id}
            unit.write(_WANTS if on else _WANTS_NO_MORE, **facts)


_WANTS = "INSERT INTO plan_letters (department_id, person_id) VALUES (:department, :person) ON CONFLICT DO NOTHING"
_WANTS_NO_MORE = "DELETE FROM plan_letters WHERE department_id = :department AND person_id = :person"
_RECOMMENDED = """
    SELECT id FROM commitments
     WHERE department_id = :department AND question_id = :question AND leads_to = :leads_to AND NOT own
     ORDER BY id DESC
"""
_SAVED = """
    SELECT count(*) AS saves, count(*) AS kept
      FROM commitment_versions
     WHERE author_id = :person AND saved_at BETWEEN :since AND :at
"""
_VERSIONS = """
    SELECT commitments.*, version, status, action, who, month, effort, note, because, author_id, saved_at,
           commitment_versions.erased_at, people.name AS author
      FROM commitments
      JOIN commitment_versions ON commitment_id = commitments.id
      LEFT JOIN people ON people.id = author_id
     WHERE (commitments.id = :id OR department_id = :department) AND (:as_of IS NULL OR saved_at <= :as_of)
     ORDER BY commitments.id, version
"""


def commitments_of(unit: Unit, department_id: str, as_of: datetime | None = None) -> list[Commitment]:
    """A department's, each in its newest version, or that of an instant, in the order in which they were made."""
    return list({one.id: one for one in _versions(unit, department_id=department_id, as_of=as_of)}.values())


def _versions(
    unit: Unit, *, commitment_id: int | None = None, department_id: str | None = None, as_of: datetime | None = None
) -> list[Commitment]:
    """Versions of commitments by id, each of them oldest first and with the instant since when it stands so."""
    rows = unit.all(_VERSIONS, id=commitment_id, department=department_id, as_of=as_of and as_of.isoformat())
    found: list[Commitment] = []
    for one in map(_as_commitment, rows):
        before = found[-1] if found and found[-1].id == one.id else None
        goes_on = before is not None and before.status is one.status
        found.append(replace(one, since=before.since) if goes_on and before is not None else one)
    return found


def _current(unit: Unit, commitment_id: int) -> Commitment:
    return _versions(unit, commitment_id=commitment_id)[-1]


def _own(unit: Unit, commitment_id: int, action: Action) -> None:
    row = unit.one("SELECT department_id FROM commitments WHERE id = :id", id=commitment_id)
    unit.must(action, department=row["department_id"])


def _fit(values: Mapping[str, Any]) -> dict[str, Any]:
    """The same values as they are kept.

    Raises:
        Unfit: a text is too long.
        NotReady: names a field that there is not.
    """
    fit: dict[str, Any] = {}
    for name, value in values.items():
        if name not in _CHANGED:
            raise NotReady([name])
        if name in _LINES:
            fit[name] = bounds.line(name, value, _LINES[name]) or ""
        elif name == "note":
            fit[name] = bounds.text(name, value, MOST_NOTE).strip()
        elif name == "month":
            fit[name] = None if value is None else date(value.year, value.month, 1)
        elif value in list(Status):
            fit[name] = Status(value)
        else:
            raise NotReady([name])
    return fit


def _change(unit: Unit, current: Commitment, values: Mapping[str, Any]) -> Commitment:
    if all(getattr(current, name) == value for name, value in values.items()):
        return current
    after = replace(current, **values)
    erased_at = current.erased_at if after.lacks_a_name else None  # it is asked for until somebody stands there again
    kept = {name: getattr(after, name) for name in _CHANGED}
    _write(unit, current.id, current.version + 1, kept, erased_at)
    return _current(unit, current.id)


def _write(
    unit: Unit, commitment_id: int, version: int, values: Mapping[str, Any], erased_at: datetime | None = None
) -> None:
    month = values["month"]
    facts: dict[str, Any] = {  # in the order in which they are held
        "id": commitment_id,
        "version": version,
        "status": str(values["status"]),
        "action": values["action"],
        "who": values["who"],
        "month": None if month is None else month.isoformat(),
        "effort": values["effort"],
        "note": values["note"],
        "because": values["because"],
        "author_id": unit.actor_id,
        "at": unit.stamp,
    }
    unit.write(
        """
        INSERT INTO commitment_versions (commitment_id, version, status, action, who, month, effort, note, because,
                                         author_id, saved_at, erased_at, sha256)
        VALUES (:id, :version, :status, :action, :who, :month, :effort, :note, :because, :author_id, :at, :erased_at,
                :sha256)
        """,
        **facts,
        erased_at=erased_at and erased_at.isoformat(),
        sha256=held(*facts.values()),
    )
    no_faster(unit, _SAVED)


def _is_shared(unit: Unit, department_id: str) -> bool:
    return unit.maybe("SELECT 1 FROM shared_plans WHERE department_id = :id", id=department_id) is not None


def _standing(unit: Unit, region_id: str) -> dict[str, dict[str, set[Status]]]:
    """How the steps of a region's departments stand, by question and department."""
    standing: dict[str, dict[str, set[Status]]] = {}
    for one in unit.all(_NOW, region=region_id, lately=(unit.at - _YEAR).isoformat()):
        standing.setdefault(one["question_id"], {}).setdefault(one["department_id"], set()).add(Status(one["status"]))
    return standing


_NOW = """
    SELECT commitments.question_id, commitments.department_id, newest.status
      FROM commitments
      JOIN departments ON departments.id = commitments.department_id
      JOIN commitment_versions AS newest ON newest.commitment_id = commitments.id
     WHERE region_id = :region AND left_on IS NULL
       AND version = (SELECT max(version) FROM commitment_versions WHERE commitment_id = commitments.id)
       AND (status IN ('planned', 'under_way') OR status = 'done' AND EXISTS (
            SELECT 1 FROM commitment_versions AS turned
             WHERE turned.commitment_id = commitments.id AND turned.status = 'done' AND turned.saved_at >= :lately
               AND NOT EXISTS (SELECT 1 FROM commitment_versions AS before
                                WHERE before.commitment_id = turned.commitment_id
                                  AND before.version = turned.version - 1 AND before.status = 'done')))
"""


def _as_commitment(row: Mapping[str, Any]) -> Commitment:
    since = datetime.fromisoformat(row["saved_at"])
    return record(Commitment, row, since=since, author=row["author"] or OPERATOR.name)
