"""What is to be mailed: invitations and reminders of a round, links, the words of a region, and how it went."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from assessment.letters import INVITED_LASTS, MOST_LETTER, MOST_SUBJECT, Letter, Mailed, Purpose, Wording
from assessment.people import Action, Post
from assessment.region.approach import Approach, letter_to
from assessment.rounds import Progress, Round, day_of, end_of
from assessment.storage import bounds
from assessment.storage.access import Base, Unit
from assessment.storage.approaches import approach, approaches, as_mailed, mailed_row, not_sent
from assessment.storage.errors import NotAllowed, NotReady, Unfit
from assessment.storage.inviting import end_older, new_link, not_too_many
from assessment.storage.kept import region_of, round_of
from assessment.storage.posts import has_others, may_give_link, note_change, open_post
from assessment.storage.records import Records
from assessment.wording import LANGUAGES

ENDED, SUBMITTED, GIVEN_UP, RESTORED = ":ended", ":submitted", ":given_up", ":restored"  # reasons that are ours
NOT_DUE = ":not_due"


class Outbox(Base):
    """The part of the store that knows what is to be mailed, and what became of it."""

    def approaches(self, round_id: int, progress: Records[Progress] | None = None) -> Records[Approach]:
        """Every department of a round, by name, with whom is written to and how far that has led; for the coordinator.

        Of a draft it tells no more than `progress` does, which is not read again where it is given.
        """
        with self._reading() as unit:
            asked = round_of(unit, round_id)
            unit.must(Action.READ_REGION, region=asked.region_id)
            return approaches(unit, asked, progress)

    def approach(self, round_id: int, department_id: str) -> Approach:
        """The same of one department of a round."""
        with self._reading() as unit:
            asked = round_of(unit, round_id)
            unit.must(Action.READ_REGION, region=asked.region_id)
            return approach(unit, asked, department_id)

    def wordings(self, region_id: str) -> dict[tuple[Purpose, str], Wording]:
        """The words that a region has chosen for its letters, by purpose and language; ours are not among them."""
        with self._reading() as unit:
            unit.must(Action.MANAGE_DEPARTMENTS, region=region_id)
            rows = unit.all("SELECT * FROM letters WHERE region_id = :region ORDER BY id", region=region_id)
            newest = {(Purpose(row["purpose"]), row["language"]): row for row in rows}
            return {key: Wording(row["subject"], row["text"]) for key, row in newest.items() if row["text"]}

    def keep_wording(self, region_id: str, purpose: Purpose, language: str, wording: Wording | None) -> None:
        """Keep the words of a region's letters for this time and the next; None goes back to ours.

        Raises:
            NotReady: names "subject" or "text" where it is empty, "purpose" or "language" where there is none such.
            Unfit: one is too long.
        """
        if not purpose.is_worded or language not in LANGUAGES:
            raise NotReady(["language" if purpose.is_worded else "purpose"])
        subject = text = ""
        if wording is not None:
            subject = bounds.needed("subject", wording.subject, MOST_SUBJECT)
            text = bounds.text("text", wording.text, MOST_LETTER)
            if bounds.line("text", text, MOST_LETTER) is None:
                raise NotReady(["text"])
        with self._writing() as unit:
            unit.must(Action.MANAGE_DEPARTMENTS, region=region_of(unit, region_id).id)
            unit.write(
                """
                INSERT INTO letters (region_id, purpose, language, subject, text, author_id, written_at)
                VALUES (:region, :purpose, :language, :subject, :text, :author, :at)
                """,
                region=region_id,
                purpose=purpose,
                language=language,
                subject=subject,
                text=text,
                author=unit.actor_id,
                at=unit.stamp,
            )
            unit.record("letter_worded", region=region_id, details={"purpose": purpose, "language": language})

    def send(self, round_id: int, purpose: Purpose, department_ids: Collection[str], until: date | None = None) -> int:
        """Put an invitation or a reminder of a round into the outbox for each of some departments.

        Who cannot get one, or waits for one already, gets none.

        Args:
            round_id: of the coordinator's region.
            purpose: one of the two.
            department_ids: of the round.
            until: the last day of their links; without one, they last from when they are sent.

        Returns:
            How many letters there are now to send.

        Raises:
            NotReady: names "purpose", or "days" where the day is over.
            Unfit: the day is after the round's end, and a longer time than links last anyway.
        """
        with self._writing() as unit:
            asked, link_until = _of_round(unit, round_id, purpose, until)
            chosen = _reachable(unit, asked, purpose, department_ids)
            for one in chosen:
                queue_for(unit, asked, one, purpose, link_until)
            return len(chosen)

    def take_along(
        self,
        round_id: int,
        purpose: Purpose,
        department_ids: Collection[str],
        until: date | None = None,
        *,
        with_links: bool = True,
    ) -> list[Letter]:
        """Make the same letters to be sent by hand, with their links: whoever has them can use those.

        Args:
            round_id: as with `send`.
            purpose: as with `send`.
            department_ids: as with `send`.
            until: as with `send`.
            with_links: without them, people sign in by a way that they have already.

        Raises:
            NotReady, Unfit: as with `send`.
            NotAllowed: links were asked for, and are not shown here.
        """
        with self._writing() as unit:
            asked, link_until = _of_round(unit, round_id, purpose, until)
            if with_links and not self._shows_links:
                raise NotAllowed("links of departments are not shown here")
            expires = (link_until or unit.at + INVITED_LASTS) if with_links else None
            return [
                _by_hand(unit, asked, one, purpose, expires) for one in _reachable(unit, asked, purpose, department_ids)
            ]

    def remind_by_itself(self, round_id: int, *, on: bool) -> None:
        """Let a round remind by itself those who have not submitted, some days before its end; or no longer."""
        with self._writing() as unit:
            asked = round_of(unit, round_id)
            unit.must(Action.RUN_ROUNDS, region=asked.region_id)
            if asked.reminds == on:
                return
            unit.write("UPDATE rounds SET reminds = :on WHERE id = :id", on=int(on), id=round_id)
            unit.record("reminding", region=asked.region_id, round_id=round_id, details={"on": on})

    def mail_link(self, post_id: int) -> int:
        """Put a letter with a new link to a post into the outbox; returns its id.

        Raises:
            NotAllowed: it is none that this visitor may give, or it has ended.
            TooManyLetters: this visitor has sent too many within an hour, to it or to all together.
        """
        with self._writing() as unit:
            post = open_post(unit, post_id)
            may_give_link(unit, post)
            not_too_many(unit, post.id)
            note_change(unit, "mailed", post, {"purpose": Purpose.HANDED})
            return queue(unit, Purpose.HANDED, post_id=post.id, department=post.department_id)

    def mail_test(self) -> int:
        """Put a letter to whoever asks into the outbox; returns its id. For the administrator."""
        with self._writing() as unit:
            unit.must(Action.ADMINISTER)
            if unit.person is None:
                raise NotAllowed("the operator has no address")
            return queue(unit, Purpose.TEST, post_id=unit.person.post_id)

    def mailed(self, letter_id: int) -> Mailed:
        """How far a letter is that one has put into the outbox oneself."""
        with self._reading() as unit:
            row = mailed_row(unit, letter_id)
            if unit.person is not None and row["queued_by"] != unit.actor_id:
                raise NotAllowed("somebody else's letter")
            return as_mailed(row)

    def outbox(self, most: int = 200) -> list[Mailed]:
        """What waits and what was refused, newest first; for the administrator."""
        with self._reading() as unit:
            unit.must(Action.ADMINISTER)
            return not_sent(unit, most)


def queue(unit: Unit, purpose: Purpose, *, once: str | None = None, **facts: object) -> int:
    """Put a letter into the outbox; returns its id, or 0 where one with the same key was put there before.

    Args:
        unit: of work.
        purpose: of the letter.
        once: what makes it the same as another.
        facts: post_id or address; department, round, event, letter and link_until where it has them.
    """
    if once is not None and unit.maybe("SELECT 1 FROM outbox WHERE once = :once", once=once) is not None:
        return 0
    known = ("post_id", "address", "department", "round", "event", "letter", "link_until")
    return unit.write(
        """
        INSERT INTO outbox (purpose, once, message_id, post_id, address, department_id, round_id, event_id, letter_id,
                            link_until, queued_by, queued_at, due_at)
        VALUES (:purpose, :once, :message, :post_id, :address, :department, :round, :event, :letter,
                :link_until, :by, :at, :at)
        """,
        purpose=purpose,
        once=once,
        message=secrets.token_hex(16),
        by=unit.actor_id,
        at=unit.stamp,
        **{name: facts.get(name) for name in known},
    )


def queue_for(
    unit: Unit, asked: Round, one: Approach, purpose: Purpose, until: datetime | None, once: str | None = None
) -> int:
    """Put an invitation or a reminder for a department into the outbox, in the region's words of today."""
    letter = worded(unit, asked.region_id, purpose, one.language)
    letter_id = queue(
        unit,
        purpose,
        once=once,
        post_id=one.post_id,
        department=one.department_id,
        round=asked.id,
        letter=None if letter is None else letter["id"],
        link_until=None if until is None else until.isoformat(),
    )
    if letter_id:
        unit.record("mailed", department=one.department_id, round_id=asked.id, details={"purpose": purpose})
    return letter_id


