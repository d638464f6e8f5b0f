"""Submissions: sealed once, read for ever with the questionnaire they answered."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from assessment import answers as said
from assessment.answers import MOST_REASON, Answers, Draft, Submission
from assessment.people import Action
from assessment.questionnaire import Questionnaire
from assessment.storage import bounds
from assessment.storage.access import Unit
from assessment.storage.drafts import begin_draft, in_time
from assessment.storage.entries import saved_answers, saved_evidence
from assessment.storage.errors import NotAllowed, NotReady, TooLate
from assessment.storage.kept import (
    as_profile,
    as_submission,
    department_of,
    invited,
    kept_questionnaire,
    latest_draft,
    open_region,
    round_of,
)
from assessment.storage.looking import Look, Looking, new_looks
from assessment.storage.overlaps import Span, refuse_overlap
from assessment.storage.posts import apart_in_department
from assessment.storage.records import sealed_mark
from assessment.storage.sealing import (
    Seal,
    evidence_in,
    evidence_of,
    hash_of_notes,
    number_of,
    seal_of,
    sealed,
    seals_in,
)

_NEWEST = "SELECT max(id) FROM submissions WHERE round_id = :round GROUP BY department_id"
_SUBMISSION = """
    SELECT submissions.*, round_departments.name AS department_name, people.name AS author
      FROM submissions
      JOIN round_departments
        ON round_departments.round_id = submissions.round_id
       AND round_departments.department_id = submissions.department_id
      LEFT JOIN people ON people.id = submissions.author_id
"""
_MARK = f"""
    SELECT submissions.id, sha256, round_departments.department_id, name, staff, form, main_territory
      FROM submissions
      JOIN round_departments
        ON round_departments.round_id = submissions.round_id
       AND round_departments.department_id = submissions.department_id
     WHERE submissions.id IN ({_NEWEST})
     ORDER BY submissions.id
"""
_NEWEST_OF = f"""
    {_SUBMISSION}
     WHERE submissions.round_id = :round AND submissions.department_id = :department
       AND (:at IS NULL OR submissions.submitted_at <= :at)
     ORDER BY submissions.id DESC LIMIT 1
