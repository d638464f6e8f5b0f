"""Where a file comes from: what a report says of itself, and whether that is so."""

from __future__ import annotations

import io
import logging
from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from enum import StrEnum

from assessment import __version__
from assessment.answers import Submission

MOST_BYTES = 50_000_000  # of a file that is looked at

logging.getLogger("pikepdf").addHandler(logging.NullHandler())  # what is wrong in a file is the verdict's to say


@dataclass(frozen=True)
class Provenance:
    """What a report says of itself."""

    kind: str
    language: str
    submission: str  # its number
    sha256: str  # of the sealed submission
    questionnaire: str  # its SHA-256
    program: str  # the version that printed it
    plan: str = ""  # as of when the department's plan stands in it; empty where none does
    friend: str = ""  # of which friendship and as of when what a friend sees stands in it; empty where that does not

    @property
    def planned_at(self) -> datetime | None:
        """The instant of the plan; None where the file names none, or none that could be."""
        return _instant(self.plan)

    @property
    def seen_at(self) -> tuple[int, datetime] | None:
        """The friendship and the instant of what a friend sees; None where the file names none that could be."""
        number, _, at = self.friend.partition("@")
        found = _instant(at)
        is_id = number.isascii() and number.isdigit() and len(number) < 10 and str(int(number)) == number
        return (int(number), found) if is_id and found is not None else None


def _instant(written: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(written)
    except ValueError:
        return None
    return found if found.utcoffset() == timedelta() and found.isoformat() == written else None


class Verdict(StrEnum):
    """What comes out when a file is held against a stored submission."""

    SAME = "same"  # byte for byte what the program prints
    CHANGED = "changed"  # it names the submission, and is not what the program prints for it
    OTHER_PROGRAM = "other_program"  # it names the submission, and another version of the program printed it
    OTHER_SUBMISSION = "other_submission"  # it names another submission, or another hash
    ERASED = "erased"  # something in its plan or in what a friend says was erased since: it cannot be printed again
    NO_REPORT = "no_report"  # no PDF, or none that this program made


@dataclass(frozen=True)
class Verification:
    """The verdict, and what the file says of itself."""

    verdict: Verdict
    provenance: Provenance | None

    @property
    def matches(self) -> bool:
        """Whether the file is proved to be what was submitted. Nothing but the same bytes proves it."""
        return self.verdict is Verdict.SAME


def provenance(file: bytes) -> Provenance | None:
    """Read what a PDF says of itself; None where it is no report of this program."""
    if len(file) > MOST_BYTES:
        return None
    import pikepdf  # here, because a start does not wait for it

    try:
        with pikepdf.open(io.BytesIO(file)) as opened:
            keywords = str(opened.docinfo.get("/Keywords", ""))
    except (pikepdf.PikepdfError, ValueError, TypeError, KeyError):  # damaged, or locked with a password
        return None
    facts = dict(part.split("=", 1) for part in keywords.split(", ") if "=" in part)
    names = [one.name for one in fields(Provenance)]
    if not all(name in facts for name in names if name not in ("plan", "friend")):  # which not every one has
        return None
    return Provenance(**{name: facts[name] for name in names if name in facts})


def compare(file: bytes, submission: Submission, printed: Callable[[str, str], bytes]) -> Verification:
    """Hold a file against a stored submission.

    Args:
        file: the PDF.
        submission: the stored one.
        printed: the report of it again, by kind and language.
    """
    claimed = provenance(file)
    if claimed is None or claimed.kind not in ("brief", "full"):
        return Verification(Verdict.NO_REPORT, claimed)
    if (claimed.submission, claimed.sha256) != (submission.number, submission.sha256):
        return Verification(Verdict.OTHER_SUBMISSION, claimed)
    if claimed.program != __version__:
        return Verification(Verdict.OTHER_PROGRAM, claimed)
    try:
        again = printed(claimed.kind, claimed.language)
    except KeyError:  # a language that the program does not speak
        return Verification(Verdict.CHANGED, claimed)
    return Verification(Verdict.SAME if again == file else Verdict.CHANGED, claimed)
