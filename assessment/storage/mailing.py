"""What the worker that mails may know: the next letter with its link, and what became of it. It knows nothing else.

A letter is leased: whoever is stopped while it is on its way leaves it to the next, after a time. So every letter goes
out at least once, always under the same Message-ID.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from assessment.language import line
from assessment.letters import ASKED_LASTS, HANDED_LASTS, INVITED_LASTS, Letter, Purpose, Wording, next_try
from assessment.rounds import Participation
from assessment.storage import connection
from assessment.storage.access import Clock, Unit, digest, now
from assessment.storage.due import is_wanted, month_after, remind_of_steps, steps_due
from assessment.storage.filling import remind, tell, tell_introductions
from assessment.storage.inviting import end_older, new_link
from assessment.storage.kept import record, round_of
from assessment.storage.outbox import ENDED, GIVEN_UP, NOT_DUE, RESTORED, SUBMITTED
from assessment.storage.posts import open_post, own_name
from assessment.wording import LANGUAGES

LEASE = timedelta(seconds=90)
_SINCE, _CURSOR = "mail_since", "mail_cursor"  # facts: when letters began, and the last event that was looked at
_MOST_REASON = 300  # characters of what a server says
_OLDEST = timedelta(days=2)  # of what happened, for a letter about it: older news is none


class MailStore:
    """The store as the worker opens it."""

    def __init__(self, database: Path, clock: Clock = now, lease: timedelta = LEASE) -> None:
        self._database = database
        self._clock = clock
        self._lease = lease
        self._holder = secrets.token_hex(8)

    def fill(self) -> int:
        """Put letters into the outbox about what happened since the last time, and reminders that are due.

        Returns:
            How many.

        Raises:
            NotSaved, DatabaseError: the database does not let it; the next time it goes on from there.
        """
        with self._writing() as unit:
            began = datetime.fromisoformat(_fact(unit, _SINCE, unit.stamp))
            if began > unit.at:  # the clock was ahead, and has been set right
                began = unit.at
                unit.write("UPDATE facts SET value = :at WHERE name = :name", name=_SINCE, at=unit.stamp)
            last = int(unit.one("SELECT coalesce(max(id), 0) AS id FROM events")["id"])
            cursor, oldest = int(_fact(unit, _CURSOR, str(last))), unit.at - _OLDEST
            queued = tell(unit, cursor, oldest) + tell_introductions(unit, max(began, oldest))
            queued += remind(unit) + remind_of_steps(unit)
            unit.write("UPDATE facts SET value = :value WHERE name = :name", name=_CURSOR, value=str(last))
            return queued

    def has_news(self) -> bool:
        """Whether something happened since `fill` looked last; cheap."""
        with self._reading() as unit:
            cursor = unit.maybe("SELECT value FROM facts WHERE name = :name", name=_CURSOR)
            last = unit.one("SELECT coalesce(max(id), 0) AS id FROM events")["id"]
            return cursor is None or int(cursor["value"]) != last

    def take(self) -> Letter | None:
        """Lease the next letter that is due, and make its link; None where none is.

        What has become pointless meanwhile is set aside with the reason.
        """
        with self._reading() as unit:
            if unit.maybe(_NEXT, at=unit.stamp) is None:
                return None
        with self._writing() as unit:
            unit.write(_FORGET_STRANGERS, at=unit.stamp)
            while (row := unit.maybe(_NEXT, at=unit.stamp)) is not None:
                if row["address"] is not None and not _find_out(unit, row):
                    continue
                if reason := _pointless(unit, row):
                    _refuse(unit, row["id"], reason)
                    continue
                unit.write(
                    "UPDATE outbox SET lease = :holder, leased_until = :until, tries = tries + 1 WHERE id = :id",
                    holder=self._holder,
                    until=(unit.at + self._lease).isoformat(),
                    id=row["id"],
                )
                return _letter(unit, row)
            return None

    def sent(self, letter: Letter) -> None:
        """Note that the server has taken a letter. Older unused links to the same post end now, not before."""
        with self._writing() as unit:
            unit.write(
                """
                UPDATE outbox SET sent_at = :at, refused_at = NULL, lease = NULL, leased_until = NULL, reason = NULL
                 WHERE id = :id AND message_id = :message AND sent_at IS NULL
                """,
                at=unit.stamp,
                id=letter.id,
                message=letter.message_id,
            )
            row = unit.maybe(_POST_AS_SENT, id=letter.id, message=letter.message_id)
            if row is not None and letter.token:  # it is gone where its person was erased while it was on its way
                asked = letter.purpose is Purpose.ASKED
                end_older(unit, row["post_id"], but=digest(letter.token), by_oneself=asked)

    def refused(self, letter: Letter, reason: str) -> None:
        """Note that the server will not take a letter, in its own words."""
        with self._writing() as unit:
            if unit.maybe(_POST_AS_SENT, id=letter.id, message=letter.message_id) is not None:
                _refuse(unit, letter.id, _kept(letter, reason))

    def later(self, letter: Letter, reason: str) -> None:
        """Note that a letter did not go out this time, and why; after some days it is given up."""
        reason = _kept(letter, reason)
        with self._writing() as unit:
            row = unit.maybe(
                "SELECT * FROM outbox WHERE id = :id AND lease = :holder", id=letter.id, holder=self._holder
            )
            if row is None:
                return  # erased meanwhile, or somebody else has it since
            again = next_try(row["tries"], datetime.fromisoformat(row["queued_at"]), unit.at)
            if again is None or (letter.purpose is Purpose.ASKED and again > unit.at + ASKED_LASTS):
                _refuse(unit, letter.id, reason or GIVEN_UP)
                return
            unit.write(
                """
                UPDATE outbox SET due_at = :due, lease = NULL, leased_until = NULL, reason = :reason
                 WHERE id = :id
                """,
                due=again.isoformat(),
                reason=reason,
                id=letter.id,
            )

    @contextmanager
    def _reading(self) -> Iterator[Unit]:
        with connection.reading(self._database) as db:
            yield Unit(db, None, self._clock())

    @contextmanager
    def _writing(self) -> Iterator[Unit]:
        with connection.writing(self._database) as db:
            yield Unit(db, None, self._clock())


# A letter that is erased while it is on its way leaves its number to the next that is put into the outbox.
_POST_AS_SENT = "SELECT post_id FROM outbox WHERE id = :id AND message_id = :message"
_NEXT = """
    SELECT * FROM outbox
     WHERE sent_at IS NULL AND refused_at IS NULL AND due_at <= :at
       AND (leased_until IS NULL OR leased_until <= :at)
     ORDER BY purpose = 'asked' DESC, due_at, id LIMIT 1
