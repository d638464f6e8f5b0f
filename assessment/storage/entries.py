"""What stands in a draft: its answers and notes, each as the current version and in its history."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, get_args

from assessment import answers as said
from assessment.answers import (
    MOST_CHARACTERS,
    MOST_REASON,
    NO_NOTE,
    Answer,
    Evidence,
    NotApplicable,
    Part,
    SavedAnswer,
    SavedNote,
    Undecided,
)
from assessment.questionnaire import Questionnaire
from assessment.storage import bounds
from assessment.storage.access import Unit
from assessment.storage.chain import held
from assessment.storage.errors import TooOften
from assessment.storage.posts import apart_in_draft

# Saves of one person; each keeps a version for ever. Whoever walks through the levels with the arrow keys saves at
# every step, and does not do so three times a second for a whole minute.
MOST_A_MINUTE = 180
MOST_KEPT_A_MINUTE = 1_000  # versions: nine whole workbooks, each of which is one save
_SAVED = """
    SELECT count(DISTINCT saved_at) AS saves, count(*) AS kept
      FROM (SELECT saved_at FROM answer_versions WHERE author_id = :person AND saved_at BETWEEN :since AND :at
             UNION ALL
            SELECT saved_at FROM note_versions WHERE author_id = :person AND saved_at BETWEEN :since AND :at)
