"""What is mailed to whom, and why: the letters, and the words they are written in."""

from __future__ import annotations

from assessment.letters.letter import (
    ASKED_LASTS,
    DEVICE_LASTS,
    HANDED_LASTS,
    INVITED_LASTS,
    MOST_LETTER,
    MOST_SUBJECT,
    REMIND_AT,
    Letter,
    Mailed,
    Purpose,
    Sent,
    Wording,
    next_try,
)
from assessment.letters.written import TOKENS, Written, header, sign_in_at, standard, token, why, written

__all__ = [
    "ASKED_LASTS",
    "DEVICE_LASTS",
    "HANDED_LASTS",
    "INVITED_LASTS",
    "MOST_LETTER",
    "MOST_SUBJECT",
    "REMIND_AT",
    "TOKENS",
    "Letter",
    "Mailed",
    "Purpose",
    "Sent",
    "Wording",
    "Written",
    "header",
    "next_try",
    "sign_in_at",
    "standard",
    "token",
    "why",
    "written",
]
