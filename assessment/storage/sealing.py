"""Whether what was sealed is still what was sealed: a submission's document, and what is kept beside it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from assessment.answers import Evidence
from assessment.storage.access import Unit

_SEALED = """
    SELECT submissions.*, drafts.round_id AS draft_round_id, drafts.department_id AS draft_department_id,
           drafts.submitted_at AS draft_submitted_at
      FROM submissions
      LEFT JOIN drafts ON drafts.id = submissions.draft_id
"""


@dataclass(frozen=True)
class Seal:
    """Whether a sealed document is still what was sealed."""

    number: str
    holds: bool


def sealed(document: Mapping[str, Any]) -> tuple[str, str]:
    """A document in canonical JSON, and its SHA-256."""
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text, hashlib.sha256(text.encode()).hexdigest()


def evidence_of(unit: Unit, submission_id: int) -> dict[str, Evidence]:
    """Notes and links of a submission by question id."""
    return evidence_in(unit, [submission_id]).get(submission_id, {})


def evidence_in(unit: Unit, submission_ids: Collection[int]) -> dict[int, dict[str, Evidence]]:
    """The same of several, by the submission's id; those without any are left out."""
    rows = unit.all(
        """
        SELECT submission_id, question_id, note, links
          FROM submission_notes
         WHERE submission_id IN (SELECT value FROM json_each(:ids))
        """,
        ids=json.dumps(list(submission_ids)),
    )
    found: dict[int, dict[str, Evidence]] = {}
    for row in rows:
        links = tuple(row["links"].split("\n")) if row["links"] else ()
        found.setdefault(row["submission_id"], {})[row["question_id"]] = Evidence(row["note"], links)
    return found


def seal_of(unit: Unit, submission_id: int) -> tuple[str, Seal]:
    """The department of a submission, and whether its seal holds."""
    row = unit.one(f"{_SEALED} WHERE submissions.id = :id", id=submission_id)
    return row["department_id"], _seal_of(unit, row)


def seals_in(unit: Unit) -> Iterator[Seal]:
    """Every submission and whether its seal holds, oldest first."""
    for row in unit.each(f"{_SEALED} ORDER BY submissions.id"):
        yield _seal_of(unit, row)


def _seal_of(unit: Unit, row: Mapping[str, Any]) -> Seal:
    return Seal(row["number"], _holds(unit, row))


def _holds(unit: Unit, row: Mapping[str, Any]) -> bool:
    """Whether the document is what was sealed, and what is kept beside it says the same."""
    if hashlib.sha256(row["document"].encode()).hexdigest() != row["sha256"]:
        return False
    document = json.loads(row["document"])
    sealed_in = (document["round"], document["department"], document["submitted_at"])
    beside = (row["round_id"], row["department_id"], row["submitted_at"])
    of_draft = (row["draft_round_id"], row["draft_department_id"], row["draft_submitted_at"])
    return (
        sealed_in == beside == of_draft
        and document.get("author_id") == row["author_id"]
        and row["number"] == number_of(row["submitted_at"], row["id"])
        and all(
            document["notes"].get(question_id) == hash_of_notes(noted.note, "\n".join(noted.links))
            for question_id, noted in evidence_of(unit, row["id"]).items()
        )
    )


def number_of(submitted_at: str, submission_id: int) -> str:
    """What a receipt calls a submission."""
    return f"{submitted_at[:4]}-{submission_id:05d}"


def hash_of_notes(note: str, links: str) -> str:
    """What a sealed document holds of a note and of links."""
    return hashlib.sha256(json.dumps([note, links], ensure_ascii=False).encode()).hexdigest()
