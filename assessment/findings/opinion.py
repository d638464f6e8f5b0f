"""What a second opinion sees, against what the department said: in words, and both sentences of each essential."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assessment.answers import DONT_KNOW, Answer, Answers, NotApplicable
from assessment.findings.words import level_sentences, level_words
from assessment.questionnaire import Question, Questionnaire
from assessment.voices.opinion import Beside, Sees, counted
from assessment.wording import Say

_ORDER = (Sees.LESS, Sees.MORE, Sees.SAME, Sees.NOT_BOTH)


@dataclass(frozen=True)
class Side:
    """What one of the two said: in short, and all that the level means where there is one."""

    short: str
    sentences: tuple[str, ...] = ()


def differences(found: Sequence[Beside], say: Say) -> list[str]:
    """How far the two are apart, as ends of sentences that begin with who it was; the first is the finding."""
    counts = counted(tuple(found))
    of = say.count(len(found))
    return [say(f"opinion.sees.{one}", counts[one], of=of) for one in _ORDER if counts[one]]


def side(questionnaire: Questionnaire, question: Question, answers: Answers, say: Say) -> Side:
    """What somebody said on an essential."""
    answer: Answer | None = answers.get(question.id)
    if answer is None:
        return Side(say("opinion.not_answered"))
    if answer is DONT_KNOW:
        return Side(questionnaire.dont_know[say.language])
    if isinstance(answer, NotApplicable) or not isinstance(answer, int):
        return Side(questionnaire.not_applicable[say.language])
    return Side(level_words(questionnaire, answer, say), level_sentences(question, answer, say))
