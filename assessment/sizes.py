"""What the numbers of a profile can be, and which can hardly be right, alone or beside each other.

What no field takes is refused. What is only unlikely is asked about and never blocks, because it may be true; mostly a
sign was mistyped: 12 residents for 12.500.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from assessment.answers import MOST_PURPOSE, AnswersError, Profile, quoted
from assessment.questionnaire import ProfileField, Questionnaire

MOST_STAFF = 100_000  # people of a department
_MOST = {"staff": MOST_STAFF, "team_people": MOST_STAFF, "team_hours": 10_000}  # hours a week, of all together
_MOST_OF_OTHERS = 100_000_000  # residents, followers

FEWEST_RESIDENTS = 10  # for each who works for the department; small resorts have some thirty
MOST_FOLLOWERS = 10  # on one platform, for each resident
HOURS_EACH = 60  # a week, for each who works on social media
FIRST_YEAR = 2004  # no platform of today is older


@dataclass(frozen=True)
class Unlikely:
    """Numbers that can hardly be right."""

    fields: tuple[str, ...]  # of the profile
    platform: str = ""  # whose followers are meant, where it is about platforms


def most(field_id: str) -> int:
    """The largest number that a field of the profile takes; of platforms, for each."""
    return _MOST.get(field_id, _MOST_OF_OTHERS)


def check_profile(questionnaire: Questionnaire, profile: Profile) -> None:
    """Refuse a profile with a value that its field does not take.

    Raises:
        AnswersError: names the field.
    """
    for item in questionnaire.profile:
        value = getattr(profile, item.id)
        if value is not None and not _fits(item, value, questionnaire):
            raise AnswersError(f"{item.id}: {quoted(value)} is not a value of this field")


def _fits(item: ProfileField, value: Any, questionnaire: Questionnaire) -> bool:
    if item.type == "purposes":
        options = questionnaire.field("platforms").options
        return isinstance(value, Mapping) and all(
            name in options and isinstance(text, str) and len(text) <= MOST_PURPOSE for name, text in value.items()
        )
    if item.type == "boolean":
        return isinstance(value, bool)
    if item.type == "choice":
        return value in item.options
    if item.type == "platforms":
        return isinstance(value, Mapping) and all(
            name in item.options and (count is None or _is_count(item, count)) for name, count in value.items()
        )
    return _is_count(item, value) or (item.type == "number" and type(value) is float and 0 <= value <= most(item.id))


def _is_count(item: ProfileField, value: Any) -> bool:
    return type(value) is int and 0 <= value <= most(item.id)


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
    if people is not None and profile.team_hours is not None and profile.team_hours > HOURS_EACH * people:
        yield Unlikely(("team_people", "team_hours"))
