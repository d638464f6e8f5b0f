"""What is fit to be kept: texts cleaned and of a certain length, numbers and days within bounds; all else is refused.

Whoever asks, and whatever a screen lets through: how much is too much is said once, where the noun is.
"""

from __future__ import annotations

import re
from datetime import date, datetime

from assessment import language
from assessment.answers import has_words
from assessment.rounds import MOST_EMAIL, Round, day_of, reach
from assessment.storage.errors import NotReady, Unfit

_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
# Without what several addresses, or a name beside one, are written with: a mailbox that has it nobody uses.
_ADDRESS = re.compile(r"""[^@\s,;:<>()\[\]"\\]+@[^@\s.,;:<>()\[\]"\\]+(\.[^@\s.,;:<>()\[\]"\\]+)+""")


def text(field: str, given: str, most: int) -> str:
    """A text of any number of lines."""
    return _short(field, language.clean(given, None), most)


def line(field: str, given: str | None, most: int) -> str | None:
    """A text on one line; None where nothing of it would be seen."""
    kept = _short(field, language.line(given or ""), most)
    return kept if has_words(kept) else None


def needed(field: str, given: str, most: int) -> str:
    """A text on one line that must not be empty."""
    kept = line(field, given, most)
    if kept is None:
        raise NotReady([field])
    return kept


def address(field: str, given: str | None) -> str | None:
    """An e-mail address, in small letters; None where none is given."""
    kept = line(field, given, MOST_EMAIL)
    if kept is not None and not is_address(kept):
        raise NotReady([field])
    return kept and kept.lower()


def number(field: str, given: int | None, most: int) -> int | None:
    """A whole number from one; None where it is not said."""
    if given is not None and not 1 <= given <= most:
        raise Unfit(field, 1, most)
    return given


def day(field: str, given: date, today: date) -> date:
    """A day of a round that is not out of reach from today."""
    first, last = reach(today)
    if not first <= given <= last:
        raise Unfit(field, first, last)
    return given


def until(asked: Round, given: date, at: datetime) -> date:
    """A last day that a round, or one department in it, is given: not over yet, and not before the round opens."""
    today = day_of(at, asked.zone)
    if day("until", given, today) < max(today, asked.opens_on):
        raise NotReady(["days"])
    return given


def is_address(word: str) -> bool:
    """Whether a word can be an e-mail address."""
    return _ADDRESS.fullmatch(word) is not None and word.isprintable() and "=?" not in word


def is_id(word: str) -> bool:
    """Whether a word can be the id of a region or department."""
    return _ID.fullmatch(word) is not None


def _short(field: str, kept: str, most: int) -> str:
    if len(kept) > most:
        raise Unfit(field, None, most)
    return kept
