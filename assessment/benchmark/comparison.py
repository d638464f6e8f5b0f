"""What one department may see: its own shares beside those of its region and of its peers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from assessment.benchmark.drawing import OVERALL, REGION, Coded, Criteria, Drawings, GroupRoster
from assessment.benchmark.figures import (
    IN_ALL,
    IN_PILLAR,
    QUARTILES_FROM,
    RULES,
    Figure,
    PracticeCount,
    Rules,
    Share,
    figure,
    practice,
    without,
)

PRACTICES_FROM = 11  # departments, the viewer's included

Shares = Mapping[str, Share]  # by measure


@dataclass(frozen=True)
class Group:
    """What is shown of a group, or why nothing is."""

    criteria: Criteria  # the joined bands; empty for the region, and where there are no peers
    published_at: datetime | None  # the day of the figures; None where none are shown
    n: int | None  # the others they rest on, or would rest on; None where there is no such group
    reason: str | None  # a key of the wording; None where figures are shown
    overall: Figure | None = None
    pillars: Mapping[str, Figure] = field(default_factory=dict)
    questions: Mapping[str, PracticeCount] = field(default_factory=dict)  # empty where practices are not counted

    @property
    def shown(self) -> bool:
        """Whether there are figures."""
        return self.overall is not None

    @property
    def small(self) -> bool:
        """Whether so few others are to be called a small group."""
        return self.n is not None and self.n < QUARTILES_FROM

    @property
    def practices_reason(self) -> str | None:
        """Why no practices are counted though figures are shown: a key of the wording."""
        return "benchmark.too_few_for_practices" if self.shown and not self.questions else None


@dataclass(frozen=True)
class Benchmark:
    """Everything one viewer may see of a publication; pages, files and the command all show this."""

    round_id: int
    published_at: datetime
    own: Shares | None  # None where the department is not counted, and for nobody
    region: Group
    peers: Group

    def as_json(self) -> dict[str, Any]:
        """As plain values, in the shape that is promised to the outside."""
        own = None if self.own is None else {measure: share.percent for measure, share in self.own.items()}
        return {
            "round": self.round_id,
            "published_at": self.published_at.isoformat(),
            "own": own and {"overall": own.pop(OVERALL), "pillars": own},
            "groups": {
                "region": {**_plain(self.region, {}), "questions": _practices(self.region)},
                "peers": _plain(self.peers, {"staff": list(self.peers.criteria)}),
            },
        }


def benchmark(drawings: Drawings, department_id: str | None, rules: Rules = RULES) -> Benchmark:
    """Tell what a department may see of the last publication of `drawings`.

    A group that keeps the figures of an earlier day shows them as they were drawn then for this very viewer:
    without its own sheet of then, beside its own newest share. Who was not counted in the group then is shown
    nothing of it: figures over all who were, next to those that leave each of them out, would only serve
    subtraction. For the same reason what a department may see never depends on who else looks.

    Args:
        drawings: of the region's publications up to the one looked at.
        department_id: the viewer; None for nobody, as in files for others than the coordinator.
        rules: left alone by everything but the proofs.
    """
    last = drawings.last
    if department_id is not None and department_id not in last.codes:
        nothing = _nothing("benchmark.not_counted")
        return Benchmark(last.round_id, last.published_at, None, nothing, nothing)
    own = None if department_id is None else _shares(last, department_id)
    region = _group(drawings, REGION, department_id, own, rules)
    peers = _peers(drawings, department_id, own, rules)
    return Benchmark(last.round_id, last.published_at, own, region, peers)


def _shares(coded: Coded, department_id: str) -> Shares:
    return {measure: coded.share(department_id, measure) for measure in coded.masks}


def _peers(drawings: Drawings, viewer: str | None, own: Shares | None, rules: Rules) -> Group:
    if viewer is None:
        return _nothing("benchmark.nobody")
    last = drawings.last
    for criteria in last.groups:
        if last.band[viewer] in criteria:
            return _group(drawings, criteria, viewer, own, rules)
    too_few = drawings.decisions[0].reason == "benchmark.too_few"
    return _nothing("benchmark.too_few" if too_few else "benchmark.only_region")


def _group(drawings: Drawings, criteria: Criteria, viewer: str | None, own: Shares | None, rules: Rules) -> Group:
    decision = next(decision for decision in drawings.decisions if decision.criteria == criteria)
    others = decision.members - (viewer is not None)
    roster = drawings.rosters.get(criteria)
    if roster is None:
        return _nothing(decision.reason or "", criteria, others)
    if viewer is not None and viewer not in roster.members:
        return _nothing("benchmark.not_counted_then", criteria, others)
    figures = {measure: _figure(roster, measure, viewer, own, rules) for measure in roster.shares}
    return Group(
        criteria=criteria,
        published_at=roster.coded.published_at,
        n=len(roster.members) - (viewer is not None),
        reason=None,
        overall=figures.pop(OVERALL),
        pillars=figures,
        questions=_counted(roster, rules),
    )


def _figure(roster: GroupRoster, measure: str, viewer: str | None, own: Shares | None, rules: Rules) -> Figure:
    others = roster.shares[measure]
    if viewer is not None:
        others = without(others, roster.coded.share(viewer, measure).percent)
    margin = IN_ALL if measure == OVERALL else IN_PILLAR
    return figure(others, own.get(measure) if own else None, margin, rules)


def _counted(roster: GroupRoster, rules: Rules) -> dict[str, PracticeCount]:
    n = len(roster.members)
    if n < PRACTICES_FROM or (rules.region_only and roster.criteria != REGION):
        return {}
    return {question: practice(having, n, rules) for question, having in roster.counts.items()}


def _nothing(reason: str, criteria: Criteria = (), n: int | None = None) -> Group:
    return Group(criteria=criteria, published_at=None, n=n, reason=reason)


def _plain(group: Group, criteria: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "criteria": dict(criteria),
        "published_at": group.published_at and group.published_at.isoformat(),
        "n": group.n,
        "small": group.small,
        "shown": group.shown,
        "reason": group.reason,
        "overall": group.overall and _plain_figure(group.overall),
        "pillars": {pillar: _plain_figure(shown) for pillar, shown in group.pillars.items()},
    }


def _plain_figure(shown: Figure) -> dict[str, Any]:
    plain: dict[str, Any] = {"median": shown.median, "position": shown.position}
    if shown.quartiles is not None:
        plain["quartiles"] = list(shown.quartiles)
    return plain


def _practices(group: Group) -> dict[str, Any]:
    return {question: {"n": told.n, "in_use": told.in_use} for question, told in group.questions.items()}
