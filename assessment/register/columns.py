"""Which row of a table holds the headings, and what each column is.

The words that are understood are in wording/register.yaml, in any language of the interface. They stand in ranks: where
two headings could mean one column, the one of the first rank does, so that "Comune" names a department only where no
"Comando" stands beside it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from assessment.register.problem import COLUMNS, UNUSED
from assessment.register.table import ListRow, ListTable
from assessment.wording import LANGUAGES, entries

RANKS = ("headings", "second_headings", "third_headings", "fourth_headings")
NEEDED = "name"

FIRST_NAME, SURNAME = "first_name", "surname"  # of a contact, where they stand in two columns
_PARTS = (FIRST_NAME, SURNAME)
_LOOKED_AT = 15  # rows among which the headings are looked for

_IN_BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_DATED = re.compile(r"( al| a)?( \d{1,2}){0,4}( 19\d\d| 20\d\d)$")
_SHORT = {"p l": "pl", "p m": "pm", "e mail": "mail", "email": "mail", "posta elettronica": "mail"}
_ABBREVIATED = re.compile(rf"\b({'|'.join(_SHORT)})\b")  # what is written in several ways
_COUNTING = re.compile(r"no?|nr|nro|num|numero|number|tot|totale?")
_BETWEEN = re.compile(r"d[ei]|de[il]|dell[aeo]|degli|d|il|l[aeo]|l|el|l[ao]s|y|e|of|the|and|for|per|para")


@dataclass(frozen=True)
class ListColumn:
    """A column of a table."""

    place: int  # from 0
    heading: str
    meaning: str | None  # one of COLUMNS, or a part of a contact's name; None where it is not used
    is_known: bool = False  # what it holds is known, also where it is not used


@dataclass(frozen=True)
class Headings:
    """What the columns of a table are."""

    rows: tuple[ListRow, ...]  # those the headings stand in, one or two
    skipped: int  # rows above them
    columns: tuple[ListColumn, ...]
    twice: tuple[ListColumn, ...]  # those that mean what another means already

    def place(self, meaning: str) -> int | None:
        """Where something stands; None where it does not."""
        return next((one.place for one in self.columns if one.meaning == meaning), None)

    @property
    def ignored(self) -> tuple[ListColumn, ...]:
        """The columns with a heading that are not used."""
        return tuple(one for one in self.columns if one.meaning is None and one.heading)


def headings_of(table: ListTable, chosen: Mapping[int, str]) -> Headings:
    """Find the headings of a table.

    Args:
        table: with one row at least.
        chosen: what the coordinator says that columns are, by place.
    """
    first, last = _where(table.rows[:_LOOKED_AT])
    rows = table.rows[first : last + 1]
    columns, twice = _columns(_joined(rows), chosen)
    return Headings(rows, first, tuple(columns), tuple(twice))


def words(key: str, language: str) -> list[str]:
    """The words of a list that register.yaml writes in one sentence, divided by commas."""
    return [word.strip() for word in entries()[key][language]["other"].split(",")]


def plain(text: str) -> str:
    """A word without capitals, accents and punctuation, to compare headings and choices."""
    letters = unicodedata.normalize("NFKD", text.casefold().translate(_NUMBER_SIGNS))
    kept = (letter for letter in letters if not unicodedata.combining(letter))
    return " ".join("".join(letter if letter.isalnum() else " " for letter in kept).split())


_NUMBER_SIGNS = str.maketrans("º°ª", "   ")  # N.º de agentes


def repeats(row: ListRow, headings: Headings) -> bool:
    """Whether a row below holds the headings once more, as at the top of a further page."""
    texts = [_heading(text) for text in row.texts() if text]
    return len(texts) > 1 and set(texts) <= {_heading(one.heading) for one in headings.columns}


def _where(rows: Sequence[ListRow]) -> tuple[int, int]:
    """The first and the last row of the headings: those that say most, the upper ones where two say as much."""
    best, most = (0, 0), _says(rows[0].texts())
    for at, row in enumerate(rows):
        if at and (said := _says(row.texts())) > most and (said > 1 or all(_is_title(one) for one in rows[:at])):
            best, most = (at, at), said
    for at in range(len(rows) - 1):
        if (said := _says(_joined(rows[at : at + 2]))) > max(most, 1):
            best, most = (at, at + 1), said
    return best


def _says(texts: Sequence[str]) -> int:
    """How many columns headings tell."""
    return len({one.meaning for one in _columns(texts, {})[0]} & set(COLUMNS))


def _is_title(row: ListRow) -> bool:
    return sum(bool(text) for text in row.texts()) == 1


def _joined(rows: Sequence[ListRow]) -> list[str]:
    """The headings of one row, or of two that stand one under the other: the lower word, else the upper."""
    found = [""] * max(len(row.cells) for row in rows)
    for row in rows:
        for at, text in enumerate(row.texts()):
            found[at] = text or found[at]
    return found


def _columns(texts: Sequence[str], chosen: Mapping[int, str]) -> tuple[list[ListColumn], list[ListColumn]]:
    """What each heading means, and those that mean what another means already."""
    known = [_meanings(text) for text in texts]
    surname = any(SURNAME in meanings for meanings in known)
    taken = {meaning for meaning in chosen.values() if meaning != UNUSED}
    best: dict[str, int] = {}  # the rank that each meaning is told with
    for at, meanings in enumerate(known):
        if FIRST_NAME in meanings and surname:
            meanings = known[at] = {FIRST_NAME: 0}
        meanings.pop("" if surname else FIRST_NAME, None)
        for meaning, rank in meanings.items():
            if at not in chosen and meaning not in taken:
                best[meaning] = min(rank, best.get(meaning, rank))
    columns: list[ListColumn] = []
    twice: list[ListColumn] = []
    for at, (text, meanings) in enumerate(zip(texts, known, strict=True)):
        told = [one for one, rank in meanings.items() if best.get(one) == rank and at not in chosen]
        meaning = chosen.get(at, told[0] if told else UNUSED)
        column = ListColumn(at, text, None if meaning in (UNUSED, "") else meaning, bool(meanings) or at in chosen)
        if any(one.meaning == column.meaning for one in columns if column.meaning):
            twice.append(column)
            column = ListColumn(at, text, None, is_known=True)
        columns.append(column)
    return columns, twice


def _meanings(heading: str) -> dict[str, int]:
    """What a heading may mean, each with its rank; also "" where it is known to say nothing here."""
    bare = _IN_BRACKETS.sub(" ", heading)
    for written in (heading, bare):
        for key in (_heading(written), _heading(_DATED.sub("", plain(written)))):
            if key and key in _understood():
                return dict(_understood()[key])
    return {}


@cache
def _understood() -> Mapping[str, Mapping[str, int]]:
    """What each heading means; a column's own id is understood too."""
    found: dict[str, dict[str, int]] = {}
    for word, meaning, rank in _listed():
        found.setdefault(_heading(word), {}).setdefault(meaning, rank)
    return found


def _listed() -> Iterator[tuple[str, str, int]]:
    for column in COLUMNS:
        yield column, column, 0
    for rank, part in enumerate(RANKS):
        for meaning in (*COLUMNS, *_PARTS):
            if f"register.{part}.{meaning}" in entries():
                yield from (
                    (word, meaning, rank) for one in LANGUAGES for word in words(f"register.{part}.{meaning}", one)
                )
    for language in LANGUAGES:
        yield from ((word, "", len(RANKS)) for word in words("register.no_headings", language))
        yield from ((word, "", len(RANKS)) for word in words("register.corrected.heading", language))


@lru_cache(4096)
def _heading(text: str) -> str:
    """What two headings must differ in: more than how the number is called, and small words between."""
    tokens = _ABBREVIATED.sub(lambda found: _SHORT[found[0]], plain(text)).split()
    while len(tokens) > 1 and _COUNTING.fullmatch(tokens[0]):
        tokens = [one for at, one in enumerate(tokens[1:]) if at or not _BETWEEN.fullmatch(one)] or tokens[1:]
    return " ".join([one for one in tokens if not _BETWEEN.fullmatch(one)] or tokens)
