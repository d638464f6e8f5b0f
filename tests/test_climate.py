"""The climate in a department: what is said of the sheets, the paper, and typing in what came back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from conftest import OpenPage, press, tables, visit_to, words
from pdf_checks import pages, problems, squeezed, text
from streamlit.testing.v1 import AppTest
from worlds import World

from assessment import report
from assessment.findings import climate as findings
from assessment.screens.chief.parts import climate
from assessment.screens.parts import typed
from assessment.storage import Store
from assessment.visit import Visit
from assessment.voices.climate import Counts, Sheets
from assessment.voices.content import voices
from assessment.wording import LANGUAGES, Say

IDS = [one.id for one in voices().statements]
MARCH, MONTH = date(2027, 3, 1), "2027-03"
MIXED: Counts = (1, 1, 2, 3, 1, 0)
ALIKE: Counts = (0, 0, 0, 8, 0, 0)


def sheets(counts: Counts = MIXED, month: date = MARCH, staff: int = 12) -> Sheets:
    return Sheets(sum(counts), staff, month, dict.fromkeys(IDS, counts))


def staffed(world: World, staff: int, who: str = "alba") -> Store:
    """The store of somebody of a department whose profile says how many work there."""
    draft = world.begin()
    world.of("alba").save_profile(draft, staff=staff)
    return world.of(who)


def opened(open_page: OpenPage, visit: Visit) -> AppTest:
    """The page with the fields of March open."""
    page = open_page(climate.show, visit)
    page.session_state[f"climate-type-{visit.language}"] = True
    page.run()
    page.selectbox[0].set_value(MARCH).run()
    assert not page.exception
    return page


def fill(page: AppTest, visit: Visit, name: str, value: str, version: int = 0) -> None:
    page.text_input(key=f"{typed.KEY}climate-{MONTH}-{version}-{name}-{visit.language}").set_value(value)


def fill_in(page: AppTest, visit: Visit, statement: str, counts: tuple[str, ...], version: int = 0) -> None:
    for place, count in enumerate(counts):
        fill(page, visit, f"{statement} {place}", count, version)


# --- words -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_may_be_shown_is_said_and_what_may_not_is_named(language: str) -> None:
    say = Say(language)
    now = replace(sheets(), counts={**sheets().counts, IDS[0]: ALIKE, IDS[1]: (1, 1, 1, 1, 0, 4)})
    told = findings.told(now, None, say)

    assert len(told.table.rows) == 10 and told.moved == ()
    assert told.withheld == tuple(one.text[language] for one in voices().statements[:2])
    assert told.table.rows[0][1:] == (("50%", "3.3") if language == "en" else told.table.rows[0][1:])
    assert told.finding == say("climate.finding", 0, of=say.count(10))


def test_two_times_stand_beside_each_other_and_small_differences_are_not_clear() -> None:
    say = Say("en")
    now, much = sheets((0, 2, 2, 3, 1, 0)), sheets((0, 0, 0, 1, 7, 0))
    before = sheets(month=date(2026, 3, 1))
    assert findings.now_and_before([before, now]) == (now, before)
    assert all(say("climate.moved.not_clear") in one for one in findings.told(now, before, say).moved)
    assert all(say("climate.moved.up") in one for one in findings.told(much, before, say).moved)
    assert len(findings.told(now, before, say).moved) == 3  # of one statement alone a theme says nothing more


def test_sheets_that_are_too_few_are_no_time_of_their_own() -> None:
    few, many = sheets((1, 1, 1, 1, 0, 0)), sheets(staff=27)
    assert findings.now_and_before([few, many]) == (None, None)


# --- paper -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_paper_is_one_page_with_every_statement_and_room_to_tick(language: str) -> None:
    paper = report.climate(language)
    said = squeezed(text(paper))

    assert problems(paper) == [] and pages(paper) == 1
    assert said.count("☐") == 6 * len(IDS)
    assert all(squeezed(one.text[language]) in said for one in voices().statements)
    assert paper == report.climate(language)
    assert report.climate_name(language).endswith(f"-{language}.pdf")


# --- the page --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_came_back_is_typed_in_and_shown(world: World, open_page: OpenPage, language: str) -> None:
    visit = visit_to(staffed(world, 12), language)
    page = opened(open_page, visit)
    assert all(one.value in ("", "12") for one in page.text_input)  # nothing but what the profile says
    fill(page, visit, "returned", "8")
    for one in IDS:
        fill_in(page, visit, one, ("1", "1", "2", "3", "1", ""))
    press(page, visit.say("climate.save"))

    (kept,) = visit.store.climates("alba")
    assert kept.value == sheets()
    said = words(open_page(climate.show, visit))
    assert visit.say("climate.finding", 0, of=visit.say.count(12)) in said
    assert visit.say("climate.withheld", None, least="5") not in said


def test_what_cannot_be_is_said_at_its_place_and_what_was_typed_stays(world: World, open_page: OpenPage) -> None:
    visit = visit_to(staffed(world, 12), "it")
    page = opened(open_page, visit)
    fill(page, visit, "returned", "8")
    fill_in(page, visit, IDS[0], ("1", "1", "2", "3", "1", ""))
    fill_in(page, visit, IDS[1], ("1", "1", "2", "3", "", ""))
    fill_in(page, visit, IDS[2], ("x", "1", "2", "3", "1", ""))
    press(page, visit.say("climate.save"))

    assert visit.store.climates("alba") == []
    assert len(page.error) == 2  # what is no number comes first
    fill_in(page, visit, IDS[2], ("", "", "", "", "", ""))
    press(page, visit.say("climate.save"))
    adds_up = visit.say("climate.problem.adds_up", None, given="7", bound="8")
    assert [one.value for one in page.error] == [adds_up, visit.say("climate.not_saved")]
    assert page.text_input(key=f"{typed.KEY}climate-{MONTH}-0-{IDS[1]} 3-it").value == "3"
    fill(page, visit, "returned", "13")
    press(page, visit.say("climate.save"))
    assert visit.say("climate.problem.more_than_staff", None, given="13", bound="12") in words(page)


def test_nothing_typed_is_nothing_saved(world: World, open_page: OpenPage) -> None:
    visit = visit_to(staffed(world, 12), "en")
    page = opened(open_page, visit)
    fill(page, visit, "staff", "")  # which the profile says
    press(page, visit.say("climate.save"))
    said = words(page)
    assert visit.say("climate.missing.returned") in said and visit.say("climate.missing.staff") in said
    fill(page, visit, "returned", "8")
    fill(page, visit, "staff", "12")
    press(page, visit.say("climate.save"))
    assert visit.say("climate.nothing_typed") in words(page)
    assert visit.store.climates("alba") == []


def test_counts_that_are_kept_are_not_shown_again_and_only_what_is_typed_changes(
    world: World, open_page: OpenPage
) -> None:
    visit = visit_to(staffed(world, 12), "es")
    visit.store.keep_climate("alba", sheets(), 0)
    page = opened(open_page, visit)
    assert sorted(one.value for one in page.text_input if one.value) == ["12", "8"]
    fill_in(page, visit, IDS[3], ("", "", "", "", "7", "1"), version=1)
    press(page, visit.say("climate.save"))

    (kept,) = visit.store.climates("alba")
    assert kept.value.counts == {**sheets().counts, IDS[3]: (0, 0, 0, 0, 7, 1)}


def test_who_saves_after_somebody_else_is_told_and_keeps_what_they_typed(world: World, open_page: OpenPage) -> None:
    visit = visit_to(staffed(world, 12), "it")
    page = opened(open_page, visit)
    fill(page, visit, "returned", "8")
    fill_in(page, visit, IDS[0], ("8", "", "", "", "", ""))
    world.of("helper").keep_climate("alba", sheets(), 0)
    press(page, visit.say("climate.save"))
    assert visit.say("climate.meanwhile") in words(page)
    assert visit.store.climates("alba")[0].value == sheets()
    press(page, visit.say("climate.save"))

    (kept,) = visit.store.climates("alba")
    assert kept.value.counts == {**sheets().counts, IDS[0]: (8, 0, 0, 0, 0, 0)}


def test_it_is_not_offered_to_fewer_than_five(world: World, open_page: OpenPage) -> None:
    visit = visit_to(staffed(world, 4), "it")
    page = open_page(climate.show, visit)
    assert visit.say("climate.few_staff", None, least="5") in words(page)
    assert visit.say("climate.print") not in words(page) and not page.expander


def test_too_few_sheets_are_kept_and_not_shown(world: World, open_page: OpenPage) -> None:
    visit = visit_to(staffed(world, 12), "it")
    visit.store.keep_climate("alba", sheets((1, 1, 1, 1, 0, 0)), 0)
    page = open_page(climate.show, visit)
    assert visit.say("climate.too_few", None, least="5", share="30%") in words(page)
    assert not page.subheader and not tables(page)


def test_the_chief_takes_counts_out_and_a_member_does_not(world: World, open_page: OpenPage) -> None:
    staffed(world, 12).keep_climate("alba", sheets(), 0)
    assert not open_page(climate.show, visit_to(world.of("helper"), "it")).button
    visit = visit_to(world.of("alba"), "it")
    page = open_page(climate.show, visit)
    press(page, page.button[0].label)
    assert visit.store.climates("alba") == []


def test_it_is_suggested_as_evidence_and_nothing_is_filled_in(world: World, open_page: OpenPage) -> None:
    visit = visit_to(staffed(world, 12), "en")
    visit.store.keep_climate("alba", sheets(), 0)
    (draft,) = [visit.store.draft(world.round_id, "alba")]
    assert draft is not None
    before = visit.store.answers(draft.id), visit.store.evidence(draft.id)
    page = open_page(climate.show, visit)
    known = visit.questionnaire.find(findings.PRACTICE) is not None
    assert (visit.say("climate.evidence") in words(page)) is known
    assert (visit.store.answers(draft.id), visit.store.evidence(draft.id)) == before
