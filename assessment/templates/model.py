"""The records of a sheet, frozen and strict about unknown keys."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from assessment.language import Text
from assessment.questionnaire.model import Content

LEAST_TALL = 8  # millimetres of a cell that a pen can write in

Id = Annotated[str, Field(pattern=r"^[a-z]+$", max_length=20)]  # a part of an address and of a file's name
QuestionId = Annotated[str, Field(pattern=r"^[A-Z]{2}[0-9]\.[0-9][a-z]?$")]


class PartHeading(Content):
    """What a part is about."""

    heading: Text
    page: bool = False  # whether it begins a page on paper


class Words(Content):
    """A few sentences."""

    words: Text


class Points(Content):
    """A list to read."""

    points: tuple[Text, ...] = Field(min_length=1)


class Ticks(Content):
    """A list to tick, under what it asks."""

    ticks: Text
    of: tuple[Text, ...] = Field(min_length=1)


class WritingTable(Content):
    """A table to write in: what a row leaves out at its end is empty, and so are some rows more."""

    heads: tuple[Text, ...] = Field(min_length=2)
    wide: tuple[int, ...]  # shares of the page
    rows: tuple[tuple[Text, ...], ...] = ()
    empty: int = Field(default=0, ge=0)
    tall: int = Field(default=LEAST_TALL, ge=LEAST_TALL)  # millimetres at least

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if len(self.wide) != len(self.heads) or any(len(row) > len(self.heads) for row in self.rows):
            raise ValueError("a table has one width for each head, and no more cells than heads")
        if not self.rows and not self.empty:
            raise ValueError("a table has a row to write in")
        return self


Part = PartHeading | Words | Points | Ticks | WritingTable


class Template(Content):
    """One sheet: what it is for, which questions it helps with, and what stands on it."""

    id: Id
    title: Text
    about: Text  # one line
    helps: tuple[QuestionId, ...] = Field(min_length=1)
    parts: tuple[Part, ...] = ()
