"""How rows become records, once for each kind, and what several parts of the store look up."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime
from enum import EnumType
from functools import cache
from operator import itemgetter
from typing import Any, TypeVar, get_args, get_type_hints

from assessment import answers as said
from assessment.answers import Draft, Evidence, Profile, Submission
from assessment.people import Action
from assessment.questionnaire import Questionnaire, parse
from assessment.rounds import Department, Participation, Progress, Region, Round
from assessment.storage.access import OPERATOR, Unit
from assessment.storage.errors import DatabaseError, HasLeft, NotAllowed, RegionClosed
from assessment.storage.records import Records, records

_Kind = TypeVar("_Kind")
_Make = Callable[[Any], Any]

_ROUND = """
    SELECT rounds.*, regions.zone,
           (SELECT max(published_at) FROM publications WHERE publications.round_id = rounds.id) AS published_at
      FROM rounds
      JOIN regions ON regions.id = rounds.region_id
"""

_DRAFT = """
    SELECT drafts.*, rounds.questionnaire_sha256, submissions.id AS submission_id
      FROM drafts
      JOIN rounds ON rounds.id = drafts.round_id
      LEFT JOIN submissions ON submissions.draft_id = drafts.id
"""


_parsed: dict[str, Questionnaire] = {}  # by hash: what a hash stands for never changes


def kept_questionnaire(unit: Unit, sha256: str) -> Questionnaire:
    """The questionnaire with a hash, as it was when it was kept.

    Raises:
        DatabaseError: it is damaged.
    """
    if sha256 not in _parsed:
        row = unit.one("SELECT text FROM questionnaires WHERE sha256 = :sha", sha=sha256)
        if hashlib.sha256(row["text"]).hexdigest() != sha256:
            raise DatabaseError(f"questionnaire {sha256[:8]} is not what was kept; restore a backup")
        _parsed[sha256] = parse(row["text"], f"questionnaire {sha256[:8]}")
    return _parsed[sha256]


def kept_questionnaires(unit: Unit) -> list[Questionnaire]:
    """Every questionnaire that is kept, oldest first."""
    rows = unit.all("SELECT sha256 FROM questionnaires ORDER BY rowid")
    return [kept_questionnaire(unit, row["sha256"]) for row in rows]


def round_of(unit: Unit, round_id: int) -> Round:
    """A round by its id."""
    return record(Round, unit.one(f"{_ROUND} WHERE rounds.id = :id", id=round_id))


def rounds_by_id(unit: Unit, round_ids: Collection[int]) -> list[Round]:
    """Rounds of any region by their ids, oldest first.

    Raises:
        NotAllowed: one of them is not there.
    """
    asked = "WHERE rounds.id IN (SELECT value FROM json_each(:ids)) ORDER BY rounds.opens_on, rounds.id"
    found = [record(Round, row) for row in unit.all(f"{_ROUND} {asked}", ids=json.dumps(list(round_ids)))]
    if {one.id for one in found} != set(round_ids):
        raise NotAllowed("there is nothing like that here")
    return found


def rounds_of(unit: Unit, region_id: str) -> list[Round]:
    """The rounds of a region, oldest first."""
    rows = unit.all(f"{_ROUND} WHERE rounds.region_id = :region ORDER BY rounds.opens_on, rounds.id", region=region_id)
    return [record(Round, row) for row in rows]


def invited(unit: Unit, round_id: int, department_id: str) -> Participation:
    """A department's place in a round.

    Raises:
        NotAllowed: it is not invited.
    """
    return record(
        Participation,
        unit.one(
            "SELECT * FROM round_departments WHERE round_id = :round AND department_id = :department",
            round=round_id,
            department=department_id,
        ),
    )


def taking_part(unit: Unit, round_id: int, department_id: str) -> Participation:
    """The place in a round of a department that may still do something in it.

    Raises:
        HasLeft: it takes part no more.
        NotAllowed: it is not invited.
    """
    row = unit.one(_PLACE, round=round_id, department=department_id)
    if row["left_on"] is not None:
        raise HasLeft("this department has left the network")
    if row["round_id"] is None:
        raise NotAllowed("this department is not invited")
    return record(Participation, row)


_PLACE = """
    SELECT round_departments.*, departments.left_on
      FROM departments
      LEFT JOIN round_departments ON department_id = departments.id AND round_id = :round
     WHERE departments.id = :department
"""


def as_department(row: dict[str, Any]) -> Department:
    """A row of departments as its record."""
    return record(Department, row)


def department_of(unit: Unit, department_id: str) -> Department:
    """A department by its id."""
    return as_department(unit.one("SELECT * FROM departments WHERE id = :id", id=department_id))


def takes_part(unit: Unit, department_id: str) -> None:
    """Refuse what only a department of the network may do.

    Raises:
        HasLeft: it takes part no more.
    """
    if department_of(unit, department_id).left_on is not None:
        raise HasLeft("this department has left the network")


def draft_of(unit: Unit, draft_id: int) -> Draft:
    """A draft by its id."""
    return record(Draft, unit.one(f"{_DRAFT} WHERE drafts.id = :id", id=draft_id))


def latest_draft(unit: Unit, round_id: int, department_id: str) -> Draft | None:
    """The newest draft of a department in a round."""
    row = unit.maybe(
        f"""
        {_DRAFT}
         WHERE drafts.round_id = :round AND drafts.department_id = :department
         ORDER BY drafts.id DESC LIMIT 1
        """,
        round=round_id,
        department=department_id,
    )
    return None if row is None else record(Draft, row)


def latest_drafts(unit: Unit, department_id: str) -> dict[int, Draft]:
    """The newest draft of a department in each round, by the round's id."""
    rows = unit.all(
        f"{_DRAFT} WHERE drafts.id IN (SELECT max(id) FROM drafts WHERE department_id = :department GROUP BY round_id)",
        department=department_id,
    )
    return {row["round_id"]: record(Draft, row) for row in rows}


