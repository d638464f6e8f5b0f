"""The rules of the house that no other tool checks: where SQL, HTML, sentences and state may stand."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import get_args

import listing
import pytest

from assessment.report import pieces
from assessment.report.word import _Writer
from assessment.wording import entries

TOP = Path(__file__).parent.parent
HOUSE = TOP / "assessment"
MOST_LINES = 400

SQL = re.compile(
    r"\b(SELECT\s.+?\sFROM|INSERT\s+INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM|(CREATE|ALTER|DROP)\s+(TABLE|INDEX|TRIGGER)"
    r"|PRAGMA)\s",
    re.DOTALL,
)
PART_OF_SQL = re.compile(r"\b(SELECT|INSERT INTO|UPDATE|DELETE FROM|JOIN|WHERE|ORDER BY|VALUES|PRAGMA)\b")
# What may stand inside a PRAGMA, which takes no parameters; none of it comes from outside.
IN_PRAGMAS = {"pragma", "name", "journal_mode()", "APPLICATION_ID", "len(migrations.applied(db))", "milliseconds"}

# What stands in HTML without being escaped, because it is a code of our own or a constant: file and expression.
CODES_OF_OURS = {
    ("screens/parts/foot.py", "language"),
    ("screens/coordinator/parts/importing.py", "visit.language"),
    ("screens/parts/links.py", "language"),
    ("screens/parts/spoken.py", "sign"),
}
MAKES_SAFE_HTML = {"escape", "anchor", "away", "files", "qr", "own_name", "press", "turn"}
MAKES_SAFE_MARKDOWN = {"plain"}
HTML_IN_MARKDOWN = {"screens/parts/spoken.py"}  # where it must stay the same element from run to run

# Module-level state that is neither a constant nor anybody's: what a hash stands for never changes; and what the site
# at which people sign in publishes for everybody.
KEPT = {
    ("report/region/making.py", "_work"),
    ("storage/access.py", "ended_here"),
    ("storage/keeper.py", "_inherited"),
    ("storage/keeper.py", "_kept"),
    ("storage/kept.py", "_parsed"),
    ("storage/publications.py", "_frozen_sheets"),
    ("signin/provider.py", "_kept"),
}

READ_THE_CLOCK = {"storage/access.py", "shelf.py"}  # the second for the age of files

WORDS = re.compile(r"[^\W\d_]{2,}[,;]? [^\W\d_]{2,}")  # two words in a row


@dataclass(frozen=True)
class Module:
    """A file of the house."""

    path: Path
    name: str  # as below assessment/
    text: str = field(repr=False)

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    def at(self, node: ast.AST) -> str:
        return f"{self.name}:{getattr(node, 'lineno', 0)}"

    def walk(self, *kinds: type[ast.AST]) -> Iterator[ast.AST]:
        return (node for node in ast.walk(self.tree) if isinstance(node, kinds))


@cache
def modules() -> list[Module]:
    paths = [TOP / "app.py", *sorted(HOUSE.rglob("*.py"))]
    texts = [(path, path.read_text("utf-8")) for path in paths]
    return [Module(path, str(path.relative_to(TOP)).removeprefix("assessment/"), text) for path, text in texts]


def test_sql_stands_in_the_store_alone() -> None:
    elsewhere = [
        module.at(node)
        for module in modules()
        if not module.name.startswith("storage/")
        for node in module.walk(ast.Constant)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and SQL.search(node.value)
    ]
    assert elsewhere == []


def test_sql_is_put_together_from_constants_of_its_module_only() -> None:
    put_in = []
    for module in modules():
        if not module.name.startswith("storage/"):
            continue
        allowed = _constants(module.tree) | {"_BY[by]"}
        for node in module.walk(ast.JoinedStr, ast.BinOp):
            known = allowed | (IN_PRAGMAS if "PRAGMA" in ast.unparse(node) else set())
            put_in += [f"{module.at(node)} {one}" for one in _put_into_sql(node) if one not in known]
    assert put_in == []


def _put_into_sql(node: ast.AST) -> Iterator[str]:
    """What a text of SQL is put together with, as it is written."""
    if isinstance(node, ast.JoinedStr):
        fixed = " ".join(str(part.value) for part in node.values if isinstance(part, ast.Constant))
        if PART_OF_SQL.search(fixed):
            yield from (ast.unparse(part.value) for part in node.values if isinstance(part, ast.FormattedValue))
    elif isinstance(node, ast.BinOp) and any(
        isinstance(part, ast.Constant) and isinstance(part.value, str) and PART_OF_SQL.search(part.value)
        for part in (node.left, node.right)
    ):
        assert isinstance(node.op, ast.Add), "SQL takes its values as parameters"
        for part in (node.left, node.right):
            if not isinstance(part, ast.Constant | ast.BinOp):
                yield ast.unparse(part)


def _constants(tree: ast.Module) -> set[str]:
    """Names that stand for a text written in this module, in all of their assignments."""
    written: dict[str, bool] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            name = node.targets[0].id
            is_text = isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
            written[name] = written.get(name, True) and is_text
        elif isinstance(node, ast.arg):
            written[node.arg] = False
    return {name for name, is_text in written.items() if is_text}


def test_nothing_of_streamlits_cache_holds_a_record() -> None:
    cached = [
        module.at(node)
        for module in modules()
        for node in module.walk(ast.Attribute)
        if isinstance(node, ast.Attribute) and node.attr.startswith("cache_") and ast.unparse(node.value) == "st"
    ]
    assert cached == []


def test_html_is_let_through_markdown_in_one_place() -> None:
    assert {module.name for module in modules() if "unsafe_allow_html" in module.text} <= HTML_IN_MARKDOWN


def test_html_holds_constants_and_what_was_escaped_only() -> None:
    unsafe, drawn = [], 0
    for module in modules():
        for function in module.walk(ast.FunctionDef):
            assert isinstance(function, ast.FunctionDef)
            looked = _Looked(module, function)
            for html in _html(function):
                drawn += 1
                unsafe += [f"{module.at(html)} {one}" for one in looked.unsafe(html)]
    assert unsafe == []
    assert drawn > 5


@pytest.mark.parametrize(
    ("body", "unsafe"),
    [
        ("st.html(name)", ["name"]),
        ("st.html(f'<p>{name}</p>')", ["name"]),
        ("words = escape(name)\n    st.html(f'<p>{words}</p>')", []),
        ("words = name\n    st.html(f'<p>{words}</p>')", ["name"]),
        ("st.html(' '.join(f'<p>{one}</p>' for one in names))", ["one"]),
        ("st.html(_helped(name))", ["name.upper()"]),
        ("st.markdown(name, unsafe_allow_html=True)", ["name"]),
    ],
)
def test_looking_through_html_finds_what_was_not_escaped(body: str, unsafe: list[str]) -> None:
    text = f"def show(name):\n    {body}\n\ndef _helped(name):\n    return name.upper()\n"
    module = Module(Path("screen.py"), "screens/screen.py", text)
    function = module.tree.body[0]
    assert isinstance(function, ast.FunctionDef)

    assert [one for html in _html(function) for one in _Looked(module, function).unsafe(html)] == unsafe


def _html(function: ast.FunctionDef) -> Iterator[ast.expr]:
    """What a function draws or hands on as HTML."""
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and (
            ast.unparse(node.func) == "st.html" or any(one.arg == "unsafe_allow_html" for one in node.keywords)
        ):
            yield node.args[0]
        if isinstance(node, ast.Return) and node.value is not None and function.name in ("anchor", "away", "files"):
            yield node.value


@dataclass(frozen=True)
class _Looked:
    """A function that is looked through for somebody's text that was not escaped."""

    module: Module
    function: ast.FunctionDef

    def unsafe(self, node: ast.expr) -> Iterator[str]:
        """What of an expression was not."""
        if isinstance(node, ast.Constant) or self._is_of_ours(node):
            return
        parts = _parts(node) or self._assigned(node)
        for part in parts:
            yield from self.unsafe(part)
        if not parts and not (helped := self._helped(node)):
            yield ast.unparse(node)
        elif not parts:
            yield from (one for part in helped[1] for one in helped[0].unsafe(part))

    def _is_of_ours(self, node: ast.expr) -> bool:
        if isinstance(node, ast.Call):
            makers = MAKES_SAFE_HTML | (MAKES_SAFE_MARKDOWN if self.module.name in HTML_IN_MARKDOWN else set())
            return _called(node) in makers
        return (self.module.name, ast.unparse(node)) in CODES_OF_OURS or ast.unparse(node) in _constants(
            self.module.tree
        )

    def _assigned(self, node: ast.expr) -> list[ast.expr]:
        """What a name of the function stands for."""
        return [
            one.value
            for one in ast.walk(self.function)
            if isinstance(one, ast.Assign) and isinstance(node, ast.Name) and ast.unparse(one.targets[0]) == node.id
            if not any(ast.unparse(part) == node.id for part in ast.walk(one.value) if isinstance(part, ast.Name))
        ]

    def _helped(self, node: ast.expr) -> tuple[_Looked, list[ast.expr]] | None:
        """What a function of the same file returns."""
        for one in self.module.tree.body:
            if isinstance(node, ast.Call) and isinstance(one, ast.FunctionDef) and one.name == _called(node):
                returned = [part.value for part in ast.walk(one) if isinstance(part, ast.Return) and part.value]
                return _Looked(self.module, one), returned
        return None


