"""How one version of a questionnaire follows from another: which questions go on, and which ids are used up."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from assessment.language import Text
from assessment.questionnaire.model import Level, Question, Questionnaire


@dataclass(frozen=True)
class Reworded:
    """A question that goes on in other words; what its levels mean is the same, or it would have another id."""

    question_id: str  # in the new version
    question: bool  # whether what is asked is worded anew
    levels: tuple[Level, ...]  # whose sentences are


def common_questions(new: Questionnaire, old: Questionnaire) -> dict[str, str]:
    """The questions of two versions that a trend may run through: id in the new one -> id in the old one.

    One step only: what replaced a question that replaced another is not followed further.
    """
    pairs = ((question.id, _before(question, old)) for question in new.questions())
    return {now: before for now, before in pairs if before is not None}


def successor(questionnaire: Questionnaire, question_id: str) -> str | None:
    """The question that asks for a practice now: the same, or the one that replaced it, comparable or not.

    None where it is asked no more. One step only, as above.
    """
    if questionnaire.find(question_id) is not None:
        return question_id
    replacing = (one.id for one in questionnaire.questions() if one.replaces and one.replaces.question == question_id)
    return next(replacing, None)


def asks_the_same(new: Questionnaire, old: Questionnaire) -> bool:
    """Whether a trend may run through every question of two versions."""
    asked = {sum(1 for _ in version.questions()) for version in (new, old)}
    return asked == {len(common_questions(new, old))}


def reworded(new: Questionnaire, old: Questionnaire) -> list[Reworded]:
    """The questions that go on in other words, in the order of the new version.

    Only languages that both have count: one that is added rewords nothing. Names, help and actions are left out,
    because no answer rests on them.
    """
    languages = set(new.languages) & set(old.languages)
    pairs = ((new.question(now), old.question(before)) for now, before in common_questions(new, old).items())
    found = (_reworded(now, before, languages) for now, before in pairs)
    return [one for one in found if one.question or one.levels]


def with_only(questionnaire: Questionnaire, kept: Collection[str]) -> Questionnaire:
    """The questionnaire with these questions alone; a dimension or pillar that is left with none goes too."""
    pillars = []
    for pillar in questionnaire.pillars:
        dimensions = [
            dimension.model_copy(update={"questions": asked})
            for dimension in pillar.dimensions
            if (asked := tuple(one for one in dimension.questions if one.id in kept))
        ]
        if dimensions:
            pillars.append(pillar.model_copy(update={"dimensions": tuple(dimensions)}))
    # a copy would keep what the whole questionnaire has looked up already
    values = {name: getattr(questionnaire, name) for name in type(questionnaire).model_fields}
    return type(questionnaire).model_construct(**values | {"pillars": tuple(pillars)})


def lineage_problems(questionnaire: Questionnaire, earlier: Sequence[Questionnaire]) -> list[str]:
    """What a new version may not do, seen from the versions before it; one line each.

    Args:
        questionnaire: the new version.
        earlier: the versions in use before it, oldest first. The same file among them is no earlier version; where
            there is no other, nothing is wrong.
    """
    versions = [version for version in earlier if version.sha256 != questionnaire.sha256]
    return list(_problems(questionnaire, versions))


def _problems(questionnaire: Questionnaire, versions: Sequence[Questionnaire]) -> Iterator[str]:
    was_asked = {question.id for version in versions for question in version.questions()}
    for question in questionnaire.questions():
        before = question.replaces.question if question.replaces else None
        if before is not None and versions and before not in was_asked:
            yield (
                f"question {question.id} > replaces > question: no earlier version asks {before}; "
                "name one that was asked, or remove replaces"
            )
        if retired := _retired_in(question.id, versions):
            yield (
                f"question {question.id}: the id was given up in version {retired}, and saved answers still mean "
                "the old question; choose a new id"
            )
    still_asked = {question.id for question in questionnaire.questions()}
    for question in questionnaire.questions():
        if question.replaces and question.replaces.question in still_asked:
            yield (
                f"question {question.id} > replaces > question: {question.replaces.question} is still asked; "
                "name one that is not"
            )


def _reworded(now: Question, before: Question, languages: Collection[str]) -> Reworded:
    def differ(one: Text, other: Text) -> bool:
        return any(one[language] != other[language] for language in languages)

    levels = tuple(level for level, text in sorted(now.levels.items()) if differ(text, before.levels[level]))
    return Reworded(now.id, differ(now.question, before.question), levels)


def _before(question: Question, old: Questionnaire) -> str | None:
    if old.find(question.id) is not None:
        return question.id
    replaces = question.replaces
    if replaces is not None and replaces.comparable and old.find(replaces.question) is not None:
        return replaces.question
    return None


def _retired_in(question_id: str, versions: Sequence[Questionnaire]) -> str | None:
    """The version that did not ask a question any more; None where none gave it up."""
    asked = False
    for version in versions:
        if version.find(question_id) is not None:
            asked = True
        elif asked:
            return version.version
    return None
