"""What changed since the round before, in finished words: the same departments over the questions that both asked."""

from __future__ import annotations

from dataclasses import dataclass

from assessment.findings.region.words import by_size
from assessment.findings.rows import Table
from assessment.findings.words import named, points
from assessment.language import number
from assessment.questionnaire import Questionnaire
from assessment.region import Direction, Movement, PracticeMoved
from assessment.wording import Say

_ORDER = (Direction.UP, Direction.ABOUT_THE_SAME, Direction.DOWN)
SHOWN = 8  # practices that came into use most


@dataclass(frozen=True)
class MovementInWords:
    """What changed."""

    headline: str
    rests_on: str
    noise: str
    parts: tuple[tuple[str, int, str], ...]
    alt: str
    table: Table
    moved: tuple[tuple[str, Table], ...]  # of those that went up and of those that went down: by name
    notes: tuple[str, ...]
    lists: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]  # who is not compared and why: names by size
    practices_headline: str
    practices: Table  # those that came into use most


def movement(found: Movement, questionnaire: Questionnaire, before: str, now: str, say: Say) -> MovementInWords:
    """Put the change in words.

    Args:
        found: the change.
        questionnaire: that of the later round.
        before: title of the earlier round.
        now: title of the later one.
        say: the reader's language.
    """
    counts = {direction: found.count(direction) for direction in _ORDER}
    words = {direction: say(f"region.movement.{direction}") for direction in _ORDER}
    numbers = {direction: number(count, say.language) for direction, count in counts.items()}
    return MovementInWords(
        headline=say(
            "region.movement.title",
            up=numbers[Direction.UP],
            down=numbers[Direction.DOWN],
            same=numbers[Direction.ABOUT_THE_SAME],
        )
        if found.moved
        else say("region.movement.nobody"),
        rests_on=say(
            "region.movement.rests_on",
            len(found.moved),
            questions=number(found.questions, say.language),
            asked=number(found.asked, say.language),
        ),
        noise=say("region.movement.noise"),
        parts=tuple((words[one], counts[one], numbers[one]) for one in _ORDER),
        alt=say("region.movement.alt", items="; ".join(named(words[one], numbers[one]) for one in _ORDER)),
        table=Table(
            tuple(say(f"region.head.{name}") for name in ("direction", "departments")),
            tuple((words[one], numbers[one]) for one in _ORDER),
        ),
        moved=tuple(
            (words[direction], _moved(found, direction, questionnaire, before, now, say))
            for direction in (Direction.UP, Direction.DOWN)
            if counts[direction]
        ),
        notes=tuple(_notes(found, say)),
        lists=tuple(
            (say(f"region.movement.{why}", len(members)), by_size(members, say))
            for why, members in (("not_again", found.not_again), ("too_few_known", found.too_few_known))
            if members
        ),
        practices_headline=say("region.movement.practices"),
        practices=_practices(found, questionnaire, before, now, say),
    )


def _moved(
    found: Movement, direction: Direction, questionnaire: Questionnaire, before: str, now: str, say: Say
) -> Table:
    def shown(score: float) -> str:
        return number(points(questionnaire, score), say.language)

    return Table(
        (say("region.head.department"), before, now),
        tuple(
            (one.member.name, shown(one.before), shown(one.now)) for one in found.moved if one.direction is direction
        ),
    )


def _practices(found: Movement, questionnaire: Questionnaire, before: str, now: str, say: Say) -> Table:
    """The practices with the largest difference of departments that have them in use; ties in questionnaire order."""

    def gained(one: PracticeMoved) -> int:
        return one.in_use_now - one.in_use_before

    came = sorted((one for one in found.practices if gained(one) > 0), key=lambda one: -gained(one))[:SHOWN]
    return Table(
        (say("region.head.practice"), before, now),
        tuple(
            (
                questionnaire.question(one.question_id).name[say.language],
                say("findings.of", some=number(one.in_use_before, say.language), total=number(one.n, say.language)),
                say("findings.of", some=number(one.in_use_now, say.language), total=number(one.n, say.language)),
            )
            for one in came
        ),
    )


def _notes(found: Movement, say: Say) -> list[str]:
    notes = []
    if found.with_essentials is not None:
        then, today = (number(one, say.language) for one in found.with_essentials)
        notes.append(say("region.movement.essentials", before=then, now=today))
    if found.joined:
        notes.append(say("region.movement.joined", len(found.joined)))
    return notes
