"""Whom to visit or call, by reason: each reason has its departments by name, and none is before another."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from enum import StrEnum
from math import ceil

from assessment.questionnaire import Questionnaire
from assessment.region.members import Member, Results, alphabetical
from assessment.region.movement import Direction, Movement
from assessment.region.turnout import Stage, Turnout
from assessment.rounds import RoundState

MANY = 0.7  # of the essentials: seven of ten


class Reason(StrEnum):
    """Why a department is visited or called."""

    ESSENTIALS = "essentials"  # most of them are missing
    FELL = "fell"  # since the round before, further than chance goes
    SILENT = "silent"  # submitted in the round before, and has not begun this one, or let it end
    ASKED = "asked"  # to be put in touch with another department, and waits


Visits = Mapping[Reason, tuple[Member, ...]]


def many(questionnaire: Questionnaire) -> int:
    """How many essentials must be missing for that to be a reason."""
    return ceil(MANY * sum(1 for _ in questionnaire.essentials()))


def visits(
    now: Results, change: Movement | None, turnout: Turnout, there: Sequence[Member], asked: Collection[str]
) -> Visits:
    """Find whom to visit or call; who has left the network is not.

    Args:
        now: what was submitted in the round.
        change: since the round before; None where there is none.
        turnout: how far everybody of the round is.
        there: every department of the round.
        asked: ids of those that wait to be put in touch.
    """
    fewest = many(now.questionnaire)
    missing = {
        one.member.id
        for one in now.assessed
        if fewest and sum(not met for met in one.scorecard.essentials.values()) >= fewest
    }
    fell = {one.member.id for one in change.moved if one.direction is Direction.DOWN} if change else set()
    not_again = {one.id for one in change.not_again} if change else set()
    found: dict[Reason, Collection[str]] = {
        Reason.ESSENTIALS: missing,
        Reason.FELL: fell,
        Reason.SILENT: not_again & _silent(turnout),
        Reason.ASKED: asked,
    }
    return {reason: _by_name(one for one in there if one.id in ids) for reason, ids in found.items()}


def _silent(turnout: Turnout) -> set[str]:
    """Who has not begun; once the round is over, also who began and did not submit."""
    stages = {Stage.NOT_STARTED} if turnout.state is RoundState.OPEN else {Stage.NOT_STARTED, Stage.STARTED}
    return {one.member.id for one in turnout.invitees if one.stage in stages}


def _by_name(members: Iterable[Member]) -> tuple[Member, ...]:
    return tuple(sorted((one for one in members if not one.left), key=lambda one: (alphabetical(one.name), one.id)))
