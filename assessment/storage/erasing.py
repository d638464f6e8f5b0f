"""A person is erased: their name and address go, what a department keeps as its record stays under a pseudonym."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from assessment.people import Action
from assessment.storage import chain, connection
from assessment.storage.access import OPERATOR, Base, Unit
from assessment.storage.inviting import asking_of
from assessment.storage.posts import as_post, end

_PLACE = "SELECT department_id FROM posts WHERE person_id = :id AND department_id IS NOT NULL"
_ALONE = "NOT EXISTS (SELECT 1 FROM people WHERE name = :name AND id <> :id AND erased_at IS NULL)"


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
    named = _Named(person["name"], person["email"]) if is_new else None
    gone = _access(unit, person_id)
    if named is not None:
        sealed = _sealed_with(unit, person_id, named)
        gone |= _register(unit, person_id, named) | _words(unit, person_id, named, pseudonym)
        gone["plans"] = _plans(unit, person_id, named, pseudonym)
        gone["voices"] = _voices(unit, person_id, named, pseudonym)
        gone["wordings"] = _wordings(unit, person_id, named, pseudonym)
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


@dataclass(frozen=True)
class _Named:
    """A name and an address, to be found in what somebody wrote."""

    name: str
    email: str

    def within(self, text: str) -> bool:
        """Whether a text names them. A name of one word is a word of the language too, and counts as a whole text."""
        return any(one.search(text) for one in self._patterns)

    def without(self, text: str, pseudonym: str) -> str:
        """A text with a pseudonym in their place."""
        for one in self._patterns:
            text = one.sub(pseudonym, text)
        return text

    @property
    def _patterns(self) -> Iterator[re.Pattern[str]]:
        words = r"\s+".join(re.escape(word) for word in self.name.split())
        name = rf"(?<!\w){words}(?!\w)" if " " in self.name else rf"\A\s*{words}\s*\Z"
        for one in (rf"(?<![\w.]){re.escape(self.email)}(?!\w)", name):
            yield re.compile(one, re.IGNORECASE)


def _access(unit: Unit, person_id: int) -> dict[str, int]:
    posts = unit.all("SELECT posts.*, '' AS place FROM posts WHERE person_id = :id AND ended_at IS NULL", id=person_id)
    gone = {what: unit.write(statement, id=person_id) for what, statement in _ACCESS.items()}
    email = unit.one("SELECT email FROM people WHERE id = :id", id=person_id)["email"]
    if email is not None:
        unit.write("DELETE FROM asked_for WHERE digest = :digest", digest=asking_of(email))
    for post in posts:
        end(unit, as_post(post))
    return {"posts": len(posts)} | gone


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


def _register(unit: Unit, person_id: int, named: _Named) -> dict[str, int]:
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


def _words(unit: Unit, person_id: int, named: _Named, pseudonym: str) -> dict[str, int]:
    """Put the pseudonym into the free words that stand beside the log and on reopened drafts.

    Where somebody else has the same name, only into those that are about this person or a department of theirs.
    """
    facts = {"id": person_id, "name": named.name}
    changed = 0
    for row in unit.all(
        f"""
        SELECT event_id, words, {_ALONE} AS alone FROM event_words JOIN events ON events.id = event_id
         WHERE {_ALONE} OR department_id IN ({_PLACE}) OR person_id = :id OR actor_id = :id
        """,
        **facts,
    ):
        words = json.loads(row["words"])
        meant = {key: text for key, text in words.items() if row["alone"] or key != "actor"}
        kept = words | {key: named.without(text, pseudonym) for key, text in meant.items()}
        if kept != words:
            written = json.dumps(kept, ensure_ascii=False)
            changed += unit.write(
                "UPDATE event_words SET words = :words WHERE event_id = :id", words=written, id=row["event_id"]
            )
    for row in unit.all(
        f"""
        SELECT id, reopened_because AS because FROM drafts
         WHERE reopened_because <> '' AND ({_ALONE} OR department_id IN ({_PLACE}))
        """,
        **facts,
    ):
        if (because := named.without(row["because"], pseudonym)) != row["because"]:
            changed += unit.write(
                "UPDATE drafts SET reopened_because = :because WHERE id = :id", because=because, id=row["id"]
            )
    return {"words": changed}


def _wordings(unit: Unit, person_id: int, named: _Named, pseudonym: str) -> int:
    """Put the pseudonym into the words that regions have chosen for their letters.

    Where somebody else has the same name, only into those that the person wrote.
    """
    changed = 0
    for row in unit.all(
        f"SELECT id, subject, text FROM letters WHERE author_id = :id OR {_ALONE}", id=person_id, name=named.name
    ):
        kept = {key: named.without(row[key], pseudonym) for key in ("subject", "text")}
        if any(kept[key] != row[key] for key in kept):
            changed += unit.write("UPDATE letters SET subject = :subject, text = :text WHERE id = :id", **row | kept)
    return changed


def _plans(unit: Unit, person_id: int, named: _Named, pseudonym: str) -> int:
    """Put the pseudonym into plans, where people are named who do something: the page of the plan shows where.

    Where somebody else has the same name, only into those of departments of theirs.
    """
    changed = 0
    for row in unit.all(
        f"""
        SELECT commitment_versions.* FROM commitment_versions JOIN commitments ON commitments.id = commitment_id
         WHERE {_ALONE} OR department_id IN ({_PLACE})
        """,
        id=person_id,
        name=named.name,
    ):
        kept = {name: named.without(row[name], pseudonym) for name in ("action", "who", "effort", "note", "because")}
        if any(kept[name] != row[name] for name in kept):
            changed += unit.write(_ERASES, at=unit.stamp, **row | kept)
    return changed


_ERASES = """
    UPDATE commitment_versions
       SET action = :action, who = :who, effort = :effort, note = :note, because = :because, erased_at = :at
     WHERE commitment_id = :commitment_id AND version = :version
