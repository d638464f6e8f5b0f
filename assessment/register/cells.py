"""What a cell says, column by column, decided on the value as it was typed: 12.125 stays a number that is not whole.

A text that could be two numbers is no number yet: it is asked about.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from babel import Locale

from assessment.answers import has_words
from assessment.language import own_name
from assessment.questionnaire import Questionnaire
from assessment.register.columns import plain, words
from assessment.register.table import text_of
from assessment.rounds import MOST_EMAIL, MOST_NAME
from assessment.sizes import MOST_STAFF
from assessment.upload import Cell
from assessment.wording import LANGUAGES, entries

THOUSANDS, DECIMAL = "thousands", "decimal"  # what a comma or a point in a number can be

_EMAIL = re.compile(r"[^@\s,;:<>()\[\]\"\\]+@[^@\s,;:<>()\[\]\"\\.]+(\.[^@\s,;:<>()\[\]\"\\.]+)+")
_WHOLE = re.compile(r"[0-9]{1,7}|[0-9]{1,3}(['’ ][0-9]{3})+|[0-9]{1,3}((\.[0-9]{3}){2,}|(,[0-9]{3}){2,})")
_NAUGHT = re.compile(r"([0-9]{1,7}|[0-9]{1,3}([.,])[0-9]{3}|[0-9]{1,3}(['’ ][0-9]{3})+)(?!\2)[.,]0{1,2}")  # 1.200,00
_EITHER = re.compile(r"[1-9][0-9]{0,2}([.,])[0-9]{3}")  # 12.500: two numbers, as one writes
_EXCEL_ERROR = re.compile(r"#(NULL!|DIV/0!|VALUE!|REF!|NAME\?|NUM!|N/A|GETTING_DATA|SPILL!|CALC!)")
_SHOWS_DECIMAL = re.compile(r"[0-9]+([.,])([0-9]{1,2}|[0-9]{4,})|0([.,])[0-9]+|(?:[0-9.]*\.)?[0-9]{4,}(,)[0-9]+")
_SHOWS_THOUSANDS = re.compile(r"[0-9]{1,3}([.,])[0-9]{3}(?:\1[0-9]{3}|(?!\1)[.,][0-9]).*")


class CellError(ValueError):
    """A cell that does not say what its column asks; the message is the kind of problem."""


class EitherError(ValueError):
    """A text that could be two numbers; the message is the sign in it."""


@dataclass(frozen=True)
class Parsers:
    """How each column is read."""

    form: Callable[[str], str | None]
    territory: Callable[[str], str | None]
    language: Callable[[str], str | None]


def parsers(questionnaire: Questionnaire) -> Parsers:
    """How the columns are read whose words a questionnaire has."""
    return Parsers(
        _choice(_option_words(questionnaire, "form")),
        _choice(_option_words(questionnaire, "main_territory")),
        _choice(_language_words(questionnaire.languages)),
    )


def given(cell: Cell) -> str:
    """What stands in a cell.

    Raises:
        CellError: an error of the spreadsheet, or a formula of which nothing was kept.
    """
    if cell.is_formula and cell.value is None:
        raise CellError("formula_empty")
    text = text_of(cell)
    if _EXCEL_ERROR.fullmatch(text):
        raise CellError("cell_error")
    return text


def name(cell: Cell) -> str:
    """The name of a department; never empty."""
    text = given(cell)
    if not has_words(text) or not any(letter.isalnum() for letter in text):
        raise CellError("missing")
    if len(text) > MOST_NAME:
        raise CellError("too_long")
    return text


def short(most: int) -> Callable[[Cell], str | None]:
    """How a text of so many characters is read."""

    def read(cell: Cell) -> str | None:
        text = given(cell)
        if len(text) > most:
            raise CellError("text_long")
        return text or None

    return read


def email(cell: Cell) -> str | None:
    """An e-mail address."""
    text = given(cell).removeprefix("mailto:")
    if not text:
        return None
    if len(text) > MOST_EMAIL or not _EMAIL.fullmatch(text):
        raise CellError("email_wrong")
    return text.lower()


def staff(cell: Cell, signs: Mapping[str, str]) -> int | None:
    """How many people.

    Args:
        cell: a number is taken as it is and never read as a text.
        signs: whether a point and a comma stand between thousands or before decimals, as far as it is known.

    Raises:
        CellError: it is no whole number, or there cannot be so many.
        EitherError: it depends on what the sign in it means.
    """
    text = given(cell)
    if not text:
        return None
    people = _people(cell.value, text, signs)
    if people is None or people != int(people):
        raise CellError("not_whole")
    if not 1 <= people <= MOST_STAFF:
        raise CellError("staff_range")
    return int(people)


def signs_shown(cells: Iterable[Cell]) -> dict[str, str]:
    """What a point and a comma mean, where other numbers of the column leave no doubt."""
    shown: dict[str, str] = {}
    for cell in cells:
        text = text_of(cell) if isinstance(cell.value, str) else ""
        for meaning, pattern in ((DECIMAL, _SHOWS_DECIMAL), (THOUSANDS, _SHOWS_THOUSANDS)):
            if found := pattern.fullmatch(text):
                sign = next(one for one in found.groups() if one in (".", ","))
                other = {".": ",", ",": "."}[sign]
                shown.setdefault(sign, meaning)
                shown.setdefault(other, {DECIMAL: THOUSANDS, THOUSANDS: DECIMAL}[meaning])
    return shown


def looks_like_staff(cells: Sequence[Cell]) -> bool:
    """Whether a column could tell how many people: whole numbers, and none that only a code begins with."""
    texts = [text_of(cell) for cell in cells if not cell.is_blank]
    return bool(texts) and all(re.fullmatch(r"[1-9][0-9]{0,3}", text) for text in texts)


def looks_like_email(cells: Sequence[Cell]) -> bool:
    """Whether there are addresses in a column."""
    return any("@" in text_of(cell) for cell in cells)


def _people(value: object, text: str, signs: Mapping[str, str]) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    if not isinstance(value, str):
        return value if abs(value) < 1e9 else None  # neither endless nor no number at all
    if _WHOLE.fullmatch(text):
        return int(re.sub(r"[^0-9]", "", text))
    if found := _NAUGHT.fullmatch(text):
        return int(re.sub(r"[^0-9]", "", found[1]))
    if found := _EITHER.fullmatch(text):
        if found[1] not in signs:
            raise EitherError(found[1])
        return float(text.replace(found[1], "" if signs[found[1]] == THOUSANDS else "."))
    return None


def _choice(meant: Mapping[str, str]) -> Callable[[str], str | None]:
    """A parser that understands the given words, written in any way."""

    def chosen(text: str) -> str | None:
        if not text:
            return None
        try:
            return meant[plain(text)]
        except KeyError:
            raise CellError("not_a_choice") from None

    return chosen


def _option_words(questionnaire: Questionnaire, field_id: str) -> dict[str, str]:
    """Which option each word means: its id, its label in any language, and the short words of register.yaml."""
    found: dict[str, str] = {}
    for option, label in questionnaire.field(field_id).options.items():
        found[plain(option)] = option
        found.update({plain(label[language]): option for language in label.languages()})
        key = f"register.values.{field_id}.{option}"
        if key in entries():
            found.update({plain(word): option for language in LANGUAGES for word in words(key, language)})
    return found


def _language_words(languages: Sequence[str]) -> dict[str, str]:
    """Which language each word means: its code, its own name, and its name in the others."""
    found: dict[str, str] = {}
    for language in languages:
        called = [Locale.parse(language).get_display_name(reader) or language for reader in languages]
        found.update({plain(word): language for word in (language, own_name(language), *called)})
    return found
