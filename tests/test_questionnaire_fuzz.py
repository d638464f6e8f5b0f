"""Whatever stands in a file, it is a questionnaire or every problem has a line; and the answer comes soon."""

from __future__ import annotations

import re
import time
import tracemalloc
from typing import Any

import pytest
import yaml
from given import QUESTIONS
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessment.questionnaire import QuestionnaireError, parse
from assessment.questionnaire.reading import MOST_BYTES

pytestmark = pytest.mark.thorough

WRITTEN = QUESTIONS.read_text("utf-8")
Way = tuple[Any, ...]  # to a place in a tree
Change = tuple[Way, str, Any]
A_PROBLEM = re.compile(r"^.+:\d+: .+: .+$")

HOSTILE = {
    "nothing": (b"", "is empty"),
    "only remarks": (b"# " * 400_000, "is empty"),
    "a word": (b"hello", "is no questionnaire"),
    "a list": (b"- a\n- b\n", "is no questionnaire"),
    "too large": (b"#" * (MOST_BYTES + 1), "is larger than 1,000,000 bytes"),
    "brackets": (b"[" * MOST_BYTES, "levels inside each other"),
    "braces": (b"{a: " * (MOST_BYTES // 4), "levels inside each other"),
    "hyphens": (b"- " * (MOST_BYTES // 2), "levels inside each other"),
    "question marks": (b"? " * (MOST_BYTES // 2), "a key that is not one word"),
    "indents": (b"".join(b" " * i + b"a:\n" for i in range(1400)), "levels inside each other"),
    "many values": (b"[" + b"a," * 450_000 + b"]", "more than 30,000 keys and values"),
    "many lists": (b"[" + b"[]," * 300_000 + b"]", "more than 4,000 mappings and lists"),
    "many keys": (b"".join(b"k%d: 1\n" % i for i in range(60_000)), "more than 30,000 keys and values"),
    "unknown keys": (b"".join(b"level_name%d: 1\n" % i for i in range(14_000)), "unknown key"),
    "empty questions": (b"pillars: [{dimensions: [{questions: [" + b"{}," * 3990 + b"]}]}]", "missing; add this key"),
    "the same id": (b"pillars: [{dimensions: [{questions: [" + b"{id: a}," * 3900 + b"]}]}]", "this id stands in line"),
    "a bomb of references": (
        b"a: &a [x, x]\n" + b"".join(b"%c: &%c [*%c, *%c]\n" % (i, i, i - 1, i - 1) for i in range(98, 123)),
        "a reference (*a)",
    ),
    "UTF-16": (WRITTEN.encode("utf-16"), "is not written in UTF-8"),
    "Latin-1": ("id: è".encode("latin-1"), "is not written in UTF-8"),
    "NUL": (b"id: a\0", "cannot be printed (U+0000)"),
    "a mark inside": (b"id: a\xef\xbb\xbf", "cannot be printed (U+FEFF)"),
    "one long text": (b"id: " + b"x" * 900_000, "longer than 4000 characters"),
    "an open quote": (b'id: "' + b"x" * 900_000, "a quote begins here and never ends"),
    "half a letter": (b'id: "\\ud800"', "YAML cannot read this"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_file_is_refused_quickly(case: str):
    data, says = HOSTILE[case]
    begun = time.process_time()
    said(WRITTEN.encode() + f"# {case}\n".encode())
    ordinary = time.process_time()

    found = said(data)

    assert time.process_time() - ordinary < 30 * (ordinary - begun), "times as long as an ordinary file"
    assert any(says in line for line in found), found[:3]


@pytest.mark.proof
@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_file_takes_little_memory(case: str):
    tracemalloc.start()
    try:
        said(HOSTILE[case][0])
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert most < 50_000_000


def said(data: bytes) -> list[str]:
    """What is wrong with some bytes; nothing where they are a questionnaire."""
    try:
        questionnaire = parse(data)
    except QuestionnaireError as error:
        assert error.problems
        assert all(A_PROBLEM.fullmatch(line) for line in error.problems), error.problems
        return error.problems
    assert questionnaire.staff_bands[0] == 0  # what the rest of the program relies on
    assert all(set(question.levels) == set(range(5)) for question in questionnaire.questions())
    assert all(set(question.help.languages()) == set(questionnaire.languages) for question in questionnaire.questions())
    return []


def small() -> Any:
    """The tree of the shipped file with one question of each pillar: quick to read, and soon hit where it matters."""
    tree = yaml.load(WRITTEN, yaml.CSafeLoader)
    for pillar in tree["pillars"]:
        pillar["dimensions"] = pillar["dimensions"][:1]
        pillar["dimensions"][0]["questions"] = pillar["dimensions"][0]["questions"][:1]
    first, second, *_ = [pillar["dimensions"][0]["questions"][0] for pillar in tree["pillars"]]
    first["presupposes_account"] = True
    tree["account_conflicts"]["questions"] = [{"question": first["id"], "from_level": 1}]
    bounds = [{"question": first["id"], "at_least": 2}, {"question": second["id"], "at_most": 0}]
    tree["contradictions"] = [{**tree["contradictions"][0], "when": bounds}]
    return tree


class _Quoting(yaml.CSafeDumper):
    """Writes texts in quotes and nothing twice by reference."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


_Quoting.add_representer(str, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"'))


def dumped(tree: Any) -> str:
    """A tree as the text of a file."""
    return str(yaml.dump(tree, Dumper=_Quoting, allow_unicode=True, sort_keys=False, width=1000))


def places(node: Any, path: Way = ()) -> list[Way]:
    """The paths to everything in a tree."""
    inside = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    return [path, *(place for key, child in inside for place in places(child, (*path, key)))]


def changed(node: Any, path: Way, change: str, value: Any) -> Any:
    """A copy of a tree with one change at a path; the rest is shared."""
    items = list(node.items() if isinstance(node, dict) else enumerate(node))
    at = [key for key, _ in items].index(path[0])
    key, child = items[at]
    if len(path) > 1:
        items[at] = (key, changed(child, path[1:], change, value))
    elif change == "replace":
        items[at] = (key, value)
    elif change == "remove":
        del items[at]
    elif change == "repeat":
        items.append((f"{key}x", child))
    elif change == "rename":
        items[at] = (value if isinstance(value, str | int) else "other", child)
    return dict(items) if isinstance(node, dict) else [item for _, item in items]


TREE = small()
TEXT = dumped(TREE)
SIGNS = [*"[]{}:,-?&*!|>'\"%@#\n \t", "id: ", "- ", "a", "<<: ", "---\n", "...\n"]
WORDS = ["no", "012", "12:30", "", " ", "PI1.1", "staff", TREE["dont_know"]["en"], "{k}", "{", "\0", "\x85", "é"]

words = st.sampled_from(WORDS)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | words | st.text(max_size=8) | st.dates(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words | st.integers(-1, 6), inner, max_size=3),
    max_leaves=6,
)
changes = st.tuples(
    st.sampled_from(places(TREE)[1:]), st.sampled_from(["replace", "remove", "repeat", "rename"]), values
)
encoded = st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass"))
SLOW_IS_FINE = [HealthCheck.too_slow]  # where many tests run at once
QUICK = settings(max_examples=30, suppress_health_check=SLOW_IS_FINE)
CHEAP = settings(QUICK, max_examples=200)


def test_the_tree_that_is_changed_is_in_order_itself():
    assert said(TEXT.encode()) == []


@QUICK
@given(changes)
def test_a_changed_tree_is_read_or_explained(change: Change):
    said(dumped(changed(TREE, *change)).encode())


@QUICK
@given(st.integers(0, len(TEXT)), st.integers(0, 40), st.text(max_size=6) | words)
def test_a_changed_text_is_read_or_explained(start: int, length: int, new: str):
    text = TEXT[:start] + new + TEXT[start + length :]

    said(text.encode("utf-8", "surrogatepass"))


@QUICK
@given(values)
def test_another_tree_is_explained(tree: Any):
    assert said(dumped(tree).encode())


@CHEAP
@given(st.binary(max_size=200) | encoded)
def test_anything_else_is_explained(data: bytes):
    assert said(data)


@CHEAP
@given(st.lists(st.sampled_from(SIGNS)).map("".join))
def test_the_signs_of_yaml_in_any_order_are_explained(text: str):
    assert said(text.encode())


@pytest.mark.proof
@settings(QUICK, max_examples=50_000)
@given(changes)
def test_fifty_thousand_changed_trees_are_read_or_explained(change: Change):
    said(dumped(changed(TREE, *change)).encode())
