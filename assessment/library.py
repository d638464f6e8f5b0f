"""The documents that a region puts up beside practices: what makes one fit, how they are sorted, and the file of them.

A region hands its documents on to another as a file of YAML, which is read as strictly as a questionnaire: each mistake
is told with its place, and where there is one nothing of the file is taken.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from enum import StrEnum
from urllib.parse import urlsplit

from assessment import language
from assessment.answers import has_words, is_web_link
from assessment.questionnaire import Questionnaire, reading, successor
from assessment.questionnaire.problem import one_line
from assessment.questionnaire.reading import Node
from assessment.wording import LANGUAGES

MOST_ENTRIES = 300  # documents of a region
MOST_FILE = 1_000_000  # bytes of them all, written as a file: so whatever is put up can be handed on
MOST_TITLE, MOST_ABOUT, MOST_AUDIENCE = 200, 300, 200  # characters
MOST_ADDRESS, MOST_TEXT = 2_000, 20_000
_MOST = {"title": MOST_TITLE, "about": MOST_ABOUT, "audience": MOST_AUDIENCE}
_MOST |= {"address": MOST_ADDRESS, "text": MOST_TEXT}
_NO_ADDRESS = re.compile(r'[\\<>"`{}|^]')  # what browsers read each in its own way
_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"  # with which some editors begin a text


class DocumentKind(StrEnum):
    """What sort of document one is."""

    GUIDELINE = "guideline"
    ACT = "act"
    ROLE = "role"
    CHECKLIST = "checklist"
    PROCESS = "process"
    CAMPAIGN = "campaign"
    OTHER = "other"


@dataclass(frozen=True)
class Described:
    """A document as it is typed: either somewhere else, at an address, or a text of the region's own."""

    question_id: str  # of the practice that it helps with
    title: str
    about: str  # what it is, in a line
    kind: str
    language: str  # that it is written in
    audience: str = ""  # for whom, where that is said
    address: str = ""
    text: str = ""


@dataclass(frozen=True)
class Entry:
    """A document that stands in a region's library."""

    id: int
    of: Described
    version: int
    by: str  # whose name it is today; the operator's where it was the operator
    at: datetime
    broken_at: datetime | None = None  # since when it is said that its address cannot be opened


@dataclass(frozen=True)
class DocumentProblem:
    """What is wrong with a document, and where."""

    field: str  # of `Described`; in a file the key as it is written there, or nothing for all of it
    kind: str  # a key of the wording: library.problem.<kind>
    most: int = 0  # how much there may be, where that is what is wrong
    given: str = ""  # what was written instead of something known, in short


@dataclass(frozen=True)
class Mistake:
    """A problem in a file, and its place there."""

    line: int
    number: int | None  # of the document, from 1
    problem: DocumentProblem


@dataclass(frozen=True)
class BroughtFile:
    """What a file holds: documents, or what is wrong with it."""

    documents: tuple[Described, ...] = ()
    mistakes: tuple[Mistake, ...] = ()


@dataclass(frozen=True)
class Sorted:
    """A region's documents by practice: of those that are asked, and of those that are asked no more."""

    asked: dict[str, tuple[Entry, ...]]
    gone: tuple[Entry, ...]


def tidy(given: Described) -> Described:
    """What is typed, as it is kept: clean, all but the text on one line each."""
    lines = {one.name: language.line(getattr(given, one.name).replace(_MARK, "")) for one in fields(given)}
    text = language.clean(given.text.replace(_MARK, "").replace("\t", " "), None)
    text = "\n".join(line.rstrip() for line in text.split("\n")).strip("\n")
    return replace(given, **lines | {"text": text if has_words(text) else ""})


def problems(given: Described, known: Collection[str]) -> tuple[DocumentProblem, ...]:
    """What is wrong with a document, in the order of its fields.

    Args:
        given: tidied.
        known: the ids of the practices that there are, or ever were.
    """
    return tuple(_problems(given, known))


def _problems(given: Described, known: Collection[str]) -> Iterator[DocumentProblem]:
    if given.question_id not in known:
        kind = "practice" if given.question_id else "missing"
        yield DocumentProblem("question_id", kind, given=one_line(given.question_id))
    yield from (DocumentProblem(name, "missing") for name in ("title", "about") if not has_words(getattr(given, name)))
    if given.kind not in list(DocumentKind):
        yield DocumentProblem("kind", "kind" if given.kind else "missing", given=one_line(given.kind))
    if given.language not in LANGUAGES:
        yield DocumentProblem("language", "language" if given.language else "missing", given=one_line(given.language))
    yield from (DocumentProblem(name, "long", most) for name, most in _MOST.items() if len(getattr(given, name)) > most)
    if given.address and given.text:
        yield DocumentProblem("text", "both")
    elif given.address:
        yield from _address_problems(given.address)
    elif not given.text:
        yield DocumentProblem("address", "neither")


def _address_problems(address: str) -> Iterator[DocumentProblem]:
    """What is wrong with an address: none of the web, or one that does not say plainly where it leads."""
    if not is_web_link(address) or _NO_ADDRESS.search(address) or not address.isprintable():
        yield DocumentProblem("address", "address", given=one_line(address))
    elif "@" in urlsplit(address).netloc:
        yield DocumentProblem("address", "signs_in")


