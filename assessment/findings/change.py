"""What changed since the round before, over the questions that both rounds ask."""

from __future__ import annotations

from dataclasses import dataclass

from assessment.answers import known_level
from assessment.assessed import Assessed, over_common
from assessment.findings.parts import SMALL
from assessment.findings.rows import Key, Picture, Row, Table
from assessment.findings.words import first_of, shown
from assessment.language import UNKNOWN, number
from assessment.questionnaire import Questionnaire
from assessment.scoring import Score
from assessment.wording import Say

MOST_NAMED = 6  # practices in one sentence


@dataclass(frozen=True)
class ChangeInWords:
    """What moved, in finished words."""

    headline: str
    sentence: str  # over how many questions, and what counts as small
    pillars: Picture | None  # None where nothing is common
    gained: tuple[str, ...]  # names of practices that came into use
    lost: tuple[str, ...]
    practices: str  # both lists as sentences, or that nothing changed


def change(before: Assessed, now: Assessed, say: Say) -> ChangeInWords:
    """Put in words how two assessments differ, over the questions that both ask; a small change is called small."""
    both = over_common(before, now)
    if both is None:
        return ChangeInWords(say("findings.change.nothing_common"), "", None, (), (), "")
    then, today = both
    gained, lost = _turned(then, today, say), _turned(today, then, say)
    headline = _headline(_pair(today.questionnaire, then.scorecard.overall, today.scorecard.overall), say)
    return ChangeInWords(
        headline=headline,
        sentence=say("findings.change.common", sum(1 for _ in today.questionnaire.questions())),
        pillars=_pillars(then, today, headline, say),
        gained=gained,
        lost=lost,
        practices=_practices(gained, lost, say),
    )


def _pair(questionnaire: Questionnaire, before: Score | None, now: Score | None) -> tuple[int | None, int | None]:
    """Two scores as they are shown."""
    then, today = (shown(questionnaire, one) for one in (before, now))
    return None if then is None else then.points, None if today is None else today.points


def _headline(pair: tuple[int | None, int | None], say: Say) -> str:
    before, now = pair
    if before is None or now is None:
        return say("findings.change.unknown")
    words = {"before": number(before, say.language), "now": number(now, say.language)}
    return say(f"findings.change.{_direction(before, now)}", None, **words)


def _direction(before: int, now: int) -> str:
    """Which way a score went; up to five points may come from one answer given otherwise."""
    if before == now:
        return "same"
    if abs(now - before) <= SMALL:
        return "small"
    return "rise" if now > before else "fall"


def _pillars(before: Assessed, now: Assessed, headline: str, say: Say) -> Picture:
    rows, lines, items = [], [], []
    for pillar in now.questionnaire.pillars:
        name = pillar.title[say.language]
        parts = (one.scorecard.pillars.get(pillar.id) for one in (before, now))
        points_before, points_now = _pair(now.questionnaire, *parts)
        then, today = (UNKNOWN if one is None else number(one, say.language) for one in (points_before, points_now))
        rows.append(
            Row(
                name,
                score=points_now,
                before=points_before,
                number=today,
                count=say("findings.change.was", before=then),
                verdict=_verdict(points_before, points_now, say),
            )
        )
        lines.append((name, then, today))
        items.append(say("findings.change.item", name=name, now=today, before=then))
    heads = tuple(say(f"findings.head.{one}") for one in ("pillar", "before", "now"))
    return Picture(
        headline=headline,
        rows=tuple(rows),
        alt=say("findings.change.alt", items="; ".join(items)),
        table=Table(heads, tuple(lines)),
        key=Key(you=say("findings.key.you"), before=say("findings.key.before")),
    )


def _verdict(before: int | None, now: int | None, say: Say) -> str:
    if before is None or now is None:
        return say("findings.change.verdict.unknown")
    return say(f"findings.change.verdict.{_direction(before, now)}", abs(now - before))


def _turned(away: Assessed, toward: Assessed, say: Say) -> tuple[str, ...]:
    """The practices that are in use in the second and are known not to be in the first."""
    return tuple(
        question.name[say.language]
        for question in toward.questionnaire.questions()
        if toward.scorecard.in_use.get(question.id)
        and known_level(away.answers, question.id) is not None
        and not away.scorecard.in_use[question.id]
    )


def _practices(gained: tuple[str, ...], lost: tuple[str, ...], say: Say) -> str:
    said = []
    if gained:
        said.append(say("findings.change.gained", names=first_of(gained, MOST_NAMED, say)))
    if lost:
        said.append(say("findings.change.lost", names=first_of(lost, MOST_NAMED, say)))
    return " ".join(said) or say("findings.change.no_practice")
