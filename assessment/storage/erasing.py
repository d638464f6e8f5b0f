"""A person is erased: their name and address go, what a department keeps as its record stays under a pseudonym."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from assessment.people import Action
from assessment.storage import chain, connection
from assessment.storage.access import OPERATOR, Base, Unit
from assessment.storage.inviting import asking_of
from assessment.storage.named import Named, in_documents, in_plans, in_visits, in_voices, in_wordings, in_words
from assessment.storage.posts import as_post, end

_PLACE = "SELECT department_id FROM posts WHERE person_id = :id AND department_id IS NOT NULL"


@dataclass(frozen=True)
class Erasure:
    """What was erased of a person or would be, and what stays and is known to name them or to be theirs."""

    person_id: int
    pseudonym: str  # what stands in the place of the name; no language is needed to read it
    gone: Mapping[str, int]  # how many of what: a kind of rows or fields
    stays: Mapping[str, int]  # likewise, under the pseudonym or because others wrote it
    sealed: tuple[str, ...]  # numbers of the submissions that were sealed with the name in them
    backed_up_at: datetime | None  # when the last backup was made: it holds everything as it was


def pseudonym_of(person_id: int) -> str:
    """What stands in the place of a name that was erased."""
    return f"#{person_id}"


class Erasing(Base):
    """The part of the store that forgets a person."""

    def erase(self, person_id: int, *, with_notes: bool = False, rehearsed: bool = False) -> Erasure:
        """Erase a person, and afterwards every byte of it from the file. Whoever is erased already stays so.

        Args:
            person_id: who.
            with_notes: their notes, links and reasons go too; the department has agreed to that.
            rehearsed: nothing is changed; what would be is told.

        Raises:
            NotReady: names "last_administrator": nobody would be left who can let others in.
            NotAllowed: there is nobody with this id.
            NotSaved: it did not reach the disk, or somebody still reads what was there before: erase once more.
        """
        with self._writing() as unit:
            unit.must(Action.ADMINISTER)
            unit.db.conn.execute("SAVEPOINT erased")
            with chain.rewriting(unit.db):
                found = _erase(unit, unit.one("SELECT * FROM people WHERE id = :id", id=person_id), with_notes)
            if rehearsed:
                unit.db.conn.execute("ROLLBACK TO erased")
                return found
        connection.compact(self._database)
        return found


def _erase(unit: Unit, person: Mapping[str, Any], with_notes: bool) -> Erasure:
    person_id, pseudonym = person["id"], pseudonym_of(person["id"])
    is_new = person["erased_at"] is None
    named = Named(person["name"], person["email"]) if is_new else None
    gone = _access(unit, person_id)
    if named is not None:
        sealed = _sealed_with(unit, person_id, named)
        gone |= _register(unit, person_id, named)
        gone["words"] = in_words(unit, person_id, named, pseudonym)
        gone["plans"] = in_plans(unit, person_id, named, pseudonym)
        gone["visits"] = in_visits(unit, person_id, named, pseudonym)
        gone["wordings"] = in_wordings(unit, person_id, named, pseudonym)
        gone["documents"] = in_documents(unit, person_id, named, pseudonym)
        gone["voices"] = in_voices(unit, person_id, named, pseudonym)
        gone["authors"] = _authors(unit, person_id, named.name, pseudonym)
    else:
        sealed = ()
    noted = _notes(unit, person_id, pseudonym) if with_notes else {}
    gone |= noted
    unit.write(
        """
        UPDATE people
           SET name = :name, email = NULL, language = '', left_at = coalesce(left_at, :at),
               erased_at = coalesce(erased_at, :at)
         WHERE id = :id
        """,
        name=pseudonym,
        at=unit.stamp,
        id=person_id,
    )
    _tell(unit, person_id, is_new=is_new, counts=noted if with_notes else None)
    last = unit.maybe("SELECT max(at) AS at FROM events WHERE kind = 'backed_up'")
    return Erasure(
        person_id,
        pseudonym,
        gone,
        _stays(unit, person_id, named),
        sealed,
        datetime.fromisoformat(last["at"]) if last is not None and last["at"] else None,
    )


def _access(unit: Unit, person_id: int) -> dict[str, int]:
    posts = unit.all(_POSTS, id=person_id)
    gone = {what: unit.write(statement, id=person_id) for what, statement in _ACCESS.items()}
    email = unit.one("SELECT email FROM people WHERE id = :id", id=person_id)["email"]
    if email is not None:
        unit.write("DELETE FROM asked_for WHERE digest = :digest", digest=asking_of(email))
    for post in posts:
        end(unit, as_post(post))
    return {"posts": len(posts)} | gone


# That of a friend ends with theirs at home.
_POSTS = """
    SELECT posts.*, '' AS place FROM posts WHERE person_id = :id AND submission_id IS NULL AND ended_at IS NULL