def known_in(unit: Unit, region_id: str) -> None:
    """Refuse who is not of a region: its rounds are known to everybody of the region, and to nobody else."""
    if unit.person is not None and unit.person.region_id != region_id:
        unit.must(Action.ADMINISTER)


def region_of(unit: Unit, region_id: str) -> Region:
    """A region by its id."""
    return record(Region, unit.one("SELECT * FROM regions WHERE id = :id", id=region_id))


def open_region(unit: Unit, region_id: str) -> Region:
    """A region in which something new may begin.

    Raises:
        RegionClosed: it is closed.
    """
    region = region_of(unit, region_id)
    if region.closed_at is not None:
        raise RegionClosed(region.name)
    return region


def as_profile(text: str) -> Profile:
    """A profile as `profile_text` wrote it."""
    return Profile.from_json(json.loads(text))


def profile_text(profile: Profile) -> str:
    """A profile as it is kept with its draft."""
    return json.dumps(profile.to_json(), ensure_ascii=False)


def as_submission(row: Mapping[str, Any], evidence: Mapping[str, Evidence]) -> Submission:
    """A row of submissions as its record."""
    document = json.loads(row["document"])
    return record(
        Submission,
        row,
        questionnaire_sha256=document["questionnaire"],
        answers=said.from_json(document["answers"]),
        profile=Profile.from_json(document["profile"]),
        evidence=evidence,
        shares_notes=document["shares_notes"],
        author=row["author"] or document.get("author", OPERATOR.name),
        may_be_asked=document["may_be_asked"],
    )


def progress_of(unit: Unit, round_id: int) -> Records[Progress]:
    """How far every department of a round is, by name."""
    sql = f"{_PROGRESS} WHERE round_departments.round_id = :round ORDER BY round_departments.name"
    return records(unit, as_progress, sql, round=round_id)


def progress_through(unit: Unit, department_id: str) -> dict[int, Progress]:
    """How far a department is in every round that it is invited to, by the round's id."""
    rows = unit.all(f"{_PROGRESS} WHERE round_departments.department_id = :department", department=department_id)
    return {row["round_id"]: as_progress(row) for row in rows}


# Of each department in a round the last draft and the last submission, looked up by both.
_PROGRESS = """
    SELECT round_departments.*, latest.begun_at, latest.worked_at,
           latest.submitted_at AS draft_submitted_at, submissions.id AS submission_id,
           submissions.submitted_at
      FROM round_departments
      LEFT JOIN drafts AS latest ON latest.id = (
           SELECT max(id) FROM drafts
            WHERE drafts.department_id = round_departments.department_id
              AND drafts.round_id = round_departments.round_id)
      LEFT JOIN submissions ON submissions.id = (
           SELECT max(id) FROM submissions
            WHERE submissions.department_id = round_departments.department_id
              AND submissions.round_id = round_departments.round_id)
"""


def as_progress(row: dict[str, Any]) -> Progress:
    """A row of round_departments, with the last draft and submission beside it, as its record."""
    return Progress(
        participation=record(Participation, row),
        begun_at=moment(row["begun_at"]),
        worked_at=moment(row["worked_at"]),
        submitted_at=moment(row["submitted_at"]),
        submission_id=row["submission_id"],
        reopened=row["submission_id"] is not None and row["draft_submitted_at"] is None,
    )


def record(kind: Callable[..., _Kind], row: Mapping[str, Any], **given: Any) -> _Kind:
    """A row as a record, each of whose fields is what is given, or else the column of its name."""
    names, take, makes = _columns(kind, *given)
    values = [*take(row)]
    for place, make in makes:
        if values[place] is not None:
            values[place] = make(values[place])
    return kind(**dict(zip(names, values, strict=True)), **given)


@cache
def _columns(kind: Callable[..., Any], *given: str) -> tuple[list[str], itemgetter[Any], list[tuple[int, _Make]]]:
    """The columns of a record, what takes them out of a row, and what makes fields of those that are none yet."""
    kinds = {name: (get_args(hint) or (hint,))[0] for name, hint in get_type_hints(kind).items() if name not in given}
    makes = [one if isinstance(one, EnumType) else _MAKES.get(one) for one in kinds.values()]
    return [*kinds], itemgetter(*kinds), [(place, make) for place, make in enumerate(makes) if make is not None]


_MAKES: dict[Any, _Make] = {bool: bool, date: date.fromisoformat, datetime: datetime.fromisoformat}


def moment(value: str | None) -> datetime | None:
    """An instant as it is kept; None where there is none."""
    return None if value is None else datetime.fromisoformat(value)
