"""A submission in the words of its papers, the frame they stand in, and the names they go by."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC
from functools import lru_cache
from typing import Any, Literal

from assessment import __version__
from assessment.answers import Submission
from assessment.assessed import Assessed
from assessment.findings.change import ChangeInWords, change
from assessment.findings.comparison import Comparison, comparison
from assessment.findings.result import Result, result
from assessment.findings.seen import Seen, seen_by_friend
from assessment.language import moment_day
from assessment.questionnaire import Questionnaire
from assessment.reading.commitments import Decided
from assessment.reading.department import NotCompared, Reported
from assessment.report.pieces import Document, Piece
from assessment.scoring import Scorecard
from assessment.wording import Say

Kind = Literal["brief", "full"]

_OPENING = re.compile(r"(?<![^\s(\[])'(?=\S)")


@dataclass(frozen=True)
class Reading:
    """A submission in one language, for all the pieces about it."""

    reported: Reported
    say: Say
    assessed: Assessed  # its questionnaire with the apostrophes and quotes of print
    result: Result
    comparison: Comparison | NotCompared
    change: ChangeInWords | None  # since the round before; None where this is the first
    decided: Decided | None = None  # by the department, its questionnaires as they are printed
    seen: Seen | None = None  # by a friend; None where the department does not want that on its papers

    @property
    def submission(self) -> Submission:
        """The sealed document."""
        return self.reported.submission

    @property
    def questionnaire(self) -> Questionnaire:
        """What was asked, as it is printed."""
        return self.assessed.questionnaire

    @property
    def scorecard(self) -> Scorecard:
        """What the answers mean."""
        return self.assessed.scorecard

    def has_plan(self, kind: Kind) -> bool:
        """Whether what the department decided stands on a paper: on the brief as long as something is to be done."""
        planned = self.reported.planned
        return bool(planned) if kind == "full" else any(one.status.is_open for one in planned)

    @property
    def day(self) -> str:
        """The day it was submitted."""
        return moment_day(self.submission.submitted_at, self.say.language, self.reported.zone)


def read(reported: Reported, language: str) -> Reading:
    """Put a submission in words."""
    say, assessed = Say(language), _printed_answers(reported.assessed)
    told: Comparison | NotCompared
    if isinstance(reported.benchmark, NotCompared):
        told = reported.benchmark
    else:
        told = comparison(assessed, reported.benchmark, say, reported.zone)
    before = None if reported.before is None else _printed_answers(reported.before)
    moved = None if before is None else change(before, assessed, say)
    decided = None if reported.decided is None else _printed_words(reported.decided)
    seen = None
    if reported.on_paper is not None:
        seen = seen_by_friend(assessed.questionnaire, assessed.answers, reported.on_paper, say)
    return Reading(reported, say, assessed, result(assessed, say, before), told, moved, decided, seen)


def _printed_answers(assessed: Assessed) -> Assessed:
    return Assessed(printed(assessed.questionnaire), assessed.answers)


def _printed_words(decided: Decided) -> Decided:
    return replace(decided, questionnaires={key: printed(one) for key, one in decided.questionnaires.items()})


def document(reading: Reading, kind: Kind, pieces: tuple[Piece, ...]) -> Document:
    """Put pieces in the frame of a paper about a submission."""
    say, submission, reported = reading.say, reading.submission, reading.reported
    title = say(f"report.title.{kind}")
    return Document(
        language=say.language,
        title=say("report.title.of", department=submission.department_name, title=title),
        author=submission.department_name,
        about=say("report.about", round=reported.round_title),
        keywords=keywords(reading, kind),
        made_at=submission.submitted_at.astimezone(UTC),
        running=say("report.running", round=reported.round_title),
        chapters=kind == "full",
        foot=say(
            "report.foot",
            day=reading.day,
            number=submission.number,
            code=code(submission.sha256),
            version=reading.questionnaire.version,
        ),
        page_of=say("report.page_of", page="{page}", pages="{pages}"),
        pieces=pieces,
    )


def keywords(reading: Reading, kind: Kind) -> tuple[str, ...]:
    """What a file says of itself, for `provenance` to read back."""
    submission = reading.submission
    facts = {
        "kind": kind,
        "language": reading.say.language,
        "submission": submission.number,
        "sha256": submission.sha256,
        "questionnaire": reading.questionnaire.sha256,
        "program": __version__,
    }
    if reading.decided is not None and reading.decided.as_of is not None and reading.has_plan(kind):
        facts["plan"] = reading.decided.as_of.isoformat()
    if (opinion := reading.reported.on_paper) is not None:
        facts["friend"] = f"{opinion.friendship.id}@{opinion.as_of.isoformat()}"
    return tuple(f"{name}={value}" for name, value in facts.items())


def code(sha256: str) -> str:
    """The beginning of a hash, for people to compare."""
    return f"{sha256[:4]}-{sha256[4:8]}".upper()


def file_name(reported: Reported, kind: Kind, language: str, ending: str = "pdf") -> str:
    """A name in plain letters that says department, what it is, round and language."""
    what = Say(language)(f"report.file.{kind}")
    parts = (reported.submission.department_name, what, reported.round_title, language)
    return f"{'-'.join(slug for slug in map(slug_of, parts) if slug)}.{ending}"


def slug_of(text: str) -> str:
    """The letters and digits of a text that every file system takes, joined by dashes."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return "-".join(re.findall(r"[a-z0-9]+", plain.lower()))[:60].strip("-")


@lru_cache(maxsize=8)  # versions; a paper and the round before it mostly have one
def printed(questionnaire: Questionnaire) -> Questionnaire:
    """The same questionnaire with the apostrophes and quotes of print. What people typed stays as they typed it."""
    return Questionnaire.model_validate(_printed(questionnaire.model_dump()), strict=False)


def _printed(value: Any) -> Any:
    if isinstance(value, str):
        return _OPENING.sub("‘", value).replace("'", "’") if "'" in value else value
    if isinstance(value, Mapping):
        return {key: _printed(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return tuple(map(_printed, value))
    return value
