"""One submission as it is read: its round, what it answered, what it means, and what it is set beside."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from assessment.answers import Submission
from assessment.assessed import Assessed
from assessment.findings import Result, result
from assessment.reading.department import Reported, gather
from assessment.rounds import Round
from assessment.screens.parts.figures import ROUND
from assessment.visit import Visit


@dataclass(frozen=True)
class Sealed:
    """A submission and its result in words."""

    round: Round
    reported: Reported
    result: Result
    rounds: tuple[Round, ...]  # every round that it submitted in, oldest first

    @property
    def submission(self) -> Submission:
        """The sealed document."""
        return self.reported.submission

    @property
    def assessed(self) -> Assessed:
        """Its answers and what they mean."""
        return self.reported.assessed


def asked_for() -> int | None:
    """The id of the round that the address names; None where it names none."""
    return as_id(st.query_params.get(ROUND))


def as_id(given: str | None) -> int | None:
    """What an address gives as an id; None where it cannot be one."""
    return int(given) if given is not None and given.isascii() and given.isdigit() and len(given) < 10 else None


def sealed(visit: Visit) -> Sealed | None:
    """The submission to the round that the address names, else the latest; None where nothing is submitted."""
    department, region = visit.person.department_id, visit.person.region_id
    assert department is not None and region is not None, "only departments submit"
    submitted = {one.round_id for one in visit.store.submissions(department)}
    rounds = tuple(one for one in visit.store.rounds(region) if one.id in submitted)
    if not rounds:
        return None
    chosen = next((one for one in rounds if one.id == asked_for()), rounds[-1])
    reported = gather(visit.store, department, chosen.id)
    assert reported is not None, "it has submitted in this round"
    return Sealed(chosen, reported, result(reported.assessed, visit.say, reported.before), rounds)
