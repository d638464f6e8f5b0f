"""Which names are one: as certain, so that nobody is entered twice; as likely, to be asked; and as a search finds them.

People write L'Aquila with many kinds of apostrophe, FORLI' for Forlì, and dashes and slashes with blanks or without.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_MOST_KEPT = 16_384  # names: a list is compared with the register again and again while it is looked through
_MARKS = str.maketrans(
    dict.fromkeys("’‘‛`´′ʼʹʻˈˊˋ＇", "'") | dict.fromkeys("‐‑‒–—―−﹣－⁃", "-") | dict.fromkeys("⁄∕／", "/")
)
_ACCENTED = re.compile(r"[àáèéìíòóùú](?!\w)")  # at the end of a word, where many write an apostrophe instead
_ELIDED = re.compile(r"(?<=[^\W\d_aeiou]) ?' ?(?=\w)")  # L' Aquila
_CUT = re.compile(r"(?<=[aeiou]) ?' ?(?=\w)")  # Ca' Rossa, and Ca'Rossa
# What does not tell one department from another: what all are called, and the small words between.
_GENERAL = re.compile(
    r"comun[ei]|comando|corpo|servizio|polizi[ae]|local[ei]|municipal[ei]|intercomunale"
    r"|ayuntamiento|municipios?|policias?|local|municipal|cuerpo|jefatura"
    r"|municipality|police|department|city|council|borough"
    r"|d[ei]|de[il]|dell[aeo]|degli|d|il|l[aeo]|i|gli|l|ed?|el|l[ao]s|y|the|of|and"
)
_SAINT = re.compile(r"s|ss|sta?|sto|san|sant[aieo]?")


@lru_cache(_MOST_KEPT)
def same(name: str) -> str:
    """What two names must differ in to be two: more than capitals, blanks, kinds of mark or the coding of letters.

    The register keeps it beside each name. Who changes it adds a migration that works it out anew.
    """
    seen = "".join(letter for letter in name if unicodedata.category(letter) != "Cf").translate(_MARKS)
    text = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", seen).casefold()).translate(_MARKS)
    text = re.sub(r" ?([/-]) ?", r"\1", " ".join(text.split()))
    text = re.sub(r"(?<=\w) (?='(?!\w))", "", text)
    text = _ACCENTED.sub(lambda found: f"{_without_accents(found[0])}'", text)
    return _CUT.sub("' ", _ELIDED.sub("'", text))


@lru_cache(_MOST_KEPT)
def alike(name: str) -> str:
    """What two names must differ in not to be asked about: words of their own, without accents and marks."""
    words = re.findall(r"[^\W_]+", _without_accents(same(name)))
    own = ["san" if _SAINT.fullmatch(word) else word for word in words if not _GENERAL.fullmatch(word)]
    return "".join(own or words)


def bare(text: str) -> str:
    """What a search compares: letters and figures alone."""
    return "".join(letter for letter in _without_accents(same(text)) if letter.isalnum())


def _without_accents(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
