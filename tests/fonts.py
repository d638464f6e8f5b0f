"""Make the fonts of a first visit, in assessment/signin/typefaces/, from those that Streamlit brings: `make fonts`.

Streamlit's are for all the world: 1.1 MB, of which a visit in a European language sees a tenth. Here are the letters of
those languages and the icons that stand on our pages or on Streamlit's own; for every other sign browsers fetch
Streamlit's whole font. What is cut down has a name of its own, as the Open Font License asks.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

from assessment.signin.fonts import MADE, RANGES

TOP = Path(__file__).parent.parent
STATIC = Path(str(files("streamlit").joinpath("static", "static")))
NAMES = (1, 3, 4, 6, 16, 21, 25)  # the places of a font's name; copyright and licence stay as they are
ICON = re.compile(r":material/([a-z0-9_]+):")

# Headings have one weight and nearly one size: whole, the font of headings would be six times as large.
SOURCES: dict[str, tuple[str, dict[str, float]]] = {
    "sans": ("SourceSansVF-Upright", {}),
    "sans-italic": ("SourceSansVF-Italic", {}),
    "serif": ("SourceSerifVariable-Roman", {"wght": 650, "opsz": 36}),
    "icons": ("MaterialSymbols-Rounded", {}),
}


def icons() -> set[str]:
    """Every icon that our pages name, or a script of Streamlit's."""
    ours = (*TOP.joinpath("assessment").rglob("*.py"), *TOP.joinpath("assessment").rglob("*.yaml"))
    named = {name for path in (*ours, *STATIC.rglob("*.js")) for name in ICON.findall(path.read_text("utf-8"))}
    return named & ligatures(source("icons")).keys()


def ligatures(font: TTFont) -> dict[str, str]:
    """The glyph of each icon by its name, which is written out and drawn as one sign."""
    letter = {glyph: chr(code) for code, glyph in font.getBestCmap().items()}
    return {
        "".join(letter.get(glyph, "?") for glyph in (first, *one.Component)): one.LigGlyph
        for table in _ligature_tables(font)
        for first, made in table.ligatures.items()
        for one in made
    }


def _ligature_tables(font: TTFont) -> Iterator[object]:
    for lookup in font["GSUB"].table.LookupList.Lookup:
        for table in lookup.SubTable:
            inner = getattr(table, "ExtSubTable", table)
            if hasattr(inner, "ligatures"):
                yield inner


def signs() -> list[int]:
    """What the fonts of words keep."""
    ends = [(int(first, 16), int(last or first, 16)) for first, _, last in (one.partition("-") for one in RANGES)]
    return [code for first, last in ends for code in range(first, last + 1)]


def source(name: str) -> TTFont:
    """The font as Streamlit brings it."""
    (path,) = STATIC.joinpath("media").glob(f"{SOURCES[name][0]}.*")
    return TTFont(path)


def made(name: str) -> bytes:
    """The font as a visit needs it."""
    font, options = source(name), Options()
    subsetter = Subsetter(options)
    if name == "icons":
        named = icons()
        options.layout_closure = False  # every icon can be written with the letters
        glyphs = ligatures(font)
        subsetter.populate(text="".join(named), glyphs=[glyphs[one] for one in named])
    else:
        subsetter.populate(unicodes=signs())
    subsetter.subset(font)
    pinned = SOURCES[name][1]
    font = instantiateVariableFont(font, pinned) if pinned else font
    for record in font["name"].names:
        if record.nameID in NAMES:
            record.string = f"InTouch-{name}"
    font.flavor = "woff2"
    font["head"].modified = font["head"].created  # the same font has the same bytes
    font.recalcTimestamp = False
    packed = io.BytesIO()
    font.save(packed)
    return packed.getvalue()


if __name__ == "__main__":
    for name in SOURCES:
        path = MADE / f"{name}.woff2"
        path.write_bytes(made(name))
        print(f"{path.relative_to(TOP)}: {path.stat().st_size} bytes")
