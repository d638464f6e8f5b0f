"""The page on security: every requirement once and answered, tests that are there, numbers of the code, and the rest of
what it claims that no other test shows."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest
from test_house import Module, modules
from worlds import World, filled

from assessment import storage
from assessment.people import Role
from assessment.settings import PREFIX, Settings
from assessment.signin import document
from assessment.signin.policy import policy
from assessment.storage import DoorStore, Store, connection, digest
from assessment.storage.named import Named
from assessment.wording import LANGUAGES

TOP = Path(__file__).parent.parent
TEXT = (TOP / "docs" / "security.md").read_text("utf-8")
HEAD = ["id", "level", "what is asked", "answer", "by what"]
# How many requirements of level 1 and of level 2 each chapter of the standard has, version 5.0.0.
ASKED = {
    **{1: (8, 19), 2: (4, 7), 3: (8, 11), 4: (2, 8), 5: (4, 5), 6: (13, 22), 7: (6, 12), 8: (4, 3), 9: (4, 3)},
    **{10: (5, 24), 11: (3, 11), 12: (3, 6), 13: (1, 12), 14: (2, 7), 15: (3, 10), 16: (0, 16), 17: (0, 7)},
}
ALL = 253
A_TEST = re.compile(r"`(tests/\w+\.py)::(\w+)(?:\[[^`]*\])?`")
FEWEST_WORDS = 4  # of a reason: "There are no passwords."
# What requirements ask to be written down, and words that say it: by the heading or lead-in under which it stands.
WRITTEN_DOWN = {
    "Ways in": ("OpenID Connect", "demo", "one factor", "locked out", "ASSESSMENT_TRUSTED_PROXY"),
    "Sessions": ("SP 800-63B", "How many", "With a provider", "back-channel"),
    "Files that are taken": (".xlsx", ".csv", "before anything of it is unpacked", "viruses"),
    "What is taken in fields, and how much may be done": ("What must fit together", "What has an order"),
    "What whoever runs it has to do": ("TLS", "Disk", "Updates", "Backups"),
}
UNITS = {"minutes": timedelta(minutes=1), "hour": timedelta(hours=1), "hours": timedelta(hours=1)}
UNITS |= {"days": timedelta(days=1)}

# Ways to run a text as code or as a command, to make any object of it, and to make a template of it.
RUNS = {"eval", "exec", "compile", "__import__", "system", "popen", "from_string", "unsafe_load", "full_load", "xpath"}
RUNNING = {"subprocess", "pickle", "marshal", "shelve", "ctypes", "cffi", "code", "dill", "joblib", "multiprocessing"}
IN_ITS_PLACE = "command/serve.py os.execv"  # the server takes the place of the command, without a shell
BETWEEN_OURSELVES = {
    ("report/region/making.py", "multiprocessing"),  # between processes of one program, through pipes of its own
    ("storage/records.py", "marshal"),  # written to be hashed, and never read
}
COMPILES = {"re", "compiler", "nothing"}  # what is compiled: a pattern, and our own template of Typst
CONSTANT = re.compile(r"_[A-Z_]+|'\|'\.join\(_[A-Z_]+\)")  # put into a pattern, it is written here too
# Patterns of other parts: of a language's own signs, which are escaped, and of what was typed, which a test here shows.
PUT_TOGETHER = {
    *(("language.py", one) for one in ("count", "point", "_grouped(_ANY_GROUP)")),
    *(("storage/named.py", "one"), ("screens/parts/markdown.py", "longest_first")),  # both escape what is put in
    ("unpacked.py", "b'<[^<]{%d}' % upload.MOST_OF_TAG"),  # a number of ours
}


@dataclass(frozen=True)
class Row:
    """A requirement as the page answers it."""

    id: str
    level: str
    asked: str
    answer: str
    by: str

    @property
    def chapter(self) -> int:
        return int(self.id.split(".")[0])


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split(" | ")]


@cache
def rows() -> list[Row]:
    """The requirements, in the order in which they stand."""
    found = []
    for line in TEXT.splitlines():
        if re.match(r"\| V?\d+\.\d+\.\d+ ", line):
            assert len(cells(line)) == len(HEAD), line
            found.append(
                Row(*[cell.removeprefix("V") if place == 0 else cell for place, cell in enumerate(cells(line))])
            )
    return found


@cache
def functions_of(file: str) -> frozenset[str]:
    path = TOP / file
    tree = ast.parse(path.read_text("utf-8")) if path.exists() else ast.Module([], [])
    return frozenset(one.name for one in ast.walk(tree) if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef))


def lost(text: str) -> list[str]:
    """The tests that are named and are not there."""
    return [f"{file}::{name}" for file, name in A_TEST.findall(text) if name not in functions_of(file)]


def wrong(row: Row) -> Iterator[str]:
    """What is wrong with an answer."""
    if row.answer not in ("met", "not met", "not applicable"):
        yield f"{row.id}: {row.answer!r} is no answer"
    if row.answer == "met" and not A_TEST.search(row.by):
        yield f"{row.id}: no test shows that it is met"
    if row.answer != "met" and len(A_TEST.sub("", row.by).split()) < FEWEST_WORDS:
        yield f"{row.id}: no reason is given"
    if row.answer == "not met" and not re.search(r"\bwould\b|\bmeets it\b", row.by):
        yield f"{row.id}: it is not said what would change it"
    if not 4 <= len(row.asked.split()) <= 30:
        yield f"{row.id}: what is asked is said in {len(row.asked.split())} words"
    yield from (f"{row.id}: {one} is not there" for one in lost(row.by))
    if "TODO-" in row.by:
        yield f"{row.id}: is to be done"


# --- the page


def test_every_requirement_stands_once_and_in_its_order() -> None:
    numbers = [tuple(int(part) for part in row.id.split(".")) for row in rows()]

    assert numbers == sorted(set(numbers))
    assert sum(map(sum, ASKED.values())) == ALL
    counted = Counter((row.chapter, row.level) for row in rows())
    assert {chapter: (counted[chapter, "1"], counted[chapter, "2"]) for chapter in ASKED} == ASKED
    assert len(rows()) == ALL


def test_every_answer_is_one_and_is_shown_or_explained() -> None:
    assert [one for row in rows() for one in wrong(row)] == []


@pytest.mark.parametrize(
    ("answer", "by", "says"),
    [
        ("met", "because we say so and are sure of it", "no test shows"),
        ("met", "`tests/test_security.py::test_of_nothing`", "is not there"),
        ("met", "`tests/test_nothing.py::test_of_nothing`", "is not there"),
        ("met", "TODO-A; `tests/test_security.py::test_every_number_is_that_of_the_code`", "to be done"),
        ("partly", "`tests/test_security.py::test_every_number_is_that_of_the_code`", "is no answer"),
        ("not met", "It is hard.", "no reason"),
        ("not met", "Nobody has had the time to do it yet.", "what would change it"),
        ("not applicable", "`tests/test_security.py::test_every_number_is_that_of_the_code`", "no reason"),
    ],
)
def test_looking_through_answers_finds_what_is_wrong(answer: str, by: str, says: str) -> None:
    assert any(says in one for one in wrong(Row("1.1.1", "2", "What is asked of the program", answer, by)))


def test_a_good_answer_is_found_good() -> None:
    by = "`tests/test_signin.py::test_a_link_works_once[it]`, as by law"

    assert list(wrong(Row("1.1.1", "2", "What is asked of the program", "met", by))) == []


def test_every_table_has_the_same_head_and_no_test_is_named_in_vain() -> None:
    heads = [cells(line) for line in TEXT.splitlines() if line.startswith("| id |")]

    assert heads and all(head == HEAD for head in heads)
    assert lost(TEXT) == []


def test_every_number_is_that_of_the_code() -> None:
    told = re.findall(
        r"^\| [^|]+ \| ([\d,]+) ([a-z]+) \| `(assessment/[\w/]+)\.py::(\w+)(?:\[(\w+)\])?` \|$", TEXT, re.M
    )

    assert len(told) > 30 and len(told) == len(re.findall(r"^\|.*\| `assessment/.*::\w+(?:\[\w+\])?` \|$", TEXT, re.M))
    for number, unit, module, name, key in told:
        held = getattr(import_module(module.replace("/", ".")), name)
        said = int(number.replace(",", "")) * UNITS[unit] if unit in UNITS else int(number.replace(",", ""))
        assert (held[Role(key)] if key else held) == said, f"{module}.py::{name}"


def test_what_requirements_ask_to_be_written_down_stands_here() -> None:
    parts = dict(part.split("\n", 1) for part in TEXT.split("\n## ")[1:])
    missing = [(head, one) for head, words in WRITTEN_DOWN.items() for one in words if one not in parts[head]]

    assert missing == []


def test_every_file_and_setting_that_is_named_is_there() -> None:
    named = set(re.findall(r"`((?:assessment|tests|docs)/[\w/.-]+?)(?:::[^`]*)?`", TEXT))
    set_by = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}

    assert len(named) > 20
    assert [one for one in sorted(named) if not (TOP / one).exists()] == []
    assert set(re.findall(rf"`({PREFIX}\w+)`", TEXT)) - set_by == set()


def test_whom_to_tell_about_a_weakness_is_linked_to_from_where_one_looks() -> None:
    policy_text = (TOP / "SECURITY.md").read_text("utf-8")

    assert "](SECURITY.md)" in (TOP / "README.md").read_text("utf-8") and "](../SECURITY.md)" in TEXT
    assert not re.search(r"\S@\S", policy_text)  # there is no address of the project's own
    assert len(re.findall(r"^## ", policy_text, re.M)) >= 4


# --- how the house is built


def calls() -> Iterator[tuple[Module, ast.Call]]:
    return ((module, one) for module in modules() for one in module.walk(ast.Call) if isinstance(one, ast.Call))


def imported(module: Module) -> set[str]:
    names = {one.name for node in module.walk(ast.Import) if isinstance(node, ast.Import) for one in node.names}
    names |= {node.module or "" for node in module.walk(ast.ImportFrom) if isinstance(node, ast.ImportFrom)}
    return {name.split(".")[0] for name in names}


def test_no_text_is_run_as_code_or_as_a_command() -> None:
    run = []
    for module, call in calls():
        name = ast.unparse(call.func)
        of, _, last = name.rpartition(".")
        if (last in RUNS and not (last == "compile" and of in COMPILES)) or name in (
            "os.fork",
            "os.execv",
            "os.spawnv",
        ):
            run.append(f"{module.at(call)} {name}")
        if name == "yaml.load" and ast.unparse(call.args[1]) != "_LOADER":
            run.append(f"{module.at(call)} {name}")

    assert [re.sub(r":[0-9]+", "", one) for one in run] == [IN_ITS_PLACE]
    assert {(module.name, one) for module in modules() for one in imported(module) & RUNNING} == BETWEEN_OURSELVES


def test_patterns_are_written_here() -> None:
    put_in = []
    for module, call in calls():
        of, _, last = ast.unparse(call.func).rpartition(".")
        if of == "re" and last != "escape":
            pattern = call.args[0]
            parts = pattern.values if isinstance(pattern, ast.JoinedStr) else [pattern]
            given = [part.value if isinstance(part, ast.FormattedValue) else part for part in parts]
            put_in += [(module.name, ast.unparse(one)) for one in given if not isinstance(one, ast.Constant)]
    by_name = {one for one in put_in if not CONSTANT.fullmatch(one[1])}

    assert len(put_in) > len(by_name)
    assert by_name == PUT_TOGETHER


@pytest.mark.parametrize("name", ["Ada (.*", "A+ B*", "[a-z] Bruni", "Ada|Bruni Verdi", r"A\d B\b", "(a+)+ $"])
def test_what_is_typed_is_searched_for_letter_by_letter(name: str) -> None:
    named = Named(name, "a+b.c@x.example")

    assert (
        named.without(f"Said by {name} and Ada Bruni 7 aaaa z Bruni", "N") == "Said by N and Ada Bruni 7 aaaa z Bruni"
    )
    assert named.without("to a+b.c@x.example, aab.c@x.example", "N") == "to N, aab.c@x.example"
    assert not named.within("Ada Bruni Verdi, aa B, z Bruni, abxc@x.example, A1 B, aaaa ")


def test_tokens_are_random_and_long() -> None:
    """256 bits for what signs in; 128 for a file of one's own session."""
    made = [
        (module.name, int(ast.unparse(call.args[0])))
        for module, call in calls()
        if ast.unparse(call.func) == "secrets.token_urlsafe"
    ]

    assert sorted(made) == [
        ("shelf.py", 16),
        ("storage/door.py", 32),  # a handshake with another site
        ("storage/door.py", 32),  # a session
        ("storage/inviting.py", 32),  # a link
        ("storage/opinions.py", 32),  # a link to one sheet
    ]
    assert {module.name for module in modules() if imported(module) & {"random", "uuid", "numpy"}} == {
        "demo.py",
        "voices/expectations.py",  # the same draws every time: nothing secret is made of them
    }


