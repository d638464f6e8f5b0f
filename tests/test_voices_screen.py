"""The page of what others say: counts typed in and tapped, what cannot be said at its field, and the gaps."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import pytest
from conftest import OpenPage, as_read, press, visit_to, words
from given import LANGUAGES, QUESTIONNAIRE
from pdf_checks import problems, text
from streamlit.testing.v1 import AppTest

from assessment.commitments import Status
from assessment.findings import gaps
from assessment.language import month
from assessment.people import Role
from assessment.report import voice_sheets
from assessment.screens.chief import voices
from assessment.screens.chief.parts import tapping
from assessment.storage import Store
from assessment.voices.content import voices as content
from assessment.voices.expectations import CountWrong, Poll, PollAndTally, Served, Tally, compared, now_and_before
from assessment.wording import Say
from tests.worlds import World

SAY = Say("it")
MARCH, JANUARY = date(2027, 3, 1), date(2027, 1, 1)  # the world begins in March
KINDS = [one.id for one in content().kinds if one.offered]
WANTED = {"traffic": 80, "weather": 70, "closures_events": 60, "answers": 50, "insight": 10, "jobs": 5}
POSTED = {"insight": 40, "jobs": 10, "traffic": 12, "weather": 8, "road_safety": 20, "closures_events": 10}


def poll(of: date = MARCH, asked: int = 120, **wanted: int) -> Poll:
    return Poll(asked, dict.fromkeys(KINDS, 0) | (wanted or WANTED), of, "mercato")


def tally(of: date = MARCH, **posts: int) -> Tally:
    return Tally(posts or POSTED, of)


def both(store: Store) -> None:
    store.keep_poll("alba", poll(), 0)
    store.keep_tally("alba", tally(), 0)


def opened(open_page: OpenPage, world: World, part: str, language: str = "it", who: str = "alba") -> AppTest:
    """The page with a part of it unfolded."""
    page = open_page(voices.show, visit_to(world.of(who), language))
    page.session_state[part] = True
    page.run()
    assert not page.exception, page.exception[0].value
    return page


def form(page: AppTest, name: str, say: Say, of: date = MARCH) -> AppTest:
    """The fields of a month."""
    box = next(one for one in page.selectbox if one.label == say(f"expectations.{name}.month"))
    return box.set_value(of).run()


def fill(page: AppTest, given: Mapping[str, str]) -> None:
    """Type into fields by label."""
    for label, typed in given.items():
        next(one for one in page.text_input if as_read(one.label) == label).set_value(typed)
    page.run()
    assert not page.exception, page.exception[0].value


def by_label(counts: Mapping[str, int], say: Say) -> dict[str, str]:
    return {gaps.label(kind, say): str(count) for kind, count in counts.items()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_people_said_is_typed_in_and_nothing_stands_in_a_field_before(
    world: World, open_page: OpenPage, language: str
) -> None:
    say = Say(language)
    page = form(opened(open_page, world, "expectations-poll", language), "poll", say)
    fields = [one for one in page.text_input if "poll-" in str(one.key)]  # of this form: other parts have their own
    assert {one.value for one in fields} == {""}
    assert len(fields) == len(KINDS) + 2  # how many answered, and where

    fill(
        page, {say("expectations.poll.asked"): "120", say("expectations.poll.where"): "Mercato"} | by_label(WANTED, say)
    )
    press(page, say("expectations.poll.save"))
    empty = [one for one in KINDS if one not in WANTED]
    assert world.of("alba").polls("alba") == []  # what is empty counts as none once that is said
    assert gaps.label(empty[0], say) in page.warning[0].value

    press(page, say("expectations.save_so"))
    (kept,) = world.of("alba").polls("alba")
    assert kept.value == Poll(120, dict.fromkeys(KINDS, 0) | WANTED, MARCH, "Mercato")


@pytest.mark.parametrize(
    ("typed", "wrong", "given", "bound"),
    [
        ({"traffic": 130}, CountWrong.MORE_THAN_ASKED, 130, 120),
        (dict.fromkeys(KINDS[:6], 101), CountWrong.MORE_THAN_FIVE_EACH, 606, 600),
    ],
)
def test_a_poll_that_cannot_be_is_said_at_the_place_and_what_was_typed_stays(
    world: World, open_page: OpenPage, typed: dict[str, int], wrong: CountWrong, given: int, bound: int
) -> None:
    page = form(opened(open_page, world, "expectations-poll"), "poll", SAY)
    fill(page, {SAY("expectations.poll.asked"): "120"} | by_label(typed, SAY))

    press(page, SAY("expectations.poll.save"))

    said = [one.value for one in page.error]
    assert SAY(f"gaps.wrong.{wrong}", None, given=str(given), bound=str(bound)) in said
    assert SAY("expectations.mend") in said
    assert world.of("alba").polls("alba") == []
    for kind, count in typed.items():
        assert next(one for one in page.text_input if one.label == gaps.label(kind, SAY)).value == str(count)


def test_percentages_are_asked_about_and_words_in_a_field_are_no_number(world: World, open_page: OpenPage) -> None:
    page = form(opened(open_page, world, "expectations-poll"), "poll", SAY)
    fill(page, {SAY("expectations.poll.asked"): "400"} | by_label({"traffic": 60, "weather": 40}, SAY))
    press(page, SAY("expectations.poll.save"))
    assert page.warning[0].value == SAY("gaps.wrong.percent", None, given="100", bound="400")

    fill(page, {gaps.label("traffic", SAY): "molti"})
    press(page, SAY("expectations.poll.save"))
    assert SAY("expectations.mend") in [one.value for one in page.error]
    assert world.of("alba").polls("alba") == []


def test_posts_that_do_not_add_up_are_refused_and_few_or_old_ones_asked_about(
    world: World, open_page: OpenPage
) -> None:
    world.of("alba").keep_poll("alba", poll(date(2025, 6, 1)), 0)
    page = form(opened(open_page, world, "expectations-tally"), "tally", SAY)
    fill(page, {SAY("expectations.tally.counted"): "60"} | by_label({"traffic": 30, "weather": 10}, SAY))
    press(page, SAY("expectations.tally.save"))
    assert page.error[0].value == SAY("gaps.wrong.adds_up", None, given="40", bound="60")

    fill(page, {SAY("expectations.tally.counted"): "40"})
    press(page, SAY("expectations.tally.save"))
    asked = [one.value for one in page.warning]
    assert SAY("gaps.wrong.few_posts", None, given="40", bound="50") in asked
    assert SAY("gaps.wrong.other_time", None, given="21", bound="12") in asked
    press(page, SAY("expectations.save_so"))
    assert world.of("alba").tallies("alba")[0].value.counted == 40


def test_what_somebody_else_saved_meanwhile_overrules_nothing_that_was_typed(world: World, open_page: OpenPage) -> None:
    page = form(opened(open_page, world, "expectations-poll"), "poll", SAY)
    fill(page, {SAY("expectations.poll.asked"): "120"})
    world.of("alba").keep_poll("alba", poll(asked=90), 0)

    press(page, SAY("expectations.poll.save"))
    assert world.of("alba").polls("alba")[0].value.asked == 90
    assert next(one for one in page.text_input if one.label == SAY("expectations.poll.asked")).value == "120"

    press(page, SAY("expectations.take_theirs"))
    assert next(one for one in page.text_input if one.label == SAY("expectations.poll.asked")).value == "90"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_shows_the_gaps_in_words_a_figure_and_a_table(
    world: World, open_page: OpenPage, language: str
) -> None:
    both(world.of("alba"))
    say, page = Say(language), open_page(voices.show, visit_to(world.of("alba"), language))
    kept = PollAndTally(world.of("alba").polls("alba")[0].value, world.of("alba").tallies("alba")[0].value)
    told = gaps.told(kept, None, say)

    assert told is not None
    said = words(page)
    assert page.subheader[0].value == told.headline and gaps.label("insight", say) in told.headline
    for sentence in (*told.sentences, told.match, told.duties, *told.caveats, told.step):
        assert sentence in said, sentence
    assert page.get("plotly_chart")[0].proto.alt == told.alt
    assert len(told.table.rows) == len(KINDS)
    assert told.table.rows[0][0] == gaps.label("insight", say)


def test_small_differences_are_called_small_and_of_few_people_no_index_is_told() -> None:
    few = gaps.told(PollAndTally(poll(asked=12, traffic=6, weather=5), tally(traffic=28, weather=27)), None, SAY)

    assert few is not None
    assert few.headline == SAY("gaps.headline.neither") and few.step == ""
    assert SAY("gaps.served.small") in few.table.rows[0][2]
    assert few.match == SAY("gaps.match.few", None, least="30", asked="12")


def test_an_interval_that_leaves_zero_out_is_not_shown_to_end_there() -> None:
    wanted = (32, 25, 40, 12, 8, 20, 15, 9, 5, 22, 10, 14, 6, 7, 3, 18)
    posted = (4, 2, 3, 10, 12, 6, 4, 2, 1, 5, 9, 7, 1, 1, 0, 3)
    pair = PollAndTally(
        Poll(60, dict(zip(KINDS, wanted, strict=True)), MARCH), Tally(dict(zip(KINDS, posted, strict=True)), MARCH)
    )
    found, told = compared(pair.poll, pair.tally), gaps.told(pair, None, SAY)

    assert found is not None and told is not None
    close = [at for at, one in enumerate(found.gaps) if one.served is not Served.NEITHER and abs(one.low) < 0.5]
    assert close
    assert all("(da +0," in told.table.rows[at][2] for at in close)


def test_nobody_is_told_to_post_less_of_what_is_a_duty() -> None:
    rules = PollAndTally(poll(traffic=90, rules=2, jobs=30), tally(rules=80, traffic=5, jobs=15))
    found, largest = compared(rules.poll, rules.tally), gaps.clearest(rules)

    assert found is not None and largest is not None
    assert (found.gaps[0].kind, found.gaps[0].served) == ("rules", Served.OVER)
    assert (largest.kind, largest.served) == ("traffic", Served.UNDER)


def test_the_second_time_says_how_the_largest_gap_changed(world: World, open_page: OpenPage) -> None:
    store = world.of("alba")
    store.keep_poll("alba", poll(JANUARY), 0)
    store.keep_tally("alba", tally(JANUARY), 0)
    store.keep_tally("alba", tally(traffic=25, weather=20, closures_events=15, answers=15, insight=10, jobs=5), 0)

    now, before = now_and_before(
        [one.value for one in store.polls("alba")], [one.value for one in store.tallies("alba")]
    )
    assert now is not None and before is not None
    assert (now.tally.month, before.tally.month) == (MARCH, JANUARY)
    told = gaps.told(now, before, SAY)
    assert told is not None and gaps.label("insight", SAY) in told.moved
    assert told.moved in words(open_page(voices.show, visit_to(store, "it")))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_step_goes_into_the_plan_with_the_gap_in_its_text_once(
    world: World, open_page: OpenPage, language: str
) -> None:
    world.submit()
    world.clock.at += timedelta(hours=1)
    both(world.of("alba"))
    say, page = Say(language), open_page(voices.show, visit_to(world.of("alba"), language))

    press(page, say("expectations.do.add"))

    (taken,) = world.of("alba").commitments("alba")
    assert (taken.question_id, taken.leads_to, taken.own, taken.status) == ("MI3.1", 3, True, Status.PLANNED)
    assert gaps.label("insight", say) in taken.action
    for other in LANGUAGES:
        page = open_page(voices.show, visit_to(world.of("alba"), other))
        assert Say(other)("expectations.do.add") not in [one.label for one in page.button]
        assert Say(other)("expectations.do.in_plan") in words(page)


def test_a_count_that_is_not_finished_is_not_shown_and_said(world: World, open_page: OpenPage) -> None:
    store = world.of("alba")
    store.keep_poll("alba", poll(), 0)
    store.keep_tally("alba", tally(MARCH, traffic=7), 0)
    page = open_page(voices.show, visit_to(store, "it"))
    assert SAY("expectations.missing.tally", None, posts="7", least="50") in words(page)
    assert not page.subheader

    store.keep_tally("alba", tally(JANUARY), 0)
    page = open_page(voices.show, visit_to(store, "it"))
    assert SAY("expectations.under_way", None, month="marzo 2027", posts="7", least="50") in words(page)
    assert page.subheader


def test_each_tap_is_saved_and_can_be_undone(world: World, open_page: OpenPage) -> None:
    page = open_page(voices.show, visit_to(world.of("alba"), "it"), tap="2027-03")

    press(page, gaps.label("traffic", SAY))
    press(page, gaps.label("traffic", SAY))
    press(page, gaps.label("weather", SAY))
    assert world.of("alba").tallies("alba")[0].value == Tally({"traffic": 2, "weather": 1}, MARCH)
    assert SAY("tapping.sorted", 3, month="Marzo 2027") in words(page)
    assert gaps.label("weather", SAY) in words(page)

    press(page, SAY("tapping.undo"))
    assert world.of("alba").tallies("alba")[0].value.posts == {"traffic": 2, "weather": 0}
    for _ in range(4):
        press(page, SAY("tapping.undo"))
    assert sum(world.of("alba").tallies("alba")[0].value.posts.values()) == 0


def test_two_people_who_tap_at_once_lose_nothing(world: World, open_page: OpenPage) -> None:
    world.sign_in("member", Role.MEMBER, department_id="alba")
    one = open_page(voices.show, visit_to(world.of("alba"), "it"), tap="2027-03")
    other = open_page(voices.show, visit_to(world.of("member"), "it"), tap="anything")

    for _ in range(3):
        press(one, gaps.label("traffic", SAY))
        press(other, gaps.label("traffic", SAY))
    press(other, SAY("tapping.undo"))

    assert world.of("alba").tallies("alba")[0].value.posts == {"traffic": 5}


def test_a_tally_that_was_typed_in_with_its_total_can_be_gone_on_with(world: World, open_page: OpenPage) -> None:
    world.of("alba").keep_tally("alba", Tally({"traffic": 60}, MARCH, 60), 0)

    press(open_page(voices.show, visit_to(world.of("alba"), "it"), tap="2027-03"), gaps.label("traffic", SAY))

    assert world.of("alba").tallies("alba")[0].value == Tally({"traffic": 61}, MARCH)


def test_members_type_and_only_the_chief_removes(world: World, open_page: OpenPage) -> None:
    world.sign_in("member", Role.MEMBER, department_id="alba")
    both(world.of("member"))
    page = opened(open_page, world, "heard", who="member")
    assert SAY("expectations.kept.remove") not in [one.label for one in page.button]

    page = opened(open_page, world, "heard")
    assert "mercato" in words(page)
    press(page, SAY("expectations.kept.remove"))
    press(page, SAY("expectations.kept.keep"))
    assert len(world.of("alba").polls("alba")) == 1
    press(page, SAY("expectations.kept.remove"))
    press(page, SAY("expectations.kept.remove_sure"))
    assert world.of("alba").polls("alba") == []
    assert len(world.of("alba").tallies("alba")) == 1


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("what", voice_sheets.SHEETS)
def test_a_sheet_to_print_has_every_kind_on_one_page(what: str, language: str) -> None:
    say = Say(language)
    sheet = voice_sheets.sheet(what, language, court=False)
    assert problems(sheet, bookmarks=False) == []
    said = " ".join(text(sheet).split())
    labels = {one.id: one.label[language] for one in content().kinds}

    assert [one for one in KINDS if labels[one] not in said] == []
    assert labels["court"] not in said
    assert labels["court"] in " ".join(text(voice_sheets.sheet(what, language, court=True)).split())
    assert say("report.page_of", page="1", pages="1") in said
    assert voice_sheets.file_name(what, language) == f"{say(f'voice_sheets.{what}.file')}-{language}.pdf"
    assert all(labels[one] in voice_sheets.post(language, court=False) for one in KINDS)


def test_the_sheets_are_offered_and_the_months_go_back_from_this_one(world: World, open_page: OpenPage) -> None:
    page = opened(open_page, world, "expectations-prepare")

    assert [one.proto.body.count("/files/voices/") for one in page.get("html")].count(1) == len(voice_sheets.SHEETS)
    assert QUESTIONNAIRE.find(gaps.PRACTICE) is not None
    box = form(opened(open_page, world, "expectations-tally"), "tally", SAY).selectbox[0]
    assert box.options[0] == month(MARCH, "it")
    assert tapping.TAP == "tap"
