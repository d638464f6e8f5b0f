"""How many lines a text takes: about, because whoever shows it has letters of a width of its own."""

from __future__ import annotations

import unicodedata

_WIDTHS = {  # of letters as parts of how tall they are; others are as wide as a digit, capitals as a capital
    **dict.fromkeys(" iljtfI.,:;'’!/|·", 0.28),
    **dict.fromkeys("r()[]-", 0.34),
    **dict.fromkeys("cksvxyz", 0.5),
    **dict.fromkeys("mwMW@%…—", 0.95),
}
_DIGIT, _CAPITAL, _FULL = 0.56, 0.72, 1.0


def lines(text: str, room: float) -> int:
    """How many lines a text becomes, broken between words, and in a word that is longer than one.

    Args:
        text: without line breaks.
        room: how wide a line is, measured in how tall its letters are.
    """
    count, used = 1, 0.0
    for word in text.split(" "):
        wide = sum(map(_wide, word))
        if used and used + wide > room:
            count, used = count + 1, 0.0
        if wide > room:
            count, wide = count + int(wide / room), wide % room
        used += wide + _wide(" ")
    return count


def _wide(letter: str) -> float:
    """How wide a letter is, as a part of how tall letters are."""
    if letter in _WIDTHS:
        return _WIDTHS[letter]
    if unicodedata.east_asian_width(letter) in "WF":
        return _FULL
    return _CAPITAL if letter.isupper() else _DIGIT
