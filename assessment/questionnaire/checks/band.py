"""Bands: from the lowest up, each asking at least as much as the one before."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from assessment.questionnaire.problem import QuestionnaireProblem
from assessment.questionnaire.reading import Node


def problems(root: Node) -> Iterator[QuestionnaireProblem]:
    """Mistakes in the order and the conditions of the bands."""
    bands = root["bands"].items
    if bands:
        yield from _first(bands[0])
    for before, band in pairwise(bands):
        yield from _next(before, band)


def _first(band: Node) -> Iterator[QuestionnaireProblem]:
    for condition in ("min_score", "min_pillar"):
        if band[condition].number:
            yield band[condition].problem("the first band takes everybody; write 0")
    if band["needs_essentials"].value is True:
        yield band["needs_essentials"].problem("the first band takes everybody; write false")


def _next(before: Node, band: Node) -> Iterator[QuestionnaireProblem]:
    start, start_before = band["min_score"].number, before["min_score"].number
    if start is not None and start_before is not None and start <= start_before:
        yield band["min_score"].problem(
            f"{start:g} is not above the band before ({start_before:g}); order the bands by min_score"
        )
    weakest, weakest_before = band["min_pillar"].number, before["min_pillar"].number
    if weakest is not None and weakest_before is not None and weakest < weakest_before:
        yield band["min_pillar"].problem(
            f"{weakest:g} is less than in the band before ({weakest_before:g}); a higher band asks as much or more"
        )
    if before["needs_essentials"].value is True and band["needs_essentials"].value is False:
        yield band["needs_essentials"].problem(
            "the band before needs the essentials; a higher band does too: write true"
        )
