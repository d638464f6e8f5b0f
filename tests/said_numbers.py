"""Which numbers a paper says, part by part and in the order in which they are read.

What is typed, dated or numbered otherwise (a note, a day, a hash) is known word for word and taken out first; every
digit that is left then is a number that somebody reads as a result.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pikepdf
from pdf_checks import elements, runs


@dataclass(frozen=True)
class Paper:
    """A PDF by its parts, each in words, and what is said of its figures."""

    parts: tuple[str, ...]  # the brief, the contents, then each chapter
    figures: tuple[str, ...]  # their alternative texts, in reading order
    bookmarks: tuple[tuple[str, int], ...]  # every heading, and the page it stands on


def read(file: bytes, page_of: str, foot: str) -> Paper:
    """Read a paper, without what stands at the head and the foot of its pages.

    Args:
        file: the PDF.
        page_of: the words that number a page, with {page} and {pages}.
        foot: the words beside them.
    """
    with pikepdf.open(io.BytesIO(file)) as pdf:
        bookmarks = tuple(_bookmarks(pdf))
        figures = tuple(str(node.Alt) for role, node in elements(pdf) if role == "Figure")
        pages = _pages(pdf, page_of, foot)
    opening = [page for page, level, _ in bookmarks if level == 1]
    ends = [*opening[1:], len(pages)]
    parts = tuple("\n".join(pages[begin:end]) for begin, end in zip(opening, ends, strict=True))
    return Paper(parts, figures, tuple((title, page + 1) for page, _, title in bookmarks))


def plain(words: str) -> str:
    """A text without what the breaking of lines adds or takes; only what parts two numbers is kept."""
    words = re.sub(r"[\s\u00ad\u00a0\u202f]+", " ", words.replace("’", "'").replace("‘", "'"))
    return re.sub(r"(?<!\d) | (?!\d)", "", words)


def numbers(words: str, known: Iterable[str]) -> str:
    """The numbers of a text, each followed by a space, without those in what is known word for word."""
    words = plain(words)
    for one in sorted({plain(one) for one in known if re.search(r"\d", one)}, key=len, reverse=True):
        words = re.sub(_alone(one), " ¦ ", words)
    return "".join(f"{one} " for one in re.findall(r"\d+", words))


def _alone(words: str) -> str:
    """Exactly these words: where they begin or end with a digit, not as a part of a longer number."""
    before = r"(?<!\d)(?<!\d[.,])" if words[0].isdigit() else ""
    after = r"(?!\d)(?![.,]\d)" if words[-1].isdigit() else ""
    return before + re.escape(words) + after


def _pages(pdf: pikepdf.Pdf, page_of: str, foot: str) -> list[str]:
    """The words of each page; each piece that was drawn on a line of its own."""
    pages = []
    for number in range(len(pdf.pages)):
        alone = pikepdf.new()
        alone.pages.append(pdf.pages[number])
        said = "\n".join(run.text for run in runs(alone))
        this = page_of.replace("{page}", str(number + 1)).replace("{pages}", str(len(pdf.pages)))
        ending = f"{foot}\n{this}"
        assert said.endswith(ending), f"page {number + 1} does not end with {ending!r}, but with {said[-200:]!r}"
        pages.append(said.removesuffix(ending))
    return pages


def _bookmarks(pdf: pikepdf.Pdf) -> Iterable[tuple[int, int, str]]:
    """Page, level and title of every heading."""
    places = {page.objgen: number for number, page in enumerate(pdf.pages)}

    def walk(items: Sequence[pikepdf.OutlineItem], level: int) -> Iterable[tuple[int, int, str]]:
        for item in items:
            yield places[_target(pdf, item).objgen], level, item.title
            yield from walk(item.children, level + 1)

    with pdf.open_outline() as outline:
        yield from walk(outline.root, 1)


def _target(pdf: pikepdf.Pdf, item: pikepdf.OutlineItem) -> pikepdf.Object:
    place = item.destination if item.destination is not None else item.action.D
    if isinstance(place, pikepdf.String | pikepdf.Name):
        place = pikepdf.NameTree(pdf.Root.Names.Dests)[str(place)]
    if isinstance(place, pikepdf.Dictionary):
        place = place.D
    return place[0]
