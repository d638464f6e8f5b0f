"""Ids: each thing has its own, and what refers to one finds it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator

from assessment.questionnaire.problem import QuestionnaireProblem, nearest, one_line
from assessment.questionnaire.reading import Node


def problems(root: Node) -> Iterator[QuestionnaireProblem]:
    """Ids that two things share, of each kind."""
    kinds = [
        root["pillars"].items,
        dimensions(root),
        questions(root),
        root["bands"].items,
        root["profile"].items,
        root["contradictions"].items,
    ]
    for nodes in kinds:
        for node, first in repeated(item["id"] for item in nodes):
            says = f"this id stands in line {first.line} too; give one of the two its own"
            yield node.problem(says)


def repeated(nodes: Iterable[Node]) -> Iterator[tuple[Node, Node]]:
    """Each node whose word another one had before, with that other one."""
    first: dict[str, Node] = {}
    for node in nodes:
        if node.word and first.setdefault(node.word, node) is not node:
            yield node, first[node.word]


def dimensions(root: Node) -> list[Node]:
    """Every dimension in order."""
    return [node for pillar in root["pillars"].items for node in pillar["dimensions"].items]


def questions(root: Node) -> list[Node]:
    """Every question in order."""
    return [node for dimension in dimensions(root) for node in dimension["questions"].items]


class ById:
    """The questions by id, for whatever refers to one."""

    def __init__(self, root: Node) -> None:
        nodes = questions(root)
        self._by_id = {node["id"].word: node for node in nodes if node["id"].word}
        lists = [root["pillars"]]
        lists += [pillar["dimensions"] for pillar in root["pillars"].items]
        lists += [dimension["questions"] for dimension in dimensions(root)]
        # a reference to a question that cannot be read is the same mistake, and is not reported again
        self._is_complete = all(each.items for each in lists) and len(self._by_id) == len(nodes)

    def find(self, reference: Node) -> Node | None:
        """The question that a word refers to."""
        return self._by_id.get(reference.word)

    def unknown(self, references: Iterable[Node]) -> Iterator[QuestionnaireProblem]:
        """Words that refer to no question."""
        if self._is_complete:
            yield from unknown(references, self._by_id, "no question has this id")


def unknown(references: Iterable[Node], known: Collection[str], says: str) -> Iterator[QuestionnaireProblem]:
    """References that lead nowhere; the same one in several places is one mistake."""
    places: dict[str, list[Node]] = defaultdict(list)
    for node in references:
        if node.word and node.word not in known:
            places[node.word].append(node)
    for word, nodes in places.items():
        others = f" (used in {len(nodes)} places)" if len(nodes) > 1 else ""
        yield nodes[0].problem(f'{says}: "{one_line(word)}"{others}; {advice(word, known)}')


def advice(word: str, known: Iterable[str]) -> str:
    """What to do about a reference that leads nowhere."""
    meant = nearest(word, known)
    return f'did you mean "{meant}"?' if meant else "refer to one that is there"
