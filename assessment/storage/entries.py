"""What stands in a draft: its answers and notes, each as the current version and in its history."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from typing import Any

from assessment import answers as said
from assessment.answers import NO_NOTE, Answer, Evidence, Part, SavedAnswer, SavedNote, Undecided
from assessment.storage.access import Unit
from assessment.storage.chain import held


def saved_answers(unit: Unit, draft_id: int, question_id: str | None = None) -> dict[str, SavedAnswer]:
    """The answers of a draft, or the one to a question."""
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
    return {row["question_id"]: _as_answer(row) for row in rows}


def put_answer(
    unit: Unit, draft_id: int, question_id: str, value: Answer | None, version: int, *, confirmed: bool = True
) -> SavedAnswer:
    """Write a version of an answer, as the current one and into the history."""
    saved = SavedAnswer(value, version, unit.at, unit.actor, confirmed, unit.actor_id)
    write_answer(unit, draft_id, question_id, saved)
    _touch(unit, draft_id)
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
    saved = SavedNote(text, version, unit.at, unit.actor, unit.actor_id)
    write_note(unit, draft_id, question_id, part, saved)
    _touch(unit, draft_id)
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


def checked_links(question_id: str, text: str) -> str:
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
    return NO_NOTE if row is None else as_note(row)


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
    return {(row["question_id"], row["part"]): as_note(row) for row in rows}


def _touch(unit: Unit, draft_id: int) -> None:
    unit.write("UPDATE drafts SET worked_at = :at WHERE id = :id", at=unit.stamp, id=draft_id)


def _as_answer(row: dict[str, Any]) -> SavedAnswer:
    value = None if row["value"] is None else _value(row)
    at = datetime.fromisoformat(row["saved_at"])
    return SavedAnswer(value, row["version"], at, row["author"], bool(row["confirmed"]), row["author_id"])


def _value(row: dict[str, Any]) -> Answer:
    return said.from_json({row["question_id"]: json.loads(row["value"])})[row["question_id"]]


def as_note(row: dict[str, Any]) -> SavedNote:
    """A row of a note as its record."""
    at = datetime.fromisoformat(row["saved_at"])
    return SavedNote(row["value"], row["version"], at, row["author"], row["author_id"])
