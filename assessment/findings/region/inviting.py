"""Who was written to for a round, and how far that has led, in finished words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assessment.findings.rows import Table
from assessment.language import day, moment, moment_day, number
from assessment.letters import Mailed, Sent, why
from assessment.region.approach import Approach, Batch, Furthest
from assessment.rounds import Round
from assessment.wording import Say

_NOT_INVITED = (Furthest.NOT_SENT, Furthest.NO_ADDRESS)


@dataclass(frozen=True)
class Inviting:
    """How far a round's invitations are."""

    headline: str
    to_do: tuple[str, ...]  # sentences
    can_write: bool  # somebody of the round can still answer
    standings: tuple[Furthest, ...]  # those that there are


def inviting(of: Sequence[Approach], asked: Round, say: Say) -> Inviting:
    """Put in words how far a round's invitations are.

    Args:
        of: every department of the round.
        asked: the round, which has opened.
        say: the reader's language.
    """
    counts = Counter(one.standing for one in of)
    can_write = any(one.may_answer and not one.left for one in of)
    return Inviting(
        headline=_headline(counts, asked, say),
        to_do=tuple(_to_do(of, say))
        if can_write
        else (say("invitations.over", day=day(asked.last_day, say.language)),),
        can_write=can_write,
        standings=tuple(one for one in Furthest if counts[one]),
    )


def listed(of: Sequence[Approach], say: Say, zone: str) -> Table:
    """Departments, to whom they are written, and how far that has led; in the order given."""
    heads = tuple(say(f"invitations.head.{name}") for name in ("department", "to", "standing"))
    return Table(heads, tuple((one.department, to_whom(one, say), stood(one, say, zone)) for one in of))


def to_whom(one: Approach, say: Say) -> str:
    """The name and the address that a department is written to."""
    if one.post_id is None:
        return say("invitations.nobody")
    return " · ".join(filter(None, (one.name, one.address)))


def stood(one: Approach, say: Say, zone: str) -> str:
    """How far a department got and since when, and what became of the last letter to it."""
    progress, last = one.progress, one.last
    if progress.submitted_at is not None:
        return say("invitations.stood.submitted", day=moment_day(progress.submitted_at, say.language, zone))
    if one.left:
        return say("invitations.stood.left")
    said = [] if last is None else [written(last, say, zone)]
    if progress.begun_at is not None:
        said.append(say("invitations.stood.begun", day=moment_day(progress.begun_at, say.language, zone)))
    elif one.signed_in:
        said.append(say("invitations.stood.signed_in"))
    elif one.post_id is None:
        said.append(say("invitations.stood.no_address"))
    return " · ".join(said) or say("invitations.stood.not_sent")


def written(letter: Mailed, say: Say, zone: str) -> str:
    """What became of a letter, and when; with the mail server's words where it gave any."""
    what = say(f"mail.purpose.{letter.purpose}")
    if letter.state is Sent.WAITING or letter.at is None:
        if not letter.tries or not letter.reason:
            return say("invitations.letter.waiting", what=what)
        return say("invitations.letter.tried", letter.tries, what=what, reason=why(letter.reason, say))
    at = moment(letter.at, say.language, zone)
    if letter.state is Sent.REFUSED:
        return say("invitations.letter.refused", what=what, moment=at, reason=why(letter.reason, say))
    return say(f"invitations.letter.{'taken' if letter.by_hand else 'sent'}", what=what, moment=at)


def so_far(batch: Batch, say: Say, zone: str) -> str:
    """How far letters are that were put into the outbox together."""
    facts = {
        "sent": number(batch.count(Sent.SENT), say.language),
        "refused": number(batch.count(Sent.REFUSED), say.language),
        "waiting": number(batch.count(Sent.WAITING), say.language),
    }
    if batch.is_under_way:
        tried = [one.reason for one in batch.letters if one.state is Sent.WAITING and one.reason]
        because = [say("system.mail.because", reason=why(tried[-1], say))] if tried else []
        return " ".join((say("invitations.under_way", len(batch.letters), **facts), *because))
    facts["moment"] = moment(batch.letters[0].queued_at, say.language, zone)
    taken = all(one.by_hand for one in batch.letters)
    return say("invitations.taken" if taken else "invitations.gone", len(batch.letters), **facts)


def _headline(counts: Counter[Furthest], asked: Round, say: Say) -> str:
    total = sum(count for standing, count in counts.items() if standing is not Furthest.LEFT)
    left = sum(counts[one] for one in _NOT_INVITED)
    if not total:
        return say("invitations.headline.nobody", round=asked.title)
    if not left:
        return say("invitations.headline.all", total, round=asked.title)
    if left == total:
        return say("invitations.headline.none", total, round=asked.title)
    return say("invitations.headline.some", left, total=number(total, say.language), round=asked.title)


def hindered(of: Sequence[Approach], say: Say) -> Iterator[str]:
    """What letters have not arrived, and why."""
    counts = Counter(one.standing for one in of)
    for standing in (Furthest.WAITING, Furthest.REFUSED, Furthest.NO_ADDRESS):
        if counts[standing]:
            yield say(f"invitations.to_do.{standing}", counts[standing])


def _to_do(of: Sequence[Approach], say: Say) -> Iterator[str]:
    yield from hindered(of, say)
    still = sum(one.standing not in (Furthest.SUBMITTED, Furthest.LEFT) for one in of)
    yield say("invitations.to_do.still" if still else "invitations.to_do.nothing", still)
