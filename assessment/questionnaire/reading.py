"""From the bytes of a file to a tree that knows its lines.

Only a plain part of YAML is read: UTF-8, one document, no anchors, aliases or tags, every key once. A word that YAML
would read as something else than what is written (no, 012, 12:30) has to be put in quotes. Nothing here knows what a
questionnaire is; the limits are several times what one needs, and keep hostile files cheap.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

import yaml

from assessment.questionnaire.problem import QuestionnaireProblem, one_line

MOST_BYTES = 1_000_000
MOST_CHARACTERS = 4000  # of one text
_MOST_DEPTH = 16
_TOO_DEEP = f"more than {_MOST_DEPTH} levels inside each other; indent less"
_MOST_GROUPS = 4000  # mappings and lists
_MOST_STEPS = 6  # of a place that is told
_MOST_SCALARS = 30_000  # keys and values

Key = str | int
Scalar = str | int | float | bool | None

_NAMED = {  # what an item with an id is called, by the list that it stands in
    "pillars": "pillar",
    "dimensions": "dimension",
    "questions": "question",
    "bands": "band",
    "profile": "profile field",
    "contradictions": "contradiction",
}
_LAST_OF_PLANES = "".join(chr(plane << 16 | last) for plane in range(1, 17) for last in (0xFFFE, 0xFFFF))
_CONTROL = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufdd0-\ufdef\ufffe\uffff" + _LAST_OF_PLANES
_UNPRINTABLE = re.compile(f"[{_CONTROL}]|\r(?!\n)")
_ESCAPED = re.compile(f"[{_CONTROL}\t\r]")  # in a text that escapes such as \\t have been put into
_WHOLE = re.compile(r"-?(0|[1-9][0-9]{0,14})")
_DECIMAL = re.compile(r"-?(0|[1-9][0-9]{0,14})\.[0-9]{1,15}")
_LIKE_A_NUMBER = re.compile(r"[-+.]*[0-9].*|[-+]?\.(inf|nan)", re.IGNORECASE)
_BARE: dict[str, Scalar] = {"": None, "true": True, "false": False}
_NO_WORDS = {  # what YAML does not take for words, and what may be meant
    **dict.fromkeys(("yes", "on", "y", "true"), ", or write true if that is meant"),
    **dict.fromkeys(("no", "off", "n", "false"), ", or write false if that is meant"),
    **dict.fromkeys(("null", "~"), ", or leave the key out"),
}


@dataclass(eq=False, slots=True)
class Node:
    """A place in the file and what stands there; also one where nothing stands but something could."""

    kind: Literal["mapping", "list", "scalar", "missing"]
    line: int  # of its key where it has one
    parent: Node | None = None
    key: Key = ""  # in its parent; the position in a list
    value: Scalar = None
    children: dict[Key, Node] = field(default_factory=dict)
    faulty: bool = False  # already reported: what follows from it is not

    def __getitem__(self, key: Key) -> Node:
        """What stands under a key; a missing node where nothing does."""
        return self.children.get(key) or Node("missing", self.line, self, key)

    def __bool__(self) -> bool:
        """Whether something stands here."""
        return self.kind != "missing"

    @property
    def items(self) -> list[Node]:
        """The items of a list; none where there is no list."""
        return list(self.children.values()) if self.kind == "list" else []

    @property
    def entries(self) -> list[Node]:
        """What stands under the keys of a mapping; nothing where there is no mapping."""
        return list(self.children.values()) if self.kind == "mapping" else []

    @property
    def word(self) -> str:
        """The text written here; empty where there is none."""
        return self.value if isinstance(self.value, str) else ""

    @property
    def whole(self) -> int | None:
        """The whole number written here."""
        return self.value if isinstance(self.value, int) and not isinstance(self.value, bool) else None

    @property
    def number(self) -> float | None:
        """The number written here, with or without decimals."""
        return self.value if isinstance(self.value, float) else self.whole

    @property
    def place(self) -> str:
        """Where this is, by the nearest id around it."""
        steps: list[str] = []
        node = self
        while node.parent is not None:
            name, is_enough = node._name(node.parent)
            steps.append(name)
            if is_enough:
                break
            node = node.parent
        if len(steps) > _MOST_STEPS:
            steps[_MOST_STEPS:] = ["…"]
        return " > ".join(reversed(steps)) or "file"

    def problem(self, says: str) -> QuestionnaireProblem:
        """A mistake here."""
        return QuestionnaireProblem(self.line, self.place, says)

    def plain(self) -> Any:
        """The same as plain values; a list becomes a tuple, as the records want it."""
        if self.kind == "mapping":
            return {key: child.plain() for key, child in self.children.items()}
        if self.kind == "list":
            return tuple(child.plain() for child in self.children.values())
        return self.value

    def _name(self, parent: Node) -> tuple[str, bool]:
        if parent.kind != "list":
            return one_line(self.key) or '""', False
        called = _NAMED.get(str(parent.key))
        if called and self["id"].word:
            return f"{called} {one_line(self['id'].word)}", True
        for name in (self["id"].word, self["question"].word, self["source"].word, self.word):
            if name.strip():
                return one_line(name), False
        return f"number {int(self.key) + 1}", False


def read(data: bytes, *, most_characters: int = MOST_CHARACTERS) -> tuple[Node | None, list[QuestionnaireProblem]]:
    """Read a file.

    Args:
        data: the file.
        most_characters: of one text in it.

    Returns:
        The tree, and what could be read in spite of a mistake; no tree where reading could not go on.
    """
    text, problem = _decoded(data)
    if problem is not None:
        return None, [problem]
    builder = _Builder(most_characters)
    try:
        for event in yaml.parse(text, yaml.CSafeLoader):
            builder.take(event)
        root = builder.root
        if root is None:
            raise _Unreadable(QuestionnaireProblem(1, "file", "is empty; write a questionnaire"))
        if root.kind != "mapping":
            raise _Unreadable(
                QuestionnaireProblem(root.line, "file", 'is no questionnaire; begin with a key, such as id: "…"')
            )
    except _Unreadable as error:
        return None, [*builder.problems, error.problem]
    except yaml.YAMLError as error:
        return None, [*builder.problems, builder.syntax(error)]
    return root, builder.problems


class _Unreadable(Exception):
    """A mistake after which reading cannot go on."""

    def __init__(self, problem: QuestionnaireProblem) -> None:
        super().__init__(problem.says)
        self.problem = problem


def _decoded(data: bytes) -> tuple[str, QuestionnaireProblem | None]:
    if len(data) > MOST_BYTES:
        return "", QuestionnaireProblem(
            1, "file", f"is larger than {MOST_BYTES:,} bytes; a questionnaire is much smaller"
        )
    try:
        text = data.decode("utf-8").removeprefix("\ufeff")  # some editors begin a file with this mark
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return "", QuestionnaireProblem(line, "file", "is not written in UTF-8; save it again with this encoding")
    return text, next(_unreadable_letters(text), None)


def _unreadable_letters(text: str) -> Iterator[QuestionnaireProblem]:
    if found := _UNPRINTABLE.search(text):
        says = f"a character that cannot be printed (U+{ord(found[0]):04X}); delete it"
        yield QuestionnaireProblem(text.count("\n", 0, found.start()) + 1, "file", says)
    elif (at := text.find("\t")) >= 0:
        others = len([line for line in text.split("\n") if "\t" in line]) - 1
        more = f" (and in {others} more lines)" if others else ""
        yield QuestionnaireProblem(text.count("\n", 0, at) + 1, "file", f"a tab{more}; use spaces")


_Marked = yaml.ScalarEvent | yaml.MappingStartEvent | yaml.SequenceStartEvent


class _Key(NamedTuple):
    """A key that was read, and whose value comes next."""

    key: Key
    line: int
    faulty: bool
    kept: bool  # False: the value is read over


class _Builder:
    """Makes the tree from what the parser of YAML reports, one event after another."""

    def __init__(self, most_characters: int) -> None:
        self.root: Node | None = None
        self.problems: list[QuestionnaireProblem] = []
        self._most = most_characters
        self._open: list[Node] = []  # mappings and lists that are not closed yet, innermost last
        self._key: list[_Key | None] = []  # of each of these: the key whose value comes next
        self._documents = self._groups = self._scalars = 0
        self._last: Node | None = None

    def take(self, event: yaml.Event) -> None:
        """Take one event."""
        line = event.start_mark.line + 1 if event.start_mark is not None else 1
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event, line)
        elif isinstance(event, yaml.MappingStartEvent):
            self._group(event, Node("mapping", line), line)
        elif isinstance(event, yaml.SequenceStartEvent):
            self._group(event, Node("list", line), line)
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            self._last = self._open.pop()
            self._key.pop()
        elif isinstance(event, yaml.AliasEvent):
            if self._expects_key():
                raise self._stop(line, f"a reference (*{one_line(event.anchor)}); write the key itself")
            says = f"a reference (*{one_line(event.anchor)}); write the value again instead"
            self._fault(self._attach(Node("scalar", line)), says)
        elif isinstance(event, yaml.DocumentStartEvent):
            self._document(event, line)

    def syntax(self, error: yaml.YAMLError) -> QuestionnaireProblem:
        """What the parser of YAML could not read, and where."""
        mark, begun = getattr(error, "problem_mark", None), getattr(error, "context_mark", None)
        context = getattr(error, "context", None) or ""
        reason = getattr(error, "problem", None) or "it is damaged"
        line = mark.line + 1 if mark is not None else 1
        if begun is not None and "quoted scalar" in context and "end of stream" in reason:
            return QuestionnaireProblem(begun.line + 1, self._here(), "a quote begins here and never ends; close it")
        if "nesting depth" in reason:  # what libyaml counts before it gives the first bracket away
            return QuestionnaireProblem(line, self._here(), _TOO_DEEP)
        says = f"YAML cannot read this: {one_line(reason, 200)}"
        return QuestionnaireProblem(
            line, self._here(), f"{says}; look at the quotes, colons and indents here and just above"
        )

    def _document(self, event: yaml.DocumentStartEvent, line: int) -> None:
        self._documents += 1
        if self._documents > 1:
            raise self._stop(line, "a second document begins here; keep one, and remove the line ---", "file")
        if event.version or event.tags:
            self.problems.append(QuestionnaireProblem(line, "file", "a line that begins with %; remove it"))

    def _group(self, event: yaml.MappingStartEvent | yaml.SequenceStartEvent, node: Node, line: int) -> None:
        if self._expects_key():
            raise self._stop(line, "a key that is not one word; write a word, a colon and the value")
        self._groups += 1
        if self._groups > _MOST_GROUPS:
            raise self._stop(line, f"more than {_MOST_GROUPS:,} mappings and lists; shorten the file", "file")
        if len(self._open) >= _MOST_DEPTH:
            raise self._stop(line, _TOO_DEEP)
        self._attach(node)
        self._mark(node, event)
        self._open.append(node)
        self._key.append(None)

    def _scalar(self, event: yaml.ScalarEvent, line: int) -> None:
        self._scalars += 1
        if self._scalars > _MOST_SCALARS:
            raise self._stop(line, f"more than {_MOST_SCALARS:,} keys and values; shorten the file", "file")
        value, fault = _resolved(event.value, self._most, plain=event.implicit[0])
        if self._expects_key():
            self._take_key(event, line, value, fault)
            return
        node = self._attach(Node("scalar", line, value=value))
        if fault:
            self._fault(node, fault)
        self._mark(node, event)

    def _take_key(self, event: yaml.ScalarEvent, line: int, value: Scalar, fault: str) -> None:
        mapping = self._open[-1]
        key: Key = value if isinstance(value, str | int) and not isinstance(value, bool) else event.value
        written = Node("scalar", line, mapping, key)
        self._mark(written, event)
        merges = event.implicit[0] and key == "<<"
        if merges:
            self._fault(written, "keys cannot be merged; write each one")
            mapping.faulty = True  # its other keys are not missing
        elif fault:
            self._fault(written, fault)
        elif value is None or isinstance(value, bool | float):
            self._fault(written, "a key has to be a word; put it in quotes")
        self._key[-1] = _Key(key, line, faulty=written.faulty, kept=not merges)

    def _attach(self, node: Node) -> Node:
        """Put a node where it belongs."""
        self._last = node
        if not self._open:
            self.root = node
            return node
        parent = node.parent = self._open[-1]
        pending, self._key[-1] = self._key[-1], None
        if pending is None:
            node.key = len(parent.children)
        else:
            node.key, node.line, node.faulty = pending.key, pending.line, pending.faulty
        if node.key in parent.children:
            first = parent.children[node.key].line
            says = f"written twice, in line {first} and in line {node.line}; keep one of the two"
            self.problems.append(node.problem(says))
        elif pending is None or pending.kept:
            parent.children[node.key] = node
        return node

    def _mark(self, node: Node, event: _Marked) -> None:
        """Refuse what YAML allows and nobody needs here."""
        says = []
        if event.anchor is not None:
            says.append(f"an anchor (&{one_line(event.anchor)}); remove it and write the values out")
        if event.tag is not None:
            says.append(f"a tag ({one_line(event.tag)}); remove it")
        node.faulty = node.faulty or (bool(says) and node.kind == "scalar")
        self.problems += [node.problem(each) for each in says]

    def _fault(self, node: Node, says: str) -> None:
        node.faulty = True
        self.problems.append(node.problem(says))

    def _expects_key(self) -> bool:
        return bool(self._open) and self._open[-1].kind == "mapping" and self._key[-1] is None

    def _stop(self, line: int, says: str, place: str = "") -> _Unreadable:
        return _Unreadable(QuestionnaireProblem(line, place or self._here(), says))

    def _here(self) -> str:
        if self._open and (key := self._key[-1]) is not None:
            return self._open[-1][key.key].place
        return self._last.place if self._last is not None else "file"


def _resolved(text: str, most: int, *, plain: bool) -> tuple[Scalar, str]:
    """The value of what is written, and what is wrong with it."""
    if len(text) > most:
        return None, f"longer than {most} characters; shorten it"
    if plain:
        return _unquoted(text)
    if found := _ESCAPED.search(text):
        return None, f"has a character that cannot be printed (U+{ord(found[0]):04X}); remove it"
    return text, ""


def _unquoted(text: str) -> tuple[Scalar, str]:
    if text in _BARE:
        return _BARE[text], ""
    if _WHOLE.fullmatch(text):
        return int(text), ""
    if _DECIMAL.fullmatch(text):
        return float(text), ""
    if _LIKE_A_NUMBER.fullmatch(text):
        says = "without quotes begins like a number; put it in quotes, or write a plain number such as 12 or 0.5"
        return None, f"{one_line(text)} {says}"
    if (hint := _NO_WORDS.get(text.casefold())) is not None:
        return None, f'{text} without quotes is no word in YAML; put it in quotes: "{text}"{hint}'
    return text, ""
