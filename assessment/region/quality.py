"""How well the questionnaire itself works, so that its next version is better.

Nothing here speaks of a single department: everything is a share or a median over all submissions of a round.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

from assessment.answers import DONT_KNOW, Answer, NotApplicable
from assessment.region.members import Results

FEWEST = 5  # submissions before anything is said of a question
UNCLEAR_FROM = 50  # percent that do not know or are not concerned
ALIKE_FROM = 90  # percent at one level, from which a question separates nobody and an assessment is all alike
LONGEST_PAUSE = timedelta(minutes=10)  # a longer one was spent on something else
TIMED_FROM = 50  # percent of the questions that must have a time, for an assessment's minutes to be counted


@dataclass(frozen=True)
class QuestionQuality:
    """How one question works. Shares in percent of all submissions, None below five."""

    question_id: str
    n: int
    dont_know: int
    not_applicable: int
    dont_know_share: float | None
    not_applicable_share: float | None
    unclear: bool  # half or more do not know or are not concerned: the question needs work
    most_common: int | None  # level
    most_common_share: float | None  # percent of those with a level
    separates_nobody: bool  # nearly all are at one level
    seconds: float | None  # median time spent on it


@dataclass(frozen=True)
class Quality:
    """How the questionnaire works."""

    n: int
    questions: tuple[QuestionQuality, ...]  # in questionnaire order
    all_alike: int  # submissions in which nearly all levels are the same
    all_alike_share: float | None  # percent
    timed: int  # submissions whose times are known
    minutes: float | None  # median of the time spent answering, pauses left out


def quality(region: Results, times: Mapping[str, Mapping[str, datetime]] | None = None) -> Quality:
    """See how the questionnaire of a round works.

    Args:
        region: the round.
        times: when each answer was last saved, by department and question, where that is known. The time spent on
            an answer is what passed since the save before; the first answer and those after a pause have none.
    """
    n = len(region.assessed)
    asked = [question.id for question in region.questionnaire.questions()]
    present = {one.member.id for one in region.assessed}
    spent = [
        _spent(of_one)
        for department_id, of_one in (times or {}).items()
        if department_id in present and 100 * len(of_one) >= TIMED_FROM * len(asked)
    ]
    answers = [one.submission.answers for one in region.assessed]
    all_alike = sum(_are_alike(of_one.values()) for of_one in answers)
    return Quality(
        n=n,
        questions=tuple(
            _question(
                question_id,
                [of_one.get(question_id) for of_one in answers],
                [seconds for of_one in spent if (seconds := of_one.get(question_id)) is not None],
            )
            for question_id in asked
        ),
        all_alike=all_alike,
        all_alike_share=_share(all_alike, n),
        timed=len(spent),
        minutes=_median([sum(of_one.values()) / 60 for of_one in spent]),
    )


def _question(question_id: str, answers: list[Answer | None], seconds: list[float]) -> QuestionQuality:
    n = len(answers)
    dont_know = sum(answer is DONT_KNOW for answer in answers)
    not_applicable = sum(isinstance(answer, NotApplicable) for answer in answers)
    counts = Counter(answer for answer in answers if isinstance(answer, int))
    most_common = min(counts, key=lambda level: (-counts[level], level), default=None)
    share = None if most_common is None else _share(counts[most_common], counts.total())
    return QuestionQuality(
        question_id=question_id,
        n=n,
        dont_know=dont_know,
        not_applicable=not_applicable,
        dont_know_share=_share(dont_know, n),
        not_applicable_share=_share(not_applicable, n),
        unclear=n >= FEWEST and 100 * (dont_know + not_applicable) >= UNCLEAR_FROM * n,
        most_common=most_common,
        most_common_share=share,
        separates_nobody=share is not None and share >= ALIKE_FROM,
        seconds=_median(seconds),
    )


def _are_alike(answers: Iterable[Answer]) -> bool:
    counts = Counter(answer for answer in answers if isinstance(answer, int))
    return counts.total() > 1 and 100 * max(counts.values()) >= ALIKE_FROM * counts.total()


def _spent(times: Mapping[str, datetime]) -> dict[str, float]:
    """Seconds spent on each answer; what was saved in one step with another took none of its own."""
    in_order = sorted(times.items(), key=lambda one: one[1])
    gaps = {later[0]: later[1] - earlier[1] for earlier, later in pairwise(in_order)}
    return {
        question_id: gap.total_seconds() for question_id, gap in gaps.items() if timedelta(0) < gap <= LONGEST_PAUSE
    }


def _share(part: int, n: int) -> float | None:
    return 100 * part / n if n >= FEWEST else None


def _median(values: list[float]) -> float | None:
    return median(values) if len(values) >= FEWEST else None
