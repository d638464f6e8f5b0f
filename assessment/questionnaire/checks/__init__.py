"""What no single field can tell about a questionnaire; every check reads the tree, which knows the lines.

A check says nothing about what is missing or of the wrong kind: the shape has been reported by then.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from assessment.questionnaire.checks import band, contradiction, identity, profile, question, text
from assessment.questionnaire.problem import QuestionnaireProblem
from assessment.questionnaire.reading import Node

_MOST = 300  # problems of one kind; a new language can have many texts to write
_MOST_OF_TEXTS = 5000


def problems(root: Node) -> Iterator[QuestionnaireProblem]:
    """Every mistake, check by check."""
    for check in (identity, question, band, profile, contradiction):
        yield from islice(check.problems(root), _MOST)
    yield from islice(text.problems(root), _MOST_OF_TEXTS)
