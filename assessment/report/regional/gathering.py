"""Everything that a region's files say something of, read from the store for whoever asks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from assessment.benchmark import Benchmark
from assessment.questionnaire import Questionnaire
from assessment.region import Growth, Health, Results, Turnout
from assessment.report.regional import reading
from assessment.report.regional.reading import Regional
from assessment.rounds import Round
from assessment.storage import Store


@dataclass(frozen=True)
class Gathered:
    """What may be told to others of a round: who takes part, and the comparison with nobody as its viewer."""

    of: Regional
    asked: Round
    questionnaire: Questionnaire
    turnout: Turnout
    growth: tuple[Growth, ...]
    benchmark: Benchmark | None  # None where nothing is published
    as_of: datetime  # of the publication or the last submission, never today

    @property
    def region_name(self) -> str:
        """The region's name."""
        return self.of.region.name

    @property
    def zone(self) -> str:
        """The region's time zone, in which days are written."""
        return self.of.region.zone


@dataclass(frozen=True)
class Inside:
    """What only the coordinator may know of a round."""

    rounds: tuple[Results, ...]  # the rounds up to it with something submitted, oldest first
    health: Callable[[], Health]  # looks at the times of all answers, so only where it is asked for

    @property
    def now(self) -> Results:
        """The round itself."""
        return self.rounds[-1]


def gather(store: Store, region_id: str, round_id: int | None = None) -> Gathered | None:
    """Gather what may be told to others of a round.

    Args:
        store: opened for whoever asks; what they may not see it refuses.
        region_id: whose.
        round_id: without it, the latest that has opened.

    Returns:
        None where no round has opened, or none with this id.
    """
    of = reading.read(store, region_id)
    asked = of.latest if round_id is None else next((one for one in of.rounds if one.id == round_id), None)
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
        as_of=asked.published_at or max(submitted, default=asked.opens_at),
    )


def inside(store: Store, gathered: Gathered) -> Inside | None:
    """Gather what only the coordinator may know of a round; None where nothing is submitted in it."""
    rounds = [reading.scored(store, gathered.of, one) for one in gathered.of.up_to(gathered.asked)]
    if not rounds[-1].assessed:
        return None
    return Inside(tuple(one for one in rounds if one.assessed), lambda: reading.works(store, rounds[-1]))
