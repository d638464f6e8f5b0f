"""The list of departments in finished words: each in a few cells that explain themselves, and what the list is of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from assessment.findings.rows import Table
from assessment.findings.words import capital
from assessment.language import moment_day, number, short_day
from assessment.questionnaire import Questionnaire
from assessment.region import Invitee, Listed, Reason, Situation, many
from assessment.region.roster import OF_LINK
from assessment.rounds import Progress, Round
from assessment.wording import Say

_COUNTED = (Situation.SUBMITTED, Situation.STARTED, Situation.NOT_STARTED, Situation.OUTSIDE)


@dataclass(frozen=True)
class RosterEntry:
    """A department of the list; each cell is read by itself, and an empty one has nothing to say."""

    id: str
    name: str
    size: str
    state: str
    seen: str
    band: str
    missing: str
    change: str
    missing_names: str  # of the essentials

    @property
    def cells(self) -> tuple[str, ...]:
        """What stands beside the name."""
        return (self.size, self.state, self.seen, self.band, self.missing, self.change)


@dataclass(frozen=True)
class Sources:
    """What the words about departments in a round are taken from."""

    asked: Round
    before: str  # title of the round before; empty where this is the first
    questionnaire: Questionnaire
    departed: Mapping[str, str]  # of those that left: when, in words
    zone: str
    seen: Mapping[str, datetime] = field(default_factory=dict)  # when somebody of them last used a session, by id


def roster_entries(listed: Sequence[Listed], of: Sources, say: Say) -> tuple[RosterEntry, ...]:
    """Put departments in words, in the order given."""
    return tuple(_entry(one, of, say) for one in listed)


def roster_table(shown: Sequence[RosterEntry], say: Say) -> Table:
    """The same in three columns, with the missing essentials by name."""
    heads = tuple(say(f"departments.list.head.{name}") for name in ("department", "state", "result"))
    return Table(heads, tuple(_line(one, say) for one in shown))


def roster_title(whole: Sequence[Listed], found: Sequence[Listed], asked: Sequence[str], say: Say) -> str:
    """What the list is of: how far everybody is, or how many fit what is asked.

    Args:
        whole: every department that is listed unless something is asked.
        found: those that fit.
        asked: what is asked, in words; nothing for everybody.
        say: the reader's language.
    """
    if asked:
        return (
            say("departments.list.found", len(found), what=capital(" · ".join(asked)))
            if found
            else say("departments.none_fit")
        )
    every = Counter(one for each in whole for one in each.situations)
    counts = {one: every[one] for one in _COUNTED}
    items = [
        say(f"departments.list.count.{one}", count, n=number(count, say.language))
        for one, count in counts.items()
        if count
    ]
    return say("departments.list.title", len(whole), items=", ".join(items))


def situation_words(one: Situation, say: Say) -> str:
    """How far departments are, as it stands in a sentence."""
    return say(f"departments.situation.{one}")


def reason_words(one: Reason, questionnaire: Questionnaire, say: Say) -> str:
    """Why departments are visited or called, as it stands in a sentence."""
    return say(f"departments.reason.{one}", many(questionnaire))


def stands(one: Listed, of: Sources, say: Say, *, short: bool = False) -> str:
    """How far a department is, and since when; short for a column."""
    invitee, at = one.invitee, one.situation
    if at is Situation.LEFT:
        return of.departed.get(one.member.id, "")
    if invitee is None:
        return say("departments.list.outside", round=of.asked.title)
    said = progress(invitee, say, of.zone, short=short)
    if invitee.submitted_at is not None:
        return " · ".join(filter(None, (said, of.departed.get(one.member.id))))
    return f"{said} · {situation_words(at, say)}" if at in OF_LINK else said


def progress(one: Invitee | Progress, say: Say, zone: str, *, short: bool = False) -> str:
    """How far a department is in a round; of a draft only that there is one, and when it was worked on."""
    at = one.submitted_at or one.worked_at
    if at is None:
        return say("region.turnout.state.not_started")
    state = "started" if one.submitted_at is None else "reopened" if one.reopened else "submitted"
    if short:
        return say(f"departments.list.state.{state}", day=short_day(at, say.language, zone))
    return say(f"region.turnout.state.{state}", day=moment_day(at, say.language, zone))


def _entry(one: Listed, of: Sources, say: Say) -> RosterEntry:
    submitted = one.missing is not None
    names = {question.id: question.name[say.language] for question in of.questionnaire.essentials()}
    missing = [names[key] for key in one.missing or ()]
    bands = {band.id: band.title[say.language] for band in of.questionnaire.bands}
    seen_at = of.seen.get(one.member.id)
    seen = None if seen_at is None else short_day(seen_at, say.language, of.zone)
    return RosterEntry(
        id=one.member.id,
        name=one.member.name,
        size=say("region.size_not_said") if one.staff is None else say("departments.staff", one.staff),
        state=capital(stands(one, of, say, short=True)),
        seen=capital(say("access.never_seen")) if seen is None else say("departments.list.seen", day=seen),
        band="" if not submitted else bands[one.band] if one.band else say("departments.list.no_band"),
        missing=say("departments.list.missing", len(missing)) if submitted else "",
        change=_change(one, of, say) if submitted else "",
        missing_names=", ".join(missing),
    )


def _change(one: Listed, of: Sources, say: Say) -> str:
    if not of.before:
        return ""
    return say(f"departments.list.change.{one.direction or 'not_compared'}", round=of.before)


def _line(one: RosterEntry, say: Say) -> tuple[str, str, str]:
    return " · ".join((one.name, one.size)), " · ".join((one.state, one.seen)), " · ".join(_result(one, say))


def _result(one: RosterEntry, say: Say) -> Iterator[str]:
    if one.band:
        yield one.band
    if one.missing_names:
        yield say("departments.list.missing_names", names=one.missing_names)
    elif one.missing:
        yield one.missing
    if one.change:
        yield one.change