def _parts(node: ast.expr) -> list[ast.expr]:
    """What an expression is put together from."""
    match node:
        case ast.JoinedStr():
            return [part.value if isinstance(part, ast.FormattedValue) else part for part in node.values]
        case ast.BinOp(op=ast.Add()):
            return [node.left, node.right]
        case ast.BinOp(op=ast.Mult()):
            return [node.left]
        case ast.IfExp():
            return [node.body, node.orelse]
        case ast.Call(func=ast.Attribute(attr="join"), args=[many]):
            return [many]
        case ast.ListComp(elt=one) | ast.GeneratorExp(elt=one):
            return [one]
    return []


def _called(node: ast.Call) -> str:
    return ast.unparse(node.func).rsplit(".", 1)[-1]


def test_no_sentence_for_people_stands_in_what_is_drawn() -> None:
    said = [
        f"{module.at(node)} {words}"
        for module in modules()
        for node in module.walk(ast.Call)
        if isinstance(node, ast.Call) and ast.unparse(node.func).startswith(("st.", "streamlit."))
        for words in _sentences(node)
    ]
    assert said == []


def _sentences(call: ast.Call) -> Iterator[str]:
    for given in [*call.args, *(one.value for one in call.keywords)]:
        for node in ast.walk(given):
            if isinstance(node, ast.Call):
                break  # what that call is given, it looks at itself
            if isinstance(node, ast.JoinedStr):
                fixed = "".join(str(one.value) if isinstance(one, ast.Constant) else "\0" for one in node.values)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                fixed = node.value
            else:
                continue
            if found := WORDS.search(re.sub(r"<[^>]*>?|[^<]*>", "", fixed)):
                yield found[0]


