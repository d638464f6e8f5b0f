"""The promise of width, everywhere it is shown: other answers behind the same sheets give the same bytes."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from conftest import OpenPage, tables, visit_to, words
from given import IDS, LANGUAGES, MAY_NOT_APPLY, everything
from regions import coordinator, network
from test_benchmark_width import fitting
from worlds import World

from assessment import report
from assessment.answers import DONT_KNOW, Answer
from assessment.reading import department, files
from assessment.report.region import Files
from assessment.screens.chief import comparison

pytestmark = pytest.mark.thorough

OTHERS = 14
US = "d00"


def region(folder: Path, seed: int) -> World:
    """A published region; with another seed the others chose other levels that stand for the same practices in use."""

    def answers(place: int) -> dict[str, Answer]:
        if place == 0:
            return everything(2)
        sheet = random.Random(place)
        asked = [one for one in IDS if one not in MAY_NOT_APPLY or sheet.random() < 0.7]
        in_use = {one: sheet.random() < 0.2 + place / 20 for one in asked}
        return dict.fromkeys(IDS, DONT_KNOW) | fitting(in_use, random.Random(100 * seed + place))

    folder.mkdir()
    with network(folder, OTHERS, answers) as world:
        world.operator.close(world.round_id)
        world.operator.publish(world.round_id)
        return world


@pytest.fixture
def alike(tmp_path: Path) -> tuple[World, World]:
    """Two regions with different answers and the same sheets."""
    one, other = (region(tmp_path / str(seed), seed) for seed in (1, 2))
    given = [[kept.answers for kept in world.of("north").submissions_in(world.round_id)] for world in (one, other)]
    different = sum(mine != theirs for mine, theirs in zip(*given, strict=True))
    assert different == OTHERS - 1, "all the others answered otherwise"
    return one, other


def test_on_the_page(alike: tuple[World, World], open_page: OpenPage) -> None:
    for language in LANGUAGES:
        seen = []
        for world in alike:
            page = open_page(comparison.show, visit_to(world.of(US), language))
            charts = [(json.loads(one.proto.spec), one.proto.alt) for one in page.get("plotly_chart")]
            seen.append((words(page), charts, [one.to_csv() for one in tables(page)]))
        assert len(seen[0][1]) > 4, "everything is shown"
        assert seen[0] == seen[1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_in_the_report(alike: tuple[World, World], language: str) -> None:
    papers = []
    for world in alike:
        reported = department.gather(world.of(US), US)
        assert reported is not None and not isinstance(reported.benchmark, department.NotCompared)
        papers.append([made(reported, language) for made in (report.brief, report.full, report.editable)])

    assert papers[0] == papers[1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_in_what_others_than_the_coordinator_are_given(alike: tuple[World, World], language: str) -> None:
    given = []
    for world in alike:
        gathered = files.gather(coordinator(world).store, "north", world.round_id, for_others=True)
        assert gathered is not None
        made = Files(gathered)
        tables = [made.table(one, language) for one in made.ids()]
        given.append((made.ids(), tables, made.workbook(language), made.report(language)))

    assert given[0] == given[1]