"""


class Submissions(Looking):
    """The part of the store that seals and reads submissions."""

    def submit(self, draft_id: int) -> Submission:
        """Seal a draft. What counts is what the database holds, not what a page shows.

        Raises:
            NotReady: answers or profile fields are missing, or carried-over answers are not confirmed.
            TooLate: it is submitted already, or the round is over for this department.
        """
        with self._writing() as unit:
            row = unit.one("SELECT round_id, department_id FROM drafts WHERE id = :id", id=draft_id)
            unit.must(Action.SUBMIT, department=row["department_id"])
            draft = latest_draft(unit, row["round_id"], row["department_id"])
            if draft is None or draft.id != draft_id or draft.submission_id is not None:
                raise TooLate("this assessment is submitted")
            in_time(unit, draft.round_id, draft.department_id)
            return _seal(unit, draft)

    def submission(self, submission_id: int) -> Submission:
        """A sealed assessment; its evidence is empty for a coordinator where the department does not share it."""
        with self._reading() as unit:
            row = unit.one(f"{_SUBMISSION} WHERE submissions.id = :id", id=submission_id)
            found, looks = _readable(unit, row), _looks(unit, [row])
        self._note_looks(looks)
        return found

    def submissions(self, department_id: str, rounds: Collection[int] | None = None) -> list[Submission]:
        """What a department has submitted, in some rounds or in all, oldest first; of each round the newest only."""
        with self._reading() as unit:
            rows = unit.all(
                f"""
                {_SUBMISSION}
                 WHERE submissions.id IN (
                       SELECT max(id) FROM submissions WHERE department_id = :department GROUP BY round_id)
                 ORDER BY submissions.id
                """,
                department=department_id,
            )
            rows = [row for row in rows if rounds is None or row["round_id"] in rounds]
            found, looks = _all_readable(unit, department_id, rows), _looks(unit, rows)
        self._note_looks(looks)
        return found

    def submitted_in(self, department_id: str) -> dict[int, int]:
        """The newest submission of a department by round, its id alone: to look at one is told in the log."""
        with self._reading() as unit:
            _may_read(unit, department_id)
            query = (
                "SELECT round_id, max(id) AS id FROM submissions WHERE department_id = :department GROUP BY round_id"
            )
            return {row["round_id"]: row["id"] for row in unit.all(query, department=department_id)}

    def counted(self, department_id: str, round_id: int | None = None) -> Submission | None:
        """The submission that the region's last publication (of one round, or of all) counts; None where none is."""
        with self._reading() as unit:
            _may_read(unit, department_id)
            row = unit.maybe(
                f"""
                {_SUBMISSION}
                  JOIN publication_submissions AS counted ON counted.submission_id = submissions.id
                 WHERE submissions.department_id = :department
                   AND counted.publication_id = (
                       SELECT max(id) FROM publications
                        WHERE region_id = (SELECT region_id FROM departments WHERE id = :department)
                          AND (:round IS NULL OR round_id = :round))
                """,
                department=department_id,
                round=round_id,
            )
            if row is None:
                return None
            found, looks = _readable(unit, row), _looks(unit, [row])
        self._note_looks(looks)
        return found

    def counted_by_round(self, department_id: str) -> dict[int, Submission]:
        """The same of each round that is published and counts one."""
        with self._reading() as unit:
            _may_read(unit, department_id)
            rows = unit.all(
                f"""
                {_SUBMISSION}
                  JOIN publication_submissions AS counted ON counted.submission_id = submissions.id
                 WHERE submissions.department_id = :department
                   AND counted.publication_id IN (
                       SELECT max(id) FROM publications
                        WHERE region_id = (SELECT region_id FROM departments WHERE id = :department)
                        GROUP BY round_id)
                """,
                department=department_id,
            )
            found, looks = _all_readable(unit, department_id, rows), _looks(unit, rows)
        self._note_looks(looks)
        return {one.round_id: one for one in found}

    def submissions_in(self, round_id: int) -> list[Submission]:
        """The newest submission of every department in a round, for its coordinator, without evidence, oldest first."""
        with self._reading() as unit:
            unit.must(Action.READ_REGION, region=round_of(unit, round_id).region_id)
            return list(newest_in(unit, round_id))

    def mark_of(self, round_id: int) -> str:
        """The hash of the newest submission of every department in a round, and of its place on the round's list.

        What was worked out from the submissions holds as long as it is the same: a submission stands for itself by the
        seal of its document, and how far anybody's draft is makes no difference.
        """
        with self._reading() as unit:
            unit.must(Action.READ_REGION, region=round_of(unit, round_id).region_id)
            # a place on the list keeps the name and the size that it was given
            return sealed_mark(unit, self._database, _MARK, round_id)

    def answer_times(self, round_id: int) -> dict[str, dict[str, datetime]]:
        """When each answer of every submitted assessment of a round was last saved, by department and question.

        For its coordinator, who learns from it how long the questions take; of open drafts it says nothing.
        """
        with self._reading() as unit:
            unit.must(Action.READ_REGION, region=round_of(unit, round_id).region_id)
            rows = unit.each(
                f"""
                SELECT submissions.department_id, answers.question_id, answers.saved_at
                  FROM submissions
                  JOIN answers ON answers.draft_id = submissions.draft_id
                 WHERE submissions.id IN ({_NEWEST})
                """,
                round=round_id,
            )
            found: dict[str, dict[str, datetime]] = {}
            for row in rows:
                of_one = found.setdefault(row["department_id"], {})
                of_one[row["question_id"]] = datetime.fromisoformat(row["saved_at"])
            return found

    def reopen(self, round_id: int, department_id: str, because: str, until: date | None = None) -> Draft:
        """Let a department change what it has submitted; the old submission stays, and the department is told.

        Raises:
            NotReady: names "because" where no reason is given, "days" where the day is over, "left" where the
                department has left, and "submission" where there is none to reopen.
            Unfit: the reason is too long, or the day out of reach.
            Overlap: the department can answer in another round in the time that it would have for this one.
            RegionClosed: the region is closed.
        """
        with self._writing() as unit:
            asked = round_of(unit, round_id)
            unit.must(Action.RUN_ROUNDS, region=asked.region_id)
            open_region(unit, asked.region_id)
            place = invited(unit, round_id, department_id)
            because = bounds.text("because", because, MOST_REASON).strip()
            if not said.has_words(because):
                raise NotReady(["because"])
            if until is not None:
                bounds.until(asked, until, unit.at)
            if department_of(unit, department_id).left_on is not None:
                raise NotReady(["left"])
            latest = latest_draft(unit, round_id, department_id)
            if latest is None or latest.submission_id is None:
                raise NotReady(["submission"])
            given = Span(unit.at, replace(place, extended_to=until or place.extended_to).deadline(asked))
            refuse_overlap(unit, asked.region_id, {department_id: given}, round_id)
            if until is not None:
                _extend(unit, round_id, department_id, until)
            unit.record(
                "reopened",
                department=department_id,
                round_id=round_id,
                details={"until": until.isoformat() if until else None},
                words={"because": because},
            )
            return begin_draft(unit, round_id, department_id, carry_over=True, reopened_because=because)

    def seal(self, submission_id: int) -> Seal:
        """Whether a submission still has the SHA-256 that it was sealed with, and its evidence that of the document."""
        with self._reading() as unit:
            department_id, found = seal_of(unit, submission_id)
            _may_read(unit, department_id)
            return found

    def seals(self) -> list[Seal]:
        """Every submission of the database and whether its seal holds; for the operator."""
        with self._reading() as unit:
            unit.must(Action.ADMINISTER)
            return list(seals_in(unit))

    def submission_numbered(self, number: str) -> Submission | None:
        """The submission with a receipt's number; for the operator."""
        with self._reading() as unit:
            unit.must(Action.ADMINISTER)
            row = unit.maybe(f"{_SUBMISSION} WHERE submissions.number = :number", number=number)
            return None if row is None else _readable(unit, row)

    def questionnaire(self, sha256: str) -> Questionnaire:
        """A questionnaire kept by its hash. It is no secret: everybody who is signed in may read it."""
        with self._reading() as unit:
            return kept_questionnaire(unit, sha256)

    def questionnaires_of(self, hashes: Iterable[str]) -> dict[str, Questionnaire]:
        """The same of several hashes, by hash."""
        with self._reading() as unit:
            return {sha256: kept_questionnaire(unit, sha256) for sha256 in set(hashes)}


