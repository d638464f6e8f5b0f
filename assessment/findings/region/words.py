"""How a coordinator's findings call departments: by size, form and territory, and by name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from assessment.benchmark import staff_range
from assessment.language import number
from assessment.questionnaire import Questionnaire
from assessment.region import Member
from assessment.wording import Say

WEAKEST = 3  # topics that are named


def size(band: str, say: Say) -> str:
    """A staff band: "10–29 staff", or that it is not stated."""
    if not band:
        return say("region.size_not_said")
    low, high = staff_range([band])
    if high is None:
        return say("region.bands.from", low=number(low, say.language))
    if low == 0:
        return say("region.bands.up_to", high=number(high, say.language))
    return say("region.bands.between", low=number(low, say.language), high=number(high, say.language))


def choice(questionnaire: Questionnaire, field_id: str, value: str | None, say: Say) -> str:
    """An option of the profile in words; what an older version knew and this one does not stands as it was kept."""
    if not value:
        return say("region.not_said")
    options = questionnaire.field(field_id).options
    return options[value][say.language] if value in options else value


def kind(questionnaire: Questionnaire, member: Member, say: Say) -> str:
    """Size and form of a department."""
    return f"{size(member.staff_band, say)} · {choice(questionnaire, 'form', member.form, say)}"


def names(members: Iterable[Member]) -> str:
    """Names one after the other, in the order of the list they come from."""
    return ", ".join(member.name for member in members)


def by_size(members: Sequence[Member], say: Say) -> tuple[tuple[str, str], ...]:
    """Names grouped by size: the size in words, and the names of it."""
    bands = dict.fromkeys(member.staff_band for member in members)
    return tuple((size(band, say), names(one for one in members if one.staff_band == band)) for band in bands)
