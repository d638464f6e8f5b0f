"""How one text is written in several languages, and how numbers and times are written in each.

Formats come from Babel, so a further language needs no code here.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from string import Formatter
from zoneinfo import ZoneInfo

from babel import Locale
from babel.core import get_global
from babel.dates import format_date, format_skeleton, format_time, get_timezone_location
from babel.lists import format_list
from babel.numbers import format_decimal, format_percent, get_decimal_symbol, get_group_symbol
from pydantic import ConfigDict, RootModel

_LOCALES = {"en": "en_GB"}  # of which country's habits; the rest write as their first country does
_BEFORE_VOWEL = {  # how Italian articles stand before a number that begins with a vowel: l’8, gli 11, dell’80%
    **{"il": "l’", "al": "all’", "dal": "dall’", "del": "dell’", "nel": "nell’", "sul": "sull’"},
    **{"i": "gli ", "ai": "agli ", "dai": "dagli ", "dei": "degli ", "nei": "negli ", "sui": "sugli "},
}
_ARTICLE = re.compile(rf"\b({'|'.join(_BEFORE_VOWEL)}) (\**)$", re.IGNORECASE)
_VOWEL = re.compile(r"(?:11|8\d?\d?)(?:\.\d{3})*(?![\d.]*\d)|otto|undici|ottant", re.IGNORECASE)
_FOUR_TOGETHER = {"es"}  # languages that group digits from five on; CLDR says so, and Babel does not look
_SPANISH_I = re.compile(r"h?[ií](?![aeouáéóú])", re.IGNORECASE)  # how a word begins before which "y" becomes "e"

# With one of these in a name, what we say behind it is read from right to left. Words of such languages need none.
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")

# How numbers are typed. More than fifteen digits are no number of anything that is asked for.
_SPACES = " \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}"
_ANY_GROUP = ".,'’"  # with one of which some language groups thousands
_DIGITS = "[0-9]{1,15}"

_MOST_KEPT = 4096  # results of each format: a page writes the same few hundred again and again, and Babel is slow

UNKNOWN = "–"  # what stands where a value is not known or not shown; never 0


class NumberError(ValueError):
    """What was typed is no number, no whole one where one is needed, or may be one of two."""

    def __init__(self, text: str, meant: float | None = None) -> None:
        super().__init__(text)
        self.meant = meant  # the number that may have been meant, where there is one to ask about


class Text(RootModel[Mapping[str, str]]):
    """One text in every language."""

    model_config = ConfigDict(frozen=True, strict=True)

    def __getitem__(self, language: str) -> str:
        return self.root[language]

    def __contains__(self, language: object) -> bool:
        return language in self.root

    def languages(self) -> Iterable[str]:
        """The languages it is written in."""
        return self.root.keys()


def own_name(language: str) -> str:
    """The language's name in itself, as its speakers look for it: English, Italiano, Español."""
    name = Locale.parse(language).get_display_name(language) or language
    return name[:1].upper() + name[1:]


def number(value: float, language: str, digits: int = 0) -> str:
    """Write a number with exactly so many decimals, half up; the one place where a number is rounded."""
    scale = 10**digits
    rounded = math.floor(abs(value) * scale + 0.5 + 1e-9) / scale
    pattern = _whole_part(rounded, language) + ("." + "0" * digits if digits else "")
    return _decimal(math.copysign(rounded, value) if rounded else 0, pattern, locale(language))


def typed_number(value: float | None, language: str) -> str:
    """Write a number as it would be typed into a field, with two decimals at most; nothing for none."""
    return "" if value is None else _decimal(value, _whole_part(value, language) + ".##", locale(language))


