"""A region in words: findings that fit their place in every language, and nothing told of nobody."""

from __future__ import annotations

from dataclasses import replace

import pytest
from given import LANGUAGES, QUESTIONNAIRE, reworded_version
from test_region import COMMON, many

from assessment.charts import essentials_map, heat_map
from assessment.findings import region as words
from assessment.findings.region import Map
from assessment.questionnaire import Questionnaire, parse, with_only
from assessment.region import essentials_matrix as essentials_of
from assessment.region import gaps, movement, needs_of, platforms, quality, standing
from assessment.region import heat_map as topics_of
from assessment.wording import Say

SIZES = [1, 9, 12, 40]
LONGEST = 90  # characters; a heading of two lines on a phone's page of 390 px has about 50


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("n", SIZES)
def test_every_finding_fits_a_heading(n: int, language: str) -> None:
    now, before, say = many(n), many(n, seed=2, number=2), Say(language)
    found = [
        words.topics(topics_of(now), QUESTIONNAIRE, say).headline,
        words.departments(topics_of(now), QUESTIONNAIRE, say).headline,
        words.essentials(essentials_of(now), QUESTIONNAIRE, say).headline,
        words.needs(needs_of(now), QUESTIONNAIRE, say).headline,
        words.needs(needs_of(now), QUESTIONNAIRE, say).needs_headline,
        words.introductions(gaps(now), QUESTIONNAIRE, say).headline,
        words.standing([standing(now)], say).headline,
        words.movement(movement(before, now, COMMON), QUESTIONNAIRE, "2026", "2027", say).headline,
        words.quality(quality(now), QUESTIONNAIRE, say).headline,
        words.platforms(platforms([now]), QUESTIONNAIRE, ["2027"], say).picture.headline,
    ]

    assert all(0 < len(one) <= LONGEST for one in found)
    assert not any("{" in one or "  " in one for one in found)


def test_a_new_questionnaire_is_no_warning_where_it_asks_the_same_in_other_words() -> None:
    say, now = Say("en"), standing(many(12))
    other = parse(reworded_version("9.9"))
    fewer = with_only(other, {one.id for one in other.questions()} - {"PI1.1"})

    def notes(after: Questionnaire) -> tuple[str, ...]:
        return words.standing([now, replace(now, questionnaire=after)], say).notes

    assert say("region.standing.same_questions") in notes(other)
    assert say("region.standing.versions") in notes(fewer)


@pytest.mark.parametrize("n", SIZES)
def test_a_map_has_a_row_a_department_and_a_cell_a_column(n: int) -> None:
    say, now = Say("it"), many(n)
    maps: list[Map] = [
        words.departments(topics_of(now), QUESTIONNAIRE, say),
        words.essentials(essentials_of(now), QUESTIONNAIRE, say),
    ]
    for found in maps:
        assert sum(len(part.names) for part in found.parts) == n
        for part in found.parts:
            rows = part.levels or part.met
            assert len(rows) == len(part.names) == len(part.submissions) == len(part.table.rows) <= 30
            assert all(len(row) == len(found.columns) for row in rows)
            assert sum(size for _, size in part.bands) in (0, len(part.names))


def test_all_sizes_stand_on_one_map_where_they_fit_a_screen() -> None:
    found = words.essentials(essentials_of(many(28)), QUESTIONNAIRE, Say("en"))
    (part,) = found.parts
    figure = essentials_map(part.names, found.columns, part.met, part.bands)

    say = Say("en")
    assert [name for name, _ in part.bands] == [
        say("region.bands.up_to", high=9),
        say("region.bands.between", low=10, high=29),
        say("region.bands.between", low=30, high=99),
        say("region.bands.from", low=100),
        say("region.size_not_said"),
    ]
    said = [one.text for one in figure.layout.annotations]
    assert said == [name for name, _ in part.bands]
    first = sum(size for _, size in part.bands[:1])
    assert figure.layout.shapes[0].y0 == first - 0.5  # an edge between the first size and the next


def test_a_map_of_one_size_has_no_edges() -> None:
    found = words.departments(topics_of(many(40)), QUESTIONNAIRE, Say("en"))
    part = found.parts[0]
    figure = heat_map(part.names, found.columns, found.groups, part.levels, part.words, part.bands)

    assert part.bands == ()
    assert len(figure.layout.shapes) == 3  # between the pillars


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_told_of_a_region_where_nobody_submitted(language: str) -> None:
    now, say = many(0), Say(language)

    assert words.topics(topics_of(now), QUESTIONNAIRE, say).headline == say("region.topics.unknown")
    assert words.standing([standing(now)], say).headline == say("region.standing.unknown")
    assert words.introductions(gaps(now), QUESTIONNAIRE, say).gaps == ()
    assert words.platforms(platforms([now]), QUESTIONNAIRE, ["2027"], say).picture.rows == ()


def test_a_size_is_written_as_a_category() -> None:
    say = Say("es")

    assert [words.size(band, say) for band in ("0-9", "10-29", "100+", "")] == [
        say("region.bands.up_to", high=9),
        say("region.bands.between", low=10, high=29),
        say("region.bands.from", low=100),
        say("region.size_not_said"),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_need_that_all_have_at_one_level_says_their_number_once(language: str) -> None:
    say, (one, *_) = Say(language), needs_of(many(12)).needs
    below = [(member, level) for member, level in one.departments if level is not None]
    alike = replace(one, departments=tuple((member, 0) for member, _ in below))
    unknown = replace(one, departments=tuple((member, None) for member, _ in below))
    found = replace(needs_of(many(12)), needs=(alike, unknown))
    said = [need.sentence for need in words.needs(found, QUESTIONNAIRE, say).needs]

    assert len(below) > 1
    assert said == [
        say("region.needs.below_alike", len(below), of=12, level=0),
        say("region.needs.below_unknown", len(below), of=12),
    ]


@pytest.mark.parametrize("without", [0, 1, 2])
def test_who_has_no_score_is_told_of_where_bands_are_counted(without: int) -> None:
    say = Say("it")
    found = words.standing([replace(standing(many(12)), without_band=without)], say)

    assert found.left_out == (say("region.standing.left_out", without) if without else "")
