"""The modules of the program, a line each, as CONTRIBUTING lists them; run by itself, it writes the list anew."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

TOP = Path(__file__).parent.parent
PAGE = TOP / "CONTRIBUTING.md"
HEADING = "## The modules"
OPENING = """What each says of itself in its first line, in the order of the folders. `tests/test_house.py` holds this
to the tree; `python tests/listing.py` writes it anew."""


def listed() -> str:
    """What stands under the heading: folders in order, each with its files, each with what it says of itself."""
    return "\n".join(_lines(TOP / "assessment"))


def _lines(folder: Path) -> Iterator[str]:
    name = folder.relative_to(TOP).as_posix()
    yield f"\n**`{name}/`** {_said(folder / '__init__.py')}\n"
    for path in sorted(folder.glob("*.py")):
        if path.name != "__init__.py":
            yield f"- `{path.stem}` {_said(path)}"
    for inner in sorted(folder.iterdir()):
        if (inner / "__init__.py").exists():
            yield from _lines(inner)


def _said(path: Path) -> str:
    """The first line of a module's docstring."""
    return (ast.get_docstring(ast.parse(path.read_text("utf-8"))) or "").partition("\n")[0]


if __name__ == "__main__":
    before = PAGE.read_text("utf-8").partition(f"\n{HEADING}\n")[0]
    PAGE.write_text(f"{before}\n{HEADING}\n\n{OPENING}\n{listed()}\n", "utf-8")
