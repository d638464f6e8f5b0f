"""Everything that a region's files say something of, gathered once for whoever asks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from assessment.benchmark import Benchmark
from assessment.questionnaire import Questionnaire
from assessment.reading import region as reading
from assessment.reading.region import Planned, RegionReading
from assessment.region import Growth, Quality, Results, Turnout
from assessment.rounds import Round
from assessment.storage import Store, Ticked


@dataclass(frozen=True)
class Inside:
    """What only the coordinator may know of a round."""

    rounds: tuple[Results, ...]  # the rounds up to it with something submitted, oldest first
    health: Callable[[], Quality]  # looks at the times of all answers, so only where it is asked for
    ticked: tuple[Ticked, ...] = ()  # practices in the training plan that stands on it

    @property
    def now(self) -> Results:
        """The round itself."""
        return self.rounds[-1]


@dataclass(frozen=True)
class Gathered:
    """What a region's files are made of; but for `inside` it may be told to others.

    What is for others is gathered without ever reading what only the coordinator may know.
    """

    of: RegionReading
    asked: Round
    questionnaire: Questionnaire
    turnout: Turnout
    growth: tuple[Growth, ...]
    benchmark: Benchmark | None  # None where nothing is published
    planned: Planned | None  # of today, unlike all else, and so beside the round at hand alone
    as_of: datetime  # of the publication or the last submission, never today
    for_others: bool
    inside: Inside | None  # None where it is for others, or nothing is submitted

    @property
    def region_name(self) -> str:
        """The region's name."""
        return self.of.region.name

    @property
    def zone(self) -> str:
        """The region's time zone, in which days are written."""
        return self.of.region.zone


def gather(store: Store, region_id: str, round_id: int | None = None, *, for_others: bool) -> Gathered | None:
    """Gather what the files of a round are made of.

    Args:
        store: opened for whoever asks; what they may not see it refuses.
        region_id: whose.
        round_id: without it, the one that is open, else the latest that was.
        for_others: whether they may be passed on.

    Returns:
        None where no round has opened, or none with this id.

    Raises:
        NotAllowed: the region is not one's own.
    """
    of = reading.read(store, region_id)
    asked = of.at_hand if round_id is None else next((one for one in of.rounds if one.id == round_id), None)
    if asked is None:
        return None
    turnout = reading.turnout(store, of, asked)
    benchmark, _ = reading.for_others(store, of, asked)
    submitted = [one.submitted_at for one in turnout.invitees if one.submitted_at is not None]
    return Gathered(
        of=of,
        asked=asked,
        questionnaire=store.questionnaire(asked.questionnaire_sha256),
        turnout=turnout,
        growth=reading.network(store, of, asked),
        benchmark=benchmark,
        planned=reading.planned_together(store, of) if asked == of.at_hand else None,
        as_of=asked.published_at or max(submitted, default=asked.opens_at),
        for_others=for_others,
        inside=None if for_others else _inside(store, of, asked),
    )


def _inside(store: Store, of: RegionReading, asked: Round) -> Inside | None:
    rounds = [reading.scored(store, of, one) for one in of.up_to(asked)]
    if not rounds[-1].assessed:
        return None
    return Inside(
        tuple(one for one in rounds if one.assessed),
        lambda: reading.works(store, rounds[-1]),
        tuple(store.training(asked.id)),
    )
