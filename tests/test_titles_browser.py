"""The title of a result and of a comparison takes two lines at most, in the letters and on the page of a desk."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import combinations, product

import pytest
from browser import Desk, Place
from given import QUESTIONNAIRE, everything

from assessment.answers import DONT_KNOW
from assessment.assessed import Assessed
from assessment.benchmark import Benchmark, Figure, Group, Position, band_ids
from assessment.findings import comparison, result
from assessment.wording import Say

pytestmark = pytest.mark.browser

# How many lines each title takes in the place of the one that is there.
_LINES = """
titles => {
  const title = document.querySelector("h1");
  const tall = words => { title.textContent = words; return title.getBoundingClientRect().height; };
  const one = tall("1"), line = parseFloat(getComputedStyle(title).lineHeight);
  return titles.map(words => 1 + Math.round((tall(words) - one) / line));
}
"""
ESSENTIALS = [one.id for one in QUESTIONNAIRE.essentials()]
BANDS = band_ids(QUESTIONNAIRE.staff_bands)
POSITIONS: tuple[Position, ...] = ("above", "about_the_same", "below")
DAY = datetime(2027, 6, 2, 10, tzinfo=UTC)


def results(say: Say) -> Iterator[str]:
    """With up to two essentials missing, some not known, and with and without a score."""
    for count, unknown, pillar in product(range(3), (0, 2), ("", "MI")):
        for missing in combinations(ESSENTIALS, count):
            answers = {**everything(2), **dict.fromkeys(missing, 1)}
            left = [one for one in ESSENTIALS if one not in missing]
            answers |= dict.fromkeys(left[:unknown], DONT_KNOW)
            answers |= dict.fromkeys([one for one in answers if pillar and one.startswith(pillar)], DONT_KNOW)
            yield result(Assessed(QUESTIONNAIRE, answers), say).headline


def comparisons(say: Say) -> Iterator[str]:
    """Wherever a department can stand beside a group, in all and in each pillar."""
    pillars = [one.id for one in QUESTIONNAIRE.pillars]
    groups = [(), BANDS[1:2], BANDS[-1:]]
    for staff, overall, *others in product(groups, POSITIONS, *(POSITIONS for _ in pillars)):
        figures = {one: Figure(50, position, None) for one, position in zip(pillars, others, strict=True)}
        group = Group(tuple(staff), DAY, 24, None, Figure(50, overall, None), figures)
        shown = Benchmark(1, DAY, None, group, group)
        yield comparison(Assessed(QUESTIONNAIRE, everything(2)), shown, say, "Europe/Rome").headline
    anybody = Group((), DAY, 24, None, Figure(50, None, None), {})
    shown = Benchmark(1, DAY, None, anybody, anybody)
    yield comparison(Assessed(QUESTIONNAIRE, everything(2)), shown, say, "Europe/Rome").headline


def test_every_title_takes_two_lines_at_most(desk: Desk, place: Place, say: Say) -> None:
    page = desk.open(place.person(language=say.language), "/history")  # as narrow as a column of text
    titles = sorted({*results(say), *comparisons(say)})

    assert len(titles) > 40
    lines = page.evaluate(_LINES, titles)
    assert [title for title, count in zip(titles, lines, strict=True) if count > 2] == []
    assert max(lines) == 2