def test_no_heading_has_a_link_to_itself() -> None:
    linked = [
        module.at(node)
        for module in modules()
        for node in module.walk(ast.Call)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("title", "header", "subheader")
        and module.name.startswith("screens/")
        and (node.args or node.keywords)  # `str.title()` has none
        and not any(one.arg == "anchor" and ast.unparse(one.value) == "False" for one in node.keywords)
    ]
    assert linked == []  # its name is English, and it is one more stop for whoever uses the keyboard


def test_no_state_of_somebody_is_kept_in_a_module() -> None:
    kept = []
    for module in modules():
        kept += [f"{module.at(node)} global" for node in module.walk(ast.Global)]
        for node in module.tree.body:
            target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
            value = getattr(node, "value", None)
            if not isinstance(node, ast.Assign | ast.AnnAssign) or not isinstance(target, ast.Name) or value is None:
                continue
            changes = isinstance(value, ast.Dict | ast.List | ast.Set | ast.ListComp | ast.DictComp | ast.SetComp)
            holder = re.search(r"\b(ContextVar|local|defaultdict|Counter|deque|dict|list|set)\(", ast.unparse(value))
            constant = target.id.isupper() or target.id == "__all__"
            if (changes or holder) and not constant and (module.name, target.id) not in KEPT:
                kept.append(f"{module.at(node)} {target.id}")
    assert kept == []


