"""The documents of a region: read by all its people, who tell of broken links; put up by its coordinators."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from assessment import library
from assessment.library import MOST_ENTRIES, MOST_FILE, Described, Entry
from assessment.people import Action
from assessment.storage.access import OPERATOR, Base, Unit
from assessment.storage.errors import DocumentChanged, NotReady, Unfit
from assessment.storage.kept import kept_questionnaires, open_region


class Shelving(Base):
    """The part of the store that keeps what a region puts up beside practices."""

    def documents(self, region_id: str) -> list[Entry]:
        """What one's own region has put up, oldest first."""
        with self._reading() as unit:
            unit.must(Action.READ_DOCUMENTS, region=region_id)
            return _entries(unit, region_id)

    def add_documents(self, region_id: str, documents: Sequence[Described]) -> int:
        """Put documents up, all or none; for the region's coordinators. What is there as it is given stays once.

        Returns:
            How many are new.

        Raises:
            NotReady: names the fields that are wrong in some of them.
            Unfit: a text is too long, or there would be more than is kept.
            RegionClosed: nothing new begins in it.
        """
        with self._writing() as unit:
            unit.must(Action.READ_REGION, region=region_id)
            open_region(unit, region_id)
            fit = _fit(unit, documents)
            there = [one.of for one in _entries(unit, region_id)]
            new = library.not_there(fit, there)
            _must_fit([*there, *new])
            for one in new:
                unit.write(_ADDS, region=region_id, author=unit.actor_id, at=unit.stamp, **asdict(one))
            if new:
                unit.record("documents_added", region=region_id, details={"documents": len(new)})
            return len(new)

    def change_document(self, document_id: int, version: int, given: Described) -> Entry:
        """Change a document, also to another practice; with another address it is no longer told to be broken.

        Raises:
            DocumentChanged: somebody was faster; nothing was changed.
            NotReady: names the fields that are wrong.
            Unfit: a text is too long, or all together would be more than is kept.
        """
        with self._writing() as unit:
            row = _own(unit, document_id)
            current = _as_entry(row)
            (fit,) = _fit(unit, [given])
            if current.of == fit:
                return current
            if current.version != version:
                raise DocumentChanged(current)
            _must_fit([one.of for one in _entries(unit, row["region_id"]) if one.id != document_id] + [fit])
            broken_at = row["broken_at"] if fit.address == row["address"] else None
            facts = {"id": document_id, "author": unit.actor_id, "at": unit.stamp, "broken": broken_at}
            unit.write(_CHANGES, **facts, **asdict(fit))
            _record(unit, "document_changed", row)
            return _as_entry(_own(unit, document_id))

    def remove_document(self, document_id: int) -> None:
        """Take a document away; for the region's coordinators. What somebody has taken away already is gone."""
        with self._writing() as unit:
            row = _own(unit, document_id)
            unit.write("DELETE FROM documents WHERE id = :id", id=document_id)
            _record(unit, "document_removed", row)

    def report_broken(self, document_id: int) -> None:
        """Tell the coordinators that a link cannot be opened; for all of the region. The first to tell is who counts.

        Raises:
            NotReady: names "address" where the document has none.
        """
        with self._writing() as unit:
            row = unit.one("SELECT * FROM documents WHERE id = :id", id=document_id)
            unit.must(Action.READ_DOCUMENTS, region=row["region_id"])
            if not row["address"]:
                raise NotReady(["address"])
            if row["broken_at"] is None:
                unit.write("UPDATE documents SET broken_at = :at WHERE id = :id", at=unit.stamp, id=document_id)
                _record(unit, "document_broken", row)

    def document_works(self, document_id: int) -> None:
        """Say that a link can be opened after all; for the region's coordinators."""
        with self._writing() as unit:
            row = _own(unit, document_id)
            if row["broken_at"] is not None:
                unit.write("UPDATE documents SET broken_at = NULL WHERE id = :id", id=document_id)
                _record(unit, "document_works", row)


def _own(unit: Unit, document_id: int) -> dict[str, Any]:
    row = unit.one(f"{_ENTRIES} WHERE documents.id = :id", id=document_id)
    unit.must(Action.READ_REGION, region=row["region_id"])
    return row


def _fit(unit: Unit, documents: Sequence[Described]) -> list[Described]:
    """Documents as they are kept; refused where something is wrong with one."""
    known = {question.id for one in kept_questionnaires(unit) for question in one.questions()}
    fit = [library.tidy(one) for one in documents]
    problems = [problem for one in fit for problem in library.problems(one, known)]
    if long := next((one for one in problems if one.kind == "long"), None):
        raise Unfit(long.field, None, long.most)
    if problems:
        raise NotReady(list(dict.fromkeys(one.field for one in problems)))
    return fit


def _must_fit(documents: Sequence[Described]) -> None:
    if len(documents) > MOST_ENTRIES:
        raise Unfit("documents", 1, MOST_ENTRIES)
    if not library.fits(documents):
        raise Unfit("bytes", 1, MOST_FILE)


def _record(unit: Unit, kind: str, row: Mapping[str, Any]) -> None:
    details, words = {"question": row["question_id"]}, {"document": row["title"]}
    unit.record(kind, region=row["region_id"], details=details, words=words)


_ENTRIES = "SELECT documents.*, people.name AS author FROM documents LEFT JOIN people ON people.id = author_id"
_ADDS = """
    INSERT INTO documents (
        region_id, question_id, version, title, about, kind, language, audience, address, text, author_id, saved_at
    ) VALUES (:region, :question_id, 1, :title, :about, :kind, :language, :audience, :address, :text, :author, :at)
"""
_CHANGES = """
    UPDATE documents
       SET question_id = :question_id, version = version + 1, title = :title, about = :about, kind = :kind,
           language = :language, audience = :audience, address = :address, text = :text, author_id = :author,
           saved_at = :at, broken_at = :broken
     WHERE id = :id
"""


def _entries(unit: Unit, region_id: str) -> list[Entry]:
    rows = unit.all(f"{_ENTRIES} WHERE region_id = :region ORDER BY documents.id", region=region_id)
    return [_as_entry(row) for row in rows]


def _as_entry(row: Mapping[str, Any]) -> Entry:
    names = ("question_id", "title", "about", "kind", "language", "audience", "address", "text")
    return Entry(
        id=row["id"],
        of=Described(**{name: row[name] for name in names}),
        version=row["version"],
        by=row["author"] or OPERATOR.name,
        at=datetime.fromisoformat(row["saved_at"]),
        broken_at=None if row["broken_at"] is None else datetime.fromisoformat(row["broken_at"]),
    )