"""
_ACCESS = {
    "sessions": "DELETE FROM sessions WHERE person_id = :id",
    "links": "DELETE FROM links WHERE person_id = :id",
    "identities": "DELETE FROM identities WHERE person_id = :id",
    "letters": """
        DELETE FROM outbox
         WHERE post_id IN (SELECT id FROM posts WHERE person_id = :id)
            OR address = (SELECT email FROM people WHERE id = :id)
        """,
    "undecided": "DELETE FROM undecided WHERE person_id = :id",
    "split": "DELETE FROM split WHERE person_id = :id",
    "plan_letters": "DELETE FROM plan_letters WHERE person_id = :id",
}


def _register(unit: Unit, person_id: int, named: Named) -> dict[str, int]:
    """Take the person out of the register: as the contact of a department of theirs, and as the second one."""
    changed = 0
    for row in unit.all(
        f"SELECT id, contact, second_contact, second_email, id IN ({_PLACE}) AS own FROM departments", id=person_id
    ):
        fields = {
            "contact": row["own"] and named.within(row["contact"] or ""),
            "second_contact": row["own"] and named.within(row["second_contact"] or ""),
            "second_email": named.within(row["second_email"] or ""),
        }
        if fields["second_email"]:
            fields["second_contact"] = row["second_contact"] is not None
        changed += sum(unit.write(_REGISTER[name], id=row["id"]) for name, is_theirs in fields.items() if is_theirs)
    return {"register": changed}


_REGISTER = {
    "contact": "UPDATE departments SET contact = NULL WHERE id = :id",
    "second_contact": "UPDATE departments SET second_contact = NULL WHERE id = :id",
    "second_email": "UPDATE departments SET second_email = NULL WHERE id = :id",
}


def _authors(unit: Unit, person_id: int, name: str, pseudonym: str) -> int:
    """Put the pseudonym beside rows of before people had ids, unless a namesake of that department may be meant."""
    if name == OPERATOR.name:
        return 0
    return sum(unit.write(statement, pseudonym=pseudonym, name=name, id=person_id) for statement in _AUTHORS)


_OLD = """
    author_id IS NULL AND author = :name
    AND draft_id IN (
        SELECT drafts.id FROM drafts
         WHERE department_id IN (SELECT department_id FROM posts WHERE person_id = :id)
           AND NOT EXISTS (
               SELECT 1 FROM people JOIN posts ON posts.person_id = people.id
                WHERE people.name = :name AND people.id <> :id AND people.erased_at IS NULL
                  AND posts.department_id = drafts.department_id))
