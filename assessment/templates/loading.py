"""From the files to the records; a mistake in one of them stops the program where it begins."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from assessment.questionnaire.problem import written
from assessment.questionnaire.reading import read
from assessment.templates.model import Template

FOLDER = Path(__file__).parent
ORDER = ("first", "role", "cases", "month", "metrics", "campaign")  # what is needed first comes first


@cache
def templates() -> tuple[Template, ...]:
    """All of them in their order; read once."""
    return tuple(_read(FOLDER / f"{name}.yaml") for name in ORDER)


def template(template_id: str) -> Template | None:
    """The one with an id; None where there is none."""
    return next((one for one in templates() if one.id == template_id), None)


def helping_with(question_id: str) -> tuple[Template, ...]:
    """Those that help with a question, in their order."""
    return tuple(one for one in templates() if question_id in one.helps)


def _read(path: Path) -> Template:
    root, found = read(path.read_bytes())
    if root is None or found:
        raise ValueError("\n".join(written(found, path.name)))
    return Template.model_validate(root.plain())