def test_sessions_begin_in_the_documented_ways_alone() -> None:
    beginning = {
        function.name
        for module in modules()
        for function in module.walk(ast.FunctionDef)
        if isinstance(function, ast.FunctionDef)
        for call in ast.walk(function)
        if module.name == "storage/door.py" and isinstance(call, ast.Call) and ast.unparse(call.func) == "_begin"
    }

    assert [module.name for module in modules() if "INSERT INTO sessions" in module.text] == ["storage/door.py"]
    assert beginning == {"sign_in", "sign_in_from", "sign_in_as"}


def test_our_scripts_write_text_and_no_html() -> None:
    scripts = sorted((TOP / "assessment" / "signin" / "templates").glob("*.js"))
    html = re.compile(r"\b(innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval|Function|DOMParser|srcdoc)\b")

    assert len(scripts) > 3
    assert [script.name for script in scripts if html.search(script.read_text("utf-8"))] == []


# --- what it does


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_in_the_page_end_none_of_its_elements(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    evil = "</script><script>alert(1)</script><!--"
    usual = document.document(language)
    monkeypatch.setattr(document, "Say", lambda _: lambda key, *_, **__: evil)
    words = document._words(language)

    assert "<" not in words and r"\u003c/script>" in words
    assert "<" not in usual.split('id="platform">')[1].split("</script>")[0]


def test_the_policy_lets_nothing_load_but_from_here() -> None:
    given = policy("https://in-touch.example.org")["Content-Security-Policy"].split("; ")
    allowed = {source for one in given for source in one.split()[1:]}

    assert {"default-src 'none'", "object-src 'none'", "base-uri 'none'", "form-action 'self'"} <= set(given)
    assert {one for one in allowed if not one.startswith("'sha256-")} == {
        *("'none'", "'self'", "data:", "blob:", "wss://in-touch.example.org"),
        "'unsafe-inline'",
    }
    assert [one.split()[0] for one in given if "'unsafe-inline'" in one] == ["style-src"]


def test_a_new_database_knows_nobody(tmp_path: Path) -> None:
    path = tmp_path / "in-touch.db"
    with closing(storage.prepare(path)):
        pass
    with closing(connection.connect(path).conn) as opened:
        for table in ("people", "posts", "sessions", "links", "identities"):
            assert opened.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,), table


def test_of_a_token_only_the_digest_is_kept(tmp_path: Path) -> None:
    with filled(World(tmp_path / "in-touch.db")) as world:
        door = DoorStore(world.path, world.clock)
        used = world.operator.invite("alba@example.org", Role.CHIEF, department_id="alba")
        session = door.sign_in(digest(used))
        assert session is not None
        unused = Store(world.path, digest(session), world.clock).own_link()
        handshake = door.begin_handshake()
        with closing(connection.connect(world.path).conn) as opened:
            tables = [name for (name,) in opened.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            dumped = str([opened.execute(f"SELECT * FROM {table}").fetchall() for table in tables])
    tokens = (used, session, unused, handshake)

    assert len(set(tokens)) == len(tokens) and {len(token) for token in tokens} == {43}
    assert [digest(token) in dumped for token in tokens] == [True] * len(tokens)
    assert [token for token in tokens if token in dumped] == []
