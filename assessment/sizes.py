"""Which numbers of a profile can hardly be right, alone or beside each other.

Mostly a sign was mistyped: 12 residents for 12.500. It is asked about and never blocks, because each may be true.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from assessment.answers import Profile

FEWEST_RESIDENTS = 10  # for each who works for the department; small resorts have some thirty
MOST_FOLLOWERS = 10  # on one platform, for each resident
MOST_HOURS = 60  # a week, for each who works on social media
FIRST_YEAR = 2004  # no platform of today is older


@dataclass(frozen=True)
class Unlikely:
    """Numbers that can hardly be right."""

    fields: tuple[str, ...]  # of the profile
    platform: str = ""  # whose followers are meant, where it is about platforms


def unlikely(profile: Profile, this_year: int) -> Iterator[Unlikely]:
    """What to look at once more, in the order of the profile; what was not said fits everything."""
    population, staff, people = profile.population, profile.staff, profile.team_people
    if population is not None and staff is not None and population < FEWEST_RESIDENTS * staff:
        yield Unlikely(("population", "staff"))
    if profile.first_year is not None and not FIRST_YEAR <= profile.first_year <= this_year:
        yield Unlikely(("first_year",))
    for platform, followers in profile.platforms.items():
        if population is not None and followers is not None and followers > MOST_FOLLOWERS * population:
            yield Unlikely(("population", "platforms"), platform)
    if people is not None and staff is not None and people > staff:
        yield Unlikely(("staff", "team_people"))
    if people is not None and profile.team_hours is not None and profile.team_hours > MOST_HOURS * people:
        yield Unlikely(("team_people", "team_hours"))
