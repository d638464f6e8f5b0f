"""What came of a plan: said beside a question that is asked again, and of each round when a later one is submitted.

An answer is given anew each time. What a plan says stands beside it, and is never an answer by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from assessment.answers import known_level
from assessment.commitments import Commitment, Status
from assessment.findings.agenda import counted
from assessment.findings.commitments import became, standing
from assessment.findings.rows import Table
from assessment.findings.steps import FEW
from assessment.findings.words import answered
from assessment.language import number
from assessment.questionnaire import Questionnaire, common_questions
from assessment.reading.commitments import Decided
from assessment.reading.department import Past
from assessment.wording import Say

BESIDE = 2  # steps that are told beside a question; of more, how many


@dataclass(frozen=True)
class CameOf:
    """What came of the steps that were taken from one round's result."""

    sentence: str  # how many there are, and how they stand
    table: Table  # those that were done before the newest round was submitted, with the levels said then and now

    @property
    def few(self) -> bool:
        """Whether they are so few that they are shown at once."""
        return len(self.table.rows) <= FEW


def beside(question_id: str, asked: Questionnaire, decided: Decided, say: Say, zone: str) -> tuple[str, ...]:
    """What stands or stood in the plan for a question, newest first; also for the one that it replaced.

    Args:
        question_id: of `asked`.
        asked: the questionnaire that is answered.
        decided: by the department.
        say: in the reader's language.
        zone: of the region, in which days are written.
    """
    today = _today(decided, asked)
    about = [one for one in reversed(decided.taken) if today(one) == question_id]
    told = [became(one, decided, say, zone) for one in about[:BESIDE]]
    more = len(about) - len(told)
    return (*told, say("came_of.more", more)) if more else tuple(told)


def came_of(past: Mapping[int, Past], decided: Decided, say: Say, zone: str) -> tuple[CameOf, ...]:
    """What came of the plan, for each round before the newest that steps were taken from, oldest first.

    Args:
        past: the rounds that the department submitted in, by id, oldest first.
        decided: by it.
        say: in the reader's language.
        zone: of the region, in which days are written.
    """
    if not past:
        return ()
    *earlier, newest = past
    taken = {round_id: [one for one in decided.taken if one.round_id == round_id] for round_id in earlier}
    return tuple(
        CameOf(
            sentence=say(
                "came_of.steps", len(steps), round=past[round_id].round_title, counts=counted(steps, say, zone)
            ),
            table=_table(steps, past[round_id], past[newest], decided, say, zone),
        )
        for round_id, steps in taken.items()
        if steps
    )


def _table(steps: Sequence[Commitment], before: Past, now: Past, decided: Decided, say: Say, zone: str) -> Table:
    done = [one for one in steps if one.status is Status.DONE and one.since <= now.submission.submitted_at]
    heads = (
        say("findings.head.practice"),
        say("came_of.standing"),
        say("came_of.level", before=before.round_title, now=now.round_title),
    )
    today = _today(decided, now.questionnaire)
    rows = (
        (
            decided.question(one).name[say.language],
            standing(one, say, zone),
            say("commitments.from_to", now=_level(before, one.question_id, say), then=_then(today(one), now, say)),
        )
        for one in done
    )
    return Table(heads, tuple(rows))


def _then(asked: str | None, now: Past, say: Say) -> str:
    return say("came_of.gone") if asked is None else _level(now, asked, say)


def _level(past: Past, question_id: str, say: Say) -> str:
    """The level that was said in a round, or what was said instead of one."""
    level = known_level(past.submission.answers, question_id)
    if level is not None:
        return number(level, say.language)
    return answered(past.questionnaire, past.submission.answers.get(question_id), say)


def _today(decided: Decided, asked: Questionnaire) -> Callable[[Commitment], str | None]:
    """Which question of a questionnaire a step is about; None where that does not ask it any more."""
    asked_as: dict[tuple[str, str], str] = {}
    for sha256, before in decided.questionnaires.items():
        for now, then in common_questions(asked, before).items():
            asked_as.setdefault((sha256, then), now)
    return lambda one: asked_as.get((one.questionnaire_sha256, one.question_id))