def worded(unit: Unit, region_id: str, purpose: Purpose, language: str) -> dict[str, Any] | None:
    """The region's own words for a letter today; None where it has none."""
    row = unit.maybe(
        """
        SELECT * FROM letters WHERE region_id = :region AND purpose = :purpose AND language = :language
         ORDER BY id DESC LIMIT 1
        """,
        region=region_id,
        purpose=purpose,
        language=language,
    )
    return row if row is not None and row["text"] else None


def _of_round(unit: Unit, round_id: int, purpose: Purpose, until: date | None) -> tuple[Round, datetime | None]:
    asked = round_of(unit, round_id)
    unit.must(Action.MANAGE_DEPARTMENTS, region=asked.region_id)
    if not purpose.is_worded:
        raise NotReady(["purpose"])
    if until is None:
        return asked, None
    today = day_of(unit.at, asked.zone)
    if until < today:
        raise NotReady(["days"])
    last = max(asked.closes_on, day_of(unit.at + INVITED_LASTS, asked.zone))
    if until > last:
        raise Unfit("until", today, last)
    return asked, end_of(until, asked.zone)


def _reachable(unit: Unit, asked: Round, purpose: Purpose, department_ids: Collection[str]) -> list[Approach]:
    wanted = set(department_ids)
    found = [one for one in approaches(unit, asked) if one.department_id in wanted]
    if len(found) != len(wanted):
        raise NotAllowed("a department is not in this round")
    return [one for one in found if one.can_get(purpose)]


