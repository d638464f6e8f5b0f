"""Who takes part, in finished words: how many, who has not started, and how the network grows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assessment.findings.region.words import choice, size
from assessment.findings.rows import Key, Picture, Row, Table
from assessment.findings.words import named, out_of
from assessment.language import UNKNOWN, day, number, percent
from assessment.questionnaire import Questionnaire
from assessment.region import Growth, Stage, Turnout
from assessment.rounds import RoundState
from assessment.wording import Say

_STAGES = (Stage.SUBMITTED, Stage.STARTED, Stage.NOT_STARTED)


@dataclass(frozen=True)
class TurnoutInWords:
    """How far a round is."""

    headline: str
    parts: tuple[tuple[str, int, str], ...]  # name, count, and the count as it is written
    alt: str
    table: Table
    closing: str  # when the round closes or closed
    notes: tuple[str, ...]  # what the three numbers leave out or hide
    groups: Table  # of each size and form: not started, of how many invited


@dataclass(frozen=True)
class Network:
    """The network over the rounds."""

    picture: Picture
    caption: str


def turnout_words(turnout: Turnout, questionnaire: Questionnaire, say: Say) -> TurnoutInWords:
    """Put in words how far a round is.

    Args:
        turnout: as it stands now.
        questionnaire: the one that the round asks; it names the forms.
        say: the reader's language.
    """
    total = turnout.invited - turnout.left
    counts = dict(zip(_STAGES, (turnout.submitted, turnout.started, turnout.not_started), strict=True))
    lines = tuple((_stage(stage, say), counts[stage], _share(counts[stage], total, say)) for stage in _STAGES)
    heads = tuple(say(f"region.head.{name}") for name in ("stage", "departments", "share"))
    return TurnoutInWords(
        headline=_headline(turnout, total, say),
        parts=tuple((name, count, number(count, say.language)) for name, count, _ in lines),
        alt=say("region.turnout.alt", items="; ".join(named(name, str(count)) for name, count, _ in lines)),
        table=Table(heads, tuple((name, number(count, say.language), share) for name, count, share in lines)),
        closing=_closing(turnout, say),
        notes=tuple(_notes(turnout, say)),
        groups=_groups(turnout, questionnaire, say),
    )


def network(found: Sequence[Growth], say: Say, *, open_id: int | None = None) -> Network:
    """Put the growth of the network in words.

    Args:
        found: at least one round, oldest first.
        say: the reader's language.
        open_id: of the round that is still open: what it has so far is no step down from the one before.
    """
    lines = tuple((one.title, number(one.submitted, say.language), _of_all(one, say)) for one in found)
    heads = tuple(say(f"region.head.{name}") for name in ("round", "submitted", "of_all"))
    known = any(one.share is not None for one in found)
    return Network(
        picture=Picture(
            headline=_growth_headline([one for one in found if one.round_id != open_id] or found, say),
            rows=tuple(_growth_row(one, one.round_id == open_id, say) for one in found),
            alt=say("region.growth.alt", items="; ".join(f"{title}: {of_all}" for title, _, of_all in lines)),
            table=Table(heads, lines),
            key=Key(you=say("region.growth.key")) if known else Key(),
            unit=percent(0, say.language).replace("0", ""),
        ),
        caption=say("region.growth.caption" if known else "region.growth.unknown"),
    )


def _headline(turnout: Turnout, total: int, say: Say) -> str:
    if not turnout.invited:
        return say("region.turnout.nobody_invited")
    if not turnout.submitted:
        return say("region.turnout.none")
    if turnout.submitted == total:
        return say("region.turnout.all", total)
    return say("region.turnout.submitted_of", turnout.submitted, invited=number(total, say.language))


def _stage(stage: Stage, say: Say) -> str:
    return say(f"region.turnout.stage.{stage}")


def _share(count: int, total: int, say: Say) -> str:
    return percent(100 * count / total, say.language) if total else UNKNOWN


def _closing(turnout: Turnout, say: Say) -> str:
    closes = day(turnout.closes_on, say.language)
    if turnout.days_left is None:
        planned = turnout.state is RoundState.PLANNED
        return say(f"region.turnout.{'planned' if planned else 'closed'}", day=closes)
    if turnout.days_left == 0:
        return say("region.turnout.last_day")
    return say("region.turnout.days_left", turnout.days_left, day=closes)


def _notes(turnout: Turnout, say: Say) -> Iterator[str]:
    later = sum(one.days_left is not None and one.last_day > turnout.closes_on for one in turnout.invitees)
    again = sum(one.reopened for one in turnout.invitees)
    for key, count in (("left", turnout.left), ("later", later), ("again", again)):
        if count:
            yield say(f"region.turnout.{key}", count)


def _groups(turnout: Turnout, questionnaire: Questionnaire, say: Say) -> Table:
    heads = tuple(say(f"region.head.{name}") for name in ("kind", "not_started", "submitted"))
    return Table(
        heads,
        tuple(
            (
                f"{size(group.staff_band, say)} · {choice(questionnaire, 'form', group.form, say)}",
                number(len(group.not_started), say.language),
                out_of(group.submitted, group.invited, say),
            )
            for group in turnout.groups
        ),
    )


def _growth_headline(found: Sequence[Growth], say: Say) -> str:
    first, last = found[0], found[-1]
    if len(found) == 1:
        return say("region.growth.first", last.submitted)
    words = {"before": number(first.submitted, say.language), "now": number(last.submitted, say.language)}
    return say("region.growth.from_to", None, **words)


def _growth_row(one: Growth, is_open: bool, say: Say) -> Row:
    title = say("region.growth.so_far", round=one.title) if is_open else one.title
    new = say("region.growth.first_time", one.first_time) if one.first_time else ""
    counted = number(one.submitted, say.language)
    return Row(
        title,
        score=one.share,
        number=percent(one.share, say.language) if one.share is not None else counted,
        count=_beside(one, say),
        verdict=new,
        bold=True,
    )


def _beside(one: Growth, say: Say) -> str:
    """What the share is of, in few words: it stands beside another line on a phone."""
    if one.share is None or one.in_all is None:
        return say("region.growth.submitted", one.submitted)
    return out_of(one.submitted, one.in_all, say)


def _of_all(one: Growth, say: Say) -> str:
    if one.share is None or one.in_all is None:
        return say("region.growth.submitted", one.submitted)
    return say(
        "region.growth.share",
        submitted=number(one.submitted, say.language),
        in_all=number(one.in_all, say.language),
        share=percent(one.share, say.language),
    )