def test_numbers_and_files_are_asked_for_in_our_own_way_only() -> None:
    """The platform's field for numbers reads 12.500 as twelve; its field for files refuses in words of its own."""
    asking = {one.name for one in modules() if re.search(r"\bnumber_input\b|\bfile_uploader\(", one.text)}

    assert asking == {"screens/parts/uploader.py"}


def test_every_field_for_text_has_a_key() -> None:
    """By which a tab that saves nothing any more knows what was typed in it."""
    fields = ("st.text_input", "st.text_area")
    calls = [
        (module, node)
        for module in modules()
        for node in module.walk(ast.Call)
        if isinstance(node, ast.Call) and ast.unparse(node.func) in fields
    ]

    assert calls
    assert [module.at(node) for module, node in calls if "key" not in {one.arg for one in node.keywords}] == []


def test_the_wall_clock_is_read_in_one_place() -> None:
    read = [
        module.at(node)
        for module in modules()
        for node in module.walk(ast.Call)
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) in ("datetime.now", "datetime.utcnow", "date.today", "time.time")
    ]
    assert {one.split(":")[0] for one in read} <= READ_THE_CLOCK


def test_contributing_lists_every_module_with_what_it_says_of_itself() -> None:
    page = listing.PAGE.read_text("utf-8").partition(f"\n{listing.HEADING}\n")[2]

    assert page.strip().endswith(listing.listed().strip()), "run `python tests/listing.py`"


@pytest.mark.parametrize("module", modules(), ids=lambda module: module.name)
def test_a_file_says_in_its_first_line_what_it_is_for_and_is_not_long(module: Module) -> None:
    first = (ast.get_docstring(module.tree) or "").split("\n")[0]

    assert re.search(r"[.:]$", first) and len(first) > 15, first
    assert module.text.count("\n") <= MOST_LINES


def test_the_house_has_the_rooms_that_its_plan_says() -> None:
    plan = tomllib.loads((TOP / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"][0]["layers"]
    rooms = {
        path.stem
        for path in HOUSE.iterdir()
        if (path.suffix == ".py" or (path / "__init__.py").exists()) and not path.name.startswith("__")
    }

    assert rooms == set(plan)
    assert len(plan) == len(set(plan))
    assert not (HOUSE / "pages").exists()  # Streamlit would run what lies there by itself, past `main`


def test_everything_that_is_recorded_can_be_told() -> None:
    kind_of = {"unit.record": 0, "note_change": 1, "note": 1}  # which argument it is
    recorded = {
        one.value
        for module in modules()
        for node in module.walk(ast.Call)
        if isinstance(node, ast.Call) and (name := ast.unparse(node.func)) in kind_of
        for one in node.args[kind_of[name] : kind_of[name] + 1]
        if isinstance(one, ast.Constant)
    }

    assert len(recorded) > 10
    assert [kind for kind in sorted(recorded) if f"events.{kind}" not in entries()] == []


def test_every_piece_of_a_paper_is_drawn_and_has_a_form_in_word() -> None:
    template = (HOUSE / "report" / "report.typ").read_text("utf-8")
    drawn = re.findall(r"\b([A-Z]\w+): ", template.split("let kinds = (")[1])
    in_word = _Writer.__dict__["write"].dispatcher.registry
    made = set(get_args(pieces.Piece))

    assert made - set(in_word) == set()
    assert {piece.__name__ for piece in made} - set(drawn) == set()
