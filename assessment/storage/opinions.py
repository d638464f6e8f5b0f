"""Second opinions: a link that opens one sheet and nothing else, and what a colleague said on it.

Who has the link needs no access; it is good once, for two weeks. The chief who made it, and the department's people,
read both sides; nobody else reads any.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from assessment.answers import LEVELS, Answer, Answers, DontKnow, from_json, to_json
from assessment.people import Action
from assessment.questionnaire import Questionnaire
from assessment.storage import bounds, connection
from assessment.storage.access import Base, Clock, Unit, digest, now
from assessment.storage.errors import NotReady, TooLate, Unfit
from assessment.storage.kept import invited, kept_questionnaire, record, round_of, takes_part
from assessment.wording import LANGUAGES

LASTS = timedelta(days=14)
MOST_OPEN = 5  # links of one department that are open at once
MOST_LABEL = 60  # characters, of what the colleague is called on the page: a role, not a name


@dataclass(frozen=True)
class Opinion:
    """A link for a second opinion, and what came of it."""

    id: int
    round_id: int
    label: str  # "patrol", "press office"
    made_at: datetime
    until: datetime
    ended_at: datetime | None
    answered_at: datetime | None
    answers: Answers  # empty before

    def is_open(self, at: datetime) -> bool:
        """Whether it can still be answered."""
        return self.answered_at is None and self.ended_at is None and at < self.until


class Opinions(Base):
    """The part of the store that asks for second opinions."""

    def ask_opinion(self, round_id: int, department_id: str, label: str, language: str) -> str:
        """Make a link to one sheet; returns its token, of which only the digest is kept. For the chief.

        Raises:
            NotReady: names "label" where it is empty, "language", and "open" where as many are open as may be.
            Unfit: the label is too long.
            HasLeft: the department takes part no more.
        """
        with self._writing() as unit:
            unit.must(Action.SUBMIT, department=department_id)
            takes_part(unit, department_id)
            invited(unit, round_id, department_id)
            label = bounds.needed("label", label, MOST_LABEL)
            if language not in LANGUAGES:
                raise NotReady(["language"])
            if sum(one.is_open(unit.at) for one in _opinions(unit, department_id)) >= MOST_OPEN:
                raise NotReady(["open"])
            token = secrets.token_urlsafe(32)
            unit.write(
                """
                INSERT INTO opinions (department_id, round_id, digest, label, language, made_by, made_at, until)
                VALUES (:department, :round, :digest, :label, :language, :by, :at, :until)
                """,
                department=department_id,
                round=round_id,
                digest=digest(token),
                label=label,
                language=language,
                by=unit.actor_id,
                at=unit.stamp,
                until=(unit.at + LASTS).isoformat(),
            )
            unit.record("opinion_asked", department=department_id, round_id=round_id)
            return token

    def opinions(self, department_id: str) -> list[Opinion]:
        """Those of a department, newest first; for its own people."""
        with self._reading() as unit:
            unit.must(Action.READ_OWN, department=department_id)
            return _opinions(unit, department_id)

    def end_opinion(self, opinion_id: int) -> None:
        """Take a link back, or what came of it out again; for the chief."""
        with self._writing() as unit:
            row = unit.one("SELECT department_id FROM opinions WHERE id = :id", id=opinion_id)
            unit.must(Action.SUBMIT, department=row["department_id"])
            unit.write(
                "UPDATE opinions SET ended_at = :at, answers = NULL, answered_at = NULL WHERE id = :id",
                at=unit.stamp,
                id=opinion_id,
            )


@dataclass(frozen=True)
class OpinionAsked:
    """What whoever has the link may know: what is asked, and by whom."""

    department: str
    language: str
    questionnaire: Questionnaire
    is_open: bool
    is_given: bool  # whether somebody has answered


class OpinionStore:
    """The store as the one sheet opens it: it knows a link by its token, and nothing else."""

    def __init__(self, database: Path, clock: Clock = now) -> None:
        self._database = database
        self._clock = clock

    def asked(self, token: str) -> OpinionAsked | None:
        """What a link asks; None where there never was one."""
        with connection.reading(self._database) as db:
            unit = Unit(db, None, self._clock())
            row = unit.maybe(_LINK, digest=digest(token))
            if row is None:
                return None
            asked = kept_questionnaire(unit, round_of(unit, row["round_id"]).questionnaire_sha256)
            one = _as_opinion(row)
            return OpinionAsked(
                row["department"], row["language"], asked, one.is_open(unit.at), one.answered_at is not None
            )

    def give(self, token: str, answers: Answers) -> None:
        """Keep what a colleague says; once.

        Args:
            token: of the link.
            answers: a level, or that it is not known, to each essential and to nothing else.

        Raises:
            TooLate: there is no such link, or it is over or used.
            NotReady: names the essentials without an answer.
            Unfit: something is no answer to one.
        """
        with connection.writing(self._database) as db:
            unit = Unit(db, None, self._clock())
            row = unit.maybe(_LINK, digest=digest(token))
            if row is None or not _as_opinion(row).is_open(unit.at):
                raise TooLate("this link is used or over")
            asked = kept_questionnaire(unit, round_of(unit, row["round_id"]).questionnaire_sha256)
            essentials = [one.id for one in asked.questions() if one.essential]
            if lacking := [one for one in essentials if one not in answers]:
                raise NotReady(lacking)
            if set(answers) != set(essentials) or not all(map(_is_one, answers.values())):
                raise Unfit("answers", LEVELS[0], LEVELS[-1])
            unit.write(
                "UPDATE opinions SET answers = :answers, answered_at = :at WHERE id = :id",
                answers=json.dumps(to_json(answers)),
                at=unit.stamp,
                id=row["id"],
            )
            unit.record("opinion_given", department=row["department_id"], round_id=row["round_id"])


_LINK = """
    SELECT opinions.*, departments.name AS department
      FROM opinions JOIN departments ON departments.id = department_id
     WHERE digest = :digest AND departments.left_on IS NULL
"""


def _opinions(unit: Unit, department_id: str) -> list[Opinion]:
    query = "SELECT * FROM opinions WHERE department_id = :department ORDER BY id DESC"
    return [_as_opinion(row) for row in unit.all(query, department=department_id)]


def _is_one(answer: Answer) -> bool:
    return isinstance(answer, DontKnow) or (type(answer) is int and answer in LEVELS)


def _as_opinion(row: Mapping[str, Any]) -> Opinion:
    return record(Opinion, row, answers={} if row["answers"] is None else from_json(json.loads(row["answers"])))
