"""Questions: their levels, the minimum standard, where they come from and what they replace."""

from __future__ import annotations

from collections.abc import Iterator

from assessment.questionnaire.checks.identity import ById, questions, unknown
from assessment.questionnaire.problem import QuestionnaireProblem
from assessment.questionnaire.reading import Node

LEVELS = range(5)


def problems(root: Node) -> Iterator[QuestionnaireProblem]:
    """Mistakes in single questions, and pillars that may not apply at all."""
    asked = ById(root)
    yield from _levels(root["level_names"])
    for question in questions(root):
        yield from _levels(question["levels"])
        yield from _essential(question)
        yield from _replaces(question, asked)
    yield from _sources(root)
    yield from _replaced_twice(root)
    yield from _pillars(root)


def _levels(levels: Node) -> Iterator[QuestionnaireProblem]:
    if levels.kind != "mapping" or levels.faulty:
        return
    for level in LEVELS:
        if not levels[level] and not levels[str(level)]:  # one in quotes has been reported
            yield levels[level].problem("missing; describe every level from 0 to 4")


def _essential(question: Node) -> Iterator[QuestionnaireProblem]:
    essential, reason = question["essential"].value, question["essential_reason"]
    if essential is True:
        if not reason and not question.faulty:
            yield reason.problem("missing; say why the question is essential")
        if question["not_applicable"]:
            yield question["not_applicable"].problem(
                "an essential applies to everybody; remove this, or write essential: false"
            )
        if question["minimum_level"].whole == 0:
            yield question["minimum_level"].problem(
                "the minimum of an essential is 0, which everybody meets; write 1 or more"
            )
    elif essential is False and reason:
        yield reason.problem("the question is not essential; remove this, or write essential: true")


def _sources(root: Node) -> Iterator[QuestionnaireProblem]:
    if root["sources"].kind == "mapping":
        known = [str(key) for key in root["sources"].children]
        cited = [citation["source"] for question in questions(root) for citation in question["sources"].items]
        yield from unknown(cited, known, "sources has no such document")


def _replaces(question: Node, asked: ById) -> Iterator[QuestionnaireProblem]:
    before = question["replaces"]["question"]
    if not before.word:
        return
    if before.word == question["id"].word:
        yield before.problem("a question cannot replace itself; name the one it took the place of")
    elif asked.find(before) is not None:
        yield before.problem(f"{before.word} is still asked in this file; name one that is not")


def _replaced_twice(root: Node) -> Iterator[QuestionnaireProblem]:
    first: dict[str, Node] = {}
    for question in questions(root):
        replaces = question["replaces"]
        before = replaces["question"]
        if not before.word or replaces["comparable"].value is not True:
            continue
        if first.setdefault(before.word, question) is not question:
            other = first[before.word].place
            yield replaces["comparable"].problem(
                f"{other} continues {before.word} too; write comparable: false in one of the two"
            )


def _pillars(root: Node) -> Iterator[QuestionnaireProblem]:
    for pillar in root["pillars"].items:
        asked = [node for each in pillar["dimensions"].items for node in each["questions"].items]
        if asked and all(node["not_applicable"] for node in asked):
            yield pillar.problem(
                "every question may be answered with “does not apply”; leave not_applicable out of one at least"
            )
