"""Where the region is weak: dimensions and practices by median and spread, and what to train and publish next year.

Dimensions, practices and needs may be ordered by how great they are; departments never are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from assessment.answers import LEVELS, known_level
from assessment.region.maps import mean_level
from assessment.region.members import Member, Results, alphabetical
from assessment.region.quartiles import Spread, spread


@dataclass(frozen=True)
class WeakDimension:
    """How the departments' mean levels spread on one dimension."""

    dimension_id: str
    levels: Spread  # 0 to 4


@dataclass(frozen=True)
class WeakPractice:
    """How the departments' answers spread on one question."""

    question_id: str
    levels: Spread  # 0 to 4, of those who know theirs
    counts: tuple[int, ...]  # departments at each level, the lowest first
    unknown: int
    not_applicable: int
    below_minimum: int  # departments below the minimum level, those who do not know included
    not_in_use: tuple[Member, ...]  # likewise; by staff band, then by name


@dataclass(frozen=True)
class Need:
    """A practice, and every department that is below its minimum level, whatever has a place in its plan."""

    question_id: str
    departments: tuple[tuple[Member, int | None], ...]  # each with its level, None where not known; by band, then name

    def at(self, level: int | None) -> int:
        """How many are at a level."""
        return sum(of_one == level for _, of_one in self.departments)


@dataclass(frozen=True)
class Invited:
    """A department, and every practice of some that it is below the minimum level of."""

    member: Member
    question_ids: tuple[str, ...]  # in the order of the needs


@dataclass(frozen=True)
class Needs:
    """Where the region is weak."""

    n: int
    dimensions: tuple[WeakDimension, ...]  # in questionnaire order
    weakest_dimensions: tuple[str, ...]  # every id, the lowest median first; without any level last
    practices: tuple[WeakPractice, ...]  # in questionnaire order
    needs: tuple[Need, ...]  # those of most departments first

    def need(self, question_id: str) -> Need:
        """Which departments are below the minimum level of one question, if any."""
        return next((one for one in self.needs if one.question_id == question_id), Need(question_id, ()))

    def among(self, question_ids: Collection[str]) -> tuple[Need, ...]:
        """The needs of some questions: those of most departments first, and those of none last."""
        return (
            *(one for one in self.needs if one.question_id in question_ids),
            *(
                Need(one.question_id, ())
                for one in self.practices
                if one.question_id in question_ids and not self.need(one.question_id).departments
            ),
        )


def needs_of(region: Results) -> Needs:
    """See where the departments of a round are weak.

    Medians of levels are often equal; then the lower mean is weaker, then questionnaire order decides.
    """
    dimensions = tuple(
        WeakDimension(dimension.id, _dimension_spread(region, dimension.id))
        for dimension in region.questionnaire.dimensions()
    )
    practices = tuple(_practice(region, question.id) for question in region.questionnaire.questions())
    return Needs(
        n=len(region.assessed),
        dimensions=dimensions,
        weakest_dimensions=weakest_first({one.dimension_id: one.levels for one in dimensions}),
        practices=practices,
        needs=_needs(region),
    )


def invited(needs: Iterable[Need]) -> tuple[Invited, ...]:
    """Every department that is below the minimum level of one of some practices at least, by name."""
    found: dict[Member, list[str]] = {}
    for need in needs:
        for member, _ in need.departments:
            found.setdefault(member, []).append(need.question_id)
    return tuple(
        Invited(member, tuple(found[member]))
        for member in sorted(found, key=lambda one: (alphabetical(one.name), one.id))
    )


def _dimension_spread(region: Results, dimension_id: str) -> Spread:
    levels = (mean_level(one, dimension_id) for one in region.assessed)
    return spread(level for level in levels if level is not None)


def _practice(region: Results, question_id: str) -> WeakPractice:
    applicable = [one for one in region.assessed if question_id in one.scorecard.in_use]
    levels = [known_level(one.submission.answers, question_id) for one in applicable]
    counts = Counter(levels)
    return WeakPractice(
        question_id=question_id,
        levels=spread(level for level in levels if level is not None),
        counts=tuple(counts[level] for level in LEVELS),
        unknown=counts[None],
        not_applicable=len(region.assessed) - len(applicable),
        below_minimum=sum(not one.scorecard.minimums[question_id] for one in applicable),
        not_in_use=tuple(one.member for one in applicable if not one.scorecard.in_use[question_id]),
    )


def weakest_first(spreads: Mapping[str, Spread]) -> tuple[str, ...]:
    """What has the lowest median first, the lower mean where they are equal; what has none last."""

    def place(key: str) -> tuple[bool, float, float]:
        found = spreads[key]
        return (found.median is None, found.median or 0.0, found.mean or 0.0)

    return tuple(sorted(spreads, key=place))


def _needs(region: Results) -> tuple[Need, ...]:
    """What is below its minimum anywhere; nothing is asked of who has left."""
    needed: dict[str, list[tuple[Member, int | None]]] = {
        question.id: [] for question in region.questionnaire.questions()
    }
    for one in region.assessed:
        for question_id, reached in one.scorecard.minimums.items() if not one.member.left else ():
            if not reached:
                needed[question_id].append((one.member, known_level(one.submission.answers, question_id)))
    needs = [Need(question_id, tuple(departments)) for question_id, departments in needed.items() if departments]
    return tuple(sorted(needs, key=lambda one: -len(one.departments)))
