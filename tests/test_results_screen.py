"""The page of a result: what it says, in Italian, of answers whose meaning is known by hand; and what before any."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from conftest import OpenPage, as_read, tables, told, visit_of, visit_to, words
from given import LANGUAGES, QUESTIONNAIRE, another_version, everything, facts_in, minimum, practice, title
from streamlit.testing.v1 import AppTest
from worlds import World

from assessment.answers import DONT_KNOW, Answer
from assessment.language import enumeration
from assessment.questionnaire import parse
from assessment.rounds import Description
from assessment.screens.chief import comparison, history, report, results
from assessment.screens.parts.markdown import plain
from assessment.visit import Visit
from assessment.wording import Say

IT = Say("it")
NBSP = "\N{NO-BREAK SPACE}"


def submitted(world: World, answers: dict[str, Answer], round_id: int | None = None) -> Visit:
    """The visit of a chief who has handed in these answers."""
    store = world.of("alba")
    draft = store.begin(world.round_id if round_id is None else round_id, "alba")
    store.save_profile(draft.id, staff=12, official_account=True)
    store.save_answers(draft.id, answers)
    store.submit(draft.id)
    return visit_to(store, "it")


def sum_of(page: AppTest, figure: str) -> list[list[str]]:
    """Of the sum that a figure opens its heads, and its second column."""
    (fold,) = [one for one in page.expander if one.label.startswith(f"{figure}: ")]
    table = tables(fold)[0]
    return [list(table.columns), list(table[table.columns[1]])]


def test_the_finding_comes_first_then_where_and_when(world: World, open_page: OpenPage) -> None:
    page = open_page(results.show, submitted(world, minimum()))

    practices = IT("findings.of", some=26, total=38)
    met = IT("findings.result.headline.all_met", 10)
    assert page.title[0].value == f"{IT('findings.result.headline.in_use', practices=practices)}; {met}"
    assert page.caption[0].value == IT("results.caption", department="Alba", round="2027", day="1º\u00a0marzo 2027")
    figures = [practices, IT("findings.of", some=10, total=10), IT("findings.of_100", points=41)]
    assert [one.value for one in page.metric] == figures
    missing = [IT("findings.result.part.points", 19), IT("findings.result.part.pillars", 2)]
    after = IT("findings.name", name=title("advanced"))
    short_of = IT("findings.result.band.short_of", 21, parts=enumeration(missing, "it"), next=after)
    assert short_of in [one.value for one in page.markdown]


def test_the_pillars_stand_where_the_method_puts_them(world: World, open_page: OpenPage) -> None:
    page = open_page(results.show, submitted(world, minimum()))
    pillars = page.get("plotly_chart")[1].proto

    items = [
        IT("findings.result.item.exact", name=title(pillar), points=points)
        for pillar, points in (("PI", 50), ("DC", 50), ("MI", 38), ("FI", 28))
    ]
    assert pillars.alt == IT("findings.result.pillars.alt", items="; ".join(items))
    heads = [IT("findings.head.pillar"), IT("findings.head.score")]  # nothing is unknown: no range
    assert sum_of(page, IT("findings.result.fact.score")) == [heads, ["50", "50", "38", "28"]]


def test_every_figure_opens_its_own_sum(world: World, open_page: OpenPage) -> None:
    page = open_page(results.show, submitted(world, {**minimum(), "PI1.1": DONT_KNOW}))
    folds = [one.label for one in page.expander]

    for label, (some, total) in {"in_use": (25, 38), "essentials": (10, 10)}.items():
        named, value = IT(f"findings.result.fact.{label}"), IT("findings.of", some=some, total=total)
        assert IT("findings.result.sum.title", name=named, value=value) in folds
    assert sum_of(page, IT("findings.result.fact.in_use"))[1] == ["9", "10", "5", "1"]
    for pillar in ("PI", "DC", "MI", "FI"):
        (fold,) = [one for one in page.expander if one.label.startswith(f"{title(pillar)}: ")]
        nothing = IT("findings.result.sum.left_out.nothing") in [one.value for one in fold.markdown]
        left = IT("findings.result.sum.left_out.unknown_score", names=IT("findings.name", name=practice("PI1.1")))
        assert nothing == (pillar != "PI") != (left in [one.value for one in fold.markdown])


def test_what_is_not_known_makes_a_range_and_an_essential_of_its_own_kind(world: World, open_page: OpenPage) -> None:
    answers = {**minimum(), "PI2.1": DONT_KNOW, "MI1.1": 0}
    page = open_page(results.show, submitted(world, answers))
    unknown, not_yet = IT("findings.dont_know"), IT("findings.result.essentials.not_yet")

    reason = told(page, "findings.result.sentence.ranged")["reason"]
    assert reason == IT("findings.result.reason.dont_know", 1)
    (step,) = [one.label for one in page.expander if practice("MI1.1") in one.label]
    assert step.startswith("**2\\. ")
    assert f":blue-badge[:material/shield: {IT('questions.essential')}] {practice('MI1.1')}: {not_yet} · " in step
    essentials = next(one for one in tables(page) if IT("findings.head.essential") in one.columns)
    met = dict(zip(essentials[IT("findings.head.essential")], essentials[IT("findings.head.met")], strict=True))
    assert (met[practice("PI2.1")], met[practice("MI1.1")]) == (unknown, not_yet)
    assert IT("findings.head.range") in sum_of(page, IT("findings.result.fact.score"))[0]


def test_what_is_behind_the_first_screen_is_folded_in_the_order_of_the_papers(
    seasoned: Visit, open_page: OpenPage
) -> None:
    page = open_page(results.show, seasoned)
    folds = [as_read(one.label) for one in page.expander if not one.proto.expanded]

    assert len(folds) == len(page.expander)
    order = [
        IT("findings.result.steps.more", 5),
        IT("findings.result.topics.span", 19, low=0, high=75),
        IT("findings.change.rise", before=30, now=39),
        IT("findings.result.sum.headline"),
    ]
    assert [one for one in folds if one.strip("*") in order] == [f"**{one}**" for one in order]
    assert IT("findings.result.one_figure") in words(page)


def test_the_page_for_the_mayor_is_the_first_thing_to_take_away(world: World, open_page: OpenPage) -> None:
    page = open_page(results.show, submitted(world, minimum()))

    assert [(one.proto.url, one.proto.type) for one in page.get("link_button")] == [
        (f"/files/report/alba/{world.round_id}/brief.pdf?language=it", "primary"),
        (f"/files/report/alba/{world.round_id}/full.pdf?language=it", "secondary"),
    ]


def test_a_step_leads_to_its_question(world: World, open_page: OpenPage) -> None:
    page = open_page(results.show, submitted(world, {**everything(4), "PI3.1": 0}))
    ways = [(one.proto.page, one.proto.query_string) for one in page.get("page_link") if one.proto.query_string]

    assert ("questions", "topic=PI3") in ways


def test_all_steps_of_the_plan_stand_on_the_page_and_what_waits_after_them(world: World, open_page: OpenPage) -> None:
    page = open_page(results.show, submitted(world, everything(0)))
    said = words(page)
    planned = ["PI2.1", "PI2.2", "PI3.1", "PI4.1", "PI5.1", "PI5.2", "DC2.1", "DC4.1"]

    actions = [QUESTIONNAIRE.question(one).actions.from_0.action["it"] for one in planned]
    folds = [as_read(one.label) for one in page.expander]
    assert [one for one in folds if re.match(r"\*\*\d\.", one)] == [
        one for at, action in enumerate(actions, 1) for one in folds if one.startswith(f"**{at}. {action}**")
    ]
    assert folds[3] == f"**{IT('findings.result.steps.more', 5)}**"  # behind the nearest three
    levels = [f"{place}\u00a0·\u00a0{QUESTIONNAIRE.level_names[place]['it']}" for place in (0, 1)]
    for one in planned:
        sentences = [QUESTIONNAIRE.question(one).levels[place]["it"] for place in (0, 1)]
        for label, level, sentence in zip(("results.today", "results.leads_to"), levels, sentences, strict=True):
            assert f"{IT(label)} **{level}**  \n{plain(sentence)}" in said
    parts = [IT("findings.result.waiting.essential", 2), IT("findings.result.waiting.minimum", 28)]
    assert IT("findings.result.waiting.sentence", parts=enumeration(parts, "it")) in said
    waiting = next(one for one in tables(page) if len(one) == 30)
    assert list(waiting[IT("findings.head.practice")])[2] == practice("PI1.1")


def test_nothing_is_said_of_a_change_in_the_first_round(world: World, open_page: OpenPage) -> None:
    said = words(open_page(results.show, submitted(world, minimum())))

    changes = [f"findings.change.{one}" for one in ("rise", "fall", "small", "same", "unknown", "common")]
    assert not [line for line in said.splitlines() if any(facts_in(line, key) for key in changes)]
    for key in ("findings.change.unknown", "findings.change.nothing_common", "figures.other_rounds"):
        assert IT(key) not in said


def test_the_address_chooses_the_round_and_the_latest_is_shown_otherwise(seasoned: Visit, open_page: OpenPage) -> None:
    first, latest = (one.round_id for one in seasoned.store.submissions("d0002"))
    rounds = {one.id: one.title for one in seasoned.store.rounds("val-serrana")}

    assert rounds[first] in open_page(results.show, seasoned, round=str(first)).caption[0].value
    for address in ({}, {"round": "99"}, {"round": "x"}, {"round": "٣"}, {"round": "9" * 40}):
        page = open_page(results.show, seasoned, **address)
        assert rounds[latest] in page.caption[0].value
        assert f'<a href="/results?round={first}"' in words(page)


def test_what_changed_is_told_from_the_second_round_on(seasoned: Visit, open_page: OpenPage) -> None:
    page = open_page(results.show, seasoned)

    assert IT("findings.change.rise", before=30, now=39) in words(page)
    assert told(page, "findings.change.gained")["names"]


def test_before_anything_is_begun_the_page_says_what_will_be_here(world: World, open_page: OpenPage) -> None:
    page = open_page(results.show, visit_to(world.of("alba"), "it"))

    assert page.title[0].value == IT("results.empty")
    assert IT("results.not_begun") in words(page)
    assert [button.label for button in page.button] == [IT("results.to_start")]


@pytest.mark.parametrize(("given", "button"), [(18, "results.continue"), (38, "home.review")])
def test_before_submitting_it_says_how_far_one_is_and_leads_on(
    world: World, open_page: OpenPage, given: int, button: str
) -> None:
    store = world.of("alba")
    draft = store.begin(world.round_id, "alba")
    store.save_answers(draft.id, dict(list(minimum().items())[:given]))
    page = open_page(results.show, visit_to(store, "it"))

    assert f"{IT('results.when')} {IT('results.progress', given=given, count=38)}" in words(page)
    assert [one.label for one in page.button] == [IT(button)]


def test_a_name_is_shown_as_it_was_typed(world: World, open_page: OpenPage) -> None:
    typed = "*Alba* $x$ [a](b) :red[c] <i>d</i> `e`"
    world.operator.change_department("alba", Description(typed, "it", 12))
    sha256 = world.operator.questionnaires()[0].sha256
    world.operator.close(world.round_id)
    later = world.operator.set_up_round("north", "2028 ~~x~~", sha256, date(2027, 3, 1), date(2027, 5, 1), ["alba"])
    page = open_page(results.show, submitted(world, minimum(), later.id))

    assert page.caption[0].value.startswith(plain(typed))
    assert plain(typed) == r"\*Alba\* \$x\$ \[a\](b) \:red\[c\] \<i\>d\</i\> \`e\`"
    assert r"2028 \~\~x\~\~" in page.caption[0].value


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("screen", [results, comparison, history, report], ids=lambda one: one.__name__)
def test_every_page_speaks_every_language(
    demo_region: Path, open_page: OpenPage, screen: object, language: str
) -> None:
    page = open_page(screen.show, visit_of(demo_region, "seasoned_chief", language))  # type: ignore[attr-defined]

    assert page.title[0].value
    assert "{" not in words(page)


def test_the_old_result_is_read_with_the_questionnaire_that_it_answered(world: World, open_page: OpenPage) -> None:
    visit = submitted(world, minimum())
    newer = another_version("2.0").replace(f'it: "{practice("PI2.1")}"', 'it: "Un nome nuovo"', 1)
    world.operator.keep_questionnaire(newer.encode())

    page = open_page(results.show, replace(visit, questionnaire=parse(newer.encode())))
    said = words(page) + "".join(str(one.to_numpy()) for one in tables(page))

    assert practice("PI2.1") in said
    assert "Un nome nuovo" not in said