"""  # somebody sits and waits for the link that they asked for


def _fact(unit: Unit, name: str, first: str) -> str:
    """A fact, or what it begins with."""
    unit.write("INSERT INTO facts (name, value) VALUES (:name, :value) ON CONFLICT DO NOTHING", name=name, value=first)
    return str(unit.one("SELECT value FROM facts WHERE name = :name", name=name)["value"])


def _find_out(unit: Unit, row: dict[str, Any]) -> bool:
    """Find who asked for a link by an address: only here, so that asking takes as long for an unknown one.

    What somebody typed who is not known is kept no longer.
    """
    found = None if _is_stale(unit, row) else unit.maybe(_POST_OF, email=row["address"], at=unit.stamp)
    if found is None:
        unit.write("DELETE FROM outbox WHERE id = :id", id=row["id"])
        return False
    row |= {"post_id": found["id"], "address": None, "department_id": found["department_id"]}
    unit.write(
        "UPDATE outbox SET post_id = :post, address = NULL, department_id = :department WHERE id = :id",
        post=row["post_id"],
        department=row["department_id"],
        id=row["id"],
    )
    return True


# The post that somebody used last; of one who never did, the newest.
_POST_OF = """
    SELECT posts.id, posts.department_id FROM posts JOIN people ON people.id = posts.person_id
     WHERE people.email = :email AND people.left_at IS NULL
       AND posts.ended_at IS NULL AND (posts.until IS NULL OR posts.until > :at)
     ORDER BY (SELECT max(seen_at) FROM sessions WHERE sessions.post_id = posts.id) DESC NULLS LAST,
              role = 'friend', posts.id DESC
     LIMIT 1
