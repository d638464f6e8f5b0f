"""What the interface says: one file a part of the product, every sentence in every language.

A key is the file's name and the path in it: `home.title` is `title` in home.yaml. A text may have plural forms
(`one`, `other`) and one for 0 (`zero`); `say("home.left", count=3)` chooses between them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from assessment.language import filled, number, plural

FOLDER = Path(__file__).parent
LANGUAGES = ("en", "it", "es")  # those that wording is written in; test_wording holds them against questions.yaml
WORDS_UP_TO = 10  # counts up to here are written in words inside sentences

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # in C where there is one: ten times as fast

NONE = "zero"  # a form of its own for 0, where "no department" reads better than a number; no plural category of ours
Forms = Mapping[str, str]  # plural category -> sentence; {"other": sentence} where there is one form
Entry = Mapping[str, Forms]  # language -> forms


@dataclass(frozen=True)
class Say:
    """The interface's voice in one language."""

    language: str

    def __call__(self, key: str, count: int | None = None, **facts: object) -> str:
        """The sentence of a key, with its facts in place.

        Args:
            key: the file's name and the path in it.
            count: chooses the plural form; the sentence may use it as {count} and, to ten in words, {count_words}.
            facts: finished words for the names in braces.
        """
        forms = entries()[key][self.language]
        if count is None:
            return filled(forms["other"], self.language, facts) if facts else forms["other"]
        words = self.count(count)
        counted = {"count": number(count, self.language), "count_words": words, "Count_words": _capital(words)}
        chosen = NONE if count == 0 and NONE in forms else plural(count, self.language)
        return filled(forms.get(chosen, forms["other"]), self.language, counted | facts)

    def count(self, count: int) -> str:
        """A count as it is written inside a sentence: to ten in words."""
        if 0 <= count <= WORDS_UP_TO:
            return entries()[f"numbers.n{count}"][self.language]["other"]
        return number(count, self.language)


@cache
def entries() -> Mapping[str, Entry]:
    """Every sentence by key; read once."""
    return {
        key: entry
        for path in sorted(FOLDER.glob("*.yaml"))
        for key, entry in _entries(path.stem, yaml.load(path.read_text("utf-8"), _LOADER))
    }


def _entries(place: str, node: Mapping[str, Any]) -> Iterator[tuple[str, Entry]]:
    if set(node) & set(LANGUAGES):
        yield place, {language: _forms(value) for language, value in node.items()}
        return
    for name, child in node.items():
        yield from _entries(f"{place}.{name}", child)


def _forms(value: str | Mapping[str, str]) -> Forms:
    return {"other": value} if isinstance(value, str) else value


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