"""


def saved_answers(
    unit: Unit, draft_id: int, question_id: str | None = None, called: Mapping[int, str] | None = None
) -> dict[str, SavedAnswer]:
    """The answers of a draft, or the one to a question; `called` are its authors, where they were looked up already."""
    rows = unit.all(
        """
        SELECT question_id, version, value, confirmed, author_id, coalesce(people.name, author) AS author, saved_at
          FROM answers
          LEFT JOIN people ON people.id = author_id
         WHERE draft_id = :draft AND (:question IS NULL OR question_id = :question)
        """,
        draft=draft_id,
        question=question_id,
    )
    called = apart_in_draft(unit, draft_id) if called is None else called
    return {row["question_id"]: _as_answer(row, called) for row in rows}


def put_answer(
    unit: Unit, draft_id: int, question_id: str, value: Answer | None, version: int, called: Mapping[int, str]
) -> SavedAnswer:
    """Write a version of an answer, as the current one and into the history, by whom it is `called`."""
    saved = SavedAnswer(value, version, unit.at, _actor(unit, called), True, unit.actor_id)
    write_answer(unit, draft_id, question_id, saved)
    _touch(unit, draft_id)
    no_faster(unit)
    decide(unit, draft_id, question_id)
    return saved


def write_answer(unit: Unit, draft_id: int, question_id: str, saved: SavedAnswer) -> None:
    """Write a version of an answer as it was given, by whom and when: as one that is carried over."""
    assert saved.saved_at is not None, "somebody gave it"
    facts: dict[str, Any] = {  # in the order in which they are held
        "draft": draft_id,
        "question": question_id,
        "version": saved.version,
        "value": None if saved.value is None else json.dumps(said.plain(saved.value), ensure_ascii=False),
        "confirmed": int(saved.confirmed),
        **_author(saved),
        "at": saved.saved_at.isoformat(),
    }
    columns = "draft_id, question_id, version, value, confirmed, author_id, author, saved_at"
    values = ":draft, :question, :version, :value, :confirmed, :author_id, :author, :at"
    unit.write(
        f"INSERT INTO answer_versions ({columns}, sha256) VALUES ({values}, :sha256)",
        **facts,
        sha256=held(*facts.values()),
    )
    unit.write(
        f"""
        INSERT INTO answers ({columns}) VALUES ({values})
        ON CONFLICT (draft_id, question_id) DO UPDATE
           SET version = excluded.version, value = excluded.value, confirmed = excluded.confirmed,
               author = excluded.author, author_id = excluded.author_id, saved_at = excluded.saved_at
        """,
        **facts,
    )


def left_undecided(unit: Unit, draft_id: int) -> dict[str, Undecided]:
    """What this person chose and has not decided on, by question."""
    rows = unit.all(
        "SELECT question_id, value, base FROM undecided WHERE draft_id = :draft AND person_id = :person",
        draft=draft_id,
        person=unit.person.id if unit.person is not None else None,
    )
    return {row["question_id"]: Undecided(_value(row), row["base"]) for row in rows}


def leave_undecided(unit: Unit, draft_id: int, question_id: str, value: Answer, base: int) -> None:
    """Keep what this person chose until they decide; of the operator nothing is kept, who is asked nothing."""
    if unit.person is None:
        return
    unit.write(
        """
        INSERT INTO undecided (draft_id, question_id, person_id, value, base)
        VALUES (:draft, :question, :person, :value, :base)
        ON CONFLICT DO UPDATE SET value = excluded.value, base = excluded.base
        """,
        draft=draft_id,
        question=question_id,
        person=unit.person.id,
        value=json.dumps(said.plain(value), ensure_ascii=False),
        base=base,
    )


def decide(unit: Unit, draft_id: int, question_id: str) -> None:
    """Forget what this person had left undecided."""
    unit.write(
        "DELETE FROM undecided WHERE draft_id = :draft AND question_id = :question AND person_id = :person",
        draft=draft_id,
        question=question_id,
        person=unit.person.id if unit.person is not None else None,
    )


def put_note(unit: Unit, draft_id: int, question_id: str, part: str, text: str, version: int) -> SavedNote:
    """Write a version of a note, as the current one and into the history."""
    saved = SavedNote(text, version, unit.at, _actor(unit, apart_in_draft(unit, draft_id)), unit.actor_id)
    write_note(unit, draft_id, question_id, part, saved)
    _touch(unit, draft_id)
    no_faster(unit)
    return saved


def write_note(unit: Unit, draft_id: int, question_id: str, part: str, saved: SavedNote) -> None:
    """Write a version of a note as it was written, by whom and when."""
    assert saved.saved_at is not None, "somebody wrote it"
    facts: dict[str, Any] = {  # in the order in which they are held
        "draft": draft_id,
        "question": question_id,
        "part": part,
        "version": saved.version,
        "value": saved.value,
        **_author(saved),
        "at": saved.saved_at.isoformat(),
    }
    columns = "draft_id, question_id, part, version, value, author_id, author, saved_at"
    values = ":draft, :question, :part, :version, :value, :author_id, :author, :at"
    unit.write(
        f"INSERT INTO note_versions ({columns}, sha256) VALUES ({values}, :sha256)",
        **facts,
        sha256=held(*facts.values()),
    )
    unit.write(
        f"""
        INSERT INTO notes ({columns}) VALUES ({values})
        ON CONFLICT (draft_id, question_id, part) DO UPDATE
           SET version = excluded.version, value = excluded.value,
               author = excluded.author, author_id = excluded.author_id, saved_at = excluded.saved_at
        """,
        **facts,
    )


def _author(saved: SavedAnswer | SavedNote) -> dict[str, Any]:
    """Who wrote it, as it is kept: their id; the name alone of whom none is known."""
    return {"author_id": saved.author_id, "author": saved.author if saved.author_id is None else ""}


def fit_answer(questionnaire: Questionnaire, question_id: str, value: Answer) -> Answer:
    """An answer as it is kept; refused where its question does not allow it, or its reason is too long."""
    if isinstance(value, NotApplicable):
        value = NotApplicable(bounds.line("reason", value.reason, MOST_REASON) or "")
    said.check(questionnaire, question_id, value)
    return value


def fit_note(questionnaire: Questionnaire, question_id: str, part: str, text: str) -> str:
    """A note or links as they are kept; refused where its question is not asked, or it is too long."""
    if questionnaire.find(question_id) is None or part not in get_args(Part):
        raise said.AnswersError(f"{question_id}: {part} of it is not asked; use an id of the questionnaire")
    kept = bounds.text(part, text, MOST_CHARACTERS)
    return _links(question_id, kept) if part == "links" else kept


def _links(question_id: str, text: str) -> str:
    """Links, one a line; refused where a line is none."""
    links = [line.strip() for line in text.split("\n") if line.strip()]
    if wrong := [link for link in links if not said.is_web_link(link)]:
        raise said.AnswersError(f"{question_id}: {wrong[0][:80]!r} is no web address; begin it with https://")
    return "\n".join(links)


def saved_evidence(unit: Unit, draft_id: int) -> dict[str, Evidence]:
    """Notes and links of a draft by question id."""
    found: dict[str, Evidence] = {}
    for row in unit.all("SELECT question_id, part, value FROM notes WHERE draft_id = :draft", draft=draft_id):
        noted = found.get(row["question_id"], Evidence())
        if row["part"] == "note":
            found[row["question_id"]] = replace(noted, note=row["value"])
        else:
            found[row["question_id"]] = replace(noted, links=tuple(row["value"].split("\n")) if row["value"] else ())
    return {question_id: noted for question_id, noted in found.items() if noted}


def saved_note(unit: Unit, draft_id: int, question_id: str, part: str) -> SavedNote:
    """The note beside an answer, or its links."""
    row = unit.maybe(
        """
        SELECT value, version, saved_at, author_id, coalesce(people.name, author) AS author
          FROM notes
          LEFT JOIN people ON people.id = author_id
         WHERE draft_id = :draft AND question_id = :question AND part = :part
        """,
        draft=draft_id,
        question=question_id,
        part=part,
    )
    return NO_NOTE if row is None else as_note(unit, draft_id, row)


def saved_notes(unit: Unit, draft_id: int) -> dict[tuple[str, Part], SavedNote]:
    """All notes and links of a draft, by question and part."""
    rows = unit.all(
        """
        SELECT question_id, part, value, version, saved_at, author_id, coalesce(people.name, author) AS author
          FROM notes
          LEFT JOIN people ON people.id = author_id
         WHERE draft_id = :draft
        """,
        draft=draft_id,
    )
    called = apart_in_draft(unit, draft_id)
    return {(row["question_id"], row["part"]): _as_note(row, called) for row in rows}


def _touch(unit: Unit, draft_id: int) -> None:
    unit.write("UPDATE drafts SET worked_at = :at WHERE id = :id", at=unit.stamp, id=draft_id)


def no_faster(unit: Unit, query: str = _SAVED) -> None:
    """Refuse one save too many within a minute; all that is saved together is one save.

    Args:
        unit: in which it was just saved.
        query: counts as "saves" what a person saved since an instant, and as "kept" how many versions that made.
    """
    if unit.person is None:
        return
    since = (unit.at - timedelta(minutes=1)).isoformat()
    made = unit.one(query, person=unit.person.id, since=since, at=unit.stamp)
    for count, most in ((made["saves"], MOST_A_MINUTE), (made["kept"], MOST_KEPT_A_MINUTE)):
        if count > most:
            raise TooOften(most)


def _actor(unit: Unit, called: Mapping[int, str]) -> str:
    """What whoever writes in a draft is called there: as those whose name alone would not tell them apart."""
    return unit.actor if unit.actor_id is None else called.get(unit.actor_id, unit.actor)


def _as_answer(row: dict[str, Any], called: Mapping[int, str]) -> SavedAnswer:
    value = None if row["value"] is None else _value(row)
    at = datetime.fromisoformat(row["saved_at"])
    author = called.get(row["author_id"], row["author"])
    return SavedAnswer(value, row["version"], at, author, bool(row["confirmed"]), row["author_id"])


def _value(row: dict[str, Any]) -> Answer:
    return said.from_json({row["question_id"]: json.loads(row["value"])})[row["question_id"]]


def as_note(unit: Unit, draft_id: int, row: dict[str, Any]) -> SavedNote:
    """A row of a note as its record."""
    return _as_note(row, apart_in_draft(unit, draft_id))


def _as_note(row: dict[str, Any], called: Mapping[int, str]) -> SavedNote:
    at = datetime.fromisoformat(row["saved_at"])
    return SavedNote(row["value"], row["version"], at, called.get(row["author_id"], row["author"]), row["author_id"])
