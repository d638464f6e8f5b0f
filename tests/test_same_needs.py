"""The same needs everywhere: page, paper of the region and workbook, worked out anew from the answers."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

import pdf_checks
import pytest
from conftest import OpenPage
from given import IDS, LANGUAGES, QUESTIONNAIRE, everything, practice
from openpyxl import load_workbook
from regions import coordinator, network, row_opened
from worlds import World

from assessment.answers import DONT_KNOW, Answer
from assessment.language import enumeration
from assessment.reading.files import gather
from assessment.report.region import Files
from assessment.screens.coordinator import training
from assessment.screens.parts.markdown import plain
from assessment.wording import Say

DEPARTMENTS, ON_PAPER = 14, 10
LEVELS = range(max(question.minimum_level for question in QUESTIONNAIRE.questions()))


@dataclass(frozen=True)
class Due:
    """How many departments are below the minimum of one question."""

    question_id: str
    at: Counter[int | None]  # by level, None where it is not known

    def sentence(self, language: str) -> str:
        say = Say(language)
        parts = [say("region.needs.at_level", self.at[level], level=level) for level in LEVELS if self.at[level]]
        if self.at[None]:
            parts.append(say("region.needs.at_none", self.at[None]))
        told = enumeration(parts, language)
        return say("region.needs.below_minimum", self.at.total(), of=DEPARTMENTS, parts=told)

    def name(self, language: str) -> str:
        """The practice as a table names it."""
        essential = QUESTIONNAIRE.question(self.question_id).essential
        name = practice(self.question_id, language)
        return Say(language)("findings.essential_name", name=name) if essential else name


def answered(place: int) -> dict[str, Answer]:
    """Departments of all kinds; the first is at level 0 everywhere, and only part of its needs has room in its plan."""
    if place == 0:
        return everything(0)
    chance = Random(place)
    answers: dict[str, Answer] = {one: min(4, max(0, round(chance.gauss(place / 5, 1)))) for one in IDS}
    return answers | dict.fromkeys(chance.sample(IDS, 3), DONT_KNOW)


@pytest.fixture(scope="module")
def region(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with network(tmp_path_factory.mktemp("needs"), DEPARTMENTS, answered) as made:
        yield made


def due() -> list[Due]:
    """Every need, that of most departments first, else in the order of the questionnaire."""
    given = [answered(place) for place in range(DEPARTMENTS)]
    found = []
    for question in QUESTIONNAIRE.questions():
        levels = [one[question.id] if isinstance(one[question.id], int) else None for one in given]
        below = Counter(level for level in levels if level is None or level < question.minimum_level)
        found.append(Due(question.id, below))
    return sorted((one for one in found if one.at), key=lambda one: -one.at.total())


def files(region: World) -> Files:
    gathered = gather(region.of("north"), "north", region.round_id, for_others=False)
    assert gathered is not None
    return Files(gathered)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_workbook_has_one_line_a_need_and_the_same_departments_one_by_one(region: World, language: str) -> None:
    book, say = load_workbook(io.BytesIO(files(region).workbook(language))), Say(language)
    _, *lines = book[say("files.sheet.needs.title")].iter_rows(values_only=True)
    _, *single = book[say("files.sheet.who_needs.title")].iter_rows(values_only=True)

    assert [line[: len(LEVELS) + 3] for line in lines] == [
        (one.name(language), one.at.total(), *(one.at[level] for level in LEVELS), one.at[None]) for one in due()
    ]
    assert Counter(row[:2] for row in single) == Counter(
        {(one.name(language), level): count for one in due() for level, count in one.at.items()}
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_says_every_need(region: World, language: str, open_page: OpenPage) -> None:
    page, say = open_page(training.show, coordinator(region, language)), Say(language)

    assert [one.label.split(" :blue-badge")[0] for one in page.checkbox][: len(due())] == [
        plain(practice(one.question_id, language)) for one in due()
    ]
    rows = [one.label.split(" · ")[0] for one in page.expander if one.label.startswith("**")]
    assert rows[: len(due())] == [say("training.below", one.at.total(), of=DEPARTMENTS) for one in due()]
    first = due()[0]
    row_opened(page, region, first.question_id)
    assert plain(first.sentence(language)) in [one.value for one in page.markdown]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_paper_says_the_needs_of_most_departments(region: World, language: str) -> None:
    said = pdf_checks.squeezed(pdf_checks.text(files(region).report(language)))
    lines = [f"{one.name(language)}{one.sentence(language)}" for one in due()[:ON_PAPER]]
    places = [said.find(pdf_checks.squeezed(line)) for line in lines]

    assert -1 not in places
    assert places == sorted(places)
    assert pdf_checks.squeezed(due()[ON_PAPER].sentence(language)) not in said