"""

# All who are known to nobody at once: there may be thousands, and whoever saves something meanwhile waits.
_FORGET_STRANGERS = """
    DELETE FROM outbox
     WHERE sent_at IS NULL AND refused_at IS NULL AND due_at <= :at AND address IS NOT NULL
       AND NOT EXISTS (SELECT 1 FROM people JOIN posts ON posts.person_id = people.id
                        WHERE people.email = outbox.address AND people.left_at IS NULL
                          AND posts.ended_at IS NULL AND (posts.until IS NULL OR posts.until > :at))
"""


def _pointless(unit: Unit, row: dict[str, Any]) -> str:
    """Why a letter need not go out any more; empty where it does."""
    post = unit.maybe(
        """
        SELECT posts.ended_at, people.email FROM posts JOIN people ON people.id = posts.person_id
         WHERE posts.id = :id AND (posts.until IS NULL OR posts.until > :at)
        """,
        id=row["post_id"],
        at=unit.stamp,
    )
    if post is None or post["ended_at"] is not None or post["email"] is None:
        return ENDED
    if _is_stale(unit, row) or (row["link_until"] is not None and row["link_until"] <= unit.stamp):
        return ENDED
    if row["purpose"] == Purpose.STEPS:
        return "" if is_wanted(unit, row) else NOT_DUE
    return _settled(unit, row) if Purpose(row["purpose"]).is_worded else ""


def _is_stale(unit: Unit, row: dict[str, Any]) -> bool:
    """Whether nobody waits any more for the link that they asked for."""
    return row["purpose"] == Purpose.ASKED and datetime.fromisoformat(row["queued_at"]) + ASKED_LASTS <= unit.at


def _settled(unit: Unit, row: dict[str, Any]) -> str:
    """Why a department need not be written to about a round any more; empty where it need."""
    which = {"round": row["round_id"], "department": row["department_id"]}
    if unit.maybe("SELECT 1 FROM submissions WHERE round_id = :round AND department_id = :department", **which):
        return SUBMITTED
    place = unit.maybe(_PLACE, **which)  # none where the round was removed, or the department has left
    is_open = place is not None and record(Participation, place).is_open(round_of(unit, row["round_id"]), unit.at)
    return "" if is_open else ENDED


_PLACE = """
    SELECT round_departments.* FROM round_departments JOIN departments ON departments.id = department_id
     WHERE round_id = :round AND department_id = :department AND left_on IS NULL
"""


def _refuse(unit: Unit, letter_id: int, reason: str) -> None:
    unit.write(
        """
        UPDATE outbox SET refused_at = :at, lease = NULL, leased_until = NULL, reason = :reason
         WHERE id = :id AND sent_at IS NULL
        """,
        at=unit.stamp,
        reason=reason,
        id=letter_id,
    )


def _kept(letter: Letter, reason: str) -> str:
    """A server's words as they are kept: without the link that it may quote, on one line, no longer than is read."""
    return line(letter.without_token(reason))[:_MOST_REASON].rstrip()


