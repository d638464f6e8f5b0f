"""How each number is made: what a figure opens adds up to it, and what is not in it is named."""

from __future__ import annotations

import re

import pytest
from given import LANGUAGES, QUESTIONNAIRE, any_answers, everything, minimum, practice, title
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.answers import DONT_KNOW, Answer, NotApplicable
from assessment.assessed import Assessed
from assessment.findings import Result, result
from assessment.language import UNKNOWN
from assessment.questionnaire import with_only
from assessment.wording import Say

EN = Say("en")
NOTHING = (EN("findings.result.sum.left_out.nothing"),)


def said(answers: dict[str, Answer], language: str = "en") -> Result:
    return result(Assessed(QUESTIONNAIRE, answers), Say(language))


def named(question_id: str) -> str:
    return EN("findings.name", name=practice(question_id, "en"))


def test_the_sums_are_those_of_the_three_figures_and_of_each_pillar() -> None:
    found = said(minimum())

    assert [one.title for one in found.sums] == [
        *(EN("findings.result.sum.title", name=fact.label, value=fact.value) for fact in found.facts),
        *(
            EN("findings.result.sum.title", name=title(pillar, "en"), value=points)
            for pillar, points in (("PI", 50), ("DC", 50), ("MI", 38), ("FI", 28))
        ),
    ]
    assert all(one.left_out == NOTHING for one in found.sums)


def test_a_pillar_opens_into_its_topics_with_their_levels() -> None:
    answers = {
        **everything(2),
        "PI1.1": 4,
        "PI2.2": DONT_KNOW,
        "DC5.1": NotApplicable("One"),
        "DC5.2": NotApplicable("One"),
    }
    *_, prioritise, develop, _, _ = said(answers).sums

    assert [line[1:] for line in prioritise.table.rows[:3]] == [
        ("4, 2", "75"),
        (f"2, {UNKNOWN}", f"50 {EN('findings.between', low=25, high=75)}"),
        ("2, 2", "50"),
    ]
    assert develop.table.rows[-1][1:] == ("", EN("findings.does_not_apply"))


def test_what_is_left_out_is_named_with_its_reason() -> None:
    answers = {**everything(2), "PI2.1": DONT_KNOW, "DC5.1": NotApplicable("One person")}
    in_use, essentials, score, prioritise, develop, measure, _ = (one.left_out for one in said(answers).sums)
    out = "findings.result.sum.left_out"
    away, unknown = EN(f"{out}.not_applicable", names=named("DC5.1")), EN(f"{out}.unknown_score", names=named("PI2.1"))

    assert in_use == (away, EN(f"{out}.unknown_in_use", names=named("PI2.1")))
    assert essentials == (EN(f"{out}.unknown_essentials", names=named("PI2.1")),)
    assert score == (away, unknown)
    assert (prioritise, develop, measure) == ((unknown,), (away,), NOTHING)


@settings(max_examples=40)
@given(any_answers(), st.sampled_from(LANGUAGES))
def test_what_a_figure_opens_adds_up_to_it(answers: dict[str, Answer], language: str) -> None:
    found = said(answers, language)
    in_use, essentials, score, *pillars = found.sums
    used, asked = (sum(int(line[column]) for line in in_use.table.rows) for column in (1, 2))
    met = [word for _, _, word in essentials.table.rows].count(Say(language)("findings.result.essentials.met"))

    assert re.findall(r"\d+", found.facts[0].value) == [str(used), str(asked)]
    assert re.findall(r"\d+", found.facts[1].value) == [str(met), "10"]
    scores = [int(points) for _, points, _ in score.table.rows if points.isdigit()]
    if found.overall.line.score is not None:
        assert abs(found.overall.line.score - sum(scores) / len(scores)) <= 1.5  # each was rounded by itself
    for one, row in zip(pillars, found.pillars.rows, strict=True):
        topics = [[int(level) for level in line[1].split(", ") if level.isdigit()] for line in one.table.rows]
        means = [25 * sum(levels) / len(levels) for levels in topics if levels]
        assert row.score is None or abs(row.score - sum(means) / len(means)) <= 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pillars_have_their_place_of_the_round_before_where_both_ask_the_same(language: str) -> None:
    say, now = Say(language), Assessed(QUESTIONNAIRE, everything(3))
    before = Assessed(QUESTIONNAIRE, {**everything(2), "PI1.1": DONT_KNOW})
    told, alone = result(now, say, before).pillars, result(now, say).pillars

    assert [row.before for row in told.rows] == [50] * 4
    assert {row.verdict for row in told.rows} == {say("findings.change.was", before=50)}
    assert told.key.before == say("findings.key.before")
    assert told.alt.startswith(alone.alt) and told.alt.count("50") == 4
    assert [(row.before, row.verdict) for row in alone.rows] == [(None, "")] * 4
    assert alone.key.before == ""


def test_no_pillar_has_a_place_of_before_where_that_asked_less() -> None:
    asked = frozenset(one.id for one in QUESTIONNAIRE.questions()) - {"PI1.1"}
    fewer = Assessed(with_only(QUESTIONNAIRE, asked), {one: 2 for one in asked})

    assert {row.before for row in result(Assessed(QUESTIONNAIRE, everything(3)), EN, fewer).pillars.rows} == {None}
