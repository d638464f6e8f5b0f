"""A page on paper: every number of the page stands on it whole, in black on white, and nothing that is pressed."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator
from typing import Literal

import numpy
import pypdfium2
import pytest
from browser import Desk, Place, choose, wait_for_run
from given import QUESTIONNAIRE
from playwright.sync_api import Page

from assessment.wording import Say

pytestmark = pytest.mark.browser

SHEETS = {"light": "A4", "dark": "Letter"}
MARGIN = 15 / 25.4 * 72  # points
SHARP = 4  # pixels a point

# The screens with figures or tables of them.
SHOWN = [
    *(("seasoned_chief", name) for name in ("results", "comparison", "history")),
    *(("coordinator", name) for name in ("", "departments", "training", "maps", "maps?view=essentials")),
    ("coordinator", "assessment?department=d0001&round=3"),
]

# Each of them on one sheet of the two, in turn; on the other in the long suites.
ON_PAPER = [
    pytest.param(*one, scheme, marks=() if (place + other) % 2 == 0 else pytest.mark.proof)
    for place, one in enumerate(SHOWN)
    for other, scheme in enumerate(SHEETS)
]

# Everything that is printed: tables folded under a figure included, further reading that nobody opened not; of figures
# the words as they are drawn.
_TO_READ = """() => {
  const away = `.st-key-foot, button, .stLinkButton, .stDownloadButton, [data-testid=stIconMaterial], .printed,
    .st-key-folds details:not([open]), details:has(input, textarea), .stPageLink:has([data-testid=stIconMaterial]),
    .stElementContainer:has([data-testid=stCaptionContainer]):has(+ .stElementContainer > .stButton)`;
  const walk = document.createTreeWalker(document.querySelector(".stMain"), NodeFilter.SHOW_TEXT);
  const words = [];
  while (walk.nextNode()) if (!walk.currentNode.parentElement.closest(away)) words.push(walk.currentNode.data);
  return words.join("\\n");
}"""
_DRAWN = """() => !document.querySelector(".stMain [data-testid=stSkeleton]")
  && [...document.querySelectorAll(".stPlotlyChart")].every(one => one.querySelector(".main-svg text"))
  && [...document.querySelectorAll("details .stElementContainer")].every(one => one.childElementCount)"""


def ready(page: Page) -> None:
    """Wait until everything is drawn, figures and folded tables too."""
    wait_for_run(page)
    page.wait_for_function(_DRAWN)
    page.wait_for_timeout(300)  # figures take the width of the page


def digits(words: str) -> Counter[str]:
    """Every digit of a text, and how often: where a PDF ends a number, readers do not agree."""
    return Counter(re.findall(r"\d", words))


def printed(page: Page, sheet: str) -> pypdfium2.PdfDocument:
    """The page on paper."""
    return pypdfium2.PdfDocument(io.BytesIO(page.pdf(format=sheet)))


def said(paper: pypdfium2.PdfDocument) -> str:
    """Every word of it."""
    return "\n".join(sheet.get_textpage().get_text_range() for sheet in paper)


def cut(paper: pypdfium2.PdfDocument) -> Iterator[str]:
    """Every digit that is not drawn from edge to edge, or stands in the margin, with the words around it.

    The text of a PDF has what is cut off, too: so the picture is held against it.
    """
    for number, sheet in enumerate(paper, 1):
        text, (width, height) = sheet.get_textpage(), sheet.get_size()
        picture = numpy.asarray(sheet.render(scale=SHARP, grayscale=True).to_pil()).astype(int)
        words = text.get_text_range()
        for place, letter in enumerate(words):
            if not letter.isdigit():
                continue
            left, bottom, right, top = text.get_charbox(place)
            inside = min(left, width - right, bottom, height - top) >= MARGIN - 1
            if not (inside and _is_whole(picture, left, height - top, right, height - bottom)):
                yield f"page {number}: {words[max(place - 20, 0) : place + 5]!r}"


def _is_whole(picture: numpy.ndarray, left: float, top: float, right: float, bottom: float) -> bool:
    """Whether what is drawn in a box reaches all its edges."""
    x, y, to_x, to_y = (round(SHARP * edge) for edge in (left, top, right, bottom))
    box = picture[y : to_y + 1, x : to_x + 1]
    ground = numpy.bincount(numpy.concatenate([box[0], box[-1], box[:, 0], box[:, -1]])).argmax()
    ink = abs(box - ground) > 40
    rows, columns = numpy.flatnonzero(ink.any(axis=1)), numpy.flatnonzero(ink.any(axis=0))
    if not rows.size:
        return False
    return bool(numpy.ptp(rows) >= 0.8 * (to_y - y) - 1 and numpy.ptp(columns) >= 0.8 * (to_x - x) - 1)


@pytest.mark.parametrize(("who", "address", "scheme"), ON_PAPER)
def test_every_number_of_a_page_stands_whole_on_paper(
    demo_desk: Desk, who: str, address: str, scheme: Literal["light", "dark"]
) -> None:
    page = demo_desk.open(demo_desk.server.sign_in_as(who, "it"), f"/{address}")
    page.emulate_media(color_scheme=scheme)
    ready(page)
    shown = digits(page.evaluate(_TO_READ))
    paper = printed(page, SHEETS[scheme])

    assert shown.total() > 20
    assert shown - digits(said(paper)) == Counter()
    assert list(cut(paper)) == []
    assert page.locator(".printed").count() == 0


@pytest.mark.parametrize(
    ("who", "address"), [("seasoned_chief", "/results"), ("coordinator", "/"), ("fresh_chief", "/")]
)
def test_nothing_that_is_pressed_is_printed(demo_desk: Desk, who: str, address: str) -> None:
    say, page = Say("it"), demo_desk.open(demo_desk.server.sign_in_as(who, "it"), address)
    ready(page)
    paper = said(printed(page, "A4"))
    page.emulate_media(media="print")

    assert say("foot.somebody_else") not in paper
    assert say("menu.privacy") not in paper
    pressed = "header, .stMain button, .st-key-foot, .stFileUploader, .stLinkButton, [data-testid=stElementToolbar]"
    pressed += ", .stPageLink:has([data-testid=stIconMaterial])"
    assert page.locator(pressed).count() >= 3
    assert page.locator(pressed).locator("visible=true").count() == 0


def test_a_dark_page_is_printed_in_black_on_white(demo_desk: Desk) -> None:
    page = demo_desk.open(demo_desk.server.sign_in_as("seasoned_chief", "it"), "/results", color_scheme="dark")
    ready(page)
    for sheet in printed(page, "A4"):
        picture = numpy.asarray(sheet.render(scale=1).to_pil().convert("RGB")).astype(int)
        dark = picture.max(axis=2) < 128

        assert (picture[0, 0] == 255).all()
        assert numpy.median(picture) == 255
        assert dark.mean() < 0.05
    page.emulate_media(media="print")
    colours = """() => [...document.querySelectorAll(".stMain *")].filter(one => one.checkVisibility())
      .filter(one => !one.closest("svg")).map(one => getComputedStyle(one))
      .map(one => `${one.color} on ${one.backgroundColor}`)"""
    assert set(page.evaluate(colours)) == {"rgb(0, 0, 0) on rgba(0, 0, 0, 0)"}


def test_a_chosen_answer_is_told_on_paper_without_a_colour(desk: Desk, place: Place) -> None:
    topic = QUESTIONNAIRE.pillars[0].dimensions[0]
    question = topic.questions[0]
    page = desk.open(place.person(), f"/questions?topic={topic.id}")
    choose(page, question.question["it"], question.levels[2]["it"])
    page.wait_for_selector("[data-testid=stRadioOption][data-selected=true]")
    wait_for_run(page)
    page.emulate_media(media="print")
    drawn = """() => [...document.querySelector("[role=radiogroup]").querySelectorAll("[data-testid=stRadioOption]")]
      .map(one => [getComputedStyle(one.querySelector("p")).fontWeight,
                   getComputedStyle(one.querySelector(":scope > div > div")).borderTopWidth])"""

    assert page.evaluate(drawn)[:5] == [["700", "5px"] if level == 2 else ["400", "1px"] for level in range(5)]
    paper = said(printed(page, "A4"))
    for level in question.levels.values():
        assert level["it"].split()[0] in paper
