"""What a PDF must have so that everybody can read it, checked on the file itself; and its text, for comparing.

The compiler promises PDF/UA-1. These checks look at the finished file and trust no promise.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pikepdf

SMALLEST = 8.5  # points
CONTRAST = 4.5
GROUNDS = ("#ffffff", "#f0eee8", "#dcdcd6")  # page, box and track, bar of the others
ON_OURS = "#0b5163"  # white is set on this only


@dataclass(frozen=True)
class Run:
    """One piece of text as it stands on a page."""

    text: str
    size: float
    colour: tuple[float, ...]  # red, green and blue from 0 to 1
    x: float
    y: float


def problems(file: bytes, *, bookmarks: bool = True) -> list[str]:
    """Everything that would keep somebody from reading the file; empty where nothing does."""
    with pikepdf.open(io.BytesIO(file)) as pdf:
        found = [*_document(pdf, bookmarks), *_structure(pdf), *_fonts(pdf), *_links(pdf)]
        for run in runs(pdf):
            if run.text.strip() and run.size < SMALLEST - 0.01:
                found.append(f"{run.text!r} is set in {run.size:.2f} points")
            if run.text.strip() and not _legible(run.colour):
                found.append(f"{run.text!r} is set in {run.colour}, too close to its ground")
    return found


def text(file: bytes) -> str:
    """The text of a file, a line for each line on the page."""
    lines: list[str] = []
    with pikepdf.open(io.BytesIO(file)) as pdf:
        last: Run | None = None
        for run in runs(pdf):
            if last is not None and abs(run.y - last.y) < 0.5:
                lines[-1] += run.text
            else:
                lines.append(run.text)
            last = run
    return "\n".join(lines)


def squeezed(words: str) -> str:
    """A text without what the breaking of lines adds or takes."""
    return re.sub(r"[\s\u00ad\u00a0\u202f]+", "", words)


def pages(file: bytes) -> int:
    """How many pages it has."""
    with pikepdf.open(io.BytesIO(file)) as pdf:
        return len(pdf.pages)


def fullness(file: bytes) -> list[float]:
    """How far down each page is used, from 0 to 1, between its head and its foot."""
    top, bottom = 771.0, 57.0  # of what stands between them, in points from the foot of the sheet
    found = []
    with pikepdf.open(io.BytesIO(file)) as pdf:
        for page in pdf.pages:
            alone = pikepdf.new()
            alone.pages.append(page)
            lowest = min((run.y for run in runs(alone) if run.text.strip() and bottom < run.y < top), default=top)
            found.append((top - lowest) / (top - bottom))
    return found


def headings(file: bytes) -> list[tuple[int, int, str]]:
    """Page, level and text of every heading, in reading order."""
    with pikepdf.open(io.BytesIO(file)) as pdf:
        places = {page.objgen: number for number, page in enumerate(pdf.pages, 1)}

        def walk(items: Sequence[pikepdf.OutlineItem], level: int) -> Iterator[tuple[int, int, str]]:
            for item in items:
                yield places[_target(pdf, item).objgen], level, item.title
                yield from walk(item.children, level + 1)

        with pdf.open_outline() as outline:
            return list(walk(outline.root, 1))


def _target(pdf: pikepdf.Pdf, item: pikepdf.OutlineItem) -> pikepdf.Object:
    place = item.destination if item.destination is not None else item.action.D
    if isinstance(place, pikepdf.String | pikepdf.Name):
        place = pikepdf.NameTree(pdf.Root.Names.Dests)[str(place)]
    if isinstance(place, pikepdf.Dictionary):
        place = place.D
    return place[0]


def elements(pdf: pikepdf.Pdf) -> Iterator[tuple[str, pikepdf.Object]]:
    """Every element of the structure with its standard role, in reading order."""
    root = pdf.Root.StructTreeRoot
    roles = {str(name): str(role) for name, role in root.get("/RoleMap", {}).items()}

    def walk(node: pikepdf.Object) -> Iterator[tuple[str, pikepdf.Object]]:
        if isinstance(node, pikepdf.Array):
            for child in node:
                yield from walk(child)
        elif isinstance(node, pikepdf.Dictionary):
            if "/S" in node:
                role = str(node.S)
                while role in roles:
                    role = roles[role]
                yield role.lstrip("/"), node
            if "/K" in node:
                yield from walk(node.K)

    yield from walk(root.K)


def _document(pdf: pikepdf.Pdf, bookmarks: bool) -> Iterator[str]:
    root = pdf.Root
    if not str(root.get("/Lang", "")):
        yield "the document has no language"
    if not bool(root.get("/MarkInfo", {}).get("/Marked", False)):
        yield "the document is not marked as tagged"
    if "/StructTreeRoot" not in root:
        yield "the document has no structure"
    if not bool(root.get("/ViewerPreferences", {}).get("/DisplayDocTitle", False)):
        yield "the title is not shown"
    if bookmarks and not len(pdf.open_outline().root):
        yield "there are no bookmarks"
    with pdf.open_metadata() as about:
        if str(about.get("pdfuaid:part")) != "1":
            yield "the file does not say that it is PDF/UA-1"
        if not str(about.get("dc:title", "")):
            yield "the document has no title"
    for number, page in enumerate(pdf.pages, 1):
        if str(page.get("/Tabs", "")) != "/S" and "/Annots" in page:
            yield f"page {number} is not tabbed in the order of its structure"


def _structure(pdf: pikepdf.Pdf) -> Iterator[str]:
    level, tables, heads = 0, 0, 0
    for role, node in elements(pdf):
        if heading := re.fullmatch(r"H(\d)", role):
            if int(heading[1]) > level + 1:
                yield f"a heading of level {heading[1]} follows one of level {level}"
            level = int(heading[1])
        if role == "Figure" and not str(node.get("/Alt", "")).strip():
            yield "a figure has no alternative text"
        if role == "Table":
            tables += 1
            inside = [str(child.S) for child in _below(node)]
            heads += "/TH" in inside
    if level == 0:
        yield "there is no heading"
    if heads < tables:
        yield f"{tables - heads} of {tables} tables have no header cells"


def _below(node: pikepdf.Object) -> Iterator[pikepdf.Object]:
    children = node.get("/K", [])
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            yield child
            yield from _below(child)


def _fonts(pdf: pikepdf.Pdf) -> Iterator[str]:
    for page in pdf.pages:
        for font in page.get("/Resources", {}).get("/Font", {}).values():
            inner = font.get("/DescendantFonts", [font])[0]
            if not any(name in inner.get("/FontDescriptor", {}) for name in ("/FontFile", "/FontFile2", "/FontFile3")):
                yield f"{font.BaseFont} is not embedded"
            if "/ToUnicode" not in font:
                yield f"{font.BaseFont} cannot be read aloud or searched"


def _links(pdf: pikepdf.Pdf) -> Iterator[str]:
    for number, page in enumerate(pdf.pages, 1):
        for note in page.get("/Annots", []):
            if str(note.get("/Subtype")) == "/Link" and "/StructParent" not in note:
                yield f"a link on page {number} is not in the structure"


def runs(pdf: pikepdf.Pdf) -> Iterator[Run]:
    """Every piece of text, in the order in which it is drawn."""
    tables: dict[tuple[int, int], dict[str, str]] = {}
    for page in pdf.pages:
        letters = {}
        for name, font in page.get("/Resources", {}).get("/Font", {}).items():
            if font.objgen not in tables:
                tables[font.objgen] = _letters(font.ToUnicode.read_bytes().decode("ascii", "replace"))
            letters[str(name)] = tables[font.objgen]
        pen = _Pen(letters)
        for operands, operator in pikepdf.parse_content_stream(page):
            if act := getattr(pen, _ACTS.get(str(operator), ""), None):
                act(operands)
        yield from pen.runs


_ACTS = {
    **{"q": "keep", "Q": "back", "cm": "move", "Tf": "take", "Tm": "stand"},
    **{"BDC": "open", "BMC": "open", "EMC": "close"},
    **dict.fromkeys(("scn", "rg", "g"), "dip"),
    **dict.fromkeys(("Tj", "TJ"), "write"),
}


class _Pen:
    """Follows the drawing of a page as far as text is concerned."""

    def __init__(self, letters: dict[str, dict[str, str]]) -> None:
        self.runs: list[Run] = []
        self._letters = letters
        self._at = self._place = pikepdf.Matrix()
        self._colour: tuple[float, ...] = (0.0, 0.0, 0.0)
        self._kept: list[tuple[pikepdf.Matrix, tuple[float, ...]]] = []
        self._font, self._size = "", 0.0
        self._instead: list[str | None] = []  # what is said in place of the letters shown, in each part that is open

    def keep(self, _: list) -> None:
        self._kept.append((self._at, self._colour))

    def back(self, _: list) -> None:
        self._at, self._colour = self._kept.pop()

    def move(self, operands: list) -> None:
        self._at = pikepdf.Matrix(*map(float, operands)) @ self._at

    def stand(self, operands: list) -> None:
        self._place = pikepdf.Matrix(*map(float, operands))

    def dip(self, operands: list) -> None:
        values = tuple(float(one) for one in operands if not isinstance(one, pikepdf.Name))
        self._colour = values * 3 if len(values) == 1 else values

    def take(self, operands: list) -> None:
        self._font, self._size = str(operands[0]), float(operands[1])

    def open(self, operands: list) -> None:
        about = operands[1] if len(operands) > 1 else None
        actual = about.get("/ActualText") if isinstance(about, pikepdf.Dictionary) else None
        self._instead.append(None if actual is None else str(actual))

    def close(self, _: list) -> None:
        self._instead.pop()

    def write(self, operands: list) -> None:
        shown = operands[0] if isinstance(operands[0], pikepdf.Array) else [operands[0]]
        codes = "".join(bytes(one).hex() for one in shown if isinstance(one, pikepdf.String))
        said = "".join(self._letters[self._font].get(codes[i : i + 4], "\ufffd") for i in range(0, len(codes), 4))
        if self._instead and self._instead[-1] is not None:
            said, self._instead[-1] = self._instead[-1], ""
        whole = self._place @ self._at
        scale = (whole.c**2 + whole.d**2) ** 0.5
        self.runs.append(Run(said, abs(self._size * scale), self._colour, whole.e, whole.f))


def _letters(table: str) -> dict[str, str]:
    """What each code of a font stands for."""
    found = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", table, re.S):
        for code, letters in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]*)>", block):
            found[code.lower()] = bytes.fromhex(letters).decode("utf-16-be")
    for block in re.findall(r"beginbfrange(.*?)endbfrange", table, re.S):
        for first, last, letters in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block):
            for step in range(int(last, 16) - int(first, 16) + 1):
                found[f"{int(first, 16) + step:04x}"] = chr(int(letters, 16) + step)
    return found


def _legible(colour: tuple[float, ...]) -> bool:
    if min(colour) > 0.99:
        return _ratio(colour, _rgb(ON_OURS)) >= CONTRAST
    return all(_ratio(colour, _rgb(ground)) >= CONTRAST for ground in GROUNDS)


def _ratio(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: tuple[float, ...]) -> float:
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _rgb(name: str) -> tuple[float, ...]:
    return tuple(int(name[i : i + 2], 16) / 255 for i in (1, 3, 5))
