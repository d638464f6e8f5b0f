"""Whether a tree has the shape of a questionnaire: pydantic's errors in sentences, each with its line."""

from __future__ import annotations

import types
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from assessment.language import Text
from assessment.questionnaire.model import SOMETHING, Questionnaire
from assessment.questionnaire.problem import QuestionnaireProblem, choices, nearest, one_line
from assessment.questionnaire.reading import Key, Node

_MOST_ERRORS = 1000  # that are put into words
_SET_BY_THE_LOADER = "sha256"


def validate(root: Node, sha256: str) -> tuple[Questionnaire | None, list[QuestionnaireProblem]]:
    """Make the record of a tree; None where its shape is wrong."""
    values = root.plain()
    problems = []
    if claimed := root[_SET_BY_THE_LOADER]:
        problems.append(claimed.problem("computed from the file; remove it"))
    try:
        return Questionnaire.model_validate({**values, _SET_BY_THE_LOADER: sha256}), problems
    except ValidationError as error:
        errors = error.errors(include_url=False, include_input=False)[:_MOST_ERRORS]
        return None, [*problems, *_sentences(root, errors)]


def texts(node: Node, kind: Any = Questionnaire) -> Iterator[Node]:
    """Every text in several languages, where it has the shape of one."""
    kind = _bare(kind)
    if kind is Text:
        if node.kind == "mapping":
            yield node
        return
    for child in node.children.values():
        yield from texts(child, _inside(kind, node, child.key))


def _inside(kind: Any, node: Node, key: Key) -> Any:
    """What belongs under a key of something of this kind; None where nothing does."""
    kind = _bare(kind)
    if isinstance(kind, type) and issubclass(kind, BaseModel) and kind is not Text:
        field = kind.model_fields.get(str(key))
        return field.annotation if field else None
    origin = get_origin(kind)
    if origin is tuple and node.kind == "list":
        return get_args(kind)[0]
    if origin is Mapping and node.kind == "mapping":
        return get_args(kind)[1]
    return str if kind is Text else None


def _bare(kind: Any) -> Any:
    """A kind without "or None"."""
    if get_origin(kind) in (Union, types.UnionType):
        return next(member for member in get_args(kind) if member is not type(None))
    return kind


def _sentences(root: Node, errors: Sequence[ErrorDetails]) -> Iterator[QuestionnaireProblem]:
    """Say each error once; a key that is there under a misspelt name is not missing too."""
    missing: dict[Node, list[str]] = defaultdict(list)
    for error in errors:
        if error["type"] == "missing":
            parent, _ = _found(root, error["loc"][:-1])
            missing[parent].append(str(error["loc"][-1]))
    misspelt = set()
    for error in (error for error in errors if error["type"] in _UNKNOWN):
        parent, kind = _found(root, error["loc"][:-1])
        node = parent[error["loc"][-1]]
        absent = [name for name in _keys(kind) if not parent[name]]
        meant = nearest(str(node.key), missing[parent]) or nearest(str(node.key), absent)
        misspelt.add((parent, meant))
        if not node.faulty:
            yield node.problem(f"unknown key; {_advice(meant, kind)}")
    for error in (error for error in errors if error["type"] not in _UNKNOWN):
        node, kind = _found(root, error["loc"])
        follows = node.faulty or (not node and node.parent is not None and node.parent.faulty)
        # items with a mistake of their own do not count for pydantic, but they are there
        follows = follows or (error["type"] == "too_short" and len(node.children) >= error["ctx"]["min_length"])
        if not follows and (node.parent, node.key) not in misspelt:
            yield node.problem(_says(error, node, kind))


def _found(root: Node, path: tuple[Key, ...]) -> tuple[Node, Any]:
    """The node that an error is about, and what belongs there."""
    node, kind = root, Questionnaire
    for key in path:
        if key != "[key]":  # how pydantic says that the key itself is wrong
            node, kind = node[key], _inside(kind, node, key)
    return node, kind


def _keys(kind: Any) -> list[str]:
    kind = _bare(kind)
    is_record = isinstance(kind, type) and issubclass(kind, BaseModel)
    return [name for name in kind.model_fields if name != _SET_BY_THE_LOADER] if is_record else []


def _advice(meant: str | None, kind: Any) -> str:
    if meant:
        return f'did you mean "{meant}"?'
    return f"remove it, or write one of {choices(_keys(kind))}"


def _says(error: ErrorDetails, node: Node, kind: Any) -> str:
    """What is wrong and what to do, of one error."""
    facts = error.get("ctx", {})
    if "[key]" in error["loc"]:
        return _says_of_key(error, node)
    if error["type"] == "missing":
        return "missing; add this key"
    if _bare(kind) is Text and node.kind in ("scalar", "list"):
        return f'{_what(node)}; write it in each language, such as en: "…", below this key'
    for types_, says in _SENTENCES.items():
        if error["type"] in types_:
            return says(_what(node), facts)
    return f"{_what(node)}; {one_line(error['msg'], 200)}"


def _says_of_key(error: ErrorDetails, node: Node) -> str:
    if error["type"] == "literal_error":
        as_number = ", without quotes" if str(node.key) in "01234" else ""
        return f"unknown level; levels are the numbers 0, 1, 2, 3 and 4{as_number}"
    if error["type"] == "string_type":
        return "a number as a key; write a word"
    return _AN_ID


def _what(node: Node) -> str:
    """What stands there, in a few words."""
    if node.kind == "mapping":
        return "has keys below it"
    if node.kind == "list":
        return "is a list"
    if node.value in (None, ""):
        return "is empty"
    if isinstance(node.value, bool):
        return f"is {str(node.value).lower()}"
    return f'is "{one_line(node.value)}"' if isinstance(node.value, str) else f"is {one_line(node.value)}"


_UNKNOWN = ("extra_forbidden", "invalid_key")
_AN_ID = "not a possible id; begin with a letter, then letters, digits, dots, hyphens and underscores"
_SENTENCES: Mapping[tuple[str, ...], Callable[[str, Mapping[str, Any]], str]] = {
    ("string_type",): lambda what, facts: f"{what}; write a text in quotes",
    ("bool_type",): lambda what, facts: f"{what}; write true or false, without quotes",
    ("int_type", "int_from_float"): lambda what, facts: f"{what}; write a whole number, without quotes",
    ("float_type",): lambda what, facts: f"{what}; write a number, without quotes",
    ("literal_error",): lambda what, facts: f"{what}; write {facts['expected']}",
    ("string_too_short",): lambda what, facts: f"{what}; write something in quotes",
    ("string_too_long",): lambda what, facts: f"longer than {facts['max_length']} characters; shorten it",
    ("greater_than_equal",): lambda what, facts: f"{what}; write a number from {facts['ge']} up",
    ("less_than_equal",): lambda what, facts: f"{what}; write a number up to {facts['le']}",
    ("too_short",): lambda what, facts: _too_short(facts),
    ("tuple_type",): lambda what, facts: f"{what}; write a list, each item after a hyphen",
    ("dict_type", "model_type"): lambda what, facts: f"{what}; write keys with their values below it",
    ("string_pattern_mismatch",): lambda what, facts: _pattern(what, facts),
}


def _too_short(facts: Mapping[str, Any]) -> str:
    has = facts["actual_length"] or "nothing"
    return f"has {has}, and needs {facts['min_length']} at least; add what is missing"


def _pattern(what: str, facts: Mapping[str, Any]) -> str:
    return "is empty; write the text" if facts["pattern"] == SOMETHING else f"{what}, {_AN_ID}"
