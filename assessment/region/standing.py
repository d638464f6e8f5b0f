"""Where the region stands: how scores spread, how many departments are in each band, and where each of them is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from assessment.questionnaire import Questionnaire
from assessment.region.members import Member, Results
from assessment.region.quartiles import Spread, spread
from assessment.scoring import Score


@dataclass(frozen=True)
class Placed:
    """Where one department stands."""

    member: Member
    submission_id: int
    overall: Score
    band: str | None


@dataclass(frozen=True)
class Standing:
    """Where the departments of one round stand. Scores from 0 to 100, unrounded."""

    round_id: int
    title: str  # of the round
    questionnaire: Questionnaire  # another one breaks the line over the rounds
    n: int  # departments that submitted
    overall: Spread  # of those whose overall score is shown
    pillars: Mapping[str, Spread]  # in questionnaire order
    bands: Mapping[str, int]  # departments in each, the lowest first
    without_band: int  # too much unknown for one figure
    with_essentials: int  # departments that meet every essential
    with_minimums: int  # departments that reach every minimum level that applies to them
    placed: tuple[Placed, ...]  # by staff band, then by name


def standing(region: Results) -> Standing:
    """See where the departments of a round stand; over several rounds, ask it of each."""
    cards = [one.scorecard for one in region.assessed]
    bands = Counter(card.band for card in cards)
    return Standing(
        round_id=region.asked.id,
        title=region.asked.title,
        questionnaire=region.questionnaire,
        n=len(cards),
        overall=_spread(card.overall for card in cards),
        pillars={
            pillar.id: _spread(card.pillars[pillar.id] for card in cards if pillar.id in card.pillars)
            for pillar in region.questionnaire.pillars
        },
        bands={band.id: bands[band.id] for band in region.questionnaire.bands},
        without_band=bands[None],
        with_essentials=sum(all(card.essentials.values()) for card in cards),
        with_minimums=sum(all(card.minimums.values()) for card in cards),
        placed=tuple(
            Placed(
                member=one.member,
                submission_id=one.submission.id,
                overall=one.scorecard.overall,
                band=one.scorecard.band,
            )
            for one in region.assessed
        ),
    )


def by_size(region: Results) -> Mapping[str, Spread]:
    """How the overall scores spread in each staff band, the smallest departments first."""
    bands: dict[str, list[Score]] = {}
    for one in region.assessed:
        bands.setdefault(one.member.staff_band, []).append(one.scorecard.overall)
    return {band: _spread(scores) for band, scores in bands.items()}


def _spread(scores: Iterable[Score]) -> Spread:
    return spread(part.score for part in scores if part.score is not None)
