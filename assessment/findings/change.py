"""What changed since the round before, over the questions that both rounds ask."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from assessment.answers import Answer, Answers, NotApplicable
from assessment.findings.parts import SMALL
from assessment.findings.rows import Key, Picture, Row, Table
from assessment.findings.words import Shown, listed, quoted, shown
from assessment.language import UNKNOWN, number
from assessment.questionnaire import Questionnaire, common_questions, with_only
from assessment.scoring import Score, Scorecard, score
from assessment.wording import Say

MOST_NAMED = 6  # practices in one sentence


@dataclass(frozen=True)
class Common:
    """Two sets of answers, scored over the questions they have in common."""

    questionnaire: Questionnaire  # the newer one, without what is not common
    before: Scorecard
    now: Scorecard
    questions: int


@dataclass(frozen=True)
class Change:
    """What moved, in finished words."""

    headline: str
    sentence: str  # over how many questions, and what counts as small
    pillars: Picture | None  # None where nothing is common
    gained: tuple[str, ...]  # names of practices that came into use
    lost: tuple[str, ...]
    practices: str  # both lists as sentences, or that nothing changed


def common(before: Questionnaire, answers_before: Answers, now: Questionnaire, answers_now: Answers) -> Common | None:
    """Score two assessments over the questions that both ask.

    A question is common where its id is, or where it says that it replaces one comparably.

    Args:
        before: the questionnaire of the earlier one.
        answers_before: its answers.
        now: the questionnaire of the later one, which gives the names and bands.
        answers_now: its answers.

    Returns:
        None where nothing is common.
    """
    earlier: dict[str, Answer] = {}
    kept: set[str] = set()
    for question_id, old_id in common_questions(now, before).items():
        answer = answers_before.get(old_id)
        if isinstance(answer, NotApplicable) and now.question(question_id).not_applicable is None:
            continue  # it could be answered so then, and cannot now
        kept.add(question_id)
        if answer is not None:
            earlier[question_id] = answer
    if not kept:
        return None
    reduced = with_only(now, kept)
    later = {one: answer for one, answer in answers_now.items() if one in kept}
    return Common(reduced, score(reduced, earlier), score(reduced, later), len(kept))


def change(compared: Common | None, say: Say) -> Change:
    """Put in words how two assessments differ; a small change is called small."""
    if compared is None:
        return Change(say("findings.change.nothing_common"), "", None, (), (), "")
    gained = _turned(compared, compared.before.in_use, compared.now.in_use, say)
    lost = _turned(compared, compared.now.in_use, compared.before.in_use, say)
    overall = _pair(compared, compared.before.overall, compared.now.overall)
    headline = _headline(overall, say)
    return Change(
        headline=headline,
        sentence=say("findings.change.common", compared.questions),
        pillars=_pillars(compared, headline, say),
        gained=gained,
        lost=lost,
        practices=_practices(gained, lost, say),
    )


def _pair(compared: Common, before: Score | None, now: Score | None) -> tuple[int | None, int | None]:
    """Two scores as they are shown."""

    def figure(value: Shown | None) -> int | None:
        return None if value is None else value.points

    both = (shown(compared.questionnaire, one) for one in (before, now))
    first, second = (figure(one) for one in both)
    return first, second


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


def _pillars(compared: Common, headline: str, say: Say) -> Picture:
    rows, lines, items = [], [], []
    for pillar in compared.questionnaire.pillars:
        name = pillar.title[say.language]
        before, now = _pair(
            compared,
            compared.before.pillars.get(pillar.id),
            compared.now.pillars.get(pillar.id),
        )
        then, today = (UNKNOWN if one is None else number(one, say.language) for one in (before, now))
        rows.append(
            Row(
                name,
                score=now,
                before=before,
                number=today,
                count=say("findings.change.was", before=then),
                verdict=_verdict(before, now, say),
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


def _turned(compared: Common, away: Mapping[str, bool], toward: Mapping[str, bool], say: Say) -> tuple[str, ...]:
    """The practices that are in use in the second and were known not to be in the first."""
    return tuple(
        question.name[say.language]
        for question in compared.questionnaire.questions()
        if toward.get(question.id) and not away.get(question.id)
    )


def _practices(gained: tuple[str, ...], lost: tuple[str, ...], say: Say) -> str:
    said = []
    if gained:
        said.append(say("findings.change.gained", names=_first(gained, say)))
    if lost:
        said.append(say("findings.change.lost", names=_first(lost, say)))
    return " ".join(said) or say("findings.change.no_practice")


def _first(names: tuple[str, ...], say: Say) -> str:
    """The first names of a list, and how many more there are."""
    if len(names) <= MOST_NAMED:
        return listed(names, say)
    first = ", ".join(quoted(name, say) for name in names[:MOST_NAMED])
    return say("findings.change.more", len(names) - MOST_NAMED, names=first)
