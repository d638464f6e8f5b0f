"""How well the questionnaire works, in finished words, for whoever writes its next version."""

from __future__ import annotations

from dataclasses import dataclass

from assessment.findings.middle import level
from assessment.findings.rows import Table
from assessment.language import UNKNOWN, number, percent, whole
from assessment.questionnaire import Questionnaire
from assessment.region import Quality, QuestionQuality
from assessment.wording import Say


@dataclass(frozen=True)
class QualityInWords:
    """How well the questionnaire works."""

    headline: str
    sentences: tuple[str, ...]
    unclear: Table  # questions that half or more do not know or are not concerned by
    alike: Table  # questions that tell nobody apart
    all: Table  # every question


def quality(found: Quality, questionnaire: Questionnaire, say: Say) -> QualityInWords:
    """Put in words how the questionnaire of a round works."""
    unclear = [one for one in found.questions if one.unclear]
    alike = [one for one in found.questions if one.separates_nobody]
    heads = tuple(say(f"region.head.{name}") for name in ("question", "dont_know", "not_applicable"))
    return QualityInWords(
        headline=_headline(len(unclear), len(alike), found.n, say),
        sentences=tuple(_sentences(found, say)),
        unclear=Table(heads, tuple(_shares(one, questionnaire, say) for one in unclear)),
        alike=Table(
            tuple(say(f"region.head.{name}") for name in ("question", "level", "share")),
            tuple(
                (
                    questionnaire.question(one.question_id).name[say.language],
                    UNKNOWN if one.most_common is None else number(one.most_common, say.language),
                    _percent(one.most_common_share, say),
                )
                for one in alike
            ),
        ),
        all=Table(
            tuple(say(f"region.head.{name}") for name in ("question", "dont_know_or_not", "most_at")),
            tuple(_in_all(one, questionnaire, say) for one in found.questions),
        ),
    )


def _headline(unclear: int, alike: int, n: int, say: Say) -> str:
    if not n:
        return say("region.quality.title")
    if not unclear and not alike:
        return say("region.quality.fine")
    if unclear:
        return say("region.quality.look_again", unclear)
    return say("region.quality.tell_nobody", alike)


def _sentences(found: Quality, say: Say) -> list[str]:
    said = []
    if found.minutes is not None and found.minutes >= 1:  # less: answered on paper and entered in one step
        said.append(say("region.quality.minutes", whole(found.minutes)))
    elif found.n:
        said.append(say("region.quality.no_minutes"))
    if found.all_alike:
        said.append(say("region.quality.all_alike", found.all_alike))
    if any(one.dont_know_share is None for one in found.questions):
        said.append(say("region.quality.few"))
    return said


def _shares(one: QuestionQuality, questionnaire: Questionnaire, say: Say) -> tuple[str, str, str]:
    name = questionnaire.question(one.question_id).name[say.language]
    return name, _percent(one.dont_know_share, say), _percent(one.not_applicable_share, say)


def _in_all(one: QuestionQuality, questionnaire: Questionnaire, say: Say) -> tuple[str, str, str]:
    name, dont_know, not_applicable = _shares(one, questionnaire, say)
    most = UNKNOWN
    if one.most_common is not None and one.most_common_share is not None:
        most = say(
            "region.quality.at_level",
            level=level(one.most_common, say),
            share=percent(one.most_common_share, say.language),
        )
    return name, f"{dont_know} / {not_applicable}", most


def _percent(share: float | None, say: Say) -> str:
    return UNKNOWN if share is None else percent(share, say.language)
