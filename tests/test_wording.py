"""What the interface says: every sentence is there in every language, is used, and gets the facts it names."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
import yaml
from babel import Locale

from assessment.wording import FOLDER, LANGUAGES, WORDS_UP_TO, entries
from tests.given import QUESTIONNAIRE

TOP = FOLDER.parent.parent
PYTHON = [TOP / "app.py", *sorted((TOP / "assessment").rglob("*.py"))]
FILES = sorted(FOLDER.glob("*.yaml"))
COUNT = {"count", "count_words", "Count_words"}  # one fact, written in figures or in words
KEY = re.compile(rf"({'|'.join(path.stem for path in FILES)})(\.[a-z0-9_]+)+")

# Sentences whose key is put together so that no part of it tells where it belongs.
PUT_TOGETHER = (
    r"(help|privacy|accessibility)\.(title|opening)",  # screens/text.py: the page, and its sections as they are listed
    r"(help|privacy|accessibility)\.[a-z_]+\.(title|text)",
    rf"numbers\.n([0-9]|{WORDS_UP_TO})",  # wording itself: counts in words
)
NO_KEYS = {"questions.yaml", "report.typ"}  # files, and no sentences


class _OnceOnly(yaml.SafeLoader):
    """YAML lets a later key silently take the place of an earlier one of the same name; this does not."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        names = [self.construct_object(key, deep=True) for key, _ in node.value]
        assert all(isinstance(name, str) for name in names), f"{node.start_mark}: a key is no text: quote it"
        assert len(names) == len(set(names)), f"{node.start_mark}: a key stands twice"
        return dict(super().construct_mapping(node, deep=deep))


def texts() -> Iterator[tuple[str, str, str]]:
    """Every sentence: key, language, text."""
    for key, entry in entries().items():
        for language, forms in entry.items():
            for text in forms.values():
                yield key, language, text


def names(text: str) -> set[str]:
    """The facts that a sentence names; a count is one however it is written."""
    return {"count" if name in COUNT else name for _, name, _, _ in Formatter().parse(text) if name is not None}


def names_of(key: str, language: str) -> set[str]:
    return set[str]().union(*(names(text) for text in entries()[key][language].values()))


@cache
def nodes() -> list[tuple[str, ast.expr]]:
    """Every expression of the code, and where it stands."""
    return [
        (f"{path.relative_to(TOP)}:{node.lineno}", node)
        for path in PYTHON
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.expr)
    ]


@cache
def constants() -> dict[str, str]:
    """Every whole text in the code, and where it stands."""
    parts = {id(part) for _, node in nodes() if isinstance(node, ast.JoinedStr) for part in node.values}
    found = {
        node.value: place
        for place, node in nodes()
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in parts
    }
    for path in sorted((TOP / "assessment" / "signin" / "templates").glob("*.html")):
        for key in re.findall(r'say\("([^"]+)"[,)]', path.read_text("utf-8")):
            found[key] = path.name
    script = TOP / "assessment" / "signin" / "templates" / "words.js"  # which is given all of the platform's words
    return found | {
        f"platform.{name}": script.name for name in re.findall(r"\bwords\.(\w+)", script.read_text("utf-8"))
    }


@cache
def patterns() -> dict[re.Pattern[str], str]:
    """Every key that is put together, as a pattern of the keys it may become, and where it stands."""
    found: dict[re.Pattern[str], str] = {}
    for place, node in nodes():
        if isinstance(node, ast.JoinedStr):
            _add(found, [str(part.value) if isinstance(part, ast.Constant) else None for part in node.values], place)
    for path in sorted((TOP / "assessment" / "signin" / "templates").glob("*.html")):
        for first, last in re.findall(r'say\("([^"]+)" \+ [a-z.]+(?: \+ "([^"]+)")?', path.read_text("utf-8")):
            _add(found, [first, None, last], path.name)
    return found


def _add(found: dict[re.Pattern[str], str], parts: list[str | None], place: str) -> None:
    if None in parts and parts[0] and KEY.match(f"{parts[0]}x"):
        made = "".join("[a-z0-9_]+" if part is None else re.escape(part) for part in parts)
        if re.fullmatch(r"[a-z0-9_\\.\[\]+-]+", made):
            found[re.compile(made)] = place


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_key_of_a_file_is_a_text_and_stands_once(path: Path) -> None:
    assert isinstance(yaml.load(path.read_text("utf-8"), _OnceOnly), dict)


def test_the_interface_speaks_the_languages_of_the_questionnaire() -> None:
    assert set(LANGUAGES) == set(QUESTIONNAIRE.languages)


def test_every_sentence_is_there_in_every_language_and_plural_form() -> None:
    for key, entry in entries().items():
        assert tuple(entry) == LANGUAGES, key
        for language, forms in entry.items():
            known = {*Locale(language).plural_form.tags, "other"}
            assert "other" in forms and set(forms) <= known, f"{key} in {language}"
            assert "one" in forms or len(forms) == 1, f"{key} in {language}"
        assert len({len(forms) > 1 for forms in entry.values()}) == 1, f"{key} has plural forms in some languages only"


def test_no_sentence_is_blank_or_has_blanks_around_it() -> None:
    assert [(key, language) for key, language, text in texts() if text != text.strip() or not text] == []


def test_a_sentence_names_the_same_facts_in_every_language() -> None:
    different = {
        key: {language: sorted(names_of(key, language)) for language in LANGUAGES}
        for key in entries()
        if len({frozenset(names_of(key, language)) for language in LANGUAGES}) > 1
    }
    assert different == {}


def test_quotes_and_apostrophes_are_those_of_print_and_of_the_language() -> None:
    foreign = {"en": "'\"«»", "it": "'\"“”", "es": "'\"“”"}
    wrong = [
        (key, language, text) for key, language, text in texts() if any(mark in text for mark in foreign[language])
    ]
    assert wrong == []


def test_every_key_in_the_code_is_a_sentence() -> None:
    unknown = {
        text: place
        for text, place in constants().items()
        if KEY.fullmatch(text) and text not in entries() and text not in NO_KEYS
    }
    assert unknown == {}


def test_every_key_that_is_put_together_becomes_a_sentence() -> None:
    lost = {
        pattern.pattern: place
        for pattern, place in patterns().items()
        if not any(pattern.fullmatch(key) for key in entries())
    }
    assert lost == {}
    assert all(any(re.fullmatch(one, key) for key in entries()) for one in PUT_TOGETHER)


def test_every_sentence_is_said_somewhere() -> None:
    together = [*patterns(), *map(re.compile, PUT_TOGETHER)]
    unused = [
        key for key in entries() if key not in constants() and not any(pattern.fullmatch(key) for pattern in together)
    ]
    assert unused == []


def test_a_sentence_is_given_every_fact_that_it_names() -> None:
    lacking = []
    for place, node in nodes():
        if not isinstance(node, ast.Call) or not _says(node.func) or any(one.arg is None for one in node.keywords):
            continue
        key = node.args[0].value if node.args and isinstance(node.args[0], ast.Constant) else None
        if key in entries():
            given = {"count" for _ in node.args[1:2]} | {one.arg for one in node.keywords}
            needed = names_of(key, "en") | ({"count"} if len(entries()[key]["en"]) > 1 else set())
            lacking += [(key, place, sorted(needed - given))] if needed - given else []
    assert lacking == []


def _says(function: ast.expr) -> bool:
    """Whether a call is one of the interface's voice: say(…), visit.say(…), self._say(…)."""
    name = function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")
    return name.strip("_") == "say"
