"""Answers that do not go together, and levels that need an official account."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from assessment.questionnaire.checks.identity import ById, questions, repeated
from assessment.questionnaire.checks.question import LEVELS
from assessment.questionnaire.problem import QuestionnaireProblem
from assessment.questionnaire.reading import Node


def problems(root: Node) -> Iterator[QuestionnaireProblem]:
    """Mistakes in both."""
    asked = ById(root)
    rules = [condition for each in root["contradictions"].items for condition in each["when"].items]
    rules += root["account_conflicts"]["questions"].items
    yield from asked.unknown(rule["question"] for rule in rules)
    for contradiction in root["contradictions"].items:
        yield from _contradiction(contradiction)
    yield from _account_conflicts(root, asked)


def _contradiction(contradiction: Node) -> Iterator[QuestionnaireProblem]:
    possible: dict[str, set[int]] = defaultdict(lambda: set(LEVELS))
    for condition in contradiction["when"].items:
        levels = _levels(condition)
        if levels is None:
            continue
        if not levels:
            yield condition.problem("at_least is above at_most, so it never holds; correct one")
        elif levels == set(LEVELS):
            yield condition.problem("every level meets it; write at_least or at_most so that some do not")
        name = condition["question"].word
        was_possible = possible[name]
        possible[name] = was_possible & levels
        if name and levels and was_possible and not possible[name]:
            yield condition.problem("no level meets this and the other condition on the question; correct one")


def _levels(condition: Node) -> set[int] | None:
    """The levels that meet a condition; None where a bound cannot be read."""
    least, most = condition["at_least"], condition["at_most"]
    if any(bound and bound.whole not in LEVELS for bound in (least, most)):
        return None
    if condition.kind != "mapping" or condition.children.keys() - {"question", "at_least", "at_most"}:
        return None  # a misspelt bound has been reported
    from_level = 0 if least.whole is None else least.whole
    to_level = LEVELS[-1] if most.whole is None else most.whole
    return set(range(from_level, to_level + 1))


def _account_conflicts(root: Node, asked: ById) -> Iterator[QuestionnaireProblem]:
    listed = root["account_conflicts"]["questions"]
    names = [item["question"] for item in listed.items]
    for item in listed.items:
        question = asked.find(item["question"])
        if question is not None and question["presupposes_account"].value is False:
            yield item["question"].problem(
                "the question does not presuppose an account; remove it here, or write presupposes_account: true there"
            )
        if item["from_level"].whole == 0:
            yield item["from_level"].problem("level 0 is true without an account; write 1 or more")
    for node, first in repeated(names):
        yield node.problem(f"the question stands in line {first.line} too; keep one of the two")
    if listed.kind != "list" or not all(name.word for name in names):
        return
    known = {name.word for name in names}
    for question in questions(root):
        name = question["id"].word
        if name and question["presupposes_account"].value is True and name not in known:
            yield question["presupposes_account"].problem(
                "the question presupposes an account and is not in account_conflicts; add it there"
            )
