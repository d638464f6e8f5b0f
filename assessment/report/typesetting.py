"""How a document becomes a file: Typst, the faces it sets in, and the characters those faces have.

Everything a document says arrives as one JSON value, a string of ASCII; the template only lays it out, so nothing typed
by anybody is ever read as markup. The same document gives the same bytes. What two documents share is set once: the
compiler remembers it, as long as nothing but their pieces differs in what it is given.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime
from functools import cache
from itertools import chain
from pathlib import Path
from threading import BoundedSemaphore
from typing import TYPE_CHECKING, Any

from assessment.report.pieces import Document

if TYPE_CHECKING:
    import typst

TEMPLATE = Path(__file__).parent / "report.typ"
NOTHING = TEMPLATE.with_name("nothing.typ")
PIXELS_PER_INCH = 110  # of the picture of the first page
MOST_BYTES = 4_000_000  # of one document's JSON; 38 notes as long as the store keeps them are a tenth of it
MOST_LETTERS = 50_000  # of one text; what the store keeps of a note, all written as codes, is 40,000
AT_ONCE = 2  # compilations; each takes one core

FONTS = Path(__file__).parent / "fonts"  # the faces that the template asks for, each family with its licence
# Right-to-left letters come from the fonts inside Typst, whose tables cannot be read from here; a test sets each one.
_HEBREW = ((0x05B0, 0x05C3), (0x05D0, 0x05EA), (0x05F0, 0x05F4))  # Libertinus Serif
_ARABIC = (  # DejaVu Sans Mono
    *((0x060C, 0x060C), (0x061B, 0x061B), (0x061F, 0x061F), (0x0621, 0x063A), (0x0640, 0x0655), (0x0660, 0x066D)),
    *((0x0679, 0x067B), (0x067E, 0x0680), (0x0683, 0x0684), (0x0686, 0x0687), (0x0691, 0x0691), (0x0698, 0x0698)),
    *((0x06A4, 0x06A4), (0x06A9, 0x06A9), (0x06AF, 0x06AF), (0x06BE, 0x06BE), (0x06CC, 0x06CC), (0x06F0, 0x06F9)),
)
_LATIN = ((0x20, 0x7E), (0xA0, 0xFF), (0x100, 0x17F), (0x2013, 0x2014), (0x2018, 0x201E), (0x2026, 0x2026))
_BREAKS = str.maketrans(dict.fromkeys("\v\f\x1c\x1d\x1e\x85\u2028\u2029", "\n") | {"\t": " "})

_places = BoundedSemaphore(AT_ONCE)


class TypesettingError(RuntimeError):
    """A document that could not be set: too long, or refused by the compiler; says which."""


@dataclass(frozen=True)
class Faces:
    """The fonts at hand and the characters that can be set in them."""

    fonts: typst.Fonts
    characters: frozenset[int]
    own: frozenset[int]  # those of the text face alone


def pdf(document: Document, faces: Faces | None = None) -> bytes:
    """Set a document as a tagged PDF (PDF/UA-1) whose date is the document's.

    Args:
        document: what to set.
        faces: the fonts to set it in; those that come with the program where none are given.

    Raises:
        TypesettingError: it is too long, or the compiler refuses it.
    """
    how = {"format": "pdf", "pdf_standards": ["ua-1"], "timestamp": 0}
    pages = _compiled(document, faces or _faces(), how)
    return pages if isinstance(pages, bytes) else b"".join(pages)


def picture(document: Document) -> bytes:
    """Draw the first page of a document as PNG."""
    pages = _compiled(document, _faces(), {"format": "png", "ppi": PIXELS_PER_INCH})
    return pages if isinstance(pages, bytes) else pages[0]


def _compiled(document: Document, faces: Faces, how: Mapping[str, Any]) -> bytes | list[bytes]:
    import typst  # here, because a start does not wait for it

    refused: typst.TypstError | None = None
    # What is refused is a letter and a mark that no single font has together: then more is written as codes.
    for characters in (faces.characters, faces.own, frozenset(_within(_LATIN))):
        try:
            return _compile(_json(document, characters), faces, how)
        except typst.TypstError as error:
            refused = error
    raise TypesettingError(f"the report could not be set: {refused}") from refused


def _compile(data: str, faces: Faces, how: Mapping[str, Any]) -> bytes | list[bytes]:
    import typst

    if len(data) > MOST_BYTES:
        raise TypesettingError(f"the report would be too long: {len(data)} bytes of text, at most {MOST_BYTES}")
    with _places:
        compiler = typst.Compiler(_main(data), root=str(TEMPLATE.parent), font_paths=faces.fonts)
        try:
            made = compiler.compile(**how)
        finally:
            _forget(faces)
    if made is None:
        raise TypesettingError("the report could not be set: the compiler gave nothing")
    return made


def _main(data: str) -> bytes:
    """The template, called with a JSON: in it every quotation mark and backslash is escaped, and what is no ASCII."""
    literal = data.replace("\\", "\\\\").replace('"', '\\"')
    return f'#import "{TEMPLATE.name}": whole\n#whole(json(bytes("{literal}")))'.encode("ascii")


def _forget(faces: Faces) -> None:
    """Have Typst drop sooner what it remembers of a document: fifty megabytes of a full report.

    It drops what none of its last ten compilations has used, and cannot be told to otherwise: here is one of nothing.
    A second would spare another sixth of the memory, and take twice as long as this one.
    """
    import typst

    nothing = typst.Compiler(str(NOTHING), root=str(NOTHING.parent), font_paths=faces.fonts)
    nothing.compile(format="svg")


def _json(document: Document, characters: frozenset[int]) -> str:
    return json.dumps(_plain(document, lambda text: _fitting(text, characters)))


def _fitting(text: str, characters: frozenset[int]) -> str:
    """A text as it can be set; endless lines or marks in one text would keep the compiler busy for minutes."""
    shown = printable(text, characters)
    if len(shown) > MOST_LETTERS:
        many = f"{len(shown)} characters of one text, at most {MOST_LETTERS}"
        raise TypesettingError(f"the report would be too long: {many}")
    return shown


def _plain(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, tuple | list):
        return [_plain(item, change) for item in value]
    if isinstance(value, datetime):
        return {name: getattr(value, name) for name in ("year", "month", "day", "hour", "minute", "second")}
    if is_dataclass(value):
        members = {item.name: _plain(getattr(value, item.name), change) for item in fields(value)}
        return {"is": type(value).__name__, **members}
    return value


def printable(text: str, characters: frozenset[int] | None = None) -> str:
    """Write a text so that every character of it can be set; one without a glyph becomes its code, `[U+1F600]`."""
    known = _faces().characters if characters is None else characters
    if text.isascii() and text.isprintable():
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(_BREAKS)
    return "".join(letter if letter == "\n" or ord(letter) in known else f"[U+{ord(letter):04X}]" for letter in text)


@cache
def _faces() -> Faces:
    return faces_in(installed())


def installed() -> list[Path]:
    """The files of the faces that come with the program; fewer where one is missing."""
    return sorted(FONTS.glob("*.otf"))


def faces_in(files: Sequence[Path]) -> Faces:
    """Load fonts from exactly these files, with those inside Typst behind them.

    Without any, documents are set in Typst's own serif, and of it only in letters that are known to be there.
    """
    import typst
    from fontTools.ttLib import TTFont

    families: dict[str, set[int]] = {}
    # Typst takes folders, not files
    with tempfile.TemporaryDirectory(prefix="faces-") as folder:
        for file in files:
            (Path(folder) / file.name).symlink_to(file)
            with TTFont(file, lazy=True) as face:
                characters = set(face["cmap"].getBestCmap())
            family = file.name.partition("-")[0]
            families[family] = families.get(family, characters) & characters
        fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[folder])
        for loaded in fonts.fonts():
            _ = loaded.family
    own = set.union(set(), *families.values()) if families else _within(_LATIN)
    own.discard(0xFEFF)  # some faces have it, and PDF/UA refuses it
    return Faces(fonts, frozenset(own | _within(_HEBREW + _ARABIC)), frozenset(own))


def _within(ranges: Sequence[tuple[int, int]]) -> set[int]:
    return set(chain.from_iterable(range(first, last + 1) for first, last in ranges))
