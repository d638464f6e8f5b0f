"""Which platforms are in use, with how many followers, over the rounds; for the coordinator alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from assessment.region.members import Member, Results


@dataclass(frozen=True)
class Account:
    """A department on a platform."""

    member: Member
    followers: int | None  # None = not said


@dataclass(frozen=True)
class PlatformRound:
    """A platform in one round."""

    round_id: int
    n: int  # departments that submitted
    accounts: tuple[Account, ...]  # by staff band, then by name

    @property
    def share(self) -> float | None:
        """Percent of the departments that use it; None where none submitted."""
        return 100 * len(self.accounts) / self.n if self.n else None

    @property
    def said(self) -> tuple[int, ...]:
        """The followers of those that said how many."""
        return tuple(one.followers for one in self.accounts if one.followers is not None)

    @property
    def followers(self) -> int | None:
        """All followers together; one person may follow several. None where nobody said."""
        return sum(self.said) if self.said else None

    @property
    def median_followers(self) -> float | None:
        """The median of those that said how many: a few large cities make up most of the sum."""
        return median(self.said) if self.said else None


@dataclass(frozen=True)
class Platform:
    """A platform over the rounds."""

    platform_id: str
    rounds: tuple[PlatformRound, ...]  # the earliest first


def platforms(rounds: Iterable[Results]) -> tuple[Platform, ...]:
    """Follow every platform through the rounds, in the order of the latest questionnaire."""
    in_order = sorted(rounds, key=lambda one: (one.asked.opens_on, one.asked.id))
    return tuple(
        Platform(platform_id, tuple(_round(region, platform_id) for region in in_order))
        for platform_id in _ids(in_order)
    )


def _ids(in_order: Sequence[Results]) -> list[str]:
    """Every platform there is to choose, and at the end those that only older questionnaires had."""
    offered = [option for region in reversed(in_order) for option in region.questionnaire.field("platforms").options]
    used = sorted({key for region in in_order for one in region.assessed for key in one.submission.profile.platforms})
    return list(dict.fromkeys((*offered, *used)))


def _round(region: Results, platform_id: str) -> PlatformRound:
    return PlatformRound(
        round_id=region.asked.id,
        n=len(region.assessed),
        accounts=tuple(
            Account(one.member, one.submission.profile.platforms[platform_id])
            for one in region.assessed
            if platform_id in one.submission.profile.platforms
        ),
    )
