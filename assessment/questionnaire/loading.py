"""From the file to the records, or to every mistake in it at once."""

from __future__ import annotations

import hashlib
import stat
from functools import lru_cache
from pathlib import Path

from assessment.questionnaire import checks, shape
from assessment.questionnaire.model import Questionnaire
from assessment.questionnaire.problem import QuestionnaireError, QuestionnaireProblem, written
from assessment.questionnaire.reading import MOST_BYTES, read


def load(path: Path) -> Questionnaire:
    """Read and check a file.

    Raises:
        QuestionnaireError: it cannot be read, or needs fixing.
    """
    return parse(_bytes(path), str(path))


def problems(path: Path) -> list[str]:
    """What needs fixing in a file, one line a problem; empty where it is in order."""
    try:
        load(path)
    except QuestionnaireError as error:
        return error.problems
    return []


def parse(data: bytes, name: str = "questions.yaml") -> Questionnaire:
    """Read and check the bytes of a questionnaire; `name` stands before each problem.

    Raises:
        QuestionnaireError: something needs fixing; says all of it.
    """
    questionnaire, found = _read(data)
    if questionnaire is None or found:
        raise QuestionnaireError(written(found, name))
    return questionnaire


@lru_cache(maxsize=8)  # what bytes stand for never changes; a region has had a few versions, and most visits read one
def _read(data: bytes) -> tuple[Questionnaire | None, list[QuestionnaireProblem]]:
    root, found = read(data)
    if root is None:
        return None, found
    questionnaire, misshapen = shape.validate(root, hashlib.sha256(data).hexdigest())
    return questionnaire, [*found, *misshapen, *checks.problems(root)]


def _bytes(path: Path) -> bytes:
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            says = "is no file; give the name of a file"
            raise QuestionnaireError(written([QuestionnaireProblem(1, "file", says)], str(path)))
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        if isinstance(error, QuestionnaireError):
            raise
        reason = getattr(error, "strerror", None) or str(error)
        says = f"cannot be read ({reason}); check its name and permissions"
        raise QuestionnaireError(written([QuestionnaireProblem(1, "file", says)], str(path))) from error