def _by_hand(unit: Unit, asked: Round, one: Approach, purpose: Purpose, until: datetime | None) -> Letter:
    """A letter that somebody sends by themselves, with a link where it is said until when that is valid."""
    assert one.post_id is not None
    post = open_post(unit, one.post_id)
    letter = worded(unit, asked.region_id, purpose, one.language)
    letter_id = queue(
        unit,
        purpose,
        post_id=post.id,
        department=one.department_id,
        round=asked.id,
        letter=None if letter is None else letter["id"],
    )
    unit.write("UPDATE outbox SET sent_at = :at, by_hand = 1, tries = 1 WHERE id = :id", at=unit.stamp, id=letter_id)
    if until is None:
        unit.record("mailed", department=one.department_id, round_id=asked.id, details={"purpose": purpose})
    made = letter_to(
        one,
        asked,
        purpose,
        region=unit.one("SELECT name FROM regions WHERE id = :id", id=asked.region_id)["name"],
        by=unit.actor if unit.person is not None else "",
        reply_to=unit.person.email if unit.person is not None else "",
        until=until,
        wording=None if letter is None else Wording(letter["subject"], letter["text"]),
    )
    return replace(
        made,
        id=letter_id,
        message_id=unit.one("SELECT message_id FROM outbox WHERE id = :id", id=letter_id)["message_id"],
        token="" if until is None else handed_link(unit, post, until),
    )


def handed_link(unit: Unit, post: Post, until: datetime) -> str:
    """Make a link that whoever asks for it sees, for somebody else; older unused ones end."""
    end_older(unit, post.id)
    note_change(unit, "invited", post, {"role": post.role})
    return new_link(unit, post, until, alone=has_others(unit, post.person_id))
