"""The kinds of content and the statements, from the file beside this one; a mistake in it stops the program."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from assessment.language import Text
from assessment.questionnaire.model import Content
from assessment.questionnaire.problem import written
from assessment.questionnaire.reading import read

FILE = Path(__file__).parent / "voices.yaml"
Id = Annotated[str, Field(pattern=r"^[A-Za-z_0-9]+$", max_length=30)]


class ContentKind(Content):
    """A kind of content that an account may have."""

    id: Id  # kept for ever: counts refer to it
    source: Literal["npcc", "local"]
    duty: bool  # said even if few ask for it
    offered: bool  # whether a poll has it unless the department says otherwise
    label: Text


class Statement(Content):
    """A statement about the department that its staff agree with or not."""

    id: Id
    scale: Literal["cohesion", "pride", "social_media", "safety"]
    text: Text


class Voices(Content):
    """All of it."""

    question: Text
    kinds: tuple[ContentKind, ...]
    statements: tuple[Statement, ...]

    def kind(self, kind_id: str) -> ContentKind | None:
        """The kind with an id; None where there is none."""
        return next((one for one in self.kinds if one.id == kind_id), None)


@cache
def voices() -> Voices:
    """The kinds and the statements, read once."""
    root, found = read(FILE.read_bytes())
    if root is None or found:
        raise ValueError("\n".join(written(found, FILE.name)))
    return Voices.model_validate(root.plain())
