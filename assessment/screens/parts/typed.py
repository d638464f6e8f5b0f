"""A number that is typed: shown and read as the visitor's language writes it, and said where it cannot be read.

A field for text, because Streamlit's own for numbers writes 3.0 in every language, and cannot be emptied once it began
with a number.
"""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from assessment.language import NumberError, number, read_number, typed_number
from assessment.visit import Visit

KEY = "number-"  # how the key of such a field begins, by which words.js finds it
_EXAMPLE, _WHOLE_EXAMPLE = 12.5, 1250


@dataclass(frozen=True)
class Typed:
    """What stands in a field."""

    value: float | None  # an int where whole numbers are asked for; None where nothing stands there, or no number
    problem: str = ""  # what to do about it, where it is no number of this field

    @property
    def count(self) -> int | None:
        """The value where whole numbers are asked for."""
        return None if self.value is None else int(self.value)


def field(visit: Visit, label: str, value: float | None, key: str, *, grouped: bool = True) -> str:
    """Draw a field for a number; returns what stands in it.

    Args:
        visit: whose language it is written in.
        label: of the field.
        value: that it is drawn with; None for an empty one.
        key: of the widget; begins with `KEY`.
        grouped: with a sign between thousands; not for a year.
    """
    return st.text_input(label, value=text(visit, value, grouped=grouped), key=key)


def text(visit: Visit, value: float | None, *, grouped: bool = True) -> str:
    """What a field holds for a number."""
    return typed_number(value, visit.language) if grouped or value is None else str(value)


def read(visit: Visit, written: str, *, least: int = 0, most: int, whole: bool = True) -> Typed:
    """Read what stands in a field, and say what is wrong with it."""
    say, language = visit.say, visit.language
    try:
        value = read_number(written, language, whole=whole)
    except NumberError as error:
        if error.meant is not None:
            return Typed(None, say("errors.number_doubtful", meant=typed_number(error.meant, language)))
        if whole:
            return Typed(None, say("errors.number_whole", example=number(_WHOLE_EXAMPLE, language)))
        return Typed(None, say("errors.number", example=typed_number(_EXAMPLE, language)))
    if value is not None and not least <= value <= most:
        return Typed(None, say("errors.number_range", least=number(least, language), most=number(most, language)))
    return Typed(value)
