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
from pdf_checks import Run, elements, headings, runs

HEADING = 20  # points of a heading of the first level, behind the brief
HEAD = 842 - 71  # points from the foot of a page: what stands higher is its head, which repeats the name of its chapter


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
        figures = tuple(str(node.Alt) for role, node in elements(pdf) if role == "Figure")
        parts = _parts(_pages(pdf, page_of, foot))
    bookmarks = headings(file)
    assert len(parts) == sum(level == 1 for _, level, _ in bookmarks)
    return Paper(parts, figures, tuple((title, page) for page, _, title in bookmarks))


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


def _pages(pdf: pikepdf.Pdf, page_of: str, foot: str) -> list[list[Run]]:
    """What is drawn on each page, without its head and foot."""
    pages = []
    for number in range(len(pdf.pages)):
        alone = pikepdf.new()
        alone.pages.append(pdf.pages[number])
        drawn = list(runs(alone))
        this = page_of.replace("{page}", str(number + 1)).replace("{pages}", str(len(pdf.pages)))
        said = "\n".join(run.text for run in drawn)
        ending = f"{foot}\n{this}"
        assert said.endswith(ending), f"page {number + 1} does not end with {ending!r}, but with {said[-200:]!r}"
        pages.append([run for run in drawn[: -len(ending.split("\n"))] if run.y < HEAD])
    return pages


def _parts(pages: Sequence[Sequence[Run]]) -> tuple[str, ...]:
    """The words of each part, each piece that was drawn on a line of its own.

    The brief is the first page; what follows begins anew wherever something is set as a heading of the first level.
    """
    first, *others = pages
    parts = ["\n".join(run.text for run in first)]
    before = 0.0
    for run in (run for page in others for run in page):
        opens = abs(run.size - HEADING) < 0.1 and abs(before - HEADING) >= 0.1
        parts = [*parts, run.text] if opens else [*parts[:-1], f"{parts[-1]}\n{run.text}"]
        before = run.size
    return tuple(parts)
