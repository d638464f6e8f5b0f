"""A second opinion: one colleague answers the essentials blind, and both sets of levels are laid side by side.

The chief's answers stay what they are. How far the two are apart is told in words, to the department alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from assessment.answers import Answers, known_level
from assessment.questionnaire import Questionnaire


class Sees(StrEnum):
    """What the colleague sees, against what the department said."""

    SAME = "same"
    LESS = "less"
    MORE = "more"
    NOT_BOTH = "not_both"  # one of the two says no level


@dataclass(frozen=True)
class Beside:
    """One essential as both answered it."""

    question_id: str
    own: int | None
    theirs: int | None

    @property
    def sees(self) -> Sees:
        """What the colleague sees."""
        if self.own is None or self.theirs is None:
            return Sees.NOT_BOTH
        if self.own == self.theirs:
            return Sees.SAME
        return Sees.LESS if self.theirs < self.own else Sees.MORE


def beside(questionnaire: Questionnaire, own: Answers, theirs: Answers) -> tuple[Beside, ...]:
    """The essentials that the colleague answered, in the order of the questionnaire."""
    return tuple(
        Beside(one.id, known_level(own, one.id), known_level(theirs, one.id))
        for one in questionnaire.questions()
        if one.essential and one.id in theirs
    )


def counted(found: tuple[Beside, ...]) -> Mapping[Sees, int]:
    """How often the colleague sees what."""
    return {sees: sum(one.sees is sees for one in found) for sees in Sees}
