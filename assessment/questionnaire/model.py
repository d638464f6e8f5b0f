"""The records of a questionnaire, frozen and strict about unknown keys."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from assessment.language import Text

Horizon = Literal["within_6_months", "within_18_months", "after_18_months"]


def _a_level(value: object) -> object:
    """Refuse what is no level, true and false among it, which Python takes for 1 and 0."""
    if isinstance(value, bool) or value not in range(5):
        raise PydanticCustomError("literal_error", "not a level", {"expected": "0, 1, 2, 3 or 4"})
    return value


Level = Annotated[int, BeforeValidator(_a_level)]
Id = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_.-]*$", max_length=60)]
SOMETHING = r"\S"  # the pattern of what must not be empty
Words = Annotated[str, Field(pattern=SOMETHING)]  # in one language; where it comes from, for instance

POINTS = 25  # what one level is worth on the scale from 0 to 100
IN_USE_FROM = 2  # the level from which a practice is in use


class Content(BaseModel):
    """A piece of a file of content: read-only, and strict about unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Source(Content):
    """A document that questions come from."""

    title: Words
    publisher: Words


class Citation(Content):
    """What a source says about one question; the passage is for editors."""

    source: Id
    passage: Words


class RecommendedAction(Content):
    """What to do next from one level, and by when."""

    horizon: Horizon
    action: Text


class Actions(Content):
    """The recommended action from each level that has a next one."""

    from_0: RecommendedAction
    from_1: RecommendedAction
    from_2: RecommendedAction
    from_3: RecommendedAction

    def from_level(self, level: int) -> RecommendedAction | None:
        """The action that leads on from a level; None from the highest."""
        return {0: self.from_0, 1: self.from_1, 2: self.from_2, 3: self.from_3}.get(level)


class NotApplicableWhere(Content):
    """When a question may be answered with "does not apply"."""

    staff_at_most: int = Field(ge=0)  # people; whether the reason fits is a soft check
    when: Text


class Replaces(Content):
    """Which question of an earlier version this one took the place of."""

    question: Id
    comparable: bool  # whether a trend may run through both


class Question(Content):
    """One question, answered with a level from 0 to 4."""

    id: Id  # kept for ever: saved answers refer to it
    name: Text  # the practice in a few words
    question: Text
    essential: bool
    essential_reason: Text | None = None
    minimum_level: Level
    presupposes_account: bool
    not_applicable: NotApplicableWhere | None = None
    levels: Mapping[Level, Text]
    help: Text
    evidence: Text
    actions: Actions
    sources: tuple[Citation, ...]
    replaces: Replaces | None = None


class Dimension(Content):
    """A topic: the questions whose mean is one score."""

    id: Id
    title: Text
    questions: tuple[Question, ...] = Field(min_length=1)


class Pillar(Content):
    """One of the parts whose mean is the overall score."""

    id: Id
    title: Text
    about: Text
    dimensions: tuple[Dimension, ...] = Field(min_length=1)

    def questions(self) -> Iterator[Question]:
        """Its questions in order."""
        for dimension in self.dimensions:
            yield from dimension.questions


class Band(Content):
    """A named stretch of the scale and what it asks."""

    id: Id
    title: Text
    meaning: Text | None = None  # what a department in it has, as the end of a sentence
    min_score: float = Field(ge=0, le=100)
    needs_essentials: bool
    min_pillar: float = Field(ge=0, le=100)


class InUse(Content):
    """The words that say whether a practice is in use, here and elsewhere."""

    state_yes: Text
    state_no: Text
    nearly_all: Text
    hardly_any: Text
    sentence: Text


class ProfileField(Content):
    """Something a department says of itself."""

    id: Id
    type: Literal["integer", "number", "boolean", "choice", "platforms", "purposes"]
    peer: bool
    label: Text
    bands: tuple[int, ...] = ()  # the first number of each band, ascending
    options: Mapping[Id, Text] = Field(default_factory=dict)


class Condition(Content):
    """A bound on the level of one question; "do not know", "does not apply" and blank meet none."""

    question: Id
    at_least: Level | None = None
    at_most: Level | None = None

    def holds(self, level: int | None) -> bool:
        """Whether a level meets it."""
        if level is None:
            return False
        return (self.at_least is None or level >= self.at_least) and (self.at_most is None or level <= self.at_most)


class Contradiction(Content):
    """Answers that do not go together."""

    id: Id
    when: tuple[Condition, ...] = Field(min_length=2)
    says: Text


class AccountConflict(Content):
    """The lowest level of a question that cannot be true without an official account."""

    question: Id
    from_level: Level


class AccountConflicts(Content):
    """Levels that need an official account, and the sentence that says so."""

    says: Text
    questions: tuple[AccountConflict, ...]


class Questionnaire(Content):
    """Everything that is asked, in one version."""

    id: Id
    version: Words = Field(max_length=60)
    languages: tuple[str, ...] = Field(min_length=1)
    instruction: Text
    level_names: Mapping[Level, Text]
    dont_know: Text
    not_applicable: Text
    sources: Mapping[Id, Source]
    bands: tuple[Band, ...] = Field(min_length=1)
    pillars: tuple[Pillar, ...] = Field(min_length=1)
    in_use: InUse
    profile: tuple[ProfileField, ...]
    contradictions: tuple[Contradiction, ...]
    account_conflicts: AccountConflicts
    sha256: str = ""  # of the file's bytes; set by the loader

    def __hash__(self) -> int:
        """So that what is made of one can be kept; its texts are in mappings, which have no hash."""
        return hash(self.sha256)

    def questions(self) -> Iterator[Question]:
        """Every question in order."""
        for pillar in self.pillars:
            yield from pillar.questions()

    def dimensions(self) -> Iterator[Dimension]:
        """Every dimension in order."""
        for pillar in self.pillars:
            yield from pillar.dimensions

    def find(self, question_id: str) -> Question | None:
        """The question with an id; None where it is not asked."""
        return self._by_id.get(question_id)

    def question(self, question_id: str) -> Question:
        """The question with an id; KeyError where it is not asked."""
        return self._by_id[question_id]

    def essentials(self) -> list[Question]:
        """The questions of the minimum standard, in order."""
        return [question for question in self.questions() if question.essential]

    def pillar_of(self, question_id: str) -> Pillar:
        """The pillar that a question belongs to; KeyError where it is not asked."""
        return self._pillar_by_question[question_id]

    def dimension_of(self, question_id: str) -> Dimension:
        """The dimension that a question belongs to; KeyError where it is not asked."""
        return self._dimension_by_question[question_id]

    def field(self, field_id: str) -> ProfileField:
        """The profile field with an id."""
        return next(item for item in self.profile if item.id == field_id)

    @property
    def staff_bands(self) -> tuple[int, ...]:
        """Where each staff band begins, ascending; the bands that make the peer groups."""
        return next(item.bands for item in self.profile if item.peer)

    @cached_property
    def _by_id(self) -> dict[str, Question]:
        return {question.id: question for question in self.questions()}

    @cached_property
    def _pillar_by_question(self) -> dict[str, Pillar]:
        return {question.id: pillar for pillar in self.pillars for question in pillar.questions()}

    @cached_property
    def _dimension_by_question(self) -> dict[str, Dimension]:
        return {question.id: dimension for dimension in self.dimensions() for question in dimension.questions}
