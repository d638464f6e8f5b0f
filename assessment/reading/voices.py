"""What others say of a department, as far as it may be told: its newest counts, and second opinions beside its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from assessment.answers import Answers
from assessment.storage import Heard as Kept
from assessment.storage import Store
from assessment.voices import climate
from assessment.voices.climate import Sheets
from assessment.voices.expectations import PollAndTally, now_and_before
from assessment.voices.opinion import Beside, beside


@dataclass(frozen=True)
class ColleagueOpinion:
    """What a colleague said, beside what the department did."""

    label: str  # as the department typed it
    answered_at: datetime
    found: tuple[Beside, ...]


@dataclass(frozen=True)
class WhatOthersSay:
    """What others say of a department."""

    department: str
    zone: str  # in which days are told
    both: PollAndTally | None = None  # that is set side by side, as on the page
    sheets: Sheets | None = None  # of which something may be shown
    opinions: tuple[ColleagueOpinion, ...] = ()  # newest first
    as_of: datetime | None = None  # when the last of it came in; None where there is nothing

    def __bool__(self) -> bool:
        return self.as_of is not None


def gather(store: Store, department_id: str, zone: str) -> WhatOthersSay:
    """What others say of a department; for its own people."""
    polls, tallies, sheets = store.polls(department_id), store.tallies(department_id), store.climates(department_id)
    both, _ = now_and_before([one.value for one in polls], [one.value for one in tallies])
    told = next((one.value for one in sheets if climate.shown(one.value)), None)
    opinions = _opinions(store, department_id)
    counts: list[Kept[Any]] = [*polls, *tallies, *sheets]
    shown = (told,) if both is None else (both.poll, both.tally, told)
    moments = [one.saved_at for one in counts if any(one.value is value for value in shown)]
    moments += [one.answered_at for one in opinions]
    return WhatOthersSay(
        store.department(department_id).name, zone, both, told, opinions, as_of=max(moments, default=None)
    )


def _opinions(store: Store, department_id: str) -> tuple[ColleagueOpinion, ...]:
    found = []
    for one in store.opinions(department_id):
        if one.answered_at is not None:
            asked = store.questionnaire(store.round(one.round_id).questionnaire_sha256)
            own = own_answers(store, department_id, one.round_id)
            found.append(ColleagueOpinion(one.label, one.answered_at, beside(asked, own, one.answers)))
    return tuple(found)


def own_answers(store: Store, department_id: str, round_id: int) -> Answers:
    """What the department answers in a round: what stands in its latest draft, handed in or not."""
    draft = store.draft(round_id, department_id)
    saved = {} if draft is None else store.answers(draft.id)
    return {name: one.value for name, one in saved.items() if one.value is not None}