"""


def _voices(unit: Unit, person_id: int, named: _Named, pseudonym: str) -> int:
    """Put the pseudonym into what those are called who were asked for an opinion, and into where people were."""
    return sum(
        unit.write(change, id=row["id"], text=text)
        for query, change in _TYPED
        for row in unit.all(query, id=person_id, name=named.name)
        if (text := named.without(row["text"], pseudonym)) != row["text"]
    )


_TYPED = (
    (
        f"SELECT id, label AS text FROM opinions WHERE {_ALONE} OR department_id IN ({_PLACE})",
        "UPDATE opinions SET label = :text WHERE id = :id",
    ),
    (
        f"""
        SELECT id, json_extract(value, '$.where') AS text FROM heard
         WHERE json_extract(value, '$.where') <> '' AND ({_ALONE} OR department_id IN ({_PLACE}))
        """,
        "UPDATE heard SET value = json_set(value, '$.where', :text) WHERE id = :id",
    ),
)


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


def _sealed_with(unit: Unit, person_id: int, named: _Named) -> tuple[str, ...]:
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


def _stays(unit: Unit, person_id: int, named: _Named | None) -> dict[str, int]:
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
    SELECT count(*) AS n FROM controllers
     WHERE names_them(name) OR names_them(contact) OR names_them(dpo) OR names_them(act) OR names_them(retention)
        OR names_them(accessibility_contact)
    """,
)


def _tell(unit: Unit, person_id: int, *, is_new: bool, counts: Mapping[str, int] | None) -> None:
    """Add to the log that somebody was erased, and in their departments that it was with their notes."""
    places = unit.all("SELECT DISTINCT department_id, region_id FROM posts WHERE person_id = :id", id=person_id)
    if is_new:
        for place in places or [{"department_id": None, "region_id": None}]:
            unit.record("erased", department=place["department_id"], region=place["region_id"], person=person_id)
    if counts is not None:
        for place in places:
            if place["department_id"] is not None:
                unit.record("notes_erased", department=place["department_id"], person=person_id, details=counts)
