"""Where somebody is named in what was typed: found, and a pseudonym put in the place of their name and address."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from assessment.storage.access import Unit

_PLACE = "SELECT department_id FROM posts WHERE person_id = :id AND department_id IS NOT NULL"
_ALONE = "NOT EXISTS (SELECT 1 FROM people WHERE name = :name AND id <> :id AND erased_at IS NULL)"


@dataclass(frozen=True)
class Named:
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


def in_words(unit: Unit, person_id: int, named: Named, pseudonym: str) -> int:
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
    return changed


def in_wordings(unit: Unit, person_id: int, named: Named, pseudonym: str) -> int:
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


def in_plans(unit: Unit, person_id: int, named: Named, pseudonym: str) -> int:
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


def in_visits(unit: Unit, person_id: int, named: Named, pseudonym: str) -> int:
    """Put the pseudonym into what critical friends and departments said to each other.

    Where somebody else has the same name, only into visits of theirs, and of or to departments of theirs.
    """
    changed = 0
    for row in unit.all(
        f"""
        SELECT friend_entries.* FROM friend_entries JOIN friendships ON friendships.id = friendship_id
         WHERE {_ALONE} OR person_id = :id OR visited_id IN ({_PLACE}) OR helping_id IN ({_PLACE})
        """,
        id=person_id,
        name=named.name,
    ):
        said = json.loads(row["value"])
        if isinstance(said, str):
            kept: object = named.without(said, pseudonym)
        else:
            kept = said and said | {"reason": named.without(said["reason"], pseudonym)}
        if kept != said:
            value = json.dumps(kept, ensure_ascii=False, sort_keys=True)
            changed += unit.write(_ERASES_SAID, at=unit.stamp, **row | {"value": value})
    return changed


_ERASES_SAID = """
    UPDATE friend_entries SET value = :value, erased_at = :at
     WHERE friendship_id = :friendship_id AND side = :side AND about = :about AND version = :version
"""


def in_documents(unit: Unit, person_id: int, named: Named, pseudonym: str) -> int:
    """Put the pseudonym into the documents that regions have put up.

    Where somebody else has the same name, only into those that the person wrote last.
    """
    changed = 0
    for row in unit.all(
        f"SELECT id, title, about, audience, address, text FROM documents WHERE author_id = :id OR {_ALONE}",
        id=person_id,
        name=named.name,
    ):
        kept = {key: named.without(row[key], pseudonym) for key in ("title", "about", "audience", "address", "text")}
        if any(kept[key] != row[key] for key in kept):
            changed += unit.write(_ERASES_IN_DOCUMENT, **row | kept)
    return changed


_ERASES_IN_DOCUMENT = """
    UPDATE documents
       SET title = :title, about = :about, audience = :audience, address = :address, text = :text
     WHERE id = :id
"""


def in_voices(unit: Unit, person_id: int, named: Named, pseudonym: str) -> int:
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
