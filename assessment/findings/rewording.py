"""Which questions are worded otherwise than in the round before, while what their levels mean is the same."""

from __future__ import annotations

from dataclasses import dataclass

from assessment.findings.rows import Table
from assessment.language import enumeration, number
from assessment.questionnaire import Question, Questionnaire, Reworded, reworded
from assessment.wording import Say


@dataclass(frozen=True)
class Rewording:
    """The questions worded anew, in finished words."""

    sentence: str  # how many, and that the levels mean the same
    table: Table  # each with what of it is worded anew
    names: str  # the same without what, in one line


def rewording(before: Questionnaire, now: Questionnaire, say: Say) -> Rewording | None:
    """Name the questions that two versions share in other words; None where there are none.

    Args:
        before: the questionnaire of the earlier round.
        now: that of the later one, which gives the names.
        say: the reader's language.
    """
    found = reworded(now, before)
    if not found:
        return None
    names = [_name(now.question(one.question_id), say) for one in found]
    heads = tuple(say(f"history.reworded.head.{one}") for one in ("question", "changed"))
    lines = tuple((name, _changed(one, say)) for name, one in zip(names, found, strict=True))
    return Rewording(say("history.reworded.sentence", len(found)), Table(heads, lines), "; ".join(names))


def _name(question: Question, say: Say) -> str:
    return say("history.reworded.name", id=question.id, name=question.name[say.language])


def _changed(one: Reworded, say: Say) -> str:
    """Write "the question; levels 3 and 4"."""
    words = [say("history.reworded.question")] if one.question else []
    if one.levels:
        levels = enumeration([number(level, say.language) for level in one.levels], say.language)
        words.append(say("history.reworded.levels", len(one.levels), levels=levels))
    return "; ".join(words)