def newest_in(unit: Unit, round_id: int) -> Iterator[Submission]:
    """The newest submission of every department in a round, without evidence, one after the other, oldest first.

    In the order of their ids, because to sort them SQLite would hold all documents at once.
    """
    rows = unit.each(f"{_SUBMISSION} WHERE submissions.id IN ({_NEWEST}) ORDER BY submissions.id", round=round_id)
    return (as_submission(row, {}) for row in rows)


def confirmed_answers(unit: Unit, draft_id: int) -> Answers:
    """The answers of a draft that count: given or confirmed by the department itself."""
    saved = saved_answers(unit, draft_id)
    return {question_id: one.value for question_id, one in saved.items() if one.value is not None and one.confirmed}


def _seal(unit: Unit, draft: Draft) -> Submission:
    questionnaire = kept_questionnaire(unit, round_of(unit, draft.round_id).questionnaire_sha256)
    answers = confirmed_answers(unit, draft.id)
    profile = as_profile(unit.one("SELECT profile FROM drafts WHERE id = :id", id=draft.id)["profile"])
    lacking = said.missing_profile(profile) + [q.id for q in said.missing(questionnaire, answers)]
    if lacking:
        raise NotReady(lacking)
    evidence = saved_evidence(unit, draft.id)
    text, sha256 = sealed(
        {
            "answers": said.to_json(answers),
            "author_id": unit.actor_id,
            "department": draft.department_id,
            "may_be_asked": draft.may_be_asked,
            "notes": {
                question_id: hash_of_notes(noted.note, "\n".join(noted.links))
                for question_id, noted in evidence.items()
            },
            "profile": profile.to_json(),
            "questionnaire": questionnaire.sha256,
            "round": draft.round_id,
            "shares_notes": draft.shares_notes,
            "submitted_at": unit.stamp,
        }
    )
    submission_id = 1 + int(unit.one("SELECT coalesce(max(id), 0) AS last FROM submissions")["last"])
    unit.write(
        """
        INSERT INTO submissions (
            id, number, draft_id, round_id, department_id, author_id, document, sha256, submitted_at
        )
        VALUES (:id, :number, :draft, :round, :department, :author, :document, :sha256, :at)
        """,
        id=submission_id,
        number=number_of(unit.stamp, submission_id),
        draft=draft.id,
        round=draft.round_id,
        department=draft.department_id,
        author=unit.actor_id,
        document=text,
        sha256=sha256,
        at=unit.stamp,
    )
    for question_id, noted in evidence.items():
        unit.write(
            """
            INSERT INTO submission_notes (submission_id, question_id, note, links)
            VALUES (:id, :question, :note, :links)
            """,
            id=submission_id,
            question=question_id,
            note=noted.note,
            links="\n".join(noted.links),
        )
    unit.write("UPDATE drafts SET submitted_at = :at WHERE id = :id", at=unit.stamp, id=draft.id)
    unit.record("submitted", department=draft.department_id, round_id=draft.round_id, details={"sha256": sha256})
    return as_submission(unit.one(f"{_SUBMISSION} WHERE submissions.id = :id", id=submission_id), evidence)


