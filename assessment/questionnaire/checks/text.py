"""Texts: in every language, not empty, and no two that a reader would take for the same answer."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from string import Formatter

from babel import Locale, UnknownLocaleError

from assessment.questionnaire.checks.identity import questions
from assessment.questionnaire.problem import QuestionnaireProblem, choices, nearest, one_line
from assessment.questionnaire.reading import Node
from assessment.questionnaire.shape import texts

MOST_OF_A_NAME = 32  # characters: a name has to fit beside a bar
_MOST_OF_A_CODE = 20
_FEW = 10  # texts in a language that is not listed; more are one mistake, made in the list


def problems(root: Node) -> Iterator[QuestionnaireProblem]:
    """Every mistake in a text."""
    yield from _list_of_languages(root["languages"])
    codes = [node.word for node in root["languages"].items]
    written = list(texts(root))
    if codes and all(_is_known(code) for code in codes):
        yield from _languages(root["languages"], codes, written)
    yield from _empty(written)
    yield from _names(root)
    yield from _labels(root)
    yield from _placeholders(root["in_use"]["sentence"], ("k", "n"))
    yield from _placeholders(root["in_use"]["nearly_all"], ("k", "n"), or_none=True)
    yield from _placeholders(root["account_conflicts"]["says"], ("question", "level"))


def _list_of_languages(listed: Node) -> Iterator[QuestionnaireProblem]:
    seen = set()
    for node in listed.items:
        if node.word in seen:
            yield node.problem("listed twice; keep one of the two")
        elif node.word and not _is_known(node.word):
            yield node.problem("no known language code; write one such as en, it, es or pt_BR")
        seen.add(node.word or node.key)


def _is_known(code: str) -> bool:
    if len(code) > _MOST_OF_A_CODE:
        return False
    try:
        return str(Locale.parse(code)) == code
    except (ValueError, UnknownLocaleError):
        return False


def _languages(listed: Node, codes: Sequence[str], written: Sequence[Node]) -> Iterator[QuestionnaireProblem]:
    counts = Counter(str(key) for text in written for key in text.children if key not in codes)
    often = [code for code, count in counts.items() if count > _FEW]
    for code in often:
        says = f'{counts[code]} texts are written in "{one_line(code)}", which is not listed; list it or remove them'
        yield listed.problem(says)
    for text in written:
        missing = [code for code in codes if not text[code]] if text.children else []
        for extra in (node for node in text.entries if node.key not in codes and node.key not in often):
            meant = nearest(str(extra.key), missing) or (missing[0] if len(missing) == 1 else None)
            missing = [code for code in missing if code != meant]
            what = f'did you mean "{meant}"?' if meant else "remove it, or list it in languages"
            if not extra.faulty and isinstance(extra.key, str):
                yield extra.problem(f"not one of the languages {choices(codes)}; {what}")
        for code in missing:
            if not text.faulty:
                yield text[code].problem("missing; write the text in this language too")


def _empty(written: Sequence[Node]) -> Iterator[QuestionnaireProblem]:
    for text in written:
        if not text.children and not text.faulty:
            yield text.problem("is empty; write it in each language")
        for node in text.entries:
            if isinstance(node.value, str) and not node.value.strip():
                yield node.problem("is empty; write the text")


def _names(root: Node) -> Iterator[QuestionnaireProblem]:
    first: dict[tuple[str, str], Node] = {}
    for question in questions(root):
        for node in question["name"].entries:
            length = len(unicodedata.normalize("NFC", node.word))
            if length > MOST_OF_A_NAME:
                yield node.problem(f"has {length} characters; shorten it to {MOST_OF_A_NAME}")
            same = (str(node.key), _folded(node.word))
            if node.word.strip() and first.setdefault(same, node) is not node:
                yield node.problem(f"the same name stands in line {first[same].line}; write another one")


def _labels(root: Node) -> Iterator[QuestionnaireProblem]:
    dont_know, not_applicable = root["dont_know"], root["not_applicable"]
    yield from _alike([("dont_know", dont_know), ("not_applicable", not_applicable)])
    yield from _alike([(f"level {node.key}", node) for node in root["level_names"].entries])
    for field in root["profile"].items:
        yield from _alike([(f"option {node.key}", node) for node in field["options"].entries])
    for question in questions(root):
        levels = question["levels"].entries
        labels = [(f"level {node.key}", node) for node in levels]
        yield from _alike([("not_applicable", not_applicable), *labels])
        for level in levels:
            for node in level.entries:
                if _reads_like(node.word, dont_know[node.key].word):
                    yield node.problem("reads like the answer dont_know, which every question has; describe a level")


def _alike(labels: Sequence[tuple[str, Node]]) -> Iterator[QuestionnaireProblem]:
    """Labels that read the same in one language."""
    first: dict[tuple[str, str], str] = {}
    for called, label in labels:
        for node in label.entries:
            same = (str(node.key), _folded(node.word))
            if node.word.strip() and first.setdefault(same, called) != called:
                yield node.problem(f"reads the same as {first[same]}; write something else")


def _folded(text: str) -> str:
    """A text as a reader compares it: neither case nor spaces matter."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _reads_like(text: str, phrase: str) -> bool:
    """Whether a text says what a phrase says: in a sentence of its own, or altogether but for one word."""
    meant, words = _words(phrase), _words(text)
    if not meant or not words:
        return False
    if any(_words(sentence) == meant for sentence in re.split(r"[.!?;:…\n]", text)):
        return True
    shorter, longer = sorted((meant, words), key=len)
    return shorter <= longer and len(longer) - len(shorter) <= 1 < len(longer)


def _words(text: str) -> set[str]:
    text = _folded(text).replace("’", "'").replace("n't", " not")
    return set(re.findall(r"\w+", text))


def _placeholders(text: Node, names: Sequence[str], *, or_none: bool = False) -> Iterator[QuestionnaireProblem]:
    wanted = {(name, "", None) for name in names}
    shown = " and ".join("{" + name + "}" for name in names)
    for node in text.entries:
        if not node.word.strip():
            continue
        try:
            parts = list(Formatter().parse(node.word))
        except ValueError:
            yield node.problem(f"a brace without its other half; write {shown}")
            continue
        found = {(name, spec, conversion) for _, name, spec, conversion in parts if name is not None}
        if found != wanted and (found or not or_none):
            yield node.problem(f"needs {shown}, exactly so and nothing else in braces")