"""
_AUTHORS = (
    f"UPDATE answers SET author = :pseudonym WHERE {_OLD}",
    f"UPDATE answer_versions SET author = :pseudonym WHERE {_OLD}",
    f"UPDATE notes SET author = :pseudonym WHERE {_OLD}",
    f"UPDATE note_versions SET author = :pseudonym WHERE {_OLD}",
)


def _notes(unit: Unit, person_id: int, pseudonym: str) -> dict[str, int]:
    """Empty what the person wrote beside answers, and say how much that was."""
    return {
        what: sum(unit.write(statement, id=person_id, pseudonym=pseudonym) for statement in statements)
        for what, statements in _WRITTEN.items()
    }


_THEIRS = "(author_id = :id OR (author_id IS NULL AND author = :pseudonym))"
_WRITTEN = {
    "sealed_notes": (  # as a whole, for the hash in the sealed document is of note and links together
        f"""
        DELETE FROM submission_notes
         WHERE EXISTS (SELECT 1 FROM notes
                        WHERE notes.question_id = submission_notes.question_id
                          AND draft_id = (SELECT draft_id FROM submissions WHERE id = submission_id)
                          AND value <> '' AND {_THEIRS})
        """,
    ),
    "notes": (
        f"UPDATE notes SET value = '' WHERE value <> '' AND {_THEIRS}",
        f"UPDATE note_versions SET value = '' WHERE value <> '' AND {_THEIRS}",
    ),
    "reasons": (
        f"""
        UPDATE answers SET value = json_set(value, '$.not_applicable', '')
         WHERE json_extract(value, '$.not_applicable') <> '' AND {_THEIRS}
        """,
        f"""
        UPDATE answer_versions SET value = json_set(value, '$.not_applicable', '')
         WHERE json_extract(value, '$.not_applicable') <> '' AND {_THEIRS}
        """,
    ),
}


def _sealed_with(unit: Unit, person_id: int, named: Named) -> tuple[str, ...]:
    """The submissions whose sealed document says the name: those of before documents held an id."""
    rows = unit.all(
        f"""
        SELECT number FROM submissions
         WHERE json_extract(document, '$.author') = :name AND department_id IN ({_PLACE}) ORDER BY id
        """,
        name=named.name,
        id=person_id,
    )
    return tuple(row["number"] for row in rows)


def _stays(unit: Unit, person_id: int, named: Named | None) -> dict[str, int]:
    stays = {what: int(unit.one(query, id=person_id)["n"]) for what, query in _STAYS.items()}
    if named is not None:
        # a function of ours: SQLite knows no words
        unit.db.conn.create_function("names_them", 1, lambda text: int(named.within(text or "")), deterministic=True)
    mentions = 0 if named is None else sum(int(unit.one(query)["n"]) for query in _MENTIONS)
    return stays | {"mentions": mentions}


_STAYS = {
    "submissions": "SELECT count(*) AS n FROM submissions WHERE author_id = :id",
    "answers": "SELECT count(*) AS n FROM answer_versions WHERE author_id = :id",
    "notes": "SELECT count(*) AS n FROM note_versions WHERE value <> '' AND author_id = :id",
    "said": "SELECT count(*) AS n FROM friend_entries WHERE author_id = :id",
    "events": "SELECT count(*) AS n FROM events WHERE person_id = :id OR actor_id = :id",
}
_MENTIONS = (  # in what others wrote: looked through, never changed
    "SELECT count(*) AS n FROM notes WHERE names_them(value)",
    "SELECT count(*) AS n FROM note_versions WHERE names_them(value)",
    "SELECT count(*) AS n FROM submission_notes WHERE names_them(note)",
    "SELECT count(*) AS n FROM answer_versions WHERE names_them(value)",
    """
    SELECT count(*) AS n FROM commitment_versions
     WHERE names_them(action) OR names_them(who) OR names_them(effort) OR names_them(note) OR names_them(because)
    """,
    """
    SELECT count(*) AS n FROM friend_entries
     WHERE names_them(iif(json_type(value) = 'text', json_extract(value, '$'), json_extract(value, '$.reason')))
    """,
    """
    SELECT count(*) AS n FROM controllers
     WHERE names_them(name) OR names_them(contact) OR names_them(dpo) OR names_them(act) OR names_them(retention)
        OR names_them(accessibility_contact)
    """,
)


def _tell(unit: Unit, person_id: int, *, is_new: bool, counts: Mapping[str, int] | None) -> None:
    """Add to the log that somebody was erased, and in their departments that it was with their notes."""
    query = "SELECT DISTINCT department_id, region_id FROM posts WHERE person_id = :id AND submission_id IS NULL"
    places = unit.all(query, id=person_id)
    if is_new:
        for place in places or [{"department_id": None, "region_id": None}]:
            unit.record("erased", department=place["department_id"], region=place["region_id"], person=person_id)
    if counts is not None:
        for place in places:
            if place["department_id"] is not None:
                unit.record("notes_erased", department=place["department_id"], person=person_id, details=counts)