def _letter(unit: Unit, row: dict[str, Any]) -> Letter:
    purpose = Purpose(row["purpose"])
    facts = unit.one(_FACTS, id=row["id"])
    until = _until(unit, row, purpose)
    token = ""
    if until is not None:
        post = open_post(unit, row["post_id"])
        asked = purpose is Purpose.ASKED
        token = new_link(
            unit, post, until, alone=False, outbox_id=row["id"], by_oneself=asked, made_by=row["queued_by"]
        )
    last_day: date | None = None
    if row["round_id"] is not None and row["department_id"] is not None and facts["round"]:
        placed = unit.maybe(
            "SELECT * FROM round_departments WHERE round_id = :round AND department_id = :department",
            round=row["round_id"],
            department=row["department_id"],
        )
        last_day = None if placed is None else record(Participation, placed).last_day(round_of(unit, row["round_id"]))
    due: date | None = None
    if purpose is Purpose.STEPS:
        due = month_after(datetime.fromisoformat(row["queued_at"]), facts["zone"])
    return Letter(
        id=row["id"],
        purpose=purpose,
        message_id=row["message_id"],
        address=facts["address"],
        name=own_name(facts["name"], facts["address"]),
        language=facts["language"] if facts["language"] in LANGUAGES else LANGUAGES[0],
        zone=facts["zone"] or "UTC",
        token=token,
        link_until=until,
        region=facts["region"] or "",
        department=facts["department"] or "",
        round=facts["round"] or "",
        last_day=last_day,
        is_begun=bool(facts["is_begun"]),
        due=due,
        steps=0 if due is None else steps_due(unit, row["department_id"], due),
        by=facts["by"] or "",
        reply_to=facts["reply_to"] or "",
        wording=None if facts["text"] is None else Wording(facts["subject"], facts["text"]),
    )


def _until(unit: Unit, row: dict[str, Any], purpose: Purpose) -> datetime | None:
    """When the link of a letter expires; None where it has none."""
    if not purpose.signs_in:
        return None
    if row["link_until"] is not None:
        return datetime.fromisoformat(row["link_until"])
    return unit.at + {Purpose.ASKED: ASKED_LASTS, Purpose.HANDED: HANDED_LASTS}.get(purpose, INVITED_LASTS)


_FACTS = """
    SELECT people.email AS address, people.name, people.language, regions.name AS region, regions.zone,
           coalesce(round_departments.name, departments.name) AS department, rounds.title AS round,
           EXISTS (SELECT 1 FROM drafts WHERE drafts.round_id = outbox.round_id
                     AND drafts.department_id = outbox.department_id) AS is_begun,
           causing.name AS by, letters.subject, letters.text,
           CASE WHEN EXISTS (SELECT 1 FROM posts AS managing
                              WHERE managing.person_id = causing.id AND managing.role = 'coordinator'
                                AND managing.region_id = regions.id AND managing.ended_at IS NULL)
                THEN causing.email END AS reply_to
      FROM outbox
      JOIN posts ON posts.id = outbox.post_id
      JOIN people ON people.id = posts.person_id
      LEFT JOIN departments ON departments.id = posts.department_id
      LEFT JOIN regions ON regions.id = coalesce(posts.region_id, departments.region_id)
      LEFT JOIN rounds ON rounds.id = outbox.round_id
      LEFT JOIN round_departments ON round_departments.round_id = outbox.round_id
                                 AND round_departments.department_id = outbox.department_id
      LEFT JOIN letters ON letters.id = outbox.letter_id
      LEFT JOIN events ON events.id = outbox.event_id
      LEFT JOIN people AS causing ON causing.id = coalesce(outbox.queued_by, events.actor_id)
     WHERE outbox.id = :id
"""


def give_up_waiting(unit: Unit) -> None:
    """Let no letter of a backup go out, nor one about what happened before: it may have gone out since it was made."""
    unit.write("DELETE FROM outbox WHERE address IS NOT NULL")  # nobody waits for it, and whose it is nobody knows
    unit.write("UPDATE facts SET value = :at WHERE name = :name", name=_SINCE, at=unit.stamp)
    unit.write(_AT_LAST, name=_CURSOR)
    unit.write(
        """
        UPDATE outbox SET refused_at = :at, reason = :reason, lease = NULL, leased_until = NULL
         WHERE sent_at IS NULL AND refused_at IS NULL
        """,
        at=unit.stamp,
        reason=RESTORED,
    )


_AT_LAST = "UPDATE facts SET value = (SELECT coalesce(max(id), 0) FROM events) WHERE name = :name"