def by_practice(entries: Iterable[Entry], questionnaire: Questionnaire, reads: str) -> Sorted:
    """Documents by the practice that they help with today, those in a language first.

    What helped with a question that was replaced helps with the one that took its place.
    """
    asked: dict[str, list[Entry]] = {question.id: [] for question in questionnaire.questions()}
    gone: list[Entry] = []
    for one in in_order(entries, reads):
        now = successor(questionnaire, one.of.question_id)
        (gone if now is None else asked[now]).append(one)
    return Sorted({question_id: tuple(those) for question_id, those in asked.items() if those}, tuple(gone))


def in_order(entries: Iterable[Entry], reads: str) -> list[Entry]:
    """Documents in a language first, then those in others, each by title."""
    return sorted(entries, key=lambda one: (one.of.language != reads, one.of.title.casefold(), one.id))


def not_there(documents: Iterable[Described], there: Iterable[Described]) -> list[Described]:
    """Those of some documents, each once, that are not there already as they are."""
    known = set(there)
    return [one for one in dict.fromkeys(documents) if one not in known]


def fits(documents: Sequence[Described]) -> bool:
    """Whether so much is kept for one region."""
    return len(documents) <= MOST_ENTRIES and len(written(documents)) <= MOST_FILE


# --- the file

_KEYS = {"practice": "question_id"} | {one.name: one.name for one in fields(Described) if one.name != "question_id"}
KEY_OF = {name: key for key, name in _KEYS.items()}  # what a field is called in a file


def written(documents: Iterable[Described]) -> bytes:
    """Documents as a file of YAML; `read` makes the same of it."""
    parts = [_entry(one) for one in documents]
    return ("documents:\n" + "".join(parts) if parts else "documents: []\n").encode()


def _entry(one: Described) -> str:
    values = ((key, getattr(one, name)) for key, name in _KEYS.items())
    lines = [f"{key}: {_value(value)}" for key, value in values if value]
    return "- " + "\n  ".join(lines) + "\n"


def _value(value: str) -> str:
    """A text as YAML: in quotes, for without them much is read as something else; where it has lines, as a block."""
    if "\n" not in value:
        return json.dumps(value, ensure_ascii=False)
    return "|2-\n" + "\n".join(f"    {line}" if line else "" for line in value.split("\n"))


def read(data: bytes, known: Collection[str]) -> BroughtFile:
    """Read a file, as a stranger's: all of it, or every mistake with its place.

    Args:
        data: the file.
        known: the ids of the practices that there are, or ever were.
    """
    if len(data) > MOST_FILE:
        return _refused(1, "file_large", MOST_FILE)
    try:
        data.decode()
    except UnicodeDecodeError:
        return _refused(1, "file_encoding")
    root, faults = reading.read(data, most_characters=MOST_FILE)  # what is too long is told below
    unread = {fault.line: Mistake(fault.line, None, DocumentProblem("", "file_line")) for fault in faults}
    found = BroughtFile() if root is None else _listed(root, known)
    others = [one for one in found.mistakes if one.line not in unread]
    mistakes = tuple(sorted([*unread.values(), *others], key=lambda one: one.line))
    return BroughtFile(mistakes=mistakes) if mistakes else found


def _listed(root: Node, known: Collection[str]) -> BroughtFile:
    """What stands in a file as far as it can be read."""
    listed = root["documents"]
    if listed.kind != "list" or len(root.children) != 1:
        return _refused(root.line, "file_list")
    if len(listed.items) > MOST_ENTRIES:
        return _refused(listed.line, "file_many", MOST_ENTRIES)
    mistakes, documents = [], []
    for number, node in enumerate(listed.items, 1):
        found, wrong = _described(node, known)
        documents.append(found)
        mistakes += [Mistake(line, number, problem) for line, problem in wrong]
    return BroughtFile(mistakes=tuple(mistakes)) if mistakes else BroughtFile(tuple(documents))


def _refused(line: int, kind: str, most: int = 0) -> BroughtFile:
    return BroughtFile(mistakes=(Mistake(line, None, DocumentProblem("", kind, most)),))


def _described(node: Node, known: Collection[str]) -> tuple[Described, list[tuple[int, DocumentProblem]]]:
    """A document as it stands in a file, and what is wrong with it, by line."""
    wrong = [(one.line, DocumentProblem(one_line(one.key), "key")) for one in node.entries if one.key not in _KEYS]
    if node.kind != "mapping":
        wrong.append((node.line, DocumentProblem("", "file_entry")))
    given = {}
    for key, name in _KEYS.items():
        place = node[key]
        if place.kind in ("mapping", "list") or (place and not isinstance(place.value, str | None)):
            wrong.append((place.line, DocumentProblem(name, "words")))
        given[name] = place.word
    found = tidy(Described(**given))
    if not wrong:
        wrong += [(node[KEY_OF[one.field]].line, one) for one in problems(found, known)]
    return found, wrong