def read_number(text: str, language: str, *, whole: bool = False) -> float | None:
    """Read a number as the language writes it, the inverse of `typed_number`.

    Thousands are grouped with the language's own sign or with spaces, or not at all. What would be another number in
    another language is never guessed: 12.500 is twelve thousand in Italian, and refused in English.

    Args:
        text: as typed.
        language: whose signs it is read with.
        whole: whether only whole numbers are taken; then the result is an int.

    Returns:
        The number, none below zero; None where nothing was typed.

    Raises:
        NumberError: it cannot be read, or could be two numbers; then the error says which may have been meant.
    """
    typed = text.strip()
    if not typed:
        return None
    point, group = (re.escape(sign) for sign in (_decimal_sign(language), _group_sign(language)))
    count = rf"(?P<count>{_DIGITS}|{_grouped(f'{group}{_SPACES}')})"
    if found := re.fullmatch(count, typed):
        return int(_digits(found["count"]))
    if re.fullmatch(_grouped(_ANY_GROUP), typed):
        raise NumberError(text, int(_digits(typed)))
    if whole:
        raise NumberError(text)
    if found := re.fullmatch(rf"{count}{point}(?P<part>[0-9]{{1,6}})", typed):
        return float(f"{_digits(found['count'])}.{found['part']}")
    if found := re.fullmatch(rf"(?P<count>{_DIGITS})[.,](?P<part>[0-9]{{1,2}})", typed):
        value = float(f"{found['count']}.{found['part']}")
        if len(found["part"]) == 1:  # half an hour, whoever writes it
            return value
        raise NumberError(text, value)
    raise NumberError(text)


def plain_number(value: float, language: str) -> str:
    """Write a number in full and without grouping, as a spreadsheet of the language's country reads it back."""
    return str(value).replace(".", _decimal_sign(language))


def list_separator(language: str) -> str:
    """What stands between values in a file of the language's country: a semicolon where a comma writes decimals."""
    return ";" if _decimal_sign(language) == "," else ","


def whole(value: float) -> int:
    """Round to a whole number, half up."""
    return math.floor(value + 0.5 + 1e-9)


def whole_points(score: float, band_starts: Sequence[float]) -> int:
    """Round a score to whole points, half up; below the start of a band it is never shown as that start."""
    points = whole(score)
    if any(score < start <= points for start in band_starts):
        return points - 1
    return points


def percent(share: float, language: str) -> str:
    """Write a share (0 to 100) as whole percent, half up, in the language's way."""
    return _percent(whole(share) / 100, locale(language))


def day(value: date, language: str) -> str:
    """Write a date with the month in words; the first of a month as Italians do, 1º."""
    written = _long_date(value, locale(language))
    return f"1º{written.removeprefix('1')}" if language == "it" and value.day == 1 else written


def moment_day(value: datetime, language: str, zone: str) -> str:
    """Write the day of an instant as it was in the region's time zone."""
    return day(value.astimezone(ZoneInfo(zone)).date(), language)


def month(value: date, language: str) -> str:
    """Write a month with its year."""
    return _month(value, locale(language))


def moment_month(value: datetime, language: str, zone: str) -> str:
    """Write the month of an instant as it was in the region's time zone."""
    return month(value.astimezone(ZoneInfo(zone)).date(), language)


def short_day(value: datetime, language: str, zone: str) -> str:
    """Write the same with the month cut short, for a column."""
    return _short_date(value.astimezone(ZoneInfo(zone)).date(), locale(language))


def clock(value: datetime, language: str, zone: str) -> str:
    """Write the time of an instant, in hours and minutes of the region's time zone."""
    pattern = "HH:mm" if language in ("en", "it", "es") else "short"
    return format_time(value.astimezone(ZoneInfo(zone)), format=pattern, locale=locale(language))


def moment(value: datetime, language: str, zone: str) -> str:
    """Write day and time of an instant in the region's time zone."""
    return f"{moment_day(value, language, zone)}, {clock(value, language, zone)}"


def zone_name(zone: str, language: str) -> str:
    """The city by which a time zone is known, in the language: Rome, Roma; UTC as itself."""
    if get_global("zone_territories").get(zone, "ZZ") == "ZZ":
        return zone  # of no country, such as UTC
    return str(get_timezone_location(ZoneInfo(zone), locale=locale(language), return_city=True))


def enumeration(items: Sequence[str], language: str) -> str:
    """Join items as the language does: a, b and c; in Spanish also Facebook e Instagram."""
    joined = str(format_list(list(items), locale=locale(language)))
    if language == "es" and len(items) > 1 and _SPANISH_I.match(items[-1]):
        return joined.removesuffix(f" y {items[-1]}") + f" e {items[-1]}"
    return joined


