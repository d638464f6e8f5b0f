"""How long what is kept stays: drafts a year after their round, sessions, links and letters ninety days."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from assessment.answers import Profile
from assessment.people import Action
from assessment.storage.access import IDLE, LASTING, Base, Unit
from assessment.storage.kept import invited, profile_text, round_of

DRAFTS_LAST = timedelta(days=365)  # after a round ended for a department, what it did not submit
VISITS_LAST = timedelta(days=90)  # after they were over, sessions and sign-in links
LEFT_OVER_LASTS = timedelta(days=1)  # what is good for an hour at most
_AT_ONCE = 500  # rows in one unit of work, so that nobody who saves meanwhile waits
_PAUSE = 0.02  # seconds between two, in which those who wait come first


@dataclass(frozen=True)
class Ended:
    """What was no longer kept."""

    drafts: int = 0  # never submitted, and emptied
    versions: int = 0  # earlier ones, of answers and notes that were submitted
    sessions: int = 0
    links: int = 0
    letters: int = 0  # that were mailed or refused


class Keeping(Base):
    """The part of the store that ends what has been kept long enough."""

    def end_what_is_over(self) -> Ended:
        """Empty old drafts, and take away old versions, sessions, links and letters; a line of the log says how many.

        Each draft is emptied whole or not at all. Who is stopped in between goes on with the next run.

        Raises:
            NotSaved: it did not reach the disk; what was ended until then is.
        """
        with self._reading() as unit:
            unit.must(Action.ADMINISTER)
            due = _due(unit)
        found = Ended()
        for draft_id in due:
            found = self._end_draft(draft_id, found)
        before = self.now - VISITS_LAST
        found = replace(found, sessions=self._end_visits(_SESSIONS, before), links=self._end_visits(_LINKS, before))
        found = replace(found, letters=self._end_visits(_LETTERS, before))
        with self._writing() as unit:
            for statement in _LEFT_OVER:
                unit.write(statement, before=(unit.at - LEFT_OVER_LASTS).isoformat(), at=unit.stamp)
            unit.record("ended", details=vars(found))
        return found

    def _end_draft(self, draft_id: int, found: Ended) -> Ended:
        with self._writing() as unit:
            row = unit.one("SELECT * FROM drafts WHERE id = :id", id=draft_id)
            if not _is_over(unit, row["round_id"], row["department_id"]):
                return found  # somebody got more time since
            unit.write("DELETE FROM undecided WHERE draft_id = :id", id=draft_id)
            if row["submitted_at"] is not None:
                versions = sum(unit.write(statement, id=draft_id) for statement in _EARLIER)
                return replace(found, versions=found.versions + versions)
            for statement in _CONTENT:
                unit.write(statement, id=draft_id)
            emptied = "UPDATE drafts SET profile = :none, reopened_because = '' WHERE id = :id"
            unit.write(emptied, none=_NO_PROFILE, id=draft_id)
            unit.record("draft_ended", department=row["department_id"], round_id=row["round_id"])
            found = replace(found, drafts=found.drafts + 1)
        time.sleep(_PAUSE)
        return found

    def _end_visits(self, statement: str, before: datetime) -> int:
        total = 0
        while True:
            with self._writing() as unit:
                count = unit.write(
                    statement,
                    before=before.isoformat(),
                    idle=(before - IDLE).isoformat(),
                    lasting=(before - LASTING).isoformat(),
                    most=_AT_ONCE,
                )
            total += count
            if count < _AT_ONCE:
                return total
            time.sleep(_PAUSE)


_NO_PROFILE = profile_text(Profile())
# What has nothing left to end is not looked at again, however many rounds there have been.
_DUE = """
    SELECT drafts.id, drafts.round_id, drafts.department_id FROM drafts
     WHERE EXISTS (SELECT 1 FROM undecided WHERE draft_id = drafts.id)
        OR (submitted_at IS NULL
            AND (profile <> :none OR reopened_because <> ''
                 OR EXISTS (SELECT 1 FROM answer_versions WHERE draft_id = drafts.id)
                 OR EXISTS (SELECT 1 FROM note_versions WHERE draft_id = drafts.id)))
        OR (submitted_at IS NOT NULL
            AND (EXISTS (SELECT 1 FROM answer_versions JOIN answers USING (draft_id, question_id)
                          WHERE draft_id = drafts.id AND answer_versions.version < answers.version)
                 OR EXISTS (SELECT 1 FROM note_versions JOIN notes USING (draft_id, question_id, part)
                             WHERE draft_id = drafts.id AND note_versions.version < notes.version)))
     ORDER BY drafts.id
"""
_CONTENT = (
    "DELETE FROM answers WHERE draft_id = :id",
    "DELETE FROM answer_versions WHERE draft_id = :id",
    "DELETE FROM notes WHERE draft_id = :id",
    "DELETE FROM note_versions WHERE draft_id = :id",
)
_EARLIER = (
    """
    DELETE FROM answer_versions
     WHERE draft_id = :id
       AND version < (SELECT version FROM answers
                       WHERE draft_id = answer_versions.draft_id AND question_id = answer_versions.question_id)
    """,
    """
    DELETE FROM note_versions
     WHERE draft_id = :id
       AND version < (SELECT version FROM notes
                       WHERE draft_id = note_versions.draft_id AND question_id = note_versions.question_id
                         AND part = note_versions.part)
    """,
)
_SESSIONS = """
    DELETE FROM sessions
     WHERE digest IN (SELECT digest FROM sessions
                       WHERE ended_at <= :before OR seen_at <= :idle OR created_at <= :lasting LIMIT :most)
"""
_LINKS = """
    DELETE FROM links
     WHERE digest IN (SELECT digest FROM links WHERE used_at <= :before OR expires_at <= :before LIMIT :most)
"""

# Those of a round stay until it has been over for as long: they say who was written to, and that nobody is twice. What
# has waited for as long never went out, because nothing here sends letters any more.
_LETTERS = """
    DELETE FROM outbox
     WHERE id IN (SELECT outbox.id FROM outbox LEFT JOIN rounds ON rounds.id = outbox.round_id
                   WHERE coalesce(sent_at, refused_at, queued_at) <= :before
                     AND (rounds.id IS NULL OR (rounds.closes_on < date(:before) AND NOT EXISTS (
                          SELECT 1 FROM round_departments
                           WHERE round_id = rounds.id AND extended_to >= date(:before)))) LIMIT :most)
"""
# What is cleared when it is used, where nobody has since; an address that nobody looked up with it.
_LEFT_OVER = (
    "UPDATE posts SET ended_at = until WHERE role = 'friend' AND ended_at IS NULL AND until <= :at",
    "DELETE FROM asked_for WHERE at <= :before",
    "DELETE FROM handshakes WHERE begun_at <= :before",
    "DELETE FROM outbox WHERE address IS NOT NULL AND queued_at <= :before",
)


def _due(unit: Unit) -> list[int]:
    """The drafts of rounds that ended long enough ago, in which there is something to end."""
    rows = unit.all(_DUE, none=_NO_PROFILE)
    return [row["id"] for row in rows if _is_over(unit, row["round_id"], row["department_id"])]


def _is_over(unit: Unit, round_id: int, department_id: str) -> bool:
    deadline = invited(unit, round_id, department_id).deadline(round_of(unit, round_id))
    return deadline + DRAFTS_LAST <= unit.at