def newest_of(unit: Unit, round_id: int, department_id: str, at: datetime | None = None) -> Submission:
    """The newest submission of a department in a round, with its evidence; who may read it was asked before.

    Args:
        unit: of work.
        round_id: of which.
        department_id: whose.
        at: as it stood then.
    """
    facts = {"round": round_id, "department": department_id, "at": None if at is None else at.isoformat()}
    row = unit.one(_NEWEST_OF, **facts)
    return as_submission(row, evidence_of(unit, row["id"]))


def _readable(unit: Unit, row: Mapping[str, Any]) -> Submission:
    """A submission as far as whoever asks may read it."""
    return _all_readable(unit, row["department_id"], [row])[0]


def _all_readable(unit: Unit, department_id: str, rows: Collection[Mapping[str, Any]]) -> list[Submission]:
    """Submissions of one department as far as whoever asks may read them."""
    own = _may_read(unit, department_id)
    shared = [row["id"] for row in rows if own or json.loads(row["document"])["shares_notes"]]
    called, noted = apart_in_department(unit, department_id), evidence_in(unit, shared)
    return [
        as_submission({**row, "author": called.get(row["author_id"], row["author"])}, noted.get(row["id"], {}))
        for row in rows
    ]


def _looks(unit: Unit, rows: Iterable[Mapping[str, Any]]) -> list[Look]:
    return new_looks(unit, [(row["department_id"], row["round_id"]) for row in rows])


def _may_read(unit: Unit, department_id: str) -> bool:
    """Whether it is one's own; refuses where it is neither one's own nor of one's region."""
    person = unit.person
    if person is None or (person.department_id == department_id and person.role.may(Action.READ_OWN)):
        return True
    unit.must(Action.READ_REGION, department=department_id)
    if person.role.is_of_department:
        raise NotAllowed("the assessments of others are not shown")
    return False


def _extend(unit: Unit, round_id: int, department_id: str, until: date) -> None:
    unit.write(
        "UPDATE round_departments SET extended_to = :until WHERE round_id = :round AND department_id = :department",
        until=until.isoformat(),
        round=round_id,
        department=department_id,
    )