def filled(sentence: str, language: str, facts: Mapping[str, object]) -> str:
    """Put facts in the places of a sentence that name them; an Italian article before a number agrees with it."""
    if language != "it":
        return sentence.format(**facts)
    written = ""
    for words, name, _, _ in Formatter().parse(sentence):
        fact = "" if name is None else str(facts[name])
        written += (_ARTICLE.sub(_before_vowel, words) if _VOWEL.match(fact) else words) + fact
    return written


def plural(count: float, language: str) -> str:
    """The plural category of a count: one, other, ..."""
    return _plural(count, language)


def clean(text: str, most: int | None = 4000) -> str:
    """Make typed text safe to keep, show and print without changing what was said.

    NFC; surrogates, NUL, control characters but newline and tab, non-characters, and what turns the direction of all
    that follows are left out, every way to end a line becomes one; cut at `most` characters, None for all of it.
    """
    text = re.sub("\r\n|[\r\N{LINE SEPARATOR}\N{PARAGRAPH SEPARATOR}]", "\n", text)
    kept = (letter for letter in text if not _unprintable(letter))
    return unicodedata.normalize("NFC", "".join(kept))[:most]


def line(text: str) -> str:
    """Make typed text safe to keep as `clean` does, on one line and without blanks around it."""
    return " ".join(clean(text, None).split())


def _before_vowel(article: re.Match[str]) -> str:
    written = _BEFORE_VOWEL[article[1].lower()]
    return (written.capitalize() if article[1][0].isupper() else written) + article[2]


def locale(language: str) -> str:
    """The language with the country whose habits are followed, where that is said."""
    return _LOCALES.get(language, language)


def _whole_part(value: float, language: str) -> str:
    """How the digits before the decimal sign are grouped, as a pattern."""
    return "0" if language in _FOUR_TOGETHER and abs(value) < 10_000 else "#,##0"


def _grouped(signs: str) -> str:
    """The pattern of a number in groups of three digits, with the same one of the signs between them all."""
    return f"[1-9][0-9]{{0,2}}(?P<sign>[{signs}])[0-9]{{3}}(?:(?P=sign)[0-9]{{3}}){{0,3}}"


def _digits(typed: str) -> str:
    return re.sub("[^0-9]", "", typed)


def _decimal_sign(language: str) -> str:
    return get_decimal_symbol(locale(language))


def _group_sign(language: str) -> str:
    return get_group_symbol(locale(language))


@lru_cache(_MOST_KEPT)
def _decimal(value: float, pattern: str, written: str) -> str:
    return format_decimal(value, pattern, locale=written)


@lru_cache(_MOST_KEPT)
def _percent(share: float, written: str) -> str:
    return format_percent(share, locale=written)


@lru_cache(_MOST_KEPT)
def _long_date(value: date, written: str) -> str:
    return _held(format_date(value, format="long", locale=written), format_skeleton("MMMMd", value, locale=written))


@lru_cache(_MOST_KEPT)
def _short_date(value: date, written: str) -> str:
    return _held(format_date(value, format="medium", locale=written), format_skeleton("MMMd", value, locale=written))


@lru_cache(_MOST_KEPT)
def _month(value: date, written: str) -> str:
    return format_skeleton("yMMMM", value, locale=written)


@lru_cache(_MOST_KEPT)
def _plural(count: float, language: str) -> str:
    return str(Locale.parse(language).plural_form(count))


def _held(written: str, start: str) -> str:
    """A date whose day and month stay on one line: "28" at the end of one and "March" on the next is hard to read."""
    return written.replace(start, start.replace(" ", "\N{NO-BREAK SPACE}"))


def _unprintable(letter: str) -> bool:
    point = ord(letter)
    if unicodedata.category(letter) == "Cc":
        return letter not in "\n\t"
    return letter in _TURNING or 0xD800 <= point <= 0xDFFF or point & 0xFFFE == 0xFFFE or 0xFDD0 <= point <= 0xFDEF
